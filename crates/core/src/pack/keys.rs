//! Every key of the pack language, in one table: the reader refuses what is not in it, the published
//! JSON Schema is made from it, and a test holds the reference in `docs/packs` to it.

mod access;
mod action;
mod alert;
mod branches;
mod brief;
mod carry;
mod case;
mod catalogue;
mod demo;
mod draw;
mod figure;
mod gather;
mod head;
mod letter;
mod notice;
mod paper;
mod reserve;
mod ruling;
mod schedule;
mod score;
mod stage;
mod story;
mod subcase;
mod time;
mod view;

pub use access::{ACCESS, CONSENT, OUTCOME, PUBLIC};
pub use action::{ACTION, APPROVAL, CHOICE, LIMIT, RATING};
pub use alert::{ALERT, ALERTS, READING, SIGNAL};
pub use branches::{BRANCH, ELSE, ELSE_WAY, JOIN};
pub use brief::{BRIEF, BRIEF_PERIODS};
pub use carry::CARRY;
pub use case::{AGAIN, ALIKE, AVOID, AVOID_ELSE, CASE, CHANNEL, FIELD, MEASURE, QUANTITY};
pub use catalogue::{CATALOGUE, OFFER};
pub use demo::{ARRIVALS, CHANNEL as CHANNEL_SHARE, DEMO, DEMOS, EACH, MOVE, SCENE, SUBJECT, TWINS, VARIATION};
pub use draw::{CAP, DRAW, DRAW_OPENS, DRAW_STEPS, DRAW_WITH};
pub use figure::{FIGURE, FIGURES, RATE, TIME};
pub use gather::{GATHER, GATHER_COLUMN, KNOWN};
pub use head::{ATTRIBUTE, BASIS, PACK, POST, REGISTER, ROUTE, ROW, TERM, VOCABULARY};
pub use letter::{LETTER, REMEDY};
pub use notice::NOTICE;
pub use paper::{PAPER, PAPER_CHECK, PAPER_MARK, PAPER_TERM, SHARED};
pub use reserve::{BEGINS, MISSES, PERSON, RESERVE};
pub use ruling::{CASE_REF, EXCLUDES};
pub use schedule::{EVERY, SCHEDULE, SCHEDULES};
pub use score::{PART, PUBLISH, SCORE, SCORES, STEP as SCORE_STEP, VETO};
pub use stage::{SILENCE, STAGE, SUPPORT, TASK, TASK_RULE, UNIT};
pub use story::{EXPECT, GIVEN, OUTER, SCENARIO, STEP};
pub use subcase::{SUBCASE, WAIT};
pub use time::{DEADLINE, EXTEND, ROUNDS, RULE, STARTS, WARN};
pub use view::{VIEW, VIEWS};

/// A group of keys that stand together.
#[derive(Debug)]
pub struct Section {
    /// Its name in the schema and the reference.
    pub name: &'static str,
    /// Its Chinese title.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What stands behind it.
    pub shape: Shape,
    /// Whether it must be there.
    pub need: bool,
    /// What it means, in a sentence.
    pub about: &'static str,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Words for people.
    Text,
    /// An identifier: one that is declared here, or one declared elsewhere.
    Name,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A length of time such as `5 wd`.
    Length,
    /// A length of time, or `remaining`.
    Within,
    /// A condition in CEL.
    Guard,
    /// A civil date.
    Day,
    /// One name or a list of names.
    Names,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A group of keys.
    Part(&'static Section),
    /// Groups of keys by name.
    Parts(&'static Section),
    /// A list of groups of keys.
    List(&'static Section),
    /// One group of keys or a list of them.
    OneOrList(&'static Section),
    /// Names, each with a list of groups of keys.
    PartLists(&'static Section),
    /// Somewhere between two lengths of time, such as `8-55 min`.
    Wait,
    /// Names, each with words.
    Words,
    /// Names, each with a list of names.
    Lists,
    /// What its line in the reference says.
    Free,
}

const fn need(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, need: true, about }
}

const fn may(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, need: false, about }
}

/// The words for types, as in the contract.
pub const FIELD_TYPES: &[&str] = &[
    "text",
    "phone",
    "identity-number",
    "credit-code",
    "integer",
    "number",
    "decimal",
    "money",
    "date",
    "time",
    "boolean",
    "length",
    "term",
    "unit",
    "officer",
    "entry",
    "place",
    "file",
];
/// The types that an attribute of a term can have.
pub const ATTRIBUTE_TYPES: &[&str] = &["text", "integer", "boolean", "term", "unit", "length"];
/// The sorts of basis.
pub const BASIS_KINDS: &[&str] = &["law", "policy", "local-rule", "document", "ours", "unverified"];
/// What an action can do beside moving the case.
pub const DOES: &[&str] = &[
    "stay",
    "pass",
    "extend",
    "merge",
    "reassign",
    "reopen",
    "suspend",
    "resume",
    "record",
    "hand-in",
    "check-papers",
];

/// Every section that stands in a file, the files' own first.
pub static ALL: &[&Section] = &[
    &PACK,
    &CASE,
    &VOCABULARY,
    &REGISTER,
    &FIGURES,
    &SCENARIO,
    &SCORES,
    &DEMOS,
    &ALERTS,
    &VIEWS,
    &BRIEF,
    &CATALOGUE,
    &OFFER,
    &POST,
    &BASIS,
    &ROUTE,
    &ROW,
    &ATTRIBUTE,
    &TERM,
    &AVOID,
    &AVOID_ELSE,
    &ALIKE,
    &AGAIN,
    &RESERVE,
    &BEGINS,
    &PERSON,
    &MISSES,
    &CHANNEL,
    &DRAW,
    &DRAW_WITH,
    &DRAW_OPENS,
    &CAP,
    &FIELD,
    &QUANTITY,
    &MEASURE,
    &ROUNDS,
    &DEADLINE,
    &RULE,
    &STARTS,
    &EXTEND,
    &WARN,
    &STAGE,
    &BRANCH,
    &JOIN,
    &ELSE,
    &TASK,
    &TASK_RULE,
    &UNIT,
    &SUPPORT,
    &SILENCE,
    &ACTION,
    &CHOICE,
    &LIMIT,
    &APPROVAL,
    &RATING,
    &OUTCOME,
    &CASE_REF,
    &EXCLUDES,
    &PAPER,
    &PAPER_CHECK,
    &PAPER_TERM,
    &PAPER_MARK,
    &SHARED,
    &LETTER,
    &REMEDY,
    &NOTICE,
    &FIGURE,
    &TIME,
    &RATE,
    &ACCESS,
    &CONSENT,
    &PUBLIC,
    &GIVEN,
    &STEP,
    &OUTER,
    &READING,
    &EXPECT,
    &SCORE,
    &PART,
    &SCORE_STEP,
    &PUBLISH,
    &VETO,
    &DEMO,
    &ARRIVALS,
    &EACH,
    &CHANNEL_SHARE,
    &VARIATION,
    &SUBJECT,
    &MOVE,
    &TWINS,
    &SCENE,
    &ALERT,
    &SIGNAL,
    &SCHEDULES,
    &SCHEDULE,
    &CARRY,
    &SUBCASE,
    &WAIT,
    &GATHER,
    &GATHER_COLUMN,
    &KNOWN,
    &ELSE_WAY,
    &VIEW,
];
