//! A table as a file that a spreadsheet opens: UTF-8 with its mark, so that Chinese is read as it is, and no cell that a
//! spreadsheet would take for a formula.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// Says to a spreadsheet that the file is UTF-8.
const MARK: &str = "\u{FEFF}";

/// The file's text: the rows, the first of them the names of the columns.
pub fn text(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n";
    std::iter::once(MARK.to_owned()).chain(rows.iter().map(line)).collect()
}

/// The answer that a browser saves under this name, which is plain ASCII.
pub fn answer(name: &str, rows: &[Vec<String>]) -> Response {
    let saved = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\""));
    let saved = saved.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, saved)], text(rows)).into_response()
}

/// A cell: what would begin a formula gets an apostrophe before it, a plain negative number does not.
fn quoted(cell: &str) -> String {
    let number = !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || ".-".contains(c));
    let first = cell.trim_start().chars().next().unwrap_or_default();
    let formula = !number
        && (matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') || cell.starts_with(['\t', '\r']));
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_kept_apart_and_harmless() {
        let rows = [vec!["街道".to_owned(), "a,b".to_owned()], vec!["=1+1".to_owned(), "-3.5".to_owned()]];
        assert_eq!(text(&rows), "\u{FEFF}街道,\"a,b\"\r\n'=1+1,-3.5\r\n");
        assert_eq!(quoted("@SUM(A1)\"x"), "\"'@SUM(A1)\"\"x\"");
        assert_eq!(quoted("  =cmd"), "'  =cmd");
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula(cell in "\\PC{0,20}") {
            let written = quoted(&cell);
            // As a spreadsheet reads it: the marks around a cell are not in it, and two inside are one.
            let inside = written.strip_prefix('"').map_or_else(|| written.clone(), |rest| rest.replace("\"\"", "\""));
            let number = inside.chars().all(|c| c.is_ascii_digit() || ".-".contains(c));
            prop_assert!(number || !inside.trim_start().starts_with(['=', '+', '-', '@']), "{written}");
        }
    }
}
