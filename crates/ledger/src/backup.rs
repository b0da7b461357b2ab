//! One file that holds the whole store, made while it runs; and the way back.
//!
//! The file is a SQLite database: the ledger as of one moment, with one more table, `backup_entry (name, bytes)`, that holds
//! `keys/…` and `files/…`. It can open the vault, so guard it like the keys. What was erased before the backup is not in it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use rusqlite::Connection;

use crate::engine::Source;
use crate::error::{LedgerError, Result};
use crate::keys::write_secret;
use crate::sqlite::{APPLICATION, FORMAT, Options, Sqlite};
use crate::verify::{Checks, VerifyReport};
use crate::{Ledger, disk};

/// Written beside, then renamed: the file is there whole or not at all.
pub(crate) fn backup(ledger: &Sqlite, file: &Path) -> Result<()> {
    part_of(file, |part| write(ledger, part))
}

/// Writes a file beside its place with rights for its owner alone, makes it durable and puts it there whole; one that is there
/// is left alone.
pub(crate) fn part_of(file: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if file.exists() {
        return Err(LedgerError::refused(
            "backup-exists",
            format!("备份文件已存在: {} · there is such a file already", file.display()),
        ));
    }
    let part = file.with_extension("part");
    drop(fs::remove_file(&part));
    let written = owned(&part)
        .and_then(|()| write(&part))
        .and_then(|()| Ok(fs::File::open(&part)?.sync_all()?))
        .and_then(|()| Ok(fs::rename(&part, file)?));
    if written.is_err() {
        drop(fs::remove_file(&part));
    }
    written
}

fn owned(part: &Path) -> Result<()> {
    drop(fs::OpenOptions::new().write(true).create_new(true).open(part)?);
    #[cfg(unix)]
    fs::set_permissions(part, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

fn write(ledger: &Sqlite, part: &Path) -> Result<()> {
    ledger.read(|db| Ok(db.file()?.backup(rusqlite::MAIN_DB, part, None::<fn(rusqlite::backup::Progress)>)?))?;
    let db = Connection::open(part)?;
    db.pragma_update(None, "journal_mode", "DELETE")?;
    db.execute_batch("CREATE TABLE backup_entry (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)")?;
    let tx = db.unchecked_transaction()?;
    for name in fs::read_dir(ledger.dir().join("keys"))? {
        let name = name?;
        add(&tx, &format!("keys/{}", name.file_name().to_string_lossy()), &name.path())?;
    }
    for id in texts(&tx, "SELECT id FROM file ORDER BY id")? {
        if let Some(path) = disk::place(ledger.dir(), &id).filter(|p| p.exists()) {
            let name = path.strip_prefix(ledger.dir()).unwrap_or(&path).to_string_lossy().into_owned();
            add(&tx, &name, &path)?;
        }
    }
    Ok(tx.commit()?)
}

/// A column of texts.
fn texts(db: &Connection, sql: &str) -> Result<Vec<String>> {
    Ok(db.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn add(db: &Connection, name: &str, path: &Path) -> Result<()> {
    db.prepare_cached("INSERT INTO backup_entry VALUES (?1, ?2)")?.execute((name, fs::read(path)?))?;
    Ok(())
}

/// Unpacks a backup into an empty or new directory, opens it, and verifies all of it. Words and tree are made anew.
pub fn restore(file: &Path, dir: &Path, checks: &Checks<'_>) -> Result<VerifyReport> {
    if dir.exists() && fs::read_dir(dir)?.next().is_some() {
        return Err(LedgerError::refused(
            "not-empty",
            format!("目标目录不是空的: {} · the directory is not empty", dir.display()),
        ));
    }
    known(file)?;
    fs::create_dir_all(dir)?;
    fs::copy(file, dir.join("ledger.db"))?;
    unpack(dir)?;
    let ledger = Sqlite::open_with(dir, Options::default())?;
    ledger.verify(checks)
}

/// Looks before anything is written: is it a backup, and of a format that we read?
pub(crate) fn known(file: &Path) -> Result<()> {
    let damaged = |detail: String| LedgerError::Corrupt { file: file.into(), detail };
    let length = fs::metadata(file)?.len();
    let db = Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|e| damaged(e.to_string()))?;
    let ask =
        |name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(|e| damaged(e.to_string()));
    if ask("application_id")? != APPLICATION {
        return Err(damaged("not a Bihuan backup".into()));
    }
    if ask("user_version")? > FORMAT {
        return Err(LedgerError::Newer { found: ask("user_version")?, known: FORMAT });
    }
    let said = u64::try_from(ask("page_count")? * ask("page_size")?).unwrap_or(u64::MAX);
    if length < said {
        return Err(damaged(format!("{said} bytes expected, {length} found")));
    }
    db.prepare("SELECT name, bytes FROM backup_entry").map(drop).map_err(|e| damaged(e.to_string()))
}

/// The entries of a backup whose names begin so.
pub(crate) fn entries_of(db: &Connection, prefix: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let mut ask =
        db.prepare("SELECT name, bytes FROM backup_entry WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name")?;
    Ok(ask.query_map([prefix], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

fn unpack(dir: &Path) -> Result<()> {
    let db = Connection::open(dir.join("ledger.db"))?;
    for name in texts(&db, "SELECT name FROM backup_entry ORDER BY name")? {
        let bytes: Vec<u8> = db.query_row("SELECT bytes FROM backup_entry WHERE name = ?1", [&name], |r| r.get(0))?;
        let path = inside(dir, &name)?;
        fs::create_dir_all(path.parent().unwrap_or(dir))?;
        write_secret(&path, &bytes)?;
    }
    Ok(db.execute_batch("DROP TABLE backup_entry; VACUUM")?)
}

/// A backup may come from anywhere; no name in it may lead out of the directory.
pub(crate) fn inside(dir: &Path, name: &str) -> Result<PathBuf> {
    let plain = Path::new(name).components().all(|c| matches!(c, Component::Normal(_)));
    let ours = name.starts_with("keys/") || name.starts_with("files/");
    if plain && ours {
        Ok(dir.join(name))
    } else {
        Err(LedgerError::refused(
            "bad-entry",
            format!("备份中有不合规的文件名: {name} · a name in the backup leads elsewhere"),
        ))
    }
}
