//! What was typed into a form and not sent yet, for who comes back to it. The server keeps it sealed under a key that
//! only the browser's cookie holds: at rest nobody here can read it. The cookie is read by no script, goes to no other
//! site, and ends with the browser unless somebody says that the machine is theirs.

use std::net::IpAddr;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use bihuan_ledger::{DRAFT_LIFETIME, DraftRow, Ledger, LedgerError, open_draft, seal_draft};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::identity::csrf::hex;
use crate::identity::lockout::network;

/// What holds a draft's key in a browser.
#[derive(Clone, Copy, Debug)]
pub struct Pocket {
    /// The cookie's name.
    pub name: &'static str,
    /// The path that it is sent to.
    pub path: &'static str,
}

/// A resident's report under way.
pub const REPORT: Pocket = Pocket { name: "draft", path: "/report" };

/// A form of an officer whose session had ended when it was sent.
pub const HELD: Pocket = Pocket { name: "held", path: "/desk" };

/// The key of a draft.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Key([u8; 32]);

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Typed {
    /// The form: the address that it is sent to.
    pub form: String,
    /// Names and values, in the order of the page.
    pub pairs: Vec<(String, String)>,
    /// Which officer typed it; none for residents, and where the browser brought nothing that tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Key {
    /// A new key.
    ///
    /// # Errors
    /// A machine without randomness.
    pub fn new() -> Result<Key, LedgerError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| LedgerError::Io(error.to_string()))?;
        Ok(Key(bytes))
    }

    /// An officer's key to the draft of one form: nobody else's session leads to it.
    pub fn of_officer(ledger: &dyn Ledger, user: &str, form: &str) -> Key {
        Key(ledger.keys().derive("staff-draft", format!("{user}\n{form}").as_bytes()))
    }

    /// The name that the store knows it by.
    fn id(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"draft\n").chain_update(self.0).finalize().into()
    }

    /// Keeps what was typed; false where it is too long to be kept.
    ///
    /// # Errors
    /// The store's.
    pub fn keep(&self, ledger: &dyn Ledger, place: String, typed: &Typed) -> Result<bool, LedgerError> {
        let plain = serde_json::to_vec(typed).unwrap_or_default();
        let row = DraftRow { id: self.id(), place, sealed: seal_draft(&self.0, &plain)?, at: Timestamp::now() };
        match ledger.put_draft(row) {
            Ok(()) => Ok(true),
            Err(LedgerError::Refused { code: "draft-too-large", .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// What was typed, and when it was touched last.
    ///
    /// # Errors
    /// The store's.
    pub fn open(&self, ledger: &dyn Ledger) -> Result<Option<(Typed, Timestamp)>, LedgerError> {
        let Some(row) = ledger.draft(&self.id(), Timestamp::now())? else { return Ok(None) };
        let plain = open_draft(&self.0, &row.sealed);
        Ok(plain.and_then(|plain| serde_json::from_slice(&plain).ok()).map(|typed| (typed, row.at)))
    }

    /// Erases it.
    ///
    /// # Errors
    /// The store's.
    pub fn erase(&self, ledger: &dyn Ledger) -> Result<(), LedgerError> {
        ledger.drop_draft(&self.id())
    }
}

/// The place that a browser's drafts are counted at: its network, which the store cannot read.
pub fn place(ledger: &dyn Ledger, address: IpAddr) -> String {
    hex(&ledger.keys().derive("draft-place", network(address).to_string().as_bytes()))
}

impl Pocket {
    /// The key that a browser brings.
    pub fn brought(self, headers: &HeaderMap) -> Option<Key> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.find(|(name, _)| *name == self.name)?;
        let digit = |at: usize| u8::from_str_radix(value.get(2 * at..2 * at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..32).map(digit).collect();
        let is_ours = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
        bytes.filter(|_| is_ours)?.try_into().ok().map(Key)
    }

    /// The `Set-Cookie` that puts a key in; `long`: it outlives the browser, for as long as the draft.
    pub fn put(self, headers: &HeaderMap, key: &Key, long: bool) -> HeaderValue {
        let age = if long { format!("; Max-Age={}", DRAFT_LIFETIME.as_secs()) } else { String::new() };
        self.cookie(headers, &hex(&key.0), &age)
    }

    /// The `Set-Cookie` that takes it out.
    pub fn taken(self, headers: &HeaderMap) -> HeaderValue {
        self.cookie(headers, "", "; Max-Age=0")
    }

    fn cookie(self, headers: &HeaderMap, value: &str, age: &str) -> HeaderValue {
        let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https");
        let secure = if secure { "; Secure" } else { "" };
        let Pocket { name, path } = self;
        let text = format!("{name}={value}; Path={path}{age}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("draft=; Path=/report; Max-Age=0"))
    }
}
