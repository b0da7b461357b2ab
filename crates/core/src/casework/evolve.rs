//! What a case is after something happened. It cannot fail: whatever is in the record happened, and an
//! event says all that is needed, so no pack and no calendar is asked.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::case::{
    Branch, BranchState, Case, Clock, ClockId, Closing, Extension, Held, MAIN, Rating, Standing, Stop, StopScope,
    SubCase, SubCaseState, Task, TaskId, WarningLevel, key_in,
};
use super::event::Event;
use crate::calendar::Pause;

/// Folds one event in. There is no case before it was filed.
#[must_use]
pub fn evolve(case: Option<Case>, at: Timestamp, event: &Event) -> Option<Case> {
    match case {
        None => born(at, event),
        Some(mut case) => {
            case.apply(at, event);
            Some(case)
        }
    }
}

/// Folds in what one command did: one version more.
#[must_use]
pub fn advance(case: Option<Case>, at: Timestamp, events: &[Event]) -> Option<Case> {
    let mut case = dated(at, events).fold(case, |case, (at, event)| evolve(case, at, event))?;
    case.last = case.last.max(at);
    case.version += 1;
    Some(case)
}

/// The events of a record with the instants as of which they happened: the record's own, unless it tells of what fell
/// due before.
pub fn dated(at: Timestamp, events: &[Event]) -> impl Iterator<Item = (Timestamp, &Event)> {
    events.iter().scan(at, |now, event| {
        if let Event::TimePassed { to } = event {
            *now = *to;
        }
        Some((*now, event))
    })
}

/// The case that a whole record adds up to: for each command its time and its events.
#[must_use]
pub fn replay<'r>(records: impl IntoIterator<Item = (Timestamp, &'r [Event])>) -> Option<Case> {
    records.into_iter().fold(None, |case, (at, events)| advance(case, at, events))
}

/// The case as it is when it has been filed and nothing else.
fn born(at: Timestamp, event: &Event) -> Option<Case> {
    let Event::Filed { identity, case_type, pack_version, district, channel, values, synthetic, outer } = event else {
        return None;
    };
    Some(Case {
        id: identity.id.clone(),
        number: identity.number.clone(),
        district: district.clone(),
        case_type: case_type.clone(),
        pack_version: *pack_version,
        channel: channel.clone(),
        synthetic: *synthetic,
        opened: at,
        last: at,
        version: 0,
        closed: None,
        values: values.clone(),
        standings: Vec::new(),
        branches: Vec::new(),
        stops: Vec::new(),
        tasks: Vec::new(),
        clocks: Vec::new(),
        round: 1,
        tallies: Default::default(),
        authors: Default::default(),
        extension: None,
        lead: None,
        lead_unit: None,
        answered_with: None,
        followers: Default::default(),
        quantities: Default::default(),
        measured: Default::default(),
        rating: None,
        outer: outer.clone(),
        filer: None,
        refers: Default::default(),
        rulings: Default::default(),
        letters: Vec::new(),
        papers: Default::default(),
        subcases: Vec::new(),
        parent: None,
        drawing: None,
        ruled_before: Default::default(),
        said_alike: None,
        hold: None,
        foreknown: None,
    })
}

impl Case {
    /// Folds one event in, in place.
    pub(crate) fn apply(&mut self, at: Timestamp, event: &Event) {
        self.last = self.last.max(at);
        self.apply_to_matter(at, event);
        self.apply_to_branches(at, event);
        self.apply_to_tasks(at, event);
        self.apply_to_clocks(at, event);
        self.apply_to_links(event);
        self.apply_to_subcases(at, event);
        self.apply_to_hold(at, event);
    }

    /// What it holds of an entry (a closed case holds nothing), and what another one left it.
    fn apply_to_hold(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::SlotHeld { hold } => self.hold = Some(hold.clone()),
            Event::Foreknown { known } => self.foreknown = Some(Box::new(known.clone())),
            Event::SlotBegun => {
                if let Some(hold) = &mut self.hold {
                    hold.begun.get_or_insert(at);
                }
            }
            Event::SlotFreed { .. } | Event::Closed { .. } => self.hold = None,
            _ => {}
        }
        self.apply_to_draw(event);
        self.apply_to_letters(at, event);
    }

    /// What it says and where it stands.
    fn apply_to_matter(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::Acted { action, task, officer, .. } => {
                let branch = task.as_ref().and_then(|task| self.branch_of(task));
                let key = key_in(branch.map_or(MAIN, String::as_str), action);
                if let Some(officer) = officer {
                    self.authors.insert(key.clone(), officer.clone());
                }
                *self.tallies.entry(key).or_default() += 1;
            }
            Event::EntriesWritten { .. } => {}
            Event::HandedBack { unit, action } => {
                *self.tallies.entry(format!("{action}@{unit}")).or_default() += 1;
            }
            Event::FactsSet { values, cleared } => {
                self.values.retain(|field, _| !cleared.contains(field));
                self.values.extend(values.clone());
            }
            Event::StageEntered { standing, stage } => self.stand(at, standing, stage),
            Event::StageLeft { standing, .. } => self.standings.retain(|s| s.id != *standing),
            Event::RoundStarted { round } => self.round = *round,
            Event::Rated { bad, is_default, .. } => {
                self.rating = Some(Rating { bad: *bad, is_default: *is_default, round: self.round });
            }
            Event::QuantityRecorded { quantity, amount } => {
                *self.quantities.entry(quantity.clone()).or_default() += amount;
            }
            Event::QuantityPlaced { quantity, amount, period } => {
                *self.measured.entry(quantity.clone()).or_default().entry(*period).or_default() += amount;
            }
            Event::OuterChanged { outer } => self.outer = Some(outer.clone()),
            Event::PaperStands { paper, standing } => self.set_paper(at, paper, *standing),
            Event::FiledBy { officer } => self.filer = Some(officer.clone()),
            Event::Closed { outcome } => {
                self.closed = Some(Closing { outcome: outcome.clone(), at });
                self.standings.clear();
                self.extension = None;
                self.release_papers(at);
            }
            Event::Reopened => self.closed = None,
            Event::Migrated { to, .. } => self.pack_version = *to,
            _ => {}
        }
    }

    fn stand(&mut self, at: Timestamp, id: &str, stage: &str) {
        let here = Standing { id: id.to_owned(), stage: stage.to_owned(), since: at };
        match self.standings.iter_mut().find(|standing| standing.id == id) {
            Some(standing) => *standing = here,
            None => self.standings.push(here),
        }
    }

    /// Which branches it has, and what of it stands still alone.
    fn apply_to_branches(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::BranchesOpened { branches } => {
                let waiting = |id: &String| Branch { id: id.clone(), state: BranchState::Waiting, since: at };
                self.branches = branches.iter().map(waiting).collect();
            }
            Event::StageEntered { standing, .. } => {
                let waits = |branch: &&mut Branch| branch.id == *standing && branch.state == BranchState::Waiting;
                if let Some(branch) = self.branches.iter_mut().find(waits) {
                    (branch.state, branch.since) = (BranchState::Open, at);
                }
            }
            Event::StageLeft { standing, outcome } => {
                let state = outcome.clone().map_or(BranchState::Withdrawn, BranchState::Ended);
                self.end_branches(at, &state, |branch| branch.id == *standing);
                self.stops.retain(|stop| stop.scope != StopScope::Branch(standing.clone()));
            }
            Event::Closed { .. } | Event::Merged { .. } => {
                self.end_branches(at, &BranchState::Withdrawn, |_| true);
                self.stops.clear();
            }
            Event::StopBegan { scope, until, .. } => self.stops.push(Stop { scope: scope.clone(), until: *until }),
            Event::StopEnded { scope } => self.stops.retain(|stop| stop.scope != *scope),
            Event::TaskEnded { task, .. } => {
                self.stops.retain(|stop| stop.scope != StopScope::Task(task.clone()));
            }
            _ => {}
        }
    }

    fn end_branches(&mut self, at: Timestamp, state: &BranchState, fits: impl Fn(&Branch) -> bool) {
        for branch in self.branches.iter_mut().filter(|branch| branch.is_open() && fits(branch)) {
            (branch.state, branch.since) = (state.clone(), at);
        }
    }

    /// Who must do what.
    fn apply_to_tasks(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::TaskOpened { task } => self.tasks.push(task.clone()),
            Event::TaskMoved { task, unit, officer, passed_down } => {
                if let Some(task) = self.task_mut(task) {
                    if *passed_down {
                        task.passed_by.extend(task.unit.clone());
                    } else if task.unit.as_ref() != Some(unit) {
                        task.passed_by.clear();
                    }
                    task.hand_to(at, unit, officer.clone());
                }
            }
            Event::TaskHandedOver { task, to, .. } => {
                if let Some(task) = self.task_mut(task) {
                    task.officer = to.clone();
                }
            }
            Event::TaskEnded { task, end } => {
                if let Some(task) = self.task_mut(task) {
                    task.ended = Some((*end, at));
                    task.release(at);
                }
            }
            Event::Acted { task: Some(task), officer: Some(officer), .. } => {
                if let Some(task) = self.task_mut(task) {
                    task.officer.get_or_insert_with(|| officer.clone());
                }
            }
            Event::ExtensionAsked { clock, days, steps, lapses } => {
                let (clock, steps) = (clock.clone(), steps.clone());
                self.extension = Some(Extension { clock, days: *days, steps, lapses: *lapses });
            }
            Event::ExtensionForwarded { .. } => {
                if let Some(extension) = &mut self.extension
                    && !extension.steps.is_empty()
                {
                    extension.steps.remove(0);
                }
            }
            Event::ExtensionMoved { lapses, .. } => {
                if let Some(extension) = &mut self.extension {
                    extension.lapses = *lapses;
                }
            }
            Event::ExtensionGranted { .. } | Event::ExtensionRefused { .. } => self.extension = None,
            _ => {}
        }
    }

    /// By when.
    fn apply_to_clocks(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::ClockStarted { clock } => self.clocks.push(clock.clone()),
            Event::ClockMoved { clock, to, generation, .. } => self.with_clock(clock, |clock| {
                clock.was_late |= !clock.is_suspended() && at > clock.due();
                clock.reckoning = to.clone();
                clock.generation = *generation;
            }),
            Event::ClockSuspended { clock, until, .. } => self.with_clock(clock, |clock| {
                clock.pauses.push(Pause { from: at, until: None });
                clock.resumes_by = Some(*until);
            }),
            Event::ClockResumed { clock, since } => self.with_clock(clock, |clock| clock.resume(*since)),
            Event::ClockEnded { clock, verdict } => {
                self.with_clock(clock, |clock| {
                    clock.was_late |= clock.is_late(at);
                    clock.resume(at);
                    clock.reckoning.warnings.clear();
                    clock.ended = Some((*verdict, at));
                });
                self.extension.take_if(|extension| extension.clock == *clock);
            }
            Event::Warned { clock, level, passed, generation } => self.with_clock(clock, |clock| {
                let rung = |other: &WarningLevel| other == level || passed.contains(other);
                clock.reckoning.warnings.retain(|(other, _)| clock.generation != *generation || !rung(other));
            }),
            Event::ExtensionGranted { clock, days } => self.with_clock(clock, |clock| {
                clock.extended = (clock.extended.0 + 1, clock.extended.1.saturating_add(*days));
            }),
            _ => {}
        }
    }

    /// With which other cases.
    fn apply_to_links(&mut self, event: &Event) {
        match event {
            Event::Merged { lead, unit } => {
                self.lead = Some(lead.clone());
                self.lead_unit = unit.clone();
            }
            Event::SaidAlike { to } => self.said_alike = Some(to.clone()),
            Event::Refers { field, case } => {
                self.refers.insert(field.clone(), case.clone());
            }
            Event::Excluded { by, figures, .. } => {
                self.rulings.insert(by.clone(), figures.clone());
            }
            Event::IncludedAgain { by } => {
                self.rulings.values_mut().for_each(Vec::clear);
                self.ruled_before.iter_mut().for_each(BTreeSet::clear);
                self.rulings.insert(by.clone(), Vec::new());
            }
            // Who wants what comes now left out too asks again. What was left out stays so.
            Event::CountsAnew => {
                let left_out = self.rulings.values_mut().flat_map(std::mem::take).collect();
                self.ruled_before.push(left_out);
            }
            Event::LeadPassed { unit } => self.lead_unit = Some(unit.clone()),
            Event::LeadAnswered { lead } => {
                self.unlink();
                self.answered_with = Some(lead.clone());
            }
            Event::Released { .. } | Event::Closed { .. } => self.unlink(),
            Event::FollowerJoined { follower } => {
                self.followers.insert(follower.clone());
            }
            Event::FollowerLeft { follower } => {
                self.followers.remove(follower);
            }
            _ => {}
        }
    }

    /// Which other matters it opened, and for which it was opened.
    fn apply_to_subcases(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::SubCaseAsked { name, sequence, opens, standing, values } => self.subcases.push(SubCase {
                name: name.clone(),
                sequence: *sequence,
                opens: opens.clone(),
                standing: standing.clone(),
                asked: at,
                values: values.clone(),
                identity: None,
                unit: None,
                version: 0,
                state: SubCaseState::Asked,
                joined: false,
            }),
            Event::SubCaseOpened { name, sequence, identity, unit, version } => {
                self.with_subcase(name, *sequence, |it| {
                    (it.identity, it.unit, it.version) = (Some(identity.clone()), unit.clone(), *version);
                    it.values.clear();
                    if it.state == SubCaseState::Asked {
                        it.state = SubCaseState::Open;
                    }
                });
            }
            Event::SubCasePassed { name, sequence, unit, version } => {
                self.with_subcase(name, *sequence, |it| (it.unit, it.version) = (unit.clone(), *version));
            }
            Event::SubCaseClosed { name, sequence, outcome, version } => self.with_subcase(name, *sequence, |it| {
                (it.state, it.version) = (SubCaseState::Closed(outcome.clone()), *version);
            }),
            Event::SubCaseReopened { name, sequence, version } => self.with_subcase(name, *sequence, |it| {
                (it.state, it.version, it.joined) = (SubCaseState::Open, *version, false);
            }),
            Event::SubCaseRefused { name, sequence, code } => self.with_subcase(name, *sequence, |it| {
                it.state = SubCaseState::Refused(code.clone());
                it.values.clear();
            }),
            Event::SubCaseLeft { name, sequence } => {
                self.with_subcase(name, *sequence, |it| it.state = SubCaseState::Left);
            }
            Event::SubCasesJoined { name, .. } => {
                for ended in self.subcases.iter_mut().filter(|it| it.name == *name && !it.is_open()) {
                    ended.joined = true;
                }
            }
            Event::OpenedFor { parent } => self.parent = Some(parent.clone()),
            Event::ParentLeft { .. } => {
                if let Some(parent) = &mut self.parent {
                    parent.left = true;
                }
            }
            _ => {}
        }
    }

    fn with_subcase(&mut self, name: &str, sequence: u32, change: impl FnOnce(&mut SubCase)) {
        if let Some(known) = self.subcases.iter_mut().find(|it| it.name == name && it.sequence == sequence) {
            change(known);
        }
    }

    fn unlink(&mut self) {
        self.lead = None;
        self.lead_unit = None;
    }

    fn task_mut(&mut self, id: &TaskId) -> Option<&mut Task> {
        self.tasks.iter_mut().find(|task| task.id == *id)
    }

    fn with_clock(&mut self, id: &ClockId, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.id == *id) {
            change(clock);
        }
    }
}

impl Task {
    fn hand_to(
        &mut self,
        at: Timestamp,
        unit: &crate::directory::UnitCode,
        officer: Option<crate::directory::UserName>,
    ) {
        if self.unit.as_ref() != Some(unit) {
            self.release(at);
            self.held.push(Held { unit: unit.clone(), from: at, until: None });
        }
        self.unit = Some(unit.clone());
        self.officer = officer;
    }

    fn release(&mut self, at: Timestamp) {
        if let Some(held) = self.held.last_mut() {
            held.until.get_or_insert(at);
        }
    }
}

impl Clock {
    fn resume(&mut self, since: Timestamp) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.until.get_or_insert(since);
        }
        self.resumes_by = None;
    }
}
