//! The counts of the day, and the matters behind them.

use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn the_cockpit_is_for_staff() {
    let house = House::new();
    assert!(house.stranger().get("/cockpit").await.want(200).says("/sign-in"));
}

#[tokio::test]
async fn each_number_leads_to_its_matters() {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    house.act("leader", &case, "approve", json!({}));
    let other = house.lamp();
    let leader = house.staff("supervisor");
    insta::assert_snapshot!("cockpit", leader.get("/cockpit").await.want(200).main());
    let filed = leader.get("/cockpit/cases?what=filed").await.want(200);
    assert!(filed.says(&case.number) && filed.says(&other.number));
    let answered = leader.get("/cockpit/cases?what=answered-in-time").await.want(200);
    assert!(answered.says(&case.number) && !answered.says(&other.number));
    let of_unit = async |unit: &str| leader.get(&format!("/cockpit/cases?what=filed&unit={unit}")).await.want(200);
    let centre = of_unit("420103-citizen-centre").await;
    assert!(centre.says(&case.number) && centre.says(&other.number), "both were filed while the centre had them");
    let elsewhere = of_unit("420103-urban-management").await;
    assert!(!elsewhere.says(&case.number), "a unit's number leads to what was counted for the unit");
    let before = leader.get("/cockpit/cases?what=filed&day=2025-09-24").await.want(200);
    assert!(!before.says(&case.number));
    leader.get("/cockpit/cases?what=nothing").await.want(404);
}
