//! What a field can hold: the values of forms, of facts and of an action's input.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::Length;
use crate::directory::{UnitCode, UserName};

/// The values of a case or of an input, by the name of their field.
pub type Values = BTreeMap<FieldName, Value>;

/// The name of a field as the pack spells it: an English identifier.
pub type FieldName = String;

/// One value. Which variant a field takes is fixed by its declaration in the pack.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Free text, a telephone, identity or credit number: typed by people, so sealed before it is recorded.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number, or money in yuan.
    Decimal(Decimal),
    /// A civil date at +08:00.
    Date(Date),
    /// An instant.
    Time(Timestamp),
    /// Yes or no.
    Boolean(bool),
    /// A length of time in the words of packs.
    Length(Length),
    /// The code of a term of the field's vocabulary.
    Term(String),
    /// A unit.
    Unit(UnitCode),
    /// An officer.
    Officer(UserName),
    /// An entry of a register.
    Entry(EntryRef),
    /// A place.
    Place(Place),
    /// Attachments, by content: sealed like free text, for a file can be known by its hash.
    Files(Vec<FileId>),
    /// Several values of a field that is declared `many`.
    Many(Vec<Value>),
    /// What stands in the record for a value that the vault holds.
    Sealed(Sealed),
}

/// An entry of a register, written `<register>/<key>`.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct EntryRef {
    /// The register's name.
    pub register: String,
    /// The entry's key in it.
    pub key: String,
}

/// An attachment: `sha256-` and the hash of its bytes in lower-case hexadecimal.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct FileId(pub String);

/// Where something is: a point, a unit, an address, or several of them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Place {
    /// The point in WGS 84, in millionths of a degree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// The smallest unit known to contain it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// The address in words: free text, so sealed before it is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Words>,
}

/// A point in WGS 84, in millionths of a degree (about 0.1 m).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Point {
    /// Longitude, east positive.
    pub lon: i64,
    /// Latitude, north positive.
    pub lat: i64,
}

/// Words that are typed when they come in and sealed when they are recorded.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// As typed.
    Typed(String),
    /// As recorded.
    Sealed(Sealed),
}

/// A reference into the vault with a salted commitment to what it holds.
///
/// Erasing the vault's key leaves this in place, so the record still verifies
/// and nobody can guess short texts back from it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Sealed {
    /// The vault item within the case, e.g. `1.content`: version, then field.
    pub item: String,
    /// Lower-case hexadecimal SHA-256 of salt and content.
    pub commitment: String,
}
