//! `ETag` and `If-Match`: the version of a case that a caller has seen.

use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, HeaderValue, StatusCode};

use super::problem::Problem;

/// `"<version>"`.
pub fn of(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"0\""))
}

/// The version that an act says it has seen; none where any will do.
///
/// # Errors
/// 400 for what is no version of ours.
pub fn seen(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let strong = text.trim_start_matches("W/");
    let version =
        strong.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).and_then(|digits| digits.parse().ok());
    version.map(Some).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad-if-match",
            "If-Match 应为读取时得到的 ETag，例如 \"3\"",
            "If-Match is the ETag that came with the case, such as \"3\".",
        )
    })
}
