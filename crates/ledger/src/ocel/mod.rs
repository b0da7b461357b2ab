//! Object-centric event logs as files that other tools read: OCEL 2.0, as JSON or as a SQLite database by the name's end.
//!
//! This room is given rows and writes them as they come, one at a time, whatever they mean: <https://www.ocel-standard.org/>.
//! The file is made beside its place and put there when it is whole.

mod json;
mod sqlite;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;

use crate::error::{LedgerError, Result};

/// What sort of value an attribute has, in the standard's words.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Words.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// Yes or no.
    Boolean,
}

/// A type of events or of objects.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct OcelType {
    /// Its name.
    pub name: String,
    /// Its attributes; names of lower-case letters and underscores.
    pub attributes: Vec<OcelAttribute>,
}

/// An attribute that a type declares.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct OcelAttribute {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ValueKind,
}

/// An event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OcelEvent {
    /// Its id, unique among events.
    pub id: String,
    /// Its type, declared before.
    pub kind: String,
    /// When it happened.
    pub at: Timestamp,
    /// What it says, by attribute.
    pub values: Vec<(String, String)>,
    /// The objects that it is about, each with what it is to the event.
    pub related: Vec<(String, String)>,
}

/// An object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OcelObject {
    /// Its id, unique among objects.
    pub id: String,
    /// Its type, declared before.
    pub kind: String,
    /// What it is, by attribute: from the beginning, or from an instant on.
    pub values: Vec<(String, Option<Timestamp>, String)>,
    /// Other objects, each with what it is to this one.
    pub related: Vec<(String, String)>,
}

/// How much a file holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct OcelCounts {
    /// Events.
    pub events: u64,
    /// Objects.
    pub objects: u64,
    /// Relations of events to objects.
    pub relations: u64,
    /// Relations among objects.
    pub object_relations: u64,
}

/// One of the two ways to write a log.
trait Written {
    fn event_type(&mut self, kind: &OcelType) -> Result<()>;
    fn object_type(&mut self, kind: &OcelType) -> Result<()>;
    fn event(&mut self, event: &OcelEvent) -> Result<()>;
    fn object(&mut self, object: &OcelObject) -> Result<()>;
    fn finish(&mut self) -> Result<()>;
}

/// A log that is being written.
pub struct OcelFile {
    written: Option<Box<dyn Written>>,
    place: PathBuf,
    part: PathBuf,
    event_types: BTreeMap<String, OcelType>,
    object_types: BTreeMap<String, OcelType>,
    counts: OcelCounts,
}

impl OcelFile {
    /// Begins a file: `.json` or `.sqlite`.
    ///
    /// # Errors
    /// A name with another end; what the file system says.
    pub fn begin(place: &Path) -> Result<OcelFile> {
        let part = beside(place, ".part");
        drop(std::fs::remove_file(&part));
        let written: Box<dyn Written> = match place.extension().and_then(|end| end.to_str()) {
            Some("json") => Box::new(json::JsonLog::begin(&part, &beside(place, ".objects.part"))?),
            Some("sqlite") => Box::new(sqlite::SqliteLog::begin(&part)?),
            _ => return Err(other_end(place)),
        };
        let (event_types, object_types) = (BTreeMap::new(), BTreeMap::new());
        let counts = OcelCounts::default();
        Ok(OcelFile { written: Some(written), place: place.into(), part, event_types, object_types, counts })
    }

    /// Declares a type of events; a second time changes nothing.
    pub fn event_type(&mut self, name: &str, attributes: &[(&str, ValueKind)]) -> Result<()> {
        if !self.event_types.contains_key(name) {
            let declared = declared(name, attributes);
            self.out()?.event_type(&declared)?;
            self.event_types.insert(name.to_owned(), declared);
        }
        Ok(())
    }

    /// Declares a type of objects; a second time changes nothing.
    pub fn object_type(&mut self, name: &str, attributes: &[(&str, ValueKind)]) -> Result<()> {
        if !self.object_types.contains_key(name) {
            let declared = declared(name, attributes);
            self.out()?.object_type(&declared)?;
            self.object_types.insert(name.to_owned(), declared);
        }
        Ok(())
    }

    /// Writes an event.
    pub fn event(&mut self, event: &OcelEvent) -> Result<()> {
        self.counts.events += 1;
        self.counts.relations += event.related.len() as u64;
        self.out()?.event(event)
    }

    /// Writes an object.
    pub fn object(&mut self, object: &OcelObject) -> Result<()> {
        self.counts.objects += 1;
        self.counts.object_relations += object.related.len() as u64;
        self.out()?.object(object)
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    /// What the file system says; nothing is in its place then.
    pub fn finish(mut self) -> Result<OcelCounts> {
        self.out()?.finish()?;
        self.written = None;
        std::fs::File::open(&self.part)?.sync_all()?;
        std::fs::rename(&self.part, &self.place)?;
        Ok(self.counts)
    }

    fn out(&mut self) -> Result<&mut dyn Written> {
        match &mut self.written {
            Some(written) => Ok(written.as_mut()),
            None => Err(LedgerError::Closing),
        }
    }
}

impl Drop for OcelFile {
    fn drop(&mut self) {
        self.written = None;
        drop(std::fs::remove_file(&self.part));
    }
}

fn declared(name: &str, attributes: &[(&str, ValueKind)]) -> OcelType {
    let attribute = |(name, kind): &(&str, ValueKind)| OcelAttribute { name: (*name).to_owned(), kind: *kind };
    OcelType { name: name.to_owned(), attributes: attributes.iter().map(attribute).collect() }
}

fn beside(place: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(place.as_os_str());
    name.push(end);
    name.into()
}

/// An instant as both forms write it, always with as many digits.
fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn other_end(place: &Path) -> LedgerError {
    LedgerError::refused(
        "ocel-name",
        format!("文件名应以 .json 或 .sqlite 结尾: {} · the name must end in .json or .sqlite", place.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(place: &Path) -> Result<OcelCounts> {
        let mut file = OcelFile::begin(place)?;
        file.object_type("Case", &[("type", ValueKind::String), ("outcome", ValueKind::String)])?;
        for name in ["object", "map_type", "Task opened"] {
            file.event_type(name, &[("round", ValueKind::Integer), ("bad", ValueKind::Boolean)])?;
            file.event_type(name, &[])?;
            file.event(&OcelEvent {
                id: name.into(),
                kind: name.into(),
                at: Timestamp::UNIX_EPOCH,
                values: vec![("round".into(), "2".into()), ("bad".into(), "true".into())],
                related: vec![("case:1".into(), "case".into())],
            })?;
        }
        let outcome =
            ("outcome".into(), Some(Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(1)), "done".into());
        let values = vec![("type".into(), None, "a.b".into()), outcome];
        file.object(&OcelObject { id: "case:1".into(), kind: "Case".into(), values, related: Vec::new() })?;
        file.finish()
    }

    #[test]
    fn types_named_like_tables_of_the_standard_have_tables_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("log.sqlite");
        let counts = written(&place).unwrap();
        assert_eq!(counts, OcelCounts { events: 3, objects: 1, relations: 3, object_relations: 0 });
        let db = rusqlite::Connection::open(&place).unwrap();
        let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(one("SELECT count(*) FROM event_object"), 3);
        assert_eq!(one("SELECT sum(round) + sum(bad) FROM event_a_object"), 3);
        assert_eq!(one("SELECT count(*) FROM event_TaskOpened"), 1);
        assert_eq!(one("SELECT count(*) FROM object_Case WHERE ocel_changed_field = 'outcome' AND type IS NULL"), 1);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half done stays");
    }

    #[test]
    fn every_value_in_json_is_a_string_with_its_declared_type() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("log.json");
        written(&place).unwrap();
        let log: serde_json::Value = serde_json::from_slice(&std::fs::read(&place).unwrap()).unwrap();
        assert_eq!(log["events"][0]["attributes"][0], serde_json::json!({ "name": "round", "value": "2" }));
        assert_eq!(log["objects"][0]["attributes"][1]["time"], "1970-01-01T01:00:00.000000Z");
        assert_eq!(log["eventTypes"].as_array().unwrap().len(), 3);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half done stays");
    }

    #[test]
    fn a_file_that_did_not_come_to_its_end_is_not_there() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["log.json", "log.sqlite"] {
            let mut file = OcelFile::begin(&dir.path().join(name)).unwrap();
            file.object_type("Case", &[]).unwrap();
            let undeclared = OcelObject { id: "x".into(), kind: "Other".into(), values: vec![], related: vec![] };
            assert!(name == "log.json" || file.object(&undeclared).is_err());
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
        assert!(OcelFile::begin(&dir.path().join("log.xes")).is_err());
    }
}
