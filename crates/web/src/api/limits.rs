//! How many requests a minute one token, or one address that is not this machine's, may send. Off in the demonstration,
//! unless it is started with a limit.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::ConnectInfo;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;

use super::problem::Problem;

/// More callers than this are not kept apart for longer than a minute: the table is emptied of those who rest.
const MOST_CALLERS: usize = 50_000;

const MINUTE: Duration = Duration::from_secs(60);

/// Who has sent how many requests lately.
#[derive(Debug)]
pub struct Limits {
    a_minute: Option<u32>,
    callers: Mutex<HashMap<Caller, Window>>,
}

/// A token, by its hash, or an address.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Caller {
    Token([u8; 32]),
    Address(IpAddr),
}

/// A minute that began with a request.
#[derive(Clone, Copy, Debug)]
struct Window {
    began: Instant,
    sent: u32,
}

impl Limits {
    /// So many requests a minute; none: no limit.
    pub fn new(a_minute: Option<u32>) -> Arc<Self> {
        Arc::new(Self { a_minute, callers: Mutex::default() })
    }

    /// Counts a request; answers how long to wait if it is one too many.
    fn take(&self, caller: Caller, now: Instant) -> Option<Duration> {
        let most = self.a_minute?;
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MOST_CALLERS {
            callers.retain(|_, window| now.duration_since(window.began) < MINUTE);
        }
        let window = callers.entry(caller).or_insert(Window { began: now, sent: 0 });
        if now.duration_since(window.began) >= MINUTE {
            *window = Window { began: now, sent: 0 };
        }
        window.sent = window.sent.saturating_add(1);
        (window.sent > most).then(|| MINUTE.saturating_sub(now.duration_since(window.began)))
    }
}

/// Who is counted: a token wherever it comes from, else the address; this machine's own is not.
fn caller(request: &Request) -> Option<Caller> {
    if let Some(token) = request.headers().get(AUTHORIZATION) {
        return Some(Caller::Token(Sha256::digest(token.as_bytes()).into()));
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())?;
    (!peer.is_loopback()).then_some(Caller::Address(peer))
}

/// Refuses what is too much.
pub async fn keep(State(limits): State<Arc<Limits>>, request: Request, next: Next) -> Response {
    let wait = caller(&request).and_then(|caller| limits.take(caller, Instant::now()));
    match wait {
        None => next.run(request).await,
        Some(wait) => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "请求过于频繁，请稍后再试",
            "Too many requests. Try again later.",
        )
        .after(wait)
        .into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_waits_and_the_next_minute_is_new() {
        let limits = Limits::new(Some(2));
        let (caller, other) = (Caller::Address([10, 0, 0, 1].into()), Caller::Token([7; 32]));
        let now = Instant::now();
        assert!(limits.take(caller, now).is_none() && limits.take(caller, now).is_none());
        assert_eq!(limits.take(caller, now), Some(MINUTE));
        assert!(limits.take(other, now).is_none(), "another caller is not stopped");
        assert!(limits.take(caller, now + MINUTE).is_none());
        assert!((0..100).all(|_| Limits::new(None).take(caller, now).is_none()));
    }
}
