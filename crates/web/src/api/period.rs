//! Periods of figures: a year, a quarter, a month, a week, a day.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A period with its first and last day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Period {
    text: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Period {
    /// Reads `2025`, `2025-Q2`, `2025-06`, `2025-W23` or a day.
    pub fn read(text: &str) -> Option<Self> {
        let (first, last) = days(text).filter(|(first, _)| (2000..=2100).contains(&first.year()))?;
        Some(Self { text: text.to_owned(), first, last })
    }

    /// Reads two days with `..` between them, as pages write times of their own.
    pub fn between(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..")?;
        let day = |text: &str| Self::read(text).filter(|day| day.first == day.last).map(|day| day.first);
        let (first, last) = (day(first)?, day(last)?);
        (first <= last).then(|| Self { text: text.to_owned(), first, last })
    }

    /// The year of a day.
    pub fn year_of(day: Date) -> Self {
        Self { text: format!("{:04}", day.year()), first: day.first_of_year(), last: day.last_of_year() }
    }
}

fn days(text: &str) -> Option<(Date, Date)> {
    if !text.is_ascii() || text.len() > 10 {
        return None;
    }
    let year: i16 = text.get(..4).filter(|digits| is_digits(digits))?.parse().ok()?;
    let rest = text.get(4..)?;
    if rest.is_empty() {
        let first = Date::new(year, 1, 1).ok()?;
        return Some((first, first.last_of_year()));
    }
    let part = rest.strip_prefix('-')?;
    match (part.strip_prefix('Q'), part.strip_prefix('W')) {
        (Some(quarter), _) => quarter_of(year, quarter),
        (_, Some(week)) => week_of(year, week),
        _ if part.len() == 2 && is_digits(part) => {
            let first = Date::new(year, part.parse().ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        _ => text.parse().ok().map(|day: Date| (day, day)),
    }
}

fn quarter_of(year: i16, quarter: &str) -> Option<(Date, Date)> {
    let quarter: i8 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
    let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
    Some((first, Date::new(year, quarter * 3, 1).ok()?.last_of_month()))
}

fn week_of(year: i16, week: &str) -> Option<(Date, Date)> {
    let week: i8 = Some(week).filter(|digits| digits.len() == 2 && is_digits(digits))?.parse().ok()?;
    let first = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
    Some((first, first.checked_add(6.days()).ok()?))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        Period::read(text).map(|period| format!("{}..{}", period.first, period.last))
    }

    #[test]
    fn two_days_are_a_time_of_their_own() {
        let between = |text: &str| Period::between(text).map(|period| (period.to_string(), period.first, period.last));
        let days = (jiff::civil::date(2025, 6, 3), jiff::civil::date(2025, 6, 9));
        assert_eq!(between("2025-06-03..2025-06-09"), Some(("2025-06-03..2025-06-09".to_owned(), days.0, days.1)));
        for wrong in ["2025-06-09..2025-06-03", "2025-06..2025-07", "2025-06-03", "..", "2025-06-03..2025-06-09..x"] {
            assert_eq!(between(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_form_is_read_and_nothing_else() {
        assert_eq!(told("2025").as_deref(), Some("2025-01-01..2025-12-31"));
        assert_eq!(told("2025-Q2").as_deref(), Some("2025-04-01..2025-06-30"));
        assert_eq!(told("2024-02").as_deref(), Some("2024-02-01..2024-02-29"));
        assert_eq!(told("2025-W01").as_deref(), Some("2024-12-30..2025-01-05"));
        assert_eq!(told("2025-06-03").as_deref(), Some("2025-06-03..2025-06-03"));
        for wrong in [
            "",
            "25",
            "2025-Q5",
            "2025-13",
            "2025-W54",
            "2025-W1",
            "2025-6",
            "2025-02-30",
            "１２３４",
            "9999",
            "2025-06-03T00",
        ] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
