//! A script under some rules: the same people do the same things, each as long after the one before as it was; what time
//! brings comes by itself. Where other rules have no room for what was done, the matter goes on without it, and it is told.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;

use super::script::{Deed, Heard, InTask, Script, Turn};
use super::stand_in::given;
use crate::calendar::{Calendar, civil};
use crate::casework::case::{Case, Task};
use crate::casework::command::News;
use crate::casework::decide::asks;
use crate::casework::slots::AllFree;
use crate::casework::{
    Asked, CaseId, Command, Officer, Peer, Refusal, RefusalCode, Who, World, advance, decide, wake_at,
};
use crate::directory::{Directory, DistrictCode, PostName, UnitCode};
use crate::pack::CaseType;
use crate::pack::model::{Does, Field, FieldType, Measure};
use crate::value::{Value, Values};

/// What surrounds a trial.
#[derive(Clone, Copy)]
pub struct Ground<'g> {
    /// Units, posts, officers and places.
    pub directory: &'g Directory,
    /// Working time.
    pub calendar: &'g Calendar,
    /// An entry that the district keeps itself, by register and key.
    pub entry: &'g (dyn Fn(&str, &str) -> Option<Json> + Sync),
}

/// What came of a script.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// The matter at the end; none if it could not even be filed.
    pub case: Option<Case>,
    /// When each turn was taken; none for one that the rules had no room for.
    pub turns: Vec<Option<Timestamp>>,
    /// What the rules had no room for: the action, and why not.
    pub refused: Vec<(String, RefusalCode)>,
}

/// Plays a script until an instant. `longer` is by how much more each turn waited than it did, by its place; what it does
/// not name waited as long as it did.
#[must_use]
pub fn play(
    ground: &Ground<'_>,
    rules: &CaseType,
    script: &Script,
    longer: &[SignedDuration],
    until: Timestamp,
) -> Played {
    let stage = Stage { ground, rules, script };
    let mut played = Played::default();
    let filed = Asked { who: script.who.clone(), at: script.filed, command: stage.filing() };
    match stage.ask(None, &filed, None) {
        Ok(case) => played.case = case.map(|case| Case { parent: script.parent.clone(), ..case }),
        Err(refusal) => played.refused.push(("file".to_owned(), refusal.code)),
    }
    let mut behind = SignedDuration::ZERO;
    for (place, turn) in script.turns.iter().enumerate() {
        behind = behind.saturating_add(longer.get(place).copied().unwrap_or_default());
        let at = turn.at.checked_add(behind).unwrap_or(turn.at);
        let taken = if at > until { None } else { stage.take(&mut played, turn, at).then_some(at) };
        played.turns.push(taken);
    }
    played.case = played.case.map(|case| settled(ground, rules, case, until));
    played
}

/// A matter as time has left it by an instant.
#[must_use]
pub fn settled(ground: &Ground<'_>, rules: &CaseType, mut case: Case, until: Timestamp) -> Case {
    let load = |_: &UnitCode, _: &PostName| 0_u64;
    let world = world(ground, rules, &load, &|_: &str| None);
    // One waking does all that fell due; a second finds what that one began.
    for _ in 0..8 {
        if wake_at(&case).is_none_or(|at| at > until) {
            break;
        }
        let asked = Asked { who: Who::Kernel, at: until, command: Command::Wake };
        let Ok(decision) = decide(&world, Some(&case), &asked) else { break };
        if decision.events.is_empty() {
            break;
        }
        let before = case.clone();
        case = advance(Some(case), decision.at, &decision.events).unwrap_or(before);
    }
    case
}

fn world<'w>(
    ground: &'w Ground<'_>,
    rules: &'w CaseType,
    load: &'w dyn Fn(&UnitCode, &PostName) -> u64,
    peer: &'w dyn Fn(&str) -> Option<Peer>,
) -> World<'w> {
    World {
        case_type: rules,
        directory: ground.directory,
        calendar: ground.calendar,
        load,
        peer,
        entry: ground.entry,
        slots: &AllFree,
        shelf: &crate::casework::Bare,
    }
}

/// One script with its rules.
struct Stage<'s> {
    ground: &'s Ground<'s>,
    rules: &'s CaseType,
    script: &'s Script,
}

impl Stage<'_> {
    fn filing(&self) -> Command {
        let mut form = given(&self.script.form, self.rules.form_through(&self.script.channel));
        form.extend(self.script.refers.iter().map(|(field, case)| (field.clone(), Json::from(case.0.clone()))));
        Command::File {
            identity: self.script.identity.clone(),
            district: self.script.district.clone(),
            form,
            channel: self.script.channel.clone(),
            synthetic: true,
            outer: self.script.outer.clone(),
        }
    }

    /// Takes a turn, if the rules have room for it.
    fn take(&self, played: &mut Played, turn: &Turn, at: Timestamp) -> bool {
        let Some(case) = played.case.take() else { return false };
        let (command, lead) = self.command(turn, &case);
        let mut asked = Asked { who: self.who(turn, &case), at, command };
        let mut answer = self.ask(Some(&case), &asked, lead);
        if matches!(&answer, Err(refusal) if refusal.code == RefusalCode::NotYours) {
            asked.who = self.with_all_posts(asked.who, at);
            answer = self.ask(Some(&case), &asked, lead);
        }
        match answer {
            Ok(after) => {
                played.case = after.or(Some(case));
                true
            }
            Err(refusal) => {
                played.refused.push((name_of(&turn.deed).to_owned(), refusal.code));
                played.case = Some(case);
                false
            }
        }
    }

    fn ask(
        &self,
        case: Option<&Case>,
        asked: &Asked,
        lead: Option<&(CaseId, Option<UnitCode>)>,
    ) -> Result<Option<Case>, Refusal> {
        let peer = |named: &str| self.referred(named).or_else(|| lead.map(|lead| self.peer(lead)));
        // Who was the least busy is known only from who got the work: that unit is so again.
        let load = |unit: &UnitCode, _: &PostName| u64::from(!self.had_work(unit));
        let decision = decide(&world(self.ground, self.rules, &load, &peer), case, asked)?;
        if decision.events.is_empty() {
            return Ok(None);
        }
        Ok(advance(case.cloned(), decision.at, &decision.events))
    }

    fn had_work(&self, unit: &UnitCode) -> bool {
        self.script.turns.iter().any(|turn| turn.task.as_ref().is_some_and(|task| task.unit.as_ref() == Some(unit)))
    }

    fn peer(&self, (lead, unit): &(CaseId, Option<UnitCode>)) -> Peer {
        Peer {
            id: lead.clone(),
            number: lead.0.clone(),
            case_type: self.rules.id.clone(),
            district: self.script.district.clone(),
            answerable: true,
            lead: None,
            unit: unit.clone(),
            opened: Timestamp::default(),
            closed: None,
            units: Vec::new(),
            values: Values::new(),
            tasks: Vec::new(),
        }
    }

    /// A matter that the form named: the unit that asks had it, and its books were open, as the record shows by having the
    /// filing at all.
    fn referred(&self, named: &str) -> Option<Peer> {
        let (field, case) = self.script.refers.iter().find(|(_, case)| case.0 == named)?;
        let refers = self.rules.form.iter().find(|known| known.name == *field)?.refers.as_ref()?;
        let pack = self.rules.id.0.split('.').next()?;
        let unit = match refers.party.as_ref().and_then(|party| self.script.form.get(party)) {
            Some(Value::Unit(unit)) => Some(unit.clone()),
            _ => None,
        };
        let case_type = crate::casework::TypeId(format!("{pack}.{}", refers.of));
        Some(Peer { case_type, units: unit.into_iter().collect(), ..self.peer(&(case.clone(), None)) })
    }

    /// A turn as a wish of today. A linked matter is taken as the record has it: it is not played along.
    fn command<'t>(&self, turn: &'t Turn, case: &Case) -> (Command, Option<&'t (CaseId, Option<UnitCode>)>) {
        match &turn.deed {
            Deed::Act { action, input, lead } => {
                let mut input = given(input, &self.asked(action));
                input.extend(self.measure_of(action).filter(|(field, _)| input.contains_key(field)));
                input.extend(lead.iter().map(|(lead, _)| ("lead".to_owned(), Json::from(lead.0.clone()))));
                let task = turn.task.as_ref().and_then(|task| find(case, task)).map(|task| task.id.clone());
                (Command::Act { action: action.clone(), task, input }, lead.as_ref())
            }
            Deed::Hear { from, news } => {
                let from =
                    if from.0.is_empty() { speaker(case, news).unwrap_or_else(|| from.clone()) } else { from.clone() };
                (Command::Hear { from, news: self.news(news) }, None)
            }
            Deed::Mirror { outer, state, form } => {
                // The record keeps what changed; the other system sends the whole form each time.
                let mut whole = case.values.clone();
                whole.extend(form.clone());
                let form = given(&whole, &self.rules.form);
                (Command::Mirror { outer: outer.clone(), state: *state, form }, None)
            }
            Deed::HandOver { from, to } => (Command::HandOver { from: from.clone(), to: to.clone() }, None),
        }
    }

    /// All that an action of this name asks, in whatever stage; the kernel's own approvals ask for a reason.
    fn asked(&self, action: &str) -> Vec<Field> {
        let declared = self.rules.all_actions().filter(|(_, known)| known.name == action);
        let fields: Vec<Field> = declared.flat_map(|(_, known)| asks(known)).collect();
        if fields.is_empty() { vec![Field::plain("reason", FieldType::Text, "")] } else { fields }
    }

    /// The measure in which an amount was told. Its words are sealed, yet nothing is recorded in another than the quantity's.
    fn measure_of(&self, action: &str) -> Option<(String, Json)> {
        let mut declared = self.rules.all_actions().filter(|(_, known)| known.name == action);
        declared.find_map(|(_, known)| match &known.does {
            Does::Record { quantity, measure: Some(field), .. } => {
                let own = self.rules.quantities.iter().find(|known| known.name == *quantity)?;
                let Measure::Words(words) = &own.measure else { return None };
                Some((field.clone(), words.clone().into()))
            }
            _ => None,
        })
    }

    fn news(&self, news: &Heard) -> News {
        match news {
            Heard::News(news) => news.clone(),
            Heard::Answered { stage, outcome, values } => News::Answered {
                stage: stage.clone(),
                outcome: outcome.clone(),
                answer: given(values, &self.rules.facts),
            },
        }
    }

    /// Who did it then does it again. Whoever had the work then was entitled to it; where it now lies with another unit,
    /// somebody there does the same.
    fn who(&self, turn: &Turn, case: &Case) -> Who {
        match &turn.who {
            Who::Officer(Officer { user, posts }) => {
                let mut posts = posts.clone();
                let task = turn.task.as_ref().and_then(|task| find(case, task));
                posts.extend(task.and_then(|task| Some((task.post.clone()?, task.unit.clone()?))));
                if matches!(turn.deed, Deed::HandOver { .. }) {
                    posts.extend(keeper(&self.script.district));
                }
                Who::Officer(Officer { user: user.clone(), posts })
            }
            _ if matches!(turn.deed, Deed::Hear { .. }) => Who::Kernel,
            who => who.clone(),
        }
    }
}

impl Stage<'_> {
    /// An officer with every post of that day: the record names only the one that it was done in.
    fn with_all_posts(&self, who: Who, at: Timestamp) -> Who {
        match who {
            Who::Officer(Officer { user, mut posts }) => {
                posts.extend(self.ground.directory.posts_of(&user, civil(at).date()));
                Who::Officer(Officer { user, posts })
            }
            other => other,
        }
    }
}

/// Who spoke, where the record names it only by what it is to the case: its lead, its sub-case, or itself.
fn speaker(case: &Case, news: &Heard) -> Option<CaseId> {
    match news {
        Heard::News(News::SubCase { name, sequence, .. }) => {
            case.subcase(name, *sequence)?.identity.as_ref().map(|identity| identity.id.clone())
        }
        Heard::News(News::SubCaseRefused { .. }) => Some(case.id.clone()),
        _ => case.lead.clone(),
    }
}

fn keeper(district: &DistrictCode) -> Option<(PostName, UnitCode)> {
    Some(("admin".parse().ok()?, district.unit()))
}

fn name_of(deed: &Deed) -> &str {
    match deed {
        Deed::Act { action, .. } => action,
        Deed::Hear { .. } => "linked",
        Deed::Mirror { .. } => "outer",
        Deed::HandOver { .. } => "hand-over",
    }
}

/// The open task that stands for one of the record: of the same stage and kind, and of the same unit or id where there are
/// several.
fn find<'c>(case: &'c Case, wanted: &InTask) -> Option<&'c Task> {
    let fits = |task: &&Task| task.stage == wanted.stage && task.kind == wanted.kind;
    let by = |same: &dyn Fn(&Task) -> bool| case.open_tasks().filter(fits).find(|task| same(task));
    by(&|task| task.id == wanted.id && task.unit == wanted.unit)
        .or_else(|| by(&|task| task.unit == wanted.unit))
        .or_else(|| by(&|task| task.id == wanted.id))
        .or_else(|| by(&|_| true))
}
