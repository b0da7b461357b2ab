//! Where a figure should stand today, so that the year ends at its target: evenly, as last year's months went, or by a
//! path that was planned.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::number::portion;
use crate::casework::refusal::Sentence;

/// How a year is expected to go.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// The same every day.
    #[default]
    Even,
    /// As last year's months went: what each month of last year gave, January first.
    Seasonal(Vec<Decimal>),
    /// As planned: what should have been reached by the end of a day, in order.
    Planned(Vec<(Date, Decimal)>),
}

/// How a figure comes to its year's value.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// It adds up from nothing: 新增, 完成.
    #[default]
    Added,
    /// It rises from where last year left it: 累计, 总数.
    Level,
    /// It should hold all year: a rate, a growth.
    Held,
}

impl Path {
    /// What the path is called, with the reason where another was wanted and cannot be had.
    pub fn words(&self) -> Sentence {
        let (zh, en) = match self {
            Path::Even => ("按天均摊", "evenly by days"),
            Path::Seasonal(months) if weights(months).is_some() => ("按去年各月的比重", "by the months of last year"),
            Path::Seasonal(_) => {
                ("去年没有可用的分月数，按天均摊", "evenly by days, as last year's months cannot be used")
            }
            Path::Planned(_) => ("按计划进度", "by the planned path"),
        };
        Sentence { zh: zh.into(), en: en.into() }
    }

    /// What should have been reached by the end of a day, on the way from `start` to `end` over a year.
    pub fn due(&self, counting: Counting, (start, end): (Decimal, Decimal), year: i16, day: Date) -> Option<Decimal> {
        match (counting, self) {
            (Counting::Held, _) => Some(end),
            (_, Path::Planned(points)) => planned(points, (start, end), year, day),
            _ => {
                let (part, whole) = self.share(year, day);
                portion(end.checked_sub(start)?, part, whole)?.checked_add(start)
            }
        }
    }

    /// The share of the year's work that should be done by the end of a day: `(part, whole)`, whole above zero.
    pub fn share(&self, year: i16, day: Date) -> (Decimal, Decimal) {
        let months = match self {
            Path::Seasonal(months) => weights(months),
            _ => None,
        };
        match months {
            Some((months, whole)) => (seasonal(&months, year, day).min(whole), whole),
            None => {
                let whole = i64::from(days_of(year));
                (elapsed(year, day).clamp(0, whole).into(), whole.into())
            }
        }
    }
}

/// Twelve months that can bear weight: none below zero, not all zero.
fn weights(months: &[Decimal]) -> Option<(Vec<Decimal>, Decimal)> {
    if months.len() != 12 || months.iter().any(|month| *month < Decimal::ZERO) {
        return None;
    }
    let whole = months.iter().try_fold(Decimal::ZERO, |sum, month| sum.checked_add(*month))?;
    (whole > Decimal::ZERO).then(|| (months.to_vec(), whole))
}

/// The weight of the months gone, and of this one by its days.
fn seasonal(months: &[Decimal], year: i16, day: Date) -> Decimal {
    if day.year() != year {
        let whole: Decimal = months.iter().sum();
        return if day.year() < year { Decimal::ZERO } else { whole };
    }
    let gone = usize::try_from(day.month() - 1).unwrap_or(0);
    let before: Decimal = months.iter().take(gone).sum();
    let this = months.get(gone).copied().unwrap_or_default();
    let part = portion(this, i64::from(day.day()).into(), i64::from(day.days_in_month()).into());
    before + part.unwrap_or_default()
}

/// Between two points of a plan the way is straight; before the first it starts at the year's beginning, behind the last it
/// goes on to its end.
fn planned(points: &[(Date, Decimal)], (start, end): (Decimal, Decimal), year: i16, day: Date) -> Option<Decimal> {
    let (first, last) = (Date::new(year, 1, 1).ok()?.yesterday().ok()?, Date::new(year, 12, 31).ok()?);
    let inside = points.iter().filter(|(on, _)| *on > first && *on < last);
    let way: Vec<(Date, Decimal)> =
        std::iter::once((first, start)).chain(inside.copied()).chain([(last, end)]).collect();
    let day = day.clamp(first, last);
    let after = way.iter().position(|(on, _)| *on >= day)?;
    let (to, there) = *way.get(after)?;
    let Some((from, here)) = after.checked_sub(1).and_then(|before| way.get(before)).copied() else {
        return Some(there);
    };
    let (part, whole) = (days_between(from, day), days_between(from, to));
    portion(there.checked_sub(here)?, part.into(), whole.into())?.checked_add(here)
}

/// Days of a year that are over at the end of a day; below zero before it.
pub fn elapsed(year: i16, day: Date) -> i64 {
    Date::new(year, 1, 1).map_or(0, |first| days_between(first, day) + 1)
}

/// How many days a year has.
pub fn days_of(year: i16) -> i16 {
    Date::new(year, 1, 1).map_or(365, |first| first.days_in_year())
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until((jiff::Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

/// What is wrong with a planned path; none if it can be walked: days of the year, one after the other, never back.
pub fn fault_of(points: &[(Date, Decimal)], year: i16, better_less: bool) -> Option<Sentence> {
    let told = |zh: String, en: String| Some(Sentence { zh, en });
    if let Some((day, _)) = points.iter().find(|(day, _)| day.year() != year) {
        return told(
            format!("计划进度的日期 {day} 不在 {year} 年"),
            format!("The planned day {day} is not in {year}."),
        );
    }
    let mut pairs = points.iter().zip(points.iter().skip(1));
    if let Some(((first, _), (second, _))) = pairs.clone().find(|(one, two)| one.0 >= two.0) {
        return told(
            format!("计划进度的日期要一天比一天晚：{first}、{second}"),
            format!("Planned days come one after the other: {first}, {second}."),
        );
    }
    let is_back = |one: Decimal, two: Decimal| if better_less { two > one } else { two < one };
    if let Some((_, (day, _))) = pairs.find(|(one, two)| !better_less && is_back(one.1, two.1)) {
        return told(
            format!("计划进度到 {day} 比前一日期的少，请核对"),
            format!("The plan for {day} is less than the one before it."),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn due(path: &Path, to: i64, day: Date) -> String {
        let due = path.due(Counting::Added, (Decimal::ZERO, to.into()), 2026, day).unwrap();
        super::super::number::shown(due)
    }

    #[test]
    fn an_even_year_goes_by_days_and_a_leap_year_has_one_more() {
        assert_eq!(due(&Path::Even, 365, date(2026, 1, 1)), "1");
        assert_eq!(due(&Path::Even, 365, date(2026, 12, 31)), "365");
        assert_eq!(due(&Path::Even, 365, date(2027, 3, 1)), "365");
        assert_eq!(due(&Path::Even, 365, date(2025, 12, 31)), "0");
        assert_eq!(days_of(2028), 366);
    }

    #[test]
    fn a_season_weighs_months_and_without_one_the_year_is_even() {
        let mut months = vec![Decimal::ZERO; 12];
        months[11] = 100.into();
        let late = Path::Seasonal(months);
        assert_eq!(due(&late, 310, date(2026, 11, 30)), "0");
        assert_eq!(due(&late, 310, date(2026, 12, 1)), "10");
        assert_eq!(due(&Path::Seasonal(vec![Decimal::ZERO; 12]), 365, date(2026, 1, 2)), "2");
        assert!(Path::Seasonal(Vec::new()).words().zh.contains("按天均摊"));
    }

    #[test]
    fn a_plan_is_walked_from_point_to_point() {
        let plan = Path::Planned(vec![(date(2026, 6, 30), 20.into()), (date(2026, 9, 30), 20.into())]);
        assert_eq!(due(&plan, 100, date(2026, 6, 30)), "20");
        assert_eq!(due(&plan, 100, date(2026, 8, 1)), "20");
        assert_eq!(due(&plan, 100, date(2026, 12, 31)), "100");
    }

    #[test]
    fn a_level_rises_from_where_last_year_left_it_and_a_rate_holds() {
        let level = Path::Even.due(Counting::Level, (100.into(), 465.into()), 2026, date(2026, 1, 10)).unwrap();
        assert_eq!(level, 110.into());
        assert_eq!(Path::Even.due(Counting::Held, (0.into(), 95.into()), 2026, date(2026, 1, 10)), Some(95.into()));
    }

    #[test]
    fn a_plan_goes_forward_within_its_year() {
        let wrong = |points: &[(Date, i64)]| {
            let points: Vec<(Date, Decimal)> = points.iter().map(|(day, n)| (*day, (*n).into())).collect();
            fault_of(&points, 2026, false).is_some()
        };
        assert!(!wrong(&[(date(2026, 3, 31), 1), (date(2026, 6, 30), 1)]));
        assert!(wrong(&[(date(2025, 3, 31), 1)]));
        assert!(wrong(&[(date(2026, 6, 30), 1), (date(2026, 6, 30), 2)]));
        assert!(wrong(&[(date(2026, 3, 31), 2), (date(2026, 6, 30), 1)]));
    }
}
