//! The list of cases: what the asker may see of it, newest first, page by page.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::Who;
use bihuan_core::casework::may::{Right, may};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_ledger::{CaseQuery, CaseRow, Status};
use bihuan_office::{Law, Office, rows};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::asked::Params;
use super::problem::Problem;
use super::{case_json, districts};
use crate::app::App;
use crate::identity::Caller;
use crate::names::Names;

/// The parameters of the list.
pub const KNOWN: [&str; 11] =
    ["type", "stage", "unit", "late", "status", "q", "district", "opened_from", "opened_until", "cursor", "limit"];

/// The most pages of the store that one page of the list looks through for what the asker may see.
const LOOKS: usize = 40;

/// `GET /cases`
pub async fn cases(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&KNOWN)?;
    caller.may_use_to_read()?;
    app.run(move |office| {
        let law = office.law();
        let now = office.clock().now();
        let Some(query) = query_of(&law, &caller, &params, now)? else { return Ok(Answer(empty())) };
        let (rows, next) = visible(office, &law, &caller, query, params.limit()?, now)?;
        let items: Vec<Json> = rows.into_iter().map(Json::Object).collect();
        Ok(Answer(json!({ "items": items, "next": next })))
    })
    .await?
}

fn empty() -> Json {
    json!({ "items": [], "next": null })
}

/// What is asked for; none where nothing can be found.
fn query_of(law: &Law, caller: &Caller, params: &Params, now: Timestamp) -> Result<Option<CaseQuery>, Problem> {
    let named = params
        .read_all("district", "应为六位区划代码", "is a district's six digits", |code| code.parse().ok())?;
    let Some(districts) = seen_districts(law, caller, named) else { return Ok(None) };
    let late = params.flag("late")?;
    let time = |name| {
        params.read(name, "应为 RFC 3339 时间", "is a time such as 2026-11-21T09:00:00+08:00", |text| {
            text.parse().ok()
        })
    };
    Ok(Some(CaseQuery {
        districts,
        types: words(params.all("type")),
        stages: words(params.all("stage")),
        units: units(law, params)?,
        late_at: late.filter(|late| *late).map(|_| now),
        in_time_at: late.filter(|late| !late).map(|_| now),
        statuses: params.read_all(
            "status",
            "应为 open、suspended 或 closed",
            "is open, suspended or closed",
            Status::of_word,
        )?,
        q: params.one("q")?.filter(|q| !q.trim().is_empty()).map(str::to_owned),
        public: (!caller.is_known()).then_some(true),
        opened_from: time("opened_from")?,
        opened_until: time("opened_until")?,
        cursor: params.cursor()?,
        ..CaseQuery::default()
    }))
}

/// The districts that the asker may see of those that are named: anybody all, an officer those of the posts. None: not one.
pub fn seen_districts(law: &Law, caller: &Caller, named: Vec<DistrictCode>) -> Option<Vec<String>> {
    let posts = match &caller.who {
        Who::Officer(officer) => officer.posts.as_slice(),
        _ => &[],
    };
    let mut mine: Vec<DistrictCode> =
        posts.iter().map(|(_, unit)| unit.district()).chain(caller.district.clone()).collect();
    mine.sort();
    mine.dedup();
    let all = || law.directory.districts().map(|unit| unit.code.district()).collect();
    let open: Vec<DistrictCode> = if caller.is_known() { mine } else { all() };
    let asked: Vec<String> =
        open.into_iter().filter(|code| named.is_empty() || named.contains(code)).map(|code| code.to_string()).collect();
    if asked.is_empty() { None } else { Some(asked) }
}

fn words(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// The units that are named, with all below them.
pub fn units(law: &Law, params: &Params) -> Result<Vec<String>, Problem> {
    let named: Vec<UnitCode> =
        params.read_all("unit", "应为单位代码", "is a unit's code", |code| code.parse().ok())?;
    let below = |code: &UnitCode| {
        let mut codes: Vec<String> = law.directory.units(Some(code), None).map(|unit| unit.code.to_string()).collect();
        if codes.is_empty() {
            codes.push(code.to_string());
        }
        codes
    };
    Ok(named.iter().flat_map(below).collect())
}

/// One page of what the asker may see, as items, and where the next one begins.
type Shown = (Vec<Map<String, Json>>, Option<String>);

fn visible(
    office: &Office,
    law: &Law,
    caller: &Caller,
    mut query: CaseQuery,
    limit: usize,
    now: Timestamp,
) -> Result<Shown, Problem> {
    let mut shown = Vec::new();
    for _ in 0..LOOKS {
        query.limit = limit - shown.len();
        let page = office.ledger().cases(&query)?;
        shown.extend(page.items.iter().filter_map(|row| item(law, row, caller, now)));
        query.cursor = page.next;
        if query.cursor.is_none() || shown.len() >= limit {
            break;
        }
    }
    Ok((shown, query.cursor))
}

/// A row as an item, if the asker may see it.
pub fn item(law: &Law, row: &CaseRow, caller: &Caller, now: Timestamp) -> Option<Map<String, Json>> {
    let case = rows::case_of(&row.head.state).ok()?;
    let rules = law.rules_of(&case)?;
    may(&districts::beside(law, rules, case.district.as_str()), &case, &caller.who, now, Right::Read).ok()?;
    Some(case_json::item(&Names::new(law, caller.lang), rules, &case, now))
}
