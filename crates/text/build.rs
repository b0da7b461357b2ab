//! Names the reader of reports by its own source and vocabulary, so that what was kept of an earlier reading is known to
//! be an earlier reading's.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

/// What the reading of a text rests on.
const PARTS: [&str; 5] =
    ["src/report", "src/measure.rs", "src/segment.rs", "../../data/vocabulary", "../../data/reports"];

fn main() -> std::io::Result<()> {
    // A hash that another compiler may make otherwise is good enough: then all is read once more.
    let mut hasher = DefaultHasher::new();
    for part in PARTS {
        println!("cargo:rerun-if-changed={part}");
        add(Path::new(part), &mut hasher)?;
    }
    println!("cargo:rustc-env=BIHUAN_READER={:016x}", hasher.finish());
    Ok(())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> std::io::Result<()> {
    if path.is_dir() {
        let mut inside = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
        inside.sort();
        return inside.iter().try_for_each(|path| add(path, hasher));
    }
    if path.exists() {
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}
