//! A case as the record's rows: what lists show and what the store is asked by.

use bihuan_core::casework::case::{Case, Clock, ClockKind, Task};
use bihuan_core::casework::{responsible, wake_at};
use bihuan_core::pack::CaseType;
use bihuan_core::value::{EntryRef, Value};
use bihuan_ledger::{EntryRow, HeadRow, LedgerError, Status, TaskRow};
use jiff::Timestamp;
use serde_json::json;

/// The row by which a case is listed and loaded.
pub(crate) fn head_row(case_type: &CaseType, case: &Case, public: bool) -> Result<HeadRow, LedgerError> {
    Ok(HeadRow { title: headline(case_type, case), public, ..bare_head(case)? })
}

/// As much of that row as rests on the case alone, for holding a replay against it.
pub(crate) fn bare_head(case: &Case) -> Result<HeadRow, LedgerError> {
    Ok(HeadRow {
        number: case.number.clone(),
        type_id: case.case_type.0.clone(),
        stage: case.standings.first().map(|standing| standing.stage.clone()).unwrap_or_default(),
        unit: responsible(case).map(|unit| unit.as_str().to_owned()),
        status: status(case),
        outcome: case.closed.as_ref().map(|closing| closing.outcome.clone()),
        opened: case.opened,
        due: pledged_due(case),
        late_from: case.ruling_clock().filter(|clock| !clock.is_suspended()).map(Clock::due),
        synthetic: case.synthetic,
        lead: case.lead.as_ref().map(|lead| lead.0.clone()),
        state: state(case)?,
        wake_at: wake_at(case),
        ..HeadRow::default()
    })
}

/// The bytes that stand for a case in the store. The same case gives the same bytes, so a replay can be held against them.
pub(crate) fn state(case: &Case) -> Result<Vec<u8>, LedgerError> {
    serde_json::to_vec(case).map_err(|error| LedgerError::refused("state", error.to_string()))
}

/// The case that these bytes stand for.
pub fn case_of(state: &[u8]) -> Result<Case, LedgerError> {
    serde_json::from_slice(state).map_err(|error| {
        LedgerError::refused("state", format!("案件状态读不出 · the state of a case cannot be read: {error}"))
    })
}

/// The open tasks that an officer can have; the reporter's own is not in anybody's list.
pub(crate) fn task_rows(case: &Case) -> Vec<TaskRow> {
    case.open_tasks().filter_map(|task| task_row(case, task)).collect()
}

fn task_row(case: &Case, task: &Task) -> Option<TaskRow> {
    Some(TaskRow {
        task: task.id.0.clone(),
        stage: task.stage.clone(),
        branch: task.standing.clone(),
        unit: task.unit.as_ref()?.as_str().to_owned(),
        post: task.post.as_ref()?.as_str().to_owned(),
        officer: task.officer.as_ref().map(|officer| officer.as_str().to_owned()),
        due: task_clock(case, task).filter(|clock| !clock.is_suspended()).map(Clock::due),
    })
}

/// For each register entry that a new case is about: a line by which the entry's page finds its cases.
pub(crate) fn entry_rows(case: &Case, opened: bool) -> Vec<EntryRow> {
    let about = crate::figures::entries_of(case).filter(|_| opened);
    let line = |entry: &EntryRef| EntryRow {
        register: cases_of(&entry.register),
        key: format!("{}/{}", entry.key, case.number),
        value: json!({ "case": case.id, "type": case.case_type }),
    };
    about.map(line).collect()
}

/// The register that keeps which cases are about which entries of another.
pub(crate) fn cases_of(register: &str) -> String {
    format!("{register}.cases")
}

/// The clock of a task: its own, else the case's.
pub fn task_clock<'c>(case: &'c Case, task: &Task) -> Option<&'c Clock> {
    let own = case.clocks_of(&task.id).next();
    own.or_else(|| case.ruling_clock_of(&task.standing))
}

/// Open, suspended or closed.
pub fn status(case: &Case) -> Status {
    match (&case.closed, case.is_suspended()) {
        (Some(_), _) => Status::Closed,
        (None, true) => Status::Suspended,
        (None, false) => Status::Open,
    }
}

/// The pledged deadline of the case as it stands: the running one, none while it is stopped, the last one of a closed case.
pub fn pledged_due(case: &Case) -> Option<Timestamp> {
    let of_kind = |kind| case.clocks.iter().rev().find(move |clock| clock.is_of_case() && clock.kind == kind);
    let clock = of_kind(ClockKind::Pledged).or_else(|| of_kind(ClockKind::Statutory))?;
    (!clock.is_suspended()).then(|| clock.due())
}

/// One line for lists: the kind of matter and, where there is one, its first term. Never what people typed.
pub(crate) fn headline(case_type: &CaseType, case: &Case) -> String {
    let term = case_type.form.iter().filter(|field| !case_type.is_restricted(&field.name)).find_map(|field| {
        let Some(Value::Term(code)) = case.values.get(&field.name) else { return None };
        let vocabulary = case_type.vocabularies.get(field.vocabulary.as_deref()?)?;
        vocabulary.terms.iter().find(|term| term.code == *code).map(|term| term.title.clone())
    });
    term.map_or_else(|| case_type.title.clone(), |term| format!("{} · {term}", case_type.title))
}
