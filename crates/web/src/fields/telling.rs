//! What an entry of a register says, for reading: at the desk, in views, and in the open record.

use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType, Register};
use serde_json::{Map, Value as Json};

use super::lines;
use crate::html::Html;
use crate::names::Names;
use crate::t;

/// A register as somebody reads it.
pub struct Telling<'t> {
    /// Names in the reader's language.
    pub names: Names<'t>,
    /// The district.
    pub district: &'t DistrictCode,
    /// A kind of matter of the pack: what the fields' terms are.
    pub rules: &'t CaseType,
    /// The pack.
    pub pack: &'t str,
    /// The register.
    pub register: &'t Register,
}

impl Telling<'_> {
    /// What a field is called.
    pub fn called(&self, field: &Field) -> String {
        let own = self.names.of_register(self.pack, &self.register.name, field);
        own.unwrap_or_else(|| self.names.field(self.rules, None, field))
    }

    /// What an entry is called: its first text.
    pub fn named(&self, key: &str, values: &Map<String, Json>) -> String {
        let text = self.register.fields.iter().find(|field| field.kind == FieldType::Text && !field.personal);
        let said = text.and_then(|field| values.get(&field.name)?.as_str());
        said.map_or_else(|| key.to_owned(), str::to_owned)
    }

    /// A value for reading.
    pub fn told(&self, field: &Field, value: &Json) -> Html {
        if let Json::Array(items) = value {
            let told: Vec<String> = items.iter().map(|item| self.told(field, item).as_str().to_owned()).collect();
            return Html::raw(told.join("、"));
        }
        match (field.kind, value) {
            (FieldType::Boolean, yes) => {
                let key = if yes.as_bool() == Some(true) || yes.as_str() == Some("true") { "yes" } else { "no" };
                self.names.words().get(key, &[]).into()
            }
            (FieldType::Place, place) => self.place(place),
            (FieldType::Term, Json::String(code)) => {
                self.names.term(self.rules, field.vocabulary.as_deref().unwrap_or_default(), code).into()
            }
            (FieldType::Unit, Json::String(code)) => self.names.unit_in(self.district, code).into(),
            (FieldType::Money, Json::String(amount)) => format!("{amount} {}", t!(self.names.words(), "yuan")).into(),
            (_, Json::String(text)) => lines(text),
            (_, Json::Null) => Html::empty(),
            (_, other) => other.to_string().into(),
        }
    }

    fn place(&self, place: &Json) -> Html {
        let part = |name: &str| place.get(name).filter(|part| !part.is_null());
        let unit = part("unit").and_then(Json::as_str).map(|code| self.names.unit_of(code));
        let address = part("address").and_then(Json::as_str).map(str::to_owned);
        let degrees = |name: &str| part(name).map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned));
        let at = degrees("lon").zip(degrees("lat"));
        let point = at.map(|(lon, lat)| t!(self.names.words(), "point", lon = lon, lat = lat));
        let told: Vec<String> = [unit, address, point].into_iter().flatten().collect();
        told.join(" · ").into()
    }
}
