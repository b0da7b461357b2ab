//! What people typed stays out of the record: free text, files, addresses and personal fields go to the vault, and the
//! record keeps a reference with a salted commitment. Erasing the vault's key leaves a record that still verifies.

use sha2::{Digest, Sha256};

use super::event::Event;
use crate::pack::CaseType;
use crate::pack::model::{Action, Field, Given};
use crate::value::{Sealed, Value, Values, Words};

/// How the names of items begin, behind the version, that hold what is told to a sub-case.
pub const SUBCASE: &str = "sub.";

/// What goes to the vault for one sealed value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Opened {
    /// The item's name within the case, e.g. `1.content`: version, then field.
    pub item: String,
    /// The salt of its commitment; kept with the content, and erased with it.
    pub salt: [u8; 16],
    /// What was typed.
    pub value: Value,
}

impl Opened {
    /// What the vault keeps: salt, then the value as JSON.
    #[must_use]
    pub fn content(&self) -> Vec<u8> {
        let mut content = self.salt.to_vec();
        content.extend(plain(&self.value));
        content
    }

    /// Reads back what the vault kept.
    #[must_use]
    pub fn of_content(item: &str, content: &[u8]) -> Option<Self> {
        let (salt, value) = content.split_first_chunk::<16>()?;
        Some(Self { item: item.to_owned(), salt: *salt, value: serde_json::from_slice(value).ok()? })
    }
}

/// Seals what one command did, as the case's version `version`. Salts come in as an argument, like all chance.
pub fn seal(
    events: Vec<Event>,
    case_type: &CaseType,
    version: u64,
    salts: &mut impl FnMut() -> [u8; 16],
) -> (Vec<Event>, Vec<Opened>) {
    let mut opened = Vec::new();
    let mut seal_all = |values: &mut Values, personal: &dyn Fn(&str) -> bool, kind: &str| {
        for (field, value) in values {
            let item = format!("{version}.{kind}{field}");
            seal_value(value, &item, personal(field), salts, &mut opened);
        }
    };
    let sealed = events.into_iter().map(|mut event| {
        match &mut event {
            Event::Filed { values, .. } | Event::FactsSet { values, .. } => {
                seal_all(values, &|field| is_personal(case_type, field), "");
            }
            Event::Acted { action, input, .. } => {
                let asked = asked(case_type, action);
                seal_all(input, &|name| asked.iter().any(|field| field.name == name && field.personal), "input.");
            }
            Event::SubCaseAsked { name, sequence, values, .. } => {
                let kind = format!("{SUBCASE}{name}.{sequence}.");
                seal_all(values, &|field| is_personal_source(case_type, name, field), &kind);
            }
            _ => {}
        }
        event
    });
    (sealed.collect(), opened)
}

fn seal_value(
    value: &mut Value,
    item: &str,
    personal: bool,
    salts: &mut impl FnMut() -> [u8; 16],
    opened: &mut Vec<Opened>,
) {
    // What was sealed before is kept as it is: one item of the vault may be spoken of twice.
    if matches!(value, Value::Sealed(_)) {
        return;
    }
    if let Value::Place(place) = value
        && !personal
    {
        if let Some(Words::Typed(address)) = &place.address {
            let item = format!("{item}.address");
            let words = Opened { item, salt: salts(), value: Value::Text(address.clone()) };
            place.address = Some(Words::Sealed(commit(&words)));
            opened.push(words);
        }
    } else if personal || is_typed(value) {
        let typed = Opened { item: item.to_owned(), salt: salts(), value: value.clone() };
        *value = Value::Sealed(commit(&typed));
        opened.push(typed);
    }
}

/// Whether a value was typed, or tells by its hash what a person sent.
fn is_typed(value: &Value) -> bool {
    match value {
        Value::Text(_) | Value::Files(_) => true,
        Value::Many(values) => values.iter().any(is_typed),
        _ => false,
    }
}

fn is_personal(case_type: &CaseType, name: &str) -> bool {
    case_type.form.iter().chain(&case_type.facts).any(|field| field.name == name && field.personal)
}

/// Whether what goes into a field of a sub-case is personal here.
fn is_personal_source(case_type: &CaseType, name: &str, field: &str) -> bool {
    match case_type.subcases.get(name).and_then(|rule| rule.with.get(field)) {
        Some(Given::Field(from)) => is_personal(case_type, from),
        Some(Given::Each) => {
            let each = case_type.subcases.get(name).and_then(|rule| rule.each.as_ref());
            each.is_some_and(|from| is_personal(case_type, from))
        }
        Some(Given::Input(from)) => {
            let asked = case_type.all_actions().flat_map(|(_, action)| &action.ask);
            asked.filter(|known| known.name == *from).any(|known| known.personal)
        }
        _ => false,
    }
}

fn asked<'c>(case_type: &'c CaseType, action: &str) -> Vec<&'c Field> {
    let stages = case_type.stages.iter();
    let support = stages.clone().filter_map(|stage| stage.support.as_ref()).flat_map(|support| &support.actions);
    let all = stages.flat_map(|stage| &stage.actions).chain(support).chain(&case_type.actions);
    all.filter(|known: &&Action| known.name == action).flat_map(|known| &known.ask).collect()
}

fn commit(opened: &Opened) -> Sealed {
    let digest = Sha256::digest(opened.content());
    let commitment = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Sealed { item: opened.item.clone(), commitment }
}

fn plain(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Whether what the vault holds is what the record committed to.
#[must_use]
pub fn check_commitment(sealed: &Sealed, opened: &Opened) -> bool {
    commit(opened) == *sealed
}

/// Puts back what the vault still holds; what was erased stays sealed.
#[must_use]
pub fn unseal(values: &Values, open: &dyn Fn(&str) -> Option<Value>) -> Values {
    values.iter().map(|(field, value)| (field.clone(), unseal_value(value, open))).collect()
}

fn unseal_value(value: &Value, open: &dyn Fn(&str) -> Option<Value>) -> Value {
    match value {
        Value::Sealed(sealed) => open(&sealed.item).unwrap_or_else(|| value.clone()),
        Value::Place(place) => {
            let mut place = place.clone();
            if let Some(Words::Sealed(sealed)) = &place.address
                && let Some(Value::Text(address)) = open(&sealed.item)
            {
                place.address = Some(Words::Typed(address));
            }
            Value::Place(place)
        }
        _ => value.clone(),
    }
}

/// The vault items that values refer to.
pub fn items(values: &Values) -> Vec<&Sealed> {
    values.values().filter_map(sealed_in).collect()
}

fn sealed_in(value: &Value) -> Option<&Sealed> {
    match value {
        Value::Sealed(sealed) => Some(sealed),
        Value::Place(place) => match &place.address {
            Some(Words::Sealed(sealed)) => Some(sealed),
            _ => None,
        },
        _ => None,
    }
}
