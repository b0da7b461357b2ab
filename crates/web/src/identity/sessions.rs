//! Sessions of signed-in browsers: a random cookie, kept only as its hash, new at every sign-in and ended at sign-out.
//!
//! They live by the machine's clock, whatever the demonstration's says.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use bihuan_ledger::{Ledger, LedgerError, SessionRow};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};

/// The cookie's name.
const COOKIE_NAME: &str = "session";

/// How long somebody stays signed in: a long working day.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// How long the browser keeps the cookie: a day beyond its session, so that what is sent after the end is known as whose
/// it is.
const COOKIE_LIFETIME: SignedDuration = SignedDuration::from_hours(36);

/// A session as its browser holds it.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is signed in.
    pub user: String,
    /// What the cookie holds.
    pub secret: String,
}

/// Signs a user in: a new session, never one that was there before.
///
/// # Errors
/// The store's, or a machine without randomness.
pub fn open(ledger: &dyn Ledger, user: &str) -> Result<Session, LedgerError> {
    let secret = random_hex()?;
    let now = Timestamp::now();
    let expires = now.checked_add(LIFETIME).unwrap_or(now);
    ledger.put_session(SessionRow {
        hash: hash(&secret),
        user: user.to_owned(),
        data: json!({}),
        created: now,
        expires,
    })?;
    Ok(Session { user: user.to_owned(), secret })
}

/// The session that a browser's cookie speaks of, if it still runs.
///
/// # Errors
/// The store's.
pub fn of(ledger: &dyn Ledger, headers: &HeaderMap) -> Result<Option<Session>, LedgerError> {
    let Some(secret) = cookie(headers) else { return Ok(None) };
    let row = ledger.session(&hash(secret))?.filter(|row| row.expires > Timestamp::now());
    Ok(row.map(|row| Session { user: row.user, secret: secret.to_owned() }))
}

/// Whose session a browser's cookie speaks of, be it ended: who typed what it sends after the end.
///
/// # Errors
/// The store's.
pub fn owner(ledger: &dyn Ledger, headers: &HeaderMap) -> Result<Option<String>, LedgerError> {
    let Some(secret) = cookie(headers) else { return Ok(None) };
    Ok(ledger.session(&hash(secret))?.map(|row| row.user))
}

/// Signs out.
///
/// # Errors
/// The store's.
pub fn end(ledger: &dyn Ledger, headers: &HeaderMap) -> Result<(), LedgerError> {
    cookie(headers).map_or(Ok(()), |secret| ledger.drop_session(&hash(secret)))
}

/// Whether a request brings a session's cookie at all, be it an ended one.
pub fn is_brought(headers: &HeaderMap) -> bool {
    cookie(headers).is_some()
}

/// The `Set-Cookie` of a session; none takes it out of the browser.
pub fn set_cookie(session: Option<&Session>, headers: &HeaderMap) -> HeaderValue {
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https");
    let secure = if secure { "; Secure" } else { "" };
    let (value, age) = session.map_or(("", 0), |session| (session.secret.as_str(), COOKIE_LIFETIME.as_secs()));
    let cookie = format!("{COOKIE_NAME}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&cookie).unwrap_or_else(|_| HeaderValue::from_static("session=; Path=/; Max-Age=0"))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == COOKIE_NAME && is_ours(value)).map(|(_, value)| value)
}

fn is_ours(value: &str) -> bool {
    value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit())
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn random_hex() -> Result<String, LedgerError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| LedgerError::Io(error.to_string()))?;
    Ok(super::csrf::hex(&bytes))
}
