//! A request filed: names and texts of a form become the fields of a kind of matter, and the office takes it in.

use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use bihuan_core::calendar::civil;
use bihuan_core::casework::decide::json_of_text;
use bihuan_core::casework::refusal::Fault;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_office::{Demand, Filing, Office, Settled};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::attributes::Offer;
use super::services::{self, Service};
use super::told::{Format, Node, Told};
use crate::api::districts::{self, Named};
use crate::api::idempotency::{self, Key};
use crate::api::problem::Problem;
use crate::api::{Params, read};
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::t;
use crate::words::Words;

/// How a matter came in.
const CHANNEL: &str = "open311";

/// The most bytes of a form.
const LIMIT: usize = 200_000;

/// The most characters of a link.
const LONGEST_LINK: usize = 1000;

/// Before a link in what somebody said. A link is words: nothing here ever opens it.
const LINK: &str = "\n图片链接：";

/// Names and texts, as they were sent.
struct Form(Vec<(String, String)>);

impl Form {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
        found.filter(|text| !text.trim().is_empty())
    }

    /// Every value of an attribute.
    fn attribute(&self, code: &str) -> Vec<&str> {
        let is = |name: &str| attribute_of(name) == Some(code);
        self.0
            .iter()
            .filter(|(name, text)| is(name) && !text.trim().is_empty())
            .map(|(_, text)| text.as_str())
            .collect()
    }
}

/// `attribute[code]` and `attribute[code][]`.
fn attribute_of(name: &str) -> Option<&str> {
    let name = name.strip_prefix("attribute[")?;
    name.strip_suffix("][]").or_else(|| name.strip_suffix(']'))
}

/// `POST /requests.{format}`
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = read(body, LIMIT).await?;
    let key = Key::of(&headers, Method::POST.as_str(), &uri, &bytes)?;
    let mut form = pairs(Request::from_parts(parts, bytes.into())).await?;
    // Some clients name the jurisdiction and themselves in the address.
    for name in ["jurisdiction_id", "api_key"] {
        form.0.extend(params.one(name)?.map(|text| (name.to_owned(), text.to_owned())));
    }
    let format = Format::of(&uri);
    app.run(move |office| {
        let caller = caller.with_key(office, form.get("api_key"))?;
        take_in(office, &caller, &form, key, format)
    })
    .await?
}

async fn pairs(request: Request) -> Result<Form, Problem> {
    let read = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
    read.map(|axum::Form(pairs)| Form(pairs)).map_err(|_| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "not-a-form",
            "请求正文应为 application/x-www-form-urlencoded",
            "Send the body as application/x-www-form-urlencoded.",
        )
    })
}

fn take_in(
    office: &Office,
    caller: &Caller,
    form: &Form,
    key: Option<Key>,
    format: Format,
) -> Result<Response, Problem> {
    let law = office.law();
    let code = form.get("service_code").ok_or_else(|| missing("service_code"))?;
    let service = services::named(&law, code).ok_or_else(services::no_service)?;
    let offer = service.offer;
    if offer.rules.public {
        caller.may_use(&Scope::File)?
    } else {
        caller.needs(&Scope::File)?
    }
    let said = form.get("jurisdiction_id");
    if said.is_some_and(|code| districts::known(&law, code).is_none()) {
        return Err(services::no_jurisdiction());
    }
    let (fields, faults) = fields(&service, form);
    let named = Named { of_caller: caller.district.as_ref(), said, form: &fields };
    let called = |problem: Problem| problem.calling(|field| offer.called(field));
    let district = districts::fitting(office, &law, offer.rules, &named, CHANNEL, faults).map_err(called)?;
    let key = key.map(|key| key.held_by(caller, &caller.who, district.as_str())).transpose()?;
    let wish = Filing { case_type: offer.id().clone(), district, form: fields, channel: CHANNEL.to_owned() };
    let demand = Demand { who: caller.who.clone(), wish, key };
    let settled = office.file_like(&demand, None).map_err(|failure| called(failure.into()))?;
    Ok(filed(office, &settled, caller, format))
}

/// The standard's own refusal of a parameter that is not there.
fn missing(name: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "required", format!("缺少 {name}"), format!("{name} was not provided."))
}

/// The fields of the kind, and what is wrong with those that the standard itself has rules for.
fn fields(service: &Service<'_>, form: &Form) -> (Map<String, Json>, Vec<Fault>) {
    let offer = &service.offer;
    let (mut all, mut faults) = (Map::new(), Vec::new());
    let mut put = |field: Option<&Field>, value: Option<Json>| {
        if let (Some(field), Some(value)) = (field, value) {
            all.insert(field.name.clone(), value);
        }
    };
    put(Some(offer.service), Some(service.term.code.as_str().into()));
    put(Some(offer.content), content(form, &mut faults).map(Json::from));
    put(offer.place, offer.place.and_then(|_| location(form, &mut faults)));
    put(offer.phone, form.get("phone").map(|text| text.trim().into()));
    put(offer.name, name(form).map(Json::from));
    put(offer.email, form.get("email").map(|text| text.trim().into()));
    for field in offer.attributes() {
        put(Some(field), attribute(field, &form.attribute(&field.name)));
    }
    faults.extend(unknown(offer, form));
    (all, faults)
}

/// What is said, with the link to a picture as its last line.
fn content(form: &Form, faults: &mut Vec<Fault>) -> Option<String> {
    let said = form.get("description")?.to_owned();
    let Some(link) = form.get("media_url").map(str::trim) else { return Some(said) };
    if !is_link(link) {
        faults.push(Fault::new(
            "/media_url",
            "not-a-link",
            "应为 http 或 https 开头的网址",
            "It is an address that begins with http or https.",
        ));
    }
    Some(format!("{said}{LINK}{link}"))
}

fn is_link(text: &str) -> bool {
    let web = ["https://", "http://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    web && text.len() <= LONGEST_LINK && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// What was said, and the link that came with it.
pub fn without_link(content: &str) -> (&str, Option<&str>) {
    match content.rsplit_once(LINK) {
        Some((said, link)) if is_link(link) => (said, Some(link)),
        _ => (content, None),
    }
}

/// The standard asks for a point, an address or the number of a place.
fn location(form: &Form, faults: &mut Vec<Fault>) -> Option<Json> {
    let mut place = Map::new();
    for (ours, theirs) in [("lon", "long"), ("lat", "lat")] {
        let Some(text) = form.get(theirs) else { continue };
        let number = serde_json::from_str::<serde_json::Number>(text.trim().trim_start_matches('+'));
        place.insert(ours.to_owned(), number.map_or_else(|_| text.into(), Json::Number));
    }
    for (ours, theirs) in [("address", "address_string"), ("unit", "address_id")] {
        place.extend(form.get(theirs).map(|text| (ours.to_owned(), text.trim().into())));
    }
    if place.is_empty() {
        faults.push(Fault::new(
            "/lat, long, address_string, address_id",
            "required",
            "请给出坐标（lat 和 long）、address_string 或 address_id",
            "Give lat and long, address_string or address_id.",
        ));
    }
    (!place.is_empty()).then_some(Json::Object(place))
}

/// 姓名: the family name in front and nothing between, unless it is written in letters that want a space.
fn name(form: &Form) -> Option<String> {
    let part = |name: &str| form.get(name).map(str::trim);
    match (part("first_name"), part("last_name")) {
        (Some(first), Some(last)) if (first.to_owned() + last).is_ascii() => Some(format!("{first} {last}")),
        (Some(first), Some(last)) => Some(format!("{last}{first}")),
        (first, last) => first.or(last).map(str::to_owned),
    }
}

/// An attribute's values in the contract's JSON, so that every door is checked alike.
fn attribute(field: &Field, texts: &[&str]) -> Option<Json> {
    let one = |text: &&str| match field.kind {
        FieldType::Date => day(text).into(),
        _ => json_of_text(field, text),
    };
    match texts {
        [] => None,
        [text] if !field.many => Some(one(text)),
        many => Some(many.iter().map(one).collect()),
    }
}

/// The standard writes a day as an instant; here it is the day that it was in China.
fn day(text: &str) -> String {
    let instant = text.trim().parse::<Timestamp>();
    instant.map_or_else(|_| text.trim().to_owned(), |at| civil(at).date().to_string())
}

/// Attributes that the service does not ask for.
fn unknown(offer: &Offer<'_>, form: &Form) -> Vec<Fault> {
    let codes = form.0.iter().filter_map(|(name, _)| attribute_of(name));
    let unknown = codes.filter(|code| !offer.attributes().any(|field| field.name == *code));
    let fault = |code: &str| {
        let shown: String = code.chars().take(60).collect();
        let (zh, en) = ("这项服务没有这个属性", "The service has no such attribute.");
        Fault::new(format!("/form/{shown}"), "unknown-field", zh, en)
    };
    unknown.take(100).map(fault).collect()
}

/// 201 with the number. The code of the receipt is told here once; with it the reporter follows the matter.
fn filed(office: &Office, settled: &Settled, caller: &Caller, format: Format) -> Response {
    let case = &settled.case;
    let receipt = office.receipt(case.district.as_str(), &case.id, &case.number, settled.seq, settled.hash);
    let notice = t!(Words::of(caller.lang), "open311-filed", code = receipt.code.as_str());
    let request = Node::Fields(vec![
        ("service_request_id", case.number.as_str().into()),
        ("service_notice", notice.into()),
        ("account_id", Node::Nothing),
    ]);
    let told = Told { root: "service_requests", node: Node::List("request", vec![request]), format };
    let mut response = told.with(StatusCode::CREATED);
    idempotency::mark(&mut response, settled.replayed);
    response
}
