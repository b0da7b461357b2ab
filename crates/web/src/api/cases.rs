//! Cases: taken in, shown, told event by event, and acted on.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::case::TaskId;
use bihuan_core::casework::refusal::Fault;
use bihuan_core::casework::{Case, TypeId, Who};
use bihuan_core::pack::CaseType;
use bihuan_office::{Act, Demand, Failure, Filing, Like, Office, Reading, Settled};
use serde_json::{Map, Value as Json, json};

use super::asked::{self, Body, In, Params};
use super::districts::{self, Named};
use super::idempotency::{self, Key};
use super::problem::Problem;
use super::{case_json, etag, files, strict};
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::names::Names;
use crate::words::Lang;

/// How a matter came in where nobody says: through this door.
const CHANNEL: &str = "api";

/// `POST /cases`
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    params: Params,
    headers: HeaderMap,
    Body { bytes, object }: Body,
) -> Result<Response, Problem> {
    let params = params.only(&["district"])?;
    let key = Key::of(&headers, Method::POST.as_str(), &uri, &bytes)?;
    let in_query = params.one("district")?.map(str::to_owned);
    app.run(move |office| take_in(office, &caller, &object, in_query.as_deref(), key)).await?
}

/// `GET /cases/{id}`
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
) -> Result<Response, Problem> {
    params.only(&[])?;
    caller.may_use_to_read()?;
    app.run(move |office| {
        let who = caller.about(office, &id)?;
        let reading = office.read(&id, &who)?;
        let more = if who == Who::Reporter { receipt_of(office, &reading.case)? } else { Map::new() };
        Ok(told(office, &reading, caller.lang, more))
    })
    .await?
}

/// The receipt without its code, for the reporter who comes back to see whether the log has grown over the case.
fn receipt_of(office: &Office, case: &Case) -> Result<Map<String, Json>, Problem> {
    let first = office.ledger().records(case.district.as_str(), &case.id.0)?.into_iter().next();
    let Some(first) = first else { return Ok(Map::new()) };
    let mut receipt = json!(office.receipt(case.district.as_str(), &case.id, &case.number, first.seq, first.hash));
    if let Json::Object(fields) = &mut receipt {
        fields.remove("code");
    }
    Ok(Map::from_iter([("receipt".to_owned(), receipt)]))
}

/// `GET /cases/{id}/events`
pub async fn events(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor", "limit"])?;
    caller.may_use_to_read()?;
    app.run(move |office| {
        let who = caller.about(office, &id)?;
        let reading = office.read(&id, &who)?;
        let records = office.ledger().records(reading.case.district.as_str(), &reading.case.id.0)?;
        Ok(Answer(params.page(case_json::events(&reading, &records, &who))?))
    })
    .await?
}

/// `POST /cases/{id}/actions/{action}`
pub async fn act(
    State(app): State<App>,
    caller: Caller,
    In((id, action)): In<(String, String)>,
    uri: Uri,
    params: Params,
    headers: HeaderMap,
    Body { bytes, object }: Body,
) -> Result<Response, Problem> {
    let params = params.only(&["task"])?;
    let task = params.one("task")?.map(|task| TaskId(task.to_owned()));
    caller.may_use_to_act()?;
    let key = Key::of(&headers, Method::POST.as_str(), &uri, &bytes)?;
    let wish = Act { case: id, action, task, input: object, seen: etag::seen(&headers)? };
    app.run(move |office| act_on(office, &caller, wish, key)).await?
}

fn act_on(office: &Office, caller: &Caller, mut wish: Act, key: Option<Key>) -> Result<Response, Problem> {
    let who = caller.about(office, &wish.case)?;
    let seen = office.read(&wish.case, &who)?;
    wish.case = seen.case.id.0.clone();
    if wish.seen.is_some_and(|version| version > seen.version) {
        return Err(Failure::Stale { version: seen.version, changed: Vec::new(), by: None }.into());
    }
    let fields = fields_of(&seen.rules, &wish.action);
    let mut faults = files::unknown(office, &fields, &wish.input, "")?;
    faults.extend(strict::empties(&fields, &wish.input, ""));
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let key = key.map(|key| key.held_by(caller, &who, seen.case.district.as_str())).transpose()?;
    let settled = office.act(&Demand { who: who.clone(), wish, key }).map_err(|why| refused(why, caller, &who))?;
    let more = Map::from_iter([("record".to_owned(), json!({ "seq": settled.seq, "hash": settled.hash }))]);
    Ok(answered(office, &settled, &who, caller.lang, (StatusCode::OK, more))?)
}

/// Somebody whom nobody knows is asked to say who they are rather than told that they may not.
fn refused(why: Failure, caller: &Caller, who: &Who) -> Problem {
    match why {
        Failure::Refused(refusal)
            if !caller.is_known()
                && *who == Who::Public
                && refusal.code == bihuan_core::casework::RefusalCode::NotYours =>
        {
            Problem::no_token()
        }
        other => other.into(),
    }
}

/// The fields that an action may ask, wherever it is declared; each once.
fn fields_of(rules: &CaseType, action: &str) -> Vec<bihuan_core::pack::model::Field> {
    let found = rules.all_actions().filter(|(_, known)| known.name == action);
    let mut fields: Vec<bihuan_core::pack::model::Field> = Vec::new();
    for field in found.flat_map(|(_, known)| &known.ask) {
        if !fields.iter().any(|known| known.name == field.name) {
            fields.push(field.clone());
        }
    }
    fields
}

/// What a caller wants to have taken in.
struct Wanted {
    case_type: TypeId,
    form: Map<String, Json>,
    channel: String,
}

fn take_in(
    office: &Office,
    caller: &Caller,
    object: &Map<String, Json>,
    in_query: Option<&str>,
    key: Option<Key>,
) -> Result<Response, Problem> {
    let law = office.law();
    let mut faults = asked::unknown_fields(object, &["type", "form", "district", "channel", "alike"]);
    let wanted = wanted(object, &mut faults);
    let in_body = asked::text(object, "district", &mut faults);
    let alike = asked::text(object, "alike", &mut faults);
    let Some(rules) = law.current(&wanted.case_type) else {
        faults.push(no_type(&wanted.case_type));
        return Err(Problem::invalid(faults));
    };
    if rules.public {
        caller.may_use(&Scope::File)?
    } else {
        caller.needs(&Scope::File)?
    }
    let named = Named { of_caller: caller.district.as_ref(), said: in_body.or(in_query), form: &wanted.form };
    let district = districts::fitting(office, &law, rules, &named, &wanted.channel, faults)?;
    let key = key.map(|key| key.held_by(caller, &caller.who, district.as_str())).transpose()?;
    let Wanted { case_type, form, channel } = wanted;
    let wish = Filing { case_type, district, form, channel };
    let settled = office.file_like(&Demand { who: caller.who.clone(), wish, key }, alike.map(Like::Number))?;
    filed(office, &settled, caller)
}

fn wanted(object: &Map<String, Json>, faults: &mut Vec<Fault>) -> Wanted {
    let case_type = asked::text(object, "type", faults).unwrap_or_default().to_owned();
    let form = asked::object(object, "form", faults);
    let channel = asked::text(object, "channel", faults).unwrap_or(CHANNEL).to_owned();
    if !crate::identity::tokens::is_system(&channel) {
        faults.push(Fault::new(
            "/channel",
            "invalid",
            "来源只用小写字母、数字和“-”",
            "A channel has small letters, digits and hyphens.",
        ));
    }
    Wanted { case_type: TypeId(case_type), form, channel }
}

fn no_type(case_type: &TypeId) -> Fault {
    if case_type.0.is_empty() {
        return Fault::new(
            "/type",
            "required",
            "请填写事项类型，例如 GET /api/v1/types 列出的编号",
            "`type` is required; GET /api/v1/types lists them.",
        );
    }
    let shown: String = case_type.0.chars().take(60).collect();
    Fault::new("/type", "unknown-type", format!("没有“{shown}”这个事项类型"), format!("There is no type `{shown}`."))
}

/// 201 with the receipt. Whoever filed it sees it now: an officer by office, a resident as the reporter.
fn filed(office: &Office, settled: &Settled, caller: &Caller) -> Result<Response, Problem> {
    let case = &settled.case;
    let receipt = office.receipt(case.district.as_str(), &case.id, &case.number, settled.seq, settled.hash);
    let more = Map::from_iter([("receipt".to_owned(), json!(receipt))]);
    let as_caller = if caller.is_known() { office.read_settled(case, &caller.who).ok() } else { None };
    let reading = match as_caller {
        Some(reading) => reading,
        None => office.read_settled(case, &Who::Reporter)?,
    };
    let mut response = (StatusCode::CREATED, told(office, &reading, caller.lang, more)).into_response();
    let place = HeaderValue::from_str(&format!("/api/v1/cases/{}", case.id.0));
    response.headers_mut().extend(place.map(|place| (LOCATION, place)));
    idempotency::mark(&mut response, settled.replayed);
    Ok(response)
}

/// The case after an act, as its author may now see it; who may not see it any more learns that it is done.
pub(super) fn answered(
    office: &Office,
    settled: &Settled,
    who: &Who,
    lang: Lang,
    (status, more): (StatusCode, Map<String, Json>),
) -> Result<Response, Failure> {
    let case = &settled.case;
    let told = match office.read_settled(case, who) {
        Ok(reading) => told(office, &reading, lang, more),
        Err(Failure::NotFound) => {
            let law = office.law();
            let rules = law.rules_of(case).ok_or(Failure::NotFound)?;
            let mut item = case_json::item(&Names::new(&law, lang), rules, case, office.clock().now());
            item.extend(more);
            with_etag(case.version, item)
        }
        Err(other) => return Err(other),
    };
    let mut response = (status, told).into_response();
    idempotency::mark(&mut response, settled.replayed);
    Ok(response)
}

fn told(office: &Office, reading: &Reading, lang: Lang, more: Map<String, Json>) -> Response {
    let law = office.law();
    let mut whole = case_json::whole(&Names::new(&law, lang), reading, office.clock().now());
    whole.extend(more);
    with_etag(reading.version, whole)
}

fn with_etag(version: u64, body: Map<String, Json>) -> Response {
    let mut response = Answer(Json::Object(body)).into_response();
    response.headers_mut().insert(ETAG, etag::of(version));
    response
}
