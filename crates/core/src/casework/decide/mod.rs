//! The one place where something new may happen to a case.
//!
//! Somebody asks; [`decide`] answers with what then happened and what the outside is asked to do, or with a refusal.
//! Everything that the answer depends on is an argument, so the same question gets the same answer on a page, in a
//! scenario and in a replay ten years on.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `form` (`checks`, `place`) | what was sent, as values of the pack's types; every wrong field at once |
//! | `file` | a matter is taken in |
//! | `act` | an action of the pack is taken: who, when, with what, and what it does |
//! | `branches` | a stage splits, branches begin and end, and join again |
//! | `moves`, `tasks`, `route`, `avoid` | from stage to stage, to which unit, and never unseen to the one it is about |
//! | `clocks`, `extend`, `suspend` | deadlines start, move, stand still and end |
//! | `recount` | another calendar is in force: what runs is counted again |
//! | `pass`, `reassign`, `merge`, `reopen` | the other things that an action can do |
//! | `refer`, `ruling` | a matter about another one: what its form names, what its outcome means there |
//! | `migrate` | a running case goes on under a later version of its pack |
//! | `papers` | what may follow later or is promised, who looks at it, and what follows if it does not come |
//! | `subcases` | matters that a matter opens, hears of, waits for and lets go |
//! | `reserve` | a matter takes hold of slots of an entry, begins, and gives them back |
//! | `draws` | a choice by chance, step by step, and what was drawn becomes matters |
//! | `hand_over` | an officer leaves, and the work stays |
//! | `wake` | what time itself brings, before anything else is asked: warnings, silence, lapsed requests |
//! | `hear`, `outer` | what linked cases and other systems say |

mod act;
mod avoid;
mod branches;
mod checks;
mod clocks;
mod draft;
mod draws;
mod extend;
mod file;
mod form;
mod hand_over;
mod hear;
mod known;
mod measured;
mod merge;
mod migrate;
mod moves;
mod outer;
mod papers;
mod pass;
mod place;
mod reassign;
mod recount;
mod refer;
mod reopen;
mod reserve;
mod route;
mod ruling;
mod subcases;
mod suspend;
mod tasks;
mod wake;

use jiff::Timestamp;

use self::draft::Draft;
use super::alert::AlertNote;
use super::case::{Case, StandingId, Task, TaskId, TaskKind};
use super::command::{Asked, Command, News, Who};
use super::event::Event;
use super::refusal::{Refusal, RefusalCode};
use super::shelf::Shelf;
use super::slots::Slots;
use super::{CaseId, TypeId};
use crate::calendar::Calendar;
use crate::directory::{Directory, DistrictCode, PostName, UnitCode, UserName};
use crate::pack::CaseType;
use crate::value::Values;

pub use checks::phone;
pub use form::{Form, json_of, json_of_text};
pub use recount::counted_otherwise;
pub use refer::books_close;
pub(super) use wake::as_of;

pub use act::asks;
pub(super) use extend::approval_actions;

/// What surrounds a case: the rules, the people, the days, and how busy everybody is.
#[derive(Clone, Copy)]
pub struct World<'w> {
    /// The compiled rules.
    pub case_type: &'w CaseType,
    /// Units, posts, officers and places.
    pub directory: &'w Directory,
    /// Working time.
    pub calendar: &'w Calendar,
    /// How many open tasks a post in a unit has.
    pub load: &'w dyn Fn(&UnitCode, &PostName) -> u64,
    /// Another case, by id or number: asked only when cases are linked.
    pub peer: &'w dyn Fn(&str) -> Option<Peer>,
    /// An entry that the district keeps itself, by register and key; it stands before one that a pack brings.
    pub entry: &'w dyn Fn(&str, &str) -> Option<serde_json::Value>,
    /// Who holds which slots: asked only by matters that hold some.
    pub slots: &'w dyn Slots,
    /// Registers as a whole: asked only where all entries of one are looked at.
    pub shelf: &'w dyn Shelf,
}

/// As much of another case as a link needs to know.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Peer {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub case_type: TypeId,
    /// Its district.
    pub district: DistrictCode,
    /// Whether it can still be answered: open, and not waiting for its rating.
    pub answerable: bool,
    /// The case that it is itself linked to.
    pub lead: Option<CaseId>,
    /// Who answers for it.
    pub unit: Option<UnitCode>,
    /// When it was filed.
    pub opened: Timestamp,
    /// When it was closed, if it is.
    pub closed: Option<Timestamp>,
    /// The units that had work on it, or passed it on.
    pub units: Vec<UnitCode>,
    /// What its form says, as the record has it.
    pub values: Values,
    /// The work that moves it on: whoever has it is told what concerns its duplicates.
    pub tasks: Vec<Task>,
}

impl Peer {
    /// What others may know of a case when they link to it.
    pub fn of(case: &Case) -> Self {
        Self {
            id: case.id.clone(),
            number: case.number.clone(),
            case_type: case.case_type.clone(),
            district: case.district.clone(),
            answerable: case.closed.is_none() && !case.waits_for_reporter(),
            lead: case.lead.clone(),
            unit: super::accountable(case).cloned(),
            opened: case.opened,
            closed: case.closed.as_ref().map(|closing| closing.at),
            units: units_of(case),
            values: case.values.clone(),
            tasks: case.open_tasks().filter(|task| task.kind == TaskKind::Lead).cloned().collect(),
        }
    }
}

/// Every unit that has or had a task of a case, or passed one down.
fn units_of(case: &Case) -> Vec<UnitCode> {
    let of_task = |task: &Task| {
        let held = task.held.iter().map(|held| held.unit.clone());
        held.chain(task.passed_by.iter().cloned()).chain(task.unit.clone()).collect::<Vec<_>>()
    };
    let mut units: Vec<UnitCode> = case.tasks.iter().flat_map(of_task).collect();
    units.sort();
    units.dedup();
    units
}

/// What was decided.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// What happened, in order. Empty if nothing had to.
    pub events: Vec<Event>,
    /// When it happened: never before the case's last event.
    pub at: Timestamp,
    /// What the outside is asked to do once this is durable.
    pub effects: Vec<Effect>,
}

impl Decision {
    /// The same decision to take a matter in, with what its reporter says: that it is like another one.
    ///
    /// # Errors
    /// It is not; nothing is taken in then.
    pub fn said_alike(mut self, world: &World<'_>, to: Option<&CaseId>) -> Result<Self, Refusal> {
        if let Some(to) = to
            && let Some(case) = super::advance(None, self.at, &self.events)
        {
            self.events.push(super::said_alike(world, &case, to)?);
        }
        Ok(self)
    }

    /// The same decision to take a matter in, with the case that asked for it: that one is told of it with this very record.
    #[must_use]
    pub fn opened_for(mut self, parent: &Case, name: &str, sequence: u32) -> Self {
        self.events.push(Event::OpenedFor { parent: subcases::opened_for(parent, name, sequence) });
        let Some(case) = super::advance(None, self.at, &self.events) else { return self };
        let news = News::SubCase {
            name: name.to_owned(),
            sequence,
            version: case.version,
            number: case.number.clone(),
            unit: super::accountable(&case).cloned(),
            outcome: case.closed.as_ref().map(|closing| closing.outcome.clone()),
        };
        let command = Command::Hear { from: case.id, news };
        self.effects.push(Effect::Send { to: parent.id.clone(), command });
        self
    }

    /// The same decision to take a matter in, with the crossing that opened it.
    #[must_use]
    pub fn raised_by(mut self, note: AlertNote) -> Self {
        self.events.push(Event::AlertRaised { note });
        self
    }
}

/// What the outside is asked to do after the commit.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Tell somebody. A text carries number and link, never what the matter is.
    Tell {
        /// Whom.
        whom: Addressee,
        /// The occasion: one of [`crate::pack::model::Notice::OCCASIONS`], or the name of an action.
        occasion: String,
        /// The task that it is about.
        task: Option<TaskId>,
        /// The notice of the pack that says in which words and how; none: a mark on the receiver's page is all.
        notice: Option<String>,
    },
    /// Take in the matter that the case asked for under this name.
    Open {
        /// The case.
        parent: CaseId,
        /// The name of these matters in its pack.
        name: String,
        /// Which of that name it is.
        sequence: u32,
    },
    /// Take in a matter that this one gives rise to, once for each key.
    Arise {
        /// Of which kind.
        kind: TypeId,
        /// What tells it from the others that this one gives rise to.
        key: String,
        /// Its form, in the contract's JSON.
        form: serde_json::Map<String, serde_json::Value>,
    },
    /// Say something to another case: its own command, decided when it arrives.
    Send {
        /// The case.
        to: CaseId,
        /// What.
        command: Command,
    },
}

/// Somebody to tell.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Addressee {
    /// One officer.
    Officer(UserName),
    /// Whoever holds the post in the unit.
    Post(PostName, UnitCode),
    /// Whoever holds the post anywhere in the district.
    District(PostName),
    /// The one who asked.
    Reporter,
    /// The system that sent the case.
    Outer(String),
}

pub(super) use super::case::MAIN;

/// Decides what happens when somebody asks for something.
///
/// What fell due before that instant happens first, each as of its own instant: it makes no difference whether a timer
/// rang in between. A case that was counted by another calendar than the one in force is counted again before all else,
/// as of the instant when that one came into force: nothing is ever decided under a due date that no longer holds.
///
/// # Errors
/// A [`Refusal`] in words for a clerk. It writes nothing.
pub fn decide(world: &World<'_>, case: Option<&Case>, asked: &Asked) -> Result<Decision, Refusal> {
    let Some(case) = case else {
        return file::file(world, asked);
    };
    let mut draft = Draft::of(world, case, &asked.who, asked.at);
    let before = super::accountable(case).cloned();
    let told = subcases::Told::of(case);
    match asked.command {
        // What fell due before fell due under the rules of before, and is not for these to say.
        Command::Migrate { to } => migrate::migrate(&mut draft, to)?,
        _ => answer(&mut draft, &asked.command)?,
    }
    subcases::settle(&mut draft)?;
    merge::tell_followers_who_answers(&mut draft, before);
    subcases::tell_parent(&mut draft, Some(&told));
    Ok(draft.decided())
}

/// What is asked, once all that fell due before has happened.
fn answer(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    recount::recount(draft)?;
    wake::catch_up(draft)?;
    match command {
        Command::File { .. } => Err(already_filed()),
        Command::Act { action, task, input } => act::act(draft, action, task.as_ref(), input),
        Command::HandOver { from, to } => hand_over::hand_over(draft, from, to.as_ref()),
        // What they ask for has been done already.
        Command::Wake | Command::Recount | Command::Migrate { .. } => wake::wake(draft),
        Command::Hear { from, news } => hear::hear(draft, from, news),
        Command::AlertEnded { note } => hear::alert_ended(draft, note),
        Command::Mirror { outer, state, form } => outer::mirror(draft, outer, *state, form),
    }
}

fn already_filed() -> Refusal {
    Refusal::new(RefusalCode::NotOpen, "该事项已经受理，不能重复受理", "This matter has already been taken in.")
}

/// What a person may do now: the button, its task and its form.
#[derive(Clone, Debug)]
pub struct Open {
    /// The action's name.
    pub action: String,
    /// The task that it belongs to.
    pub task: Option<TaskId>,
    /// The standing that it moves.
    pub branch: StandingId,
    /// The words on the button.
    pub title: String,
    /// What it asks.
    pub fields: Vec<crate::pack::model::Field>,
}

/// Whether the reporter is the one who asks.
pub(super) fn is_reporter(who: &Who) -> bool {
    matches!(who, Who::Reporter)
}

/// Whether what an action does can be done now: the same questions for a button and for a command.
pub(super) mod can {
    pub(in crate::casework) use super::draws::can as draw;
    pub(in crate::casework) use super::extend::{asker, can_answer as answer, can_ask as extend};
    pub(in crate::casework) use super::merge::can_follow as follow;
    pub(in crate::casework) use super::papers::{can_check as check, can_hand_in as hand_in, fields_now, in_order};
    pub(in crate::casework) use super::pass::can_pass as pass;
    pub(in crate::casework) use super::reassign::can_reassign as reassign;
    pub(in crate::casework) use super::reopen::can_reopen as reopen;
    pub(in crate::casework) use super::reserve::can_begin as begin;
    pub(in crate::casework) use super::subcases::{can_close as close, can_open as open};
    pub(in crate::casework) use super::suspend::{can_resume as resume, can_suspend as suspend};
}
