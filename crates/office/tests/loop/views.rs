//! Views at work on a real store: a line follows its matter, a count is the length of its list, and lines that were lost or
//! never there come back as an act would have written them.

use bihuan_core::casework::TypeId;
use bihuan_core::casework::views::{ANYONE, EVERYONE, FILED, ONLY};
use bihuan_core::pack::model::View;
use bihuan_office::views::Part;
use bihuan_office::{Demand, Filing};
use serde_json::json;
use std::sync::Arc;

use crate::desk::{Desk, object};

const DISTRICT: &str = "420103";

fn view(desk: &Desk, id: &str) -> Arc<View> {
    desk.office.views().into_iter().find(|view| view.id == id).unwrap()
}

/// The numbers in a part of a view, which must be as many as its count.
fn shown(desk: &Desk, view: &View, scope: &str, column: &str) -> Vec<String> {
    let part = Part { district: DISTRICT, view, scope, column, from: "", until: "" };
    let page = desk.office.placed(&part, None, 200).unwrap();
    assert_eq!(page.items.len() as u64, desk.office.count_placed(&part).unwrap());
    page.items.into_iter().map(|placed| placed.number).collect()
}

#[test]
fn a_card_stands_in_the_column_of_its_stage_and_in_no_other() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let board = view(&desk, "hotline.requests-by-stage");
    let case = desk.file(json!({ "content": "合成：路灯不亮", "category": "street-light" })).case;
    assert_eq!(shown(&desk, &board, EVERYONE, "accept"), std::slice::from_ref(&case.number));
    assert_eq!(shown(&desk, &board, "420103-citizen-centre", "accept"), std::slice::from_ref(&case.number));
    desk.step("clerk", &case.id.0, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    assert!(shown(&desk, &board, EVERYONE, "accept").is_empty());
    assert!(shown(&desk, &board, "420103-citizen-centre", "sign").is_empty(), "it left the unit with its stage");
    assert_eq!(shown(&desk, &board, "420103-urban-management", "sign"), std::slice::from_ref(&case.number));
    desk.step("handler", &case.id.0, "take", json!({}));
    assert_eq!(shown(&desk, &board, EVERYONE, "handle"), [case.number]);
}

#[test]
fn what_is_due_first_stands_first_and_a_day_has_what_is_due_on_it() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let board = view(&desk, "hotline.requests-by-stage");
    let slow = desk.file(json!({ "content": "合成：甲", "category": "noise" })).case;
    let quick = desk.file(json!({ "content": "合成：乙", "category": "street-light" })).case;
    let due = |number: &str| {
        let case = desk.office.standing(number).unwrap();
        case.ruling_clock().map(|clock| clock.due())
    };
    let mut wanted = vec![slow.number, quick.number];
    wanted.sort_by_key(|number| (due(number), number.clone()));
    assert_eq!(shown(&desk, &board, EVERYONE, "accept"), wanted);
    let calendar = view(&desk, "hotline.requests-due");
    let day = bihuan_core::calendar::civil(due(&wanted[0]).unwrap()).date();
    let (from, until) = (day.to_string(), day.tomorrow().unwrap().to_string());
    let part = Part { district: DISTRICT, view: &calendar, scope: EVERYONE, column: ONLY, from: &from, until: &until };
    let of_day = desk.office.placed(&part, None, 200).unwrap().items;
    assert!(of_day.iter().any(|placed| placed.number == wanted[0]));
    assert_eq!(of_day.len() as u64, desk.office.count_placed(&part).unwrap());
}

fn task(desk: &Desk, title: &str) -> bihuan_core::casework::Case {
    let form = json!({
        "title": title, "quantity": "10", "measure": "个", "year": 2025, "lead_unit": "420103-urban-management", "due": "2025-12-31"
    });
    let wish = Filing {
        case_type: TypeId("supervision.task".into()),
        district: DISTRICT.parse().unwrap(),
        form: object(form),
        channel: "desk".into(),
    };
    desk.office.file(&Demand { who: desk.officer("supervisor"), wish, key: None }).unwrap().case
}

#[test]
fn a_funnel_keeps_what_was_reached_and_an_amount_belongs_to_its_day() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let funnel = view(&desk, "supervision.tasks-funnel");
    let case = task(&desk, "合成：甲");
    let other = task(&desk, "合成：乙");
    desk.step("handler", &case.id.0, "take", json!({}));
    desk.step(
        "handler",
        &case.id.0,
        "record",
        json!({ "amount": "3.5", "period": "2025-08-31", "evidence": "合成：验收单" }),
    );
    desk.step("handler", &case.id.0, "report", json!({ "summary": "合成：已完成" }));
    desk.step("supervisor", &case.id.0, "send_back", json!({ "reason": "合成：补材料" }));
    let now = desk.office.standing(&case.id.0).unwrap();
    let measured = serde_json::to_value(&now.measured).unwrap();
    assert_eq!(measured, json!({ "done": { "2025-08-31": "3.5" } }));
    assert_eq!(shown(&desk, &funnel, EVERYONE, FILED).len(), 2);
    assert_eq!(
        shown(&desk, &funnel, EVERYONE, "check"),
        std::slice::from_ref(&case.number),
        "it was there, though it came back"
    );
    assert!(shown(&desk, &funnel, EVERYONE, "closed.done").is_empty());
    let public = view(&desk, "supervision.promised");
    let mut both = vec![case.number, other.number];
    both.sort();
    let mut told = shown(&desk, &public, ANYONE, ONLY);
    told.sort();
    assert_eq!(told, both);
}

#[test]
fn lines_that_were_lost_come_back_as_acts_would_have_written_them() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let case = desk.file(json!({ "content": "合成：路灯不亮", "category": "street-light" })).case;
    task(&desk, "合成：甲");
    while desk.office.index_views().unwrap() {}
    assert!(desk.office.views_are_whole().unwrap());
    let all = |desk: &Desk| {
        let views = desk.office.views();
        let of = |view: &Arc<View>| {
            let columns = ["accept", "sign", "assigned", ONLY, FILED];
            columns.map(|column| (view.id.clone(), shown(desk, view, EVERYONE, column)))
        };
        views.iter().flat_map(of).collect::<Vec<_>>()
    };
    let before = all(&desk);
    assert!(before.iter().any(|(_, numbers)| numbers.contains(&case.number)));
    let ledger = desk.office.ledger();
    // A store of before has no line at all: every register of a view is emptied.
    let kept = ledger.meta("views-index").unwrap().unwrap();
    for register in kept.split_once(' ').unwrap().0.split(',') {
        let rows = ledger.entries_all(DISTRICT, register, "").unwrap();
        let gone = rows.into_iter().map(|row| bihuan_ledger::EntryRow { value: json!(null), ..row }).collect();
        ledger.put_entries(DISTRICT, gone).unwrap();
    }
    assert!(all(&desk).iter().all(|(_, numbers)| numbers.is_empty()));
    ledger.set_meta("views-index", None).unwrap();
    assert!(!desk.office.views_are_whole().unwrap());
    while desk.office.index_views().unwrap() {}
    assert_eq!(all(&desk), before);
}
