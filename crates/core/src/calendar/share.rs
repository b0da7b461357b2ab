//! When a share of a period has run: the moment of a yellow warning.

use jiff::Timestamp;

use super::count::{DayPeriod, Period, TimePeriod};
use super::days::Calendar;
use super::dial::Dial;
use super::error::CalendarError;
use super::hours::Hours;
use super::instant::{DAY, day_of, end_of, start_of, timestamp};
use super::length::Length;
use super::stops::Pause;

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
    if run == 0 { Ok(time.from) } else { time.dial.count_on(time.from, run, &time.stops) }
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
