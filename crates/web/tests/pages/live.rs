//! What colleagues do, as a page hears it: who, what and when, nothing typed, nothing to who may not read it, and nothing
//! once somebody has signed out.

use std::time::Duration;

use axum::body::BodyDataStream;
use bihuan_core::casework::Case;
use futures_util::StreamExt;
use serde_json::json;

use crate::house::{House, Visitor};

/// A page that listens.
struct Ear {
    body: BodyDataStream,
}

impl Ear {
    async fn at(who: &Visitor<'_>, path: &str) -> Ear {
        let response = who.open(path).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut ear = Ear { body: response.into_body().into_data_stream() };
        assert!(ear.hears().await.starts_with("event: hello"));
        ear
    }

    /// The next event, whole.
    async fn hears(&mut self) -> String {
        let next = tokio::time::timeout(Duration::from_secs(20), self.body.next());
        String::from_utf8(next.await.expect("something is heard").unwrap().unwrap().to_vec()).unwrap()
    }

    /// Nothing for a while.
    async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(Duration::from_millis(1500), self.body.next()).await.is_err()
    }
}

fn page_of(case: &Case) -> String {
    format!("/desk/live?case={}", case.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shows_a_matter_hears_who_did_what_and_who_may_not_read_it_hears_nothing() {
    let house = House::new();
    let lamp = house.dispatched();
    let mut clerk = Ear::at(&house.staff("clerk"), &page_of(&lamp)).await;
    let mut stranger = Ear::at(&house.staff("investment"), &page_of(&lamp)).await;
    let mut list = Ear::at(&house.staff("handler"), "/desk/live?list=1").await;
    house.act("handler", &lamp, "take", json!({}));
    let heard = clerk.hears().await;
    assert!(heard.starts_with("event: changed") && heard.contains(&lamp.number), "{heard}");
    assert!(heard.contains("签收") && heard.contains("经办人"), "post, unit and step: {heard}");
    assert!(!heard.contains("三天了") && !heard.contains("handler") && !heard.contains("138"), "{heard}");
    assert!(list.hears().await.starts_with("event: new"));
    assert!(stranger.is_quiet().await);
    let other = house.lamp();
    assert!(clerk.is_quiet().await, "{} is not on this page", other.number);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_hears_that_it_is_over_and_nothing_else() {
    let house = House::new();
    let lamp = house.dispatched();
    let clerk = house.staff("clerk");
    let mut ear = Ear::at(&clerk, &page_of(&lamp)).await;
    let page = clerk.get("/desk").await;
    let (_, csrf) = page.html.split_once("name=\"csrf\" value=\"").unwrap();
    clerk.post("/sign-out", &[("csrf", csrf.split_once('"').unwrap().0)]).await.want(303);
    house.act("handler", &lamp, "take", json!({}));
    assert!(ear.hears().await.starts_with("event: ended"));
    assert!(ear.body.next().await.is_none(), "the stream is closed");
    assert_eq!(clerk.open("/desk/live?list=1").await.status(), 204, "and none is opened for a stranger");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_has_few_streams_and_gets_their_places_back() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(Ear::at(&clerk, "/desk/live?list=1").await);
    }
    assert_eq!(clerk.open("/desk/live?list=1").await.status(), 204);
    Ear::at(&house.staff("handler"), "/desk/live?list=1").await;
    drop(open);
    Ear::at(&clerk, "/desk/live?list=1").await;
}
