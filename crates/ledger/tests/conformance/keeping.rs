//! Vault, files, books, backup.

use std::fs;

use bihuan_ledger::{
    Behind, Checks, DRAFT_LIMIT, DirectoryChange, DirectoryRow, DraftRow, EntryRow, Found, Hash, HeadRow, KeptRow,
    LedgerError, LookRow, Replay, Status, VaultContent, VaultItem, Write, commitment, open_draft, seal_draft,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{D, Store, filed, moved};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

fn code(error: LedgerError) -> &'static str {
    match error {
        LedgerError::Refused { code, .. } => code,
        other => panic!("{other}"),
    }
}

#[test]
fn what_was_typed_is_sealed_on_disk_and_opened_for_a_logged_look() {
    let store = Store::new();
    let plain = "请联系示例市民 13900000000";
    let items = vec![VaultItem { item: "phone".into(), plain: plain.into(), search_text: None }];
    store.it().commit(Write { vault: items, ..filed("c1") }).unwrap();
    let look = LookRow::new(
        D,
        "c1",
        &["phone", "nothing"],
        "handler",
        "call back",
        Timestamp::from_second(1_800_000_000).unwrap(),
    );
    let opened = store.it().look(look.clone()).unwrap();
    assert_eq!(opened.into_iter().collect::<Vec<_>>(), [("phone".to_owned(), VaultContent::Kept(plain.into()))]);
    assert_eq!(store.it().looks(D, "c1").unwrap(), [look]);
    let dir = store.dir.path().to_owned();
    let found = |name: &str| {
        fs::read(dir.join(name)).is_ok_and(|bytes| bytes.windows(plain.len()).any(|w| w == plain.as_bytes()))
    };
    assert!(!found("ledger.db") && !found("ledger.db-wal"), "the plain text is on the disk");
}

#[test]
fn erasing_drops_key_text_and_files_and_says_so() {
    let store = Store::new();
    let (mine, ours) = (
        store.it().put_file("a.png", None, PNG).unwrap(),
        store.it().put_file("b.txt", None, "共用".as_bytes()).unwrap(),
    );
    store.it().commit(Write { files: vec![mine.id.clone(), ours.id.clone()], ..filed("c1") }).unwrap();
    store.it().commit(Write { files: vec![ours.id.clone()], ..filed("c2") }).unwrap();
    store.it().erase(D, "c1").unwrap();
    let store = store.reopened();
    assert_eq!(store.it().vault(D, "c1").unwrap()["content"], VaultContent::Erased);
    assert!(matches!(store.it().vault(D, "c2").unwrap()["content"], VaultContent::Kept(_)));
    assert_eq!(store.it().file_bytes(&mine.id).unwrap(), None);
    assert_eq!(store.it().file_bytes(&ours.id).unwrap().unwrap(), "共用".as_bytes(), "another case holds it");
    let add = vec![VaultItem { item: "more".into(), plain: b"x".to_vec(), search_text: None }];
    assert!(
        store.it().commit(Write { vault: add, ..moved("c1", 1, "x") }).is_err(),
        "an erased case takes no more text"
    );
    assert_eq!(store.it().commit(moved("c1", 1, "x")).unwrap().version, 2, "but it can still be closed");
}

#[test]
fn files_are_what_they_claim_and_go_after_a_day_untaken() {
    let store = Store::new();
    let put = store.it().put_file("../../etc/图 1.png", Some("image/png"), PNG).unwrap();
    assert_eq!(
        (put.id.as_str(), put.name.as_str(), put.size_bytes),
        (format!("sha256-{}", Hash::of(PNG)).as_str(), "图 1.png", PNG.len() as u64)
    );
    assert_eq!(store.it().put_file("again.png", None, PNG).unwrap().name, "图 1.png", "kept once");
    assert_eq!(store.it().file_bytes(&put.id).unwrap().unwrap(), PNG);
    assert_eq!(code(store.it().put_file("x.pdf", Some("application/pdf"), PNG).unwrap_err()), "type-mismatch");
    assert_eq!(code(store.it().put_file("x.exe", None, b"MZ\x90\x00\x03").unwrap_err()), "type-not-allowed");
    assert_eq!(code(store.it().put_file("x", None, b"").unwrap_err()), "empty");
    assert_eq!(code(store.it().put_file("x", None, &vec![b'a'; 10_000_001]).unwrap_err()), "too-large");
    assert_eq!(store.it().file("sha256-../../lock").unwrap(), None);
    let kept = store.it().put_file("t.txt", None, b"kept").unwrap();
    store.it().commit(Write { files: vec![kept.id.clone()], ..filed("c1") }).unwrap();
    store.it().sweep(Timestamp::now() + SignedDuration::from_hours(23)).unwrap();
    assert!(store.it().file(&put.id).unwrap().is_some());
    store.it().sweep(Timestamp::now() + SignedDuration::from_hours(25)).unwrap();
    assert_eq!(store.it().file_bytes(&put.id).unwrap(), None);
    assert_eq!(store.it().files_of(D, "c1").unwrap().len(), 1);
    assert_eq!(store.it().file_bytes(&kept.id).unwrap().unwrap(), b"kept");
}

#[test]
fn a_released_pack_version_is_never_edited() {
    let store = Store::new();
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    store.it().keep_pack("sample", "1", b"one", now).unwrap();
    store.it().keep_pack("sample", "1", b"one", now).unwrap();
    assert_eq!(code(store.it().keep_pack("sample", "1", b"other", now).unwrap_err()), "pack-changed");
    store.it().keep_pack("sample", "2", b"other", now).unwrap();
    assert_eq!(store.it().packs().unwrap().len(), 2);
    assert_eq!(store.it().pack("sample", "1").unwrap().unwrap().source, b"one");
}

#[test]
fn books_keep_what_they_are_given() {
    let store = Store::new();
    let row = |key: &str, value| DirectoryRow { district: D.into(), kind: "unit".into(), key: key.into(), value };
    let change = |rows: Vec<DirectoryRow>| DirectoryChange {
        rows: rows.into_iter().map(|row| (row.clone(), row.value)).collect(),
        ..DirectoryChange::default()
    };
    store.it().put_directory(change(vec![row("a", json!({"name": "甲"})), row("b", json!({"name": "乙"}))])).unwrap();
    store.it().put_directory(change(vec![row("a", json!(null))])).unwrap();
    assert_eq!(store.it().book_records(D, None, 10).unwrap().len(), 2, "each change is a record");
    assert_eq!(store.it().book_records(D, Some(2), 10).unwrap().len(), 1);
    assert_eq!(store.it().directory(D, Some("unit")).unwrap(), [row("b", json!({"name": "乙"}))]);
    assert_eq!(store.it().directory(D, Some("post")).unwrap(), []);
    assert_eq!(store.it().directory_districts().unwrap(), [D]);
    let entry = |n: usize| EntryRow { register: "rivers".into(), key: format!("r{n}"), value: json!(n) };
    store.it().put_entries(D, (0..5).map(entry).collect()).unwrap();
    let page = store.it().entries(D, "rivers", None, 3).unwrap();
    assert_eq!((page.items.len(), page.next.as_deref()), (3, Some("r2")));
    assert_eq!(store.it().entries(D, "rivers", page.next.as_deref(), 3).unwrap().items, [entry(3), entry(4)]);
    let under = |prefix: &str, key: &str| EntryRow {
        register: "walks".into(),
        key: format!("{prefix}/{key}"),
        value: json!(key),
    };
    let walks =
        ["a", "a!", "b", "堤", "堤角"].into_iter().flat_map(|prefix| ["1", "2", "3"].map(|key| under(prefix, key)));
    store.it().put_entries(D, walks.collect()).unwrap();
    let of = |prefix: &str, cursor: Option<&str>| store.it().entries_under(D, "walks", prefix, cursor, 2).unwrap();
    let first = of("a/", None);
    assert_eq!((first.items, first.next.as_deref()), (vec![under("a", "1"), under("a", "2")], Some("a/2")));
    assert_eq!((of("a/", Some("a/2")).items, of("a/", Some("a/2")).next), (vec![under("a", "3")], None));
    assert_eq!(of("堤/", Some("b/9")).items, [under("堤", "1"), under("堤", "2")]);
    assert_eq!(of("c", None).items, []);
    let stretch = |from: &str, until: &str| {
        let page = store.it().entries_between((D, "walks"), (from, until), None, 200).unwrap();
        assert_eq!(page.items.len() as u64, store.it().count_entries((D, "walks"), (from, until)).unwrap());
        page.items.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert_eq!(stretch("a/2", "a/9"), ["a/2", "a/3"]);
    assert_eq!(stretch("a/", "b/2").len(), 4, "of a, and the first of b: `a!` stands before `a/`");
    assert_eq!(stretch("c", "d"), [""; 0]);
    let second = store.it().entries_between((D, "walks"), ("a/", "a/9"), Some("a/1"), 1).unwrap();
    assert_eq!((second.items, second.next.as_deref()), (vec![under("a", "2")], Some("a/2")));
    let named = store.it().entries_named(D, "walks", &["堤角/3", "a/1", "none", "a/1"]).unwrap();
    assert_eq!(named, [under("a", "1"), under("堤角", "3")]);
    store.it().set_meta("demo", Some("yes")).unwrap();
    assert_eq!(store.it().meta("demo").unwrap().as_deref(), Some("yes"));
    store.it().set_meta("demo", None).unwrap();
    assert_eq!(store.it().meta("demo").unwrap(), None);
}

#[test]
fn entries_are_found_by_term_and_by_year_without_looking_at_others() {
    let store = Store::new();
    let entry = |register: &str, key: &str, value| EntryRow { register: register.into(), key: key.into(), value };
    let terms = ["绿道", "公园", "绿道", "a"].into_iter().zip(["4", "3", "2", "1"]);
    let mut rows: Vec<EntryRow> = terms.map(|(term, key)| entry("terms", key, json!({ "term": term }))).collect();
    rows.push(entry("terms", "5", json!({ "words": "no term" })));
    let years = [2026, 2024, 2026, 2025].into_iter().zip(["a", "b", "c", "d"]);
    rows.extend(years.map(|(year, key)| entry("plans", key, json!({ "year": year }))));
    rows.push(entry("plans", "e", json!([1, 2])));
    store.it().put_entries(D, rows).unwrap();
    let keys = |rows: Vec<EntryRow>| rows.into_iter().map(|row| row.key).collect::<Vec<_>>();
    let by_term = |after, most| keys(store.it().entries_by((D, "terms"), Found::ByTerm, None, after, most).unwrap());
    assert_eq!(by_term(Behind::default(), 9), ["1", "3", "2", "4"]);
    assert_eq!(by_term(Behind { value: "公园", key: None }, 9), ["2", "4"]);
    assert_eq!(by_term(Behind { value: "绿道", key: Some("2") }, 9), ["4"]);
    assert_eq!(
        (by_term(Behind { value: "绿道", key: None }, 9), by_term(Behind::default(), 1)),
        (vec![], vec!["1".into()])
    );
    let of_year = |year, after| {
        keys(
            store
                .it()
                .entries_by((D, "plans"), Found::ByYear, Some(year), Behind { value: year, key: after }, 9)
                .unwrap(),
        )
    };
    assert_eq!(
        (of_year("2026", Some("")), of_year("2026", Some("a"))),
        (vec!["a".into(), "c".into()], vec!["c".into()])
    );
    assert_eq!(of_year("2023", Some("")), Vec::<String>::new());
    let before = bihuan_ledger::tally();
    assert_eq!(store.it().values_of(D, "plans", Found::ByYear).unwrap(), ["2024", "2025", "2026"]);
    assert_eq!(bihuan_ledger::tally().rows - before.rows, 3, "a step for each year, not for each entry");
    assert_eq!(store.it().values_of(D, "none", Found::ByTerm).unwrap(), Vec::<String>::new());
}

#[test]
fn what_somebody_keeps_is_theirs_by_name() {
    let store = Store::new();
    let at = "2026-03-01T00:00:00Z".parse().unwrap();
    let row = |owner: &str, name: &str, body| KeptRow {
        owner: owner.into(),
        kind: "view".into(),
        name: name.into(),
        body,
        at,
    };
    for kept in [row("a", "乙", json!(1)), row("a", "甲", json!(2)), row("b", "甲", json!(3))] {
        store.it().keep(kept).unwrap();
    }
    store.it().keep(row("a", "甲", json!({ "again": true }))).unwrap();
    assert_eq!(
        store.it().kept("a", "view").unwrap(),
        [row("a", "乙", json!(1)), row("a", "甲", json!({ "again": true }))]
    );
    assert_eq!(store.it().kept("a", "mapping").unwrap(), []);
    let theirs: Vec<_> = store.it().kept_by_all("view", "甲").unwrap().into_iter().map(|row| row.owner).collect();
    assert_eq!(theirs, ["a", "b"]);
    store.it().let_go("a", "view", "甲").unwrap();
    store.it().let_go("a", "view", "甲").unwrap();
    assert_eq!(store.it().kept_one("a", "view", "甲").unwrap(), None);
    assert_eq!(store.it().kept_one("b", "view", "甲").unwrap(), Some(row("b", "甲", json!(3))));
}

#[test]
fn a_backup_made_under_way_restores_to_the_same_store() {
    let store = Store::new();
    let file = store.it().put_file("a.png", None, PNG).unwrap();
    store.it().commit(Write { files: vec![file.id.clone()], ..filed("c1") }).unwrap();
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("b.bihuan");
    std::thread::scope(|threads| {
        threads.spawn(|| (0..200).for_each(|n| assert!(store.it().commit(filed(&format!("d{n}"))).is_ok())));
        store.it().backup(&path).unwrap();
    });
    assert_eq!(code(store.it().backup(&path).unwrap_err()), "backup-exists");
    let again = store.restored(&path);
    assert_eq!(again.it().head("c1").unwrap(), store.it().head("c1").unwrap());
    assert_eq!(again.it().file_bytes(&file.id).unwrap().unwrap(), PNG);
    assert_eq!(again.it().vault(D, "c1").unwrap(), store.it().vault(D, "c1").unwrap());
    assert_eq!(again.it().keys().derive("code", b"c1"), store.it().keys().derive("code", b"c1"));
    again.it().commit(moved("c1", 1, "handling")).unwrap();
    assert_eq!(again.it().verify(&Checks::default()).unwrap().wrong, None);
}

#[test]
fn what_the_domain_replays_must_be_what_is_kept() {
    let store = Store::new();
    store.it().commit(filed("c1")).unwrap();
    let salt = b"0123456789abcdef";
    let committed = commitment(salt, "路灯坏了".as_bytes());
    let right =
        Replay { state: filed("c1").head.state, tasks: filed("c1").tasks, head: Some(filed("c1").head), slots: vec![] };
    let verify = |replay: Replay, committed: Hash| {
        let replay = move |_: &[bihuan_ledger::RecordRow]| Ok(replay.clone());
        let commitments = move |_: &[bihuan_ledger::RecordRow],
                                items: &std::collections::BTreeMap<String, VaultContent>| {
            match &items["content"] {
                VaultContent::Kept(plain) if commitment(salt, plain) != committed => Err("content".to_owned()),
                _ => Ok(()),
            }
        };
        store
            .it()
            .verify(&Checks { replay: Some(&replay), commitments: Some(&commitments), ..Checks::default() })
            .unwrap()
            .wrong
            .map(|w| w.what)
    };
    assert_eq!(verify(right.clone(), committed), None);
    let other = Replay { state: b"{}".to_vec(), ..right.clone() };
    assert_eq!(verify(other, committed).unwrap(), "当前状态与重放不一致 · the kept state is not what the records make");
    let other = Replay { tasks: vec![], ..right.clone() };
    assert_eq!(verify(other, committed).unwrap(), "待办与重放不一致 · the kept tasks are not what the records make");
    let closed = HeadRow { status: Status::Closed, ..filed("c1").head };
    let other = Replay { head: Some(closed), ..right.clone() };
    assert!(verify(other, committed).unwrap().contains("what lists show"));
    let said = verify(right, Hash::of(b"x")).unwrap();
    assert!(said.contains("commitment"), "{said}");
}

#[test]
fn verifying_under_way_raises_no_false_alarm() {
    let store = Store::new();
    let replay = |records: &[bihuan_ledger::RecordRow]| {
        let last = records.last().ok_or("no records")?;
        let state = if last.version == 1 { filed("x") } else { moved("x", 1, "handling") }.head.state;
        Ok(Replay { state, tasks: filed("x").tasks, head: None, slots: vec![] })
    };
    std::thread::scope(|threads| {
        let writing = threads.spawn(|| {
            for n in 0..300 {
                let case = format!("c{}", n % 20);
                let version = n / 20;
                let write = if version == 0 { filed(&case) } else { moved(&case, version, "handling") };
                store.it().commit(write).unwrap();
            }
        });
        while !writing.is_finished() {
            let report = store.it().verify(&Checks { replay: Some(&replay), ..Checks::default() }).unwrap();
            assert_eq!(report.wrong, None);
        }
    });
    let report = store.it().verify(&Checks { replay: Some(&replay), ..Checks::default() }).unwrap();
    assert_eq!((report.wrong, report.records, report.cases), (None, 300, 20));
}

#[test]
fn drafts_are_sealed_few_to_a_place_and_gone_after_a_week() {
    let store = Store::new();
    let now = Timestamp::now();
    let (key, other) = ([7; 32], [8; 32]);
    let sealed = seal_draft(&key, "合成：半句话".as_bytes()).unwrap();
    let draft = |n: u8, hours: i64| DraftRow {
        id: [n; 32],
        place: "here".into(),
        sealed: sealed.clone(),
        at: now - SignedDuration::from_hours(hours),
    };
    store.it().put_draft(draft(1, 1)).unwrap();
    let kept = store.it().draft(&[1; 32], now).unwrap().unwrap();
    assert_eq!(open_draft(&key, &kept.sealed).as_deref(), Some("合成：半句话".as_bytes()));
    assert_eq!(open_draft(&other, &kept.sealed), None, "another key opens nothing");
    let large = DraftRow { sealed: vec![0; DRAFT_LIMIT + 1], ..draft(1, 0) };
    assert_eq!(code(store.it().put_draft(large).unwrap_err()), "draft-too-large");

    store.it().put_draft(draft(2, 7 * 24 + 1)).unwrap();
    assert_eq!(store.it().draft(&[2; 32], now).unwrap(), None, "too old");
    for n in 10..=110 {
        store.it().put_draft(draft(n, 0)).unwrap();
    }
    assert_eq!(store.it().draft(&[1; 32], now).unwrap(), None, "the oldest of a place gave way");
    store.it().drop_draft(&[110; 32]).unwrap();
    assert_eq!(store.it().draft(&[110; 32], now).unwrap(), None);
    store.it().sweep(now + SignedDuration::from_hours(7 * 24 + 1)).unwrap();
    assert_eq!(store.it().draft(&[50; 32], now).unwrap(), None, "swept");
}
