//! A draft: the text of a pack that somebody works on. It rules nothing, and is no part of the record until it is published.

use std::collections::BTreeSet;

use bihuan_core::casework::Who;
use bihuan_core::casework::refusal::{Refusal, RefusalCode};
use bihuan_core::pack::{self, Reading};
use bihuan_ledger::{KeptRow, LedgerError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::act::keeper_everywhere;
use crate::Office;
use crate::failure::Failure;
use crate::law::{PackSource, digest};

/// Under which kind drafts are kept.
const DRAFT: &str = "pack-draft";

/// A text longer than this in all files is no pack (2 MiB).
const MOST: usize = 2 << 20;

/// A draft of a pack.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Draft {
    /// The pack.
    pub pack: String,
    /// The version that it began with.
    pub base: u32,
    /// The files.
    pub source: PackSource,
    /// Who wrote at it, by account.
    pub editors: BTreeSet<String>,
    /// When it was written at last.
    pub at: Timestamp,
}

impl Draft {
    /// What tells this text from every other: who saves or publishes says which one was looked at.
    #[must_use]
    pub fn digest(&self) -> String {
        digest(&self.source).unwrap_or_default()
    }

    /// Reads and checks it.
    #[must_use]
    pub fn read(&self) -> Reading {
        pack::read(&self.source.bytes())
    }
}

impl Office {
    /// The draft of a pack, if somebody works on one.
    ///
    /// # Errors
    /// The store's.
    pub fn draft(&self, pack: &str) -> Result<Option<Draft>, Failure> {
        let kept = self.ledger().kept_one("", DRAFT, pack)?;
        Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()))
    }

    /// Begins a draft with the version in force, under the next number that is free; the one that is there, if there is.
    ///
    /// # Errors
    /// Not the keeper; no such pack.
    pub fn begin_draft(&self, who: &Who, pack: &str) -> Result<Draft, Failure> {
        let user = keeper_everywhere(self, who)?;
        let _one = self.changing()?;
        if let Some(draft) = self.draft(pack)? {
            return Ok(draft);
        }
        let law = self.law();
        let base = law.packs.get(pack).ok_or(Failure::NotFound)?.version;
        let source = self.source_of(pack, base)?;
        let source = numbered(source, self.number_free_for(pack)?);
        let draft =
            Draft { pack: pack.to_owned(), base, source, editors: BTreeSet::from([user]), at: self.clock().now() };
        self.put_draft(&draft)?;
        Ok(draft)
    }

    /// Keeps a changed text. `seen` is the digest of the one that whoever writes began with.
    ///
    /// # Errors
    /// Not the keeper; somebody else wrote meanwhile (`stale`); a text that is too long.
    pub fn keep_draft(&self, who: &Who, pack: &str, seen: &str, source: PackSource) -> Result<Draft, Failure> {
        let user = keeper_everywhere(self, who)?;
        let _one = self.changing()?;
        let mut draft = self.draft(pack)?.ok_or(Failure::NotFound)?;
        if draft.digest() != seen {
            return Err(overtaken().into());
        }
        if source.files.iter().map(|(_, text)| text.len()).sum::<usize>() > MOST {
            let (zh, en) = ("草稿超过 2 MiB，请删减", "The draft is longer than 2 MiB. Make it shorter.");
            return Err(Refusal::new(RefusalCode::Invalid, zh, en).about("/text", "too-long").into());
        }
        draft.source = source;
        draft.editors.insert(user);
        draft.at = self.clock().now();
        self.put_draft(&draft)?;
        Ok(draft)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// Not the keeper.
    pub fn drop_draft(&self, who: &Who, pack: &str) -> Result<(), Failure> {
        keeper_everywhere(self, who)?;
        let _one = self.changing()?;
        Ok(self.ledger().let_go("", DRAFT, pack)?)
    }

    /// The source of a version that the store keeps.
    ///
    /// # Errors
    /// No such version; the store's.
    pub fn source_of(&self, pack: &str, version: u32) -> Result<PackSource, Failure> {
        let row = self.ledger().pack(pack, &version.to_string())?.ok_or(Failure::NotFound)?;
        let source = serde_json::from_slice(&row.source);
        Ok(source.map_err(|error| LedgerError::refused("pack-kept", error.to_string()))?)
    }

    /// The first number above every version that was ever kept or published.
    fn number_free_for(&self, pack: &str) -> Result<u32, Failure> {
        let kept = self.ledger().packs()?;
        let kept = kept.iter().filter(|row| row.pack == pack).filter_map(|row| row.version.parse::<u32>().ok());
        let law = self.law();
        let published = law.timeline.of_pack(pack).iter().map(|one| one.version);
        Ok(kept.chain(published).max().unwrap_or_default().saturating_add(1))
    }

    pub(super) fn forget_draft(&self, pack: &str) -> Result<(), Failure> {
        Ok(self.ledger().let_go("", DRAFT, pack)?)
    }

    fn put_draft(&self, draft: &Draft) -> Result<(), Failure> {
        let body =
            serde_json::to_value(draft).map_err(|error| LedgerError::refused("pack-draft", error.to_string()))?;
        let (owner, kind, name) = (String::new(), DRAFT.to_owned(), draft.pack.clone());
        Ok(self.ledger().keep(KeptRow { owner, kind, name, body, at: Timestamp::now() })?)
    }
}

/// The same source under another number.
fn numbered(mut source: PackSource, version: u32) -> PackSource {
    for (path, text) in &mut source.files {
        if path == "pack.yaml" {
            *text = pack::numbers::with_version(text, version);
        }
    }
    source
}

fn overtaken() -> Refusal {
    let (zh, en) = (
        "您打开之后，草稿已由别人改过；请重新打开再改",
        "Somebody else changed the draft since you opened it. Open it again, then change it.",
    );
    Refusal::new(RefusalCode::Guard, zh, en).about("/text", "stale")
}
