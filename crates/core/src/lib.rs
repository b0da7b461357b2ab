//! placeholder

pub mod directory;
