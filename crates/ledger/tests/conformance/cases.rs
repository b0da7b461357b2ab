//! Lists: newest first, tasks by due with nulls last, every filter, every page once.

use bihuan_ledger::{CaseQuery, LedgerError, Status, TaskQuery, TaskRow, Write};
use jiff::SignedDuration;

use crate::{D, Store, at, filed, moved, task};

/// Thirty cases, one an hour, in three districts.
fn thirty() -> Store {
    let store = Store::new();
    for n in 0..30_i64 {
        let mut write = filed(&format!("c{n:02}"));
        write.district = ["420103", "420105", "420106"][n as usize % 3].into();
        write.head.opened += SignedDuration::from_hours(n);
        write.head.unit = Some(format!("u{}", n % 2));
        write.head.stage = if n < 10 { "intake" } else { "handling" }.into();
        write.tasks[0].stage = write.head.stage.clone();
        write.head.status = if n % 5 == 0 { Status::Closed } else { Status::Open };
        write.head.late_from = (n % 4 == 0).then(|| at("2026-03-04T00:00:00Z"));
        write.head.public = n == 7;
        write.head.lead = (n == 8).then(|| "c07".into());
        write.head.reporter_index = (n == 9).then(|| "r".into());
        store.it().commit(write).unwrap();
    }
    store
}

fn found(store: &Store, query: CaseQuery) -> Vec<usize> {
    let items = store.it().cases(&CaseQuery { limit: 200, ..query.clone() }).unwrap().items;
    assert_eq!(store.it().count_cases(&query).unwrap(), items.len() as u64, "the count is the list's length");
    items.iter().map(|c| c.case[1..].parse().unwrap()).collect()
}

#[test]
fn newest_first_over_all_districts() {
    assert_eq!(found(&thirty(), CaseQuery::default()), (0..30).rev().collect::<Vec<_>>());
}

#[test]
fn every_filter_finds_what_it_names() {
    let store = thirty();
    let strings = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let of = |test: fn(usize) -> bool| (0..30).rev().filter(|n| test(*n)).collect::<Vec<_>>();
    let now = at("2026-03-04T00:00:00Z");
    let q = CaseQuery::default;
    assert_eq!(found(&store, CaseQuery { districts: strings(&["420103", "420106"]), ..q() }), of(|n| n % 3 != 1));
    assert_eq!(found(&store, CaseQuery { units: strings(&["u1"]), ..q() }), of(|n| n % 2 == 1));
    assert_eq!(
        found(&store, CaseQuery { units: strings(&["u1", "u0", "u2"]), stages: strings(&["intake"]), ..q() }),
        of(|n| n < 10)
    );
    assert_eq!(
        found(&store, CaseQuery { statuses: vec![Status::Closed, Status::Suspended], ..q() }),
        of(|n| n % 5 == 0)
    );
    assert_eq!(found(&store, CaseQuery { late_at: Some(now), ..q() }), Vec::<usize>::new(), "late means after, not at");
    let late = Some(now + SignedDuration::from_secs(1));
    assert_eq!(found(&store, CaseQuery { late_at: late, ..q() }), of(|n| n % 4 == 0 && n % 5 != 0));
    assert_eq!(found(&store, CaseQuery { in_time_at: late, ..q() }), of(|n| n % 4 != 0 || n % 5 == 0));
    assert_eq!(found(&store, CaseQuery { public: Some(true), ..q() }), [7]);
    assert_eq!(found(&store, CaseQuery { lead: Some("c07".into()), ..q() }), [8]);
    assert_eq!(found(&store, CaseQuery { reporter_index: Some("r".into()), ..q() }), [9]);
    assert_eq!(found(&store, CaseQuery { types: strings(&["other.type"]), ..q() }), Vec::<usize>::new());
    let noon = Some(at("2026-03-02T12:00:00Z"));
    assert_eq!(found(&store, CaseQuery { opened_until: noon, ..q() }), of(|n| n < 11));
    assert_eq!(found(&store, CaseQuery { opened_from: noon, ..q() }), of(|n| n >= 11));
}

#[test]
fn a_case_is_found_by_the_stage_of_each_of_its_branches() {
    let store = Store::new();
    let mut write = filed("c1");
    write.tasks.push(TaskRow { stage: "survey".into(), branch: "b2".into(), ..task("t2", "surveyor", "u", None) });
    store.it().commit(write).unwrap();
    for (stage, cases) in [("intake", 1), ("survey", 1), ("handling", 0)] {
        let query = CaseQuery { stages: vec![stage.into()], ..CaseQuery::default() };
        assert_eq!(store.it().count_cases(&query).unwrap(), cases, "{stage}");
    }
}

#[test]
fn pages_show_every_case_once() {
    let store = thirty();
    let mut query = CaseQuery { limit: 7, ..CaseQuery::default() };
    let mut seen = vec![];
    loop {
        let page = store.it().cases(&query).unwrap();
        seen.extend(page.items.iter().map(|c| c.case.clone()));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, (0..30).rev().map(|n| format!("c{n:02}")).collect::<Vec<_>>());
    for bad in ["", "x", "1", "x.y"] {
        let asked = store.it().cases(&CaseQuery { cursor: Some(bad.into()), ..CaseQuery::default() });
        assert!(matches!(asked, Err(LedgerError::Refused { code: "bad-cursor", .. })), "{bad:?}");
    }
}

#[test]
fn work_is_soonest_due_first_and_mine_alone_where_it_was_given_to_me() {
    let store = Store::new();
    let roads = |id, due| task(id, "handler", "420103-roads", due);
    let tasks = vec![
        roads("none", None),
        roads("later", Some("2026-03-05T01:00:00Z")),
        roads("soon", Some("2026-03-03T01:00:00Z")),
        TaskRow { officer: Some("he".into()), ..roads("his", Some("2026-03-01T01:00:00Z")) },
        TaskRow { officer: Some("me".into()), ..task("mine", "any", "any", Some("2026-03-04T01:00:00Z")) },
        task("other", "handler", "420103-parks", None),
    ];
    store.it().commit(Write { tasks, ..filed("c1") }).unwrap();
    let mut query = TaskQuery {
        holders: vec![("handler".into(), "420103-roads".into())],
        officer: Some("me".into()),
        limit: 3,
        ..TaskQuery::default()
    };
    let first = store.it().tasks(&query).unwrap();
    let names = |items: &[bihuan_ledger::OpenTask]| items.iter().map(|t| t.task.task.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first.items), ["soon", "mine", "later"]);
    query.cursor = first.next;
    assert_eq!(names(&store.it().tasks(&query).unwrap().items), ["none"]);
    assert_eq!(first.items[0].number, "N-C1");
    assert_eq!(store.it().tasks(&TaskQuery::default()).unwrap().items, vec![], "who holds nothing has no work");
    let load = store.it().load(D).unwrap();
    let of =
        |officer: Option<&str>| load.iter().filter(|l| l.officer.as_deref() == officer).map(|l| l.tasks).sum::<u64>();
    assert_eq!((of(None), of(Some("he")), of(Some("me"))), (4, 1, 1));
    let all = TaskQuery { case: Some("c1".into()), ..TaskQuery::default() };
    assert_eq!(store.it().tasks(&all).unwrap().items.len(), 6);
}

#[test]
fn timers_come_when_due_soonest_first_and_once() {
    let store = Store::new();
    for (case, wake) in [
        ("c1", Some("2026-03-03T00:00:00Z")),
        ("c2", Some("2026-03-02T00:00:00Z")),
        ("c3", None),
        ("c4", Some("2026-04-01T00:00:00Z")),
    ] {
        let mut write = filed(case);
        write.head.wake_at = wake.map(at);
        store.it().commit(write).unwrap();
    }
    let due = |limit| {
        store.it().due_wakes(at("2026-03-03T00:00:00Z"), limit).unwrap().into_iter().map(|w| w.case).collect::<Vec<_>>()
    };
    assert_eq!(due(10), ["c2", "c1"]);
    assert_eq!(due(1), ["c2"]);
    assert_eq!(store.it().next_wake().unwrap(), Some(at("2026-03-02T00:00:00Z")));
    let mut fired = moved("c2", 1, "x");
    fired.head.wake_at = None;
    store.it().commit(fired).unwrap();
    let store = store.reopened();
    assert_eq!(store.it().due_wakes(at("2026-03-03T00:00:00Z"), 10).unwrap().len(), 1);
    assert_eq!(store.it().districts().unwrap(), [D]);
}
