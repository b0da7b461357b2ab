//! Acting: the loop over HTTP, versions, and matters of others.

use serde_json::{Value as Json, json};

use super::town::{LEAD, Town, code, fields, id, open, tidied};

#[tokio::test]
async fn the_loop_closes_and_its_events_tell_it() {
    let town = Town::new();
    let case = town.taken().await;
    town.user("handler").acts(&case, "reply", json!({ "reply": "合成：已修好" })).await;
    town.user("leader").acts(&case, "approve", json!({})).await;
    let good = json!({ "responded": true, "resolved": true, "satisfied": 5 });
    let rated = town.holder(code(&case)).acts(&case, "rate", good).await;
    assert_eq!((rated["status"].as_str(), rated["outcome"].as_str()), (Some("closed"), Some("done")));
    let path = format!("/api/v1/cases/{}/events", id(&case));
    let events = town.user("clerk").get(&path).await.want(200);
    assert!(!events.text().contains("已修好") && !events.text().contains("路灯不亮"), "free text is in no event");
    let line = |event: &Json| format!("{} {} {}", event["type"], event["actor"]["post"], event["task"]);
    let told: Vec<String> = events.json["items"].as_array().unwrap().iter().map(line).collect();
    insta::assert_json_snapshot!("events", told);
    insta::assert_json_snapshot!("event", tidied(&events.json["items"][0]));
    let mine = town.holder(code(&case)).get(&path).await.want(200);
    assert!(!mine.text().contains("\"officer\""), "a resident reads where the case went, not who typed");
}

#[tokio::test]
async fn what_is_not_open_or_not_ones_own_is_refused_by_name() {
    let town = Town::new();
    let case = town.dispatched().await;
    town.user("clerk").act(&case, "call_back", json!({})).await.refused(409, "not-open");
    town.user("clerk").act(&case, "take", json!({})).await.refused(403, "not-yours");
    town.user("clerk").act(&case, "levitate", json!({})).await.refused(404, "unknown-action");
    town.user("investment").act(&case, "take", json!({})).await.refused(404, "not-found");
    town.anybody().act(&case, "take", json!({})).await.refused(404, "not-found");
    town.holder(code(&case)).act(&case, "take", json!({})).await.refused(403, "not-yours");
    town.scoped("handler", &["read"]).act(&case, "take", json!({})).await.refused(403, "scope");
    let problem = town.user("handler").act(&case, "return", json!({ "colour": 1 })).await.refused(422, "invalid");
    assert_eq!(fields(&problem), ["/colour", "/reason"]);
    let seen = town.user("handler").sees(&case).await;
    assert!(open(&seen).contains(&"take") && open(&seen).contains(&"return"));
}

#[tokio::test]
async fn an_act_on_an_old_version_is_stale_only_if_its_ground_moved() {
    let town = Town::new();
    let case = town.dispatched().await;
    let path = format!("/api/v1/cases/{}", id(&case));
    let seen = town.user("handler").get(&path).await.want(200);
    let tag = seen.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", seen.json["version"]));
    town.holder(code(&case)).acts(&case, "add", json!({ "text": "合成：补充" })).await;
    town.user("handler").with("if-match", &tag).acts(&case, "take", json!({})).await;
    let tag = town.user("handler").get(&path).await.header("etag").to_owned();
    let moved = json!({ "unit": "420103-construction", "reason": "合成：职责" });
    town.user("supervisor").acts(&case, "reassign", moved).await;
    let reply = || json!({ "reply": "合成" });
    let act = async |tag: &str| town.user("handler").with("if-match", tag).act(&case, "reply", reply()).await;
    let problem = act(&tag).await.refused(412, "stale");
    assert_eq!(problem["by"]["post"], "supervisor");
    act("\"999\"").await.refused(412, "stale");
    act("nonsense").await.refused(400, "bad-if-match");
    act("*").await.want(200);
}

#[tokio::test]
async fn an_action_in_two_tasks_asks_which() {
    let town = Town::new();
    let case = town.taken().await;
    town.user("handler").acts(&case, "extend", json!({ "days": 2, "reason": "合成：等备件" })).await;
    town.user("handler").acts(&case, "reply", json!({ "reply": "合成：其实已好" })).await;
    let problem = town.user("leader").act(&case, "approve", json!({})).await.refused(409, "ambiguous-task");
    let tasks: Vec<&str> = problem["tasks"].as_array().unwrap().iter().map(|task| task.as_str().unwrap()).collect();
    assert_eq!(tasks.len(), 2);
    let path = format!("/api/v1/cases/{}/actions/approve?task={}", id(&case), tasks[0]);
    town.user("leader").post(&path, json!({})).await.want(200);
}

fn order(revision: u64, state: &str) -> Json {
    let form = json!({ "content": "合成：市级转来", "category": "noise" });
    let due = "2026-03-13T18:00:00+08:00";
    json!({ "type": "hotline.request", "form": form, "state": state, "revision": revision, "due": due })
}

#[tokio::test]
async fn a_matter_of_others_arrives_twice_and_is_withdrawn() {
    let town = Town::new();
    let path = "/api/v1/cases/by-outer/city/HC-1";
    let city = town.scoped("clerk", &["outer:city"]);
    let first = city.put(path, order(1, "open")).await.want(201).json;
    let again = city.put(path, order(1, "open")).await.want(200).json;
    assert_eq!((id(&first), &first["version"]), (id(&again), &again["version"]));
    let clerk = town.user("clerk");
    let clocks = clerk.sees(&first).await["deadlines"].clone();
    assert!(clocks.as_array().unwrap().iter().any(|clock| clock["kind"] == "outer"));
    clerk.acts(&first, "dispatch", json!({ "lead_unit": LEAD })).await;
    city.put(path, order(2, "withdrawn")).await.want(200);
    assert_eq!(clerk.sees(&first).await["outcome"], "withdrawn");
    city.put(path, order(3, "sleeping")).await.refused(422, "invalid");
    city.put("/api/v1/cases/by-outer/province/HC-1", order(1, "open")).await.refused(403, "scope");
    city.get("/api/v1/tasks").await.refused(403, "scope");
    town.anybody().put(path, order(4, "open")).await.refused(401, "no-token");
}

#[tokio::test]
async fn an_order_that_is_sent_again_with_its_key_is_answered_again() {
    let town = Town::new();
    let city = town.scoped("clerk", &["outer:city"]).with("idempotency-key", "order-1");
    let first = city.put("/api/v1/cases/by-outer/city/HC-2", order(1, "open")).await.want(201);
    let again = city.put("/api/v1/cases/by-outer/city/HC-2", order(1, "open")).await.want(201);
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!(id(&first.json), id(&again.json));
}

#[tokio::test]
async fn duplicates_hear_the_answer_of_their_lead_at_once() {
    let town = Town::new();
    let lead = town.taken().await;
    let follower = town.anybody().files(json!({ "content": "合成：还是那盏灯" })).await;
    town.user("clerk").acts(&follower, "merge", json!({ "lead": lead["number"] })).await;
    town.user("handler").acts(&lead, "reply", json!({ "reply": "合成：一并修好" })).await;
    town.user("leader").acts(&lead, "approve", json!({})).await;
    let good = json!({ "responded": true, "resolved": true, "satisfied": 5 });
    town.holder(code(&follower)).acts(&follower, "rate", good).await;
    assert_eq!(town.user("clerk").sees(&follower).await["status"], "closed");
    assert_eq!(town.user("clerk").sees(&lead).await["status"], "open", "each rates alone");
}

#[tokio::test]
async fn the_demo_clock_moves_forward_and_everything_due_has_happened() {
    let town = Town::new();
    let case = town.taken().await;
    let admin = town.scoped("admin", &["read"]);
    let move_to = async |wish: Json| admin.post("/api/v1/demo/clock", wish).await;
    move_to(json!({ "to": "2026-03-18T09:00:00+08:00" })).await.want(200);
    let seen = town.user("clerk").sees(&case).await;
    assert_eq!(seen["late"], true);
    let missed = |clock: &Json| clock["kind"] == "pledged" && clock["state"] == "missed";
    assert!(seen["deadlines"].as_array().unwrap().iter().any(missed));
    for wrong in ["2026-03-01T09:00:00+08:00", "2026-03-19T09:00:00", "tomorrow", "9999-12-31T23:59:59+08:00"] {
        move_to(json!({ "to": wrong })).await.refused(422, "invalid");
    }
    for wrong in [json!("-P1D"), json!(5), json!("a day"), json!("P99999999Y")] {
        move_to(json!({ "advance": wrong })).await.refused(422, "invalid");
    }
    move_to(json!({})).await.refused(422, "invalid");
    move_to(json!({ "to": "2026-03-19T09:00:00+08:00", "advance": "P1D" })).await.refused(422, "invalid");
    let clerk = town.user("clerk").post("/api/v1/demo/clock", json!({ "advance": "PT1M" })).await;
    clerk.refused(403, "not-yours");
}

#[tokio::test]
async fn a_sensor_pushes_its_readings_whole_or_not_at_all_and_twice_is_once() {
    let town = Town::new();
    let gauge = town.scoped("clerk", &["outer:gauge"]);
    let reading = |period: &str, value: &str| json!({ "figure": "water_level", "period": period, "value": value, "measure": "米" });
    let good = reading("2026-01-05T08:00:00+08:00", "25.3");
    let push = json!({ "items": [good, reading("", "25.4")] });
    let problem = gauge.post("/api/v1/outside/gauge", push).await.refused(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], "/items/1/period");
    let first = gauge.post("/api/v1/outside/gauge", json!({ "items": [good] })).await.want(200).json;
    assert_eq!(first["items"][0]["came"], "new");
    let again = gauge.post("/api/v1/outside/gauge", json!({ "items": [good] })).await.want(200).json;
    assert_eq!(again["items"][0]["came"], "same");
    let jump = reading("2026-01-05T08:10:00+08:00", "25300");
    let problem = gauge.post("/api/v1/outside/gauge", json!({ "items": [jump] })).await.refused(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "jump");
    gauge.post("/api/v1/outside/city", json!({ "items": [good] })).await.refused(403, "scope");
    town.anybody().post("/api/v1/outside/gauge", json!({ "items": [good] })).await.refused(401, "no-token");
    let list = town.user("clerk").get("/api/v1/outside").await.want(200).json;
    assert_eq!((&list["items"][0]["value"], &list["items"][0]["source"]), (&json!("25.3"), &json!("gauge")));
}

#[tokio::test]
async fn alerts_are_listed_open_and_past_with_what_was_read() {
    let town = Town::new();
    let gauge = town.scoped("clerk", &["outer:gauge"]);
    let air = |period: &str, value: &str| json!({ "items": [{ "figure": "air_quality_index", "period": period, "value": value, "measure": "指数", "confirmed": true }] });
    for (period, value) in [("2026-01-05T06:00:00+08:00", "230"), ("2026-01-05T07:30:00+08:00", "240")] {
        gauge.post("/api/v1/outside/gauge", air(period, value)).await.want(200);
    }
    let reader = town.user("supervisor");
    let open = reader.get("/api/v1/alerts?open=true").await.want(200).json;
    let items = open["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{open}");
    assert_eq!((&items[0]["alert"], &items[0]["ended"]), (&json!("supervision.polluted-air"), &Json::Null));
    assert_eq!((&items[0]["readings"][0]["value"], &items[0]["readings"][0]["passed"]), (&json!("240"), &json!(true)));
    for (period, value) in [("2026-01-05T08:00:00+08:00", "90"), ("2026-01-05T09:30:00+08:00", "90")] {
        gauge.post("/api/v1/outside/gauge", air(period, value)).await.want(200);
    }
    assert_eq!(reader.get("/api/v1/alerts?open=true").await.want(200).json["items"], json!([]));
    let past = reader.get("/api/v1/alerts?open=false").await.want(200).json;
    assert!(past["items"][0]["ended"].is_string() && past["items"][0]["number"] == items[0]["number"]);
    assert_eq!(reader.get("/api/v1/alerts").await.want(200).json["items"].as_array().unwrap().len(), 1);
    reader.get("/api/v1/alerts?open=perhaps").await.refused(400, "bad-parameter");
    town.anybody().get("/api/v1/alerts").await.refused(401, "no-token");
}
