//! What lies around every request: a name by which the log and the person can speak of it, a line in the log without
//! anything personal, and an answer even where a handler broke.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::problem;
use crate::shell::{Page, Reader, went_wrong};

/// A request's name.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives the request a name and writes one line when it is answered: the route, never the address as it was typed.
pub async fn name_and_log(mut request: Request, next: Next) -> Response {
    let id = new_name();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let start = Instant::now();
    let mut response = next.run(request).await;
    let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(id, %method, route, status = response.status().as_u16(), took_ms, "answered");
    response
        .headers_mut()
        .extend(HeaderValue::from_str(&id).map(|id| (axum::http::HeaderName::from_static("x-request-id"), id)));
    response
}

fn new_name() -> String {
    let mut bytes = [0_u8; 8];
    // Without randomness requests only lose their names; what needs chance for safety asks for itself.
    let _ = getrandom::fill(&mut bytes);
    crate::identity::csrf::hex(&bytes)
}

/// Answers 500 where a handler panicked: a problem to programs, a page to people. A panic is a defect; the log has it.
pub async fn catch_panics(request: Request, next: Next) -> Response {
    let for_programs = ["/api/", "/log/", "/open311/"].iter().any(|part| request.uri().path().starts_with(part));
    let id = request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()).unwrap_or_default();
    let reader = Reader::of(request.uri(), request.headers());
    let mut running = pin!(next.run(request));
    let ended = poll_fn(|cx| match std::panic::catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(cx))) {
        Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
        Ok(std::task::Poll::Ready(response)) => std::task::Poll::Ready(Some(response)),
        Err(_) => std::task::Poll::Ready(None),
    })
    .await;
    match ended {
        Some(response) => response,
        None if for_programs => problem::broke().into_response(),
        None => {
            tracing::error!(id, "a page broke");
            (StatusCode::INTERNAL_SERVER_ERROR, Page::notice(&reader, went_wrong(reader.words(), &id))).into_response()
        }
    }
}
