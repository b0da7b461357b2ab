//! Bearer tokens: what a program shows instead of a password, with scopes that only ever narrow what its user may.

use std::fmt;
use std::str::FromStr;

use bihuan_ledger::{Ledger, LedgerError, TokenRow};
use bihuan_office::{hash_token, new_token};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How long a token lasts unless its maker says otherwise, in days.
pub const DAYS: u32 = 90;

/// What a token may be used for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// To read.
    Read,
    /// To act on cases.
    Act,
    /// To file cases.
    File,
    /// To take lists and figures out.
    Export,
    /// To keep the instance.
    Admin,
    /// To speak for an outer system, by its name.
    Outer(String),
}

/// A text that is no scope.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("没有“{0}”这个权限范围,可用:read act file export admin outer:系统名 · there is no scope `{0}`")]
pub struct UnknownScope(String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        match text {
            "read" => Ok(Self::Read),
            "act" => Ok(Self::Act),
            "file" => Ok(Self::File),
            "export" => Ok(Self::Export),
            "admin" => Ok(Self::Admin),
            _ => match text.strip_prefix("outer:") {
                Some(system) if is_system(system) => Ok(Self::Outer(system.to_owned())),
                _ => Err(UnknownScope(text.chars().take(80).collect())),
            },
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => f.write_str("read"),
            Self::Act => f.write_str("act"),
            Self::File => f.write_str("file"),
            Self::Export => f.write_str("export"),
            Self::Admin => f.write_str("admin"),
            Self::Outer(system) => write!(f, "outer:{system}"),
        }
    }
}

/// Whether this can be the name of an outer system: `[a-z0-9-]`, at most 64.
pub fn is_system(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&name.len()) && name.bytes().all(allowed)
}

/// The scopes of a token whose maker named none.
pub fn usual_scopes() -> Vec<Scope> {
    vec![Scope::Read, Scope::Act, Scope::File]
}

/// A new token, in the contract's shape. Its text is shown this once.
#[derive(Clone, Debug, Serialize)]
pub struct NewToken {
    /// The text.
    pub token: String,
    /// Its name, by which it can be revoked.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// Until when, RFC 3339.
    pub expires: String,
}

/// Makes a token of a user for so many days of machine time.
///
/// # Errors
/// `no-such-user`; the store's.
pub fn issue(ledger: &dyn Ledger, user: &str, scopes: &[Scope], days: u32) -> Result<NewToken, LedgerError> {
    if ledger.user(user)?.is_none_or(|row| row.disabled) {
        return Err(LedgerError::refused("no-such-user", format!("没有可用的账号 {user} · there is no such user")));
    }
    let text = new_token().map_err(|error| LedgerError::Io(error.to_string()))?;
    let now = Timestamp::now();
    let expires = now.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX);
    let hash = hash_token(&text);
    let row = TokenRow {
        hash,
        id: super::csrf::hex(hash.get(..8).unwrap_or_default()),
        user: user.to_owned(),
        scopes: scopes.iter().map(Scope::to_string).collect(),
        created: now,
        expires,
        revoked: None,
    };
    ledger.put_token(row.clone())?;
    let expires = bihuan_core::calendar::rfc3339(expires);
    Ok(NewToken { token: text, id: row.id, user: row.user, scopes: row.scopes, expires })
}

/// The token behind a text, if it may still be used.
///
/// # Errors
/// The store's.
pub fn usable(ledger: &dyn Ledger, text: &str) -> Result<Option<TokenRow>, LedgerError> {
    let now = Timestamp::now();
    Ok(ledger.token(&hash_token(text))?.filter(|row| row.expires > now && row.revoked.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_as_they_are_written() {
        for text in ["read", "act", "file", "export", "admin", "outer:city-platform"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for text in ["", "Read", "outer:", "outer:City", "write"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }
}
