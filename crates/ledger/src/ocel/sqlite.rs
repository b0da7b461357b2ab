//! The log as a SQLite database: a table of events and one of objects, their relations, and a table for each type.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use super::{OcelEvent, OcelObject, OcelType, ValueKind, Written, instant};
use crate::error::{LedgerError, Result};

/// The tables that every log has.
const TABLES: &str = "
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL, FOREIGN KEY (ocel_type) REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL, FOREIGN KEY (ocel_type) REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (ocel_event_id TEXT NOT NULL, ocel_object_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
  PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
  FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id), FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id));
CREATE TABLE object_object (ocel_source_id TEXT NOT NULL, ocel_target_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
  PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
  FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id), FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id));
";

/// A log in SQLite that is being written: one transaction, whose file is thrown away if it does not come to its end.
pub(super) struct SqliteLog {
    db: Connection,
    /// The statement that fills the table of a type, and its attributes, by the type's name.
    events: BTreeMap<String, Table>,
    objects: BTreeMap<String, Table>,
}

/// How the table of a type is filled.
struct Table {
    insert: String,
    attributes: Vec<(String, ValueKind)>,
}

impl SqliteLog {
    pub fn begin(place: &Path) -> Result<SqliteLog> {
        let db = Connection::open(place)?;
        db.pragma_update(None, "journal_mode", "OFF")?;
        db.pragma_update(None, "synchronous", "OFF")?;
        db.pragma_update(None, "foreign_keys", "OFF")?;
        db.execute_batch("BEGIN")?;
        db.execute_batch(TABLES)?;
        Ok(SqliteLog { db, events: BTreeMap::new(), objects: BTreeMap::new() })
    }

    /// Makes the table of a type.
    fn table(&self, of: &str, kind: &OcelType, own: &str) -> Result<Table> {
        let map = mapped(&kind.name);
        let known =
            || LedgerError::refused("ocel-type", format!("类型名重复: {} · two types have one table name", kind.name));
        let columns: String =
            kind.attributes.iter().map(|it| format!(", \"{}\" {}", it.name, column(it.kind))).collect();
        let create = format!(
            "CREATE TABLE {of}_{map} (ocel_id TEXT{key}, {own}{columns}, FOREIGN KEY (ocel_id) REFERENCES {of} (ocel_id))",
            key = if of == "event" { " PRIMARY KEY" } else { " NOT NULL" },
        );
        self.db.execute_batch(&create).map_err(|_| known())?;
        self.db.execute(&format!("INSERT INTO {of}_map_type VALUES (?1, ?2)"), (&kind.name, &map))?;
        let fields: String = kind.attributes.iter().map(|it| format!(", \"{}\"", it.name)).collect();
        let own_names: Vec<&str> = own.split(", ").filter_map(|column| column.split(' ').next()).collect();
        let places = vec!["?"; 1 + own_names.len() + kind.attributes.len()].join(", ");
        Ok(Table {
            insert: format!("INSERT INTO {of}_{map} (ocel_id, {}{fields}) VALUES ({places})", own_names.join(", ")),
            attributes: kind.attributes.iter().map(|it| (it.name.clone(), it.kind)).collect(),
        })
    }

    fn put(&self, sql: &str, with: Vec<Sql>) -> Result<()> {
        self.db.prepare_cached(sql)?.execute(params_from_iter(with))?;
        Ok(())
    }

    fn relate(&self, sql: &str, id: &str, related: &[(String, String)]) -> Result<()> {
        related.iter().try_for_each(|(to, what)| {
            self.put(sql, vec![id.to_owned().into(), to.clone().into(), what.clone().into()])
        })
    }
}

impl Written for SqliteLog {
    fn event_type(&mut self, kind: &OcelType) -> Result<()> {
        let table = self.table("event", kind, "ocel_time TIMESTAMP")?;
        self.events.insert(kind.name.clone(), table);
        Ok(())
    }

    fn object_type(&mut self, kind: &OcelType) -> Result<()> {
        let table = self.table("object", kind, "ocel_time TIMESTAMP, ocel_changed_field TEXT")?;
        self.objects.insert(kind.name.clone(), table);
        Ok(())
    }

    fn event(&mut self, event: &OcelEvent) -> Result<()> {
        let table = self.events.get(&event.kind).ok_or_else(|| undeclared(&event.kind))?;
        self.put("INSERT INTO event VALUES (?, ?)", vec![event.id.clone().into(), event.kind.clone().into()])?;
        let said = table.attributes.iter().map(|(name, kind)| {
            event.values.iter().find(|(said, _)| said == name).map_or(Sql::Null, |(_, value)| typed(*kind, value))
        });
        let row = [event.id.clone().into(), instant(event.at).into()].into_iter().chain(said).collect();
        self.put(&table.insert, row)?;
        self.relate("INSERT INTO event_object VALUES (?, ?, ?)", &event.id, &event.related)
    }

    /// A row with what the object is from the beginning, and one for each value that came later.
    fn object(&mut self, object: &OcelObject) -> Result<()> {
        let table = self.objects.get(&object.kind).ok_or_else(|| undeclared(&object.kind))?;
        self.put("INSERT INTO object VALUES (?, ?)", vec![object.id.clone().into(), object.kind.clone().into()])?;
        let later = object.values.iter().filter(|(_, at, _)| at.is_some());
        let rows = [(jiff::Timestamp::UNIX_EPOCH, None)].into_iter();
        for (at, changed) in rows.chain(later.filter_map(|(name, at, _)| Some(((*at)?, Some(name))))) {
            let said = table.attributes.iter().map(|(name, kind)| {
                let here = |(said, since, _): &&(String, Option<jiff::Timestamp>, String)| {
                    said == name
                        && since.unwrap_or(jiff::Timestamp::UNIX_EPOCH) == at
                        && changed.is_none_or(|one| one == name)
                };
                object.values.iter().find(here).map_or(Sql::Null, |(_, _, value)| typed(*kind, value))
            });
            let changed = changed.map_or(Sql::Null, |name| name.clone().into());
            let row = [object.id.clone().into(), instant(at).into(), changed].into_iter().chain(said).collect();
            self.put(&table.insert, row)?;
        }
        self.relate("INSERT INTO object_object VALUES (?, ?, ?)", &object.id, &object.related)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.db.execute_batch("COMMIT")?)
    }
}

/// The name of a type within the name of its table: an action's begins with a small `a`, so that none is taken for a table
/// of the standard's, and a word of several becomes one.
fn mapped(name: &str) -> String {
    let plain = |part: &str| part.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect::<String>();
    match name.starts_with(|first: char| first.is_ascii_uppercase()) {
        true => name.split(' ').map(capital).map(|part| plain(&part)).collect(),
        false => format!("a_{}", plain(name)),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn column(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::String => "TEXT",
        ValueKind::Integer => "INTEGER",
        ValueKind::Float => "REAL",
        ValueKind::Boolean => "BOOLEAN",
    }
}

fn typed(kind: ValueKind, value: &str) -> Sql {
    let number = match kind {
        ValueKind::String => None,
        ValueKind::Integer => value.parse::<i64>().ok().map(Sql::from),
        ValueKind::Float => value.parse::<f64>().ok().map(Sql::from),
        ValueKind::Boolean => Some(Sql::from(value == "true")),
    };
    number.unwrap_or_else(|| value.to_owned().into())
}

fn undeclared(kind: &str) -> LedgerError {
    LedgerError::refused("ocel-type", format!("类型没有声明: {kind} · a type that was not declared"))
}
