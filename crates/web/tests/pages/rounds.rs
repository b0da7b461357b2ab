//! A round on the pages: who has not answered at a glance, urged in one act, the totals, the workbook, and what is known
//! already filled in and marked.

use bihuan_core::casework::Case;
use bihuan_text::table;
use serde_json::json;

use crate::house::House;

fn asked(house: &House) -> Case {
    let form = json!({ "title": "合成：基本情况表", "office": "420103-civil-affairs", "due": "2025-09-30",
        "streets": ["420103001", "420103002", "420103003"] });
    let case = house.file_as("handler", "returns.round", form);
    house.act("handler", &case, "send", json!({}));
    house.office.standing(&case.id.0).unwrap()
}

fn below(house: &House, round: &Case, which: usize) -> Case {
    house.office.standing(&round.subcases[which].identity.as_ref().unwrap().id.0).unwrap()
}

fn handed_in(house: &House, case: &Case) {
    let answers = json!({ "households": 120, "residents": 310, "elders": 44, "visited": 7, "hazards": 1, "fixed": 1,
        "counted_on": "2025-08-31", "remark": "=1+1 合成：两户外出\n已留条" });
    house.act("handler", case, "hand_in", answers);
    house.act("leader", case, "confirm", json!({}));
}

fn table_of(page: &str) -> String {
    let (_, rest) = page.split_once("<table").unwrap();
    format!("<table{}</table>", rest.split_once("</table>").unwrap().0)
}

#[tokio::test]
async fn a_round_shows_who_owes_and_what_counts() {
    let house = House::new();
    let round = asked(&house);
    handed_in(&house, &below(&house, &round, 0));
    house.act("handler", &below(&house, &round, 0), "count", json!({}));
    handed_in(&house, &below(&house, &round, 1));
    let handler = house.staff("handler");
    let case = handler.get(&format!("/desk/cases/{}", round.number)).await.want(200);
    assert!(case.says("共 3 家：已核 1 家，待核 1 家，未报 1 家，退回重报 0 家；超期 0 家。"), "{}", case.main());
    let path = format!("/desk/cases/{}/round", round.number);
    let page = handler.get(&path).await.want(200);
    for words in ["报送汇总表", "户数（户）", "只计已核的 1 家（共 3 家）", "催办全部未报的 1 家"]
    {
        assert!(page.says(words), "{words}");
    }
    insta::assert_snapshot!("round", table_of(&page.main()));
    let english = handler.clone().in_english().get(&path).await.want(200);
    assert!(english.says("Households (户)") && english.says("Urge all 1 that have not answered"));
    let waiting = handler.get(&format!("{path}?only=waiting")).await.want(200);
    assert!(waiting.says("待核") && !table_of(&waiting.main()).contains("只计已核"));
    assert_eq!(table_of(&waiting.main()).matches("<tr").count(), 2, "the head and one unit");
    let missing_none = handler.get(&format!("{path}?only=returned")).await.want(200);
    assert!(missing_none.says("没有这样的单位"));
    assert!(house.stranger().get(&path).await.want(200).says("登录"), "a stranger is asked to sign in");
    handler.get(&format!("/desk/cases/{}/round", below(&house, &round, 0).number)).await.want(404);
}

#[tokio::test]
async fn the_workbook_has_the_columns_of_who_asks_and_the_totals() {
    let house = House::new();
    let round = asked(&house);
    handed_in(&house, &below(&house, &round, 0));
    house.act("handler", &below(&house, &round, 0), "count", json!({}));
    let path = format!("/desk/cases/{}/round?as=xlsx", round.number);
    let book = house.staff("handler").get(&path).await.want(200);
    let rows = table::read(&book.bytes).unwrap();
    let told = format!("{rows:?}");
    let order = [
        "单位",
        "户数（户）",
        "常住人口（人）",
        "60岁及以上（人）",
        "本期走访（户）",
        "发现隐患（处）",
        "其中已整改（处）",
        "数据截止日",
        "说明",
        "状态",
    ];
    let places: Vec<usize> =
        order.iter().map(|head| told.find(head).unwrap_or_else(|| panic!("{head}: {told}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(told.contains("合计") && told.contains("120"), "{told}");
    assert!(told.contains("2025-08-31") && told.contains("=1+1 合成：两户外出\\n已留条"), "words as typed: {told}");
    let path = path.replace("xlsx", "csv");
    let lines = house.staff("handler").get(&path).await.want(200);
    let text = String::from_utf8_lossy(&lines.bytes).into_owned();
    assert!(text.contains("\"'=1+1 合成：两户外出\n已留条\""), "a formula is made text: {text}");
}

/// A column of words: nothing before it is handed in, opened for who may see it, never added up, and gone once erased.
#[tokio::test]
async fn a_column_of_words_is_told_once_it_is_handed_in_and_never_added_up() {
    let house = House::new();
    let round = asked(&house);
    let answers = json!({ "households": 120, "residents": 310, "elders": 44, "visited": 7, "hazards": 1, "fixed": 1,
        "counted_on": "2025-08-31", "remark": "合成：两户外出" });
    house.act("handler", &below(&house, &round, 0), "hand_in", answers);
    let handler = house.staff("handler");
    let path = format!("/desk/cases/{}/round", round.number);
    assert!(!handler.get(&path).await.want(200).says("两户外出"), "not before the unit has checked it");
    house.act("leader", &below(&house, &round, 0), "confirm", json!({}));
    let page = handler.get(&path).await.want(200);
    assert!(table_of(&page.main()).contains("合成：两户外出"), "{}", page.main());
    let answer = handler.get(&format!("/api/v1/cases/{}/round", round.number)).await.want(200);
    let table: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    let column = table["columns"].as_array().unwrap().iter().find(|column| column["field"] == "remark").unwrap();
    assert_eq!((&column["type"], &column["total"]), (&json!("text"), &json!(null)));
    assert_eq!(table["lines"][0]["values"]["remark"], "合成：两户外出");
    assert_eq!(table["lines"][1]["values"]["remark"], json!(null));
}

#[tokio::test]
async fn everybody_who_owes_is_urged_in_one_act_and_a_page_sent_twice_urges_once() {
    let house = House::new();
    let round = asked(&house);
    handed_in(&house, &below(&house, &round, 0));
    let handler = house.staff("handler");
    let path = format!("/desk/cases/{}/round", round.number);
    let page = handler.get(&path).await.want(200);
    let action = format!("{path}/urge");
    for _ in 0..2 {
        let answer = handler.fill(&page, &action, &[]).await.want(200);
        assert!(answer.says("已催办 2 家"), "{}", answer.main());
    }
    for (which, times) in [(0, 0), (1, 1), (2, 1)] {
        let case = below(&house, &round, which);
        let told = house.office.told_of("420103", &case.id.0).unwrap();
        let urged = told.iter().flat_map(|(_, events)| events);
        let urged = urged.filter(|event| format!("{event:?}").contains("\"urge\"")).count();
        assert_eq!(urged, times);
    }
    handler.post(&action, &[("csrf", "forged")]).await.want(403);
}

#[tokio::test]
async fn what_is_known_is_filled_in_and_marked_and_told_to_programs() {
    let house = House::new();
    let first = asked(&house);
    handed_in(&house, &below(&house, &first, 0));
    house.act("handler", &below(&house, &first, 0), "count", json!({}));
    let second = asked(&house);
    let (known, from) = (below(&house, &second, 0), below(&house, &first, 0));
    let handler = house.staff("handler");
    let page = handler.get(&format!("/desk/cases/{}", known.number)).await.want(200);
    let marked = format!("已知：120（来自 <span class=\"bh-number\">{}</span>，2025-09-25），请核对", from.number);
    assert!(page.html.contains(&marked), "{}", page.main());
    assert!(page.html.contains("value=\"120\"") && !page.html.contains("value=\"7\""), "visits are asked anew");
    let unknown = handler.get(&format!("/desk/cases/{}", below(&house, &second, 1).number)).await.want(200);
    assert!(!unknown.says("已知："));
    let english = handler.clone().in_english().get(&format!("/desk/cases/{}", known.number)).await.want(200);
    assert!(english.says("Known: 120"));
    let answer = handler.get(&format!("/api/v1/cases/{}", known.number)).await.want(200);
    let whole: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(whole["known"]["values"], json!({ "households": 120, "residents": 310, "elders": 44 }));
    let answer = handler.get(&format!("/api/v1/cases/{}/round", second.number)).await.want(200);
    let table: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(table["counts"]["missing"], 3);
    assert_eq!(
        table["columns"][0],
        json!({ "field": "households", "title": "户数", "type": "integer", "measure": "户", "total": "0" })
    );
    assert_eq!((&table["lines"][0]["state"], &table["lines"][0]["unit"]), (&json!("missing"), &json!("420103001")));
    house.stranger().get(&format!("/api/v1/cases/{}/round", second.number)).await.want(404);
}
