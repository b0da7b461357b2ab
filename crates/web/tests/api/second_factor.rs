//! The second factor at the door: what a password alone opens, codes that count once, paper for a lost telephone, and an
//! administrator who takes it away.

use axum::http::Method;
use bihuan_web::app::Settings;
use bihuan_web::identity::SecondFactor;
use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

use super::town::{Answer, Caller, Town, set_password};

const OWN: &str = "/desk/second-factor";
const CODE: &str = "/sign-in/code";
const ENROL: &str = "/sign-in/enrol";

fn town(rule: SecondFactor) -> Town {
    let town = Town::with(Settings { demo: true, loopback: true, requests_a_minute: None, second_factor: rule });
    set_password(&town, "clerk", "demo-clerk");
    set_password(&town, "admin", "demo-admin");
    town
}

async fn send(caller: &Caller<'_>, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
    let kind = "application/x-www-form-urlencoded";
    caller.send(Method::POST, path, Some(kind), body.join("&").into_bytes()).await
}

async fn password(caller: &Caller<'_>, user: &str) -> Answer {
    send(caller, "/sign-in", &[("user", user), ("password", &format!("demo-{user}")), ("to", "%2Fdesk%2Fintake")]).await
}

/// The browser that an answer leaves behind.
fn browser<'t>(town: &'t Town, answer: &Answer) -> Caller<'t> {
    town.anybody().with("cookie", &cookie(answer))
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

/// What stands between two marks of a page.
fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    page.split_once(before).unwrap_or_else(|| panic!("no {before}")).1.split_once(after).unwrap().0
}

/// The token of the form that goes to an address.
fn token(page: &Answer, action: &str) -> String {
    let text = page.text();
    let form = between(&text, &format!("action=\"{action}\""), "</form>").to_owned();
    between(&form, "name=\"csrf\" value=\"", "\"").to_owned()
}

/// The telephone that takes the secret of a page.
fn telephone(page: &Answer) -> Totp {
    let secret = between(&page.text(), "bh-factor__secret\">", "<").replace(' ', "");
    Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap()
}

/// The code of now, or of so many steps later.
fn code(telephone: &Totp, steps: u64) -> String {
    let now = u64::try_from(Timestamp::now().as_second()).unwrap();
    telephone.generate(now + 30 * steps).to_string()
}

fn papers(page: &Answer) -> Vec<String> {
    let text = page.text();
    let list = between(&text, "bh-factor__papers", "</ul>").to_owned();
    list.split("bh-code\">").skip(1).map(|item| item.split('<').next().unwrap().to_owned()).collect()
}

/// Enrols the officer of a browser that is signed in; the telephone and the codes on paper.
async fn enrolled(browser: &Caller<'_>) -> (Totp, Vec<String>) {
    let page = browser.get(OWN).await.want(200);
    let telephone = telephone(&page);
    let now = code(&telephone, 0);
    let done = send(browser, OWN, &[("csrf", &token(&page, OWN)), ("do", "enrol"), ("new", &now)]).await.want(200);
    (telephone, papers(&done))
}

/// Sends a code after the password.
async fn given(half: &Caller<'_>, code: &str) -> Answer {
    let page = half.get(&format!("{CODE}?to=%2Fdesk%2Fintake")).await.want(200);
    send(half, CODE, &[("csrf", &token(&page, CODE)), ("to", "%2Fdesk%2Fintake"), ("code", code)]).await
}

#[tokio::test]
async fn a_code_lets_in_once_and_a_password_alone_opens_nothing() {
    let town = town(SecondFactor::Optional);
    let first = password(&town.anybody(), "clerk").await.want(303);
    assert_eq!(first.header("location"), "/desk/intake", "who has none is let in by the password");
    let (telephone, papers) = enrolled(&browser(&town, &first)).await;
    assert_eq!(papers.len(), 10);
    let entered = password(&town.anybody(), "clerk").await.want(303);
    assert_eq!(entered.header("location"), "/sign-in/code?to=%2Fdesk%2Fintake");
    let half = browser(&town, &entered);
    assert!(half.get("/desk").await.want(200).text().contains("type=\"password\""), "not signed in yet");
    half.get("/api/v1/me").await.refused(401, "no-token");
    assert!(given(&half, &code(&telephone, 0)).await.want(200).text().contains("govuk-error-summary"), "used to enrol");
    assert!(given(&half, "000000").await.want(200).text().contains("govuk-error-summary"));
    let next = code(&telephone, 1);
    let forged = send(&half, CODE, &[("csrf", "forged"), ("code", &next)]).await.want(303);
    assert!(forged.header("location").starts_with("/sign-in?to="));
    let done = given(&half, &next).await.want(303);
    assert_eq!(done.header("location"), "/desk/intake");
    assert_ne!(cookie(&done), cookie(&entered), "a new session after the code");
    browser(&town, &done).get("/api/v1/me").await.want(200);
    half.get(CODE).await.want(303);
    let again = browser(&town, &password(&town.anybody(), "clerk").await.want(303));
    assert!(given(&again, &next).await.want(200).text().contains("govuk-error-summary"), "a code counts once");
    let paper = papers[3].to_lowercase().replace('-', " ");
    given(&again, &paper).await.want(303);
    let again = browser(&town, &password(&town.anybody(), "clerk").await.want(303));
    assert!(given(&again, &papers[3]).await.want(200).text().contains("govuk-error-summary"), "and so does paper");
    assert!(!format!("{:?}", town.ledger().kept("clerk", "second-factor").unwrap()).contains(&papers[0]), "sealed");
}

#[tokio::test]
async fn guessing_codes_stops_the_address_and_no_other() {
    let town = town(SecondFactor::Optional);
    let first = password(&town.anybody(), "clerk").await.want(303);
    let (telephone, _) = enrolled(&browser(&town, &first)).await;
    let entered = password(&town.anybody().at("10.0.0.1"), "clerk").await.want(303);
    let guesser = browser(&town, &entered).at("10.0.0.1");
    for _ in 0..10 {
        given(&guesser, "000000").await.want(200);
    }
    let stopped = given(&guesser, &code(&telephone, 1)).await.want(429);
    assert!(stopped.header("retry-after").parse::<u32>().unwrap() > 0);
    let second = password(&town.anybody().at("10.0.0.3"), "clerk").await.want(303);
    let second = browser(&town, &second).at("10.0.0.3");
    for _ in 0..10 {
        given(&second, "000000").await.want(429);
    }
    given(&second, &code(&telephone, 1)).await.want(429);
    let own = password(&town.anybody().at("10.0.0.2"), "clerk").await.want(303);
    given(&browser(&town, &own).at("10.0.0.2"), &code(&telephone, 1)).await.want(303);
}

#[tokio::test]
async fn where_it_is_required_who_has_none_enrols_first() {
    let town = town(SecondFactor::Required);
    let entered = password(&town.anybody(), "clerk").await.want(303);
    assert_eq!(entered.header("location"), "/sign-in/enrol?to=%2Fdesk%2Fintake");
    let half = browser(&town, &entered);
    half.get("/api/v1/me").await.refused(401, "no-token");
    let page = half.get(&format!("{ENROL}?to=%2Fdesk%2Fintake")).await.want(200);
    assert!(page.text().contains("<svg") && page.header("content-security-policy").contains("default-src 'self'"));
    let telephone = telephone(&page);
    let with = async |code: &str| {
        send(&half, ENROL, &[("csrf", &token(&page, ENROL)), ("to", "%2Fdesk"), ("code", code)]).await
    };
    with("000000").await.want(422);
    let done = with(&code(&telephone, 0)).await.want(200);
    assert_eq!(papers(&done).len(), 10);
    assert_ne!(cookie(&done), cookie(&entered));
    let signed_in = browser(&town, &done);
    signed_in.get("/api/v1/me").await.want(200);
    let own = signed_in.get(OWN).await.want(200);
    assert!(!own.text().contains("value=\"remove\""), "nobody lays down what is required");
    let refused = [("csrf", token(&own, OWN)), ("do", "remove".into()), ("code", code(&telephone, 1))];
    let refused: Vec<(&str, &str)> = refused.iter().map(|(name, value)| (*name, value.as_str())).collect();
    send(&signed_in, OWN, &refused).await.want(404);
    half.get(ENROL).await.want(303);
    assert_eq!(
        password(&town.anybody(), "clerk").await.want(303).header("location"),
        "/sign-in/code?to=%2Fdesk%2Fintake"
    );
}

#[tokio::test]
async fn an_officer_moves_renews_and_lays_it_down_with_a_code() {
    let town = town(SecondFactor::Optional);
    let signed_in = browser(&town, &password(&town.anybody(), "clerk").await.want(303));
    let (old, papers_before) = enrolled(&signed_in).await;
    let page = signed_in.get(OWN).await.want(200);
    let csrf = token(&page, OWN);
    let new = telephone(&page);
    let change = async |pairs: &[(&str, &str)]| {
        let csrf = [("csrf", csrf.as_str())];
        send(&signed_in, OWN, &[&csrf[..], pairs].concat()).await
    };
    change(&[("do", "move"), ("new", &code(&new, 0)), ("old", "000000")]).await.want(422);
    change(&[("do", "move"), ("new", "000000"), ("old", &papers_before[0])]).await.want(422);
    let moved = change(&[("do", "move"), ("new", &code(&new, 0)), ("old", &papers_before[0])]).await.want(200);
    let papers_after = papers(&moved);
    change(&[("do", "renew"), ("code", &code(&old, 1))]).await.want(422);
    change(&[("do", "renew"), ("code", &papers_before[1])]).await.want(422);
    let renewed = papers(&change(&[("do", "renew"), ("code", &code(&new, 1))]).await.want(200));
    change(&[("do", "remove"), ("code", &papers_after[0])]).await.want(422);
    change(&[("do", "remove"), ("code", &renewed[0])]).await.want(303);
    assert_eq!(password(&town.anybody(), "clerk").await.want(303).header("location"), "/desk/intake");
    send(&signed_in, OWN, &[("csrf", "forged"), ("do", "enrol")]).await.want(403);
}

#[tokio::test]
async fn an_administrator_takes_it_away_and_that_is_recorded() {
    let town = town(SecondFactor::Optional);
    let clerk = browser(&town, &password(&town.anybody(), "clerk").await.want(303));
    enrolled(&clerk).await;
    let admin = browser(&town, &password(&town.anybody(), "admin").await.want(303));
    let page = admin.get("/admin/officers/clerk").await.want(200);
    let action = "/admin/officers/clerk/factor";
    let csrf = token(&page, action);
    send(&clerk, action, &[("csrf", &csrf)]).await.want(403);
    send(&admin, action, &[("csrf", &csrf)]).await.want(303);
    clerk.get("/api/v1/me").await.refused(401, "no-token");
    assert_eq!(password(&town.anybody(), "clerk").await.want(303).header("location"), "/desk/intake");
    let rows = town.ledger().book_records("420103", None, 200).unwrap();
    let books: String = rows.iter().map(|row| String::from_utf8_lossy(&row.bytes).into_owned()).collect();
    assert!(books.contains("second-factor-taken") && books.contains("second-factor-kept"), "{books}");
    enrolled(&admin).await;
    let own = admin.get("/admin/officers/admin").await.want(200);
    assert!(!own.text().contains("/admin/officers/admin/factor\""), "one's own is laid down with a code");
    send(&admin, "/admin/officers/admin/factor", &[("csrf", &csrf)]).await.want(404);
}

#[tokio::test]
async fn where_it_is_off_nobody_is_asked() {
    let town = town(SecondFactor::Off);
    let entered = password(&town.anybody(), "clerk").await.want(303);
    assert_eq!(entered.header("location"), "/desk/intake");
    let page = browser(&town, &entered).get(OWN).await.want(200);
    assert!(!page.text().contains("bh-factor__secret"));
}
