//! Packs: the definitions that a district runs on, read like source code, checked, and compiled
//! into the in-memory program that casework runs.
//!
//! [`model`] is that program; read it first. [`guard`] is the language of conditions.

pub mod guard;
pub mod model;

pub use model::{CaseType, Pack};
