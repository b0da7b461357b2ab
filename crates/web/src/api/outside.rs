//! Figures from outside by program: sensors and other systems push what they measure, and what is kept is read.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::refusal::Fault;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::number::amount;
use bihuan_core::figures::outside::{Release, Said, When};
use bihuan_office::outside::{Basis, Fact, Series, Taken, figure_of};
use bihuan_office::{Law, Office};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::asked::{self, Body, In, Params};
use super::districts;
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};

/// Figures of one push.
const MOST: usize = 500;
/// What one figure says.
const FIELDS: [&str; 9] =
    ["figure", "unit", "period", "value", "growth_pct", "measure", "status", "basis", "confirmed"];

/// `POST /outside/{system}`: all of the figures are taken, or none. The same again adds nothing.
pub async fn push(
    State(app): State<App>,
    caller: Caller,
    In(system): In<String>,
    params: Params,
    Body { object, .. }: Body,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district"])?;
    caller.needs(&Scope::Outer(system.clone()))?;
    let in_query = params.one("district")?.map(str::to_owned);
    app.run(move |office| take(office, &caller, &system, &object, in_query.as_deref())).await?
}

fn take(
    office: &Office,
    caller: &Caller,
    system: &str,
    object: &Map<String, Json>,
    in_query: Option<&str>,
) -> Result<Answer<Json>, Problem> {
    let law = office.law();
    let mut faults = asked::unknown_fields(object, &["district", "items"]);
    let said = asked::text(object, "district", &mut faults).or(in_query);
    let district = district(&law, caller, said, &mut faults);
    let items = object.get("items").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() || items.len() > MOST {
        let zh = format!("items 应有 1 到 {MOST} 项");
        faults.push(Fault::new("/items", "required", zh, format!("`items` has 1 to {MOST} figures.")));
    }
    let Some(district) = district.filter(|_| faults.is_empty()) else { return Err(Problem::invalid(faults)) };
    let facts: Vec<Fact> =
        items.iter().enumerate().filter_map(|(n, item)| fact(&district, system, (n, item), &mut faults)).collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let came = office.push_outside(&office.hand_of_system(system), &district, &facts)?;
    let told = facts.iter().zip(came).map(|(fact, came)| {
        let came = match came {
            Taken::New => "new",
            Taken::Revised => "revised",
            Taken::Same => "same",
        };
        json!({ "figure": fact.figure, "unit": fact.of, "period": fact.when, "came": came })
    });
    Ok(Answer(json!({ "items": told.collect::<Vec<Json>>() })))
}

/// The token's district, the one that is named, or the only one there is.
pub(super) fn district(
    law: &Law,
    caller: &Caller,
    said: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Option<DistrictCode> {
    let named = said.and_then(|code| districts::known(law, code));
    let mut all = law.directory.districts();
    let only = all.next().filter(|_| all.next().is_none()).map(|unit| unit.code.district());
    let found = caller.district.clone().or(named).or_else(|| only.filter(|_| said.is_none()));
    if found.is_none() {
        let (zh, en) = ("请指明区划代码", "Name the district.");
        faults.push(Fault::new("/district", "unknown-district", zh, en));
    }
    found
}

/// One figure; what is wrong with it is told at its place among the items.
fn fact(district: &DistrictCode, system: &str, (n, item): (usize, &Json), faults: &mut Vec<Fault>) -> Option<Fact> {
    let empty = Map::new();
    let object = item.as_object().unwrap_or(&empty);
    let mut own = asked::unknown_fields(object, &FIELDS);
    let mut wrong = |field: &str, zh: &str, en: &str| own.push(Fault::new(field, "invalid", zh, en));
    let words = |name: &str| object.get(name).and_then(Json::as_str).unwrap_or_default();
    let figure = figure_of(words("figure"));
    if figure.is_none() {
        wrong(
            "/figure",
            "指标写规范名，或小写字母、数字、下划线组成的代码",
            "A canonical name, or a code of small letters, digits and _.",
        );
    }
    let of = if words("unit").is_empty() { Some(district.unit()) } else { words("unit").parse::<UnitCode>().ok() };
    if of.is_none() {
        wrong("/unit", "应为单位代码", "A unit's code.");
    }
    let when = When::read(words("period"));
    if when.is_none() {
        wrong(
            "/period",
            "期间写 2026、2026-Q2、2026-06、日期，或带时区的时间",
            "2026, 2026-Q2, 2026-06, a day, or an instant with its offset.",
        );
    }
    let mut number = |name: &str| match object.get(name) {
        None | Some(Json::Null) => None,
        Some(told) => {
            let read = told.as_str().map_or_else(|| told.as_number().and_then(|n| amount(&n.to_string())), amount);
            if read.is_none() {
                wrong(&format!("/{name}"), "应为数字，最多四位小数", "A number with at most four places.");
            }
            read
        }
    };
    let (value, growth_pct): (Option<Decimal>, Option<Decimal>) = (number("value"), number("growth_pct"));
    let release = Release::of_words(words("status"));
    if release.is_none() {
        wrong("/status", "应为 preliminary 或 final", "`preliminary` or `final`.");
    }
    let basis = Some(words("basis")).filter(|basis| !basis.is_empty());
    let known = basis.and_then(Basis::of_words);
    if basis.is_some() && known.is_none() {
        wrong("/basis", "应为 cumulative、period 或 level", "`cumulative`, `period` or `level`.");
    }
    let confirmed = object.get("confirmed").and_then(Json::as_bool).unwrap_or_default();
    let placed = |fault: Fault| Fault { field: format!("/items/{n}{}", fault.field), ..fault };
    let is_whole = own.is_empty();
    faults.extend(own.into_iter().map(placed));
    let ((figure, name), of, when) = (figure?, of?, when?);
    let said =
        Said { value, growth_pct, measure: words("measure").to_owned(), release: release?, source: system.to_owned() };
    is_whole.then_some(Fact { figure, name, of, when, basis: known, said, confirmed })
}

/// `GET /outside`: the series of the caller's district, each with its latest figure.
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district", "cursor", "limit"])?;
    caller.needs(&Scope::Read)?;
    let (limit, cursor) = (params.limit()?, params.cursor()?);
    let said = params.one("district")?.map(str::to_owned);
    let mut faults = Vec::new();
    let Some(district) = district(&app.office.law(), &caller, said.as_deref(), &mut faults) else {
        return Err(Problem::invalid(faults));
    };
    let page = app.run(move |office| office.outside_series(&district, cursor.as_deref(), limit)).await??;
    let items: Vec<Json> = page.items.iter().map(described).collect();
    Ok(Answer(json!({ "items": items, "next": page.next })))
}

fn described(series: &Series) -> Json {
    let last = series.last.as_ref();
    json!({
        "figure": series.figure,
        "title": series.name,
        "unit": series.of,
        "measure": series.measure,
        "basis": series.basis,
        "source": series.source,
        "count": series.count,
        "period": last.map(|last| &last.when),
        "value": last.and_then(|last| last.value).map(|value| value.to_string()),
        "growth_pct": last.and_then(|last| last.growth_pct).map(|value| value.to_string()),
        "status": last.map(|last| last.release),
    })
}
