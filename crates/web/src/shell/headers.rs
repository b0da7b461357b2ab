//! What every answer says to the browser: nothing from elsewhere, nothing inside a frame, nothing guessed.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{self, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

use super::reader::{Here, is_district};
use crate::words::Lang;

const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: a form would then be sent with `Origin: null`, which no check could tell from a forged one.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(self), microphone=()"),
];

/// Sets the headers of every answer: `router.layer(axum::middleware::map_response(security_headers))`. What a handler
/// set itself stays. A page is not kept by anybody, because the next person at this machine may be another.
pub async fn security_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if page {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Remembers `?lang=` and `?d=` in cookies: `router.layer(axum::middleware::from_fn(remember_choices))`.
pub async fn remember_choices(request: Request, next: Next) -> Response {
    let here = Here::new(request.uri().path_and_query().map_or("/", |p| p.as_str()));
    let lang = here.parameter("lang").and_then(Lang::of_tag).map(|lang| format!("lang={}", lang.tag()));
    let district = here.parameter("d").filter(|d| is_district(d)).map(|d| format!("d={d}"));
    let mut response = next.run(request).await;
    for choice in [lang, district].into_iter().flatten() {
        let cookie = format!("{choice}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
        response.headers_mut().extend(HeaderValue::from_str(&cookie).map(|c| (header::SET_COOKIE, c)));
    }
    response
}
