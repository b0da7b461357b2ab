//! One way of counting for four kinds of time: natural and working days, natural and working hours.
//!
//! A dial shows, for every place on the line of time, how much countable time lies before it. A period is then an
//! addition on the dial, and a suspension adds what the dial showed while it lasted.

use super::days::Calendar;
use super::error::CalendarError;
use super::hours::Hours;
use super::instant::{day_of, start_of};
use super::stops::Stop;

/// What is being counted. Days stand as day numbers, instants as nanoseconds.
#[derive(Clone, Copy)]
pub(super) enum Dial<'c> {
    /// Natural days, or natural nanoseconds.
    Natural,
    /// Working days.
    WorkingDays(&'c Calendar),
    /// Nanoseconds of working time.
    WorkingHours(&'c Calendar, &'c Hours),
}

impl Dial<'_> {
    /// How much countable time there has been up to a place (a day counts itself).
    pub fn reading(&self, at: i128) -> i128 {
        match self {
            Self::Natural => at,
            Self::WorkingDays(calendar) => calendar.worked_before(at.saturating_add(1)),
            Self::WorkingHours(calendar, hours) => {
                let day = day_of(at);
                let today = if calendar.is_working(day) { hours.elapsed(at - start_of(day)) } else { 0 };
                calendar.worked_before(day) * hours.daily() + today
            }
        }
    }

    /// The first place with a reading.
    pub fn first_at(&self, reading: i128) -> Result<i128, CalendarError> {
        match self {
            Self::Natural => Ok(reading),
            Self::WorkingDays(calendar) => calendar.working_day(reading - 1),
            Self::WorkingHours(calendar, hours) => {
                let whole_days = (reading - 1).div_euclid(hours.daily());
                let day = calendar.working_day(whole_days)?;
                Ok(start_of(day) + hours.earliest(reading - whole_days * hours.daily()))
            }
        }
    }

    /// Where `amount` (less than nothing) has been counted back from `start`; a starting day is itself not counted.
    ///
    /// In working hours it is the last instant with that reading, so that a whole day back from opening time is an
    /// opening time again.
    pub fn count_back(&self, start: i128, amount: i128) -> Result<i128, CalendarError> {
        match self {
            Self::Natural => Ok(start + amount),
            Self::WorkingDays(calendar) => calendar.working_day(calendar.worked_before(start) + amount),
            Self::WorkingHours(calendar, hours) => {
                let reading = self.reading(start) + amount;
                let whole_days = reading.div_euclid(hours.daily());
                let day = calendar.working_day(whole_days)?;
                Ok(start_of(day) + hours.latest(reading - whole_days * hours.daily()))
            }
        }
    }

    /// Where `amount` (more than nothing) has been counted from `start` on, with the stops left out.
    ///
    /// A stop that begins when the time has already run out does not matter: what is missed stays missed.
    pub fn count_on(&self, start: i128, amount: i128, stops: &[Stop]) -> Result<i128, CalendarError> {
        let mut reading = self.reading(start) + amount;
        let mut end = self.first_at(reading)?;
        for stop in stops {
            if stop.from >= end {
                break;
            }
            let until = stop.until.ok_or(CalendarError::ClockStopped)?;
            reading += self.reading(until) - self.reading(stop.from);
            end = self.first_at(reading)?;
        }
        Ok(end)
    }
}
