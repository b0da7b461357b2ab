//! Several nodes at one store: each may die, none may lose or double what was answered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use bihuan_ledger::{Cases, Checks, CommitError, Ledger, Outbox, Outgoing, Reservation, Write};
use jiff::Timestamp;

use super::{City, D, command};

#[test]
fn of_two_commands_on_one_version_one_is_taken() {
    let city = City::new();
    let nodes = [city.node(), city.node()];
    nodes[0].commit(command("c1", 0, "first")).unwrap();
    let mut taken: BTreeMap<u64, usize> = BTreeMap::new();
    for version in 1..40 {
        let ends: Vec<_> = std::thread::scope(|threads| {
            let both = nodes
                .iter()
                .enumerate()
                .map(|(at, node)| threads.spawn(move || node.commit(command("c1", version, &format!("node-{at}")))));
            both.collect::<Vec<_>>().into_iter().map(|it| it.join().unwrap()).collect()
        });
        *taken.entry(version).or_default() += ends.iter().filter(|end| end.is_ok()).count();
        assert!(ends.iter().all(|end| matches!(end, Ok(_) | Err(CommitError::Conflict))), "{ends:?}");
    }
    assert!(taken.values().all(|count| *count == 1), "{taken:?}");
    assert_eq!(nodes[1].records(D, "c1").unwrap().len(), 40);
    assert_eq!(nodes[1].verify(&Checks::default()).unwrap().wrong, None);
}

#[test]
fn the_log_of_a_district_has_no_gap_whoever_writes() {
    let city = City::new();
    let nodes = [city.node(), city.node(), city.node()];
    std::thread::scope(|threads| {
        for (at, node) in nodes.iter().enumerate() {
            for lane in 0..4 {
                threads.spawn(move || {
                    for n in 0..25 {
                        node.commit(command(&format!("c{at}-{lane}-{n}"), 0, "x")).unwrap();
                    }
                });
            }
        }
    });
    let places: Vec<u64> = nodes[0].records_after(D, 0, 1000).unwrap().into_iter().map(|record| record.seq).collect();
    assert_eq!(places, (1..=300).collect::<Vec<_>>());
    assert!(nodes[0].settle(Duration::from_secs(20)).unwrap());
    let report = nodes[2].verify(&Checks::default()).unwrap();
    assert_eq!((report.wrong, report.records, report.cases), (None, 300, 300));
}

#[test]
fn numbers_are_given_once_and_slots_held_once() {
    let city = City::new();
    let nodes = [city.node(), city.node()];
    let numbers: Vec<u64> = std::thread::scope(|threads| {
        let asked: Vec<_> = nodes
            .iter()
            .map(|node| threads.spawn(|| (0..50).map(|_| node.next_number(D, 2026).unwrap()).collect::<Vec<_>>()))
            .collect();
        asked.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 100);
    let slot = |n: i64| vec![Reservation { entry: "hall/1".into(), quarter: n }];
    let held: usize = (0..20)
        .map(|n| {
            let ends = std::thread::scope(|threads| {
                let both: Vec<_> = nodes
                    .iter()
                    .enumerate()
                    .map(|(at, node)| {
                        threads.spawn(move || {
                            let case = format!("b{n}-{at}");
                            node.commit(Write { reservations: slot(n), ..command(&case, 0, "x") })
                        })
                    })
                    .collect();
                both.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
            });
            assert!(ends.iter().all(|end| matches!(end, Ok(_) | Err(CommitError::Taken(_)))), "{ends:?}");
            ends.into_iter().filter(Result::is_ok).count()
        })
        .sum();
    assert_eq!(held, 20);
}

#[test]
fn what_is_to_be_sent_is_taken_by_one() {
    let city = City::new();
    let nodes = [city.node(), city.node()];
    for n in 0..60 {
        let out = vec![Outgoing { kind: "mail".into(), payload: serde_json::json!({ "n": n }) }];
        nodes[0].commit(Write { outbox: out, ..command(&format!("c{n}"), 0, "x") }).unwrap();
    }
    let taken: Vec<u64> = std::thread::scope(|threads| {
        let work = |node: &bihuan_ledger::Postgres| {
            let mut mine = Vec::new();
            for _ in 0..20 {
                mine.extend(node.outbox_take("mail", 5, Timestamp::now()).unwrap().into_iter().map(|row| row.id));
            }
            mine
        };
        let both: Vec<_> = nodes.iter().map(|node| threads.spawn(move || work(node))).collect();
        both.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    assert_eq!((taken.len(), taken.iter().collect::<BTreeSet<_>>().len()), (60, 60));
}

#[test]
fn a_node_hears_what_another_made_durable() {
    let city = City::new();
    let (one, other) = (city.node(), city.node());
    let seen = other.places_beyond(&BTreeMap::new(), Duration::ZERO);
    let began = Instant::now();
    one.commit(command("c1", 0, "x")).unwrap();
    let now = std::iter::repeat_with(|| other.places_beyond(&seen, Duration::from_secs(1)))
        .find(|now| *now != seen || began.elapsed() > Duration::from_secs(10))
        .unwrap();
    assert_eq!(now.get(D), Some(&1));
}

#[test]
fn one_node_is_on_duty_and_another_takes_over() {
    let city = City::new();
    let (one, other) = (city.node(), city.node());
    assert!(one.on_duty().unwrap() && one.on_duty().unwrap());
    assert!(!other.on_duty().unwrap());
    drop(one);
    let began = Instant::now();
    while !other.on_duty().unwrap() {
        assert!(began.elapsed() < Duration::from_secs(10), "nobody is on duty");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_turn_is_held_by_one_node_at_a_time() {
    let city = City::new();
    let (one, other) = (city.node(), city.node());
    let turn = one.alone("changing").unwrap();
    let (tell, hear) = std::sync::mpsc::channel();
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let _turn = other.alone("changing").unwrap();
            tell.send(Instant::now()).unwrap();
        });
        drop(other.alone("another thing").unwrap());
        std::thread::sleep(Duration::from_millis(300));
        assert!(hear.try_recv().is_err(), "two have the turn");
        let let_go = Instant::now();
        drop(turn);
        assert!(hear.recv().unwrap() >= let_go);
    });
}

#[test]
fn connections_that_the_server_ends_are_made_again() {
    let city = City::new();
    let node = city.node();
    node.commit(command("c1", 0, "x")).unwrap();
    city.database.behind("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    let began = Instant::now();
    let mut version = 1;
    while version < 5 {
        match node.commit(command("c1", version, "x")) {
            Ok(_) => version += 1,
            Err(CommitError::Storage(_)) if began.elapsed() < Duration::from_secs(10) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(node.head("c1").unwrap().map(|row| row.version), Some(5));
    assert!(node.settle(Duration::from_secs(20)).unwrap());
    assert_eq!(node.verify(&Checks::default()).unwrap().wrong, None);
}
