//! Attachments on the disk of this machine, by the hash of their content: `files/ab/abcd…`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::Files;
use crate::engine::{Engine, held};
use crate::error::Result;
use crate::files::damaged;
use crate::keys::random;
use crate::write::Hash;

/// Where a file of this id lies; none if it is no id of ours.
pub(crate) fn place(dir: &Path, id: &str) -> Option<PathBuf> {
    let hex = Hash::parse(id.strip_prefix("sha256-")?)?.to_string();
    Some(dir.join("files").join(hex.get(..2)?).join(hex))
}

/// Written beside, made durable, then renamed: a file is there whole or not at all.
pub(crate) fn store(dir: &Path, id: &str, bytes: &[u8]) -> Result<()> {
    let path = place(dir, id).ok_or_else(|| damaged(id))?;
    if fs::metadata(&path).is_ok_and(|m| m.len() == bytes.len() as u64) {
        return Ok(());
    }
    let folder = path.parent().ok_or_else(|| damaged(id))?;
    fs::create_dir_all(folder)?;
    let part = path.with_extension(format!("{:x}.part", u64::from_ne_bytes(random()?)));
    let written = fs::File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, &path));
    if written.is_err() {
        drop(fs::remove_file(&part));
    }
    written?;
    Ok(fs::File::open(folder)?.sync_all()?)
}

/// The bytes that lie under an id.
pub(crate) fn load(dir: &Path, id: &str) -> Result<Vec<u8>> {
    Ok(fs::read(place(dir, id).ok_or_else(|| damaged(id))?)?)
}

/// Takes files off the disk; one that was put again meanwhile is kept.
pub(crate) fn drop_all(engine: &impl Engine, ids: &[String]) -> Result<()> {
    let _alone = held(&engine.frame().files);
    for id in ids {
        if let (None, Some(path)) = (engine.file(id)?, place(&engine.frame().dir, id))
            && let Err(error) = fs::remove_file(path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(error.into());
        }
    }
    Ok(())
}
