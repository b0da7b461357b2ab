//! What the lists of reports ask: each a page at a time, of rows that are kept for it.

use std::collections::BTreeMap;

use bihuan_ledger::{CaseQuery, CaseRow, EntryRow, Page};
use bihuan_text::report::check::Class;
use bihuan_text::report::compare::{Figure, Row, compare, name_of};
use serde::Serialize;

use super::Sheet;
use super::abstracts::{ABSTRACT, Abstract, MISFITS, OF_REGION, SAID, SUMS, ground_of, part, region_part, said_prefix};
use super::misfits::{CLASSES, Misfit, class_word};
use crate::Office;
use crate::failure::Failure;

/// What several reports say of an indicator, before it is set side by side.
const AT_ONCE: usize = 200;

/// A report of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its case as lists have it.
    pub row: CaseRow,
    /// What was read and decided in it; none while nobody has looked since it was saved by an earlier program.
    pub told: Option<Abstract>,
}

/// An indicator that some report speaks of.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Known {
    /// By which it is asked for: its canonical name.
    pub id: String,
    /// As an office says it.
    pub name: String,
    /// How often it is said.
    pub times: u64,
}

/// A page of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// By region and year.
    pub rows: Vec<Row>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Rows of a register with the district of each.
type Rows = Page<(String, EntryRow)>;

impl Office {
    /// A page of the saved reports of every district, newest first; with words, those that they are found by.
    ///
    /// # Errors
    /// The store's; a cursor that is none.
    pub fn listed_reports(&self, q: &str, cursor: Option<&str>, limit: usize) -> Result<Page<Listed>, Failure> {
        let Some(rules) = self.law().report_type() else { return Ok(Page { items: Vec::new(), next: None }) };
        let query = CaseQuery {
            types: vec![rules.id.0.clone()],
            public: Some(true),
            q: Some(q.trim().to_owned()).filter(|q| !q.is_empty()),
            cursor: cursor.map(str::to_owned),
            limit,
            ..CaseQuery::default()
        };
        let page = self.ledger().cases(&query)?;
        let told = self.abstracts_of(&page.items)?;
        let listed = |row: CaseRow| Listed { told: told.get(&row.head.number).cloned(), row };
        Ok(Page { items: page.items.into_iter().map(listed).collect(), next: page.next })
    }

    /// What is kept of these reports, with one question for each district.
    fn abstracts_of(&self, rows: &[CaseRow]) -> Result<BTreeMap<String, Abstract>, Failure> {
        let mut numbers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for row in rows {
            numbers.entry(&row.district).or_default().push(&row.head.number);
        }
        let mut told = BTreeMap::new();
        for (district, numbers) in numbers {
            let kept = self.ledger().entries_named(district, ABSTRACT, &numbers)?;
            told.extend(kept.into_iter().filter_map(|row| Some((row.key, serde_json::from_value(row.value).ok()?))));
        }
        Ok(told)
    }

    /// The indicators of the vocabulary that reports speak of, those said most often first.
    ///
    /// # Errors
    /// The store's.
    pub fn known_indicators(&self) -> Result<Vec<Known>, Failure> {
        let sums = self.sums("indicators")?;
        let known = |(id, times): (String, u64)| name_of(&id).map(|name| Known { name: name.to_owned(), times, id });
        let mut all: Vec<Known> = sums.into_iter().filter_map(known).collect();
        all.sort_by(|a, b| (b.times, &a.id).cmp(&(a.times, &b.id)));
        Ok(all)
    }

    /// An indicator over regions (all, if none is named) and years, a page at a time; a region is never cut in two
    /// unless it alone fills a page.
    ///
    /// # Errors
    /// The store's.
    pub fn compare_reports(&self, id: &str, regions: &[String], cursor: Option<&str>) -> Result<Compared, Failure> {
        let prefix = said_prefix(id);
        let prefixes: Vec<String> = match regions {
            [] => vec![prefix],
            some => some.iter().map(|region| format!("{prefix}{}/", part(region))).collect(),
        };
        let mut page = self.across(SAID, &prefixes, cursor, AT_ONCE)?;
        if page.next.is_some() {
            whole_regions(&mut page);
        }
        // The newest report of a region speaks first.
        let figures = page
            .items
            .iter()
            .rev()
            .flat_map(|(_, row)| serde_json::from_value::<Vec<Figure>>(row.value.clone()).unwrap_or_default());
        Ok(Compared { rows: compare(figures), next: page.next })
    }

    /// How many misfits there are of each class, the gravest class first.
    ///
    /// # Errors
    /// The store's.
    pub fn misfit_counts(&self) -> Result<Vec<(Class, u64)>, Failure> {
        let sums = self.sums("misfits")?;
        Ok(CLASSES.map(|class| (class, sums.get(class_word(class)).copied().unwrap_or_default())).to_vec())
    }

    /// A page of the misfits of a class.
    ///
    /// # Errors
    /// The store's.
    pub fn misfits(&self, class: Class, cursor: Option<&str>, limit: usize) -> Result<Page<Misfit>, Failure> {
        let page = self.across(MISFITS, &[format!("{}/", class_word(class))], cursor, limit)?;
        let items = page.items.into_iter().filter_map(|(_, row)| serde_json::from_value(row.value).ok());
        Ok(Page { items: items.collect(), next: page.next })
    }

    /// Number and file of the other reports of the same region and year.
    ///
    /// # Errors
    /// The store's.
    pub fn versions_of(&self, sheet: &Sheet) -> Result<Vec<(String, String)>, Failure> {
        let year = sheet.text.report_year.map(|year| year.to_string()).unwrap_or_default();
        let prefix = format!("{}/{year}/", ground_of(sheet));
        let page = self.ledger().entries_under(sheet.case.district.as_str(), OF_REGION, &prefix, None, AT_ONCE)?;
        let version = |row: EntryRow| {
            let number = row.key.rsplit('/').next()?.to_owned();
            let name = row.value.get("name").and_then(|name| name.as_str()).unwrap_or_default().to_owned();
            (number != sheet.case.number).then_some((number, name))
        };
        Ok(page.items.into_iter().filter_map(version).collect())
    }

    /// A sum over the districts.
    fn sums(&self, what: &str) -> Result<BTreeMap<String, u64>, Failure> {
        let mut sums = BTreeMap::new();
        for district in self.ledger().districts()? {
            let own: BTreeMap<String, u64> = self.book(&district, SUMS, what)?;
            sums = super::abstracts::moved(sums, &BTreeMap::new(), &own);
        }
        Ok(sums)
    }

    /// A register's entries under these beginnings in every district, a page at a time. The cursor is the district and
    /// key where the last page ended.
    fn across(&self, register: &str, prefixes: &[String], cursor: Option<&str>, limit: usize) -> Result<Rows, Failure> {
        let from = cursor.and_then(|cursor| cursor.split_once('~')).unwrap_or_default();
        let mut prefixes: Vec<&String> = prefixes.iter().collect();
        prefixes.sort();
        prefixes.dedup();
        let mut rows: Vec<(String, EntryRow)> = Vec::new();
        for district in self.ledger().districts()?.into_iter().filter(|district| district.as_str() >= from.0) {
            let after = Some(from.1).filter(|_| district == from.0);
            for prefix in &prefixes {
                let left = limit.min(AT_ONCE) - rows.len();
                // One more than fits tells whether there is a further page, also where a stretch ends with this one.
                let page = self.ledger().entries_under(&district, register, prefix, after, left.max(1))?;
                if left == 0 && !page.items.is_empty() {
                    return Ok(cut(rows));
                }
                let more = page.next.is_some();
                rows.extend(page.items.into_iter().take(left).map(|row| (district.clone(), row)));
                if more && left > 0 {
                    return Ok(cut(rows));
                }
            }
        }
        Ok(Page { items: rows, next: None })
    }
}

/// A page after which there is more.
fn cut(items: Vec<(String, EntryRow)>) -> Rows {
    let next = items.last().map(|(district, row)| format!("{district}~{}", row.key));
    Page { items, next }
}

/// Leaves the last region to the next page, unless the page holds no other.
fn whole_regions(page: &mut Rows) {
    let region = |(district, row): &(String, EntryRow)| (district.clone(), region_part(&row.key).to_owned());
    let Some(last) = page.items.last().map(region) else { return };
    let kept = page.items.iter().take_while(|row| region(row) != last).count();
    if kept > 0 {
        page.items.truncate(kept);
        *page = cut(std::mem::take(&mut page.items));
    }
}
