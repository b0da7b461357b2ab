//! Letters: a number is given once, be the case another one or the process restarted; what becomes of a letter changes
//! neither its number nor its code.

use bihuan_ledger::{CommitError, LetterQuery, LetterRow, Write};
use jiff::civil::date;

use super::{D, Store, at, filed, moved};

fn letter(n: u32, code: &str) -> LetterRow {
    LetterRow {
        of: "N-C1".into(),
        series: "sample.decision".into(),
        year: 2026,
        n,
        number: format!("合示字〔2026〕{n}号"),
        code: code.into(),
        type_id: "sample.matter".into(),
        letter: "decision".into(),
        unit: "420103-centre".into(),
        day: date(2026, 3, 2),
        standing: "valid".into(),
        since: at("2026-03-02T01:00:00Z"),
        ..LetterRow::default()
    }
}

fn issuing(case: &str, version: u64, row: LetterRow) -> Write {
    Write { letters: vec![row], ..moved(case, version, "decided") }
}

#[test]
fn a_number_is_given_once_and_stays_given() {
    let store = Store::new();
    for case in ["c1", "c2"] {
        store.it().commit(filed(case)).unwrap();
    }
    assert_eq!(store.it().next_letter(D, "sample.decision", 2026).unwrap(), 1);
    store.it().commit(issuing("c1", 1, letter(1, "AAAA"))).unwrap();
    assert_eq!(store.it().commit(issuing("c2", 1, letter(1, "BBBB"))), Err(CommitError::Conflict), "decide again");
    let same_words = LetterRow { series: "sample.other".into(), ..letter(1, "CCCC") };
    assert_eq!(store.it().commit(issuing("c2", 1, same_words)), Err(CommitError::Conflict));
    assert_eq!(
        store.it().commit(issuing("c2", 1, letter(2, "AAAA"))),
        Err(CommitError::Conflict),
        "a code is one letter's"
    );
    let void = LetterRow { standing: "void".into(), ..letter(1, "AAAA") };
    store.it().commit(issuing("c1", 2, void)).unwrap();
    let store = store.reopened();
    assert_eq!(store.it().next_letter(D, "sample.decision", 2026).unwrap(), 2, "a void number is never used again");
    assert_eq!(store.it().next_letter(D, "sample.decision", 2027).unwrap(), 1);
    assert_eq!(store.it().letter("AAAA").unwrap().unwrap().standing, "void");
    assert_eq!(store.it().letter("BBBB").unwrap(), None);
}

#[test]
fn letters_are_listed_page_by_page_newest_first() {
    let store = Store::new();
    store.it().commit(filed("c1")).unwrap();
    for n in 1..=5_u32 {
        let row = LetterRow { day: date(2026, 3, 1 + i8::try_from(n).unwrap()), ..letter(n, &format!("CODE{n}")) };
        store.it().commit(issuing("c1", u64::from(n), row)).unwrap();
    }
    let query = LetterQuery { district: D.into(), limit: 3, ..LetterQuery::default() };
    let first = store.it().letters(&query).unwrap();
    let second = store.it().letters(&LetterQuery { cursor: first.next.clone(), ..query.clone() }).unwrap();
    let numbers: Vec<u32> = first.items.iter().chain(&second.items).map(|row| row.n).collect();
    assert_eq!((numbers, second.next), (vec![5, 4, 3, 2, 1], None));
    let elsewhere = LetterQuery { units: vec!["420103-other".into()], ..query };
    assert!(store.it().letters(&elsewhere).unwrap().items.is_empty());
}
