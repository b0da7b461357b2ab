//! A cookie that stands for one matter and ends soon: the case and when it ends, signed with a key of this server, sent
//! to one path only, and read by no script.

use axum::http::HeaderValue;
use axum::http::header::COOKIE;
use bihuan_ledger::Keys;
use jiff::Timestamp;

use super::guest::Guest;
use crate::identity::csrf::hex;

/// What a cookie opens.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Its name, which is signed too.
    pub name: &'static str,
    /// The path that it is sent to.
    pub path: &'static str,
    /// How long it lasts, in seconds of the machine's clock.
    pub seconds: i64,
}

/// The matter whose number and code a browser once gave.
pub const FOLLOW: Pass = Pass { name: "follow", path: "/follow", seconds: 1800 };

impl Pass {
    /// The matter that a browser brings.
    pub fn of(self, guest: &Guest) -> Option<String> {
        let lines = guest.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.name)?;
        self.read(guest.app.office.ledger().keys(), value, Timestamp::now().as_second())
    }

    /// The `Set-Cookie` for a matter.
    pub fn given(self, guest: &Guest, case: &str) -> HeaderValue {
        let until = Timestamp::now().as_second() + self.seconds;
        self.cookie(guest, &self.written(guest.app.office.ledger().keys(), case, until), self.seconds)
    }

    /// The `Set-Cookie` that takes it away.
    pub fn taken(self, guest: &Guest) -> HeaderValue {
        self.cookie(guest, "", 0)
    }

    fn cookie(self, guest: &Guest, value: &str, age: i64) -> HeaderValue {
        let secure = guest.headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https");
        let secure = if secure { "; Secure" } else { "" };
        let Pass { name, path, .. } = self;
        let text = format!("{name}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("follow=; Path=/follow; Max-Age=0"))
    }

    fn written(self, keys: &Keys, case: &str, until: i64) -> String {
        format!("{case}.{until}.{}", self.signature(keys, case, until))
    }

    fn read(self, keys: &Keys, value: &str, now: i64) -> Option<String> {
        let (rest, given) = value.rsplit_once('.')?;
        let (case, until) = rest.rsplit_once('.')?;
        let until: i64 = until.parse().ok()?;
        let right = self.signature(keys, case, until);
        let differs = right.bytes().zip(given.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
        (differs == 0 && right.len() == given.len() && now < until).then(|| case.to_owned())
    }

    fn signature(self, keys: &Keys, case: &str, until: i64) -> String {
        hex(&keys.derive("pass", format!("{}\n{case}\n{until}", self.name).as_bytes()))
    }
}
