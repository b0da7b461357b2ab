//! The second factor: a code that an officer's telephone makes from a secret and the time (RFC 6238), and codes on paper for
//! the day when the telephone is lost.
//!
//! It stands in a row of its own beside the account, so that a sign-in, which writes down the step of the code that was
//! used, never writes a password's row. The row is sealed under a key that the instance derives for this account.

use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bihuan_ledger::{KeptRow, Ledger, LedgerError, open_draft, seal_draft};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use super::Address;
use super::csrf::{hex, same};
use super::lockout::{self, Attempt};

/// Where the row stands.
const KIND: &str = "second-factor";
const NAME: &str = "totp";

/// Bytes of a secret: as many as its hash has.
const SECRET: usize = 20;

/// Codes on paper, and the characters of each: fifty bits.
const PAPERS: usize = 10;
const PAPER: usize = 10;

/// What is not mistaken for something else when it is read from paper.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// One at a time: a code is looked at and used up before the next one is looked at.
static TURN: Mutex<()> = Mutex::new(());

/// Whether staff show a second factor when they sign in with a password.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SecondFactor {
    /// Always: who has none enrols before anything else.
    Required,
    /// Whoever has enrolled one.
    #[default]
    Optional,
    /// Nobody.
    Off,
}

impl FromStr for SecondFactor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "required" => Ok(Self::Required),
            "optional" => Ok(Self::Optional),
            "off" => Ok(Self::Off),
            _ => Err("应为 required、optional 或 off · is required, optional or off".to_owned()),
        }
    }
}

/// What is kept of an account's second factor.
#[derive(Clone, Deserialize, Serialize)]
struct Factor {
    /// The secret, in hexadecimal.
    secret: String,
    /// The step of the last code that was used: it and all before it are refused.
    last: u64,
    /// Digests of the codes on paper that were not used yet.
    papers: Vec<String>,
    /// Since when.
    since: Timestamp,
}

/// What may be told of a second factor.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Since when there is one.
    pub since: Timestamp,
    /// How many codes on paper are left.
    pub papers: usize,
}

/// A secret that is offered and not kept yet.
#[derive(Clone)]
pub struct Offered([u8; SECRET]);

impl Offered {
    /// The secret as a telephone takes it when it is typed.
    pub fn text(&self) -> String {
        Secret::from(self.0).to_base32()
    }

    /// The address that a telephone reads from a picture.
    pub fn address(&self, user: &str) -> String {
        let secret = self.text();
        format!("otpauth://totp/Bihuan:{user}?secret={secret}&issuer=Bihuan&algorithm=SHA1&digits=6&period=30")
    }
}

/// The secret that an account is offered in one session: the same at each look, so that nothing is kept before it is
/// confirmed; another one once there is a factor.
///
/// # Errors
/// The store's.
pub fn offered(ledger: &dyn Ledger, user: &str, session: &str) -> Result<Offered, LedgerError> {
    let since = of(ledger, user)?.map(|factor| factor.since.to_string()).unwrap_or_default();
    let digest = ledger.keys().derive("second-factor-offered", format!("{user}\n{session}\n{since}").as_bytes());
    let mut secret = [0; SECRET];
    secret.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Ok(Offered(secret))
}

/// Whether an account has a second factor.
///
/// # Errors
/// The store's; a row that somebody changed.
pub fn is_enrolled(ledger: &dyn Ledger, user: &str) -> Result<bool, LedgerError> {
    Ok(of(ledger, user)?.is_some())
}

/// What may be told of an account's.
///
/// # Errors
/// As [`is_enrolled`].
pub fn known(ledger: &dyn Ledger, user: &str) -> Result<Option<Known>, LedgerError> {
    Ok(of(ledger, user)?.map(|factor| Known { since: factor.since, papers: factor.papers.len() }))
}

/// Keeps an offered secret, confirmed by a code of it, in place of what was there; the codes on paper, told this once.
/// None for a code that is not of this secret and this minute.
///
/// # Errors
/// The store's; a machine without randomness.
pub fn enrol(
    ledger: &dyn Ledger,
    user: &str,
    offered: &Offered,
    given: &str,
    now: Timestamp,
) -> Result<Option<Vec<String>>, LedgerError> {
    let _turn = turn();
    let Some(last) = totp(offered.0).and_then(|totp| step(&totp, given, now)) else { return Ok(None) };
    let papers = new_papers()?;
    let digests = papers.iter().map(|paper| digest(ledger, user, paper)).collect();
    keep(ledger, user, &Factor { secret: hex(&offered.0), last, papers: digests, since: now })?;
    Ok(Some(papers))
}

/// Whether a code is of an offered secret and of this minute.
pub fn fits(offered: &Offered, given: &str, now: Timestamp) -> bool {
    totp(offered.0).and_then(|totp| step(&totp, given, now)).is_some()
}

/// New codes on paper; the old ones are worth nothing any more.
///
/// # Errors
/// The store's; a machine without randomness.
pub fn renew(ledger: &dyn Ledger, user: &str) -> Result<Vec<String>, LedgerError> {
    let _turn = turn();
    let papers = new_papers()?;
    if let Some(factor) = of(ledger, user)? {
        let digests = papers.iter().map(|paper| digest(ledger, user, paper)).collect();
        keep(ledger, user, &Factor { papers: digests, ..factor })?;
    }
    Ok(papers)
}

/// Takes an account's second factor away.
///
/// # Errors
/// The store's.
pub fn remove(ledger: &dyn Ledger, user: &str) -> Result<(), LedgerError> {
    let _turn = turn();
    ledger.let_go(user, KIND, NAME)
}

/// Weighs a code of the telephone or of paper, and uses it up.
///
/// # Errors
/// The store's; a row that somebody changed.
pub fn prove(
    ledger: &dyn Ledger,
    user: &str,
    given: &str,
    Address(address): Address,
    now: Timestamp,
) -> Result<Attempt, LedgerError> {
    let _turn = turn();
    let used = of(ledger, user)?.and_then(|factor| factor.used(ledger, user, given, now));
    let weighed = lockout::attempt(ledger, lockout::SECOND_FACTORS, user, address, || used.is_some())?;
    if let (Attempt::Right, Some(factor)) = (weighed, used) {
        keep(ledger, user, &factor)?;
    }
    Ok(weighed)
}

impl Factor {
    /// What is left of it once a code is used; none for a code that does not fit, or was used before.
    fn used(self, ledger: &dyn Ledger, user: &str, given: &str, now: Timestamp) -> Option<Factor> {
        let step = bytes(&self.secret).and_then(totp).and_then(|totp| step(&totp, given, now));
        if let Some(last) = step {
            return (last > self.last).then_some(Factor { last, ..self });
        }
        let paper = digest(ledger, user, given);
        let fits: Vec<bool> = self.papers.iter().map(|kept| same(kept.as_bytes(), paper.as_bytes())).collect();
        let at = fits.iter().position(|fits| *fits)?;
        let mut papers = self.papers;
        papers.remove(at);
        Some(Factor { papers, ..self })
    }
}

/// What makes codes: SHA-1, six digits, thirty seconds, as every telephone does; one step of drift each way.
fn totp(secret: [u8; SECRET]) -> Option<Totp> {
    Builder::new().with_secret(secret).with_skew(1).build().ok()
}

/// The step of which a code is.
fn step(totp: &Totp, given: &str, now: Timestamp) -> Option<u64> {
    let digits: String = given.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    let seconds = u64::try_from(now.as_second()).ok()?;
    plain.then(|| totp.check(&digits, seconds)).flatten()
}

fn of(ledger: &dyn Ledger, user: &str) -> Result<Option<Factor>, LedgerError> {
    let Some(row) = ledger.kept_one(user, KIND, NAME)? else { return Ok(None) };
    let sealed = row.body.get("sealed").and_then(|text| hex_bytes(text.as_str()?));
    let plain = sealed.and_then(|sealed| open_draft(&key(ledger, user), &sealed));
    // Whoever could break the seal must not thereby be rid of the factor.
    let factor = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
    factor.map(Some).ok_or_else(|| {
        LedgerError::refused("second-factor-broken", "第二道验证的记录无法解开 · the second factor cannot be opened")
    })
}

fn keep(ledger: &dyn Ledger, user: &str, factor: &Factor) -> Result<(), LedgerError> {
    let plain = serde_json::to_vec(factor).unwrap_or_default();
    let sealed = hex(&seal_draft(&key(ledger, user), &plain)?);
    let (owner, kind, name) = (user.to_owned(), KIND.to_owned(), NAME.to_owned());
    ledger.keep(KeptRow { owner, kind, name, body: json!({ "sealed": sealed }), at: Timestamp::now() })
}

fn key(ledger: &dyn Ledger, user: &str) -> [u8; 32] {
    ledger.keys().derive(KIND, user.as_bytes())
}

/// What is kept of a code on paper; small and capital letters, hyphens and spaces are the same to whoever types it.
fn digest(ledger: &dyn Ledger, user: &str, paper: &str) -> String {
    let plain: String = paper.chars().filter(char::is_ascii_alphanumeric).collect();
    hex(&ledger.keys().derive("second-factor-paper", format!("{user}\n{}", plain.to_ascii_uppercase()).as_bytes()))
}

fn new_papers() -> Result<Vec<String>, LedgerError> {
    (0..PAPERS).map(|_| new_paper()).collect()
}

/// Ten letters and digits, with a hyphen in the middle for the eye.
fn new_paper() -> Result<String, LedgerError> {
    let mut bytes = [0_u8; PAPER];
    getrandom::fill(&mut bytes).map_err(|error| LedgerError::Io(error.to_string()))?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('A', char::from);
    let mut text: String = bytes.iter().map(letter).collect();
    text.insert(PAPER / 2, '-');
    Ok(text)
}

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bytes(text: &str) -> Option<[u8; SECRET]> {
    hex_bytes(text)?.try_into().ok()
}

fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, for SHA-1, with the last six of their eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = totp(*b"12345678901234567890").unwrap();
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(step(&totp, code, now), Some(u64::try_from(second).unwrap() / 30), "{code}");
            let at = |drift: i64| step(&totp, code, Timestamp::from_second(second + drift).unwrap());
            assert!(at(30).is_some() && at(-30).is_some(), "one step of drift each way");
            assert!(at(90).is_none() && at(-90).is_none());
        }
        let now = Timestamp::from_second(59).unwrap();
        assert_eq!(step(&totp, " 287 082 ", now), Some(1), "as telephones show it");
        for wrong in ["", "28708", "2870820", "+87082", "二八七〇八二", "287083"] {
            assert_eq!(step(&totp, wrong, now), None, "{wrong}");
        }
    }

    #[test]
    fn papers_are_all_different_and_easily_read() {
        let papers = new_papers().unwrap();
        assert_eq!(papers.iter().collect::<std::collections::BTreeSet<_>>().len(), PAPERS);
        assert!(papers.iter().all(|paper| paper.len() == PAPER + 1 && !paper.contains(['0', 'O', '1', 'I'])));
    }

    #[test]
    fn the_rule_is_read_as_it_is_written() {
        let read = |text: &str| text.parse::<SecondFactor>();
        assert_eq!(read("required"), Ok(SecondFactor::Required));
        assert_eq!((read("optional"), read("off")), (Ok(SecondFactor::Optional), Ok(SecondFactor::Off)));
        assert!(read("on").is_err());
    }
}
