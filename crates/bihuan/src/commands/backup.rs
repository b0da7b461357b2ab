//! `bihuan backup`: the whole store in one file, made while it runs.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::{control, screen};

/// Copy the whole store into one new file, while it runs. The file holds the keys: guard it like them.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan backup bihuan-2026-11-21.backup")]
pub struct Backup {
    /// The file to make; it must not be there yet.
    file: PathBuf,
    /// Print JSON: file, bytes.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Makes a backup.
pub fn run(args: Backup) -> Result<(), Failure> {
    let file = std::path::absolute(&args.file).map_err(|error| Failure::Work(error.to_string()))?;
    let done = control::ask(&args.store.place()?, &Order::Backup { file, district: args.only.district()? })?;
    if args.json { screen::json(&done) } else { screen::line(&told(&done)) }
}

fn told(done: &Json) -> String {
    let file = done.get("file").and_then(Json::as_str).unwrap_or_default();
    let bytes = done.get("bytes").and_then(Json::as_u64).unwrap_or_default();
    format!("已备份到 {file}({bytes} 字节) · backed up, {bytes} bytes")
}
