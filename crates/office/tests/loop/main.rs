//! The loop through the office, on a real store, under the packs that ship.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod alerts;
mod briefs;
mod calendar;
mod desk;
mod draws;
mod editions;
mod fields;
mod figures;
mod migration;
mod notices;
mod open_data;
mod outside;
mod publication;
mod registers;
mod repeats;
mod rounds;
mod schedules;
mod slots;
mod staff;
mod subcases;
mod views;

use bihuan_core::casework::Who;
use bihuan_core::directory;
use bihuan_ledger::{Books, Sqlite, Status};
use bihuan_office::{Demand, Failure, IdempotencyKey, Law, PackSource};
use jiff::Timestamp;
use serde_json::json;

use desk::{Desk, act, filing, packs};

fn key(name: &str, body: u8) -> IdempotencyKey {
    IdempotencyKey {
        district: "420103".into(),
        caller: "anonymous".into(),
        path: "POST /cases".into(),
        key: name.into(),
        body_hash: [body; 32],
    }
}

#[test]
fn a_request_goes_round_the_loop_and_is_proved() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let filed = desk.file(json!({ "content": "合成:路灯不亮", "phone": "13800000000" }));
    let id = filed.case.id.0.clone();
    assert!(filed.opened && filed.case.synthetic);
    desk.step("clerk", &id, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    desk.step("handler", &id, "take", json!({}));
    desk.step("handler", &id, "reply", json!({ "reply": "合成:已修复" }));
    desk.step("leader", &id, "approve", json!({}));
    let done =
        desk.act(Who::Reporter, &id, "rate", json!({ "responded": true, "resolved": true, "satisfied": 5 })).unwrap();
    assert_eq!(done.case.closed.as_ref().map(|c| c.outcome.as_str()), Some("done"));
    let row = desk.office.ledger().head(&done.case.number).unwrap().unwrap();
    assert_eq!(row.head.status, Status::Closed);
    assert_eq!(row.head.wake_at, None, "a closed case sleeps for good");
}

#[test]
fn what_people_typed_is_read_by_those_who_may_and_by_nobody_else() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let filed = desk.file(json!({ "content": "合成:噪声", "phone": "13800000000", "name": "合成某" }));
    let id = filed.case.id.0.clone();
    let record = desk.office.ledger().records("420103", &id).unwrap().remove(0);
    let record = String::from_utf8(record.bytes).unwrap();
    for typed in ["噪声", "13800000000", "合成某"] {
        assert!(!record.contains(typed), "the record holds `{typed}`");
    }
    let clerk = desk.office.read(&id, &desk.officer("clerk")).unwrap();
    assert!(format!("{:?}", clerk.values).contains("噪声"));
    desk.step("clerk", &id, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    let handler = desk.office.read(&id, &desk.officer("handler")).unwrap();
    assert!(handler.masked.contains(&"name".to_owned()), "the reporter's name is hidden from the handler");
    assert!(matches!(desk.office.read(&id, &Who::Public), Err(Failure::NotFound)));
}

#[test]
fn a_repeated_request_is_answered_as_the_first_and_another_body_is_refused() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let form = json!({ "content": "合成:井盖" });
    let first = desk.office.file(&filing(form.clone(), Some(key("a", 1)))).unwrap();
    let again = desk.office.file(&filing(form.clone(), Some(key("a", 1)))).unwrap();
    assert!(again.replayed && !first.replayed);
    assert_eq!((&first.case.number, first.hash), (&again.case.number, again.hash));
    assert!(matches!(desk.office.file(&filing(form, Some(key("a", 2)))), Err(Failure::KeyReused)));
}

#[test]
fn a_refused_filing_takes_no_number() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    assert!(matches!(desk.office.file(&filing(json!({}), None)), Err(Failure::Refused(_))));
    let filed = desk.file(json!({ "content": "合成:一" }));
    assert!(filed.case.number.starts_with("420103-25-00001-"), "{}", filed.case.number);
}

#[test]
fn two_officers_press_the_same_button_and_one_is_told() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let filed = desk.file(json!({ "content": "合成:占道" }));
    let (id, seen) = (filed.case.id.0.clone(), filed.case.version);
    let clerk = desk.officer("clerk");
    desk.step("clerk", &id, "comment", json!({ "text": "合成:看过" }));
    let wish = |unit: &str| act(&id, "dispatch", json!({ "lead_unit": unit }), Some(seen));
    let first = Demand { who: clerk.clone(), wish: wish("420103-urban-management"), key: None };
    desk.office.act(&first).expect("a comment moves no ground");
    let second = Demand { who: clerk, wish: wish("420103-housing"), key: None };
    match desk.office.act(&second) {
        Err(Failure::Stale { changed, .. }) => assert!(changed.iter().any(|c| c.starts_with("stage")), "{changed:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_time_brings_comes_once_also_when_it_comes_late() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let filed = desk.file(json!({ "content": "合成:积水" }));
    let id = filed.case.id.0;
    let later: Timestamp = "2025-11-01T09:00:00+08:00".parse().unwrap();
    assert!(desk.office.advance_to(later).unwrap());
    let warned = |desk: &Desk| {
        let records = desk.office.ledger().records("420103", &id).unwrap();
        records.iter().flat_map(|r| r.events().unwrap()).filter(|e| e["type"] == "warned").count()
    };
    let once = warned(&desk);
    assert!(once > 0);
    assert_eq!(desk.office.wake_due().unwrap(), 0);
    assert_eq!(warned(&desk), once);
}

#[test]
fn a_duplicate_is_answered_with_its_lead() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let (lead, follower) =
        (desk.file(json!({ "content": "合成:甲" })).case, desk.file(json!({ "content": "合成:乙" })).case);
    desk.step("clerk", &follower.id.0, "merge", json!({ "lead": lead.number }));
    desk.office.deliver_news().unwrap();
    desk.step("clerk", &lead.id.0, "answer", json!({ "reply": "合成:一并答复" }));
    desk.office.deliver_news().unwrap();
    let read = desk.office.read(&follower.id.0, &Who::Reporter).unwrap();
    assert!(format!("{:?}", read.values).contains("一并答复"), "{:?}", read.values);
    assert!(read.actions.iter().any(|open| open.action == "rate"), "each rates alone");
    let offered: Vec<_> = read.actions.iter().map(|open| open.action.as_str()).collect();
    assert!(!offered.contains(&"comment"), "an officers' note is not offered to the reporter: {offered:?}");
}

#[test]
fn what_is_claimed_is_held_against_stories_that_were_played() {
    let evidence = bihuan_office::evidence(&packs(), Default::default(), Default::default());
    assert!(evidence.packs.len() >= 2, "{:?}", evidence.packs.keys());
    assert!(evidence.scenarios_passed.len() >= 30, "{:?}", evidence.scenarios_passed);
    let items = bihuan_text::documents::shipped().unwrap().items(&evidence);
    assert!(items.iter().all(|item| item.row.starts_with('S')));
}

#[test]
fn a_store_opens_although_the_checker_has_learnt_a_rule_that_a_kept_version_breaks() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(dir.path()).unwrap();
    let old = released_before("supervision");
    let text = serde_json::to_vec(&old).unwrap();
    ledger.keep_pack("supervision", "1", &text, Timestamp::UNIX_EPOCH).unwrap();
    let today = |packs: &[PackSource]| Law::publish(&ledger, packs, directory::demo().unwrap(), Timestamp::UNIX_EPOCH);
    assert!(today(&packs()).is_ok(), "cases of then go on under the rules of then");
    assert!(today(&[old]).is_err(), "the same pack is not published anew");
}

/// A pack as an earlier checker let it pass: with a stage that nothing leads to.
fn released_before(name: &str) -> PackSource {
    let mut pack = packs().into_iter().find(|pack| pack.name == name).unwrap();
    for (path, text) in &mut pack.files {
        match path.as_str() {
            "pack.yaml" => *text = text.replacen("version: 2", "version: 1", 1),
            "task.yaml" => {
                let limbo = "stages:\n  limbo:\n    title: 无人能到\n    task: { post: supervisor, unit: { route: supervision }, within: 3 wd, basis: supervision-profile }\n    actions:\n      leave: { title: 离开, close: cancelled }\n";
                *text = text.replacen("stages:\n", limbo, 1);
            }
            _ => {}
        }
    }
    pack
}
