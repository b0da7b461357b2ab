//! A score put together from several figures, for units and never for persons: each part's value, points and interval are
//! shown, what is missing is told, few cases are not ranked, and what would raise it most is said.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::interval::{Interval, WHOLE, wilson};
use super::number::portion;
use super::target::{Better, Comparator, fits};

/// Points of a whole score.
pub const FULL: i64 = 100;

/// How a score is put together.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct ScoreRule {
    /// The parts; their weights make a hundred.
    pub parts: Vec<PartRule>,
    /// What caps the whole, whatever else was done.
    pub vetoes: Vec<Veto>,
    /// Cases of every part below which a unit is shown and not ranked.
    pub sample: i64,
}

/// One part of a score.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct PartRule {
    /// The figure.
    pub figure: String,
    /// Its points.
    pub weight: u32,
    /// The value that gives none of them.
    pub none_at: Decimal,
    /// The value that gives all of them; below `none_at` where less is better.
    pub full_at: Decimal,
    /// Points that the part gives at least, once there is a value.
    pub floor: Option<Decimal>,
    /// Steps instead of the straight line between: from a value on (in the direction of `full_at`), so many points.
    #[serde(default)]
    pub steps: Vec<(Decimal, Decimal)>,
}

/// A veto: a figure that is past a line caps the whole.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Veto {
    /// The figure.
    pub figure: String,
    /// How it is past the line.
    pub comparator: Comparator,
    /// The line.
    pub line: Decimal,
    /// The most points that are left.
    pub cap: Decimal,
}

/// A figure of one unit.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Measured {
    /// Its value; none where there is nothing to divide by.
    pub value: Option<Decimal>,
    /// Of a rate, what is counted and what it is divided by.
    pub share: Option<(i64, i64)>,
    /// Cases that it rests on.
    pub sample: i64,
    /// Cases that were left out of it by a decision.
    pub excluded: i64,
}

/// One part as it was scored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// The figure.
    pub figure: String,
    /// What was measured.
    pub measured: Measured,
    /// Its points; none where there is no value.
    pub points: Option<Decimal>,
    /// Points that it could have.
    pub weight: u32,
    /// The points at both ends of its interval, lower first; none for what is no rate.
    pub between: Option<(Decimal, Decimal)>,
    /// The interval of a rate.
    pub interval: Option<Interval>,
    /// The value that gives all points.
    pub full_at: Decimal,
}

/// Why a unit has no place.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unranked {
    /// A part rests on too few cases.
    TooFew,
    /// No part has a value.
    Nothing,
}

/// What would raise a score most.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Raise {
    /// A part, brought to the value of full points.
    Part {
        /// The figure.
        figure: String,
        /// What the whole would gain, of a hundred.
        gain: Decimal,
    },
    /// That a veto no longer holds.
    Veto {
        /// The figure.
        figure: String,
        /// What the whole would gain.
        gain: Decimal,
    },
}

/// A score with everything that it is made of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Score {
    /// Of a hundred; none where no part has a value.
    pub total: Option<Decimal>,
    /// The whole at the low and the high ends of the parts' intervals.
    pub between: Option<(Decimal, Decimal)>,
    /// The parts.
    pub parts: Vec<Part>,
    /// Vetoes that hold, by figure, with what they leave.
    pub vetoes: Vec<(String, Decimal)>,
    /// Why it has no place.
    pub unranked: Option<Unranked>,
    /// What would raise it most.
    pub raise: Option<Raise>,
}

impl ScoreRule {
    /// Scores a unit by its figures, looked up by name.
    pub fn score(&self, figure: &impl Fn(&str) -> Measured) -> Score {
        let parts: Vec<Part> = self.parts.iter().map(|rule| rule.part(figure(&rule.figure))).collect();
        let vetoes: Vec<(String, Decimal)> = self
            .vetoes
            .iter()
            .filter(|veto| veto.holds(figure(&veto.figure)))
            .map(|veto| (veto.figure.clone(), veto.cap))
            .collect();
        let cap = vetoes.iter().map(|(_, cap)| *cap).min().unwrap_or(Decimal::from(FULL));
        let free = whole(&parts, |part| part.points);
        let total = free.map(|free| free.min(cap));
        let ends = |pick: fn(&(Decimal, Decimal)) -> Decimal| {
            whole(&parts, |part| part.points.map(|own| part.between.as_ref().map_or(own, pick)))
        };
        let between = ends(|it| it.0).zip(ends(|it| it.1)).map(|(low, high)| (low.min(cap), high.min(cap)));
        let few = parts.iter().any(|part| part.points.is_none() || part.measured.sample < self.sample);
        let unranked = match total {
            None => Some(Unranked::Nothing),
            Some(_) => few.then_some(Unranked::TooFew),
        };
        let raise = raise(&parts, total, free, cap, &vetoes);
        Score { total, between, parts, vetoes, unranked, raise }
    }
}

impl PartRule {
    fn part(&self, measured: Measured) -> Part {
        let interval = measured.share.and_then(|(of, over)| wilson(of, over));
        let at = |share: i64| portion(share.into(), Decimal::ONE_HUNDRED, WHOLE.into()).map(|pct| self.points(pct));
        let between = interval.and_then(|it| {
            let (one, other) = (at(it.low)?, at(it.high)?);
            Some((one.min(other), one.max(other)))
        });
        Part {
            figure: self.figure.clone(),
            points: measured.value.map(|value| self.points(value)),
            between: between.filter(|_| measured.value.is_some()),
            measured,
            weight: self.weight,
            interval,
            full_at: self.full_at,
        }
    }

    /// The points of a value, between none (or the floor) and the weight.
    pub fn points(&self, value: Decimal) -> Decimal {
        let weight = Decimal::from(self.weight);
        let found = if self.steps.is_empty() { self.line(value, weight) } else { self.step(value) };
        let floor = self.floor.unwrap_or_default().clamp(Decimal::ZERO, weight);
        found.clamp(floor, weight)
    }

    /// On the straight line from none to full.
    fn line(&self, value: Decimal, weight: Decimal) -> Decimal {
        let way = self.full_at.saturating_sub(self.none_at);
        if way.is_zero() {
            return if value >= self.full_at { weight } else { Decimal::ZERO };
        }
        // Bounded before it is multiplied: a value far outside is at an end.
        let (low, high) = (self.full_at.min(self.none_at), self.full_at.max(self.none_at));
        portion(value.clamp(low, high).saturating_sub(self.none_at), weight, way).unwrap_or_default()
    }

    /// The last step that the value has reached.
    fn step(&self, value: Decimal) -> Decimal {
        let less = self.full_at < self.none_at;
        let reached = |from: Decimal| if less { value <= from } else { value >= from };
        self.steps.iter().filter(|(from, _)| reached(*from)).map(|(_, points)| *points).max().unwrap_or_default()
    }
}

impl Veto {
    /// Whether it holds; a figure without a value holds nobody back.
    pub fn holds(&self, measured: Measured) -> bool {
        let past = |value| fits(value, self.line, self.comparator, Better::Neither, Decimal::ZERO);
        measured.value.is_some_and(past)
    }
}

/// The points of the parts that have a value, stretched to a hundred where others have none.
fn whole(parts: &[Part], points: impl Fn(&Part) -> Option<Decimal>) -> Option<Decimal> {
    let told: Vec<(Decimal, u32)> = parts.iter().filter_map(|part| Some((points(part)?, part.weight))).collect();
    let weight: u32 = told.iter().fold(0, |sum, (_, weight)| sum.saturating_add(*weight));
    let sum = told.iter().fold(Decimal::ZERO, |sum, (points, _)| sum.saturating_add(*points));
    let stretched = portion(sum, FULL.into(), weight.into())?;
    Some(stretched.clamp(Decimal::ZERO, FULL.into()))
}

fn raise(
    parts: &[Part],
    total: Option<Decimal>,
    free: Option<Decimal>,
    cap: Decimal,
    vetoes: &[(String, Decimal)],
) -> Option<Raise> {
    let (total, free) = (total?, free?);
    let lifted = vetoes.iter().min_by_key(|(_, cap)| *cap).map(|(figure, _)| {
        let next = vetoes.iter().filter(|(name, _)| name != figure).map(|(_, cap)| *cap).min();
        let gain = free.min(next.unwrap_or(FULL.into())).saturating_sub(total);
        Raise::Veto { figure: figure.clone(), gain }
    });
    let weight: u32 = parts.iter().filter(|part| part.points.is_some()).map(|part| part.weight).sum();
    let gains = parts.iter().filter_map(|part| {
        let lost = Decimal::from(part.weight).saturating_sub(part.points?);
        let stretched = portion(lost, FULL.into(), weight.into())?;
        let gain = total.saturating_add(stretched).min(cap).saturating_sub(total);
        Some(Raise::Part { figure: part.figure.clone(), gain })
    });
    // Of equal gains the first that is written is named.
    let best = lifted.into_iter().chain(gains).fold(None, |best: Option<Raise>, next| match best {
        Some(best) if best.gain() >= next.gain() => Some(best),
        _ => Some(next),
    });
    best.filter(|best| best.gain() > Decimal::ZERO)
}

impl Raise {
    /// What the whole would gain.
    pub fn gain(&self) -> Decimal {
        match self {
            Raise::Part { gain, .. } | Raise::Veto { gain, .. } => *gain,
        }
    }
}

/// Places from 1, best first; equal totals share one (1, 1, 3), and who is not ranked stands behind without. Scores are
/// compared as they are shown, with one place behind the point.
pub fn ranked<K: Ord>(scored: Vec<(K, Score)>) -> Vec<(Option<usize>, K, Score)> {
    let shown = |score: &Score| score.total.map(|total| super::number::rounded(total, 1));
    let mut all = scored;
    all.sort_by(|(one, a), (other, b)| {
        let behind = |score: &Score| score.unranked.is_some();
        behind(a).cmp(&behind(b)).then(shown(b).cmp(&shown(a))).then(one.cmp(other))
    });
    let mut out: Vec<(Option<usize>, K, Score)> = Vec::with_capacity(all.len());
    for (at, (key, score)) in all.into_iter().enumerate() {
        let same = out.last().filter(|(_, _, last)| shown(last) == shown(&score)).and_then(|(place, ..)| *place);
        let place = score.unranked.is_none().then(|| same.unwrap_or(at + 1));
        out.push((place, key, score));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 日常处置率×30 + 按期处置率×20 + (1−返工率)×20 + (1−超期待处置率)×20 + (1−延期率)×10, as a district has it.
    fn rule() -> ScoreRule {
        let more = |figure: &str, weight| PartRule {
            figure: figure.into(),
            weight,
            full_at: 100.into(),
            ..PartRule::default()
        };
        let less = |figure: &str, weight| PartRule { none_at: 100.into(), full_at: 0.into(), ..more(figure, weight) };
        ScoreRule {
            parts: vec![
                more("done", 30),
                more("in-time", 20),
                less("redone", 20),
                less("overdue", 20),
                less("put-off", 10),
            ],
            vetoes: vec![Veto {
                figure: "hidden".into(),
                comparator: Comparator::Over,
                line: 0.into(),
                cap: 60.into(),
            }],
            sample: 30,
        }
    }

    fn rate(of: i64, over: i64) -> Measured {
        Measured {
            value: portion(of.into(), 100.into(), over.into()),
            share: Some((of, over)),
            sample: over,
            excluded: 0,
        }
    }

    fn figures(name: &str) -> Measured {
        match name {
            "done" => rate(90, 100),
            "in-time" => rate(80, 100),
            "redone" => rate(10, 100),
            "overdue" => rate(5, 100),
            "put-off" => rate(0, 100),
            _ => Measured::default(),
        }
    }

    #[test]
    fn a_districts_formula_comes_out_by_hand() {
        let score = rule().score(&figures);
        assert_eq!(score.total, Some(90.into()), "27 + 16 + 18 + 19 + 10");
        assert_eq!(score.unranked, None);
        assert_eq!(score.raise, Some(Raise::Part { figure: "in-time".into(), gain: 4.into() }));
        let (low, high) = score.between.unwrap();
        assert!(low < 90.into() && high > 90.into());
    }

    #[test]
    fn three_cases_are_shown_and_not_ranked() {
        let few = rule().score(&|name: &str| if name == "redone" { rate(0, 3) } else { figures(name) });
        assert_eq!(few.unranked, Some(Unranked::TooFew));
        assert!(few.total.is_some());
        let none = rule().score(&|_: &str| Measured::default());
        assert_eq!((none.total, none.unranked), (None, Some(Unranked::Nothing)));
    }

    #[test]
    fn a_veto_caps_the_whole_and_is_what_would_raise_it_most() {
        let hidden = |name: &str| match name {
            "hidden" => Measured { value: Some(1.into()), ..Measured::default() },
            other => figures(other),
        };
        let score = rule().score(&hidden);
        assert_eq!(score.total, Some(60.into()));
        assert_eq!(score.raise, Some(Raise::Veto { figure: "hidden".into(), gain: 30.into() }));
    }

    #[test]
    fn a_part_without_a_value_leaves_its_weight_to_the_others_and_the_unit_unranked() {
        let without = rule().score(&|name: &str| if name == "put-off" { Measured::default() } else { figures(name) });
        let total = without.total.map(super::super::number::shown);
        assert_eq!(total.as_deref(), Some("88.89"), "80 of 90");
        assert_eq!(without.unranked, Some(Unranked::TooFew));
    }

    #[test]
    fn steps_and_floors_are_kept() {
        let part = PartRule {
            figure: "x".into(),
            weight: 10,
            none_at: 0.into(),
            full_at: 100.into(),
            floor: Some(2.into()),
            steps: vec![(60.into(), 5.into()), (90.into(), 10.into())],
        };
        let points = |value: i64| part.points(value.into());
        assert_eq!((points(59), points(60), points(89), points(90)), (2.into(), 5.into(), 5.into(), 10.into()));
    }

    #[test]
    fn equal_totals_share_a_place_and_the_unranked_stand_behind() {
        let whole = rule().score(&figures);
        let few = Score { unranked: Some(Unranked::TooFew), ..whole.clone() };
        let best = Score { total: Some(99.into()), ..whole.clone() };
        let places: Vec<(Option<usize>, &str)> =
            ranked(vec![("a", whole.clone()), ("b", few), ("c", best), ("d", whole)])
                .into_iter()
                .map(|(place, key, _)| (place, key))
                .collect();
        assert_eq!(places, [(Some(1), "c"), (Some(2), "a"), (Some(2), "d"), (None, "b")]);
    }
}
