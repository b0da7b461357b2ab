//! The API's own description (OpenAPI 3.1): every call, every parameter, every answer, refusals included.
//!
//! It is put together by hand from the few shapes below, because what a call answers depends on packs and not on Rust
//! types; the tests hold it against real answers.

use axum::Json as Answer;
use serde_json::{Map, Value as Json, json};

/// `GET /openapi.json`
pub async fn description() -> Answer<Json> {
    Answer(document())
}

/// The whole description.
pub fn document() -> Json {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Bihuan 闭环",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "受理、派单、办理、评价、公开，一件一件办到底。 · Matters taken in, worked on, answered, rated and proved.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths(),
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "bihuan token create --user NAME" },
                "session": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "登录页面的会话：GET /api/v1/me 给出的 proof · a page's session: the proof that GET /api/v1/me gives" },
                "receipt": { "type": "apiKey", "in": "header", "name": "Receipt-Code", "description": "查询码 · the code of a receipt" },
            },
            "parameters": parameters(),
            "responses": { "Problem": problem_response() },
            "schemas": schemas(),
        },
    })
}

fn schemas() -> Json {
    let mut all = super::shapes::schemas();
    if let Json::Object(known) = &mut all {
        known.extend(crate::open311::described::schemas());
    }
    all
}

/// One call.
struct Call {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    /// Names of `components.parameters`.
    takes: &'static [&'static str],
    body: Option<Json>,
    /// Status and schema of what it answers.
    answers: &'static [(u16, &'static str)],
    who: Who,
}

/// Whether a call needs credentials.
#[derive(Clone, Copy)]
enum Who {
    Anybody,
    Token,
}

const READ_REFUSALS: [u16; 7] = [400, 401, 403, 404, 429, 500, 503];
const WRITE_REFUSALS: [u16; 12] = [400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503];

fn paths() -> Map<String, Json> {
    let mut paths: Map<String, Json> = Map::new();
    for call in reads().into_iter().chain(writes()) {
        let path = paths.entry(call.path).or_insert_with(|| json!({}));
        if let Json::Object(methods) = path {
            methods.insert(call.method.to_owned(), operation(&call));
        }
    }
    paths.extend(crate::open311::described::paths());
    paths
}

fn operation(call: &Call) -> Json {
    let refusals: &[u16] = if call.method == "get" { &READ_REFUSALS } else { &WRITE_REFUSALS };
    let mut responses = Map::new();
    for (status, shape) in call.answers {
        responses.insert(status.to_string(), answer(*status, shape));
    }
    for status in refusals {
        responses.insert(status.to_string(), json!({ "$ref": "#/components/responses/Problem" }));
    }
    let parameters: Vec<Json> = call
        .takes
        .iter()
        .chain(&["lang"])
        .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
        .collect();
    let mut operation = json!({
        "operationId": format!("{}{}", call.method, call.path.replace("/api/v1", "").replace(['/', '{', '}'], "-")),
        "summary": call.summary,
        "parameters": parameters,
        "responses": responses,
        "security": match call.who {
            Who::Anybody => json!([{}, { "bearer": [] }, { "session": [] }, { "receipt": [] }]),
            Who::Token => json!([{ "bearer": [] }, { "session": [] }]),
        },
    });
    if let (Some(body), Json::Object(fields)) = (&call.body, &mut operation) {
        fields.insert("requestBody".into(), json!({ "required": true, "content": body }));
    }
    operation
}

fn answer(status: u16, shape: &str) -> Json {
    let kind = match shape {
        "Note" => "text/plain",
        "Page" => "text/html",
        _ => "application/json",
    };
    let mut headers = Map::new();
    if matches!(shape, "Case" | "Filed" | "Acted") {
        headers.insert("ETag".into(), json!({ "schema": { "type": "string" }, "description": "\"<version>\"" }));
    }
    let description = if status == 201 { "新建 · made" } else { "答复 · the answer" };
    if shape == "Bytes" {
        return json!({ "description": description, "content": { "*/*": {} } });
    }
    json!({
        "description": description,
        "headers": headers,
        "content": { kind: { "schema": { "$ref": format!("#/components/schemas/{shape}") } } },
    })
}

fn problem_response() -> Json {
    json!({
        "description": "为什么没有办 · why not",
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}

fn get(
    path: &'static str,
    summary: &'static str,
    takes: &'static [&'static str],
    shape: &'static str,
    who: Who,
) -> Call {
    let answers: &'static [(u16, &'static str)] = match shape {
        "Items" => &[(200, "Items")],
        "Case" => &[(200, "Case")],
        "Events" => &[(200, "Events")],
        "Files" => &[(200, "Files")],
        "Bytes" => &[(200, "Bytes")],
        "Tasks" => &[(200, "Tasks")],
        "Types" => &[(200, "Types")],
        "Type" => &[(200, "Type")],
        "Units" => &[(200, "Units")],
        "Me" => &[(200, "Me")],
        "Figures" => &[(200, "Figures")],
        "Figure" => &[(200, "Figure")],
        "Behind" => &[(200, "Behind")],
        "Compared" => &[(200, "Compared")],
        "OutsideSeries" => &[(200, "OutsideSeries")],
        "Alerts" => &[(200, "Alerts")],
        "Note" => &[(200, "Note")],
        "Inclusion" => &[(200, "Inclusion")],
        "Consistency" => &[(200, "Consistency")],
        "Page" => &[(200, "Page")],
        _ => &[(200, "Any")],
    };
    Call { method: "get", path, summary, takes, body: None, answers, who }
}

fn reads() -> Vec<Call> {
    use Who::{Anybody, Token};
    vec![
        get(
            "/api/v1/cases",
            "事项列表，新的在前 · cases, newest first",
            &[
                "types",
                "stages",
                "units",
                "late",
                "statuses",
                "q",
                "districts",
                "opened_from",
                "opened_until",
                "cursor",
                "limit",
            ],
            "Items",
            Anybody,
        ),
        get("/api/v1/cases/{id}", "一件事项 · a case", &["id"], "Case", Anybody),
        get(
            "/api/v1/cases/{id}/events",
            "一件事项的经过 · what happened to a case",
            &["id", "cursor", "limit"],
            "Events",
            Anybody,
        ),
        get(
            "/api/v1/cases/{id}/round",
            "向许多单位要的一张表：谁报了、谁没报、合计 · a table asked of many units: who answered, who did not, totals",
            &["id"],
            "Round",
            Token,
        ),
        get(
            "/api/v1/cases/{id}/files",
            "事项的附件 · what came with a case",
            &["id", "cursor", "limit"],
            "Files",
            Anybody,
        ),
        get(
            "/api/v1/cases/{id}/files/{file}",
            "事项的附件 · an attachment of a case",
            &["id", "file"],
            "Bytes",
            Anybody,
        ),
        get(
            "/api/v1/tasks",
            "我的任务，先到期的在前 · work, soonest due first",
            &["mine", "districts", "cursor", "limit"],
            "Tasks",
            Token,
        ),
        get("/api/v1/types", "事项类型 · kinds of matter", &["districts", "cursor", "limit"], "Types", Anybody),
        get(
            "/api/v1/types/{type}",
            "一种事项的表单和动作 · form and actions of a kind of matter",
            &["type", "of_district"],
            "Type",
            Anybody,
        ),
        get("/api/v1/units", "单位 · units", &["under", "kinds", "districts", "cursor", "limit"], "Units", Token),
        get("/api/v1/registers", "登记簿 · registers", &["cursor", "limit"], "Any", Token),
        get(
            "/api/v1/registers/{pack}/{register}",
            "登记簿的条目，按键 · the entries of a register, by key",
            &["pack", "register", "q", "of_district", "cursor", "limit"],
            "Any",
            Token,
        ),
        get(
            "/api/v1/registers/{pack}/{register}/{key}",
            "一个条目 · an entry",
            &["pack", "register", "entry_key", "of_district"],
            "Any",
            Token,
        ),
        get(
            "/api/v1/packs/{pack}/migration",
            "旧版本的在办件转到现行版本会怎样，只看不改，要有 admin 范围 · what would become of running matters of older versions; nothing is changed, admin scope",
            &["pack", "cursor"],
            "MigrationLook",
            Token,
        ),
        get("/api/v1/me", "我是谁 · who am I", &[], "Me", Token),
        get("/api/v1/figures", "指标 · indicators", &["cursor", "limit"], "Figures", Anybody),
        get(
            "/api/v1/figures/{indicator}",
            "一个指标的数值 · a figure",
            &["indicator", "unit", "districts", "period", "by", "as_of"],
            "Figure",
            Anybody,
        ),
        get(
            "/api/v1/figures/{indicator}/cases",
            "一个指标计入的事项，每计一次一行，新的在前 · the matters behind a figure, a line each time that one was counted",
            &["indicator", "unit", "districts", "period", "as_of", "excluded", "cursor", "limit"],
            "Behind",
            Anybody,
        ),
        get(
            "/api/v1/alerts",
            "预警越线的记录，新的在前，每条带读数和所立的件 · crossings of alerts, newest first, each with what was read and the matter that it opened",
            &["of_district", "open", "cursor", "limit"],
            "Alerts",
            Token,
        ),
        get(
            "/api/v1/outside",
            "外部数据的各个系列和最近一期 · the series of figures from outside, each with its latest",
            &["of_district", "cursor", "limit"],
            "OutsideSeries",
            Token,
        ),
        get(
            "/api/v1/reports/compare",
            "一个指标在各区各年的目标与实绩 · an indicator over districts and years, promised beside reported",
            &["which", "regions", "cursor"],
            "Compared",
            Anybody,
        ),
        get("/api/v1/openapi.json", "本说明 · this description", &[], "Any", Anybody),
        get("/api/v1/docs", "本说明的网页 · this description as a page", &[], "Page", Anybody),
        get("/log/{district}/checkpoint", "签名的检查点 · the newest signed head", &["district"], "Note", Anybody),
        get("/log/{district}/key", "检查点的公钥 · the key of the heads", &["district"], "Note", Anybody),
        get(
            "/log/{district}/proof/inclusion",
            "一条记录在册的证明 · that a record is in the log",
            &["district", "leaf", "size"],
            "Inclusion",
            Anybody,
        ),
        get(
            "/log/{district}/proof/consistency",
            "日志只增不改的证明 · that the log only grew",
            &["district", "old", "new"],
            "Consistency",
            Anybody,
        ),
    ]
}

fn of_json(schema: Json) -> Option<Json> {
    Some(json!({ "application/json": { "schema": schema } }))
}

fn writes() -> Vec<Call> {
    vec![
        Call {
            method: "post",
            path: "/api/v1/cases",
            summary: "受理一件事项 · take a matter in",
            takes: &["of_district", "key"],
            body: of_json(json!({ "$ref": "#/components/schemas/Filing" })),
            answers: &[(201, "Filed")],
            who: Who::Anybody,
        },
        Call {
            method: "post",
            path: "/api/v1/cases/{id}/actions/{action}",
            summary: "办理 · act on a case",
            takes: &["id", "action", "task", "key", "if_match"],
            body: of_json(
                json!({ "type": "object", "description": "按该动作的 input · as the action's `input` says" }),
            ),
            answers: &[(200, "Acted")],
            who: Who::Anybody,
        },
        Call {
            method: "post",
            path: "/api/v1/cases/{id}/round/urge",
            summary: "催办一次报送里全部未报的单位；同一版本只催一次 · urge everybody who owes in a round, once for each version",
            takes: &["id"],
            body: of_json(json!({
                "type": "object",
                "properties": { "seen": { "type": "object", "additionalProperties": { "type": "integer" }, "description": "看到的版本，按编号 · the versions that were looked at, by number" } },
                "additionalProperties": false,
            })),
            answers: &[(200, "Urged")],
            who: Who::Token,
        },
        Call {
            method: "post",
            path: "/api/v1/packs/{pack}/migration",
            summary: "把旧版本的在办件转到现行版本，每件一次，要有 admin 范围 · carry running matters over to the version in force, each once; admin scope",
            takes: &["pack"],
            body: of_json(json!({ "type": "object", "additionalProperties": false })),
            answers: &[(200, "Migration")],
            who: Who::Token,
        },
        Call {
            method: "put",
            path: "/api/v1/cases/by-outer/{system}/{number}",
            summary: "外部系统的事项 · a matter of another system",
            takes: &["system", "number", "of_district", "key"],
            body: of_json(json!({ "$ref": "#/components/schemas/Order" })),
            answers: &[(200, "Acted"), (201, "Acted")],
            who: Who::Token,
        },
        Call {
            method: "post",
            path: "/api/v1/outside/{system}",
            summary: "外部系统、传感器推送的数，全收或全不收 · figures that another system or a sensor pushes, all or none",
            takes: &["system", "of_district"],
            body: of_json(json!({ "$ref": "#/components/schemas/Push" })),
            answers: &[(200, "Pushed")],
            who: Who::Token,
        },
        Call {
            method: "post",
            path: "/api/v1/files",
            summary: "上传附件 · send a file",
            takes: &[],
            body: Some(json!({ "multipart/form-data": { "schema": {
                "type": "object",
                "required": ["file"],
                "properties": { "file": { "type": "string", "format": "binary" } },
            } } })),
            answers: &[(201, "File")],
            who: Who::Anybody,
        },
        Call {
            method: "post",
            path: "/api/v1/demo/clock",
            summary: "拨动演示时间 · move the demonstration's clock",
            takes: &[],
            body: of_json(json!({ "type": "object", "properties": {
                "to": { "type": "string", "format": "date-time" },
                "advance": { "type": "string", "examples": ["P1D"] },
            } })),
            answers: &[(200, "Clock")],
            who: Who::Token,
        },
    ]
}

fn parameters() -> Json {
    let mut all = usual_parameters();
    let flags = [
        ("open", "true：还没有回落的；false：已经回落的 · those that have not ended, or those that have"),
        ("excluded", "true：经审定剔除的件 · the matters that were left out by a decision"),
    ];
    for (name, about) in flags {
        let flag = json!({ "type": "boolean", "description": about });
        let parameter = json!({ "name": name, "in": "query", "schema": flag });
        all.as_object_mut().into_iter().for_each(|all| drop(all.insert(name.into(), parameter.clone())));
    }
    let of_registers = [("pack", "pack"), ("register", "register"), ("entry_key", "key")];
    let in_path = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } });
    let named = of_registers.map(|(id, name)| (id.to_owned(), in_path(name)));
    all.as_object_mut().into_iter().for_each(|all| all.extend(named.clone()));
    all
}

fn usual_parameters() -> Json {
    let in_path = |name: &str, schema: Json| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    let in_query = |name: &str, schema: Json| json!({ "name": name, "in": "query", "schema": schema });
    let header = |name: &str, schema: Json| json!({ "name": name, "in": "header", "schema": schema });
    let text = || json!({ "type": "string", "minLength": 1 });
    let many = |schema: Json| json!({ "type": "array", "items": schema });
    let district = || json!({ "type": "string", "pattern": "^[0-9]{6}$" });
    let unit = || json!({ "type": "string", "pattern": "^[0-9]{6}([0-9]{3}|[0-9]{6}|-[a-z0-9-]{1,40})?$" });
    let count = || json!({ "type": "integer", "minimum": 0 });
    json!({
        "id": in_path("id", text()),
        "file": in_path("file", json!({ "type": "string", "pattern": "^sha256-[0-9a-f]{64}$" })),
        "action": in_path("action", text()),
        "type": in_path("type", text()),
        "indicator": in_path("indicator", text()),
        "which": in_query("indicator", json!({ "type": "string", "default": "gdp" })),
        "regions": in_query("region", many(text())),
        "system": in_path("system", json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" })),
        "number": in_path("number", json!({ "type": "string", "minLength": 1, "maxLength": 200 })),
        "district": in_path("district", district()),
        "task": in_query("task", json!({ "type": "string", "pattern": "^t[0-9]+$" })),
        "types": in_query("type", many(text())),
        "stages": in_query("stage", many(text())),
        "units": in_query("unit", many(unit())),
        "late": in_query("late", json!({ "type": "boolean" })),
        "statuses": in_query("status", many(json!({ "type": "string", "enum": ["open", "suspended", "closed"] }))),
        "q": in_query("q", json!({ "type": "string" })),
        "districts": in_query("district", many(district())),
        "of_district": in_query("district", district()),
        "opened_from": in_query("opened_from", json!({ "type": "string", "format": "date-time" })),
        "opened_until": in_query("opened_until", json!({ "type": "string", "format": "date-time" })),
        "cursor": in_query("cursor", text()),
        "limit": in_query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 })),
        "mine": in_query("mine", json!({ "type": "boolean", "default": true })),
        "under": in_query("under", unit()),
        "kinds": in_query("kind", many(json!({ "type": "string", "enum": ["district", "department", "street", "community", "grid", "centre", "outside"] }))),
        "unit": in_query("unit", unit()),
        "period": in_query("period", json!({ "type": "string", "examples": ["2025", "2025-Q2", "2025-06", "2025-W23", "2025-06-03"] })),
        "by": in_query("by", json!({ "type": "string", "examples": ["unit", "street", "day", "week", "month", "quarter", "year", "category"] })),
        "as_of": in_query("as_of", json!({ "type": "string", "format": "date" })),
        "leaf": { "name": "leaf", "in": "query", "required": true, "schema": count() },
        "size": { "name": "size", "in": "query", "required": true, "schema": count() },
        "old": { "name": "old", "in": "query", "required": true, "schema": count() },
        "new": { "name": "new", "in": "query", "required": true, "schema": count() },
        "lang": in_query("lang", json!({ "type": "string", "enum": ["zh", "en"], "description": "答复用哪种语言，比 Accept-Language 优先 · the answer's language" })),
        "key": header("Idempotency-Key", json!({ "type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$" })),
        "if_match": header("If-Match", json!({ "type": "string", "pattern": "^\"[0-9]+\"$" })),
    })
}
