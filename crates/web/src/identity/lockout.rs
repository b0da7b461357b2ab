//! Guessing is stopped where it comes from: after so many wrong answers about one subject, an address must wait.
//!
//! Whoever has the right answer is never stopped at another address. By the machine's clock, and always on.

use std::net::IpAddr;
use std::time::Duration;

use bihuan_ledger::{Ledger, LedgerError};
use jiff::{SignedDuration, Timestamp};

/// How often one may be wrong.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is guessed.
    kind: &'static str,
    /// So often.
    times: u64,
    /// Within so many minutes.
    minutes: i64,
}

/// Wrong receipt codes for one number.
pub const RECEIPT_CODES: Limit = Limit { kind: "receipt-code", times: 10, minutes: 15 };

/// Wrong passwords for one account.
pub const PASSWORDS: Limit = Limit { kind: "password", times: 10, minutes: 15 };

/// Wrong codes of a telephone or of paper for one account, after its password was right.
pub const SECOND_FACTORS: Limit = Limit { kind: "second-factor", times: 10, minutes: 15 };

/// How an attempt ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Attempt {
    /// The answer is right.
    Right,
    /// It is wrong.
    Wrong,
    /// It was wrong too often; try again after this long.
    Locked(Duration),
}

/// Weighs an answer about `subject` that comes from `address`.
///
/// # Errors
/// The store's.
pub fn attempt(
    ledger: &dyn Ledger,
    limit: Limit,
    subject: &str,
    address: IpAddr,
    is_right: impl FnOnce() -> bool,
) -> Result<Attempt, LedgerError> {
    let now = Timestamp::now();
    let since = since(ledger, limit, subject, now)?;
    let wait = Duration::from_secs(limit.minutes.unsigned_abs() * 60);
    let (anywhere, here) = (name(ledger, subject, None), name(ledger, subject, Some(address)));
    if ledger.failures(limit.kind, &here, since)? >= limit.times {
        return Ok(Attempt::Locked(wait));
    }
    if is_right() {
        ledger.clear_failures(limit.kind, &here)?;
        return Ok(Attempt::Right);
    }
    // Counted here whatever came from elsewhere: else whoever guesses on after others were wrong too often would never wait.
    ledger.add_failure(limit.kind, &here, now)?;
    if ledger.failures(limit.kind, &anywhere, since)? >= limit.times {
        return Ok(Attempt::Locked(wait));
    }
    ledger.add_failure(limit.kind, &anywhere, now)?;
    Ok(Attempt::Wrong)
}

/// Since when wrong answers about a subject count: the limit's time ago, or when somebody unlocked it.
fn since(ledger: &dyn Ledger, limit: Limit, subject: &str, now: Timestamp) -> Result<Timestamp, LedgerError> {
    let ago = now.checked_sub(SignedDuration::from_mins(limit.minutes)).unwrap_or(Timestamp::MIN);
    let unlocked = ledger.meta(&unlocked_key(ledger, limit, subject))?.and_then(|at| at.parse().ok());
    Ok(unlocked.map_or(ago, |at: Timestamp| at.max(ago)))
}

fn unlocked_key(ledger: &dyn Ledger, limit: Limit, subject: &str) -> String {
    format!("unlocked-{}-{}", limit.kind, name(ledger, subject, None))
}

/// Whether a subject is locked everywhere at this moment.
///
/// # Errors
/// The store's.
pub fn is_locked(ledger: &dyn Ledger, limit: Limit, subject: &str) -> Result<bool, LedgerError> {
    let since = since(ledger, limit, subject, Timestamp::now())?;
    Ok(ledger.failures(limit.kind, &name(ledger, subject, None), since)? >= limit.times)
}

/// Forgets every wrong answer about a subject up to now, wherever it came from.
///
/// # Errors
/// The store's.
pub fn unlock(ledger: &dyn Ledger, limit: Limit, subject: &str) -> Result<(), LedgerError> {
    let now = Timestamp::now().checked_add(SignedDuration::from_micros(1)).unwrap_or(Timestamp::MAX);
    ledger.set_meta(&unlocked_key(ledger, limit, subject), Some(&now.to_string()))
}

/// A name that tells neither subject nor address to who reads the store.
fn name(ledger: &dyn Ledger, subject: &str, address: Option<IpAddr>) -> String {
    let address = address.map(|address| network(address).to_string()).unwrap_or_default();
    let digest = ledger.keys().derive("lockout", format!("{subject}\n{address}").as_bytes());
    super::csrf::hex(digest.get(..16).unwrap_or_default())
}

/// The address, or for IPv6 its network: one subscriber has 2^64 addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => std::net::Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        },
        v4 => v4,
    }
}
