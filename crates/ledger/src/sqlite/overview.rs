//! How the overviews are answered: by the primary key of the kept figures, and by the search index's own key.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::Row;
use rusqlite::types::Value as Sql;

use super::Sqlite;
use super::query::all;
use crate::error::Result;
use crate::figures::conditions;
use crate::overview::{Overview, SumRow};
use crate::read::CountQuery;

impl Overview for Sqlite {
    fn sums_by_unit(&self, query: &CountQuery) -> Result<Vec<SumRow>> {
        self.sums(query, "indicator, unit, NULL, sum(n)", "1, 2")
    }

    fn sums_by_month(&self, query: &CountQuery) -> Result<Vec<SumRow>> {
        self.sums(query, "indicator, '', substr(day, 1, 7) || '-01', sum(n)", "1, 3")
    }

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

impl Sqlite {
    /// Sums of the kept figures, grouped and in the order of these columns.
    fn sums(&self, query: &CountQuery, columns: &str, by: &str) -> Result<Vec<SumRow>> {
        let mut rows = Vec::new();
        for (test, with) in conditions(query) {
            let sql = format!("SELECT {columns} FROM figure WHERE {test} GROUP BY {by} ORDER BY {by}");
            rows.extend(self.read(|db| all(db, &sql, with, sum_row))?);
        }
        Ok(rows)
    }
}

fn sum_row(r: &Row<'_>) -> rusqlite::Result<SumRow> {
    let month: Option<String> = r.get(2)?;
    let month = month.map(|day| day.parse::<Date>().map_err(|_| rusqlite::Error::InvalidQuery)).transpose()?;
    Ok(SumRow { indicator: r.get(0)?, unit: r.get(1)?, month, n: r.get(3)? })
}
