//! Papers: what is owed has a clock of its own, what comes is looked at, and what does not come has the consequence that
//! the pack declares. What is missing is said once, and whole (一次性告知).

use super::draft::{Draft, undefined};
use super::{Addressee, MAIN, clocks, moves};
use crate::casework::case::Case;
use crate::casework::event::Event;
use crate::casework::facts::holds_at_filing;
use crate::casework::papers::{PaperStanding, missing_before};
use crate::casework::refusal::{Fault, Refusal, RefusalCode};
use crate::pack::CaseType;
use crate::pack::model::{Action, Destination, Does, Field, FieldType, Paper, PaperTerm};
use crate::value::{Value, Values};

/// What a form says of each paper that is needed: brought, later, promised, or got by the office itself.
pub(super) fn begin(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let case_type = draft.world.case_type;
    for paper in &case_type.papers {
        let needed = draft.holds_or_none(paper.when.as_ref());
        match said(paper, &draft.case.values) {
            Some(standing) if needed => stands(draft, paper, standing)?,
            _ => {}
        }
    }
    Ok(())
}

fn said(paper: &Paper, values: &Values) -> Option<PaperStanding> {
    match paper {
        _ if !paper.is_asked() => Some(PaperStanding::Shared),
        _ if paper.is_given(values) => Some(PaperStanding::Handed),
        _ if paper.is_promised(values) => Some(PaperStanding::Promised),
        _ if paper.is_put_off(values) => Some(PaperStanding::Owed),
        _ => None,
    }
}

/// What is wrong with a form as far as papers are concerned: one that is needed must be brought, promised or put off.
pub(super) fn faults(
    case_type: &CaseType,
    values: &Values,
    channel: &str,
    asked: &[Field],
    prefix: &str,
) -> Vec<Fault> {
    let is_asked = |paper: &&Paper| asked.iter().any(|field| field.name == paper.name && !field.required);
    let needed =
        |paper: &&Paper| paper.when.as_ref().is_none_or(|guard| holds_at_filing(guard, case_type, values, channel));
    let absent = case_type.papers.iter().filter(is_asked).filter(needed).filter(|paper| said(paper, values).is_none());
    absent.map(|paper| absence(paper, prefix)).collect()
}

fn absence(paper: &Paper, prefix: &str) -> Fault {
    let (title, name) = (&paper.title, &paper.name);
    let (zh, en) = match (paper.waive.is_some(), paper.promise.is_some()) {
        (false, false) => (format!("请上传{title}"), format!("Attach `{name}`.")),
        (true, false) => {
            (format!("请上传{title}，或选择稍后补交"), format!("Attach `{name}`, or say that it comes later."))
        }
        (false, true) => (format!("请上传{title}，或作出承诺"), format!("Attach `{name}`, or promise it.")),
        (true, true) => (
            format!("请上传{title}，或选择稍后补交，或作出承诺"),
            format!("Attach `{name}`, promise it, or say that it comes later."),
        ),
    };
    Fault::new(format!("{prefix}/{name}"), "required", zh, en)
}

/// A paper stands otherwise: the clock by which it waited ends, and the next one begins.
fn stands(draft: &mut Draft<'_>, paper: &Paper, standing: PaperStanding) -> Result<(), Refusal> {
    clocks::end_of_paper(draft, &paper.name, standing != PaperStanding::Missing);
    draft.happen(Event::PaperStands { paper: paper.name.clone(), standing });
    match term_of(paper, standing) {
        Some(term) => clocks::start_paper_clock(draft, &paper.name, term),
        None => Ok(()),
    }
}

/// By when a paper that stands like this must stand otherwise.
pub(super) fn term_of(paper: &Paper, standing: PaperStanding) -> Option<&PaperTerm> {
    match standing {
        PaperStanding::Handed => paper.check.as_ref(),
        PaperStanding::Owed => paper.waive.as_ref(),
        PaperStanding::Returned => paper.mend.as_ref(),
        PaperStanding::Promised => paper.promise.as_ref(),
        _ => None,
    }
}

/// Whether there is a paper to hand in.
pub(in crate::casework) fn can_hand_in(case: &Case) -> Result<(), Refusal> {
    match case.papers.values().any(|paper| paper.standing.waits_for_reporter()) {
        true => Ok(()),
        false => Err(not_open("现在没有要补交的材料", "No paper is owed now.")),
    }
}

/// Whether there is a paper to look at.
pub(in crate::casework) fn can_check(case: &Case) -> Result<(), Refusal> {
    match case.papers.values().any(|paper| paper.standing.waits_for_officer()) {
        true => Ok(()),
        false => Err(not_open("现在没有要核对的材料", "No paper waits to be looked at.")),
    }
}

/// Whether the papers are in order that an action waits for; if not, all of them are named at once.
pub(in crate::casework) fn in_order(case_type: &CaseType, case: &Case, action: &Action) -> Result<(), Refusal> {
    let missing = missing_before(case_type, case, action);
    if missing.is_empty() {
        return Ok(());
    }
    let titles: Vec<String> = missing.iter().map(|paper| format!("《{}》", paper.title)).collect();
    let names: Vec<&str> = missing.iter().map(|paper| paper.name.as_str()).collect();
    Err(Refusal::new(
        RefusalCode::Guard,
        format!("{}还没有齐全或没有核对，核对后才能“{}”", titles.join("、"), action.title),
        format!("These papers are not in order yet: {}.", names.join(", ")),
    ))
}

/// Of the fields of an action about papers those whose paper it can come to now.
pub(in crate::casework) fn fields_now(case: &Case, does: &Does, fields: Vec<Field>) -> Vec<Field> {
    let fits = |field: &Field| match (does, case.paper(&field.name)) {
        (Does::HandIn, Some(standing)) => standing.waits_for_reporter(),
        (Does::CheckPapers, Some(standing)) => standing.waits_for_officer(),
        (Does::HandIn, None) => false,
        (Does::CheckPapers, None) => field.kind != FieldType::Boolean,
        _ => true,
    };
    let about_papers = matches!(does, Does::HandIn | Does::CheckPapers);
    fields.into_iter().filter(|field| !about_papers || fits(field)).collect()
}

/// Takes what was handed in.
pub(super) fn hand_in(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let given = touched(draft, |standing| standing.waits_for_reporter());
    if given.is_empty() {
        return Err(nothing_said("请至少上传一份要补交的材料", "Attach at least one of the papers that are owed."));
    }
    given.into_iter().try_for_each(|(paper, _)| stands(draft, paper, PaperStanding::Handed))
}

/// Takes what an officer found: each paper in order or not, each promise true or false.
pub(super) fn check(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let judged = touched(draft, |standing| standing.waits_for_officer());
    if judged.is_empty() {
        return Err(nothing_said("请至少核对一份材料", "Judge at least one paper."));
    }
    said_at_once(draft, &judged)?;
    let mut false_promise = None;
    for (paper, good) in judged {
        let standing = match (draft.case.paper(&paper.name), good) {
            (Some(PaperStanding::Promised), true) => PaperStanding::Kept,
            (Some(PaperStanding::Promised), false) => PaperStanding::False,
            (_, true) => PaperStanding::Accepted,
            (_, false) => PaperStanding::Returned,
        };
        stands(draft, paper, standing)?;
        if standing == PaperStanding::False {
            false_promise.get_or_insert(paper);
        }
    }
    let mends = draft.case.papers.values().any(|paper| paper.standing == PaperStanding::Returned);
    if !mends && draft.case.values.contains_key(Paper::MISSING) {
        draft.happen(Event::FactsSet { values: Values::new(), cleared: vec![Paper::MISSING.to_owned()] });
    }
    match false_promise {
        Some(paper) => follow(draft, paper.promise.as_ref()),
        None => Ok(()),
    }
}

/// What is given back is given back once, and whole: in the same act every paper that was handed in is looked at, and what
/// is missing is said.
fn said_at_once(draft: &Draft<'_>, judged: &[(&Paper, bool)]) -> Result<(), Refusal> {
    let handed = |name: &str| draft.case.paper(name) == Some(PaperStanding::Handed);
    if !judged.iter().any(|(paper, good)| !good && handed(&paper.name)) {
        return Ok(());
    }
    let open = draft.case.papers.keys().filter(|name| handed(name));
    let left = open.filter(|name| judged.iter().all(|(paper, _)| paper.name != **name));
    let mut faults: Vec<Fault> = left.map(|name| left_out(name)).collect();
    if !draft.input.contains_key(Paper::MISSING) {
        let field = format!("/{}", Paper::MISSING);
        let (zh, en) = ("退回材料要一次写清楚还缺什么、要改什么", "Say once, and whole, what is missing.");
        faults.push(Fault::new(field, "required", zh, en));
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults)) }
}

fn left_out(name: &str) -> Fault {
    let (zh, en) =
        ("退回时要一次告知，请同时核对这一份", "What is given back is given back at once: judge this one too.");
    Fault::new(format!("/{name}"), "required", zh, en)
}

/// The papers that an input speaks of, with what it says: whether it is good, for a judgement.
fn touched<'w>(draft: &Draft<'w>, fits: impl Fn(PaperStanding) -> bool) -> Vec<(&'w Paper, bool)> {
    let waits = |paper: &&'w Paper| draft.case.paper(&paper.name).is_some_and(&fits);
    let spoken = |paper: &'w Paper| match draft.input.get(&paper.name)? {
        Value::Boolean(good) => Some((paper, *good)),
        _ => Some((paper, true)),
    };
    draft.world.case_type.papers.iter().filter(waits).filter_map(spoken).collect()
}

/// A paper that was owed and did not come in time is missing, and the case goes where the pack says.
pub(super) fn lapse(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let at = draft.at;
    let over: Vec<String> =
        draft.case.owed().filter(|(_, clock)| clock.is_late(at)).map(|(name, _)| name.clone()).collect();
    for name in over {
        if draft.case.closed.is_some() {
            break;
        }
        let Some(standing) = draft.case.paper(&name) else { continue };
        let case_type = draft.world.case_type;
        let paper = case_type.paper(&name).ok_or_else(|| undefined(&name))?;
        stands(draft, paper, PaperStanding::Missing)?;
        draft.tell_one(Addressee::Reporter, "paper-missing", None);
        follow(draft, term_of(paper, standing))?;
    }
    Ok(())
}

/// The consequence. A duplicate goes its lead's way.
fn follow(draft: &mut Draft<'_>, term: Option<&PaperTerm>) -> Result<(), Refusal> {
    let Some(then) = term.and_then(|term| term.then.as_ref()) else { return Ok(()) };
    match (draft.case.is_linked(), then) {
        (true, Destination::Stage(_)) => Ok(()),
        _ => moves::go(draft, MAIN, then, false, None),
    }
}

fn nothing_said(zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalCode::Invalid, zh, en).about("", "required")
}

fn not_open(zh: &str, en: &str) -> Refusal {
    Refusal::new(RefusalCode::NotOpen, zh, en)
}
