//! The loop from filing to its close, told step by step.

use bihuan_core::casework::case::Verdict;
use bihuan_core::casework::{accountable, replay};
use serde_json::json;

use crate::desk::Desk;
use crate::programs::request;

#[test]
fn a_request_goes_all_the_way_round() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "路灯不亮(合成)", "phone": "13800138000", "publish": true}));
    assert_eq!((desk.stage().as_str(), desk.unit().as_str()), ("accept", "420103-citizen-centre"));
    assert_eq!(desk.due("task:t1"), "2025-03-03T10:00");
    assert_eq!(desk.due("pledged"), "2025-03-10T23:59");
    desk.act("clerk dispatch", json!({"lead_unit": "420103-environment", "category": "noise"}));
    assert_eq!(desk.unit(), "420103-environment");
    desk.act("handler take", json!({}));
    desk.act("handler reply", json!({"reply": "已修复(合成)"}));
    assert_eq!(desk.stage(), "review");
    assert_eq!(desk.refused("handler approve", json!({})), "not-yours");
    desk.act("leader approve", json!({}));
    assert_eq!(desk.stage(), "rate");
    assert_eq!(desk.verdict("pledged"), Some(Verdict::Met));
    desk.act("reporter rate", json!({"responded": true, "resolved": true, "satisfied": 5}));
    assert_eq!(desk.stage(), "closed done");
    assert!(desk.case().open_tasks().next().is_none() && desk.case().open_clocks().next().is_none());
    assert_eq!(accountable(desk.case()), None);
    let kept = desk.table.kept(&desk.id).unwrap();
    let again = replay(kept.records.iter().map(|(at, events)| (*at, events.as_slice())));
    assert_eq!(again.as_ref(), Some(&kept.case));
    let record = serde_json::to_string(&kept.records).unwrap();
    assert!(!record.contains("13800138000") && !record.contains("路灯"), "what people typed is not in the record");
}
