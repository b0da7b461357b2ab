//! Units of measure as the documents write them, and exact decimal amounts.
//!
//! Amounts are integers in ten-thousandths, never floats: `8.4` is 84 000. The register of units is closed, so that a
//! figure counted in 户 can never be shown beside a number stated in 人次.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many parts an [`Amount`] divides one unit into.
pub const SCALE: i128 = 10_000;

/// The units that stand alone; money and areas with a scale word are in [`SCALED`].
const BASE: &[&str] = &[
    "个",
    "家",
    "户",
    "件",
    "条",
    "项",
    "处",
    "所",
    "套",
    "座",
    "栋",
    "场",
    "场次",
    "人",
    "名",
    "人次",
    "本",
    "部",
    "辆",
    "台",
    "盏",
    "支",
    "笔",
    "起",
    "宗",
    "张",
    "辑",
    "类",
    "倍",
    "字",
    "天",
    "小时",
    "分钟",
    "个工作日",
    "%",
    "元",
    "美元",
    "米",
    "公里",
    "平方米",
    "方",
    "公顷",
    "亩",
    "平方公里",
    "立方米/秒",
];

/// The scale words of Chinese numbers, longest first.
const SCALED: &[(&str, i128)] = &[("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100)];

/// A unit of measure split into its scale word and its base: 万户 is ten thousand 户.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd)]
pub struct Measure {
    /// What one step of the written unit is worth in the base.
    pub factor: i128,
    /// The unit without its scale word.
    pub base: &'static str,
}

impl Measure {
    /// Reads a unit as written (`万户`, `亿元`, `%`); `None` if the register does not know it.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(base) = known(text) {
            return Some(Self { factor: 1, base });
        }
        SCALED.iter().find_map(|(word, factor)| {
            let base = known(text.strip_prefix(word)?)?;
            Some(Self { factor: *factor, base })
        })
    }

    /// Whether a count in `other` may be set beside this one: the same base, whatever the scale word.
    pub fn same_base(&self, other: &Self) -> bool {
        self.base == other.base
    }
}

fn known(text: &str) -> Option<&'static str> {
    BASE.iter().copied().find(|base| *base == text)
}

/// An exact decimal amount with at most four places.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Ord, PartialOrd)]
pub struct Amount(i128);

impl Amount {
    /// From ten-thousandths.
    pub const fn from_scaled(scaled: i128) -> Self {
        Self(scaled)
    }

    /// The amount in ten-thousandths.
    pub const fn scaled(self) -> i128 {
        self.0
    }

    /// Reads `4080`, `8.4`, `-0.25`; `None` for anything else, for more than four places and for more than 20 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        if whole.len() > 20 || part.len() > 4 || !is_number(whole) || !is_number(part) {
            return None;
        }
        let whole: i128 = whole.parse().ok()?;
        let part: i128 = format!("{part:0<4}").parse().ok()?;
        let scaled = whole.checked_mul(SCALE)?.checked_add(part)?;
        Some(Self(if negative { -scaled } else { scaled }))
    }

    /// The sum, or `None` when it leaves the range of the type.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Turns an amount written in `from` into `to`: 2 万户 are 20 000 户. `None` if the bases differ or the result
    /// would need more than four places.
    pub fn convert(self, from: &Measure, to: &Measure) -> Option<Self> {
        if !from.same_base(to) {
            return None;
        }
        let raised = self.0.checked_mul(from.factor)?;
        (raised % to.factor == 0).then_some(Self(raised / to.factor))
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (size, scale) = (self.0.unsigned_abs(), SCALE.unsigned_abs());
        let places = format!("{:04}", size % scale);
        let places = places.trim_end_matches('0');
        let dot = if places.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{dot}{places}", size / scale)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a decimal amount")))
    }
}
