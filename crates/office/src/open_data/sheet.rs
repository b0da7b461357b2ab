//! Rows as CSV and as JSON: the same values in the same columns, each way as its readers expect it.

use bihuan_text::table::{CSV_MARK, csv_text};
use serde_json::{Map, Value as Json, json};

use super::sets::DataSet;
use super::{Edition, LICENCE};

/// What stands in a cell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Datum {
    /// Nothing.
    None,
    /// Words, a code, a day or an instant.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number, as it is written.
    Decimal(String),
}

impl Datum {
    /// Words; nothing where there are none.
    pub(super) fn text(words: impl Into<String>) -> Datum {
        let words = words.into();
        if words.is_empty() { Datum::None } else { Datum::Text(words) }
    }

    /// A number that may not be there.
    pub(super) fn decimal(number: Option<String>) -> Datum {
        number.map_or(Datum::None, Datum::Decimal)
    }

    fn json(&self) -> Json {
        match self {
            Datum::None => Json::Null,
            Datum::Text(text) | Datum::Decimal(text) => text.as_str().into(),
            Datum::Integer(number) => (*number).into(),
        }
    }

    /// Words go through the writer of tables, so that no spreadsheet takes them for a formula; a number stands bare.
    fn csv(&self, out: &mut String) {
        match self {
            Datum::None => {}
            Datum::Text(text) => csv_text(out, text),
            Datum::Integer(number) => out.push_str(&number.to_string()),
            Datum::Decimal(number) => out.push_str(number),
        }
    }
}

/// The rows of a data set.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Of which.
    pub(super) set: DataSet,
    /// As many cells each as there are columns.
    pub(super) rows: Vec<Vec<Datum>>,
    /// Whether there are more.
    pub(super) cut: bool,
}

impl Sheet {
    /// As CSV in UTF-8 with the mark by which spreadsheets know it.
    pub(super) fn csv(&self) -> String {
        let head: Vec<&str> = self.set.columns().iter().map(|column| column.name).collect();
        let mut out = format!("{CSV_MARK}{}\r\n", head.join(","));
        for row in &self.rows {
            for (at, datum) in row.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                datum.csv(&mut out);
            }
            out.push_str("\r\n");
        }
        out
    }

    /// As JSON, with what the file is of in front.
    pub(super) fn json(&self, edition: &Edition) -> String {
        let row = |row: &Vec<Datum>| -> Json {
            let names = self.set.columns().iter().map(|column| column.name.to_owned());
            Json::Object(names.zip(row.iter().map(Datum::json)).collect::<Map<_, _>>())
        };
        json!({
            "dataset": self.set.name(),
            "title": self.set.title(),
            "district": edition.district,
            "edition": edition.date,
            "licence": LICENCE,
            "synthetic": edition.synthetic,
            "dictionary": super::DICTIONARY,
            "cut": self.cut,
            "rows": self.rows.iter().map(row).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn sheet(cell: &str) -> Sheet {
        let mut row = vec![Datum::None; DataSet::Promises.columns().len()];
        row[2] = Datum::text(cell);
        row[3] = Datum::Decimal("-3.50".into());
        Sheet { set: DataSet::Promises, rows: vec![row], cut: false }
    }

    #[test]
    fn words_are_no_formula_and_numbers_keep_their_digits() {
        let csv = sheet("=1+1,\"a\"").csv();
        let line = csv.lines().nth(1).unwrap();
        assert_eq!(line, ",,\"'=1+1,\"\"a\"\"\",-3.50,,,,,,,,,");
        assert!(csv.starts_with("\u{feff}id,year,quote,"));
    }
}
