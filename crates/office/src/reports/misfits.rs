//! What does not fit together in the reports of a region, kept until one of them says otherwise. Reports are set beside
//! each other within a region: that is where their statements are about the same thing. Between regions only what must
//! hold whatever is counted: a part is no larger than its whole, a street or zone beside its district, a district beside
//! its city.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use bihuan_core::casework::Who;
use bihuan_ledger::EntryRow;
use bihuan_text::report::anchor::Item;
use bihuan_text::report::check::{Class, Finding, Place, Source, check, check_across};
use bihuan_text::report::decided::State;
use bihuan_text::report::district::width;
use bihuan_text::report::model::{Indicator, Kind};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Sheet;
use super::abstracts::{DUE, MISFITS, OF_REGION, SUMS, moved, part, row};
use crate::Office;
use crate::failure::Failure;

/// Under which name findings between regions are kept; no region is called so.
const ACROSS: &str = "+";

/// The classes, the gravest first.
pub const CLASSES: [Class; 7] = [
    Class::Contradiction,
    Class::DoesNotAddUp,
    Class::SeriesBreak,
    Class::MissingBase,
    Class::LowTrustSource,
    Class::DifferentUnits,
    Class::NotAnError,
];

/// A class's word in addresses and keys.
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Contradiction => "contradiction",
        Class::DoesNotAddUp => "does-not-add-up",
        Class::SeriesBreak => "series-break",
        Class::MissingBase => "missing-base",
        Class::LowTrustSource => "low-trust-source",
        Class::DifferentUnits => "different-units",
        Class::NotAnError => "not-an-error",
    }
}

/// A finding as a page shows it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Misfit {
    /// The region, where one is known.
    pub region: Option<String>,
    /// What it is about: a canonical name, else words.
    pub subject: String,
    /// The numbers.
    pub arithmetic: String,
    /// What it means, in Chinese.
    pub zh: String,
    /// What it means, in English.
    pub en: String,
    /// Both sides, or all parts.
    pub sides: Vec<Side>,
}

/// One side of a misfit.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Side {
    /// The words.
    pub quote: String,
    /// The document's title.
    pub document: Option<String>,
    /// The saved report that they stand in; none for news beside it.
    pub report: Option<String>,
    /// The anchor of the item that stands there.
    pub item: Option<String>,
    /// The report's year.
    pub year: Option<i16>,
}

impl Office {
    /// Looks for misfits in the reports of a region, and keeps them in the place of those that were found before.
    pub(super) fn keep_misfits(&self, district: &str, region: &str) -> Result<(), Failure> {
        let _one = self.sheets.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let sheets = self.sheets_of(district, region)?;
        let own = self.own_name(district);
        if ranked(region, &own).is_some() {
            let around = self.sheets_around(district, &own)?;
            let within = |part: &str, whole: &str| is_within(part, whole, &own);
            self.put_misfits(district, ACROSS, check_across(&sources(&around), &within), &around)?;
        }
        // The region itself comes last: with it the mark goes that says what is still to be looked for.
        let found = check(&sources(&sheets)).into_iter().filter(|found| is_of(found, region)).collect();
        self.put_misfits(district, region, found, &sheets)
    }

    /// The name by which the reports of the district itself speak of it.
    fn own_name(&self, district: &str) -> String {
        let law = self.law();
        let code = district.parse().ok();
        let unit = code.and_then(|code| law.directory.district(&code));
        unit.map(|unit| part(&unit.name)).unwrap_or_default()
    }

    /// The reports of the district, of its city and of the places within it; none where they stand alone.
    fn sheets_around(&self, district: &str, own: &str) -> Result<Vec<Arc<Sheet>>, Failure> {
        let rows = self.ledger().entries_all(district, OF_REGION, "")?;
        let mut regions: BTreeSet<String> =
            rows.iter().filter_map(|row| row.key.split('/').next().map(str::to_owned)).collect();
        regions.retain(|region| ranked(region, own).is_some());
        if regions.len() < 2 {
            return Ok(Vec::new());
        }
        let mut sheets = Vec::new();
        for region in regions {
            sheets.extend(self.sheets_of(district, &region)?);
        }
        Ok(sheets)
    }

    /// Keeps findings in the place of those that were found before under the same region.
    fn put_misfits(
        &self,
        district: &str,
        region: &str,
        found: Vec<Finding>,
        sheets: &[Arc<Sheet>],
    ) -> Result<(), Failure> {
        let mut fresh: BTreeMap<String, Json> = BTreeMap::new();
        let mut times: BTreeMap<String, u64> = BTreeMap::new();
        for finding in found {
            let class = class_word(finding.class);
            let n = times.entry(class.to_owned()).or_default();
            *n += 1;
            fresh.insert(format!("{class}/{region}/{n:05}"), json!(misfit(finding, sheets)));
        }
        let before = self.misfits_before(district, region)?;
        let mut rows: Vec<EntryRow> = fresh.iter().map(|(key, value)| row(MISFITS, key, value.clone())).collect();
        rows.extend(before.keys().filter(|key| !fresh.contains_key(*key)).map(|key| row(MISFITS, key, Json::Null)));
        let sums: BTreeMap<String, u64> = self.book(district, SUMS, "misfits")?;
        rows.push(row(SUMS, "misfits", json!(moved(sums, &by_class(before.keys()), &times))));
        rows.push(row(DUE, region, Json::Null));
        Ok(self.ledger().put_entries(district, rows)?)
    }

    fn sheets_of(&self, district: &str, region: &str) -> Result<Vec<Arc<Sheet>>, Failure> {
        let rows = self.ledger().entries_all(district, OF_REGION, &format!("{region}/"))?;
        let numbers = rows.iter().filter_map(|row| row.key.rsplit('/').next());
        numbers.map(|number| self.sheet(number, &Who::Kernel)).collect()
    }

    fn misfits_before(&self, district: &str, region: &str) -> Result<BTreeMap<String, ()>, Failure> {
        let mut found = BTreeMap::new();
        for class in CLASSES.map(class_word) {
            let rows = self.ledger().entries_all(district, MISFITS, &format!("{class}/{region}/"))?;
            found.extend(rows.into_iter().map(|row| (row.key, ())));
        }
        Ok(found)
    }
}

/// How wide a region is, if it is the district's own, wider, or a place within it. Another district says nothing of this.
fn ranked(region: &str, own: &str) -> Option<u8> {
    width(region).filter(|width| *width != 3 || region == own)
}

fn is_within(part: &str, whole: &str, own: &str) -> bool {
    ranked(part, own).zip(ranked(whole, own)).is_some_and(|(part, whole)| part > whole)
}

fn by_class<'k>(keys: impl Iterator<Item = &'k String>) -> BTreeMap<String, u64> {
    let mut times = BTreeMap::new();
    for class in keys.filter_map(|key| key.split('/').next()) {
        *times.entry(class.to_owned()).or_default() += 1;
    }
    times
}

/// Whether a finding is about this region: a file may hold another one's report too.
fn is_of(finding: &Finding, region: &str) -> bool {
    finding.region.as_deref().is_none_or(|own| part(own) == region)
}

/// Each file once, with its reports as people decided them; a report that is not among these says nothing.
fn sources(sheets: &[Arc<Sheet>]) -> Vec<Source> {
    let mut sources: Vec<(&str, Source)> = Vec::new();
    for sheet in sheets {
        if !sources.iter().any(|(file, _)| *file == sheet.text.file) {
            let mut read = sheet.read.as_ref().clone();
            for (place, document) in read.harvest.documents.iter_mut().enumerate() {
                let own = sheets.iter().find(|it| it.text.file == sheet.text.file && it.document == place);
                if document.kind == Kind::Report {
                    document.indicators = own.map(|own| figures(own)).unwrap_or_default();
                }
            }
            sources.push((&sheet.text.file, Source { file: sheet.case.number.clone(), read }));
        }
    }
    sources.into_iter().map(|(_, source)| source).collect()
}

/// The figures as they stand, in the order of the text.
fn figures(sheet: &Sheet) -> Vec<Indicator> {
    let standing = sheet.decided.items.iter().filter(|item| item.state != State::Rejected);
    let mut figures: Vec<Indicator> = standing
        .filter_map(|item| match &item.item {
            Item::Indicator(it) => Some(it.clone()),
            _ => None,
        })
        .collect();
    figures.sort_by_key(|it| it.span);
    figures
}

fn misfit(finding: Finding, sheets: &[Arc<Sheet>]) -> Misfit {
    Misfit {
        sides: finding.places.iter().map(|place| side(place, sheets)).collect(),
        region: finding.region,
        subject: finding.subject,
        arithmetic: finding.arithmetic,
        zh: finding.zh,
        en: finding.en,
    }
}

/// One side, with the report that it stands in and the item that stands there.
fn side(place: &Place, sheets: &[Arc<Sheet>]) -> Side {
    let file = sheets.iter().find(|sheet| sheet.case.number == place.file).map(|sheet| &sheet.text.file);
    let holds = |sheet: &&Arc<Sheet>| {
        let inside = sheet.report().is_some_and(|it| it.span.start <= place.start && place.end <= it.span.end);
        inside && Some(&sheet.text.file) == file
    };
    let sheet = sheets.iter().find(holds);
    let item = sheet.and_then(|sheet| sheet.decided.items.iter().find(|item| item.item.span().start == place.start));
    Side {
        quote: place.quote.clone(),
        document: place.document.clone(),
        report: sheet.map(|sheet| sheet.case.number.clone()),
        item: item.map(|item| item.anchor.to_string()),
        year: sheet.and_then(|sheet| sheet.report()).and_then(|report| report.report_year),
    }
}
