//! Open matters that are like the one that is told: under the same term, in the same street, with the same words. Their
//! kind, unit and day are shown, never what people typed; whoever may not read one is not shown it.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::pack::model::FieldType;
use bihuan_core::value::{Point, Value};
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Failure, Office, Reading};
use serde_json::{Map, Value as Json};

use super::{Desk, SIMILAR};
use crate::components::{Cell, InsetText, Table};
use crate::desk::light::Light;
use crate::desk::work::matter;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::lists;
use crate::shell::Here;
use crate::t;

/// Words looked for, the longest first: they say most.
const WORDS: usize = 6;
/// The newest places at which a word stands, among which open matters are looked for: what is older is found by kind and
/// street.
const LOOKED_THROUGH: usize = 200;
/// Matters opened because their words are those of the caller, those with the most of them first.
const BY_WORDS: usize = 16;
/// Matters shown.
const SHOWN: usize = 8;
/// Matters among which one that is joined is sought.
pub(super) const MOST_ALIKE: usize = 50;

/// Metres within which two matters are near.
const NEAR: i64 = 300;
/// Metres of a degree of latitude, in round figures.
const DEGREE: f64 = 111_320.0;

fn point_of(reading: &Reading) -> Option<Point> {
    reading.values.values().find_map(|value| match value {
        Value::Place(place) => place.point,
        _ => None,
    })
}

/// Metres between two points as on a flat map, which is true enough for a walk; none where they are further apart.
fn near(a: Point, b: Point) -> Option<i64> {
    let degrees = |micro: i64| micro as f64 / 1e6;
    let north = degrees(a.lat.saturating_sub(b.lat)) * DEGREE;
    let east = degrees(a.lon.saturating_sub(b.lon)) * DEGREE * degrees(a.lat).to_radians().cos();
    let metres = north.hypot(east).round() as i64;
    (metres <= NEAR).then_some(metres)
}

/// How a matter is like the one that is told.
#[derive(Default)]
pub(super) struct Likeness {
    /// Whether its pack calls it alike.
    declared: bool,
    same_term: bool,
    same_street: bool,
    /// Metres between the two points, where both have one and they are near.
    near: Option<i64>,
    words: BTreeSet<String>,
}

impl Likeness {
    /// How much alike: nothing for a matter that shares a street or a single word alone.
    fn weight(&self) -> usize {
        let about = 2 * usize::from(self.same_term) + self.words.len();
        let there = usize::from(self.same_street) + 2 * usize::from(self.near.is_some());
        let enough = self.declared || about >= 2 || (about > 0 && there > 0);
        if enough { 1 + about + 2 * there } else { 0 }
    }
}

impl Desk<'_> {
    /// The matters, those most alike first, each with what it shares. Those that the pack calls alike stand in a register of
    /// their own, however old, and a word is looked for among its newest places: a look costs the same however many are open.
    pub(super) fn similar(&self, office: &Office, sent: &Sent, said: &[String]) -> Result<Html, Failure> {
        let words = self.words();
        let form = self.fields().read(sent);
        let point = self.told_point(sent);
        let by_word = self.found_by_words(office, said)?;
        let declared = self.alike_now(office, sent, SHOWN)?;
        let cases = candidates(&declared, &by_word);
        let mut found: Vec<(usize, Vec<Cell>)> = Vec::new();
        for case in &cases {
            let Ok(reading) = office.read(case, &self.room.staff.who) else { continue };
            let words = by_word.get(case).cloned().unwrap_or_default();
            let near = point.and_then(|told| near(told, point_of(&reading)?));
            let declared = declared.contains(case);
            let likeness = Likeness { near, declared, ..self.likeness(&reading, &form, words) };
            let weight = likeness.weight();
            if weight > 0 && !reading.case.waits_for_reporter() {
                found.push((weight, self.row(office, &reading, declared, Some(&likeness))));
            }
        }
        found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let rows: Vec<Vec<Cell>> = found.into_iter().take(SHOWN).map(|(_, row)| row).collect();
        if rows.is_empty() {
            return Ok(InsetText::from(t!(words, "intake-similar-none")).into());
        }
        Ok(self.table(t!(words, "intake-similar-found", n = rows.len()), rows, SIMILAR))
    }

    /// The open matters of the district, newest first.
    fn open_here(&self, limit: usize) -> CaseQuery {
        CaseQuery {
            districts: vec![self.district.to_string()],
            types: vec![self.rules.id.0.clone()],
            statuses: vec![Status::Open, Status::Suspended],
            limit,
            ..CaseQuery::default()
        }
    }

    fn found_by_words(&self, office: &Office, said: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
        let mut longest: Vec<&String> = said.iter().collect();
        longest.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for word in longest.into_iter().take(WORDS) {
            let newest = Some(LOOKED_THROUGH);
            let query = CaseQuery { q: Some(word.clone()), among_newest: newest, ..self.open_here(SHOWN) };
            for row in office.ledger().cases(&query)?.items {
                found.entry(row.case).or_default().insert(word.clone());
            }
        }
        Ok(found)
    }

    fn likeness(&self, reading: &Reading, form: &Map<String, Json>, words: BTreeSet<String>) -> Likeness {
        let same_term = reading.values.iter().any(|(name, value)| match value {
            Value::Term(code) => {
                let is_first = self.rules.form.iter().find(|field| field.name == *name);
                is_first.is_some() && form.get(name).and_then(Json::as_str) == Some(code)
            }
            _ => false,
        });
        let street = |code: &str| code.get(..9).map(str::to_owned);
        let told = form.values().find_map(|value| street(value.get("unit")?.as_str()?));
        let theirs = reading.values.values().find_map(|value| match value {
            Value::Place(place) => street(place.unit.as_ref()?.as_str()),
            _ => None,
        });
        let same_street = told.is_some() && told == theirs;
        Likeness { same_term, same_street, words, ..Likeness::default() }
    }

    /// The point that the clerk picked, if any.
    fn told_point(&self, sent: &Sent) -> Option<Point> {
        let fields = self.fields();
        let field = fields.fields.iter().find(|field| field.kind == FieldType::Place)?;
        let axis = |name: &str| {
            let degrees: f64 = sent.value(&format!("{}-{name}", fields.name(field))).parse().ok()?;
            degrees.is_finite().then_some((degrees * 1e6) as i64)
        };
        Some(Point { lon: axis("lon")?, lat: axis("lat")? })
    }

    /// A matter as a row, with the button that joins it; with what it shares where it was found by that.
    pub(super) fn row(
        &self,
        office: &Office,
        reading: &Reading,
        alike: bool,
        likeness: Option<&Likeness>,
    ) -> Vec<Cell> {
        let number = &reading.case.number;
        let link = el("a")
            .class("govuk-link bh-number")
            .attr("href", format!("/desk/cases/{number}"))
            .attr("target", "_blank")
            .put(number);
        let unit = bihuan_core::casework::accountable(&reading.case).map(|unit| self.names().unit(unit));
        let light = Light::of_case(&office.law(), &reading.case, office.clock().now(), self.words());
        let light = light.map(|light| light.html());
        let mut row: Vec<Cell> = vec![
            link.html().then(self.join_button(reading, alike)).into(),
            matter(&self.names(), reading).into(),
            unit.unwrap_or_default().into(),
            light.unwrap_or_default().into(),
        ];
        row.extend(likeness.map(|likeness| Cell::from(self.why(likeness))));
        row
    }

    fn why(&self, likeness: &Likeness) -> String {
        let words = self.words();
        let mut shared = Vec::new();
        let by_pack_alone = likeness.declared && !likeness.same_term && !likeness.same_street;
        shared.extend(by_pack_alone.then(|| t!(words, "intake-same-declared")));
        shared.extend(likeness.same_term.then(|| t!(words, "intake-same-term")));
        shared.extend(likeness.same_street.then(|| t!(words, "intake-same-street")));
        shared.extend(likeness.near.map(|metres| t!(words, "intake-near", metres = metres)));
        shared.extend(likeness.words.iter().map(|word| format!("“{word}”")));
        shared.join(" ")
    }

    /// A table of matters, which the same step of the form gives as a file.
    pub(super) fn table(&self, caption: String, rows: Vec<Vec<Cell>>, step: &str) -> Html {
        let words = self.words();
        let head = ["work-number", "work-matter", "work-unit", "work-due"].into_iter();
        let table = Table {
            caption,
            caption_classes: "govuk-table__caption--s".into(),
            head: head.chain((step == SIMILAR).then_some("intake-why")).map(|key| words.get(key, &[]).into()).collect(),
            rows,
            classes: "bh-dense".into(),
            ..Table::default()
        };
        Html::from(table.stacked()).then(lists::buttons(&Here::new("/desk/intake"), words, ("step", step)))
    }
}

/// What is opened to be weighed: what the pack calls alike, then what has the most of the words, the newest first.
fn candidates(declared: &[String], by_word: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut by_words: Vec<(&String, usize)> = by_word.iter().map(|(case, words)| (case, words.len())).collect();
    // An id begins with the instant at which its matter was filed.
    by_words.sort_by_key(|(case, words)| std::cmp::Reverse((*words, *case)));
    let others = by_words.into_iter().map(|(case, _)| case).filter(|case| !declared.contains(case)).take(BY_WORDS);
    declared.iter().chain(others).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_away_is_near_and_the_next_street_is_not() {
        let here = Point { lon: 114_300_000, lat: 30_590_000 };
        assert_eq!(near(here, here), Some(0));
        assert_eq!(near(here, Point { lat: 30_591_000, ..here }), Some(111));
        assert_eq!(near(here, Point { lon: 114_301_000, ..here }), Some(96));
        assert_eq!(near(here, Point { lat: 30_593_000, ..here }), None);
    }

    proptest! {
        #[test]
        fn nearness_is_mutual_and_never_below_nothing(
            lon in 73_000_000_i64..135_000_000, lat in 18_000_000_i64..53_000_000,
            east in -9_000_i64..9_000, north in -9_000_i64..9_000,
        ) {
            let (a, b) = (Point { lon, lat }, Point { lon: lon + east, lat: lat + north });
            let (there, back) = (near(a, b), near(b, a));
            prop_assert!(there.is_none_or(|metres| (0..=NEAR).contains(&metres)));
            if let (Some(there), Some(back)) = (there, back) {
                prop_assert!((there - back).abs() <= 1);
            }
        }
    }
}
