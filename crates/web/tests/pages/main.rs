//! Pages asked for in process, on a real store under the packs that ship: what a person reads, in every state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admin;
mod case;
mod fields;
mod house;
mod intake;
mod supervise;
mod work;
