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
use bihuan_core::pack::model::{Field, FieldType, Register};
use bihuan_office::entries::Shelf;
use bihuan_office::{Failure, Law, Office};
use serde_json::{Map, Value as Json};

use super::room::Room;
use crate::app::App;
use crate::fields::{Fields, lines};
use crate::html::Html;
use crate::names::Names;
use crate::t;

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
        let pack = self.law.packs.get(&self.pack).filter(|_| self.room.reader.lang == crate::words::Lang::En);
        let own = pack.and_then(|pack| pack.english("field", &[&self.register.name, &field.name]));
        own.map_or_else(|| self.names().field(&self.rules, None, field), str::to_owned)
    }

    /// What an entry is called: its first text.
    pub fn named(&self, key: &str, values: &Map<String, Json>) -> String {
        let text = self.register.fields.iter().find(|field| field.kind == FieldType::Text && !field.personal);
        let said = text.and_then(|field| values.get(&field.name)?.as_str());
        said.map_or_else(|| key.to_owned(), str::to_owned)
    }

    /// A value for reading.
    pub fn told(&self, field: &Field, value: &Json) -> Html {
        let (words, names) = (self.room.words(), self.names());
        if let Json::Array(items) = value {
            let told: Vec<String> = items.iter().map(|item| self.told(field, item).as_str().to_owned()).collect();
            return Html::raw(told.join("、"));
        }
        match (field.kind, value) {
            (FieldType::Boolean, yes) => words.get(if yes.as_bool() == Some(true) { "yes" } else { "no" }, &[]).into(),
            (FieldType::Place, place) => self.place(place),
            (FieldType::Term, Json::String(code)) => {
                names.term(&self.rules, field.vocabulary.as_deref().unwrap_or_default(), code).into()
            }
            (FieldType::Unit, Json::String(code)) => {
                let unit = bihuan_office::entries::unit_named(&self.law, &self.district, code);
                unit.map_or_else(|| code.into(), |unit| names.unit(&unit).into())
            }
            (FieldType::Money, Json::String(amount)) => format!("{amount} {}", t!(words, "yuan")).into(),
            (_, Json::String(text)) => lines(text),
            (_, Json::Null) => Html::empty(),
            (_, other) => other.to_string().into(),
        }
    }

    fn place(&self, place: &Json) -> Html {
        let words = self.room.words();
        let part = |name: &str| place.get(name).filter(|part| !part.is_null());
        let unit = part("unit").and_then(Json::as_str).map(|code| self.names().unit_of(code));
        let address = part("address").and_then(Json::as_str).map(str::to_owned);
        let degrees = |name: &str| part(name).map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned));
        let point = degrees("lon").zip(degrees("lat")).map(|(lon, lat)| t!(words, "point", lon = lon, lat = lat));
        let told: Vec<String> = [unit, address, point].into_iter().flatten().collect();
        told.join(" · ").into()
    }
}

/// The value of a parameter.
pub fn value<'a>(asked: &'a [(String, String)], name: &str) -> &'a str {
    asked.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}
