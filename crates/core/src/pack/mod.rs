//! Packs: the definitions that a district runs on, read like source code, checked, and compiled
//! into the in-memory program that casework runs.
//!
//! [`model`] is that program; read it first. [`keys`] is the language, [`guard`] that of its conditions,
//! [`scenario`] that of its stories; [`source`] reads text with places and [`diagnostic`] says what is wrong.

pub mod diagnostic;
pub mod guard;
pub mod keys;
pub mod model;
pub mod scenario;
pub mod source;

pub use model::{CaseType, Pack};
