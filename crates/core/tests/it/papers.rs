//! Papers: the pack of one licence keeps its stories, and whatever people do in whatever order, no paper is forgotten.

use std::path::Path;
use std::sync::Arc;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{PaperStanding, Who, story, wake_at};
use bihuan_core::directory::shipped_districts;
use bihuan_core::pack::{CaseType, read};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, at};
use crate::folder::{Files, files};

const FILE: &str = "sha256-0000000000000000000000000000000000000000000000000000000000000001";

pub fn licence() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/licence"))
}

fn shop() -> CaseType {
    let pack = read(&licence()).pack.unwrap();
    CaseType::clone(&pack.cases["shop"])
}

#[test]
fn one_licence_keeps_its_stories() {
    let reading = read(&licence());
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
    let pack = reading.pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let mut failed = Vec::new();
    assert!(reading.scenarios.len() >= 6, "{}", reading.scenarios.len());
    for told in &reading.scenarios {
        for failure in story::play(&pack, told, &directory, Calendar::shipped()) {
            failed.push(format!("{} 第 {} 步(第 {} 行):{}", told.id, failure.step, failure.span.line, failure.message));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What somebody may try.
fn deed() -> impl Strategy<Value = (&'static str, &'static str, Json)> {
    let yes = prop_oneof![Just(None), Just(Some(true)), Just(Some(false))];
    let check = (yes.clone(), yes.clone(), yes).prop_map(|(layout, health, fire)| {
        let mut input = json!({"missing": "合成"});
        for (name, said) in [("layout", layout), ("health", health), ("fire", fire)] {
            said.into_iter().for_each(|said| input[name] = json!(said));
        }
        ("window", "check-papers", input)
    });
    let hand_in = proptest::sample::subsequence(vec!["layout", "health", "fire"], 0..=3).prop_map(|names| {
        let given = names.into_iter().map(|name| (name.to_owned(), json!([FILE])));
        ("reporter", "hand-in", Json::Object(given.collect()))
    });
    let plain = prop_oneof![
        Just(("window", "grant", json!({}))),
        Just(("window", "finish", json!({}))),
        Just(("reviewer", "revoke", json!({"reason": "合成"}))),
    ];
    prop_oneof![check, hand_in, plain]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A paper that waits has a clock; what waits for a paper never happens before it is in order; what is owed does
    /// not outlive its time; and once the case is closed nothing waits.
    #[test]
    fn no_paper_is_forgotten(
        kind: bool,
        form in proptest::sample::subsequence(vec!["layout", "health", "fire"], 0..=3),
        deeds in proptest::collection::vec((deed(), 0_u32..6), 0..14),
    ) {
        let mut desk = Desk::new(shop());
        let mut sent = json!({"name": "合成小馆", "owner": "合成人甲", "kind": kind, "layout_later": true, "health_promised": true});
        form.iter().for_each(|name| sent[*name] = json!([FILE]));
        let case_type = Arc::clone(&desk.case_type);
        let filed = desk.table.file(&case_type, Who::Public, sent.as_object().unwrap().clone());
        prop_assert_eq!(filed.is_ok(), !kind || form.contains(&"fire"), "a paper that is needed, and is neither");
        let Ok(id) = filed else { return Ok(()) };
        desk.id = id;
        let mut day = at("2025-03-03");
        for ((by, action, input), days) in deeds {
            day = day.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(days))).unwrap();
            desk.table.pass_until(day);
            let who = match by {
                "reporter" => Who::Reporter,
                post => post_holder(post),
            };
            let before = desk.case().clone();
            let done = desk.table.act(&desk.id.clone(), who, action, None, input.as_object().unwrap().clone()).is_ok();
            let waiting = |name: &str| before.paper(name).is_some_and(|paper| !paper.is_in_order());
            prop_assert!(!(done && action == "grant" && (waiting("layout") || waiting("fire"))));
            prop_assert!(!(done && action == "finish" && waiting("health")));
            held(&desk)?;
        }
        desk.table.pass_until(at("2025-06-30"));
        held(&desk)?;
        prop_assert!(desk.case().papers.values().all(|paper| !paper.standing.waits_for_reporter()));
    }
}

fn post_holder(post: &str) -> Who {
    Who::Officer(bihuan_core::casework::Officer {
        user: format!("synthetic-{post}").parse().unwrap(),
        posts: vec![(post.parse().unwrap(), "420103-government-service".parse().unwrap())],
    })
}

fn held(desk: &Desk) -> Result<(), TestCaseError> {
    let case = desk.case();
    for (name, paper) in &case.papers {
        let clocks = case.open_clocks().filter(|clock| clock.paper.as_ref() == Some(name)).count();
        prop_assert_eq!(clocks, usize::from(paper.standing.waits()), "{} {:?}", name, paper.standing);
        prop_assert!(case.closed.is_none() || !paper.standing.waits());
        let owed = paper.standing.waits_for_reporter();
        let clock = case.clock_of_paper(name);
        prop_assert!(
            !owed
                || clock
                    .is_some_and(|clock| wake_at(case).unwrap() <= clock.due() + jiff::SignedDuration::from_secs(1))
        );
    }
    let missing = case.papers.values().any(|paper| paper.standing == PaperStanding::Missing);
    prop_assert!(!missing || case.closed.is_some() || case.standings[0].stage == "withdrawal");
    Ok(())
}
