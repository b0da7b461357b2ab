//! Running matters of older versions of a pack, by program: what would become of each, and the act that carries them over.
//! For tokens of the admin scope alone; the act is weighed by the posts of its holder as the page's is.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::calendar::rfc3339;
use bihuan_office::Failure;
use bihuan_office::migration::{Carried, Migrating, Then};
use serde_json::{Map, Value as Json, json};

use super::asked::{self, Body, In, Params};
use super::problem::Problem;
use super::shapes::{count, list, maybe, maybe_time, text};
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::words::Lang;

/// `GET /packs/{pack}/migration`: nothing is changed.
pub async fn look(
    State(app): State<App>,
    caller: Caller,
    In(pack): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor"])?;
    caller.needs(&Scope::Admin)?;
    let cursor = params.cursor()?;
    app.run(move |office| {
        let look = office.look_at_migration(&pack, cursor)?;
        let to = office.law().packs.get(&pack).ok_or(Failure::NotFound)?.version;
        let items: Vec<Json> = look.matters.iter().map(|matter| one(matter, caller.lang)).collect();
        let last = office.migrating(&pack)?.as_ref().map(job);
        Ok(Answer(json!({ "to": to, "items": items, "looked": look.looked, "next": look.next, "last": last })))
    })
    .await?
}

/// `POST /packs/{pack}/migration`: begins, or goes on; asked again when it is done, it finds nothing left to carry.
pub async fn carry(
    State(app): State<App>,
    caller: Caller,
    In(pack): In<String>,
    params: Params,
    Body { object, .. }: Body,
) -> Result<Answer<Json>, Problem> {
    params.only(&[])?;
    caller.needs(&Scope::Admin)?;
    let faults = asked::unknown_fields(&object, &[]);
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    app.run(move |office| Ok(Answer(job(&office.begin_migration(&caller.who, &pack)?)))).await?
}

fn one(matter: &Carried, lang: Lang) -> Json {
    let mut told = Map::new();
    told.insert("number".into(), matter.number.as_str().into());
    told.insert("type".into(), matter.case_type.as_str().into());
    told.insert("from".into(), matter.from.into());
    told.insert("stage".into(), matter.stage.as_str().into());
    match &matter.then {
        Ok(then) => told.insert("then".into(), would(then)),
        Err(why) => told.insert("why".into(), if lang == Lang::En { why.en.as_str() } else { why.zh.as_str() }.into()),
    };
    Json::Object(told)
}

fn would(then: &Then) -> Json {
    let moved = then.moved.iter();
    let moved = moved.map(|(name, from, to)| json!({ "deadline": name, "from": rfc3339(*from), "to": rfc3339(*to) }));
    json!({ "stage": then.stage, "moved": moved.collect::<Vec<Json>>() })
}

fn job(job: &Migrating) -> Json {
    json!({
        "to": job.to,
        "since": job.since.map(rfc3339),
        "looked": job.looked,
        "carried": job.carried,
        "stay": job.refused,
        "done": job.done.map(rfc3339),
    })
}

/// The shape of the look.
pub fn look_shape() -> Json {
    let then = json!({ "type": "object" });
    let one = [("number", text()), ("type", text()), ("from", count()), ("stage", text())];
    let one = super::shapes::shape(&one, &[("then", then), ("why", text())]);
    let last = json!({ "anyOf": [{ "$ref": "#/components/schemas/Migration" }, { "type": "null" }] });
    let keys = [("to", count()), ("items", list(one)), ("looked", count()), ("next", maybe("string")), ("last", last)];
    super::shapes::shape(&keys, &[])
}

/// The shape of how far one is.
pub fn shape() -> Json {
    let keys = [
        ("to", count()),
        ("since", maybe_time()),
        ("looked", count()),
        ("carried", count()),
        ("stay", count()),
        ("done", maybe_time()),
    ];
    super::shapes::shape(&keys, &[])
}
