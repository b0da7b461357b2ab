//! Chinese text and what the district documents say: the systems they name, the numbers they state, the promises
//! they make. Everything here is given its text and gives back an answer; nothing is read from disk or network.

pub mod brief;
pub mod documents;
pub mod measure;
pub mod promises;
pub mod report;
mod segment;
pub mod table;

pub use segment::{is_known_word, known_words, segment, words};
