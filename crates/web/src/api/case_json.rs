//! A case, a task and an event as the contract writes them.

use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::Who;
use bihuan_core::casework::case::{
    Branch, BranchState, Case, Clock, ClockId, Limit, Standing, SubCase, SubCaseState, Task, Verdict,
};
use bihuan_core::casework::decide::{Open, json_of};
use bihuan_core::casework::watch::responsible;
use bihuan_core::pack::CaseType;
use bihuan_ledger::RecordRow;
use bihuan_office::{Reading, rows};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::schema::{self, Codes};
use crate::names::Names;

/// A case as lists show it.
pub fn item(names: &Names<'_>, rules: &CaseType, case: &Case, now: Timestamp) -> Map<String, Json> {
    let mut item = Map::new();
    let mut put = |key: &str, value: Json| drop(item.insert(key.to_owned(), value));
    put("id", case.id.0.clone().into());
    put("number", case.number.clone().into());
    put("district", case.district.as_str().into());
    put("type", case.case_type.0.clone().into());
    put("title", names.headline(rules, case).into());
    put("stages", case.standings.iter().map(|standing| stage(names, rules, standing)).collect());
    put("stage", case.standings.first().map(|standing| standing.stage.clone()).into());
    put("unit", responsible(case).map(|unit| unit.as_str()).into());
    put("due", time(rows::pledged_due(case)));
    put("late", case.ruling_clock().is_some_and(|clock| clock.is_late(now)).into());
    put("status", rows::status(case).word().into());
    put("outcome", case.closed.as_ref().map(|closing| closing.outcome.clone()).into());
    put("opened", rfc3339(case.opened).into());
    put("version", case.version.into());
    if case.synthetic {
        put("synthetic", true.into());
    }
    item
}

/// A case as one reader sees it: an item, its deadlines, what the reader may see of its fields, and may do.
pub fn whole(names: &Names<'_>, reading: &Reading, now: Timestamp) -> Map<String, Json> {
    let Reading { case, rules, values, masked, actions, .. } = reading;
    let mut whole = item(names, rules, case, now);
    let shown = |fields: &[bihuan_core::pack::model::Field]| -> Map<String, Json> {
        let known = fields.iter().filter_map(|field| Some((field.name.clone(), json_of(values.get(&field.name)?))));
        known.collect()
    };
    whole.insert("deadlines".into(), case.clocks.iter().map(|clock| deadline(clock, now)).collect());
    if !case.branches.is_empty() {
        let branches = case.branches.iter().map(|it| branch(names, rules, it));
        whole.insert("branches".into(), branches.collect());
    }
    if !case.papers.is_empty() {
        whole.insert("papers".into(), crate::papers::json(names, rules, case));
    }
    if !case.letters.is_empty() {
        whole.insert("letters".into(), crate::letters::json(names, rules, case));
    }
    whole.insert("form".into(), shown(&rules.form).into());
    whole.insert("facts".into(), shown(&rules.facts).into());
    whole.insert("masked".into(), json!(masked));
    whole.insert("actions".into(), actions.iter().map(|open| action(names, rules, case, open)).collect());
    if let Some(known) = known(case, actions) {
        whole.insert("known".into(), known);
    }
    if !case.subcases.is_empty() {
        whole.insert("subcases".into(), case.subcases.iter().map(|it| subcase(names, rules, it)).collect());
    }
    if let Some(parent) = &case.parent {
        let told = json!({ "id": parent.case.0, "number": parent.number, "type": parent.case_type.0,
            "subcase": parent.name, "left": parent.left });
        whole.insert("parent".into(), told);
    }
    if let Some(lead) = &case.lead {
        whole.insert("lead".into(), lead.0.clone().into());
    }
    if let Some(outer) = &case.outer {
        let due = time(outer.due);
        whole.insert(
            "outer".into(),
            json!({ "system": outer.system, "number": outer.number, "due": due, "revision": outer.revision }),
        );
    }
    whole
}

/// What is known already of what the reader is asked to fill in, and from which matter.
fn known(case: &Case, actions: &[Open]) -> Option<Json> {
    let from = case.foreknown.as_ref()?;
    let asked = actions.iter().flat_map(|open| crate::fields::known::of(case, &open.fields));
    let values: Map<String, Json> = asked.map(|(name, value)| (name.to_owned(), json_of(value))).collect();
    (!values.is_empty()).then(|| json!({ "number": from.number, "at": rfc3339(from.at), "values": values }))
}

/// What somebody may do now, with the schema of its input.
pub fn action(names: &Names<'_>, rules: &CaseType, case: &Case, open: &Open) -> Json {
    let task = open.task.as_ref().and_then(|id| case.task(id)).map(|task| task.stage.as_str());
    let standing = || case.standings.iter().find(|standing| standing.id == open.branch);
    let stage = task.or_else(|| standing().map(|standing| standing.stage.as_str())).unwrap_or_default();
    let of = Some((stage, open.action.as_str()));
    let codes = Codes { rules, names: *names, district: Some(&case.district), of };
    json!({
        "id": open.action,
        "task": open.task.as_ref().map(|task| task.0.as_str()),
        "branch": open.branch,
        "title": names.step(rules, stage, open),
        "input": schema::object(codes, &open.fields),
    })
}

fn stage(names: &Names<'_>, rules: &CaseType, standing: &Standing) -> Json {
    let title = rules.stage(&standing.stage).map(|stage| names.stage(rules, &stage.name));
    json!({ "id": standing.stage, "branch": standing.id, "title": title, "since": rfc3339(standing.since) })
}

/// A branch of the stage that split last: how far it has come, and with which outcome it ended.
fn branch(names: &Names<'_>, rules: &CaseType, branch: &Branch) -> Json {
    let state = match &branch.state {
        BranchState::Waiting => "waiting",
        BranchState::Open => "open",
        BranchState::Ended(_) => "ended",
        BranchState::Withdrawn => "withdrawn",
    };
    json!({
        "id": branch.id,
        "title": names.branch(rules, &branch.id),
        "state": state,
        "outcome": branch.outcome(),
        "since": rfc3339(branch.since),
    })
}

/// A matter that the case opened: its kind and number, who answers for it, and how far it has come.
fn subcase(names: &Names<'_>, rules: &CaseType, known: &SubCase) -> Json {
    let state = match &known.state {
        SubCaseState::Asked => "asked",
        SubCaseState::Open => "open",
        SubCaseState::Closed(_) => "closed",
        SubCaseState::Refused(_) => "refused",
        SubCaseState::Left => "left",
    };
    json!({
        "name": known.name,
        "sequence": known.sequence,
        "title": names.subcase(rules, &known.name),
        "type": known.opens.0,
        "id": known.identity.as_ref().map(|identity| identity.id.0.as_str()),
        "number": known.identity.as_ref().map(|identity| identity.number.as_str()),
        "unit": known.unit.as_ref().map(|unit| unit.as_str()),
        "state": state,
        "outcome": known.outcome(),
        "asked": rfc3339(known.asked),
    })
}

fn deadline(clock: &Clock, now: Timestamp) -> Json {
    let mut told = json!({
        "id": clock.id.0,
        "kind": clock.kind,
        "task": clock.task.as_ref().map(|task| task.0.as_str()),
        "start": rfc3339(clock.start),
        "within": within(&clock.reckoning.limit),
        "due": rfc3339(clock.due()),
        "state": state(clock, now),
        "provisional": clock.reckoning.provisional,
        "calendar": clock.reckoning.calendar,
    });
    if let (Some(branch), Json::Object(fields)) = (&clock.branch, &mut told) {
        fields.insert("branch".into(), branch.as_str().into());
    }
    if let (Some(paper), Json::Object(fields)) = (&clock.paper, &mut told) {
        fields.insert("paper".into(), paper.as_str().into());
    }
    told
}

/// How long, as pack text; what is left of another clock is `remaining`; an instant that was given has no length.
fn within(limit: &Limit) -> Json {
    match limit {
        Limit::Within(length) => length.to_string().into(),
        Limit::Remaining(ClockId(_)) => "remaining".into(),
        Limit::Until(_) | Limit::From { .. } => Json::Null,
    }
}

fn state(clock: &Clock, now: Timestamp) -> &'static str {
    match &clock.ended {
        Some((Verdict::Met, _)) => "met",
        Some((Verdict::Missed, _)) => "missed",
        Some((Verdict::Cancelled, _)) => "cancelled",
        None if clock.is_suspended() => "suspended",
        None if clock.is_late(now) => "missed",
        None => "running",
    }
}

/// A task of a case, with what is left of its time and what the asker may do in it.
pub fn task(names: &Names<'_>, rules: &CaseType, case: &Case, task: &Task, open: &[Open], now: Timestamp) -> Json {
    let clock = rows::task_clock(case, task);
    let running = clock.filter(|clock| !clock.is_suspended());
    let mine = open.iter().filter(|open| open.task.as_ref() == Some(&task.id));
    let mut item = json!({
        "id": task.id.0,
        "case": case.id.0,
        "number": case.number,
        "district": case.district.as_str(),
        "type": case.case_type.0,
        "title": names.headline(rules, case),
        "stage": task.stage,
        "branch": task.standing,
        "unit": task.unit.as_ref().map(|unit| unit.as_str()),
        "post": task.post.as_ref().map(|post| post.as_str()),
        "officer": task.officer.as_ref().map(|officer| officer.as_str()),
        "due": time(running.map(Clock::due)),
        "left": running.map(|clock| left(names, case, clock, now)),
        "late": clock.is_some_and(|clock| clock.is_late(now)),
        "actions": mine.map(|open| action(names, rules, case, open)).collect::<Vec<_>>(),
    });
    if let (true, Json::Object(fields)) = (case.synthetic, &mut item) {
        fields.insert("synthetic".into(), true.into());
    }
    item
}

fn left(names: &Names<'_>, case: &Case, clock: &Clock, now: Timestamp) -> Json {
    let left = names.calendar(case.district.as_str()).working_between(&clock.hours, now, clock.due());
    json!({ "text": left.left_text(names.lang().calendar()), "working_seconds": left.seconds })
}

/// The events of a case, in order, as somebody may read them; each with the key of its place.
pub fn events(reading: &Reading, records: &[RecordRow], who: &Who) -> Vec<(String, Json)> {
    let lines = records.iter().filter_map(|row| Some((row, row.value().ok()?)));
    lines.flat_map(|(row, record)| events_of(reading, row, &record, who)).collect()
}

fn events_of(reading: &Reading, row: &RecordRow, record: &Json, who: &Who) -> Vec<(String, Json)> {
    let part = |key: &str| record.get(key).cloned().unwrap_or_default();
    let at = record.get("at").and_then(Json::as_str).and_then(|at| at.parse::<Timestamp>().ok());
    let events = record.get("events").and_then(Json::as_array).cloned().unwrap_or_default();
    let line = |event: Json| {
        let Json::Object(mut data) = event else { return None };
        let kind = data.remove("type")?;
        Some(json!({
            "seq": row.seq,
            "type": kind,
            "time": time(at),
            "actor": part("actor"),
            "task": task_of(&data),
            "data": shown(reading, data, who),
            "hash": row.hash,
        }))
    };
    let lines = events.into_iter().filter_map(line);
    lines.enumerate().map(|(at, line)| (format!("{}.{at}", row.seq), line)).collect()
}

/// The task that an event is about, wherever it names it.
fn task_of(data: &Map<String, Json>) -> Json {
    match data.get("task") {
        Some(Json::Object(task)) => task.get("id").cloned().unwrap_or_default(),
        Some(Json::String(task)) => task.clone().into(),
        _ => Json::Null,
    }
}

/// What of an event somebody may see: officers all but the fields that are masked for them, others where the case went.
fn shown(reading: &Reading, mut data: Map<String, Json>, who: &Who) -> Json {
    const FOR_ALL: [&str; 9] = ["action", "stage", "standing", "outcome", "clock", "due", "verdict", "round", "why"];
    if !matches!(who, Who::Officer(_) | Who::Outer(_) | Who::Kernel) {
        data.retain(|key, value| FOR_ALL.contains(&key.as_str()) && !value.is_object());
        return data.into();
    }
    for part in ["values", "input"] {
        if let Some(Json::Object(values)) = data.get_mut(part) {
            values.retain(|name, _| !reading.masked.contains(name));
        }
    }
    data.into()
}

/// RFC 3339, or null.
pub fn time(at: Option<Timestamp>) -> Json {
    at.map(rfc3339).into()
}
