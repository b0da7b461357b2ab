//! The words of a notice, as the pack of its case says them, with what may be filled in.

use bihuan_core::calendar::civil;
use bihuan_core::casework::TypeId;
use bihuan_ledger::NewNotice;
use jiff::Timestamp;

use super::REPORTER;
use crate::law::Law;

/// A language that messages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Tongue {
    /// The language of a kept tag; Chinese for any other.
    pub fn of(tag: &str) -> Tongue {
        if tag == "en" { Tongue::En } else { Tongue::Zh }
    }
}

impl Law {
    /// What a notice says; none if its pack has no words for it. English words are those of the pack in force: a
    /// translation may be mended without a case being in the way.
    pub fn notice_text(&self, told: &NewNotice, lang: Tongue) -> Option<String> {
        let (pack, case) = told.type_id.split_once('.')?;
        let rules = self.rules_at(&TypeId(told.type_id.clone()), told.version)?;
        let words = &rules.notices.iter().find(|notice| notice.name == told.name)?.text;
        let english = || self.packs.get(pack)?.english("notice", &[case, &told.name]);
        let words = match lang {
            Tongue::Zh => words.as_str(),
            Tongue::En => english().unwrap_or(words),
        };
        Some(words.replace("{number}", &told.number).replace("{due}", &due(told.due, lang)))
    }
}

fn due(at: Option<Timestamp>, lang: Tongue) -> String {
    match (at.map(civil), lang) {
        (Some(at), Tongue::Zh) => at.strftime("%-m月%-d日 %H:%M").to_string(),
        (Some(at), Tongue::En) => at.strftime("%-d %b %H:%M").to_string(),
        (None, Tongue::Zh) => "未定".to_owned(),
        (None, Tongue::En) => "not set".to_owned(),
    }
}

/// The page on which a receiver finds out more.
pub(super) fn link(address: &str, told: &NewNotice) -> String {
    match told.receiver.as_str() {
        REPORTER => format!("{address}/follow"),
        _ => format!("{address}/desk/cases/{}", told.number),
    }
}

/// One line for the head of a letter.
pub(super) fn subject(told: &[&NewNotice], lang: Tongue) -> String {
    match (told, lang) {
        ([one], Tongue::Zh) => format!("闭环通知 {}", one.number),
        ([one], Tongue::En) => format!("Bihuan notice {}", one.number),
        (all, Tongue::Zh) => format!("闭环通知 {} 条", all.len()),
        (all, Tongue::En) => format!("Bihuan: {} notices", all.len()),
    }
}
