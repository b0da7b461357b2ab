//! Against forged forms: a token that belongs to the session, and for forms without a session the browser's own word
//! that the form came from a page of ours.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use bihuan_ledger::Keys;

use super::sessions::Session;

/// The token of a session's forms, sent as the field `csrf`. Derived from the session, so it ends with it.
pub fn token(keys: &Keys, session: &Session) -> String {
    hex(keys.derive("csrf", session.secret.as_bytes()).get(..16).unwrap_or_default())
}

/// Whether a form brings its session's token.
pub fn is_token(keys: &Keys, session: &Session, given: &str) -> bool {
    same(token(keys, session).as_bytes(), given.as_bytes())
}

/// Whether a form was sent from a page of ours, as far as the browser says. What says nothing is no browser, and brings
/// no cookie that somebody else could make use of.
pub fn is_from_here(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = said(ORIGIN.as_str()) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == said(HOST.as_str())
}

/// Equal, in a time that does not depend on where they differ.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_form_from_elsewhere_is_known() {
        assert!(is_from_here(&headers(&[])));
        assert!(is_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_from_here(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(is_from_here(&headers(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")])));
        assert!(!is_from_here(&headers(&[("origin", "http://evil.example"), ("host", "127.0.0.1:8080")])));
        assert!(!is_from_here(&headers(&[("origin", "null"), ("host", "127.0.0.1:8080")])));
    }
}
