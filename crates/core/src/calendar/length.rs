//! How long something may take, as a pack writes it: `5 wd`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::CalendarError;

/// What a length is counted in.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum LengthUnit {
    /// `min`: minutes, exact.
    Min,
    /// `h`: clock hours, exact.
    H,
    /// `wh`: hours of working time, exact.
    Wh,
    /// `d`: natural days, the last one rolling over days of rest.
    D,
    /// `wd`: working days.
    Wd,
    /// `mo`: calendar months, the last day rolling over days of rest.
    Mo,
}

impl LengthUnit {
    /// Every unit with its spelling.
    const SPELLINGS: [(Self, &'static str); 6] =
        [(Self::Min, "min"), (Self::H, "h"), (Self::Wh, "wh"), (Self::D, "d"), (Self::Wd, "wd"), (Self::Mo, "mo")];

    /// The spelling in packs.
    #[must_use]
    pub fn spelling(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::H => "h",
            Self::Wh => "wh",
            Self::D => "d",
            Self::Wd => "wd",
            Self::Mo => "mo",
        }
    }

    /// Whether the period ends with a day (`d wd mo`) rather than at an exact instant.
    #[must_use]
    pub fn counts_days(self) -> bool {
        matches!(self, Self::D | Self::Wd | Self::Mo)
    }
}

/// An amount of time in one unit; a negative amount counts back.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Length {
    /// How many.
    pub amount: i32,
    /// Of what.
    pub unit: LengthUnit,
}

impl Length {
    /// An amount of a unit.
    #[must_use]
    pub fn new(amount: i32, unit: LengthUnit) -> Self {
        Self { amount, unit }
    }

    /// The same length the other way round.
    #[must_use]
    pub fn back(self) -> Self {
        Self { amount: self.amount.saturating_neg(), unit: self.unit }
    }

    /// Whether days of rest do not count (`wh wd`).
    #[must_use]
    pub fn is_working_time(self) -> bool {
        matches!(self.unit, LengthUnit::Wh | LengthUnit::Wd)
    }
}

impl FromStr for Length {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || CalendarError::Length(text.chars().take(40).collect());
        let trimmed = text.trim();
        let split = trimmed.find(|c: char| c.is_whitespace() || c.is_ascii_alphabetic()).ok_or_else(refused)?;
        let (amount, unit) = trimmed.split_at(split);
        let unit = unit.trim_start();
        let (unit, _) = LengthUnit::SPELLINGS.into_iter().find(|(_, name)| *name == unit).ok_or_else(refused)?;
        Ok(Self { amount: amount.parse().map_err(|_| refused())?, unit })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.unit.spelling())
    }
}

impl TryFrom<String> for Length {
    type Error = CalendarError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Length> for String {
    fn from(length: Length) -> Self {
        length.to_string()
    }
}
