//! The edition of a day. Whoever asks first on a day has it made; it is entered in the district's record, and its files are
//! kept until the next. Older files are in the hands of whoever took them: their hashes stay in the record.

use std::fmt::Write as _;

use bihuan_core::casework::entered;
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{EntryRow, Hash, KeptRow, LedgerError, RecordRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::rows::Reader;
use super::sets::DataSet;
use super::{DICTIONARY, Edition, File, LICENCE, REGISTER, dictionary};
use crate::Office;
use crate::failure::Failure;
use crate::keeping::Hand;

/// Under which kind the files are kept.
const KEPT: &str = "open-data";
/// The name under which the newest edition is kept.
const NEWEST: &str = "edition";
/// Who makes editions, as the record names it.
const MAKER: &str = "open-data";
/// Records of the books among which a new entry is looked for.
const LOOKED_AT: usize = 50;

/// The newest edition, and where the record tells of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Newest {
    edition: Edition,
    seq: u64,
}

/// What shows that an edition stands in the log.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The edition.
    pub edition: Edition,
    /// Its value as it was entered: with its key, what the record's digest is made of.
    pub value: String,
    /// The record, as its leaf was made of it; with the digest of the entry, and nothing that is not public.
    pub record: String,
    /// Its place in the district's tree.
    pub leaf: u64,
    /// The leaf: SHA-256 of a zero byte and the record.
    pub hash: Hash,
    /// A signed head that covers it, with the way from the leaf to its root; none until the log is signed.
    pub signed: Option<Signed>,
    /// The key that heads are checked with.
    pub key: String,
}

/// A signed head over a record.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The head, a C2SP note.
    pub checkpoint: String,
    /// How many records it covers.
    pub size: u64,
    /// From the leaf to the root.
    pub path: Vec<Hash>,
    /// The root.
    pub root: Hash,
}

impl Office {
    /// The edition of this day, made if nobody asked before.
    ///
    /// # Errors
    /// The store's.
    pub fn open_data(&self, district: &DistrictCode) -> Result<Edition, Failure> {
        Ok(self.newest_edition(district)?.edition)
    }

    /// A file of this day's edition.
    ///
    /// # Errors
    /// [`Failure::NotFound`] for a name that no file has; the store's.
    pub fn open_data_file(&self, district: &DistrictCode, name: &str) -> Result<(Edition, String), Failure> {
        let edition = self.open_data(district)?;
        edition.file(name).ok_or(Failure::NotFound)?;
        let kept = self.ledger().kept_one(district.as_str(), KEPT, &place(&edition, name))?;
        match kept.map(|row| row.body) {
            Some(Json::String(text)) => Ok((edition, text)),
            _ => Err(Failure::NotFound),
        }
    }

    /// What shows that this day's edition stands in the log.
    ///
    /// # Errors
    /// The store's.
    pub fn open_data_proof(&self, district: &DistrictCode) -> Result<Proof, Failure> {
        let Newest { edition, seq } = self.newest_edition(district)?;
        let record = self.ledger().records_after(district.as_str(), seq.saturating_sub(1), 1)?;
        let record = record.into_iter().next().filter(|record| record.seq == seq).ok_or(Failure::NotFound)?;
        let leaf = seq.saturating_sub(1);
        Ok(Proof {
            value: value_of(&edition)?.to_string(),
            edition,
            signed: self.signed(district, leaf)?,
            leaf,
            hash: record.hash,
            record: String::from_utf8_lossy(&record.bytes).into_owned(),
            key: self.ledger().verifier_key(district.as_str()),
        })
    }

    fn signed(&self, district: &DistrictCode, leaf: u64) -> Result<Option<Signed>, Failure> {
        let district = district.as_str();
        let Some(head) = self.ledger().checkpoint_covering(district, leaf)? else { return Ok(None) };
        let proof = self.ledger().inclusion_proof(district, leaf, head.size)?;
        Ok(proof.map(|proof| Signed { checkpoint: head.note, size: head.size, path: proof.path, root: proof.root }))
    }

    fn newest_edition(&self, district: &DistrictCode) -> Result<Newest, Failure> {
        if let Some(newest) = self.kept_of_today(district)? {
            return Ok(newest);
        }
        let _one = self.turn_at(&self.publishing, "publishing")?;
        match self.kept_of_today(district)? {
            Some(newest) => Ok(newest),
            None => self.make(district),
        }
    }

    fn kept_newest(&self, district: &DistrictCode) -> Result<Option<Newest>, Failure> {
        let kept = self.ledger().kept_one(district.as_str(), KEPT, NEWEST)?;
        Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()))
    }

    fn kept_of_today(&self, district: &DistrictCode) -> Result<Option<Newest>, Failure> {
        Ok(self.kept_newest(district)?.filter(|newest| newest.edition.date == self.today()))
    }

    /// Makes the edition. Its files are there before it is told of, and those before it go when it is.
    fn make(&self, district: &DistrictCode) -> Result<Newest, Failure> {
        let before = self.kept_newest(district)?;
        let edition = self.written_out(district)?;
        let seq = self.enter_edition(district, &edition)?;
        let newest = Newest { edition, seq };
        self.keep_as(district, NEWEST, json!(newest))?;
        if let Some(before) = before {
            self.forget(district, &before.edition)?;
        }
        Ok(newest)
    }

    /// Writes and keeps the files of a new edition.
    fn written_out(&self, district: &DistrictCode) -> Result<Edition, Failure> {
        let (law, today) = (self.law(), self.today());
        let mut edition = Edition {
            district: district.to_string(),
            date: today,
            number: self.number_of_next(district)?,
            at: self.clock().now(),
            licence: LICENCE.name.to_owned(),
            synthetic: self.is_demo(),
            checkpoint: self.ledger().checkpoint(district.as_str())?.map(|head| head.note),
            files: Vec::new(),
        };
        let reader = Reader { office: self, law: &law, district, today };
        for set in DataSet::ALL {
            let sheet = reader.sheet(set)?;
            for (name, text) in set.files().into_iter().zip([sheet.csv(), sheet.json(&edition)]) {
                self.keep_file(&mut edition, name, text, (sheet.rows.len(), sheet.cut))?;
            }
        }
        let (text, explained) = dictionary::written(&law, &edition);
        self.keep_file(&mut edition, DICTIONARY.to_owned(), text, (explained, false))?;
        Ok(edition)
    }

    fn number_of_next(&self, district: &DistrictCode) -> Result<u32, Failure> {
        let under = format!("{}.", self.today());
        let before = self.ledger().entries_under(district.as_str(), REGISTER, &under, None, usize::MAX)?;
        Ok(u32::try_from(before.items.len()).unwrap_or(u32::MAX).saturating_add(1))
    }

    fn keep_file(
        &self,
        edition: &mut Edition,
        name: String,
        text: String,
        (rows, cut): (usize, bool),
    ) -> Result<(), Failure> {
        let (owner, at) = (edition.district.clone(), place(edition, &name));
        edition.files.push(File { name, rows, cut, bytes: text.len(), sha256: sha256(&text) });
        let kept = KeptRow { owner, kind: KEPT.to_owned(), name: at, body: Json::String(text), at: Timestamp::now() };
        Ok(self.ledger().keep(kept)?)
    }

    fn keep_as(&self, district: &DistrictCode, name: &str, body: Json) -> Result<(), Failure> {
        let (owner, kind, name) = (district.to_string(), KEPT.to_owned(), name.to_owned());
        Ok(self.ledger().keep(KeptRow { owner, kind, name, body, at: Timestamp::now() })?)
    }

    fn forget(&self, district: &DistrictCode, edition: &Edition) -> Result<(), Failure> {
        for file in &edition.files {
            self.ledger().let_go(district.as_str(), KEPT, &place(edition, &file.name))?;
        }
        Ok(())
    }

    /// Enters an edition in the district's record, and says in which record.
    fn enter_edition(&self, district: &DistrictCode, edition: &Edition) -> Result<u64, Failure> {
        let (key, value) = (edition.key(), value_of(edition)?);
        let digest = entered(&[(&key, &value)]);
        let entry = EntryRow { register: REGISTER.to_owned(), key, value };
        self.enter(&Hand::of_house(MAKER, district), district, vec![entry])?;
        let records = self.ledger().book_records(district.as_str(), None, LOOKED_AT)?;
        let tells = |record: &&RecordRow| String::from_utf8_lossy(&record.bytes).contains(&digest);
        let record = records.iter().find(tells);
        Ok(record.ok_or_else(|| LedgerError::refused("edition", "记录里没有这一期 · no record tells of it"))?.seq)
    }
}

/// An edition as its entry has it: read again from its own text, as the record's digest is.
fn value_of(edition: &Edition) -> Result<Json, Failure> {
    let broken = |error: serde_json::Error| LedgerError::refused("edition", error.to_string());
    Ok(serde_json::to_string(edition).and_then(|text| serde_json::from_str(&text)).map_err(broken)?)
}

/// Where a file of an edition is kept.
fn place(edition: &Edition, name: &str) -> String {
    format!("{}/{name}", edition.key())
}

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
