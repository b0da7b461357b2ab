//! What a caller asks of the office, and what it gets.

use bihuan_core::casework::case::Outer;
use bihuan_core::casework::command::OuterState;
use bihuan_core::casework::{Case, Event, TaskId, TypeId, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::Hash;
use serde_json::{Map, Value as Json};

/// Something asked for: by whom, and under which key a repetition is known.
#[derive(Clone, Debug)]
pub struct Demand<T> {
    /// Who asks.
    pub who: Who,
    /// What for.
    pub wish: T,
    /// The caller's key, if it sent one.
    pub key: Option<IdempotencyKey>,
}

/// A key by which a repeated request is known.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    /// The district of the case.
    pub district: String,
    /// Who calls: a token's id, a session's user, or `anonymous`.
    pub caller: String,
    /// Method and path.
    pub path: String,
    /// The key itself.
    pub key: String,
    /// SHA-256 of the request's body.
    pub body_hash: [u8; 32],
}

/// Take a matter in.
#[derive(Clone, Debug)]
pub struct Filing {
    /// Its type.
    pub case_type: TypeId,
    /// Its district.
    pub district: DistrictCode,
    /// The form, in the contract's JSON.
    pub form: Map<String, Json>,
    /// How it came in.
    pub channel: String,
}

/// Act on a case.
#[derive(Clone, Debug)]
pub struct Act {
    /// Its id or number.
    pub case: String,
    /// The action.
    pub action: String,
    /// The task, where the action is open in several.
    pub task: Option<TaskId>,
    /// Its input, in the contract's JSON.
    pub input: Map<String, Json>,
    /// The version that the caller looked at.
    pub seen: Option<u64>,
}

/// What another system says of its matter.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// The type to open it as.
    pub case_type: TypeId,
    /// Its district.
    pub district: DistrictCode,
    /// Its side now.
    pub outer: Outer,
    /// Whether it is still open there.
    pub state: OuterState,
    /// The form, in the contract's JSON.
    pub form: Map<String, Json>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The case now.
    pub case: Case,
    /// What happened; empty if nothing had to.
    pub events: Vec<Event>,
    /// The place of its last record in the district's log, from 1.
    pub seq: u64,
    /// SHA-256 of its last record.
    pub hash: Hash,
    /// Whether this is the answer to an earlier request with the same key.
    pub replayed: bool,
    /// Whether the case was opened by this.
    pub opened: bool,
}
