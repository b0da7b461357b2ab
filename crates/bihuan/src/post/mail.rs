//! Letters by SMTP. The peer's words are not kept: they may hold an address. A code says enough to act on.

use std::path::PathBuf;
use std::time::Duration;

use bihuan_office::notices::{Carrier, Message, Undelivered};
use lettre::address::Address;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport};
use serde::Deserialize;

use super::{Word, unread, wrong};
use crate::failure::Failure;

/// The longest that a server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);

/// An SMTP server.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    host: String,
    port: Option<u16>,
    #[serde(default)]
    tls: Security,
    /// A certificate authority of the house, as PEM, beside those that browsers know.
    root: Option<PathBuf>,
    user: Option<String>,
    password: Option<Word>,
    from: String,
}

/// How the connection is kept private.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Security {
    /// Plain first, then TLS; refused if the server does not offer it.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// In plain: for a server on this machine or in a closed network.
    None,
}

/// Writes letters and hands them to a server.
pub(super) struct Post {
    from: Mailbox,
    host: String,
    transport: SmtpTransport,
}

impl Post {
    /// # Errors
    /// What in the configuration cannot be taken.
    pub fn new(server: &Server) -> Result<Self, Failure> {
        let from: Mailbox = server.from.parse().map_err(|error| wrong("mail.from", error))?;
        let tls = || parameters(server);
        let (tls, port) = match server.tls {
            Security::StartTls => (Tls::Required(tls()?), 587),
            Security::Tls => (Tls::Wrapper(tls()?), 465),
            Security::None => (Tls::None, 25),
        };
        let own = ClientId::Domain(from.email.domain().to_owned());
        let mut builder = SmtpTransport::builder_dangerous(&server.host)
            .tls(tls)
            .port(server.port.unwrap_or(port))
            .hello_name(own)
            .timeout(Some(PATIENCE));
        if let (Some(user), Some(password)) = (&server.user, &server.password) {
            builder = builder.credentials(Credentials::new(user.clone(), password.read()?));
        }
        Ok(Self { host: from.email.domain().to_owned(), from, transport: builder.build() })
    }

    fn letter(&self, message: &Message) -> Option<lettre::Message> {
        let address: Address = message.to.parse().ok()?;
        // A name ends up in a header; whatever could end one is taken out, the rest is encoded.
        let name: String = message.name.chars().filter(|c| !c.is_control()).take(60).collect();
        let to = Mailbox::new((!name.is_empty()).then_some(name), address);
        let subject: String = message.subject.chars().filter(|c| !c.is_control()).collect();
        lettre::Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(format!("<{}@{}>", message.id, self.host)))
            .header(ContentType::TEXT_PLAIN)
            .body(message.text.clone())
            .ok()
    }
}

impl Carrier for Post {
    fn carry(&self, message: &Message) -> Result<(), Undelivered> {
        let Some(letter) = self.letter(message) else { return Err(Undelivered::Never("bad-address".into())) };
        match self.transport.send(&letter) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Undelivered::Never(code("refused", &error))),
            Err(error) if error.is_transient() => Err(Undelivered::Later(code("put-off", &error))),
            Err(error) if is_certificate(&error) => Err(Undelivered::Later("bad-certificate".into())),
            Err(error) if error.is_tls() => Err(Undelivered::Later("no-tls".into())),
            Err(error) if error.is_timeout() => Err(Undelivered::Later("timeout".into())),
            Err(_) => Err(Undelivered::Later("unreachable".into())),
        }
    }
}

/// Whether the server could not show that it is the one that is meant. The handshake comes with the first byte that is
/// read, so this arrives as a fault of the network: only its cause says more.
fn is_certificate(error: &lettre::transport::smtp::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.to_string().contains("invalid peer certificate") {
            return true;
        }
        cause = error.source();
    }
    false
}

/// `refused-550`: what happened, with the server's own number.
fn code(what: &str, error: &lettre::transport::smtp::Error) -> String {
    error.status().map_or_else(|| what.to_owned(), |status| format!("{what}-{status}"))
}

fn parameters(server: &Server) -> Result<TlsParameters, Failure> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(file) = &server.root {
        let pem = std::fs::read(file).map_err(|error| unread(file, &error))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| wrong("mail.root", error))?);
    }
    builder.build().map_err(|error| wrong("mail.tls", error))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use bihuan_office::notices::Tongue;

    fn post() -> Post {
        let server =
            serde_json::json!({ "host": "127.0.0.1", "tls": "none", "from": "Bihuan <notice@bihuan.example>" });
        Post::new(&serde_json::from_value(server).unwrap()).ok().unwrap()
    }

    fn message(name: &str, to: &str) -> Message {
        Message {
            id: "0123".into(),
            to: to.into(),
            name: name.into(),
            subject: "闭环通知\r\nX-Evil: 1".into(),
            text: "一行".into(),
            numbers: vec![],
            link: String::new(),
            notice: "given".into(),
            lang: Tongue::Zh,
        }
    }

    #[test]
    fn a_name_cannot_write_a_header() {
        for name in [
            "合成某\r\nBcc: x@y.example",
            "a\nBcc: x@y.example",
            "\"q\", <x@y.example>",
            "合成\u{2028}Bcc: x@y.example",
        ] {
            let letter = post().letter(&message(name, "clerk@office.example")).unwrap();
            assert_eq!(letter.envelope().to().len(), 1, "{name:?}");
            assert_eq!(letter.envelope().to()[0].to_string(), "clerk@office.example", "{name:?}");
            let written = String::from_utf8(letter.formatted()).unwrap();
            let head = written.split("\r\n\r\n").next().unwrap();
            let names: Vec<&str> = head
                .lines()
                .filter(|line| !line.starts_with([' ', '\t']))
                .filter_map(|line| line.split_once(':').map(|(name, _)| name))
                .collect();
            assert!(!names.iter().any(|name| ["Bcc", "X-Evil"].contains(name)), "{name:?}: {head}");
        }
    }

    #[test]
    fn what_is_no_address_never_goes_out() {
        for to in ["", "nobody", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"] {
            assert_eq!(post().carry(&message("x", to)), Err(Undelivered::Never("bad-address".into())), "{to:?}");
        }
    }
}
