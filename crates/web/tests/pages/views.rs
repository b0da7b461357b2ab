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
