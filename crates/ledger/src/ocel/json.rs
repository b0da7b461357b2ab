//! The log as JSON. Events go out as they come; objects wait in a file of their own, because each list must be in one piece.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::{OcelEvent, OcelObject, OcelType, Written, instant};
use crate::error::{LedgerError, Result};

/// A log in JSON that is being written.
pub(super) struct JsonLog {
    out: BufWriter<File>,
    objects: BufWriter<File>,
    waiting: PathBuf,
    event_types: Vec<OcelType>,
    object_types: Vec<OcelType>,
    first: (bool, bool),
}

impl JsonLog {
    pub fn begin(place: &Path, waiting: &Path) -> Result<JsonLog> {
        drop(std::fs::remove_file(waiting));
        let open = |place: &Path| OpenOptions::new().read(true).write(true).create_new(true).open(place);
        let (mut out, objects) = (BufWriter::new(open(place)?), BufWriter::new(open(waiting)?));
        out.write_all(b"{\"events\":[\n")?;
        let (event_types, object_types) = (Vec::new(), Vec::new());
        Ok(JsonLog { out, objects, waiting: waiting.into(), event_types, object_types, first: (true, true) })
    }
}

impl Written for JsonLog {
    fn event_type(&mut self, kind: &OcelType) -> Result<()> {
        self.event_types.push(kind.clone());
        Ok(())
    }

    fn object_type(&mut self, kind: &OcelType) -> Result<()> {
        self.object_types.push(kind.clone());
        Ok(())
    }

    /// Every value is a string with the type that is declared for it: so the standard's schema has it.
    fn event(&mut self, event: &OcelEvent) -> Result<()> {
        let said = event.values.iter().map(|(name, value)| json!({ "name": name, "value": value }));
        let row = json!({
            "id": event.id, "type": event.kind, "time": instant(event.at),
            "attributes": said.collect::<Json>(), "relationships": related(&event.related),
        });
        item(&mut self.out, &mut self.first.0, &row)
    }

    fn object(&mut self, object: &OcelObject) -> Result<()> {
        let since = |at: &Option<jiff::Timestamp>| instant(at.unwrap_or(jiff::Timestamp::UNIX_EPOCH));
        let said =
            object.values.iter().map(|(name, at, value)| json!({ "name": name, "time": since(at), "value": value }));
        let row = json!({
            "id": object.id, "type": object.kind,
            "attributes": said.collect::<Json>(), "relationships": related(&object.related),
        });
        item(&mut self.objects, &mut self.first.1, &row)
    }

    fn finish(&mut self) -> Result<()> {
        self.out.write_all(b"\n],\"objects\":[\n")?;
        self.objects.flush()?;
        let mut waiting = self.objects.get_ref();
        waiting.rewind()?;
        std::io::copy(&mut waiting, &mut self.out)?;
        let types = |kinds: &[OcelType]| {
            serde_json::to_string(kinds).map_err(|error| LedgerError::refused("ocel-json", error.to_string()))
        };
        let (objects, events) = (types(&self.object_types)?, types(&self.event_types)?);
        writeln!(self.out, "\n],\n\"objectTypes\":{objects},\n\"eventTypes\":{events}}}")?;
        Ok(self.out.flush()?)
    }
}

impl Drop for JsonLog {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.waiting));
    }
}

fn related(related: &[(String, String)]) -> Json {
    related.iter().map(|(object, what)| json!({ "objectId": object, "qualifier": what })).collect()
}

/// One more item of a list, on a line of its own.
fn item(out: &mut impl Write, first: &mut bool, row: &Json) -> Result<()> {
    if !std::mem::replace(first, false) {
        out.write_all(b",\n")?;
    }
    Ok(write!(out, "{row}")?)
}
