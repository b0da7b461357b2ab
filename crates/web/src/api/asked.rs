//! What a request brings: its parameters and its JSON, read strictly, so that a slip is told and never guessed at.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body as Incoming, Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use bihuan_core::casework::refusal::Fault;
use serde_json::{Map, Value as Json, json};

use super::problem::Problem;
use crate::words::Lang;

/// The parameter that every call takes: the language of the answer.
const LANG: &str = "lang";

/// The most bytes of a JSON body.
const LIMIT: usize = 1_000_000;

/// How much of a body that is too large is heard out, in bytes.
const PATIENCE: usize = 64_000_000;

/// The parameters of a query, in order; the same one may come again.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        read.map(|query| Self(query.0))
            .map_err(|_| Problem::bad_parameter("", "unreadable", "查询参数无法读取", "The query cannot be read."))
    }
}

impl Params {
    /// Refuses what is not among these, or is no language that we speak: every call may be asked in a language.
    ///
    /// # Errors
    /// 400 that names the parameter.
    pub fn only(self, known: &[&str]) -> Result<Self, Problem> {
        self.read(LANG, "应为 zh 或 en", "is zh or en", Lang::of_tag)?;
        match self.0.iter().find(|(name, _)| name != LANG && !known.contains(&name.as_str())) {
            None => Ok(self),
            Some((name, _)) => {
                let shown: String = name.chars().take(60).collect();
                Err(Problem::bad_parameter(
                    &shown,
                    "unknown-parameter",
                    format!("没有“{shown}”这个参数，可用：{}", known.join("、")),
                    format!("There is no parameter `{shown}`. Known: {}.", known.join(", ")),
                ))
            }
        }
    }

    /// Every value of a parameter.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a parameter that makes sense only once.
    ///
    /// # Errors
    /// 400 if it comes twice.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Problem> {
        match self.all(name).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(wrong(name, "只能出现一次", "may be given only once")),
        }
    }

    /// The value of a parameter, read.
    ///
    /// # Errors
    /// 400 if it comes twice or cannot be read.
    pub fn read<T>(
        &self,
        name: &str,
        zh: &str,
        en: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        self.one(name)?.map(|text| read(text).ok_or_else(|| wrong(name, zh, en))).transpose()
    }

    /// Every value of a parameter, read.
    ///
    /// # Errors
    /// 400 if one cannot be read.
    pub fn read_all<T>(
        &self,
        name: &str,
        zh: &str,
        en: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Problem> {
        self.all(name).into_iter().map(|text| read(text).ok_or_else(|| wrong(name, zh, en))).collect()
    }

    /// Yes or no.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Problem> {
        self.read(name, "应为 true 或 false", "is true or false", |text| text.parse().ok())
    }

    /// How long a page is: 1 to 200, 50 unless said.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn limit(&self) -> Result<usize, Problem> {
        let limit = self.read("limit", "应为 1 到 200 的整数", "is a whole number from 1 to 200", |text| {
            text.parse().ok().filter(|limit| (1..=200).contains(limit))
        })?;
        Ok(limit.unwrap_or(50))
    }

    /// One page of a list that is at hand whole: what has a key, in the order of the list. The key of the last item is
    /// the cursor of the next page.
    ///
    /// # Errors
    /// 400 for a cursor that is not the key of an item.
    pub fn page(&self, all: Vec<(String, Json)>) -> Result<Json, Problem> {
        let (limit, cursor) = (self.limit()?, self.cursor()?);
        let ended = |cursor: String| all.iter().position(|(key, _)| *key == cursor).ok_or_else(bad_cursor);
        let from = cursor.map(ended).transpose()?.map_or(0, |at| at + 1);
        let shown = all.get(from..).unwrap_or_default();
        let more = shown.len() > limit;
        let shown = shown.get(..limit).unwrap_or(shown);
        let next = shown.last().filter(|_| more).map(|(key, _)| key.as_str());
        Ok(json!({ "items": shown.iter().map(|(_, item)| item).collect::<Vec<_>>(), "next": next }))
    }

    /// Where the page before ended.
    ///
    /// # Errors
    /// 400 if it comes twice.
    pub fn cursor(&self) -> Result<Option<String>, Problem> {
        Ok(self.one("cursor")?.map(str::to_owned))
    }
}

/// A cursor that we never gave.
pub fn bad_cursor() -> Problem {
    Problem::bad_parameter(
        "cursor",
        "bad-cursor",
        "翻页标记无效，请从第一页重新开始",
        "The cursor is not one of ours. Begin again.",
    )
}

/// The language of an answer: what the address says, else what the caller's program asks for.
#[derive(Clone, Copy, Debug)]
pub struct Tongue(pub Lang);

impl Tongue {
    /// As a request says.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).map(|query| query.0);
        let said = query.unwrap_or_default().into_iter().find(|(name, _)| name == LANG).map(|(_, tag)| tag);
        let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self(Lang::choose(said.as_deref(), None, accept))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Tongue {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

fn wrong(name: &str, zh: &str, en: &str) -> Problem {
    Problem::bad_parameter(name, "invalid", format!("参数 {name} {zh}"), format!("The parameter `{name}` {en}."))
}

/// What stands in the path. Text that is no text names nothing.
pub struct In<T>(pub T);

impl<T: serde::de::DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for In<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Problem::not_found())
    }
}

/// A JSON object, with the bytes that it was.
pub struct Body {
    /// As it came.
    pub bytes: Bytes,
    /// What it says.
    pub object: Map<String, Json>,
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let is_json = request.headers().get(CONTENT_TYPE).map(|kind| is_json(kind.as_bytes()));
        let bytes = read(request.into_body(), LIMIT).await?;
        match is_json {
            Some(false) => return Err(not_json_type()),
            None if !bytes.is_empty() => return Err(not_json_type()),
            None => return Ok(Self { bytes, object: Map::new() }),
            Some(true) => {}
        }
        match serde_json::from_slice(&bytes) {
            Ok(Json::Object(object)) => Ok(Self { bytes, object }),
            Ok(_) => Err(Problem::invalid(vec![Fault::new(
                "",
                "not-an-object",
                "请求正文应为一个 JSON 对象",
                "The body is a JSON object.",
            )])),
            Err(error) => Err(not_json(&error)),
        }
    }
}

fn is_json(kind: &[u8]) -> bool {
    let kind = String::from_utf8_lossy(kind);
    let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

fn not_json_type() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not-json",
        "请求正文应为 application/json",
        "Send the body as application/json.",
    )
}

fn not_json(error: &serde_json::Error) -> Problem {
    let place = format!("{}:{}", error.line(), error.column());
    Problem::new(
        StatusCode::BAD_REQUEST,
        "not-json",
        format!("请求正文不是正确的 JSON（第 {} 行第 {} 列）", error.line(), error.column()),
        format!("The body is not JSON (at {place})."),
    )
}

/// Reads a body of at most `limit` bytes. A longer one is heard out (so that a client which is still sending gets to
/// read the answer) and forgotten, up to [`PATIENCE`].
///
/// # Errors
/// 413, or 400 for a body that breaks off.
pub async fn read(mut body: Incoming, limit: usize) -> Result<Bytes, Problem> {
    let (mut kept, mut seen) = (Vec::new(), 0_usize);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| cut_short())?;
        let Some(data) = frame.data_ref() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= limit {
            kept.extend_from_slice(data);
        } else if seen > PATIENCE {
            break;
        }
    }
    if seen > limit { Err(too_large()) } else { Ok(kept.into()) }
}

fn cut_short() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "cut-short", "请求正文没有收完整", "The body was cut short.")
}

/// 413.
pub fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "请求正文过大", "The body is too large.")
}

/// The fields of an object that are not among these, as faults.
pub fn unknown_fields(object: &Map<String, Json>, known: &[&str]) -> Vec<Fault> {
    let unknown = object.keys().filter(|name| !known.contains(&name.as_str()));
    let fault = |name: &String| {
        let shown: String = name.chars().take(60).collect();
        let pointer = format!("/{}", shown.replace('~', "~0").replace('/', "~1"));
        let (zh, en) = (format!("没有“{shown}”这一项，请删去"), format!("There is no field `{shown}`. Leave it out."));
        Fault::new(pointer, "unknown-field", zh, en)
    };
    unknown.take(100).map(fault).collect()
}

/// A field that must be text; a fault if it is there and is not.
pub fn text<'o>(object: &'o Map<String, Json>, name: &str, faults: &mut Vec<Fault>) -> Option<&'o str> {
    match object.get(name) {
        None | Some(Json::Null) => None,
        Some(Json::String(text)) => Some(text),
        Some(_) => {
            faults.push(Fault::new(format!("/{name}"), "not-a-string", "请填文字", "Give a string."));
            None
        }
    }
}

/// A field that must be an object; a fault if it is there and is not.
pub fn object(outer: &Map<String, Json>, name: &str, faults: &mut Vec<Fault>) -> Map<String, Json> {
    match outer.get(name) {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(object)) => object.clone(),
        Some(_) => {
            faults.push(Fault::new(format!("/{name}"), "not-an-object", "应为一个 JSON 对象", "Give a JSON object."));
            Map::new()
        }
    }
}
