//! Sub-cases: the pack of undertakings keeps its promises, and whatever people do in whatever order, what a case knows of
//! those that it opened is what they are, nobody waits in vain, and words that come twice or late change nothing.

use std::path::Path;
use std::sync::LazyLock;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::case::{Case, SubCaseState};
use bihuan_core::casework::command::News;
use bihuan_core::casework::{CaseId, Command, Event, Rehearsal, Who, accountable, replay, running, story};
use bihuan_core::directory::{Directory, shipped_districts};
use bihuan_core::pack::model::OnClose;
use bihuan_core::pack::{self, Pack, read};
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::desk::at;
use crate::folder::files;

struct Shipped {
    pack: Pack,
    directory: Directory,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let reading = undertakings();
    let pack = reading.pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    Shipped { pack, directory }
});

fn undertakings() -> pack::Reading {
    read(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/undertakings")))
}

#[test]
fn undertakings_keep_their_stories() {
    keeps_its_stories(undertakings(), 10);
}

/// A limit without years, the day of the act, days counted from a day, figures of sub-cases, scores.
#[test]
fn fences_keep_their_stories() {
    keeps_its_stories(read(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/fences"))), 3);
}

/// Why an action is not open is told by the pack in both languages.
#[test]
fn a_condition_that_does_not_hold_is_told_in_english_too() {
    let reading = read(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/fences")));
    let pack = reading.pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let (district, now) = ("420103".parse().unwrap(), at("2025-03-10"));
    let mut table =
        Rehearsal::new(&directory, Calendar::shipped(), district, now).knowing(pack.cases.values().cloned());
    let posts = vec![("clerk".parse().unwrap(), "420103-construction".parse().unwrap())];
    let clerk =
        Who::Officer(bihuan_core::casework::command::Officer { user: "clerk-construction".parse().unwrap(), posts });
    let said = form(json!({ "site": "sites/north", "begins": "2025-03-10" }));
    let fence = table.file(&pack.cases["fence"], clerk.clone(), said).unwrap();
    let refusal = table.act(&fence, clerk, "allow", None, Map::new()).unwrap_err();
    assert_eq!(refusal.sentence.zh, "开工日已到，不能再备案");
    assert_eq!(refusal.sentence.en, "The day of the works has come: too late to file");
}

fn keeps_its_stories(reading: pack::Reading, least: usize) {
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
    assert!(reading.scenarios.len() >= least);
    let pack = reading.pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let mut failed = Vec::new();
    for told in &reading.scenarios {
        for failure in story::play(&pack, told, &directory, Calendar::shipped()) {
            failed.push(format!("{} 第 {} 步(第 {} 行):{}", told.id, failure.step, failure.span.line, failure.message));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn table<'t>() -> Rehearsal<'t> {
    let district = "420103".parse().unwrap();
    let table = Rehearsal::new(&SHIPPED.directory, Calendar::shipped(), district, at("2025-03-10"));
    table.knowing(SHIPPED.pack.cases.values().cloned())
}

fn form(json: Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

fn begun(table: &mut Rehearsal<'_>) -> CaseId {
    let kind = &SHIPPED.pack.cases["undertaking"];
    table.file(kind, Who::Public, form(json!({ "title": "合成工程", "contact": "13800138000" }))).unwrap()
}

/// Somebody who holds the post of the first open task, or the reporter.
fn worker(case: &Case) -> Option<Who> {
    let task = case.open_tasks().find(|task| task.post.is_some())?;
    let (post, unit) = (task.post.clone()?, task.unit.clone()?);
    let user = format!("{post}-{unit}").parse().unwrap();
    Some(Who::Officer(bihuan_core::casework::Officer { user, posts: vec![(post, unit)] }))
}

/// Takes one of the actions that are open in one of the cases.
fn step(table: &mut Rehearsal<'_>, which: usize, what: usize) {
    let ids: Vec<CaseId> = table.all().map(|kept| kept.case.id.clone()).collect();
    let id = ids[which % ids.len()].clone();
    let case = table.kept(&id).unwrap().case.clone();
    let officer = worker(&case).unwrap_or_else(|| {
        let user = "reviewer-420103-fire".parse().unwrap();
        let posts = vec![("reviewer".parse().unwrap(), "420103-fire".parse().unwrap())];
        Who::Officer(bihuan_core::casework::Officer { user, posts })
    });
    let people = [officer, Who::Reporter];
    let open: Vec<(Who, String)> = people
        .iter()
        .flat_map(|who| {
            table.available(&id, who).into_iter().map(|open| (who.clone(), open.action)).collect::<Vec<_>>()
        })
        .collect();
    if open.is_empty() {
        return;
    }
    let (who, action) = open[what % open.len()].clone();
    let input = match action.as_str() {
        "apply" | "again" => json!({ "departments": ["420103-fire", "420103-construction"] }),
        "raise" => json!({ "what": "合成：堵点", "owner": "420103-water" }),
        _ => json!({}),
    };
    let done = table.act(&id, who, &action, None, form(input));
    let refused = done.err().map(|refusal| refusal.code.word());
    // A button that is shown may still meet a limit of how many, or those that must end first.
    assert!(refused.is_none() || ["limit", "not-open"].contains(&refused.as_deref().unwrap()), "{action}: {refused:?}");
}

fn all_is_as_it_should_be(table: &Rehearsal<'_>) {
    let mut opened = std::collections::BTreeSet::new();
    for kept in table.all() {
        let (case, rules) = (&kept.case, &kept.case_type);
        let records = kept.records.iter().map(|(at, events)| (*at, events.as_slice()));
        assert_eq!(replay(records).as_ref(), Some(case), "replay");
        if case.closed.is_none() {
            assert!(accountable(case).is_some(), "somebody answers");
            assert!(running(case).is_some(), "a clock runs");
        }
        if let Some(parent) = &case.parent {
            assert!(opened.insert((parent.case.clone(), parent.name.clone(), parent.sequence)), "opened once");
            assert!(case.level() <= 3);
        }
        for known in &case.subcases {
            let child = known.identity.as_ref().map(|identity| &table.kept(&identity.id).unwrap().case);
            let outcome = child.and_then(|child| child.closed.as_ref()).map(|closing| closing.outcome.as_str());
            match &known.state {
                SubCaseState::Asked => panic!("everything that was asked for has been taken in"),
                SubCaseState::Open => assert_eq!(outcome, None),
                SubCaseState::Closed(told) => assert_eq!(outcome, Some(told.as_str())),
                SubCaseState::Refused(_) => assert!(child.is_none()),
                SubCaseState::Left => {
                    let child = child.unwrap();
                    assert!(child.parent.as_ref().unwrap().left);
                    let withdrawn = matches!(rules.subcases[&known.name].on_close, OnClose::Withdraw(_));
                    let events = &table.kept(&child.id).unwrap().records;
                    let closed =
                        || events.iter().flat_map(|(_, events)| events).any(|e| matches!(e, Event::Closed { .. }));
                    assert!(!withdrawn || closed(), "taken back with it");
                }
            }
        }
        for standing in &case.standings {
            let Some(wait) = &rules.stage(&standing.stage).unwrap().waits else { continue };
            assert!(case.open_subcases().any(|it| it.name == wait.of), "nobody waits for nothing");
        }
        if case.closed.is_some() {
            let left_open = case.open_subcases().filter(|it| it.asked <= case.last).count();
            let reopened = kept.records.iter().flat_map(|(_, e)| e).any(|e| matches!(e, Event::SubCaseReopened { .. }));
            assert!(left_open == 0 || reopened, "closing leaves nothing open");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_people_do_the_cases_agree(steps in prop::collection::vec((0_usize..12, 0_usize..12, 0_i64..60), 1..40)) {
        let mut table = table();
        begun(&mut table);
        for (which, what, hours) in steps {
            step(&mut table, which, what);
            let until = table.now + SignedDuration::from_hours(hours);
            table.pass_until(until);
            all_is_as_it_should_be(&table);
        }
    }

    /// Every word that was ever said comes again, in any order: nothing happens.
    #[test]
    fn words_that_come_twice_or_late_change_nothing(
        steps in prop::collection::vec((0_usize..12, 0_usize..12), 1..25),
        again in prop::collection::vec((0_usize..64, 0_u64..6, 0_usize..4), 1..40),
    ) {
        let mut table = table();
        begun(&mut table);
        for (which, what) in steps {
            step(&mut table, which, what);
        }
        let links: Vec<(CaseId, CaseId, String, u32)> = table
            .all()
            .filter_map(|kept| kept.case.parent.as_ref().map(|it| (it.case.clone(), kept.case.id.clone(), it.name.clone(), it.sequence)))
            .collect();
        prop_assume!(!links.is_empty());
        for (which, version, outcome) in again {
            let (parent, child, name, sequence) = links[which % links.len()].clone();
            let kept = &table.kept(&child).unwrap().case;
            let known = table.kept(&parent).unwrap().case.subcase(&name, sequence).unwrap().version;
            let outcome = [None, Some("granted"), Some("denied"), Some("withdrawn")][outcome].map(str::to_owned);
            let (number, unit) = (kept.number.clone(), None);
            let news = News::SubCase { name, sequence, version: version.min(known), number, unit, outcome };
            let before = table.happened.len();
            table.ask(&parent, Who::Kernel, Command::Hear { from: child, news }).unwrap();
            prop_assert_eq!(table.happened.len(), before);
        }
        all_is_as_it_should_be(&table);
    }
}

#[test]
fn only_the_kernel_speaks_for_another_case() {
    let mut table = table();
    let id = begun(&mut table);
    let news = News::ParentLeaves { outcome: Some("stopped".into()) };
    let asked = table.ask(&id, Who::Public, Command::Hear { from: id.clone(), news });
    assert_eq!(asked.unwrap_err().code.word(), "not-found");
}

#[test]
fn what_is_told_to_a_subcase_is_sealed_on_both_sides() {
    let mut table = table();
    let id = begun(&mut table);
    let manager = worker(&table.kept(&id).unwrap().case).unwrap();
    table.act(&id, manager, "apply", None, form(json!({ "departments": ["420103-fire"] }))).unwrap();
    let child = table.kept(&id).unwrap().case.subcases[0].identity.clone().unwrap().id;
    for kept in [&id, &child].map(|id| table.kept(id).unwrap()) {
        let record = serde_json::to_string(&kept.records.iter().map(|(_, events)| events).collect::<Vec<_>>()).unwrap();
        assert!(!record.contains("13800138000") && !record.contains("合成工程"), "{record}");
    }
    let told = format!("{:?}", table.values(&child));
    assert!(told.contains("13800138000") && told.contains("合成工程"), "{told}");
}
