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
use bihuan_core::pack::{self, CaseType, Pack, is_for_people};
use bihuan_ledger::{Hash, Ledger, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::{self, Calendars};
use crate::publication::{self, Publication, State, Timeline};

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
        } else if !is_for_people(&path) {
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
    /// What the office published by itself, and from when on it rules.
    pub timeline: Timeline,
    kept: BTreeMap<(TypeId, u32), Arc<CaseType>>,
    /// Every version that the store keeps, by pack.
    versions: BTreeMap<String, BTreeMap<u32, Arc<Pack>>>,
    /// The version of each pack with which the program started.
    started_with: BTreeMap<String, u32>,
    /// The instant for which this law is the one in force.
    at: Timestamp,
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
        let published = publication::kept(ledger)?;
        let mut law = Law {
            calendars: Arc::new(calendar::kept(ledger)?),
            directory,
            packs: BTreeMap::new(),
            book: Arc::default(),
            timeline: Timeline::of(&published),
            kept: BTreeMap::new(),
            versions: BTreeMap::new(),
            started_with: BTreeMap::new(),
            at,
        };
        // What the books say was published is kept with the versions, whatever came in between.
        for one in published.iter().filter(|one| one.withdrawn.is_none()) {
            keep_source(ledger, &one.pack, one.version, &one.source, at)?;
        }
        for row in ledger.packs()? {
            let source: PackSource =
                serde_json::from_slice(&row.source).map_err(|e| LedgerError::refused("pack-kept", e.to_string()))?;
            law.keep(as_released(&source)?);
        }
        for source in sources {
            let pack = compile(source)?;
            law.started_with.insert(pack.name.clone(), pack.version);
            match law.timeline.one(&pack.name, pack.version) {
                // The office was first with this number, and what it published stands.
                Some(one) if digest(source)? != one.sha256 => {
                    tracing::warn!(pack = %pack.name, version = pack.version, "the folder has other bytes than the office published");
                }
                _ => {
                    keep_source(ledger, &pack.name, pack.version, source, at)?;
                    law.keep(pack);
                }
            }
        }
        Ok(law.as_of(at))
    }

    /// The same law as the store has it now: other nodes may have published, changed the directory, taken in a calendar.
    ///
    /// # Errors
    /// As [`Law::publish`].
    pub(crate) fn again(&self, ledger: &dyn Ledger) -> Result<Law, LawError> {
        let directory = crate::people::directory(ledger)
            .map_err(|error| LedgerError::refused("directory-kept", error.to_string()))?;
        let law = Law::publish(ledger, &[], directory, self.at)?;
        Ok(Law { started_with: self.started_with.clone(), ..law }.as_of(self.at))
    }

    /// The law that is in force at an instant.
    #[must_use]
    pub fn as_of(&self, at: Timestamp) -> Law {
        let mut law = Law { at, ..self.with_directory(self.directory.clone()) };
        let ruling = |name: &String, started: u32| {
            let versions = self.versions.get(name)?;
            let begun = |version: &u32| self.timeline.one(name, *version).is_some_and(|one| one.has_begun(at));
            let published = versions.keys().copied().filter(begun);
            let started = Some(started).filter(|version| self.timeline.may_rule(name, *version, at));
            let earlier = || versions.keys().copied().rfind(|version| self.timeline.may_rule(name, *version, at));
            let version = published.chain(started).max().or_else(earlier)?;
            Some((name.clone(), Arc::clone(versions.get(&version)?)))
        };
        law.packs = self.started_with.iter().filter_map(|(name, started)| ruling(name, *started)).collect();
        // What was counted under a pack that is no longer in force is counted on.
        let newest = |(name, versions): (&String, &BTreeMap<u32, Arc<Pack>>)| {
            let known = versions.iter().rfind(|(version, _)| self.timeline.may_rule(name, **version, at));
            Some((name.clone(), Arc::clone(known?.1)))
        };
        let mut counted: BTreeMap<String, Arc<Pack>> = self.versions.iter().filter_map(newest).collect();
        counted.extend(law.packs.iter().map(|(name, pack)| (name.clone(), Arc::clone(pack))));
        law.book = Arc::new(Book::of(counted.values().map(AsRef::as_ref)));
        law
    }

    /// Whether another law is in force at an instant: a published version has begun since.
    #[must_use]
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.timeline.next_after(self.at).is_some_and(|next| next <= at)
    }

    /// The same law with a publication, or with one taken back, as it is in force at an instant.
    ///
    /// # Errors
    /// The store's; other bytes under the same version.
    pub(crate) fn with_publication(
        &self,
        ledger: &dyn Ledger,
        publication: Publication,
        at: Timestamp,
    ) -> Result<Law, LedgerError> {
        let mut law = self.with_directory(self.directory.clone());
        if publication.withdrawn.is_none() {
            keep_source(ledger, &publication.pack, publication.version, &publication.source, at)?;
            let pack = as_released(&publication.source)
                .map_err(|error| LedgerError::refused("pack-kept", error.to_string()))?;
            law.keep(pack);
        }
        law.timeline = Timeline::of(&publication::kept(ledger)?);
        Ok(law.as_of(at))
    }

    /// Every version of a pack that the store keeps, newest first, with how it stands.
    #[must_use]
    pub fn versions_of(&self, pack: &str) -> Vec<(u32, State)> {
        let in_force = self.packs.get(pack).map(|pack| pack.version);
        let kept = self.versions.get(pack).into_iter().flat_map(|versions| versions.keys().copied());
        let published = self.timeline.of_pack(pack).iter().map(|one| one.version);
        let all: std::collections::BTreeSet<u32> = kept.chain(published).collect();
        let state = |version: u32| publication::standing(self.timeline.one(pack, version), version, in_force, self.at);
        all.into_iter().rev().map(|version| (version, state(version))).collect()
    }

    /// A version of a pack that the store keeps.
    #[must_use]
    pub fn version(&self, pack: &str, version: u32) -> Option<&Arc<Pack>> {
        self.versions.get(pack)?.get(&version)
    }

    /// The same law with another directory.
    pub fn with_directory(&self, directory: Directory) -> Law {
        Law {
            calendars: Arc::clone(&self.calendars),
            directory,
            packs: self.packs.clone(),
            book: Arc::clone(&self.book),
            timeline: self.timeline.clone(),
            kept: self.kept.clone(),
            versions: self.versions.clone(),
            started_with: self.started_with.clone(),
            at: self.at,
        }
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

    fn keep(&mut self, pack: Pack) {
        for case_type in pack.cases.values() {
            self.kept.insert((case_type.id.clone(), pack.version), Arc::clone(case_type));
        }
        self.versions.entry(pack.name.clone()).or_default().insert(pack.version, Arc::new(pack));
    }
}

fn bytes_of(source: &PackSource) -> Result<Vec<u8>, LedgerError> {
    serde_json::to_vec(source).map_err(|error| LedgerError::refused("pack-kept", error.to_string()))
}

/// SHA-256 of a source as it is kept.
pub(crate) fn digest(source: &PackSource) -> Result<String, LedgerError> {
    Ok(Hash::of(&bytes_of(source)?).to_string())
}

fn keep_source(
    ledger: &dyn Ledger,
    pack: &str,
    version: u32,
    source: &PackSource,
    at: Timestamp,
) -> Result<(), LedgerError> {
    ledger.keep_pack(pack, &version.to_string(), &bytes_of(source)?, at)
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
