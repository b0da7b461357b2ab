//! A file that answers a request, under a name that its reader understands.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use bihuan_text::table::{Cell, Column, Workbook, WriteError};

use super::Format;
use crate::shell::escaped;

/// What may break while a workbook is written.
pub type Broken = WriteError;

/// A file on its way to its reader.
#[derive(Clone, Debug)]
pub struct Sheet {
    name: String,
    media: &'static str,
    bytes: Vec<u8>,
}

impl Sheet {
    /// A table under its title.
    pub fn new(title: &str, format: Format, bytes: Vec<u8>) -> Sheet {
        let media = match format {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        };
        Sheet { name: format!("{}.{}", file_name(title), format.end()), media, bytes }
    }

    /// A file of another kind.
    pub fn of(name: &str, media: &'static str, bytes: Vec<u8>) -> Sheet {
        Sheet { name: file_name(name), media, bytes }
    }
}

impl IntoResponse for Sheet {
    fn into_response(self) -> Response {
        let named = format!("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain(&self.name), escaped(&self.name));
        let named = HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment"));
        let headers: [(HeaderName, HeaderValue); 3] = [
            (CONTENT_TYPE, HeaderValue::from_static(self.media)),
            (CONTENT_DISPOSITION, named),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        ];
        (headers, self.bytes).into_response()
    }
}

/// A workbook of one sheet.
pub fn book(title: &str, columns: &[Column], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Broken> {
    let mut book = Workbook::begin(title, columns)?;
    rows.iter().try_for_each(|row| book.push(row))?;
    book.finish()
}

/// What every system takes as a file's name: no separators, no marks that a shell or an archive reads, not endless.
pub fn file_name(name: &str) -> String {
    let safe = |c: char| !c.is_control() && !"\\/:*?\"<>|%;".contains(c);
    let kept: String = name.chars().map(|c| if safe(c) { c } else { '-' }).take(80).collect();
    let kept = kept.trim_matches([' ', '.']);
    if kept.is_empty() { "file".into() } else { kept.to_owned() }
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "._- ()".contains(c) { c } else { '_' }).collect()
}
