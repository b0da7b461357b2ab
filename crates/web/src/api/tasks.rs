//! Work: the open tasks of whoever asks, soonest due first.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::Who;
use bihuan_core::casework::case::TaskId;
use bihuan_core::casework::may::{Right, available, may};
use bihuan_core::directory::UnitCode;
use bihuan_ledger::{OpenTask, TaskQuery};
use bihuan_office::{Law, Office, rows};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::asked::Params;
use super::problem::Problem;
use super::{case_json, districts, lists};
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::names::Names;

/// The most pages of the store that one page of the list looks through.
const LOOKS: usize = 20;

/// `GET /tasks`
pub async fn tasks(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["mine", "district", "cursor", "limit"])?;
    caller.needs(&Scope::Read)?;
    app.run(move |office| {
        let law = office.law();
        let now = office.clock().now();
        let mine = params.flag("mine")?.unwrap_or(true);
        let named = params
            .read_all("district", "应为六位区划代码", "is a district's six digits", |code| code.parse().ok())?;
        let Some(districts) = lists::seen_districts(&law, &caller, named) else {
            return Ok(Answer(json!({ "items": [], "next": null })));
        };
        let holders =
            if mine { holders(&law, &caller.who, now) } else { holders_seen(&law, &districts, &caller.who, now) };
        let officer = caller.user.as_ref().map(|user| user.to_string());
        let query = TaskQuery { districts, holders, officer, cursor: params.cursor()?, ..TaskQuery::default() };
        page(office, &law, &caller, query, params.limit()?, now)
    })
    .await?
}

fn page(
    office: &Office,
    law: &Law,
    caller: &Caller,
    mut query: TaskQuery,
    limit: usize,
    now: Timestamp,
) -> Result<Answer<Json>, Problem> {
    let mut items = Vec::new();
    for _ in 0..LOOKS {
        query.limit = limit - items.len();
        let page = office.ledger().tasks(&query)?;
        for row in &page.items {
            items.extend(item(office, law, row, caller, now)?);
        }
        query.cursor = page.next;
        if query.cursor.is_none() || items.len() >= limit {
            break;
        }
    }
    Ok(Answer(json!({ "items": items, "next": query.cursor })))
}

/// Every post that the asker holds, in every unit where it counts: a post held everywhere is one in each unit.
pub fn holders(law: &Law, who: &Who, now: Timestamp) -> Vec<(String, String)> {
    let Who::Officer(officer) = who else { return Vec::new() };
    let day = bihuan_core::calendar::civil(now).date();
    let in_units = |unit: &UnitCode| -> Vec<UnitCode> {
        if !unit.is_district() {
            return vec![unit.clone()];
        }
        law.directory.units(Some(unit), None).map(|below| below.code.clone()).collect()
    };
    let all = officer.posts.iter().flat_map(|(post, unit)| in_units(unit).into_iter().map(move |unit| (post, unit)));
    let held = all.filter(|(post, unit)| law.directory.holds(&officer.user, post, unit, day));
    held.map(|(post, unit)| (post.to_string(), unit.to_string())).collect()
}

/// Every post of every unit, for who asks for all the work; what may not be seen is left out row by row.
fn holders_seen(law: &Law, districts: &[String], who: &Who, now: Timestamp) -> Vec<(String, String)> {
    let posts: std::collections::BTreeSet<String> =
        law.packs.values().flat_map(|pack| pack.posts.keys().map(|post| post.to_string())).collect();
    let here =
        |unit: &&bihuan_core::directory::Unit| districts.iter().any(|code| unit.code.district().as_str() == code);
    let units: Vec<String> = law.directory.units(None, None).filter(here).map(|unit| unit.code.to_string()).collect();
    let mut all: Vec<(String, String)> =
        posts.iter().flat_map(|post| units.iter().map(move |unit| (post.clone(), unit.clone()))).collect();
    all.extend(holders(law, who, now));
    all
}

fn item(office: &Office, law: &Law, row: &OpenTask, caller: &Caller, now: Timestamp) -> Result<Option<Json>, Problem> {
    let Some(head) = office.ledger().head(&row.case)? else { return Ok(None) };
    let Ok(case) = rows::case_of(&head.head.state) else { return Ok(None) };
    let Some(rules) = law.rules_of(&case) else { return Ok(None) };
    let world = districts::beside(law, rules, case.district.as_str());
    if may(&world, &case, &caller.who, now, Right::Read).is_err() {
        return Ok(None);
    }
    let open = available(&world, &case, &caller.who, now);
    let task = case.task(&TaskId(row.task.task.clone()));
    Ok(task.map(|task| case_json::task(&Names::new(law, caller.lang), rules, &case, task, &open, now)))
}
