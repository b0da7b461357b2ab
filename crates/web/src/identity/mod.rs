//! Who asks, and how that is known: passwords, sessions, bearer tokens, receipt codes. What somebody may then do is not
//! decided here but by the core, from the posts that the directory gives them on that day.

pub mod csrf;
pub mod demo;
mod enrol;
pub mod factor;
pub mod held;
pub mod lockout;
pub mod passwords;
mod second;
pub mod sessions;
mod sign_in;
mod staff;
pub mod tokens;
mod who;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub use factor::SecondFactor;
pub use staff::Staff;
pub use tokens::Scope;
pub use who::{Address, Caller};

/// Signing in and out, and changing roles in a demonstration.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::page).post(sign_in::enter))
        .route(second::PATH, get(second::page).post(second::enter))
        .route(enrol::PATH, get(enrol::page).post(enrol::enter))
        .route(enrol::OWN, get(enrol::own::page).post(enrol::own::change))
        .route("/sign-out", post(sign_in::leave))
        .route(demo::PATH, post(demo::change_role))
}
