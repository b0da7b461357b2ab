//! Closed is not solved: what comes again is told in its own record, found at one question's cost, taken off what was said
//! to be solved, once, and whatever is kept is what the records give.

use bihuan_core::casework::Who;
use bihuan_office::figures::ask::Asked;
use bihuan_office::{Settled, checks};
use serde_json::json;

use crate::desk::Desk;

fn value(desk: &Desk, id: &str) -> String {
    let asked = Asked::ever(&format!("hotline.{id}"), &["420103".to_owned()]);
    desk.office.figure(&asked).unwrap().value.unwrap_or_default()
}

fn lamp(desk: &Desk, street: &str) -> Settled {
    let place = json!({ "unit": street });
    desk.file(json!({ "content": "合成：路灯不亮", "category": "street-light", "place": place }))
}

/// One that was answered at once and said to be solved.
fn solved(desk: &Desk, street: &str) -> String {
    let id = lamp(desk, street).case.id.0;
    desk.step("clerk", &id, "answer", json!({ "reply": "合成：已修复" }));
    let judged = json!({ "responded": true, "resolved": true, "satisfied": 5 });
    desk.act(Who::Reporter, &id, "rate", judged).unwrap();
    id
}

fn is_repeat(settled: &Settled) -> bool {
    settled.events.iter().any(|event| json!(event)["type"] == "repeated")
}

fn records_and_figures_hold(desk: &Desk) {
    let checked = desk.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!(checked.wrong, 0, "{:#?}", checked.first);
    assert_eq!(desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

#[test]
fn what_comes_again_is_taken_off_what_was_solved_once() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    solved(&desk, "420103001");
    assert!(!is_repeat(&lamp(&desk, "420103002")), "another street");
    let again = lamp(&desk, "420103001");
    assert!(is_repeat(&again) && is_repeat(&lamp(&desk, "420103001")));
    let told = |id: &str| value(&desk, id);
    assert_eq!((told("repeats").as_str(), told("solved").as_str(), told("solved_again").as_str()), ("2", "1", "1"));
    assert_eq!((told("solved_rate").as_str(), told("solved_for_good_rate").as_str()), ("100.0", "0.0"));
    // The number and its list are one.
    let asked = Asked::ever("hotline.repeats", &["420103".to_owned()]);
    let figure = desk.office.law().figure("hotline.repeats").unwrap().clone();
    assert_eq!(desk.office.behind(&figure, &asked, None, 50).unwrap().items.len(), 2);
    records_and_figures_hold(&desk);
}

#[test]
fn one_that_was_opened_again_is_not_repeated_and_nor_is_one_of_long_ago() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let id = solved(&desk, "420103001");
    desk.step("supervisor", &id, "reopen", json!({ "reason": "合成：又坏了" }));
    assert!(!is_repeat(&lamp(&desk, "420103001")), "it is open");
    let other = Desk::at("2025-09-25T09:00:00+08:00");
    solved(&other, "420103001");
    other.office.advance_to("2025-10-29T09:00:00+08:00".parse().unwrap()).unwrap();
    assert!(!is_repeat(&lamp(&other, "420103001")));
    records_and_figures_hold(&desk);
    records_and_figures_hold(&other);
}

/// Of many that come at once each is a repeat, and only one of them puts the judgement into question.
#[test]
fn many_at_once_take_off_one() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    solved(&desk, "420103001");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| lamp(&desk, "420103001"));
        }
    });
    assert_eq!((value(&desk, "repeats").as_str(), value(&desk, "solved_again").as_str()), ("4", "1"));
    records_and_figures_hold(&desk);
}

#[test]
fn filing_costs_the_same_however_many_were_closed() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let cost = || {
        let before = bihuan_ledger::tally();
        lamp(&desk, "420103001");
        let after = bihuan_ledger::tally();
        (after.questions - before.questions, after.rows - before.rows)
    };
    for _ in 0..3 {
        solved(&desk, "420103001");
    }
    cost();
    let few = cost();
    for _ in 0..12 {
        solved(&desk, "420103001");
    }
    cost();
    assert_eq!(cost(), few);
}
