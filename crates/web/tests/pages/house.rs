//! An instance for one test: a store of its own, the packs that ship, the demonstration's directory, a fixed clock.

use std::path::Path;
use std::sync::Arc;

use bihuan_core::directory;
use bihuan_ledger::Sqlite;
use bihuan_office::{Law, Office, OfficeClock, PackSource};

/// When every test begins: the Thursday before a long holiday, so that make-up workdays show.
pub const START: &str = "2025-09-25T09:00:00+08:00";

/// An office on a store of its own.
pub struct House {
    /// The office.
    pub office: Arc<Office>,
    _dir: tempfile::TempDir,
}

impl House {
    /// A new one, empty.
    pub fn new() -> House {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        let clock = OfficeClock::starting_at(START.parse().unwrap());
        let law = Law::publish(ledger.as_ref(), &packs(), directory::demo().unwrap(), clock.now()).unwrap();
        House { office: Arc::new(Office::new(ledger, law, clock, true)), _dir: dir }
    }
}

fn packs() -> Vec<PackSource> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.iter().map(|folder| PackSource::read(folder).unwrap()).collect()
}

/// Markup, one tag a line, with lists of units cut after their first entries: their length is the directory's business.
pub fn tidy(html: &str) -> String {
    let mut out = String::new();
    let mut options = 0;
    for line in html.replace("><", ">\n<").lines() {
        options = if line.starts_with("<option") { options + 1 } else { 0 };
        match options {
            0..=4 => {
                out.push_str(line);
                out.push('\n');
            }
            5 => out.push_str("<!-- … -->\n"),
            _ => {}
        }
    }
    out
}
