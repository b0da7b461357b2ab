//! What can happen to a case. Events are facts in the past tense: a shape once released is never
//! edited, a new need is a new variant.
//!
//! An event carries what was decided (stage, unit, due date and why), so that a replay needs
//! neither the pack nor the calendar of its day.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::alert::AlertNote;
use super::case::{
    ApprovalStep, Clock, ClockId, Outer, Parent, Reckoning, StandingId, StopScope, Task, TaskEnd, TaskId, Verdict,
    WarningLevel,
};
use super::drawing::DrawDone;
use super::known::Foreknown;
use super::letters::{LetterNote, LetterStanding};
use super::papers::PaperStanding;
use super::quantity::Period;
use super::slots::Hold;
use super::{CaseId, Identity, TypeId};
use crate::directory::{DistrictCode, UnitCode, UserName};
use crate::value::{FieldName, Values};

/// A judgement that a repeat puts into question.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Judged {
    /// When it was given.
    pub at: Timestamp,
    /// The unit that it was counted for.
    pub unit: Option<UnitCode>,
    /// Whether it was bad.
    pub bad: bool,
    /// Its scores.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scores: BTreeMap<String, i64>,
}

/// A fact in the life of one case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Event {
    /// The matter was taken in and has a number.
    Filed {
        /// Its id and number.
        identity: Identity,
        /// What kind of matter it is.
        case_type: TypeId,
        /// The version of the pack that it is opened under and keeps.
        pack_version: u32,
        /// The district's six digits.
        district: DistrictCode,
        /// How it came in: portal, phone, counter, import …
        channel: String,
        /// What the form says.
        values: Values,
        /// Whether it is invented for a demonstration.
        synthetic: bool,
        /// Where it comes from, if another system sent it.
        outer: Option<Outer>,
    },
    /// An action was taken.
    Acted {
        /// The action's name in the pack.
        action: String,
        /// The task that it was taken in, if it belongs to one.
        task: Option<TaskId>,
        /// Who took it, if an officer did: later actions may ask for another person.
        officer: Option<UserName>,
        /// What was asked and given that is not kept as a fact of the case.
        input: Values,
    },
    /// Facts of the case were set or changed.
    FactsSet {
        /// The new values; a field that was emptied stands in `cleared`.
        values: Values,
        /// Fields that no longer have a value.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        cleared: Vec<FieldName>,
    },
    /// The case came to a stage (of a branch).
    StageEntered {
        /// Which standing of the case moved; `main` outside branches.
        standing: StandingId,
        /// The stage.
        stage: String,
    },
    /// A branch came to its end, or the case left its stages.
    StageLeft {
        /// Which standing ended.
        standing: StandingId,
        /// The branch's outcome, if it ended with one.
        outcome: Option<String>,
    },
    /// The stage outside branches split. Each branch waits until it is entered; one that is never entered is left.
    BranchesOpened {
        /// The branches, in the order of the pack.
        branches: Vec<StandingId>,
    },
    /// The branches were joined: what was needed of them came, or could come no more. Those still open are left next.
    BranchesJoined {
        /// Whether what was needed came.
        reached: bool,
    },
    /// A stop began that holds for a part of the case alone; a `ClockSuspended` for each clock that stood then follows.
    StopBegan {
        /// For what it holds.
        scope: StopScope,
        /// The ground's name.
        ground: String,
        /// When it ends by itself at the latest.
        until: Timestamp,
    },
    /// Such a stop ended.
    StopEnded {
        /// For what it held.
        scope: StopScope,
    },
    /// A task was given to a unit.
    TaskOpened {
        /// The task as it is then.
        task: Task,
    },
    /// A task passed to another unit or officer, still the same task.
    TaskMoved {
        /// The task.
        task: TaskId,
        /// The unit that now has it.
        unit: UnitCode,
        /// The officer, if one is named.
        officer: Option<UserName>,
        /// Whether the unit before stays accountable (passed down the tree).
        passed_down: bool,
    },
    /// A task passed from an officer who leaves to another one of the same unit and post, or back to the post: no work
    /// stays with somebody who is no longer there. Unit, post and clocks are as they were.
    TaskHandedOver {
        /// The task.
        task: TaskId,
        /// Who had it.
        from: UserName,
        /// Who has it now; none: whoever holds the post in the unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<UserName>,
    },
    /// A task ended.
    TaskEnded {
        /// The task.
        task: TaskId,
        /// How.
        end: TaskEnd,
    },
    /// A clock began to run.
    ClockStarted {
        /// The clock as it is then, with due date, basis and version of the calendar.
        clock: Clock,
    },
    /// A due date moved: extension, resumption, another class, another calendar.
    ClockMoved {
        /// The clock.
        clock: ClockId,
        /// Why, as a code: `extended`, `resumed`, `reclassified`, `calendar`, `outer`, `follows`, `migrated`.
        why: String,
        /// The due date that now holds, with the warnings that are still to come under it.
        to: Reckoning,
        /// Warnings of this generation can fire (again).
        generation: u32,
    },
    /// A clock stopped on a ground that the pack names.
    ClockSuspended {
        /// The clock.
        clock: ClockId,
        /// The ground's name.
        ground: String,
        /// When the clock resumes by itself at the latest.
        until: Timestamp,
    },
    /// A clock runs again; a `ClockMoved` with the new due date follows.
    ClockResumed {
        /// The clock.
        clock: ClockId,
        /// The instant from which it counts again: the end of the stop, be the kernel awake then or later.
        since: Timestamp,
    },
    /// A clock ended with its verdict, for good.
    ClockEnded {
        /// The clock.
        clock: ClockId,
        /// On time, late or no longer needed.
        verdict: Verdict,
    },
    /// A warning fired. Once for each (clock, level, generation).
    Warned {
        /// The clock.
        clock: ClockId,
        /// The level.
        level: WarningLevel,
        /// The clock's generation.
        generation: u32,
        /// Levels below it whose moment had passed too and that nobody was told of (after downtime).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passed: Vec<WarningLevel>,
    },
    /// More time was asked for; approval tasks decide.
    ExtensionAsked {
        /// The clock.
        clock: ClockId,
        /// Working days asked for.
        days: u32,
        /// The approvals that are needed, in order.
        steps: Vec<ApprovalStep>,
        /// Unanswered by then, it is refused: the due date as it stands.
        lapses: Timestamp,
    },
    /// One step of an extension was approved, and another is still needed.
    ExtensionForwarded {
        /// The clock.
        clock: ClockId,
    },
    /// More time was granted; a `ClockMoved` follows.
    ExtensionGranted {
        /// The clock.
        clock: ClockId,
        /// Working days granted.
        days: u32,
    },
    /// More time was refused, or nobody answered before the due date.
    ExtensionRefused {
        /// The clock.
        clock: ClockId,
        /// Whether nobody answered in time.
        lapsed: bool,
    },
    /// The due date of a clock for which more time was asked moved with the calendar, and with it the day on which the
    /// request lapses.
    ExtensionMoved {
        /// The clock.
        clock: ClockId,
        /// Unanswered by then, the request is refused.
        lapses: Timestamp,
    },
    /// A unit handed the case back.
    HandedBack {
        /// The unit.
        unit: UnitCode,
        /// The action that is limited.
        action: String,
    },
    /// The case begins again: redo after a bad rating, or reopened.
    RoundStarted {
        /// The round, from 2.
        round: u32,
    },
    /// The reporter judged the answer, or said nothing in time.
    Rated {
        /// Whether it was bad by the pack's rule.
        bad: bool,
        /// Whether it is silence and counts in no rate.
        is_default: bool,
        /// The judgement's scores by their names in the pack (`responded`, `resolved`, `satisfied`, `grade`); yes is 1.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        scores: BTreeMap<String, i64>,
    },
    /// The case was linked to a lead case as a duplicate; its stages rest.
    Merged {
        /// The lead.
        lead: CaseId,
        /// The lead's accountable unit, which now answers for this case too.
        unit: Option<UnitCode>,
    },
    /// Another case was linked to this one as its duplicate.
    FollowerJoined {
        /// The follower.
        follower: CaseId,
    },
    /// The lead was answered, and its answer is this case's too; the link has done its work.
    LeadAnswered {
        /// The lead.
        lead: CaseId,
    },
    /// The lead passed to another unit, which now answers for this case too.
    LeadPassed {
        /// The lead's accountable unit.
        unit: UnitCode,
    },
    /// The lead will answer nobody (its reporter took it back): this case goes its own way again.
    Released {
        /// The lead that it was linked to.
        lead: CaseId,
    },
    /// A duplicate of this case left: it was answered with it, released, or taken back.
    FollowerLeft {
        /// The follower.
        follower: CaseId,
    },
    /// A quantity was recorded with its evidence; a correction is a new, possibly negative, fact.
    QuantityRecorded {
        /// The quantity's name in the pack.
        quantity: String,
        /// How much, in the quantity's own measure.
        amount: Decimal,
    },
    /// To which stretch of time the amount that was recorded just before belongs. Records of before have none.
    QuantityPlaced {
        /// The quantity's name in the pack.
        quantity: String,
        /// How much of it.
        amount: Decimal,
        /// The day, month or quarter.
        period: Period,
    },
    /// Entries of a register were written with this command. Their values stand in the register; the record keeps which
    /// they are and what they were.
    EntriesWritten {
        /// The register.
        register: String,
        /// The entries' keys, in order.
        keys: Vec<String>,
        /// Lower-case hexadecimal SHA-256 over keys and values, as `entering` makes it.
        digest: String,
        /// The same over each entry alone, in the order of the keys: a later record that writes one of them again does
        /// not keep the others from being held to this one. Empty in records of before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        each: Vec<String>,
    },
    /// The outer system changed what only it may change.
    OuterChanged {
        /// As it is now.
        outer: Outer,
    },
    /// An officer took the matter in, and follows it where the pack lets whoever filed it do so.
    FiledBy {
        /// The officer.
        officer: UserName,
    },
    /// Whoever reports says that it is the same matter as another open one. Nothing is merged by that: a clerk looks.
    SaidAlike {
        /// The other case.
        to: CaseId,
    },
    /// The form names another case, which this one is about.
    Refers {
        /// The field.
        field: FieldName,
        /// The other case.
        case: CaseId,
    },
    /// By the decision on another case, this one is left out of some figures, and counted as left out beside each.
    Excluded {
        /// The case that was decided.
        by: CaseId,
        /// The counts, by their ids.
        figures: Vec<String>,
        /// The term that says why, in the vocabulary of the deciding kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// By the decision on another case, this one counts again wherever it had been left out.
    IncludedAgain {
        /// The case that was decided.
        by: CaseId,
    },
    /// It was opened again after such a decision: what comes from here on is counted, and what was left out before stays so.
    CountsAnew,
    /// The case is like one that was closed a short while ago: what was closed was not solved for good. Told when it
    /// first is known what the case is about, and once.
    Repeated {
        /// The one before.
        of: CaseId,
        /// When that one was closed.
        closed: Timestamp,
        /// The unit that answers for how it was closed.
        unit: Option<UnitCode>,
        /// How its reporter had judged it, if this is the first to repeat it since.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        judged: Option<Judged>,
    },
    /// An alert opened the case: figures of a place passed their lines.
    AlertRaised {
        /// Which, where, and what was read.
        note: AlertNote,
    },
    /// The figures that opened the case have come back. It goes on as it stands: somebody judges whether all is well.
    AlertEnded {
        /// Which, where, and what was read.
        note: AlertNote,
    },
    /// A paper was brought, put off, promised, found in order or not, or did not come.
    PaperStands {
        /// Its name in the pack.
        paper: String,
        /// How it stands now; a `ClockStarted` follows where somebody has to do something about it.
        standing: PaperStanding,
    },
    /// The case asked for a matter of another kind to be opened for it. It is filed after this is durable, once.
    SubCaseAsked {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is, from 1.
        sequence: u32,
        /// Their kind.
        opens: TypeId,
        /// The standing in which it was asked for.
        standing: StandingId,
        /// What goes into its form of what this case says, by the fields of that form.
        #[serde(default, skip_serializing_if = "Values::is_empty")]
        values: Values,
    },
    /// The matter that was asked for has been taken in.
    SubCaseOpened {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// Its id and number.
        identity: Identity,
        /// Who answers for it.
        unit: Option<UnitCode>,
        /// How many commands had changed it then: an older word that comes later is not heard.
        version: u64,
    },
    /// Another unit answers for a sub-case now.
    SubCasePassed {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// The unit.
        unit: Option<UnitCode>,
        /// How many commands had changed it then.
        version: u64,
    },
    /// A sub-case was closed.
    SubCaseClosed {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// With which outcome of its own.
        outcome: String,
        /// How many commands had changed it then.
        version: u64,
    },
    /// A closed sub-case was opened again. A case that has been closed meanwhile stays closed.
    SubCaseReopened {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// How many commands had changed it then.
        version: u64,
    },
    /// The matter that was asked for could not be taken in; whoever has the work here was told.
    SubCaseRefused {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
        /// The refusal's code.
        code: String,
    },
    /// A sub-case is none any more: this case closed, or left the branch that opened it. It is closed or goes its own way,
    /// as the pack says.
    SubCaseLeft {
        /// The name of these matters in the pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
    },
    /// What was waited for came, or can come no more. Those that have ended are not waited for again.
    SubCasesJoined {
        /// The name of these matters in the pack.
        name: String,
        /// Whether it came.
        reached: bool,
    },
    /// The case was opened for another one.
    OpenedFor {
        /// That one, and which of its sub-cases this is.
        parent: Parent,
    },
    /// The case that this one was opened for let it go: it goes its own way.
    ParentLeft {
        /// That one.
        parent: CaseId,
    },
    /// The case took hold of an entry, from when until when.
    SlotHeld {
        /// What it holds.
        hold: Hold,
    },
    /// Whoever booked it is there.
    SlotBegun,
    /// What was held was given back.
    SlotFreed {
        /// Whether nobody came.
        missed: bool,
    },
    /// It was known what the last matter about the same said of what is asked for.
    Foreknown {
        /// What, and from which matter.
        known: Foreknown,
    },
    /// A draw went one step further.
    Draw {
        /// Which.
        done: DrawDone,
    },
    /// A letter or a certificate was issued.
    LetterIssued {
        /// What it is.
        note: LetterNote,
    },
    /// A letter or a certificate holds no more.
    LetterEnded {
        /// By its code.
        code: String,
        /// How it stands now.
        standing: LetterStanding,
    },
    /// The case was closed.
    Closed {
        /// The outcome's name in the pack.
        outcome: String,
    },
    /// A closed case was opened again; a `RoundStarted` follows.
    Reopened,
    /// The case goes on under a later version of its pack. What that changes of its stage, tasks and clocks follows.
    Migrated {
        /// The version that it ran under.
        from: u32,
        /// The version that it runs under from now on.
        to: u32,
    },
    /// What follows in this record happened as of this instant, not at the record's own: it fell due then, and nobody
    /// was awake. Another one brings the time back to the record's own.
    TimePassed {
        /// The instant.
        to: Timestamp,
    },
}
