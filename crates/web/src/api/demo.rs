//! The demonstration's clock: forward only, by the user `admin`, and everything that is due by then has happened when it answers.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use bihuan_core::calendar::{civil, rfc3339, zone};
use bihuan_core::casework::refusal::Fault;
use jiff::{Span, Timestamp};
use serde_json::{Map, Value as Json, json};

use super::asked::{self, Body, Params};
use super::problem::Problem;
use crate::app::App;
use crate::identity::Caller;

/// Who may move it.
const KEEPER: &str = "admin";

/// `POST /demo/clock`
pub async fn clock(
    State(app): State<App>,
    caller: Caller,
    params: Params,
    body: Body,
) -> Result<Answer<Json>, Problem> {
    params.only(&[])?;
    if !app.settings.demo {
        return Err(Problem::not_found());
    }
    let user = caller.user.as_ref().ok_or_else(Problem::no_token)?;
    if user.as_str() != KEEPER {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not-yours",
            "只有 admin 可以拨动演示时间",
            "Only `admin` moves the clock.",
        ));
    }
    app.run(move |office| {
        let to = wanted(office.clock().now(), &body.object)?;
        if !office.advance_to(to)? {
            return Err(backwards());
        }
        Ok(Answer(json!({ "now": rfc3339(office.clock().now()) })))
    })
    .await?
}

fn backwards() -> Problem {
    Problem::invalid(vec![Fault::new("/to", "backwards", "演示时间只能向前拨", "The clock moves forward only.")])
}

fn wanted(now: Timestamp, object: &Map<String, Json>) -> Result<Timestamp, Problem> {
    let mut faults = asked::unknown_fields(object, &["to", "advance"]);
    let to = asked::text(object, "to", &mut faults);
    let advance = asked::text(object, "advance", &mut faults);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let known = |at: &Timestamp| (2004..=2100).contains(&civil(*at).year());
    let wrong = |field: &str, zh: &str, en: &str| Problem::invalid(vec![Fault::new(field, "invalid", zh, en)]);
    match (to, advance) {
        (Some(to), None) => to.parse().ok().filter(known).ok_or_else(|| {
            wrong("/to", "to 应为带时区的时间，不晚于 2100 年", "`to` is a time with its offset, not after 2100.")
        }),
        (None, Some(by)) => later(now, by).filter(known).ok_or_else(|| {
            wrong(
                "/advance",
                "advance 应为向前的时长，例如 P1D 或 PT2H",
                "`advance` is a span forward, such as P1D or PT2H.",
            )
        }),
        _ => Err(wrong("", "请在 to 与 advance 中给出一个", "Give either `to` or `advance`.")),
    }
}

fn later(now: Timestamp, by: &str) -> Option<Timestamp> {
    let span: Span = by.parse().ok()?;
    if span.is_negative() {
        return None;
    }
    Some(now.to_zoned(zone()).checked_add(span).ok()?.timestamp())
}
