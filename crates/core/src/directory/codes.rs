//! The codes and names by which units, districts, posts and users are known.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest code or name taken, in bytes: a code is something that people can read out.
const LONGEST: usize = 64;

/// A code or name that is not written as it must be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{text}` is not {what}: {rule}")]
pub struct CodeError {
    /// What was given, cut to a readable length.
    pub text: String,
    /// What it was meant to be, with its article.
    pub what: &'static str,
    /// How such a code is written.
    pub rule: &'static str,
    rule_zh: &'static str,
}

impl CodeError {
    /// The refusal's code.
    pub fn code(&self) -> &'static str {
        "malformed-code"
    }

    /// The sentence for a clerk, in Chinese.
    pub fn zh(&self) -> String {
        format!("“{}”写法不对：{}", self.text, self.rule_zh)
    }
}

/// Makes a checked text: it can only be had by parsing, so whoever holds one need not check again.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $holds:path, $what:literal, $rule:literal, $rule_zh:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;

            fn try_from(text: String) -> Result<Self, CodeError> {
                if text.len() <= LONGEST && $holds(&text) {
                    return Ok(Self(text));
                }
                let text = text.chars().take(LONGEST).collect();
                Err(CodeError { text, what: $what, rule: $rule, rule_zh: $rule_zh })
            }
        }

        impl FromStr for $name {
            type Err = CodeError;

            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

checked_text!(
    /// A district's code: the six digits of GB/T 2260, e.g. `420103`.
    DistrictCode,
    is_district,
    "a district code",
    "six digits, as 420103",
    "区划代码为六位数字，例如 420103"
);

checked_text!(
    /// A unit's code. It begins with its district's six digits: the district itself has only these, a street nine digits, a
    /// community twelve (both as the statistics bureau numbers them), all others a hyphen and a name (`420103-housing`).
    UnitCode,
    is_unit,
    "a unit code",
    "six, nine or twelve digits, or six digits, a hyphen and [a-z0-9-]",
    "单位代码为六位、九位或十二位数字，或六位数字加“-”再加小写字母、数字"
);

checked_text!(
    /// A post's name inside packs and holdings, e.g. `grid-worker`.
    PostName,
    is_name,
    "the name of a post",
    "small letters, digits and hyphens",
    "岗位名只用小写字母、数字和“-”"
);

checked_text!(
    /// A user's name, by which an officer signs in.
    UserName,
    is_name,
    "a user name",
    "small letters, digits and hyphens",
    "用户名只用小写字母、数字和“-”"
);

fn is_district(text: &str) -> bool {
    text.len() == 6 && all_digits(text)
}

fn is_unit(text: &str) -> bool {
    match text.split_once('-') {
        Some((district, rest)) => is_district(district) && is_name(rest),
        None => matches!(text.len(), 6 | 9 | 12) && all_digits(text),
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(allowed)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

impl DistrictCode {
    /// The district as a unit: the root of its tree.
    pub fn unit(&self) -> UnitCode {
        UnitCode(self.0.clone())
    }
}

impl From<DistrictCode> for UnitCode {
    fn from(district: DistrictCode) -> Self {
        Self(district.0)
    }
}

impl UnitCode {
    /// The district that the unit belongs to.
    pub fn district(&self) -> DistrictCode {
        DistrictCode(self.0.chars().take(6).collect())
    }

    /// Is this a district itself?
    pub fn is_district(&self) -> bool {
        self.0.len() == 6
    }

    /// The unit above by the code alone: a community's street, else the district; none above a district.
    pub fn usual_parent(&self) -> Option<UnitCode> {
        let digits = match self.0.len() {
            6 => return None,
            12 if all_digits(&self.0) => 9,
            _ => 6,
        };
        Some(Self(self.0.chars().take(digits).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_code_begins_with_its_district() {
        for good in ["420103", "420103001", "420103001002", "420103-housing", "420103-grid-001002-1"] {
            let code: UnitCode = good.parse().unwrap();
            assert_eq!(code.district().as_str(), "420103");
        }
        for bad in [
            "",
            "42010",
            "4201030",
            "420103-",
            "42010-x",
            "420103-Housing",
            "420103 001",
            "420103001-x",
            "四二〇一〇三",
        ] {
            assert!(bad.parse::<UnitCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_unit_above_is_read_from_the_code() {
        let above = |code: &str| code.parse::<UnitCode>().unwrap().usual_parent().map(String::from);
        assert_eq!(above("420103001002").as_deref(), Some("420103001"));
        assert_eq!(above("420103001").as_deref(), Some("420103"));
        assert_eq!(above("420103-fires").as_deref(), Some("420103"));
        assert_eq!(above("420103"), None);
    }

    #[test]
    fn a_refused_name_is_cut_and_says_how_it_is_written() {
        let error = "长".repeat(500).parse::<UserName>().unwrap_err();
        assert_eq!(error.text.chars().count(), LONGEST);
        assert!(error.zh().contains("小写字母"));
    }
}
