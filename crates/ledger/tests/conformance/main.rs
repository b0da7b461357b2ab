//! What every engine must do, written against the trait, and run on each: SQLite in a temporary directory, PostgreSQL in a
//! database of its own on the server that `scripts/postgres.sh` starts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// The same rules run on both engines.
#![allow(clippy::duplicate_mod)]

#[macro_use]
mod samples;
mod on_postgres;
mod on_sqlite;
#[path = "../support/server.rs"]
mod server;
