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
    let (_, sheet) = form.html.split_once("id=\"intake\"").unwrap();
    let (_, first) = sheet.split_once("<button").unwrap();
    let (first, _) = first.split_once('>').unwrap();
    assert!(first.contains("value=\"similar\""), "Enter in a field looks, and takes nothing over: {first}");
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

#[tokio::test]
async fn one_key_files_and_dispatches_and_asks_for_the_category_where_it_is_not_known() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let quick = ("step", "file-then:dispatch");
    let told = [("content", "合成：示例路 12 号路灯不亮"), quick];
    let asked = clerk.fill(&form, "/desk/intake", &told).await.want(422);
    assert!(asked.says("请先选诉求类别") && asked.says("示例路 12 号路灯不亮"));
    assert!(house.office.ledger().cases(&Default::default()).unwrap().items.is_empty(), "nothing is filed by half");
    let chosen = [&told[..], &[("category", "street-light")]].concat();
    let filed = clerk.fill(&form, "/desk/intake", &chosen).await.want(200);
    assert!(filed.says("派单：已完成") && filed.says("data-next"), "{}", filed.main());
    let cases = house.office.ledger().cases(&Default::default()).unwrap().items;
    assert_eq!((cases.len(), cases[0].head.unit.as_deref()), (1, Some(LEAD)));
}

#[tokio::test]
async fn the_districts_own_answers_stand_before_the_packs_are_judged_and_given() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let entry = |key: &str, answer: &str, until: &str| bihuan_ledger::EntryRow {
        register: "answers".into(),
        key: key.into(),
        value: json!({ "question": "路灯不亮找谁?", "answer": answer, "category": "street-light",
            "owner": "urban-management", "valid_until": until }),
    };
    let own = vec![
        entry("street-light", "合成：本区口径，请直接反映", "2026-12-31"),
        entry("lamp-lapsed", "合成：过期口径", "2025-01-01"),
        entry("lamp-own", "合成：夜间值班电话见公示栏", "2026-12-31"),
    ];
    house.office.ledger().put_entries("420103", own).unwrap();
    let form = clerk.get("/desk/intake").await.want(200);
    let told = [("content", "合成：我们路口的路灯坏了")];
    let ask = async |step: &str| clerk.fill(&form, "/desk/intake", &[&told[..], &[("step", step)]].concat()).await;
    let known = ask("similar").await.want(200);
    assert!(known.says("本区口径") && known.says("夜间值班电话") && !known.says("过期口径"), "{}", known.main());
    assert!(!known.says("注明路名和灯杆位置"), "the district's own stands before the pack's");
    assert!(ask("helps:lamp-own").await.want(200).says("有用 1"));
    assert!(ask("amend:lamp-own").await.want(200).says("要改 1"), "the last word of an officer counts, once");
    assert!(ask("helps:no-such").await.want(200).says("要改 1"));
    let given = ask("give:lamp-own").await.want(200);
    assert!(given.says("<option value=\"answers/lamp-own\" selected>"), "{}", given.main());
    let answer = [
        ("then", "answer"),
        ("then-answer-reply", "合成：夜间值班电话见公示栏"),
        ("then-answer-answer_entry", "answers/lamp-own"),
        ("step", "file"),
    ];
    let filed = clerk.fill(&form, "/desk/intake", &[&told[..], &answer].concat()).await.want(200);
    assert!(filed.says("当场答复：已完成"), "{}", filed.main());
    let lapsed = clerk.get("/desk/intake").await;
    let answer =
        answer.map(|(name, value)| (name, if value == "answers/lamp-own" { "answers/lamp-lapsed" } else { value }));
    let refused = clerk.fill(&lapsed, "/desk/intake", &[&told[..], &answer].concat()).await.want(200);
    assert!(refused.says("没有办成") && refused.says("过期"), "{}", refused.main());
}

#[tokio::test]
async fn matters_filed_before_there_was_an_index_are_found_by_their_caller_once_the_round_is_over() {
    use bihuan_ledger::{Cases, HeadRow, RecordDraft, Write};
    let house = House::new();
    let lamps = [house.lamp(), house.lamp()];
    let ledger = house.ledger.as_ref();
    for lamp in &lamps {
        let row = ledger.head(&lamp.id.0).unwrap().unwrap();
        let head = HeadRow { reporter_index: None, ..row.head };
        let record =
            RecordDraft { at: lamp.opened, command_id: format!("of-then-{}", lamp.id.0), ..Default::default() };
        let write =
            Write { district: row.district, case: row.case, expected: row.version, record, head, ..Write::default() };
        ledger.commit(write).unwrap();
    }
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let look =
        async || clerk.fill(&form, "/desk/intake", &[("phone", "13800000000"), ("step", "caller")]).await.want(200);
    assert!(look().await.says("没有还在办的事项"));
    let rounds = (0..50).take_while(|_| house.office.index_callers().unwrap()).count();
    assert!(rounds > 0 && rounds < 50, "it comes to an end");
    assert!(!house.office.index_callers().unwrap(), "and is over for good");
    let found = look().await;
    assert!(lamps.iter().all(|lamp| found.says(&lamp.number)), "{}", found.main());
}

/// What an office takes up itself came in by nobody's call: no channel is asked for, and none is made up.
#[tokio::test]
async fn what_an_office_takes_up_itself_has_no_channel_of_callers() {
    let house = House::new();
    let handler = house.staff("handler");
    let page = handler.get("/desk/intake?type=returns.round").await.want(200);
    assert!(!page.html.contains("name=\"channel\""), "{}", page.main());
    let said = [
        ("title", "合成：基本情况表"),
        ("office", "420103-civil-affairs"),
        ("due-year", "2025"),
        ("due-month", "10"),
        ("due-day", "31"),
        ("step", "file"),
    ];
    handler.fill(&page, "/desk/intake", &said).await;
    let query = bihuan_ledger::CaseQuery { types: vec!["returns.round".into()], limit: 10, ..Default::default() };
    let filed = house.office.ledger().cases(&query).unwrap().items;
    let case = house.office.standing(&filed.first().expect("it was filed").head.number).unwrap();
    assert_eq!(case.channel, "desk");
    let lamp = house.staff("clerk").get("/desk/intake").await.want(200);
    assert!(lamp.html.contains("name=\"channel\""), "what residents tell still comes in by some way");
}
