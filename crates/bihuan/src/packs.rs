//! Packs on disk: a folder of packs, or one pack, as the files that the core reads.

use std::fs;
use std::path::{Path, PathBuf};

use bihuan_core::pack::{Pack, Reading, read};

use crate::failure::Failure;

/// A pack's folder with its files, each by its path within the folder.
pub struct Folder {
    /// Where it is, as the caller named it.
    pub path: PathBuf,
    /// Its files.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Folder {
    /// Reads, compiles and checks the pack.
    pub fn read(&self) -> Reading {
        read(&self.files)
    }

    /// The text of one of its files.
    pub fn text(&self, file: &str) -> String {
        let bytes = self.files.iter().find(|(path, _)| path == file).map(|(_, bytes)| bytes.as_slice());
        String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
    }
}

/// The packs in a folder, by name; the folder itself if it is a pack.
pub fn find(dir: &Path) -> Result<Vec<Folder>, Failure> {
    if !dir.is_dir() {
        return Err(Failure::Use(format!("{} is not a folder.", dir.display())));
    }
    if dir.join("pack.yaml").is_file() {
        return Ok(vec![open(dir)?]);
    }
    let folders: Vec<PathBuf> = list(dir)?.into_iter().filter(|path| path.is_dir() && !hidden(path)).collect();
    if folders.is_empty() {
        return Err(Failure::Work(format!("There is no pack in {}.", dir.display())));
    }
    folders.iter().map(|path| open(path)).collect()
}

fn open(dir: &Path) -> Result<Folder, Failure> {
    let mut files = Vec::new();
    gather(dir, dir, &mut files)?;
    Ok(Folder { path: dir.to_owned(), files })
}

fn gather(root: &Path, dir: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    for path in list(dir)?.into_iter().filter(|path| !hidden(path)) {
        if path.is_dir() {
            gather(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, fs::read(&path).map_err(|error| unreadable(&path, &error))?));
        }
    }
    Ok(())
}

/// The entries of a folder in the order of their names.
fn list(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(dir).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut paths: Vec<PathBuf> =
        entries.map_err(|error| unreadable(dir, &error))?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Work(format!("{} cannot be read: {error}.", path.display()))
}

/// The packs whose matters a pack's own open or whose figures its briefs name, and those that these need in turn, from the
/// folders beside it.
pub fn opened_by(folder: &Folder, pack: &Pack) -> Vec<Pack> {
    let mut found: Vec<Pack> = Vec::new();
    let mut wanted = named_by(pack);
    while let Some(name) = wanted.pop() {
        if name == pack.name || found.iter().any(|known| known.name == name) {
            continue;
        }
        let beside = folder.path.canonicalize().ok().and_then(|path| Some(path.parent()?.join(&name)));
        let read =
            beside.filter(|path| path.join("pack.yaml").is_file()).and_then(|path| open(&path).ok()?.read().pack);
        if let Some(other) = read {
            wanted.extend(named_by(&other));
            found.push(other);
        }
    }
    found
}

fn named_by(pack: &Pack) -> Vec<String> {
    let rules = pack.cases.values().flat_map(|case| case.subcases.values());
    let opened = rules.filter_map(|rule| Some(rule.opens.0.split_once('.')?.0.to_owned()));
    let briefs = pack.briefs.values().flat_map(|rule| rule.template.packs());
    opened.chain(briefs.map(str::to_owned)).collect()
}
