//! The API's own description, the log, and health.

use std::time::Duration;

use bihuan_ledger::Hash;
use bihuan_ledger::log::verify_checkpoint;
use serde_json::{Value as Json, json};

use super::town::{Town, code};

const CALLS: [&str; 19] = [
    "/cases",
    "/cases/{id}",
    "/cases/{id}/events",
    "/cases/{id}/actions/{action}",
    "/cases/by-outer/{system}/{number}",
    "/tasks",
    "/files",
    "/types",
    "/types/{type}",
    "/units",
    "/me",
    "/alerts",
    "/outside",
    "/outside/{system}",
    "/figures",
    "/figures/{indicator}",
    "/demo/clock",
    "/cases/{id}/round/urge",
    "/packs/{pack}/migration",
];

const OPEN311: [&str; 6] =
    ["discovery", "services", "services/{service_code}", "requests", "requests/{service_request_id}", "tokens/{token}"];

#[tokio::test]
async fn every_call_is_described_with_its_refusals() {
    let town = Town::new();
    let api = town.anybody().get("/api/v1/openapi.json").await.want(200).json;
    assert_eq!(api["openapi"], "3.1.0");
    for path in CALLS {
        let methods = &api["paths"][format!("/api/v1{path}")];
        for call in methods.as_object().unwrap_or_else(|| panic!("{path} is not described")).values() {
            assert!(call["responses"]["404"].is_object() && call["responses"]["503"].is_object(), "{path}");
        }
    }
    for path in OPEN311 {
        assert!(api["paths"][format!("/open311/v2/{path}.json")]["get"]["responses"]["404"].is_object(), "{path}");
    }
    let text = api.to_string();
    for name in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(api.pointer(name).is_some(), "{name} leads nowhere");
    }
    let page = town.anybody().get("/api/v1/docs").await.want(200);
    assert!(page.header("content-type").starts_with("text/html") && page.text().contains("/api/v1/cases/{id}"));
    assert!(!page.text().contains("src=\"http"), "no foreign script");
}

#[tokio::test]
async fn a_receipt_is_proved_by_the_log() {
    let town = Town::new();
    let case = town.anybody().files(json!({ "content": "合成：井盖" })).await;
    let mut receipt = Json::Null;
    for _ in 0..50 {
        receipt = town.holder(code(&case)).sees(&case).await["receipt"].clone();
        if receipt["checkpoint"].is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let key = town.anybody().get("/log/420103/key").await.want(200).text();
    let (size, root) = verify_checkpoint(receipt["checkpoint"].as_str().unwrap(), key.trim()).expect("a signed head");
    let path = format!("/log/420103/proof/inclusion?leaf={}&size={size}", receipt["leaf"]);
    let proof = town.anybody().get(&path).await.want(200).json;
    assert_eq!(proof["leaf_hash"], receipt["hash"]);
    assert_eq!(proof["root"].as_str().and_then(Hash::parse), Some(root));
    town.anybody().get("/log/999999/checkpoint").await.refused(404, "not-found");
    town.anybody().get("/log/420103/proof/inclusion?leaf=5&size=3").await.refused(404, "not-found");
    town.anybody().get("/log/420103/proof/inclusion").await.refused(400, "bad-parameter");
}

#[tokio::test]
async fn health_is_told() {
    let town = Town::new();
    town.anybody().files(json!({ "content": "合成：井盖" })).await;
    town.anybody().get("/healthz").await.want(200);
    town.anybody().get("/readyz").await.want(200);
    let metrics = town.anybody().get("/metrics").await.want(200).text();
    assert!(metrics.contains("bihuan_cases{status=\"open\"} 1\n"), "{metrics}");
    assert!(metrics.contains("bihuan_http_answers_total{class=\"2xx\"} 3\n"), "{metrics}");
    let lost = town.anybody().get("/nowhere").await.want(404);
    assert!(lost.header("content-type").starts_with("text/html") && lost.header("x-request-id").len() == 16);
}
