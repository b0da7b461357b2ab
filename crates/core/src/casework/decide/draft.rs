//! A decision in the making: what has happened so far, and the case as it then stands.
//!
//! Each step of a decision looks at the case after the steps before it, so a rule can be told in order: the answer is
//! kept, the stage is left, the clock ends, the next task opens.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::{Addressee, Decision, Effect, World};
use crate::casework::case::{Case, Task, TaskId};
use crate::casework::command::{Command, News, Who};
use crate::casework::event::Event;
use crate::casework::facts::holds_on;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::casework::{CaseId, TypeId};
use crate::directory::UnitCode;
use crate::pack::guard::Guard;
use crate::pack::model::{By, Deadline, Stage};
use crate::value::{Value, Values};

/// What is being decided.
pub(super) struct Draft<'w> {
    /// What surrounds the case.
    pub world: &'w World<'w>,
    /// The case after all that happened so far.
    pub case: Case,
    /// Who asks.
    pub who: &'w Who,
    /// When: never before the case's last event; earlier than the asking only while what fell due before it is told.
    pub at: Timestamp,
    /// The instant as of which the last event was told.
    told: Timestamp,
    /// What the action was given.
    pub input: Values,
    events: Vec<Event>,
    effects: Vec<Effect>,
}

impl<'w> Draft<'w> {
    /// Begins with the case as it stands.
    pub fn of(world: &'w World<'w>, case: &Case, who: &'w Who, at: Timestamp) -> Self {
        let at = at.max(case.last);
        let (case, input) = (case.clone(), Values::new());
        Self { world, case, who, at, told: at, input, events: Vec::new(), effects: Vec::new() }
    }

    /// Begins with a case that was filed this moment.
    pub fn filed(world: &'w World<'w>, case: Case, filed: Event, who: &'w Who) -> Self {
        let at = case.last;
        Self { world, case, who, at, told: at, input: Values::new(), events: vec![filed], effects: Vec::new() }
    }

    /// Something happened.
    pub fn happen(&mut self, event: Event) {
        if self.told != self.at {
            self.told = self.at;
            self.events.push(Event::TimePassed { to: self.at });
        }
        self.case.apply(self.at, &event);
        self.events.push(event);
    }

    /// How much happened so far.
    pub fn happened(&self) -> usize {
        self.events.len()
    }

    /// Whether a condition of the pack holds now.
    pub fn holds(&self, guard: &Guard) -> bool {
        holds_on(guard, &self.case, &self.input, self.at)
    }

    /// Whether a condition holds, or none is set.
    pub fn holds_or_none(&self, guard: Option<&Guard>) -> bool {
        guard.is_none_or(|guard| self.holds(guard))
    }

    /// The stage of this name.
    pub fn stage(&self, name: &str) -> Result<&'w Stage, Refusal> {
        self.world.case_type.stages.iter().find(|stage| stage.name == name).ok_or_else(|| undefined(name))
    }

    /// The deadline of this name.
    pub fn deadline(&self, name: &str) -> Option<&'w Deadline> {
        self.world.case_type.deadlines.iter().find(|deadline| deadline.name == name)
    }

    /// The unit that a fact or the input names.
    pub fn unit_in(&self, field: &str) -> Option<&UnitCode> {
        match self.case.values.get(field).or_else(|| self.input.get(field))? {
            Value::Unit(unit) => Some(unit),
            _ => None,
        }
    }

    /// All units that a fact or the input names.
    pub fn units_in(&self, field: &str) -> Vec<UnitCode> {
        let unit = |value: &Value| match value {
            Value::Unit(unit) => Some(unit.clone()),
            _ => None,
        };
        match self.case.values.get(field).or_else(|| self.input.get(field)) {
            Some(Value::Many(values)) => values.iter().filter_map(unit).collect(),
            Some(value) => unit(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The next free name of a task.
    pub fn next_task(&self) -> TaskId {
        TaskId(format!("t{}", self.case.tasks.len() + 1))
    }

    /// Asks to tell those whom the pack names, each once.
    pub fn tell(&mut self, whom: &[By], occasion: &str, task: Option<&TaskId>) {
        let own = self.all_of(whom, task);
        self.announce(own, occasion, task);
    }

    /// Asks to tell whoever had the first of the work, and whoever has it at hand.
    pub fn tell_from_the_first(&mut self, occasion: &str) {
        let first = self.case.tasks.first().cloned();
        let own = first.into_iter().chain(self.at_hand(None)).filter_map(|task| addressee(&task)).collect();
        self.announce(own, occasion, None);
    }

    /// Asks to tell one.
    pub fn tell_one(&mut self, whom: Addressee, occasion: &str, task: Option<&TaskId>) {
        self.announce(BTreeSet::from([whom]), occasion, task);
    }

    /// Something has happened that `own` are told of anyway. Each notice of the pack on this occasion goes to whom it
    /// names, else to those; whoever no notice reaches is told without words of the pack's own.
    fn announce(&mut self, own: BTreeSet<Addressee>, occasion: &str, task: Option<&TaskId>) {
        let mut left = own.clone();
        for notice in self.world.case_type.notices.iter().filter(|notice| notice.on == occasion) {
            let whom = notice.tell.as_ref().map_or_else(|| own.clone(), |tell| self.all_of(tell, task));
            for one in whom {
                left.remove(&one);
                self.effect(one, occasion, task, Some(&notice.name));
            }
        }
        left.into_iter().for_each(|one| self.effect(one, occasion, task, None));
    }

    /// The same to the same person is said once in a decision.
    fn effect(&mut self, whom: Addressee, occasion: &str, task: Option<&TaskId>, notice: Option<&String>) {
        let said = |effect: &Effect| {
            matches!(effect, Effect::Tell { whom: to, occasion: on, task: about, notice: by }
                if *to == whom && on == occasion && about.as_ref() == task && by.as_ref() == notice)
        };
        if !self.effects.iter().any(said) {
            let (occasion, task, notice) = (occasion.to_owned(), task.cloned(), notice.cloned());
            self.effects.push(Effect::Tell { whom, occasion, task, notice });
        }
    }

    fn all_of(&self, whom: &[By], task: Option<&TaskId>) -> BTreeSet<Addressee> {
        whom.iter().flat_map(|by| self.addressees(by, task)).collect()
    }

    /// Asks to take in a matter that this one gives rise to.
    pub fn open(&mut self, kind: TypeId, key: &str, form: Map<String, Json>) {
        self.effects.push(Effect::Arise { kind, key: key.to_owned(), form });
    }

    /// Asks to say something to another case.
    pub fn say(&mut self, to: &CaseId, news: News) {
        let command = Command::Hear { from: self.case.id.clone(), news };
        self.effects.push(Effect::Send { to: to.clone(), command });
    }

    /// Asks to take in the matter that was asked for under a name.
    pub fn open_for(&mut self, name: String, sequence: u32) {
        self.effects.push(Effect::Open { parent: self.case.id.clone(), name, sequence });
    }

    /// What was decided.
    pub fn decided(self) -> Decision {
        Decision { events: self.events, at: self.at, effects: self.effects }
    }

    /// The work that is spoken of: this task, else what moves the case on; a duplicate has none of its own, so that is
    /// its lead's.
    fn at_hand(&self, task: Option<&TaskId>) -> Vec<Task> {
        let lead = self.case.lead.as_ref().filter(|_| self.case.is_linked());
        match (task.and_then(|id| self.case.task(id)), lead) {
            (Some(task), _) => vec![task.clone()],
            (None, Some(lead)) => (self.world.peer)(&lead.0).map(|lead| lead.tasks).unwrap_or_default(),
            (None, None) => self.case.open_tasks().filter(|task| task.moves_on()).cloned().collect(),
        }
    }

    fn addressees(&self, by: &By, task: Option<&TaskId>) -> Vec<Addressee> {
        let at_hand = self.at_hand(task);
        match by {
            By::Task => at_hand.iter().filter_map(addressee).collect(),
            By::Reporter => vec![Addressee::Reporter],
            By::Filer => self.case.filer.iter().cloned().map(Addressee::Officer).collect(),
            By::Public => Vec::new(),
            By::Post(post) => vec![Addressee::District(post.clone())],
            By::PostAtTask(post) => {
                let units = at_hand.iter().flat_map(|task| task.unit.iter().chain(&task.passed_by));
                units.map(|unit| Addressee::Post(post.clone(), unit.clone())).collect()
            }
            By::PostAtAccountable(post) => {
                let unit = crate::casework::accountable(&self.case);
                unit.map(|unit| Addressee::Post(post.clone(), unit.clone())).into_iter().collect()
            }
            By::PostAtField(post, field) => {
                self.units_in(field).into_iter().map(|unit| Addressee::Post(post.clone(), unit)).collect()
            }
            By::Outer => self.case.outer.iter().map(|outer| Addressee::Outer(outer.system.clone())).collect(),
        }
    }
}

/// Who has a task: the officer, else whoever holds the post, else the reporter.
pub(super) fn addressee(task: &Task) -> Option<Addressee> {
    match (&task.officer, &task.post, &task.unit) {
        (Some(officer), _, _) => Some(Addressee::Officer(officer.clone())),
        (None, Some(post), Some(unit)) => Some(Addressee::Post(post.clone(), unit.clone())),
        _ => Some(Addressee::Reporter),
    }
}

/// The pack speaks of something that it does not define.
pub(super) fn undefined(name: &str) -> Refusal {
    Refusal::new(
        RefusalCode::Definition,
        format!("事项包没有定义“{name}”，请告知系统管理员"),
        format!("The pack does not define `{name}`. Please tell the administrator."),
    )
}
