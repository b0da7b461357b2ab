//! Holds our shelf to its makers: every example in `govuk-frontend`'s `fixtures.json`, options in, their markup out.
//!
//! The packages come with `make web`. Where our types cannot say what an example says (an option that we left out on
//! purpose), the example is named below with the reason, and naming one that would pass is a failure too.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use bihuan_web::components as shelf;
use bihuan_web::html::Html;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const PACKAGE: &str = "../../web/node_modules/govuk-frontend/dist/govuk/components";

/// Examples that our types refuse, and why.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("checkboxes", "with falsy values", FALSY),
    ("radios", "with falsy items", FALSY),
    ("task-list", "with empty values", FALSY),
    ("file-upload", "enhanced", DROP_ZONE),
    ("file-upload", "enhanced, with error message and hint", DROP_ZONE),
    ("file-upload", "enhanced, multiple files", DROP_ZONE),
    ("file-upload", "enhanced, custom wrapper classes and attributes", DROP_ZONE),
    ("file-upload", "translated, no javascript enhancement", DROP_ZONE),
    ("file-upload", "translated", DROP_ZONE),
    ("file-upload", "with value", "no browser lets a page fill in a file"),
    ("service-navigation", "with language navigation", SLOTS),
    ("service-navigation", "with right-aligned language navigation", SLOTS),
    ("service-navigation", "inverse with language navigation", SLOTS),
    ("service-navigation", "with slotted content", SLOTS),
    ("service-navigation", "with `inline` end slot", SLOTS),
];
const FALSY: &str = "holes among the items, which still count: our items are a list without holes";
const DROP_ZONE: &str = "the script that makes a drop zone is not shipped; the browser's own control works everywhere";
const SLOTS: &str = "free markup inside the navigation: our header holds what would stand there";

#[derive(serde::Deserialize)]
struct Fixtures {
    fixtures: Vec<Fixture>,
}

#[derive(serde::Deserialize)]
struct Fixture {
    name: String,
    options: Value,
    html: String,
}

/// Reads one component's examples and compares each with what ours writes.
fn hold<O: DeserializeOwned + Into<Html>>(component: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(PACKAGE).join(component).join("fixtures.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| {
        panic!("{} is missing: run `make web`, which installs the makers' packages", path.display())
    });
    let fixtures: Fixtures = serde_json::from_str(&text).unwrap();
    let left_out: BTreeMap<_, _> =
        LEFT_OUT.iter().filter(|(c, ..)| *c == component).map(|(_, name, why)| (*name, *why)).collect();
    assert!(fixtures.fixtures.len() > left_out.len(), "{component}: no example is left");
    let mut wrong = vec![];
    for fixture in &fixtures.fixtures {
        let outcome = compare::<O>(component, fixture);
        match (outcome, left_out.contains_key(fixture.name.as_str())) {
            (Ok(()), true) => wrong.push(format!("{component} / {}: passes, so strike it off LEFT_OUT", fixture.name)),
            (Err(why), false) => wrong.push(format!("{component} / {}: {why}", fixture.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {} examples:\n{}", wrong.len(), fixtures.fixtures.len(), wrong.join("\n"));
}

fn compare<O: DeserializeOwned + Into<Html>>(component: &str, fixture: &Fixture) -> Result<(), String> {
    let mut options = ours(fixture.options.clone());
    match component {
        "date-input" => parts_of_a_date(&mut options),
        "notification-banner" => banner_body(&mut options),
        _ => {}
    }
    let options: O = serde_json::from_value(options).map_err(|e| format!("our options do not take it: {e}"))?;
    let html: Html = options.into();
    let (theirs, ours) = (tidy(&fixture.html), tidy(html.as_str()));
    if theirs == ours { Ok(()) } else { Err(format!("\n   theirs {theirs}\n   ours   {ours}")) }
}

/// Their options in our words: `html` or `text` becomes one `content`, absent and false values go, numbers that we
/// keep as text become text.
fn ours(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().filter(truthy).map(ours).collect(),
        Value::Object(map) => object(map),
        Value::Number(number) => json!(number.to_string()),
        other => other,
    }
}

fn truthy(value: &Value) -> bool {
    let empty = value.as_object().is_some_and(Map::is_empty);
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("") && !empty
}

/// Their banner tells one line (`text`) from markup of your own (`html`); ours calls the second `body`.
fn banner_body(options: &mut Value) {
    let map = options.as_object_mut().unwrap();
    if map.get("content").is_some_and(Value::is_object) {
        let body = map.remove("content").unwrap();
        map.insert("body".into(), body);
    }
}

/// Their dates come as `items`, or as `day`, `month`, `year` and `values`; ours only as `items`.
fn parts_of_a_date(options: &mut Value) {
    let map = options.as_object_mut().unwrap();
    let fields = ["day", "month", "year"].map(|name| (name, map.remove(name)));
    let values = map.remove("values").unwrap_or(json!({}));
    let prefix = map.get("namePrefix").map_or(String::new(), |p| format!("{}-", p.as_str().unwrap()));
    let mut items: Vec<Value> = match map.remove("items") {
        Some(Value::Array(items)) if !items.is_empty() => items,
        _ => fields
            .iter()
            .filter(|(_, f)| *f != Some(json!(false)))
            .map(|(name, field)| with_name(name, field))
            .collect(),
    };
    for item in &mut items {
        let name = item["name"].as_str().unwrap().to_owned();
        let field = fields.iter().find(|(n, _)| *n == name).and_then(|(_, f)| f.as_ref()).and_then(|f| f.get("value"));
        let value =
            item.get("value").or(field).or(values.get(format!("{prefix}{name}"))).or(values.get(&name)).cloned();
        if let Some(value) = value {
            item["value"] = value;
        }
    }
    map.insert("items".into(), Value::Array(items));
}

fn with_name(name: &str, field: &Option<Value>) -> Value {
    let mut item = field.clone().unwrap_or(json!({}));
    let width = if name == "year" { "govuk-input--width-4" } else { "govuk-input--width-2" };
    if item.get("name").is_none() {
        item["name"] = json!(name);
    } else if item.get("classes").is_none() {
        // Their year is wide because it stands at `year`; in a list it would be so by its name.
        item["classes"] = json!(width);
    }
    item
}

const NUMBERS: &[&str] = &["headingLevel", "titleHeadingLevel", "rows", "colspan", "rowspan"];
const PAIRS: &[(&str, &str, &str)] = &[
    ("html", "text", "content"),
    ("titleHtml", "titleText", "title"),
    ("summaryHtml", "summaryText", "summary"),
    ("descriptionHtml", "descriptionText", "description"),
];

fn object(mut map: Map<String, Value>) -> Value {
    for (html, text, name) in PAIRS {
        let (html, text) = (map.remove(*html), map.remove(*text));
        let content = html.filter(truthy).map(|h| json!({ "raw": h })).or(text.filter(truthy).map(ours));
        if let Some(content) = content {
            map.insert((*name).into(), content);
        }
    }
    let mut out = Map::new();
    for (key, value) in map {
        let kept = match (key.as_str(), value) {
            (_, Value::Null) => continue,
            ("attributes", value) => value,
            ("value", Value::Bool(so)) => json!(so.to_string()),
            (_, raw @ Value::Object(_)) if raw.get("raw").is_some() => raw,
            (name, Value::Number(number)) if NUMBERS.contains(&name) => Value::Number(number),
            ("conditional" | "beforeInput" | "afterInput" | "beforeInputs" | "afterInputs", part) => {
                match ours(part).get("content") {
                    Some(content) => content.clone(),
                    None => continue,
                }
            }
            (_, value) => ours(value),
        };
        out.insert(key, kept);
    }
    Value::Object(out)
}

/// Markup with its attributes in order and without the white space that means nothing.
fn tidy(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_text(&mut out, &rest[..start]);
        let end = tag_end(&rest[start..]) + start;
        out.push_str(&tidy_tag(&rest[start..end]));
        rest = &rest[end..];
        if out.ends_with("textarea>") && !out.ends_with("</textarea>") {
            // In a textarea every space is the person's own.
            let close = rest.find("</textarea>").unwrap();
            out.push_str(&entities(&rest[..close]));
            rest = &rest[close..];
        }
    }
    push_text(&mut out, rest);
    out
}

fn push_text(out: &mut String, text: &str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    out.push_str(&entities(&words.join(" ")));
}

fn entities(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&ctdot;", "⋯").replace("&#x27;", "'");
    text.replace("&lt;", "‹").replace("&gt;", "›").replace("&amp;", "&")
}

fn tag_end(html: &str) -> usize {
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn tidy_tag(tag: &str) -> String {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    let (name, mut rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let mut attributes = vec![];
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        match after.strip_prefix("=\"") {
            Some(quoted) => {
                let close = quoted.find('"').unwrap();
                attributes.push(format!("{key}=\"{}\"", value(key, &quoted[..close])));
                rest = &quoted[close + 1..];
            }
            None => {
                attributes.push(key.to_owned());
                rest = after;
            }
        }
    }
    attributes.sort();
    let attributes: String = attributes.iter().map(|a| format!(" {a}")).collect();
    format!("<{name}{attributes}>")
}

/// The order of classes means nothing either.
fn value(key: &str, value: &str) -> String {
    if key != "class" {
        return entities(value);
    }
    let mut classes: Vec<&str> = value.split_whitespace().collect();
    classes.sort_unstable();
    classes.join(" ")
}

macro_rules! held {
    ($($test:ident: $options:ident = $component:literal,)*) => {
        $(
            #[test]
            fn $test() {
                hold::<shelf::$options>($component);
            }
        )*

        /// An example named for a component that nobody holds would hide nothing, so it would be forgotten.
        #[test]
        fn what_is_left_out_belongs_to_a_component_that_is_held() {
            let held = [$($component),*];
            for (component, name, why) in LEFT_OUT {
                assert!(held.contains(component), "{component} / {name} ({why})");
            }
        }
    };
}

held! {
    back_link: BackLink = "back-link",
    breadcrumbs: Breadcrumbs = "breadcrumbs",
    button: Button = "button",
    checkboxes: Checkboxes = "checkboxes",
    date_input: DateInput = "date-input",
    details: Details = "details",
    error_message: ErrorMessage = "error-message",
    error_summary: ErrorSummary = "error-summary",
    fieldset: Fieldset = "fieldset",
    file_upload: FileUpload = "file-upload",
    hint: Hint = "hint",
    input: Input = "input",
    inset_text: InsetText = "inset-text",
    label: Label = "label",
    language_navigation: LanguageNavigation = "language-navigation",
    notification_banner: NotificationBanner = "notification-banner",
    pagination: Pagination = "pagination",
    panel: Panel = "panel",
    phase_banner: PhaseBanner = "phase-banner",
    radios: Radios = "radios",
    select: Select = "select",
    service_navigation: ServiceNavigation = "service-navigation",
    skip_link: SkipLink = "skip-link",
    summary_list: SummaryList = "summary-list",
    table: Table = "table",
    tag: Tag = "tag",
    task_list: TaskList = "task-list",
    textarea: Textarea = "textarea",
    warning_text: WarningText = "warning-text",
}
