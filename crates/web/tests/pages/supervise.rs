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
    let approvals = house.staff("supervisor").get("/desk/supervise?list=approvals").await.want(200);
    assert!(approvals.says(&extended.number) && !approvals.says(&returned.number), "one list at a time");
    house.office.advance_to("2025-10-13T09:00:00+08:00".parse().unwrap()).unwrap();
    let late = house.staff("supervisor").get("/desk/supervise").await.want(200);
    assert!(late.says("已超期（3 件）") && late.says("催办"), "{}", late.main());
    let unit = format!("/desk/supervise?list=late&unit={}&page=99", crate::house::LEAD);
    let unit = house.staff("supervisor").get(&unit).await.want(200);
    assert!(unit.says("看全部单位") && unit.says(&extended.number));
    house.staff("supervisor").get("/desk/supervise?list=none&unit=%3Cb%3E&page=-1").await.want(200);
    assert!(house.staff("investment").get("/desk/supervise").await.want(200).says("没有您能看的未办结事项"));
}

#[tokio::test]
async fn only_the_direct_head_sees_what_the_own_officers_have_to_do_today() {
    let house = House::new();
    let lamp = house.dispatched();
    let input = json!({ "unit": crate::house::LEAD, "officer": "handler", "reason": "合成：专人办理" });
    house.act("leader", &lamp, "reassign", input);
    house.office.advance_to("2025-09-25T16:00:00+08:00".parse().unwrap()).unwrap();
    let head = house.staff("leader").get("/desk/supervise").await.want(200);
    assert!(head.says("只有您看得到") && head.says("今天要办"), "{}", head.main());
    for other in ["supervisor", "clerk", "handler", "auditor"] {
        assert!(!house.staff(other).get("/desk/supervise").await.want(200).says("只有您看得到"), "{other}");
    }
    assert!(house.staff("handler").get("/desk").await.says("指定给您本人的有 1 件"));
    assert!(!house.staff("leader").get("/desk").await.says("指定给您本人的"));
}
