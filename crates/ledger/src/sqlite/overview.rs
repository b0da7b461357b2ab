//! How the overviews are answered: by the search index's own key.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Sql;

use super::Sqlite;
use super::query::all;
use crate::error::Result;
use crate::overview::Overview;

impl Overview for Sqlite {
    fn words_of(&self, district: &str, cases: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let sql = "SELECT o.case_id, w.words FROM json_each(?) c
            CROSS JOIN search.word_of o ON o.district = ? AND o.case_id = c.value
            CROSS JOIN search.word w ON w.rowid = o.id";
        let with: Vec<Sql> = vec![serde_json::json!(cases).to_string().into(), district.to_owned().into()];
        let rows = self.read(|db| all(db, sql, with, |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))))?;
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (case, words) in rows {
            found.entry(case).or_default().extend(words.split(' ').filter(|word| !word.is_empty()).map(str::to_owned));
        }
        Ok(found)
    }
}
