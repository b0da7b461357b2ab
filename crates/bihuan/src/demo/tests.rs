//! The demonstration is filled once here, and looked at from all sides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::simulation::invented::Maker;
use bihuan_ledger::{CaseQuery, Ledger, Sqlite, VaultContent};
use serde_json::Value as Json;

use super::*;

fn names() -> Vec<String> {
    let text = include_str!("../../../../data/documents/names.json");
    let all: Vec<BTreeMap<String, Json>> = serde_json::from_str(text).unwrap();
    all.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

fn cases(ledger: &dyn Ledger) -> Vec<bihuan_ledger::CaseRow> {
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

fn typed(ledger: &dyn Ledger, case: &bihuan_ledger::CaseRow) -> Vec<String> {
    let open = |content| match content {
        // Salt stands before what was typed, and may look like letters.
        VaultContent::Kept(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            text.find("{\"").map_or_else(String::new, |at| text[at..].to_owned())
        }
        VaultContent::Erased => String::new(),
    };
    ledger.vault(&case.district, &case.case).unwrap().into_values().map(open).collect()
}

#[test]
fn six_weeks_are_made_by_the_law_alone_and_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let ledger: Arc<dyn Ledger> = Arc::new(Sqlite::open(dir.path()).unwrap());
    let until: Timestamp = "2026-03-10T09:00:00+08:00".parse().unwrap();
    let started = std::time::Instant::now();
    let walked = fill(&ledger, &crate::sources::carried(), until).unwrap().expect("an empty store is filled");
    println!("filled in {:?}: {} matters, {} acts", started.elapsed(), walked.filed.len(), walked.acts);
    let refused = walked.refused.len();
    // A place to sit is held by one only, and is closed on some days: whoever finds that out is refused, as in life.
    assert!(refused * 50 <= walked.acts, "{refused} wishes of {} have no room: {:#?}", walked.acts, walked.refused);

    let all = cases(ledger.as_ref());
    assert!((150..=900).contains(&all.len()), "{} matters", all.len());
    assert!(all.iter().all(|case| case.head.synthetic && case.district == DISTRICT && case.head.opened <= until));
    let stages: BTreeSet<&str> = all.iter().map(|case| case.head.stage.as_str()).collect();
    assert!(stages.len() >= 8, "{stages:?}");
    let outcomes: BTreeSet<&str> = all.iter().filter_map(|case| case.head.outcome.as_deref()).collect();
    assert!(outcomes.len() >= 4, "{outcomes:?}");
    assert!(
        all.iter().any(|case| case.head.late_from.is_some_and(|due| due < until) && case.head.outcome.is_none()),
        "some are late"
    );

    let texts: Vec<[String; 2]> =
        all.iter().map(|case| [case.head.title.clone(), typed(ledger.as_ref(), case).join("\n")]).collect();
    for name in names() {
        let found = texts.iter().find(|texts| texts.iter().any(|text| text.contains(&name)));
        assert!(found.is_none(), "{name} in {found:?}");
    }
    // Whoever types only a number, as one who books a desk, has said nothing that could be taken for true.
    let says = |text: &str| text.chars().any(|letter| ('一'..='鿿').contains(&letter));
    let silent = texts.iter().find(|[title, typed]| says(typed) && !title.contains("合成") && !typed.contains("合成"));
    assert!(silent.is_none(), "each matter says that it is made up: {silent:?}");

    let report = ledger.verify(&bihuan_office::checks()).unwrap();
    assert_eq!(report.wrong, None);
    assert!(fill(&ledger, &crate::sources::carried(), until).unwrap().is_none());
    assert_eq!(cases(ledger.as_ref()).len(), all.len(), "a second run adds nothing");
}

#[test]
fn the_same_hour_gives_the_same_matters() {
    let directory = directory::demo().unwrap();
    let until: Timestamp = "2026-03-10T09:00:00+08:00".parse().unwrap();
    let from = until - SignedDuration::from_hours(24 * DAYS);
    let packs: Vec<_> =
        crate::sources::carried().iter().filter_map(|source| bihuan_core::pack::read(&source.bytes()).pack).collect();
    let made = || {
        let ground = (&directory, bihuan_core::calendar::Calendar::shipped(), district().unwrap());
        let maker = Maker::new(&packs, ground, (from, until), (1, SEED));
        let groups = (0..).map_while(|group| maker.made(group)).flatten();
        groups.map(|one| format!("{:?}", one.records)).collect::<Vec<_>>()
    };
    assert!(made().len() > 100);
    assert_eq!(made(), made());
}

/// What the cockpit shows first says something: people were rung, asked and content, some things were late.
#[test]
fn the_figures_of_a_demonstration_are_alive() {
    let dir = tempfile::tempdir().unwrap();
    let ledger: Arc<dyn Ledger> = Arc::new(Sqlite::open(dir.path()).unwrap());
    let until: Timestamp = "2026-06-16T09:00:00+08:00".parse().unwrap();
    let packs = crate::sources::carried();
    fill(&ledger, &packs, until).unwrap();
    let law = instance::law(ledger.as_ref(), &packs).unwrap();
    let office = Office::new(ledger, law, OfficeClock::starting_at(until), true);
    let rate = |id: &str| {
        let asked = bihuan_office::figures::ask::Asked::ever(id, &[DISTRICT.to_owned()]);
        let figure = office.figure(&asked).unwrap();
        figure.value.map_or(-1.0, |value| value.to_string().parse::<f64>().unwrap())
    };
    for (id, low, high) in [
        ("hotline.response_rate", 80.0, 99.0),
        ("hotline.solved_rate", 70.0, 97.0),
        ("hotline.content_rate", 70.0, 98.0),
        ("hotline.on_time_rate", 75.0, 99.0),
        ("hotline.open_now", 15.0, 120.0),
        ("hotline.late_now", 1.0, 40.0),
    ] {
        let value = rate(id);
        assert!((low..=high).contains(&value), "{id} is {value}");
    }
    let standings = bihuan_web::portal::promises::standings(&office, &district().unwrap()).unwrap();
    let running: Vec<_> = standings.iter().filter(|it| it.promise.year == 2026).collect();
    assert!(running.len() >= 10 && running.iter().all(|it| !it.is_late()), "targets are those of the running year");
    assert!(running.iter().filter(|it| it.has_begun()).count() * 4 >= running.len() * 3, "most have begun");
    assert!(running.iter().any(|it| it.progress.pace.behind()) && running.iter().any(|it| !it.progress.pace.behind()));
}
