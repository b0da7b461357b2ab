//! Open matters that are like the one that is told: under the same term, in the same street, with the same words. Their
//! kind, unit and day are shown, never what people typed; whoever may not read one is not shown it.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::pack::model::FieldType;
use bihuan_core::value::{Point, Value};
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Asking, Failure, Office, Reading};
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

/// Open cases looked through.
const LOOKED_THROUGH: usize = 200;
/// Words looked for, the longest first: they say most.
const WORDS: usize = 6;
/// Matters shown.
const SHOWN: usize = 8;

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
        let enough = about >= 2 || (about > 0 && there > 0);
        if enough { about + 2 * there } else { 0 }
    }
}

impl Desk<'_> {
    /// The matters, those most alike first, each with what it shares.
    pub(super) fn similar(&self, office: &Office, sent: &Sent, said: &[String]) -> Result<Html, Failure> {
        let words = self.words();
        let form = self.fields().read(sent);
        let point = self.told_point(sent);
        let by_word = self.found_by_words(office, said)?;
        let newest = office.ledger().cases(&self.open_here(LOOKED_THROUGH))?.items.into_iter().map(|row| row.case);
        // However old: what the pack calls alike stands in an index of its own.
        let asking = Asking { rules: &self.rules, district: &self.district, form: &form };
        let alike = office.alike(&office.law(), &asking)?.into_iter().map(|alike| alike.case.0);
        let cases: BTreeSet<String> = newest.chain(alike).chain(by_word.keys().cloned()).collect();
        let mut found: Vec<(usize, Vec<Cell>)> = Vec::new();
        for case in &cases {
            let Ok(reading) = office.read(case, &self.room.staff.who) else { continue };
            let words = by_word.get(case).cloned().unwrap_or_default();
            let near = point.and_then(|told| near(told, point_of(&reading)?));
            let likeness = Likeness { near, ..self.likeness(&reading, &form, words) };
            let weight = likeness.weight();
            if weight > 0 && !reading.case.waits_for_reporter() {
                found.push((weight, self.row(office, &reading, Some(&likeness))));
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
    pub(super) fn open_here(&self, limit: usize) -> CaseQuery {
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
            let query = CaseQuery { q: Some(word.clone()), ..self.open_here(LOOKED_THROUGH) };
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
        Likeness { same_term, same_street: told.is_some() && told == theirs, near: None, words }
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

    /// A matter as a row; with what it shares where it was found by that.
    pub(super) fn row(&self, office: &Office, reading: &Reading, likeness: Option<&Likeness>) -> Vec<Cell> {
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
            link.html().into(),
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
