//! Entries that somebody who keeps a register puts into it by hand, or another system by its token: who may, and that they
//! become part of the district's record with who put them there, so that checking the record checks them too.

use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::{NewEntry, Refusal, Who, entered_by_hand};
use bihuan_core::directory::{DistrictCode, PostName, UnitCode};
use bihuan_core::pack::model::Register;
use bihuan_ledger::{DirectoryChange, EntryRow};
use serde_json::{Value as Json, json};

use crate::Office;
use crate::commands::new_id;
use crate::failure::Failure;
use crate::law::Law;
use crate::people;

/// Whoever puts entries into a register, once it is known that they may.
#[derive(Clone, Debug)]
pub struct Hand {
    actor: Json,
}

impl Hand {
    /// The hand of a post in a unit.
    pub(crate) fn at(post: &PostName, unit: &UnitCode) -> Hand {
        Hand { actor: json!({ "post": post, "unit": unit }) }
    }

    /// The hand of the house itself, for what no person enters: its name for the work, and the whole district.
    pub(crate) fn of_house(work: &str, district: &DistrictCode) -> Hand {
        Hand { actor: json!({ "post": work, "unit": district.unit() }) }
    }

    /// The post and its unit, as the record names them.
    pub(crate) fn post_at(&self) -> (String, String) {
        let word = |name: &str| self.actor.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        (word("post"), word("unit"))
    }
}

impl Law {
    /// A register of the packs in force.
    pub fn register(&self, name: &str) -> Option<&Register> {
        self.packs.values().find_map(|pack| pack.registers.get(name)).map(AsRef::as_ref)
    }
}

impl Office {
    /// The hand of somebody who keeps a register of a district: an officer with one of the posts that the pack names for
    /// it.
    ///
    /// # Errors
    /// `NotYours`.
    pub fn hand(&self, who: &Who, district: &DistrictCode, register: &str) -> Result<Hand, Refusal> {
        let law = self.law();
        let posts = law.register(register).map(|register| register.kept_by.as_slice()).unwrap_or_default();
        let Who::Officer(officer) = who else { return Err(not_kept(&law, register)) };
        let held = officer.posts.iter().find(|(post, unit)| unit.district() == *district && posts.contains(post));
        let (post, unit) = held.ok_or_else(|| not_kept(&law, register))?;
        Ok(Hand::at(post, unit))
    }

    /// The hand of another system; its token said that it is that system.
    pub fn hand_of_system(&self, system: &str) -> Hand {
        Hand { actor: json!({ "post": "outer", "unit": system }) }
    }

    /// Puts entries into registers of a district, all or none, in one transaction with the record that tells of them.
    pub(crate) fn enter(&self, hand: &Hand, district: &DistrictCode, entries: Vec<EntryRow>) -> Result<(), Failure> {
        if entries.is_empty() {
            return Ok(());
        }
        let at = self.clock().now();
        people::adopt(self.ledger(), at)?;
        // As it will be read again: what a digest is made of must not depend on the way of a value through text.
        let read_again = |row: EntryRow| {
            let value = serde_json::from_str(&row.value.to_string()).unwrap_or(row.value);
            (district.to_string(), EntryRow { value, ..row })
        };
        let entries: Vec<(String, EntryRow)> = entries.into_iter().map(read_again).collect();
        let new = |(_, row): &'_ (String, EntryRow)| (row.register.clone(), row.key.clone(), row.value.clone());
        let told: Vec<(String, String, Json)> = entries.iter().map(new).collect();
        let new: Vec<NewEntry<'_>> =
            told.iter().map(|(register, key, value)| NewEntry { register, key, value }).collect();
        let events = entered_by_hand(&new)?;
        let notes = events.iter().map(|event| (district.to_string(), json!(event))).collect();
        let change =
            DirectoryChange { at, command_id: new_id(at), actor: hand.actor.clone(), rows: Vec::new(), notes, entries };
        Ok(self.ledger().put_directory(change)?)
    }
}

fn not_kept(law: &Law, register: &str) -> Refusal {
    let title = law.register(register).map_or(register, |register| register.title.as_str());
    Refusal::new(
        RefusalCode::NotYours,
        format!("登记簿“{title}”不由您的岗位填报，请联系规则包里写明的岗位"),
        format!("Your post does not keep the register “{title}”. Ask the posts that its pack names."),
    )
}
