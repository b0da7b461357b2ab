//! The program `bihuan`: one command a file, under `commands`.
//!
//! Exit codes: 0 done, 1 a check that failed or work that could not be done, 2 wrong use.

mod commands;
mod failure;
mod packs;
mod screen;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// Bihuan (闭环): every matter of a district from its first word to its proven end.
#[derive(Parser)]
#[command(
    name = "bihuan",
    version,
    after_help = "Example:\n  bihuan calendar due --from 2026-09-18T16:30:00+08:00 --within \"4 wh\""
)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Calendar(commands::calendar::Calendar),
    Check(commands::check::Check),
}

fn main() -> ExitCode {
    match run(Program::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Calendar(calendar) => commands::calendar::run(calendar),
        Command::Check(check) => commands::check::run(&check),
    }
}
