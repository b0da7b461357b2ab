//! An indicator over districts and years: what was promised for a year beside what was reported of it, each with its
//! words. Only levels in units that can be turned into each other are set against each other; nothing is guessed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::anchor::Item;
use super::decided::{Decided, State};
use super::figures::names::vocabulary;
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
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
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

/// What was promised for a year, and what was reported of it.
type Sides = (Option<Said>, Option<Said>);

/// By what an indicator is asked for.
pub fn id_of(it: &Indicator) -> &str {
    it.canonical.as_deref().unwrap_or(&it.name)
}

/// An indicator's name as an office says it; none where the vocabulary does not have it.
pub fn name_of(id: &str) -> Option<&'static str> {
    vocabulary().entries.iter().find(|entry| entry.canonical == id).map(|entry| entry.name.as_str())
}

/// The same in English, made of the canonical name.
pub fn english(id: &str) -> String {
    const WRITTEN: [(&str, &str); 6] = [
        ("gdp", "GDP"),
        ("gdp_per_capita", "GDP per head"),
        ("cpi", "Consumer prices"),
        ("pm25", "PM2.5, mean"),
        ("pm10", "PM10, mean"),
        ("rd_intensity", "R&D intensity"),
    ];
    if let Some((_, written)) = WRITTEN.iter().find(|(known, _)| *known == id) {
        return (*written).to_owned();
    }
    let mut letters = id.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", letters.as_str().replace('_', " "))
}

/// What a report says of an indicator in a year.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Figure {
    /// The region.
    pub region: String,
    /// The year.
    pub year: i16,
    /// Whether it was set; else it was reached.
    pub target: bool,
    /// What is said.
    pub said: Said,
}

/// All that a report says of one indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Mentions {
    /// By which it is asked for.
    pub id: String,
    /// How often it is said, a year or none.
    pub times: usize,
    /// Those that have a year of their own or by where they stand.
    pub figures: Vec<Figure>,
}

/// What a report says, by indicator; what a person rejected is not said.
pub fn mentions(source: &Source<'_>) -> Vec<Mentions> {
    let mut found: BTreeMap<&str, Mentions> = BTreeMap::new();
    for item in source.decided.items.iter().filter(|item| item.state != State::Rejected) {
        let Item::Indicator(it) = &item.item else { continue };
        let id = id_of(it);
        let all = found.entry(id).or_insert_with(|| Mentions { id: id.to_owned(), times: 0, figures: Vec::new() });
        all.times += 1;
        all.figures.extend(figure(source, it, item.anchor.to_string(), item.state));
    }
    found.into_values().collect()
}

fn figure(source: &Source<'_>, it: &Indicator, anchor: String, state: State) -> Option<Figure> {
    let target = it.kind == Tense::Target;
    let usual = if target { source.planned } else { source.reviewed };
    let year = it.year.or(usual).filter(|_| it.aside.period.is_none())?;
    let said = Said {
        report: source.number.to_owned(),
        value: it.value,
        unit: it.unit.clone(),
        growth_pct: it.growth_pct,
        comparator: it.comparator,
        quote: it.quote.clone(),
        anchor,
        confirmed: state.is_confirmed(),
    };
    Some(Figure { region: source.region.to_owned(), year, target, said })
}

/// An indicator over regions and years, by region and year.
pub fn compare(figures: impl IntoIterator<Item = Figure>) -> Vec<Row> {
    let mut rows: BTreeMap<(String, i16), Sides> = BTreeMap::new();
    for it in figures {
        let (promised, reported) = rows.entry((it.region, it.year)).or_default();
        take(if it.target { promised } else { reported }, it.said);
    }
    let row = |((region, year), (promised, reported)): ((String, i16), Sides)| {
        let judgement = judge(promised.as_ref(), reported.as_ref());
        Row { region, year, promised, reported, judgement }
    };
    rows.into_iter().map(row).collect()
}

/// The first mention counts; a later one of the same report fills in what the first leaves open.
fn take(side: &mut Option<Said>, more: Said) {
    match side {
        None => *side = Some(more),
        Some(said) if said.report == more.report => {
            if said.value.is_none() && more.value.is_some() {
                (said.value, said.unit) = (more.value, more.unit);
            }
            said.growth_pct = said.growth_pct.or(more.growth_pct);
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

    fn compared(sources: &[Source<'_>], id: &str) -> Vec<Row> {
        let of = |source| mentions(source).into_iter().filter(|it| it.id == id).flat_map(|it| it.figures);
        compare(sources.iter().flat_map(of))
    }

    fn year(rows: &[Row], year: i16) -> Row {
        rows.iter().find(|row| row.year == year).cloned().unwrap()
    }

    #[test]
    fn what_was_promised_stands_beside_what_was_reported() {
        with(|sources| {
            let investment = year(&compared(sources, "fixed_asset_investment"), 2025);
            assert_eq!(investment.promised.as_ref().unwrap().growth_pct, Some(8.0));
            assert_eq!(investment.reported.as_ref().unwrap().growth_pct, Some(7.2));
            assert_eq!(investment.judgement, Judgement::Short);
            let sales = year(&compared(sources, "retail_sales"), 2025);
            assert_eq!((sales.reported.unwrap().value, sales.judgement), (Some(732.0), Judgement::Reached));
            let gdp = compared(sources, "gdp");
            assert_eq!(gdp.iter().map(|row| row.year).collect::<Vec<_>>(), [2024, 2025, 2026]);
            assert_eq!(year(&gdp, 2024).judgement, Judgement::OneSide);
            assert!(compared(sources, "no-such").is_empty());
        });
    }

    #[test]
    fn every_indicator_has_a_name_in_both_languages() {
        with(|sources| {
            let all: Vec<Mentions> = sources.iter().flat_map(mentions).collect();
            assert!(all.iter().filter(|it| it.id == "gdp").map(|it| it.times).sum::<usize>() >= 4, "{all:?}");
            assert!(all.iter().all(|it| it.times >= it.figures.len()));
        });
        assert_eq!(name_of("fixed_asset_investment"), Some("固定资产投资"));
        assert_eq!((name_of("口袋公园"), english("fixed_asset_investment").as_str()), (None, "Fixed asset investment"));
        for entry in &vocabulary().entries {
            assert!(!english(&entry.canonical).contains('_'), "{}", entry.canonical);
        }
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
