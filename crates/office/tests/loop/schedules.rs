//! What schedules open, through the office: each once, whatever crashes, wherever the clock is set, a page at a time.

use bihuan_core::casework::{TypeId, Who};
use bihuan_ledger::{CaseQuery, EntryRow};
use bihuan_office::{Demand, Filing};
use jiff::Timestamp;
use serde_json::json;

use crate::desk::{Desk, object};
use crate::subcases::undertakings;

const PATROL: &str = "undertakings.patrol";

fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

/// A district comes alive with its first matter.
fn alive(desk: &Desk) {
    let wish = Filing {
        case_type: TypeId("undertakings.undertaking".into()),
        district: "420103".parse().unwrap(),
        form: object(json!({ "title": "合成工程" })),
        channel: "portal".into(),
    };
    desk.office.file(&Demand { who: Who::Public, wish, key: None }).unwrap();
}

fn count(desk: &Desk, kind: &str) -> u64 {
    let query = CaseQuery { types: vec![kind.into()], ..CaseQuery::default() };
    desk.office.ledger().count_cases(&query).unwrap()
}

fn go_on(desk: &Desk, to: &str) {
    desk.office.clock().advance_to(at(to));
    loop {
        desk.office.open_scheduled().unwrap();
        if desk.office.scheduled("420103").unwrap().values().all(|kept| kept.open.is_empty()) {
            return;
        }
    }
}

#[test]
fn each_entry_gets_one_a_period_and_a_restart_adds_none() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    alive(&desk);
    assert_eq!(desk.office.open_scheduled().unwrap(), 0, "what was due before is not asked about");
    go_on(&desk, "2025-04-01T09:00:00");
    assert_eq!(count(&desk, PATROL), 2, "of the pack's own entries the two that are active");
    drop(desk);
    let desk = undertakings(dir.path());
    go_on(&desk, "2025-04-01T10:00:00");
    assert_eq!(count(&desk, PATROL), 2);
    let kept = desk.office.scheduled("420103").unwrap();
    assert_eq!(kept["undertakings.patrols"].last.as_ref().unwrap().period, "2025-04");
    go_on(&desk, "2025-05-06T09:00:00");
    assert_eq!(count(&desk, PATROL), 4, "05-01 is a day of rest and rolls");
}

#[test]
fn a_large_register_goes_a_page_at_a_time_through_a_crash_and_nobody_gets_two() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    alive(&desk);
    let site = |n: usize| EntryRow {
        register: "sites".into(),
        key: format!("s{n:05}"),
        value: json!({ "name": format!("合成工地{n}"), "unit": "construction", "active": !n.is_multiple_of(10) }),
    };
    desk.office.ledger().put_entries("420103", (0..900).map(site).collect()).unwrap();
    desk.office.open_scheduled().unwrap();
    desk.office.clock().advance_to(at("2025-04-01T09:00:00"));
    let first = desk.office.open_scheduled().unwrap();
    assert!(first > 0 && first <= 400, "one go is no more than a few pages: {first}");
    let kept = desk.office.scheduled("420103").unwrap();
    assert!(kept["undertakings.patrols"].cursor.is_some());
    drop(desk);
    let desk = undertakings(dir.path());
    go_on(&desk, "2025-04-01T09:05:00");
    assert_eq!(count(&desk, PATROL), 812, "nine of ten of the district's and two of the pack's");
    let kept = desk.office.scheduled("420103").unwrap();
    let patrols = &kept["undertakings.patrols"];
    assert!((patrols.opened, patrols.refused) == (812, 0) && patrols.open.is_empty(), "{patrols:?}");
}

/// A register of a hundred thousand: no go looks at more than a few pages, the end is reached, and each that is in use has one.
#[test]
fn a_hundred_thousand_entries_are_gone_through_in_small_goes() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    alive(&desk);
    desk.office.open_scheduled().unwrap();
    let site = |n: usize| EntryRow {
        register: "sites".into(),
        key: format!("s{n:06}"),
        value: json!({ "name": format!("合成工地{n}"), "unit": "construction", "active": n.is_multiple_of(10_000) }),
    };
    for from in (0..100_000).step_by(20_000) {
        desk.office.ledger().put_entries("420103", (from..from + 20_000).map(site).collect()).unwrap();
    }
    desk.office.clock().advance_to(at("2025-04-01T09:00:00"));
    let mut goes = 0;
    loop {
        let opened = desk.office.open_scheduled().unwrap();
        goes += 1;
        assert!(opened <= 400 && goes < 1000, "{opened} in one go, {goes} goes");
        if desk.office.scheduled("420103").unwrap().values().all(|kept| kept.open.is_empty()) {
            break;
        }
    }
    assert!(goes >= 100, "{goes} goes: other work has its turn in between");
    assert_eq!(count(&desk, PATROL), 12, "ten of the district's and two of the pack's");
}

#[test]
fn of_what_was_missed_the_latest_is_opened_unless_the_schedule_catches_up() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    alive(&desk);
    desk.office.open_scheduled().unwrap();
    go_on(&desk, "2025-09-10T09:00:00");
    assert_eq!(count(&desk, PATROL), 2, "September's alone");
    let streets = desk
        .office
        .law()
        .directory
        .units(None, Some(bihuan_core::directory::UnitKind::Street))
        .filter(|unit| unit.code.as_str().starts_with("420103"))
        .count();
    let drills = count(&desk, "undertakings.drill");
    assert_eq!(drills, 2 * u64::try_from(streets).unwrap(), "the second and the third quarter's");
}

#[test]
fn what_cannot_be_taken_in_is_counted_and_holds_nobody_up() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    alive(&desk);
    let site = |key: &str, unit: &str| EntryRow {
        register: "sites".into(),
        key: key.into(),
        value: json!({ "name": "合成", "unit": unit, "active": true }),
    };
    let rows = vec![site("a", "no-such-unit"), site("b", "construction")];
    desk.office.ledger().put_entries("420103", rows).unwrap();
    desk.office.open_scheduled().unwrap();
    go_on(&desk, "2025-04-01T09:00:00");
    assert_eq!(count(&desk, PATROL), 3);
    assert_eq!(desk.office.scheduled("420103").unwrap()["undertakings.patrols"].refused, 1);
}
