//! Does something again whenever a file below a folder changes, until it is stopped.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use notify::{Event, RecursiveMode, Watcher};

use crate::failure::Failure;
use crate::screen;

/// An editor writes a file in several steps: what comes within this time is one change.
const QUIET: Duration = Duration::from_millis(200);

/// Once at the beginning, and once after each change; what goes wrong is said and waits for the next change.
pub fn again_and_again(folder: &Path, once: &dyn Fn() -> Result<(), Failure>) -> Result<(), Failure> {
    let failed = |error: notify::Error| Failure::Work(format!("{} cannot be watched: {error}.", folder.display()));
    let (tell, changed) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // Nobody listens any more only when the program ends.
            tell.send(()).ok();
        }
    })
    .map_err(failed)?;
    watcher.watch(folder, RecursiveMode::Recursive).map_err(failed)?;
    loop {
        match once() {
            Err(Failure::Work(sentence) | Failure::Use(sentence)) => screen::note(&format!("bihuan: {sentence}")),
            other => other?,
        }
        screen::note("-- 等文件改动，按 Ctrl+C 结束 · waiting for a change, Ctrl+C ends");
        if changed.recv().is_err() {
            return Ok(());
        }
        while changed.recv_timeout(QUIET).is_ok() {}
    }
}
