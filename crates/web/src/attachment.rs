//! An attachment on its way to who may see it.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bihuan_ledger::FileRow;

/// A picture is shown, all else is saved: nothing that somebody sent in runs as a page of ours.
pub fn answer(row: &FileRow, bytes: Vec<u8>) -> Response {
    let shown = row.media_type.starts_with("image/") || row.media_type == "application/pdf";
    let kind = HeaderValue::from_str(&row.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_DISPOSITION, HeaderValue::from_static(if shown { "inline" } else { "attachment" })),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, Body::from(bytes)).into_response()
}
