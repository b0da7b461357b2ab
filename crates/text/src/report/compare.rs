//! An indicator over districts and years: what was promised for a year beside what was reported of it, each with its
//! words. Only levels in units that can be turned into each other are set against each other; nothing is guessed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::anchor::Item;
use super::decided::{Decided, State};
use super::model::{Comparator, Indicator, Tense};
use crate::measure::{Amount, Measure};

/// A report to compare.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// Its number.
    pub number: &'s str,
    /// The region that it speaks for.
    pub region: &'s str,
    /// The year looked back on.
    pub reviewed: Option<i16>,
    /// The year planned.
    pub planned: Option<i16>,
    /// Its items as they stand.
    pub decided: &'s Decided,
}

/// What a report says of an indicator in a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// The report's number.
    pub report: String,
    /// The level, as written.
    pub value: Option<f64>,
    /// Its unit, as written.
    pub unit: Option<String>,
    /// The growth in percent.
    pub growth_pct: Option<f64>,
    /// How the words bind themselves to the number.
    pub comparator: Comparator,
    /// The words.
    pub quote: String,
    /// The item's anchor in the report.
    pub anchor: String,
    /// Whether a person stands behind it.
    pub confirmed: bool,
}

/// How what was reported stands to what was promised.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Reached.
    Reached,
    /// Not reached.
    Short,
    /// Only one of the two was read.
    OneSide,
    /// They are not said in the same measure.
    Unlike,
}

/// One year of one region.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The region.
    pub region: String,
    /// The year.
    pub year: i16,
    /// What was set for the year.
    pub promised: Option<Said>,
    /// What was reported of it.
    pub reported: Option<Said>,
    /// How they stand to each other.
    pub judgement: Judgement,
}

/// An indicator that some report speaks of.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Known {
    /// By which it is asked: the canonical name, else the words.
    pub id: String,
    /// As a report writes it.
    pub name: String,
    /// How often it is said.
    pub times: usize,
}

/// What was promised for a year, and what was reported of it.
type Sides = (Option<Said>, Option<Said>);

/// By what an indicator is asked for.
pub fn id_of(it: &Indicator) -> &str {
    it.canonical.as_deref().unwrap_or(&it.name)
}

fn indicators<'s>(source: &Source<'s>) -> impl Iterator<Item = (&'s Indicator, String, State)> + use<'s> {
    source.decided.items.iter().filter(|item| item.state != State::Rejected).filter_map(|item| match &item.item {
        Item::Indicator(it) => Some((it, item.anchor.to_string(), item.state)),
        _ => None,
    })
}

/// The indicators of all reports, those with a canonical name first, then by how often they are said.
pub fn known(sources: &[Source<'_>]) -> Vec<Known> {
    let mut found: BTreeMap<&str, (bool, &str, usize)> = BTreeMap::new();
    for (it, ..) in sources.iter().flat_map(indicators) {
        let entry = found.entry(id_of(it)).or_insert((it.canonical.is_none(), &it.name, 0));
        entry.2 += 1;
    }
    let mut all: Vec<(bool, Known)> = found
        .into_iter()
        .map(|(id, (open, name, times))| (open, Known { id: id.to_owned(), name: name.to_owned(), times }))
        .collect();
    all.sort_by(|(open, a), (other, b)| (open, b.times, &a.id).cmp(&(other, a.times, &b.id)));
    all.into_iter().map(|(_, known)| known).collect()
}

/// An indicator over regions and years, by region and year.
pub fn compare(sources: &[Source<'_>], id: &str) -> Vec<Row> {
    let mut rows: BTreeMap<(&str, i16), Sides> = BTreeMap::new();
    for source in sources {
        for (it, anchor, state) in indicators(source).filter(|(it, ..)| id_of(it) == id && it.aside.period.is_none()) {
            let usual = if it.kind == Tense::Target { source.planned } else { source.reviewed };
            let Some(year) = it.year.or(usual) else { continue };
            let (promised, reported) = rows.entry((source.region, year)).or_default();
            let side = if it.kind == Tense::Target { promised } else { reported };
            take(side, source.number, it, anchor, state);
        }
    }
    let row = |((region, year), (promised, reported)): ((&str, i16), Sides)| {
        let judgement = judge(promised.as_ref(), reported.as_ref());
        Row { region: region.to_owned(), year, promised, reported, judgement }
    };
    rows.into_iter().map(row).collect()
}

/// The first mention counts; a later one of the same report fills in what the first leaves open.
fn take(side: &mut Option<Said>, number: &str, it: &Indicator, anchor: String, state: State) {
    match side {
        None => {
            *side = Some(Said {
                report: number.to_owned(),
                value: it.value,
                unit: it.unit.clone(),
                growth_pct: it.growth_pct,
                comparator: it.comparator,
                quote: it.quote.clone(),
                anchor,
                confirmed: state.is_confirmed(),
            });
        }
        Some(said) if said.report == number => {
            if said.value.is_none() && it.value.is_some() {
                (said.value, said.unit) = (it.value, it.unit.clone());
            }
            said.growth_pct = said.growth_pct.or(it.growth_pct);
        }
        Some(_) => {}
    }
}

fn judge(promised: Option<&Said>, reported: Option<&Said>) -> Judgement {
    let (Some(promised), Some(reported)) = (promised, reported) else { return Judgement::OneSide };
    let pair = match (promised.growth_pct, reported.growth_pct) {
        (Some(set), Some(done)) => Some((set, done)),
        _ => levels(promised, reported),
    };
    match pair {
        None => Judgement::Unlike,
        Some((set, done)) if reaches(promised.comparator, set, done) => Judgement::Reached,
        Some(_) => Judgement::Short,
    }
}

/// Both levels in one unit, where there is one for both.
fn levels(promised: &Said, reported: &Said) -> Option<(f64, f64)> {
    let (set, done) = (promised.value?, reported.value?);
    let units = (promised.unit.as_deref()?, reported.unit.as_deref()?);
    if units.0 == units.1 {
        return Some((set, done));
    }
    let (from, to) = (Measure::parse(units.1)?, Measure::parse(units.0)?);
    let turned = Amount::parse(&rounded(done))?.convert(&from, &to)?;
    turned.to_string().parse().ok().map(|done| (set, done))
}

fn rounded(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// 左右 is reached when the number is; a ceiling when it is not passed.
fn reaches(comparator: Comparator, set: f64, done: f64) -> bool {
    match comparator {
        Comparator::Over => done > set,
        Comparator::Within => done <= set,
        _ => done >= set,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::report::{decided::decided, model::Kind, read_text};

    const LAST: &str = include_str!("../../../../data/demo/report-2025.txt");
    const THIS: &str = include_str!("../../../../data/demo/report-2026.txt");

    fn with<T>(test: impl FnOnce(&[Source<'_>]) -> T) -> T {
        let read = [LAST, THIS].map(read_text);
        let reports =
            read.each_ref().map(|read| read.harvest.documents.iter().find(|it| it.kind == Kind::Report).unwrap());
        let laid = [decided(reports[0], &read[0].given, &[]), decided(reports[1], &read[1].given, &[])];
        let source = |n: usize, number| Source {
            number,
            region: reports[n].region.as_deref().unwrap(),
            reviewed: reports[n].year_reviewed,
            planned: reports[n].year_planned,
            decided: &laid[n],
        };
        test(&[source(0, "A"), source(1, "B")])
    }

    fn year(rows: &[Row], year: i16) -> Row {
        rows.iter().find(|row| row.year == year).cloned().unwrap()
    }

    #[test]
    fn what_was_promised_stands_beside_what_was_reported() {
        with(|sources| {
            let investment = year(&compare(sources, "fixed_asset_investment"), 2025);
            assert_eq!(investment.promised.as_ref().unwrap().growth_pct, Some(8.0));
            assert_eq!(investment.reported.as_ref().unwrap().growth_pct, Some(7.2));
            assert_eq!(investment.judgement, Judgement::Short);
            let sales = year(&compare(sources, "retail_sales"), 2025);
            assert_eq!((sales.reported.unwrap().value, sales.judgement), (Some(732.0), Judgement::Reached));
            let gdp = compare(sources, "gdp");
            assert_eq!(gdp.iter().map(|row| row.year).collect::<Vec<_>>(), [2024, 2025, 2026]);
            assert_eq!(year(&gdp, 2024).judgement, Judgement::OneSide);
            assert!(compare(sources, "no-such").is_empty());
        });
    }

    #[test]
    fn every_indicator_that_is_said_can_be_asked_for() {
        with(|sources| {
            let all = known(sources);
            assert!(all.iter().any(|it| it.id == "gdp" && it.times >= 4), "{all:?}");
            for it in all {
                assert!(!compare(sources, &it.id).is_empty() || it.times > 0);
            }
        });
    }

    #[test]
    fn levels_in_one_base_are_turned_and_others_left_alone() {
        let said = |value, unit: &str| Said {
            report: "A".into(),
            value: Some(value),
            unit: Some(unit.into()),
            growth_pct: None,
            comparator: Comparator::AtLeast,
            quote: String::new(),
            anchor: String::new(),
            confirmed: true,
        };
        assert_eq!(judge(Some(&said(2.5, "万人")), Some(&said(26_000.0, "人"))), Judgement::Reached);
        assert_eq!(judge(Some(&said(2.5, "万人")), Some(&said(2.6, "万人次"))), Judgement::Unlike);
        assert_eq!(judge(None, Some(&said(1.0, "个"))), Judgement::OneSide);
    }
}
