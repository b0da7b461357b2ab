//! Workbooks: calamine reads the cells, one after the other, after the archive was measured here. A cell that stands at
//! the far end of a sheet would make a dense table of thousands of millions, so the cells are never asked for as one.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use jiff::civil::DateTime;
use zip::ZipArchive;

use super::{Cell, MOST_COLUMNS, MOST_ROWS, Row, Unreadable};

/// More parts than a workbook of a hundred sheets has.
const MOST_PARTS: usize = 2000;
/// What a workbook may unpack to in all: 50,000 rows of forty filled columns.
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Merged blocks that are filled in; a sheet with more is no list.
const MOST_MERGED: usize = 100_000;

type Cells = BTreeMap<u32, BTreeMap<u32, Cell>>;

/// The rows of the first sheet that shows and holds something.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    measure(bytes, MOST_BYTES)?;
    // A fault in somebody else's reader is a damaged file to us, not the end of the request.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes))).unwrap_or(Err(Unreadable::Damaged))
}

/// Unpacks every part once without keeping it: the sizes that an archive states may be lies.
pub(super) fn measure(bytes: &[u8], most: u64) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(Unreadable::TooLarge);
    }
    if !archive.file_names().any(|name| name.is_ok_and(|name| name.starts_with("xl/"))) {
        return Err(Unreadable::OtherFormat);
    }
    let mut left = most;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| Unreadable::Damaged)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|_| Unreadable::Damaged)?;
        left = left.checked_sub(read).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

fn sheets(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let shown: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in shown {
        let mut cells = cells(&mut book, &name)?;
        if cells.is_empty() {
            continue;
        }
        fill_merged(&mut book, &name, &mut cells);
        return Ok(cells.into_iter().map(row).collect());
    }
    Err(Unreadable::Empty)
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Cells, Unreadable> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|_| Unreadable::Damaged)?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell().map_err(|_| Unreadable::Damaged)? {
        let value = value(cell.get_value());
        if value.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        if column as usize >= MOST_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        cells.entry(row).or_default().insert(column, value);
        if cells.len() > MOST_ROWS {
            return Err(Unreadable::TooManyRows);
        }
    }
    Ok(cells)
}

fn value(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::Empty | DataRef::Error(_) => Cell::Empty,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Boolean(*yes),
        DataRef::DateTime(at) if at.is_datetime() => moment(at).unwrap_or(Cell::Number(at.as_f64())),
        DataRef::DateTime(at) => Cell::Number(at.as_f64()),
        DataRef::DateTimeIso(text) => text.parse().map_or_else(|_| Cell::Text(text.clone()), Cell::Moment),
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
    }
}

/// A serial as the day and hour that the spreadsheet shows for it; below 1 it is an hour without a day.
fn moment(at: &calamine::ExcelDateTime) -> Option<Cell> {
    if !(1.0..2_958_466.0).contains(&at.as_f64()) {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).ok();
    let nano = i32::from(milli) * 1_000_000;
    let read = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        nano,
    );
    read.ok().map(Cell::Moment)
}

/// A value that was written once over several cells holds for each of them: a street over the rows of its matters.
fn fill_merged(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, cells: &mut Cells) {
    let Ok(merged) = book.merge_cells_by_sheet_name(sheet) else { return };
    for block in merged.iter().take(MOST_MERGED) {
        let ((top, left), (bottom, right)) = (block.start, block.end);
        let Some(value) = cells.get(&top).and_then(|row| row.get(&left)).cloned() else { continue };
        // Only rows that hold something else are filled, so an endless block stays as long as its list.
        for (_, row) in cells.range_mut(top..=bottom.max(top)) {
            for column in left..=right.min(MOST_COLUMNS as u32 - 1) {
                row.entry(column).or_insert_with(|| value.clone());
            }
        }
    }
}

fn row((number, cells): (u32, BTreeMap<u32, Cell>)) -> Row {
    let width = cells.keys().next_back().map_or(0, |last| *last as usize + 1);
    let mut row = Row { number: number as usize + 1, cells: vec![Cell::Empty; width] };
    for (column, value) in cells {
        if let Some(cell) = row.cells.get_mut(column as usize) {
            *cell = value;
        }
    }
    row
}
