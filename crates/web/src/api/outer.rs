//! Matters of others: another system says how its matter stands, as often as it likes.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use bihuan_core::casework::case::Outer;
use bihuan_core::casework::command::OuterState;
use bihuan_core::casework::refusal::Fault;
use bihuan_core::casework::{TypeId, Who};
use bihuan_office::{Demand, Mirror, Office};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::asked::{self, Body, In, Params};
use super::cases;
use super::districts::{self, Named};
use super::idempotency::Key;
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};

/// The longest number of another system, in bytes.
const LONGEST_NUMBER: usize = 200;

/// `PUT /cases/by-outer/{system}/{number}`
pub async fn put(
    State(app): State<App>,
    caller: Caller,
    In((system, number)): In<(String, String)>,
    uri: Uri,
    params: Params,
    headers: HeaderMap,
    Body { bytes, object }: Body,
) -> Result<Response, Problem> {
    let params = params.only(&["district"])?;
    caller.needs(&Scope::Outer(system.clone()))?;
    let key = Key::of(&headers, Method::PUT.as_str(), &uri, &bytes)?;
    let in_query = params.one("district")?.map(str::to_owned);
    app.run(move |office| mirror(office, &caller, system, number, &object, in_query.as_deref(), key)).await?
}

/// What another system says.
struct Said {
    case_type: TypeId,
    form: Map<String, Json>,
    state: OuterState,
    outer: Outer,
}

fn mirror(
    office: &Office,
    caller: &Caller,
    system: String,
    number: String,
    object: &Map<String, Json>,
    in_query: Option<&str>,
    key: Option<Key>,
) -> Result<Response, Problem> {
    let law = office.law();
    let mut faults = asked::unknown_fields(object, &["type", "form", "district", "due", "state", "revision"]);
    let Said { case_type, form, state, outer } = said(object, system, number, &mut faults);
    let in_body = asked::text(object, "district", &mut faults);
    let Some(rules) = law.current(&case_type) else {
        faults.push(Fault::new("/type", "unknown-type", "没有这个事项类型", "There is no such type."));
        return Err(Problem::invalid(faults));
    };
    let named = Named { of_caller: caller.district.as_ref(), said: in_body.or(in_query), form: &form };
    let district = districts::fitting(office, &law, rules, &named, &outer.system, faults)?;
    let who = Who::Outer(outer.system.clone());
    let key = key.map(|key| key.held_by(caller, &who, district.as_str())).transpose()?;
    let settled =
        office.mirror(&Demand { who: who.clone(), wish: Mirror { case_type, district, outer, state, form }, key })?;
    let status = if settled.opened { StatusCode::CREATED } else { StatusCode::OK };
    Ok(cases::answered(office, &settled, &who, caller.lang, (status, Map::new()))?)
}

fn said(object: &Map<String, Json>, system: String, number: String, faults: &mut Vec<Fault>) -> Said {
    if number.is_empty() || number.len() > LONGEST_NUMBER || number.chars().any(char::is_control) {
        faults.push(Fault::new(
            "/number",
            "invalid",
            "外部编号应为 1 到 200 个字符",
            "The number has 1 to 200 characters.",
        ));
    }
    let case_type = TypeId(asked::text(object, "type", faults).unwrap_or_default().to_owned());
    let form = asked::object(object, "form", faults);
    let state = state(object, faults);
    let due = due(object, faults);
    let revision = revision(object, faults);
    Said { case_type, form, state, outer: Outer { system, number, due, revision } }
}

fn state(object: &Map<String, Json>, faults: &mut Vec<Fault>) -> OuterState {
    match object.get("state").and_then(Json::as_str) {
        Some("open") => OuterState::Open,
        Some("withdrawn") => OuterState::Withdrawn,
        Some("closed") => OuterState::Closed,
        _ => {
            faults.push(Fault::new(
                "/state",
                "invalid",
                "state 应为 open、withdrawn 或 closed",
                "`state` is open, withdrawn or closed.",
            ));
            OuterState::Open
        }
    }
}

fn due(object: &Map<String, Json>, faults: &mut Vec<Fault>) -> Option<Timestamp> {
    let text = asked::text(object, "due", faults)?;
    let known = |at: &Timestamp| (2004..=2100).contains(&bihuan_core::calendar::civil(*at).year());
    let due = text.parse::<Timestamp>().ok().filter(known);
    if due.is_none() {
        let zh = "due 应为带时区的时间，例如 2026-03-13T18:00:00+08:00";
        faults.push(Fault::new("/due", "not-a-time", zh, "`due` is a time such as 2026-03-13T18:00:00+08:00."));
    }
    due
}

fn revision(object: &Map<String, Json>, faults: &mut Vec<Fault>) -> u64 {
    let fits = |revision: &u64| i64::try_from(*revision).is_ok();
    object.get("revision").and_then(Json::as_u64).filter(fits).unwrap_or_else(|| {
        faults.push(Fault::new(
            "/revision",
            "not-an-integer",
            "revision 应为不小于 0 的整数",
            "`revision` is a whole number from 0.",
        ));
        0
    })
}
