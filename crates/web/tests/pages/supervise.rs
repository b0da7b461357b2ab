//! What a supervisor sees: units and matters, late first.

use serde_json::json;

use crate::house::House;

#[tokio::test]
async fn late_soon_late_disputed_and_untaken() {
    let house = House::new();
    insta::assert_snapshot!("supervise_empty", house.staff("supervisor").get("/desk/supervise").await.want(200).main());
    house.dispatched();
    let returned = house.dispatched();
    for _ in 0..2 {
        house.act("handler", &returned, "return", json!({ "reason": "合成：不归我们管" }));
        if house.office.read(&returned.id.0, &bihuan_core::casework::Who::Kernel).unwrap().case.standings[0].stage
            == "accept"
        {
            house.act("clerk", &returned, "dispatch", json!({ "lead_unit": crate::house::LEAD }));
        }
    }
    let extended = house.dispatched();
    house.act("handler", &extended, "take", json!({}));
    house.act("handler", &extended, "extend", json!({ "days": 2, "reason": "合成：等备件" }));
    let page = house.staff("supervisor").get("/desk/supervise").await.want(200);
    insta::assert_snapshot!("supervise", page.main());
    assert!(!page.says("handler"), "no person stands in it");
    house.office.advance_to("2025-10-13T09:00:00+08:00".parse().unwrap()).unwrap();
    let late = house.staff("supervisor").get("/desk/supervise").await.want(200);
    assert!(late.says("已超期（3 件）") && late.says("催办"), "{}", late.main());
    assert!(house.staff("investment").get("/desk/supervise").await.want(200).says("没有您能看的未办结事项"));
}
