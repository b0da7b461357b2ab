//! The commands, one a file.

pub mod calendar;
pub mod check;
