//! Lists the packs for the program, so that the binary alone has them.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let mut table = String::from(
        "/// The packs that the program carries: folder, and its files by path.\npub const PACKS: &[(&str, &[(&str, &str)])] = &[\n",
    );
    let packs = root.join("packs");
    println!("cargo::rerun-if-changed={}", packs.display());
    for pack in sorted(&packs)?.into_iter().filter(|path| path.is_dir()) {
        let mut files = Vec::new();
        gather(&pack, &mut files)?;
        writeln!(table, "    ({:?}, &[", name(&pack))?;
        for file in files {
            let path = file.strip_prefix(&pack)?.to_string_lossy().replace('\\', "/");
            writeln!(table, "        ({path:?}, include_str!({:?})),", file.display().to_string())?;
        }
        table.push_str("    ]),\n");
    }
    table.push_str("];\n");
    fs::write(Path::new(&std::env::var("OUT_DIR")?).join("carried.rs"), table)?;
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for path in sorted(folder)? {
        if path.is_dir() {
            gather(&path, files)?;
        } else if !name(&path).starts_with('.') {
            files.push(path);
        }
    }
    Ok(())
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
