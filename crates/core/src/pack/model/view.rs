//! A view as a pack declares it: which matters, or which entries of a register, in which order, with which columns, on
//! which pages, for whom.

use std::collections::BTreeMap;

use super::Span;
use crate::casework::TypeId;
use crate::directory::PostName;
use crate::pack::guard::Guard;
use crate::value::FieldName;

/// One view.
#[derive(Clone, Debug)]
pub struct View {
    /// Its name within the pack.
    pub name: String,
    /// `<pack>.<name>`: what its lines are kept under.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// How it is drawn.
    pub kind: ViewKind,
    /// The kind of matter that it lists.
    pub of: TypeId,
    /// Only those for which this holds; it is weighed whenever a matter changes, never when somebody looks.
    pub when: Option<Guard>,
    /// Open ones, closed ones, or both.
    pub state: ViewState,
    /// What is shown of each, in order.
    pub columns: Vec<ViewColumn>,
    /// In which order they stand.
    pub order: ViewOrder,
    /// Whether the order is turned round.
    pub descending: bool,
    /// On which pages it appears.
    pub on: Vec<ViewPlace>,
    /// For which posts.
    pub posts: Vec<PostName>,
    /// The register in which its lines are kept: another one for each way in which it is declared.
    pub register: String,
    /// Where it is declared.
    pub span: Span,
}

/// How a view is drawn, with what only that way needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ViewKind {
    /// A table, a row for each matter.
    List,
    /// A column for each of these stages.
    Board {
        /// The stages, in order.
        stages: Vec<String>,
    },
    /// Points by this place field.
    Map {
        /// The field.
        place: FieldName,
    },
    /// A month or a week of days.
    Calendar {
        /// Which day a matter stands on.
        day: ViewOrder,
    },
    /// How many of those that came in reached each step.
    Funnel {
        /// The steps after the first, which is coming in.
        steps: Vec<ViewStep>,
    },
    /// A row for each matter, a column for each month.
    MonthTable {
        /// The quantities in its cells.
        quantities: Vec<String>,
    },
    /// One matter a screen, for people who sit together.
    Meeting {
        /// What its decisions are.
        decisions: Decisions,
        /// How many days lie between two meetings.
        every: u16,
    },
}

impl ViewKind {
    /// The words of packs.
    pub const WORDS: [&'static str; 7] = ["list", "board", "map", "calendar", "funnel", "month-table", "meeting"];

    /// The word of a kind.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Board { .. } => "board",
            Self::Map { .. } => "map",
            Self::Calendar { .. } => "calendar",
            Self::Funnel { .. } => "funnel",
            Self::MonthTable { .. } => "month-table",
            Self::Meeting { .. } => "meeting",
        }
    }
}

/// What a meeting decides becomes a matter of this kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decisions {
    /// The kind.
    pub of: TypeId,
    /// The text field that holds the number of the matter that it is about.
    pub matter: FieldName,
    /// The text field of the decision itself.
    pub words: FieldName,
    /// The unit field of who does it.
    pub unit: FieldName,
    /// The date field of when it must be done.
    pub due: FieldName,
}

impl Decisions {
    /// What a pack names of them, by the words of packs.
    pub const PARTS: [&'static str; 4] = ["matter", "words", "unit", "due"];
}

/// A step of a funnel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ViewStep {
    /// The matter came to this stage.
    Stage(String),
    /// It was closed.
    Closed,
    /// It was closed with this outcome.
    Outcome(String),
}

impl ViewStep {
    /// Its name in lines and addresses; outcomes and stages may share names.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Stage(stage) => stage.clone(),
            Self::Closed => "closed.".to_owned(),
            Self::Outcome(outcome) => format!("closed.{outcome}"),
        }
    }
}

/// Which matters of the kind.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ViewState {
    /// Those that run.
    #[default]
    Open,
    /// Those that ended.
    Closed,
    /// Both.
    All,
}

/// By what the matters of a view stand in order, or on which day.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum ViewOrder {
    /// The deadline of the case; what has none stands last.
    #[default]
    Due,
    /// When it came in.
    Opened,
    /// A date, a number or an amount; what has none stands last.
    Field(FieldName),
}

/// What a view shows of a matter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ViewColumn {
    /// Where it stands.
    Stage,
    /// Who answers for it.
    Unit,
    /// When it is due.
    Due,
    /// What is left of its time.
    Light,
    /// When it came in.
    Opened,
    /// How it ended.
    Outcome,
    /// A field of the form or of the facts.
    Field(FieldName),
    /// The sum of a quantity.
    Quantity(String),
}

impl ViewColumn {
    /// The columns that every kind of matter has.
    pub const OWN: [(&'static str, ViewColumn); 6] = [
        ("stage", Self::Stage),
        ("unit", Self::Unit),
        ("due", Self::Due),
        ("light", Self::Light),
        ("opened", Self::Opened),
        ("outcome", Self::Outcome),
    ];
}

/// A page on which a view appears.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ViewPlace {
    /// Among the views of the desk.
    Desk,
    /// On the cockpit.
    Cockpit,
    /// In the open record: of what anyone may see, with what anyone may see of it.
    Portal,
}

impl ViewPlace {
    /// The words of packs.
    pub const WORDS: [(&'static str, ViewPlace); 3] =
        [("desk", Self::Desk), ("cockpit", Self::Cockpit), ("portal", Self::Portal)];
}

/// The views of a pack by name.
pub type Views = BTreeMap<String, std::sync::Arc<View>>;

/// A view of the entries of a register. No lines are kept for it: the register's own index puts them in order.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// Its name within the pack, told apart from those of other views too.
    pub name: String,
    /// `<pack>.<name>`.
    pub id: String,
    /// Chinese title.
    pub title: String,
    /// The register.
    pub register: String,
    /// The place field by which entries are points of a map; none for a list.
    pub place: Option<FieldName>,
    /// The fields that are shown of each, in order.
    pub columns: Vec<FieldName>,
    /// The field by which they stand in order; by key where there is none.
    pub order: Option<FieldName>,
    /// Fields that must say this.
    pub only: Vec<(FieldName, String)>,
    /// On which pages it appears.
    pub on: Vec<ViewPlace>,
    /// For which posts.
    pub posts: Vec<PostName>,
    /// Where it is declared.
    pub span: Span,
}

impl EntryView {
    /// The word of its kind, as packs write it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        if self.place.is_some() { "map" } else { "list" }
    }
}

/// The views of registers of a pack by name.
pub type EntryViews = BTreeMap<String, std::sync::Arc<EntryView>>;
