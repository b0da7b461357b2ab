//! Tables out: a workbook, row by row with bounded memory, or CSV. A text stays a text whatever it begins with.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook as Book, Worksheet, XlsxError};

use super::Cell;

/// The most rows that go out in one file; whoever has more says that it was cut.
pub const MOST_ROWS_OUT: usize = 20_000;

/// The most characters that a cell of a workbook holds.
const LONGEST: usize = 32_767;

/// What the cells of a column mostly hold.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Kind {
    /// Words.
    #[default]
    Text,
    /// Numbers.
    Number,
    /// Days.
    Date,
    /// Days with an hour.
    Time,
}

/// A column: its head and how it is set.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Column {
    /// The words in the head.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
    /// Its width in characters of Latin type.
    pub width: u16,
}

impl Column {
    /// A column with a width that fits its title and what such columns hold.
    pub fn new(title: impl Into<String>, kind: Kind) -> Self {
        let title = title.into();
        let least = match kind {
            Kind::Text => 14,
            Kind::Number => 9,
            Kind::Date => 12,
            Kind::Time => 17,
        };
        let width = breadth(&title).saturating_add(2).clamp(least, 60);
        Self { title, kind, width }
    }

    /// Makes room for what stands in the column, up to a bound that still fits a screen.
    pub fn fit(&mut self, cell: &Cell) {
        let words = cell.words();
        let longest = words.lines().map(breadth).max().unwrap_or_default();
        self.width = self.width.max(longest.saturating_add(2)).min(60);
    }
}

/// How wide a text is: a Chinese character takes two.
fn breadth(text: &str) -> u16 {
    let wide = |c: char| u16::from(c >= '\u{1100}') + 1;
    text.chars().take(60).map(wide).sum()
}

/// A workbook of one sheet that is written row by row.
pub struct Workbook {
    book: Book,
    line: u32,
    text: Format,
    date: Format,
    time: Format,
}

impl Workbook {
    /// Begins with the heads of the columns, frozen.
    ///
    /// # Errors
    /// Those of the writer, above all of its temporary file.
    pub fn begin(name: &str, columns: &[Column]) -> Result<Self, XlsxError> {
        let mut book = Book::new();
        let head = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x00EE_EEEE))
            .set_border_bottom(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        let top = Format::new().set_align(FormatAlign::Top);
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(sheet_name(name))?;
        sheet.set_freeze_panes(1, 0)?;
        for (index, column) in (0_u16..).zip(columns) {
            sheet.set_column_width(index, f64::from(column.width.max(4)))?;
        }
        for (index, column) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(0, index, fitting(&column.title), &head)?;
        }
        let text = top.clone().set_num_format("@").set_text_wrap();
        let date = top.clone().set_num_format("yyyy-mm-dd");
        let time = top.set_num_format("yyyy-mm-dd hh:mm");
        Ok(Self { book, line: 0, text, date, time })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push<'c>(&mut self, cells: impl IntoIterator<Item = &'c Cell>) -> Result<(), XlsxError> {
        self.line += 1;
        let (line, text, date, time) = (self.line, &self.text, &self.date, &self.time);
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(words) => {
                    sheet.write_string_with_format(line, column, fitting(words), text)?;
                }
                Cell::Number(number) if number.is_finite() => {
                    sheet.write_number(line, column, *number)?;
                }
                Cell::Number(number) => {
                    sheet.write_string_with_format(line, column, number.to_string(), text)?;
                }
                Cell::Moment(at) => moment(sheet, (line, column), *at, (date, time), text)?,
                Cell::Boolean(yes) => {
                    sheet.write_boolean(line, column, *yes)?;
                }
            }
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }
}

/// A day as a serial, which is what makes it a date to a spreadsheet; before 1900 there are no serials.
fn moment(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    at: jiff::civil::DateTime,
    (date, time): (&Format, &Format),
    text: &Format,
) -> Result<(), XlsxError> {
    let midnight = at.time() == jiff::civil::Time::midnight();
    match serial(at) {
        Some(serial) => {
            sheet.write_number_with_format(line, column, serial, if midnight { date } else { time })?;
        }
        None => {
            sheet.write_string_with_format(line, column, Cell::Moment(at).words(), text)?;
        }
    }
    Ok(())
}

/// Days since the last of 1899, as spreadsheets count from March 1900 on.
fn serial(at: jiff::civil::DateTime) -> Option<f64> {
    let first = jiff::civil::date(1899, 12, 30);
    let days = first.until(at.date()).ok()?.get_days();
    let seconds = at.time().since(jiff::civil::Time::midnight()).ok()?.total(jiff::Unit::Second).ok()?;
    (days >= 61).then(|| f64::from(days) + seconds / 86_400.0)
}

/// A sheet's name has at most 31 characters and none of a few.
fn sheet_name(name: &str) -> String {
    let plain = name.chars().filter(|c| !c.is_control() && !"[]:*?/\\'".contains(*c)).take(31).collect::<String>();
    if plain.trim().is_empty() { "1".into() } else { plain }
}

/// What a cell holds at most; a longer text is cut and says so.
fn fitting(text: &str) -> String {
    // Spreadsheets count in UTF-16.
    let mut room = LONGEST;
    let end = text.char_indices().find(|(_, c)| {
        let fits = c.len_utf16() < room;
        room = room.saturating_sub(c.len_utf16());
        !fits
    });
    end.and_then(|(at, _)| text.get(..at)).map_or_else(|| text.to_owned(), |cut| format!("{cut}…"))
}

/// The same as CSV in UTF-8 with the mark by which spreadsheets know it.
pub fn csv<'r>(columns: &[Column], rows: impl IntoIterator<Item = &'r [Cell]>) -> Vec<u8> {
    let mut out = String::from(CSV_MARK);
    let titles: Vec<Cell> = columns.iter().map(|column| Cell::Text(column.title.clone())).collect();
    csv_line(&mut out, &titles);
    rows.into_iter().for_each(|row| csv_line(&mut out, row));
    out.into_bytes()
}

/// What a CSV file begins with, so that spreadsheets read it as UTF-8.
pub const CSV_MARK: &str = "\u{feff}";

/// One line of a CSV file (RFC 4180), for whoever writes a long one line by line.
pub fn csv_line(out: &mut String, cells: &[Cell]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match cell {
            Cell::Text(text) => csv_text(out, text),
            other => out.push_str(&other.words()),
        }
    }
    out.push_str("\r\n");
}

/// A text in quotes; one that a spreadsheet would take for a formula gets an apostrophe before it, which
/// [`super::read`] takes away again.
pub fn csv_text(out: &mut String, text: &str) {
    let guard = if needs_guard(text) { "'" } else { "" };
    out.push('"');
    out.push_str(guard);
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

/// Whether a text begins like a formula, or like one that was guarded already.
pub(super) fn needs_guard(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠'])
}
