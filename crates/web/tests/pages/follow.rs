//! The reporter comes back with number and code.

use bihuan_core::casework::Case;
use serde_json::json;

use crate::house::{Answer, House, LEAD, Visitor};

fn code(house: &House, case: &Case) -> String {
    let first = house.office.ledger().records(case.district.as_str(), &case.id.0).unwrap().remove(0);
    house.office.receipt(case.district.as_str(), &case.id, &case.number, first.seq, first.hash).code
}

/// Somebody who gave number and code.
pub async fn reporter<'h>(house: &'h House, case: &Case) -> Visitor<'h> {
    let code = code(house, case);
    let opened = house.stranger().post("/follow", &[("number", &case.number), ("code", &code)]).await.want(303);
    assert_eq!(opened.location, "/follow/case");
    assert!(!opened.cookie.contains(&code));
    house.stranger().keeping(&opened)
}

fn replied(house: &House) -> Case {
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    house.act("leader", &case, "approve", json!({}))
}

/// The page without the proof, which grows when it likes, and without fingerprints.
fn steady(answer: &Answer) -> String {
    let main = answer.main();
    let (before, after) = main.split_once(">受理凭证<").unwrap();
    let (_, after) = after.split_once("<form").unwrap();
    format!("{before}>受理凭证<…\n<form{after}")
}

#[tokio::test]
async fn a_wrong_code_and_an_unknown_number_are_answered_alike() {
    let house = House::new();
    let case = house.lamp();
    let wrong = house.stranger().post("/follow", &[("number", &case.number), ("code", "22222222")]).await.want(422);
    let unknown =
        house.stranger().post("/follow", &[("number", "420103-25-99999-1"), ("code", "22222222")]).await.want(422);
    let blank = |answer: &Answer, number: &str| answer.main().replace(number, "…");
    assert_eq!(blank(&wrong, &case.number), blank(&unknown, "420103-25-99999-1"));
    assert_eq!(house.stranger().get("/follow/case").await.want(303).location, "/follow");
}

#[tokio::test]
async fn whoever_guesses_on_must_wait() {
    let house = House::new();
    let case = house.lamp();
    for _ in 0..10 {
        house.stranger().post("/follow", &[("number", &case.number), ("code", "22222222")]).await.want(422);
    }
    house.stranger().post("/follow", &[("number", &case.number), ("code", "22222222")]).await.want(429);
}

#[tokio::test]
async fn the_reporter_sees_where_it_stands_and_nothing_of_what_officers_write() {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "comment", json!({ "text": "合成：内部备注" }));
    let page = reporter(&house, &case).await.get("/follow/case").await.want(200);
    assert!(!page.says("内部备注") && !page.says("备注"));
    insta::assert_snapshot!("follow_dispatched", steady(&page));
}

#[tokio::test]
async fn the_reporter_adds_a_word_and_withdraws() {
    let house = House::new();
    let case = house.lamp();
    let reporter = reporter(&house, &case).await;
    let page = reporter.get("/follow/case").await.want(200);
    let form = [("action", "add"), ("add-text", "合成：今晚又灭了")];
    reporter.post("/follow/case", &form).await.want(303);
    let wrong = reporter.post("/follow/case", &[("action", "add"), ("add-text", "")]).await.want(422);
    assert!(wrong.says("govuk-error-summary"));
    assert!(page.says("撤回"));
    reporter.post("/follow/case", &[("action", "withdraw")]).await.want(303);
    assert!(reporter.get("/follow/case").await.want(200).says("已办结：撤回"));
}

#[tokio::test]
async fn an_answer_is_judged_and_a_bad_one_comes_back() {
    let house = House::new();
    let case = replied(&house);
    let reporter = reporter(&house, &case).await;
    let page = reporter.get("/follow/case").await.want(200);
    assert!(page.says("已更换灯头") && page.says("满意程度"));
    insta::assert_snapshot!("follow_answered", steady(&page));
    let task = house.office.read(&case.id.0, &bihuan_core::casework::Who::Reporter).unwrap();
    let task = task.actions.iter().find(|open| open.action == "rate").unwrap().task.clone().unwrap().0;
    let pair = |name: &str| format!("rate-{task}-{name}");
    let (responded, resolved, satisfied) = (pair("responded"), pair("resolved"), pair("satisfied"));
    let judged = [("action", "rate"), ("task", &task), (&responded, "true"), (&resolved, "false"), (&satisfied, "1")];
    reporter.post("/follow/case", &judged).await.want(303);
    let page = reporter.get("/follow/case").await.want(200);
    assert!(page.says("重新办理") && page.says(LEAD.split('-').next().unwrap()));
}

#[tokio::test]
async fn the_reporter_opens_the_pictures_that_they_sent() {
    let house = House::new();
    let png: &[u8] = b"\x89PNG\r\n\x1a\n synthetic";
    let kept = house.office.ledger().put_file("a.png", Some("image/png"), png).unwrap();
    let case = house.file(json!({ "content": "合成：井盖", "category": "street-light", "pictures": [kept.id] }));
    let reporter = reporter(&house, &case).await;
    let later: &[u8] = b"\x89PNG\r\n\x1a\n later";
    let page = reporter.get("/follow/case").await.want(200);
    let given = [("add-text", "合成：补一张图")];
    let files = [("add-pictures-new", "b.png", "image/png", later)];
    reporter.upload(&page, "/follow/case", &given, &files).await.want(303);
    let page = reporter.get("/follow/case").await.want(200);
    assert!(page.says("合成：补一张图"), "own words are shown again");
    let html = page.main();
    let links: Vec<&str> = html.split("href=\"").filter_map(|rest| rest.split('"').next()).collect();
    let pictures: Vec<&&str> = links.iter().filter(|link| link.starts_with("/follow/case/files/sha256-")).collect();
    assert_eq!(pictures.len(), 2, "{links:?}");
    for picture in &pictures {
        reporter.get(picture).await.want(200);
    }
    assert_eq!(house.stranger().get(pictures[0]).await.want(303).location, "/follow");
    let other = self::reporter(&house, &house.lamp()).await;
    other.get(pictures[0]).await.want(404);
}
