//! The laws of the core, as one program of tests.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// A test is a shell of its own: it reads the packs from their folder.
#![allow(clippy::disallowed_methods)]

mod aims;
mod branches;
mod briefs;
mod broken;
mod conditions;
mod demo;
mod desk;
mod difference;
mod figures;
mod folder;
mod forms;
mod golden;
mod hostile;
mod laws;
mod letters;
mod loops;
mod migration;
mod overview;
mod papers;
mod programs;
mod recount;
mod reference;
mod repeats;
mod rounds;
mod rules;
mod simulation;
mod stories;
mod subcases;
mod wanted;
