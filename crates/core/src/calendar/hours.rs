//! When an office is open on a working day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::CalendarError;
use super::instant::SECOND;

const MINUTE: i128 = 60 * SECOND;
const MINUTES_A_DAY: u16 = 24 * 60;

/// One unbroken stretch, in minutes after midnight.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Open {
    from: u16,
    until: u16,
}

impl Open {
    fn length(self) -> i128 {
        i128::from(self.until.saturating_sub(self.from)) * MINUTE
    }

    fn starts(self) -> i128 {
        i128::from(self.from) * MINUTE
    }
}

/// The hours of every working day, in order and apart from each other; never empty.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hours {
    open: Vec<Open>,
}

impl Default for Hours {
    /// 08:30–12:00 and 14:00–17:30: seven hours a day.
    fn default() -> Self {
        Self { open: vec![Open { from: 510, until: 720 }, Open { from: 840, until: 1050 }] }
    }
}

impl Hours {
    /// Seconds of working time in a whole working day.
    #[must_use]
    pub fn seconds_a_day(&self) -> i64 {
        i64::try_from(self.daily() / SECOND).unwrap_or(i64::MAX)
    }

    /// The stretches of a day, in minutes after midnight, in order.
    pub fn stretches(&self) -> impl Iterator<Item = (u16, u16)> {
        self.open.iter().map(|open| (open.from, open.until))
    }

    /// Working time in a whole working day.
    pub(super) fn daily(&self) -> i128 {
        self.open.iter().map(|open| open.length()).sum()
    }

    /// When the office closes, after midnight.
    pub(super) fn closing(&self) -> i128 {
        self.open.last().map_or(0, |open| i128::from(open.until) * MINUTE)
    }

    /// Working time that has run by `offset` after midnight.
    pub(super) fn elapsed(&self, offset: i128) -> i128 {
        self.open.iter().map(|open| (offset - open.starts()).clamp(0, open.length())).sum()
    }

    /// The earliest moment of the day by which `worked` has run (the closing time for a whole day).
    pub(super) fn earliest(&self, worked: i128) -> i128 {
        self.moment(worked, |left, length| left <= length)
    }

    /// The latest moment of the day at which no more than `worked` has run (the opening time for nothing).
    pub(super) fn latest(&self, worked: i128) -> i128 {
        self.moment(worked, |left, length| left < length)
    }

    /// The first moment from `offset` after midnight on that lies in the hours of this day.
    pub(super) fn open_from(&self, offset: i128) -> Option<i128> {
        let open = self.open.iter().find(|open| offset < open.starts() + open.length())?;
        Some(offset.max(open.starts()))
    }

    fn moment(&self, worked: i128, ends_here: impl Fn(i128, i128) -> bool) -> i128 {
        let mut left = worked;
        for open in &self.open {
            if ends_here(left, open.length()) {
                return open.starts() + left;
            }
            left -= open.length();
        }
        self.closing()
    }
}

impl FromStr for Hours {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shown = || text.chars().take(60).collect::<String>();
        let open: Option<Vec<Open>> = text.split_whitespace().map(read_open).collect();
        let open = open.filter(|open| !open.is_empty()).ok_or_else(|| CalendarError::Hours(shown()))?;
        let forward = open.iter().all(|open| open.from < open.until);
        let apart = open.iter().zip(open.iter().skip(1)).all(|(one, next)| one.until <= next.from);
        if forward && apart { Ok(Self { open }) } else { Err(CalendarError::HoursOrder(shown())) }
    }
}

/// Reads "08:30-12:00"; the dash may be the typographer's.
fn read_open(text: &str) -> Option<Open> {
    let (from, until) = text.split_once(['-', '–'])?;
    Some(Open { from: read_minute(from)?, until: read_minute(until)? })
}

fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 || !text.chars().all(|c| c.is_ascii_digit() || c == ':') {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= MINUTES_A_DAY).then_some(total)
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, open) in self.open.iter().enumerate() {
            let gap = if place == 0 { "" } else { " " };
            let (from, until) = (open.from, open.until);
            write!(f, "{gap}{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Hours {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Hours> for String {
    fn from(hours: Hours) -> Self {
        hours.to_string()
    }
}
