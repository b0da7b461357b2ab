//! When something may be sent: the next instant at which an office, or a person, is to be disturbed.

use jiff::Timestamp;

use super::days::Calendar;
use super::hours::Hours;
use super::instant::{day_of, start_of, timestamp};

/// The longest rest between two working days is shorter than this; beyond it the calendar ends.
const MOST_DAYS: i128 = 40;

impl Calendar {
    /// The first instant from `from` on that lies in these hours, of working days only or of every day. The hours' last
    /// minute is still in them, their end is not. Beyond the calendar: `from` itself.
    #[must_use]
    pub fn opening(&self, hours: &Hours, from: Timestamp, working_days_only: bool) -> Timestamp {
        let from_ns = from.as_nanosecond();
        let first = day_of(from_ns);
        let open = |day: &i128| !working_days_only || self.is_working(*day);
        let next = (first..first + MOST_DAYS)
            .filter(open)
            .find_map(|day| hours.open_from(from_ns - start_of(day)).map(|offset| start_of(day) + offset));
        next.filter(|_| self.in_range(first).is_ok()).and_then(|at| timestamp(at).ok()).unwrap_or(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::rfc3339;

    fn opening(hours: &str, from: &str, working_days_only: bool) -> String {
        let from = format!("{from}+08:00").parse().unwrap();
        rfc3339(Calendar::shipped().opening(&hours.parse().unwrap(), from, working_days_only))
    }

    #[test]
    fn inside_the_hours_is_now_and_outside_is_the_next_opening() {
        let office = "08:30-12:00 14:00-17:30";
        for (from, until) in [
            ("2025-09-25T08:29:59", "2025-09-25T08:30:00+08:00"),
            ("2025-09-25T08:30:00", "2025-09-25T08:30:00+08:00"),
            ("2025-09-25T11:59:59", "2025-09-25T11:59:59+08:00"),
            ("2025-09-25T12:00:00", "2025-09-25T14:00:00+08:00"),
            ("2025-09-25T17:30:00", "2025-09-26T08:30:00+08:00"),
            // 2025-09-28 is a Sunday on which offices work; from 10-01 to 10-08 they rest.
            ("2025-09-27T10:00:00", "2025-09-28T08:30:00+08:00"),
            ("2025-09-30T18:00:00", "2025-10-09T08:30:00+08:00"),
        ] {
            assert_eq!(opening(office, from, true), until, "{from}");
        }
    }

    #[test]
    fn quiet_nights_hold_on_every_day() {
        for (from, until) in [
            ("2025-10-01T21:00:00", "2025-10-02T08:00:00+08:00"),
            ("2025-10-02T03:00:00", "2025-10-02T08:00:00+08:00"),
            ("2025-10-02T19:59:59", "2025-10-02T19:59:59+08:00"),
            ("2025-10-02T20:00:00", "2025-10-03T08:00:00+08:00"),
        ] {
            assert_eq!(opening("08:00-20:00", from, false), until, "{from}");
        }
    }

    #[test]
    fn beyond_the_calendar_nothing_is_held() {
        assert_eq!(opening("08:00-20:00", "2101-06-01T03:00:00", true), "2101-06-01T03:00:00+08:00");
    }
}
