//! A target as reports word it: a value or a growth, at least, around, above, within, a place among others; set firmly or
//! striven for. Whether it is met follows from its words and the figure alone.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use super::figure::Better;
use super::number::shown;
use crate::casework::refusal::Sentence;

/// How a number is meant, by the codes of the structured report.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparator {
    /// 完成, 达到: the number, or what is better than it.
    #[default]
    Exact,
    /// 左右: within the tolerance, or better.
    About,
    /// 以上, 不少于, 至少.
    AtLeast,
    /// 突破, 超过: more than the number.
    Over,
    /// 以内, 不超过: a ceiling.
    Within,
}

impl Comparator {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Comparator; 5] =
        [Comparator::AtLeast, Comparator::Exact, Comparator::About, Comparator::Over, Comparator::Within];

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Comparator::Exact => "exact",
            Comparator::About => "about",
            Comparator::AtLeast => "at_least",
            Comparator::Over => "over",
            Comparator::Within => "within",
        }
    }

    /// Reads a code.
    pub fn of_code(code: &str) -> Option<Comparator> {
        Comparator::ALL.into_iter().find(|known| known.code() == code)
    }
}

/// How firmly a target was set.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// 确保, or no word about it.
    #[default]
    Ensure,
    /// 力争.
    Strive,
}

/// One thing that is aimed at.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// A value, in the figure's measure.
    Value(Decimal, Comparator),
    /// A growth against last year, in per cent; negative for a fall.
    Growth(Decimal, Comparator),
    /// A place among others, from 1: `(place, among whom)`.
    Rank(u32, String),
}

/// A target: all of its aims must hold (增长 7.2 %、突破千亿元).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Target {
    /// What is aimed at.
    pub aims: Vec<Aim>,
    /// How firmly.
    pub strength: Strength,
    /// Which way the figure is better.
    pub better: Better,
}

/// How far 左右 reaches. The documents give no number, so it is a setting.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tolerance {
    /// Of a value, in thousandths of it.
    pub permille: u16,
    /// Of a growth, in tenths of a percentage point.
    pub tenths: u16,
}

impl Default for Tolerance {
    /// Ours: five per cent of a value, half a percentage point of a growth.
    fn default() -> Self {
        Tolerance { permille: 50, tenths: 5 }
    }
}

/// What is known of a figure for a whole year.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Reached {
    /// Its value, in its measure.
    pub value: Option<Decimal>,
    /// Its growth against last year, in per cent.
    pub growth: Option<Decimal>,
    /// Its place among others.
    pub rank: Option<u32>,
}

/// Whether a target is met.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Every aim holds.
    Met,
    /// One aim does not.
    Missed,
    /// None fails, and one cannot be told.
    Unknown,
}

impl Target {
    /// Judges what was reached.
    pub fn judge(&self, reached: &Reached, tolerance: Tolerance) -> Verdict {
        let held: Vec<Option<bool>> = self.aims.iter().map(|aim| self.holds(aim, reached, tolerance)).collect();
        if held.contains(&Some(false)) {
            Verdict::Missed
        } else if held.contains(&None) || held.is_empty() {
            Verdict::Unknown
        } else {
            Verdict::Met
        }
    }

    fn holds(&self, aim: &Aim, reached: &Reached, tolerance: Tolerance) -> Option<bool> {
        match aim {
            Aim::Value(wanted, comparator) => {
                let slack = wanted.abs().checked_mul(Decimal::new(tolerance.permille.into(), 3))?;
                Some(fits(reached.value?, *wanted, *comparator, self.better, slack))
            }
            Aim::Growth(wanted, comparator) => {
                let slack = Decimal::new(tolerance.tenths.into(), 1);
                Some(fits(reached.growth?, *wanted, *comparator, self.better, slack))
            }
            Aim::Rank(place, _) => Some(reached.rank? <= *place),
        }
    }

    /// Whether the figure may not go above the number: 以内, or 完成 of what is better less.
    pub fn is_ceiling(&self) -> bool {
        self.aims.iter().any(|aim| match aim {
            Aim::Value(_, comparator) | Aim::Growth(_, comparator) => is_ceiling(*comparator, self.better),
            Aim::Rank(..) => false,
        })
    }

    /// The target in words, in the figure's measure: 不少于 420 亿元、增长 5% 左右.
    pub fn words(&self, measure: &str) -> Sentence {
        let each: Vec<Sentence> = self.aims.iter().map(|aim| worded(aim, measure)).collect();
        let join = |pick: fn(&Sentence) -> &str, with: &str| each.iter().map(pick).collect::<Vec<_>>().join(with);
        let (zh, en) = (join(|it| &it.zh, "、"), join(|it| &it.en, ", "));
        match self.strength {
            Strength::Ensure => Sentence { zh, en },
            Strength::Strive => Sentence { zh: format!("力争{zh}"), en: format!("strive for: {en}") },
        }
    }
}

/// Whether a number does what a comparator says of it.
pub fn fits(number: Decimal, wanted: Decimal, comparator: Comparator, better: Better, slack: Decimal) -> bool {
    let (low, high) = (wanted.saturating_sub(slack), wanted.saturating_add(slack));
    match (comparator, better) {
        (Comparator::AtLeast, _) | (Comparator::Exact, Better::More) => number >= wanted,
        (Comparator::Within, _) | (Comparator::Exact, Better::Less) => number <= wanted,
        (Comparator::Exact, Better::Neither) => number == wanted,
        (Comparator::Over, _) => number > wanted,
        (Comparator::About, Better::More) => number >= low,
        (Comparator::About, Better::Less) => number <= high,
        (Comparator::About, Better::Neither) => number >= low && number <= high,
    }
}

/// Whether a comparator sets an upper end.
pub fn is_ceiling(comparator: Comparator, better: Better) -> bool {
    match comparator {
        Comparator::Within => true,
        Comparator::Exact | Comparator::About => better == Better::Less,
        Comparator::AtLeast | Comparator::Over => false,
    }
}

fn worded(aim: &Aim, measure: &str) -> Sentence {
    match aim {
        Aim::Value(value, comparator) => {
            let gap = if matches!(measure, "" | "%") { "" } else { " " };
            around(*comparator, &format!("{}{gap}{measure}", shown(*value)), ("", ""))
        }
        Aim::Growth(pct, comparator) => {
            let (zh, en) = if pct.is_sign_negative() { ("下降", "a fall of ") } else { ("增长", "growth of ") };
            around(*comparator, &format!("{}%", shown(pct.abs())), (zh, en))
        }
        Aim::Rank(place, among) => Sentence {
            zh: if *place == 1 { format!("居{among}第一") } else { format!("居{among}前 {place} 位") },
            en: if *place == 1 {
                format!("first among {among}")
            } else {
                format!("among the first {place} of {among}")
            },
        },
    }
}

fn around(comparator: Comparator, number: &str, (zh, en): (&str, &str)) -> Sentence {
    let told = |zh: String, en: String| Sentence { zh, en };
    match comparator {
        Comparator::Exact => told(format!("{zh}{number}"), format!("{en}{number}")),
        Comparator::About => told(format!("{zh}{number}左右"), format!("{en}about {number}")),
        Comparator::AtLeast => told(format!("{zh}不少于 {number}"), format!("{en}at least {number}")),
        Comparator::Over => told(format!("{zh}突破 {number}"), format!("{en}more than {number}")),
        Comparator::Within => told(format!("{zh}控制在 {number} 以内"), format!("{en}at most {number}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(aims: Vec<Aim>) -> Target {
        Target { aims, ..Target::default() }
    }

    fn reached(value: i64, tenths: i64) -> Reached {
        Reached { value: Some(value.into()), growth: Some(Decimal::new(tenths, 1)), rank: None }
    }

    #[test]
    fn growth_and_threshold_must_both_hold() {
        let both = target(vec![
            Aim::Growth(Decimal::new(72, 1), Comparator::Exact),
            Aim::Value(1000.into(), Comparator::Over),
        ]);
        let judge = |it: &Reached| both.judge(it, Tolerance::default());
        assert_eq!(judge(&reached(1001, 72)), Verdict::Met);
        assert_eq!(judge(&reached(1000, 72)), Verdict::Missed, "突破 is more than the number");
        assert_eq!(judge(&reached(1001, 71)), Verdict::Missed);
        assert_eq!(judge(&Reached { growth: None, ..reached(1001, 0) }), Verdict::Unknown);
        assert_eq!(judge(&Reached { growth: None, ..reached(900, 0) }), Verdict::Missed, "one that fails is enough");
        assert_eq!(both.words("亿元").zh, "增长7.2%、突破 1000 亿元");
    }

    #[test]
    fn around_is_a_setting_and_better_is_never_a_miss() {
        let around = target(vec![Aim::Growth(5.into(), Comparator::About)]);
        let tight = Tolerance { permille: 0, tenths: 0 };
        assert_eq!(around.judge(&reached(0, 46), Tolerance::default()), Verdict::Met);
        assert_eq!(around.judge(&reached(0, 46), tight), Verdict::Missed);
        assert_eq!(around.judge(&reached(0, 90), tight), Verdict::Met);
        assert_eq!(around.words("").zh, "增长5%左右");
    }

    #[test]
    fn a_ceiling_a_place_and_a_fall_are_worded_as_reports_word_them() {
        let ceiling = target(vec![Aim::Value(Decimal::new(38, 1), Comparator::Within)]);
        assert_eq!(ceiling.words("%").zh, "控制在 3.8% 以内");
        assert!(ceiling.is_ceiling());
        let place = Target { strength: Strength::Strive, ..target(vec![Aim::Rank(2, "中心城区".into())]) };
        assert_eq!(place.words("").zh, "力争居中心城区前 2 位");
        let first = Reached { rank: Some(1), ..Reached::default() };
        assert_eq!(place.judge(&first, Tolerance::default()), Verdict::Met);
        let fall = target(vec![Aim::Growth((-3).into(), Comparator::Exact)]);
        assert_eq!(fall.words("").en, "a fall of 3%");
    }

    #[test]
    fn a_target_that_aims_at_nothing_is_never_met() {
        assert_eq!(target(Vec::new()).judge(&reached(1, 1), Tolerance::default()), Verdict::Unknown);
    }
}
