//! Lists: newest first, tasks by due with nulls last, every filter, every page once.

use bihuan_ledger::{CaseQuery, LedgerError, Status, TaskOrder, TaskQuery, TaskRow, Write};
use jiff::SignedDuration;

use super::{D, Store, at, filed, moved, task};

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

/// A request for more time may wait for its answer although the work that it was for is done.
#[test]
fn a_case_is_not_found_by_the_stage_of_a_request_that_outlives_it() {
    let store = Store::new();
    let mut write = filed("c1");
    write.tasks.push(TaskRow { stage: "handling".into(), branch: "main".into(), ..task("t2", "head", "u", None) });
    store.it().commit(write).unwrap();
    let query = CaseQuery { stages: vec!["handling".into()], ..CaseQuery::default() };
    assert_eq!(store.it().count_cases(&query).unwrap(), 0);
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
    let due = |before: &str| -> Vec<(Option<String>, u64)> {
        let rows = store.it().load_due(D, at(before)).unwrap();
        rows.into_iter().map(|row| (row.officer, row.tasks)).collect()
    };
    assert_eq!(due("2026-03-02T00:00:00Z"), [(Some("he".to_owned()), 1)], "by name, by then");
    assert_eq!(due("2026-03-01T01:00:00Z"), []);
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

#[test]
fn work_is_narrowed_and_ordered_where_it_is_kept() {
    let store = Store::new();
    for n in 0..6 {
        let mut write = filed(&format!("c{n}"));
        write.head.opened = at(&format!("2026-03-0{}T01:00:00Z", n + 1));
        write.head.type_id = if n % 2 == 0 { "sample.even".into() } else { "sample.odd".into() };
        write.tasks[0].due = Some(at(&format!("2026-03-{}T01:00:00Z", 20 - n)));
        write.tasks[0].stage = if n < 3 { "early".into() } else { "later".into() };
        store.it().commit(write).unwrap();
    }
    store.settled();
    let q = || TaskQuery { holders: vec![("clerk".into(), "420103-centre".into())], ..TaskQuery::default() };
    let cases = |query: TaskQuery| -> Vec<String> {
        let mut seen = Vec::new();
        let mut query = TaskQuery { limit: 2, ..query };
        loop {
            let page = store.it().tasks(&query).unwrap();
            seen.extend(page.items.into_iter().map(|row| row.case));
            query.cursor = page.next;
            if query.cursor.is_none() {
                return seen;
            }
        }
    };
    assert_eq!(cases(q()), ["c5", "c4", "c3", "c2", "c1", "c0"]);
    assert_eq!(cases(TaskQuery { order: TaskOrder::Oldest, ..q() }), ["c0", "c1", "c2", "c3", "c4", "c5"]);
    assert_eq!(cases(TaskQuery { order: TaskOrder::Newest, ..q() }), ["c5", "c4", "c3", "c2", "c1", "c0"]);
    assert_eq!(cases(TaskQuery { types: vec!["sample.even".into()], ..q() }), ["c4", "c2", "c0"]);
    assert_eq!(cases(TaskQuery { stages: vec!["early".into(), "none".into()], ..q() }), ["c2", "c1", "c0"]);
    assert_eq!(cases(TaskQuery { units: vec!["420103-other".into()], ..q() }), [""; 0]);
    assert_eq!(cases(TaskQuery { due_before: Some(at("2026-03-17T00:00:00Z")), ..q() }), ["c5", "c4"]);
    assert_eq!(cases(TaskQuery { q: Some("n-c3".into()), ..q() }), ["c3"]);
    assert_eq!(cases(TaskQuery { q: Some("路灯".into()), order: TaskOrder::Oldest, ..q() }).len(), 6);
    assert_eq!(cases(TaskQuery { q: Some("？".into()), ..q() }), [""; 0]);
}

#[test]
fn a_head_is_given_the_index_that_it_lacks_and_whoever_waits_hears_what_is_written() {
    let store = Store::new();
    let seen = store.it().places_beyond(&Default::default(), std::time::Duration::from_millis(1));
    std::thread::scope(|threads| {
        let heard = threads.spawn(|| store.it().places_beyond(&seen, std::time::Duration::from_secs(20)));
        (0..3).for_each(|n| assert!(store.it().commit(filed(&format!("c{n}"))).is_ok()));
        assert!(heard.join().unwrap()[D] >= 1);
    });
    let without = |after: &str| -> Vec<String> {
        store.it().heads_without_index(D, after, 2).unwrap().into_iter().map(|row| row.case).collect()
    };
    assert_eq!((without(""), without("c1")), (vec!["c0".to_owned(), "c1".into()], vec!["c2".to_owned()]));
    assert!(store.it().put_reporter_index(D, "c0", 1, "digest").unwrap());
    assert!(!store.it().put_reporter_index(D, "c0", 1, "other").unwrap(), "it has one");
    assert!(!store.it().put_reporter_index(D, "c1", 2, "digest").unwrap(), "another version");
    store.it().erase(D, "c2").unwrap();
    assert!(!store.it().put_reporter_index(D, "c2", 1, "digest").unwrap(), "erased with the person's data");
    let by = CaseQuery { reporter_index: Some("digest".into()), ..CaseQuery::default() };
    assert_eq!(store.it().count_cases(&by).unwrap(), 1);
}
