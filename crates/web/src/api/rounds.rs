//! A round: every unit that was asked, how it stands, what it says column by column, and what counts of it adds up to.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::Who;
use bihuan_core::casework::decide::json_of;
use bihuan_core::casework::gathering::Standing;
use bihuan_core::casework::refusal::Fault;
use bihuan_office::Failure;
use bihuan_office::rounds::{Round, RoundLine, Urged};
use serde_json::{Map, Value as Json, json};

use super::asked::{self, Body, In, Params};
use super::problem::Problem;
use super::shapes::{count, flag, list, maybe, maybe_time, text};
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::names::Names;

/// `GET /cases/{id}/round`
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    params.only(&[])?;
    caller.may_use_to_read()?;
    app.run(move |office| {
        let who = caller.about(office, &id)?;
        if !matches!(who, Who::Officer(_)) {
            return Err(Failure::NotFound.into());
        }
        let reading = office.read(&id, &who)?;
        let round = office.round(&reading, &who)?.ok_or(Failure::NotFound)?;
        let law = office.law();
        Ok(Answer(told(&Names::new(&law, caller.lang), &round)))
    })
    .await?
}

/// `POST /cases/{id}/round/urge`: everybody who owes is urged, once for each version of the matter that the caller looked
/// at; `seen` says which that were. What goes wrong with one is told of that one.
pub async fn urge(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
    Body { object, .. }: Body,
) -> Result<Answer<Json>, Problem> {
    params.only(&[])?;
    caller.needs(&Scope::Act)?;
    let seen = seen(&object)?;
    app.run(move |office| {
        let who = caller.about(office, &id)?;
        if !matches!(who, Who::Officer(_)) {
            return Err(Failure::NotFound.into());
        }
        let urged = office.urge_round(&id, &who, &seen)?;
        Ok(Answer(json!({ "items": urged.into_iter().map(one_urged).collect::<Vec<Json>>() })))
    })
    .await?
}

/// The versions that were looked at, by number.
fn seen(object: &Map<String, Json>) -> Result<BTreeMap<String, u64>, Problem> {
    let mut faults = asked::unknown_fields(object, &["seen"]);
    let given = object.get("seen").filter(|given| !given.is_null());
    let read = given.map(|given| serde_json::from_value(given.clone()));
    if matches!(read, Some(Err(_))) {
        let (zh, en) = ("seen 应为编号到版本的对照", "`seen` maps numbers to versions.");
        faults.push(Fault::new("/seen", "not-a-map", zh, en));
    }
    match read {
        _ if !faults.is_empty() => Err(Problem::invalid(faults)),
        Some(Ok(seen)) => Ok(seen),
        _ => Ok(BTreeMap::new()),
    }
}

fn one_urged(urged: Urged) -> Json {
    let unit = urged.unit.as_ref().map(|unit| unit.as_str());
    let problem = urged.end.err().map(Problem::from);
    json!({
        "number": urged.number,
        "unit": unit,
        "urged": problem.is_none(),
        "why": problem.as_ref().map(Problem::code),
    })
}

/// The shape of what urging answers.
pub fn urged_shape() -> Json {
    let one = [("number", text()), ("unit", maybe("string")), ("urged", flag()), ("why", maybe("string"))];
    super::shapes::shape(&[("items", list(super::shapes::shape(&one, &[])))], &[])
}

fn told(names: &Names<'_>, round: &Round) -> Json {
    let columns = round.gather.columns.iter().zip(&round.totals).map(|(column, total)| {
        let field = round.rules.field(&column.field);
        let title = field.map(|field| names.field(&round.rules, None, field)).unwrap_or_default();
        let total = total.map(|total| total.normalize().to_string());
        let kind = field.map(|field| field.kind.word());
        json!({ "field": column.field, "title": title, "type": kind, "measure": column.measure, "total": total })
    });
    let columns: Vec<Json> = columns.collect();
    let lines: Vec<Json> = round.lines.iter().map(|line| one(round, line)).collect();
    json!({ "columns": columns, "counts": round.counts, "lines": lines })
}

fn one(round: &Round, line: &RoundLine) -> Json {
    let fields = round.gather.columns.iter().zip(&line.values);
    let values: Map<String, Json> =
        fields.filter_map(|(column, value)| Some((column.field.clone(), json_of(value.as_ref()?)))).collect();
    let case = line.case.as_ref();
    json!({
        "unit": line.unit.as_ref().map(|unit| unit.as_str()),
        "id": case.map(|(id, ..)| id.0.as_str()),
        "number": case.map(|(_, number, _)| number.as_str()),
        "version": case.map(|(_, _, version)| version),
        "state": line.standing.word(),
        "late": line.late,
        "due": line.due.map(rfc3339),
        "values": values,
    })
}

/// The shape of what a call about a round answers.
pub fn shape() -> Json {
    let states: Vec<&str> = Standing::ALL.into_iter().map(Standing::word).collect();
    let column = [
        ("field", text()),
        ("title", text()),
        ("type", maybe("string")),
        ("measure", maybe("string")),
        ("total", maybe("string")),
    ];
    let line = [
        ("unit", maybe("string")),
        ("id", maybe("string")),
        ("number", maybe("string")),
        ("version", maybe("integer")),
        ("state", json!({ "type": "string", "enum": states })),
        ("late", flag()),
        ("due", maybe_time()),
        ("values", json!({ "type": "object" })),
    ];
    let counts = json!({ "type": "object", "additionalProperties": count() });
    let lines = list(super::shapes::shape(&line, &[]));
    super::shapes::shape(
        &[("columns", list(super::shapes::shape(&column, &[]))), ("counts", counts), ("lines", lines)],
        &[],
    )
}

/// The shape of what is known already of what a case asks.
pub fn known_shape() -> Json {
    let values = json!({ "type": "object" });
    super::shapes::shape(&[("number", text()), ("at", super::shapes::time()), ("values", values)], &[])
}
