//! Views as people see them: who gets which, a count and its list, a card's steps, and nothing that is not theirs to see.

use serde_json::json;

use crate::house::House;

/// A supervised task that is being worked on.
fn task(house: &House) -> bihuan_core::casework::Case {
    let case = house.file_as(
        "supervisor",
        "supervision.task",
        json!({
            "title": "合成：新建社区食堂", "quantity": "28", "measure": "个", "year": 2025,
            "lead_unit": "420103-urban-management", "due": "2025-12-31",
        }),
    );
    house.act("handler", &case, "take", json!({}));
    let told = json!({ "amount": "8.5", "period": "2025-08-15", "evidence": "合成：验收单" });
    house.act("handler", &case, "record", told);
    case
}

#[tokio::test]
async fn the_shelf_has_what_is_for_ones_posts_and_nothing_else() {
    let house = House::new();
    assert!(house.stranger().get("/desk/views").await.want(200).says("/sign-in"));
    let supervisor = house.staff("supervisor").get("/desk/views").await.want(200);
    assert!(supervisor.says("/desk/views/supervision/tasks-funnel") && supervisor.says("督办事项看板"));
    let handler = house.staff("handler").get("/desk/views").await.want(200);
    assert!(handler.says("/desk/views/supervision/tasks-by-stage"));
    assert!(!handler.says("/desk/views/supervision/tasks-funnel"), "it is for those who see the whole district");
    house.staff("handler").get("/desk/views/supervision/tasks-funnel").await.want(403);
    house.staff("handler").get("/desk/views/supervision/nothing").await.want(404);
    assert!(house.staff("supervisor").get("/cockpit").await.want(200).says("/desk/views/hotline/requests-by-stage"));
}

#[tokio::test]
async fn a_board_shows_columns_cards_and_what_may_be_done_without_a_script() {
    let house = House::new();
    let case = house.dispatched();
    house.settled();
    let page = house.staff("handler").get("/desk/views/hotline/requests-by-stage").await.want(200);
    assert!(page.says(&case.number) && page.says("data-column=\"sign\""));
    assert!(
        page.says(&format!("action=\"/desk/cases/{}/actions/take\"", case.number)),
        "a step that asks nothing is a button"
    );
    assert!(page.says(&format!("/desk/cases/{}#act-return", case.number)), "one that asks leads to its form");
    assert!(page.says("data-to=\"handle\""));
    let column = house.staff("supervisor").get("/desk/views/hotline/requests-by-stage?part=sign").await.want(200);
    assert!(column.says(&case.number) && column.says("共 1 件"));
    let other = house.staff("supervisor").get("/desk/views/hotline/requests-by-stage?part=accept").await.want(200);
    assert!(!other.says(&case.number) && other.says("共 0 件"));
    let unit = "/desk/views/hotline/requests-by-stage?unit=420103-housing";
    assert!(!house.staff("supervisor").get(unit).await.want(200).says(&case.number), "another unit's board");
}

#[tokio::test]
async fn amounts_stand_in_their_month_and_on_the_page_of_their_case() {
    let house = House::new();
    let case = task(&house);
    let months = house.staff("supervisor").get("/desk/views/supervision/done-by-month?year=2025").await.want(200);
    assert!(months.says(&case.number) && months.says("8.5") && months.says("已完成（个）"));
    let before = house.staff("supervisor").get("/desk/views/supervision/done-by-month?year=2024").await.want(200);
    assert_eq!(before.html.matches(">8.5<").count(), 1, "in all years together, and in no month of that one");
    let page = house.staff("supervisor").get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(page.says("数量按月") && page.says("8月"));
    assert!(page.says("属于 2025-08-15"), "the story says to which day it belongs");
}

#[tokio::test]
async fn a_funnel_counts_what_its_lists_show() {
    let house = House::new();
    let case = task(&house);
    let supervisor = house.staff("supervisor");
    let funnel = supervisor.get("/desk/views/supervision/tasks-funnel").await.want(200);
    assert!(funnel.says("2025-01-01 至 2025-09-25 受理的 1 件") && funnel.says("100.0%"));
    let list = "/desk/views/supervision/tasks-funnel?part=doing&from=2025-01-01&until=2025-09-26&last=2025-09-25";
    assert!(supervisor.get(list).await.want(200).says(&case.number));
    let before = "/desk/views/supervision/tasks-funnel?part=doing&from=2024-01-01&until=2025-01-01&last=2024-12-31";
    assert!(supervisor.get(before).await.want(200).says("共 0 件"));
}

#[tokio::test]
async fn a_calendar_has_a_day_for_what_is_due_and_a_list_behind_it() {
    let house = House::new();
    let case = task(&house);
    let supervisor = house.staff("supervisor");
    let month = supervisor.get("/desk/views/supervision/tasks-due?month=2025-12").await.want(200);
    assert!(month.says(&case.number) && month.says("12月31日 周三"));
    let week = supervisor.get("/desk/views/supervision/tasks-due?week=2025-12-31").await.want(200);
    assert!(week.says(&case.number) && week.says("2025-12-29 – 2026-01-04"));
    assert!(supervisor.get("/desk/views/supervision/tasks-due?month=2025-11").await.want(200).says("这段时间没有"));
    let day = "/desk/views/supervision/tasks-due?part=day&from=2025-12-31&until=2026-01-01";
    assert!(supervisor.get(day).await.want(200).says(&case.number));
    for odd in ["month=0", "month=2025-13", "week=x", "year=999999", "part=%2F..%2F&from=%27"] {
        supervisor.get(&format!("/desk/views/supervision/tasks-due?{odd}")).await.want(200);
    }
}

#[tokio::test]
async fn the_open_record_shows_what_is_public_and_no_more() {
    let house = House::new();
    let case = task(&house);
    let shelf = house.stranger().get("/record/views").await.want(200);
    assert!(shelf.says("/record/views/supervision/promised") && !shelf.says("tasks-by-stage"));
    let list = house.stranger().get("/record/views/supervision/promised").await.want(200);
    assert!(list.says(&case.number) && list.says("合成：新建社区食堂") && !list.says("/desk/cases/"));
    house.stranger().get("/record/views/supervision/tasks-by-stage").await.want(404);
}

#[tokio::test]
async fn the_entries_of_a_register_are_a_list_that_is_read_page_by_page() {
    let house = House::new();
    assert!(house.staff("supervisor").get("/desk/views").await.want(200).says("/desk/views/desks/desks-list"));
    assert!(house.staff("supervisor").get("/cockpit").await.want(200).says("/desk/views/desks/desks-list"));
    let list = house.staff("supervisor").get("/desk/views/desks/desks-list").await.want(200);
    assert_eq!(list.html.matches("/desk/registers/desks/desks/").count(), 50, "a page, each with its entry's page");
    assert!(list.says("场所") && !list.says("4220"), "the code on the desk is in no column");
    let next = list.html.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|it| it.contains("?after="));
    let next = next.unwrap().replace("&amp;", "&");
    let second = house.staff("supervisor").get(&next).await.want(200);
    assert_eq!(second.html.matches("/desk/registers/desks/desks/").count(), 50);
    let first_of = |html: &str| html.split("/desk/registers/desks/desks/").nth(1).unwrap()[..6].to_owned();
    assert_ne!(first_of(&list.html), first_of(&second.html));
    house.staff("clerk").get("/desk/views/desks/desks-list").await.want(403);
    assert!(
        house
            .staff("supervisor")
            .in_english()
            .get("/desk/views/desks/desks-list")
            .await
            .want(200)
            .says("List of quiet desks")
    );
}

#[tokio::test]
async fn only_what_a_view_says_is_listed_and_anyone_may_read_what_is_open() {
    let house = House::new();
    let shelf = house.stranger().get("/record/views").await.want(200);
    assert!(shelf.says("/record/views/desks/desks-powered"));
    let page = house.stranger().get("/record/views/desks/desks-powered").await.want(200);
    assert!(page.says("v01-01") && !page.says("v01-02"), "the second desk has no power");
    assert!(!page.says("/desk/registers/"), "nobody outside has an entry's page");
    house.stranger().get("/record/views/desks/nothing").await.want(404);
}

#[tokio::test]
async fn a_map_of_entries_leads_from_a_pin_to_those_that_stand_there() {
    let house = House::new();
    let map = house.staff("supervisor").get("/desk/views/desks/desks-map").await.want(200);
    let pins: Vec<&str> = map.html.split("desks-map?at=").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(pins.len() > 3, "{} pins", pins.len());
    let there = house.stranger().get(&format!("/record/views/desks/desks-map?at={}", pins[0])).await.want(200);
    assert!(there.says("is-chosen") && there.says("合成"));
}
