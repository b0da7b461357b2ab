//! A draw on a real store: what was frozen is what is drawn, what is drawn becomes matters once, and a register that changed
//! in between stops it.

use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::casework::{TypeId, Who};
use bihuan_core::draw;
use bihuan_office::entries::Shelf;
use bihuan_office::{Demand, Failure, Filing, Settled};
use serde_json::{Value as Json, json};

use crate::desk::{Desk, object};

const SECRETS: [&str; 2] = ["合成：第一个人想好的一句话，不给别人看", "synthetic: what the other person thought of"];

fn file(desk: &Desk, who: Who, kind: &str, form: Json) -> Result<Settled, Failure> {
    let wish = Filing {
        case_type: TypeId(format!("inspection.{kind}")),
        district: "420103".parse().unwrap(),
        form: object(form),
        channel: "desk".into(),
    };
    desk.office.file(&Demand { who, wish, key: None })
}

/// A plan of which both hashes are shown.
fn shown(desk: &Desk, form: Json) -> String {
    let plan = file(desk, desk.officer("handler"), "plan", form).unwrap().case.id.0;
    for (who, secret) in ["handler", "auditor"].into_iter().zip(SECRETS) {
        desk.step(who, &plan, "show", json!({ "hash": draw::shown(secret).unwrap() }));
    }
    plan
}

fn plan() -> Json {
    json!({ "title": "合成：抽查", "office": "420103-market-regulation", "trade": "catering", "share": 25, "leave_out": true })
}

fn tell(desk: &Desk, plan: &str) {
    for (who, secret) in ["handler", "auditor"].into_iter().zip(SECRETS) {
        desk.step(who, plan, "tell", json!({ "secret": secret }));
    }
}

fn refused(settled: Result<Settled, Failure>) -> (RefusalCode, String) {
    match settled {
        Err(Failure::Refused(refusal)) => (refusal.code, refusal.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_drawn_becomes_matters_once() {
    let desk = Desk::at("2025-03-03T09:00:00+08:00");
    let plan = shown(&desk, plan());
    desk.step("handler", &plan, "freeze", json!({}));
    tell(&desk, &plan);
    let drawn = desk.step("handler", &plan, "draw", json!({})).case.drawing.unwrap();
    let drawn = drawn.now().unwrap().result.clone().unwrap().drawn;
    let done = desk.step("leader", &plan, "hand_out", json!({})).case;
    desk.office.deliver_news().unwrap();
    let arisen = desk.office.arisen_from(&done).unwrap();
    assert_eq!(arisen.len(), drawn.len());
    assert!(drawn.iter().all(|one| arisen.iter().any(|matter| matter.key == one.id)));
    // The same letter once more opens nothing: one that was sent again after a crash.
    let letters = desk.office.ledger().entries_all("420103", "premises.cases", "").unwrap().len();
    assert_eq!(letters, drawn.len());
    desk.office.deliver_news().unwrap();
    assert_eq!(desk.office.arisen_from(&done).unwrap(), arisen);
    let first = desk.office.read(&arisen[0].case.0, &desk.officer("handler")).unwrap();
    assert_eq!(first.case.case_type.0, "inspection.check");
    assert!(format!("{:?}", first.values).contains(&done.number), "it names the draw that led to it");
    // Whoever recomputes needs nothing but what is published.
    let published = done.drawing.unwrap().now().unwrap().published();
    assert_eq!(published["secrets"], json!(SECRETS));
    assert_eq!(published["drawn"].as_array().unwrap().len(), drawn.len());
}

#[test]
fn an_entry_retired_after_the_freeze_stops_the_draw_until_it_is_begun_again() {
    let desk = Desk::at("2025-03-03T09:00:00+08:00");
    let plan = shown(&desk, plan());
    desk.step("handler", &plan, "freeze", json!({}));
    let law = desk.office.law();
    let rules = law.current(&TypeId("inspection.plan".into())).unwrap();
    let district = "420103".parse().unwrap();
    let shelf = Shelf { district: &district, rules, register: &rules.registers["premises"] };
    desk.office.retire_entry(&desk.officer("leader"), &shelf, "p-03", 0).unwrap();
    tell(&desk, &plan);
    let (code, words) = refused(desk.act(desk.officer("handler"), &plan, "draw", json!({})));
    assert_eq!(code, RefusalCode::Guard);
    assert!(words.contains("p-03"), "{words}");
    let broken = desk.step("leader", &plan, "break_off", json!({ "reason": "list-changed" })).case;
    assert_eq!(broken.drawing.as_ref().unwrap().tries.len(), 1);
    for (who, secret) in ["handler", "auditor"].into_iter().zip(SECRETS) {
        desk.step(who, &plan, "show", json!({ "hash": draw::shown(secret).unwrap() }));
    }
    let list = desk.step("handler", &plan, "freeze", json!({})).case.drawing.unwrap();
    assert_eq!(list.tries.len(), 2, "the try that was broken off stays");
    assert!(list.now().unwrap().list.as_ref().unwrap().entries.iter().all(|entry| entry.id != "p-03"));
}

#[test]
fn nobody_is_inspected_more_often_than_a_year_allows_drawn_or_not() {
    let desk = Desk::at("2025-03-03T09:00:00+08:00");
    let check = |desk: &Desk| {
        let form = json!({ "premises": "premises/p-01", "inspectors": ["inspectors/i-01", "inspectors/i-02"], "office": "420103-market-regulation" });
        file(desk, desk.officer("handler"), "check", form)
    };
    check(&desk).unwrap();
    check(&desk).unwrap();
    let (code, words) = refused(check(&desk));
    assert_eq!(code, RefusalCode::Limit);
    assert!(words.contains("p-01") && words.contains("2025"), "{words}");
    let plan = shown(
        &desk,
        json!({ "title": "合成：抽查", "office": "420103-market-regulation", "trade": "catering", "share": 25 }),
    );
    let (code, words) = refused(desk.act(desk.officer("handler"), &plan, "freeze", json!({})));
    assert!(code == RefusalCode::Limit && words.contains("p-01"), "{words}");
    desk.office.advance_to("2026-01-05T09:00:00+08:00".parse().unwrap()).unwrap();
    check(&desk).expect("another year");
}
