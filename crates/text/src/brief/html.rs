//! A brief as a page that stands alone: no script, nothing fetched, printed as it is.

use std::fmt::Write;

use bihuan_core::brief::{Brief, Part, Run};

use super::{Standing, closing, notes, title};

const STYLE: &str = "body{max-width:42em;margin:2em auto;padding:0 1em;font:18px/1.8 FangSong,STFangsong,'Noto Serif CJK SC',serif}\
h1{text-align:center;font-size:1.6em}h2{font-family:SimHei,sans-serif;font-size:1.1em}h3{font-family:KaiTi,serif;font-size:1.05em}\
p{text-indent:2em;margin:0}.note{text-indent:0;color:#505a5f}.gap{background:#fff7bf}table{border-collapse:collapse;width:100%;margin:1em 0}\
th,td{border:1px solid #505a5f;padding:.2em .5em;text-align:left}a{color:inherit}@media print{a{text-decoration:none}}";

pub(super) fn written(brief: &Brief, standing: &Standing, base: &str) -> String {
    let mut body = String::new();
    let mut told = false;
    for part in &brief.parts {
        block(&mut body, part, base);
        if matches!(part, Part::Heading { level: 1, .. }) && !told {
            told = true;
            noted(&mut body, &notes(brief, standing));
        }
    }
    if !told {
        noted(&mut body, &notes(brief, standing));
    }
    let closing = closing(standing);
    if !closing.is_empty() {
        body.push_str("<hr>\n");
        noted(&mut body, &closing);
    }
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head>\n<body>\n{body}</body>\n</html>\n",
        plain(&title(brief))
    )
}

fn noted(out: &mut String, notes: &[String]) {
    for note in notes {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", plain(note));
    }
}

fn block(out: &mut String, part: &Part, base: &str) {
    // Writing to a String cannot fail.
    let _ = match part {
        Part::Heading { level, runs } => writeln!(out, "<h{level}>{}</h{level}>", line(runs, base)),
        Part::Paragraph { runs } | Part::Item { runs } => writeln!(out, "<p>{}</p>", line(runs, base)),
        Part::Author { hint } => {
            writeln!(out, "<p class=\"gap\">{}</p>", plain(&Run::Author { hint: hint.clone() }.text()))
        }
        Part::Table { head, rows } => {
            let heads: String = head.iter().map(|title| format!("<th>{}</th>", plain(title))).collect();
            let row = |row: &Vec<Vec<Run>>| {
                let cells: String = row.iter().map(|runs| format!("<td>{}</td>", line(runs, base))).collect();
                format!("<tr>{cells}</tr>\n")
            };
            let rows: String = rows.iter().map(row).collect();
            writeln!(out, "<table>\n<tr>{heads}</tr>\n{rows}</table>")
        }
    };
}

fn line(runs: &[Run], base: &str) -> String {
    let told = |run: &Run| match run {
        Run::Cited(cited) if !cited.link.is_empty() => {
            format!("<a href=\"{}\">{}</a>", plain(&format!("{base}{}", cited.link)), plain(&cited.text))
        }
        Run::Author { .. } => format!("<span class=\"gap\">{}</span>", plain(&run.text())),
        other => plain(&other.text()),
    };
    runs.iter().map(told).collect()
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
