//! Kinds of matter that can be filed, with the JSON Schemas of their forms and actions.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::TypeId;
use bihuan_core::pack::model::Field;
use bihuan_core::pack::{CaseType, Pack};
use serde_json::{Map, Value as Json, json};

use super::asked::{In, Params};
use super::districts;
use super::problem::Problem;
use super::schema::{self, Codes};
use crate::app::App;

/// `GET /types`
pub async fn types(State(app): State<App>, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district", "cursor", "limit"])?;
    let (limit, cursor) = (params.limit()?, params.cursor()?);
    let law = app.office.law();
    let all: BTreeMap<&str, Json> =
        law.types().map(|(pack, rules)| (rules.id.0.as_str(), listed(pack, rules).into())).collect();
    let from = match cursor.as_deref() {
        None => "",
        Some(cursor) if all.contains_key(cursor) => cursor,
        Some(_) => return Err(bad_cursor()),
    };
    let mut rest = all.into_iter().filter(|(id, _)| *id > from);
    let page: Vec<(&str, Json)> = rest.by_ref().take(limit).collect();
    let next = rest.next().and(page.last()).map(|(id, _)| (*id).to_owned());
    let items: Vec<Json> = page.into_iter().map(|(_, item)| item).collect();
    Ok(Answer(json!({ "items": items, "next": next })))
}

/// A cursor that we never gave.
pub fn bad_cursor() -> Problem {
    Problem::bad_parameter(
        "cursor",
        "bad-cursor",
        "翻页标记无效，请从第一页重新开始",
        "The cursor is not one of ours. Begin again.",
    )
}

/// `GET /types/{type}`
pub async fn one(State(app): State<App>, In(id): In<String>, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district"])?;
    let law = app.office.law();
    let district = params.read(
        "district",
        "应为本系统中的六位区划代码",
        "is the code of a district that is here",
        |code| districts::known(&law, code),
    )?;
    let found = law.types().find(|(_, rules)| rules.id == TypeId(id.clone()));
    let (pack, rules) = found.ok_or_else(Problem::not_found)?;
    let codes = Codes { rules, directory: &law.directory, district: district.as_ref() };
    let mut shown = listed(pack, rules);
    shown.insert("form".into(), schema::object(codes, &rules.form));
    shown.insert("actions".into(), actions(codes, rules).into());
    Ok(Answer(shown.into()))
}

fn listed(pack: &Pack, rules: &CaseType) -> Map<String, Json> {
    let item = json!({ "id": rules.id.0, "title": rules.title, "pack": pack.name, "public": rules.public, "version": pack.version });
    item.as_object().cloned().unwrap_or_default()
}

/// Every action by its name. One that stands in several stages asks all that any of them asks; only what all need is required.
fn actions(codes: Codes<'_>, rules: &CaseType) -> Map<String, Json> {
    let mut asked: BTreeMap<&str, Vec<Field>> = BTreeMap::new();
    for (_, action) in rules.all_actions() {
        let mine = bihuan_core::casework::decide::asks(action);
        match asked.get_mut(action.name.as_str()) {
            Some(known) => join(known, mine),
            None => drop(asked.insert(&action.name, mine)),
        }
    }
    asked.into_iter().map(|(name, fields)| (name.to_owned(), schema::object(codes, &fields))).collect()
}

fn join(known: &mut Vec<Field>, more: Vec<Field>) {
    for field in known.iter_mut().filter(|field| !more.iter().any(|other| other.name == field.name)) {
        field.required = false;
    }
    for mut field in more {
        match known.iter_mut().find(|other| other.name == field.name) {
            Some(other) => other.required &= field.required,
            None => {
                field.required = false;
                known.push(field);
            }
        }
    }
}
