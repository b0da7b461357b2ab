//! A pack, compiled: what `decide` runs. Reading makes it, checking proves it; nothing here can be
//! wrong in a way that the checker finds.

mod alert;
mod branches;
mod brief;
mod carry;
mod catalogue;
mod demo;
mod draw;
mod field;
mod gather;
mod letter;
mod lifecycle;
mod notice;
mod open311;
mod paper;
mod reserve;
mod ruling;
mod schedule;
mod subcase;
mod time;
mod view;

pub use alert::Alert;
pub use branches::{Accepts, BranchRule, Join, Need, Split};
pub use brief::{BriefKind, BriefRule, IssueLimit};
pub use carry::Carry;
pub use catalogue::{Catalogue, Offer};
pub use demo::{
    Actor, Arrivals, CLOSED, Demo, Each, EntryYear, Move, Scene as DemoScene, Source as DemoSource,
    Subject as DemoSubject, Texts, Twins, Wait,
};
pub use draw::{Cap, DrawRule, DrawStep, Filled, Opens, Take, Tickets, Wanted, WithRule};
pub use field::{Field, FieldType, Measure, Quantity};
pub use gather::{Gather, GatherColumn, Known};
pub use letter::{
    Known as LetterKnown, Letter, Piece as LetterPiece, Stretch as LetterStretch, stretches as letter_stretches,
};
pub use lifecycle::{
    Action, Approval, By, Choice, Destination, Does, During, LimitRule, Scope, Silence, Stage, Support, TaskLimit,
    TaskRule, UnitRule, WhyNot, Within,
};
pub use notice::{Means, Notice, SentIn};
pub use paper::{Paper, PaperTerm, SharedPaper};
pub use reserve::{Begins, Misses, Person, Reserve, on_the_wall};
pub use ruling::{CaseRef, Closes, Ruling, Standing, Stretch};
pub use schedule::{Drawn, Every, Objects, Schedule};
pub use subcase::{Awaits, Given, MOST_LEVELS, Needs, OnClose, SubCaseRule};
pub use time::{Deadline, DeadlineRule, DeadlineTerm, ExtendRule, Starts, WarningRule};
pub use view::{
    Decisions, EntryView, EntryViews, View, ViewColumn, ViewKind, ViewOrder, ViewPlace, ViewState, ViewStep, Views,
};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::guard::Guard;
use crate::calendar::Length;
use crate::casework::TypeId;
use crate::directory::{PostName, UnitCode, UnitKind};
use crate::figures::Figure;
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
    pub registers: BTreeMap<String, Arc<Register>>,
    /// Its case types.
    pub cases: BTreeMap<String, Arc<CaseType>>,
    /// What it counts, by name.
    pub figures: BTreeMap<String, Arc<Figure>>,
    /// Ids of the shares that tell, one beside the other, what became of what came in.
    pub funnel: Vec<String>,
    /// Its scores of units.
    pub scores: BTreeMap<String, Arc<Score>>,
    /// Invented matters for demonstrations and empty systems, by name.
    pub demos: BTreeMap<String, Arc<Demo>>,
    /// What people can ask for, by name.
    pub catalogues: BTreeMap<String, Arc<Catalogue>>,
    /// Its alerts: when a figure's line opens a matter.
    pub alerts: BTreeMap<String, Arc<Alert>>,
    /// Its views: lists, boards and the like, by name.
    pub views: Views,
    /// Its views of the entries of registers, by name.
    pub entry_views: EntryViews,
    /// Its schedules: what is opened again and again.
    pub schedules: BTreeMap<String, Arc<Schedule>>,
    /// Its templates of briefs, by name.
    pub briefs: BTreeMap<String, Arc<BriefRule>>,
    /// Which rows of the documents it serves, and what shows it.
    pub serves: BTreeMap<String, RowClaim>,
    /// English titles by key (`case.request.title`, `action.dispatch` …), from its Fluent file.
    pub english: BTreeMap<String, String>,
    /// Where its head is written.
    pub span: Span,
    /// Where the parts of its head are written: `posts.clerk`, `serves.S01.verbs.receive`.
    pub places: BTreeMap<String, Span>,
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
    /// Where it is declared.
    pub span: Span,
    /// Where its attributes are written, those that it does not take from their default.
    pub places: BTreeMap<String, Span>,
}

impl Term {
    /// The length that stands in an attribute.
    pub fn length(&self, attribute: &str) -> Option<Length> {
        match self.attributes.get(attribute) {
            Some(TermValue::Length(length)) => Some(*length),
            _ => None,
        }
    }
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
    /// A length of time.
    Length(Length),
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
    /// The posts whose holders put entries into it by hand; nobody where none is named.
    pub kept_by: Vec<PostName>,
    /// The file of its first entries, relative to the pack (or above it: `../../data/…`), if it names one.
    pub entries: Option<String>,
    /// The entries that stand in the pack itself.
    pub rows: Vec<RegisterEntry>,
    /// Where it is declared.
    pub span: Span,
}

impl Register {
    /// What an entry that comes with the pack is called: its first text.
    pub fn title_of(&self, key: &str) -> Option<&str> {
        let first = self.fields.iter().find(|field| field.kind == FieldType::Text && !field.personal)?;
        self.rows.iter().find(|row| row.key == key)?.values.get(&first.name)?.as_str()
    }
}

/// A score of units: for units alone, never for persons.
#[derive(Clone, Debug)]
pub struct Score {
    /// Its name.
    pub name: String,
    /// Chinese title.
    pub title: String,
    /// The kinds of unit that are scored, each among its like.
    pub kinds: Vec<UnitKind>,
    /// How it is put together; figures by their names within the pack.
    pub rule: crate::figures::score::ScoreRule,
    /// Why its weights are what they are.
    pub basis: Option<String>,
    /// Where its editions are kept, if it is published.
    pub publish: Option<Publish>,
    /// Where it is declared.
    pub span: Span,
    /// Where each of its parts is written.
    pub places: Vec<Span>,
}

/// That a score is published, edition by edition.
#[derive(Clone, Debug)]
pub struct Publish {
    /// The register of the editions; its keepers publish.
    pub register: String,
    /// For each of these.
    pub period: Stretch,
}

/// One entry that comes with the pack.
#[derive(Clone, Debug)]
pub struct RegisterEntry {
    /// Its key.
    pub key: String,
    /// Its values, as the contract writes them.
    pub values: BTreeMap<FieldName, serde_json::Value>,
    /// Where its values are written.
    pub places: BTreeMap<FieldName, Span>,
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
    /// The papers that it needs; each has its fields in the form.
    pub papers: Vec<Paper>,
    /// The letters and certificates that its actions issue.
    pub letters: Vec<Letter>,
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
    /// Who is told of what, in which words.
    pub notices: Vec<Notice>,
    /// Named ways to a unit.
    pub routes: BTreeMap<String, Route>,
    /// Where each of them is written; a fixed one: its unit.
    pub route_spans: BTreeMap<String, Span>,
    /// How often it may begin again by a bad rating, the first time included.
    pub rounds_max: u32,
    /// A unit that the matter is about never gets it unseen.
    pub avoid: Option<Avoid>,
    /// Channels with a form of their own; every other one takes the whole form.
    pub channels: BTreeMap<String, Channel>,
    /// What makes open matters alike, so that who reports one may say which it is like.
    pub alike: Option<Alike>,
    /// What it holds of an entry, from when until when.
    pub reserve: Option<Reserve>,
    /// How it may end, with titles.
    pub outcomes: BTreeMap<String, String>,
    /// What is drawn by chance, where matters of this kind are draws.
    pub draw: Option<DrawRule>,
    /// How often in a year one may be opened about an entry.
    pub cap: Option<Cap>,
    /// Outcomes that say how another matter is counted.
    pub rulings: BTreeMap<String, Ruling>,
    /// The matters that one may open, by name.
    pub subcases: BTreeMap<String, SubCaseRule>,
    /// The table of what it asks of many units.
    pub gathers: Option<Gather>,
    /// What is known of it from the last one that was about the same.
    pub known: Option<Known>,
    /// Who sees what.
    pub access: Access,
    /// How running matters of older versions go on under this one.
    pub carries: Vec<Carry>,
    /// The pack's vocabularies, for guards, routes and forms.
    pub vocabularies: BTreeMap<String, Arc<Vocabulary>>,
    /// The pack's registers, for the entries that fields name.
    pub registers: BTreeMap<String, Arc<Register>>,
    /// Where it is declared.
    pub span: Span,
}

impl CaseType {
    /// A stage by its name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }

    /// The stage that splits into a branch, with how it does.
    pub fn split_of(&self, branch: &str) -> Option<(&Stage, &Split)> {
        let splits = self.stages.iter().filter_map(|stage| Some((stage, stage.split.as_ref()?)));
        splits.into_iter().find(|(_, split)| split.branch(branch).is_some())
    }

    /// The stages of a branch, in the order of the file.
    pub fn stages_of<'c>(&'c self, branch: &'c str) -> impl Iterator<Item = &'c Stage> {
        self.stages.iter().filter(move |stage| stage.branch.as_deref() == Some(branch))
    }

    /// Whether matters of this kind can stand in several places at once.
    pub fn splits(&self) -> bool {
        self.stages.iter().any(|stage| stage.split.is_some())
    }

    /// The outcomes with which a branch can end, in the order of their names; `None` if there is no such branch.
    pub fn branch_outcomes<'c>(&'c self, branch: &'c str) -> Option<BTreeSet<&'c str>> {
        let (_, split) = self.split_of(branch)?;
        let mut all: BTreeSet<&str> = self.stages_of(branch).flat_map(Stage::ends).collect();
        all.extend(split.branch(branch)?.otherwise.as_deref());
        Some(all)
    }

    /// The vocabulary of a term field.
    pub fn vocabulary_of(&self, field: &str) -> Option<&Arc<Vocabulary>> {
        self.vocabularies.get(self.field(field)?.vocabulary.as_ref()?)
    }

    /// The length that a term of a field names in an attribute.
    pub fn length_of_term(&self, field: &str, code: &str, attribute: &str) -> Option<Length> {
        self.vocabulary_of(field)?.terms.iter().find(|term| term.code == code)?.length(attribute)
    }

    /// A field of the form or of the facts.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.form.iter().chain(&self.facts).find(|field| field.name == name)
    }

    /// A paper by its name.
    pub fn paper(&self, name: &str) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.name == name)
    }

    /// Whether a field or a quantity is shown to some of those alone who read the case.
    pub fn is_restricted(&self, name: &str) -> bool {
        self.access.fields.contains_key(name) || self.field(name).is_some_and(|field| field.personal)
    }

    /// Whether some right rests on who took a matter in: only then is that kept.
    pub fn knows_filer(&self) -> bool {
        let access = &self.access;
        let read = access.read.iter().chain(access.fields.values().flatten());
        let consented = access.consents.iter().flat_map(|consent| &consent.by);
        let acting = self.all_actions().flat_map(|(_, action)| action.by.iter().chain(&action.tell));
        let told = self.notices.iter().filter_map(|notice| notice.tell.as_ref()).flatten();
        read.chain(consented).chain(acting).chain(told).any(|by| *by == By::Filer)
    }

    /// What is asked of a matter that comes in through a channel.
    pub fn form_through(&self, channel: &str) -> &[Field] {
        self.channels.get(channel).map_or(&self.form, |channel| &channel.ask)
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

/// A channel (来源) through which certain posts file, with what they are asked of the form.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The posts that file through it.
    pub by: Vec<PostName>,
    /// Fields of the form, in the order in which they are asked; one may be required here that is not elsewhere.
    pub ask: Vec<Field>,
}

impl Channel {
    /// Whether somebody who holds these posts files through it.
    pub fn is_for(&self, posts: &[(PostName, UnitCode)]) -> bool {
        posts.iter().any(|(post, _)| self.by.contains(post))
    }
}

/// Avoidance (回避): who must not get a matter, and who gets it instead.
#[derive(Clone, Debug)]
pub struct Avoid {
    /// The field that names the unit that the matter is about.
    pub field: FieldName,
    /// Why.
    pub basis: String,
    /// The posts and routes that take what a route would lead to that unit: the first that the matter is not about too.
    pub instead: Vec<(PostName, String)>,
}

/// What makes open matters of a kind alike. It merges none: a clerk looks at what was said, and decides.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The fields that must say the same; a place says its street.
    pub fields: Vec<FieldName>,
    /// How long after it was filed another may be said to be like a matter.
    pub within: Length,
    /// Why so long.
    pub basis: String,
    /// When a matter that comes is told as one that was closed and came again.
    pub again: Option<Again>,
    /// Where it is declared.
    pub span: Span,
}

/// What is closed is not always solved: a matter like it that comes soon after is a repeat (重复诉求).
#[derive(Clone, Debug)]
pub struct Again {
    /// How long after the other one was closed.
    pub within: Length,
    /// The outcomes after which it is one; all, where none is named.
    pub after: Vec<String>,
    /// Why so long.
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
    /// Who sees a field or a quantity: of a personal one others see that there is one, and so of any other that stands
    /// here; what does not stand here is seen by whoever reads the case.
    pub fields: BTreeMap<FieldName, Vec<By>>,
    /// Who sees more of them where the person whom they concern agreed.
    pub consents: Vec<Consent>,
    /// When, and with which fields, anyone may see it.
    pub public: Option<PublicView>,
}

/// What a person's consent opens.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Whether the person agreed.
    pub when: Guard,
    /// Which personal fields.
    pub fields: Vec<FieldName>,
    /// To whom.
    pub by: Vec<By>,
}

/// What anyone may see.
#[derive(Clone, Debug)]
pub struct PublicView {
    /// When; none means always.
    pub when: Option<Guard>,
    /// Which fields.
    pub fields: Vec<FieldName>,
}
