//! Text with separators: comma, semicolon or tab, quoted as spreadsheets quote; in UTF-8, UTF-16 or GB18030.

use encoding_rs::{Encoding, GB18030};

use super::{Cell, MOST_COLUMNS, MOST_ROWS, Row, Unreadable};

/// The rows of a text.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let text = decoded(bytes)?;
    let mut reader = Reader { separator: separator(&text), rows: Vec::new(), cells: Vec::new(), line: 1, begun: 1 };
    reader.read(&text)?;
    Ok(reader.rows)
}

/// The text; what is not UTF-8 is taken for what spreadsheets here write, and refused if it is not that either.
fn decoded(bytes: &[u8]) -> Result<String, Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
        return text.map(std::borrow::Cow::into_owned).ok_or(Unreadable::Encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    if is_mixed(bytes) {
        return Err(Unreadable::Encoding);
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned).ok_or(Unreadable::Encoding)
}

/// Whether some lines are in UTF-8 and others are not: pasted together out of two files. Read as one encoding, half of it
/// would come in as other words. A line of the other encoding that happens to be UTF-8 too has no Chinese in it.
fn is_mixed(bytes: &[u8]) -> bool {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let in_utf8 = |line: &[u8]| std::str::from_utf8(line).map(|text| text.chars().any(is_chinese));
    let (mut has, mut lacks) = (false, false);
    for line in bytes.split(|byte| *byte == b'\n') {
        match in_utf8(line) {
            Ok(chinese) => has |= chinese,
            Err(_) => lacks = true,
        }
    }
    has && lacks
}

/// What separates the cells: whichever stands most often, outside of quotes, in the first lines.
fn separator(text: &str) -> char {
    let mut counts = [('\t', 0_usize), (',', 0), (';', 0)];
    let mut quoted = false;
    for c in text.chars().take(4000) {
        quoted ^= c == '"';
        counts.iter_mut().filter(|(mark, _)| *mark == c && !quoted).for_each(|(_, n)| *n += 1);
    }
    // Of equals the first: a tab is never typed into a cell, a semicolon is.
    let most = counts.iter().map(|(_, n)| *n).max().unwrap_or_default();
    counts.iter().find(|(_, n)| *n == most && most > 0).map_or(',', |(mark, _)| *mark)
}

struct Reader {
    separator: char,
    rows: Vec<Row>,
    cells: Vec<Cell>,
    line: usize,
    /// The line in which the row began: a quoted cell may hold line ends.
    begun: usize,
}

impl Reader {
    fn read(&mut self, text: &str) -> Result<(), Unreadable> {
        let mut chars = text.chars().peekable();
        let (mut cell, mut quoted, mut was_quoted) = (String::new(), false, false);
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
                c if quoted => {
                    self.line += usize::from(c == '\n');
                    cell.push(c);
                }
                c if c == self.separator => {
                    self.cell(&mut cell)?;
                    was_quoted = false;
                }
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' => {
                    self.cell(&mut cell)?;
                    self.row()?;
                    was_quoted = false;
                }
                c => cell.push(c),
            }
        }
        if !cell.is_empty() || !self.cells.is_empty() {
            self.cell(&mut cell)?;
            self.row()?;
        }
        Ok(())
    }

    fn cell(&mut self, text: &mut String) -> Result<(), Unreadable> {
        if self.cells.len() >= MOST_COLUMNS {
            return if text.trim().is_empty() { Ok(()) } else { Err(Unreadable::TooManyColumns) };
        }
        let text = std::mem::take(text);
        self.cells.push(if text.is_empty() { Cell::Empty } else { Cell::Text(unguarded(text)) });
        Ok(())
    }

    fn row(&mut self) -> Result<(), Unreadable> {
        let cells = std::mem::take(&mut self.cells);
        if !cells.iter().all(Cell::is_empty) {
            if self.rows.len() >= MOST_ROWS {
                return Err(Unreadable::TooManyRows);
            }
            self.rows.push(Row { number: self.begun, cells });
        }
        self.line += 1;
        self.begun = self.line;
        Ok(())
    }
}

/// What [`super::csv`] put before a text that begins like a formula is taken away again.
fn unguarded(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if super::write::needs_guard(rest) => rest.to_owned(),
        _ => text,
    }
}
