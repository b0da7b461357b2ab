//! A document of Word as text: paragraphs and rows of tables become lines, notes stand behind the text.
//!
//! A file of this kind is an archive, and an archive can be a bomb: how many entries it has, how large one grows and
//! how much it grows are bounded before anything is unpacked.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Unreadable;
use numbering::{Numbering, Place};

mod numbering;

/// More entries than a document with a picture on every page has.
const MOST_ENTRIES: usize = 4096;

/// The largest part that is unpacked: the text of a whole shelf.
const LARGEST_PART: u64 = 64 * 1024 * 1024;

/// Running text shrinks to a tenth, repeated marks to a fiftieth; a bomb to a thousandth.
const HIGHEST_RATIO: u64 = 400;

/// Whether the bytes begin like an archive.
pub fn looks_like(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The text of a document.
pub fn read(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged { format: "docx" })?;
    if archive.len() > MOST_ENTRIES {
        return Err(Unreadable::ArchiveTooLarge);
    }
    let Some(body) = part(&mut archive, "word/document.xml")? else {
        let format = if archive.index_for_name("xl/workbook.xml").is_some() {
            "xlsx"
        } else if archive.index_for_name("content.xml").is_some() {
            "odt"
        } else {
            "zip"
        };
        return Err(Unreadable::OtherFormat { format });
    };
    let lists = part(&mut archive, "word/numbering.xml")?;
    let styles = part(&mut archive, "word/styles.xml")?.filter(|_| lists.is_some());
    let mut text =
        lines(&body, Lines { numbering: Numbering::of(lists.as_deref(), styles.as_deref()), ..Lines::default() })?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = part(&mut archive, notes)? {
            text.push_str(&lines(&notes, Lines { notes: true, ..Lines::default() })?);
        }
    }
    Ok(text)
}

/// A part of the archive, unpacked within bounds; `None` where there is none.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, Unreadable> {
    let entry = match archive.by_name(name) {
        Ok(entry) => entry,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(Unreadable::Damaged { format: "docx" }),
    };
    let allowed = LARGEST_PART.min(entry.compressed_size().saturating_mul(HIGHEST_RATIO).max(1024 * 1024));
    if entry.size() > allowed {
        return Err(Unreadable::ArchiveTooLarge);
    }
    let mut bytes = Vec::new();
    // The size that an archive states may be a lie; one byte more than is allowed tells.
    let read = entry.take(allowed + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Damaged { format: "docx" })?;
    if read as u64 > allowed {
        return Err(Unreadable::ArchiveTooLarge);
    }
    Ok(Some(super::encoding::decode(&bytes)?))
}

/// The lines of a part; of notes, each begins with its number.
fn lines(xml: &str, mut text: Lines) -> Result<String, Unreadable> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event().map_err(|_| Unreadable::Damaged { format: "docx" })? {
            Event::Start(tag) => text.open(&tag),
            Event::Empty(tag) => {
                text.open(&tag);
                text.close(tag.local_name().as_ref());
            }
            Event::End(tag) => text.close(tag.local_name().as_ref()),
            Event::Text(words) if text.spoken() => text.out.push_str(&words.xml10_content()),
            Event::CData(words) if text.spoken() => text.out.push_str(&words.xml10_content()),
            Event::GeneralRef(name) if text.spoken() => text.out.extend(entity(&name.xml10_content())),
            Event::Eof => return Ok(text.out),
            _ => {}
        }
    }
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code =
                digits.strip_prefix('x').map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(code?)
        }
    }
}

/// The text as it grows.
#[derive(Default)]
struct Lines {
    out: String,
    notes: bool,
    /// Inside `w:t`.
    words: bool,
    /// Inside what is shown only by programs that do not know the newer form beside it.
    fallback: usize,
    rows: usize,
    /// The lists of the document.
    numbering: Numbering,
    /// The list that the paragraph names, while its properties are read; what it was before a change is not.
    place: Option<Place>,
    former: bool,
}

impl Lines {
    fn spoken(&self) -> bool {
        self.words && self.fallback == 0
    }

    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "t" => self.words = true,
            "tab" if self.fallback == 0 => self.out.push('\t'),
            "br" | "cr" if self.fallback == 0 => self.out.push('\n'),
            "noBreakHyphen" if self.fallback == 0 => self.out.push('-'),
            "Fallback" => self.fallback += 1,
            "tr" => self.rows += 1,
            "pPr" if !self.former => self.place = Some(Place::default()),
            "pPrChange" => self.former = true,
            "numId" | "ilvl" | "pStyle" if !self.former => self.listed(tag),
            "footnoteReference" | "endnoteReference" => self.number(tag),
            "footnote" | "endnote" if self.notes => self.number(tag),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.words = false,
            "Fallback" => self.fallback = self.fallback.saturating_sub(1),
            "pPrChange" => self.former = false,
            "pPr" if !self.former && self.fallback == 0 => {
                let number = self.place.take().and_then(|place| self.numbering.next(&place));
                self.out.push_str(&number.unwrap_or_default());
            }
            "p" if self.rows > 0 => {}
            "p" => self.out.push('\n'),
            "tc" => self.out.push('\t'),
            "tr" => {
                self.rows = self.rows.saturating_sub(1);
                self.out.push('\n');
            }
            _ => {}
        }
    }

    /// Which list and level the paragraph names, itself or by its style.
    fn listed(&mut self, tag: &BytesStart<'_>) {
        let Some(place) = self.place.as_mut() else { return };
        match tag.local_name().as_ref() {
            "numId" => place.list = numbering::number(tag, "val"),
            "ilvl" => place.level = numbering::number(tag, "val"),
            _ => place.style = numbering::attribute(tag, "val"),
        }
    }

    /// The number of a note; the first two of a file are lines between text and notes.
    fn number(&mut self, tag: &BytesStart<'_>) {
        let number = numbering::number::<u32>(tag, "id").filter(|number| *number > 0);
        if let Some(number) = number {
            self.out.push_str(&format!("[{number}]"));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a name");
            writer.write_all(bytes).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    #[test]
    fn paragraphs_tables_and_notes() {
        let body = "<w:document><w:body><w:p><w:r><w:t>一、工作回顾</w:t></w:r></w:p><w:p><w:r><w:t>推进“一核”</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>建设 &amp; 管理</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>3个</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:del><w:delText>删去</w:delText></w:del></w:body></w:document>";
        let notes = "<w:footnotes><w:footnote w:id=\"0\"><w:p/></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>一核:核心区。</w:t></w:r></w:p></w:footnote></w:footnotes>";
        let bytes = archive(&[("word/document.xml", body.as_bytes()), ("word/footnotes.xml", notes.as_bytes())]);
        assert_eq!(
            read(&bytes).as_deref(),
            Ok("一、工作回顾\n推进“一核”[2]建设 & 管理\n甲\t3个\t\n\n[2]一核:核心区。\n")
        );
    }

    #[test]
    fn numbers_that_word_writes_itself() {
        let level = |at: usize, format: &str, text: &str| {
            format!(
                "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
            )
        };
        let lists = format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"4\">{}{}{}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"4\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"4\"/><w:lvlOverride w:ilvl=\"1\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num></w:numbering>",
            level(0, "chineseCountingThousand", "%1、"),
            level(1, "chineseCountingThousand", "（%2）"),
            level(2, "decimal", "%3．"),
        );
        let styles = "<w:styles><w:style w:styleId=\"2\"><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>";
        let paragraph = |properties: &str, words: &str| {
            format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
        };
        let listed = |list: usize, level: usize, words: &str| {
            paragraph(&format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>"), words)
        };
        let body = [
            listed(1, 0, "工作回顾"),
            paragraph("<w:pStyle w:val=\"2\"/>", "产业"),
            paragraph("<w:pStyle w:val=\"2\"/>", "城市"),
            listed(1, 2, "道路"),
            paragraph("", "正文"),
            paragraph("<w:pStyle w:val=\"2\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>", "无号"),
            listed(1, 0, "工作安排"),
            listed(2, 1, "民生"),
            paragraph(
                "<w:pPrChange><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:pPrChange>",
                "改前有号",
            ),
        ];
        let body = format!("<w:document><w:body>{}</w:body></w:document>", body.concat());
        let parts: [(&str, &[u8]); 3] = [
            ("word/document.xml", body.as_bytes()),
            ("word/numbering.xml", lists.as_bytes()),
            ("word/styles.xml", styles.as_bytes()),
        ];
        let text = read(&archive(&parts));
        let expected =
            "一、工作回顾\n（一）产业\n（二）城市\n1．道路\n正文\n无号\n二、工作安排\n（一）民生\n改前有号\n";
        assert_eq!(text.as_deref(), Ok(expected));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = vec![b' '; 80 * 1024 * 1024];
        let bytes = archive(&[("word/document.xml", &zeros)]);
        assert!(bytes.len() < 1024 * 1024);
        assert_eq!(read(&bytes), Err(Unreadable::ArchiveTooLarge));
    }

    #[test]
    fn other_archives_are_named() {
        assert_eq!(read(&archive(&[("xl/workbook.xml", b"<a/>")])), Err(Unreadable::OtherFormat { format: "xlsx" }));
        assert_eq!(read(b"PK\x03\x04 and no more"), Err(Unreadable::Damaged { format: "docx" }));
    }
}
