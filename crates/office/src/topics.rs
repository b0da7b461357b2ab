//! The matters of a week as topics: read from the heads of five weeks and from the words of the search index, reduced to
//! what may be shown, and handed to the rule of the core. Costs the heads of thirty-five days, two hundred a question,
//! however many matters there are before them.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::casework::Case;
use bihuan_core::directory::{DistrictCode, UnitKind};
use bihuan_core::figures::topics::{Matter, Rule, Topic, rising};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::FieldType;
use bihuan_core::value::Value;
use bihuan_ledger::{CaseQuery, CaseRow};
use jiff::{SignedDuration, Timestamp};

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;
use crate::rows::case_of;

/// Weeks before this one that say what is usual.
const WEEKS: usize = 4;
/// Matters that are read at a time.
const A_PAGE: usize = 200;
/// Matters that are read at most: a little more than five weeks of the busiest district that its reports tell of.
const MOST: usize = 40_000;
/// Shorter words say too little.
const SHORTEST: usize = 2;
/// Words that stand everywhere, whatever a matter is about; the mark of what is made up is one of them.
const COMMON: [&str; 12] =
    ["合成", "怎么", "什么", "多久", "如何", "可以", "没有", "需要", "问题", "其他", "办理", "反映"];
/// Longer texts of a pack's own registers say more than what a matter is about.
const HEADING: usize = 40;

/// The topics of a week, with how they were found.
#[derive(Clone, Debug)]
pub struct Topics {
    /// Those that rise.
    pub rising: Vec<Topic>,
    /// Matters of the week that were looked at.
    pub matters: usize,
    /// The same by street, each with how many the weeks before had together; those without a place stand under nothing.
    pub places: BTreeMap<String, Place>,
    /// Matters of all weeks that were read.
    pub read: usize,
    /// Weeks before that are on record, at most four.
    pub weeks: usize,
    /// The week begins here.
    pub from: Timestamp,
    /// And ends here.
    pub until: Timestamp,
    /// Whether there were more matters than are looked at.
    pub cut: bool,
}

/// The week of one street.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Its matters of the week.
    pub cases: Vec<String>,
    /// How many there were in the weeks before, together.
    pub before: u64,
}

impl Office {
    /// The topics among matters that anyone may file, of the seven days that end at `until`, told by at least so many
    /// different reporters as [`Rule`] asks.
    ///
    /// # Errors
    /// The store's.
    pub fn topics(&self, district: &DistrictCode, until: Timestamp) -> Result<Topics, Failure> {
        let law = self.law();
        let week = SignedDuration::from_hours(24 * 7);
        let start = |back: usize| until - week * i32::try_from(back).unwrap_or_default();
        let (rows, cut) = self.opened_between(district, start(WEEKS + 1), until)?;
        let safe = safe_words(&law);
        let mut matters = Vec::with_capacity(rows.len());
        for page in rows.chunks(A_PAGE) {
            let ids: Vec<String> = page.iter().map(|row| row.case.clone()).collect();
            let mut words = self.ledger().words_of(district.as_str(), &ids)?;
            for row in page {
                let said = words.remove(&row.case).unwrap_or_default();
                let back = (0..=WEEKS).find(|back| row.head.opened >= start(back + 1)).unwrap_or(WEEKS);
                matters.push(reduced(&law, row, back, said.intersection(&safe).cloned().collect())?);
            }
        }
        let weeks = matters.iter().map(|matter| matter.week).max().unwrap_or_default();
        let rising = rising(&matters, &Rule { weeks, ..Rule::default() });
        let (places, read) = (places(&matters), matters.len());
        let matters = matters.iter().filter(|matter| matter.week == 0).count();
        Ok(Topics { rising, matters, places, read, weeks, from: start(1), until, cut })
    }

    fn opened_between(
        &self,
        district: &DistrictCode,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<(Vec<CaseRow>, bool), Failure> {
        let law = self.law();
        let types: Vec<String> =
            law.types().filter(|(_, rules)| rules.public).map(|(_, rules)| rules.id.0.clone()).collect();
        let mut rows = Vec::new();
        if types.is_empty() {
            return Ok((rows, false));
        }
        let mut query = CaseQuery {
            districts: vec![district.to_string()],
            types,
            opened_from: Some(from),
            opened_until: Some(until),
            limit: A_PAGE,
            ..CaseQuery::default()
        };
        loop {
            let page = self.ledger().cases(&query)?;
            rows.extend(page.items);
            match page.next {
                Some(_) if rows.len() >= MOST => return Ok((rows, true)),
                Some(next) => query.cursor = Some(next),
                None => return Ok((rows, false)),
            }
        }
    }
}

fn places(matters: &[Matter]) -> BTreeMap<String, Place> {
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    for matter in matters {
        let place = places.entry(matter.place.clone().unwrap_or_default()).or_default();
        match matter.week {
            0 => place.cases.push(matter.id.clone()),
            _ => place.before += 1,
        }
    }
    places
}

/// What the rule may know of a matter.
fn reduced(law: &Law, row: &CaseRow, week: usize, words: BTreeSet<String>) -> Result<Matter, Failure> {
    let case = case_of(&row.head.state)?;
    let subject = law.rules_of(&case).and_then(|rules| subject_of(rules, &case));
    let (id, reporter) = (row.case.clone(), row.head.reporter_index.clone());
    Ok(Matter { id, place: street_of(law, &case), subject, words, reporter, week })
}

/// The first term of the form: what a matter is about.
fn subject_of(rules: &CaseType, case: &Case) -> Option<String> {
    let field = rules.form.iter().find(|field| field.kind == FieldType::Term && !field.many)?;
    match case.values.get(&field.name)? {
        Value::Term(code) => Some(code.clone()),
        _ => None,
    }
}

/// The street that the matter's place lies in.
fn street_of(law: &Law, case: &Case) -> Option<String> {
    let unit = case.values.values().find_map(|value| match value {
        Value::Place(place) => place.unit.clone(),
        _ => None,
    })?;
    let street = law.directory.path(&unit).into_iter().find(|unit| unit.kind == UnitKind::Street)?;
    Some(street.code.to_string())
}

/// The words that may be shown: those that the packs themselves say, in the names of their terms and in their own
/// registers. What only a resident wrote is never among them.
fn safe_words(law: &Law) -> BTreeSet<String> {
    let packs = || law.packs.values();
    let terms = law.types().filter(|(_, rules)| rules.public).flat_map(|(_, rules)| rules.vocabularies.values());
    let terms = terms.flat_map(|vocabulary| vocabulary.terms.iter().map(|term| term.title.clone()));
    let rows = packs().flat_map(|pack| pack.registers.values()).flat_map(|register| register.rows.iter());
    let short = |text: &&str| text.chars().count() <= HEADING;
    let rows = rows.flat_map(|row| row.values.values()).filter_map(serde_json::Value::as_str).filter(short);
    let rows = rows.map(str::to_owned);
    let says = |word: &String| {
        word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic) && !COMMON.contains(&word.as_str())
    };
    terms.chain(rows).flat_map(|text| bihuan_text::segment(&text)).filter(says).collect()
}
