//! Entries of a register as they are looked for: by words that stand in them, by what a field says, in the order of a
//! field. The index has a row for each pair of letters and for each short value of an entry; it is kept by the store itself
//! as entries come and go, and only for registers that a pack declares.

use serde_json::Value;

use crate::engine::Engine;
use crate::error::Result;
use crate::query::limit;
use crate::sql::{Sql, all, json};
use crate::write::EntryRow;

/// Letters of a value that its place in an order is made of, and of a text that are looked at.
pub const LOOKED_AT: usize = 60;
/// Words of one question beyond which it is narrow enough.
const MOST_WORDS: usize = 12;
/// Rows that are counted to tell a rare word from a common one.
const COUNTED: usize = 500;
/// Between the word and the key of a place: no letter of a name.
const BETWEEN: char = '\u{1}';

/// Which entries a list shows.
#[derive(Clone, Debug, Default)]
pub struct EntryQuery {
    /// Words of the index that an entry must have: [`EntryQuery::grams`], [`EntryQuery::word_of`].
    pub words: Vec<String>,
    /// The field by which it is ordered; by key where there is none. Entries that do not say it are left out.
    pub sort: Option<String>,
    /// The place where the last page ended.
    pub after: Option<String>,
    /// 1..=200; 0 means 50.
    pub limit: usize,
}

impl EntryQuery {
    /// The words of the index by which a text is looked for: each pair of its letters, or the one letter.
    pub fn grams(text: &str) -> Vec<String> {
        let letters: Vec<char> = text.to_ascii_lowercase().chars().take(LOOKED_AT).collect();
        match letters.as_slice() {
            [] => Vec::new(),
            [one] => vec![one.to_string()],
            letters => letters.windows(2).map(|pair| pair.iter().collect()).collect(),
        }
    }

    /// The word by which an entry stands under what a field says; none for what has no order.
    pub fn word_of(field: &str, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(Self::word_of_text(field, text)),
            Value::Bool(yes) => Some(Self::word_of_text(field, &yes.to_string())),
            Value::Number(number) if number.is_i64() => Some(Self::word_of_text(field, &number.to_string())),
            _ => None,
        }
    }

    /// The same, of a value as it is written.
    pub fn word_of_text(field: &str, text: &str) -> String {
        let text: String = text.to_ascii_lowercase().chars().take(LOOKED_AT).collect();
        format!("={field}:{text}")
    }

    /// A place in an order by a field.
    pub fn place(word: &str, key: &str) -> String {
        format!("{word}{BETWEEN}{key}")
    }
}

/// The rows that a query asks for, each with its place.
pub(crate) fn entries_found(
    ledger: &impl Engine,
    district: &str,
    register: &str,
    query: &EntryQuery,
) -> Result<Vec<(String, EntryRow)>> {
    let mut words: Vec<String> = query.words.clone();
    words.sort();
    words.dedup();
    words.truncate(MOST_WORDS);
    let mut asked = Asked { sql: String::new(), with: vec![district.to_owned().into(), register.to_owned().into()] };
    match &query.sort {
        Some(field) => asked.in_order_of(field, query.after.as_deref()),
        None => {
            let rarest = rarest(ledger, district, register, &words)?;
            asked.by_key(rarest.map(|at| words.remove(at)), query.after.as_deref());
        }
    }
    asked.with_words(&words);
    let sorted = query.sort.is_some();
    asked.sql.push_str(&format!(
        " ORDER BY {} LIMIT {}",
        if sorted { "w.word, w.key" } else { "key" },
        limit(query.limit)
    ));
    ledger.read(|db| {
        all(db, &asked.sql, asked.with.clone(), |row| {
            let value = json(row, 2)?;
            let entry = EntryRow { register: row.get(0)?, key: row.get(1)?, value };
            let word: Option<String> = if sorted { Some(row.get(3)?) } else { None };
            let place = word.map_or_else(|| entry.key.clone(), |word| EntryQuery::place(&word, &entry.key));
            Ok((place, entry))
        })
    })
}

/// Which of some words the fewest entries have, as far as it is counted.
fn rarest(ledger: &impl Engine, district: &str, register: &str, words: &[String]) -> Result<Option<usize>> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM register_word WHERE district = ?1 AND register = ?2 AND word = ?3 LIMIT {COUNTED})"
    );
    let mut best: Option<(i64, usize)> = None;
    for (at, word) in words.iter().enumerate() {
        let count: i64 =
            ledger.read(|db| db.prepare_cached(&sql)?.the_row((district, register, word), |r| r.get(0)))?;
        if best.is_none_or(|(least, _)| count < least) {
            best = Some((count, at));
        }
    }
    Ok(best.map(|(_, at)| at))
}

/// A question as it is put together.
struct Asked {
    sql: String,
    with: Vec<Sql>,
}

impl Asked {
    /// From the index of a word, or from the register itself, by key.
    fn by_key(&mut self, word: Option<String>, after: Option<&str>) {
        match word {
            Some(word) => {
                self.sql.push_str(
                    "SELECT r.register, w.key AS key, r.value FROM register_word w CROSS JOIN register r
                     ON r.district = w.district AND r.register = w.register AND r.key = w.key
                     WHERE w.district = ?1 AND w.register = ?2 AND w.word = ? AND w.key > ?",
                );
                self.with.push(word.into());
            }
            None => self.sql.push_str(
                "SELECT w.register, w.key AS key, w.value FROM register w
                 WHERE w.district = ?1 AND w.register = ?2 AND w.key > ?",
            ),
        }
        self.with.push(after.unwrap_or_default().to_owned().into());
    }

    /// From the index, in the order of what a field says.
    fn in_order_of(&mut self, field: &str, after: Option<&str>) {
        self.sql.push_str(
            "SELECT r.register, w.key AS key, r.value, w.word FROM register_word w CROSS JOIN register r
             ON r.district = w.district AND r.register = w.register AND r.key = w.key
             WHERE w.district = ?1 AND w.register = ?2 AND w.word >= ? AND w.word < ? AND (w.word > ? OR w.key > ?)",
        );
        let (first, key) = after.and_then(|place| place.split_once(BETWEEN)).unwrap_or_default();
        let begin = format!("={field}:");
        let start = if first.starts_with(&begin) { first.to_owned() } else { begin.clone() };
        let end = format!("={field};");
        self.with.extend([start.clone().into(), end.into(), start.into(), key.to_owned().into()]);
    }

    /// Each of these words the entry has as well.
    fn with_words(&mut self, words: &[String]) {
        for word in words {
            self.sql.push_str(
                " AND EXISTS (SELECT 1 FROM register_word x WHERE x.district = ?1 AND x.register = ?2 AND x.word = ? AND x.key = w.key)",
            );
            self.with.push(word.clone().into());
        }
    }
}
