//! Entries of a register as those who keep it write them one by one: each version stays readable with when and at which post
//! it was written, what is retired is no longer used, and of two who write at once the second is told.
//!
//! The entry that holds stands in the register itself; beside it, in `<register>.past`, stands each of its versions, newest
//! first. Both and the record that tells of them are one transaction.

use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::decide::{Form, json_of};
use bihuan_core::casework::may::is_post_of_district;
use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::{Refusal, Who, World};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{FieldType, Register};
use bihuan_core::value::{EntryRef, Value};
use bihuan_ledger::EntryRow;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

use crate::Office;
use crate::failure::Failure;
use crate::keeping::Hand;
use crate::law::Law;
use crate::outside::Page;

/// The member of an entry that tells how it was kept, beside what its register's fields say.
const KEPT: &str = "kept";
/// Keys that one question may name.
const AT_ONCE: usize = 200;
/// Versions are numbered up to here; the past is kept newest first.
const LAST: u64 = 999_999;

/// What entries are called that a district keeps itself.
pub type EntryNames = BTreeMap<EntryRef, String>;

/// How an entry was kept.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Kept {
    /// From 1; 0 for an entry as its pack brings it.
    pub version: u64,
    /// When, by the clock of cases.
    pub at: Option<Timestamp>,
    /// The post of who wrote it.
    pub post: String,
    /// The unit of that post.
    pub unit: String,
    /// Whether this version takes the entry out of use.
    #[serde(default)]
    pub retired: bool,
}

/// One version of an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Version {
    /// What its fields say, in the contract's JSON.
    pub values: Map<String, Json>,
    /// How it was kept.
    pub kept: Kept,
}

/// Which register of a district, and in which kind of matter it is declared.
#[derive(Clone, Copy, Debug)]
pub struct Shelf<'a> {
    /// The district.
    pub district: &'a DistrictCode,
    /// The kind of matter: what its fields' terms and units are.
    pub rules: &'a CaseType,
    /// The register.
    pub register: &'a Register,
}

/// An entry on its way in.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Its key.
    pub key: &'a str,
    /// The version that its writer looked at; 0 where there was none of the district's own.
    pub seen: u64,
    /// What its fields say, in the contract's JSON.
    pub form: &'a Map<String, Json>,
}

impl Version {
    /// A version as it stands in the store.
    pub fn of(stored: &Json) -> Version {
        let mut values = stored.as_object().cloned().unwrap_or_default();
        let kept = values.remove(KEPT).and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default();
        Version { values, kept }
    }

    fn stored(&self) -> Json {
        let mut stored = self.values.clone();
        stored.insert(KEPT.to_owned(), json!(self.kept));
        Json::Object(stored)
    }
}

impl Shelf<'_> {
    /// The unit that an entry names as its own, in the first field that names a unit: a pack writes it without its district.
    pub fn owner(&self, law: &Law, values: &Map<String, Json>) -> Option<UnitCode> {
        let field = self.register.fields.iter().find(|field| field.kind == FieldType::Unit)?;
        unit_named(law, self.district, values.get(&field.name)?.as_str()?)
    }

    fn past(&self) -> String {
        format!("{}.past", self.register.name)
    }
}

/// A unit of a district by its code, with or without the district in front.
pub fn unit_named(law: &Law, district: &DistrictCode, code: &str) -> Option<UnitCode> {
    let known = |code: &str| code.parse().ok().filter(|code| law.directory.unit(code).is_some());
    known(code).or_else(|| known(&format!("{district}-{code}")))
}

/// What an entry is called: what its first field of words says that is nobody's private matter.
pub fn title_of<'v>(register: &Register, values: &'v Map<String, Json>) -> Option<&'v str> {
    let named = |field: &&bihuan_core::pack::model::Field| field.kind == FieldType::Text && !field.personal;
    values.get(&register.fields.iter().find(named)?.name)?.as_str()
}

/// The entries that a value names.
fn named_in(value: &Value) -> Vec<&EntryRef> {
    match value {
        Value::Entry(entry) => vec![entry],
        Value::Many(values) => values.iter().flat_map(named_in).collect(),
        _ => Vec::new(),
    }
}

impl Office {
    /// What a district calls the entries of its own that values name, taken out of use or not. Those that only the pack
    /// brings are not here: the pack itself says what they are called.
    ///
    /// # Errors
    /// The store's.
    pub fn entry_names<'v>(
        &self,
        district: &str,
        rules: &CaseType,
        values: impl IntoIterator<Item = &'v Value>,
    ) -> Result<EntryNames, Failure> {
        let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for entry in values.into_iter().flat_map(named_in) {
            keys.entry(&entry.register).or_default().insert(&entry.key);
        }
        let mut names = EntryNames::new();
        for (register, keys) in keys {
            let Some(known) = rules.registers.get(register) else { continue };
            for keys in keys.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
                let rows = self.ledger().entries_named(district, register, keys)?;
                let named = rows.into_iter().filter_map(|row| {
                    let title = title_of(known, &Version::of(&row.value).values)?.to_owned();
                    Some((EntryRef { register: register.to_owned(), key: row.key }, title))
                });
                names.extend(named);
            }
        }
        Ok(names)
    }

    /// The hand of somebody who keeps an entry: by a post of the whole district, or by a post in the unit that the entry names
    /// as its own. Which posts, the pack says.
    ///
    /// # Errors
    /// `NotYours`.
    pub fn hand_of_entry(&self, who: &Who, shelf: &Shelf<'_>, owner: Option<&UnitCode>) -> Result<Hand, Refusal> {
        self.hand(who, shelf.district, &shelf.register.name)?;
        let (law, today) = (self.law(), self.today());
        let Who::Officer(officer) = who else { return Err(of_another_unit()) };
        let kept_by =
            |(post, unit): &&(_, UnitCode)| shelf.register.kept_by.contains(post) && unit.district() == *shelf.district;
        let mut held = officer.posts.iter().filter(kept_by);
        // Where entries name no unit, they belong to whoever keeps the register.
        let nobodys = shelf.register.fields.iter().all(|field| field.kind != FieldType::Unit);
        let there = held.find_map(|(post, unit)| {
            let at_owner = owner.filter(|owner| law.directory.holds(&officer.user, post, owner, today));
            let unit = if is_post_of_district(post) || nobodys { Some(unit) } else { at_owner }?;
            Some(Hand::at(post, unit))
        });
        there.ok_or_else(of_another_unit)
    }

    /// An entry as it stands: the district's own version, else the pack's; none where there is neither.
    ///
    /// # Errors
    /// The store's.
    pub fn entry_now(&self, shelf: &Shelf<'_>, key: &str) -> Result<Option<Version>, Failure> {
        let own = self.ledger().entry(shelf.district.as_str(), &shelf.register.name, key)?;
        let shipped = || {
            let row = shelf.register.rows.iter().find(|row| row.key == key)?;
            Some(Version { values: row.values.clone().into_iter().collect(), kept: Kept::default() })
        };
        Ok(own.as_ref().map(Version::of).or_else(shipped))
    }

    /// The entries that the district keeps itself, by key, a page of 200 at a time.
    ///
    /// # Errors
    /// The store's.
    pub fn own_entries(&self, shelf: &Shelf<'_>, cursor: Option<&str>) -> Result<Page<(String, Version)>, Failure> {
        let page = self.ledger().entries(shelf.district.as_str(), &shelf.register.name, cursor, 200)?;
        let items = page.items.into_iter().map(|row| (row.key, Version::of(&row.value))).collect();
        Ok(Page { items, next: page.next })
    }

    /// The versions of an entry, newest first, a page at a time; the pack's own is not among them.
    ///
    /// # Errors
    /// The store's.
    pub fn entry_past(
        &self,
        shelf: &Shelf<'_>,
        key: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Version>, Failure> {
        let (district, prefix) = (shelf.district.as_str(), format!("{key}~"));
        let page = self.ledger().entries_under(district, &shelf.past(), &prefix, cursor, limit)?;
        Ok(Page { items: page.items.iter().map(|row| Version::of(&row.value)).collect(), next: page.next })
    }

    /// Writes an entry: a new one, or the next version of one. The same once more is the same version.
    ///
    /// # Errors
    /// Every wrong field; `NotYours`; [`Failure::Stale`] where somebody wrote meanwhile. Nothing is written then.
    pub fn write_entry(&self, who: &Who, shelf: &Shelf<'_>, new: &NewEntry<'_>) -> Result<u64, Failure> {
        let law = self.law();
        let read = |world: &World<'_>| {
            Form::for_filing(world, shelf.district, self.clock().now(), "").read(&shelf.register.fields, new.form, "")
        };
        let values = self.with_world(&law, shelf.rules, shelf.district.as_str(), read)?;
        let values: Map<String, Json> = values.iter().map(|(name, value)| (name.clone(), json_of(value))).collect();
        self.next_version(who, shelf, (new.key, new.seen), |_| (values, false))
    }

    /// Takes an entry out of use from today on: it is offered to nobody any more, and refused where an act names it.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; `NotYours`; [`Failure::Stale`]. Nothing is written then.
    pub fn retire_entry(&self, who: &Who, shelf: &Shelf<'_>, key: &str, seen: u64) -> Result<u64, Failure> {
        let now = self.entry_now(shelf, key)?.ok_or(Failure::NotFound)?;
        if now.kept.retired {
            return Ok(now.kept.version);
        }
        let yesterday = self.today().yesterday().unwrap_or(Date::MIN);
        let lapse = |mut values: Map<String, Json>| {
            let last_days = shelf.register.fields.iter().filter(|field| field.kind == FieldType::Date);
            for field in last_days {
                let later =
                    |day: &Json| day.as_str().and_then(|day| day.parse().ok()).is_none_or(|day: Date| day > yesterday);
                if let Some(day) = values.get_mut(&field.name).filter(|day| later(day)) {
                    *day = yesterday.to_string().into();
                }
            }
            (values, true)
        };
        self.next_version(who, shelf, (key, seen), lapse)
    }

    /// Writes several entries, each with the version that was looked at, as one act of the books: all, or none where somebody
    /// wrote one of them meanwhile. Answers how many were written.
    pub(crate) fn write_entries(
        &self,
        who: &Who,
        shelf: &Shelf<'_>,
        new: Vec<(String, u64, Map<String, Json>)>,
    ) -> Result<usize, Failure> {
        let _one = self.changing()?;
        let (law, count, mut rows) = (self.law(), new.len(), Vec::with_capacity(new.len() * 2));
        for (key, seen, values) in new {
            let was = self.entry_now(shelf, &key)?.unwrap_or_default();
            let owned_by = if was.values.is_empty() { &values } else { &was.values };
            let hand = self.hand_of_entry(who, shelf, shelf.owner(&law, owned_by).as_ref())?;
            if was.kept.version != seen {
                return Err(meanwhile(&was, &values));
            }
            rows.extend(self.versioned(shelf, &hand, &key, (seen, values, false)));
        }
        let hand = self.hand(who, shelf.district, &shelf.register.name)?;
        self.enter(&hand, shelf.district, rows)?;
        Ok(count)
    }

    /// The rows that the next version of an entry writes: as it stands now, and among its versions.
    fn versioned(
        &self,
        shelf: &Shelf<'_>,
        hand: &Hand,
        key: &str,
        (seen, values, retired): (u64, Map<String, Json>, bool),
    ) -> [EntryRow; 2] {
        let version = (seen + 1).min(LAST);
        let (post, unit) = hand.post_at();
        let kept = Kept { version, at: Some(self.clock().now()), post, unit, retired };
        let stored = Version { values, kept }.stored();
        let row = |register: String, key: String| EntryRow { register, key, value: stored.clone() };
        let past = row(shelf.past(), format!("{key}~{:06}", LAST - version));
        [row(shelf.register.name.clone(), key.to_owned()), past]
    }

    fn next_version(
        &self,
        who: &Who,
        shelf: &Shelf<'_>,
        (key, seen): (&str, u64),
        change: impl FnOnce(Map<String, Json>) -> (Map<String, Json>, bool),
    ) -> Result<u64, Failure> {
        let _one = self.changing()?;
        let now = self.entry_now(shelf, key)?;
        let was = now.unwrap_or_default();
        let (values, retired) = change(was.values.clone());
        let law = self.law();
        let owned_by = if was.values.is_empty() { &values } else { &was.values };
        let hand = self.hand_of_entry(who, shelf, shelf.owner(&law, owned_by).as_ref())?;
        if was.values == values && was.kept.retired == retired && was.kept.version > 0 {
            return Ok(was.kept.version);
        }
        if was.kept.version != seen {
            return Err(meanwhile(&was, &values));
        }
        let rows = self.versioned(shelf, &hand, key, (seen, values, retired));
        self.enter(&hand, shelf.district, rows.into())?;
        Ok((seen + 1).min(LAST))
    }
}

/// Somebody was faster: what differs, and who wrote it when.
fn meanwhile(was: &Version, wanted: &Map<String, Json>) -> Failure {
    let differs = |name: &&String| was.values.get(*name) != wanted.get(*name);
    let mut changed: Vec<String> = was.values.keys().filter(differs).map(|name| format!("field {name}")).collect();
    changed.extend(was.kept.at.map(|at| format!("at {}", rfc3339(at))));
    let by = (!was.kept.post.is_empty()).then(|| (was.kept.post.clone(), was.kept.unit.clone()));
    Failure::Stale { version: was.kept.version, changed, by }
}

fn of_another_unit() -> Refusal {
    Refusal::new(
        RefusalCode::NotYours,
        "这一条由别的单位负责，请由该单位的负责岗位或督查员修改",
        "Another unit keeps this entry. Its own keeper changes it, or a supervisor.",
    )
}
