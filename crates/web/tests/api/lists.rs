//! Lists, tasks, types, units and figures.

use bihuan_office::targets::NewTarget;
use serde_json::{Value as Json, json};

use super::town::{LEAD, Town, id, tidied};

fn ids(page: &Json) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn cases_are_listed_newest_first_page_by_page_for_who_may_see_them() {
    let town = Town::new();
    for _ in 0..5 {
        town.anybody().files(json!({ "content": "合成：路灯不亮", "category": "street-light" })).await;
    }
    let taken = town.taken().await;
    let clerk = town.user("clerk");
    let list = async |query: &str| clerk.get(&format!("/api/v1/cases?{query}")).await.want(200).json;
    let whole = list("").await;
    assert_eq!((ids(&whole).len(), ids(&whole)[0]), (6, id(&taken)));
    insta::assert_json_snapshot!("item", tidied(&whole["items"][0]));
    let first = list("limit=4").await;
    let rest = list(&format!("limit=4&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!([ids(&first), ids(&rest)].concat(), ids(&whole));
    let found = async |query: &str| ids(&list(query).await).len();
    assert_eq!((found("stage=handle").await, found("stage=handle&stage=accept").await), (1, 6));
    assert_eq!((found("unit=420103").await, found(&format!("unit={LEAD}")).await), (6, 1));
    assert_eq!((found("unit=420103-nowhere").await, found("district=420105").await), (0, 0));
    assert_eq!((found("late=true").await, found("late=false").await), (0, 6));
    assert_eq!(found(&format!("q={}", taken["number"].as_str().unwrap())).await, 1);
    let of_handler = town.user("handler").get("/api/v1/cases?limit=1").await.want(200).json;
    assert_eq!(ids(&of_handler), [id(&taken)], "a handler sees the unit's work");
    assert!(ids(&town.anybody().get("/api/v1/cases").await.want(200).json).is_empty());
}

#[tokio::test]
async fn slips_in_the_query_are_400() {
    let town = Town::new();
    let clerk = town.user("clerk");
    let slips = ["colour=red", "limit=0", "limit=201", "limit=", "limit=many", "limit=1&limit=2", "cursor=nonsense"];
    for at in ["cases", "tasks", "units", "types", "figures"] {
        for query in slips {
            clerk.get(&format!("/api/v1/{at}?{query}")).await.refused(400, "bad-parameter");
        }
    }
    for query in ["late=perhaps", "status=sleeping", "unit=X", "opened_from=tomorrow"] {
        clerk.get(&format!("/api/v1/cases?{query}")).await.refused(400, "bad-parameter");
    }
}

#[tokio::test]
async fn work_is_listed_for_who_has_it() {
    let town = Town::new();
    let case = town.dispatched().await;
    let tasks = async |name: &str| town.user(name).get("/api/v1/tasks?mine=true").await.want(200).json["items"].clone();
    assert_eq!(tasks("clerk").await, json!([]));
    let mine = tasks("handler").await;
    assert_eq!(mine[0]["case"], case["id"]);
    insta::assert_json_snapshot!("task", tidied(&mine[0]));
    let english = town.user("handler").with("accept-language", "en").get("/api/v1/tasks").await.want(200).json;
    assert!(english["items"][0]["left"]["text"].as_str().unwrap().ends_with("left"));
}

#[tokio::test]
async fn types_tell_their_forms_and_actions() {
    let town = Town::new();
    let listed = town.anybody().get("/api/v1/types").await.want(200).json;
    insta::assert_json_snapshot!("types", listed);
    let one = town.anybody().get("/api/v1/types/hotline.request?district=420103").await.want(200).json;
    let mut form = one["form"].clone();
    let offered = form["properties"]["about"]["enum"].take();
    assert!(offered.as_array().unwrap().contains(&json!(LEAD)), "the units of the district are offered");
    insta::assert_json_snapshot!("form", form);
    insta::assert_json_snapshot!("rate", one["actions"]["rate"]);
    let all = town.anybody().get("/api/v1/types/hotline.request").await.want(200).json;
    let link = all["form"]["properties"]["about"]["x-bihuan-options"].as_str().unwrap();
    assert!(link.starts_with("/api/v1/units"), "too many to list: a link");
    town.anybody().get("/api/v1/types/hotline.nothing").await.refused(404, "not-found");
}

#[tokio::test]
async fn units_stand_below_one_another() {
    let town = Town::new();
    let clerk = town.user("clerk");
    let list = async |query: &str| clerk.get(&format!("/api/v1/units?{query}")).await.want(200).json;
    let below = list("under=420103001&limit=200").await;
    let units = below["items"].as_array().unwrap();
    assert!(units.len() > 3 && units.iter().all(|unit| unit["code"].as_str().unwrap().starts_with("420103")));
    let streets = list("kind=street&limit=2").await;
    let next = list(&format!("kind=street&limit=2&cursor={}", streets["next"].as_str().unwrap())).await;
    assert!(next["items"][0]["code"].as_str() > streets["items"][1]["code"].as_str());
    town.anybody().get("/api/v1/units").await.refused(401, "no-token");
}

#[tokio::test]
async fn figures_add_up_and_a_rate_of_nothing_is_null() {
    let town = Town::new();
    for _ in 0..3 {
        town.anybody().files(json!({ "content": "合成：路灯不亮" })).await;
    }
    let figure = async |id: &str, query: &str| {
        town.anybody().get(&format!("/api/v1/figures/hotline.request-{id}?{query}")).await.want(200).json
    };
    let filed = figure("filed", "period=2026-03&district=420103&by=day").await;
    assert_eq!((filed["value"].as_str(), filed["parts"][0]["day"].as_str()), (Some("3"), Some("2026-03-10")));
    let behind = town.user("clerk").get(filed["cases"].as_str().unwrap()).await.want(200).json;
    assert_eq!(ids(&behind).len(), 3, "the list behind a figure has its count");
    assert_eq!(figure("filed", "period=2026-02").await["value"], "0");
    assert_eq!(figure("in-time-rate", "period=2026").await["value"], Json::Null);
    let rate = figure("satisfied-rate", "period=2026-Q1&unit=420103-urban-management").await;
    insta::assert_json_snapshot!("figure", rate);
    town.anybody().get("/api/v1/figures/hotline.request-filed?period=2026-13").await.refused(400, "bad-parameter");
    town.anybody().get("/api/v1/figures/hotline.nothing").await.refused(404, "not-found");
    let listed = town.anybody().get("/api/v1/figures?limit=200").await.want(200).json;
    assert!(listed["items"].as_array().unwrap().iter().all(|item| item["public"] == true));
}

#[tokio::test]
async fn a_target_stands_beside_the_figure_of_its_unit_and_year() {
    let town = Town::new();
    town.anybody().files(json!({ "content": "合成：路灯不亮" })).await;
    let new = NewTarget {
        indicator: "hotline.request-filed".into(),
        year: "2026".into(),
        value: "4".into(),
        comparator: "at_least".into(),
        ..NewTarget::default()
    };
    let hand = town.office.hand_of_system("合成");
    town.office.set_target(&hand, &"420103".parse().unwrap(), &new).unwrap();
    let clerk = town.user("clerk");
    let figure =
        async |query: &str| clerk.get(&format!("/api/v1/figures/hotline.request-{query}")).await.want(200).json;
    let filed = figure("filed?period=2026&district=420103").await;
    assert_eq!((&filed["value"], &filed["target"]), (&json!("1"), &json!("4")));
    let standing = &filed["standing"];
    let told = ["comparator", "pace", "light", "source"].map(|key| standing[key].as_str().unwrap_or_default());
    // One of four by 10 March, when 69 of 365 days are over: more than the year has gone.
    assert_eq!(told, ["at_least", "even", "green", "set"], "{standing}");
    assert!(standing["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    let others = [
        "filed?period=2026-03&district=420103",
        "filed?period=2025&district=420103",
        "filed?period=2026&as_of=2026-03-09",
        "closed?period=2026",
    ];
    for other in others {
        let figure = figure(other).await;
        assert_eq!((&figure["target"], &figure["standing"]), (&Json::Null, &Json::Null), "{other}");
    }
    let public = town.anybody().get("/api/v1/figures/hotline.request-filed?period=2026&district=420103").await;
    assert_eq!(public.want(200).json["target"], Json::Null, "what was set in the house stays there");
}

#[tokio::test]
async fn declared_figures_are_told_in_words_and_lead_to_their_matters() {
    let town = Town::new();
    for category in ["street-light", "street-light", "noise"] {
        town.anybody().files(json!({ "content": "合成：路灯不亮", "category": category })).await;
    }
    let taken = town.taken().await;
    let figure = async |query: &str| town.anybody().get(&format!("/api/v1/figures/{query}")).await.want(200).json;
    let received = figure("hotline.received?by=category").await;
    assert_eq!(received["value"], "4");
    assert!(received["definition"].as_str().unwrap().contains("受理"), "{received}");
    assert_eq!(received["basis"], "unverified");
    let parts = received["parts"].as_array().unwrap();
    let lights = parts.iter().find(|part| part["category"] == "street-light").unwrap();
    assert!(lights["value"].as_str().unwrap().parse::<u32>().unwrap() >= 2, "{parts:?}");
    let months = figure("hotline.received?by=quarter").await;
    assert_eq!((&months["parts"][0]["quarter"], &months["parts"][0]["value"]), (&json!("2026-Q1"), &json!("4")));
    let rate = figure("hotline.solved_rate").await;
    assert_eq!((&rate["value"], &rate["denominator"], &rate["excluded"]), (&Json::Null, &json!("0"), &json!(0)));
    let open = figure(&format!("hotline.open_now?unit={LEAD}")).await;
    assert_eq!((&open["value"], &open["sample"]), (&json!("1"), &json!(1)));
    let behind = town.user("clerk").get(open["cases"].as_str().unwrap()).await.want(200).json;
    assert_eq!(ids(&behind), [id(&taken)], "the matters of a level are those that are in it now");
    let past = figure("hotline.open_now?period=2026-02").await;
    assert_eq!((&past["value"], &past["cases"]), (&json!("0"), &Json::Null), "of a past day only the number is known");
    let known = figure("hotline.received?as_of=2026-03-09").await;
    assert_eq!(known["value"], "0", "what was recorded later was not known");
    town.anybody().get("/api/v1/figures/hotline.received?by=phone").await.refused(400, "bad-parameter");
    town.anybody()
        .get(&format!("/api/v1/figures/hotline.received?by=category&unit={LEAD}"))
        .await
        .refused(400, "bad-parameter");
    town.anybody().get("/api/v1/figures/hotline.handed_back").await.refused(401, "no-token");
    let english = town
        .user("clerk")
        .with("Accept-Language", "en")
        .get("/api/v1/figures/hotline.handed_back")
        .await
        .want(200)
        .json;
    assert_eq!((&english["title"], &english["direction"]), (&json!("Hand-backs"), &json!("down")));
}
