//! `Idempotency-Key`: how a repeated request is known, so that a phone in a tunnel files one case and not two.

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use bihuan_core::casework::Who;
use bihuan_office::IdempotencyKey;
use sha2::{Digest, Sha256};

use super::problem::Problem;
use crate::identity::Caller;

const HEADER: &str = "idempotency-key";
/// Shorter keys of anonymous callers could be guessed by somebody who wants another's answer: a UUID has more.
const SHORTEST_ANONYMOUS: usize = 22;
const LONGEST: usize = 200;

/// A key before its case's district and its caller are known.
#[derive(Clone, Debug)]
pub struct Key {
    key: String,
    path: String,
    body_hash: [u8; 32],
}

impl Key {
    /// The key of a request, if it brings one.
    ///
    /// # Errors
    /// 422 for one that is not 1 to 200 printable ASCII characters.
    pub fn of(headers: &HeaderMap, method: &str, uri: &Uri, body: &[u8]) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get(HEADER) else { return Ok(None) };
        let key = value.to_str().ok().filter(|key| is_printable(key)).ok_or_else(malformed)?;
        let query = uri.query().unwrap_or_default();
        let body_hash = Sha256::new().chain_update(query).chain_update([0]).chain_update(body).finalize().into();
        Ok(Some(Self { key: key.to_owned(), path: format!("{method} {}", uri.path()), body_hash }))
    }

    /// The key as the office keeps it.
    ///
    /// # Errors
    /// 422 `key-weak` for an anonymous caller's that could be guessed.
    pub fn held_by(self, caller: &Caller, who: &Who, district: &str) -> Result<IdempotencyKey, Problem> {
        let anonymous = !caller.is_known() && *who == Who::Public;
        if anonymous && self.key.len() < SHORTEST_ANONYMOUS {
            return Err(weak());
        }
        let Self { key, path, body_hash } = self;
        Ok(IdempotencyKey { district: district.to_owned(), caller: caller.key_holder(who), path, key, body_hash })
    }
}

/// Says that an answer is the one of an earlier request.
pub fn mark(response: &mut Response, replayed: bool) {
    if replayed {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
}

fn is_printable(key: &str) -> bool {
    (1..=LONGEST).contains(&key.len()) && key.bytes().all(|b| (0x20..0x7f).contains(&b))
}

fn malformed() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "key-malformed",
        "幂等键应为 1 到 200 个可见 ASCII 字符",
        "An idempotency key has 1 to 200 printable ASCII characters.",
    )
}

fn weak() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "key-weak",
        "未登录时，幂等键须难以猜中：请用随机 UUID，或至少 22 个字符",
        "Without a token the key must be hard to guess: a random UUID, or 22 characters or more.",
    )
}
