//! What leaders see: the figures, the matters and parts behind them, what rises, what is late, what waits for a decision.

use bihuan_core::casework::Who;
use bihuan_ledger::tally;
use bihuan_web::cockpit::asked::Asked;
use bihuan_web::cockpit::late;
use bihuan_web::cockpit::numbers::Numbers;
use bihuan_web::words::{Lang, Words};
use serde_json::json;

use crate::house::{Answer, House};

/// The number that stands under a name on the cockpit, and where it leads.
fn figure(page: &Answer, what: &str) -> (String, String) {
    let (_, rest) = page.html.split_once(&format!("id=\"figure-{what}\"")).unwrap_or_else(|| panic!("no {what}"));
    let (_, rest) = rest.split_once("href=\"").unwrap();
    let (href, rest) = rest.split_once('"').unwrap();
    let (_, number) = rest.split_once('>').unwrap();
    (number.split_once('<').unwrap().0.to_owned(), href.replace("&amp;", "&"))
}

/// A request of one of several residents.
fn told(house: &House, n: usize, street: &str) -> bihuan_core::casework::Case {
    house.file(json!({
        "content": format!("合成：示例路 {n} 号路灯不亮"),
        "category": "street-light",
        "kind": "help",
        "place": { "unit": street },
        "phone": format!("138000000{n:02}"),
    }))
}

#[tokio::test]
async fn the_cockpit_is_for_staff() {
    let house = House::new();
    for page in ["/cockpit", "/cockpit/today", "/cockpit/topics", "/cockpit/late"] {
        assert!(house.stranger().get(page).await.want(200).says("/sign-in"), "{page}");
    }
    assert!(house.stranger().get("/cockpit/week?place=all").await.want(200).says("/sign-in"));
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
    let cockpit = leader.get("/cockpit").await.want(200);
    for (what, n) in [("filed", "2"), ("answered-in-time", "1"), ("answered-late", "0"), ("closed", "0"), ("late", "0")]
    {
        let (number, href) = figure(&cockpit, what);
        assert_eq!(number, n, "{what}");
        let list = leader.get(&href).await.want(200);
        assert_eq!(list.html.matches("class=\"bh-number\"><a").count().to_string(), n, "{what} leads to {href}");
    }
    assert!(cockpit.says("去年同期无记录") && cockpit.says("id=\"means-in-time-rate\""));
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

#[tokio::test]
async fn a_filter_stands_in_the_address_and_a_street_tells_its_parts() {
    let house = House::new();
    house.lamp();
    let leader = house.staff("supervisor");
    let none = leader.get("/cockpit?period=last-month").await.want(200);
    assert_eq!(figure(&none, "filed").0, "0");
    let centre = leader.get("/cockpit?unit=420103-citizen-centre&period=today").await.want(200);
    assert_eq!(figure(&centre, "filed").0, "1");
    let street = leader.get("/cockpit?unit=420103001&period=year").await.want(200);
    let (number, parts) = figure(&street, "filed");
    assert_eq!(number, "0");
    assert!(parts.starts_with("/cockpit/parts?"), "{parts}");
    leader.get(&parts).await.want(200);
    leader.get("/cockpit?unit=nonsense&kind=%22&period=x&rank=y&from=1&to=2").await.want(200);
    leader.get("/cockpit/cases?what=filed&after=nonsense").await.want(200);
}

#[tokio::test]
async fn what_five_people_tell_of_one_street_is_a_topic_and_leads_to_exactly_their_matters() {
    let house = House::new();
    for n in 0..6 {
        told(&house, n, "420103001");
    }
    let elsewhere = told(&house, 7, "420103002");
    assert!(house.settled());
    let leader = house.staff("supervisor");
    let topics = leader.get("/cockpit/topics").await.want(200);
    assert!(topics.says("路灯不亮") && topics.says("/cockpit/week?place=420103001&amp;subject=street-light"));
    let behind = leader.get("/cockpit/week?place=420103001&subject=street-light").await.want(200);
    assert_eq!(behind.html.matches("class=\"bh-number\"><a").count(), 6);
    assert!(!behind.says(&elsewhere.number));
    let all = leader.get("/cockpit/week?place=all").await.want(200);
    assert_eq!(all.html.matches("class=\"bh-number\"><a").count(), 7);
    assert!(topics.says("class=\"bh-areas\"") && topics.says("民族街：近七天 6 件"));
    assert!(leader.get("/cockpit/week?place=420103001&subject=garbage").await.want(200).says("已经不在上升"));
}

#[tokio::test]
async fn one_caller_makes_no_topic() {
    let house = House::new();
    for _ in 0..8 {
        house.lamp();
    }
    let leader = house.staff("supervisor");
    assert!(leader.get("/cockpit/topics").await.want(200).says("没有比平常明显增多的话题"));
}

#[tokio::test]
async fn a_leader_decides_what_waits_and_comes_back_to_the_day() {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    let leader = house.staff("leader");
    let page = leader.get("/cockpit/today").await.want(200);
    assert!(page.says("已更换灯头"), "what is decided on can be read where it is decided");
    let action = format!("/desk/cases/{}/actions/approve", case.number);
    let refused = leader.post(&action, &[("csrf", "forged"), ("back", "/cockpit/today")]).await;
    assert_eq!(refused.status, 403);
    let done = leader.fill(&page, &action, &[]).await.want(303);
    assert_eq!(done.location, format!("/cockpit/today?done={}", case.number));
    let after = leader.get(&done.location).await.want(200);
    assert!(after.says("没有等您决定的事") && after.says(&case.number));
    let second = leader.fill(&page, &action, &[("once", "a-second-press-of-another-window")]).await;
    assert_eq!(second.status, 409, "who comes second is told so");
}

#[tokio::test]
async fn a_reason_that_is_missing_is_asked_for() {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    let leader = house.staff("leader");
    let page = leader.get("/cockpit/today").await.want(200);
    let action = format!("/desk/cases/{}/actions/reject", case.number);
    leader.fill(&page, &action, &[]).await.want(422);
    let approve = format!("/desk/cases/{}/actions/approve", case.number);
    let sent: Vec<(String, String)> = page.hidden_of(&approve).into_iter().filter(|(name, _)| name != "back").collect();
    let mut pairs: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("back", "//evil.example"));
    let elsewhere = leader.post(&approve, &pairs).await.want(303);
    assert!(elsewhere.location.starts_with("/desk/"), "{}", elsewhere.location);
}

/// A page of figures asks three questions, and its rows are units and months: neither grows with the matters.
#[test]
fn figures_cost_the_same_however_many_matters_there_are() {
    let house = House::new();
    let district = "420103".parse().unwrap();
    let today = jiff::civil::date(2025, 9, 25);
    let asked = Asked { period: "year".into(), ..Asked::default() };
    let cost = |house: &House| {
        let before = tally();
        Numbers::read(&house.office, &district, &asked, today).unwrap();
        late::longest(&house.office, &district, &asked, (&Who::Kernel, Words::of(Lang::Zh)), 5).unwrap();
        (tally().questions - before.questions, tally().rows - before.rows)
    };
    house.lamp();
    let few = cost(&house);
    for _ in 0..40 {
        house.lamp();
    }
    assert_eq!(cost(&house), few);
    assert_eq!(few.0, 5, "three for figures, a count and a list of what is late");
}

/// Topics read the matters of five weeks and nothing that is older.
#[test]
fn topics_cost_the_matters_of_five_weeks() {
    let house = House::new();
    let district = "420103".parse().unwrap();
    for _ in 0..10 {
        house.lamp();
    }
    let cost = |ahead_days: i64| {
        let until = house.office.clock().now() + jiff::SignedDuration::from_hours(24 * ahead_days + 1);
        let before = tally();
        let found = house.office.topics(&district, until).unwrap();
        (found.read, tally().rows - before.rows)
    };
    let (now, rows) = cost(0);
    assert_eq!(now, 10);
    assert!(rows >= 10);
    assert_eq!(cost(40), (0, 0), "what is older than five weeks is not read");
}

/// The rows of the funnel: what stands first, the number, and where it leads.
fn funnel(page: &Answer, stage: &str) -> (String, Option<String>) {
    let (_, table) = page.html.split_once("到过各环节几件").unwrap();
    let (_, row) = table.split_once(&format!(">{stage} ")).unwrap_or_else(|| panic!("no row {stage}"));
    let (row, _) = row.split_once("</tr>").unwrap();
    let (_, cell) = row.split_once("<td").unwrap();
    let (cell, _) = cell.split_once("</td>").unwrap();
    let href = cell.split_once("href=\"").and_then(|(_, rest)| rest.split_once('"'));
    let number: String = cell.rsplit("</a>").last().unwrap().rsplit('>').next().unwrap().trim().to_owned();
    (number, href.map(|(href, _)| href.replace("&amp;", "&")))
}

#[tokio::test]
async fn the_funnel_counts_each_matter_once_for_a_stage_and_leads_to_it() {
    let house = House::new();
    let case = house.dispatched();
    house.act("handler", &case, "take", json!({}));
    house.act("handler", &case, "reply", json!({ "reply": "合成：已更换灯头。" }));
    house.act("leader", &case, "approve", json!({}));
    house.lamp();
    let leader = house.staff("supervisor");
    let cockpit = leader.get("/cockpit").await.want(200);
    for (stage, n) in [("受理", 2), ("签收", 1), ("办理", 1), ("待评价", 1)] {
        let (number, href) = funnel(&cockpit, stage);
        assert_eq!(number, n.to_string(), "{stage}");
        let list = leader.get(&href.unwrap()).await.want(200);
        assert_eq!(list.html.matches("class=\"bh-number\"><a").count(), n, "{stage}");
    }
    assert!(cockpit.says("hotline.response_rate?period="), "the shares that the pack sets side by side");
    let english = house.staff("supervisor").in_english().get("/cockpit").await.want(200);
    assert!(english.says("how many came to each stage"));
}
