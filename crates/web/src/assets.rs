//! Styles, script and pictures, embedded and served under names that change with their content.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A file that Vite built.
struct Asset {
    /// What we call it: `main.css`.
    logical: &'static str,
    /// What it is served as: `main-CoiETjCm.css`.
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    gzip: Option<&'static [u8]>,
}

static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset by its plain name, as `asset("main.css")`. One that was not built keeps its plain name,
/// which answers 404: a page without styles rather than no page.
pub fn asset(logical: &str) -> String {
    let name = ASSETS.iter().find(|a| a.logical == logical).map_or(logical, |a| a.name);
    format!("/assets/{name}")
}

/// The addresses of everything that was built, for who keeps it without a signal.
pub fn addresses() -> Vec<String> {
    ASSETS.iter().map(|a| format!("/assets/{}", a.name)).collect()
}

/// What was built, by its plain name.
pub fn content(logical: &str) -> Option<&'static [u8]> {
    ASSETS.iter().find(|a| a.logical == logical).map(|a| a.bytes)
}

/// Serves `/assets/…`.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, asked: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.name == name) else { return StatusCode::NOT_FOUND.into_response() };
    // The name carries the content's mark already, so it is the tag too.
    let tag = format!("\"{}\"", asset.name);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.extend(HeaderValue::from_str(&tag).map(|tag| (header::ETAG, tag)));
    if mentions(&asked, header::IF_NONE_MATCH, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    match asset.gzip {
        Some(bytes) if mentions(&asked, header::ACCEPT_ENCODING, "gzip") => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (headers, bytes).into_response()
        }
        _ => (headers, asset.bytes).into_response(),
    }
}

pub(crate) fn mentions(asked: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    asked.get_all(name).iter().filter_map(|v| v.to_str().ok()).any(|v| v.split(',').any(|part| names(part, word)))
}

/// `gzip;q=0` names gzip only to refuse it.
fn names(part: &str, word: &str) -> bool {
    let mut pieces = part.trim().trim_start_matches("W/").split(';').map(str::trim);
    pieces.next() == Some(word) && !pieces.any(|p| matches!(p, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    async fn ask(path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        routes::<()>().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn styles_are_there_compressed_and_kept() {
        let path = asset("main.css");
        assert_ne!(path, "/assets/main.css", "web/dist is missing: run `make web`");
        let plain = ask(&path, &[]).await;
        assert_eq!(plain.headers()["content-type"], "text/css; charset=utf-8");
        assert!(plain.headers()["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(!plain.headers().contains_key("content-encoding"));
        let packed = ask(&path, &[("accept-encoding", "br, gzip")]).await;
        assert_eq!(packed.headers()["content-encoding"], "gzip");
        let tag = packed.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(ask(&path, &[("if-none-match", &tag)]).await.status(), StatusCode::NOT_MODIFIED);
        assert!(!ask(&path, &[("accept-encoding", "gzip;q=0")]).await.headers().contains_key("content-encoding"));
        assert_eq!(ask("/assets/../Cargo.toml", &[]).await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_first_page_stays_under_its_weight() {
        let packed: usize = ["main.css", "main.js", "wordmark.svg"]
            .iter()
            .filter_map(|logical| ASSETS.iter().find(|a| a.logical == *logical))
            .map(|a| a.gzip.unwrap_or(a.bytes).len())
            .sum();
        assert!(packed > 0, "web/dist is missing: run `make web`");
        assert!(packed < 60_000, "{packed} bytes of styles and script leave too little of 100 kB for the page");
    }
}
