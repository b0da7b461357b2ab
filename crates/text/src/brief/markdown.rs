//! A brief as Markdown.

use std::fmt::Write;

use bihuan_core::brief::{Brief, Part, Run};

use super::{Standing, closing, notes};

pub(super) fn written(brief: &Brief, standing: &Standing, base: &str) -> String {
    let mut out = String::new();
    let mut told = false;
    for part in &brief.parts {
        block(&mut out, part, base);
        if matches!(part, Part::Heading { level: 1, .. }) && !told {
            told = true;
            quoted(&mut out, &notes(brief, standing));
        }
    }
    if !told {
        quoted(&mut out, &notes(brief, standing));
    }
    let closing = closing(standing);
    if !closing.is_empty() {
        out.push_str("---\n\n");
        closing.iter().for_each(|line| put(&mut out, &format!("{}\n\n", plain(line))));
    }
    format!("{}\n", out.trim_end())
}

fn quoted(out: &mut String, notes: &[String]) {
    notes.iter().for_each(|note| put(out, &format!("> {}\n\n", plain(note))));
}

fn put(out: &mut String, text: &str) {
    out.push_str(text);
}

fn block(out: &mut String, part: &Part, base: &str) {
    // Writing to a String cannot fail.
    let _ = match part {
        Part::Heading { level, runs } => {
            write!(out, "{} {}\n\n", "#".repeat(usize::from(*level)), line(runs, base))
        }
        Part::Paragraph { runs } => write!(out, "{}\n\n", line(runs, base)),
        Part::Item { runs } => write!(out, "- {}\n\n", line(runs, base)),
        Part::Author { hint } => write!(out, "{}\n\n", plain(&Run::Author { hint: hint.clone() }.text())),
        Part::Table { head, rows } => {
            let titles: Vec<String> = head.iter().map(|title| cell(plain(title))).collect();
            let rule = vec!["---"; head.len()].join(" | ");
            let _ = write!(out, "| {} |\n| {rule} |\n", titles.join(" | "));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|runs| cell(line(runs, base))).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
            writeln!(out)
        }
    };
}

fn line(runs: &[Run], base: &str) -> String {
    let told = |run: &Run| match run {
        Run::Cited(cited) if !cited.link.is_empty() => format!("[{}](<{base}{}>)", plain(&cited.text), cited.link),
        other => plain(&other.text()),
    };
    let text: String = runs.iter().map(told).collect();
    // What would begin a heading or an item of its own.
    if text.starts_with(['#', '-', '+', '>']) { format!("\\{text}") } else { text }
}

/// A text without the meaning that its characters have in Markdown.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~') {
            out.push('\\');
        }
        out.push(if matches!(letter, '\n' | '\r') { ' ' } else { letter });
    }
    out
}

fn cell(text: String) -> String {
    text.replace('|', "\\|")
}
