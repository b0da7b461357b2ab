//! A document of Word as text: paragraphs and rows of tables become lines, notes stand behind the text.
//!
//! A file of this kind is an archive, and an archive can be a bomb: how many entries it has, how large one grows and
//! how much it grows are bounded before anything is unpacked.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Unreadable;

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
    let mut text = lines(&body, false)?;
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = part(&mut archive, notes)? {
            text.push_str(&lines(&notes, true)?);
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
fn lines(xml: &str, notes: bool) -> Result<String, Unreadable> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut text = Lines { notes, ..Lines::default() };
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
            "footnoteReference" | "endnoteReference" => self.number(tag),
            "footnote" | "endnote" if self.notes => self.number(tag),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.words = false,
            "Fallback" => self.fallback = self.fallback.saturating_sub(1),
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

    /// The number of a note; the first two of a file are lines between text and notes.
    fn number(&mut self, tag: &BytesStart<'_>) {
        let id = tag.attributes().flatten().find(|one| one.key.local_name().as_ref() == "id");
        let number = id.and_then(|id| id.value.parse::<u32>().ok()).filter(|number| *number > 0);
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
