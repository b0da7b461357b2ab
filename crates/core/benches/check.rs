//! How long a pack takes to be read and checked, its scenarios included, and to be proved by playing them.
//!
//! A pack of the size of those that ship is to be *checked* in under 10 ms in release: an editor asks at every pause.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::disallowed_methods)]

#[path = "../../../tests/bench/timing.rs"]
#[expect(dead_code, reason = "a pack is checked in memory: no place on a disk is needed")]
mod timing;

#[path = "../tests/it/folder.rs"]
mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::story;
use bihuan_core::directory::shipped_districts;
use bihuan_core::pack::read;

use folder::files;
use timing::Run;

/// What the program itself allocates with; reading a pack is a third allocation.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut folders: Vec<PathBuf> = fs::read_dir(packs).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    if let Some(only) = std::env::args().skip(1).find(|given| !given.starts_with("--")) {
        folders.retain(|path| path.ends_with(&only));
    }
    let mut rows = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let files = files(&folder);
        rows.push(measured(|| drop(read(&files))).row(&format!("pack.check.{name}"), "packs/s", None));
        let reading = read(&files);
        let pack = reading.pack.unwrap();
        let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
        let play = || {
            for told in &reading.scenarios {
                assert_eq!(story::play(&pack, told, &directory, Calendar::shipped()), Vec::new());
            }
        };
        rows.push(measured(play).row(&format!("pack.scenarios.{name}"), "packs/s", None));
    }
    timing::keep("check", &rows);
}

/// The same again for as long as a measurement lasts; the first time is left out.
fn measured(run: impl Fn()) -> Run {
    run();
    let start = Instant::now();
    let mut waits = Vec::new();
    while waits.len() < 3 || start.elapsed() < timing::span() {
        let once = Instant::now();
        run();
        waits.push(once.elapsed());
    }
    Run { took: start.elapsed(), waits }
}
