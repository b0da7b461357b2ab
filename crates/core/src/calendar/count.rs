//! When a length of time runs out.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::days::Calendar;
use super::dial::Dial;
use super::error::CalendarError;
use super::hours::Hours;
use super::instant::{DAY, SECOND, date_of, day_number, day_of, end_of, start_of, timestamp};
use super::length::{Length, LengthUnit};
use super::stops::{Pause, Stop, stops};

/// When something is due, and by which calendar that was counted. Late means after `at`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Due {
    /// The last instant in time.
    pub at: Timestamp,
    /// Its date at +08:00.
    pub date: Date,
    /// Whether it was counted through a year whose notice is still to come. Exact lengths (`min h`) never are.
    pub provisional: bool,
    /// The version of the calendar.
    pub calendar: String,
}

/// A period counted in days.
pub(super) struct DayPeriod<'c> {
    pub dial: Dial<'c>,
    /// The day of the event, which does not count.
    pub start: i128,
    /// How many countable days; negative counts back.
    pub amount: i128,
    /// The last day by counting alone.
    pub counted_to: i128,
    /// The last day after rolling over days of rest.
    pub last: i128,
    pub stops: Vec<Stop>,
}

/// A period counted in exact time.
pub(super) struct TimePeriod<'c> {
    pub dial: Dial<'c>,
    pub from: i128,
    pub until: i128,
    pub stops: Vec<Stop>,
}

/// A counted period.
pub(super) enum Period<'c> {
    Days(DayPeriod<'c>),
    Time(TimePeriod<'c>),
}

impl Calendar {
    /// When `within` runs out, counted from the event at `from` with the suspensions left out.
    ///
    /// `d wd mo`: the day of the event does not count, and the period ends at 23:59:59 of its last day; `d` and `mo`
    /// roll on to a working day (民法典 §201–§203). `min h wh`: exact. A negative length counts back and rolls back;
    /// suspensions do not touch it.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if start or end lie outside the calendar, [`CalendarError::ClockStopped`] while
    /// an open suspension holds the clock.
    pub fn due(&self, hours: &Hours, from: Timestamp, within: Length, pauses: &[Pause]) -> Result<Due, CalendarError> {
        let (at, provisional) = match self.period(hours, from, within, pauses)? {
            Period::Days(days) => {
                let first = days.start + (days.last - days.start).signum();
                (end_of(days.last), self.provisional_between(first, days.last))
            }
            Period::Time(time) => {
                let looked_up = within.unit == LengthUnit::Wh;
                (time.until, looked_up && self.provisional_between(day_of(time.from), day_of(time.until)))
            }
        };
        let date = date_of(self.in_range(day_of(at))?)?;
        Ok(Due { at: timestamp(at)?, date, provisional, calendar: self.version().to_owned() })
    }

    /// The instant alone at which `within` runs out: for whoever asks many times.
    ///
    /// # Errors
    /// As [`Calendar::due`].
    pub fn due_at(&self, hours: &Hours, from: Timestamp, within: Length) -> Result<Timestamp, CalendarError> {
        let at = match self.period(hours, from, within, &[])? {
            Period::Days(days) => end_of(days.last),
            Period::Time(time) => time.until,
        };
        timestamp(at)
    }

    pub(super) fn period<'c>(
        &'c self,
        hours: &'c Hours,
        from: Timestamp,
        within: Length,
        pauses: &[Pause],
    ) -> Result<Period<'c>, CalendarError> {
        self.in_range(day_of(from.as_nanosecond()))?;
        if within.unit.counts_days() {
            self.day_period(from, within, pauses).map(Period::Days)
        } else {
            self.time_period(hours, from, within, pauses).map(Period::Time)
        }
    }

    fn day_period(&self, from: Timestamp, within: Length, pauses: &[Pause]) -> Result<DayPeriod<'_>, CalendarError> {
        let start = day_of(from.as_nanosecond());
        let dial = if within.unit == LengthUnit::Wd { Dial::WorkingDays(self) } else { Dial::Natural };
        let amount = self.amount_in_days(start, within)?;
        let stops = stops(pauses, start, |at| day_of(at.as_nanosecond()));
        let counted_to = match amount {
            0 => start,
            1.. => dial.count_on(start, amount, &stops)?,
            ..0 => dial.count_back(start, amount)?,
        };
        let last = if within.amount < 0 { self.roll_back(counted_to)? } else { self.roll_on(counted_to)? };
        Ok(DayPeriod { dial, start, amount, counted_to, last, stops })
    }

    /// Months become the natural days up to the corresponding day, or to the month's last (民法典 §202), so that
    /// suspended days add to them as to any natural days.
    fn amount_in_days(&self, start: i128, within: Length) -> Result<i128, CalendarError> {
        if within.unit != LengthUnit::Mo {
            return Ok(within.amount.into());
        }
        let months = Span::new().try_months(within.amount).map_err(|_| CalendarError::OutOfRange)?;
        let last = date_of(start)?.checked_add(months).map_err(|_| CalendarError::OutOfRange)?;
        Ok(day_number(last) - start)
    }

    fn time_period<'c>(
        &'c self,
        hours: &'c Hours,
        from: Timestamp,
        within: Length,
        pauses: &[Pause],
    ) -> Result<TimePeriod<'c>, CalendarError> {
        let from = from.as_nanosecond();
        let dial = if within.unit == LengthUnit::Wh { Dial::WorkingHours(self, hours) } else { Dial::Natural };
        let amount = exact_amount(within);
        let stops = stops(pauses, from, Timestamp::as_nanosecond);
        let until = match amount {
            0 => from,
            1.. => dial.count_on(from, amount, &stops)?,
            ..0 => dial.count_back(from, amount)?,
        };
        self.in_range(day_of(until))?;
        Ok(TimePeriod { dial, from, until, stops })
    }

    /// The end (23:59:59) of the first working day after the day of an instant, within the calendar.
    #[must_use]
    pub fn next_working_day_end(&self, after: Timestamp) -> Timestamp {
        let next = self.working_day(self.worked_before(day_of(after.as_nanosecond()).saturating_add(1)));
        next.and_then(|day| timestamp(end_of(day))).map_or(after, |end| end.max(after))
    }

    /// When an office with these hours closes on a date (whether or not it works that day).
    #[must_use]
    pub fn closing_time(&self, hours: &Hours, date: Date) -> Timestamp {
        let closing = start_of(day_number(date)) + hours.closing().min(DAY - SECOND);
        timestamp(closing).unwrap_or(if closing > 0 { Timestamp::MAX } else { Timestamp::MIN })
    }
}

/// A length of exact time in nanoseconds.
fn exact_amount(within: Length) -> i128 {
    let unit = if within.unit == LengthUnit::Min { 60 } else { 3600 };
    i128::from(within.amount) * unit * SECOND
}
