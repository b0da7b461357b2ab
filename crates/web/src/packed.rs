//! Pages and tables go out packed where the browser takes that: a page of lists and choices repeats itself, and a phone
//! pays for each byte. What is packed already, what flows without an end and what is no text goes out as it is. An
//! answer with a tag of its own keeps it: the tag is of those very bytes.
//!
//! A packed page tells by its length how alike its parts are. The session's cookie comes with no request that another
//! site makes in the background (`SameSite=Lax`), so nobody else can ask often enough to learn from that.

use std::io::Write;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::assets::mentions;

/// Bytes below which packing gains nothing.
const LEAST: u64 = 1_000;
/// Kinds of answers that repeat themselves.
const KINDS: [&str; 3] = ["text/html", "text/csv", "application/json"];

/// Packs an answer.
pub async fn pack(request: Request, next: Next) -> Response {
    let takes = mentions(request.headers(), ACCEPT_ENCODING, "gzip") && request.method() != Method::HEAD;
    let response = next.run(request).await;
    if !gains(&response) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    head.headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    if !takes {
        return Response::from_parts(head, body);
    }
    let Ok(plain) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let packed = gzip(&plain);
    match packed.filter(|packed| packed.len() < plain.len()) {
        Some(packed) => {
            head.headers.remove(CONTENT_LENGTH);
            head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Response::from_parts(head, Body::from(packed))
        }
        None => Response::from_parts(head, Body::from(plain)),
    }
}

/// Whether an answer is text of a known length that nobody has packed or tagged.
fn gains(response: &Response) -> bool {
    let headers = response.headers();
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    KINDS.iter().any(|known| kind.starts_with(known))
        && !headers.contains_key(CONTENT_ENCODING)
        && !headers.contains_key(ETAG)
        && response.body().size_hint().exact().is_some_and(|length| length >= LEAST)
}

fn gzip(plain: &Bytes) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    packer.write_all(plain).ok()?;
    packer.finish().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str, accepts: &str) -> (Response<()>, Vec<u8>) {
        let page = || axum::response::Html("合成的选项".repeat(1_000));
        let tagged = async || ([(ETAG, "\"1\"")], axum::Json("x".repeat(5_000)));
        let short = async || axum::response::Html("短");
        let routes = Router::new().route("/page", get(async move || page())).route("/tagged", get(tagged));
        let routes = routes.route("/short", get(short)).layer(from_fn(pack));
        let request = Request::get(path).header(ACCEPT_ENCODING, accepts).body(Body::empty()).unwrap();
        let (head, body) = routes.oneshot(request).await.unwrap().into_parts();
        (Response::from_parts(head, ()), to_bytes(body, usize::MAX).await.unwrap().to_vec())
    }

    #[tokio::test]
    async fn a_page_is_packed_for_who_takes_it_and_says_the_same() {
        let (plain, whole) = ask("/page", "identity").await;
        assert!(!plain.headers().contains_key(CONTENT_ENCODING) && plain.headers()[VARY] == "accept-encoding");
        let (packed, bytes) = ask("/page", "br, gzip").await;
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        assert!(bytes.len() * 20 < whole.len());
        let mut told = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut told).unwrap();
        assert_eq!(told, whole);
        for (path, accepts) in [("/page", "gzip;q=0"), ("/tagged", "gzip"), ("/short", "gzip")] {
            assert!(!ask(path, accepts).await.0.headers().contains_key(CONTENT_ENCODING), "{path} {accepts}");
        }
    }
}
