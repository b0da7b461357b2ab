//! How a command ends when it does not end well.

use std::process::ExitCode;

/// Why a command did not do its work: one plain sentence, and whose fault it is.
#[derive(Debug)]
pub enum Failure {
    /// A check that failed, or work that could not be done (exit code 1).
    Work(String),
    /// The command was used wrongly (exit code 2).
    Use(String),
    /// Whoever read our output stopped reading, which is nobody's fault.
    Unread,
}

impl Failure {
    /// Says the sentence on stderr and gives the exit code.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Work(sentence) => said(sentence, 1),
            Self::Use(sentence) => said(sentence, 2),
            Self::Unread => ExitCode::SUCCESS,
        }
    }
}

fn said(sentence: &str, code: u8) -> ExitCode {
    eprintln!("bihuan: {sentence}");
    ExitCode::from(code)
}
