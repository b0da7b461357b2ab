//! What lists and comparisons need of each report, kept beside it, so that no page reads reports to show a list. It is
//! made of the report as it stands whenever its case moves on, and once more by a program that reads otherwise; whatever
//! is kept here can be thrown away and is made again.
//!
//! | register | key | what it holds |
//! | --- | --- | --- |
//! | `reports.abstract` | number | what a list shows |
//! | `reports.said` | indicator, region, number | what the report says of the indicator |
//! | `reports.of-region` | region, year, number | which reports speak for a region |
//! | `reports.misfits` | class, region, running number | what does not fit together in the reports of a region |
//! | `reports.sums` | what is summed | mentions by indicator, misfits by class |
//! | `reports.kept`, `reports.due` | number; region | what was kept, to be taken back; misfits that must be looked for again |

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use bihuan_ledger::{CaseRow, EntryRow};
use bihuan_text::report::READER;
use bihuan_text::report::anchor::{Item, ItemKind};
use bihuan_text::report::compare::{Source, mentions, name_of};
use bihuan_text::report::decided::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::Sheet;
use crate::Office;
use crate::failure::Failure;

pub(super) const ABSTRACT: &str = "reports.abstract";
pub(super) const SAID: &str = "reports.said";
pub(super) const OF_REGION: &str = "reports.of-region";
pub(super) const MISFITS: &str = "reports.misfits";
pub(super) const SUMS: &str = "reports.sums";
pub(super) const DUE: &str = "reports.due";
const KEPT: &str = "reports.kept";

/// What a list shows of a report, as its case and the program stood.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Abstract {
    /// The case's version.
    pub version: u64,
    /// The reader that read it.
    pub reader: String,
    /// The report's title.
    pub title: String,
    /// The region it speaks for.
    pub region: Option<String>,
    /// The year planned.
    pub year: Option<i16>,
    /// Figures, commitments and terms.
    pub counts: [usize; 3],
    /// Items that a person decided about.
    pub settled: usize,
    /// Items in all.
    pub all: usize,
    /// Items that are read otherwise since they were decided.
    pub changed: usize,
}

/// What was kept of a report, so that the next time takes it back.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
struct Kept {
    /// What it said: keys of [`SAID`] with a mark of each value.
    said: BTreeMap<String, String>,
    /// How often it said what the vocabulary knows.
    times: BTreeMap<String, u64>,
    /// Its key in [`OF_REGION`], with a mark of its figures; none of a report that turned out to be none.
    place: Option<(String, String)>,
}

/// What a report gives to the lists.
struct Fresh {
    kept: Kept,
    said: BTreeMap<String, Json>,
}

/// A district and a region of it.
pub(super) type Ground = (String, String);

impl Office {
    /// Keeps up with a report whose case moved on. What cannot be done now is done by the next [`Office::catch_up_reports`].
    pub(crate) fn follow_report(&self, number: &str) {
        let done = self.keep_abstract(number).and_then(|grounds| self.keep_all_misfits(&grounds));
        if let Err(error) = done {
            tracing::warn!(number, ?error, "what lists show of a report is behind");
            self.sheets.up_to_date.store(false, Ordering::SeqCst);
        }
    }

    /// Makes what lists show of reports where it is missing, of an earlier version of the case or by another reader; how
    /// many reports that were. Looks only after a start and after a failure.
    ///
    /// # Errors
    /// The store's.
    pub fn catch_up_reports(&self) -> Result<usize, Failure> {
        if self.sheets.up_to_date.swap(true, Ordering::SeqCst) {
            return Ok(0);
        }
        self.catch_up().inspect_err(|_| self.sheets.up_to_date.store(false, Ordering::SeqCst))
    }

    fn catch_up(&self) -> Result<usize, Failure> {
        let (mut read, mut cursor) = (0, None::<String>);
        loop {
            let page = self.listed_reports("", cursor.as_deref(), 200)?;
            for listed in page.items.iter().filter(|listed| is_behind(&listed.row, listed.told.as_ref())) {
                // One that cannot be read does not keep the others waiting.
                match self.keep_abstract(&listed.row.head.number) {
                    Ok(_) => read += 1,
                    Err(error) => tracing::warn!(number = listed.row.head.number, ?error, "a report cannot be read"),
                }
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        for district in self.ledger().districts()? {
            let due = self.ledger().entries(&district, DUE, None, 200)?;
            let grounds: Vec<Ground> = due.items.into_iter().map(|row| (district.clone(), row.key)).collect();
            self.keep_all_misfits(&grounds)?;
            if due.next.is_some() {
                self.sheets.up_to_date.store(false, Ordering::SeqCst);
            }
        }
        Ok(read)
    }

    fn keep_all_misfits(&self, grounds: &[Ground]) -> Result<(), Failure> {
        grounds.iter().try_for_each(|(district, region)| self.keep_misfits(district, region))
    }

    /// Keeps what lists show of a report; the regions whose misfits must be looked for again.
    fn keep_abstract(&self, number: &str) -> Result<Vec<Ground>, Failure> {
        // One at a time: what is taken back and what is added must be of the same report.
        let _one = self.sheets.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let sheet = self.sheet(number, &bihuan_core::casework::Who::Kernel)?;
        let district = sheet.case.district.to_string();
        let before: Kept = self.book(&district, KEPT, number)?;
        let fresh = fresh(&sheet);
        let mut rows = said_rows(&before, &fresh);
        if before.times != fresh.kept.times {
            let sums: BTreeMap<String, u64> = self.book(&district, SUMS, "indicators")?;
            rows.push(row(SUMS, "indicators", json!(moved(sums, &before.times, &fresh.kept.times))));
        }
        let regions = place_rows(&before, &fresh, &sheet, &mut rows);
        rows.extend(regions.iter().map(|region| row(DUE, region, json!({}))));
        rows.push(row(KEPT, number, json!(fresh.kept)));
        rows.push(row(ABSTRACT, number, json!(abstract_of(&sheet))));
        self.ledger().put_entries(&district, rows)?;
        Ok(regions.into_iter().map(|region| (district.clone(), region)).collect())
    }

    /// What a register holds under a key, or nothing.
    pub(super) fn book<T: Default + for<'de> Deserialize<'de>>(
        &self,
        district: &str,
        register: &str,
        key: &str,
    ) -> Result<T, Failure> {
        let kept = self.ledger().entry(district, register, key)?;
        Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
    }
}

pub(super) fn row(register: &str, key: &str, value: Json) -> EntryRow {
    EntryRow { register: register.to_owned(), key: key.to_owned(), value }
}

/// Whether what is kept is not what would be kept now.
fn is_behind(row: &CaseRow, told: Option<&Abstract>) -> bool {
    told.is_none_or(|told| told.version != row.version || told.reader != READER)
}

fn abstract_of(sheet: &Sheet) -> Abstract {
    let count = |kind: ItemKind| sheet.decided.items.iter().filter(|item| item.anchor.kind == kind).count();
    Abstract {
        version: sheet.case.version,
        reader: READER.to_owned(),
        title: sheet.text.title.clone(),
        region: sheet.region().map(str::to_owned),
        year: sheet.text.report_year,
        counts: ItemKind::ALL.map(count),
        settled: sheet.decided.settled(),
        all: sheet.decided.items.len(),
        changed: sheet.decided.count(State::Changed),
    }
}

/// What the report says; nothing where a person found that it is none.
fn fresh(sheet: &Sheet) -> Fresh {
    if sheet.is_dropped() {
        return Fresh { kept: Kept::default(), said: BTreeMap::new() };
    }
    let report = sheet.report();
    let source = Source {
        number: &sheet.case.number,
        region: sheet.region().unwrap_or(&sheet.text.title),
        reviewed: report.and_then(|it| it.year_reviewed),
        planned: report.and_then(|it| it.year_planned),
        decided: &sheet.decided,
    };
    let (mut said, mut times) = (BTreeMap::new(), BTreeMap::new());
    for it in mentions(&source) {
        if name_of(&it.id).is_some() {
            times.insert(it.id.clone(), it.times as u64);
        }
        said.insert(said_key(&it.id, source.region, source.number), json!(it.figures));
    }
    let marks = said.iter().map(|(key, value)| (key.clone(), mark(value.to_string().as_bytes()))).collect();
    Fresh { kept: Kept { said: marks, times, place: Some((place_key(sheet), figures_mark(sheet))) }, said }
}

fn said_rows(before: &Kept, fresh: &Fresh) -> Vec<EntryRow> {
    let changed = fresh.said.iter().filter(|(key, _)| before.said.get(*key) != fresh.kept.said.get(*key));
    let gone = before.said.keys().filter(|key| !fresh.said.contains_key(*key));
    let written = changed.map(|(key, value)| row(SAID, key, value.clone()));
    written.chain(gone.map(|key| row(SAID, key, Json::Null))).collect()
}

/// The report's place among those of its region; the regions in which figures have changed with it.
fn place_rows(before: &Kept, fresh: &Fresh, sheet: &Sheet, rows: &mut Vec<EntryRow>) -> Vec<String> {
    if before.place == fresh.kept.place {
        return Vec::new();
    }
    let keys = [&before.place, &fresh.kept.place].map(|place| place.as_ref().map(|(key, _)| key.clone()));
    if let [Some(old), new] = &keys
        && new.as_ref() != Some(old)
    {
        rows.push(row(OF_REGION, old, Json::Null));
    }
    if let [_, Some(new)] = &keys {
        rows.push(row(OF_REGION, new, json!({ "name": sheet.text.name })));
    }
    let mut regions: Vec<String> =
        keys.into_iter().flatten().filter_map(|key| key.split('/').next().map(str::to_owned)).collect();
    regions.dedup();
    regions
}

/// Sums with one report's share exchanged for another; what comes to nothing is left out.
pub(super) fn moved(
    mut sums: BTreeMap<String, u64>,
    less: &BTreeMap<String, u64>,
    more: &BTreeMap<String, u64>,
) -> BTreeMap<String, u64> {
    for (name, n) in more {
        *sums.entry(name.clone()).or_default() += n;
    }
    for (name, n) in less {
        let sum = sums.entry(name.clone()).or_default();
        *sum = sum.saturating_sub(*n);
    }
    sums.retain(|_, n| *n > 0);
    sums
}

/// A name as a part of a key.
pub(super) fn part(name: &str) -> String {
    name.replace('/', "／")
}

/// Where all that is said of an indicator begins; an open name may be as long as a sentence.
pub(super) fn said_prefix(id: &str) -> String {
    format!("{}/", mark(id.as_bytes()))
}

fn said_key(id: &str, region: &str, number: &str) -> String {
    format!("{}{}/{number}", said_prefix(id), part(region))
}

/// The region's part of a key of [`SAID`].
pub(super) fn region_part(key: &str) -> &str {
    key.split('/').nth(1).unwrap_or_default()
}

/// The region by which a report stands in [`OF_REGION`].
pub(super) fn ground_of(sheet: &Sheet) -> String {
    part(sheet.region().unwrap_or("—"))
}

pub(super) fn place_key(sheet: &Sheet) -> String {
    let year = sheet.text.report_year.map(|year| year.to_string()).unwrap_or_default();
    format!("{}/{year}/{}", ground_of(sheet), sheet.case.number)
}

/// Changes when a figure does, be it read or decided otherwise; not when one is accepted as it was read.
fn figures_mark(sheet: &Sheet) -> String {
    let figures = sheet.decided.items.iter().filter(|item| item.state != State::Rejected);
    let told = figures.filter_map(|item| match &item.item {
        Item::Indicator(it) => serde_json::to_string(it).ok(),
        _ => None,
    });
    mark(format!("{READER}\n{}", told.collect::<String>()).as_bytes())
}

/// Sixteen hexadecimal digits for some bytes.
fn mark(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
