//! Signing in, my work, and one step for several tasks.

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
async fn several_at_once_where_nothing_is_asked() {
    let house = House::new();
    let (one, two) = (house.dispatched(), house.dispatched());
    let handler = house.staff("handler");
    let page = handler.get("/desk").await;
    let ticked =
        |case: &bihuan_core::casework::Case| format!("{}/{}", case.number, case.open_tasks().next().unwrap().id.0);
    let (first, second) = (ticked(&one), ticked(&two));
    let none = handler.fill(&page, "/desk/at-once", &[("action", "take")]).await.want(422);
    insta::assert_snapshot!("at_once_none", none.main());
    house.act("handler", &two, "take", serde_json::json!({}));
    let pairs = [("action", "take"), ("task", first.as_str()), ("task", second.as_str())];
    insta::assert_snapshot!("at_once", handler.fill(&page, "/desk/at-once", &pairs).await.want(200).main());
    handler.post("/desk/at-once", &[("action", "take"), ("task", &first), ("csrf", "forged")]).await.want(403);
}

#[tokio::test]
async fn every_page_that_the_map_may_point_to_opens() {
    let house = House::new();
    for page in bihuan_web::site::PAGES {
        house.staff("admin").get(page).await.want(200);
    }
}
