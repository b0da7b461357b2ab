//! What is written reads back as it was; what is hostile is told, and nothing that is read becomes a formula.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{Cursor, Write as _};

use jiff::civil::date;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;

fn words(rows: &[Row]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.cells.iter().map(Cell::words).collect()).collect()
}

fn book(columns: &[Column], rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut book = Workbook::begin("表", columns).unwrap();
    rows.iter().for_each(|row| book.push(row).unwrap());
    book.finish().unwrap()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook written by hand: the sheet's XML inside what surrounds it.
fn sheet(inside: &str) -> Vec<u8> {
    let head = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let workbook = format!(
        r#"{head}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let rels = format!(
        r#"{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
    );
    let top = format!(
        r#"{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let sheet = format!(r#"{head}<worksheet xmlns="{main}">{inside}</worksheet>"#);
    archive(&[
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn commas_tabs_quotes_and_empty_rows() {
    let rows = read("标题,\n\n编号,内容\n1,\"甲,\"\"乙\"\"\n丙\"\n".as_bytes()).unwrap();
    assert_eq!(words(&rows), [vec!["标题", ""], vec!["编号", "内容"], vec!["1", "甲,\"乙\"\n丙"]]);
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 4]);
    let pasted = read("编号\t内容\n1\t甲,乙；丙".as_bytes()).unwrap();
    assert_eq!(words(&pasted), [["编号", "内容"], ["1", "甲,乙；丙"]]);
}

#[test]
fn the_encodings_of_spreadsheets() {
    let text = "街道,内容\r\n东湖街道,路灯不亮\r\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [text.as_bytes().to_vec(), [b"\xef\xbb\xbf", text.as_bytes()].concat(), gb.into_owned(), wide] {
        assert_eq!(words(&read(&bytes).unwrap()), [["街道", "内容"], ["东湖街道", "路灯不亮"]]);
    }
}

/// A head in one encoding and rows in another: refused, for half of it would come in as other words.
#[test]
fn two_encodings_in_one_file_are_refused() {
    let (head, row) = ("街道,内容\r\n", "东湖街道,路灯不亮\r\n");
    let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for mixed in [[head.as_bytes().to_vec(), gb(row)].concat(), [gb(head), row.as_bytes().to_vec()].concat()] {
        assert_eq!(read(&mixed).unwrap_err().code(), "table-encoding");
    }
    // Two characters whose bytes are UTF-8 as well, beside others: still one encoding.
    let one = gb("名称,内容\r\n联通,路灯不亮\r\n");
    assert_eq!(words(&read(&one).unwrap()), [["名称", "内容"], ["联通", "路灯不亮"]]);
}

#[test]
fn dates_numbers_and_words_come_back_as_what_they_were() {
    let columns = [
        Column::new("日期", Kind::Date),
        Column::new("时间", Kind::Time),
        Column::new("数", Kind::Number),
        Column::new("文", Kind::Text),
    ];
    let row = vec![
        Cell::Moment(date(2026, 3, 1).at(0, 0, 0, 0)),
        Cell::Moment(date(2026, 12, 31).at(17, 30, 0, 0)),
        Cell::Number(-1680.5),
        Cell::from("00123"),
    ];
    let read = read(&book(&columns, std::slice::from_ref(&row))).unwrap();
    assert_eq!(read.last().unwrap().cells, row);
}

#[test]
fn a_merged_value_holds_for_each_of_its_rows() {
    let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows = format!(
        r#"<sheetData><row r="1">{}{}</row><row r="2">{}{}</row><row r="3">{}</row></sheetData><mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="A5:XFD1048576"/></mergeCells>"#,
        cell("A1", "街道"),
        cell("B1", "内容"),
        cell("A2", "东湖"),
        cell("B2", "一"),
        cell("B3", "二"),
    );
    assert_eq!(words(&read(&sheet(&rows)).unwrap()), [["街道", "内容"], ["东湖", "一"], ["东湖", "二"]]);
}

#[test]
fn a_cell_at_the_far_end_makes_no_endless_table() {
    let far = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row></sheetData>"#;
    let rows = read(&sheet(far)).unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1_048_576]);
    let wide = r#"<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData>"#;
    assert_eq!(read(&sheet(wide)), Err(Unreadable::TooManyColumns));
}

#[test]
fn what_is_no_table_is_told() {
    let bomb = archive(&[("xl/workbook.xml", b"<a/>"), ("xl/sharedStrings.xml", &vec![b' '; 2 << 20])]);
    assert!(bomb.len() < 8 << 10);
    assert_eq!(xlsx::measure(&bomb, 1 << 20), Err(Unreadable::TooLarge));
    assert_eq!(xlsx::measure(&bomb, 4 << 20), Ok(()));
    assert_eq!(read(&archive(&[("word/document.xml", b"<a/>")])), Err(Unreadable::OtherFormat));
    assert_eq!(read(b"%PDF-1.7"), Err(Unreadable::OtherFormat));
    assert_eq!(read(b"<html><table>"), Err(Unreadable::OtherFormat));
    assert_eq!(read(b"a\0b"), Err(Unreadable::OtherFormat));
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(Unreadable::OldOrLocked));
    assert_eq!(read(b"PK\x03\x04 and no more"), Err(Unreadable::Damaged));
    assert_eq!(read(b" , \n,,\n"), Err(Unreadable::Empty));
    assert_eq!(read(b"\xff\xff\xff"), Err(Unreadable::Encoding));
    assert_eq!(read("一\n".repeat(MOST_ROWS + 1).as_bytes()), Err(Unreadable::TooManyRows));
    assert_eq!(read("一,".repeat(MOST_COLUMNS + 1).as_bytes()), Err(Unreadable::TooManyColumns));
}

#[test]
fn a_formula_is_words_in_both_formats() {
    let evil = ["=1+1", "+86 139", "-5", "@SUM(A1)", "\tx", "'=x", "＝1", "plain"];
    let columns = vec![Column::new("甲", Kind::Text); evil.len()];
    let row: Vec<Cell> = evil.iter().map(|text| Cell::from(*text)).collect();
    let made = book(&columns, std::slice::from_ref(&row));
    let mut parts = zip::ZipArchive::new(Cursor::new(&made[..])).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut parts.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    assert!(!xml.contains("<f>") && !xml.contains("<f "), "{xml}");
    let text = String::from_utf8(csv(&columns, [row.as_slice()])).unwrap();
    let line = text.lines().nth(1).unwrap();
    assert!(!line.split(',').any(needs_guarding), "{line}");
    assert_eq!(words(&read(text.as_bytes()).unwrap())[1], evil);
    assert_eq!(words(&read(&made).unwrap())[1], evil);
}

fn needs_guarding(cell: &str) -> bool {
    cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t'])
}

proptest! {
    /// Any text that a form takes survives both formats, whatever stands in it, and never as a formula.
    #[test]
    fn any_text_survives(text in "[^\\p{Cc}]{1,60}|[=+@'\"-][^\\p{Cc}]{0,40}|_x00[0-9A-F]{2}_[a-z]{0,4}") {
        prop_assume!(!text.trim().is_empty());
        let columns = [Column::new("一", Kind::Text), Column::new("二", Kind::Text)];
        let row = [Cell::from(text.as_str()), Cell::from("x")];
        let by_csv = read(&csv(&columns, [&row[..]])).unwrap();
        prop_assert_eq!(by_csv[1].cells[0].words(), text.clone());
        let by_book = read(&book(&columns, &[row.to_vec()])).unwrap();
        prop_assert_eq!(by_book[1].cells[0].words(), text);
    }

    /// No bytes are too odd to be answered.
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        drop(read(&bytes));
        drop(read(&[b"PK\x03\x04", &bytes[..]].concat()));
    }
}
