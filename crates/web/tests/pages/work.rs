//! Signing in, my work, and one step for several tasks.

use bihuan_core::casework::{Case, Who};
use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn without_a_session_there_is_the_sign_in_form() {
    let house = House::new();
    for path in ["/desk", "/desk/intake", "/desk/supervise", "/admin", "/desk/cases/NOBODY"] {
        let page = house.stranger().get(path).await.want(200);
        assert!(page.says("type=\"password\"") && page.says("密码"), "{path}");
    }
    assert!(house.stranger().in_english().get("/desk").await.says("Password"));
    insta::assert_snapshot!("sign_in", house.stranger().get("/desk").await.main());
    let wrong = house.stranger().post("/sign-in", &[("user", "clerk"), ("password", "no"), ("to", "/desk")]).await;
    insta::assert_snapshot!("sign_in_wrong", wrong.main());
    house.set_password("clerk", "合成-口令-1");
    let right = [("user", "clerk"), ("password", "合成-口令-1"), ("to", "/desk/intake")];
    assert_eq!(house.stranger().post("/sign-in", &right).await.want(303).location, "/desk/intake");
}

#[tokio::test]
async fn my_work_is_empty_or_shows_what_is_due_first() {
    let house = House::new();
    insta::assert_snapshot!("work_empty", house.staff("handler").get("/desk").await.want(200).main());
    house.dispatched();
    house.dispatched();
    let page = house.staff("handler").get("/desk").await.want(200);
    insta::assert_snapshot!("work", page.main());
    insta::assert_snapshot!("work_en", house.staff("handler").in_english().get("/desk").await.main());
    let none = house.staff("handler").get("/desk?late=late&stage=sign").await.want(200);
    insta::assert_snapshot!("work_filtered", none.main());
    assert!(!page.says("三天了"), "what people typed stands in no list");
}

#[tokio::test]
async fn several_at_once_are_looked_at_first_and_each_is_decided_on_its_own() {
    let house = House::new();
    let (one, two, three) = (house.dispatched(), house.dispatched(), house.dispatched());
    let handler = house.staff("handler");
    let page = handler.get("/desk").await;
    let ticked = |case: &Case| format!("{}/{}", case.number, case.open_tasks().next().unwrap().id.0);
    let (first, second, third) = (ticked(&one), ticked(&two), ticked(&three));
    let none = handler.fill(&page, "/desk/at-once", &[("action", "take")]).await.want(422);
    insta::assert_snapshot!("at_once_none", none.main());
    house.act("handler", &two, "take", json!({}));
    let pairs = [("action", "take"), ("task", first.as_str()), ("task", second.as_str()), ("task", third.as_str())];
    let look = handler.fill(&page, "/desk/at-once", &pairs).await.want(200);
    insta::assert_snapshot!("at_once_look", look.main());
    assert_eq!(house.office.read(&one.number, &Who::Kernel).unwrap().version, one.version, "looking does nothing");
    // A colleague is faster with the third; the first is done all the same, and sending it twice does it once.
    house.act("handler", &three, "take", json!({}));
    let done = handler.fill(&look, "/desk/at-once", &[("step", "do")]).await.want(200);
    assert!(done.says("已办 1 件") && done.says("有 1 件没有办成") && done.says("刚刚先办了"), "{}", done.main());
    insta::assert_snapshot!("at_once", done.main());
    let again = handler.fill(&look, "/desk/at-once", &[("step", "do")]).await.want(200);
    assert!(again.says("已办 1 件"), "sent twice, done once");
    assert_eq!(house.office.read(&one.number, &Who::Kernel).unwrap().version, one.version + 1);
    handler.post("/desk/at-once", &[("action", "take"), ("task", &first), ("csrf", "forged")]).await.want(403);
}

#[tokio::test]
async fn what_a_step_asks_is_asked_once_for_all_and_comes_back_if_it_is_wrong() {
    let house = House::new();
    let (one, two) = (house.lamp(), house.lamp());
    let clerk = house.staff("clerk");
    let page = clerk.get("/desk").await;
    let task = |case: &Case| format!("{}/{}", case.number, case.open_tasks().next().unwrap().id.0);
    let (first, second) = (task(&one), task(&two));
    let pairs = [("action", ""), ("other", "refuse"), ("task", first.as_str()), ("task", second.as_str())];
    let look = clerk.fill(&page, "/desk/at-once", &pairs).await.want(200);
    assert!(look.says("name=\"all-instead\""), "{}", look.main());
    let typed = [("step", "do"), ("all-reason", "litigation"), ("all-instead", "")];
    let wrong = clerk.fill(&look, "/desk/at-once", &typed).await.want(422);
    assert!(wrong.says("govuk-error-summary") && wrong.says("name=\"all-instead\""), "{}", wrong.main());
    assert_eq!(house.office.read(&one.number, &Who::Kernel).unwrap().version, one.version);
    let dispatch = [("action", "dispatch"), ("task", first.as_str()), ("task", second.as_str())];
    let look = clerk.fill(&page, "/desk/at-once", &dispatch).await.want(200);
    let typed = [("step", "do"), ("all-lead_unit", crate::house::LEAD)];
    assert!(clerk.fill(&look, "/desk/at-once", &typed).await.want(200).says("已办 2 件"));
}

#[tokio::test]
async fn a_view_is_kept_by_name_for_its_officer_alone_and_let_go() {
    let house = House::new();
    house.dispatched();
    let handler = house.staff("handler");
    let page = handler.get("/desk?stage=sign&order=newest&col=matter&col=place&q=420103").await.want(200);
    let kept = handler.fill(&page, "/desk/views", &[("name", " 待签收 新到的 ")]).await.want(303);
    assert_eq!(kept.location, "/desk?stage=sign&q=420103&order=newest&col=matter&col=place");
    let again = handler.get("/desk").await.want(200);
    assert!(
        again.says("待签收 新到的") && again.says("/desk?stage=sign&amp;q=420103&amp;order=newest"),
        "{}",
        again.main()
    );
    assert!(!house.staff("clerk").get("/desk").await.says("待签收 新到的"), "theirs alone");
    for (name, why) in [("", "请给视图起个名称"), (&"长".repeat(31), "名称最多 30 个字")] {
        assert!(handler.fill(&page, "/desk/views", &[("name", name)]).await.want(422).says(why));
    }
    handler.fill(&page, "/desk/views", &[("name", "偏"), ("address", "https://example.com/")]).await.want(303);
    assert_eq!(handler.fill(&page, "/desk/views", &[("drop", "待签收 新到的")]).await.want(303).location, "/desk");
    let left = handler.get("/desk").await;
    assert!(!left.says("待签收 新到的") && left.says("偏") && !left.says("example.com"));
    for n in 0..19 {
        handler.fill(&page, "/desk/views", &[("name", &format!("第{n}个"))]).await.want(303);
    }
    assert!(handler.fill(&page, "/desk/views", &[("name", "多一个")]).await.want(422).says("最多保存 20 个视图"));
    handler.fill(&page, "/desk/views", &[("name", "偏")]).await.want(303);
}

#[tokio::test]
async fn work_is_found_by_category_words_unit_and_how_its_time_stands() {
    let house = House::new();
    let lamp = house.dispatched();
    let noise = house.file(json!({ "content": "合成：夜间施工噪声", "category": "noise" }));
    house.act("clerk", &noise, "dispatch", json!({ "lead_unit": "420103-environment" }));
    assert!(house.settled());
    let handler = house.staff("handler");
    let shown = async |address: &str| {
        let page = handler.get(address).await.want(200);
        (page.says(&format!("/desk/cases/{}", lamp.number)), page.says(&format!("/desk/cases/{}", noise.number)))
    };
    assert_eq!(shown("/desk").await, (true, true));
    assert_eq!(shown("/desk?category=street-light").await, (true, false));
    assert_eq!(shown("/desk?q=%E5%99%AA%E5%A3%B0").await, (false, true));
    assert_eq!(shown(&format!("/desk?q={}", lamp.number)).await, (true, false));
    assert_eq!(shown("/desk?unit=420103-environment&stage=sign").await, (false, true));
    assert_eq!(shown("/desk?late=late").await, (false, false));
    house.office.advance_to("2025-10-13T09:00:00+08:00".parse().unwrap()).unwrap();
    assert_eq!(shown("/desk?late=late&order=oldest").await, (true, true));
}

#[tokio::test]
async fn every_page_that_the_map_may_point_to_opens() {
    let house = House::new();
    for page in bihuan_web::site::PAGES {
        // What only those who keep a register may open is opened by one of them.
        let opened = house.staff("admin").get(page).await;
        let opened = if opened.status == 403 { house.staff("supervisor").get(page).await } else { opened };
        opened.want(200);
    }
}
