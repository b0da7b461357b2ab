//! A kind of matter as the standard sees it: which parameter goes into which field, and which fields are attributes.

use bihuan_core::casework::TypeId;
use bihuan_core::directory::{DistrictCode, Unit};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType, Term};

use super::told::Node;
use crate::names::Names;
use crate::t;

/// The most values that a list of units has; above that the code is typed.
const MOST_VALUES: usize = 500;

/// From so many characters on a text is asked for in a large field.
const LONG_TEXT: i64 = 200;

/// A kind of matter that its pack offers.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'r> {
    /// Its rules.
    pub rules: &'r CaseType,
    /// Takes the description.
    pub content: &'r Field,
    /// Names the service.
    pub service: &'r Field,
    /// Takes the location.
    pub place: Option<&'r Field>,
    /// Takes the telephone number, in the vault.
    pub phone: Option<&'r Field>,
    /// Takes first and last name, in the vault.
    pub name: Option<&'r Field>,
    /// Takes the address for mail, in the vault.
    pub email: Option<&'r Field>,
}

impl<'r> Offer<'r> {
    /// A kind of matter, if it is offered.
    pub fn of(rules: &'r CaseType) -> Option<Self> {
        let personal = |kind: FieldType, name: &str| {
            rules.form.iter().find(|field| field.personal && !field.many && field.kind == kind && field.name == name)
        };
        let (content, service) = (rules.description_field()?, rules.service_field()?);
        rules.open311.then_some(Self {
            rules,
            content,
            service,
            place: rules.place_field(),
            phone: personal(FieldType::Phone, "phone"),
            name: personal(FieldType::Text, "name"),
            email: personal(FieldType::Text, "email"),
        })
    }

    /// The name of the kind.
    pub fn id(&self) -> &'r TypeId {
        &self.rules.id
    }

    /// The services: the terms of its vocabulary.
    pub fn terms(&self) -> &'r [Term] {
        self.rules.vocabulary_of(&self.service.name).map(|list| list.terms.as_slice()).unwrap_or_default()
    }

    /// The fields that the standard has no parameter for, in the order of the form.
    pub fn attributes(&self) -> impl Iterator<Item = &'r Field> {
        let offer = *self;
        self.rules.form.iter().filter(move |field| offer.parameter(&field.name).is_none() && field.is_told_in_text())
    }

    /// The parameter of the standard that goes into a field.
    fn parameter(&self, field: &str) -> Option<&'static str> {
        let is = |known: Option<&Field>| known.is_some_and(|known| known.name == field);
        let all = [
            (Some(self.content), "description"),
            (Some(self.service), "service_code"),
            (self.place, "lat, long, address_string, address_id"),
            (self.phone, "phone"),
            (self.name, "first_name, last_name"),
            (self.email, "email"),
        ];
        all.into_iter().find(|(known, _)| is(*known)).map(|(_, parameter)| parameter)
    }

    /// What a refused field is called here.
    pub fn called(&self, pointer: &str) -> String {
        match pointer.strip_prefix("/form/") {
            Some(field) => self.parameter(field).map_or_else(|| format!("attribute[{field}]"), str::to_owned),
            None if pointer == "/district" => "jurisdiction_id".to_owned(),
            None => pointer.trim_start_matches('/').to_owned(),
        }
    }
}

/// An attribute as the standard writes it; `order` counts from one.
pub fn described(
    names: &Names<'_>,
    rules: &CaseType,
    field: &Field,
    order: u64,
    district: Option<&DistrictCode>,
) -> Node {
    let values = values(names, rules, field, district);
    let listed = matches!(values, Some(ref values) if !values.is_empty());
    let mut fields = vec![
        ("variable", Node::Flag(true)),
        ("code", field.name.as_str().into()),
        ("datatype", datatype(field, listed).into()),
        ("required", Node::Flag(field.required)),
        ("datatype_description", names.help(rules, None, field).into()),
        ("order", Node::Count(order)),
        ("description", names.field(rules, None, field).into()),
    ];
    if let Some(values) = values.filter(|_| listed) {
        fields.push(("values", Node::List("value", values)));
    }
    Node::Fields(fields)
}

fn datatype(field: &Field, listed: bool) -> &'static str {
    match field.kind {
        _ if listed && field.many => "multivaluelist",
        _ if listed => "singlevaluelist",
        FieldType::Text if field.max.is_none_or(|max| max >= LONG_TEXT) => "text",
        FieldType::Integer | FieldType::Number | FieldType::Decimal | FieldType::Money => "number",
        FieldType::Date | FieldType::Time => "datetime",
        _ => "string",
    }
}

/// What may be chosen; none where it is typed.
fn values(names: &Names<'_>, rules: &CaseType, field: &Field, district: Option<&DistrictCode>) -> Option<Vec<Node>> {
    let value = |key: &str, name: String| Node::Fields(vec![("key", key.into()), ("name", name.into())]);
    match field.kind {
        FieldType::Boolean => {
            let words = names.words();
            Some(vec![value("true", t!(words, "open311-yes")), value("false", t!(words, "open311-no"))])
        }
        FieldType::Term => {
            let list = rules.vocabulary_of(&field.name)?;
            Some(list.terms.iter().map(|term| value(&term.code, names.term(rules, &list.name, &term.code))).collect())
        }
        FieldType::Unit => {
            let units = units(names, field, district?);
            Some(units.into_iter().map(|unit| value(unit.code.as_str(), names.unit(&unit.code))).collect())
        }
        _ => None,
    }
}

/// The units of a district that fit; none where there are too many to choose from.
fn units<'n>(names: &Names<'n>, field: &Field, district: &DistrictCode) -> Vec<&'n Unit> {
    let fits = |unit: &&Unit| field.unit_kinds.is_empty() || field.unit_kinds.contains(&unit.kind);
    let all = names.directory().units(None, None).filter(|unit| unit.code.district() == *district).filter(fits);
    let all: Vec<&Unit> = all.collect();
    if all.len() <= MOST_VALUES { all } else { Vec::new() }
}
