//! Refusals as `application/problem+json`, in the caller's language: what stands in the way, and what helps.
//!
//! A handler answers with a [`Problem`]; [`in_the_callers_language`] writes it out, since only the request says which
//! language that is.

use std::time::Duration;

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::refusal::{Fault, Refusal, RefusalCode, Sentence};
use bihuan_ledger::LedgerError;
use bihuan_office::Failure;
use serde_json::{Map, Value as Json, json};

use super::asked::Tongue;
use crate::app::Broken;
use crate::identity::Scope;
use crate::words::Lang;

/// A refusal on its way out.
#[derive(Clone, Debug)]
pub struct Problem(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    status: StatusCode,
    code: String,
    sentence: Sentence,
    faults: Vec<Fault>,
    more: Map<String, Json>,
    retry_after: Option<Duration>,
}

impl Problem {
    /// A refusal with its status, code and sentence in both languages.
    pub fn new(status: StatusCode, code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            status,
            code: code.to_owned(),
            sentence: Sentence::new(zh, en),
            faults: Vec::new(),
            more: Map::new(),
            retry_after: None,
        }))
    }

    /// Its code.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// 422 with every wrong field.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        Refusal::invalid(faults).into()
    }

    /// 400 for a parameter of the query.
    pub fn bad_parameter(name: &str, code: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let (zh, en) = (zh.into(), en.into());
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "bad-parameter", zh.clone(), en.clone());
        problem.0.faults.push(Fault::new(name, code, zh, en));
        problem
    }

    /// 404: nothing there, or no right to know.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "没有找到，或无权查看", "Not found, or not yours to see.")
    }

    /// 401 for a call that needs a token.
    pub fn no_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "no-token",
            "请先出示访问令牌（Authorization: Bearer）",
            "Send a token: `Authorization: Bearer …`.",
        )
    }

    /// 401 for a page whose session is over, or is another officer's by now.
    pub fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "signed-out",
            "登录已失效，请重新登录；填写的内容还在",
            "You are signed out. Sign in again; what you typed is still here.",
        )
    }

    /// 401 for a token that is unknown, ended or not written as one.
    pub fn bad_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "bad-token",
            "访问令牌无效或已过期，请换一个",
            "The token is unknown, expired or revoked. Use another.",
        )
    }

    /// 403 for a token that does not reach so far.
    pub fn narrow_token(scope: &Scope) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "scope",
            format!("这个令牌没有 {scope} 权限范围"),
            format!("The token lacks the scope `{scope}`."),
        )
    }

    /// 429 after wrong receipt codes.
    pub fn too_many_codes(wait: Duration) -> Self {
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-codes",
            "查询码错误次数过多，请稍后再试",
            "Too many wrong codes. Try again later.",
        );
        problem.after(wait)
    }

    /// The same refusal, saying when to try again.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// The same refusal, saying more.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.0.more.insert(key.to_owned(), value.into());
        self
    }

    /// The same refusal, with other names for the fields at fault.
    #[must_use]
    pub fn calling(mut self, name: impl Fn(&str) -> String) -> Self {
        for fault in &mut self.0.faults {
            fault.field = name(&fault.field);
        }
        self
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// What stands in the way, in a language.
    pub fn sentence_in(&self, lang: Lang) -> String {
        said(&self.0.sentence, lang)
    }

    /// The fields at fault, each with its sentence in a language.
    pub fn faults_in(&self, lang: Lang) -> Vec<(String, String)> {
        self.0.faults.iter().map(|fault| (fault.field.clone(), said(&fault.sentence, lang))).collect()
    }

    fn body(&self, lang: Lang) -> Json {
        let inner = &self.0;
        let errors: Vec<Json> = inner
            .faults
            .iter()
            .map(|fault| json!({ "field": fault.field, "code": fault.code, "detail": said(&fault.sentence, lang) }))
            .collect();
        let mut body = json!({
            "type": format!("/api/v1/docs#{}", inner.code),
            "title": title(inner.status, lang),
            "status": inner.status.as_u16(),
            "detail": said(&inner.sentence, lang),
            "code": inner.code,
            "errors": errors,
        });
        if let Json::Object(fields) = &mut body {
            fields.extend(inner.more.clone());
        }
        body
    }

    fn write(&self, lang: Lang) -> Response {
        let mut response = (self.0.status, self.body(lang).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(wait) = self.0.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.write(Lang::default());
        response.extensions_mut().insert(self);
        response
    }
}

/// Says a refusal again in the language that the caller asks for.
pub async fn in_the_callers_language(request: Request, next: Next) -> Response {
    let Tongue(lang) = Tongue::of(request.uri(), request.headers());
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    let mut said = problem.write(lang);
    for (name, value) in response.headers() {
        said.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    said.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
    said
}

fn said(sentence: &Sentence, lang: Lang) -> String {
    match lang {
        Lang::Zh => sentence.zh.clone(),
        Lang::En => sentence.en.clone(),
    }
}

/// What a status means, in few words.
fn title(status: StatusCode, lang: Lang) -> &'static str {
    let (zh, en) = match status.as_u16() {
        400 => ("请求写法不对", "Bad request"),
        401 => ("需要身份", "Who is asking?"),
        403 => ("无权办理", "Not allowed"),
        404 => ("没有找到", "Not found"),
        405 => ("不支持这种调用", "No such call"),
        409 => ("现在不能办理", "Not possible now"),
        412 => ("事项已有变化", "Changed meanwhile"),
        413 => ("内容过大", "Too large"),
        415 => ("内容类型不对", "Wrong kind of content"),
        422 => ("填写有误", "Wrong fields"),
        429 => ("过于频繁", "Too many requests"),
        503 => ("暂时不可用", "Not available now"),
        _ => ("出错了", "Something went wrong"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let code = serde_json::to_value(refusal.code).ok().and_then(|code| code.as_str().map(str::to_owned));
        let Sentence { zh, en } = refusal.sentence;
        let mut problem = Self::new(status_of(refusal.code), &code.unwrap_or_default(), zh, en);
        problem.0.faults = refusal.faults;
        if refusal.tasks.is_empty() { problem } else { problem.with("tasks", json!(refusal.tasks)) }
    }
}

fn status_of(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::Invalid | RefusalCode::NoRoute => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalCode::UnknownAction | RefusalCode::NotFound => StatusCode::NOT_FOUND,
        RefusalCode::NotYours | RefusalCode::SamePerson => StatusCode::FORBIDDEN,
        RefusalCode::NotOpen
        | RefusalCode::AmbiguousTask
        | RefusalCode::Guard
        | RefusalCode::Limit
        | RefusalCode::Avoidance
        | RefusalCode::Linked
        | RefusalCode::SlotTaken
        | RefusalCode::Definition => StatusCode::CONFLICT,
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => (*refusal).into(),
            Failure::NotFound => Self::not_found(),
            Failure::Stale { version, changed, by } => stale(version, &changed, by),
            Failure::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-reused",
                "这个幂等键已用于另一个请求，请换一个",
                "The idempotency key was used for another request. Use another key.",
            ),
            Failure::InFlight => Self::new(
                StatusCode::CONFLICT,
                "in-flight",
                "同一个幂等键的请求正在办理，请稍候再看",
                "The first request with this idempotency key is still under way.",
            ),
            Failure::Busy(wait) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "系统繁忙，本次没有保存，请稍后重试",
                "Too much is waiting; nothing was saved. Try again.",
            )
            .after(wait),
            Failure::Storage(error) => stored(error),
        }
    }
}

fn stale(version: u64, changed: &[String], by: Option<(String, String)>) -> Problem {
    let by = by.map(|(post, unit)| json!({ "post": post, "unit": unit }));
    Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "stale",
        "您打开之后，此件已被别人办理，请重新打开再办",
        "Somebody has acted on this case since you read it. Read it again.",
    )
    .with("version", version)
    .with("changed", json!(changed))
    .with("by", by)
}

/// What the store refuses by name is the caller's to mend; anything else is ours.
fn stored(error: LedgerError) -> Problem {
    let said = |status, code: &str, message: &str| {
        let (zh, en) = message.split_once(" · ").unwrap_or((message, message));
        Problem::new(status, code, zh, en)
    };
    match &error {
        LedgerError::Refused { code: "bad-cursor", .. } => Problem::bad_parameter(
            "cursor",
            "bad-cursor",
            "翻页标记无效，请从第一页重新开始",
            "The cursor is not one of ours. Begin again.",
        ),
        LedgerError::Refused { code: code @ "too-large", message } => {
            said(StatusCode::PAYLOAD_TOO_LARGE, code, message)
        }
        LedgerError::Refused { code: code @ "type-not-allowed", message } => {
            said(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message)
        }
        LedgerError::Refused {
            code: code @ ("empty" | "type-mismatch" | "too-many-pixels" | "picture-broken"),
            message,
        } => {
            let (zh, en) = message.split_once(" · ").unwrap_or((message, message));
            Problem::invalid(vec![Fault::new("/file", code, zh, en)])
        }
        other => {
            tracing::error!(error = %other, "the store failed");
            let problem = Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "storage",
                "数据存储出错，本次没有保存，请稍后重试",
                "The store failed; nothing was saved. Try again later.",
            );
            problem.after(Duration::from_secs(5))
        }
    }
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        tracing::error!(why = broken.0, "a handler broke");
        broke()
    }
}

/// 500: a defect of ours. The log says more.
pub fn broke() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "broken",
        "程序出错，已记录，请稍后重试",
        "Something broke and was logged. Try again later.",
    )
}
