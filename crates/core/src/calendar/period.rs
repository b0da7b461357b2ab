//! Periods of figures and briefs: a year, a quarter, a month, a week, a day.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// A stretch of time that repeats.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Every {
    /// A day.
    Day,
    /// A week from Monday.
    Week,
    /// A calendar month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
}

impl Every {
    /// As packs write them.
    pub const WORDS: [(&'static str, Every); 5] = [
        ("day", Every::Day),
        ("week", Every::Week),
        ("month", Every::Month),
        ("quarter", Every::Quarter),
        ("year", Every::Year),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("day", |(word, _)| word)
    }

    /// The stretch that a day is in, as the contract writes it: `2025-06-03`, `2025-W23`, `2025-06`, `2025-Q2`, `2025`.
    #[must_use]
    pub fn name(self, day: Date) -> String {
        match self {
            Every::Day => day.to_string(),
            Every::Week => {
                let week = day.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Every::Month => format!("{:04}-{:02}", day.year(), day.month()),
            Every::Quarter => format!("{:04}-Q{}", day.year(), (day.month() + 2) / 3),
            Every::Year => format!("{:04}", day.year()),
        }
    }

    /// The first day of the stretch that a day is in.
    #[must_use]
    pub fn first(self, day: Date) -> Date {
        match self {
            Every::Day => day,
            Every::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Every::Month => day.first_of_month(),
            Every::Quarter => day.first_of_month().saturating_sub(i64::from((day.month() - 1) % 3).months()),
            Every::Year => day.first_of_year(),
        }
    }

    /// The first day of the next stretch.
    #[must_use]
    pub fn next(self, first: Date) -> Date {
        match self {
            Every::Day => first.saturating_add(1.day()),
            Every::Week => first.saturating_add(7.days()),
            Every::Month => first.saturating_add(1.month()),
            Every::Quarter => first.saturating_add(3.months()),
            Every::Year => first.saturating_add(1.year()),
        }
    }
}

/// A period with its first and last day.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Period {
    text: String,
    /// How long it is; of two days with `..` between them a day.
    pub every: Every,
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
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (every, first, last) = days(text).filter(|(_, first, _)| (2000..=2100).contains(&first.year()))?;
        Some(Self { text: text.to_owned(), every, first, last })
    }

    /// Reads two days with `..` between them, as pages write times of their own.
    #[must_use]
    pub fn between(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..")?;
        let day = |text: &str| Self::read(text).filter(|day| day.first == day.last).map(|day| day.first);
        let (first, last) = (day(first)?, day(last)?);
        (first <= last).then(|| Self { text: text.to_owned(), every: Every::Day, first, last })
    }

    /// The stretch that a day is in.
    #[must_use]
    pub fn of(every: Every, day: Date) -> Self {
        let first = every.first(day);
        let last = every.next(first).yesterday().unwrap_or(first);
        Self { text: every.name(first), every, first, last }
    }

    /// The year of a day.
    #[must_use]
    pub fn year_of(day: Date) -> Self {
        Self::of(Every::Year, day)
    }

    /// The one before it.
    #[must_use]
    pub fn before(&self) -> Self {
        Self::of(self.every, self.first.yesterday().unwrap_or(self.first))
    }

    /// The same one of the year before; of a week the same week, or the last where that year has no such week.
    #[must_use]
    pub fn year_ago(&self) -> Self {
        if self.every == Every::Week {
            let week = self.first.iso_week_date();
            let of = |week_no: i8| ISOWeekDate::new(week.year() - 1, week_no, Weekday::Monday).ok().map(|it| it.date());
            let day = of(week.week()).or_else(|| of(52)).unwrap_or(self.first);
            return Self::of(Every::Week, day);
        }
        Self::of(self.every, self.first.saturating_sub(1.year()))
    }

    /// From the first day of the year that it ends in to its last day.
    #[must_use]
    pub fn year_so_far(&self) -> Self {
        let first = self.last.first_of_year();
        Self { text: format!("{first}..{}", self.last), every: Every::Day, first, last: self.last }
    }
}

fn days(text: &str) -> Option<(Every, Date, Date)> {
    if !text.is_ascii() || text.len() > 10 {
        return None;
    }
    let year: i16 = text.get(..4).filter(|digits| is_digits(digits))?.parse().ok()?;
    let rest = text.get(4..)?;
    if rest.is_empty() {
        let first = Date::new(year, 1, 1).ok()?;
        return Some((Every::Year, first, first.last_of_year()));
    }
    let part = rest.strip_prefix('-')?;
    match (part.strip_prefix('Q'), part.strip_prefix('W')) {
        (Some(quarter), _) => quarter_of(year, quarter).map(|(first, last)| (Every::Quarter, first, last)),
        (_, Some(week)) => week_of(year, week).map(|(first, last)| (Every::Week, first, last)),
        _ if part.len() == 2 && is_digits(part) => {
            let first = Date::new(year, part.parse().ok()?, 1).ok()?;
            Some((Every::Month, first, first.last_of_month()))
        }
        _ => text.parse().ok().map(|day: Date| (Every::Day, day, day)),
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
    fn a_period_knows_those_beside_it() {
        let beside = |text: &str| {
            let period = Period::read(text)?;
            Some([period.before(), period.year_ago(), period.year_so_far()].map(|it| it.to_string()).join(" "))
        };
        assert_eq!(beside("2025").as_deref(), Some("2024 2024 2025-01-01..2025-12-31"));
        assert_eq!(beside("2025-Q1").as_deref(), Some("2024-Q4 2024-Q1 2025-01-01..2025-03-31"));
        assert_eq!(beside("2025-03").as_deref(), Some("2025-02 2024-03 2025-01-01..2025-03-31"));
        assert_eq!(beside("2025-W01").as_deref(), Some("2024-W52 2024-W01 2025-01-01..2025-01-05"));
        assert_eq!(beside("2020-W53").as_deref(), Some("2020-W52 2019-W52 2021-01-01..2021-01-03"));
        assert_eq!(beside("2024-02-29").as_deref(), Some("2024-02-28 2023-02-28 2024-01-01..2024-02-29"));
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
