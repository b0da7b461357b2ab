//! Exclusions and editions as people meet them: asked for from the page of the matter, decided by two others, told on the
//! matter and beside the rate; and a score that is published, looked at by anybody, and corrected.

use bihuan_office::editions::Term;
use serde_json::json;

use crate::house::{House, LEAD};

#[tokio::test]
async fn a_unit_asks_from_the_page_of_the_matter_and_the_rate_says_what_was_left_out() {
    let house = House::new();
    let case = house.dispatched();
    for (who, action, input) in [
        ("handler", "take", json!({})),
        ("handler", "reply", json!({ "reply": "合成：已处理" })),
        ("leader", "approve", json!({})),
        ("clerk", "call_back", json!({ "responded": true, "resolved": false, "satisfied": 1 })),
    ] {
        house.act(who, &case, action, input);
    }
    let path = format!("/desk/cases/{}", case.number);
    let handler = house.staff("handler");
    let page = handler.get(&path).await.want(200);
    let ask = format!("/desk/intake?type=hotline.exclusion&amp;matter={}", case.number);
    assert!(page.says(&ask) && page.says("对本件的计数有异议"), "{}", page.main());
    let form = handler.get(&ask.replace("&amp;", "&")).await.want(200);
    assert!(form.says(&case.number), "the number is filled in: {}", form.main());
    let file = house.office.ledger().put_file("proof.pdf", None, b"%PDF-1.4 made up").unwrap();
    let form = json!({ "matter": case.number, "unit": LEAD, "ground": "legacy", "account": "合成：已列清单", "proof": [file.id] });
    let asking = house.file_as("handler", "hotline.exclusion", form);
    house.act("clerk", &asking, "propose", json!({ "opinion": "合成：拟同意" }));
    house.act("supervisor", &asking, "exclude", json!({ "decision": "合成：同意" }));
    let told = handler.get(&path).await.want(200);
    assert!(
        told.says("经审定，本件不计入") && told.says("满意率") && told.says("历史遗留，已列清单限期化解"),
        "{}",
        told.main()
    );
    let english = handler.get(&format!("{path}?lang=en")).await.want(200);
    assert!(english.says("left out of") && english.says("Satisfaction rate"), "{}", english.main());
    let about = handler.get(&format!("/desk/cases/{}", asking.number)).await.want(200);
    assert!(about.says(&format!("/desk/cases/{}", case.number)), "{}", about.main());
    let leader = house.staff("leader");
    let rate = leader.get("/cockpit/figures/hotline.content_rate").await.want(200);
    assert!(rate.says("经审定剔除 1 件次") && rate.says("excluded=1"), "{}", rate.main());
    let listed = leader.get("/cockpit/figures/hotline.content_rate/cases?excluded=1").await.want(200);
    assert!(listed.says(&case.number) && listed.says("剔除的 1 件次"), "{}", listed.main());
    let counted = leader.get("/cockpit/figures/hotline.content_rate/cases").await.want(200);
    assert!(!counted.says(&case.number), "{}", counted.main());
    let cockpit = leader.get("/cockpit").await.want(200);
    assert!(cockpit.says("剔除 1 件次") && cockpit.says("left-out-satisfied"), "{}", cockpit.main());
    let record = house.stranger().get("/record").await.want(200);
    assert!(record.says("（剔除 1）"), "{}", record.main());
}

#[tokio::test]
async fn a_score_is_published_read_by_anybody_and_published_once() {
    let house = House::new();
    let term = Term::over(bihuan_core::pack::model::Stretch::Month, house.office.today(), 1).remove(0);
    let path = format!("/desk/scores/hotline.streets?period={}", term.name);
    let seen = house.staff("clerk").get(&path).await.want(200);
    assert!(seen.says("还没有公布") && !seen.says("name=\"after\""), "a clerk does not publish: {}", seen.main());
    let who = house.staff("supervisor");
    let page = who.get(&path).await.want(200);
    let action = "/desk/scores/hotline.streets/editions";
    let done = who.fill(&page, action, &[]).await.want(303).location;
    assert_eq!(done, format!("/desk/scores/hotline.streets/editions/{}/1", term.name));
    let edition = who.get(&done).await.want(200);
    assert!(edition.says("第 1 版") && edition.says("督查员"), "{}", edition.main());
    assert_eq!(who.fill(&page, action, &[]).await.want(303).location, done, "nothing moved, so there is no second one");
    assert!(who.get(&path).await.want(200).says("与已公布的第 1 版一致"));
    let open = house.stranger().get("/record/scores").await.want(200);
    assert!(open.says(&format!("{} 第 1 版", term.name)) && open.says("现行"), "{}", open.main());
    let one = house.stranger().get(&format!("/record/scores/hotline.streets?period={}", term.name)).await.want(200);
    assert!(one.says("解决率") && one.says("按第"), "{}", one.main());
    house.stranger().get("/record/scores/hotline.streets?period=1999-01").await.want(404);
    let english = house.stranger().in_english().get("/record/scores").await.want(200);
    assert!(english.says("edition 1"), "{}", english.main());
}
