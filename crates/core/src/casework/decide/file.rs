//! A matter is taken in: it gets its number, its clocks begin, and somebody has it from the first instant on.

use super::draft::Draft;
use super::form::Form;
use super::{Decision, MAIN, World, clocks, draws, known, moves, papers, refer, reserve, subcases};
use crate::casework::command::{Asked, Command, OuterState, Who};
use crate::casework::event::Event;
use crate::casework::evolve::evolve;
use crate::casework::may;
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::pack::model::Starts;

/// Takes a matter in.
pub(super) fn file(world: &World<'_>, asked: &Asked) -> Result<Decision, Refusal> {
    let Command::File { identity, district, form, channel, synthetic, outer } = &asked.command else {
        return Err(may::not_found());
    };
    if !may_file(world, &asked.who) {
        return Err(not_public());
    }
    if !may_use(world, &asked.who, channel) {
        return Err(not_their_channel());
    }
    let fields = world.case_type.form_through(channel);
    let mut values = Form::for_filing(world, district, asked.at, channel).read(fields, form, "/form")?;
    draws::within_cap(world, asked, channel, &values)?;
    let about = refer::named(world, district, &asked.who, asked.at, &mut values)?;
    let hold = reserve::asked(world, asked.at, &values)?;
    let filed = Event::Filed {
        identity: identity.clone(),
        case_type: world.case_type.id.clone(),
        pack_version: world.case_type.version,
        district: district.clone(),
        channel: channel.clone(),
        values,
        synthetic: *synthetic,
        outer: outer.as_ref().map(|(outer, _)| outer.clone()),
    };
    let Some(case) = evolve(None, asked.at, &filed) else {
        return Err(may::not_found());
    };
    let mut draft = Draft::filed(world, case, filed, &asked.who);
    about.into_iter().for_each(|event| draft.happen(event));
    hold.into_iter().for_each(|hold| draft.happen(Event::SlotHeld { hold }));
    if let Who::Officer(officer) = &asked.who
        && world.case_type.knows_filer()
    {
        draft.happen(Event::FiledBy { officer: officer.user.clone() });
    }
    match outer {
        Some((_, state)) if *state != OuterState::Open => {
            draft.happen(Event::Closed { outcome: state.outcome().to_owned() })
        }
        _ => begin(&mut draft)?,
    }
    subcases::settle(&mut draft)?;
    Ok(draft.decided())
}

/// The deadlines that run from filing, and the first stage.
fn begin(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    clocks::start_deadlines(draft, &Starts::Filed)?;
    draft.tell(&[], "filed", None);
    if let Some(due) = draft.case.outer.as_ref().and_then(|outer| outer.due) {
        clocks::set_outer(draft, due)?;
    }
    moves::enter(draft, MAIN, &draft.world.case_type.start)?;
    known::begin(draft);
    papers::begin(draft)
}

/// Anyone files what the pack opens to the public; else an officer, or the system that has the matter.
fn may_file(world: &World<'_>, who: &Who) -> bool {
    world.case_type.public || !matches!(who, Who::Public | Who::Reporter)
}

/// A channel that the pack names is for its posts; every other one is for whoever may file.
fn may_use(world: &World<'_>, who: &Who, channel: &str) -> bool {
    match (world.case_type.channels.get(channel), who) {
        (Some(channel), Who::Officer(officer)) => channel.is_for(&officer.posts),
        (Some(_), _) => false,
        (None, _) => true,
    }
}

fn not_their_channel() -> Refusal {
    Refusal::new(
        RefusalCode::NotYours,
        "这个来源只供指定岗位登记，请换一种来源",
        "Only certain posts file through this channel. File it through another one.",
    )
    .about("/channel", "not-yours")
}

fn not_public() -> Refusal {
    Refusal::new(
        RefusalCode::NotYours,
        "此类事项由工作人员登记，请先登录",
        "Matters of this kind are entered by officers. Please sign in.",
    )
}
