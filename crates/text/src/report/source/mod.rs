//! From the bytes of a file to the text as given. What offsets count in is what this room hands out, character by
//! character.

mod docx;
mod encoding;
mod html;
mod pdf;

use super::text::Given;

/// Larger files are refused: a report of two hundred pages takes half a megabyte, with its pictures some twenty.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// Why a file cannot be read: a sentence for the person who brought it, with what to do.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unreadable {
    /// More bytes than [`LARGEST`].
    #[error(
        "文件有{megabytes}兆字节，超过64兆字节的上限；请去掉图片后另存，或只存报告正文 / The file has {megabytes} MB, more than the 64 MB that are read; save it without its pictures, or the report alone"
    )]
    TooLarge {
        /// Its size.
        megabytes: usize,
    },
    /// Neither UTF-8 nor GB18030, Big5 or UTF-16, or no text at all.
    #[error(
        "认不出文件的文字编码；请用记事本另存为UTF-8文本 / The encoding of the file is not known; save it as UTF-8 text"
    )]
    UnreadableEncoding,
    /// An archive that would grow beyond its bounds.
    #[error(
        "文件解压后过大，不予读取；请用Word另存为.docx，或只存报告正文 / Unpacked, the file would grow beyond what is read; save it anew from Word, or the report alone"
    )]
    ArchiveTooLarge,
    /// A PDF of pictures.
    #[error(
        "这份PDF是扫描图片，没有文字层；请先做文字识别(OCR)，或用原来的Word文件 / This PDF holds scanned pictures without a text layer; recognise its text (OCR) first, or bring the Word file it came from"
    )]
    NoTextLayer,
    /// A file under a password.
    #[error("文件有密码保护，不能读取；请去掉密码后另存 / The file is protected by a password; save it without one")]
    Protected,
    /// Its inside is not what its beginning says.
    #[error(
        "文件已损坏，不能按{format}读取；请重新下载，或另存一份 / The file is damaged and cannot be read as {format}; fetch it again, or save it anew"
    )]
    Damaged {
        /// What it seemed to be.
        format: &'static str,
    },
    /// A kind of file that is not read.
    #[error(
        "不能读{format}文件；请另存为.docx、.pdf、.html或.txt / Files of the kind {format} are not read; save it as .docx, .pdf, .html or .txt"
    )]
    OtherFormat {
        /// Which kind.
        format: &'static str,
    },
    /// Nothing in it.
    #[error("文件是空的；请确认选对了文件 / The file is empty; check that it is the right one")]
    Empty,
}

impl Unreadable {
    /// The code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::UnreadableEncoding => "unreadable-encoding",
            Self::ArchiveTooLarge => "archive-too-large",
            Self::NoTextLayer => "no-text-layer",
            Self::Protected => "protected",
            Self::Damaged { .. } => "damaged",
            Self::OtherFormat { .. } => "other-format",
            Self::Empty => "empty",
        }
    }
}

/// Kinds of files that are known by their first bytes and not read.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\xD0\xCF\x11\xE0", "doc"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"Rar!", "rar"),
    (b"7z\xBC\xAF", "7z"),
    (b"\x1F\x8B", "gz"),
];

/// Reads a file by what its bytes are; `name` only helps where the bytes do not say.
pub fn read(bytes: &[u8], name: &str) -> Result<Given, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge { megabytes: bytes.len() / (1024 * 1024) });
    }
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if let Some((_, format)) = OTHERS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(Unreadable::OtherFormat { format });
    }
    let named = |ends: &[&str]| ends.iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let text = if pdf::looks_like(bytes) {
        pdf::read(bytes)?
    } else if docx::looks_like(bytes) {
        docx::read(bytes)?
    } else if html::looks_like(bytes) || named(&[".html", ".htm"]) {
        html::read(bytes)?
    } else {
        encoding::decode(bytes)?
    };
    Ok(Given::new(&text))
}
