//! The language of the domain and its rules. Pure: what is needed comes in as an argument, what happened goes out as a
//! value. Nothing here reads a clock, a file, the environment or chance (`clippy.toml` holds it to that).

pub mod brief;
pub mod calendar;
pub mod casework;
pub mod directory;
pub mod draw;
pub mod figures;
pub mod mining;
pub mod number;
pub mod pack;
pub mod recurrence;
pub mod simulation;
pub mod value;
