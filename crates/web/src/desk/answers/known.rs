//! The register of answers: what its entries say, who keeps each right and until when it holds. The district's own entries
//! stand before those that the pack brings under the same key.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{FieldType, Register};
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

/// Entries looked through: pages of the store, and how many of them.
const A_PAGE: usize = 200;
const PAGES: usize = 10;
/// What voices on answers are among all that officers keep.
pub const VOICE: &str = "answer-voice";
/// The member of a voice that says whether the answer helped.
pub const HELPS: &str = "helps";

/// What a register of answers has.
const QUESTION: &str = "question";
const ANSWER: &str = "answer";
const OWNER: &str = "owner";
const UNTIL: &str = "valid_until";

/// What entries say, by their keys.
type ByKey = BTreeMap<String, Map<String, Json>>;

/// An entry.
pub struct Entry {
    /// Its key.
    pub key: String,
    /// What people ask.
    pub question: String,
    /// What they are told.
    pub answer: String,
    /// The unit that keeps it right, as the entry names it.
    pub owner: String,
    /// The last day on which it holds.
    pub until: Date,
    /// The term that it stands under.
    pub category: Option<String>,
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
    let shipped = register.rows.iter().map(|row| (row.key.clone(), row.values.clone().into_iter().collect()));
    let mut all: ByKey = shipped.collect();
    all.extend(kept(office, district, &register.name)?);
    let term = register.fields.iter().find(|field| field.kind == FieldType::Term).map(|field| field.name.as_str());
    let read = |(key, values): (String, Map<String, Json>)| {
        let text = |name: &str| values.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Entry {
            key,
            question: text(QUESTION)?,
            answer: text(ANSWER)?,
            owner: text(OWNER)?,
            until: text(UNTIL)?.parse().ok()?,
            category: term.and_then(text),
        })
    };
    Ok(all.into_iter().filter_map(read).collect())
}

/// The district's own entries.
fn kept(office: &Office, district: &DistrictCode, register: &str) -> Result<ByKey, Failure> {
    let (mut found, mut cursor) = (ByKey::new(), None);
    for _ in 0..PAGES {
        let page = office.ledger().entries(district.as_str(), register, cursor.as_deref(), A_PAGE)?;
        found.extend(page.items.into_iter().filter_map(|row| Some((row.key, row.value.as_object()?.clone()))));
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

/// The unit that keeps an answer right: a pack names it without its district.
pub fn owner(law: &Law, district: &DistrictCode, code: &str) -> Option<UnitCode> {
    let known = |code: &str| code.parse().ok().filter(|code| law.directory.unit(code).is_some());
    known(code).or_else(|| known(&format!("{district}-{code}")))
}
