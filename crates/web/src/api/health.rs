//! Whether it runs, whether it can serve, and numbers for whoever watches it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_ledger::{CaseQuery, LedgerError, Status};
use bihuan_office::Office;

use crate::app::App;
use crate::portal::search::Shelf;

/// Upper bounds of the buckets of answering times, in milliseconds.
const BUCKETS_MS: [u64; 7] = [5, 20, 50, 200, 1000, 5000, 30_000];

/// What has been answered since the start.
#[derive(Debug, Default)]
pub struct Traffic {
    /// Answers by the first digit of their status.
    classes: [AtomicU64; 6],
    buckets: [AtomicU64; 7],
    answers: AtomicU64,
    micros: AtomicU64,
}

/// The three addresses.
pub fn routes(traffic: &Arc<Traffic>) -> Router<App> {
    let traffic = Arc::clone(traffic);
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(move |app: State<App>| metrics(app, traffic)))
}

/// Counts an answer and the time that it took.
pub async fn count(State(traffic): State<Arc<Traffic>>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let response = next.run(request).await;
    let class = usize::from(response.status().as_u16() / 100);
    let took = start.elapsed();
    let bucket = BUCKETS_MS.iter().position(|bound| took.as_millis() <= u128::from(*bound));
    add(traffic.classes.get(class), 1);
    add(bucket.and_then(|place| traffic.buckets.get(place)), 1);
    add(Some(&traffic.answers), 1);
    add(Some(&traffic.micros), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    response
}

fn add(counter: Option<&AtomicU64>, n: u64) {
    if let Some(counter) = counter {
        counter.fetch_add(n, Ordering::Relaxed);
    }
}

/// Ready as long as the store can be read.
async fn ready(State(app): State<App>) -> Response {
    match app.run(|office| office.ledger().districts()).await {
        Ok(Ok(_)) => "ready\n".into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read\n").into_response(),
    }
}

async fn metrics(State(app): State<App>, traffic: Arc<Traffic>) -> Response {
    let passages = Arc::clone(&app.passages);
    let told = app.run(move |office| written(office, &passages, &traffic)).await;
    match told {
        Ok(Ok(text)) => ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read\n").into_response(),
    }
}

fn written(office: &Office, passages: &Shelf, traffic: &Traffic) -> Result<String, LedgerError> {
    let mut text = String::new();
    cases(&mut text, office)?;
    head(&mut text, "bihuan_follower_behind", "gauge", "What waits for each follower of the ledger.");
    for lag in office.ledger().lag()? {
        line(&mut text, "bihuan_follower_behind", &format!("follower=\"{}\"", lag.follower), lag.behind);
    }
    if let Some(behind) = passages.behind(office) {
        line(&mut text, "bihuan_follower_behind", "follower=\"passages\"", behind);
    }
    answers(&mut text, traffic);
    Ok(text)
}

fn cases(text: &mut String, office: &Office) -> Result<(), LedgerError> {
    let count = |query: CaseQuery| office.ledger().count_cases(&query);
    head(text, "bihuan_cases", "gauge", "Cases by status.");
    for status in [Status::Open, Status::Suspended, Status::Closed] {
        let found = count(CaseQuery { statuses: vec![status], ..CaseQuery::default() })?;
        line(text, "bihuan_cases", &format!("status=\"{}\"", status.word()), found);
    }
    head(text, "bihuan_cases_late", "gauge", "Open cases past their deadline.");
    line(
        text,
        "bihuan_cases_late",
        "",
        count(CaseQuery { late_at: Some(office.clock().now()), ..CaseQuery::default() })?,
    );
    Ok(())
}

fn answers(text: &mut String, traffic: &Traffic) {
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    head(text, "bihuan_http_answers_total", "counter", "Answers by class of status.");
    for (class, counter) in traffic.classes.iter().enumerate().skip(1) {
        line(text, "bihuan_http_answers_total", &format!("class=\"{class}xx\""), read(counter));
    }
    head(text, "bihuan_http_answer_milliseconds", "histogram", "How long answers took.");
    let mut below = 0;
    for (bound, counter) in BUCKETS_MS.iter().zip(&traffic.buckets) {
        below += read(counter);
        line(text, "bihuan_http_answer_milliseconds_bucket", &format!("le=\"{bound}\""), below);
    }
    line(text, "bihuan_http_answer_milliseconds_bucket", "le=\"+Inf\"", read(&traffic.answers));
    line(text, "bihuan_http_answer_milliseconds_sum", "", read(&traffic.micros) / 1000);
    line(text, "bihuan_http_answer_milliseconds_count", "", read(&traffic.answers));
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn line(text: &mut String, name: &str, labels: &str, value: u64) {
    let labels = if labels.is_empty() { String::new() } else { format!("{{{labels}}}") };
    let _ = writeln!(text, "{name}{labels} {value}");
}
