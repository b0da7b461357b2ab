//! A pack, compiled: what `decide` runs. Reading makes it, checking proves it; nothing here can be
//! wrong in a way that the checker finds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::guard::Guard;
use crate::calendar::Length;
use crate::casework::TypeId;
use crate::casework::case::{ClockKind, WarningLevel};
use crate::directory::{PostName, UnitKind};
use crate::value::FieldName;

/// Where something stands in a pack's source.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Span {
    /// Index into [`Pack::files`].
    pub file: u32,
    /// From 1, in characters.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// How many characters the caret underlines.
    pub width: u32,
}

/// One folder of definitions.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The folder's name.
    pub name: String,
    /// Grows with every publication.
    pub version: u32,
    /// Chinese title.
    pub title: String,
    /// One sentence of what it is for.
    pub summary: String,
    /// SHA-256 of its sources, in lower-case hexadecimal.
    pub digest: String,
    /// The sources' paths, relative to the pack.
    pub files: Vec<String>,
    /// The posts that it speaks of, with their titles.
    pub posts: BTreeMap<PostName, String>,
    /// Why its numbers are what they are.
    pub bases: BTreeMap<String, Basis>,
    /// Its vocabularies.
    pub vocabularies: BTreeMap<String, Arc<Vocabulary>>,
    /// Its registers.
    pub registers: BTreeMap<String, Register>,
    /// Its case types.
    pub cases: BTreeMap<String, Arc<CaseType>>,
    /// Which rows of the documents it serves, and what shows it.
    pub serves: BTreeMap<String, RowClaim>,
    /// English titles by key (`case.request.title`, `action.dispatch` …), from its Fluent file.
    pub english: BTreeMap<String, String>,
    /// Where its head is written.
    pub span: Span,
}

/// What supports a claim that a row of the documents runs.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
pub struct RowClaim {
    /// The page where it is seen.
    pub page: Option<String>,
    /// Verb of the row → the scenario that shows it.
    pub verbs: BTreeMap<String, String>,
    /// Number of the row → figure or promise that shows it.
    pub numbers: BTreeMap<String, String>,
    /// User of the row → their page, or the reason why none.
    pub users: BTreeMap<String, String>,
    /// The browser test that walks it.
    pub walk: Option<String>,
}

/// Why a deadline, formula, list or threshold is what it is.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Its sort.
    pub kind: BasisKind,
    /// The law, for a law; the document's row, for a document.
    pub source: Option<String>,
    /// The article.
    pub article: Option<String>,
    /// Date of the version, or of the decision.
    pub date: Option<String>,
    /// The words quoted.
    pub quote: Option<String>,
    /// What it means, in a sentence.
    pub note: Option<String>,
}

/// The sorts of basis. `Ours` and `Unverified` never stand in a letter as law.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BasisKind {
    /// A statute, with its article.
    Law,
    /// A policy document.
    Policy,
    /// A rule of the place.
    LocalRule,
    /// One of the source documents.
    Document,
    /// This project's own choice, open to change.
    Ours,
    /// Believed, not yet checked.
    Unverified,
}

/// A list of terms.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// Why these and no others.
    pub basis: String,
    /// What each term says beside its title.
    pub attributes: BTreeMap<String, FieldType>,
    /// The terms, in the order of the file.
    pub terms: Vec<Term>,
    /// Where it is declared.
    pub span: Span,
}

/// One term.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its code.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub en: Option<String>,
    /// Its attributes; unit attributes hold the suffix behind the district's code.
    pub attributes: BTreeMap<String, TermValue>,
}

/// The value of a term's attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TermValue {
    /// Text, a term's code, or a unit's suffix (`housing` stands for `420103-housing`).
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
}

/// Long-lived things that cases are about.
#[derive(Clone, Debug)]
pub struct Register {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// What an entry says.
    pub fields: Vec<Field>,
    /// The file of its first entries, relative to the pack (or above it: `../../data/…`), if it names one.
    pub entries: Option<String>,
    /// The entries that stand in the pack itself.
    pub rows: Vec<RegisterEntry>,
    /// Where it is declared.
    pub span: Span,
}

/// One entry that comes with the pack.
#[derive(Clone, Debug)]
pub struct RegisterEntry {
    /// Its key.
    pub key: String,
    /// Its values, as the contract writes them.
    pub values: BTreeMap<FieldName, serde_json::Value>,
}

/// A kind of matter.
#[derive(Clone, Debug)]
pub struct CaseType {
    /// `<pack>.<case>`.
    pub id: TypeId,
    /// The pack's version that it was compiled from.
    pub version: u32,
    /// Chinese title.
    pub title: String,
    /// Whether anyone may file it.
    pub public: bool,
    /// Whether it is offered through Open311.
    pub open311: bool,
    /// Whether clerks, supervisors and auditors of the district do not read it by their post alone.
    pub confidential: bool,
    /// What the reporter says.
    pub form: Vec<Field>,
    /// What officers settle.
    pub facts: Vec<Field>,
    /// What is measured while it runs.
    pub quantities: Vec<Quantity>,
    /// Where a new case goes.
    pub start: String,
    /// Its stages, in the order of the file.
    pub stages: Vec<Stage>,
    /// Actions beside those of the stages.
    pub actions: Vec<Action>,
    /// Deadlines of the case.
    pub deadlines: Vec<Deadline>,
    /// Named ways to a unit.
    pub routes: BTreeMap<String, Route>,
    /// How often it may begin again by a bad rating, the first time included.
    pub rounds_max: u32,
    /// A unit that the matter is about never gets it unseen.
    pub avoid: Option<Avoid>,
    /// How it may end, with titles.
    pub outcomes: BTreeMap<String, String>,
    /// Who sees what.
    pub access: Access,
    /// The pack's vocabularies, for guards, routes and forms.
    pub vocabularies: BTreeMap<String, Arc<Vocabulary>>,
    /// Where it is declared.
    pub span: Span,
}

impl CaseType {
    /// A stage by its name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// A field of the form or of the facts.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.form.iter().chain(&self.facts).find(|field| field.name == name)
    }

    /// Every action: of each stage, of its support, and those beside the stages (without a stage).
    pub fn all_actions(&self) -> impl Iterator<Item = (Option<&Stage>, &Action)> {
        fn of_stage(stage: &Stage) -> impl Iterator<Item = (Option<&Stage>, &Action)> {
            let support = stage.support.iter().flat_map(|support| &support.actions);
            stage.actions.iter().chain(support).map(move |action| (Some(stage), action))
        }
        self.stages.iter().flat_map(of_stage).chain(self.actions.iter().map(|action| (None, action)))
    }
}

/// Avoidance (回避): who must not get a matter, and who gets it instead.
#[derive(Clone, Debug)]
pub struct Avoid {
    /// The field that names the unit that the matter is about.
    pub field: FieldName,
    /// Why.
    pub basis: String,
    /// The post and the route that take what a route would lead to that unit.
    pub instead: Option<(PostName, String)>,
}

/// A field of a form, of the facts or of an input.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: FieldName,
    /// Its type.
    pub kind: FieldType,
    /// Chinese title.
    pub title: String,
    /// A sentence that helps.
    pub help: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// A condition under which it must be given.
    pub required_when: Option<Guard>,
    /// Whether it takes several values.
    pub many: bool,
    /// Smallest number, or fewest characters.
    pub min: Option<i64>,
    /// Largest number, most characters, or most values for `many`.
    pub max: Option<i64>,
    /// Vocabulary, for a term.
    pub vocabulary: Option<String>,
    /// Register, for an entry.
    pub register: Option<String>,
    /// Kinds of unit that fit, for a unit; empty means all.
    pub unit_kinds: Vec<UnitKind>,
    /// Goes to the vault and is masked by default.
    pub personal: bool,
    /// For an action's field: the value is kept as the fact (or form field) of this name.
    pub keeps: bool,
    /// Where it is declared.
    pub span: Span,
}

/// The types of the contract.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum FieldType {
    Text,
    Phone,
    IdentityNumber,
    CreditCode,
    Integer,
    Number,
    Decimal,
    Money,
    Date,
    Time,
    Boolean,
    Length,
    Term,
    Unit,
    Officer,
    Entry,
    Place,
    File,
}

impl FieldType {
    /// Every type, in the order of [`super::keys::FIELD_TYPES`].
    pub const ALL: [Self; 18] = [
        Self::Text,
        Self::Phone,
        Self::IdentityNumber,
        Self::CreditCode,
        Self::Integer,
        Self::Number,
        Self::Decimal,
        Self::Money,
        Self::Date,
        Self::Time,
        Self::Boolean,
        Self::Length,
        Self::Term,
        Self::Unit,
        Self::Officer,
        Self::Entry,
        Self::Place,
        Self::File,
    ];

    /// The type's word in packs and in the contract.
    pub fn word(self) -> &'static str {
        super::keys::FIELD_TYPES.get(self as usize).copied().unwrap_or_default()
    }

    /// The type of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Something measured over time, with evidence.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The unit of measure.
    pub measure: Measure,
}

/// A unit of measure.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Measure {
    /// Always the same.
    Words(String),
    /// As this text field says.
    Field(FieldName),
}

/// Where a case stands.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The work that moves the case on.
    pub task: TaskRule,
    /// What supporting units do beside it.
    pub support: Option<Support>,
    /// What may be done.
    pub actions: Vec<Action>,
    /// What silence of the reporter means.
    pub silence: Option<Silence>,
    /// Where it is declared.
    pub span: Span,
}

/// Who does the work of a stage, and by when.
#[derive(Clone, Debug)]
pub enum TaskRule {
    /// An officer of a unit.
    Officer {
        /// The post.
        post: PostName,
        /// The unit.
        unit: UnitRule,
        /// By when.
        within: Within,
        /// Why so long.
        basis: Option<String>,
        /// Warnings of its own clock.
        warnings: Vec<WarningRule>,
    },
    /// The reporter: no clock of ours runs but the one of silence.
    Reporter,
}

/// Which unit has a task.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum UnitRule {
    /// A named route.
    Route(String),
    /// The unit that a field names.
    Field(FieldName),
    /// The unit that answered, then each unit above it that passed the matter down, up to the
    /// field's: the action that moves on takes effect at the last.
    Climbs(FieldName),
}

/// How long a task may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Within {
    /// A length from its opening.
    Length(Length),
    /// What is left of the case's pledged (else statutory, else outer) clock.
    Remaining,
}

/// Supporting units: one task each; they hold nothing up and end with the stage.
#[derive(Clone, Debug)]
pub struct Support {
    /// The field that lists the units.
    pub each: FieldName,
    /// The post.
    pub post: PostName,
    /// By when.
    pub within: Within,
    /// Why so long.
    pub basis: Option<String>,
    /// What they may do; one that is `done` ends their task.
    pub actions: Vec<Action>,
}

/// What silence of the reporter means.
#[derive(Clone, Debug)]
pub struct Silence {
    /// After how long.
    pub after: Length,
    /// Why so long.
    pub basis: String,
    /// Where the case goes.
    pub then: Destination,
}

/// What somebody may do.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name.
    pub name: String,
    /// Chinese title: the words on the button.
    pub title: String,
    /// Who may.
    pub by: Vec<By>,
    /// While the case is open, closed, or only in some stages.
    pub during: During,
    /// A condition, with the sentence that tells why not.
    pub when: Option<(Guard, String)>,
    /// What it asks.
    pub ask: Vec<Field>,
    /// What it does.
    pub does: Does,
    /// How often.
    pub limit: Option<LimitRule>,
    /// Whoever last took one of these actions may not take this one.
    pub other_than: Vec<String>,
    /// Matches the deadlines' rules again.
    pub reclassifies: bool,
    /// Its input is the reporter's judgement; the guard says when it is bad.
    pub judges: Option<Guard>,
    /// Which fields of its input hold the judgement's scores: `responded`, `resolved`, `satisfied`, `grade`.
    pub scores: BTreeMap<String, FieldName>,
    /// Lets a unit that the matter is about have it, as the coordinator's recorded decision.
    pub overrides_avoidance: bool,
    /// Who is told.
    pub tell: Vec<By>,
    /// Where it is declared.
    pub span: Span,
}

/// Who may, or who is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum By {
    /// The officer of the task.
    Task,
    /// The one who asked.
    Reporter,
    /// Anyone, signed in or not.
    Public,
    /// A post anywhere in the district.
    Post(PostName),
    /// A post in the unit that has the open lead task, or that passed it down.
    PostAtTask(PostName),
    /// A post in the unit that a field names.
    PostAtField(PostName, FieldName),
    /// The system that sent the case.
    Outer,
}

/// While what an action is open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum During {
    /// Any stage of an open case (for a stage's own action: that stage).
    Open,
    /// Only these stages.
    Stages(Vec<String>),
    /// A closed case.
    Closed,
    /// Always.
    Always,
}

/// What an action does beside recording itself.
#[derive(Clone, Debug)]
pub enum Does {
    /// Nothing more: a comment, an addition, an urging.
    Stay,
    /// Moves the case: the first choice whose guard holds.
    Go(Vec<Choice>),
    /// Ends the own task of a supporting unit.
    EndTask,
    /// Hands the task to a unit below, which answers to the one that passes: `{unit, within}`.
    Pass,
    /// Asks for more time: `{days, reason}`.
    Extend {
        /// The deadline.
        deadline: String,
        /// The approvals, in order.
        approvals: Vec<Approval>,
    },
    /// Links the case to its lead: `{lead}`.
    Merge,
    /// Gives the task to another unit or officer: `{unit, officer?, reason}`.
    Reassign,
    /// Opens a closed case again within a length of its closing, in a new round.
    Reopen {
        /// How long after closing.
        within: Length,
        /// Why so long.
        basis: String,
        /// Where it goes.
        go: Destination,
    },
    /// Stops the case's clocks on a ground.
    Suspend {
        /// The ground's Chinese title.
        ground: String,
        /// For how long at most.
        at_most: Length,
        /// Why.
        basis: String,
    },
    /// Lets them run again.
    Resume,
    /// Records a quantity: `{amount, note?, evidence?}` as its `ask` says; the amount is this field.
    Record {
        /// The quantity.
        quantity: String,
        /// The field of the input that holds how much.
        amount: FieldName,
    },
}

/// One way on.
#[derive(Clone, Debug)]
pub struct Choice {
    /// When; `None` is the `otherwise`.
    pub when: Option<Guard>,
    /// Where.
    pub go: Destination,
    /// Whether a new round begins (redo).
    pub new_round: bool,
    /// Where it is declared.
    pub span: Span,
}

/// Where a case goes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Destination {
    /// To a stage.
    Stage(String),
    /// To its end, with an outcome.
    Close(String),
}

/// How often an action may be taken.
#[derive(Clone, Debug)]
pub struct LimitRule {
    /// So many times.
    pub times: u32,
    /// Counted for each unit apart.
    pub per_unit: bool,
    /// Only within this length of the task's opening.
    pub within: Option<Length>,
    /// Why.
    pub basis: String,
    /// Where the case goes instead once the limit is reached; `None` refuses.
    pub otherwise: Option<String>,
}

/// One approval that a request for time needs.
#[derive(Clone, Debug)]
pub struct Approval {
    /// The post that decides.
    pub post: PostName,
    /// The unit.
    pub unit: UnitRule,
    /// Only when.
    pub when: Option<Guard>,
    /// By when; never later than the base due date.
    pub within: Length,
    /// Why so long.
    pub basis: String,
}

/// A deadline of the case.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// Statutory or pledged.
    pub kind: ClockKind,
    /// What starts it; in a new round it starts with the round.
    pub starts: Starts,
    /// Entering one of these stages meets it; so does closing.
    pub met_by: Vec<String>,
    /// First match.
    pub rules: Vec<DeadlineRule>,
    /// Whether and how it may be extended.
    pub extend: Option<ExtendRule>,
    /// Its warnings.
    pub warnings: Vec<WarningRule>,
    /// Where it is declared.
    pub span: Span,
}

/// What starts a deadline.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Starts {
    /// Filing.
    Filed,
    /// Entering a stage for the first time in a round.
    Stage(String),
}

/// One rule of a deadline.
#[derive(Clone, Debug)]
pub struct DeadlineRule {
    /// When; `None` is the `otherwise`.
    pub when: Option<Guard>,
    /// How long.
    pub term: DeadlineTerm,
    /// Why so long.
    pub basis: String,
    /// Where it is declared.
    pub span: Span,
}

/// A deadline's length, or the date that a field holds (end of that day).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DeadlineTerm {
    /// A length.
    Within(Length),
    /// The end of the day that this date field names.
    On(FieldName),
}

/// How a deadline may be extended.
#[derive(Clone, Debug)]
pub struct ExtendRule {
    /// How often.
    pub times: u32,
    /// By how much in all.
    pub most: Length,
    /// Why.
    pub basis: String,
}

/// A warning.
#[derive(Clone, Debug)]
pub struct WarningRule {
    /// Its level.
    pub level: WarningLevel,
    /// The share of counted time, in per cent; 100 is the due instant.
    pub at_percent: u8,
    /// Who is told.
    pub tell: Vec<By>,
    /// Why then.
    pub basis: String,
}

/// A named way to a unit.
#[derive(Clone, Debug)]
pub enum Route {
    /// Always the same: the suffix behind the district's code.
    Unit(String),
    /// The unit that an attribute of the chosen term names.
    Term {
        /// The field.
        field: FieldName,
        /// The attribute.
        attribute: String,
        /// Where to, when the field is empty.
        otherwise: String,
    },
    /// The smallest unit of these kinds that contains the place.
    Place {
        /// The field.
        field: FieldName,
        /// The kinds, the first that is found going up from the point.
        kinds: Vec<UnitKind>,
        /// Where to, when none is found.
        otherwise: String,
    },
    /// Of these routes the unit with the fewest open tasks of the post.
    LeastLoad {
        /// The suffixes of the units.
        units: Vec<String>,
    },
}

/// Who sees what.
#[derive(Clone, Debug)]
pub struct Access {
    /// Who reads the case.
    pub read: Vec<By>,
    /// Who sees a personal field unmasked; others see that there is one.
    pub fields: BTreeMap<FieldName, Vec<By>>,
    /// When, and with which fields, anyone may see it.
    pub public: Option<PublicView>,
}

/// What anyone may see.
#[derive(Clone, Debug)]
pub struct PublicView {
    /// When; none means always.
    pub when: Option<Guard>,
    /// Which fields.
    pub fields: Vec<FieldName>,
}
