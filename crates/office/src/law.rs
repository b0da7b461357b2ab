//! The law in force: the packs that were published, in every version that a case may run under, the
//! directory and the calendars. It is replaced whole, never edited.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::case::Clock;
use bihuan_core::casework::{Case, TypeId};
use bihuan_core::directory::Directory;
use bihuan_core::figures::Book;
use bihuan_core::pack::diagnostic::{Diagnostic, Severity};
use bihuan_core::pack::{self, CaseType, Pack};
use bihuan_ledger::{Ledger, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::{self, Calendars};

/// The files of one pack as they were published: path and text, in order.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PackSource {
    /// The folder's name.
    pub name: String,
    /// Paths relative to the folder, with what they hold.
    pub files: Vec<(String, String)>,
}

impl PackSource {
    /// Reads the folder of a pack: every file in it, by its path with `/`, in order. Its README is for people and no part
    /// of what is published: a word in it may change without a new version.
    ///
    /// # Errors
    /// What the file system says. A file that is not UTF-8 is kept as it is read, with replacement marks, so that the
    /// checker can tell its place.
    pub fn read(dir: &Path) -> std::io::Result<PackSource> {
        let mut files = Vec::new();
        collect(dir, "", &mut files)?;
        files.sort();
        let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(PackSource { name, files })
    }

    /// The files as the reader of packs takes them.
    pub fn bytes(&self) -> Vec<(String, Vec<u8>)> {
        self.files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect()
    }
}

fn collect(dir: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if !path.ends_with(".md") {
            files.push((path, String::from_utf8_lossy(&std::fs::read(entry.path())?).into_owned()));
        }
    }
    Ok(())
}

/// Why a law cannot be in force.
#[derive(Debug, thiserror::Error)]
pub enum LawError {
    /// A pack does not check.
    #[error("事项包 {pack} 有错误,不能启用: {first} · the pack has errors")]
    Unchecked {
        /// The pack.
        pack: String,
        /// The first error, with its place.
        first: String,
        /// All of them.
        diagnostics: Vec<Diagnostic>,
    },
    /// The record failed, or keeps other bytes under the same version.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What decisions rest on.
pub struct Law {
    /// Working time, as each district has it.
    pub calendars: Arc<Calendars>,
    /// Units, posts, officers and places of every district here.
    pub directory: Directory,
    /// The published packs.
    pub packs: BTreeMap<String, Arc<Pack>>,
    /// What is counted, by the newest definitions.
    pub book: Arc<Book>,
    kept: BTreeMap<(TypeId, u32), Arc<CaseType>>,
}

impl Law {
    /// Publishes these packs into the record (unless the same bytes are there already) and puts them in force beside every
    /// older version that the record keeps.
    ///
    /// # Errors
    /// A pack with errors; the same version with other bytes; a record that fails.
    pub fn publish(
        ledger: &dyn Ledger,
        sources: &[PackSource],
        directory: Directory,
        at: Timestamp,
    ) -> Result<Law, LawError> {
        let mut law = Law {
            calendars: Arc::new(calendar::kept(ledger)?),
            directory,
            packs: BTreeMap::new(),
            book: Arc::default(),
            kept: BTreeMap::new(),
        };
        let mut newest: BTreeMap<String, Arc<Pack>> = BTreeMap::new();
        for row in ledger.packs()? {
            let source: PackSource =
                serde_json::from_slice(&row.source).map_err(|e| LedgerError::refused("pack-kept", e.to_string()))?;
            let pack = as_released(&source)?;
            law.keep(&pack);
            // What was counted under a pack that is no longer in force is counted on.
            if newest.get(&pack.name).is_none_or(|known| known.version < pack.version) {
                newest.insert(pack.name.clone(), Arc::new(pack));
            }
        }
        for source in sources {
            let pack = compile(source)?;
            let bytes = serde_json::to_vec(source).map_err(|e| LedgerError::refused("pack-kept", e.to_string()))?;
            ledger.keep_pack(&pack.name, &pack.version.to_string(), &bytes, at)?;
            law.keep(&pack);
            law.packs.insert(pack.name.clone(), Arc::new(pack));
        }
        newest.extend(law.packs.iter().map(|(name, pack)| (name.clone(), Arc::clone(pack))));
        law.book = Arc::new(Book::of(newest.values().map(AsRef::as_ref)));
        Ok(law)
    }

    /// The same law with another directory.
    pub fn with_directory(&self, directory: Directory) -> Law {
        let (packs, book, kept) = (self.packs.clone(), Arc::clone(&self.book), self.kept.clone());
        Law { calendars: Arc::clone(&self.calendars), directory, packs, book, kept }
    }

    /// The same law with other calendars.
    pub fn with_calendars(&self, calendars: Calendars) -> Law {
        Law { calendars: Arc::new(calendars), ..self.with_directory(self.directory.clone()) }
    }

    /// Working time in a district: the calendar that ships with the notices that its office took in.
    pub fn calendar(&self, district: &str) -> &Calendar {
        self.calendars.in_force(district)
    }

    /// The calendar by which a clock of a district was counted; where that one is not known here, the one in force.
    pub fn calendar_of(&self, district: &str, clock: &Clock) -> &Calendar {
        let counted_by = self.calendars.edition(district, &clock.reckoning.calendar);
        counted_by.unwrap_or_else(|| self.calendar(district))
    }

    /// The rules for a new case of this kind.
    pub fn current(&self, type_id: &TypeId) -> Option<&Arc<CaseType>> {
        let (pack, case) = type_id.0.split_once('.')?;
        self.packs.get(pack)?.cases.get(case)
    }

    /// The rules that this case was opened under.
    pub fn rules_of(&self, case: &Case) -> Option<&Arc<CaseType>> {
        self.kept.get(&(case.case_type.clone(), case.pack_version))
    }

    /// The rules of a kind of matter as a version of its pack has them.
    pub fn rules_at(&self, type_id: &TypeId, version: u32) -> Option<&Arc<CaseType>> {
        self.kept.get(&(type_id.clone(), version))
    }

    /// Every kind of matter that can be opened now.
    pub fn types(&self) -> impl Iterator<Item = (&Arc<Pack>, &Arc<CaseType>)> {
        self.packs.values().flat_map(|pack| pack.cases.values().map(move |case_type| (pack, case_type)))
    }

    fn keep(&mut self, pack: &Pack) {
        for case_type in pack.cases.values() {
            self.kept.insert((case_type.id.clone(), pack.version), Arc::clone(case_type));
        }
    }
}

/// A version that a store has kept. The checker of its day passed it and cases run under it: a rule that the checker has
/// learnt since must not lock an office out of its own store, so only what cannot be put together at all is refused.
fn as_released(source: &PackSource) -> Result<Pack, LawError> {
    let reading = pack::read(&source.bytes());
    reading.pack.ok_or_else(|| unchecked(source, reading.diagnostics))
}

fn compile(source: &PackSource) -> Result<Pack, LawError> {
    let reading = pack::read(&source.bytes());
    match reading.pack {
        Some(pack) if reading.diagnostics.iter().all(|found| found.severity != Severity::Error) => Ok(pack),
        _ => Err(unchecked(source, reading.diagnostics)),
    }
}

fn unchecked(source: &PackSource, diagnostics: Vec<Diagnostic>) -> LawError {
    let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(|found| found.severity == Severity::Error).collect();
    let first = errors.first().map(told).unwrap_or_default();
    LawError::Unchecked { pack: source.name.clone(), first, diagnostics: errors }
}

fn told(found: &Diagnostic) -> String {
    format!("{}:{}:{}: {}", found.file, found.line, found.column, found.message)
}
