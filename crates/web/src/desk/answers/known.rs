//! The register of answers: what its entries say, who keeps each right and until when it holds. The district's own entries
//! stand before those that the pack brings under the same key.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{FieldType, Register};
use bihuan_office::entries::Version;
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::words::Lang;

/// Entries looked through: pages of the store, and how many of them.
const A_PAGE: usize = 200;
const PAGES: usize = 10;
/// What voices on answers are among all that officers keep.
pub const VOICE: &str = "answer-voice";
/// The member of a voice that says whether the answer helped.
pub const HELPS: &str = "helps";

/// What a register of answers has.
const QUESTION: &str = "question";
const QUESTION_EN: &str = "question_en";
const ANSWER: &str = "answer";
const OWNER: &str = "owner";
/// The field with the last day on which an answer holds.
pub const UNTIL: &str = "valid_until";

/// What entries say and how they were kept, by their keys.
type ByKey = BTreeMap<String, Version>;

/// An entry.
pub struct Entry {
    /// Its key.
    pub key: String,
    /// What people ask.
    pub question: String,
    /// The same in English, where somebody wrote it.
    pub question_en: Option<String>,
    /// What they are told.
    pub answer: String,
    /// The unit that keeps it right, as the entry names it.
    pub owner: String,
    /// The last day on which it holds.
    pub until: Date,
    /// The term that it stands under.
    pub category: Option<String>,
    /// Whether it was taken out of use.
    pub retired: bool,
}

impl Entry {
    /// Whether it may be given as an answer today.
    pub fn holds(&self, today: Date) -> bool {
        !self.retired && self.until >= today
    }

    /// What people ask, in the reader's language where it is written in it.
    pub fn asked(&self, lang: Lang) -> &str {
        let english = self.question_en.as_deref().filter(|words| lang == Lang::En && !words.is_empty());
        english.unwrap_or(&self.question)
    }

    /// An entry out of what its fields say; none where one that every answer has is missing.
    pub fn of(key: &str, register: &Register, version: &Version) -> Option<Entry> {
        let term = register.fields.iter().find(|field| field.kind == FieldType::Term).map(|field| field.name.as_str());
        let text = |name: &str| version.values.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Entry {
            key: key.to_owned(),
            question: text(QUESTION)?,
            question_en: text(QUESTION_EN),
            answer: text(ANSWER)?,
            owner: text(OWNER)?,
            until: text(UNTIL)?.parse().ok()?,
            category: term.and_then(text),
            retired: version.kept.retired,
        })
    }
}

/// The registers of answers of the packs in force, each once, with a kind of matter that has it.
pub fn shelves(law: &Law) -> BTreeMap<&str, (&Arc<CaseType>, &Arc<Register>)> {
    let found = law.types().filter_map(|(_, rules)| Some((rules, register(rules)?)));
    found.map(|(rules, register)| (register.name.as_str(), (rules, register))).collect()
}

/// The register of a kind of matter that has questions, answers and a last day.
pub fn register(rules: &CaseType) -> Option<&Arc<Register>> {
    let fits = |register: &&Arc<Register>| {
        [QUESTION, ANSWER, OWNER, UNTIL].iter().all(|name| register.fields.iter().any(|field| field.name == *name))
    };
    rules.registers.values().find(fits)
}

/// All its entries in a district, those that have lapsed too.
pub fn entries(office: &Office, district: &DistrictCode, register: &Register) -> Result<Vec<Entry>, Failure> {
    let said = |values: BTreeMap<String, Json>| Version { values: Map::from_iter(values), ..Version::default() };
    let shipped = register.rows.iter().map(|row| (row.key.clone(), said(row.values.clone())));
    let mut all: ByKey = shipped.collect();
    all.extend(kept(office, district, &register.name)?);
    Ok(all.iter().filter_map(|(key, version)| Entry::of(key, register, version)).collect())
}

/// The district's own entries.
fn kept(office: &Office, district: &DistrictCode, register: &str) -> Result<ByKey, Failure> {
    let (mut found, mut cursor) = (ByKey::new(), None);
    for _ in 0..PAGES {
        let page = office.ledger().entries(district.as_str(), register, cursor.as_deref(), A_PAGE)?;
        found.extend(page.items.into_iter().map(|row| (row.key, Version::of(&row.value))));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(found)
}

/// How the names of the voices on a register's entries begin; the entry's key follows.
pub fn voices_of(district: &DistrictCode, register: &str) -> String {
    format!("{district}/{register}/")
}
