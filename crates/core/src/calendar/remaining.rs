//! How much working time is left, or by how much it was passed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::days::Calendar;
use super::dial::Dial;
use super::hours::Hours;
use super::instant::SECOND;
use super::language::{Lang, stretch};

/// Working time between two instants; negative if the second comes first.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct WorkingSeconds {
    /// Seconds of working time, whole ones.
    pub seconds: i64,
    /// Seconds of a whole working day, in which days are told.
    pub day_seconds: i64,
    /// Whether the second instant lies before the first, be it only outside working time.
    pub passed: bool,
}

impl WorkingSeconds {
    /// "还剩 1 天 3 小时工作时间", "已超 25 分钟工作时间": a day is a working day of the office.
    #[must_use]
    pub fn left_text(self, lang: Lang) -> String {
        let told = stretch(self.seconds.unsigned_abs(), self.day_seconds.unsigned_abs(), lang);
        match (lang, self.passed) {
            (Lang::Zh, false) => format!("还剩 {told}工作时间").replace("还剩 不到", "还剩不到"),
            (Lang::Zh, true) => format!("已超 {told}工作时间").replace("已超 不到", "已超不到"),
            (Lang::En, false) => format!("{told} of working time left"),
            (Lang::En, true) => format!("{told} of working time over"),
        }
    }
}

impl Calendar {
    /// The working time from one instant to another: the inverse of a due date in `wh`.
    ///
    /// Outside the calendar no time is worked.
    #[must_use]
    pub fn working_between(&self, hours: &Hours, from: Timestamp, until: Timestamp) -> WorkingSeconds {
        let dial = Dial::WorkingHours(self, hours);
        let worked = dial.reading(until.as_nanosecond()) - dial.reading(from.as_nanosecond());
        WorkingSeconds {
            seconds: i64::try_from(worked / SECOND).unwrap_or(0),
            day_seconds: hours.seconds_a_day(),
            passed: until < from,
        }
    }
}
