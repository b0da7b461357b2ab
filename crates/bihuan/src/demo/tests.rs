//! The demonstration is filled once here, and looked at from all sides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::{BTreeMap, BTreeSet};

use bihuan_ledger::{CaseQuery, Ledger, Vault, VaultContent};
use serde_json::Value as Json;

use super::*;

fn names() -> Vec<String> {
    let text = include_str!("../../../../data/documents/names.json");
    let all: Vec<BTreeMap<String, Json>> = serde_json::from_str(text).unwrap();
    all.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn cases(ledger: &Sqlite) -> Vec<bihuan_ledger::CaseRow> {
    let (mut all, mut query) = (Vec::new(), CaseQuery { limit: 200, ..CaseQuery::default() });
    loop {
        let page = ledger.cases(&query).unwrap();
        all.extend(page.items);
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return all,
        }
    }
}

fn typed(ledger: &Sqlite, case: &bihuan_ledger::CaseRow) -> Vec<String> {
    let open = |content| match content {
        VaultContent::Kept(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        VaultContent::Erased => String::new(),
    };
    ledger.vault(&case.district, &case.case).unwrap().into_values().map(open).collect()
}

#[test]
fn six_weeks_are_made_by_the_law_alone_and_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
    let until: Timestamp = "2026-03-10T09:00:00+08:00".parse().unwrap();
    let started = std::time::Instant::now();
    let walked = fill(&ledger, &crate::sources::carried(), until).unwrap().expect("an empty store is filled");
    println!("filled in {:?}: {} matters, {} acts", started.elapsed(), walked.filed, walked.acts);
    assert_eq!(walked.refused, Vec::<String>::new(), "a plot asks only for what the law allows");

    let all = cases(&ledger);
    assert!((150..=400).contains(&all.len()), "{} matters", all.len());
    assert!(all.iter().all(|case| case.head.synthetic && case.district == DISTRICT && case.head.opened <= until));
    let stages: BTreeSet<&str> = all.iter().map(|case| case.head.stage.as_str()).collect();
    assert!(stages.len() >= 8, "{stages:?}");
    let outcomes: BTreeSet<&str> = all.iter().filter_map(|case| case.head.outcome.as_deref()).collect();
    assert!(outcomes.len() >= 4, "{outcomes:?}");
    assert!(
        all.iter().any(|case| case.head.late_from.is_some_and(|due| due < until) && case.head.outcome.is_none()),
        "some are late"
    );

    let texts: Vec<String> =
        all.iter().map(|case| format!("{}\n{}", case.head.title, typed(&ledger, case).join("\n"))).collect();
    for name in names() {
        let found = texts.iter().find(|text| text.contains(&name));
        assert!(found.is_none(), "{name} in {found:?}");
    }
    assert!(texts.iter().all(|text| text.contains("合成")), "each matter says that it is made up");

    let report = ledger.verify(&bihuan_office::checks()).unwrap();
    assert_eq!(report.wrong, None);
    assert!(fill(&ledger, &crate::sources::carried(), until).unwrap().is_none());
    assert_eq!(cases(&ledger).len(), all.len(), "a second run adds nothing");
}

#[test]
fn the_same_hour_gives_the_same_scenes() {
    let directory = directory::demo().unwrap();
    let until: Timestamp = "2026-03-10T09:00:00+08:00".parse().unwrap();
    let written = || format!("{:?}", scenes(&directory, until - SignedDuration::from_hours(24 * DAYS), until).unwrap());
    assert_eq!(written(), written());
}
