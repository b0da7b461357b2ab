//! Pages asked for in process, on a real store under the packs that ship: what a person reads, in every state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod admin;
mod answers;
mod branches;
mod briefs;
mod case;
mod drafts;
mod editions;
mod fields;
mod figures;
mod follow;
mod house;
mod intake;
mod leaders;
mod letters;
mod lists;
mod live;
mod map;
mod nearby;
mod open_data;
mod papers;
mod record;
mod report;
mod reports;
mod rounds;
mod search;
mod services;
mod study;
mod supervise;
mod tables;
mod targets;
mod tour;
mod views;
mod work;
