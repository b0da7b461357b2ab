//! From the bytes of a file to the text as given. What offsets count in is what this room hands out, character by
//! character.

mod encoding;

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
            Self::Empty => "empty",
        }
    }
}

/// Reads a file by what its bytes are; `name` only helps where the bytes do not say.
pub fn read(bytes: &[u8], name: &str) -> Result<Given, Unreadable> {
    let _ = name;
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge { megabytes: bytes.len() / (1024 * 1024) });
    }
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(Given::new(&encoding::decode(bytes)?))
}
