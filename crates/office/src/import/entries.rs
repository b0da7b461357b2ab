//! Tables of a register's entries: each row is read as the entry's form would be, held against what stands there, and
//! taken in together with all others as one act of the books, or not at all. The same table once more changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::casework::Who;
use bihuan_core::casework::decide::{Form, json_of};
use bihuan_core::casework::refusal::{Fault, Refusal, Sentence};
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_text::table::Row;
use serde_json::{Map, Value as Json};

use super::layout::put;
use super::plan::merge;
use super::value::Reader;
use super::{Known, Layout, Reason};
use crate::Office;
use crate::entries::{Shelf, Version};
use crate::failure::Failure;
use crate::law::Law;

/// The column of the entries' keys.
pub const KEY: &str = "#key";
/// Entries that one table may bring.
pub const MOST_ENTRIES: usize = 2_500;
/// Keys that are looked up at a time.
const A_LOOK: usize = 200;

/// What comes of one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// A new entry.
    New,
    /// Another version of one that is there: the fields that change.
    Changed(Vec<String>),
    /// It says what stands there.
    Same,
    /// It is not taken.
    Wrong(Vec<Reason>),
}

/// A row with what comes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryLine {
    /// Its number in the file.
    pub row: usize,
    /// The key of its entry.
    pub key: String,
    /// What comes of it.
    pub turn: Turn,
    /// What it says, in the contract's JSON.
    pub values: Map<String, Json>,
    /// The version that it was held against.
    pub seen: u64,
}

/// The columns that a table of a register may have: the key, then its fields.
#[must_use]
pub fn register_columns(law: &Law, shelf: &Shelf<'_>) -> Vec<Known> {
    let key =
        Known { target: KEY.into(), field: None, zh: "键".into(), en: "Key".into(), required: true, files: true };
    let pack = shelf.rules.id.0.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let mut columns = vec![key];
    for field in &shelf.register.fields {
        let told = pack.and_then(|pack| pack.english("field", &[&shelf.register.name, &field.name]));
        put(&mut columns, field, told.map_or_else(|| field.name.clone(), str::to_owned), true);
    }
    columns
}

/// Reads the rows of one table.
struct Reading<'r> {
    shelf: &'r Shelf<'r>,
    layout: &'r Layout,
    known: &'r [Known],
    reader: Reader<'r>,
}

impl Reading<'_> {
    fn key(&self, row: &Row) -> String {
        self.layout.column(KEY).map(|column| row.cell(column).words().trim().to_owned()).unwrap_or_default()
    }

    fn field(&self, target: &str) -> Option<&Field> {
        let name = target.split('/').next().unwrap_or_default();
        self.shelf.register.fields.iter().find(|field| field.name == name)
    }

    /// What the row says, in the contract's JSON, not yet weighed.
    fn form(&self, row: &Row) -> Map<String, Json> {
        let mut values = Map::new();
        for (column, target) in self.layout.targets.iter().enumerate() {
            let (Some(field), cell) = (self.field(target), row.cell(column)) else { continue };
            if cell.is_empty() {
                continue;
            }
            let part = target.split_once('/').map(|(_, part)| part).filter(|_| field.kind == FieldType::Place);
            let value = match part {
                Some(part) => Json::Object(Map::from_iter([(part.to_owned(), self.reader.part(part, cell))])),
                None => self.reader.value(field, cell),
            };
            merge(&mut values, &field.name, value);
        }
        values
    }

    /// A wrong key, before anything else is looked at.
    fn wrong_key(&self, key: &str, seen: &mut BTreeSet<String>) -> Option<Reason> {
        let column = self.layout.column(KEY).and_then(|at| self.layout.titles.get(at)).cloned();
        let reason = |code: &str, zh: &str, en: &str| {
            let sentence = Sentence { zh: zh.to_owned(), en: en.to_owned() };
            Some(Reason { code: code.to_owned(), column: column.clone(), sentence })
        };
        let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if key.is_empty() {
            return reason("required", "没有写键，请补上", "The key is missing.");
        }
        if key.chars().count() > 60 || !key.chars().all(plain) || ["new", "import"].contains(&key) {
            return reason(
                "bad-key",
                "键只能用文字、数字、`-`、`_`、`.`，不超过 60 个字，也不能是 new、import",
                "A key has letters, digits, `-`, `_` and `.`, at most 60, and is not `new` or `import`.",
            );
        }
        if !seen.insert(key.to_owned()) {
            return reason(
                "duplicate-key",
                "这个键在本表里写了两次，请删去一行",
                "This key stands twice in the table. Delete a row.",
            );
        }
        None
    }

    fn reasons(&self, refusal: Refusal) -> Vec<Reason> {
        let reason = |fault: Fault| {
            let name = fault.field.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
            let at = self.layout.targets.iter().position(|target| target.split('/').next() == Some(name.as_str()));
            let title = at.and_then(|at| self.layout.titles.get(at)).cloned();
            let own = || self.known.iter().find(|known| known.target == name).map(|known| known.zh.clone());
            Reason { column: title.or_else(own), code: fault.code, sentence: fault.sentence }
        };
        refusal.faults.into_iter().map(reason).collect()
    }
}

impl Office {
    /// What would come of each row of a table if it were taken now. Writes nothing.
    ///
    /// # Errors
    /// Too many rows, as a refusal; the store's. What is wrong with a row is its turn.
    pub fn entries_planned(&self, shelf: &Shelf<'_>, rows: &[Row], layout: &Layout) -> Result<Vec<EntryLine>, Failure> {
        let law = self.law();
        let known = register_columns(&law, shelf);
        let reader = Reader { law: &law, rules: shelf.rules, district: shelf.district };
        let reading = Reading { shelf, layout, known: &known, reader };
        let body = rows.get(layout.head + 1..).unwrap_or_default();
        if body.len() > MOST_ENTRIES {
            return Err(too_many(body.len()).into());
        }
        let (mut lines, mut keys) = (Vec::with_capacity(body.len()), BTreeSet::new());
        for chunk in body.chunks(A_LOOK) {
            let standing = self.standing_entries(shelf, chunk.iter().map(|row| reading.key(row)).collect())?;
            for row in chunk {
                lines.push(self.line_of(&law, &reading, row, (&standing, &mut keys))?);
            }
        }
        Ok(lines)
    }

    /// The entries of these keys as they stand.
    fn standing_entries(&self, shelf: &Shelf<'_>, keys: Vec<String>) -> Result<BTreeMap<String, Version>, Failure> {
        let named: Vec<&str> = keys.iter().map(String::as_str).collect();
        let own = self.ledger().entries_named(shelf.district.as_str(), &shelf.register.name, &named)?;
        let shipped = shelf.register.rows.iter().filter(|row| named.contains(&row.key.as_str()));
        let of_pack = |values: &BTreeMap<String, Json>| Version {
            values: values.clone().into_iter().collect(),
            ..Version::default()
        };
        let mut all: BTreeMap<String, Version> = shipped.map(|row| (row.key.clone(), of_pack(&row.values))).collect();
        all.extend(own.into_iter().map(|row| (row.key, Version::of(&row.value))));
        Ok(all)
    }

    fn line_of(
        &self,
        law: &Law,
        reading: &Reading<'_>,
        row: &Row,
        (standing, keys): (&BTreeMap<String, Version>, &mut BTreeSet<String>),
    ) -> Result<EntryLine, Failure> {
        let (key, shelf) = (reading.key(row), reading.shelf);
        let line = |turn, values, seen| EntryLine { row: row.number, key: key.clone(), turn, values, seen };
        if let Some(wrong) = reading.wrong_key(&key, keys) {
            return Ok(line(Turn::Wrong(vec![wrong]), Map::new(), 0));
        }
        let now = standing.get(&key);
        // A column that the table does not have keeps what stands there.
        let mut form = now.map(|now| now.values.clone()).unwrap_or_default();
        form.retain(|name, _| reading.field(name).is_some());
        for field in &shelf.register.fields {
            let is_asked = reading.layout.targets.iter().any(|it| it.split('/').next() == Some(field.name.as_str()));
            if is_asked {
                form.remove(&field.name);
            }
        }
        form.extend(reading.form(row));
        let read = |world: &bihuan_core::casework::World<'_>| {
            Form::for_filing(world, shelf.district, self.clock().now(), "").read(&shelf.register.fields, &form, "")
        };
        let values = match self.with_world(law, shelf.rules, shelf.district.as_str(), read) {
            Ok(values) => values,
            Err(Failure::Refused(refusal)) => return Ok(line(Turn::Wrong(reading.reasons(*refusal)), Map::new(), 0)),
            Err(other) => return Err(other),
        };
        let values: Map<String, Json> = values.iter().map(|(name, value)| (name.clone(), json_of(value))).collect();
        let turn = now.map_or(Turn::New, |now| turned(now, &values));
        Ok(line(turn, values, now.map_or(0, |now| now.kept.version)))
    }

    /// Takes a table in: every entry that is new or changed, in one transaction with the record that tells of it, or none.
    /// Answers how many were written; the same once more writes none.
    ///
    /// # Errors
    /// A refusal where a row is wrong or nobody keeps the register by that post; [`Failure::Stale`] where somebody wrote
    /// meanwhile; the store's. Nothing is written then.
    pub fn take_entries(&self, who: &Who, shelf: &Shelf<'_>, rows: &[Row], layout: &Layout) -> Result<usize, Failure> {
        self.hand(who, shelf.district, &shelf.register.name)?;
        let lines = self.entries_planned(shelf, rows, layout)?;
        let wrong = lines.iter().filter(|line| matches!(line.turn, Turn::Wrong(_))).count();
        if wrong > 0 {
            return Err(some_wrong(wrong).into());
        }
        let new = lines.into_iter().filter(|line| matches!(line.turn, Turn::New | Turn::Changed(_)));
        self.write_entries(who, shelf, new.map(|line| (line.key, line.seen, line.values)).collect())
    }
}

/// What changes of an entry; one out of use comes back into it.
fn turned(now: &Version, values: &Map<String, Json>) -> Turn {
    let names: BTreeSet<&String> = now.values.keys().chain(values.keys()).collect();
    let differs = |name: &&String| now.values.get(*name).map(bare) != values.get(*name).map(bare);
    let changed: Vec<String> = names.into_iter().filter(differs).filter(|name| *name != "synthetic").cloned().collect();
    if changed.is_empty() && !now.kept.retired { Turn::Same } else { Turn::Changed(changed) }
}

/// A value as it is compared: a place without the system of coordinates that is always the same.
fn bare(value: &Json) -> Json {
    let Json::Object(place) = value else { return value.clone() };
    let kept = place.iter().filter(|(name, value)| name.as_str() != "crs" && !value.is_null());
    Json::Object(kept.map(|(name, value)| (name.clone(), number_of(value))).collect())
}

/// A number as it is compared, be it written as text.
fn number_of(value: &Json) -> Json {
    match value.as_str().and_then(|text| text.parse::<f64>().ok()).or_else(|| value.as_f64()) {
        Some(number) => format!("{number:.6}").into(),
        None => value.clone(),
    }
}

fn too_many(n: usize) -> Refusal {
    Refusal::new(
        bihuan_core::casework::RefusalCode::Limit,
        format!("表里有 {n} 行，一次最多 {MOST_ENTRIES} 条，请分成几个文件"),
        format!("The table has {n} rows; at most {MOST_ENTRIES} entries at a time. Send it as several files."),
    )
}

fn some_wrong(n: usize) -> Refusal {
    Refusal::new(
        bihuan_core::casework::RefusalCode::Invalid,
        format!("有 {n} 行写得不对，一条也没有收；请按提示改好再传"),
        format!("{n} rows are wrong, so none was taken. Mend them and send the table again."),
    )
}
