//! What everybody may read: the open record, its files, and the search over what is public.

use serde_json::json;

use crate::house::{House, LEAD};

/// A lamp that was answered and judged well, which its reporter let be published.
fn published(house: &House) -> bihuan_core::casework::Case {
    let case = house.file(json!({
        "content": "合成：示例路 12 号路灯不亮，家里有病人",
        "category": "street-light",
        "place": { "unit": "420103001" },
        "phone": "13800000000",
        "publish": true,
    }));
    house.act("clerk", &case, "dispatch", json!({ "lead_unit": LEAD }));
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头 =1+1" }));
    house.act("leader", &case, "approve", json!({}));
    house.act("reporter", &case, "rate", json!({ "responded": true, "resolved": true, "satisfied": 5 }))
}

#[tokio::test]
async fn the_record_shows_the_numbers_that_the_desk_counts() {
    let house = House::new();
    house.lamp();
    published(&house);
    let resident = house.stranger();
    let page = resident.get("/record").await.want(200);
    insta::assert_snapshot!("record", page.main());
    let file = resident.get("/record/figures.csv").await.want(200);
    assert!(file.html.starts_with('\u{FEFF}'));
    let whole = file.html.lines().find(|line| line.contains("2025-09,全区")).unwrap();
    assert_eq!(whole, "2025-09,全区,2,1,1,0,100.0%,1,0,100.0%");
    let last_month = file.html.lines().find(|line| line.contains("2025-08,全区")).unwrap();
    assert_eq!(last_month, "2025-08,全区,0,0,0,0,—,0,0,—", "nothing to divide by is told as such");
    assert!(resident.in_english().get("/record").await.want(200).says("Whole district"));
}

#[tokio::test]
async fn closed_matters_are_open_only_where_their_reporters_agreed() {
    let house = House::new();
    let secret = house.lamp();
    let open = published(&house);
    let resident = house.stranger();
    let list = resident.get("/record/matters").await.want(200);
    assert!(list.says(&open.number) && !list.says(&secret.number));
    assert!(!resident.get("/record/matters?term=garbage").await.want(200).says(&open.number));
    assert!(resident.get("/record/matters?term=street-light").await.want(200).says(&open.number));
    assert!(
        !resident.get("/record/matters?street=420103001").await.want(200).says(&open.number),
        "a department answered"
    );
    let one = resident.get(&format!("/record/matters/{}", open.number)).await.want(200);
    assert!(one.says("已更换灯头") && !one.says("家里有病人") && !one.says("13800000000") && !one.says("138 "));
    resident.get(&format!("/record/matters/{}", secret.number)).await.want(404);
    let file = resident.get("/record/matters.csv").await.want(200);
    assert!(file.says(&open.number) && !file.says(&secret.number));
}

#[tokio::test]
async fn search_finds_what_is_public_and_by_nothing_else() {
    let house = House::new();
    let open = published(&house);
    assert!(house.settled());
    let resident = house.stranger();
    let found = resident.get("/search?q=%E7%81%AF%E5%A4%B4").await.want(200); // 灯头, of the answer
    assert!(found.says(&open.number), "{}", found.main());
    let hidden = resident.get("/search?q=%E7%97%85%E4%BA%BA").await.want(200); // 病人, of what was reported
    assert!(!hidden.says(&open.number), "what was not published does not help to find it");
    let nothing = resident.get("/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.want(200);
    assert!(!nothing.says("<script>alert") && nothing.says("没有"));
    resident.get("/search?q=x&kind=matters&cursor=%22&page=-1").await.want(200);
}

#[tokio::test]
async fn the_log_says_how_to_check_and_services_what_can_be_asked_for() {
    let house = House::new();
    house.lamp();
    let resident = house.stranger();
    for _ in 0..50 {
        if resident.get("/record/log").await.want(200).says("核对用的公钥") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let log = resident.get("/record/log").await.want(200);
    assert!(log.says("核对用的公钥") && log.says("/log/420103/key"));
    assert!(resident.get("/record/log.csv").await.want(200).says("bihuan/420103"));
    let promises = resident.get("/record/promises.csv").await.want(200);
    assert!(promises.html.lines().count() > 5 && promises.says("原话"));
    assert!(resident.get("/services").await.want(200).says("/report?type="));
}
