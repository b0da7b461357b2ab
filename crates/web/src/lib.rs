//! Pages and interfaces: portal, desk, cockpit, API.

pub mod components;
pub mod html;
