//! Users, tokens, sessions, failed sign-ins and looks: plain rows. Secrets come in hashed; whether a password is right is decided above.

use jiff::Timestamp;
use serde_json::Value;

use crate::engine::Engine;
use crate::error::{LedgerError, Result};
use crate::sql::{Row, all, json, micros, time, time_or_none, unsigned};

/// Someone who may sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct UserRow {
    /// `[a-z0-9-]`, unique in the instance.
    pub name: String,
    /// A password hash in PHC form; empty: no password.
    pub password: String,
    /// District, posts, display name: what the domain wants to know, as JSON.
    pub profile: Value,
    /// Whether sign-in is closed.
    pub disabled: bool,
    /// Since when.
    pub created: Timestamp,
}

/// A bearer token, by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// A name for it that may be shown.
    pub id: String,
    /// Whose.
    pub user: String,
    /// What it may.
    pub scopes: Vec<String>,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// A signed-in browser, by the hash of its cookie.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// SHA-256 of the cookie.
    pub hash: [u8; 32],
    /// Who.
    pub user: String,
    /// CSRF secret, language and the like.
    pub data: Value,
    /// Since when.
    pub created: Timestamp,
    /// Until when.
    pub expires: Timestamp,
}

/// Somebody looked at what is personal: who, what, what for, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// The district.
    pub district: String,
    /// The case.
    pub case: String,
    /// The vault items that were shown.
    pub items: Vec<String>,
    /// The user.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// When.
    pub at: Timestamp,
}

/// Which looks: newest first.
#[derive(Clone, Debug, Default)]
pub struct LookQuery {
    /// Districts; none: all.
    pub districts: Vec<String>,
    /// Only of these officers; none: of all.
    pub who: Option<Vec<String>>,
    /// Not before this instant of machine time.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// 1..=200; 0 means 50.
    pub limit: usize,
}

/// Accounts. All times here are the machine's.
pub trait Accounts: Send + Sync {
    /// Adds a user or replaces the row of that name.
    fn put_user(&self, user: UserRow) -> Result<()>;
    /// A user.
    fn user(&self, name: &str) -> Result<Option<UserRow>>;
    /// All users, by name.
    fn users(&self) -> Result<Vec<UserRow>>;
    /// Adds a token. Refused `token-exists` if id or hash are taken.
    fn put_token(&self, token: TokenRow) -> Result<()>;
    /// A token by its hash, expired and revoked ones included.
    fn token(&self, hash: &[u8; 32]) -> Result<Option<TokenRow>>;
    /// A user's tokens, newest first.
    fn tokens_of(&self, user: &str) -> Result<Vec<TokenRow>>;
    /// All tokens, newest first.
    fn tokens(&self) -> Result<Vec<TokenRow>>;
    /// Revokes a token; false if there is none of that id.
    fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool>;
    /// Opens a session, or renews it.
    fn put_session(&self, session: SessionRow) -> Result<()>;
    /// A session by its hash, ended ones included.
    fn session(&self, hash: &[u8; 32]) -> Result<Option<SessionRow>>;
    /// Ends a session.
    fn drop_session(&self, hash: &[u8; 32]) -> Result<()>;
    /// Ends all sessions of a user.
    fn drop_sessions_of(&self, user: &str) -> Result<()>;
    /// Counts a failure (a wrong password, a wrong code) against a subject.
    fn add_failure(&self, kind: &str, subject: &str, at: Timestamp) -> Result<()>;
    /// How many failures since a time.
    fn failures(&self, kind: &str, subject: &str, since: Timestamp) -> Result<u64>;
    /// Forgets a subject's failures.
    fn clear_failures(&self, kind: &str, subject: &str) -> Result<()>;
}

const USER: &str = "SELECT name, password, profile, disabled, created FROM \"user\"";
const TOKEN: &str = "SELECT hash, id, \"user\", scopes, created, expires, revoked FROM token";

impl<E: Engine> Accounts for E {
    fn put_user(&self, u: UserRow) -> Result<()> {
        self.run(move |db| {
            db.prepare_cached("INSERT INTO \"user\" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET password = excluded.password,
                 profile = excluded.profile, disabled = excluded.disabled, created = excluded.created")?.execute((
                &u.name,
                &u.password,
                u.profile.to_string(),
                u.disabled,
                micros(u.created),
            ))?;
            Ok(())
        })
    }

    fn user(&self, name: &str) -> Result<Option<UserRow>> {
        self.read(|db| db.prepare_cached(&format!("{USER} WHERE name = ?1"))?.query_row([name], user_row))
    }

    fn users(&self) -> Result<Vec<UserRow>> {
        self.read(|db| all(db, &format!("{USER} ORDER BY name"), (), user_row))
    }

    fn put_token(&self, t: TokenRow) -> Result<()> {
        self.run(move |db| {
            if db.prepare_cached("SELECT 1 FROM token WHERE hash = ?1 OR id = ?2")?.exists((t.hash, &t.id))? {
                return Err(LedgerError::refused("token-exists", "令牌已存在 · there is such a token already"));
            }
            db.prepare_cached("INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute((
                t.hash,
                &t.id,
                &t.user,
                t.scopes.join(","),
                micros(t.created),
                micros(t.expires),
                t.revoked.map(micros),
            ))?;
            Ok(())
        })
    }

    fn token(&self, hash: &[u8; 32]) -> Result<Option<TokenRow>> {
        self.read(|db| db.prepare_cached(&format!("{TOKEN} WHERE hash = ?1"))?.query_row([hash], token_row))
    }

    fn tokens_of(&self, user: &str) -> Result<Vec<TokenRow>> {
        self.read(|db| all(db, &format!("{TOKEN} WHERE \"user\" = ? ORDER BY created DESC, id"), [user], token_row))
    }

    fn tokens(&self) -> Result<Vec<TokenRow>> {
        self.read(|db| all(db, &format!("{TOKEN} ORDER BY created DESC, id"), (), token_row))
    }

    fn revoke_token(&self, id: &str, at: Timestamp) -> Result<bool> {
        let id = id.to_owned();
        self.run(move |db| {
            Ok(db.execute("UPDATE token SET revoked = coalesce(revoked, ?2) WHERE id = ?1", (&id, micros(at)))? > 0)
        })
    }

    fn put_session(&self, s: SessionRow) -> Result<()> {
        self.run(move |db| {
            db.prepare_cached("INSERT INTO session VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash) DO UPDATE SET \"user\" = excluded.\"user\",
                 data = excluded.data, created = excluded.created, expires = excluded.expires")?.execute((
                s.hash,
                &s.user,
                s.data.to_string(),
                micros(s.created),
                micros(s.expires),
            ))?;
            Ok(())
        })
    }

    fn session(&self, hash: &[u8; 32]) -> Result<Option<SessionRow>> {
        let row = |r: &Row<'_>| {
            Ok(SessionRow {
                hash: r.get(0)?,
                user: r.get(1)?,
                data: json(r, 2)?,
                created: time(r, 3)?,
                expires: time(r, 4)?,
            })
        };
        self.read(|db| {
            db.prepare_cached("SELECT hash, \"user\", data, created, expires FROM session WHERE hash = ?1")?
                .query_row([hash], row)
        })
    }

    fn drop_session(&self, hash: &[u8; 32]) -> Result<()> {
        let hash = *hash;
        self.run(move |db| db.execute("DELETE FROM session WHERE hash = ?1", [hash]).map(drop))
    }

    fn drop_sessions_of(&self, user: &str) -> Result<()> {
        let user = user.to_owned();
        self.run(move |db| db.execute("DELETE FROM session WHERE \"user\" = ?1", [&user]).map(drop))
    }

    fn add_failure(&self, kind: &str, subject: &str, at: Timestamp) -> Result<()> {
        let (kind, subject) = (kind.to_owned(), subject.to_owned());
        self.run(move |db| {
            db.execute("INSERT INTO failure VALUES (?1, ?2, ?3)", (&kind, &subject, micros(at))).map(drop)
        })
    }

    fn failures(&self, kind: &str, subject: &str, since: Timestamp) -> Result<u64> {
        let sql = "SELECT count(*) FROM failure WHERE kind = ?1 AND subject = ?2 AND at >= ?3";
        self.read(|db| db.prepare_cached(sql)?.the_row((kind, subject, micros(since)), |r| unsigned(r, 0)))
    }

    fn clear_failures(&self, kind: &str, subject: &str) -> Result<()> {
        let (kind, subject) = (kind.to_owned(), subject.to_owned());
        self.run(move |db| {
            db.execute("DELETE FROM failure WHERE kind = ?1 AND subject = ?2", (&kind, &subject)).map(drop)
        })
    }
}

fn user_row(r: &Row<'_>) -> Result<UserRow> {
    Ok(UserRow {
        name: r.get(0)?,
        password: r.get(1)?,
        profile: json(r, 2)?,
        disabled: r.get(3)?,
        created: time(r, 4)?,
    })
}

fn token_row(r: &Row<'_>) -> Result<TokenRow> {
    let scopes: String = r.get(3)?;
    Ok(TokenRow {
        hash: r.get(0)?,
        id: r.get(1)?,
        user: r.get(2)?,
        scopes: scopes.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
        created: time(r, 4)?,
        expires: time(r, 5)?,
        revoked: time_or_none(r, 6)?,
    })
}
