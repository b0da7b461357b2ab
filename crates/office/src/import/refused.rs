//! The rows that were not taken, as a workbook in the layout that they came in, with why in a last column: to be mended
//! and sent again.

use bihuan_core::calendar::Lang;
use bihuan_core::casework::refusal::Sentence;
use bihuan_ledger::LedgerError;
use bihuan_text::table::{Cell, Column, Kind, Workbook};

use super::{Line, Plan, Reason, refused_rows};
use crate::failure::Failure;

/// The words over the last column; a file that comes back with it is read without it.
pub fn why(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "未收原因",
        Lang::En => "Why not taken",
    }
}

/// The workbook.
///
/// # Errors
/// The writer's.
pub fn refused_book(plan: &Plan<'_>, lines: &[Line], lang: Lang, title: &str) -> Result<Vec<u8>, Failure> {
    let ours = |title: &str| [Lang::Zh, Lang::En].iter().any(|lang| why(*lang) == title);
    let titles = &plan.layout.titles;
    let kept: Vec<usize> = (0..titles.len()).filter(|at| titles.get(*at).is_some_and(|title| !ours(title))).collect();
    let mut columns: Vec<Column> =
        kept.iter().filter_map(|at| titles.get(*at)).map(|title| Column::new(title.as_str(), Kind::Text)).collect();
    columns.push(Column { width: 60, ..Column::new(why(lang), Kind::Text) });
    let written = || {
        let mut book = Workbook::begin(title, &columns)?;
        for (row, reasons) in refused_rows(plan, lines) {
            let told = Cell::Text(told(reasons, lang));
            book.push(kept.iter().map(|at| row.cell(*at)).chain([&told]))?;
        }
        book.finish()
    };
    let broken = |error: bihuan_text::table::WriteError| LedgerError::refused("workbook", error.to_string());
    Ok(written().map_err(broken)?)
}

/// Why a row is not taken, each reason on a line with its column.
pub fn told(reasons: &[Reason], lang: Lang) -> String {
    let said = |sentence: &Sentence| match lang {
        Lang::Zh => sentence.zh.clone(),
        Lang::En => sentence.en.clone(),
    };
    let one = |reason: &Reason| match (&reason.column, lang) {
        (Some(column), Lang::Zh) if reason.code != "required" => format!("{column}：{}", said(&reason.sentence)),
        (Some(column), Lang::En) => format!("{column}: {}", said(&reason.sentence)),
        _ => said(&reason.sentence),
    };
    reasons.iter().map(one).collect::<Vec<_>>().join("\n")
}
