//! Text messages and work-chat by an HTTP gateway: one POST of JSON for each message, shaped by the office's own template.
//! The same message has the same `Idempotency-Key`, so that a gateway can drop what it has had.

use std::path::PathBuf;
use std::time::Duration;

use bihuan_office::notices::{Carrier, Message, Tongue, Undelivered};
use serde::Deserialize;
use serde_json::Value as Json;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::{Word, unread, wrong};
use crate::failure::Failure;

/// The longest that a gateway may take for one message.
const PATIENCE: Duration = Duration::from_secs(20);

/// A gateway.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gateway {
    url: String,
    #[serde(default)]
    headers: std::collections::BTreeMap<String, Word>,
    /// What is sent; `{id}` `{to}` `{text}` `{number}` `{link}` `{notice}` `{lang}` are filled in inside its texts.
    body: Json,
    /// A certificate authority of the house, as PEM, in place of those that browsers know.
    root: Option<PathBuf>,
}

/// Calls a gateway.
pub(super) struct Caller {
    url: String,
    headers: Vec<(String, String)>,
    body: Json,
    agent: Agent,
}

impl Caller {
    /// # Errors
    /// What in the configuration cannot be taken.
    pub fn new(gateway: &Gateway) -> Result<Self, Failure> {
        if !gateway.url.starts_with("https://") && !gateway.url.starts_with("http://") {
            return Err(wrong("url", &gateway.url));
        }
        let headers = gateway.headers.iter().map(|(name, word)| Ok((name.clone(), word.read()?)));
        let headers: Vec<(String, String)> = headers.collect::<Result<_, Failure>>()?;
        if let Some((name, _)) = headers.iter().find(|(name, value)| !plain(name, value)) {
            return Err(wrong("headers", name));
        }
        let mut config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent("bihuan");
        if let Some(file) = &gateway.root {
            let pem = std::fs::read(file).map_err(|error| unread(file, &error))?;
            let root = Certificate::from_pem(&pem).map_err(|error| wrong("root", error))?;
            let roots = RootCerts::new_with_certs(&[root]);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        Ok(Self { url: gateway.url.clone(), headers, body: gateway.body.clone(), agent: config.build().into() })
    }
}

/// A header that can be sent: a token, and a value on one line.
fn plain(name: &str, value: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    !name.is_empty() && name.chars().all(token) && value.chars().all(|c| !c.is_control() && c.is_ascii())
}

impl Carrier for Caller {
    fn carry(&self, message: &Message) -> Result<(), Undelivered> {
        let body = filled(&self.body, message).to_string();
        let mut call =
            self.agent.post(&self.url).content_type("application/json").header("Idempotency-Key", &message.id);
        for (name, value) in &self.headers {
            call = call.header(name, value);
        }
        match call.send(body.as_bytes()) {
            Ok(answer) => verdict(answer.status().as_u16()),
            Err(ureq::Error::Timeout(_)) => Err(Undelivered::Later("timeout".into())),
            Err(_) => Err(Undelivered::Later("unreachable".into())),
        }
    }
}

/// What a gateway's answer means. What it calls our mistake will be one the next time too.
fn verdict(status: u16) -> Result<(), Undelivered> {
    match status {
        200..=299 => Ok(()),
        408 | 425 | 429 | 500..=599 => Err(Undelivered::Later(format!("put-off-{status}"))),
        _ => Err(Undelivered::Never(format!("refused-{status}"))),
    }
}

/// The template with what it asks for inside its texts. What is filled in is text of JSON, whatever it holds.
fn filled(template: &Json, message: &Message) -> Json {
    match template {
        Json::String(text) => Json::String(fill(text, message)),
        Json::Array(items) => items.iter().map(|item| filled(item, message)).collect(),
        Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), filled(value, message))).collect(),
        other => other.clone(),
    }
}

/// In one pass, so that what is filled in is never taken for a gap.
fn fill(text: &str, message: &Message) -> String {
    let lang = if message.lang == Tongue::En { "en" } else { "zh" };
    let numbers = message.numbers.join(" ");
    let known = [
        ("{id}", message.id.as_str()),
        ("{to}", &message.to),
        ("{text}", &message.text),
        ("{number}", &numbers),
        ("{link}", &message.link),
        ("{notice}", &message.notice),
        ("{lang}", lang),
    ];
    let (mut rest, mut out) = (text, String::new());
    while let Some(at) = rest.find('{') {
        let (before, gap) = rest.split_at(at);
        out.push_str(before);
        let (taken, said) = known.iter().find(|(name, _)| gap.starts_with(name)).map_or(("{", "{"), |found| *found);
        out.push_str(said);
        rest = gap.get(taken.len()..).unwrap_or_default();
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn message() -> Message {
        Message {
            id: "0123".into(),
            to: "13800000000".into(),
            name: String::new(),
            subject: "闭环通知".into(),
            text: "一行\n{to} \"引号\"".into(),
            numbers: vec!["N1".into(), "N2".into()],
            link: "https://bihuan.example/follow".into(),
            notice: "filed".into(),
            lang: Tongue::Zh,
        }
    }

    #[test]
    fn a_template_is_filled_in_once_and_stays_json() {
        let template =
            json!({ "mobile": "{to}", "params": ["{number}", { "t": "【闭环】{text}{unknown}" }], "kind": 3 });
        let said = filled(&template, &message());
        assert_eq!(
            said,
            json!({ "mobile": "13800000000", "params": ["N1 N2", { "t": "【闭环】一行\n{to} \"引号\"{unknown}" }], "kind": 3 })
        );
    }

    #[test]
    fn an_answer_says_whether_to_try_again() {
        assert_eq!(verdict(202), Ok(()));
        for later in [408, 429, 500, 503] {
            assert!(matches!(verdict(later), Err(Undelivered::Later(_))), "{later}");
        }
        for never in [301, 400, 401, 404, 422] {
            assert!(matches!(verdict(never), Err(Undelivered::Never(_))), "{never}");
        }
    }
}
