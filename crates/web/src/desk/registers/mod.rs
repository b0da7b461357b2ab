//! Registers (登记簿): what long-lived things there are, each with its values, its versions and the matters about it; written
//! by those who keep it, one by one or as a table; everybody of the staff may read what is not personal.
//!
//! | file | page |
//! | --- | --- |
//! | `list` | the registers, and the entries of one: searched, narrowed, ordered, on a map, as a file |
//! | `entry` | one entry: what it says, its versions, the matters about it and what was measured |
//! | `write` | the form of a new entry or of the next version |
//! | `bring` | a table of entries, looked at before it is taken |

mod bring;
mod entry;
mod list;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, Register};
use bihuan_office::entries::Shelf;
use bihuan_office::{Failure, Law, Office};
use serde_json::{Map, Value as Json};

use super::room::Room;
use crate::app::App;
use crate::fields::{Fields, Telling};
use crate::html::Html;
use crate::names::Names;

/// Bytes of one request: a table of the most entries.
const BODY_LIMIT: usize = 24_000_000;

/// The pages of the registers.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/registers", get(list::all))
        .route("/desk/registers/{pack}/{register}", get(list::page))
        .route("/desk/registers/{pack}/{register}/new", get(write::empty).post(write::add))
        .route("/desk/registers/{pack}/{register}/import", get(bring::page).post(bring::bring))
        .route("/desk/registers/{pack}/{register}/import/{id}", get(bring::look).post(bring::take))
        .route("/desk/registers/{pack}/{register}/{key}", get(entry::page).post(write::change))
        .route("/desk/registers/{pack}/{register}/{key}/retire", post(write::retire))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// A register of a district as somebody of the staff sees it.
pub struct Here<'h> {
    /// Who looks.
    pub room: &'h Room,
    /// The law in force.
    pub law: Arc<Law>,
    /// The district.
    pub district: DistrictCode,
    /// A kind of matter of the pack: what its fields' terms and units are.
    pub rules: Arc<CaseType>,
    /// The register.
    pub register: Arc<Register>,
    /// The pack.
    pub pack: String,
}

impl<'h> Here<'h> {
    /// The register of a pack.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is none.
    pub fn at(office: &Office, room: &'h Room, pack: &str, register: &str) -> Result<Here<'h>, Failure> {
        let law = office.law();
        let district = room.district(&law).ok_or(Failure::NotFound)?;
        let of_pack = law.packs.get(pack).ok_or(Failure::NotFound)?;
        let rules = of_pack.cases.values().next().cloned().ok_or(Failure::NotFound)?;
        let register = of_pack.registers.get(register).cloned().ok_or(Failure::NotFound)?;
        Ok(Here { room, district, rules, register, pack: pack.to_owned(), law })
    }

    /// The shelf that the office asks for.
    pub fn shelf(&self) -> Shelf<'_> {
        Shelf { district: &self.district, rules: &self.rules, register: &self.register }
    }

    /// The address of the register.
    pub fn path(&self) -> String {
        format!("/desk/registers/{}/{}", self.pack, self.register.name)
    }

    /// The address of an entry.
    pub fn path_of(&self, key: &str) -> String {
        format!("{}/{}", self.path(), crate::shell::escaped(key))
    }

    /// What the register is called.
    pub fn title(&self) -> String {
        self.names().register(&self.register.name)
    }

    /// Names in the reader's language.
    pub fn names(&self) -> Names<'_> {
        Names::new(&self.law, self.room.reader.lang)
    }

    /// Whether the reader keeps the register by one of the posts that the pack names.
    pub fn keeps(&self, office: &Office) -> bool {
        office.hand(&self.room.staff.who, &self.district, &self.register.name).is_ok()
    }

    /// The fields that the reader may see: what is personal only who keeps it.
    pub fn seen(&self, office: &Office) -> Vec<&Field> {
        let keeps = self.keeps(office);
        self.register.fields.iter().filter(|field| keeps || !field.personal).collect()
    }

    /// The fields as a form.
    pub fn fields(&self) -> Fields<'_> {
        let fields = self.register.fields.clone();
        Fields { fields, ..Fields::of_type(&self.law, self.room.reader.lang, &self.rules, &self.district) }
    }

    /// What a field is called.
    pub fn called(&self, field: &Field) -> String {
        self.telling().called(field)
    }

    /// What an entry is called: its first text.
    pub fn named(&self, key: &str, values: &Map<String, Json>) -> String {
        self.telling().named(key, values)
    }

    /// A value for reading.
    pub fn told(&self, field: &Field, value: &Json) -> Html {
        self.telling().told(field, value)
    }

    fn telling(&self) -> Telling<'_> {
        Telling {
            names: self.names(),
            district: &self.district,
            rules: &self.rules,
            pack: &self.pack,
            register: &self.register,
        }
    }
}

/// The value of a parameter.
pub fn value<'a>(asked: &'a [(String, String)], name: &str) -> &'a str {
    asked.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}
