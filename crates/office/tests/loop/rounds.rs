//! Rounds through the office: the table tells who owes, everybody who does is urged once however many press, and what a
//! unit said is known the next time.

use std::collections::BTreeMap;

use bihuan_core::casework::gathering::Standing;
use bihuan_core::casework::{Case, TypeId, Who};
use bihuan_office::{Demand, Failure, Filing};
use serde_json::json;

use crate::desk::{Desk, object};

const OFFICE: &str = "420103-civil-affairs";

fn asked(desk: &Desk, due: &str) -> Case {
    let form = json!({ "title": "合成：基本情况表", "office": OFFICE, "due": due,
        "streets": ["420103001", "420103002", "420103003"] });
    let wish = Filing {
        case_type: TypeId("returns.round".into()),
        district: "420103".parse().unwrap(),
        form: object(form),
        channel: "desk".into(),
    };
    let case = desk.office.file(&Demand { who: desk.officer("handler"), wish, key: None }).unwrap().case;
    desk.step("handler", &case.id.0, "send", json!({})).case
}

fn below(desk: &Desk, round: &Case, which: usize) -> String {
    desk.office.standing(&round.id.0).unwrap().subcases[which].identity.clone().unwrap().id.0
}

fn handed_in(desk: &Desk, id: &str, households: i64) {
    let answers = json!({ "households": households, "residents": 2, "elders": 1, "visited": 0, "hazards": 0, "fixed": 0,
        "counted_on": "2025-02-28" });
    desk.step("handler", id, "hand_in", answers);
    desk.step("leader", id, "confirm", json!({}));
}

fn standings(desk: &Desk, round: &Case, who: &Who) -> Vec<Standing> {
    let reading = desk.office.read(&round.id.0, who).unwrap();
    let shown = desk.office.round(&reading, who).unwrap().unwrap();
    shown.lines.iter().map(|line| line.standing).collect()
}

fn urgings(desk: &Desk, id: &str) -> usize {
    let told = desk.office.told_of("420103", id).unwrap();
    let urged = |event: &&bihuan_core::casework::Event| matches!(event, bihuan_core::casework::Event::Acted { action, .. } if action == "urge");
    told.iter().flat_map(|(_, events)| events).filter(urged).count()
}

#[test]
fn whoever_owes_is_urged_once_however_many_press_and_nobody_else() {
    let desk = Desk::at("2025-03-10T09:00:00+08:00");
    let round = asked(&desk, "2025-03-14");
    let (handler, leader) = (desk.officer("handler"), desk.officer("leader"));
    handed_in(&desk, &below(&desk, &round, 1), 10);
    assert_eq!(standings(&desk, &round, &handler), [Standing::Missing, Standing::Waiting, Standing::Missing]);
    let reading = desk.office.read(&round.id.0, &handler).unwrap();
    let shown = desk.office.round(&reading, &handler).unwrap().unwrap();
    let seen: BTreeMap<String, u64> =
        shown.lines.iter().filter_map(|line| line.case.clone()).map(|(_, number, version)| (number, version)).collect();
    // Two officers look at the same page and press, one of them twice.
    for who in [&handler, &leader, &handler] {
        let urged = desk.office.urge_round(&round.id.0, who, &seen).unwrap();
        assert!(urged.len() == 2 && urged.iter().all(|one| one.end.is_ok()));
    }
    let counts: Vec<usize> = (0..3).map(|which| urgings(&desk, &below(&desk, &round, which))).collect();
    assert_eq!(counts, [1, 0, 1]);
    // Who looks again may urge again.
    desk.office.urge_round(&round.id.0, &handler, &BTreeMap::new()).unwrap();
    assert_eq!(urgings(&desk, &below(&desk, &round, 0)), 2);
    let nobody = desk.office.urge_round(&round.id.0, &Who::Public, &BTreeMap::new());
    assert!(matches!(nobody, Err(Failure::NotFound)));
}

#[test]
fn totals_are_of_what_counts_and_are_told_to_who_may_read_it() {
    let desk = Desk::at("2025-03-10T09:00:00+08:00");
    let round = asked(&desk, "2025-03-14");
    for (which, households) in [(0, 10), (1, 32)] {
        handed_in(&desk, &below(&desk, &round, which), households);
        desk.step("handler", &below(&desk, &round, which), "count", json!({}));
    }
    let handler = desk.officer("handler");
    let reading = desk.office.read(&round.id.0, &handler).unwrap();
    let shown = desk.office.round(&reading, &handler).unwrap().unwrap();
    let totals: Vec<Option<String>> = shown.totals.iter().map(|sum| sum.map(|sum| sum.to_string())).collect();
    assert_eq!(totals[..3], [Some("42".into()), Some("4".into()), Some("2".into())]);
    assert_eq!(totals.last(), Some(&None), "a date is not added up");
    assert_eq!((shown.counts["counted"], shown.counts["missing"]), (2, 1));
    let other = desk.office.read(&below(&desk, &round, 0), &handler).unwrap();
    assert!(desk.office.round(&other, &handler).unwrap().is_none(), "a return asks nobody");
}

#[test]
fn what_was_counted_is_known_the_next_time_and_nothing_else() {
    let desk = Desk::at("2025-03-10T09:00:00+08:00");
    let first = asked(&desk, "2025-03-14");
    handed_in(&desk, &below(&desk, &first, 0), 10);
    handed_in(&desk, &below(&desk, &first, 1), 20);
    desk.step("handler", &below(&desk, &first, 0), "count", json!({}));
    let second = asked(&desk, "2025-03-21");
    let case = desk.office.standing(&below(&desk, &second, 0)).unwrap();
    let known = case.foreknown.unwrap();
    assert_eq!(known.case.0, below(&desk, &first, 0));
    assert_eq!(known.values.len(), 3);
    assert!(!known.values.contains_key("visited"), "what changes each time is asked each time");
    let waiting = desk.office.standing(&below(&desk, &second, 1)).unwrap();
    assert!(waiting.foreknown.is_none(), "what was not counted is not known");
    assert_eq!(waiting.quantities["asked"].to_string(), "7");
    let checked = desk.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!(checked.wrong, 0);
}

/// An office of which a return's households are for those who fill it in and those who asked, not for the auditor.
fn discreet(dir: &std::path::Path) -> Desk {
    let mut packs = crate::desk::packs();
    let files = packs.iter_mut().flat_map(|pack| &mut pack.files);
    let (_, text) =
        files.into_iter().find(|(path, text)| path == "return.yaml" && text.contains("case: return")).unwrap();
    *text = text.replace("\naccess:\n", "\naccess:\n  fields: { households: [task, handler@unit, handler@asker] }\n");
    let ledger = std::sync::Arc::new(bihuan_ledger::Sqlite::open(dir).unwrap());
    let clock = bihuan_office::OfficeClock::starting_at("2025-03-10T09:00:00+08:00".parse().unwrap());
    let people = bihuan_core::directory::demo().unwrap();
    let law = bihuan_office::Law::publish(ledger.as_ref(), &packs, people, clock.now()).unwrap();
    Desk::over(std::sync::Arc::new(bihuan_office::Office::new(ledger, law, clock, true)))
}

#[test]
fn what_was_known_is_told_to_nobody_who_may_not_see_it_now() {
    let dir = tempfile::tempdir().unwrap();
    let desk = discreet(dir.path());
    let first = asked(&desk, "2025-03-14");
    handed_in(&desk, &below(&desk, &first, 0), 98765);
    desk.step("handler", &below(&desk, &first, 0), "count", json!({}));
    let second = asked(&desk, "2025-03-21");
    let told = |account: &str| {
        let who = desk.officer(account);
        let reading = desk.office.read(&below(&desk, &second, 0), &who).unwrap();
        let past: Vec<_> = desk.office.past(&reading, &who).unwrap().into_iter().flat_map(|one| one.events).collect();
        [format!("{:?}", reading.case.foreknown), format!("{past:?}")].map(|text| text.contains("98765"))
    };
    assert_eq!(told("handler"), [true, true], "whoever fills it in is told");
    assert_eq!(told("auditor"), [false, false]);
}
