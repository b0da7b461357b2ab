//! What every engine must do, written against the trait, and run on each: SQLite in a temporary directory, PostgreSQL in a
//! database of its own on the server that `scripts/postgres.sh` starts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[macro_use]
mod samples;
mod on_postgres;
mod on_sqlite;
#[path = "../server.rs"]
mod server;
