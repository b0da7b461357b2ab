//! The API as a program meets it: requests into the router in process, over a real store, under the packs that ship.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod acting;
mod carrying;
mod described;
mod filing;
mod identity;
mod lists;
mod open311;
mod second_factor;
mod town;
