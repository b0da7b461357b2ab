//! What the contract promises of the demo: the accounts that stand in it close a request with five acts.

use bihuan_core::casework::{accountable, responsible};
use serde_json::json;

use crate::desk::Desk;
use crate::stories;

#[test]
fn clerk_handler_leader_and_the_reporter_close_a_request() {
    let (pack, _) = stories::read("hotline");
    let mut desk = Desk::new((*pack.cases["request"]).clone());
    desk.file(json!({"content": "合成:路灯不亮", "phone": "13800138000"}));
    desk.act("clerk dispatch", json!({"lead_unit": "420103-urban-management"}));
    desk.act("handler take", json!({}));
    desk.act("handler reply", json!({"reply": "合成:已修复"}));
    desk.act("leader approve", json!({}));
    assert!(accountable(desk.case()).is_some());
    desk.act("reporter rate", json!({"responded": true, "resolved": true, "satisfied": 5}));
    assert_eq!(desk.stage(), "closed done");
    assert_eq!(responsible(desk.case()).unwrap().as_str(), "420103-urban-management", "lists keep it under who did it");
}

#[test]
fn units_that_dispatch_offers_can_all_do_it() {
    let (pack, _) = stories::read("hotline");
    let case_type = &pack.cases["request"];
    let lead = case_type.field("lead_unit").unwrap();
    let directory = bihuan_core::directory::demo().unwrap();
    let district = "420103".parse().unwrap();
    for unit in directory.units(Some(&district), None).filter(|unit| lead.unit_kinds.contains(&unit.kind)) {
        for post in ["handler", "head"] {
            let holders = directory.holders(&post.parse().unwrap(), &unit.code, jiff::civil::date(2026, 11, 21));
            assert!(!holders.is_empty(), "nobody is {post} in {}", unit.code);
        }
    }
}
