//! How notices leave the house: the file that `--channels` names, and what carries by each channel.
//!
//! The file is JSON. `address` is where residents and officers open the pages; `mail` is an SMTP server, `sms` and `chat`
//! are HTTP gateways. What must not be read by others stands in a file or in the environment, never here:
//! `{"env": "NAME"}` or `{"file": "PATH"}`. The guide tells it whole: `docs/notices.md`.

mod gateway;
mod mail;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bihuan_core::pack::model::Means;
use bihuan_office::notices::{Carrier, WaysOut};
use serde::Deserialize;

use crate::failure::Failure;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Channels {
    /// Where the pages stand, as receivers open them.
    address: String,
    mail: Option<mail::Server>,
    sms: Option<gateway::Gateway>,
    chat: Option<gateway::Gateway>,
}

/// A word that may be a secret: written here, or kept elsewhere.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Word {
    Plain(String),
    Env { env: String },
    File { file: PathBuf },
}

impl Word {
    fn read(&self) -> Result<String, Failure> {
        match self {
            Self::Plain(word) => Ok(word.clone()),
            Self::Env { env } => std::env::var(env).map_err(|_| {
                Failure::Use(format!("环境变量 {env} 没有设置 · the environment variable {env} is not set"))
            }),
            Self::File { file } => {
                let text = std::fs::read_to_string(file).map_err(|error| unread(file, &error))?;
                Ok(text.trim_end_matches(['\r', '\n']).to_owned())
            }
        }
    }
}

/// The ways out of an instance. Without a file nothing leaves the machine, and links lead to where it listens.
pub fn ways_out(file: Option<&Path>, listening: &str) -> Result<WaysOut, Failure> {
    let Some(file) = file else {
        return Ok(WaysOut { address: format!("http://{listening}"), carriers: BTreeMap::new() });
    };
    let text = std::fs::read_to_string(file).map_err(|error| unread(file, &error))?;
    let channels: Channels = serde_json::from_str(&text).map_err(|error| {
        Failure::Use(format!("{} 读不懂:{error} · the file of channels cannot be taken", file.display()))
    })?;
    let mut carriers: BTreeMap<Means, Arc<dyn Carrier>> = BTreeMap::new();
    if let Some(server) = &channels.mail {
        carriers.insert(Means::Mail, Arc::new(mail::Post::new(server)?));
    }
    for (means, gateway) in [(Means::Sms, &channels.sms), (Means::Chat, &channels.chat)] {
        if let Some(gateway) = gateway {
            carriers.insert(means, Arc::new(gateway::Caller::new(gateway)?));
        }
    }
    Ok(WaysOut { address: channels.address.trim_end_matches('/').to_owned(), carriers })
}

fn unread(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Use(format!("{} 读不到:{error} · the file cannot be read", file.display()))
}

/// Something in the file that cannot be taken.
fn wrong(what: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Use(format!("渠道配置里的 {what} 不对:{why} · `{what}` of the channels cannot be taken"))
}
