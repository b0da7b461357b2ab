//! What stands at the door: damage, a newer format, another process, a place that cannot be written. Each says so, nothing is lost.

use std::fs;
use std::path::Path;
use std::time::Duration;

use bihuan_ledger::{CaseQuery, Cases, Checks, FORMAT, Ledger, LedgerError, Sqlite, TransparencyLog, restore};

use crate::{D, behind, command};

/// A closed store with forty cases.
fn closed() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(dir.path()).unwrap();
    (0..40).for_each(|n| assert!(ledger.commit(command(&format!("c{n}"), 0)).is_ok()));
    assert!(ledger.settle(Duration::from_secs(20)).unwrap());
    dir
}

fn refused(dir: &Path) -> LedgerError {
    match Sqlite::open(dir) {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

#[test]
fn a_second_opener_is_told_that_the_store_is_held() {
    let dir = closed();
    let first = Sqlite::open(dir.path()).unwrap();
    assert_eq!(refused(dir.path()), LedgerError::Locked(dir.path().into()));
    drop(first);
    assert!(Sqlite::open(dir.path()).is_ok());
}

#[test]
fn a_newer_format_is_left_alone() {
    let dir = closed();
    behind(dir.path()).pragma_update(None, "user_version", FORMAT + 1).unwrap();
    let error = refused(dir.path());
    assert_eq!(error, LedgerError::Newer { found: FORMAT + 1, known: FORMAT });
    assert!(error.to_string().contains("written by a newer Bihuan"));
    behind(dir.path()).pragma_update(None, "user_version", FORMAT).unwrap();
    assert_eq!(Sqlite::open(dir.path()).unwrap().count_cases(&CaseQuery::default()).unwrap(), 40);
}

/// A store as the first release wrote it, byte for byte: `formats/1` was dumped from one, its keys beside it.
fn of_the_first_format() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sqlite/formats/1");
    fs::create_dir(dir.path().join("keys")).unwrap();
    for key in fs::read_dir(kept.join("keys")).unwrap().map(|key| key.unwrap()) {
        fs::copy(key.path(), dir.path().join("keys").join(key.file_name())).unwrap();
    }
    let db = behind(dir.path());
    db.execute_batch(&fs::read_to_string(kept.join("ledger.sql")).unwrap()).unwrap();
    db.pragma_update(None, "application_id", 0x4248_6c67).unwrap();
    db.pragma_update(None, "user_version", 1).unwrap();
    dir
}

#[test]
fn a_store_of_the_first_format_is_carried_forward_whole() {
    let dir = of_the_first_format();
    let ledger = Sqlite::open(dir.path()).unwrap();
    assert!(ledger.settle(Duration::from_secs(20)).unwrap());
    assert_eq!(behind(dir.path()).pragma_query_value(None, "user_version", |r| r.get::<_, i64>(0)).unwrap(), FORMAT);
    assert_eq!(ledger.head("N-C2").unwrap().map(|case| (case.version, case.head.stage)), Some((3, "review".into())));
    let said = CaseQuery { q: Some("路灯".into()), ..CaseQuery::default() };
    assert_eq!(ledger.count_cases(&said).unwrap(), 3, "the vault opens with the keys of then");
    let late = CaseQuery {
        late_at: Some("2026-03-10T00:00:00Z".parse().unwrap()),
        units: vec!["420103-centre".into()],
        ..CaseQuery::default()
    };
    assert_eq!(ledger.count_cases(&late).unwrap(), 3);
    let signed_then = ledger.checkpoint_covering(D, 4).unwrap().unwrap();
    assert!(ledger.inclusion_proof(D, 4, signed_then.size).unwrap().is_some());
    assert_eq!(ledger.verify(&Checks::default()).unwrap().wrong, None);
}

#[test]
fn a_file_cut_short_is_named_wherever_it_was_cut() {
    let dir = closed();
    let file = dir.path().join("ledger.db");
    let whole = fs::read(&file).unwrap();
    for part in [1, 50, 101, 4096, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        fs::write(&file, &whole[..part]).unwrap();
        let error = refused(dir.path());
        assert!(
            matches!(&error, LedgerError::Corrupt { file: named, .. } if *named == file),
            "{part} bytes: {error:?}"
        );
    }
    fs::write(&file, &whole).unwrap();
    assert!(Sqlite::open(dir.path()).is_ok());
}

#[test]
fn what_is_no_ledger_is_not_taken_for_one() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("ledger.db"), "这不是数据库".repeat(500)).unwrap();
    assert!(matches!(refused(dir.path()), LedgerError::Corrupt { .. }));
    fs::remove_file(dir.path().join("ledger.db")).unwrap();
    behind(dir.path()).execute_batch("CREATE TABLE somebody_else (x)").unwrap();
    assert!(
        matches!(refused(dir.path()), LedgerError::Corrupt { detail, .. } if detail.contains("not a Bihuan ledger"))
    );
}

#[test]
fn a_ledger_that_lost_its_file_but_has_its_keys_is_not_begun_anew() {
    let dir = closed();
    fs::remove_file(dir.path().join("ledger.db")).unwrap();
    assert!(matches!(refused(dir.path()), LedgerError::Corrupt { .. }));
}

#[test]
fn a_missing_key_is_named() {
    let dir = closed();
    fs::remove_file(dir.path().join("keys/vault")).unwrap();
    assert!(matches!(refused(dir.path()), LedgerError::Refused { code: "key-missing", .. }));
    fs::remove_dir_all(dir.path().join("keys")).unwrap();
    assert!(
        matches!(refused(dir.path()), LedgerError::Refused { code: "key-missing", .. }),
        "keys of a used store are never made anew"
    );
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let inside = dir.path().join("file/store");
    assert!(matches!(refused(&inside), LedgerError::ReadOnly { dir: named, .. } if named == inside));
    assert!(matches!(refused(Path::new("/proc/self/store")), LedgerError::ReadOnly { .. }));
}

#[test]
fn what_is_made_from_the_truth_is_made_again_when_lost_or_damaged() {
    let dir = closed();
    fs::write(dir.path().join("search.db"), "damaged".repeat(4000)).unwrap();
    fs::remove_file(dir.path().join("log.db")).unwrap();
    let ledger = Sqlite::open(dir.path()).unwrap();
    assert!(ledger.settle(Duration::from_secs(20)).unwrap());
    let query = CaseQuery { q: Some("路灯".into()), ..CaseQuery::default() };
    assert_eq!(ledger.count_cases(&query).unwrap(), 40);
    assert!(ledger.inclusion_proof(D, 39, 40).unwrap().is_some());
    assert_eq!(ledger.verify(&Checks::default()).unwrap().wrong, None);
}

#[test]
fn an_older_ledger_beside_newer_derived_files_is_followed_from_the_start() {
    let (old, new) = (closed(), closed());
    let ledger = Sqlite::open(new.path()).unwrap();
    (0..40).for_each(|n| assert!(ledger.commit(command(&format!("d{n}"), 0)).is_ok()));
    assert!(ledger.settle(Duration::from_secs(20)).unwrap());
    drop(ledger);
    for name in ["log.db", "search.db"] {
        fs::copy(new.path().join(name), old.path().join(name)).unwrap();
    }
    let ledger = Sqlite::open(old.path()).unwrap();
    assert!(ledger.settle(Duration::from_secs(20)).unwrap());
    assert!(ledger.inclusion_proof(D, 39, 41).unwrap().is_none());
    assert!(ledger.inclusion_proof(D, 39, 40).unwrap().is_some());
}

#[test]
fn a_damaged_backup_restores_nothing() {
    let dir = closed();
    let file = dir.path().join("b.bihuan");
    Sqlite::open(dir.path()).unwrap().backup(&file).unwrap();
    let (whole, to) = (fs::read(&file).unwrap(), dir.path().join("to"));
    for bad in [&b"no backup"[..], &whole[..whole.len() / 2]] {
        fs::write(&file, bad).unwrap();
        assert!(matches!(restore(&file, &to, &Checks::default()), Err(LedgerError::Corrupt { .. })));
        assert!(!to.exists());
    }
    fs::write(&file, &whole).unwrap();
    assert_eq!(restore(&file, &to, &Checks::default()).unwrap().wrong, None);
    assert!(matches!(
        restore(&dir.path().join("ledger.db"), &dir.path().join("t2"), &Checks::default()),
        Err(LedgerError::Corrupt { .. })
    ));
}

#[test]
fn the_index_of_words_is_sound_after_many_erasures() {
    let dir = closed();
    let ledger = Sqlite::open(dir.path()).unwrap();
    (0..20).for_each(|n| bihuan_ledger::Vault::erase(&ledger, D, &format!("c{n}")).unwrap());
    let query = CaseQuery { q: Some("路灯".into()), ..CaseQuery::default() };
    assert_eq!(ledger.count_cases(&query).unwrap(), 20);
    drop(ledger);
    let words = rusqlite::Connection::open(dir.path().join("search.db")).unwrap();
    words.execute_batch("INSERT INTO word(word, rank) VALUES('integrity-check', 1)").unwrap();
}

#[cfg(unix)]
#[test]
fn what_is_made_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("deep/store");
    let ledger = Sqlite::open(&dir).unwrap();
    ledger.backup(&dir.join("b.bihuan")).unwrap();
    let mode = |name: &str| fs::metadata(dir.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("keys/vault"), mode("keys/sign"), mode("b.bihuan")), (0o700, 0o600, 0o600, 0o600));
}
