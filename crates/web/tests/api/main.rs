//! The API as a program meets it: requests into the router in process, over a real store, under the packs that ship.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod acting;
mod described;
mod carrying;
mod filing;
mod identity;
mod lists;
mod town;
