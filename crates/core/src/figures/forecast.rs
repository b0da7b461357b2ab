//! Where a figure will end the year if it goes on as it went, by a plain method that is named beside the number.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::number::portion;
use super::pace::{Counting, Path, elapsed};
use crate::casework::refusal::Sentence;

/// Days of a year before which nothing is foretold from it: a month and a half.
pub const TOO_EARLY: i64 = 45;

/// How a forecast was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// What a day gave so far, for every day of the year.
    DailyRate,
    /// What last year had reached by this day, as a share of its whole.
    LastYearsShare,
    /// The share that was planned by this day.
    PlannedShare,
    /// It stays as it is.
    AsItStands,
    /// The year is over.
    Final,
}

impl Method {
    /// Its name.
    pub fn words(self) -> Sentence {
        let (zh, en) = match self {
            Method::DailyRate => ("按今年日均推算", "today's daily rate kept up"),
            Method::LastYearsShare => ("按去年同期占全年的比重推算", "by last year's share at this day"),
            Method::PlannedShare => ("按计划进度的完成比例推算", "by the share done of the plan"),
            Method::AsItStands => ("按目前水平保持不变", "as it stands now"),
            Method::Final => ("全年已结束", "the year is over"),
        };
        Sentence { zh: zh.into(), en: en.into() }
    }
}

/// A forecast with its method.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Forecast {
    /// The value at the year's end, in the figure's measure.
    pub value: Decimal,
    /// How it was made.
    pub method: Method,
}

/// What the year will end at; none where it is too early to say. `reached` is what stands at the end of `day`; `way` is
/// where the year began and what it aims at.
pub fn forecast(
    path: &Path,
    counting: Counting,
    reached: Decimal,
    (start, end): (Decimal, Decimal),
    year: i16,
    day: Date,
) -> Option<Forecast> {
    let told = |value, method| Some(Forecast { value, method });
    if day.year() > year || (day.month() == 12 && day.day() == 31 && day.year() == year) {
        return told(reached, Method::Final);
    }
    if counting == Counting::Held {
        return (day.year() == year).then_some(Forecast { value: reached, method: Method::AsItStands });
    }
    if elapsed(year, day) < TOO_EARLY {
        return None;
    }
    let gained = reached.checked_sub(start)?;
    let (part, whole, method) = match path {
        Path::Planned(_) => {
            let due = path.due(counting, (start, end), year, day)?;
            (due.checked_sub(start)?, end.checked_sub(start)?, Method::PlannedShare)
        }
        _ => {
            let (part, whole) = path.share(year, day);
            let seasonal =
                matches!(path, Path::Seasonal(_)) && path.words() == Path::Seasonal(vec![Decimal::ONE; 12]).words();
            (part, whole, if seasonal { Method::LastYearsShare } else { Method::DailyRate })
        }
    };
    if part <= Decimal::ZERO {
        return None;
    }
    told(portion(gained, whole, part)?.checked_add(start)?, method)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told(path: &Path, reached: i64, day: Date) -> Option<(String, Method)> {
        let way = (Decimal::ZERO, 365.into());
        let it = forecast(path, Counting::Added, reached.into(), way, 2026, day)?;
        Some((super::super::number::shown(it.value), it.method))
    }

    #[test]
    fn a_daily_rate_is_kept_up_to_the_end() {
        assert_eq!(told(&Path::Even, 146, date(2026, 5, 26)), Some(("365".into(), Method::DailyRate)));
        assert_eq!(told(&Path::Even, 10, date(2026, 1, 10)), None, "too early");
        assert_eq!(told(&Path::Even, 10, date(2026, 12, 31)), Some(("10".into(), Method::Final)));
    }

    #[test]
    fn last_years_months_say_what_is_still_to_come() {
        let mut months = vec![Decimal::ONE; 12];
        months[11] = 9.into();
        let told = told(&Path::Seasonal(months), 5, date(2026, 6, 30));
        assert_eq!(told, Some(("16.67".into(), Method::LastYearsShare)));
    }

    #[test]
    fn a_plan_that_is_half_kept_ends_at_half() {
        let plan = Path::Planned(vec![(date(2026, 6, 30), 100.into())]);
        assert_eq!(told(&plan, 50, date(2026, 6, 30)), Some(("182.5".into(), Method::PlannedShare)));
    }
}
