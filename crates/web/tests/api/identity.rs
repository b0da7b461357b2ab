//! Who asks: tokens, sessions, codes, and what stops guessing.

use axum::http::Method;
use bihuan_web::app::Settings;
use bihuan_web::identity::SecondFactor;
use serde_json::json;

use super::town::{Answer, Caller, Town, code, id, set_password};

async fn send_form(caller: &Caller<'_>, path: &str, form: &str) -> Answer {
    let kind = "application/x-www-form-urlencoded";
    caller.send(Method::POST, path, Some(kind), form.as_bytes().to_vec()).await
}

async fn sign_in(caller: &Caller<'_>, user: &str, password: &str) -> Answer {
    send_form(caller, "/sign-in", &format!("user={user}&password={password}&to=%2Fdesk")).await
}

#[tokio::test]
async fn a_token_is_known_bounded_and_ended() {
    let town = Town::new();
    let me = town.user("clerk").get("/api/v1/me").await.want(200).json;
    insta::assert_json_snapshot!("me", me);
    for wrong in ["Bearer nonsense", "Bearer", "Basic Y2xlcms6Y2xlcms=", "Bearer é"] {
        let answer = town.anybody().with("authorization", wrong).get("/api/v1/me").await;
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        answer.refused(401, "bad-token");
    }
    town.anybody().get("/api/v1/me").await.refused(401, "no-token");
    town.scoped("clerk", &["file"]).get("/api/v1/tasks").await.refused(403, "scope");
    let caller = town.user("auditor");
    let token = town.ledger().tokens_of("auditor").unwrap().remove(0);
    town.ledger().revoke_token(&token.id, token.created).unwrap();
    caller.get("/api/v1/me").await.refused(401, "bad-token");
}

#[tokio::test]
async fn wrong_codes_are_404_then_429_and_stop_nobody_elsewhere() {
    let town = Town::new();
    let case = town.anybody().files(json!({ "content": "合成：井盖" })).await;
    let path = format!("/api/v1/cases/{}", id(&case));
    let by_number = format!("/api/v1/cases/{}", case["number"].as_str().unwrap());
    let wrong = town.holder("WRNGCDE23XYZ");
    for _ in 0..10 {
        wrong.get(&path).await.refused(404, "not-found");
    }
    let stopped = wrong.get(&path).await;
    assert!(stopped.header("retry-after").parse::<u32>().unwrap() > 0);
    stopped.refused(429, "too-many-codes");
    wrong.get(&by_number).await.refused(429, "too-many-codes");
    town.holder(code(&case)).at("10.0.0.7").get(&path).await.want(200);
    wrong.at("10.0.0.7").get(&path).await.refused(429, "too-many-codes");
    town.user("clerk").get(&path).await.want(200);
}

#[tokio::test]
async fn a_browser_signs_in_and_out() {
    let town = Town::new();
    set_password(&town, "clerk", "demo-clerk");
    let shown = town.anybody().get("/sign-in?to=%2Fdesk%2Fintake").await.want(200);
    assert!(shown.text().contains("type=\"password\"") && shown.text().contains("/desk/intake"));
    assert!(shown.header("content-security-policy").contains("default-src 'self'"));
    let wrong = sign_in(&town.anybody(), "clerk", "demo-handler").await.want(200);
    assert!(wrong.text().contains("govuk-error-summary") && !wrong.text().contains("demo-handler"));
    let entered = sign_in(&town.anybody(), "clerk", "demo-clerk").await.want(303);
    let cookie = entered.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let browser = town.anybody().with("cookie", cookie);
    let case = town.dispatched().await;
    let path = format!("/api/v1/cases/{}", id(&case));
    browser.get(&path).await.want(200);
    browser.act(&case, "comment", json!({ "text": "合成" })).await.refused(404, "not-found");
    send_form(&browser, "/sign-out", "csrf=forged").await.want(303);
    browser.get(&path).await.want(200);
    let again = sign_in(&browser, "clerk", "demo-clerk").await.want(303);
    assert_ne!(again.header("set-cookie").split(';').next(), Some(cookie), "a new session at every sign-in");
    browser.get(&path).await.refused(404, "not-found");
    let forged = town.anybody().with("sec-fetch-site", "cross-site");
    sign_in(&forged, "clerk", "demo-clerk").await.want(403);
}

#[tokio::test]
async fn a_page_files_and_acts_with_the_proof_of_its_session() {
    let town = Town::new();
    set_password(&town, "handler", "demo-handler");
    let cookie_of = |answer: Answer| answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let cookie = cookie_of(sign_in(&town.anybody(), "handler", "demo-handler").await.want(303));
    let page = || town.anybody().with("cookie", &cookie);
    let me = page().get("/api/v1/me").await.want(200).json;
    let proof = me["proof"].as_str().unwrap();
    let case = town.dispatched().await;
    let filing = json!({ "type": "hotline.request", "form": { "content": "合成：井盖" } });
    for forged in [page().with("x-csrf-token", "forged"), town.anybody().with("x-csrf-token", proof)] {
        forged.post("/api/v1/cases", filing.clone()).await.refused(401, "signed-out");
        forged.act(&case, "take", json!({})).await.refused(401, "signed-out");
    }
    page().with("x-csrf-token", proof).act(&case, "take", json!({})).await.want(200);
    let key = ("idempotency-key", "one-report");
    let filed =
        page().with("x-csrf-token", proof).with(key.0, key.1).post("/api/v1/cases", filing.clone()).await.want(201);
    let again = cookie_of(sign_in(&page(), "handler", "demo-handler").await.want(303));
    page().with("x-csrf-token", proof).post("/api/v1/cases", filing.clone()).await.refused(401, "signed-out");
    let later = || town.anybody().with("cookie", &again);
    let proof = later().get("/api/v1/me").await.want(200).json["proof"].as_str().unwrap().to_owned();
    let same = later().with("x-csrf-token", &proof).with(key.0, key.1).post("/api/v1/cases", filing).await.want(201);
    assert_eq!(
        same.json["number"], filed.json["number"],
        "a new session of the same officer goes on where the old one ended"
    );
    assert!(town.user("handler").get("/api/v1/me").await.want(200).json.get("proof").is_none(), "a token needs none");
}

#[tokio::test]
async fn guessing_a_password_stops_the_address_and_no_other() {
    let town = Town::new();
    set_password(&town, "clerk", "demo-clerk");
    let guesser = town.anybody().at("10.0.0.1");
    for _ in 0..10 {
        sign_in(&guesser, "clerk", "wrong").await.want(200);
    }
    let stopped = sign_in(&guesser, "clerk", "demo-clerk").await.want(429);
    assert!(stopped.header("retry-after").parse::<u32>().unwrap() > 0, "it says when to try again");
    sign_in(&town.anybody().at("10.0.0.2"), "clerk", "demo-clerk").await.want(303);
}

#[tokio::test]
async fn the_demo_shows_itself_as_anybody_on_this_machine_only() {
    let town = Town::new();
    let taken = send_form(&town.anybody(), "/demo/role", "user=handler&back=%2F").await.want(303);
    assert!(taken.header("set-cookie").starts_with("session="));
    let open = Town::with(Settings {
        demo: true,
        loopback: false,
        requests_a_minute: None,
        second_factor: SecondFactor::Optional,
    });
    send_form(&open.anybody(), "/demo/role", "user=handler&back=%2F").await.want(404);
}

#[tokio::test]
async fn requests_are_counted_where_there_is_a_limit() {
    let town = Town::with(Settings {
        demo: false,
        loopback: false,
        requests_a_minute: Some(3),
        second_factor: SecondFactor::Optional,
    });
    let (here, away) = (town.anybody(), town.anybody().at("10.0.0.9"));
    for _ in 0..3 {
        away.get("/api/v1/types").await.want(200);
    }
    away.get("/api/v1/types").await.refused(429, "too-many-requests");
    away.get("/open-data/dictionary.json").await.refused(429, "too-many-requests");
    for _ in 0..5 {
        here.get("/api/v1/types").await.want(200);
    }
    let admin = town.user("admin");
    admin.post("/api/v1/demo/clock", json!({ "advance": "PT1M" })).await.refused(404, "not-found");
}
