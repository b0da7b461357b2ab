//! What can be asked of a case, and by whom.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::alert::AlertNote;
use super::case::{Outer, TaskId};
use super::{CaseId, Identity};
use crate::directory::{DistrictCode, PostName, UnitCode, UserName};

/// Somebody asks for something at an instant.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who asks.
    pub who: Who,
    /// When, by the caller's clock; the case's own time never runs backwards.
    pub at: Timestamp,
    /// What for.
    pub command: Command,
}

/// Who asks. Identity is established outside; the core only weighs it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Who {
    /// An officer with the posts held on that day.
    Officer(Officer),
    /// The reporter of this very case, proved by its receipt code.
    Reporter,
    /// Anybody.
    Public,
    /// Another system, by the name in its token's scope.
    Outer(String),
    /// The kernel itself: a clock rang, a linked case moved.
    Kernel,
}

/// An officer at work.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Officer {
    /// The account.
    pub user: UserName,
    /// The posts held, with deputies' posts of that day.
    pub posts: Vec<(PostName, UnitCode)>,
}

/// What is asked. Inputs come as JSON in the contract's form and are checked against the pack.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take a matter in.
    File {
        /// Id and number, made outside.
        identity: Identity,
        /// The district that it belongs to.
        district: DistrictCode,
        /// The form.
        form: Map<String, Json>,
        /// How it came in.
        channel: String,
        /// Whether it is invented for a demonstration.
        synthetic: bool,
        /// Where it comes from and how it stands there, if another system sent it.
        outer: Option<(Outer, OuterState)>,
    },
    /// Take an action of the pack.
    Act {
        /// Its name.
        action: String,
        /// The task, needed only where the action is open in several.
        task: Option<TaskId>,
        /// Its input.
        input: Map<String, Json>,
    },
    /// Give the open tasks of an officer who leaves to a successor, where that one holds the task's post in its unit, else
    /// back to the post. Asked by whoever keeps the district's officers.
    HandOver {
        /// Who leaves.
        from: UserName,
        /// Who takes over; none: the posts.
        to: Option<UserName>,
    },
    /// Do what is due: warnings, silence, lapsed requests, suspensions that end.
    Wake,
    /// Count again what runs: another calendar is in force.
    Recount,
    /// Go on under a later version of its pack, whose rules are the world's.
    Migrate {
        /// The version.
        to: u32,
    },
    /// Hear what happened to a linked case.
    Hear {
        /// The case that speaks.
        from: CaseId,
        /// What happened.
        news: News,
    },
    /// The figures that opened it have come back.
    AlertEnded {
        /// What was read.
        note: AlertNote,
    },
    /// The outer system changed its side.
    Mirror {
        /// Its side now.
        outer: Outer,
        /// Whether it is still open there.
        state: OuterState,
        /// The form as the outer system has it.
        form: Map<String, Json>,
    },
}

/// What a linked case says.
#[derive(Clone, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(tag = "news", rename_all = "kebab-case")]
pub enum News {
    /// "I am your duplicate now."
    Follows,
    /// "I am no longer your duplicate: my reporter took the matter back."
    Leaves,
    /// "Another unit has me now, and so answers for you."
    Passed {
        /// The accountable unit.
        unit: UnitCode,
    },
    /// "This is how I stand", says a matter that the hearing case opened.
    SubCase {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// How many commands have changed it.
        version: u64,
        /// Its number.
        number: String,
        /// Who answers for it.
        unit: Option<UnitCode>,
        /// The outcome, if it is closed.
        outcome: Option<String>,
    },
    /// "The matter that you asked for cannot be taken in." The case says it to itself.
    SubCaseRefused {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// The refusal's code.
        code: String,
    },
    /// "I opened you, and need you no more: end with this outcome; where none is said, go your own way."
    ParentLeaves {
        /// The outcome.
        outcome: Option<String>,
    },
    /// "I shall not be answered; go your own way."
    Releases,
    /// "It was decided on me that you are left out of these counts."
    Excludes {
        /// The counts, by their ids.
        figures: Vec<String>,
        /// The term that says why.
        reason: Option<String>,
    },
    /// "It was decided on me that you count again."
    Includes,
    /// "I was answered; so are you": the answer's facts travel as plain JSON to be sealed again.
    Answered {
        /// The stage that the lead entered, where the follower goes too; none if it closed.
        stage: Option<String>,
        /// The outcome, if it closed.
        outcome: Option<String>,
        /// The answer's facts in plain JSON, opened from the lead's vault by the shell and sealed
        /// again for this case; empty while the news waits in the outbox.
        #[serde(skip)]
        answer: Map<String, Json>,
    },
}

/// How the outer system sees its order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OuterState {
    /// To be done.
    Open,
    /// Taken back.
    Withdrawn,
    /// Ended there.
    Closed,
}
