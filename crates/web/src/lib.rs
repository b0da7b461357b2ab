//! Pages and interfaces: portal, desk, cockpit, API.
//!
//! [`router`] is the whole of it: every part gives its own routes, and what holds for all of them (headers, a request's
//! name, a panic that becomes an answer) lies around them once.

// The description of the interface is one large value.
#![recursion_limit = "256"]

pub mod admin;
mod alerts;
pub mod api;
pub mod app;
mod around;
pub mod assets;
mod attachment;
mod briefs;
pub mod cockpit;
pub mod components;
pub mod csv;
pub mod desk;
mod drafts;
mod editions;
pub mod fields;
mod guess;
pub mod html;
pub mod identity;
mod letters;
pub mod lists;
pub mod names;
mod open311;
mod packed;
mod papers;
pub mod phrases;
pub mod portal;
pub mod shell;
pub mod site;
pub mod tour;
pub mod views;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};

use crate::api::health::{self, Traffic};
use crate::api::limits::Limits;
use crate::app::App;
use crate::shell::{Page, Reader, not_found, remember_choices, security_headers};

/// Everything that an instance answers.
pub fn router(app: App) -> Router {
    let traffic = Arc::new(Traffic::default());
    let limits = Limits::new(app.settings.requests_a_minute);
    Router::new()
        .merge(api::router(Arc::clone(&limits)))
        .merge(open311::router(Arc::clone(&limits)))
        .merge(identity::router())
        .merge(desk::router().layer(from_fn_with_state(app.clone(), identity::held::keep)))
        .merge(admin::router())
        .merge(portal::router())
        .merge(portal::open_data::router(limits))
        .merge(cockpit::router())
        .merge(tour::router())
        .merge(views::router())
        .merge(assets::routes())
        .merge(health::routes(&traffic))
        .fallback(no_such_page)
        .layer(from_fn_with_state(app.clone(), lists::take_along))
        .layer(from_fn(remember_choices))
        .layer(from_fn(around::catch_panics))
        .layer(from_fn(packed::pack))
        .layer(map_response(security_headers))
        .layer(from_fn_with_state(traffic, health::count))
        .layer(from_fn(around::name_and_log))
        .with_state(app)
}

async fn no_such_page(reader: Reader) -> Response {
    (StatusCode::NOT_FOUND, Page::notice(&reader, not_found(reader.words()))).into_response()
}
