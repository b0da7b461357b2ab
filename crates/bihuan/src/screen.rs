//! What commands print, and in which language.

use std::io::{ErrorKind, Write};

use bihuan_core::calendar::Lang;
use serde::Serialize;

use crate::failure::Failure;

/// Prints one line on stdout.
pub fn line(text: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::Work(format!("The output could not be written: {error}.")),
    })
}

/// Prints a value as one line of JSON.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| Failure::Work(format!("No JSON for this: {error}.")))?;
    line(&text)
}

/// The language of the terminal: Chinese where the locale says so, else English.
pub fn lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|tag| !tag.is_empty()) {
        Some(tag) if tag.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// Says something about the work, on stderr.
pub fn note(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Prints bytes as they are.
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    std::io::stdout().lock().write_all(bytes).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::Work(format!("The output could not be written: {error}.")),
    })
}
