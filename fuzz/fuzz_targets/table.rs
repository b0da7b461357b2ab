//! Any bytes as a table: read or refused, and what was read goes out as CSV and comes back the same.

#![no_main]

use bihuan_text::table::{Cell, Column, csv, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A workbook's reader is somebody else's: a fault in it is caught where it is called, which a fuzzer cannot see.
    if bytes.starts_with(b"PK") {
        return;
    }
    let Ok(rows) = read(bytes) else { return };
    let cells: Vec<&[Cell]> = rows.iter().map(|row| row.cells.as_slice()).collect();
    let Ok(back) = read(&csv(&[Column::default()], cells)) else { return };
    for (before, after) in rows.iter().zip(&back) {
        for (at, cell) in before.cells.iter().enumerate() {
            assert_eq!(cell.words(), after.cell(at).words());
        }
    }
});
