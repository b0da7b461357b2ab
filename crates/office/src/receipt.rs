//! Receipts: the code that proves a reporter, and the place of a record in the log.

use bihuan_core::casework::CaseId;
use bihuan_ledger::{Hash, Keys};
use serde::Serialize;

use crate::Office;

/// Letters and digits that nobody confuses when they are written down: no 0 O 1 I.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// How long a code is: 60 bits, so that guessing is hopeless beside the limit on wrong codes.
const CODE_LENGTH: usize = 12;

/// What a reporter keeps.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    /// The case's number.
    pub number: String,
    /// The code; with the number it opens the case to its reporter. Shown once, derived, never stored.
    pub code: String,
    /// The record's index in the district's tree; none until the tree has grown over it.
    pub leaf: Option<u64>,
    /// SHA-256 of the first record.
    pub hash: String,
    /// The signed checkpoint that covers it; none until there is one.
    pub checkpoint: Option<String>,
}

impl Office {
    /// The receipt of a case whose first record has this place and hash.
    pub fn receipt(&self, district: &str, id: &CaseId, number: &str, seq: u64, hash: Hash) -> Receipt {
        let index = seq.saturating_sub(1);
        let checkpoint = self.ledger().checkpoint_covering(district, index).ok().flatten();
        Receipt {
            number: number.to_owned(),
            code: receipt_code(self.ledger().keys(), id),
            leaf: checkpoint.as_ref().map(|_| index),
            hash: hash.to_string(),
            checkpoint: checkpoint.map(|it| it.note),
        }
    }

    /// Whether this is the code of that case, in a time that does not depend on where they differ.
    pub fn is_code_of(&self, id: &CaseId, code: &str) -> bool {
        let right = receipt_code(self.ledger().keys(), id);
        let given: Vec<u8> = code.bytes().filter(|b| !b" -".contains(b)).map(|b| b.to_ascii_uppercase()).collect();
        given.len() == right.len() && given.iter().zip(right.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
    }
}

fn receipt_code(keys: &Keys, id: &CaseId) -> String {
    let digest = keys.derive("receipt", id.0.as_bytes());
    digest.iter().take(CODE_LENGTH).map(|byte| letter(*byte)).collect()
}

fn letter(byte: u8) -> char {
    ALPHABET.get(usize::from(byte % 32)).map_or('2', |&letter| char::from(letter))
}
