//! Tables as people send and take them: rows of cells out of CSV files, workbooks and pasted blocks, and back into them.
//!
//! `csv` and `xlsx` read, `write` writes. What is read is bounded before it is unpacked: a workbook is an archive, and
//! an archive can be a bomb. A text that begins like a formula stays a text on every way.

mod csv;
mod write;
mod xlsx;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What may break while a workbook is written.
pub use rust_xlsxwriter::XlsxError as WriteError;

pub use write::{CSV_MARK, Column, Kind, MOST_ROWS_OUT, Workbook, csv, csv_line, csv_text};

/// The most rows of one file that are read, its head and titles included.
pub const MOST_ROWS: usize = 50_000;

/// The most columns of a row; cells further right are refused.
pub const MOST_COLUMNS: usize = 200;

/// What one cell holds.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, as they stand.
    Text(String),
    /// A number, as the spreadsheet keeps it.
    Number(f64),
    /// A day, or a day and an hour, in the time of whoever wrote it.
    Moment(DateTime),
    /// Yes or no.
    Boolean(bool),
}

impl Cell {
    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as words, the way a person would write it: a day without an hour as a date alone.
    pub fn words(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Moment(at) if at.time() == jiff::civil::Time::midnight() => at.date().to_string(),
            Cell::Moment(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
            Cell::Boolean(true) => "true".into(),
            Cell::Boolean(false) => "false".into(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

/// A row that is not empty.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Row {
    /// Its number in the file, from 1, as the spreadsheet shows it.
    pub number: usize,
    /// Its cells, from the first column; short rows end early.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, from 0.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// Why a file is no table that can be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unreadable {
    /// There is nothing in it.
    Empty,
    /// It is another kind of file.
    OtherFormat,
    /// An old workbook (.xls), or one under a password.
    OldOrLocked,
    /// It begins like a workbook and breaks off, or is no workbook inside.
    Damaged,
    /// It unpacks to more than any table needs.
    TooLarge,
    /// More rows than [`MOST_ROWS`].
    TooManyRows,
    /// More columns than [`MOST_COLUMNS`].
    TooManyColumns,
    /// Text in no encoding that is known here, or in two at once.
    Encoding,
}

impl Unreadable {
    /// A code for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "table-empty",
            Self::OtherFormat => "table-other-format",
            Self::OldOrLocked => "table-old-or-locked",
            Self::Damaged => "table-damaged",
            Self::TooLarge => "table-too-large",
            Self::TooManyRows => "table-too-many-rows",
            Self::TooManyColumns => "table-too-many-columns",
            Self::Encoding => "table-encoding",
        }
    }

    /// What is wrong and what helps, in Chinese and in English.
    pub fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("表格是空的，请填好再传", "The table is empty. Fill it in first."),
            Self::OtherFormat => {
                ("这不是表格，请传 .xlsx 或 .csv 文件", "That is not a table. Send an .xlsx or a .csv file.")
            }
            Self::OldOrLocked => (
                "旧版 .xls 或加了密码的表格读不了，请另存为不加密的 .xlsx 再传",
                "An old .xls or a workbook under a password cannot be read. Save it as .xlsx without a password.",
            ),
            Self::Damaged => {
                ("表格文件损坏，请重新另存一份再传", "The workbook is damaged. Save it again and send that.")
            }
            Self::TooLarge => (
                "文件展开后过大，请删去图片和多余的工作表再传",
                "The file unpacks to too much. Leave out pictures and other sheets.",
            ),
            Self::TooManyRows => {
                ("一次最多 50,000 行，请分成几个文件", "At most 50,000 rows at a time. Send it as several files.")
            }
            Self::TooManyColumns => ("最多 200 列，请删去多余的列", "At most 200 columns. Leave the others out."),
            Self::Encoding => (
                "文字编码认不出，或一个文件里混着两种编码，请另存为 UTF-8 的 CSV 或 .xlsx",
                "The encoding is not known, or there are two in one file. Save it as CSV in UTF-8, or as .xlsx.",
            ),
        }
    }
}

/// Reads the rows of a file or of a pasted block, whatever it calls itself: its first bytes tell what it is. Of a
/// workbook the first sheet that shows and holds something. Empty rows are left out.
///
/// # Errors
/// [`Unreadable`].
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let rows = match bytes {
        [] => return Err(Unreadable::Empty),
        _ if bytes.starts_with(b"PK\x03\x04") => xlsx::read(bytes)?,
        _ if bytes.starts_with(b"\xd0\xcf\x11\xe0") => return Err(Unreadable::OldOrLocked),
        _ if is_other(bytes) => return Err(Unreadable::OtherFormat),
        _ => csv::read(bytes)?,
    };
    let kept: Vec<Row> = rows.into_iter().filter(|row| !row.cells.iter().all(Cell::is_empty)).collect();
    if kept.is_empty() { Err(Unreadable::Empty) } else { Ok(kept) }
}

/// Files that people send by mistake, and whatever has zero bytes where a text in two-byte letters would not.
fn is_other(bytes: &[u8]) -> bool {
    const STARTS: [&[u8]; 8] =
        [b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x05\x06", b"{\\rtf", b"Rar!", b"7z\xbc\xaf"];
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let markup = || {
        let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        start.starts_with(b"<")
    };
    STARTS.iter().any(|start| bytes.starts_with(start)) || (!wide && bytes.contains(&0)) || markup()
}

#[cfg(test)]
mod tests;
