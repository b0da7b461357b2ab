//! Packs: the definitions that a district runs on, read like source code, checked, and compiled
//! into the in-memory program that casework runs.
//!
//! [`model`] is that program; read it first. [`keys`] is the language in one table, [`guard`] that of
//! its conditions, [`scenario`] that of its stories. [`source`] reads text with places, [`read`] makes
//! the program of it, [`check`] proves it, [`foresee`] says what can be told before anything is filed, and [`diagnostic`] says what is wrong.

pub mod check;
pub mod diagnostic;
pub mod difference;
pub mod foresee;
pub mod guard;
pub mod keys;
pub mod model;
pub mod numbers;
pub mod overview;
pub mod read;
pub mod scenario;
pub mod schema;
pub mod source;
pub mod titles;

pub use check::{Work, held_together, work_of_proving};
pub use diagnostic::{Diagnostic, Severity};
pub use difference::Said;
pub use model::{CaseType, Pack};
pub use read::{Reading, briefs_may_name, is_for_people, read};
