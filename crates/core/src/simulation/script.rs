//! What people did with a matter, read back from its record: who, when, what, with which input. What time itself brought is
//! left out, for it comes by itself when the script is played.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::casework::case::{Case, Outer, Parent, TaskId, TaskKind};
use crate::casework::{
    CaseId, Event, Identity, Officer, TypeId, Who, advance,
    command::{News, OuterState},
};
use crate::directory::{DistrictCode, UnitCode, UserName};
use crate::value::{FieldName, Values};

/// A matter's life as people made it.
#[derive(Clone, Debug)]
pub struct Script {
    /// Its id and number.
    pub identity: Identity,
    /// Its kind.
    pub case_type: TypeId,
    /// The version of the pack that it ran under.
    pub version: u32,
    /// Its district.
    pub district: DistrictCode,
    /// When it was filed.
    pub filed: Timestamp,
    /// By whom.
    pub who: Who,
    /// How it came in.
    pub channel: String,
    /// What the form said; sealed where somebody typed.
    pub form: Values,
    /// The matters that the form named, by field.
    pub refers: BTreeMap<FieldName, CaseId>,
    /// Where it came from, and how it stood there.
    pub outer: Option<(Outer, OuterState)>,
    /// The matter that it was opened for.
    pub parent: Option<Parent>,
    /// What followed, in order.
    pub turns: Vec<Turn>,
}

/// One thing that somebody did.
#[derive(Clone, Debug)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// In which task.
    pub task: Option<InTask>,
    /// What.
    pub deed: Deed,
}

/// A task as another run of the same matter finds it again.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InTask {
    /// Its id in the record.
    pub id: TaskId,
    /// Its stage.
    pub stage: String,
    /// Its kind.
    pub kind: TaskKind,
    /// The unit that had it.
    pub unit: Option<UnitCode>,
}

/// What somebody did.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Took an action.
    Act {
        /// Its name.
        action: String,
        /// Its input; sealed where somebody typed.
        input: Values,
        /// The lead that the matter was linked to by it, and who answered for that one.
        lead: Option<(CaseId, Option<UnitCode>)>,
    },
    /// A linked matter spoke.
    Hear {
        /// Which one.
        from: CaseId,
        /// What it said.
        news: Heard,
    },
    /// The outer system changed its side.
    Mirror {
        /// Its side then.
        outer: Outer,
        /// Whether it was still open there.
        state: OuterState,
        /// What changed in the form.
        form: Values,
    },
    /// An officer's work was handed over.
    HandOver {
        /// Whose.
        from: UserName,
        /// To whom.
        to: Option<UserName>,
    },
}

/// What a linked matter said.
#[derive(Clone, Debug)]
pub enum Heard {
    /// What needs no words of an answer.
    News(News),
    /// It was answered.
    Answered {
        /// The stage that it entered.
        stage: Option<String>,
        /// Its outcome, if it closed.
        outcome: Option<String>,
        /// The answer.
        values: Values,
    },
}

impl Script {
    /// Reads a record: for each command its time, who asked, and its events. With it the matter as the record leaves it;
    /// none if the record does not begin with a filing.
    ///
    /// An officer whom the record names is put in the place of the one given.
    pub fn of<'r>(records: impl IntoIterator<Item = (Timestamp, Who, &'r [Event])>) -> Option<(Script, Case)> {
        let mut records = records.into_iter();
        let (at, who, events) = records.next()?;
        let mut script = filing(at, who, events)?;
        let mut case = advance(None, at, events)?;
        for (at, who, events) in records {
            let deed = deed(events);
            case = advance(Some(case), at, events)?;
            script.turns.extend(deed.map(|deed| {
                let acted = acted(events);
                let task = acted.and_then(|(task, _)| in_task(&case, task?));
                Turn { at, who: named(who, acted.and_then(|(_, officer)| officer)), task, deed }
            }));
        }
        Some((script, case))
    }
}

fn filing(at: Timestamp, who: Who, events: &[Event]) -> Option<Script> {
    let Some(Event::Filed { identity, case_type, pack_version, district, channel, values, outer, .. }) = events.first()
    else {
        return None;
    };
    Some(Script {
        identity: identity.clone(),
        case_type: case_type.clone(),
        version: *pack_version,
        district: district.clone(),
        filed: at,
        who: named(who, events.iter().find_map(taken_in_by)),
        channel: channel.clone(),
        form: values.clone(),
        refers: events.iter().filter_map(referred).collect(),
        outer: outer.clone().map(|outer| (outer, outer_state(events))),
        parent: events.iter().find_map(opened_for),
        turns: Vec::new(),
    })
}

/// Whoever took the matter in has rights on it later: it must be the same person again.
fn taken_in_by(event: &Event) -> Option<&UserName> {
    match event {
        Event::FiledBy { officer } => Some(officer),
        _ => None,
    }
}

fn opened_for(event: &Event) -> Option<Parent> {
    match event {
        Event::OpenedFor { parent } => Some(parent.clone()),
        _ => None,
    }
}

fn referred(event: &Event) -> Option<(FieldName, CaseId)> {
    match event {
        Event::Refers { field, case } => Some((field.clone(), case.clone())),
        _ => None,
    }
}

/// How the outer system saw its order, by how ours ended with it.
fn outer_state(events: &[Event]) -> OuterState {
    let closed = events.iter().find_map(|event| match event {
        Event::Closed { outcome } => Some(outcome.as_str()),
        _ => None,
    });
    let states = [OuterState::Withdrawn, OuterState::Closed];
    states.into_iter().find(|state| closed == Some(state.outcome())).unwrap_or(OuterState::Open)
}

fn acted(events: &[Event]) -> Option<(Option<&TaskId>, Option<&UserName>)> {
    events.iter().find_map(|event| match event {
        Event::Acted { task, officer, .. } => Some((task.as_ref(), officer.as_ref())),
        _ => None,
    })
}

fn named(who: Who, officer: Option<&UserName>) -> Who {
    match (who, officer) {
        (Who::Officer(Officer { posts, .. }), Some(user)) => Who::Officer(Officer { user: user.clone(), posts }),
        (who, _) => who,
    }
}

fn in_task(case: &Case, id: &TaskId) -> Option<InTask> {
    let task = case.task(id)?;
    Some(InTask { id: id.clone(), stage: task.stage.clone(), kind: task.kind, unit: task.unit.clone() })
}

/// What somebody did, by what happened; none where time alone spoke.
fn deed(events: &[Event]) -> Option<Deed> {
    let place = |found: fn(&Event) -> bool| events.iter().position(found);
    if let Some(at) = place(|event| matches!(event, Event::Acted { .. })) {
        return act(events.get(at..)?);
    }
    if place(|event| matches!(event, Event::OuterChanged { .. })).is_some() {
        return mirror(events);
    }
    // Who joins may have made this one go its own way first.
    let joined = events.iter().find_map(|event| match event {
        Event::FollowerJoined { follower } => Some(hear(follower, News::Follows)),
        _ => None,
    });
    let answer = || {
        events.iter().find_map(|event| match event {
            Event::LeadAnswered { lead } => Some(answered(lead, events)),
            _ => None,
        })
    };
    // A matter that was opened and closed in one go says both at once: its end is the last word.
    let ended = || events.iter().rev().find(|event| matches!(event, Event::SubCaseClosed { .. })).and_then(spoken);
    let left = || parent_left(events);
    joined.or_else(answer).or_else(ended).or_else(left).or_else(|| events.iter().find_map(spoken))
}

/// What a linked matter said, or who gave work over, by one event.
fn spoken(event: &Event) -> Option<Deed> {
    Some(match event {
        Event::FollowerLeft { follower } => hear(follower, News::Leaves),
        Event::LeadPassed { unit } => Deed::Hear {
            // Only the lead speaks so; which one it is, the played matter knows itself.
            from: CaseId(String::new()),
            news: Heard::News(News::Passed { unit: unit.clone() }),
        },
        Event::Released { lead } => hear(lead, News::Releases),
        Event::SubCaseOpened { name, sequence, identity, unit, version } => {
            let (number, unit) = (identity.number.clone(), unit.clone());
            let (name, sequence, version, outcome) = (name.clone(), *sequence, *version, None);
            hear(&identity.id, News::SubCase { name, sequence, version, number, unit, outcome })
        }
        Event::SubCasePassed { name, sequence, unit, version } => {
            of_subcase(name, *sequence, *version, unit.clone(), None)
        }
        Event::SubCaseClosed { name, sequence, outcome, version } => {
            of_subcase(name, *sequence, *version, None, Some(outcome.clone()))
        }
        Event::SubCaseReopened { name, sequence, version } => of_subcase(name, *sequence, *version, None, None),
        Event::SubCaseRefused { name, sequence, code } => {
            let (name, sequence, code) = (name.clone(), *sequence, code.clone());
            hear(&CaseId(String::new()), News::SubCaseRefused { name, sequence, code })
        }
        Event::Excluded { by, figures, reason } => {
            hear(by, News::Excludes { figures: figures.clone(), reason: reason.clone() })
        }
        Event::IncludedAgain { by } => hear(by, News::Includes),
        Event::TaskHandedOver { from, to, .. } => Deed::HandOver { from: from.clone(), to: to.clone() },
        _ => return None,
    })
}

/// A word of a sub-case, which the played matter knows itself by name and place.
fn of_subcase(name: &str, sequence: u32, version: u64, unit: Option<UnitCode>, outcome: Option<String>) -> Deed {
    let (name, number) = (name.to_owned(), String::new());
    hear(&CaseId(String::new()), News::SubCase { name, sequence, version, number, unit, outcome })
}

/// The case that it was opened for needs it no more.
fn parent_left(events: &[Event]) -> Option<Deed> {
    let parent = events.iter().find_map(|event| match event {
        Event::ParentLeft { parent } => Some(parent),
        _ => None,
    })?;
    let outcome = events.iter().find_map(|event| match event {
        Event::Closed { outcome } => Some(outcome.clone()),
        _ => None,
    });
    Some(hear(parent, News::ParentLeaves { outcome }))
}

fn act(events: &[Event]) -> Option<Deed> {
    let (Event::Acted { action, input, .. }, rest) = events.split_first()? else { return None };
    let mut input = input.clone();
    // What the pack keeps as facts of the case follows at once, after duties that the action does.
    let kept = rest.iter().find(|event| !matches!(event, Event::ClockEnded { .. }));
    if let Some(Event::FactsSet { values, .. }) = kept {
        input.extend(values.clone());
    }
    let lead = rest.iter().find_map(|event| match event {
        Event::Merged { lead, unit } => Some((lead.clone(), unit.clone())),
        _ => None,
    });
    Some(Deed::Act { action: action.clone(), input, lead })
}

fn mirror(events: &[Event]) -> Option<Deed> {
    let outer = events.iter().find_map(|event| match event {
        Event::OuterChanged { outer } => Some(outer.clone()),
        _ => None,
    })?;
    Some(Deed::Mirror { outer, state: outer_state(events), form: facts(events) })
}

fn facts(events: &[Event]) -> Values {
    let set = events.iter().find_map(|event| match event {
        Event::FactsSet { values, .. } => Some(values.clone()),
        _ => None,
    });
    set.unwrap_or_default()
}

fn hear(from: &CaseId, news: News) -> Deed {
    Deed::Hear { from: from.clone(), news: Heard::News(news) }
}

fn answered(lead: &CaseId, events: &[Event]) -> Deed {
    let stage = events.iter().find_map(|event| match event {
        Event::StageEntered { stage, .. } => Some(stage.clone()),
        _ => None,
    });
    let outcome = events.iter().find_map(|event| match event {
        Event::Closed { outcome } => Some(outcome.clone()),
        _ => None,
    });
    Deed::Hear { from: lead.clone(), news: Heard::Answered { stage, outcome, values: facts(events) } }
}
