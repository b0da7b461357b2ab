//! Filing: what a case is when it has just been taken in, and everything that can be wrong with a request.

use axum::http::Method;
use serde_json::{Value as Json, json};

use super::town::{Answer, Caller, LEAD, Town, code, fields, id, open, tidied};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR";

fn body(form: Json) -> Json {
    json!({ "type": "hotline.request", "district": "420103", "form": form })
}

#[tokio::test]
async fn a_case_as_its_reporter_gets_it() {
    let town = Town::new();
    let form = json!({ "content": "合成：路灯不亮", "category": "street-light", "phone": "13900001234" });
    let case = town.anybody().files(form).await;
    insta::assert_json_snapshot!("filed", tidied(&case));
    let again = town.holder(code(&case)).sees(&case).await;
    assert!(again["receipt"].get("code").is_none(), "the code is shown once");
    assert_eq!(again["form"]["content"], "合成：路灯不亮");
    assert_eq!(again["form"]["phone"], "13900001234", "own words");
    let clerk = town.user("clerk").sees(&case).await;
    assert!(open(&clerk).contains(&"dispatch") && !open(&again).contains(&"dispatch"));
    town.user("clerk").acts(&case, "dispatch", json!({ "lead_unit": LEAD })).await;
    let handler = town.user("handler").sees(&case).await;
    assert_eq!((handler["form"].get("phone"), &handler["masked"]), (None, &json!(["phone"])));
}

#[tokio::test]
async fn every_wrong_field_is_named_in_the_callers_language() {
    let town = Town::new();
    let wrong = json!({
        "content": "", "category": "no-such", "kind": 7, "phone": "99999999999", "anonymous": "yes",
        "about": "420103-nowhere", "pictures": [format!("sha256-{}", "0".repeat(64))], "unheard_of": 1,
        "place": { "lon": 116.4, "lat": 39.9 },
    });
    let mut expected: Vec<String> = wrong.as_object().unwrap().keys().map(|name| format!("/form/{name}")).collect();
    let mut request = body(wrong);
    let named = fields(&town.anybody().post("/api/v1/cases", request.clone()).await.refused(422, "invalid"));
    expected.sort();
    assert_eq!(named, expected);
    request["colour"] = "red".into();
    request["channel"] = "No Such".into();
    expected.extend(["/channel".to_owned(), "/colour".to_owned()]);
    expected.sort();
    let problem = town.anybody().post("/api/v1/cases", request.clone()).await.refused(422, "invalid");
    assert_eq!(fields(&problem), expected);
    let english = town.anybody().with("accept-language", "en").post("/api/v1/cases", request).await;
    let english = english.refused(422, "invalid");
    assert!(english["detail"].as_str().unwrap().is_ascii() && !problem["detail"].as_str().unwrap().is_ascii());
    assert_eq!(town.ledger().count_cases(&Default::default()).unwrap(), 0, "a refusal writes nothing");
}

#[tokio::test]
async fn nothing_is_no_term_and_no_boolean() {
    let town = Town::new();
    let form =
        json!({ "content": "合成：井盖", "category": "", "anonymous": [], "about": " ", "pictures": [], "name": "" });
    let problem = town.anybody().post("/api/v1/cases", body(form)).await.refused(422, "invalid");
    assert_eq!(fields(&problem), ["/form/about", "/form/anonymous", "/form/category"]);
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_told_apart() {
    let town = Town::new();
    let send = async |kind: &'static str, body: Vec<u8>| {
        town.anybody().send(Method::POST, "/api/v1/cases", Some(kind), body).await
    };
    let json = "application/json";
    for wrong in [&b""[..], b"{", b"nonsense", b"\xff\xfe{}", b"{\"a\":1}{\"b\":2}", b"NaN"] {
        send(json, wrong.to_vec()).await.refused(400, "not-json");
    }
    send(json, [b"[".repeat(100_000), b"]".repeat(100_000)].concat()).await.refused(400, "not-json");
    send(json, b"[1]".to_vec()).await.refused(422, "invalid");
    send("text/plain", b"{}".to_vec()).await.refused(415, "not-json");
    send(json, vec![b' '; 12_000_000]).await.refused(413, "too-large");
    town.anybody().get("/api/v1/nowhere").await.refused(404, "not-found");
    let answer = town.anybody().send(Method::DELETE, "/api/v1/cases", None, Vec::new()).await;
    assert!(answer.header("allow").contains("GET"));
    answer.refused(405, "method-not-allowed");
}

#[tokio::test]
async fn the_district_is_the_callers_the_named_the_places_or_asked_for() {
    let town = Town::new();
    let file = async |caller: Caller<'_>, query: &str, place: Json| {
        let body = json!({ "type": "hotline.request", "form": { "content": "合成：井盖", "place": place } });
        caller.post(&format!("/api/v1/cases{query}"), body).await
    };
    let district = |answer: Answer| answer.want(201).json["district"].as_str().unwrap().to_owned();
    assert_eq!(district(file(town.user("clerk"), "?district=420106", Json::Null).await), "420103");
    assert_eq!(district(file(town.anybody(), "?district=420105", Json::Null).await), "420105");
    assert_eq!(district(file(town.anybody(), "", json!({ "unit": "420106001" })).await), "420106");
    assert_eq!(district(file(town.anybody(), "", json!({ "lon": 114.27, "lat": 30.601 })).await), "420103");
    let problem = file(town.anybody(), "", json!({ "address": "合成路 1 号" })).await.refused(422, "invalid");
    assert_eq!(fields(&problem), ["/district"]);
}

#[tokio::test]
async fn the_same_key_is_the_same_case() {
    let town = Town::new();
    let caller = town.anybody().with("idempotency-key", "7b6f1c1e-9a3e-4a58-8a06-6a4f0f1e2d3c");
    let noise = || body(json!({ "content": "合成：噪声" }));
    let first = caller.post("/api/v1/cases", noise()).await.want(201);
    let again = caller.post("/api/v1/cases", noise()).await.want(201);
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    assert_eq!((id(&first.json), code(&first.json)), (id(&again.json), code(&again.json)));
    caller.post("/api/v1/cases", body(json!({ "content": "合成：别的" }))).await.refused(422, "key-reused");
    let weak = town.anybody().with("idempotency-key", "order-17");
    weak.post("/api/v1/cases", noise()).await.refused(422, "key-weak");
    town.user("clerk").with("idempotency-key", "order-17").post("/api/v1/cases", noise()).await.want(201);
}

#[tokio::test]
async fn files_are_what_they_claim_and_only_their_readers_get_them() {
    let town = Town::new();
    let kept = town.anybody().uploads("file", "路灯.png", "image/png", PNG).await.want(201).json;
    let size = PNG.len();
    assert_eq!(kept, json!({ "id": kept["id"], "name": "路灯.png", "type": "image/png", "size": size }));
    let send =
        async |part: &str, name: &str, kind: &str, bytes: &[u8]| town.anybody().uploads(part, name, kind, bytes).await;
    send("file", "a.pdf", "application/pdf", PNG).await.refused(422, "invalid");
    send("file", "a.exe", "application/octet-stream", b"MZ\x90\x00").await.refused(415, "type-not-allowed");
    send("other", "a.png", "image/png", PNG).await.refused(422, "invalid");
    send("file", "big.png", "image/png", &[PNG, &vec![0; 10_000_001]].concat()).await.refused(413, "too-large");
    let case = town.anybody().files(json!({ "content": "合成：路灯不亮", "pictures": [kept["id"]] })).await;
    let path = format!("/api/v1/cases/{}/files/{}", id(&case), kept["id"].as_str().unwrap());
    assert_eq!(town.user("clerk").get(&path).await.want(200).bytes, PNG);
    assert_eq!(town.holder(code(&case)).get(&path).await.want(200).header("content-type"), "image/png");
    town.anybody().get(&path).await.refused(404, "not-found");
    town.user("investment").get(&path).await.refused(404, "not-found");
}

#[tokio::test]
async fn a_new_matter_is_said_to_be_like_an_open_one_by_who_may_read_that_one() {
    let town = Town::new();
    let form = json!({ "content": "合成：路灯不亮", "category": "street-light", "place": { "unit": "420103001" } });
    let other = town.anybody().files(form.clone()).await;
    let said = |form: &Json, number: &Json| {
        let mut request = body(form.clone());
        request["alike"] = number.clone();
        request
    };
    let clerk = town.user("clerk");
    let filed = clerk.post("/api/v1/cases", said(&form, &other["number"])).await.want(201);
    let events = clerk.get(&format!("/api/v1/cases/{}/events", id(&filed.json))).await.want(200);
    let told = events.json["items"].as_array().unwrap().iter().any(|event| event["type"] == "said-alike");
    assert!(told, "in the record of the filing: {}", events.json);
    let mut elsewhere = form.clone();
    elsewhere["category"] = "drainage".into();
    let mut sentences = Vec::new();
    for (caller, form, number) in [
        (town.user("clerk"), &elsewhere, other["number"].clone()),
        (town.user("clerk"), &form, json!("420103-NO-SUCH")),
        (town.anybody(), &form, other["number"].clone()),
    ] {
        let problem = caller.post("/api/v1/cases", said(form, &number)).await.refused(422, "invalid");
        assert_eq!(fields(&problem), ["/alike"]);
        sentences.push(problem["errors"].clone());
    }
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "a stranger learns nothing by guessing numbers: {sentences:?}");
    assert_eq!(town.ledger().count_cases(&Default::default()).unwrap(), 2, "a refusal writes nothing");
}
