//! Requests: what the asker may know of, newest first, each with its public fields; whoever holds the receipt reads their
//! own words beside.

use axum::extract::State;
use axum::http::Uri;
use bihuan_core::calendar::{rfc3339, zone};
use bihuan_core::casework::decide::json_of;
use bihuan_core::casework::{Case, Who, responsible};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::Value;
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Failure, Law, Office, Reading, rows};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::Value as Json;

use super::attributes::Offer;
use super::filing::without_link;
use super::services::{self, Service};
use super::told::{Format, Node, Told};
use crate::api::problem::Problem;
use crate::api::{In, Params, lists};
use crate::app::App;
use crate::identity::Caller;
use crate::names::Names;

/// The longest range that is asked for at once, and the one that is meant where none is given.
const RANGE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The most requests of an answer.
const MOST: usize = 1000;

/// Rows of a page of the store, and the most pages that are looked through for an answer.
const PAGE: usize = 200;
const LOOKS: usize = 100;

/// `GET /requests.{format}`
pub async fn list(State(app): State<App>, caller: Caller, uri: Uri, params: Params) -> Result<Told, Problem> {
    let format = Format::of(&uri);
    app.run(move |office| {
        let law = office.law();
        let caller = known(office, caller, &params)?;
        let district = services::jurisdiction(&law, &params)?;
        let desk = Desk { office, law: &law, caller: &caller, services: services::all(&law) };
        let found = match params.one("service_request_id")? {
            Some(ids) => desk.named(ids, district.as_ref())?,
            None => desk.found(&asked(&law, &params, office.clock().now())?, district)?,
        };
        Ok(Told { root: "service_requests", node: Node::List("request", found), format })
    })
    .await?
}

/// `GET /requests/{id}.{format}`
pub async fn one(
    State(app): State<App>,
    caller: Caller,
    In(name): In<String>,
    params: Params,
) -> Result<Told, Problem> {
    app.run(move |office| {
        let (id, format) = Format::split(&name).ok_or_else(Problem::not_found)?;
        let law = office.law();
        let caller = known(office, caller, &params)?;
        let district = services::jurisdiction(&law, &params)?;
        let desk = Desk { office, law: &law, caller: &caller, services: services::all(&law) };
        let found = desk.one(id, district.as_ref())?.ok_or_else(Problem::not_found)?;
        Ok(Told { root: "service_requests", node: Node::List("request", vec![found]), format })
    })
    .await?
}

/// `GET /tokens/{token}.{format}`: a number is given at once, so it is its own token.
pub async fn of_token(
    State(app): State<App>,
    caller: Caller,
    In(name): In<String>,
    params: Params,
) -> Result<Told, Problem> {
    app.run(move |office| {
        let (token, format) = Format::split(&name).ok_or_else(Problem::not_found)?;
        let law = office.law();
        let caller = known(office, caller, &params)?;
        let district = services::jurisdiction(&law, &params)?;
        let desk = Desk { office, law: &law, caller: &caller, services: Vec::new() };
        let (reading, _) = desk.read(token, district.as_ref())?.ok_or_else(Problem::not_found)?;
        let number = || Node::from(reading.case.number.as_str());
        let told = Node::Fields(vec![("service_request_id", number()), ("token", number())]);
        Ok(Told { root: "service_requests", node: Node::List("request", vec![told]), format })
    })
    .await?
}

/// The caller, by the key of the query where there is one.
fn known(office: &Office, caller: Caller, params: &Params) -> Result<Caller, Problem> {
    let caller = caller.with_key(office, params.one("api_key")?)?;
    caller.may_use_to_read()?;
    Ok(caller)
}

/// What is looked for.
struct Asked {
    codes: Vec<String>,
    statuses: Vec<Status>,
    from: Timestamp,
    until: Timestamp,
}

fn asked(law: &Law, params: &Params, now: Timestamp) -> Result<Asked, Problem> {
    let several = |name: &str| -> Result<Vec<String>, Problem> {
        let text = params.all(name).join(",");
        Ok(text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect())
    };
    let codes = several("service_code")?;
    let codes = codes.iter().map(|code| services::listed_as(law, code).ok_or_else(services::no_service));
    let codes = codes.collect::<Result<_, _>>()?;
    let mut statuses = Vec::new();
    for word in several("status")? {
        statuses.extend(match word.as_str() {
            "open" => [Status::Open, Status::Suspended].as_slice(),
            "closed" => &[Status::Closed],
            _ => return Err(Problem::bad_parameter("status", "invalid", "应为 open 或 closed", "is open or closed")),
        });
    }
    let (from, until) = range(params, now)?;
    Ok(Asked { codes, statuses, from, until })
}

/// Ninety days that end with what is given, or with now; from and until inclusive.
fn range(params: &Params, now: Timestamp) -> Result<(Timestamp, Timestamp), Problem> {
    let from = time(params, "start_date", 0)?;
    let until = time(params, "end_date", 1)?;
    let later = |at: Timestamp| at.checked_add(RANGE).unwrap_or(Timestamp::MAX);
    let until = until.or(from.map(|from| later(from).min(now.max(from)))).unwrap_or(now);
    let from = from.unwrap_or_else(|| until.checked_sub(RANGE).unwrap_or(Timestamp::MIN));
    // A day named without an hour ends with its last second.
    if from <= until && until.duration_since(from) <= RANGE + SignedDuration::from_hours(24) {
        return Ok((from, until));
    }
    Err(Problem::bad_parameter(
        "start_date, end_date",
        "invalid",
        "结束不能早于开始，最多相隔 90 天",
        "The end is not before the beginning, and at most 90 days after it.",
    ))
}

/// An instant, or a day of China: its first second, or the last of so many days.
fn time(params: &Params, name: &str, days: i64) -> Result<Option<Timestamp>, Problem> {
    let (zh, en) = ("应为 2026-01-01T00:00:00Z 这样的时间", "is a time such as 2026-01-01T00:00:00Z");
    params.read(name, zh, en, |text| {
        // In an address that was not escaped a plus sign is a space.
        let text = text.trim().replace(' ', "+");
        text.parse::<Timestamp>().ok().or_else(|| {
            let day: Date = text.parse().ok()?;
            let next = day.checked_add(days.days()).ok()?;
            let zoned = next.to_zoned(zone()).ok()?;
            zoned.timestamp().checked_sub(SignedDuration::from_secs(days)).ok()
        })
    })
}

/// What answers are made of.
struct Desk<'d> {
    office: &'d Office,
    law: &'d Law,
    caller: &'d Caller,
    services: Vec<Service<'d>>,
}

impl Desk<'_> {
    /// The requests of a list of numbers; what is unknown is left out.
    fn named(&self, ids: &str, district: Option<&DistrictCode>) -> Result<Vec<Node>, Problem> {
        let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).take(MOST);
        ids.filter_map(|id| self.one(id, district).transpose()).collect()
    }

    fn one(&self, id: &str, district: Option<&DistrictCode>) -> Result<Option<Node>, Problem> {
        let read = self.read(id, district)?;
        Ok(read.and_then(|(reading, who)| self.told(&reading, &who)))
    }

    /// A matter that is offered, as the caller may know of it.
    fn read(&self, id: &str, district: Option<&DistrictCode>) -> Result<Option<(Reading, Who)>, Problem> {
        let who = match self.caller.about(self.office, id) {
            Ok(who) => who,
            Err(problem) if problem.code() == "not-found" => return Ok(None),
            Err(problem) => return Err(problem),
        };
        let reading = match self.office.read(id, &who) {
            Ok(reading) => reading,
            Err(Failure::NotFound) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        let here = district.is_none_or(|district| reading.case.district == *district);
        Ok((here && reading.rules.open311).then_some((reading, who)))
    }

    fn found(&self, asked: &Asked, district: Option<DistrictCode>) -> Result<Vec<Node>, Problem> {
        let Some(mut query) = self.query(asked, district) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for _ in 0..LOOKS {
            let page = self.office.ledger().cases(&query)?;
            for row in &page.items {
                let Ok(case) = rows::case_of(&row.head.state) else { continue };
                if found.len() < MOST && (asked.codes.is_empty() || asked.codes.contains(&self.code(&case))) {
                    found.extend(self.seen(&case)?);
                }
            }
            query.cursor = page.next;
            if query.cursor.is_none() || found.len() >= MOST {
                break;
            }
        }
        Ok(found)
    }

    fn query(&self, asked: &Asked, district: Option<DistrictCode>) -> Option<CaseQuery> {
        let types: Vec<String> =
            self.law.types().filter_map(|(_, rules)| Offer::of(rules)).map(|offer| offer.id().0.clone()).collect();
        // A query for no kind would ask for every kind.
        let districts = lists::seen_districts(self.law, self.caller, district.into_iter().collect())?;
        (!types.is_empty()).then(|| CaseQuery {
            districts,
            types,
            statuses: asked.statuses.clone(),
            public: (!self.caller.is_known()).then_some(true),
            opened_from: Some(asked.from),
            opened_until: asked.until.checked_add(SignedDuration::from_micros(1)).ok(),
            limit: PAGE,
            ..CaseQuery::default()
        })
    }

    fn seen(&self, case: &Case) -> Result<Option<Node>, Problem> {
        match self.office.read_settled(case, &self.caller.who) {
            Ok(reading) => Ok(self.told(&reading, &self.caller.who)),
            Err(Failure::NotFound) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// The code of a matter's service, from what is known of it without opening anything.
    fn code(&self, case: &Case) -> String {
        let field = self.law.rules_of(case).and_then(|rules| rules.service_field());
        let term = field.and_then(|field| match case.values.get(&field.name) {
            Some(Value::Term(code)) => Some(code.as_str()),
            _ => None,
        });
        services::code_of(&self.services, &case.case_type.0, term)
    }

    fn told(&self, reading: &Reading, who: &Who) -> Option<Node> {
        let (case, rules) = (&reading.case, reading.rules.as_ref());
        let offer = Offer::of(rules)?;
        let names = Names::new(self.law, self.caller.lang);
        let shown = |field: &Field| reading.values.get(&field.name).filter(|_| is_shown(reading, who, field));
        let term = match reading.values.get(&offer.service.name) {
            Some(Value::Term(code)) => Some(code.as_str()),
            _ => None,
        };
        let list = offer.service.vocabulary.as_deref().unwrap_or_default();
        let content = shown(offer.content).and_then(|value| match value {
            Value::Text(text) => Some(without_link(text)),
            _ => None,
        });
        let place = offer.place.and_then(shown).map(json_of).unwrap_or_default();
        let address = text_of(&place, "address").or_else(|| text_of(&place, "unit").map(|code| names.unit_of(&code)));
        let degrees = |name: &str| place.get(name).and_then(Json::as_f64).map_or(Node::Nothing, Node::Degrees);
        let closed = case.closed.is_some();
        Some(Node::Fields(vec![
            ("service_request_id", case.number.as_str().into()),
            ("status", if closed { "closed" } else { "open" }.into()),
            ("status_notes", notes(&names, reading, who).into()),
            (
                "service_name",
                term.map_or_else(|| names.case_type(&rules.id), |code| names.term(rules, list, code)).into(),
            ),
            ("service_code", services::code_of(&self.services, &rules.id.0, term).into()),
            ("description", content.map(|(said, _)| said).into()),
            ("agency_responsible", responsible(case).map(|unit| names.unit(unit)).into()),
            ("service_notice", Node::Nothing),
            ("requested_datetime", rfc3339(case.opened).into()),
            ("updated_datetime", rfc3339(updated(case)).into()),
            ("expected_datetime", rows::pledged_due(case).map(rfc3339).into()),
            ("address", address.into()),
            ("address_id", text_of(&place, "unit").into()),
            ("zipcode", Node::Nothing),
            ("lat", degrees("lat")),
            ("long", degrees("lon")),
            ("media_url", content.and_then(|(_, link)| link).into()),
        ]))
    }
}

/// What the pack makes public, and to the holder of the receipt what they said themselves.
fn is_shown(reading: &Reading, who: &Who, field: &Field) -> bool {
    let public = reading.rules.access.public.as_ref().is_some_and(|view| view.fields.contains(&field.name));
    !field.personal && (public || *who == Who::Reporter)
}

fn text_of(place: &Json, name: &str) -> Option<String> {
    place.get(name)?.as_str().map(str::to_owned)
}

/// Where it stands or how it ended, and what was answered as far as that is public.
fn notes(names: &Names<'_>, reading: &Reading, who: &Who) -> String {
    let (case, rules) = (&reading.case, reading.rules.as_ref());
    let stage = || case.standings.first().map(|standing| names.stage(rules, &standing.stage));
    let ended = case.closed.as_ref().map(|closing| names.outcome(rules, &closing.outcome));
    let texts = rules.facts.iter().filter(|field| field.kind == FieldType::Text && is_shown(reading, who, field));
    let answered = texts.filter_map(|field| match reading.values.get(&field.name)? {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    ended.or_else(stage).into_iter().chain(answered).collect::<Vec<_>>().join("\n")
}

/// When it ended, or came to where it stands.
fn updated(case: &Case) -> Timestamp {
    let since = case.standings.iter().map(|standing| standing.since).max();
    case.closed.as_ref().map(|closing| closing.at).or(since).unwrap_or(case.opened)
}
