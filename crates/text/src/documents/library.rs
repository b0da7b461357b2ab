//! The systems that the documents name and the quotes that show it, as they ship in `data/documents/`.

use serde::{Deserialize, Serialize};

const SYSTEMS: &str = include_str!("../../../../data/documents/systems.json");
const QUOTES: &str = include_str!("../../../../data/documents/quotes.json");

/// A wording in the two languages of the program.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Words {
    /// Chinese, the default.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One thing that a working system must show: a verb or a user.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Part {
    /// Short English key that packs claim, such as `dispatch` or `resident`.
    pub id: String,
    /// The Chinese word that pages show.
    pub zh: String,
}

/// One of the 101 systems, S01 to S101.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct System {
    /// Row number, `S01`.
    pub id: String,
    /// Section of the survey, `1A` to `1I`.
    pub section: String,
    /// Heading of that section.
    pub group: Words,
    /// Its name: Chinese in the documents' words, English ours.
    pub name: Words,
    /// Other Chinese names of the same thing.
    pub also: Vec<String>,
    /// Those of the names that do not stand in the documents.
    pub ours: Vec<String>,
    /// Documents that speak of it, such as `001/2023`.
    pub documents: Vec<String>,
    /// What it does, in our words.
    pub what: Words,
    /// The verbs that need a passing scenario each.
    pub verbs: Vec<Part>,
    /// Keys of the numbers that need a figure or a shown promise each; see [`Statement::key`].
    pub numbers: Vec<String>,
    /// The users that need a page, or a stated reason why not.
    pub users: Vec<Part>,
    /// Why it is left out on purpose, if it is.
    pub left_out: Option<Words>,
    /// What part of it is left out on purpose.
    pub limit: Option<Words>,
}

/// A number that a quote states.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Statement {
    /// The words of the document (`13.5万件`), with the document in front where they occur twice in a row.
    pub key: String,
    /// The number as written, a decimal string.
    pub value: String,
    /// The unit with its scale word, `万件`.
    pub measure: String,
    /// First character in the file.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// A short quote of a document, with its place.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Quote {
    /// Row and running number, `S01-2`.
    pub id: String,
    /// The system that it shows.
    pub row: String,
    /// File of the document.
    pub file: String,
    /// Which of the documents in that file.
    pub document: String,
    /// Line, from 1.
    pub line: usize,
    /// First character, counted in Unicode characters from the beginning of the file.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The exact words, at most 40 characters.
    pub quote: String,
    /// Whether it announces rather than reports.
    pub target: bool,
    /// The numbers that it states.
    pub states: Vec<Statement>,
}

/// A run of characters in a document.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Place {
    /// File of the document.
    pub file: String,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The systems and their quotes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Documents {
    /// S01 to S101, in order.
    pub systems: Vec<System>,
    /// Quotes, in the order of the systems.
    pub quotes: Vec<Quote>,
}

/// The shipped data cannot be read. A build with this fault does not pass its tests.
#[derive(Debug, thiserror::Error)]
#[error("`{file}` cannot be read: {source}")]
pub struct LoadFault {
    /// The data file at fault.
    pub file: &'static str,
    /// What the reader said.
    pub source: serde_json::Error,
}

/// Reads the data that is built into the program. Parse once and keep: it is a quarter of a megabyte.
pub fn shipped() -> Result<Documents, LoadFault> {
    Ok(Documents {
        systems: read("data/documents/systems.json", SYSTEMS)?,
        quotes: read("data/documents/quotes.json", QUOTES)?,
    })
}

fn read<T: for<'de> Deserialize<'de>>(file: &'static str, text: &str) -> Result<T, LoadFault> {
    serde_json::from_str(text).map_err(|source| LoadFault { file, source })
}

impl Documents {
    /// The system of a row.
    pub fn system(&self, row: &str) -> Option<&System> {
        self.systems.iter().find(|system| system.id == row)
    }

    /// The quotes of a row, in the order of the documents.
    pub fn quotes_of<'a>(&'a self, row: &'a str) -> impl Iterator<Item = &'a Quote> {
        self.quotes.iter().filter(move |quote| quote.row == row)
    }
}

/// Whether the text of the file carries the quote exactly at its offsets.
pub fn check(quote: &Quote, text: &str) -> bool {
    stands_at(text, quote.start, quote.end, &quote.quote)
}

/// Whether the characters `start..end` of `text` are `words`.
pub(crate) fn stands_at(text: &str, start: usize, end: usize, words: &str) -> bool {
    let Some(length) = end.checked_sub(start) else {
        return false;
    };
    words.chars().count() == length && text.chars().skip(start).take(length).eq(words.chars())
}
