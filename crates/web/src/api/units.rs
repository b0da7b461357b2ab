//! Units of the directory, and who the caller is in it.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::Who;
use bihuan_core::directory::{Unit, UnitCode, UnitKind};
use serde_json::{Value as Json, json};

use super::asked::{Params, bad_cursor};
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::words::Lang;

/// `GET /units`
pub async fn units(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["under", "kind", "district", "cursor", "limit"])?;
    caller.needs(&Scope::Read)?;
    let law = app.office.law();
    let under: Option<UnitCode> =
        params.read("under", "应为单位代码", "is a unit's code", |code| code.parse().ok())?;
    let kinds: Vec<UnitKind> =
        params.read_all("kind", "应为单位类别", "is a kind of unit", |kind| kind.parse().ok())?;
    let districts: Vec<UnitCode> =
        params.read_all("district", "应为六位区划代码", "is a district's six digits", |code| {
            code.parse().ok().filter(UnitCode::is_district)
        })?;
    let from: Option<UnitCode> = params.cursor()?.map(|code| code.parse().map_err(|_| bad_cursor())).transpose()?;
    let limit = params.limit()?;
    let fits = |unit: &&Unit| {
        let here = districts.is_empty() || districts.iter().any(|code| code.as_str() == unit.code.district().as_str());
        here && (kinds.is_empty() || kinds.contains(&unit.kind)) && from.as_ref().is_none_or(|from| unit.code > *from)
    };
    let mut found = law.directory.units(under.as_ref(), None).filter(fits);
    let page: Vec<&Unit> = found.by_ref().take(limit).collect();
    let next = found.next().and(page.last()).map(|unit| unit.code.as_str());
    let items: Vec<Json> = page.iter().map(|unit| described(unit, caller.lang)).collect();
    Ok(Answer(json!({ "items": items, "next": next })))
}

/// The name stands without its mark: what is made up says so beside it.
fn described(unit: &Unit, lang: Lang) -> Json {
    let name = unit.name_en.as_ref().filter(|_| lang == Lang::En).unwrap_or(&unit.name);
    let mut item = json!({
        "code": unit.code.as_str(),
        "name": name,
        "kind": unit.kind.as_str(),
        "parent": unit.parent.as_ref().map(UnitCode::as_str),
    });
    if let (true, Json::Object(fields)) = (unit.synthetic, &mut item) {
        fields.insert("synthetic".into(), true.into());
    }
    item
}

/// `GET /me`
pub async fn me(caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    params.only(&[])?;
    let Some(user) = &caller.user else { return Err(Problem::no_token()) };
    let posts = match &caller.who {
        Who::Officer(officer) => {
            officer.posts.iter().map(|(post, unit)| json!({ "post": post.as_str(), "unit": unit.as_str() })).collect()
        }
        _ => Vec::new(),
    };
    let scopes: Vec<String> = caller.scopes.iter().map(Scope::to_string).collect();
    let district = caller.district.as_ref().map(|district| district.as_str());
    let mut me = json!({ "user": user.as_str(), "district": district, "posts": posts, "scopes": scopes });
    if let (Some(proof), Json::Object(fields)) = (&caller.proof, &mut me) {
        fields.insert("proof".into(), proof.as_str().into());
    }
    Ok(Answer(me))
}
