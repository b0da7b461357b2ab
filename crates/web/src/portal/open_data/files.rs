//! The files at addresses that stay: `/open-data/figures.csv`, `/open-data/dictionary.json`, and what shows that the
//! edition stands in the log: `/open-data/edition.json`. `?d=` names the district; without it, the first one.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, LINK};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bihuan_core::directory::DistrictCode;
use bihuan_office::Law;
use bihuan_office::open_data::{Edition, LICENCE, Proof, REGISTER};
use serde_json::{Value as Json, json};

use crate::api::problem::Problem;
use crate::api::{In, Params, districts};
use crate::app::App;

/// The proof, beside the files of the edition.
pub(super) const PROOF: &str = "edition.json";

/// `GET /open-data/{file}`
pub async fn file(State(app): State<App>, In(name): In<String>, params: Params) -> Result<Response, Problem> {
    let params = params.only(&["d"])?;
    let district = district_of(&app.office.law(), &params)?;
    if name == PROOF {
        let proof = app.run(move |office| office.open_data_proof(&district)).await??;
        return Ok(Answer(told(&proof)).into_response());
    }
    let asked = name.clone();
    let (edition, text) = app.run(move |office| office.open_data_file(&district, &asked)).await??;
    Ok((headers(&edition, &name), text).into_response())
}

fn district_of(law: &Law, params: &Params) -> Result<DistrictCode, Problem> {
    match params.one("d")? {
        Some(code) => districts::known(law, code).ok_or_else(Problem::not_found),
        None => law.directory.districts().next().map(|unit| unit.code.district()).ok_or_else(Problem::not_found),
    }
}

/// The file is saved under a name with its district and its day; its licence goes with it. Programs look again each time,
/// as a day later it is another file.
fn headers(edition: &Edition, name: &str) -> HeaderMap {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let kind = if end == "csv" { "text/csv; charset=utf-8" } else { "application/json" };
    let saved = format!("attachment; filename=\"{stem}-{}-{}.{end}\"", edition.district, edition.date);
    let licence = format!("<{}>; rel=\"license\"", LICENCE.url);
    let all: [(HeaderName, &str); 4] =
        [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, &saved), (LINK, &licence), (CACHE_CONTROL, "no-cache")];
    all.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value).ok()?))).collect()
}

/// The proof as programs read it: `value` with its key gives the digest that stands in `record`, `record` gives the leaf,
/// and the leaf with `path` gives the root that the checkpoint signs.
fn told(proof: &Proof) -> Json {
    let signed = proof.signed.as_ref();
    json!({
        "edition": proof.edition,
        "register": REGISTER,
        "key": proof.edition.key(),
        "value": proof.value,
        "record": proof.record,
        "leaf": proof.leaf,
        "hash": proof.hash,
        "checkpoint": signed.map(|signed| signed.checkpoint.as_str()),
        "size": signed.map(|signed| signed.size),
        "root": signed.map(|signed| signed.root),
        "path": signed.map(|signed| signed.path.as_slice()),
        "verifier": proof.key,
    })
}
