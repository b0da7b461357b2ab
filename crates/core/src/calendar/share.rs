//! When a share of a period has run: the moment of a yellow warning.

use jiff::Timestamp;

use super::count::{DayPeriod, Period, TimePeriod};
use super::days::Calendar;
use super::dial::Dial;
use super::error::CalendarError;
use super::hours::Hours;
use super::instant::{DAY, day_of, end_of, start_of, timestamp};
use super::length::Length;
use super::stops::{Pause, stops};

impl Calendar {
    /// The instant when `percent` of the counted time has run; 0 is the start, 100 or more the due instant.
    ///
    /// A day of a `wd` period runs through its working hours, so that 80 % of `5 wd` is closing time of the fourth
    /// working day; a day of a `d` or `mo` period runs from midnight to midnight. Suspended time does not count.
    ///
    /// # Errors
    /// As [`Calendar::due`], and [`CalendarError::CountsBack`] for a negative length.
    pub fn share(
        &self,
        hours: &Hours,
        from: Timestamp,
        within: Length,
        pauses: &[Pause],
        percent: u8,
    ) -> Result<Timestamp, CalendarError> {
        if within.amount < 0 {
            return Err(CalendarError::CountsBack);
        }
        if percent == 0 {
            self.in_range(day_of(from.as_nanosecond()))?;
            return Ok(from);
        }
        if percent >= 100 {
            return self.due(hours, from, within, pauses).map(|due| due.at);
        }
        let at = match self.period(hours, from, within, pauses)? {
            Period::Days(days) => share_of_days(&days, hours, percent)?,
            Period::Time(time) => share_of_time(&time, percent)?,
        };
        Ok(timestamp(at)?.max(from))
    }

    /// The instant when `percent` of the working time between two instants has run, suspended time left out; of the
    /// natural time, where no working time lies between them. Never after `until`.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] if an end lies outside the calendar.
    pub fn share_of_working_time(
        &self,
        hours: &Hours,
        from: Timestamp,
        until: Timestamp,
        pauses: &[Pause],
        percent: u8,
    ) -> Result<Timestamp, CalendarError> {
        let worked = self.span(Dial::WorkingHours(self, hours), from, until, pauses)?;
        if worked.counted(worked.from, worked.until) <= 0 {
            return self.share_of_time(from, until, pauses, percent);
        }
        share_of_span(&worked, percent)
    }

    /// The instant when `percent` of the time between two instants has run, suspended time left out. Never after `until`.
    ///
    /// # Errors
    /// As [`Calendar::share_of_working_time`].
    pub fn share_of_time(
        &self,
        from: Timestamp,
        until: Timestamp,
        pauses: &[Pause],
        percent: u8,
    ) -> Result<Timestamp, CalendarError> {
        share_of_span(&self.span(Dial::Natural, from, until, pauses)?, percent)
    }

    /// The time between two instants; an open suspension stops nothing yet.
    fn span<'c>(
        &self,
        dial: Dial<'c>,
        from: Timestamp,
        until: Timestamp,
        pauses: &[Pause],
    ) -> Result<TimePeriod<'c>, CalendarError> {
        let (from, until) = (from.as_nanosecond(), until.as_nanosecond());
        self.in_range(day_of(from))?;
        self.in_range(day_of(until))?;
        let closed: Vec<Pause> = pauses.iter().copied().filter(|pause| pause.until.is_some()).collect();
        Ok(TimePeriod { dial, from, until: until.max(from), stops: stops(&closed, from, Timestamp::as_nanosecond) })
    }
}

fn share_of_span(span: &TimePeriod<'_>, percent: u8) -> Result<Timestamp, CalendarError> {
    let share = share_of_time(span, percent.min(100))?;
    timestamp(share.clamp(span.from, span.until))
}

fn share_of_days(days: &DayPeriod<'_>, hours: &Hours, percent: u8) -> Result<i128, CalendarError> {
    let working = matches!(days.dial, Dial::WorkingDays(_));
    let daily = if working { hours.daily() } else { DAY };
    let run = days.amount * daily * i128::from(percent) / 100;
    if run == 0 {
        return Ok(start_of(days.start));
    }
    let whole_days = (run - 1).div_euclid(daily);
    let day = days.dial.count_on(days.start, whole_days + 1, &days.stops)?;
    let rest = run - whole_days * daily;
    let moment = start_of(day) + if working { hours.earliest(rest) } else { rest };
    Ok(moment.min(end_of(day)))
}

fn share_of_time(time: &TimePeriod<'_>, percent: u8) -> Result<i128, CalendarError> {
    let run = time.counted(time.from, time.until) * i128::from(percent) / 100;
    if run <= 0 { Ok(time.from) } else { time.dial.count_on(time.from, run, &time.stops) }
}

impl TimePeriod<'_> {
    /// Countable time between two instants, stops left out.
    pub fn counted(&self, from: i128, until: i128) -> i128 {
        let whole = self.dial.reading(until) - self.dial.reading(from);
        let stopped = |from: i128, until: i128| (self.dial.reading(until) - self.dial.reading(from)).max(0);
        let lost: i128 =
            self.stops.iter().map(|stop| stopped(stop.from.max(from), stop.until.unwrap_or(until).min(until))).sum();
        whole - lost
    }
}
