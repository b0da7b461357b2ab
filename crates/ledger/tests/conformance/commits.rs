//! One command, one durable transaction; what stands in its way refuses it alone.

use std::sync::mpsc::channel;

use bihuan_ledger::log::leaf_hash;
use bihuan_ledger::{
    CommitError, Count, CountQuery, EntryRow, Grain, Hash, IdempotencyEntry, OuterKey, Outgoing, Reservation,
    TaskQuery, Write,
};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::json;

use super::{D, Store, at, filed, moved, task};

#[test]
fn several_heads_are_found_in_one_question_and_what_is_not_there_is_left_out() {
    let store = Store::new();
    for case in ["c1", "c2", "c3"] {
        store.it().commit(filed(case)).unwrap();
    }
    let wanted = ["c3", "nobody", "c1", "c1", "'; DROP TABLE case_head; --"].map(str::to_owned);
    let mut found = store.it().heads_of(&wanted).unwrap();
    found.sort_by(|a, b| a.case.cmp(&b.case));
    let one_by_one = ["c1", "c3"].map(|case| store.it().head(case).unwrap().unwrap());
    assert_eq!(found, one_by_one);
    assert!(store.it().heads_of(&[]).unwrap().is_empty());
}

#[test]
fn a_commit_is_there_after_a_restart_with_all_its_rows() {
    let store = Store::new();
    let done = store.it().commit(filed("c1")).unwrap();
    assert_eq!((done.seq, done.version), (1, 1));
    let store = store.reopened();
    let row = store.it().head("c1").unwrap().unwrap();
    assert_eq!(row.head, filed("c1").head);
    assert_eq!((row.version, row.seq, row.hash), (1, 1, done.hash));
    assert_eq!(store.it().head("N-C1").unwrap().unwrap(), row, "by number as by id");
    assert_eq!(store.it().head("nobody").unwrap(), None);
    assert_eq!(store.it().commit(moved("c1", 1, "handling")).unwrap().seq, 2, "the log goes on where it ended");
}

#[test]
fn the_record_is_hashed_as_it_stands_and_chained_to_its_case() {
    let store = Store::new();
    for write in [filed("c1"), filed("c2"), moved("c1", 1, "handling")] {
        store.it().commit(write).unwrap();
    }
    let records = store.it().records(D, "c1").unwrap();
    let [first, second] = records.as_slice() else { panic!("two records, not {}", records.len()) };
    assert_eq!((second.seq, second.version), (3, 2));
    assert_eq!(leaf_hash(&second.bytes), second.hash);
    let value = second.value().unwrap();
    assert_eq!(value["prev"], json!(first.hash.to_string()));
    assert_eq!(first.value().unwrap()["prev"], json!(null));
    assert_eq!(value["at"], json!("2026-03-02T01:00:00Z"));
    assert_eq!(second.events().unwrap(), vec![json!({"type": "moved", "to": "handling"})]);
    let names: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["district", "seq", "case", "version", "prev", "at", "command", "actor", "pack", "events"]);
}

#[test]
fn an_older_version_is_refused_and_writes_nothing() {
    let store = Store::new();
    store.it().commit(filed("c1")).unwrap();
    store.it().commit(moved("c1", 1, "handling")).unwrap();
    let mut late = moved("c1", 1, "elsewhere");
    late.record.command_id = "another".into();
    assert_eq!(store.it().commit(late).unwrap_err(), CommitError::Conflict);
    let mut ahead = moved("c1", 7, "elsewhere");
    ahead.record.command_id = "another".into();
    assert_eq!(store.it().commit(ahead).unwrap_err(), CommitError::Conflict);
    assert_eq!(store.it().records(D, "c1").unwrap().len(), 2);
    assert_eq!(store.it().head("c1").unwrap().unwrap().head.stage, "handling");
}

#[test]
fn a_command_that_comes_again_answers_as_the_first_did() {
    let store = Store::new();
    let first = store.it().commit(filed("c1")).unwrap();
    store.it().commit(moved("c1", 1, "handling")).unwrap();
    assert_eq!(store.it().commit(filed("c1")).unwrap(), first);
    assert_eq!(store.it().records(D, "c1").unwrap().len(), 2);
}

#[test]
fn a_refused_command_does_not_hurt_its_neighbours() {
    let store = Store::new();
    let (tell, hear) = channel();
    for n in 0..200 {
        let mut write = filed(&format!("c{n}"));
        if n % 10 == 3 {
            write.head.number = "N-C0".into();
        }
        let tell = tell.clone();
        store.it().submit(write, Box::new(move |end| tell.send((n, end)).unwrap()));
    }
    drop(tell);
    let ends: Vec<_> = hear.iter().collect();
    assert_eq!(ends.len(), 200);
    for (n, end) in ends {
        assert_eq!(matches!(end, Err(CommitError::Invalid(_))), n % 10 == 3, "{n}: {end:?}");
    }
    assert_eq!(store.it().count_cases(&Default::default()).unwrap(), 180);
    assert_eq!(store.it().records_after(D, 0, 1000).unwrap().len(), 180);
    assert_eq!(store.it().verify(&Default::default()).unwrap().wrong, None);
}

#[test]
fn a_command_that_breaks_the_store_s_own_rules_is_undone_alone() {
    let store = Store::new();
    (0..40).for_each(|n| assert!(store.it().commit(filed(&format!("c{n}"))).is_ok()));
    let (tell, hear) = channel();
    for n in 0..40 {
        let mut write = moved(&format!("c{n}"), 1, "handling");
        if n == 17 {
            write.head.number = "N-C3".into();
        }
        let tell = tell.clone();
        store.it().submit(write, Box::new(move |end| tell.send((n, end)).unwrap()));
    }
    drop(tell);
    for (n, end) in hear.iter() {
        assert_eq!(end.is_err(), n == 17, "{n}: {end:?}");
    }
    assert_eq!(store.it().records(D, "c17").unwrap().len(), 1);
    assert_eq!(store.it().records_after(D, 0, 200).unwrap().len(), 79);
    assert_eq!(store.it().verify(&Default::default()).unwrap().wrong, None);
}

#[test]
fn commands_in_flight_on_one_case_are_taken_in_turn() {
    let store = Store::new();
    store.it().commit(filed("c1")).unwrap();
    let won = std::thread::scope(|threads| {
        let tries: Vec<_> = (0..16)
            .map(|n| {
                let ledger = store.it();
                threads.spawn(move || {
                    let mut write = moved("c1", 1, "handling");
                    write.record.command_id = format!("officer-{n}");
                    ledger.commit(write)
                })
            })
            .collect();
        tries.into_iter().map(|t| t.join().unwrap()).filter(Result::is_ok).count()
    });
    assert_eq!(won, 1);
}

#[test]
fn an_idempotency_key_answers_for_a_day_and_across_a_restart() {
    let store = Store::new();
    let entry = IdempotencyEntry {
        caller: "u".into(),
        path: "/cases".into(),
        key: "k".into(),
        body_hash: [7; 32],
        status: 201,
        response: b"{}".to_vec(),
    };
    store.it().commit(Write { idempotency: Some(entry.clone()), ..filed("c1") }).unwrap();
    assert_eq!(
        store.it().commit(Write { idempotency: Some(entry.clone()), ..filed("c2") }).unwrap_err(),
        CommitError::KeyInUse
    );
    let store = store.reopened();
    let kept = store.it().idempotency(D, "u", "/cases", "k").unwrap().unwrap();
    assert_eq!(
        (kept.body_hash, kept.status, kept.response.as_slice(), kept.case.as_str(), kept.seq),
        ([7; 32], 201, b"{}".as_slice(), "c1", 1)
    );
    assert_eq!(store.it().idempotency(D, "another", "/cases", "k").unwrap(), None);
    let tomorrow = Timestamp::now() + jiff::SignedDuration::from_hours(25);
    store.it().sweep(tomorrow).unwrap();
    assert_eq!(store.it().idempotency(D, "u", "/cases", "k").unwrap(), None);
    store.it().commit(Write { idempotency: Some(entry), ..filed("c2") }).unwrap();
}

#[test]
fn a_slot_is_held_by_one_case_until_it_lets_go() {
    let store = Store::new();
    let slot = Reservation { entry: "desk/14".into(), quarter: 1_977_300 };
    store.it().commit(Write { reservations: vec![slot.clone()], ..filed("c1") }).unwrap();
    let second = Write { reservations: vec![slot.clone()], ..filed("c2") };
    assert_eq!(store.it().commit(second.clone()).unwrap_err(), CommitError::Taken(slot.clone()));
    assert_eq!(store.it().head("c2").unwrap(), None);
    store.it().commit(Write { released: vec![slot.clone()], ..moved("c1", 1, "left") }).unwrap();
    store.it().commit(second).unwrap();
    assert_eq!(store.it().reservations(D, "desk/14", 0, i64::MAX).unwrap(), vec![(1_977_300, "c2".to_owned())]);
}

#[test]
fn an_outer_matter_takes_only_a_newer_revision() {
    let store = Store::new();
    let outer = |revision| Some(OuterKey { system: "city".into(), number: "W-1".into(), revision });
    store.it().commit(Write { outer: outer(3), ..filed("c1") }).unwrap();
    assert_eq!(store.it().outer(D, "city", "W-1").unwrap(), Some(("c1".into(), 3)));
    assert_eq!(store.it().commit(Write { outer: outer(3), ..moved("c1", 1, "x") }).unwrap_err(), CommitError::Conflict);
    assert_eq!(
        store.it().commit(Write { outer: outer(9), ..filed("c2") }).unwrap_err(),
        CommitError::Conflict,
        "another case"
    );
    store.it().commit(Write { outer: outer(4), ..moved("c1", 1, "x") }).unwrap();
    assert_eq!(store.it().outer(D, "city", "W-1").unwrap(), Some(("c1".into(), 4)));
}

#[test]
fn figures_add_up_and_can_be_asked_as_of_a_day() {
    let store = Store::new();
    let count = |n| vec![Count { indicator: "sample.filed".into(), unit: "u1".into(), day: date(2026, 3, 2), n }];
    store.it().commit(Write { counts: count(1), ..filed("c1") }).unwrap();
    store.it().commit(Write { counts: count(1), ..filed("c2") }).unwrap();
    let mut later = moved("c1", 1, "withdrawn");
    later.record.at = at("2026-03-05T16:30:00Z"); // the 6th at +08:00
    later.counts = count(-1);
    store.it().commit(later).unwrap();
    let sum = |as_of| {
        store.it().counts(&CountQuery { as_of, ..CountQuery::default() }).unwrap().iter().map(|c| c.n).sum::<i64>()
    };
    assert_eq!(
        (sum(None), sum(Some(date(2026, 3, 5))), sum(Some(date(2026, 3, 6))), sum(Some(date(2026, 3, 1)))),
        (1, 2, 1, 0)
    );
    let none = CountQuery { units: vec!["u2".into()], ..CountQuery::default() };
    assert_eq!(store.it().counts(&none).unwrap(), vec![]);
}

#[test]
fn figures_are_added_up_as_finely_as_they_are_asked_for() {
    let store = Store::new();
    let of = |day, n| Count { indicator: "sample.filed".into(), unit: "u1".into(), day, n };
    let days = [(date(2026, 2, 27), 1), (date(2026, 3, 2), 2), (date(2026, 3, 31), 4)];
    store.it().commit(Write { counts: days.map(|(day, n)| of(day, n)).to_vec(), ..filed("c1") }).unwrap();
    let sums = |grain| {
        let rows = store.it().counts(&CountQuery { grain, ..CountQuery::default() }).unwrap();
        rows.into_iter().map(|row| (row.day, row.n)).collect::<Vec<_>>()
    };
    assert_eq!(sums(Grain::Day), days);
    assert_eq!(sums(Grain::Month), [(date(2026, 2, 1), 1), (date(2026, 3, 1), 6)]);
    assert_eq!(sums(Grain::Whole), [(date(2026, 2, 27), 7)]);
}

#[test]
fn running_numbers_never_come_twice_once_a_case_has_taken_one() {
    let store = Store::new();
    let first = store.it().next_number(D, 2026).unwrap();
    let second = store.it().next_number(D, 2026).unwrap();
    assert_eq!((first, second), (1, 2));
    store.it().commit(filed("c1")).unwrap();
    let store = store.reopened();
    assert_eq!(store.it().next_number(D, 2026).unwrap(), 3);
    assert_eq!(store.it().next_number(D, 2027).unwrap(), 1);
    assert_eq!(store.it().next_number("420105", 2026).unwrap(), 1);
}

#[test]
fn tasks_are_replaced_entries_and_outbox_go_with_the_case() {
    let store = Store::new();
    store.it().commit(filed("c1")).unwrap();
    let mut write = moved("c1", 1, "handling");
    write.tasks = vec![task("t2", "handler", "420103-roads", None)];
    write.entries =
        vec![EntryRow { register: "answers".into(), key: "a1".into(), value: json!({"owner": "420103-roads"}) }];
    write.outbox = vec![Outgoing { kind: "sms".into(), payload: json!({"template": "taken"}) }];
    store.it().commit(write).unwrap();
    let tasks = store.it().tasks(&TaskQuery { case: Some("c1".into()), ..TaskQuery::default() }).unwrap().items;
    assert_eq!(tasks.iter().map(|t| t.task.task.as_str()).collect::<Vec<_>>(), ["t2"]);
    assert_eq!(store.it().entry(D, "answers", "a1").unwrap(), Some(json!({"owner": "420103-roads"})));
    assert_eq!(store.it().outbox_take("sms", 10, Timestamp::now()).unwrap().len(), 1);
}

#[test]
fn what_contradicts_the_kept_is_refused_by_name() {
    let store = Store::new();
    store.it().commit(filed("c1")).unwrap();
    let again = Write { vault: filed("c1").vault, ..moved("c1", 1, "x") };
    assert_eq!(
        store.it().commit(again).unwrap_err(),
        CommitError::Invalid("content".into()),
        "an item is written once"
    );
    let never = format!("sha256-{}", Hash::of(b"never put"));
    assert_eq!(
        store.it().commit(Write { files: vec![never.clone()], ..filed("c2") }).unwrap_err(),
        CommitError::Invalid(never)
    );
}
