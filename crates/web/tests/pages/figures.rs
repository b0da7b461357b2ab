//! The pages of figures: a number with its definition, its parts, its course and the matters behind it.

use serde_json::json;

use crate::house::House;

/// One request answered and judged well, one that still waits.
fn at_work() -> (House, String, String) {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    house.act("leader", &case, "approve", json!({}));
    let other = house.lamp();
    (house, case.number, other.number)
}

#[tokio::test]
async fn a_figure_is_told_with_how_it_is_worked_out() {
    let (house, ..) = at_work();
    assert!(house.stranger().get("/cockpit/figures/hotline.on_time_rate").await.want(200).says("/sign-in"));
    let leader = house.staff("supervisor");
    let page = leader.get("/cockpit/figures/hotline.on_time_rate").await.want(200);
    for told in ["按时办结率", "100.0%", "1 ÷ 1", "怎么算", "分母为零时不计", "越高越好", "2025-09"]
    {
        assert!(page.says(told), "the page says {told}");
    }
    let english = house.staff("supervisor").in_english().get("/cockpit/figures/hotline.on_time_rate").await.want(200);
    assert!(english.says("Share answered in time") && english.says("nothing to divide by"));
    leader.get("/cockpit/figures/hotline.nothing").await.want(404);
}

#[tokio::test]
async fn a_number_leads_to_its_matters_and_a_rate_of_nothing_has_none() {
    let (house, answered, waiting) = at_work();
    let leader = house.staff("supervisor");
    let all = leader.get("/cockpit/figures").await.want(200);
    assert!(all.says("/cockpit/figures/hotline.solved_rate?period=2025") && all.says("—"), "no judgement, no rate");
    let received = leader.get("/cockpit/figures/hotline.received/cases?period=2025").await.want(200);
    assert!(received.says(&answered) && received.says(&waiting));
    let rate = leader.get("/cockpit/figures/hotline.on_time_rate/cases?period=2025").await.want(200);
    assert!(rate.says(&answered) && !rate.says(&waiting), "below the line of a rate is what was answered");
    let now = leader.get("/cockpit/figures/hotline.open_now/cases?period=2025").await.want(200);
    assert!(now.says(&answered) && now.says(&waiting), "both are open now");
}
