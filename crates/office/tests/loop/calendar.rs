//! A notice on the days of rest is taken in: by whom, once, for good, and every matter that runs is counted again.

use std::sync::Arc;

use bihuan_core::calendar::{Notice, rfc3339};
use bihuan_core::casework::case::ClockId;
use bihuan_core::casework::{Event, Who};
use bihuan_ledger::{Status, restore};
use bihuan_office::calendar::NoticeWish;
use bihuan_office::{Failure, checks};
use serde_json::json;

use crate::desk::{Desk, office};

const START: &str = "2025-09-15T09:00:00+08:00";

/// An invented notice for 2025: the sentences are read as those of a real one.
fn wish(days: &str, number: &str, replaces: Option<u32>) -> NoticeWish {
    let notice = Notice {
        year: 2025,
        title: "合成:关于放假的通知".into(),
        number: number.into(),
        published: "2025-09-14".parse().unwrap(),
        source: "合成来源".into(),
        days: bihuan_core::calendar::read_days(days, 2025).unwrap(),
    };
    NoticeWish { district: "420103".parse().unwrap(), notice, replaces }
}

const TWO_MORE: &str = "合成节：9月18日（周四）至19日（周五）放假，共2天。";

fn due(desk: &Desk, id: &str) -> String {
    let case = desk.office.read(id, &Who::Kernel).unwrap().case;
    rfc3339(case.clock(&ClockId("pledged".into())).unwrap().due())[..10].to_owned()
}

fn version(desk: &Desk) -> String {
    desk.office.law().calendar("420103").version().to_owned()
}

fn take(desk: &Desk, wish: &NoticeWish) -> Result<u32, Failure> {
    desk.office.take_notice(&desk.officer("admin"), wish, &version(desk)).map(|taken| taken.no)
}

fn code(failure: Failure) -> String {
    match failure {
        Failure::Refused(refusal) => refusal.faults.first().map(|it| it.code.clone()).unwrap_or_default(),
        other => panic!("{other:?}"),
    }
}

/// The round until it is done.
fn round(desk: &Desk) -> (u64, u64) {
    for _ in 0..100 {
        desk.office.recount_running().unwrap();
        if let Some(round) = desk.office.recounting("420103").unwrap()
            && round.done.is_some()
            && round.version == version(desk)
        {
            return round.moved;
        }
    }
    panic!("the round does not end");
}

#[test]
fn a_notice_is_looked_at_taken_in_and_every_running_matter_is_counted_again() {
    let desk = Desk::at(START);
    let ids: Vec<String> =
        (0..7).map(|n| desk.file(json!({ "content": format!("合成:路灯 {n}") })).case.id.0).collect();
    desk.step("clerk", &ids[1], "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    assert_eq!(round(&desk), (0, 0), "nothing moves under the calendar that ships");
    let before = due(&desk, &ids[0]);
    let shown = desk.office.preview_notice(&desk.officer("admin"), &wish(TWO_MORE, "合成1号", None)).unwrap();
    assert_eq!((shown.days.len(), shown.running, shown.moved), (2, (7, 7), (0, 7)));
    assert!(shown.told.is_empty() && !shown.settles && shown.largest.len() == 7);
    assert_eq!(rfc3339(shown.largest[0].from)[..10], before);
    assert_eq!(due(&desk, &ids[0]), before, "a look changes nothing");
    assert_eq!(take(&desk, &wish(TWO_MORE, "合成1号", None)).unwrap(), 1);
    assert_eq!(version(&desk), shown.version);
    assert_eq!(round(&desk), (0, 7));
    let after = due(&desk, &ids[0]);
    assert_eq!((before.as_str(), after.as_str()), ("2025-09-22", "2025-09-24"));
    let fresh = desk.file(json!({ "content": "合成:新的" })).case.id.0;
    assert_eq!(due(&desk, &fresh), after, "as if it had been known");
    let case = desk.office.read(&ids[0], &Who::Kernel).unwrap().case;
    assert_eq!(case.clock(&ClockId("pledged".into())).unwrap().reckoning.calendar, version(&desk));
    let records = desk.office.ledger().records("420103", &ids[0]).unwrap();
    assert_eq!(records.len(), 2, "one command a matter");
    let told: Vec<Event> =
        records[1].events().unwrap().into_iter().map(|e| serde_json::from_value(e).unwrap()).collect();
    assert!(told.iter().any(|event| matches!(event, Event::ClockMoved { why, .. } if why == "calendar")));
    assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

#[test]
fn it_survives_a_restart_and_a_backup() {
    let (dir, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = office(dir.path(), START, None);
    let admin = officer(&first, "admin");
    let base = first.law().calendar("420103").version().to_owned();
    first.take_notice(&admin, &wish(TWO_MORE, "合成1号", None), &base).unwrap();
    let version = first.law().calendar("420103").version().to_owned();
    assert_ne!(version, base);
    let file = copy.path().join("store.backup");
    first.ledger().backup(&file).unwrap();
    drop(first);
    let again = office(dir.path(), START, None);
    assert_eq!(again.law().calendar("420103").version(), version);
    assert_eq!(again.law().calendar("420104").version(), base, "each district takes its notices in by itself");
    assert_eq!(again.law().calendars.taken("420103").len(), 1);
    drop(again);
    let restored = copy.path().join("restored");
    restore(&file, &restored, &checks()).unwrap();
    assert_eq!(office(&restored, START, None).law().calendar("420103").version(), version);
}

fn officer(office: &Arc<bihuan_office::Office>, name: &str) -> Who {
    let user: bihuan_core::directory::UserName = name.parse().unwrap();
    let today = bihuan_core::calendar::civil(office.clock().now()).date();
    let posts = office.law().directory.posts_of(&user, today);
    Who::Officer(bihuan_core::casework::Officer { user, posts })
}

#[test]
fn only_the_keeper_of_the_district_takes_a_notice_in() {
    let desk = Desk::at(START);
    for name in ["clerk", "leader", "auditor"] {
        let refused = desk.office.take_notice(&desk.officer(name), &wish(TWO_MORE, "合成1号", None), &version(&desk));
        assert!(matches!(refused, Err(Failure::Refused(_))), "{name}");
        assert!(desk.office.preview_notice(&desk.officer(name), &wish(TWO_MORE, "合成1号", None)).is_err());
    }
    let elsewhere = NoticeWish { district: "420104".parse().unwrap(), ..wish(TWO_MORE, "合成1号", None) };
    assert!(desk.office.take_notice(&desk.officer("admin"), &elsewhere, &version(&desk)).is_err());
    assert!(desk.office.law().calendars.taken("420103").is_empty());
}

#[test]
fn the_same_notice_one_that_changes_nothing_and_a_second_officer_are_refused() {
    let desk = Desk::at(START);
    let seen = version(&desk);
    let admin = desk.officer("admin");
    desk.office.take_notice(&admin, &wish(TWO_MORE, "合成1号", None), &seen).unwrap();
    let again = desk.office.take_notice(&admin, &wish(TWO_MORE, "合成1号", None), &seen);
    assert_eq!(code(again.unwrap_err()), "taken-already", "the button pressed twice");
    let other = wish("合成节：9月17日放假1天。", "合成2号", None);
    assert_eq!(code(desk.office.take_notice(&admin, &other, &seen).unwrap_err()), "stale", "two officers at once");
    assert_eq!(desk.office.law().calendars.taken("420103").len(), 1);
    let nothing = wish("合成节：9月20日（周六）至21日（周日）放假，共2天。", "合成3号", None);
    let named = desk.office.take_notice(&admin, &nothing, &version(&desk));
    assert!(named.is_ok(), "a name is something");
    let nothing = NoticeWish { notice: Notice { number: "合成4号".into(), ..nothing.notice }, ..nothing };
    assert_eq!(code(desk.office.take_notice(&admin, &nothing, &version(&desk)).unwrap_err()), "changes-nothing");
    let past = NoticeWish { notice: Notice { year: 2024, ..other.notice.clone() }, ..other };
    let Failure::Refused(refusal) = desk.office.take_notice(&admin, &past, &version(&desk)).unwrap_err() else {
        panic!()
    };
    let codes: Vec<&str> = refusal.faults.iter().map(|fault| fault.code.as_str()).collect();
    assert!(codes.contains(&"year-past"), "{codes:?}");
}

#[test]
fn a_wrong_notice_is_replaced_by_its_correction() {
    let desk = Desk::at(START);
    let id = desk.file(json!({ "content": "合成:路灯" })).case.id.0;
    take(&desk, &wish(TWO_MORE, "合成1号", None)).unwrap();
    round(&desk);
    assert_eq!(due(&desk, &id), "2025-09-24");
    let right = wish("合成节：9月19日（周五）放假1天。", "合成1号", Some(1));
    let unknown = NoticeWish { replaces: Some(7), ..right.clone() };
    assert_eq!(code(take(&desk, &unknown).unwrap_err()), "not-in-force");
    assert_eq!(take(&desk, &right).unwrap(), 2);
    assert_eq!(
        code(take(&desk, &NoticeWish { replaces: Some(1), ..wish(TWO_MORE, "合成9号", None) }).unwrap_err()),
        "not-in-force"
    );
    let calendars = Arc::clone(&desk.office.law().calendars);
    assert!(!calendars.speaks("420103", 1) && calendars.speaks("420103", 2));
    assert_eq!(round(&desk), (1, 0), "now it is due sooner");
    assert_eq!(due(&desk, &id), "2025-09-23");
    let case = desk.office.read(&id, &Who::Kernel).unwrap().case;
    let clock = case.clock(&ClockId("pledged".into())).unwrap();
    let notices = desk.office.law().calendar_of("420103", clock).taken().to_vec();
    assert_eq!(notices, [right.notice], "its version says by which notice it was counted");
}

#[test]
fn a_matter_that_the_round_has_not_reached_is_counted_by_the_first_act() {
    let desk = Desk::at(START);
    let id = desk.file(json!({ "content": "合成:路灯" })).case.id.0;
    take(&desk, &wish(TWO_MORE, "合成1号", None)).unwrap();
    assert_eq!(due(&desk, &id), "2025-09-22", "nobody has come by yet");
    desk.step("clerk", &id, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    assert_eq!(due(&desk, &id), "2025-09-24");
    let records = desk.office.ledger().records("420103", &id).unwrap().len();
    round(&desk);
    assert_eq!(desk.office.ledger().records("420103", &id).unwrap().len(), records, "never twice");
}

#[test]
fn a_round_that_a_crash_broke_off_goes_on_and_counts_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let first = office(dir.path(), START, None);
    let desk = |office| Desk::over(office);
    let running = desk(Arc::clone(&first));
    let ids: Vec<String> = (0..450).map(|_| running.file(json!({ "content": "合成:路灯" })).case.id.0).collect();
    take(&running, &wish(TWO_MORE, "合成1号", None)).unwrap();
    let moved = first.recount_running().unwrap();
    let kept = first.recounting("420103").unwrap().unwrap();
    assert!(moved == 400 && kept.done.is_none() && kept.cursor.is_some(), "{kept:?}");
    drop((running, first));
    let again = Desk::over(office(dir.path(), START, None));
    assert_eq!(round(&again), (0, 450));
    for id in ids.iter().step_by(97) {
        assert_eq!(due(&again, id), "2025-09-24");
        assert_eq!(again.office.ledger().records("420103", id).unwrap().len(), 2);
    }
    let checked = again.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!(checked.wrong, 0, "{:?}", checked.first);
    let late = bihuan_ledger::CaseQuery { statuses: vec![Status::Open], ..Default::default() };
    assert_eq!(again.office.ledger().count_cases(&late).unwrap(), 450);
}
