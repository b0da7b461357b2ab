//! Who is told: the law says whom and on which occasion, the pack in which words and by which channel.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `keep` | a decision's wishes as rows of the record, one for each receiver and channel, written with the act itself |
//! | `words` | the words of a row in a language, with number, deadline and link filled in |
//! | `send` | what is due goes out, is tried again, or is laid aside |
//!
//! A row holds no address: a telephone or a mail box is looked up at the moment of sending and forgotten after it. How a
//! message travels is a [`Carrier`]'s business; the office knows neither SMTP nor HTTP.

mod keep;
mod send;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::pack::model::Means;

pub(crate) use keep::Told;
pub use words::Tongue;

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The same at every attempt, so that whoever gets it twice can tell: 32 hexadecimal digits.
    pub id: String,
    /// Where to: a mail box, a telephone number, or for the work-chat an account.
    pub to: String,
    /// Whom, in words for a letter's head; empty for a resident.
    pub name: String,
    /// One line that says what it is about: a number, never the matter.
    pub subject: String,
    /// The whole text, links included.
    pub text: String,
    /// The numbers of the cases that it is about.
    pub numbers: Vec<String>,
    /// The page to open.
    pub link: String,
    /// The notice's name in its pack, for gateways that want templates to be registered; of a digest the first one's.
    pub notice: String,
    /// The language of the words.
    pub lang: Tongue,
}

/// Why a message did not go out. The code stands on a page and in a log: it names no address and no words of a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// It may succeed later.
    Later(String),
    /// It never will.
    Never(String),
}

/// What takes messages out of the house.
pub trait Carrier: Send + Sync {
    /// Takes one message to its receiver; `Ok` once the other side has taken it over.
    ///
    /// # Errors
    /// Why not, and whether to try again.
    fn carry(&self, message: &Message) -> Result<(), Undelivered>;
}

/// The ways out of this instance.
#[derive(Clone, Default)]
pub struct WaysOut {
    /// Where the pages stand for whoever gets a message, without a slash at the end.
    pub address: String,
    /// Who carries what.
    pub carriers: BTreeMap<Means, Arc<dyn Carrier>>,
}

/// The receiver of an account.
pub fn receiver(user: &str) -> String {
    format!("user:{user}")
}

/// The one who asked.
pub const REPORTER: &str = "reporter";
