//! What makes the patrol pages an app: the worker that keeps them, the manifest, and the words that scripts say.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::rfc3339;
use bihuan_core::pack::model::Field;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::super::room::Room;
use crate::assets::{addresses, asset, content};
use crate::fields::Fields;
use crate::html::{Element, Html, el, void};
use crate::identity::csrf::hex;
use crate::names::Names;
use crate::shell::{Page, Reader};
use crate::t;

/// How far the worker reaches.
const SCOPE: &str = "/desk/patrol";

/// The words that scripts say, by the end of their keys.
const SAID: [&str; 36] = [
    "waiting",
    "sending",
    "received",
    "conflict",
    "refused",
    "uncertain",
    "made-at",
    "with-pictures",
    "number",
    "code",
    "you-typed",
    "drop",
    "sure-drop",
    "fold",
    "mend",
    "no-form",
    "uncertain-about",
    "send-again",
    "gone",
    "ask-later",
    "now-at",
    "apply",
    "comment",
    "comment-from",
    "comment-title",
    "closed",
    "nowhere-now",
    "sealed",
    "noted",
    "no-signal",
    "signed-out",
    "sign-in",
    "later",
    "missing",
    "full",
    "not-kept",
];

/// The worker, under an address that does not change. What is built with it stands in front, so that another build is
/// another worker.
pub async fn worker() -> Response {
    let Some(script) = content("patrol-worker.js") else { return StatusCode::NOT_FOUND.into_response() };
    let files = addresses();
    let version = hex(Sha256::digest(files.join("\n")).get(..6).unwrap_or_default());
    let shell = json!({ "version": version, "files": files });
    let headers = [
        (CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
        (HeaderName::from_static("service-worker-allowed"), SCOPE),
    ];
    let script = String::from_utf8_lossy(script);
    (headers, format!("self.patrolShell = {shell};\n{script}")).into_response()
}

/// Name, mark and colours of the app on a phone.
pub async fn manifest(reader: Reader) -> Response {
    let words = reader.words();
    let icon = |name: &str, size: &str, purpose: &str| json!({ "src": asset(name), "sizes": size, "type": "image/png", "purpose": purpose });
    let manifest = json!({
        "id": SCOPE,
        "name": t!(words, "patrol-app"),
        "short_name": t!(words, "nav-patrol"),
        "description": t!(words, "patrol-app-about"),
        "lang": reader.lang.bcp47(),
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#f6f1e8",
        "theme_color": "#f6f1e8",
        "icons": [
            icon("patrol-192.png", "192x192", "any"),
            icon("patrol-512.png", "512x512", "any"),
            icon("patrol-maskable.png", "512x512", "maskable"),
        ],
    });
    ([(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, "no-cache")], manifest.to_string()).into_response()
}

/// A page of the app: its head, and around the main part what its scripts need to know.
pub fn framed(room: &Room, title: String, keep: &[String], main: Html) -> Page {
    let words = room.words();
    let mut root = el("div")
        .attr("id", "patrol")
        .class("bh-patrol")
        .attr("data-user", room.staff.user.as_str())
        .attr("data-made", rfc3339(jiff::Timestamp::now()))
        .attr("data-keep", json!(keep).to_string());
    for key in SAID {
        root = root.maybe(&format!("data-{key}"), words.find(&format!("patrol-say-{key}"), &gaps()));
    }
    let mut page = room.page(title, "patrol");
    page.head = head();
    page.with(root.put(signal()).put(queue(room)).put(main))
}

/// The gaps that scripts fill.
fn gaps() -> [(&'static str, fluent_bundle::FluentValue<'static>); 6] {
    ["n", "at", "what", "number", "code", "stage"].map(|name| (name, format!("%{name}%").into()))
}

fn head() -> Html {
    let link = |rel: &str, href: String| void("link").attr("rel", rel).attr("href", href);
    Html::from(link("manifest", format!("{SCOPE}/manifest.webmanifest")))
        .then(link("apple-touch-icon", asset("patrol-192.png")))
        .then(styles())
        .then(el("script").attr("type", "module").attr("src", asset("patrol.js")))
}

/// What the pages of this room look like beyond every page.
pub fn styles() -> Html {
    void("link").attr("rel", "stylesheet").attr("href", asset("patrol.css")).html()
}

/// Said when there is no signal, or nobody is signed in any more.
fn signal() -> Element {
    el("p").attr("id", "patrol-signal").class("bh-signal").attr("role", "status").flag("hidden", true)
}

/// What waits on this phone; a script fills it in.
fn queue(room: &Room) -> Element {
    let words = room.words();
    let heading = el("h2").class("govuk-heading-m").attr("id", "patrol-queue-heading").put(t!(words, "patrol-queue"));
    let send = el("button")
        .attr("type", "button")
        .attr("id", "patrol-send")
        .class("govuk-button govuk-button--secondary")
        .put(t!(words, "patrol-send-now"));
    el("section")
        .attr("id", "patrol-queue")
        .class("bh-queue")
        .attr("aria-labelledby", "patrol-queue-heading")
        .flag("hidden", true)
        .put(heading)
        .put(el("ul").class("govuk-list bh-queue__list").attr("aria-live", "polite"))
        .put(send)
}

/// What a form asks, for the script that sends it through the API.
pub fn described(fields: &Fields<'_>, names: &Names<'_>, of: Option<(&str, &str)>) -> String {
    let one = |field: &Field| {
        json!({
            "name": field.name,
            "control": fields.name(field),
            "kind": field.kind.word(),
            "many": field.many,
            "required": field.required,
            "title": names.field(fields.rules, of, field),
        })
    };
    json!(fields.fields.iter().map(one).collect::<Vec<_>>()).to_string()
}
