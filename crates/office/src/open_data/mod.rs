//! Open data: the public figures, promises and public matters of a district as files, an edition a day. An edition is an
//! entry of the district's record with the SHA-256 of every file and the signed head of the log, so that whoever has a
//! file shows what was published and when without trusting this server. Nothing stands in a file that is not public
//! already: the readers are those of the open record and of an API call without credentials.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `sets` | which data sets there are, and what each column means |
//! | `rows` | what stands in them |
//! | `sheet` | the rows as CSV and as JSON |
//! | `dictionary` | the columns and the figures, as a file |
//! | `keep` | the edition of a day: made once, entered in the record, kept until the next |

mod dictionary;
mod keep;
mod rows;
mod sets;
mod sheet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::keep::{Proof, Signed};
pub use self::sets::{Column, DataSet, Kind, Told};

/// The register of editions, in the district's record.
pub const REGISTER: &str = "open-data-editions";

/// The file that says what the others mean.
pub const DICTIONARY: &str = "dictionary.json";

/// Under which terms the files may be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Licence {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub url: &'static str,
    /// What it lets one do, in a line.
    #[serde(flatten)]
    pub line: Told,
    /// Why this one: the district's own choice, no law names it.
    pub basis: &'static str,
}

/// The licence of every file. A district that chooses another changes this line.
pub const LICENCE: Licence = Licence {
    name: "CC BY 4.0",
    url: "https://creativecommons.org/licenses/by/4.0/",
    line: Told {
        zh: "可以自由使用、转载和加工，请注明出处。知识共享 署名 4.0（CC BY 4.0）",
        en: "Free to use, share and adapt if you name the source. Creative Commons Attribution 4.0 (CC BY 4.0)",
    },
    basis: "ours",
};

/// One file of an edition.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct File {
    /// Its name, as in its address.
    pub name: String,
    /// How many rows it has; of the dictionary, how many columns and figures it explains.
    pub rows: usize,
    /// Whether there are more than go out in one file: then the newest stand there.
    pub cut: bool,
    /// Its length.
    pub bytes: usize,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// The files of a district as they were on a day.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Edition {
    /// Whose.
    pub district: String,
    /// Of which day.
    pub date: Date,
    /// From 1 on each day.
    pub number: u32,
    /// When it was made.
    pub at: Timestamp,
    /// The name of its licence.
    pub licence: String,
    /// Whether it is made of invented matters.
    pub synthetic: bool,
    /// The signed head of the log as it was then; none where nothing was signed yet.
    pub checkpoint: Option<String>,
    /// The files.
    pub files: Vec<File>,
}

impl Edition {
    /// A file by its name.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.name == name)
    }

    /// The key of its entry.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}.{:04}", self.date, self.number)
    }
}
