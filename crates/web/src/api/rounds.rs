//! A round: every unit that was asked, how it stands, what it says column by column, and what counts of it adds up to.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::Who;
use bihuan_core::casework::decide::json_of;
use bihuan_core::casework::gathering::Standing;
use bihuan_office::Failure;
use bihuan_office::rounds::{Round, RoundLine};
use serde_json::{Map, Value as Json, json};

use super::asked::{In, Params};
use super::problem::Problem;
use super::shapes::{count, flag, list, maybe, maybe_time, text};
use crate::app::App;
use crate::identity::Caller;
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

fn told(names: &Names<'_>, round: &Round) -> Json {
    let columns = round.gather.columns.iter().zip(&round.totals).map(|(column, total)| {
        let field = round.rules.field(&column.field);
        let title = field.map(|field| names.field(&round.rules, None, field)).unwrap_or_default();
        let total = total.map(|total| total.normalize().to_string());
        json!({ "field": column.field, "title": title, "measure": column.measure, "total": total })
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
    let column = [("field", text()), ("title", text()), ("measure", maybe("string")), ("total", maybe("string"))];
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
