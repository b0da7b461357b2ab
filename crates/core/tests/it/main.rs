//! The laws of the core, as one program of tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code)]
mod desk;
mod loops;
mod programs;
mod stories;
