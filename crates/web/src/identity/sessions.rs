//! Sessions of signed-in browsers: a random cookie, kept only as its hash, new at every sign-in and ended at sign-out.
//!
//! They live by the machine's clock, whatever the demonstration's says.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use bihuan_ledger::{Ledger, LedgerError, SessionRow};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

/// The cookie's name.
const COOKIE_NAME: &str = "session";

/// How long somebody stays signed in: a long working day.
const LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// How long a right password is remembered while the telephone is looked for.
const HALFWAY: SignedDuration = SignedDuration::from_mins(10);

/// Where a session says what it still waits for.
const AWAITS: &str = "awaits";

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

/// What somebody whose password was right has still to show. Until then nobody is signed in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Awaited {
    /// A code of the telephone.
    Code,
    /// That there is a telephone: it is enrolled first.
    Enrolment,
}

impl Awaited {
    fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Enrolment => "enrolment",
        }
    }

    fn of(data: &Json) -> Option<Self> {
        let word = data.get(AWAITS)?.as_str()?;
        Some(if word == Self::Code.word() { Self::Code } else { Self::Enrolment })
    }
}

/// Signs a user in: a new session, never one that was there before.
///
/// # Errors
/// The store's, or a machine without randomness.
pub fn open(ledger: &dyn Ledger, user: &str) -> Result<Session, LedgerError> {
    put(ledger, user, json!({}), LIFETIME)
}

/// Remembers for some minutes that a password was right.
///
/// # Errors
/// The store's, or a machine without randomness.
pub fn begin(ledger: &dyn Ledger, user: &str, awaited: Awaited) -> Result<Session, LedgerError> {
    put(ledger, user, json!({ AWAITS: awaited.word() }), HALFWAY)
}

fn put(ledger: &dyn Ledger, user: &str, data: Json, lifetime: SignedDuration) -> Result<Session, LedgerError> {
    let secret = random_hex()?;
    let now = Timestamp::now();
    let expires = now.checked_add(lifetime).unwrap_or(now);
    ledger.put_session(SessionRow { hash: hash(&secret), user: user.to_owned(), data, created: now, expires })?;
    Ok(Session { user: user.to_owned(), secret })
}

/// The session that a browser's cookie speaks of, if it still runs and everything was shown.
///
/// # Errors
/// The store's.
pub fn of(ledger: &dyn Ledger, headers: &HeaderMap) -> Result<Option<Session>, LedgerError> {
    Ok(running(ledger, headers)?.filter(|(_, data)| data.get(AWAITS).is_none()).map(|(session, _)| session))
}

/// The session that only a password has opened yet.
///
/// # Errors
/// The store's.
pub fn begun(ledger: &dyn Ledger, headers: &HeaderMap) -> Result<Option<(Session, Awaited)>, LedgerError> {
    Ok(running(ledger, headers)?.and_then(|(session, data)| Some((session, Awaited::of(&data)?))))
}

fn running(ledger: &dyn Ledger, headers: &HeaderMap) -> Result<Option<(Session, Json)>, LedgerError> {
    let Some(secret) = cookie(headers) else { return Ok(None) };
    let row = ledger.session(&hash(secret))?.filter(|row| row.expires > Timestamp::now());
    Ok(row.map(|row| (Session { user: row.user, secret: secret.to_owned() }, row.data)))
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
