//! Where packs come from: the folder that was named, else ./packs if there is one, else the program itself.

use std::path::Path;

use bihuan_office::PackSource;

use crate::failure::Failure;
use crate::packs::{self, Folder};

mod carried {
    include!(concat!(env!("OUT_DIR"), "/carried.rs"));
}

/// The packs to work under.
pub fn find(named: Option<&Path>) -> Result<Vec<PackSource>, Failure> {
    match named {
        Some(folder) => read(folder),
        None if Path::new("packs").is_dir() => read(Path::new("packs")),
        None => Ok(carried()),
    }
}

/// The packs that the program carries.
pub fn carried() -> Vec<PackSource> {
    let source = |(name, files): &(&str, &[(&str, &str)])| PackSource {
        name: (*name).into(),
        files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
    };
    carried::PACKS.iter().map(source).collect()
}

fn read(folder: &Path) -> Result<Vec<PackSource>, Failure> {
    packs::find(folder)?.into_iter().map(source).collect()
}

fn source(folder: Folder) -> Result<PackSource, Failure> {
    let place = folder.path.display().to_string();
    let name = folder.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = |(path, bytes): (String, Vec<u8>)| match String::from_utf8(bytes) {
        Ok(text) => Ok((path, text)),
        Err(_) => Err(Failure::Work(format!("{place}/{path} 不是 UTF-8 编码 · not UTF-8"))),
    };
    Ok(PackSource { name, files: folder.files.into_iter().map(text).collect::<Result<_, _>>()? })
}
