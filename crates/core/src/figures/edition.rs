//! Editions of a published score: what was said of which units, when and by which definition. It is never changed; what is
//! corrected later is a new edition, with what changed told beside it.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::number::rounded;
use super::score::{Part, Score, Unranked};

/// One edition.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Edition {
    /// The score, `<pack>.<name>`.
    pub score: String,
    /// Its title then.
    pub title: String,
    /// The period, as the contract writes it.
    pub period: String,
    /// The period's first day.
    pub from: Date,
    /// The period's last day.
    pub to: Date,
    /// From 1.
    pub number: u32,
    /// When it was published. It shows what was known by then.
    pub at: Timestamp,
    /// The post that published it.
    pub post: String,
    /// The unit of that post.
    pub unit: String,
    /// The version of the pack whose definition it follows.
    pub version: u32,
    /// Whether it is made of invented matters.
    #[serde(default)]
    pub synthetic: bool,
    /// The last day on which somebody could still be left out of it; none where nothing could, when it was published. Until
    /// then it is provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<Date>,
    /// The units in their order.
    pub lines: Vec<Line>,
}

/// One unit in an edition.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Line {
    /// The unit's code.
    pub unit: String,
    /// Its place; none where it was not ranked.
    pub place: Option<u32>,
    /// Its total, with one decimal; none where no part had a value.
    pub total: Option<Decimal>,
    /// Why it was not ranked.
    pub unranked: Option<Unranked>,
    /// What each part came to.
    pub parts: Vec<PartLine>,
}

/// One part of a unit's score.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct PartLine {
    /// The figure, by its name in the pack.
    pub figure: String,
    /// Its value.
    pub value: Option<Decimal>,
    /// Its points, with two decimals.
    pub points: Option<Decimal>,
    /// Points that it could have.
    pub weight: u32,
    /// Of a rate what is counted and what it is divided by.
    pub share: Option<(i64, i64)>,
    /// Cases that it rests on.
    pub sample: i64,
    /// Cases that were left out of it by a decision.
    pub excluded: i64,
}

/// What is otherwise in a later edition.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// A unit came in or went out.
    Unit {
        /// Its code.
        unit: String,
        /// Whether it is there now.
        there: bool,
    },
    /// A unit's total or place.
    Total {
        /// Its code.
        unit: String,
        /// Total and place before.
        before: (Option<Decimal>, Option<u32>),
        /// …and now.
        now: (Option<Decimal>, Option<u32>),
    },
    /// A part of a unit's score.
    Part {
        /// Its code.
        unit: String,
        /// The figure.
        figure: String,
        /// Its value, and how many were left out of it, before.
        before: (Option<Decimal>, i64),
        /// …and now.
        now: (Option<Decimal>, i64),
    },
}

impl Line {
    /// A unit as it is scored.
    #[must_use]
    pub fn of(unit: &str, place: Option<usize>, score: &Score) -> Line {
        Line {
            unit: unit.to_owned(),
            place: place.and_then(|place| u32::try_from(place).ok()),
            total: score.total.map(|total| rounded(total, 1)),
            unranked: score.unranked,
            parts: score.parts.iter().map(PartLine::of).collect(),
        }
    }
}

impl PartLine {
    fn of(part: &Part) -> PartLine {
        PartLine {
            figure: part.figure.clone(),
            value: part.measured.value.map(|value| rounded(value, 4).normalize()),
            points: part.points.map(|points| rounded(points, 2)),
            weight: part.weight,
            share: part.measured.share,
            sample: part.measured.sample,
            excluded: part.measured.excluded,
        }
    }
}

impl Edition {
    /// Whether it says the same as these lines.
    #[must_use]
    pub fn says(&self, lines: &[Line]) -> bool {
        self.lines == lines
    }
}

/// What is otherwise in the later of two lists, in its order; units that are gone stand last.
#[must_use]
pub fn changes(before: &[Line], now: &[Line]) -> Vec<Change> {
    let find = |lines: &'_ [Line], unit: &str| lines.iter().position(|line| line.unit == unit);
    let mut all = Vec::new();
    for line in now {
        match find(before, &line.unit).and_then(|at| before.get(at)) {
            None => all.push(Change::Unit { unit: line.unit.clone(), there: true }),
            Some(old) => all.extend(of_unit(old, line)),
        }
    }
    let gone = before.iter().filter(|line| find(now, &line.unit).is_none());
    all.extend(gone.map(|line| Change::Unit { unit: line.unit.clone(), there: false }));
    all
}

fn of_unit(old: &Line, line: &Line) -> Vec<Change> {
    let unit = || line.unit.clone();
    let mut all = Vec::new();
    if (old.total, old.place) != (line.total, line.place) {
        all.push(Change::Total { unit: unit(), before: (old.total, old.place), now: (line.total, line.place) });
    }
    for part in &line.parts {
        let before = old.parts.iter().find(|known| known.figure == part.figure);
        let before = before.map_or((None, 0), |part| (part.value, part.excluded));
        let now = (part.value, part.excluded);
        if before != now {
            all.push(Change::Part { unit: unit(), figure: part.figure.clone(), before, now });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(unit: &str, total: i64, excluded: i64) -> Line {
        let part = PartLine {
            figure: "solved_rate".into(),
            value: Some(total.into()),
            points: None,
            weight: 100,
            share: Some((total, 100)),
            sample: 100 - excluded,
            excluded,
        };
        Line { unit: unit.into(), place: Some(1), total: Some(total.into()), unranked: None, parts: vec![part] }
    }

    #[test]
    fn what_changed_is_told_unit_by_unit_and_what_did_not_is_not() {
        let before = [line("a", 80, 0), line("b", 70, 0), line("c", 60, 0)];
        let now = [line("a", 80, 0), line("b", 75, 2), line("d", 50, 0)];
        let told = changes(&before, &now);
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(matches!(&told[0], Change::Total { unit, .. } if unit == "b"));
        assert!(matches!(&told[1], Change::Part { before: (_, 0), now: (_, 2), .. }));
        assert_eq!(told[2], Change::Unit { unit: "d".into(), there: true });
        assert_eq!(told[3], Change::Unit { unit: "c".into(), there: false });
        assert!(changes(&now, &now).is_empty());
    }

    #[test]
    fn an_edition_reads_as_it_was_written() {
        let text = serde_json::to_string(&line("a", 80, 3)).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line("a", 80, 3));
    }
}
