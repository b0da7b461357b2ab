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

#[tokio::test]
async fn what_is_known_appears_while_the_clerk_listens_and_fills_in_nothing() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let lamp = house.file(json!({
        "content": "合成：路灯不亮三天了，请到示例路 12 号来修",
        "category": "street-light",
        "place": { "unit": "420103001" },
    }));
    let form = clerk.get("/desk/intake").await.want(200);
    let told = [("content", "合成：我们路口的路灯坏了，晚上看不清"), ("place-unit", "420103001")];
    let hidden = form.hidden_of("/desk/intake");
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert!(house.settled(), "the words of the open matter are findable");
    let known = clerk.post("/desk/intake/help", &[&hidden[..], &told[..]].concat()).await.want(200);
    assert!(known.says("路灯不亮找谁?") && known.says("前有效"), "an answer with its owner and its last day");
    assert!(known.says("可能属于“路灯不亮”：说到了“路灯”"), "a suggestion with the words that led to it");
    assert!(known.says("城"), "and the unit of that kind");
    assert!(known.says(&lamp.number) && known.says("同街道"), "an open matter nearby, with what it shares");
    assert!(!known.says("<html") && !known.says("示例路 12 号"), "a piece of a page, without what others typed");
    clerk.post("/desk/intake/help", &told).await.want(403);
    let took =
        clerk.fill(&form, "/desk/intake", &[&told[..], &[("step", "use:street-light")]].concat()).await.want(200);
    assert!(took.says("<option value=\"street-light\" selected>"), "taken over by the clerk's own hand");
    let again =
        clerk.fill(&form, "/desk/intake", &[&told[..], &[("step", "use:no-such-term")]].concat()).await.want(200);
    assert!(!again.says("no-such-term"));
    let silent = [("content", "合成：一二三四"), ("step", "similar")];
    let nothing = clerk.fill(&form, "/desk/intake", &silent).await.want(200);
    assert!(!nothing.says("可能属于") && nothing.says("没有相似的未办结事项"));
    let filed = house.office.ledger().cases(&Default::default()).unwrap().items;
    assert_eq!(filed.len(), 1, "nothing is filed by looking");
}

#[tokio::test]
async fn a_callers_open_matters_are_found_by_the_post_that_takes_them_in_and_every_look_is_written_down() {
    let house = House::new();
    let (ledger, lamp) = (house.office.ledger(), house.lamp());
    let district = lamp.district.as_str();
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let look = async |number: &str| {
        clerk.fill(&form, "/desk/intake", &[("phone", number), ("step", "caller")]).await.want(200)
    };
    for written in ["13800000000", "+86 138 0000 0000", "138-0000-0000"] {
        let found = look(written).await;
        assert!(found.says("这个号码还在办的事项") && found.says(&lamp.number), "{written}");
    }
    assert!(look("13911112222").await.says("没有还在办的事项"));
    assert!(look("12").await.says("请先填写来电号码"));
    let looks = |case: &str| ledger.looks(district, case).unwrap();
    assert_eq!((looks(&lamp.id.0).len(), looks("").len()), (3, 4), "each look, also one that found nothing");
    assert!(looks("").iter().all(|look| look.who == "clerk" && !look.items.concat().contains("138")));
    let row = ledger.head(&lamp.id.0).unwrap().unwrap();
    let index = row.head.reporter_index.unwrap();
    assert!(index.len() == 32 && !String::from_utf8_lossy(&row.head.state).contains("13800000000"));
    house.act("clerk", &lamp, "dispatch", json!({ "lead_unit": LEAD }));
    assert!(look("13800000000").await.says(&lamp.number), "found by the same number while it runs");
    let handler = house.staff("handler");
    let theirs = handler.get("/desk/intake").await.want(200);
    assert!(!theirs.says("value=\"caller\""));
    let refused =
        handler.fill(&theirs, "/desk/intake", &[("phone", "13800000000"), ("step", "caller")]).await.want(200);
    assert!(!refused.says("这个号码还在办的事项"));
    ledger.erase(district, &lamp.id.0).unwrap();
    assert!(look("13800000000").await.says("没有还在办的事项"), "erased with the person's data");
    assert!(ledger.head(&lamp.id.0).unwrap().unwrap().head.reporter_index.is_none());
    house.act("handler", &lamp, "take", json!({}));
    assert!(look("13800000000").await.says("没有还在办的事项"), "and a later act does not bring it back");
}
