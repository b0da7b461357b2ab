//! Pages and interfaces: portal, desk, cockpit, API.

pub mod app;
pub mod assets;
pub mod components;
pub mod fields;
pub mod html;
pub mod names;
pub mod phrases;
pub mod shell;
pub mod words;
