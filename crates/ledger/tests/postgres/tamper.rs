//! Whoever changes a row behind the ledger's back is found, and the row is named.

use std::time::Duration;

use bihuan_ledger::{Cases, Checks, Ledger};

use super::{City, command};

/// What verifying names after somebody did this.
fn named_after(sql: &str) -> String {
    let city = City::new();
    let node = city.node();
    for case in ["c1", "c2"] {
        node.commit(command(case, 0, "x")).unwrap();
        node.commit(command(case, 1, "x")).unwrap();
    }
    assert!(node.settle(Duration::from_secs(20)).unwrap());
    assert_eq!(node.verify(&Checks::default()).unwrap().wrong, None);
    city.database.behind(sql);
    node.verify(&Checks::default()).unwrap().wrong.map_or_else(|| "nothing".to_owned(), |wrong| wrong.place)
}

#[test]
fn a_changed_record_is_named() {
    assert_eq!(named_after("UPDATE record SET bytes = bytes || 'x'::bytea WHERE seq = 3"), "420103/3");
}

#[test]
fn a_record_that_was_taken_out_is_named() {
    assert_eq!(named_after("DELETE FROM record WHERE seq = 2"), "420103/2");
}

#[test]
fn a_head_that_is_not_its_last_record_s_is_named() {
    assert_eq!(named_after("UPDATE case_head SET version = 1 WHERE case_id = 'c2'"), "420103/N-c2");
}

#[test]
fn a_vault_item_that_was_exchanged_is_named() {
    let swap = "UPDATE vault SET sealed = (SELECT sealed FROM vault WHERE case_id = 'c1') WHERE case_id = 'c2'";
    assert_eq!(named_after(swap), "420103/N-c2");
}

#[test]
fn a_signed_head_that_was_rewritten_is_named() {
    assert!(named_after("UPDATE checkpoint SET note = replace(note, 'A', 'B')").starts_with("420103/checkpoint/"));
}
