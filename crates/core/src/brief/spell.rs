//! Numbers, days and periods as offices write them in Chinese. How much is rounded is ours; the exact number stands behind
//! the link of every cited one.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::source::Against;
use crate::calendar::{Every, Period};
use crate::figures::number::{rounded, shown};

/// Where offices begin to write 亿.
const YI: i64 = 100_000_000;
/// What 万 is.
const WAN: i64 = 10_000;
/// Where offices begin to write 万: 9.8万件 is written 98000件.
const FROM_WAN: i64 = 100_000;
/// What is written where nothing can be said.
pub const NOTHING: &str = "—";

/// A number with its measure: 29.4万件, 1.2亿元, 96.5%, 12个.
///
/// A measure that is itself scaled (万元, 亿元) and a share are not scaled again.
#[must_use]
pub fn amount(value: Decimal, measure: &str) -> String {
    let size = value.abs();
    let is_scaled = measure.starts_with(['万', '亿', '%']) || measure.is_empty();
    let written = if is_scaled || size < Decimal::from(FROM_WAN) {
        shown(value)
    } else {
        let (unit, word) = if size >= Decimal::from(YI) { (YI, "亿") } else { (WAN, "万") };
        let scaled = value.checked_div(Decimal::from(unit)).unwrap_or(value);
        format!("{}{word}", rounded(scaled, 2))
    };
    format!("{written}{measure}")
}

/// The same of what may not be known.
#[must_use]
pub fn amount_if(value: Option<Decimal>, measure: &str) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| amount(value, measure))
}

/// How a number changed: 比上月增加12件, 比上年同期提高1.2个百分点, 与上周持平.
#[must_use]
pub fn change(now: Option<Decimal>, then: Option<Decimal>, measure: &str, then_name: &str) -> String {
    let Some(difference) = now.zip(then).and_then(|(now, then)| now.checked_sub(then)) else {
        return format!("{then_name}无可比数");
    };
    let is_points = measure == "%";
    let word = match (is_points, difference.is_sign_negative() && !difference.is_zero()) {
        _ if rounded(difference, 2).is_zero() => return format!("与{then_name}持平"),
        (true, false) => "提高",
        (true, true) => "下降",
        (false, false) => "增加",
        (false, true) => "减少",
    };
    let measure = if is_points { "个百分点" } else { measure };
    format!("比{then_name}{word}{}", amount(difference.abs(), measure))
}

/// A growth as it was published: 比上年同期增长7.4%.
#[must_use]
pub fn grown(growth: Decimal, then_name: &str) -> String {
    let word = if growth.is_sign_negative() { "下降" } else { "增长" };
    if growth.is_zero() {
        format!("与{then_name}持平")
    } else {
        format!("比{then_name}{word}{}%", shown(growth.abs()))
    }
}

/// 2025年6月3日.
#[must_use]
pub fn day(day: Date) -> String {
    crate::casework::letters::day_in_words(day)
}

/// 2025年, 2025年第二季度, 2025年6月, 2025年第23周，6月2日至6月8日, 2025年6月3日.
#[must_use]
pub fn period(period: &Period) -> String {
    let (first, last) = (period.first, period.last);
    match period.every {
        Every::Year => format!("{}年", first.year()),
        Every::Quarter => {
            let place = usize::try_from((first.month() - 1) / 3).unwrap_or_default();
            let word = ["一", "二", "三", "四"].get(place).copied().unwrap_or_default();
            format!("{}年第{word}季度", first.year())
        }
        Every::Month => format!("{}年{}月", first.year(), first.month()),
        Every::Week => {
            let week = first.iso_week_date();
            let short = |day: Date| format!("{}月{}日", day.month(), day.day());
            format!("{}年第{}周，{}至{}", week.year(), week.week(), short(first), short(last))
        }
        Every::Day => day(first),
    }
}

/// What the time that a number is held against is called: 上周, 上年同期.
#[must_use]
pub fn against(against: Against, every: Every) -> &'static str {
    match (against, every) {
        (Against::Before, Every::Year) => "上年",
        (Against::Before, Every::Quarter) => "上季度",
        (Against::Before, Every::Month) => "上月",
        (Against::Before, Every::Week) => "上周",
        (Against::Before, Every::Day) => "前一日",
        (Against::LastYear, Every::Year) => "上年",
        (Against::LastYear, _) => "上年同期",
        (Against::YearSoFar, _) => "今年以来",
        (Against::Now, _) => "本期",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, measure: &str) -> String {
        amount(text.parse().unwrap_or_default(), measure)
    }

    #[test]
    fn numbers_are_written_as_offices_write_them() {
        assert_eq!(told("294000", "件"), "29.4万件");
        assert_eq!(told("98000", "件"), "98000件");
        assert_eq!(told("120000000", "元"), "1.2亿元");
        assert_eq!(told("-120000", "元"), "-12万元");
        assert_eq!(told("96.456", "%"), "96.46%");
        assert_eq!(told("168000", "亿元"), "168000亿元");
        assert_eq!(amount_if(None, "件"), "—");
    }

    #[test]
    fn a_change_is_told_without_praise() {
        let read = |text: &str| text.parse::<Decimal>().ok();
        assert_eq!(change(read("12"), read("10"), "件", "上周"), "比上周增加2件");
        assert_eq!(change(read("95.1"), read("96.3"), "%", "上年同期"), "比上年同期下降1.2个百分点");
        assert_eq!(change(read("10"), read("10.001"), "件", "上周"), "与上周持平");
        assert_eq!(change(read("10"), None, "件", "上周"), "上周无可比数");
    }
}
