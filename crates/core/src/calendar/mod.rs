//! Working time: which days offices work, when a length of time runs out, and why.
//!
//! Everything is counted in Beijing time (+08:00, no summer time) from data that ships with the program; nothing here
//! asks the clock. The rules are 民法典 §200–§203 (the starting day is not counted, a natural period that ends on a day
//! of rest runs on to the next working day) and the yearly notices of the State Council's office on days of rest.
//! A question costs the same however far off its answer lies: working days are kept as running sums.

mod count;
mod data;
mod days;
mod dial;
mod error;
mod explain;
mod hours;
mod instant;
mod language;
mod length;
mod notice;
mod opening;
mod period;
mod remaining;
mod share;
mod stops;
#[cfg(test)]
mod tests;

pub use count::Due;
pub use data::Setting;
pub use days::{Calendar, Day, FIRST_DAY, LAST_DAY};
pub use error::CalendarError;
pub use explain::{DayCount, DayKind, Verdict};
pub use hours::Hours;
pub use instant::{civil, rfc3339, zone};
pub use language::Lang;
pub use length::{Length, LengthUnit};
pub use notice::{Notice, NoticeDay, NoticeFault, read_days};
pub use period::{Every, Period};
pub use remaining::WorkingSeconds;
pub use stops::Pause;
