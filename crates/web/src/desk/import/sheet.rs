//! A table that somebody sends: a file, or cells pasted from a spreadsheet; or what is wrong with it, and where.

use bihuan_text::table::{self, Row, Unreadable};

use super::super::room::Room;
use crate::fields::Sent;
use crate::t;
use crate::words::Lang;

/// A table that was sent.
pub(in crate::desk) struct Sheet {
    /// The field that it came in.
    pub field: &'static str,
    /// The name of the file, or that it was pasted.
    pub name: String,
    /// Its rows, the head first.
    pub rows: Vec<Row>,
}

/// Reads what was sent; a fault is told with the field that it stands in.
pub(in crate::desk) fn read(room: &Room, sent: &Sent) -> Result<Sheet, (&'static str, String)> {
    let words = room.words();
    let pasted = sent.value("cells");
    let (field, name, bytes) = match sent.papers.first() {
        Some(paper) => ("file", paper.name.clone(), paper.bytes.as_slice()),
        None if !pasted.trim().is_empty() => ("cells", t!(words, "import-pasted"), pasted.as_bytes()),
        None => return Err(("file", t!(words, "import-nothing"))),
    };
    let rows = table::read(bytes).map_err(|why| (field, sentence(why, room.reader.lang)))?;
    if rows.len() < 2 {
        return Err((field, t!(words, "import-head-alone")));
    }
    Ok(Sheet { field, name, rows })
}

/// Why a table cannot be read.
pub(in crate::desk) fn sentence(why: Unreadable, lang: Lang) -> String {
    let (zh, en) = why.sentence();
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}
