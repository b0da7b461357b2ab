//! The number of a case, as people say it over the telephone: `420103-26-00127-4`.
//!
//! District, year of filing, sequence in that year, and a check character (ISO/IEC 7064 MOD 11-2, as on a Chinese
//! identity card), so that one wrong or two swapped digits are noticed before anybody looks for a case that is not there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::directory::DistrictCode;

/// The most digits of a sequence: with them a number has 20 characters.
const LONGEST_SEQUENCE: usize = 8;

/// A number whose check character fits.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseNumber {
    district: DistrictCode,
    year: u8,
    sequence: u32,
}

/// Why a text is no case number.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NumberError {
    /// Not of the form `420103-26-00127-4`.
    #[error("a case number looks like 420103-26-00127-4")]
    Form,
    /// A digit is wrong, or two are swapped.
    #[error("the check character does not fit: a digit is wrong, or two are swapped")]
    Check,
    /// More than 99 999 999 cases in one year.
    #[error("a district can number 99 999 999 cases in a year")]
    Full,
}

impl CaseNumber {
    /// The number of the `sequence`-th case (from 1) that a district took in in a year.
    ///
    /// # Errors
    /// [`NumberError::Full`] beyond eight digits.
    pub fn new(district: DistrictCode, year: i16, sequence: u32) -> Result<Self, NumberError> {
        if sequence.to_string().len() > LONGEST_SEQUENCE {
            return Err(NumberError::Full);
        }
        let year = u8::try_from(year.rem_euclid(100)).map_err(|_| NumberError::Form)?;
        Ok(Self { district, year, sequence })
    }

    fn digits(&self) -> String {
        format!("{}{:02}{:05}", self.district, self.year, self.sequence)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let check = check_character(&self.digits());
        write!(f, "{}-{:02}-{:05}-{check}", self.district, self.year, self.sequence)
    }
}

impl FromStr for CaseNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let parts: Vec<&str> = text.split('-').collect();
        let [district, year, sequence, check] = parts.as_slice() else {
            return Err(NumberError::Form);
        };
        let numeric = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !numeric(year, 2..=2) || !numeric(sequence, 5..=LONGEST_SEQUENCE) {
            return Err(NumberError::Form);
        }
        let number = Self {
            district: district.parse().map_err(|_| NumberError::Form)?,
            year: year.parse().map_err(|_| NumberError::Form)?,
            sequence: sequence.parse().map_err(|_| NumberError::Form)?,
        };
        let fits = number.to_string() == text && check.len() == 1;
        if fits { Ok(number) } else { Err(NumberError::Check) }
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.to_string()
    }
}

/// The check character of ISO/IEC 7064 MOD 11-2 behind a run of digits.
pub fn check_character(digits: &str) -> char {
    let sum = digits.bytes().fold(0_u32, |sum, digit| (sum + u32::from(digit.saturating_sub(b'0'))) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).unwrap_or('X'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_identity_card_example_of_gb_11643_checks() {
        assert_eq!(check_character("11010519491231002"), 'X');
        assert_eq!(check_character("44052418800101001"), '4');
    }

    proptest! {
        #[test]
        fn a_number_reads_back_and_a_slip_is_noticed(sequence in 0_u32..100_000_000, place in 0_usize..20, other in 0_u8..10) {
            let number = CaseNumber::new("420103".parse().unwrap(), 2026, sequence).unwrap();
            let text = number.to_string();
            prop_assert!((6..=20).contains(&text.len()));
            prop_assert_eq!(text.parse::<CaseNumber>(), Ok(number));
            let mut bytes = text.clone().into_bytes();
            let place = place % bytes.len();
            if bytes[place].is_ascii_digit() && bytes[place] != b'0' + other {
                bytes[place] = b'0' + other;
                prop_assert!(String::from_utf8(bytes).unwrap().parse::<CaseNumber>().is_err());
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,24}") {
            let _ = text.parse::<CaseNumber>();
        }
    }
}
