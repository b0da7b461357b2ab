//! The API under `/api/v1`, the log and health: one file a resource. A handler reads strictly, asks the office, and writes
//! the contract's JSON; what it must not do it is told by the core.

mod alerts;
mod asked;
pub(crate) mod case_json;
mod cases;
mod demo;
pub(crate) mod districts;
mod docs;
mod etag;
mod figures;
pub(crate) mod files;
pub mod health;
pub(crate) mod idempotency;
pub mod limits;
pub mod lists;
mod log;
mod migration;
mod openapi;
mod outer;
mod outside;
pub mod problem;
mod registers;
mod reports;
mod rounds;
mod schema;
mod shapes;
mod strict;
mod tasks;
mod types;
mod units;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};

pub(crate) use self::asked::{In, Params, Tongue, read};
use self::limits::Limits;
use self::problem::Problem;
use crate::app::App;

/// Every call of the API, and the log.
pub fn router(limits: Arc<Limits>) -> Router<App> {
    let calls = Router::new()
        .nest("/api/v1", calls().fallback(nothing))
        .nest("/log", log::routes().fallback(nothing))
        .method_not_allowed_fallback(no_such_call);
    calls
        .layer(from_fn_with_state::<_, Arc<Limits>, _>(limits, limits::keep))
        .layer(from_fn(problem::in_the_callers_language))
}

fn calls() -> Router<App> {
    Router::new()
        .route("/cases", get(lists::cases).post(cases::file))
        .route("/cases/{id}", get(cases::show))
        .route("/cases/{id}/events", get(cases::events))
        .route("/cases/{id}/round", get(rounds::show))
        .route("/cases/{id}/round/urge", post(rounds::urge))
        .route("/packs/{pack}/migration", get(migration::look).post(migration::carry))
        .route("/cases/{id}/files", get(files::list))
        .route("/cases/{id}/files/{file}", get(files::show))
        .route("/cases/{id}/actions/{action}", post(cases::act))
        .route("/cases/by-outer/{system}/{number}", put(outer::put))
        .route("/alerts", get(alerts::list))
        .route("/outside", get(outside::list))
        .route("/outside/{system}", post(outside::push))
        .route("/tasks", get(tasks::tasks))
        .route("/files", post(files::send).layer(DefaultBodyLimit::disable()))
        .route("/types", get(types::types))
        .route("/types/{type}", get(types::one))
        .route("/units", get(units::units))
        .route("/registers", get(registers::registers))
        .route("/registers/{pack}/{register}", get(registers::entries))
        .route("/registers/{pack}/{register}/{key}", get(registers::entry))
        .route("/me", get(units::me))
        .route("/figures", get(figures::list))
        .route("/figures/{indicator}", get(figures::one))
        .route("/figures/{indicator}/cases", get(figures::cases))
        .route("/demo/clock", post(demo::clock))
        .route("/reports/compare", get(reports::compare))
        .route("/openapi.json", get(openapi::description))
        .route("/docs", get(docs::page))
}

async fn nothing(_: Request) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "没有找到，或无权查看", "Not found, or not yours to see.")
}

/// 405.
pub(crate) async fn no_such_call(_: Request) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "这个地址不支持这种调用方法，可用的方法见 Allow",
        "This address does not answer that method; `Allow` lists those that it does.",
    )
}
