//! From instants to days and back, at +08:00, by arithmetic alone.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::days::FIRST_DAY;
use super::error::CalendarError;

/// One second, in nanoseconds: the unit in which instants are counted inside the calendar.
pub(super) const SECOND: i128 = 1_000_000_000;
/// One natural day.
pub(super) const DAY: i128 = 86_400 * SECOND;

const OFFSET: Offset = Offset::constant(8);
const OFFSET_LENGTH: i128 = 8 * 3600 * SECOND;
/// 2004-01-01 in days since 1970-01-01.
const FIRST_DAY_SINCE_1970: i128 = 12_418;

/// The zone of every civil date: +08:00, without summer time.
#[must_use]
pub fn zone() -> TimeZone {
    TimeZone::fixed(OFFSET)
}

/// The date and time on the office's wall.
#[must_use]
pub fn civil(at: Timestamp) -> DateTime {
    OFFSET.to_datetime(at)
}

/// RFC 3339 with the offset of the office, such as `2026-09-20T11:30:00+08:00`.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    at.display_with_offset(OFFSET).to_string()
}

/// The day of an instant, as days since 2004-01-01 (negative before it).
pub(super) fn day_of(nanosecond: i128) -> i128 {
    divided(nanosecond + OFFSET_LENGTH, DAY) - FIRST_DAY_SINCE_1970
}

/// Whole parts of a length. Between 1677 and 2262 nanoseconds fit 64 bits, which a processor divides in one step.
fn divided(length: i128, part: i128) -> i128 {
    match (i64::try_from(length), i64::try_from(part)) {
        (Ok(length), Ok(part)) => length.div_euclid(part).into(),
        _ => length.div_euclid(part),
    }
}

/// The first instant of a day.
pub(super) fn start_of(day: i128) -> i128 {
    (day + FIRST_DAY_SINCE_1970) * DAY - OFFSET_LENGTH
}

/// 23:59:59 of a day, when a period counted in days runs out.
pub(super) fn end_of(day: i128) -> i128 {
    start_of(day + 1) - SECOND
}

/// Days from 2004-01-01 to `date`.
pub(super) fn day_number(date: Date) -> i128 {
    i128::from(date.duration_since(FIRST_DAY).as_hours() / 24)
}

/// The date of a day number.
pub(super) fn date_of(day: i128) -> Result<Date, CalendarError> {
    let hours = i32::try_from(day * 24).map_err(|_| CalendarError::OutOfRange)?;
    FIRST_DAY.checked_add(SignedDuration::from_hours(hours.into())).map_err(|_| CalendarError::OutOfRange)
}

/// The instant of a count of nanoseconds since 1970.
pub(super) fn timestamp(nanosecond: i128) -> Result<Timestamp, CalendarError> {
    let seconds = divided(nanosecond, SECOND);
    let rest = i32::try_from(nanosecond - seconds * SECOND).map_err(|_| CalendarError::OutOfRange)?;
    let seconds = i64::try_from(seconds).map_err(|_| CalendarError::OutOfRange)?;
    Timestamp::new(seconds, rest).map_err(|_| CalendarError::OutOfRange)
}
