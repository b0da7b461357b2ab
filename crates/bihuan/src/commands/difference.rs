//! `bihuan check --diff OLD NEW`: what changed from one version of a pack to another, in words.

use std::path::Path;

use bihuan_core::pack::Pack;
use bihuan_core::pack::difference::{Group, Line, Version, difference};

use crate::failure::Failure;
use crate::packs::{self, Folder};
use crate::screen;

/// Prints the lines by the headings that an office reads first, or as JSON.
pub fn print(old: &Path, new: &Path, json: bool) -> Result<(), Failure> {
    let ((old_files, old), (new_files, new)) = (one(old)?, one(new)?);
    let lines =
        difference(Version { files: &old_files.files, pack: &old }, Version { files: &new_files.files, pack: &new });
    if json {
        return screen::json(&lines);
    }
    screen::line(&format!("{} {} → {}: {}", new.name, old.version, new.version, lines.len()))?;
    for group in Group::ALL {
        told(group, &lines)?;
    }
    Ok(())
}

fn told(group: Group, lines: &[Line]) -> Result<(), Failure> {
    let lang = screen::lang();
    let mut of_group = lines.iter().filter(|line| line.group == group).peekable();
    if of_group.peek().is_some() {
        screen::line(&format!("\n{}", group.title().of(lang)))?;
    }
    for line in of_group {
        screen::line(&format!("  {} · {}", line.place.of(lang), line.what.of(lang)))?;
        let basis = line.basis.as_ref().map(|basis| format!("      {}", basis.of(lang)));
        basis.map_or(Ok(()), |basis| screen::line(&basis))?;
    }
    Ok(())
}

/// The one pack of a folder; two packs cannot be told apart here.
fn one(dir: &Path) -> Result<(Folder, Pack), Failure> {
    let mut folders = packs::find(dir)?;
    let folder = folders.pop().filter(|_| folders.is_empty());
    let folder = folder.ok_or_else(|| Failure::Use(format!("{} holds several packs; name one.", dir.display())))?;
    let pack = folder.read().pack;
    let pack = pack.ok_or_else(|| Failure::Work(format!("{} cannot be read; run check first.", dir.display())))?;
    Ok((folder, pack))
}
