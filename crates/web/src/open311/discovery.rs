//! Where this endpoint is, what it speaks, and where a key comes from.

use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

use super::ROOT;
use super::told::{Format, Node, Told};
use crate::api::Tongue;
use crate::app::App;
use crate::t;
use crate::words::Words;

/// When what is told here changed last.
const CHANGED: &str = "2026-11-23T00:00:00+08:00";

/// `GET /discovery.{format}`
pub async fn show(State(app): State<App>, Tongue(lang): Tongue, uri: Uri, headers: HeaderMap) -> Told {
    let words = Words::of(lang);
    let formats = ["application/json", "text/xml"].map(Node::from).to_vec();
    let endpoint = Node::Fields(vec![
        ("specification", "http://wiki.open311.org/GeoReport_v2".into()),
        ("url", address(&headers).into()),
        ("changeset", CHANGED.into()),
        ("type", if app.settings.demo { "test" } else { "production" }.into()),
        ("formats", Node::List("format", formats)),
    ]);
    let node = Node::Fields(vec![
        ("changeset", CHANGED.into()),
        ("contact", t!(words, "open311-contact").into()),
        ("key_service", t!(words, "open311-key-service").into()),
        ("endpoints", Node::List("endpoint", vec![endpoint])),
    ]);
    Told { root: "discovery", node, format: Format::of(&uri) }
}

/// The endpoint as the caller reached it.
fn address(headers: &HeaderMap) -> String {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = said("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    said(HOST.as_str()).map_or_else(|| ROOT.to_owned(), |host| format!("{scheme}://{host}{ROOT}"))
}
