//! Whoever changes what is kept is named by `verify`, with the place.

use std::time::Duration;

use bihuan_ledger::log::leaf_hash;
use bihuan_ledger::{
    Books, Cases, Checks, DirectoryChange, DirectoryRow, Files, Ledger, Replay, Sqlite, TransparencyLog, Write,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::{D, behind, command};

/// Three cases with four records each, in turn, all under a signed head.
struct Kept {
    ledger: Sqlite,
    db: Connection,
    _dir: TempDir,
}

fn kept() -> Kept {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(dir.path()).unwrap();
    for version in 0..4 {
        for case in ["a", "b", "c"] {
            ledger.commit(command(case, version)).unwrap();
        }
    }
    let signed = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(25));
        ledger.checkpoint(D).unwrap().is_some_and(|c| c.size == 12)
    });
    assert!(signed, "no head was signed within five seconds");
    let db = behind(dir.path());
    let kept = Kept { ledger, db, _dir: dir };
    assert_eq!(kept.wrong(), None);
    kept
}

impl Kept {
    /// Where `verify` finds the first wrong thing, and what.
    fn wrong(&self) -> Option<(String, String)> {
        self.ledger.verify(&Checks::default()).unwrap().wrong.map(|w| (w.place, w.what))
    }

    fn place(&self) -> String {
        let (place, what) = self.wrong().expect("nothing was found wrong");
        println!("{place}: {what}");
        place
    }

    fn sql(&self, sql: &str) {
        self.db.execute_batch(sql).unwrap();
    }
}

#[test]
fn any_flipped_byte_of_any_record_is_named() {
    let kept = kept();
    let bytes = |seq: u64| {
        kept.db.query_row("SELECT bytes FROM record WHERE seq = ?1", [seq as i64], |r| r.get::<_, Vec<u8>>(0)).unwrap()
    };
    let put = |seq: u64, bytes: &[u8]| {
        assert_eq!(kept.db.execute("UPDATE record SET bytes = ?2 WHERE seq = ?1", (seq as i64, bytes)), Ok(1))
    };
    let law = |(seq, at, bit): (u64, usize, u8)| {
        let whole = bytes(seq);
        let mut changed = whole.clone();
        let at = at % whole.len();
        changed[at] ^= 1 << bit;
        put(seq, &changed);
        let found = kept.place();
        put(seq, &whole);
        prop_assert_eq!(found, format!("{}/{}", D, seq));
        Ok(())
    };
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    runner.run(&(1_u64..=12, 0_usize..4096, 0_u8..8), law).unwrap();
    assert_eq!(kept.wrong(), None);
}

#[test]
fn a_record_changed_together_with_its_hash_is_named() {
    let kept = kept();
    let mut value = kept.ledger.records_after(D, 4, 1).unwrap()[0].value().unwrap();
    value["events"] = serde_json::json!([{"type": "never happened"}]);
    let bytes = serde_json::to_vec(&value).unwrap();
    kept.db.execute("UPDATE record SET bytes = ?1, hash = ?2 WHERE seq = 5", (&bytes, leaf_hash(&bytes).0)).unwrap();
    assert_eq!(kept.place(), "420103/8", "the case's next record names the old hash");
}

#[test]
fn even_a_whole_chain_made_anew_does_not_match_the_signed_head() {
    let kept = kept();
    let mut value = kept.ledger.records_after(D, 11, 1).unwrap()[0].value().unwrap();
    value["events"] = serde_json::json!([]);
    let bytes = serde_json::to_vec(&value).unwrap();
    let hash = leaf_hash(&bytes).0;
    kept.db.execute("UPDATE record SET bytes = ?1, hash = ?2 WHERE seq = 12", (&bytes, hash)).unwrap();
    kept.db.execute("UPDATE case_head SET hash = ?1 WHERE seq = 12", [hash]).unwrap();
    assert_eq!(kept.place(), "420103/checkpoint/12");
}

#[test]
fn a_deleted_record_is_named_wherever_it_stood() {
    for seq in [1, 7, 12] {
        let kept = kept();
        kept.sql(&format!("DELETE FROM record WHERE seq = {seq}"));
        assert_eq!(kept.place(), format!("420103/{seq}"));
    }
}

#[test]
fn a_last_record_that_no_checkpoint_covers_yet_is_missed_all_the_same() {
    let kept = kept();
    kept.sql("DELETE FROM checkpoint; DELETE FROM record WHERE seq = 12");
    assert_eq!(kept.place(), "420103/12");
}

#[test]
fn the_last_record_taken_back_with_its_head_is_named() {
    let kept = kept();
    kept.sql("DELETE FROM record WHERE seq = 12; UPDATE case_head SET version = 3, seq = 9, hash = (SELECT hash FROM record WHERE seq = 9) WHERE case_id = 'c'");
    assert_eq!(kept.place(), "420103/12");
}

#[test]
fn two_records_that_changed_places_are_named() {
    let kept = kept();
    kept.sql("UPDATE record SET seq = -1 WHERE seq = 4; UPDATE record SET seq = 4 WHERE seq = 6; UPDATE record SET seq = 6 WHERE seq = -1");
    assert_eq!(kept.place(), "420103/4");
}

#[test]
fn a_head_that_is_not_its_last_record_s_is_named() {
    let kept = kept();
    kept.sql("UPDATE case_head SET version = 9 WHERE case_id = 'b'");
    assert_eq!(kept.place(), "420103/N-b");
    kept.sql("UPDATE case_head SET version = 4 WHERE case_id = 'b'; DELETE FROM case_head WHERE case_id = 'a'");
    assert_eq!(kept.place(), "420103");
}

#[test]
fn a_state_or_a_task_changed_behind_the_ledger_s_back_is_named() {
    let kept = kept();
    let replay = |records: &[bihuan_ledger::RecordRow]| {
        let last = command("x", records.len() as u64 - 1);
        Ok(Replay { state: last.head.state, tasks: last.tasks, head: None, slots: vec![] })
    };
    let wrong =
        || kept.ledger.verify(&Checks { replay: Some(&replay), ..Checks::default() }).unwrap().wrong.map(|w| w.place);
    assert_eq!(wrong(), None);
    kept.sql("UPDATE case_head SET state = x'00' WHERE case_id = 'c'");
    assert_eq!(wrong().as_deref(), Some("420103/N-c"));
    kept.sql("UPDATE case_head SET state = CAST('3' AS BLOB) WHERE case_id = 'c'; UPDATE task SET unit = 'mine' WHERE case_id = 'a'");
    assert_eq!(wrong().as_deref(), Some("420103/N-a"));
}

#[test]
fn a_broken_vault_item_checkpoint_or_file_is_named() {
    let kept = kept();
    kept.sql("UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE case_id = 'b') WHERE case_id = 'a'");
    assert_eq!(kept.place(), "420103/N-a", "another case's text does not open here");
    let kept = self::kept();
    kept.sql("UPDATE checkpoint SET note = replace(note, '12', '11')");
    assert_eq!(kept.place(), "420103/checkpoint/12");
    let kept = self::kept();
    let file = kept.ledger.put_file("a.txt", None, b"before").unwrap();
    kept.ledger.commit(Write { files: vec![file.id.clone()], ..command("d", 0) }).unwrap();
    assert_eq!(kept.wrong(), None);
    let hex = &file.id["sha256-".len()..];
    std::fs::write(kept.ledger.dir().join("files").join(&hex[..2]).join(hex), b"after!").unwrap();
    assert_eq!(kept.place(), file.id);
}

/// A record that says of each entry what its text is, and one that says it of two together.
fn told(record: &serde_json::Value) -> Result<Vec<bihuan_ledger::Entered>, String> {
    let events = record["events"].as_array().cloned().unwrap_or_default();
    let entered = |event: &serde_json::Value| bihuan_ledger::Entered {
        register: "rivers".into(),
        keys: event["keys"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned()).collect(),
        digest: event["digest"].as_str().unwrap().to_owned(),
    };
    Ok(events.iter().filter(|event| event["type"] == "entered").map(entered).collect())
}

fn digest(entries: &[(&str, &serde_json::Value)]) -> String {
    entries.iter().map(|(key, value)| format!("{key}={value};")).collect()
}

#[test]
fn a_register_entry_that_is_not_what_its_last_record_wrote_is_named() {
    let kept = kept();
    let entry = |key: &str, value| bihuan_ledger::EntryRow { register: "rivers".into(), key: key.into(), value };
    let write = |case: &str, keys: &[&str], value: &serde_json::Value| {
        let said = digest(&keys.iter().map(|key| (*key, value)).collect::<Vec<_>>());
        let mut write: Write = command(case, 0);
        write.record.events = vec![serde_json::json!({ "type": "entered", "keys": keys, "digest": said })];
        write.entries = keys.iter().map(|key| entry(key, value.clone())).collect();
        kept.ledger.commit(write).unwrap();
    };
    write("e", &["r1", "r2"], &serde_json::json!(1));
    write("f", &["r3"], &serde_json::json!(2));
    let entries = Some(bihuan_ledger::EntryChecks { told, digest });
    let verify = || kept.ledger.verify(&Checks { entries, ..Checks::default() }).unwrap();
    let place = || verify().wrong.map(|wrong| wrong.place);
    assert_eq!((place(), verify().entries), (None, 3));
    kept.sql("UPDATE register SET value = '3' WHERE key = 'r3'");
    assert_eq!(place().as_deref(), Some("420103/rivers/r3"));
    assert_eq!(kept.wrong(), None, "only the domain knows of entries");
    kept.sql("UPDATE register SET value = '2' WHERE key = 'r3'; DELETE FROM register WHERE key = 'r1'");
    assert_eq!(place().as_deref(), Some("420103/rivers/{r1, r2}"));
    // A later record speaks for what it wrote; what it did not write again cannot be told apart from it any more.
    write("g", &["r1"], &serde_json::json!(4));
    assert_eq!((place(), verify().entries), (None, 2));
}

#[test]
fn a_row_of_the_directory_that_no_record_tells_of_is_named() {
    let kept = kept();
    let row = |key: &str| DirectoryRow {
        district: D.into(),
        kind: "officer".into(),
        key: key.into(),
        value: serde_json::json!({ "user": key }),
    };
    let rows = ["a", "b"].map(row).map(|row| (row.clone(), row.value)).to_vec();
    kept.ledger.put_directory(DirectoryChange { rows, ..DirectoryChange::default() }).unwrap();
    let told = |row: &DirectoryRow| row.value.clone();
    let wrong = || {
        let checks = Checks { directory: Some(&told), ..Checks::default() };
        kept.ledger.verify(&checks).unwrap().wrong.map(|wrong| wrong.place)
    };
    assert_eq!(wrong(), None);
    kept.sql("UPDATE directory SET value = '{\"user\": \"c\"}' WHERE key = 'a'");
    assert_eq!(wrong(), Some(format!("{D}/officer/a")));
    kept.sql("DELETE FROM directory WHERE key = 'a'");
    assert_eq!(wrong(), Some(format!("{D}/officer/a")));
    kept.sql("INSERT INTO directory SELECT district, kind, 'z', value FROM directory");
    assert_eq!(wrong(), Some(format!("{D}/officer/z")));
}

#[test]
fn a_case_is_adrift_without_a_unit_or_without_any_clock_and_not_while_a_task_has_its_day() {
    let kept = kept();
    let adrift = || kept.ledger.condition().unwrap().adrift;
    kept.sql(
        "UPDATE case_head SET status = 'open', unit = 'u', late_from = NULL, wake_at = NULL; UPDATE task SET due = 1",
    );
    assert_eq!(adrift(), 0, "each has a task with its day, though no warning is to come");
    kept.sql("UPDATE task SET due = NULL WHERE case_id = 'a'");
    assert_eq!(adrift(), 1, "no clock at all");
    kept.sql(
        "UPDATE case_head SET wake_at = 1 WHERE case_id = 'a'; UPDATE case_head SET unit = NULL WHERE case_id = 'b'",
    );
    assert_eq!(adrift(), 1, "nobody answers for it, whatever its clock");
}
