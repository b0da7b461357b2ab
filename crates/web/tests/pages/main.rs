//! Pages asked for in process, on a real store under the packs that ship: what a person reads, in every state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admin;
mod case;
mod drafts;
mod fields;
mod follow;
mod house;
mod intake;
mod leaders;
mod lists;
mod live;
mod map;
mod record;
mod report;
mod reports;
mod supervise;
mod tables;
mod tour;
mod work;
