//! A brief in the formats that offices read: a Word document laid out as GB/T 9704 asks, a page, Markdown. Each says the
//! same, and in each a number of the record is a link to what opens it.

mod docx;
mod html;
mod markdown;

use bihuan_core::brief::{Brief, Correction, Part, Run};

/// A format.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// A page of its own.
    Html,
    /// A Word document.
    Docx,
}

impl Format {
    /// As commands write them.
    pub const WORDS: [(&'static str, Format); 3] =
        [("md", Format::Markdown), ("html", Format::Html), ("docx", Format::Docx)];

    /// The format of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Format> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, format)| *format)
    }

    /// What a server says that it is.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Format::Markdown => "text/markdown; charset=utf-8",
            Format::Html => "text/html; charset=utf-8",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// How a brief stands when it goes out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Standing {
    /// Which edition; 0 for a draft.
    pub edition: u32,
    /// The checkpoint of the log that the edition was frozen with.
    pub checkpoint: Option<String>,
    /// What is known otherwise since it was issued.
    pub corrections: Vec<Correction>,
}

/// Why no document could be made.
#[derive(Debug, thiserror::Error)]
#[error("文稿没有生成 / no document could be made: {0}")]
pub struct Unwritten(String);

/// Writes a brief. `base` is what its links begin with; the links of a page without one stay within its server.
///
/// # Errors
/// Where a Word document cannot be packed.
pub fn written(brief: &Brief, standing: &Standing, base: &str, format: Format) -> Result<Vec<u8>, Unwritten> {
    match format {
        Format::Markdown => Ok(markdown::written(brief, standing, base).into_bytes()),
        Format::Html => Ok(html::written(brief, standing, base).into_bytes()),
        Format::Docx => docx::written(brief, standing, base),
    }
}

/// What is said of a brief under its title, before it begins.
fn notes(brief: &Brief, standing: &Standing) -> Vec<String> {
    let mut notes = Vec::new();
    if brief.synthetic {
        notes.push("合成数据：本文稿由演示系统生成，不反映任何单位的真实情况。".to_owned());
    }
    if standing.edition == 0 {
        // No number here: whoever reads the draft back finds only those of the record.
        let left = if brief.gaps() > 0 { "，尚有待起草人填写的地方" } else { "" };
        notes.push(format!("草稿，数据截至{}{left}。", bihuan_core::brief::spell::day(brief.written)));
    }
    notes
}

/// What is said at the end: what is known otherwise now, and with what the edition was frozen.
fn closing(standing: &Standing) -> Vec<String> {
    let mut all = Vec::new();
    if !standing.corrections.is_empty() {
        all.push("更正（印发后变动的数，原文不改）".to_owned());
        all.extend(standing.corrections.iter().map(|it| {
            let now = it.now.as_deref().unwrap_or("不再统计");
            format!("{}：原文“{}”，现为“{now}”", it.title, it.was)
        }));
    }
    if let Some(checkpoint) = &standing.checkpoint {
        all.push(format!("第{}次印发，存证于透明日志：{checkpoint}", standing.edition));
    }
    all
}

/// The title: the first heading of the first level, else the template's.
fn title(brief: &Brief) -> String {
    let first = brief.parts.iter().find_map(|part| match part {
        Part::Heading { level: 1, runs } => Some(runs.iter().map(Run::text).collect()),
        _ => None,
    });
    first.unwrap_or_else(|| brief.title.clone())
}
