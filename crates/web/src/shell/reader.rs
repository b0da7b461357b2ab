//! What a reader brings along: language, district, and the address of the page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};

use crate::words::{Lang, Words};

/// The address of a page inside this instance: path and query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Here(String);

impl Default for Here {
    fn default() -> Self {
        Self("/".into())
    }
}

impl Here {
    /// An address as the request has it. One that could be read as another host's is the home page.
    pub fn new(path_and_query: &str) -> Self {
        let ours =
            path_and_query.starts_with('/') && !path_and_query.starts_with("//") && !path_and_query.contains('\\');
        if ours { Self(path_and_query.into()) } else { Self::default() }
    }

    /// Path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.0.split_once('?').map_or(self.as_str(), |(path, _)| path)
    }

    /// The raw value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters().find_map(|p| p.strip_prefix(name)?.strip_prefix('='))
    }

    /// The same page with one parameter set. `value` must need no escaping, as a tag or a code.
    pub fn with(&self, name: &str, value: &str) -> String {
        let others = self.parameters().filter(|p| p.split('=').next() != Some(name)).map(str::to_owned);
        let all: Vec<String> = others.chain([format!("{name}={value}")]).collect();
        format!("{}?{}", self.path(), all.join("&"))
    }

    /// The same page without a parameter.
    #[must_use]
    pub fn without(&self, name: &str) -> Here {
        let others: Vec<&str> = self.parameters().filter(|p| p.split('=').next() != Some(name)).collect();
        let query = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
        Here(format!("{}{query}", self.path()))
    }

    fn parameters(&self) -> impl Iterator<Item = &str> {
        let query = self.0.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter(|p| !p.is_empty())
    }
}

/// Text as a part of an address: letters, digits and `-._~` stand as they are.
pub fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Who asks, as far as the frame of a page needs it. An extractor: `async fn page(reader: Reader) -> Page`.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// Language by address, cookie, browser.
    pub lang: Lang,
    /// District by `?d=` or cookie, six digits; whether there is such a district is the caller's to say.
    pub district: Option<String>,
    /// The page's address.
    pub here: Here,
    /// Whether the request sends a form.
    pub sends: bool,
}

impl Reader {
    /// What a request says of its reader.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let here = Here::new(uri.path_and_query().map_or("/", |p| p.as_str()));
        let accept = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        let lang = Lang::choose(here.parameter("lang"), cookie(headers, "lang"), accept);
        let chosen = here.parameter("d").filter(|d| is_district(d));
        let district = chosen.or_else(|| cookie(headers, "d").filter(|d| is_district(d))).map(str::to_owned);
        Self { lang, district, here, sends: false }
    }

    /// The sentences in the reader's language.
    pub fn words(&self) -> &'static Words {
        Words::of(self.lang)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self { sends: parts.method == Method::POST, ..Self::of(&parts.uri, &parts.headers) })
    }
}

/// A cookie's value.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

pub(super) fn is_district(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_set_once_and_the_others_stay() {
        let here = Here::new("/desk?unit=a&lang=zh&page=2");
        assert_eq!(here.with("lang", "en"), "/desk?unit=a&page=2&lang=en");
        assert_eq!(here.without("unit").as_str(), "/desk?lang=zh&page=2");
        assert_eq!(here.path(), "/desk");
        assert_eq!(here.parameter("page"), Some("2"));
        assert_eq!(Here::new("/").with("d", "420103"), "/?d=420103");
    }

    #[test]
    fn an_address_elsewhere_is_the_home_page() {
        for elsewhere in ["//evil.example/", "https://evil.example/", "/\\evil.example", ""] {
            assert_eq!(Here::new(elsewhere).as_str(), "/");
        }
    }
}
