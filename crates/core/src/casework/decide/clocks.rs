//! Deadlines: they start with their event, are matched once, stand still only on a recorded ground, and end with a
//! verdict for good. A comment, an edit or a look never comes here.

use jiff::Timestamp;

use super::draft::Draft;
use super::{MAIN, papers};
use crate::calendar::{CalendarError, Hours, Lang, Length, Pause};
use crate::casework::case::{Case, Clock, ClockId, ClockKind, Limit, Reckoning, Task, TaskId, Verdict, WarningLevel};
use crate::casework::event::Event;
use crate::casework::explain::{granted, lengths};
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::casework::watch::{accountable, just_after};
use crate::directory::UnitCode;
use crate::pack::model::{Deadline, DeadlineTerm, PaperTerm, Stage, Starts, TaskRule, WarningRule, Within};
use crate::value::Value;

/// Starts the deadlines that begin with this, the statutory ones first: they cap the pledged ones.
pub(super) fn start_deadlines(draft: &mut Draft<'_>, event: &Starts) -> Result<(), Refusal> {
    let mut deadlines: Vec<&Deadline> =
        draft.world.case_type.deadlines.iter().filter(|it| it.starts == *event && !it.is_duty()).collect();
    deadlines.sort_by_key(|deadline| deadline.kind != ClockKind::Statutory);
    for deadline in deadlines {
        start_deadline(draft, deadline)?;
    }
    Ok(())
}

fn start_deadline(draft: &mut Draft<'_>, deadline: &Deadline) -> Result<(), Refusal> {
    let branch = deadline.branch().map(str::to_owned);
    let id = match branch {
        Some(_) => branch_clock(&draft.case, &deadline.name),
        None => deadline_clock(&deadline.name, draft.case.round),
    };
    if draft.case.clock(&id).is_some() {
        return Ok(());
    }
    let Some((limit, basis)) = matched(draft, deadline) else {
        return Err(no_rule(deadline));
    };
    let hours = hours_of(draft, &draft.case.district.unit());
    let mut clock = blank(draft, id, deadline.kind, limit, hours);
    clock.deadline = Some(deadline.name.clone());
    clock.branch = branch;
    clock.reckoning.basis = Some(basis);
    start(draft, clock)
}

/// A branch may be gone again in the same round, so its deadline's clocks are counted.
fn branch_clock(case: &Case, name: &str) -> ClockId {
    let before = case.clocks.iter().filter(|clock| clock.deadline.as_deref() == Some(name)).count();
    deadline_clock(name, u32::try_from(before + 1).unwrap_or(u32::MAX))
}

/// Starts the duties of a stage with its task, if one of their rules fits: each once in the life of the matter, or once
/// in a round where the pack says that a further round owes it again.
pub(super) fn start_duties(draft: &mut Draft<'_>, stage: &Stage, task: &Task) -> Result<(), Refusal> {
    let starts = Starts::Stage(stage.name.clone());
    for duty in draft.world.case_type.deadlines.iter().filter(|it| it.is_duty() && it.starts == starts) {
        let id = deadline_clock(&duty.name, draft.case.round);
        let is_owed = |clock: &Clock| duty.each_round && clock.id != id;
        let mut before = draft.case.clocks.iter().filter(|clock| clock.deadline.as_ref() == Some(&duty.name));
        let (true, Some((limit, basis))) = (before.all(is_owed), matched(draft, duty)) else { continue };
        let hours = hours_of(draft, task.unit.as_ref().unwrap_or(&draft.case.district.unit()));
        let mut clock = blank(draft, id, ClockKind::Task, limit, hours);
        clock.deadline = Some(duty.name.clone());
        clock.task = Some(task.id.clone());
        clock.reckoning.basis = Some(basis);
        start(draft, clock)?;
    }
    Ok(())
}

/// Ends the duties that an action does.
pub(super) fn end_done_by(draft: &mut Draft<'_>, action: &str) {
    let does = |clock: &&Clock| {
        let duty = clock.deadline.as_deref().and_then(|name| draft.deadline(name)).filter(|duty| duty.is_duty());
        duty.is_some_and(|duty| duty.done_by.iter().any(|by| by == action))
    };
    let ids: Vec<ClockId> = draft.case.open_clocks().filter(does).map(|clock| clock.id.clone()).collect();
    for id in ids {
        end(draft, &id, true);
    }
}

/// `pledged`, and `pledged#2` in the second round.
fn deadline_clock(name: &str, round: u32) -> ClockId {
    ClockId(if round == 1 { name.to_owned() } else { format!("{name}#{round}") })
}

/// The first rule that holds, with its basis.
fn matched(draft: &Draft<'_>, deadline: &Deadline) -> Option<(Limit, String)> {
    let rule = deadline.rules.iter().find(|rule| draft.holds_or_none(rule.when.as_ref()))?;
    let limit = match &rule.term {
        DeadlineTerm::Within(length) => Limit::Within(*length),
        DeadlineTerm::OfTerm { field, attribute } => {
            let Value::Term(code) = draft.case.values.get(field)? else { return None };
            Limit::Within(draft.world.case_type.length_of_term(field, code, attribute)?)
        }
        DeadlineTerm::On(field) => match draft.case.values.get(field)? {
            Value::Date(date) => Limit::Until(end_of_day(*date)?),
            Value::Time(at) => Limit::Until(*at),
            _ => return None,
        },
        DeadlineTerm::From { field, within } => match draft.case.values.get(field)? {
            Value::Date(day) => Limit::From { day: *day, within: *within },
            _ => return None,
        },
    };
    Some((limit, rule.basis.clone()))
}

fn end_of_day(date: jiff::civil::Date) -> Option<Timestamp> {
    date.at(23, 59, 59, 0).to_zoned(crate::calendar::zone()).ok().map(|zoned| zoned.timestamp())
}

/// Starts the clock of a task.
pub(super) fn start_task_clock(
    draft: &mut Draft<'_>,
    task: &Task,
    within: Within,
    basis: Option<&String>,
) -> Result<(), Refusal> {
    let limit = match within {
        Within::Length(length) => Limit::Within(length),
        Within::Remaining => Limit::Remaining(ruling(draft, &task.standing).ok_or_else(nothing_remains)?),
    };
    start_clock_of(draft, task, ClockId(format!("task:{}", task.id.0)), limit, basis)
}

/// Starts one more clock of a task, for the unit that it was passed down to.
pub(super) fn start_clock_of(
    draft: &mut Draft<'_>,
    task: &Task,
    id: ClockId,
    limit: Limit,
    basis: Option<&String>,
) -> Result<(), Refusal> {
    let hours = hours_of(draft, task.unit.as_ref().unwrap_or(&draft.case.district.unit()));
    let mut clock = blank(draft, id, ClockKind::Task, limit, hours);
    clock.task = Some(task.id.clone());
    clock.reckoning.basis = basis.cloned();
    start(draft, clock)
}

/// Starts the clock of an approval: the earlier of its own limit and the due date that it is to move.
pub(super) fn start_approval_clock(
    draft: &mut Draft<'_>,
    task: &Task,
    id: ClockId,
    limit: Limit,
    latest: Timestamp,
) -> Result<(), Refusal> {
    let hours = hours_of(draft, task.unit.as_ref().unwrap_or(&draft.case.district.unit()));
    let mut clock = blank(draft, id, ClockKind::Task, limit, hours);
    clock.task = Some(task.id.clone());
    if reckon(draft, &clock)?.due > latest {
        clock.reckoning.limit = Limit::Until(latest);
    }
    start(draft, clock)
}

/// Starts, or moves, the deadline of the system that sent the case: it stands beside ours, and the earlier one rules.
pub(super) fn set_outer(draft: &mut Draft<'_>, due: Timestamp) -> Result<(), Refusal> {
    let id = deadline_clock("outer", draft.case.round);
    match draft.case.clock(&id).filter(|clock| clock.ended.is_none()) {
        Some(clock) if clock.due() == due => Ok(()),
        Some(clock) => {
            let mut moved = clock.clone();
            moved.reckoning.limit = Limit::Until(due);
            move_to(draft, &moved, "outer")
        }
        None => {
            let hours = hours_of(draft, &draft.case.district.unit());
            start(draft, blank(draft, id, ClockKind::Outer, Limit::Until(due), hours))
        }
    }
}

/// Starts the clock by which a paper waits for somebody; `paper:drawing`, and `paper:drawing#2` the next time.
pub(super) fn start_paper_clock(draft: &mut Draft<'_>, paper: &str, term: &PaperTerm) -> Result<(), Refusal> {
    let before = draft.case.clocks.iter().filter(|clock| clock.paper.as_deref() == Some(paper)).count();
    let id = deadline_clock(&format!("paper:{paper}"), u32::try_from(before + 1).unwrap_or(u32::MAX));
    let unit = accountable(&draft.case).cloned().unwrap_or_else(|| draft.case.district.unit());
    let mut clock = blank(draft, id, ClockKind::Task, Limit::Within(term.within), hours_of(draft, &unit));
    clock.paper = Some(paper.to_owned());
    clock.reckoning.basis = Some(term.basis.clone());
    start(draft, clock)
}

/// Ends the clock by which a paper waited.
pub(super) fn end_of_paper(draft: &mut Draft<'_>, paper: &str, done: bool) {
    let id = draft.case.clock_of_paper(paper).map(|clock| clock.id.clone());
    id.into_iter().for_each(|id| end(draft, &id, done));
}

fn blank(draft: &Draft<'_>, id: ClockId, kind: ClockKind, limit: Limit, hours: Hours) -> Clock {
    let calendar = draft.world.calendar.version().to_owned();
    let reckoning = Reckoning { limit, due: draft.at, provisional: false, calendar, basis: None, warnings: Vec::new() };
    Clock {
        id,
        deadline: None,
        kind,
        task: None,
        branch: None,
        paper: None,
        round: draft.case.round,
        start: draft.at,
        hours,
        reckoning,
        pauses: Vec::new(),
        resumes_by: None,
        extended: (0, 0),
        generation: 0,
        was_late: false,
        ended: None,
    }
}

/// A clock that starts while the case, or its branch, stands still stands still with it.
fn start(draft: &mut Draft<'_>, mut clock: Clock) -> Result<(), Refusal> {
    clock.reckoning = reckon(draft, &clock)?;
    if let Some(resumes_by) = stands_still_until(&draft.case, &clock) {
        clock.pauses.push(Pause { from: draft.at, until: None });
        clock.resumes_by = Some(resumes_by);
    }
    draft.happen(Event::ClockStarted { clock });
    Ok(())
}

/// Until when a clock that starts or runs again now has to stand still: with its branch, else with the case.
pub(super) fn stands_still_until(case: &Case, clock: &Clock) -> Option<Timestamp> {
    let own = case.stops.iter().find(|stop| case.covers(&stop.scope, clock)).map(|stop| stop.until);
    own.or_else(|| case.open_clocks().filter(|clock| clock.is_of_case()).find_map(|clock| clock.resumes_by))
}

/// The same clock under another limit.
pub(super) fn with_limit(clock: &Clock, limit: Limit) -> Clock {
    let mut clock = clock.clone();
    clock.reckoning.limit = limit;
    clock
}

/// Works out a clock's due date from its start, its limit, its extensions and its stops.
pub(super) fn reckon(draft: &Draft<'_>, clock: &Clock) -> Result<Reckoning, Refusal> {
    let stops: Vec<Pause> = clock.pauses.iter().copied().filter(|pause| pause.until.is_some()).collect();
    let mut reckoning = clock.reckoning.clone();
    match &clock.reckoning.limit {
        Limit::Within(_) => count(draft, clock, &stops, &mut reckoning).map_err(outside_calendar)?,
        Limit::Until(due) => reckoning.due = until(draft, clock, *due).map_err(outside_calendar)?,
        Limit::From { day, within } => {
            from_day(draft, clock, (*day, *within), &mut reckoning).map_err(outside_calendar)?;
        }
        Limit::Remaining(of) => {
            if let Some(of) = draft.case.clock(of) {
                reckoning.due = of.due();
                reckoning.provisional = of.reckoning.provisional;
            }
        }
    }
    cap(draft, clock, &mut reckoning);
    reckoning.warnings = warnings(draft, clock, &stops, &reckoning).map_err(outside_calendar)?;
    Ok(reckoning)
}

fn count(draft: &Draft<'_>, clock: &Clock, stops: &[Pause], reckoning: &mut Reckoning) -> Result<(), CalendarError> {
    let Some((first, then)) = lengths(draft.world.case_type, clock) else { return Ok(()) };
    let mut due = draft.world.calendar.due(&clock.hours, clock.start, first, stops)?;
    if let Some(more) = then {
        let provisional = due.provisional;
        due = draft.world.calendar.due(&clock.hours, due.at, more, stops)?;
        due.provisional |= provisional;
    }
    reckoning.due = due.at;
    reckoning.provisional = due.provisional;
    reckoning.calendar = due.calendar;
    Ok(())
}

/// Up to an instant that was given, and what was granted behind it.
fn until(draft: &Draft<'_>, clock: &Clock, due: Timestamp) -> Result<Timestamp, CalendarError> {
    match granted(draft.world.case_type, clock) {
        Some(more) => draft.world.calendar.due_at(&clock.hours, due, more),
        None => Ok(due),
    }
}

/// So long from a day, by the calendar in force; what was granted is added behind.
fn from_day(
    draft: &Draft<'_>,
    clock: &Clock,
    (day, within): (jiff::civil::Date, Length),
    reckoning: &mut Reckoning,
) -> Result<(), CalendarError> {
    let from = end_of_day(day).ok_or(CalendarError::OutOfRange)?;
    let mut due = draft.world.calendar.due(&clock.hours, from, within, &[])?;
    if let Some(more) = granted(draft.world.case_type, clock) {
        let provisional = due.provisional;
        due = draft.world.calendar.due(&clock.hours, due.at, more, &[])?;
        due.provisional |= provisional;
    }
    reckoning.due = due.at;
    reckoning.provisional = due.provisional;
    reckoning.calendar = due.calendar;
    Ok(())
}

/// The statutory limit caps the pledged one, of the case or of a branch.
fn cap(draft: &Draft<'_>, clock: &Clock, reckoning: &mut Reckoning) {
    let by_law = |c: &&Clock| c.kind == ClockKind::Statutory && c.branch == clock.branch;
    let statutory = draft.case.open_clocks().filter(by_law).map(Clock::due).min();
    if let (ClockKind::Pledged, Some(statutory)) = (clock.kind, statutory) {
        reckoning.due = reckoning.due.min(statutory);
    }
}

/// The instants of the warnings, at their share of the counted time; of an added time in another measure, at their
/// share of that.
fn warnings(
    draft: &Draft<'_>,
    clock: &Clock,
    stops: &[Pause],
    reckoning: &Reckoning,
) -> Result<Vec<(WarningLevel, Timestamp)>, CalendarError> {
    let mut found = Vec::new();
    for rule in warning_rules(draft, clock) {
        let at = match lengths(draft.world.case_type, clock) {
            _ if rule.at_percent >= 100 => just_after(reckoning.due),
            Some((length, None)) => {
                draft.world.calendar.share(&clock.hours, clock.start, length, stops, rule.at_percent)?
            }
            Some((first, Some(more))) => {
                let from = draft.world.calendar.due(&clock.hours, clock.start, first, stops)?.at;
                draft.world.calendar.share(&clock.hours, from, more, stops, rule.at_percent)?
            }
            None => share_of_span(draft, clock, stops, reckoning.due, rule.at_percent)?,
        };
        found.push((rule.level, at.min(just_after(reckoning.due))));
    }
    Ok(found)
}

/// A date that was given, or what remains, has no length of its own: its share is one of the working time up to then. What
/// remains of a clock that counts day and night is counted day and night too.
fn share_of_span(
    draft: &Draft<'_>,
    clock: &Clock,
    stops: &[Pause],
    due: Timestamp,
    percent: u8,
) -> Result<Timestamp, CalendarError> {
    let calendar = draft.world.calendar;
    match counts_day_and_night(draft, clock) {
        true => calendar.share_of_time(clock.start, due, stops, percent),
        false => calendar.share_of_working_time(&clock.hours, clock.start, due, stops, percent),
    }
}

fn counts_day_and_night(draft: &Draft<'_>, clock: &Clock) -> bool {
    let Limit::Remaining(of) = &clock.reckoning.limit else { return false };
    let lengths = draft.case.clock(of).and_then(|of| lengths(draft.world.case_type, of));
    lengths.is_some_and(|(first, then)| !first.is_working_time() && then.is_none_or(|then| !then.is_working_time()))
}

/// The rule of the pack that a clock of the case follows. The deadline of another system has none of its own: what meets
/// the pledge meets it, and who is warned of the one is warned of the other.
fn rule_of<'w>(draft: &Draft<'w>, clock: &Clock) -> Option<&'w Deadline> {
    match clock.kind {
        ClockKind::Outer => {
            let pledge = |rule: &&Deadline| rule.kind == ClockKind::Pledged && rule.branch().is_none();
            draft.world.case_type.deadlines.iter().find(pledge)
        }
        _ => draft.deadline(clock.deadline.as_deref()?),
    }
}

/// The warnings that the pack declares for a clock.
pub(super) fn warning_rules<'w>(draft: &Draft<'w>, clock: &Clock) -> &'w [WarningRule] {
    if let Some(deadline) = rule_of(draft, clock) {
        return &deadline.warnings;
    }
    if let Some(paper) = &clock.paper {
        return paper_term(draft, paper).map_or(&[], |term| &term.warnings);
    }
    let stage = clock.task.as_ref().and_then(|task| draft.case.task(task)).map(|task| task.stage.as_str());
    match stage.and_then(|name| draft.stage(name).ok()).map(|stage| &stage.task) {
        Some(TaskRule::Officer { warnings, .. }) => warnings,
        _ => &[],
    }
}

/// What the pack says of a paper that stands as it does now.
fn paper_term<'w>(draft: &Draft<'w>, name: &str) -> Option<&'w PaperTerm> {
    papers::term_of(draft.world.case_type.paper(name)?, draft.case.paper(name)?)
}

/// Works a clock out again and moves it.
pub(super) fn move_to(draft: &mut Draft<'_>, clock: &Clock, why: &str) -> Result<(), Refusal> {
    let to = reckon(draft, clock)?;
    moved(draft, clock, to, why);
    follow(draft)
}

/// Moves a clock to what was worked out; only levels whose moment is still to come are armed again.
pub(super) fn moved(draft: &mut Draft<'_>, clock: &Clock, mut to: Reckoning, why: &str) {
    to.warnings.retain(|(_, at)| *at > draft.at);
    draft.happen(Event::ClockMoved {
        clock: clock.id.clone(),
        why: why.to_owned(),
        to,
        generation: clock.generation + 1,
    });
}

/// Lets the tasks that have "what remains" follow the clock that rules now; others do not move.
pub(super) fn follow(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let case = &draft.case;
    let ruling = |clock: &Clock| {
        let task = clock.task.as_ref().and_then(|task| case.task(task));
        case.ruling_clock_of(task.map_or(MAIN, |task| task.standing.as_str()))
    };
    let follows = case.open_clocks().filter(|clock| matches!(clock.reckoning.limit, Limit::Remaining(_)));
    let followers: Vec<(Clock, ClockId)> = follows
        .filter_map(|clock| ruling(clock).filter(|ruling| ruling.due() != clock.due()).zip(Some(clock)))
        .map(|(ruling, clock)| (clock.clone(), ruling.id.clone()))
        .collect();
    for (mut clock, ruling) in followers {
        clock.reckoning.limit = Limit::Remaining(ruling);
        let to = reckon(draft, &clock)?;
        moved(draft, &clock, to, "follows");
    }
    Ok(())
}

/// Matches the rules again, on the values of now but from the same start. What would be past is due at the end of the
/// next working day; that it was late stays said.
pub(super) fn reclassify(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    rematch(draft, "reclassified")
}

/// The same, for a reason of another name.
pub(super) fn rematch(draft: &mut Draft<'_>, why: &str) -> Result<(), Refusal> {
    let open: Vec<Clock> = draft.case.open_clocks().filter(|clock| clock.deadline.is_some()).cloned().collect();
    for mut clock in open {
        let deadline = clock.deadline.as_deref().and_then(|name| draft.deadline(name));
        let Some((limit, basis)) = deadline.and_then(|deadline| matched(draft, deadline)) else {
            continue;
        };
        if limit == clock.reckoning.limit {
            continue;
        }
        clock.reckoning.limit = limit;
        clock.reckoning.basis = Some(basis);
        let mut to = reckon(draft, &clock)?;
        if to.due <= draft.at {
            to.due = draft.world.calendar.next_working_day_end(draft.at);
            to.warnings = vec![(WarningLevel::Red, just_after(to.due))];
        }
        moved(draft, &clock, to, why);
    }
    follow(draft)
}

/// Ends the case's clocks that entering this stage meets. Where the reporter has the word, the answer is out: the pledge
/// has been met or missed, for good.
pub(super) fn end_met_by(draft: &mut Draft<'_>, standing: &str, stage: &Stage) {
    // In a branch the reporter mends something: that answers nothing.
    let reporters = standing == MAIN && matches!(stage.task, TaskRule::Reporter);
    let pledged = |clock: &Clock| clock.branch.is_none() && matches!(clock.kind, ClockKind::Pledged | ClockKind::Outer);
    let met = |clock: &&Clock| {
        let met_by = rule_of(draft, clock).is_some_and(|deadline| deadline.met_by.contains(&stage.name));
        met_by || (reporters && pledged(clock))
    };
    let ids: Vec<ClockId> = draft.case.open_clocks().filter(met).map(|clock| clock.id.clone()).collect();
    for id in ids {
        end(draft, &id, true);
    }
}

/// Ends every clock of the case that still runs, at its close.
pub(super) fn end_of_case(draft: &mut Draft<'_>, done: bool) {
    let open: Vec<(ClockId, bool)> =
        draft.case.open_clocks().map(|clock| (clock.id.clone(), clock.is_duty() || clock.paper.is_some())).collect();
    for (id, duty) in open {
        end(draft, &id, done && !duty);
    }
}

/// Ends the deadlines of a branch, with it.
pub(super) fn end_of_branch(draft: &mut Draft<'_>, branch: &str, done: bool) {
    let of_branch = draft.case.open_clocks().filter(|clock| clock.branch.as_deref() == Some(branch));
    let ids: Vec<ClockId> = of_branch.map(|clock| clock.id.clone()).collect();
    for id in ids {
        end(draft, &id, done);
    }
}

/// Ends the clocks of a task. A duty that nobody did by then is not needed any more; one that is late stays missed.
pub(super) fn end_of_task(draft: &mut Draft<'_>, task: &TaskId, done: bool) {
    let of_task = draft.case.open_clocks().filter(|clock| clock.task.as_ref() == Some(task));
    let open: Vec<(ClockId, bool)> = of_task.map(|clock| (clock.id.clone(), clock.is_duty())).collect();
    for (id, duty) in open {
        end(draft, &id, done && !duty);
    }
}

/// The outer system set its deadline aside.
pub(super) fn end_outer(draft: &mut Draft<'_>) {
    let outer = draft.case.open_clocks().filter(|clock| clock.kind == ClockKind::Outer);
    let ids: Vec<ClockId> = outer.map(|clock| clock.id.clone()).collect();
    for id in ids {
        end(draft, &id, false);
    }
}

/// Ends the clocks of units below, when a task goes to another unit as a whole.
pub(super) fn end_levels_below(draft: &mut Draft<'_>, task: &TaskId) {
    let own = ClockId(format!("task:{}", task.0));
    let of_task = draft.case.clocks_of(task).filter(|clock| clock.id != own);
    let ids: Vec<ClockId> = of_task.map(|clock| clock.id.clone()).collect();
    for id in ids {
        end(draft, &id, false);
    }
}

fn end(draft: &mut Draft<'_>, id: &ClockId, done: bool) {
    let Some(clock) = draft.case.clock(id) else { return };
    let verdict = match done {
        _ if clock.is_late(draft.at) => Verdict::Missed,
        true => Verdict::Met,
        false => Verdict::Cancelled,
    };
    draft.happen(Event::ClockEnded { clock: id.clone(), verdict });
}

/// The clock that rules a standing; when none runs any more, the last one that did: then nothing remains.
fn ruling(draft: &Draft<'_>, standing: &str) -> Option<ClockId> {
    let last = || draft.case.clocks.iter().rev().find(|clock| clock.is_of_case());
    draft.case.ruling_clock_of(standing).or_else(last).map(|clock| clock.id.clone())
}

/// The working hours of a unit.
fn hours_of(draft: &Draft<'_>, unit: &UnitCode) -> Hours {
    draft.world.directory.hours(unit)
}

fn no_rule(deadline: &Deadline) -> Refusal {
    Refusal::new(
        RefusalCode::Definition,
        format!("“{}”没有一条规则适用于本件，请告知系统管理员", deadline.title),
        format!("No rule of the deadline `{}` fits this case. Please tell the administrator.", deadline.name),
    )
}

fn nothing_remains() -> Refusal {
    Refusal::new(
        RefusalCode::Definition,
        "本件没有办理时限，任务无法按剩余时限计算，请告知系统管理员",
        "The case has no deadline of which something could remain. Please tell the administrator.",
    )
}

pub(super) fn outside_calendar(error: CalendarError) -> Refusal {
    Refusal::new(RefusalCode::Definition, error.text(Lang::Zh), error.text(Lang::En))
}
