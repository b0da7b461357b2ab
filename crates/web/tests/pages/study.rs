//! The pages for who studies how work goes: one limit changed, and the way that matters really take.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::house::{House, START};

/// A lamp that was answered two hours after it was filed.
fn answered(house: &House) -> String {
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    let start: Timestamp = START.parse().unwrap();
    house.office.advance_to(start + SignedDuration::from_hours(2)).unwrap();
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    house.act("leader", &case, "approve", json!({}));
    case.number
}

#[tokio::test]
async fn a_shorter_limit_names_who_would_have_been_late() {
    let house = House::new();
    let number = answered(&house);
    let admin = house.staff("admin");
    let asked = |amount: &str| {
        format!("/admin/what-if?limit=hotline.request%7Cdeadline%2Fpledged%2F6&amount={amount}&unit=h&month=2025-09-01")
    };
    let page = admin.get(&asked("1")).await.want(200);
    assert!(
        page.says("推演了 2025-09 受理的 1 件") && page.says("新逾期 1 件") && page.says(&number),
        "{}",
        page.main()
    );
    assert!(page.says("2025-09-25 10:00") && page.says("2025-09-25 11:00"), "{}", page.main());
    let longer = admin.get(&asked("3")).await.want(200);
    assert!(longer.says("新逾期 0 件") && !longer.says(&number), "{}", longer.main());
    let english = admin.clone().in_english().get(&asked("1")).await.want(200);
    assert!(english.says("0 were late; 1 would be: 1 newly"), "{}", english.main());
    assert!(admin.get(&asked("none")).await.want(200).says("请填 1 至 1000 的整数"));
    assert!(admin.get(&asked("1").replace("2025-09-01", "2025-08-01")).await.want(200).says("没有受理这类事项"));
    house.staff("handler").get("/admin/what-if").await.want(403);
    house.staff("auditor").get("/admin/what-if").await.want(200);
}

#[tokio::test]
async fn the_flow_is_that_of_the_matters_themselves() {
    let house = House::new();
    let none = house.staff("admin").get("/admin/flow?type=hotline.request").await.want(200);
    assert!(none.says("还没有"), "{}", none.main());
    answered(&house);
    let back = house.dispatched();
    house.act("handler", &back, "return", json!({ "reason": "合成：不属本单位。" }));
    house.act("clerk", &back, "dispatch", json!({ "lead_unit": "420103-water" }));
    let page = house.staff("auditor").get("/admin/flow?type=hotline.request").await.want(200);
    assert!(page.says("3 次 · 中位") && page.says("返回 1") && page.says("bh-diagram__card"), "{}", page.main());
    house.staff("clerk").get("/admin/flow").await.want(403);
}
