//! The shapes of what the API answers and takes, as JSON Schema for its description.

use serde_json::{Map, Value as Json, json};

/// Every named shape.
pub fn schemas() -> Json {
    let mut all = Map::new();
    let mut put = |name: &str, schema: Json| drop(all.insert(name.to_owned(), schema));
    put("Any", json!({ "type": "object" }));
    put("Note", json!({ "type": "string" }));
    put("Page", json!({ "type": "string" }));
    put("Problem", problem());
    put("Item", item(&[]));
    put("Items", page("Item"));
    put("Case", case(&[]));
    put("Filed", case(&["receipt"]));
    put("Acted", item(&[]));
    put("Receipt", receipt());
    put("Deadline", deadline());
    put("Action", action());
    put("Stage", stage());
    put("Branch", branch());
    put("SubCase", subcase());
    put("Parent", parent());
    put("Known", super::rounds::known_shape());
    put("Round", super::rounds::shape());
    put("Urged", super::rounds::urged_shape());
    put("MigrationLook", super::migration::look_shape());
    put("Migration", super::migration::shape());
    put("Paper", paper());
    put("Letter", letter());
    put("Event", event());
    put("Events", page("Event"));
    put("Task", task());
    put("Tasks", page("Task"));
    put("ListedType", listed_type());
    put("Types", page("ListedType"));
    put("Type", one_type());
    put("Unit", unit());
    put("Units", page("Unit"));
    put("Me", me());
    put("File", file());
    put("Files", page("File"));
    put("Indicator", indicator());
    put("Figures", page("Indicator"));
    put("Figure", figure());
    put(
        "Behind",
        shape(&[("items", list(item(&[("counted", time())]))), ("next", maybe("string")), ("hidden", count())], &[]),
    );
    put("Compared", compared());
    put("Filing", filing());
    put("Order", order());
    put("Push", push());
    put("Pushed", shape(&[("items", list(json!({ "type": "object" })))], &[]));
    put("Series", series());
    put("OutsideSeries", page("Series"));
    put("Crossing", crossing());
    put("Alerts", page("Crossing"));
    put("Clock", shape(&[("now", time())], &[]));
    put("Inclusion", inclusion());
    put("Consistency", shape(&[("old", count()), ("new", count()), ("path", list(hash()))], &[]));
    Json::Object(all)
}

/// What reports say of one indicator, a row for each region and year.
fn compared() -> Json {
    let said = json!({ "type": ["object", "null"], "properties": {
        "report": text(), "value": { "type": ["number", "null"] }, "unit": maybe("string"),
        "growth_pct": { "type": ["number", "null"] }, "comparator": text(), "quote": text(), "anchor": text(),
        "confirmed": { "type": "boolean" },
    } });
    let judgement = json!({ "type": "string", "enum": ["reached", "short", "one-side", "unlike"] });
    let row = shape(
        &[
            ("region", text()),
            ("year", json!({ "type": "integer" })),
            ("promised", said.clone()),
            ("reported", said),
            ("judgement", judgement),
        ],
        &[],
    );
    let known = shape(&[("id", text()), ("name", text()), ("times", count())], &[]);
    shape(&[("indicator", text()), ("items", list(row)), ("indicators", list(known)), ("next", maybe("string"))], &[])
}

pub(super) fn shape(needed: &[(&str, Json)], more: &[(&str, Json)]) -> Json {
    let properties: Map<String, Json> =
        needed.iter().chain(more).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = needed.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

pub(super) fn text() -> Json {
    json!({ "type": "string" })
}

pub(super) fn maybe(kind: &str) -> Json {
    json!({ "type": [kind, "null"] })
}

pub(super) fn flag() -> Json {
    json!({ "type": "boolean" })
}

pub(super) fn count() -> Json {
    json!({ "type": "integer", "minimum": 0 })
}

pub(super) fn time() -> Json {
    json!({ "type": "string", "format": "date-time" })
}

pub(super) fn maybe_time() -> Json {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

fn hash() -> Json {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

fn code() -> Json {
    json!({ "type": "string", "pattern": "^[0-9]{6}$" })
}

fn named(name: &str) -> Json {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub(super) fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

fn page(of: &str) -> Json {
    shape(&[("items", list(named(of))), ("next", maybe("string"))], &[])
}

fn problem() -> Json {
    let error = shape(&[("field", text()), ("code", text()), ("detail", text())], &[]);
    let needed = [
        ("type", text()),
        ("title", text()),
        ("status", json!({ "type": "integer" })),
        ("detail", text()),
        ("code", json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" })),
        ("errors", list(error)),
    ];
    shape(&needed, &[("tasks", list(text())), ("version", count()), ("changed", list(text())), ("by", maybe("object"))])
}

fn item(more: &[(&str, Json)]) -> Json {
    let needed = [
        ("id", text()),
        ("number", json!({ "type": "string", "pattern": "^[0-9A-Z-]{6,20}$" })),
        ("district", code()),
        ("type", text()),
        ("title", text()),
        ("stages", list(named("Stage"))),
        ("stage", maybe("string")),
        ("unit", maybe("string")),
        ("due", maybe_time()),
        ("late", flag()),
        ("status", json!({ "type": "string", "enum": ["open", "suspended", "closed"] })),
        ("outcome", maybe("string")),
        ("opened", time()),
        ("version", json!({ "type": "integer", "minimum": 1 })),
    ];
    let all: Vec<(&str, Json)> = needed.into_iter().chain(more.iter().cloned()).collect();
    let some = [
        ("synthetic", flag()),
        ("branches", list(named("Branch"))),
        ("papers", list(named("Paper"))),
        ("letters", list(named("Letter"))),
        ("subcases", list(named("SubCase"))),
        ("parent", named("Parent")),
        ("known", named("Known")),
    ];
    shape(&all, &some)
}

fn case(more: &[&str]) -> Json {
    let mut needed = vec![
        ("deadlines", list(named("Deadline"))),
        ("actions", list(named("Action"))),
        ("form", json!({ "type": "object" })),
        ("facts", json!({ "type": "object" })),
        ("masked", list(text())),
    ];
    if more.contains(&"receipt") {
        needed.push(("receipt", named("Receipt")));
    }
    item(&needed)
}

fn stage() -> Json {
    shape(&[("id", text()), ("branch", text()), ("title", maybe("string")), ("since", time())], &[])
}

fn subcase() -> Json {
    let states = json!({ "type": "string", "enum": ["asked", "open", "closed", "refused", "left"] });
    let needed = [
        ("name", text()),
        ("sequence", json!({ "type": "integer", "minimum": 1 })),
        ("title", text()),
        ("type", text()),
        ("id", maybe("string")),
        ("number", maybe("string")),
        ("unit", maybe("string")),
        ("state", states),
        ("outcome", maybe("string")),
        ("asked", time()),
    ];
    shape(&needed, &[])
}

fn parent() -> Json {
    let needed = [("id", text()), ("number", text()), ("type", text()), ("subcase", text()), ("left", flag())];
    shape(&needed, &[])
}

fn branch() -> Json {
    let states = json!({ "type": "string", "enum": ["waiting", "open", "ended", "withdrawn"] });
    let needed =
        [("id", text()), ("title", text()), ("state", states), ("outcome", maybe("string")), ("since", time())];
    shape(&needed, &[])
}

fn paper() -> Json {
    let states =
        ["handed", "owed", "promised", "accepted", "returned", "kept", "false", "missing", "shared", "released"];
    let needed = [
        ("id", text()),
        ("title", text()),
        ("state", json!({ "type": "string", "enum": states })),
        ("since", time()),
        ("returned", count()),
        ("due", maybe_time()),
        ("deadline", maybe("string")),
    ];
    shape(&needed, &[])
}

fn letter() -> Json {
    let needed = [
        ("id", text()),
        ("title", text()),
        ("kind", json!({ "type": "string", "enum": ["letter", "certificate"] })),
        ("number", text()),
        ("code", text()),
        ("unit", text()),
        ("day", json!({ "type": "string", "format": "date" })),
        ("state", json!({ "type": "string", "enum": ["valid", "revoked", "replaced", "void"] })),
        ("since", time()),
    ];
    shape(&needed, &[])
}

fn deadline() -> Json {
    let needed = [
        ("id", text()),
        ("kind", json!({ "type": "string", "enum": ["statutory", "pledged", "outer", "task"] })),
        ("task", maybe("string")),
        ("start", time()),
        ("within", maybe("string")),
        ("due", time()),
        ("state", json!({ "type": "string", "enum": ["running", "suspended", "met", "missed", "cancelled"] })),
        ("provisional", flag()),
        ("calendar", text()),
    ];
    shape(&needed, &[("branch", text()), ("paper", text())])
}

fn action() -> Json {
    let needed = [
        ("id", text()),
        ("task", maybe("string")),
        ("branch", text()),
        ("title", text()),
        ("input", json!({ "type": "object", "description": "JSON Schema" })),
    ];
    shape(&needed, &[])
}

fn receipt() -> Json {
    let needed = [
        ("number", text()),
        ("code", text()),
        ("leaf", json!({ "type": ["integer", "null"], "minimum": 0 })),
        ("hash", hash()),
        ("checkpoint", maybe("string")),
    ];
    shape(&needed, &[])
}

fn event() -> Json {
    let needed = [
        ("seq", count()),
        ("type", text()),
        ("time", maybe_time()),
        ("actor", maybe("object")),
        ("task", maybe("string")),
        ("data", json!({ "type": "object" })),
        ("hash", hash()),
    ];
    shape(&needed, &[])
}

fn task() -> Json {
    let left = json!({
        "type": ["object", "null"],
        "properties": { "text": text(), "working_seconds": { "type": "integer" } },
        "required": ["text", "working_seconds"],
    });
    let needed = [
        ("id", text()),
        ("case", text()),
        ("number", text()),
        ("district", code()),
        ("type", text()),
        ("title", text()),
        ("stage", text()),
        ("branch", text()),
        ("unit", maybe("string")),
        ("post", maybe("string")),
        ("officer", maybe("string")),
        ("due", maybe_time()),
        ("left", left),
        ("late", flag()),
        ("actions", list(named("Action"))),
    ];
    shape(&needed, &[("synthetic", flag())])
}

fn listed_type() -> Json {
    shape(
        &[
            ("id", text()),
            ("title", text()),
            ("pack", text()),
            ("public", flag()),
            ("version", json!({ "type": "integer" })),
        ],
        &[],
    )
}

fn one_type() -> Json {
    let needed = [
        ("id", text()),
        ("title", text()),
        ("pack", text()),
        ("public", flag()),
        ("version", json!({ "type": "integer" })),
        ("form", json!({ "type": "object", "description": "JSON Schema" })),
        ("actions", json!({ "type": "object", "additionalProperties": { "type": "object" } })),
    ];
    shape(&needed, &[])
}

fn unit() -> Json {
    shape(
        &[("code", text()), ("name", text()), ("kind", text()), ("parent", maybe("string"))],
        &[("synthetic", flag())],
    )
}

fn me() -> Json {
    let post = shape(&[("post", text()), ("unit", text())], &[]);
    let needed = [("user", text()), ("district", maybe("string")), ("posts", list(post)), ("scopes", list(text()))];
    shape(&needed, &[("proof", text())])
}

fn file() -> Json {
    shape(&[("id", text()), ("name", text()), ("type", text()), ("size", count())], &[])
}

fn indicator() -> Json {
    let needed = [
        ("indicator", text()),
        ("title", text()),
        ("measure", text()),
        ("direction", json!({ "type": "string", "enum": ["up", "down", "none"] })),
        ("basis", text()),
        ("public", flag()),
    ];
    shape(&needed, &defined())
}

/// How it is worked out, in words, and the fields by which it is kept; of what was promised neither.
fn defined() -> [(&'static str, Json); 2] {
    [("definition", maybe("string")), ("by", list(text()))]
}

fn figure() -> Json {
    let needed = [
        ("indicator", text()),
        ("title", text()),
        ("measure", text()),
        ("direction", text()),
        ("unit", maybe("string")),
        ("period", text()),
        ("as_of", text()),
        ("value", maybe("string")),
        ("numerator", maybe("string")),
        ("denominator", maybe("string")),
        ("sample", json!({ "type": "integer" })),
        ("target", maybe("string")),
        ("cases", maybe("string")),
        ("parts", maybe("array")),
    ];
    let more = [
        ("excluded", count()),
        ("excluded_cases", maybe("string")),
        ("beside", count()),
        ("basis", text()),
        ("public", flag()),
        ("standing", maybe("object")),
    ];
    shape(&needed, &more.into_iter().chain(defined()).collect::<Vec<_>>())
}

fn filing() -> Json {
    let needed = [
        ("type", json!({ "type": "string", "description": "GET /api/v1/types" })),
        ("form", json!({ "type": "object", "description": "GET /api/v1/types/{type}" })),
    ];
    let channel = json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" });
    let alike = json!({ "type": "string", "description": "The number or id of an open matter that this one is the same as, \
        for callers who may read that one: kept with the filing, merged by a clerk. What the pack does not call alike is 422 \
        `not-alike`." });
    let mut filing = shape(&needed, &[("district", code()), ("channel", channel), ("alike", alike)]);
    filing.as_object_mut().map(|fields| fields.insert("additionalProperties".into(), false.into()));
    filing
}

fn order() -> Json {
    let needed = [
        ("type", text()),
        ("form", json!({ "type": "object" })),
        ("state", json!({ "type": "string", "enum": ["open", "withdrawn", "closed"] })),
        ("revision", count()),
    ];
    let mut order = shape(&needed, &[("due", time()), ("district", code())]);
    order.as_object_mut().map(|fields| fields.insert("additionalProperties".into(), false.into()));
    order
}

fn push() -> Json {
    let amount = || json!({ "type": ["string", "number", "null"] });
    let needed = [("figure", text()), ("period", text()), ("measure", text())];
    let more = [
        ("unit", text()),
        ("value", amount()),
        ("growth_pct", amount()),
        ("status", json!({ "type": "string", "enum": ["preliminary", "final"] })),
        ("basis", json!({ "type": "string", "enum": ["cumulative", "period", "level"] })),
        ("confirmed", flag()),
    ];
    let mut one = shape(&needed, &more);
    one.as_object_mut().map(|fields| fields.insert("additionalProperties".into(), false.into()));
    shape(&[("items", list(one))], &[("district", code())])
}

fn series() -> Json {
    let needed = [
        ("figure", text()),
        ("title", text()),
        ("unit", text()),
        ("measure", text()),
        ("basis", text()),
        ("source", text()),
        ("count", count()),
        ("period", maybe("string")),
        ("value", maybe("string")),
        ("growth_pct", maybe("string")),
        ("status", maybe("string")),
    ];
    shape(&needed, &[])
}

/// A crossing of an alert: what was read, the matter that it opened, and when the figures came back.
fn crossing() -> Json {
    let reading = [
        ("figure", text()),
        ("title", text()),
        ("value", text()),
        ("measure", text()),
        ("period", text()),
        ("line", text()),
        ("passed", json!({ "type": "boolean" })),
    ];
    let needed = [
        ("alert", text()),
        ("title", text()),
        ("district", text()),
        ("unit", text()),
        ("about", maybe("string")),
        ("crossing", count()),
        ("number", text()),
        ("opened", time()),
        ("ended", maybe("string")),
        ("readings", list(shape(&reading, &[]))),
    ];
    shape(&needed, &[])
}

fn inclusion() -> Json {
    shape(&[("leaf", count()), ("size", count()), ("leaf_hash", hash()), ("root", hash()), ("path", list(hash()))], &[])
}
