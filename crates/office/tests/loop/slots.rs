//! Slots of entries over the real office and its store: two never hold the same one, what time ends is given back, and
//! the rows are what the records make.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::{TypeId, Who};
use bihuan_core::value::EntryRef;
use bihuan_office::{Demand, Failure, Filing, Settled, checks};
use proptest::prelude::*;
use serde_json::json;

use crate::desk::{Desk, object};

const D: &str = "420103";

fn booking(desk: &str, (from, until): (&str, &str), phone: &str) -> Demand<Filing> {
    let at = |time: &str| format!("2026-11-24T{time}:00+08:00");
    let form = json!({ "desk": format!("desks/{desk}"), "starts": at(from), "ends": at(until), "phone": phone });
    let wish = Filing {
        case_type: TypeId("desks.booking".into()),
        district: D.parse().unwrap(),
        form: object(form),
        channel: "portal".into(),
    };
    Demand { who: Who::Public, wish, key: None }
}

fn code_of(desk: &Desk, key: &str) -> String {
    let law = desk.office.law();
    let row = law.register("desks").unwrap().rows.iter().find(|row| row.key == key).unwrap();
    row.values["code"].as_str().unwrap().to_owned()
}

fn held(desk: &Desk, key: &str) -> Vec<(i64, String)> {
    desk.office.ledger().reservations(D, &format!("desks/{key}"), 0, i64::MAX).unwrap()
}

fn refused(answer: Result<Settled, Failure>) -> (RefusalCode, String) {
    match answer {
        Err(Failure::Refused(refusal)) => (refusal.code, refusal.sentence.zh.clone()),
        other => panic!("{:?}", other.map(|settled| settled.case.number)),
    }
}

#[test]
fn ten_thousand_race_for_one_desk_and_one_has_it() {
    const RIVALS: usize = 10_000;
    const THREADS: usize = 16;
    let desk = Desk::at("2026-11-24T08:00:00+08:00");
    let (next, barrier) = (AtomicUsize::new(0), Barrier::new(THREADS));
    let race = || {
        let (mut won, mut taken) = (Vec::new(), 0_usize);
        barrier.wait();
        loop {
            let rival = next.fetch_add(1, Ordering::Relaxed);
            if rival >= RIVALS {
                return (won, taken);
            }
            let demand = booking("v01-01", ("14:00", "16:00"), &format!("137{rival:08}"));
            match desk.office.file(&demand) {
                Ok(settled) => won.push(settled.case.id.0),
                Err(Failure::Refused(refusal)) if refusal.code == RefusalCode::SlotTaken => taken += 1,
                Err(Failure::Busy(_)) => drop(next.fetch_sub(1, Ordering::Relaxed)),
                Err(other) => panic!("{other:?}"),
            }
        }
    };
    let ran: Vec<(Vec<String>, usize)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(race)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let winners: Vec<String> = ran.iter().flat_map(|(won, _)| won.clone()).collect();
    let losers: usize = ran.iter().map(|(_, taken)| taken).sum();
    assert_eq!(winners.len(), 1, "exactly one holder");
    assert_eq!(winners.len() + losers, RIVALS, "everybody was answered");
    let rows = held(&desk, "v01-01");
    assert_eq!(rows.len(), 8, "two hours are eight quarters");
    assert!(rows.iter().all(|(_, case)| *case == winners[0]));
    assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

#[test]
fn overlapping_wishes_at_once_never_share_a_quarter() {
    let desk = Desk::at("2026-11-24T08:00:00+08:00");
    let windows = [("14:00", "16:00"), ("15:00", "17:00"), ("13:00", "14:15"), ("15:45", "16:15"), ("16:00", "18:00")];
    std::thread::scope(|scope| {
        for thread in 0..8_usize {
            let (desk, windows) = (&desk, &windows);
            scope.spawn(move || {
                for n in 0..10_usize {
                    let window = windows[(thread + n) % windows.len()];
                    let _ = desk.office.file(&booking("v01-02", window, &format!("136{thread:03}{n:05}")));
                }
            });
        }
    });
    let mut holders: BTreeMap<i64, String> = BTreeMap::new();
    for (quarter, case) in held(&desk, "v01-02") {
        assert_eq!(holders.insert(quarter, case), None);
    }
    assert!(!holders.is_empty());
    assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

#[test]
fn a_full_slot_is_refused_with_the_next_free_times_and_freed_by_cancelling() {
    let desk = Desk::at("2026-11-24T08:00:00+08:00");
    let first = desk.office.file(&booking("v01-01", ("14:00", "16:00"), "13800000001")).unwrap();
    let (code, told) = refused(desk.office.file(&booking("v01-01", ("15:00", "16:00"), "13800000002")));
    assert_eq!(code, RefusalCode::SlotTaken);
    assert!(told.contains("11-24 16:00-17:00"), "{told}");
    desk.act(Who::Reporter, &first.case.id.0, "cancel", json!({})).unwrap();
    assert!(held(&desk, "v01-01").is_empty());
    desk.office.file(&booking("v01-01", ("15:00", "16:00"), "13800000002")).unwrap();
}

#[test]
fn one_number_has_one_booking_however_fast_it_presses() {
    let desk = Desk::at("2026-11-24T08:00:00+08:00");
    let taken = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for n in 1..9 {
            let (desk, taken) = (&desk, &taken);
            scope.spawn(move || {
                let demand = booking(&format!("v01-{n:02}"), ("14:00", "15:00"), "13800000001");
                taken.fetch_add(usize::from(desk.office.file(&demand).is_ok()), Ordering::Relaxed);
            });
        }
    });
    assert_eq!(taken.into_inner(), 1);
}

#[test]
fn nobody_came_and_the_clock_gives_it_back() {
    let desk = Desk::at("2026-11-24T08:00:00+08:00");
    let filed = desk.office.file(&booking("v01-01", ("14:00", "16:00"), "13800000001")).unwrap();
    desk.office.advance_to("2026-11-24T14:16:00+08:00".parse().unwrap()).unwrap();
    let row = desk.office.ledger().head(&filed.case.id.0).unwrap().unwrap();
    assert_eq!(row.head.outcome.as_deref(), Some("no_show"));
    assert!(held(&desk, "v01-01").is_empty());
    assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

#[test]
fn rows_that_are_not_what_the_records_make_are_found_and_made_again() {
    let desk = Desk::at("2026-11-24T08:00:00+08:00");
    let filed = desk.office.file(&booking("v01-01", ("14:00", "15:00"), "13800000001")).unwrap();
    let right = held(&desk, "v01-01");
    desk.office.ledger().keep_slots(D, &filed.case.id.0, Vec::new()).unwrap();
    let wrong = desk.office.ledger().verify(&checks()).unwrap().wrong.unwrap();
    assert!(wrong.what.contains("时段"), "{}", wrong.what);
    assert_eq!(desk.office.rebuild_slots(Some(D)).unwrap(), (1, 1));
    assert_eq!(held(&desk, "v01-01"), right);
    assert_eq!(desk.office.rebuild_slots(None).unwrap(), (1, 0));
    assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever is booked, begun, left and waited for: the rows are what the records make, and no quarter has two holders.
    #[test]
    fn any_day_keeps_the_rows_right(acts in prop::collection::vec((0u8..5, 0usize..3, 8u8..18, 1u8..4), 1..16)) {
        let desk = Desk::at("2026-11-24T07:00:00+08:00");
        let mut cases: Vec<(String, String)> = Vec::new();
        for (n, (what, which, hour, length)) in acts.into_iter().enumerate() {
            let key = format!("v01-{:02}", which + 1);
            match what {
                0 | 1 => {
                    let window = (format!("{hour:02}:00"), format!("{:02}:30", hour + length));
                    let demand = booking(&key, (&window.0, &window.1), &format!("135{n:08}"));
                    if let Ok(settled) = desk.office.file(&demand) {
                        cases.push((settled.case.id.0, key));
                    }
                }
                2 => {
                    let to = desk.office.clock().now() + jiff::SignedDuration::from_mins(40);
                    desk.office.advance_to(to).unwrap();
                }
                _ => {
                    let Some((case, key)) = cases.get(which) else { continue };
                    let input = if what == 3 { json!({ "code": code_of(&desk, key) }) } else { json!({}) };
                    let _ = desk.act(Who::Reporter, case, ["start", "leave"][usize::from(what - 3)], input);
                }
            }
            prop_assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
        }
        let entry = EntryRef { register: "desks".into(), key: "v01-01".into() };
        prop_assert!(desk.office.cases_about(D, &entry).is_ok());
    }
}
