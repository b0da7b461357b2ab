//! One of the two versions: its trees by what they define, and what its names mean.

use std::collections::BTreeMap;

use super::Version;
use super::said::Said;
use crate::pack::diagnostic::Findings;
use crate::pack::is_for_people;
use crate::pack::keys::{self, Section};
use crate::pack::model::{BasisKind, Pack};
use crate::pack::schema;
use crate::pack::source::{self, Node};

/// A file that defines something.
pub struct File {
    /// Its path.
    pub path: String,
    /// The key that tells what it defines.
    pub kind: &'static str,
    /// The keys that stand in it.
    pub section: &'static Section,
    /// What it defines, by name; scenarios and invented matters by their path.
    pub name: String,
    /// Its tree.
    pub root: Node,
}

/// A version, ready to be compared.
pub struct Side<'v> {
    /// The program.
    pub pack: &'v Pack,
    /// The files that define something.
    pub files: Vec<File>,
    /// Texts of other files by path: English words, entries of registers.
    pub others: Vec<(&'v str, &'v [u8])>,
    titles: BTreeMap<String, Said>,
}

impl<'v> Side<'v> {
    /// Reads the trees again: the program does not keep them.
    pub fn of(version: Version<'v>) -> Self {
        let mut side = Self { pack: version.pack, files: Vec::new(), others: Vec::new(), titles: titles(version.pack) };
        for (path, bytes) in version.files {
            match path.rsplit('.').next() {
                Some("yaml" | "yml") => side.files.extend(file(path, bytes)),
                Some("md") if is_for_people(path) => {}
                _ => side.others.push((path, bytes)),
            }
        }
        side
    }

    /// The title of what a name stands for: the first of these kinds that has it, in the kind of matter if there is one.
    pub fn title(&self, kinds: &[&str], case: Option<&str>, name: &str) -> Option<&Said> {
        let known = |kind: &&str| {
            let near = case.and_then(|case| self.titles.get(&format!("{kind}-{case}-{name}")));
            near.or_else(|| self.titles.get(&format!("{kind}-{name}")))
        };
        kinds.iter().find_map(known)
    }

    /// The title of a part by the names that lead to it.
    pub fn title_of(&self, kind: &str, path: &[&str]) -> Option<&Said> {
        let rests = (0..path.len()).filter_map(|from| path.get(from..));
        rests.map(|rest| format!("{kind}-{}", rest.join("-"))).find_map(|key| self.titles.get(&key))
    }

    /// Why, in words: the sort of basis, its source and what it means.
    pub fn basis(&self, name: &str) -> Option<Said> {
        let basis = self.pack.bases.get(name)?;
        let own = [basis.source.as_deref(), basis.article.as_deref()].into_iter().flatten().map(Said::both);
        let note = self.pack.basis_note(name, false).zip(self.pack.basis_note(name, true));
        let note = note.map(|(zh, en)| Said::new(zh, en));
        let parts: Vec<Said> = std::iter::once(kind_of(basis.kind)).chain(own).chain(note).collect();
        Some(Said::joined(&parts, " · ", " · "))
    }
}

fn kind_of(kind: BasisKind) -> Said {
    match kind {
        BasisKind::Law => Said::new("法律法规", "law"),
        BasisKind::Policy => Said::new("政策文件", "policy"),
        BasisKind::LocalRule => Said::new("本地规定", "local rule"),
        BasisKind::Document => Said::new("文件", "document"),
        BasisKind::Ours => Said::new("本系统设定，可改", "set by this system, may be changed"),
        BasisKind::Unverified => Said::new("待核实，可改", "to be verified, may be changed"),
    }
}

/// What a file defines is told by the key that names it. What its own key does not name is named by its path.
fn file(path: &str, bytes: &[u8]) -> Option<File> {
    let root = source::parse(0, bytes, &mut Findings::new(vec![path.to_owned()]))?;
    let story = root.get("scenario").map(|_| ("scenario", &keys::SCENARIO));
    let (kind, section) = story.or_else(|| schema::FILES.iter().copied().find(|(kind, _)| root.get(kind).is_some()))?;
    let own = root.get(kind).and_then(Node::as_text).filter(|_| kind != "scenario");
    Some(File { path: path.to_owned(), kind, section, name: own.unwrap_or(path).to_owned(), root })
}

/// What every key of the translations stands for, in both languages.
fn titles(pack: &Pack) -> BTreeMap<String, Said> {
    let mut all = BTreeMap::new();
    for title in pack.titles() {
        let english = title.keys.iter().find_map(|key| pack.english.get(key));
        let said = Said::new(&title.words, english.unwrap_or(&title.words));
        for key in title.keys {
            all.entry(key).or_insert_with(|| said.clone());
        }
    }
    all
}
