//! What one command writes: rows that the domain has already decided, ready to become durable together.
//!
//! Times are kept to the microsecond (what is finer is cut off), days as `YYYY-MM-DD`, hashes as 32 bytes.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// All that one command writes, in one durable transaction. `Write::default()` helps to leave out what is empty.
#[derive(Clone, Debug, Default)]
pub struct Write {
    /// The district's code; the first column of every key.
    pub district: String,
    /// The case's id, ASCII, unique in the instance.
    pub case: String,
    /// The version that the case had when the command was decided; 0 opens a new case.
    pub expected: u64,
    /// What becomes the commit record.
    pub record: RecordDraft,
    /// The case as lists and the next command need it.
    pub head: HeadRow,
    /// The open tasks afterwards; they replace those that were kept for this case.
    pub tasks: Vec<TaskRow>,
    /// Personal data and free text, sealed under the case's key. An item is written once and never changed.
    pub vault: Vec<VaultItem>,
    /// Ids (`sha256-…`) of the files that the case takes; each must have been put before.
    pub files: Vec<String>,
    /// What the outside is asked to do once this is durable.
    pub outbox: Vec<Outgoing>,
    /// Who is to be told of it, and by which channel.
    pub notices: Vec<crate::NewNotice>,
    /// What this command adds to the figures.
    pub counts: Vec<Count>,
    /// The matter of an outer system that this case stands for.
    pub outer: Option<OuterKey>,
    /// Slots that the case takes hold of.
    pub reservations: Vec<Reservation>,
    /// Slots that the case lets go, before it takes others.
    pub released: Vec<Reservation>,
    /// Register entries that the command changes.
    pub entries: Vec<EntryRow>,
    /// Letters that are issued, or whose standing changes.
    pub letters: Vec<crate::LetterRow>,
    /// The caller's idempotency key and the answer that a repetition gets.
    pub idempotency: Option<IdempotencyEntry>,
}

/// The commit record before it has its number and its hashes.
#[derive(Clone, Debug, Default)]
pub struct RecordDraft {
    /// The time of the case, not the machine's.
    pub at: Timestamp,
    /// Unique for each command. A repeated commit with the same id answers as the first did.
    pub command_id: String,
    /// Who acted, by post and unit; never a name of a citizen.
    pub actor: Value,
    /// The pack version the case runs under, like `parking.permit@3`.
    pub pack: String,
    /// The events, in order.
    pub events: Vec<Value>,
}

/// Where a case stands in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Its clock runs.
    #[default]
    Open,
    /// Its clock stands still for a recorded reason.
    Suspended,
    /// It has ended.
    Closed,
}

impl Status {
    /// The word that stands in the contract.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Suspended => "suspended",
            Status::Closed => "closed",
        }
    }

    /// Reads the contract's word.
    pub fn of_word(word: &str) -> Option<Status> {
        [Status::Open, Status::Suspended, Status::Closed].into_iter().find(|s| s.word() == word)
    }
}

/// A case in one row: what lists show, and the state that the next command is decided on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadRow {
    /// Unique in the instance.
    pub number: String,
    /// `<pack>.<case>`.
    pub type_id: String,
    /// One line for lists, without personal data.
    pub title: String,
    /// The first stage that is open.
    pub stage: String,
    /// The accountable unit.
    pub unit: Option<String>,
    /// Open, suspended or closed.
    pub status: Status,
    /// How it ended.
    pub outcome: Option<String>,
    /// When it was opened.
    pub opened: Timestamp,
    /// The pledged deadline; none while suspended.
    pub due: Option<Timestamp>,
    /// Late as soon as now is after this.
    pub late_from: Option<Timestamp>,
    /// Whether anyone may see its public fields.
    pub public: bool,
    /// Whether it is invented.
    pub synthetic: bool,
    /// The lead case that this one is a duplicate of.
    pub lead: Option<String>,
    /// A keyed digest by which the reporter's other cases are found.
    pub reporter_index: Option<String>,
    /// The core's `Case`, opaque here.
    pub state: Vec<u8>,
    /// When the next timer of this case is due.
    pub wake_at: Option<Timestamp>,
}

/// An open task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRow {
    /// Its id within the case.
    pub task: String,
    /// The stage it belongs to.
    pub stage: String,
    /// The branch, where the case has several.
    pub branch: String,
    /// The unit whose work it is.
    pub unit: String,
    /// The post whose work it is.
    pub post: String,
    /// The one officer it was given to; none: any holder of the post.
    pub officer: Option<String>,
    /// When it is due.
    pub due: Option<Timestamp>,
}

/// Something typed by a person, sealed under the case's key.
#[derive(Clone, Debug, Default)]
pub struct VaultItem {
    /// Its name within the case; the event refers to it.
    pub item: String,
    /// What was typed.
    pub plain: Vec<u8>,
    /// The words by which full-text search finds the case; none: not searchable.
    pub search_text: Option<String>,
}

/// One thing for the outside to do.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    /// Which sender takes it.
    pub kind: String,
    /// What the sender needs; references, not personal data.
    pub payload: Value,
}

/// An addition to a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// `<pack>.<indicator>`, with a part's suffix where the domain wants one.
    pub indicator: String,
    /// The unit it counts for; empty for the whole district.
    pub unit: String,
    /// The day it counts on.
    pub day: Date,
    /// How much is added; negative takes back.
    pub n: i64,
}

/// The number of a matter in an outer system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OuterKey {
    /// The outer system.
    pub system: String,
    /// Its number there.
    pub number: String,
    /// The outer revision; must be above the kept one.
    pub revision: i64,
}

/// One quarter of an hour of one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reservation {
    /// `<register>/<key>`.
    pub entry: String,
    /// Quarters of an hour since 1970-01-01T00:00Z.
    pub quarter: i64,
}

/// An entry of a register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntryRow {
    /// The register.
    pub register: String,
    /// The entry's key in it.
    pub key: String,
    /// The entry; `null` takes it out of the register.
    pub value: Value,
}

/// An answered request, to be answered alike if it comes again within a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdempotencyEntry {
    /// Who called.
    pub caller: String,
    /// Which path.
    pub path: String,
    /// The key the caller chose.
    pub key: String,
    /// SHA-256 of the request's body.
    pub body_hash: [u8; 32],
    /// The HTTP status.
    pub status: u16,
    /// The answer's body, as far as it was known before the commit.
    pub response: Vec<u8>,
}

/// A SHA-256, shown in lower-case hexadecimal.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        use sha2::Digest;
        Hash(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Hash> {
        let digits: Vec<u8> =
            text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? * 16 + pair.get(1)?)).collect();
        if digits.len() == 64 { Hash::of_slice(&bytes) } else { None }
    }

    /// Takes 32 bytes as they are.
    pub fn of_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// What a commit answers once it is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its place in the district's log, from 1; the leaf's index in the tree is one less.
    pub seq: u64,
    /// The case's version now.
    pub version: u64,
    /// The hash of the commit record as the leaf of its district's tree, so that whoever holds it can prove it.
    pub hash: Hash,
}
