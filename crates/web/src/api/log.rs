//! The transparency log, for anybody: signed heads, proofs, and the key that they are checked with.

use axum::Json as Answer;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Value as Json, json};

use super::asked::{In, Params};
use super::districts;
use super::problem::Problem;
use crate::app::App;

/// The calls under `/log`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/{district}/checkpoint", get(checkpoint))
        .route("/{district}/key", get(key))
        .route("/{district}/proof/inclusion", get(inclusion))
        .route("/{district}/proof/consistency", get(consistency))
}

/// The newest signed head, as a C2SP note.
async fn checkpoint(State(app): State<App>, In(district): In<String>, params: Params) -> Result<Response, Problem> {
    params.only(&[])?;
    let head = app.run(move |office| office.ledger().checkpoint(&district)).await??;
    Ok(text(head.ok_or_else(Problem::not_found)?.note))
}

/// The key by which the heads are verified: `name+id+key`.
async fn key(State(app): State<App>, In(district): In<String>, params: Params) -> Result<Response, Problem> {
    params.only(&[])?;
    let known = districts::known(&app.office.law(), &district).ok_or_else(Problem::not_found)?;
    Ok(text(app.office.ledger().verifier_key(known.as_str()) + "\n"))
}

fn text(text: String) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// That a record is in the tree of a size.
async fn inclusion(State(app): State<App>, In(district): In<String>, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["leaf", "size"])?;
    let (leaf, size) = (number(&params, "leaf")?, number(&params, "size")?);
    let proof = app.run(move |office| office.ledger().inclusion_proof(&district, leaf, size)).await??;
    Ok(Answer(json!(proof.ok_or_else(Problem::not_found)?)))
}

/// That the tree of an old size is the beginning of the tree of a new one.
async fn consistency(
    State(app): State<App>,
    In(district): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["old", "new"])?;
    let (old, new) = (number(&params, "old")?, number(&params, "new")?);
    let path = app.run(move |office| office.ledger().consistency_proof(&district, old, new)).await??;
    Ok(Answer(json!({ "old": old, "new": new, "path": path.ok_or_else(Problem::not_found)? })))
}

fn number(params: &Params, name: &str) -> Result<u64, Problem> {
    let small = |text: &str| text.parse().ok().filter(|number| i64::try_from(*number).is_ok());
    let number = params.read(name, "应为不小于 0 的整数", "is a whole number from 0", small)?;
    number.ok_or_else(|| {
        Problem::bad_parameter(
            name,
            "required",
            format!("请给出参数 {name}"),
            format!("The parameter `{name}` is required."),
        )
    })
}
