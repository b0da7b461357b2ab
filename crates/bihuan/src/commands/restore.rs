//! `bihuan restore`: a backup unpacked into an empty place, and everything in it checked.

use std::path::PathBuf;

use bihuan_ledger::Checks;
use clap::Args;

use crate::commands::ledger;
use crate::failure::Failure;
use crate::screen;
use crate::store::{Only, Store};

/// Unpack a backup into an empty place, then check all of it.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan restore bihuan-2026-11-21.backup --data ./restored")]
pub struct Restore {
    /// The backup.
    file: PathBuf,
    /// Print JSON: what was checked, as `ledger verify` has it.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Restores a backup.
pub fn run(args: Restore) -> Result<(), Failure> {
    let place = args.store.place()?;
    let district = args.only.district()?.map(|code| code.to_string());
    let checks = Checks { district, ..bihuan_office::checks() };
    let report = place.restore(&args.file, &checks)?;
    let report = serde_json::to_value(report).map_err(|error| Failure::Work(error.to_string()))?;
    if args.json {
        screen::json(&report)?;
    } else {
        screen::line(&format!("已恢复到 {} · restored; {}", place.told(), ledger::counted(&report)))?;
    }
    ledger::wrong_place(&report).map_or(Ok(()), |sentence| Err(Failure::Work(sentence)))
}
