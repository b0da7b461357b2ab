//! The program `bihuan`: one command a file, under `commands`.
//!
//! Exit codes: 0 done, 1 a check that failed or work that could not be done, 2 wrong use.

mod briefs;
mod commands;
mod control;
mod demo;
mod door;
mod export;
mod failure;
mod instance;
mod orders;
mod packs;
mod post;
mod rounds;
mod screen;
mod sources;
mod store;
mod tables;
mod trial;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// A year of matters played again is mostly small pieces of memory taken and given back: this allocator needs two thirds of
/// the time of the C library's for it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bihuan (闭环): every matter of a district from its first word to its proven end.
#[derive(Parser)]
#[command(
    name = "bihuan",
    version,
    after_help = "Example:\n  bihuan serve --demo --data ./var\n  bihuan calendar due --from 2026-09-18T16:30:00+08:00 --within \"4 wh\""
)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(commands::serve::Serve),
    Check(commands::check::Check),
    NewPack(commands::new_pack::NewPack),
    Calendar(commands::calendar::Calendar),
    Directory(commands::directory::Directory),
    User(commands::user::User),
    Token(commands::token::Token),
    Ledger(commands::ledger::Ledger),
    Figures(commands::figures::Figures),
    Backup(commands::backup::Backup),
    Restore(commands::restore::Restore),
    Documents(commands::documents::Documents),
    Report(commands::report::Report),
    Import(commands::import::Import),
    Export(commands::export::Export),
    Simulate(commands::simulate::Simulate),
    Draw(commands::draw::Draw),
}

fn main() -> ExitCode {
    match run(Program::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => commands::serve::run(args),
        Command::Check(args) => commands::check::run(&args),
        Command::NewPack(args) => commands::new_pack::run(&args),
        Command::Calendar(args) => commands::calendar::run(args),
        Command::Directory(args) => commands::directory::run(args),
        Command::User(args) => commands::user::run(args),
        Command::Token(args) => commands::token::run(args),
        Command::Ledger(args) => commands::ledger::run(args),
        Command::Figures(args) => commands::figures::run(&args),
        Command::Backup(args) => commands::backup::run(args),
        Command::Restore(args) => commands::restore::run(args),
        Command::Documents(args) => commands::documents::run(args),
        Command::Report(args) => commands::report::run(&args),
        Command::Import(args) => commands::import::run(&args),
        Command::Export(args) => commands::export::run(&args),
        Command::Simulate(args) => commands::simulate::run(&args),
        Command::Draw(args) => commands::draw::run(&args),
    }
}
