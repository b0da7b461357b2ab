//! Open311 GeoReport v2: the door for applications that speak with many cities. A district is a jurisdiction, a term of a
//! kind that its pack offers is a service, a matter is a request; what the standard has no word for stays behind `/api/v1`.
//!
//! One structure is written as JSON or as XML ([`told`]), and so is every refusal ([`errors`]).

mod attributes;
pub(crate) mod described;
mod discovery;
mod errors;
mod filing;
mod requests;
mod services;
mod told;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;

use crate::api::limits::{self, Limits};
use crate::api::no_such_call;
use crate::api::problem::Problem;
use crate::app::App;

/// Where it stands.
const ROOT: &str = "/open311/v2";

/// Every call of the standard.
pub fn router(limits: Arc<Limits>) -> Router<App> {
    let calls = Router::new()
        .route("/discovery.json", get(discovery::show))
        .route("/discovery.xml", get(discovery::show))
        .route("/services.json", get(services::list))
        .route("/services.xml", get(services::list))
        .route("/services/{name}", get(services::definition))
        .route("/requests.json", get(requests::list).post(filing::file))
        .route("/requests.xml", get(requests::list).post(filing::file))
        .route("/requests/{name}", get(requests::one))
        .route("/tokens/{name}", get(requests::of_token))
        .fallback(nothing);
    Router::new()
        .nest(ROOT, calls)
        .method_not_allowed_fallback(no_such_call)
        .layer(from_fn_with_state::<_, Arc<Limits>, _>(limits, limits::keep))
        .layer(from_fn(errors::as_the_standard_writes_them))
}

async fn nothing(_: Request) -> Problem {
    Problem::not_found()
}
