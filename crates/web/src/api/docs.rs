//! The API's description as a page that reads without script.

use axum::extract::State;
use serde_json::{Map, Value as Json};

use super::openapi;
use crate::app::App;
use crate::html::{Html, el};
use crate::identity;
use crate::shell::{Page, Reader};
use crate::t;
use crate::words::Words;

/// `GET /docs`
pub async fn page(State(app): State<App>, reader: Reader) -> Page {
    let words = reader.words();
    let document = openapi::document();
    let calls = each(&document, "/paths").flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, call)| told(words, path, method, call)).collect::<Vec<_>>()
    });
    let shapes = each(&document, "/components/schemas").map(|(name, shape)| shape_told(name, shape));
    let link = el("a").class("govuk-link").attr("href", "/api/v1/openapi.json").put("/api/v1/openapi.json");
    let body = Html::empty()
        .then(el("h1").class("govuk-heading-l").put(t!(words, "api-docs")))
        .then(el("p").class("govuk-body").put(t!(words, "api-docs-about")).put(" ").put(link))
        .then(el("p").class("govuk-body").put(t!(words, "api-docs-who")))
        .then(calls.collect::<Html>())
        .then(el("h2").class("govuk-heading-m").put(t!(words, "api-docs-shapes")))
        .then(shapes.collect::<Html>());
    let mut page = Page::new(&reader, t!(words, "api-docs")).with(body);
    page.demo = identity::demo::bar(&app, reader.lang);
    page
}

fn each<'d>(document: &'d Json, pointer: &str) -> impl Iterator<Item = (&'d String, &'d Json)> {
    document.pointer(pointer).and_then(Json::as_object).into_iter().flatten()
}

fn told(words: &Words, path: &str, method: &str, call: &Json) -> Html {
    let text = |key: &str| call.get(key).and_then(Json::as_str).unwrap_or_default();
    let parameters = call.get("parameters").and_then(Json::as_array).into_iter().flatten();
    let names: Vec<&str> = parameters.filter_map(|one| one.get("$ref")?.as_str()?.rsplit('/').next()).collect();
    let answers = call.get("responses").and_then(Json::as_object).map(statuses).unwrap_or_default();
    el("section")
        .attr("id", text("operationId"))
        .put(el("h2").class("govuk-heading-s").put(el("code").put(format!("{} {path}", method.to_uppercase()))))
        .put(el("p").class("govuk-body").put(text("summary")))
        .put_if(!names.is_empty(), || {
            el("p").class("govuk-body-s").put(format!("{}: {}", t!(words, "api-docs-takes"), names.join(", ")))
        })
        .put(el("p").class("govuk-body-s").put(format!("{}: {answers}", t!(words, "api-docs-answers"))))
        .html()
}

/// `200 Case, 404, 422`.
fn statuses(responses: &Map<String, Json>) -> String {
    let shape = |response: &Json| -> Option<String> {
        let content = response.get("content")?.as_object()?.values().next()?;
        Some(content.pointer("/schema/$ref")?.as_str()?.rsplit('/').next()?.to_owned())
    };
    let one = |(status, response): (&String, &Json)| {
        shape(response).map_or(status.clone(), |shape| format!("{status} {shape}"))
    };
    responses.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn shape_told(name: &str, shape: &Json) -> Html {
    let text = serde_json::to_string_pretty(shape).unwrap_or_default();
    let summary =
        el("summary").class("govuk-details__summary").put(el("span").class("govuk-details__summary-text").put(name));
    let pre = el("pre").class("govuk-body-s").put(text);
    el("details")
        .class("govuk-details")
        .attr("id", name)
        .put(summary)
        .put(el("div").class("govuk-details__text").put(pre))
        .html()
}
