//! The calls of the standard in the API's own description. Each is written down as JSON; `.xml` at the end of the same
//! address says the same as XML.

use serde_json::{Map, Value as Json, json};

/// What a call may be refused with.
const REFUSALS: [u16; 9] = [400, 403, 404, 405, 409, 413, 429, 500, 503];

/// The calls, by their addresses.
pub fn paths() -> Map<String, Json> {
    let jurisdiction = || query("jurisdiction_id", text());
    let key = || query("api_key", text());
    let in_path = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } });
    let several = |name: &str| query(name, text());
    let mut list = get(
        "Open311：可以知道的诉求，新的在前，最多 90 天、1000 件 · requests, newest first",
        "Open311Requests",
        vec![
            jurisdiction(),
            key(),
            several("service_request_id"),
            several("service_code"),
            query("start_date", text()),
            query("end_date", text()),
            several("status"),
        ],
    );
    if let (Json::Object(calls), Json::Object(post)) = (&mut list, post()) {
        calls.extend(post);
    }
    let one = |summary: &str, shape: &str, name: &str| get(summary, shape, vec![in_path(name), jurisdiction(), key()]);
    let all = [
        ("discovery", get("Open311：在哪里、说什么格式 · discovery", "Open311Discovery", Vec::new())),
        ("services", get("Open311：服务 · services", "Open311Services", vec![jurisdiction()])),
        (
            "services/{service_code}",
            one("Open311：一项服务还要填什么 · a service's attributes", "Open311Definition", "service_code"),
        ),
        ("requests", list),
        (
            "requests/{service_request_id}",
            one("Open311：一件诉求 · a request", "Open311Requests", "service_request_id"),
        ),
        ("tokens/{token}", one("Open311：凭令牌得到编号 · a number by its token", "Open311Tokens", "token")),
    ];
    all.into_iter().map(|(name, calls)| (format!("{}/{name}.json", super::ROOT), calls)).collect()
}

fn text() -> Json {
    json!({ "type": "string" })
}

fn query(name: &str, schema: Json) -> Json {
    json!({ "name": name, "in": "query", "schema": schema })
}

fn answer(shape: &str) -> Json {
    let schema = json!({ "$ref": format!("#/components/schemas/{shape}") });
    json!({ "description": "答复 · the answer", "content": { "application/json": { "schema": schema } } })
}

fn get(summary: &str, shape: &str, parameters: Vec<Json>) -> Json {
    json!({ "get": operation(summary, ("200", shape), parameters) })
}

fn operation(summary: &str, (status, shape): (&str, &str), mut parameters: Vec<Json>) -> Json {
    let mut responses = Map::from_iter([(status.to_owned(), answer(shape))]);
    responses.extend(REFUSALS.iter().map(|status| (status.to_string(), answer("Open311Errors"))));
    parameters.push(json!({ "$ref": "#/components/parameters/lang" }));
    json!({
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
        "security": [{}, { "bearer": [] }, { "receipt": [] }],
    })
}

fn post() -> Json {
    let names = [
        "jurisdiction_id",
        "service_code",
        "description",
        "lat",
        "long",
        "address_string",
        "address_id",
        "first_name",
        "last_name",
        "phone",
        "email",
        "media_url",
        "api_key",
    ];
    let properties: Map<String, Json> = names.iter().map(|name| ((*name).to_owned(), text())).collect();
    let schema = json!({ "type": "object", "required": ["service_code"], "properties": properties });
    let key = json!({ "$ref": "#/components/parameters/key" });
    let mut call = operation("Open311：提交一件诉求 · file a request", ("201", "Open311Filed"), vec![key]);
    if let Json::Object(fields) = &mut call {
        let content = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
        fields.insert("requestBody".into(), json!({ "required": true, "content": content }));
    }
    json!({ "post": call })
}

/// The shapes of the answers.
pub fn schemas() -> Map<String, Json> {
    let all = [
        ("Open311Errors", list(shape(&[("code", json!({ "type": "integer" })), ("description", text())], &[]))),
        ("Open311Discovery", discovery()),
        ("Open311Services", list(service())),
        ("Open311Definition", shape(&[("service_code", text()), ("attributes", list(attribute()))], &[])),
        ("Open311Requests", list(request())),
        ("Open311Tokens", list(shape(&[("service_request_id", text()), ("token", text())], &[]))),
        (
            "Open311Filed",
            list(shape(
                &[("service_request_id", text()), ("service_notice", text()), ("account_id", maybe("string"))],
                &[],
            )),
        ),
    ];
    all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn list(items: Json) -> Json {
    json!({ "type": "array", "items": items })
}

fn maybe(kind: &str) -> Json {
    json!({ "type": [kind, "null"] })
}

fn shape(needed: &[(&str, Json)], optional: &[(&str, Json)]) -> Json {
    let properties: Map<String, Json> =
        needed.iter().chain(optional).map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = needed.iter().map(|(name, _)| *name).collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn discovery() -> Json {
    let endpoint = shape(
        &[
            ("specification", text()),
            ("url", text()),
            ("changeset", text()),
            ("type", json!({ "enum": ["production", "test"] })),
            ("formats", list(text())),
        ],
        &[],
    );
    shape(&[("changeset", text()), ("contact", text()), ("key_service", text()), ("endpoints", list(endpoint))], &[])
}

fn service() -> Json {
    shape(
        &[
            ("service_code", text()),
            ("service_name", text()),
            ("description", text()),
            ("metadata", json!({ "type": "boolean" })),
            ("type", json!({ "enum": ["realtime", "batch", "blackbox"] })),
            ("keywords", text()),
            ("group", text()),
        ],
        &[],
    )
}

fn attribute() -> Json {
    let kinds = json!({ "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"] });
    shape(
        &[
            ("variable", json!({ "type": "boolean" })),
            ("code", text()),
            ("datatype", kinds),
            ("required", json!({ "type": "boolean" })),
            ("datatype_description", maybe("string")),
            ("order", json!({ "type": "integer" })),
            ("description", text()),
        ],
        &[("values", list(shape(&[("key", text()), ("name", text())], &[])))],
    )
}

fn request() -> Json {
    let time = || json!({ "type": "string", "format": "date-time" });
    let maybe_time = json!({ "type": ["string", "null"], "format": "date-time" });
    shape(
        &[
            ("service_request_id", text()),
            ("status", json!({ "enum": ["open", "closed"] })),
            ("status_notes", text()),
            ("service_name", text()),
            ("service_code", text()),
            ("description", maybe("string")),
            ("agency_responsible", maybe("string")),
            ("service_notice", maybe("string")),
            ("requested_datetime", time()),
            ("updated_datetime", time()),
            ("expected_datetime", maybe_time),
            ("address", maybe("string")),
            ("address_id", maybe("string")),
            ("zipcode", maybe("string")),
            ("lat", maybe("number")),
            ("long", maybe("number")),
            ("media_url", maybe("string")),
        ],
        &[],
    )
}
