//! A town at work: an office on a store of its own, with the demo's people, and callers who speak to it over HTTP.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bihuan_core::directory;
use bihuan_ledger::{Accounts, Ledger, Sqlite, UserRow};
use bihuan_office::{Law, Office, OfficeClock, PackSource};
use bihuan_web::app::{App, Settings};
use bihuan_web::identity::{Scope, SecondFactor, passwords, tokens};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use tower::ServiceExt;

/// A Tuesday morning, so that lengths in working days are known.
const CLOCK: &str = "2026-03-10T09:00:00+08:00";

/// The lead unit of most requests here.
pub const LEAD: &str = "420103-urban-management";

/// An instance.
pub struct Town {
    pub office: Arc<Office>,
    router: Router,
    _dir: tempfile::TempDir,
}

impl Town {
    /// A demonstration.
    pub fn new() -> Town {
        Town::with(Settings {
            demo: true,
            loopback: true,
            requests_a_minute: None,
            second_factor: SecondFactor::Optional,
        })
    }

    /// An instance that is set so.
    pub fn with(settings: Settings) -> Town {
        let dir = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        let clock = OfficeClock::starting_at(CLOCK.parse().unwrap());
        let law = Law::publish(ledger.as_ref(), &packs(), directory::demo().unwrap(), clock.now()).unwrap();
        for officer in law.directory.officers() {
            ledger.put_user(account(officer.user.as_str())).unwrap();
        }
        let office = Arc::new(Office::new(ledger, law, clock, settings.demo));
        let router = bihuan_web::router(App::new(Arc::clone(&office), settings));
        Town { office, router, _dir: dir }
    }

    /// Anybody.
    pub fn anybody(&self) -> Caller<'_> {
        Caller { town: self, headers: Vec::new(), address: "127.0.0.1:4000".parse().unwrap() }
    }

    /// An officer with the usual token.
    pub fn user(&self, name: &str) -> Caller<'_> {
        self.scoped(name, &["read", "act", "file"])
    }

    /// An officer with a token of these scopes.
    pub fn scoped(&self, name: &str, scopes: &[&str]) -> Caller<'_> {
        let scopes: Vec<Scope> = scopes.iter().map(|scope| scope.parse().unwrap()).collect();
        let token = tokens::issue(self.office.ledger(), name, &scopes, 90).unwrap();
        self.anybody().with("authorization", &format!("Bearer {}", token.token))
    }

    /// Whoever holds a receipt's code.
    pub fn holder(&self, code: &str) -> Caller<'_> {
        self.anybody().with("receipt-code", code)
    }

    /// The ledger.
    pub fn ledger(&self) -> &dyn Ledger {
        self.office.ledger()
    }

    /// A request that stands with its lead unit.
    pub async fn dispatched(&self) -> Json {
        let case = self.anybody().files(json!({ "content": "合成：路灯不亮", "category": "street-light" })).await;
        self.user("clerk").acts(&case, "dispatch", json!({ "lead_unit": LEAD })).await;
        case
    }

    /// A request that its handler has signed for.
    pub async fn taken(&self) -> Json {
        let case = self.dispatched().await;
        self.user("handler").acts(&case, "take", json!({})).await;
        case
    }
}

/// An account without a password: hashing one for each would slow every test.
fn account(name: &str) -> UserRow {
    let profile = json!({ "district": "420103" });
    UserRow { name: name.into(), password: String::new(), profile, disabled: false, created: Timestamp::now() }
}

/// Gives somebody a password.
pub fn set_password(town: &Town, name: &str, password: &str) {
    let row = UserRow { password: passwords::hash(password).unwrap(), ..account(name) };
    town.ledger().put_user(row).unwrap();
}

fn packs() -> Vec<PackSource> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let dirs = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut dirs: Vec<_> = dirs.collect();
    dirs.sort();
    dirs.iter().map(|dir| PackSource::read(dir).unwrap()).collect()
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Caller<'t> {
    town: &'t Town,
    headers: Vec<(String, Vec<u8>)>,
    address: SocketAddr,
}

impl Caller<'_> {
    /// The same caller, sending one header more.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.as_bytes().to_vec()));
        self
    }

    /// The same caller at another address.
    pub fn at(mut self, address: &str) -> Self {
        self.address = format!("{address}:4000").parse().unwrap();
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: Json) -> Answer {
        self.send(Method::POST, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub async fn put(&self, path: &str, body: Json) -> Answer {
        self.send(Method::PUT, path, Some("application/json"), body.to_string().into_bytes()).await
    }

    pub async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value.as_slice());
        }
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.address));
        let response = self.town.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        Answer { asked: format!("{method} {path}"), status: parts.status, headers: parts.headers, json, bytes }
    }

    /// Files a request in Jianghan; it must be taken.
    pub async fn files(&self, form: Json) -> Json {
        let body = json!({ "type": "hotline.request", "district": "420103", "form": form });
        self.post("/api/v1/cases", body).await.want(201).json
    }

    /// Acts; it must be taken.
    pub async fn acts(&self, case: &Json, action: &str, input: Json) -> Json {
        self.act(case, action, input).await.want(200).json
    }

    pub async fn act(&self, case: &Json, action: &str, input: Json) -> Answer {
        self.post(&format!("/api/v1/cases/{}/actions/{action}", id(case)), input).await
    }

    pub async fn sees(&self, case: &Json) -> Json {
        self.get(&format!("/api/v1/cases/{}", id(case))).await.want(200).json
    }

    /// Sends a file in the part `part`.
    pub async fn uploads(&self, part: &str, name: &str, kind: &str, bytes: &[u8]) -> Answer {
        let place = format!("form-data; name=\"{part}\"; filename=\"{name}\"");
        let head = format!("--x\r\nContent-Disposition: {place}\r\nContent-Type: {kind}\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--x--\r\n"].concat();
        self.send(Method::POST, "/api/v1/files", Some("multipart/form-data; boundary=x"), body).await
    }
}

/// What a call was answered.
#[derive(Debug)]
pub struct Answer {
    asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Json,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The answer itself, if its status is this one.
    pub fn want(self, status: u16) -> Answer {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, String::from_utf8_lossy(&self.bytes));
        self
    }

    /// The problem document of a refusal, its shape checked.
    pub fn refused(self, status: u16, code: &str) -> Json {
        let answer = self.want(status);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.asked);
        for key in ["type", "title", "status", "detail", "code", "errors"] {
            assert!(!answer.json[key].is_null(), "{}: no {key}", answer.asked);
        }
        let said = (answer.json["status"].as_u64(), answer.json["code"].as_str());
        assert_eq!(said, (Some(u64::from(status)), Some(code)), "{}: {}", answer.asked, answer.json);
        answer.json
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

pub fn id(case: &Json) -> &str {
    case["id"].as_str().unwrap()
}

pub fn code(case: &Json) -> &str {
    case["receipt"]["code"].as_str().unwrap()
}

/// The fields that a refusal names, sorted.
pub fn fields(problem: &Json) -> Vec<String> {
    let errors = problem["errors"].as_array().unwrap().iter();
    let mut named: Vec<String> = errors.map(|error| error["field"].as_str().unwrap().to_owned()).collect();
    named.sort();
    named
}

/// The ids of what may be done.
pub fn open(case: &Json) -> Vec<&str> {
    case["actions"].as_array().unwrap().iter().map(|action| action["id"].as_str().unwrap()).collect()
}

/// The same JSON with what differs from run to run made plain: ids, hashes, codes and times. Of a schema only the names of its
/// fields stay; schemas have a snapshot of their own.
pub fn tidied(json: &Json) -> Json {
    match json {
        Json::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), tidied_field(key, value))).collect(),
        Json::Array(items) => items.iter().map(tidied).collect(),
        other => other.clone(),
    }
}

fn tidied_field(key: &str, value: &Json) -> Json {
    match (key, value) {
        ("id", Json::String(id)) if id.len() == 32 => "<id>".into(),
        ("identity", _) => "<identity>".into(),
        ("case" | "lead", Json::String(_)) => "<id>".into(),
        ("hash" | "code" | "commitment" | "calendar", Json::String(_)) => format!("<{key}>").into(),
        ("leaf" | "checkpoint", _) => "<later>".into(),
        ("since" | "start" | "opened" | "time", Json::String(_)) => "<time>".into(),
        ("due", Json::String(due)) if !due.contains("T23:59:59") => "<soon>".into(),
        ("left", _) => "<left>".into(),
        ("input", Json::Object(schema)) => match schema.get("properties") {
            Some(Json::Object(fields)) => fields.keys().cloned().collect(),
            _ => tidied(value),
        },
        _ => tidied(value),
    }
}
