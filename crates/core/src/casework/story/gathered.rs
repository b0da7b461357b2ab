//! What must be so of a round at a point of a story: who stands how, what it adds up to, what was known before.

use std::collections::BTreeMap;

use super::Stage;
use super::look::compare;
use crate::casework::case::Case;
use crate::casework::decide::json_of;
use crate::casework::gathering::{self, Line};
use crate::pack::model::{Gather, GatherColumn};
use crate::pack::scenario::Expect;

/// Looks at the table of the case and at what was known of it.
pub(super) fn look(stage: &Stage<'_>, expect: &Expect, case: &Case, wrong: &mut Vec<String>) {
    if let Some(expected) = &expect.known {
        let values = case.foreknown.iter().flat_map(|known| &known.values);
        let text = |json: serde_json::Value| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
        let found: BTreeMap<String, String> =
            values.map(|(name, value)| (name.clone(), text(json_of(value)))).collect();
        compare(wrong, "已知", Some(expected), Some(&found));
    }
    if expect.gathered.is_empty() && expect.totals.is_empty() && expect.columns.is_empty() {
        return;
    }
    let rules = stage.table.kept(&case.id).and_then(|kept| kept.case_type.gathers.clone());
    match rules {
        Some(gather) => table(stage, expect, case, &gather, wrong),
        None => wrong.push("这种件没有汇总表".to_owned()),
    }
}

fn table(stage: &Stage<'_>, expect: &Expect, case: &Case, gather: &Gather, wrong: &mut Vec<String>) {
    let lines: Vec<Line<'_>> = gathering::gathered(gather, case)
        .map(|known| {
            let below = known.identity.as_ref().and_then(|identity| stage.table.kept(&identity.id));
            gathering::line(gather, known, below.map(|kept| &kept.case), stage.table.now)
        })
        .collect();
    let counts = gathering::counts(&lines);
    for (standing, expected) in &expect.gathered {
        let found = counts.get(standing.as_str()).copied().unwrap_or_default().to_string();
        compare(wrong, &format!("汇总 {standing}"), Some(expected), Some(&found));
    }
    let totals = gathering::totals(gather, &lines);
    for (field, expected) in &expect.totals {
        let column = gather.columns.iter().position(|column| column.field == *field);
        let found = column.and_then(|at| *totals.get(at)?).map(|sum| sum.normalize().to_string());
        compare(wrong, &format!("合计 {field}"), Some(expected), found.as_ref());
    }
    for (field, expected) in &expect.columns {
        let found =
            gather.columns.iter().find(|column| column.field == *field).map(|column| told(stage, column, &lines));
        compare(wrong, &format!("汇总表的列 {field}"), Some(expected), found.as_ref());
    }
}

/// What stands in a column, line by line, with what people typed.
fn told(stage: &Stage<'_>, column: &GatherColumn, lines: &[Line<'_>]) -> Vec<String> {
    let text = |json: serde_json::Value| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    let cell = |line: &Line<'_>| {
        line.value(column)?;
        Some(text(json_of(stage.table.values(&line.case?.id).get(&column.field)?)))
    };
    lines.iter().map(|line| cell(line).unwrap_or_else(|| "-".to_owned())).collect()
}
