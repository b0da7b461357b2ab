//! Rounds urged and running matters carried over, by program.

use serde_json::json;

use super::town::{Town, id};

#[tokio::test]
async fn everybody_who_owes_is_urged_once_for_each_version() {
    let town = Town::new();
    let handler = town.user("handler");
    let form = json!({ "title": "合成：基本情况表", "office": "420103-civil-affairs", "due": "2026-03-31",
        "streets": ["420103001", "420103002"] });
    let filing = json!({ "type": "returns.round", "district": "420103", "form": form });
    let round = handler.post("/api/v1/cases", filing).await.want(201).json;
    handler.acts(&round, "send", json!({})).await;
    let at = format!("/api/v1/cases/{}/round", id(&round));
    let table = handler.get(&at).await.want(200).json;
    assert_eq!(table["lines"].as_array().unwrap().len(), 2, "{table}");
    let urge = async || handler.post(&format!("{at}/urge"), json!({})).await.want(200).json;
    let urged = urge().await;
    assert!(urged["items"].as_array().unwrap().iter().all(|one| one["urged"] == true), "{urged}");
    let line = &table["lines"][0];
    let version = handler.get(&at).await.json["lines"][0]["version"].clone();
    assert_ne!(version, line["version"], "urging is on the matter's record");
    let seen = json!({ "seen": { line["number"].as_str().unwrap(): line["version"] } });
    handler.post(&format!("{at}/urge"), seen).await.want(200);
    assert_eq!(handler.get(&at).await.json["lines"][0]["version"], version, "the same version is urged once");
    handler.post(&format!("{at}/urge"), json!({ "whom": "all" })).await.refused(422, "invalid");
    handler.post(&format!("{at}/urge"), json!({ "seen": [1] })).await.refused(422, "invalid");
    town.anybody().post(&format!("{at}/urge"), json!({})).await.want(401);
    town.scoped("handler", &["read"]).post(&format!("{at}/urge"), json!({})).await.want(403);
    town.user("clerk").post("/api/v1/cases/nothing/round/urge", json!({})).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_migration_is_looked_at_and_carried_out_by_the_admin_scope_alone() {
    let town = Town::new();
    town.taken().await;
    let at = "/api/v1/packs/hotline/migration";
    let admin = town.scoped("admin", &["admin"]);
    let look = admin.get(at).await.want(200).json;
    assert_eq!((&look["items"], &look["looked"]), (&json!([]), &json!(1)), "it runs under the newest version: {look}");
    assert!(look["last"].is_null());
    let job = admin.post(at, json!({})).await.want(200).json;
    assert_eq!((&job["carried"], &job["looked"]), (&json!(0), &json!(1)));
    assert!(job["done"].is_string(), "{job}");
    assert_eq!(admin.get(at).await.want(200).json["last"]["to"], look["to"]);
    town.user("admin").post(at, json!({})).await.want(403);
    town.anybody().get(at).await.want(401);
    town.scoped("clerk", &["admin"]).post(at, json!({})).await.refused(403, "not-yours");
    admin.get("/api/v1/packs/nothing/migration").await.refused(404, "not-found");
}

#[tokio::test]
async fn the_schema_of_a_list_says_the_fewest_and_of_a_field_when_it_is_required() {
    let town = Town::new();
    let form =
        town.user("clerk").get("/api/v1/types/inspection.check").await.want(200).json["form"]["properties"].clone();
    assert_eq!((&form["inspectors"]["minItems"], &form["inspectors"]["maxItems"]), (&json!(2), &json!(9)), "{form}");
    let item =
        town.user("clerk").get("/api/v1/types/programmes.item").await.want(200).json["form"]["properties"].clone();
    assert_eq!(item["danger"]["x-bihuan-required-when"], "form.kind.danger");
}
