//! What is measured over time: to which stretch an amount belongs, and which measures can be told in which others.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A stretch of the calendar that an amount belongs to: `2025-03-07`, `2025-03`, `2025-Q1`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Period {
    /// A quarter of a year, from 1.
    Quarter(i16, i8),
    /// A month.
    Month(i16, i8),
    /// A day.
    Day(Date),
}

/// How long the stretches are in which a quantity is told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Pace {
    /// Each amount has its day.
    #[default]
    Day,
    /// Each amount has its month.
    Month,
    /// Each amount has its quarter.
    Quarter,
}

impl Pace {
    /// The words of packs.
    pub const WORDS: [&'static str; 3] = ["day", "month", "quarter"];

    /// The pace of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::WORDS
            .into_iter()
            .zip([Self::Day, Self::Month, Self::Quarter])
            .find(|(known, _)| *known == word)
            .map(|it| it.1)
    }

    /// The stretch of this length that a day is in.
    #[must_use]
    pub fn of(self, day: Date) -> Period {
        match self {
            Self::Day => Period::Day(day),
            Self::Month => Period::Month(day.year(), day.month()),
            Self::Quarter => Period::Quarter(day.year(), (day.month() + 2) / 3),
        }
    }
}

impl Period {
    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Month(year, month) => first_of(year, month),
            Self::Quarter(year, quarter) => first_of(year, quarter.clamp(1, 4) * 3 - 2),
        }
    }

    /// The month in which it is shown: its own, or that in which a quarter begins.
    #[must_use]
    pub fn month(self) -> (i16, i8) {
        let first = self.first();
        (first.year(), first.month())
    }
}

/// The first day of a month; what is no month is taken as the nearest one.
fn first_of(year: i16, month: i8) -> Date {
    date(year.clamp(1, 9999), month.clamp(1, 12), 1)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
        }
    }
}

/// What is no stretch of the calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a day, a month or a quarter")]
pub struct NoPeriod;

impl FromStr for Period {
    type Err = NoPeriod;

    fn from_str(text: &str) -> Result<Self, NoPeriod> {
        if let Some((year, quarter)) = text.split_once("-Q") {
            let (year, quarter) = (year.parse::<i16>(), quarter.parse::<i8>());
            return match (year, quarter) {
                (Ok(year @ 1..=9999), Ok(quarter @ 1..=4)) => Ok(Self::Quarter(year, quarter)),
                _ => Err(NoPeriod),
            };
        }
        if text.len() == 7 {
            let first: Date = format!("{text}-01").parse().map_err(|_| NoPeriod)?;
            return Ok(Self::Month(first.year(), first.month()));
        }
        text.parse().map(Self::Day).map_err(|_| NoPeriod)
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Measures of one kind, each with what one of it is in a common part; 人 and 人次 are of two kinds, for one person may
/// come twice. 1 亩 = 2000/3 m² (1 公顷 = 15 亩), so areas are counted in thirds of a square metre.
const KINDS: &[&[(&str, i64)]] = &[
    &[
        ("平方米", 3),
        ("㎡", 3),
        ("万平方米", 30_000),
        ("万平方", 30_000),
        ("亩", 2_000),
        ("公顷", 30_000),
        ("平方公里", 3_000_000),
    ],
    &[("米", 1), ("公里", 1_000), ("千米", 1_000)],
    &[("立方米", 1), ("方", 1), ("万方", 10_000), ("万立方米", 10_000)],
    &[("元", 1), ("万元", 10_000), ("亿元", 100_000_000)],
    &[("公斤", 1), ("吨", 1_000), ("万吨", 10_000_000)],
    &[("人", 1), ("名", 1), ("万人", 10_000)],
    &[("人次", 1), ("万人次", 10_000)],
    &[("户", 1), ("万户", 10_000)],
    &[("套", 1), ("万套", 10_000)],
    &[("个", 1), ("万个", 10_000)],
    &[("件", 1), ("万件", 10_000)],
];

/// An amount in another measure, to four places; none where the two measure different things, or one is not known.
#[must_use]
pub fn converted(amount: Decimal, from: &str, to: &str) -> Option<Decimal> {
    let of = |kind: &&&[(&str, i64)], word: &str| kind.iter().find(|(known, _)| *known == word).map(|it| it.1);
    let kind = KINDS.iter().find(|kind| of(kind, from).is_some())?;
    let (from, to) = (of(&kind, from)?, of(&kind, to)?);
    let parts = amount.checked_mul(from.into())?;
    Some(parts.checked_div(to.into())?.round_dp(4).normalize())
}

/// Whether two measures tell the same kind of thing, so that an amount in one can be told in the other: 亩 and 公顷 do, 人 and
/// 人次 do not.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    one == other || converted(Decimal::ONE, one, other).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(amount: &str, from: &str, to: &str) -> Option<String> {
        converted(amount.parse().unwrap(), from, to).map(|amount| amount.to_string())
    }

    #[test]
    fn measures_of_one_kind_are_told_in_one_another_and_others_never() {
        assert_eq!(told("1", "公顷", "亩").as_deref(), Some("15"));
        assert_eq!(told("15", "亩", "公顷").as_deref(), Some("1"));
        assert_eq!(told("2000", "平方米", "亩").as_deref(), Some("3"));
        assert_eq!(told("1", "亩", "平方米").as_deref(), Some("666.6667"));
        assert_eq!(told("1.2", "亿元", "万元").as_deref(), Some("12000"));
        assert_eq!(told("1", "人", "人次"), None);
        assert_eq!(told("1", "亩", "人"), None);
        assert_eq!(told("1", "匹", "亩"), None);
        assert!(alike("平方米", "公顷") && alike("匹", "匹"));
        assert!(!alike("人", "人次") && !alike("所", "家") && !alike("平方米", "立方米"));
    }

    proptest! {
        #[test]
        fn a_stretch_is_read_as_it_was_written_and_holds_its_days(days in 0_i32..40_000, pace in 0_usize..3) {
            let day = date(1950, 1, 1).saturating_add(jiff::Span::new().days(days));
            let period = [Pace::Day, Pace::Month, Pace::Quarter][pace].of(day);
            prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
            prop_assert!(period.first() <= day);
            prop_assert_eq!([Pace::Day, Pace::Month, Pace::Quarter][pace].of(period.first()), period);
        }

        #[test]
        fn no_text_breaks_the_reading_of_a_stretch(text in "\\PC{0,12}") {
            let _ = text.parse::<Period>();
        }
    }
}
