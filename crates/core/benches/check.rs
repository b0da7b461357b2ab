//! How long it takes to prove a pack sound (`pack.prove`: flow, choices, deadlines, figures …), to read all its files and
//! prove it (`pack.check`: what an editor asks at every pause), and to play its scenarios (`pack.scenarios`).
//!
//! A pack that ships is to be checked in under 10 ms in release.

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
use bihuan_core::pack::check::check;
use bihuan_core::pack::diagnostic::Findings;
use bihuan_core::pack::{Pack, read};

use folder::files;
use timing::Run;

/// What the program itself allocates with; reading a pack is a third allocation.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let all: Vec<_> = folders().iter().map(|folder| (name(folder), files(folder))).collect();
    let others: Vec<Pack> = all.iter().map(|(_, files)| read(files).pack.unwrap()).collect();
    let only = std::env::args().skip(1).find(|given| !given.starts_with("--"));
    let mut rows = Vec::new();
    for (name, files) in all.iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)) {
        let bytes = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() / 1024;
        println!("{name}: {bytes} KiB in {} files", files.len());
        let reading = read(files);
        let pack = reading.pack.unwrap();
        let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
        let prove = || check(&pack, &reading.scenarios, &mut Findings::default());
        let play = || {
            for told in &reading.scenarios {
                let (failures, _) = story::play_among(&pack, &others, told, (&directory, Calendar::shipped()));
                assert_eq!(failures, Vec::new());
            }
        };
        rows.push(measured(prove).row(&format!("pack.prove.{name}"), "packs/s", None));
        rows.push(measured(|| drop(read(files))).row(&format!("pack.check.{name}"), "packs/s", None));
        rows.push(measured(play).row(&format!("pack.scenarios.{name}"), "packs/s", None));
    }
    timing::keep("check", &rows);
}

/// The folders of the packs that ship.
fn folders() -> Vec<PathBuf> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut folders: Vec<PathBuf> = fs::read_dir(packs).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
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
