//! The directory as the store keeps it: units and officers as rows, put together into one [`Directory`]. Whatever changes
//! there becomes part of the district's record, with who changed it and when.

use std::collections::BTreeSet;

use bihuan_core::casework::may::keeps_officers;
use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::{Refusal, Who};
use bihuan_core::directory::{
    Directory, DirectoryBuilder, DirectoryError, DistrictCode, Officer, Unit, UnitCode, UnitKind, UserName,
    shipped_districts,
};
use bihuan_ledger::{DirectoryChange, DirectoryRow, Hash, Ledger, LedgerError};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::calendar::{self, Taken};

/// Why a directory, or a change to it, cannot be.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The store's reason.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What is wrong with units or officers, or that somebody may not change them.
    #[error("{} · {}", .0.sentence.zh, .0.sentence.en)]
    Refused(Box<Refusal>),
}

impl From<Refusal> for PeopleError {
    fn from(refusal: Refusal) -> PeopleError {
        PeopleError::Refused(Box::new(refusal))
    }
}

const UNIT: &str = "unit";
const OFFICER: &str = "officer";

/// The directory of every district in the store.
pub fn directory(ledger: &dyn Ledger) -> Result<Directory, PeopleError> {
    build(units(ledger)?, officers(ledger)?)
}

fn build(units: Vec<Unit>, officers: Vec<Officer>) -> Result<Directory, PeopleError> {
    DirectoryBuilder::new().units(units).officers(officers).build().map_err(|errors| faults(&errors))
}

fn faults(errors: &[DirectoryError]) -> PeopleError {
    let zh: Vec<String> = errors.iter().take(5).map(DirectoryError::zh).collect();
    let en: Vec<String> = errors.iter().take(5).map(ToString::to_string).collect();
    let about = errors.first().map(|error| format!("/{}", error.field())).unwrap_or_default();
    let code = errors.first().map_or("", DirectoryError::code);
    Refusal::new(RefusalCode::Invalid, zh.join("；"), en.join("; ")).about(about, code).into()
}

fn units(ledger: &dyn Ledger) -> Result<Vec<Unit>, PeopleError> {
    rows(ledger, UNIT)
}

fn officers(ledger: &dyn Ledger) -> Result<Vec<Officer>, PeopleError> {
    rows(ledger, OFFICER)
}

fn rows<T: DeserializeOwned>(ledger: &dyn Ledger, kind: &str) -> Result<Vec<T>, PeopleError> {
    let mut all = Vec::new();
    for district in ledger.directory_districts()? {
        for row in ledger.directory(&district, Some(kind))? {
            let broken = |error: serde_json::Error| {
                let (zh, en) = (format!("机构名录读不出：{} {error}", row.key), "the directory cannot be read");
                Refusal::new(RefusalCode::Definition, zh, en)
            };
            all.push(serde_json::from_value(row.value).map_err(broken)?);
        }
    }
    Ok(all)
}

/// Who changes the directory or an account, for the record.
#[derive(Clone, Debug)]
pub enum By {
    /// An officer who keeps the district.
    Officer {
        /// The account.
        user: UserName,
        /// The unit in which the officer holds the post for it.
        unit: UnitCode,
    },
    /// Whoever sits at the machine, by the command line.
    Console,
    /// The program itself: a demonstration is filled, an older store is taken over.
    Kernel,
}

impl By {
    /// An officer who may change the officers of a district.
    ///
    /// # Errors
    /// `NotYours`.
    pub fn keeper(who: &Who, district: &DistrictCode) -> Result<By, Refusal> {
        keeps_officers(who, district)?;
        match who {
            Who::Officer(officer) => Ok(By::Officer { user: officer.user.clone(), unit: district.unit() }),
            _ => Ok(By::Kernel),
        }
    }

    fn actor(&self) -> Json {
        match self {
            By::Officer { unit, .. } => json!({ "post": "admin", "unit": unit }),
            By::Console => json!({ "post": "console", "unit": null }),
            By::Kernel => json!({ "post": "kernel", "unit": null }),
        }
    }

    /// The account behind a change; none for the machine's.
    fn user(&self) -> Option<&UserName> {
        match self {
            By::Officer { user, .. } => Some(user),
            _ => None,
        }
    }
}

/// Something that happened to an account or a token, as a record tells it: never a name, a password or a token's text.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Note {
    /// An account was made.
    AccountMade {
        /// Which.
        user: String,
    },
    /// Sign-in was closed.
    AccountClosed {
        /// Of which account.
        user: String,
    },
    /// Sign-in was opened again.
    AccountOpened {
        /// Of which account.
        user: String,
    },
    /// Wrong passwords were forgotten, so that the account may try again at once.
    AccountUnlocked {
        /// Which.
        user: String,
    },
    /// A new first password was given.
    PasswordGiven {
        /// To which account.
        user: String,
    },
    /// An officer enrolled a second factor, or moved it to another telephone.
    SecondFactorKept {
        /// Whose.
        user: String,
    },
    /// An officer laid the second factor down.
    SecondFactorLeft {
        /// Whose.
        user: String,
    },
    /// An administrator took it away.
    SecondFactorTaken {
        /// Whose.
        user: String,
    },
    /// A token was made.
    TokenMade {
        /// Its name.
        id: String,
        /// Whose.
        user: String,
        /// What it may.
        scopes: Vec<String>,
        /// Until when.
        expires: Timestamp,
    },
    /// A token was revoked.
    TokenRevoked {
        /// Its name.
        id: String,
        /// Whose.
        user: String,
    },
    /// The open tasks of an officer were handed over; each is told by its own case's record too.
    HandedOver {
        /// Who left.
        from: String,
        /// Who took over.
        to: Option<String>,
        /// Tasks that went to that officer.
        to_officer: u64,
        /// Tasks that went back to their posts.
        to_post: u64,
    },
    /// A notice on the days of rest was taken in; the row beside it says what it says.
    CalendarTaken {
        /// Its place among the district's.
        key: String,
        /// The version of the calendar that it made.
        version: String,
    },
    /// A version of a pack was published; the row beside it holds its source.
    PackPublished {
        /// The pack.
        pack: String,
        /// The version.
        version: u32,
        /// SHA-256 of the source.
        sha256: String,
        /// From when on new matters are opened under it.
        from: Timestamp,
        /// Who wrote it.
        drafted_by: Vec<String>,
        /// Why.
        why: String,
    },
    /// Running matters of older versions were asked to go on under this one; each has a record of its own.
    MigrationBegun {
        /// The pack.
        pack: String,
        /// The version.
        to: u32,
    },
    /// A publication was taken back before it began.
    PackWithdrawn {
        /// The pack.
        pack: String,
        /// The version.
        version: u32,
        /// Why.
        why: String,
    },
}

/// A change of the directory on its way into the record.
struct Change<'c> {
    by: &'c By,
    at: Timestamp,
    rows: Vec<DirectoryRow>,
    notes: Vec<(DistrictCode, Note)>,
}

/// What the record tells of a directory row: of an officer everything but the name, which may have to go one day; of a
/// notice all that it says; of a unit a digest, for its outline is long.
pub(crate) fn told(row: &DirectoryRow) -> Json {
    match &row.value {
        Json::Null => Json::Null,
        notice if row.kind == calendar::KIND => notice.clone(),
        Json::Object(fields) if row.kind == OFFICER => fields
            .iter()
            .filter(|(name, _)| *name != "name")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        value => json!({ "digest": Hash::of(value.to_string().as_bytes()).to_string() }),
    }
}

/// Makes a change durable with its records. A district whose directory was kept before it had records is taken into them
/// first, as it stands.
fn keep(ledger: &dyn Ledger, change: Change<'_>) -> Result<(), PeopleError> {
    let Change { by, at, rows, notes } = change;
    let districts: BTreeSet<String> = rows
        .iter()
        .map(|row| row.district.clone())
        .chain(notes.iter().map(|(district, _)| district.to_string()))
        .collect();
    districts.iter().try_for_each(|district| adopt_one(ledger, district, at))?;
    let noted = |(district, note): (DistrictCode, Note)| {
        let mut event = json!(note);
        if let (Some(user), Some(fields)) = (by.user(), event.as_object_mut()) {
            fields.insert("by".into(), json!(user));
        }
        (district.to_string(), event)
    };
    put(ledger, by, at, rows, notes.into_iter().map(noted).collect())
}

fn put(
    ledger: &dyn Ledger,
    by: &By,
    at: Timestamp,
    rows: Vec<DirectoryRow>,
    notes: Vec<(String, Json)>,
) -> Result<(), PeopleError> {
    // As it will be read again: what a digest is made of must not depend on the way of a number through text.
    let read_again = |row: DirectoryRow| {
        let value = serde_json::from_str(&row.value.to_string()).unwrap_or(row.value);
        DirectoryRow { value, ..row }
    };
    let rows = rows.into_iter().map(read_again).map(|row| (row.clone(), told(&row))).collect();
    Ok(ledger.put_directory(DirectoryChange {
        at,
        command_id: crate::commands::new_id(at),
        actor: by.actor(),
        rows,
        notes,
        entries: Vec::new(),
    })?)
}

/// Takes what an older program kept of the directory into the records.
///
/// # Errors
/// The store's.
pub fn adopt(ledger: &dyn Ledger, at: Timestamp) -> Result<(), PeopleError> {
    ledger.directory_districts()?.iter().try_for_each(|district| adopt_one(ledger, district, at))
}

fn adopt_one(ledger: &dyn Ledger, district: &str, at: Timestamp) -> Result<(), PeopleError> {
    if !ledger.book_records(district, None, 1)?.is_empty() {
        return Ok(());
    }
    match ledger.directory(district, None)? {
        rows if rows.is_empty() => Ok(()),
        rows => put(ledger, &By::Kernel, at, rows, Vec::new()),
    }
}

/// Takes units of a district in beside those that are there; answers how many, by kind.
pub fn keep_units(
    ledger: &dyn Ledger,
    (by, at): (&By, Timestamp),
    district: &DistrictCode,
    new: &[Unit],
) -> Result<Json, PeopleError> {
    let mut all: Vec<Unit> =
        units(ledger)?.into_iter().filter(|old| new.iter().all(|unit| unit.code != old.code)).collect();
    let mut taken = new.to_vec();
    let root = district.unit();
    if !all.iter().chain(new).any(|unit| unit.code == root) {
        taken.push(root_of(district)?);
    }
    all.extend(taken.iter().cloned());
    build(all, officers(ledger)?)?;
    let rows = taken.iter().map(|unit| row(district, UNIT, unit.code.as_str(), unit)).collect::<Result<_, _>>()?;
    keep(ledger, Change { by, at, rows, notes: Vec::new() })?;
    let of_kind = |kind| new.iter().filter(|unit| unit.kind == kind).count();
    Ok(
        json!({ "district": district, "units": new.len(), "streets": of_kind(UnitKind::Street), "communities": of_kind(UnitKind::Community) }),
    )
}

/// A list of streets and communities does not name the district itself: it takes its name from the districts that ship, else its code.
fn root_of(district: &DistrictCode) -> Result<Unit, PeopleError> {
    let shipped = shipped_districts().map_err(|error| faults(&[error]))?;
    let known = shipped.into_iter().find(|unit| unit.code == district.unit());
    Ok(known.unwrap_or_else(|| Unit::new(district.unit(), district.as_str(), UnitKind::District)))
}

/// A whole directory, for a store that has none: a demonstration, or the district of the first administrator.
///
/// # Errors
/// The store's.
pub fn keep_all(
    ledger: &dyn Ledger,
    (by, at): (&By, Timestamp),
    units: &[Unit],
    officers: &[Officer],
) -> Result<(), PeopleError> {
    let units = units.iter().map(|unit| row(&unit.code.district(), UNIT, unit.code.as_str(), unit));
    let officers = officers.iter().map(officer_row);
    let rows = units.chain(officers).collect::<Result<_, _>>()?;
    keep(ledger, Change { by, at, rows, notes: Vec::new() })
}

/// Keeps officers, all or none, once `directory` with them has been found in order; answers with that directory.
///
/// # Errors
/// What is wrong with them; the store's.
pub fn keep_officers(
    ledger: &dyn Ledger,
    (by, at): (&By, Timestamp),
    directory: &Directory,
    new: &[Officer],
    notes: Vec<(DistrictCode, Note)>,
) -> Result<Directory, PeopleError> {
    let is_new = |old: &&Officer| new.iter().all(|officer| officer.user != old.user);
    let all: Vec<Officer> = directory.officers().filter(is_new).chain(new).cloned().collect();
    let after = build(directory.units(None, None).cloned().collect(), all)?;
    let rows = new.iter().map(officer_row).collect::<Result<_, _>>()?;
    keep(ledger, Change { by, at, rows, notes })?;
    Ok(after)
}

/// Keeps a notice on the days of rest that a district takes in.
///
/// # Errors
/// The store's.
pub(crate) fn keep_notice(
    ledger: &dyn Ledger,
    (by, at): (&By, Timestamp),
    district: &DistrictCode,
    taken: &Taken,
    note: Note,
) -> Result<(), PeopleError> {
    let rows = vec![row(district, calendar::KIND, &taken.key(), taken)?];
    keep(ledger, Change { by, at, rows, notes: vec![(district.clone(), note)] })
}

/// Keeps a row of the books with what is told of it in the log of each district.
///
/// # Errors
/// The store's.
pub(crate) fn keep_row(
    ledger: &dyn Ledger,
    (by, at): (&By, Timestamp),
    row: DirectoryRow,
    notes: Vec<(DistrictCode, Note)>,
) -> Result<(), PeopleError> {
    keep(ledger, Change { by, at, rows: vec![row], notes })
}

/// Keeps what happened to accounts and tokens.
///
/// # Errors
/// The store's.
pub fn note(
    ledger: &dyn Ledger,
    (by, at): (&By, Timestamp),
    notes: Vec<(DistrictCode, Note)>,
) -> Result<(), PeopleError> {
    keep(ledger, Change { by, at, rows: Vec::new(), notes })
}

/// The district that an officer's row stands in: that of the first post; an officer without a post yet stands in none.
pub fn home(officer: &Officer) -> Option<DistrictCode> {
    officer.holdings.first().map(|holding| holding.unit.district())
}

/// What an account says of its officer, for whoever looks it up by name.
pub fn profile(officer: &Officer) -> Json {
    json!({ "name": officer.name, "district": home(officer), "synthetic": officer.synthetic })
}

fn officer_row(officer: &Officer) -> Result<DirectoryRow, PeopleError> {
    let home = home(officer).ok_or_else(|| {
        let (zh, en) = ("人员至少要有一个岗位", "An officer needs at least one post.");
        Refusal::new(RefusalCode::Invalid, zh, en).about("/post", "required")
    })?;
    row(&home, OFFICER, officer.user.as_str(), officer)
}

pub(crate) fn row(
    district: &DistrictCode,
    kind: &str,
    key: &str,
    value: &impl Serialize,
) -> Result<DirectoryRow, PeopleError> {
    let value = serde_json::to_value(value)
        .map_err(|error| Refusal::new(RefusalCode::Invalid, error.to_string(), error.to_string()))?;
    Ok(DirectoryRow { district: district.to_string(), kind: kind.into(), key: key.into(), value })
}
