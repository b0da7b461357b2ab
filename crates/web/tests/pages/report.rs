//! A resident reports, without script and without an account.

use crate::house::{Answer, House, Visitor};

const SAID: &str = "合成：示例路 12 号路灯不亮 <三天了>";

/// Answers every question and comes to the last page.
async fn answered(resident: &Visitor<'_>) -> Answer {
    let page = resident.get("/report").await.want(200);
    let page = resident.fill(&page, "/report", &[("content", SAID), ("category", "street-light")]).await.want(200);
    let place = [("place-unit", "420103001"), ("place-address", "合成：示例路 12 号")];
    let page = resident.fill(&page, "/report", &place).await.want(200);
    let page = resident.fill(&page, "/report", &[]).await.want(200);
    resident.fill(&page, "/report", &[("phone", "13800000000"), ("publish", "true")]).await.want(200)
}

/// The text between two marks.
fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    html.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map(|(found, _)| found).expect(from)
}

#[tokio::test]
async fn home_says_what_one_can_do_and_what_was_done_today() {
    let house = House::new();
    house.lamp();
    insta::assert_snapshot!("home", house.stranger().get("/").await.want(200).main());
    assert!(house.stranger().in_english().get("/").await.want(200).says("Report a matter"));
}

#[tokio::test]
async fn each_question_has_a_page_and_a_wrong_answer_stays_on_it() {
    let house = House::new();
    let resident = house.stranger();
    let first = resident.get("/report").await.want(200);
    insta::assert_snapshot!("report_first", first.main());
    let wrong = resident.fill(&first, "/report", &[("content", "")]).await.want(422);
    assert!(wrong.says("govuk-error-summary") && wrong.says("诉求内容"));
    let second = resident.fill(&first, "/report", &[("content", SAID)]).await.want(200);
    let back = resident.fill(&second, "/report", &[("go", "back")]).await.want(200);
    assert!(back.says("示例路 12 号路灯不亮 &lt;三天了&gt;"), "what was typed is still there");
    let contact = answered(&resident).await;
    let wrong = resident.fill(&contact, "/report", &[("go", "at-contact")]).await.want(200);
    let wrong = resident.fill(&wrong, "/report", &[("phone", "99999999999")]).await.want(422);
    assert!(wrong.says("govuk-error-summary"));
}

#[tokio::test]
async fn what_is_sent_is_checked_first_and_told_with_its_due_date() {
    let house = House::new();
    let resident = house.stranger();
    let check = answered(&resident).await;
    insta::assert_snapshot!("report_check", check.main());
    let done = resident.fill(&check, "/report", &[]).await.want(200);
    assert_eq!(done.kept_by, "no-store");
    assert!(done.says("调休"), "the make-up day before the holiday is in the count");
    assert!(done.says("合成"), "in a demonstration the matter is marked");
    let number = between(&done.html, "<strong><span class=\"bh-number\">", "</span>");
    let shown = between(&done.html, "id=\"receipt-code\">", "</p>").replace(' ', "");
    assert_eq!(shown.len(), 12);
    let again = resident.fill(&check, "/report", &[]).await.want(200);
    assert!(again.says(number), "sent twice, filed once");
    let all = house.office.ledger().cases(&bihuan_ledger::CaseQuery { limit: 10, ..Default::default() }).unwrap();
    assert_eq!(all.items.len(), 1);
}

#[tokio::test]
async fn in_english_too_and_never_from_elsewhere() {
    let house = House::new();
    let resident = house.stranger().in_english();
    let check = answered(&resident).await;
    assert!(check.says("Check your answers and send"));
    let done = resident.fill(&check, "/report", &[]).await.want(200);
    assert!(done.says("Taken in") && done.says("make-up"));
}

#[tokio::test]
async fn on_patrol_the_entries_that_the_district_keeps_itself_are_offered_by_name() {
    let house = House::new();
    let own = serde_json::json!({ "code": "42010301019999999", "name": "合成：本区自设井盖" });
    let row = bihuan_ledger::EntryRow { register: "city-components".into(), key: "own-1".into(), value: own };
    house.office.ledger().put_entries("420103", vec![row]).unwrap();
    let page = house.staff("grid").get("/desk/patrol/report?type=grid.matter").await.want(200);
    assert!(page.says("<option value=\"city-components/own-1\">42010301019999999"), "{}", page.main());
}

fn sites(house: &House, n: usize) {
    let row = |n: usize| bihuan_ledger::EntryRow {
        register: "sites".into(),
        key: format!("own-{n:04}"),
        value: serde_json::json!({ "name": format!("合成工地第 {n} 号") }),
    };
    for rows in (0..n).map(row).collect::<Vec<_>>().chunks(200) {
        house.office.ledger().put_entries("420103", rows.to_vec()).unwrap();
    }
}

/// A register of more entries than a list can hold is searched by a word, without script, and nothing that was typed is lost.
#[tokio::test]
async fn of_more_than_five_hundred_entries_one_is_found_by_a_word() {
    let house = House::with_pack("tests/packs/fences");
    let resident = house.stranger();
    sites(&house, 500);
    let few = resident.get("/report?type=fences.works").await.want(200);
    assert!(few.says("<option value=\"sites/own-0499\">合成工地第 499 号") && !few.html.contains("site-find"));
    sites(&house, 601);
    let many = resident.get("/report?type=fences.works").await.want(200);
    assert!(many.html.contains("name=\"site-find\"") && !many.html.contains("own-0499"), "{}", many.main());
    let looked = [("site-find", "第 577 号"), ("go", "find"), ("begins-year", "2025")];
    let found = resident.fill(&many, "/report", &looked).await.want(200);
    assert!(
        found.says("<option value=\"sites/own-0577\">合成工地第 577 号") && found.says("找到 1 个"),
        "{}",
        found.main()
    );
    assert!(found.html.contains("value=\"2025\""), "what was typed stays");
    let several = resident.fill(&many, "/report", &[("site-find", "合成工地"), ("go", "find")]).await.want(200);
    assert!(several.says("这里是前 20 个"), "{}", several.main());
    let none = resident.clone().in_english().fill(&many, "/report", &[("site-find", "nowhere"), ("go", "find")]).await;
    assert!(none.want(200).says("Nothing found for “nowhere”"));
    let day = [("begins-year", "2025"), ("begins-month", "12"), ("begins-day", "1")];
    let chosen: Vec<(&str, &str)> = [("site", "sites/own-0577")].into_iter().chain(day).collect();
    let check = resident.fill(&found, "/report", &chosen).await.want(200);
    assert!(
        check.says("合成工地第 577 号") && !check.main().contains("<dd class=\"govuk-summary-list__value\">own-0577")
    );
    assert!(resident.fill(&check, "/report", &[]).await.want(200).says("已受理"));
}

/// What only the district calls an entry stands on the pages of the case and in lists, not its key.
#[tokio::test]
async fn an_entry_of_the_districts_own_is_called_by_its_name() {
    let house = House::with_pack("tests/packs/fences");
    sites(&house, 3);
    let form = serde_json::json!({ "site": "sites/own-0002", "begins": "2025-12-01" });
    let case = house.file_as("clerk", "fences.works", form);
    let clerk = house.staff("clerk");
    let page = clerk.get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(page.says("合成工地第 2 号") && !page.says(">own-0002<"), "{}", page.main());
    house.act_in(("clerk", "construction"), &case, "main", "finish", serde_json::json!({}));
    house.office.index_views().unwrap();
    let list = clerk.get("/desk/views/fences/works-all").await.want(200);
    assert!(list.says("合成工地第 2 号") && !list.says("own-0002"), "{}", list.main());
    let unit = house.office.law().directory.unit(&"420103-construction".parse().unwrap()).unwrap().label();
    assert!(list.says(&unit), "a closed matter is still that of the unit that did it: {}", list.main());
}
