//! The page of a case: what each post sees of it, acting on it, and the ways in which acting can fail.

use serde_json::json;

use crate::house::{House, LEAD};

#[tokio::test]
async fn each_post_sees_its_own_of_a_new_case() {
    let house = House::new();
    let case = house.lamp();
    let path = format!("/desk/cases/{}", case.number);
    let clerk = house.staff("clerk").get(&path).await.want(200);
    insta::assert_snapshot!("case_new", clerk.main());
    insta::assert_snapshot!("case_new_en", house.staff("clerk").in_english().get(&path).await.want(200).main());
    insta::assert_snapshot!(
        "case_print",
        house.staff("clerk").get(&format!("{path}?view=print")).await.want(200).main()
    );
    assert!(clerk.says("138 0000 0000") && clerk.says("&lt;三天了&gt;"));
    let auditor = house.staff("auditor").get(&path).await.want(200);
    assert!(
        !auditor.says("138 0000 0000")
            && !auditor.says("13800000000")
            && auditor.says("有，您不能看")
            && auditor.says("现在不需要您办理")
    );
    house.staff("investment").get(&path).await.want(404);
    house.staff("clerk").get("/desk/cases/NOBODY").await.want(404);
}

#[tokio::test]
async fn whoever_is_shown_what_is_personal_is_written_down() {
    use bihuan_ledger::Vault;
    let house = House::new();
    let case = house.lamp();
    let path = format!("/desk/cases/{}", case.number);
    house.staff("auditor").get(&path).await.want(200);
    assert!(house.ledger.looks("420103", &case.id.0).unwrap().is_empty());
    house.staff("clerk").get(&path).await.want(200);
    let looks = house.ledger.looks("420103", &case.id.0).unwrap();
    assert_eq!((looks.len(), looks[0].who.as_str(), looks[0].items.len()), (1, "clerk", 2));
}

#[tokio::test]
async fn the_loop_is_walked_on_its_page() {
    let house = House::new();
    let case = house.lamp();
    let path = format!("/desk/cases/{}", case.number);
    let step = async |user: &str, action: &str, pairs: &[(&str, &str)]| {
        let staff = house.staff(user);
        let page = staff.get(&path).await.want(200);
        let done = staff.fill(&page, &format!("{path}/actions/{action}"), pairs).await.want(303);
        assert!(done.location.starts_with(&path) || done.location == "/desk?done=1", "{}", done.location);
        staff.get(&done.location).await.want(200)
    };
    let dispatched = step("clerk", "dispatch", &[("dispatch-t1-lead_unit", LEAD)]).await;
    assert!(dispatched.says("派单：已完成"));
    step("handler", "take", &[]).await;
    step("handler", "reply", &[("reply-t3-reply", "合成：已换灯泡\n今晚起亮")]).await;
    let author = house.staff("handler").get(&path).await.want(200);
    assert!(!author.says("/actions/approve"), "nobody approves their own answer");
    step("leader", "approve", &[]).await;
    house.act("reporter", &case, "rate", json!({ "responded": true, "resolved": false, "satisfied": 1 }));
    let redo = house.staff("handler").get(&path).await.want(200);
    insta::assert_snapshot!("case_redo", redo.main());
    insta::assert_snapshot!("case_redo_en", house.staff("supervisor").in_english().get(&path).await.want(200).main());
}

#[tokio::test]
async fn what_the_law_refuses_comes_back_with_what_was_typed() {
    let house = House::new();
    let case = house.lamp();
    let path = format!("/desk/cases/{}", case.number);
    let clerk = house.staff("clerk");
    let page = clerk.get(&path).await;
    let action = format!("{path}/actions/refuse");
    let refused = clerk.fill(&page, &action, &[("refuse-t1-instead", "请向市级 <部门> 反映")]).await.want(422);
    insta::assert_snapshot!("case_refused", refused.main());
    assert!(refused.html.contains("<title>出错了"));
    clerk.post(&action, &[("csrf", "forged")]).await.want(403);
    let gone = house.staff("handler").post(&action, &[("csrf", "forged")]).await;
    assert_eq!(gone.status, 403);
}

#[tokio::test]
async fn somebody_was_faster_and_nothing_typed_is_lost() {
    let house = House::new();
    let case = house.lamp();
    let path = format!("/desk/cases/{}", case.number);
    let clerk = house.staff("clerk");
    let page = clerk.get(&path).await;
    house.act("clerk", &case, "dispatch", json!({ "lead_unit": LEAD }));
    let action = format!("{path}/actions/answer");
    let late = clerk.fill(&page, &action, &[("answer-t1-reply", "合成：我刚想当场答复")]).await.want(409);
    insta::assert_snapshot!("case_stale", late.main());
}

#[tokio::test]
async fn the_same_form_sent_twice_acts_once() {
    let house = House::new();
    let case = house.lamp();
    let path = format!("/desk/cases/{}", case.number);
    let clerk = house.staff("clerk");
    let page = clerk.get(&path).await;
    let action = format!("{path}/actions/comment");
    let pairs = [("comment-text", "合成：已电话核实")];
    clerk.fill(&page, &action, &pairs).await.want(303);
    clerk.fill(&page, &action, &pairs).await.want(303);
    let noted = clerk.get(&path).await.html.matches("合成：已电话核实").count();
    assert_eq!(noted, 1);
}

#[tokio::test]
async fn evidence_is_kept_shown_to_who_may_and_refused_by_its_name() {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    let path = format!("/desk/cases/{}", case.number);
    let handler = house.staff("handler");
    let page = handler.get(&path).await.want(200);
    let action = format!("{path}/actions/reply");
    let typed = [("reply-t3-reply", "合成：已换灯泡")];
    let disguised: &[u8] = b"<script>alert(1)</script>";
    let wrong = [("reply-t3-evidence-new", "照片.png", "image/png", disguised)];
    let refused = handler.upload(&page, &action, &typed, &wrong).await.want(422);
    assert!(refused.says("照片.png") && refused.says("合成：已换灯泡") && refused.says("#reply-t3-evidence-new"));
    let good = [("reply-t3-evidence-new", "合成台账.txt", "text/plain", "合成：工单 7 号".as_bytes())];
    let half = handler.upload(&page, &action, &[], &good).await.want(422);
    assert!(half.says("已上传的文件 1") && half.says("请填写答复"), "{}", half.main());
    handler.upload(&page, &action, &typed, &good).await.want(303);
    let shown = handler.get(&path).await.want(200);
    let (_, link) = shown.html.split_once(&format!("{path}/files/")).unwrap();
    let file = format!("{path}/files/{}", link.split_once('"').unwrap().0);
    assert!(shown.says("合成台账.txt"));
    assert_eq!(house.staff("leader").get(&file).await.want(200).html, "合成：工单 7 号");
    house.staff("investment").get(&file).await.want(404);
    let other = house.lamp();
    let elsewhere = file.replace(&case.number, &other.number);
    house.staff("clerk").get(&elsewhere).await.want(404);
}

#[tokio::test]
async fn what_runs_side_by_side_is_drawn_and_told() {
    let house = House::new();
    let lamp = house.lamp();
    let alone = house.staff("clerk").get(&format!("/desk/cases/{}", lamp.number)).await.want(200);
    assert!(!alone.says("bh-branches"), "one way is no drawing");
    let support = ["420103-water", "420103-landscape"];
    house.act("clerk", &lamp, "dispatch", json!({ "lead_unit": crate::house::LEAD, "support_units": support }));
    house.act("handler", &lamp, "take", json!({}));
    let page = house.staff("clerk").get(&format!("/desk/cases/{}", lamp.number)).await.want(200);
    let (_, drawing) = page.html.split_once("<svg class=\"bh-branches__picture\"").expect("a drawing");
    let (drawing, _) = drawing.split_once("</svg>").unwrap();
    assert_eq!(drawing.matches("bh-branches__now").count(), 3, "the lead and two that support: {drawing}");
    assert!(drawing.contains("aria-label=") && drawing.contains("受理 → 签收 → 办理") && drawing.contains("协办"));
    assert!(!drawing.contains("style="), "no style in the page itself");
    let print = house.staff("clerk").get(&format!("/desk/cases/{}?view=print", lamp.number)).await.want(200);
    assert!(print.says("bh-branches__picture"));
}
