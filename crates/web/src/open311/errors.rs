//! Refusals as the standard writes them: a list of code and sentence, in the format of the address and the caller's language.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::Response;

use super::told::{Format, Node, Told};
use crate::api::Tongue;
use crate::api::problem::Problem;
use crate::words::Lang;

/// Writes a refusal anew.
pub async fn as_the_standard_writes_them(request: Request, next: Next) -> Response {
    let (format, Tongue(lang)) = (Format::of(request.uri()), Tongue::of(request.uri(), request.headers()));
    let response = next.run(request).await;
    let refused = response.extensions().get::<Problem>().cloned();
    match refused {
        Some(problem) => rewritten(&problem, format, lang, &response),
        None => response,
    }
}

fn rewritten(problem: &Problem, format: Format, lang: Lang, was: &Response) -> Response {
    let status = status(problem.status());
    let mut said = Told { root: "errors", node: list(problem, status, lang), format }.with(status);
    for (name, value) in was.headers().iter().filter(|(name, _)| *name != CONTENT_LENGTH) {
        said.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    said
}

/// The standard knows no wrong field but a bad request, and a key that does not fit is forbidden.
fn status(ours: StatusCode) -> StatusCode {
    match ours {
        StatusCode::UNAUTHORIZED => StatusCode::FORBIDDEN,
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        other => other,
    }
}

fn list(problem: &Problem, status: StatusCode, lang: Lang) -> Node {
    let code = || Node::Count(u64::from(status.as_u16()));
    let error = |said: String| Node::Fields(vec![("code", code()), ("description", said.into())]);
    let faults = problem.faults_in(lang);
    if faults.is_empty() {
        return Node::List("error", vec![error(problem.sentence_in(lang))]);
    }
    Node::List("error", faults.into_iter().map(|(field, sentence)| error(format!("{field}: {sentence}"))).collect())
}
