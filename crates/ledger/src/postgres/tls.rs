//! Who is at the other end: a server elsewhere proves itself by a certificate, or is not spoken to. Only one on this very
//! machine is spoken to in plain text where the address does not say otherwise.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{LedgerError, Result};

/// The parameter of an address that names a file of roots, as libpq has it.
const ROOTS: &str = "sslrootcert=";

/// Takes the file of roots out of an address: what is left, and the file.
pub(super) fn without_roots(url: &str) -> (String, Option<PathBuf>) {
    let Some((before, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (roots, rest): (Vec<&str>, Vec<&str>) = query.split('&').partition(|part| part.starts_with(ROOTS));
    let file = roots.first().and_then(|part| part.strip_prefix(ROOTS)).map(PathBuf::from);
    let left = if rest.is_empty() { before.to_owned() } else { format!("{before}?{}", rest.join("&")) };
    (left, file)
}

/// Whether the address asks for a proof: it says so, or the server is elsewhere.
pub(super) fn settle(config: &mut Config, url: &str) {
    let said = url.contains("sslmode=");
    let here = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
        Host::Unix(_) => true,
    };
    let all_here = config.get_hosts().iter().all(here);
    match config.get_ssl_mode() {
        SslMode::Prefer if !said || all_here => {
            config.ssl_mode(if all_here { SslMode::Disable } else { SslMode::Require })
        }
        SslMode::Prefer => config.ssl_mode(SslMode::Require),
        _ => config,
    };
}

/// What checks certificates: the roots of the file, or those that browsers know.
pub(super) fn checker(roots: Option<PathBuf>) -> Result<MakeRustlsConnect> {
    let mut store = RootCertStore::empty();
    match roots {
        None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let unread = |why: String| {
                let file = file.display();
                LedgerError::refused(
                    "bad-root-certificate",
                    format!("根证书读不了: {file} · the root certificate cannot be read: {why}"),
                )
            };
            for root in CertificateDer::pem_file_iter(&file).map_err(|error| unread(error.to_string()))? {
                let root = root.map_err(|error| unread(error.to_string()))?;
                store.add(root).map_err(|error| unread(error.to_string()))?;
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| LedgerError::Away(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode_of(url: &str) -> SslMode {
        let (url, _) = without_roots(url);
        let mut config: Config = url.parse().unwrap_or_default();
        settle(&mut config, &url);
        config.get_ssl_mode()
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_plain_text() {
        assert_eq!(mode_of("postgresql://a@127.0.0.1/x"), SslMode::Disable);
        assert_eq!(mode_of("postgresql://a@localhost/x"), SslMode::Disable);
        assert_eq!(mode_of("postgresql://a@127.0.0.1/x?sslmode=require"), SslMode::Require);
        assert_eq!(mode_of("postgresql://a@db.example/x"), SslMode::Require);
        assert_eq!(mode_of("postgresql://a@db.example/x?sslmode=prefer"), SslMode::Require);
        assert_eq!(mode_of("postgresql://a@db.example/x?sslmode=disable"), SslMode::Disable);
        assert_eq!(mode_of("postgresql://a@127.0.0.1,db.example/x"), SslMode::Require);
    }

    #[test]
    fn the_file_of_roots_is_taken_out_of_the_address() {
        let (url, file) =
            without_roots("postgresql://a@h/x?sslmode=require&sslrootcert=/etc/root.crt&connect_timeout=3");
        assert_eq!(url, "postgresql://a@h/x?sslmode=require&connect_timeout=3");
        assert_eq!(file, Some(PathBuf::from("/etc/root.crt")));
        assert_eq!(without_roots("postgresql://a@h/x?sslrootcert=r").0, "postgresql://a@h/x");
    }
}
