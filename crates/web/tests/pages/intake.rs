//! The telephone clerk's page.

use serde_json::json;

use crate::house::{House, LEAD};

#[tokio::test]
async fn a_call_is_filed_and_dispatched_in_one_step() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    insta::assert_snapshot!("intake", form.main());
    let told = [
        ("channel", "phone"),
        ("content", "合成：示例路 12 号路灯不亮"),
        ("category", "street-light"),
        ("place-unit", "420103001"),
        ("phone", "13800000000"),
    ];
    let nothing = clerk.fill(&form, "/desk/intake", &[&told[..], &[("step", "similar")]].concat()).await.want(200);
    assert!(nothing.says("没有相似的未办结事项") && nothing.says("value=\"13800000000\""));
    house.lamp();
    let similar = clerk.fill(&form, "/desk/intake", &[&told[..], &[("step", "similar")]].concat()).await.want(200);
    assert!(similar.says("相似的未办结事项（1 件）"));
    let dispatch = [("step", "file"), ("then", "dispatch"), ("then-dispatch-lead_unit", LEAD)];
    let filed = clerk.fill(&form, "/desk/intake", &[&told[..], &dispatch].concat()).await.want(200);
    let main = filed.main();
    let (before, code) = main.split_once("<strong class=\"bh-code\">").unwrap();
    let (code, after) = code.split_once("</strong>").unwrap();
    assert_eq!(code.len(), 12);
    insta::assert_snapshot!("intake_done", format!("{before}<strong class=\"bh-code\">…</strong>{after}"));
    let again = clerk.fill(&form, "/desk/intake", &[&told[..], &dispatch].concat()).await.want(200);
    assert!(again.says(code), "the same call is not filed twice");
}

#[tokio::test]
async fn what_is_wrong_stays_in_the_form_and_a_refused_step_leaves_the_matter_filed() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let wrong = [("channel", "counter"), ("phone", "99999999999"), ("then", "answer"), ("step", "file")];
    let refused = clerk.fill(&form, "/desk/intake", &wrong).await.want(422);
    insta::assert_snapshot!("intake_refused", refused.main());
    let bare = [("content", "合成：咨询"), ("then", "dispatch"), ("step", "file")];
    let filed = clerk.fill(&form, "/desk/intake", &bare).await.want(200);
    assert!(filed.says("事项已登记，但“派单”没有办成"), "{}", filed.main());
    let english = house.staff("clerk").in_english().get("/desk/intake").await.want(200);
    assert!(english.says("How it came in") && english.says("Dispatch"));
    house.file(json!({ "content": "合成" }));
}
