//! The files of a folder as a pack reader takes them: names relative to it, sorted. Included by path where tests and
//! benches of several targets need it.

use std::fs;
use std::path::Path;

/// Names and bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// Every file below a folder.
pub fn files(dir: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![dir.to_owned()];
    while let Some(here) = open.pop() {
        for path in fs::read_dir(&here).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                files.push((path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}
