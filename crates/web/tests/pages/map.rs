//! The documents beside what runs here, and the promises beside what is done.

use serde_json::json;

use crate::house::House;

/// Opens a task from a promise of the documents and records so much.
fn task(house: &House, promise: &str, amounts: &[&str]) {
    let form = json!({
        "promise": format!("promises/{promise}"), "title": "合成演示：新增学位", "quantity": "4080", "measure": "个",
        "comparator": "exact", "year": 2024, "lead_unit": "420103-education", "due": "2025-12-31",
    });
    let case = house.file_as("supervisor", "supervision.task", form);
    house.act("handler", &case, "take", json!({}));
    for amount in amounts {
        let input = json!({ "amount": amount, "period": "2024-06-30", "evidence": "合成：验收单 07 号" });
        house.act("handler", &case, "record", input);
    }
}

#[tokio::test]
async fn every_page_of_the_map_opens() {
    let house = House::new();
    for path in bihuan_web::site::PAGES {
        house.stranger().get(path).await.want(200);
        house.stranger().in_english().get(path).await.want(200);
        let mut opened = Vec::new();
        for user in ["clerk", "supervisor", "admin"] {
            opened.push(house.staff(user).get(path).await.status);
        }
        assert!(opened.contains(&200), "{path} opens for nobody of the staff: {opened:?}");
    }
}

#[tokio::test]
async fn every_link_of_the_documents_opens() {
    let house = House::new();
    let atlas = bihuan_web::portal::documents::evidence_of(&house.office).unwrap();
    let claims = atlas.packs.values().flat_map(|serves| serves.values());
    let pages: Vec<String> = claims.filter_map(|claim| claim.page.clone()).collect();
    assert!(!pages.is_empty());
    for page in pages {
        house.staff("supervisor").get(&page).await.want(200);
        assert!(atlas.pages.contains(&page), "{page} is claimed by a pack and not in site::PAGES");
    }
}

#[tokio::test]
async fn the_documents_are_a_list_with_filters_in_the_address() {
    let house = House::new();
    house.lamp();
    let stranger = house.stranger();
    let page = stranger.get("/documents?document=001%2F2023&system=S01").await.want(200);
    assert!(page.says("办理网上群众投诉13.5万件"));
    assert!(page.says("文件：13.5万件"));
    insta::assert_snapshot!("documents", page.main());
    let left_out = stranger.get("/documents?state=left-out").await.want(200);
    assert!(left_out.says("有意不做") && !left_out.says("办理网上群众投诉13.5万件"));
    let second = stranger.get("/documents?page=2").await.want(200);
    assert!(second.says("page=1") && second.says("page=3"));
    let english = house.stranger().in_english().get("/documents?system=S01").await.want(200);
    assert!(english.says("Citizen-request closed loop"));
    stranger.get("/documents?page=nonsense&state=%3Cscript%3E").await.want(200);
}

#[tokio::test]
async fn a_promise_adds_up_from_its_tasks_and_tells_the_next_report() {
    let house = House::new();
    task(&house, "001-31", &["1500", "620.5"]);
    let page = house.stranger().get("/promises").await.want(200);
    assert!(page.says("新增学位 2120.5 个"));
    let folds = page.main().matches("bh-fold").count();
    assert!((3..40).contains(&folds), "folded by the unit that leads: {folds}");
    assert!(!page.main().contains("<details class=\"govuk-details bh-fold\" open"), "a phone sees the units first");
    let one = house.stranger().get("/promises/001-31").await.want(200);
    assert!(one.says("新增学位4080个") && one.says("合成：验收单 07 号"));
    insta::assert_snapshot!("promise", one.main());
    house.stranger().get("/promises/no-such").await.want(404);
    let other = house.stranger().get("/promises?d=420105").await.want(200);
    assert!(other.says("还没有登记"));
    assert!(
        house.stranger().in_english().get("/promises?year=2024").await.want(200).says("Sentence for the next report")
    );
}
