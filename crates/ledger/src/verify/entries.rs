//! Register entries against the records that wrote them. Their values stand outside the chain; the record says what each
//! of them was, and the last record that wrote an entry speaks for it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Checks, Stop, VerifyReport, wrong};
use crate::Books;
use crate::engine::Engine;
use crate::query::records_after;

/// What a record says of entries that it wrote: they are held to it together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entered {
    /// The register.
    pub register: String,
    /// The entries' keys, in order.
    pub keys: Vec<String>,
    /// The digest over keys and values.
    pub digest: String,
}

/// Finds in a record, as JSON, what it says of register entries.
pub type Told = fn(&Value) -> Result<Vec<Entered>, String>;

/// How the domain commits to register entries.
#[derive(Clone, Copy)]
pub struct EntryChecks {
    /// What a record says.
    pub told: Told,
    /// The digest over entries in the order of their keys; one that is not there is `null`.
    pub digest: fn(&[(&str, &Value)]) -> String,
}

/// A register and a key of it.
type Name = (String, String);

/// Which record wrote each entry last, and what the records say.
#[derive(Default)]
pub(super) struct Writers {
    last: BTreeMap<Name, u64>,
    told: Vec<(u64, Entered)>,
}

impl Writers {
    /// Hears one record of a district, in the order of the log.
    pub(super) fn hear(&mut self, checks: &Checks<'_>, seq: u64, record: &Value) -> Result<(), String> {
        let Some(entries) = checks.entries else { return Ok(()) };
        for entered in (entries.told)(record)? {
            let names = entered.keys.iter().map(|key| ((entered.register.clone(), key.clone()), seq));
            self.last.extend(names);
            self.told.push((seq, entered));
        }
        Ok(())
    }

    /// What still holds: no later record wrote one of the entries again.
    fn standing(&self) -> impl Iterator<Item = &Entered> {
        let own = |seq: u64, it: &Entered| {
            it.keys.iter().all(|key| self.last.get(&(it.register.clone(), key.clone())) == Some(&seq))
        };
        self.told.iter().filter(move |(seq, it)| own(*seq, it)).map(|(_, it)| it)
    }
}

/// Every entry that a record speaks for, as it stands now.
pub(super) fn check(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    district: &str,
    writers: &Writers,
    tip: u64,
    report: &mut VerifyReport,
) -> Result<(), Stop> {
    let Some(entries) = checks.entries else { return Ok(()) };
    for entered in writers.standing() {
        if holds(ledger, entries, district, entered)? {
            report.entries += entered.keys.len() as u64;
        } else if !is_written_since(ledger, checks, district, entered, tip)? {
            return wrong(
                place(district, entered),
                "登记簿条目与记录的摘要不符 · the register entry is not what its record wrote",
            );
        }
    }
    Ok(())
}

fn holds(ledger: &impl Engine, entries: EntryChecks, district: &str, entered: &Entered) -> Result<bool, Stop> {
    let mut values = Vec::with_capacity(entered.keys.len());
    for key in &entered.keys {
        values.push(ledger.entry(district, &entered.register, key)?.unwrap_or(Value::Null));
    }
    let named: Vec<(&str, &Value)> = entered.keys.iter().map(String::as_str).zip(&values).collect();
    Ok((entries.digest)(&named) == entered.digest)
}

/// Whether somebody wrote one of the entries while the walk went on; that is left to the next walk.
fn is_written_since(
    ledger: &impl Engine,
    checks: &Checks<'_>,
    district: &str,
    entered: &Entered,
    tip: u64,
) -> Result<bool, Stop> {
    let mut since = Writers::default();
    let mut after = tip;
    loop {
        let records = ledger.read(|db| records_after(db, district, after, super::STEP))?;
        let Some(last) = records.last() else { break };
        after = last.seq;
        for record in &records {
            // A record that cannot be read is the next walk's to name.
            if let Ok(value) = record.value() {
                drop(since.hear(checks, record.seq, &value));
            }
        }
    }
    Ok(entered.keys.iter().any(|key| since.last.contains_key(&(entered.register.clone(), key.clone()))))
}

fn place(district: &str, entered: &Entered) -> String {
    match entered.keys.as_slice() {
        [key] => format!("{district}/{}/{key}", entered.register),
        several => format!("{district}/{}/{{{}}}", entered.register, several.join(", ")),
    }
}
