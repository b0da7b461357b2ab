//! A running case goes on under a later version: what changes is decided by the law of that version, what has no place
//! there is refused with every reason, and wherever it comes to, it can be ended.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use bihuan_core::calendar::{Calendar, rfc3339};
use bihuan_core::casework::case::{BranchState, Case};
use bihuan_core::casework::{Command, Event, Officer, Refusal, Rehearsal, TaskId, Who, accountable, replay};
use bihuan_core::directory::{self, Directory, UnitCode};
use bihuan_core::pack::{CaseType, read};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::desk::at;
use crate::folder::{Files, files};

static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| directory::demo().unwrap());

/// The third version of the errands.
fn third() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken-carries/whole"))
}

/// A version with some words of it changed.
fn changed(version: u32, words: &[(&str, &str)]) -> Arc<CaseType> {
    let mut all = third();
    for (path, bytes) in &mut all {
        let mut text = String::from_utf8(bytes.clone()).unwrap();
        if path == "pack.yaml" {
            text = text.replace("version: 3", &format!("version: {version}"));
        }
        if version < 3 && path == "errand.yaml" {
            text.truncate(text.find("\ncarries:").unwrap() + 1);
        }
        for (old, new) in words {
            text = text.replace(old, new);
        }
        *bytes = text.into_bytes();
    }
    let reading = read(&all);
    assert!(reading.is_sound(), "{:#?}", reading.diagnostics);
    Arc::clone(&reading.pack.unwrap().cases["errand"])
}

/// The version before: the work has another name and five days, the pledge fifteen.
fn second() -> Arc<CaseType> {
    changed(
        2,
        &[
            ("  work:", "  toil:"),
            ("to: work", "to: toil"),
            (
                "within: 3 wd, basis: ours }\n    actions:\n      ready",
                "within: 5 wd, basis: ours }\n    actions:\n      ready",
            ),
            ("within: 10 wd", "within: 15 wd"),
            ("stage-work", "stage-toil"),
        ],
    )
}

static SECOND: LazyLock<Arc<CaseType>> = LazyLock::new(second);
static THIRD: LazyLock<Arc<CaseType>> = LazyLock::new(|| changed(3, &[]));

fn anybody() -> Who {
    let unit: UnitCode = "420103-government-service".parse().unwrap();
    let other: UnitCode = "420103-housing".parse().unwrap();
    let posts = ["clerk", "handler", "head"]
        .into_iter()
        .flat_map(|post| [unit.clone(), other.clone()].map(|unit| (post.parse().unwrap(), unit)));
    Who::Officer(Officer { user: "worker".parse().unwrap(), posts: posts.collect() })
}

fn object(json: Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

/// A table with one errand under a version.
struct Table {
    table: Rehearsal<'static>,
    id: bihuan_core::casework::CaseId,
}

impl Table {
    fn under(rules: &Arc<CaseType>) -> Self {
        let mut table = Rehearsal::new(&DIRECTORY, Calendar::shipped(), "420103".parse().unwrap(), at("2025-03-03"));
        let id = table.file(rules, Who::Public, object(json!({ "content": "合成：代办" }))).unwrap();
        Self { table, id }
    }

    fn case(&self) -> &Case {
        &self.table.kept(&self.id).unwrap().case
    }

    fn act(&mut self, action: &str) -> Result<(), Refusal> {
        let input = if action == "hand" { json!({ "unit": "420103-housing" }) } else { json!({}) };
        let who = if action == "thanks" { Who::Reporter } else { anybody() };
        self.table.act(&self.id, who, action, None, object(input))
    }

    fn carry(&mut self, rules: &Arc<CaseType>) -> Result<(), Refusal> {
        self.table.ask_under(&self.id, rules, Who::Kernel, Command::Migrate { to: rules.version })
    }

    /// Everything that somebody can do now.
    fn open(&self) -> Vec<(String, Option<TaskId>)> {
        let of = |who: &Who| self.table.available(&self.id, who).into_iter().map(|open| (open.action, open.task));
        of(&anybody()).chain(of(&Who::Reporter)).collect()
    }
}

fn codes(refusal: Refusal) -> Vec<String> {
    refusal.faults.into_iter().map(|fault| fault.code).collect()
}

#[test]
fn a_stage_of_another_name_is_entered_and_what_runs_is_counted_again() {
    let mut table = Table::under(&SECOND);
    table.act("hand").unwrap();
    assert_eq!(table.case().standings[0].stage, "toil");
    let due = |table: &Table, id: &str| {
        let clock = table.case().open_clocks().find(|clock| clock.id.0.starts_with(id)).unwrap();
        rfc3339(clock.due())[..10].to_owned()
    };
    assert_eq!(due(&table, "pledged"), "2025-03-24");
    table.carry(&THIRD).unwrap();
    let case = table.case();
    assert_eq!((case.pack_version, case.standings[0].stage.as_str()), (3, "work"));
    assert_eq!(due(&table, "pledged"), "2025-03-17", "ten days from where it began");
    assert_eq!(table.case().lead_task("main").unwrap().unit.as_ref().unwrap().as_str(), "420103-housing");
    let told: Vec<&Event> = table.table.happened.iter().map(|(_, event)| event).collect();
    assert!(told.contains(&&Event::Migrated { from: 2, to: 3 }));
    // It goes on as any errand of the third version.
    for action in ["ready", "written", "brought", "thanks"] {
        table.act(action).unwrap_or_else(|no| panic!("{action}: {no}"));
    }
    assert!(table.case().closed.is_some());
}

#[test]
fn carried_twice_is_carried_once() {
    let mut table = Table::under(&SECOND);
    table.act("hand").unwrap();
    table.carry(&THIRD).unwrap();
    let before = table.case().clone();
    assert_eq!(codes(table.carry(&THIRD).unwrap_err()), ["not-later"]);
    assert_eq!(*table.case(), before, "a refusal changes nothing");
}

#[test]
fn what_has_no_place_in_the_new_version_stays_with_every_reason() {
    let gone = changed(3, &[("stages: { toil: work }, ", "")]);
    let mut table = Table::under(&SECOND);
    table.act("hand").unwrap();
    assert_eq!(codes(table.carry(&gone).unwrap_err()), ["stage-gone"]);

    let mut closed = Table::under(&SECOND);
    for action in ["hand", "ready", "written", "brought", "thanks"] {
        closed.act(action).unwrap();
    }
    assert_eq!(codes(closed.carry(&THIRD).unwrap_err()), ["closed"]);

    let mut late = Table::under(&SECOND);
    late.act("hand").unwrap();
    let renamed = changed(3, &[("  pledged:", "  promised:"), ("deadline-pledged", "deadline-promised")]);
    assert_eq!(codes(late.carry(&renamed).unwrap_err()), ["deadline-gone"]);

    let mut stopped = Table::under(&SECOND);
    stopped.act("hand").unwrap();
    stopped.act("pause").unwrap();
    let without = changed(
        3,
        &[
            ("      pause: { title: 等材料, does: suspend, ground: 等材料, at_most: 30 d, basis: ours }\n", ""),
            ("      go_on: { title: 材料到了, does: resume }\n", ""),
            ("action-pause = Wait for papers\naction-go_on = Papers are there\n", ""),
        ],
    );
    assert_eq!(codes(stopped.carry(&without).unwrap_err()), ["stop-gone"]);
    stopped.carry(&THIRD).unwrap();
    stopped.act("go_on").unwrap();
}

#[test]
fn a_field_that_a_later_step_needs_must_be_there() {
    // In the old version the work is the centre's; the new one sends it to a unit that nobody was asked for.
    let old = changed(2, &[("unit: { field: unit }", "unit: { route: centre }"), ("ask: [unit], ", "")]);
    let mut table = Table::under(&old);
    table.table.act(&table.id.clone(), anybody(), "hand", None, Map::new()).unwrap();
    assert_eq!(codes(table.carry(&THIRD).unwrap_err()), ["field-missing"]);
    let early = &mut Table::under(&old);
    early.carry(&THIRD).unwrap();
    early.act("hand").unwrap();
    assert_eq!(early.case().lead_task("main").unwrap().unit.as_ref().unwrap().as_str(), "420103-housing");
}

#[test]
fn branches_go_on_where_they_are_the_same_and_stay_where_they_are_not() {
    let walk = || {
        let mut table = Table::under(&SECOND);
        table.act("hand").unwrap();
        table.act("ready").unwrap();
        table
    };
    let mut table = walk();
    table.carry(&THIRD).unwrap();
    table.act("written").unwrap();
    table.act("brought").unwrap();
    assert_eq!(table.case().standings[0].stage, "rate");

    // What waits would wait for ever where nothing is left that it could wait for.
    let mut ended = walk();
    ended.act("written").unwrap();
    assert!(matches!(ended.case().branch("goods").unwrap().state, BranchState::Open));
    ended.carry(&THIRD).unwrap();
    let other = changed(
        4,
        &[("      goods:", "      things:"), ("branch-goods", "branch-things"), ("version: 3", "version: 4")],
    );
    let mut third = ended;
    assert_eq!(codes(third.carry(&other).unwrap_err())[0], "branch-changed");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Wherever an errand stands when it is carried, its record adds up to what it is, somebody answers for it, a clock
    /// runs, and whatever anybody then does, it can be ended.
    #[test]
    fn what_was_carried_can_always_be_ended(before in proptest::collection::vec((0_usize..8, 0_i64..40), 0..7), after in proptest::collection::vec(0_usize..8, 40)) {
        let mut table = Table::under(&SECOND);
        for (pick, hours) in before {
            let open = table.open();
            if let Some((action, _)) = open.get(pick % open.len().max(1)) {
                let _ = table.act(action);
            }
            let until = table.table.now + jiff::SignedDuration::from_hours(hours);
            table.table.pass_until(until);
        }
        let was = table.case().clone();
        if let Err(refusal) = table.carry(&THIRD) {
            prop_assert_eq!(table.case(), &was);
            prop_assert!(!refusal.faults.is_empty() && refusal.faults.iter().all(|fault| !fault.sentence.zh.is_empty()));
            return Ok(());
        }
        let case = table.case();
        prop_assert_eq!(case.pack_version, 3);
        let records = &table.table.kept(&table.id).unwrap().records;
        let again = replay(records.iter().map(|(at, events)| (*at, events.as_slice()))).unwrap();
        prop_assert_eq!(&again, case);
        prop_assert!(accountable(case).is_some() && case.open_clocks().next().is_some());
        let known: BTreeMap<&str, bool> = THIRD.stages.iter().map(|stage| (stage.name.as_str(), true)).collect();
        prop_assert!(case.standings.iter().all(|here| known.contains_key(here.stage.as_str())));
        for pick in after {
            let open: Vec<_> = table.open().into_iter().filter(|(action, _)| action != "pause").collect();
            if table.case().closed.is_some() || open.is_empty() {
                break;
            }
            let _ = table.act(&open[pick % open.len()].0);
        }
        table.table.pass_until(at("2026-03-03"));
        for action in ["hand", "ready", "written", "brought"] {
            let _ = table.act(action);
        }
        table.table.pass_until(at("2027-03-03"));
        prop_assert!(table.case().closed.is_some(), "{:?}", table.case().standings);
    }
}
