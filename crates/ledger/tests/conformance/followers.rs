//! What follows the log: words, the tree and its signed heads, the outbox.

use bihuan_ledger::log::{verify_checkpoint, verify_consistency, verify_inclusion};
use bihuan_ledger::{CaseQuery, Outgoing, Retry, VaultItem, Write};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{D, Store, filed, moved};

fn with_text(case: &str, text: &str) -> Write {
    Write {
        vault: vec![VaultItem { item: "content".into(), plain: text.into(), search_text: Some(text.into()) }],
        ..filed(case)
    }
}

fn find(store: &Store, q: &str) -> Vec<String> {
    let query = CaseQuery { q: Some(q.into()), ..CaseQuery::default() };
    store.settled().cases(&query).unwrap().items.into_iter().map(|c| c.case).collect()
}

#[test]
fn words_find_their_cases_and_so_does_the_number() {
    let store = Store::new();
    store.it().commit(with_text("c1", "小区门口的路灯坏了三天,晚上看不清路。")).unwrap();
    store.it().commit(with_text("c2", "夜间施工噪声扰民,希望尽快处理。")).unwrap();
    assert_eq!(find(&store, "路灯"), ["c1"]);
    assert_eq!(find(&store, "施工 噪声"), ["c2"]);
    assert_eq!(find(&store, "噪声 路灯"), Vec::<String>::new(), "every word must be there");
    assert_eq!(find(&store, "n-c2"), ["c2"]);
    for odd in ["\"", "*", "AND", "路灯\" OR \"x", "(", ""] {
        find(&store, odd);
    }
    assert_eq!(find(&store.reopened(), "路灯"), ["c1"]);
}

#[test]
fn every_record_is_proved_by_a_signed_head() {
    let store = Store::new();
    for n in 0..9 {
        store.it().commit(filed(&format!("c{n}"))).unwrap();
    }
    let ledger = store.settled();
    let head = (0..100)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            ledger.checkpoint(D).unwrap().filter(|c| c.size == 9)
        })
        .expect("a head is signed within five seconds");
    let key = ledger.verifier_key(D);
    assert_eq!(verify_checkpoint(&head.note, &key), Some((9, head.root)));
    assert_eq!(verify_checkpoint(&head.note.replace("\n9\n", "\n8\n"), &key), None);
    assert_eq!(verify_checkpoint(&head.note, &ledger.verifier_key("420105")), None, "signed for one district");
    for record in ledger.records_after(D, 0, 100).unwrap() {
        let proof = ledger.inclusion_proof(D, record.seq - 1, head.size).unwrap().unwrap();
        assert!(verify_inclusion(&record.bytes, proof.leaf, proof.size, &proof.path, &head.root));
        assert!(!verify_inclusion(b"another", proof.leaf, proof.size, &proof.path, &head.root));
    }
    let (old, path) =
        (ledger.inclusion_proof(D, 0, 5).unwrap().unwrap().root, ledger.consistency_proof(D, 5, 9).unwrap().unwrap());
    assert!(verify_consistency((5, &old), (9, &head.root), &path));
    assert_eq!(ledger.inclusion_proof(D, 9, 9).unwrap(), None);
    assert_eq!(ledger.inclusion_proof(D, 0, 10).unwrap(), None);
    assert_eq!(ledger.inclusion_proof("999999", 0, 1).unwrap(), None);
    let covering = ledger.checkpoint_covering(D, 8).unwrap().unwrap();
    assert!(covering.size >= 9);
    assert_eq!(ledger.checkpoint_covering(D, 9).unwrap(), None);
}

#[test]
fn the_tree_goes_on_after_a_restart() {
    let mut store = Store::new();
    for n in 0..20 {
        store.it().commit(filed(&format!("c{n}"))).unwrap();
        if n % 7 == 0 {
            store = store.reopened();
        }
    }
    let proof = store.settled().inclusion_proof(D, 3, 20).unwrap().unwrap();
    let record = &store.it().records_after(D, 3, 1).unwrap()[0];
    assert!(verify_inclusion(&record.bytes, 3, 20, &proof.path, &proof.root));
}

#[test]
fn the_outbox_sends_until_acknowledged_and_lays_aside_what_never_arrives() {
    let store = Store::new();
    let send = |n| Outgoing { kind: "sms".into(), payload: json!({ "n": n }) };
    store.it().commit(Write { outbox: vec![send(1), send(2)], ..filed("c1") }).unwrap();
    let now = Timestamp::now();
    let minutes = |m| now + SignedDuration::from_mins(m);
    let taken = store.it().outbox_take("sms", 10, now).unwrap();
    assert_eq!(taken.iter().map(|o| o.payload["n"].clone()).collect::<Vec<_>>(), [json!(1), json!(2)]);
    assert_eq!(store.it().outbox_take("sms", 10, now).unwrap(), vec![], "another worker gets nothing meanwhile");
    assert_eq!(store.it().outbox_take("mail", 10, minutes(9)).unwrap(), vec![]);
    store.it().outbox_ack(taken[0].id).unwrap();
    let retry = Retry { first: SignedDuration::from_mins(10), longest: SignedDuration::from_mins(15), most: 2 };
    store.it().outbox_fail(taken[1].id, "gateway down", now, retry).unwrap();
    let store = store.reopened();
    assert_eq!(store.it().outbox_take("sms", 10, minutes(9)).unwrap(), vec![]);
    let again = store.it().outbox_take("sms", 10, minutes(10)).unwrap();
    assert_eq!((again.len(), again[0].attempts, again[0].error.as_deref()), (1, 2, Some("gateway down")));
    store.it().outbox_fail(again[0].id, "gateway down", minutes(10), retry).unwrap();
    assert_eq!(store.it().outbox_take("sms", 10, minutes(999)).unwrap(), vec![]);
    assert_eq!(store.it().outbox_dead("sms").unwrap().len(), 1);
    store.it().outbox_revive(again[0].id).unwrap();
    assert_eq!(store.it().outbox_take("sms", 10, minutes(999)).unwrap().len(), 1);
    assert_eq!(retry.wait(2), SignedDuration::from_mins(15));
}

#[test]
fn a_worker_that_died_gives_its_work_back() {
    let store = Store::new();
    store
        .it()
        .commit(Write { outbox: vec![Outgoing { kind: "sms".into(), payload: json!({}) }], ..filed("c1") })
        .unwrap();
    let now = Timestamp::now();
    assert_eq!(store.it().outbox_take("sms", 1, now).unwrap().len(), 1);
    assert_eq!(store.it().outbox_take("sms", 1, now + SignedDuration::from_mins(3)).unwrap().len(), 1);
    assert_eq!(store.it().lag().unwrap().iter().find(|l| l.follower == "outbox").unwrap().behind, 1);
}

#[test]
fn erased_words_are_found_no_more_and_the_chain_stays_whole() {
    let store = Store::new();
    store.it().commit(with_text("c1", "路灯坏了,请打我的电话")).unwrap();
    store.it().commit(moved("c1", 1, "handling")).unwrap();
    assert_eq!(find(&store, "路灯"), ["c1"]);
    store.it().erase(D, "c1").unwrap();
    assert_eq!(find(&store, "路灯"), Vec::<String>::new());
    let report = store.it().verify(&Default::default()).unwrap();
    assert_eq!((report.wrong, report.erased, report.records), (None, 1, 2));
}
