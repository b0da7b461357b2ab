//! A brief as a Word document in the layout of official documents, GB/T 9704-2012: A4, margins 37/26/28/26 mm (§5.2.1),
//! 22 lines a page (§5.2.3), title in 小标宋 of size 2, text in 仿宋 of size 3, headings in 黑体, 楷体 and 仿宋 (§7.3.3),
//! page numbers in 宋体 of size 4 between dashes (§7.5). Fonts are named, not shipped.

use std::io::Cursor;

use bihuan_core::brief::{Brief, Part, Run as Stretch};
use docx_rs::{
    AlignmentType, Docx, Footer, Hyperlink, HyperlinkType, LineSpacing, LineSpacingType, PageMargin, PageNum,
    Paragraph, Run, RunFonts, SpecialIndentType, Table, TableCell, TableRow, WidthType,
};

use super::{Standing, Unwritten, closing, notes};

/// Twentieths of a point in a millimetre, times a thousand.
const TWIPS: i32 = 56_693;
/// 三号, in half points.
const THREE: usize = 32;
/// 二号.
const TWO: usize = 44;
/// 四号.
const FOUR: usize = 28;
/// 小四号, for tables and notes.
const SMALL: usize = 24;
/// The height of a line: 22 of them fill 225 mm.
const LINE: i32 = 580;

pub(super) fn written(brief: &Brief, standing: &Standing, base: &str) -> Result<Vec<u8>, Unwritten> {
    let mut docx = Docx::new()
        .page_size(11_906, 16_838)
        .page_margin(
            PageMargin::new().top(millimetres(37)).bottom(millimetres(35)).left(millimetres(28)).right(millimetres(26)),
        )
        .footer(footer());
    let mut told = false;
    for part in &brief.parts {
        docx = put(docx, part, base);
        if matches!(part, Part::Heading { level: 1, .. }) && !told {
            told = true;
            docx = noted(docx, &notes(brief, standing));
        }
    }
    if !told {
        docx = noted(docx, &notes(brief, standing));
    }
    docx = noted(docx, &closing(standing));
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(|error| Unwritten(error.to_string()))?;
    Ok(bytes.into_inner())
}

fn millimetres(length: i32) -> i32 {
    length * TWIPS / 1000
}

/// — 1 —
fn footer() -> Footer {
    let dash = || Run::new().add_text("— ").fonts(fonts("宋体")).size(FOUR);
    let behind = Run::new().add_text(" —").fonts(fonts("宋体")).size(FOUR);
    let number = Paragraph::new().align(AlignmentType::Center).add_run(dash()).add_page_num(PageNum::new());
    Footer::new().add_paragraph(number.add_run(behind))
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().east_asia(name).ascii("Times New Roman").hi_ansi("Times New Roman")
}

fn noted(docx: Docx, notes: &[String]) -> Docx {
    notes.iter().fold(docx, |docx, note| {
        let run = Run::new().add_text(note).fonts(fonts("楷体_GB2312")).size(SMALL);
        docx.add_paragraph(Paragraph::new().line_spacing(exact(LINE * 3 / 4)).add_run(run))
    })
}

fn exact(height: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(height)
}

fn put(docx: Docx, part: &Part, base: &str) -> Docx {
    match part {
        Part::Heading { level: 1, runs } => {
            let title = Paragraph::new().align(AlignmentType::Center).style("Title").line_spacing(exact(700));
            docx.add_paragraph(filled(title, runs, base, "方正小标宋简体", TWO))
        }
        Part::Heading { level, runs } => {
            let font = match level {
                2 => "黑体",
                3 => "楷体_GB2312",
                _ => "仿宋_GB2312",
            };
            let heading = body().outline_lvl(usize::from(*level) - 1);
            docx.add_paragraph(filled(heading, runs, base, font, THREE))
        }
        Part::Paragraph { runs } | Part::Item { runs } => {
            docx.add_paragraph(filled(body(), runs, base, "仿宋_GB2312", THREE))
        }
        Part::Author { hint } => {
            let gap = vec![Stretch::Author { hint: hint.clone() }];
            docx.add_paragraph(filled(body(), &gap, base, "仿宋_GB2312", THREE))
        }
        Part::Table { head, rows } => docx.add_table(table(head, rows, base)),
    }
}

/// A paragraph of the text: two characters in, lines of one height.
fn body() -> Paragraph {
    let two = i32::try_from(THREE * 10 * 2).unwrap_or_default();
    Paragraph::new().line_spacing(exact(LINE)).align(AlignmentType::Both).indent(
        None,
        Some(SpecialIndentType::FirstLine(two)),
        None,
        None,
    )
}

fn filled(paragraph: Paragraph, runs: &[Stretch], base: &str, font: &str, size: usize) -> Paragraph {
    runs.iter().fold(paragraph, |paragraph, stretch| {
        let run = Run::new().add_text(stretch.text()).fonts(fonts(font)).size(size);
        match stretch {
            Stretch::Cited(cited) if !cited.link.is_empty() => {
                let link = Hyperlink::new(format!("{base}{}", cited.link), HyperlinkType::External).add_run(run);
                paragraph.add_hyperlink(link)
            }
            Stretch::Author { .. } => paragraph.add_run(run.highlight("yellow")),
            _ => paragraph.add_run(run),
        }
    })
}

fn table(head: &[String], rows: &[Vec<Vec<Stretch>>], base: &str) -> Table {
    let cell = |runs: &[Stretch], font: &str| {
        let paragraph = Paragraph::new().line_spacing(exact(LINE * 3 / 4));
        TableCell::new().add_paragraph(filled(paragraph, runs, base, font, SMALL))
    };
    let titles = head.iter().map(|title| cell(&[Stretch::words(title)], "黑体")).collect();
    let lines = rows.iter().map(|row| TableRow::new(row.iter().map(|runs| cell(runs, "仿宋_GB2312")).collect()));
    let all = std::iter::once(TableRow::new(titles)).chain(lines).collect();
    Table::new(all).width(5000, WidthType::Pct)
}
