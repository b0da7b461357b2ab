//! Kinds of matter that can be filed, with the JSON Schemas of their forms and actions.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::TypeId;
use bihuan_core::pack::model::Field;
use bihuan_core::pack::{CaseType, Pack};
use serde_json::{Map, Value as Json, json};

use super::asked::{In, Params, Tongue};
use super::districts;
use super::problem::Problem;
use super::schema::{self, Codes};
use crate::app::App;
use crate::names::Names;

/// `GET /types`
pub async fn types(State(app): State<App>, Tongue(lang): Tongue, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district", "cursor", "limit"])?;
    let law = app.office.law();
    let names = Names::new(&law, lang);
    let told = |(pack, rules): (&Arc<Pack>, &Arc<CaseType>)| (rules.id.0.clone(), listed(&names, pack, rules).into());
    let all: BTreeMap<String, Json> = law.types().map(told).collect();
    Ok(Answer(params.page(all.into_iter().collect())?))
}

/// `GET /types/{type}`
pub async fn one(
    State(app): State<App>,
    Tongue(lang): Tongue,
    In(id): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
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
    let names = Names::new(&law, lang);
    let codes = Codes { rules, names, district: district.as_ref(), of: None };
    let mut shown = listed(&names, pack, rules);
    shown.insert("form".into(), schema::object(codes, &rules.form));
    shown.insert("actions".into(), actions(codes, rules).into());
    Ok(Answer(shown.into()))
}

fn listed(names: &Names<'_>, pack: &Pack, rules: &CaseType) -> Map<String, Json> {
    let item = json!({ "id": rules.id.0, "title": names.case_type(&rules.id), "pack": pack.name, "public": rules.public, "version": pack.version });
    item.as_object().cloned().unwrap_or_default()
}

/// Every action by its name. One that stands in several stages asks all that any of them asks; only what all need is required.
fn actions(codes: Codes<'_>, rules: &CaseType) -> Map<String, Json> {
    let mut asked: BTreeMap<&str, (&str, Vec<Field>)> = BTreeMap::new();
    for (stage, action) in rules.all_actions() {
        let mine = bihuan_core::casework::decide::asks(action);
        let stage = stage.map(|stage| stage.name.as_str()).unwrap_or_default();
        match asked.get_mut(action.name.as_str()) {
            Some((_, known)) => join(known, mine),
            None => drop(asked.insert(&action.name, (stage, mine))),
        }
    }
    let told = |(name, (stage, fields)): (&str, (&str, Vec<Field>))| {
        (name.to_owned(), schema::object(Codes { of: Some((stage, name)), ..codes }, &fields))
    };
    asked.into_iter().map(told).collect()
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
