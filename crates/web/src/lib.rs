//! Pages and interfaces: portal, desk, cockpit, API.

pub mod app;
pub mod assets;
pub mod components;
pub mod fields;
pub mod html;
pub mod names;
pub mod phrases;
pub mod shell;
pub mod site;
pub mod words;

/// Everything that an instance answers.
pub fn router(app: app::App) -> axum::Router {
    axum::Router::new().merge(assets::routes()).with_state(app)
}
