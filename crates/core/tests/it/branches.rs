//! Branches side by side: the pack of twelve certificates keeps its promises, and what the checker says of random packs is
//! what the real law does when everything that can be done is done.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::path::Path;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::case::{BranchState, Case};
use bihuan_core::casework::decide::World;
use bihuan_core::casework::may::available;
use bihuan_core::casework::slots::AllFree;
use bihuan_core::casework::{
    Asked, CaseId, Command, Event, Identity, Officer, RefusalCode, Who, advance, decide, story,
};
use bihuan_core::directory::{Directory, UnitCode, shipped_districts};
use bihuan_core::pack::{CaseType, Pack, Severity, read};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestCaseError;
use serde_json::{Map, json};

use crate::desk::at;
use crate::folder::{Files, files};

fn certificates() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/certificates"))
}

#[test]
fn twelve_certificates_keep_their_stories() {
    let reading = read(&certificates());
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
    let pack = reading.pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let mut failed = Vec::new();
    assert!(reading.scenarios.len() >= 8, "{}", reading.scenarios.len());
    for told in &reading.scenarios {
        for failure in story::play(&pack, told, &directory, Calendar::shipped()) {
            failed.push(format!("{} 第 {} 步(第 {} 行):{}", told.id, failure.step, failure.span.line, failure.message));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What everybody can do in every order, by a person for each post.
struct Played {
    reached: bool,
    failed: bool,
    begun: BTreeSet<String>,
    stuck: bool,
    closed: bool,
    left_open: bool,
    undefined: bool,
}

/// Where a case stands, as far as its ways on depend on it.
type Place = (Vec<(String, String)>, Vec<(String, BranchState)>, bool, BTreeMap<String, u32>);

fn place(case: &Case) -> Place {
    let standings = case.standings.iter().map(|it| (it.id.clone(), it.stage.clone())).collect();
    let branches = case.branches.iter().map(|it| (it.id.clone(), it.state.clone())).collect();
    let tallies =
        case.tallies.iter().filter(|(name, _)| name.ends_with("back")).map(|(a, b)| (a.clone(), *b)).collect();
    (standings, branches, case.closed.is_some(), tallies)
}

fn worker() -> Who {
    let unit: UnitCode = "420103-government-service".parse().unwrap();
    Who::Officer(Officer { user: "worker".parse().unwrap(), posts: vec![("worker".parse().unwrap(), unit)] })
}

/// Plays every order of every action in the law itself.
fn played(case_type: &CaseType, directory: &Directory) -> Played {
    let (load, peer) = (|_: &UnitCode, _: &_| 0, |_: &str| None);
    let world = World {
        case_type,
        directory,
        calendar: Calendar::shipped(),
        load: &load,
        peer: &peer,
        entry: &|_, _| None,
        slots: &AllFree,
        shelf: &bihuan_core::casework::Bare,
    };
    let now = at("2025-03-10T09:00");
    let command = Command::File {
        identity: Identity { id: CaseId("c1".into()), number: "1".into() },
        district: "420103".parse().unwrap(),
        form: Map::from_iter([("name".to_owned(), json!("合成"))]),
        channel: "portal".into(),
        synthetic: true,
        outer: None,
    };
    let mut found = Played {
        reached: false,
        failed: false,
        begun: BTreeSet::new(),
        stuck: false,
        closed: false,
        left_open: false,
        undefined: false,
    };
    let filed = decide(&world, None, &Asked { who: Who::Public, at: now, command });
    let Ok(filed) = filed else {
        found.undefined = true;
        return found;
    };
    found.look(&filed.events);
    let start = advance(None, filed.at, &filed.events).unwrap();
    let mut seen = BTreeMap::from([(format!("{:?}", place(&start)), ())]);
    let mut open = VecDeque::from([start]);
    while let Some(case) = open.pop_front() {
        if case.closed.is_some() {
            found.closed = true;
            let left = case.open_tasks().next().is_some() || case.open_clocks().next().is_some();
            found.left_open |= left || case.open_branches().next().is_some() || !case.standings.is_empty();
            continue;
        }
        let mut moved = false;
        for way in available(&world, &case, &worker(), now) {
            let command = Command::Act { action: way.action, task: way.task, input: Map::new() };
            match decide(&world, Some(&case), &Asked { who: worker(), at: now, command }) {
                Ok(decision) => {
                    moved = true;
                    found.look(&decision.events);
                    let after = advance(Some(case.clone()), decision.at, &decision.events).unwrap();
                    if seen.insert(format!("{:?}", place(&after)), ()).is_none() {
                        open.push_back(after);
                    }
                }
                Err(refusal) => found.undefined |= refusal.code == RefusalCode::Definition,
            }
        }
        found.stuck |= !moved;
    }
    found
}

impl Played {
    fn look(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::BranchesJoined { reached: true } => self.reached = true,
                Event::BranchesJoined { reached: false } => self.failed = true,
                Event::StageEntered { standing, .. } => drop(self.begun.insert(standing.clone())),
                _ => {}
            }
        }
    }
}

/// A branch: for each of its stages the ways on that it has, and the branches that it waits for.
type Sprout = (Vec<u8>, Vec<(usize, u8)>);

/// A random pack of branches: for each its stages (which ways on each has) and what it waits for.
#[derive(Clone, Debug)]
struct Plan {
    branches: Vec<Sprout>,
    need: usize,
    otherwise: bool,
    /// What is broken in it: nothing, or one place.
    mutation: u8,
}

fn plan() -> impl Strategy<Value = Plan> {
    let stage = 1_u8..8;
    let branch = (prop::collection::vec(stage, 1..3), prop::collection::vec((0_usize..3, 0_u8..3), 0..2));
    (prop::collection::vec(branch, 2..4), 1_usize..4, prop::bool::weighted(0.7), 0_u8..8)
        .prop_map(|(branches, need, otherwise, mutation)| Plan { branches, need, otherwise, mutation })
}

impl Plan {
    /// The pack's files.
    fn files(&self) -> Files {
        let head = "pack: random\nversion: 1\ntitle: 随机\nsummary: 随机\nposts: { worker: { title: 经办 } }\n\
                    bases: { ours: { kind: ours, note: 合成 } }\nroutes: { centre: { unit: government-service } }\n";
        vec![("case.yaml".into(), self.case().into_bytes()), ("pack.yaml".into(), head.as_bytes().to_vec())]
    }

    fn case(&self) -> String {
        let task = "task: { post: worker, unit: { route: centre }, within: 3 d, basis: ours }";
        let mut text = format!(
            "case: matter\ntitle: 随机件\npublic: true\nstart: split\nform: {{ name: {{ type: text, title: 名称, required: true }} }}\n\
             deadlines: {{ pledged: {{ kind: pledged, title: 承诺, starts: filed, rules: [{{ otherwise: true, within: 30 d, basis: ours }}] }} }}\n\
             stages:\n  split:\n    title: 分头\n    {task}\n    branches:\n"
        );
        for (at, (stages, after)) in self.branches.iter().enumerate() {
            writeln!(text, "      b{at}:\n        title: 支{at}").unwrap();
            let names = self.waits(at, after);
            let all = names.values().all(|kind| *kind == 0);
            let waits: Vec<String> = names
                .iter()
                .map(|(of, kind)| match all {
                    true => format!("b{of}"),
                    false => format!("b{of}: [{}]", self.accepts(*kind)),
                })
                .collect();
            match (names.is_empty(), all) {
                (true, _) => {}
                (false, true) => writeln!(text, "        after: [{}]", waits.join(", ")).unwrap(),
                (false, false) => {
                    writeln!(text, "        after: {{ {} }}\n        else: moot", waits.join(", ")).unwrap()
                }
            }
            text.push_str("        stages:\n");
            for (stage, ways) in stages.iter().enumerate() {
                writeln!(text, "          s{at}-{stage}:\n            title: 环{at}{stage}\n            {task}")
                    .unwrap();
                text.push_str("            actions:\n              wait: { title: 记, by: [worker] }\n");
                self.actions(&mut text, (at, stage), *ways, stage + 1 < stages.len());
            }
        }
        let outcomes: Vec<String> = self.outcomes().into_iter().map(|it| format!("{it}: {{ title: {it} }}")).collect();
        let outcomes = outcomes.join(", ");
        let need = self.need.min(self.branches.len());
        let otherwise = if self.otherwise { ", else: { close: failed }" } else { "" };
        write!(
            text,
            "    outcomes: {{ {outcomes} }}\n    join: {{ need: {need}, of: [good], then: last{otherwise} }}\n  last:\n    title: 末\n    {task}\n    \
             actions: {{ end: {{ title: 办结, close: done }} }}\n\
             outcomes: {{ done: {{ title: 办结 }}, failed: {{ title: 不成 }} }}\naccess: {{ read: [reporter, task] }}\n"
        )
        .unwrap();
        text
    }

    /// What a branch waits for; where a circle is the fault, the first and the last wait for each other.
    fn waits(&self, at: usize, after: &[(usize, u8)]) -> BTreeMap<usize, u8> {
        let last = self.branches.len() - 1;
        let mut names: BTreeMap<usize, u8> = after.iter().copied().filter(|(of, _)| *of < at).collect();
        if self.mutation == 1 && (at == 0 || at == last) {
            names.insert(last - at, 0);
        }
        names
    }

    /// The outcomes that some branch can end with.
    fn outcomes(&self) -> Vec<&'static str> {
        let bad = self.branches.iter().any(|(stages, _)| stages.iter().any(|ways| ways & 2 != 0));
        let skipped = |(at, (_, after)): (usize, &Sprout)| self.waits(at, after).values().any(|kind| *kind != 0);
        let moot = self.branches.iter().enumerate().any(skipped);
        [("good", true), ("bad", bad), ("moot", moot)].into_iter().filter(|(_, used)| *used).map(|(it, _)| it).collect()
    }

    fn accepts(&self, kind: u8) -> String {
        let all = self.outcomes();
        match kind {
            0 => all.join(", "),
            2 if all.contains(&"bad") => "bad".to_owned(),
            _ => "good".to_owned(),
        }
    }

    fn actions(&self, text: &mut String, (at, stage): (usize, usize), ways: u8, more: bool) {
        let own = |name: &str| format!("{name}{at}{stage}");
        if more {
            writeln!(text, "              {}: {{ title: 下, to: s{at}-{} }}", own("next"), stage + 1).unwrap();
        }
        // The last stage of a branch that is not broken always has an end.
        let ways = if ways & 3 == 0 && !more && self.mutation != 2 { ways | 1 } else { ways };
        if ways & 1 != 0 {
            writeln!(text, "              {}: {{ title: 好, end: good }}", own("good")).unwrap();
        }
        if ways & 2 != 0 {
            writeln!(text, "              {}: {{ title: 坏, end: bad }}", own("bad")).unwrap();
        }
        if ways & 4 != 0 && stage > 0 {
            let limit = "limit: { times: 1, basis: ours }";
            writeln!(text, "              {}: {{ title: 退, {limit}, to: s{at}-0 }}", own("back")).unwrap();
        }
        if self.mutation == 3 && at == 0 && stage == 0 {
            writeln!(text, "              jump{at}{stage}: {{ title: 跳, to: last }}").unwrap();
        }
    }
}

fn checked(plan: &Plan) -> (Pack, BTreeSet<&'static str>, String) {
    let reading = read(&plan.files());
    let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let codes = errors.clone().map(|found| found.code).filter(|code| *code != "missing-translation").collect();
    let told: Vec<String> = errors.map(|found| format!("{} {}", found.code, found.message)).collect();
    (reading.pack.unwrap(), codes, told.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    /// What the checker lets pass goes on to its end in the law itself, whatever is done in whatever order; and what it
    /// says of a join, of a branch and of an `else` is what the law shows.
    #[test]
    fn what_is_proved_of_branches_is_so(plan in plan()) {
        holds(&plan)?;
    }
}

/// The law of one plan.
fn holds(plan: &Plan) -> Result<(), TestCaseError> {
    let (pack, codes, told) = checked(plan);
    let case_type = pack.cases.get("matter").unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    if codes.contains("branches-in-circle") || codes.contains("jump-out-of-branch") {
        return Ok(());
    }
    let found = played(case_type, &directory);
    if codes.is_empty() {
        prop_assert!(!found.stuck && !found.undefined && found.closed && !found.left_open, "{}", plan.case());
    }
    // What is wrong inside a branch hides what is wrong with how they join.
    if codes.contains("no-way-to-close") {
        return Ok(());
    }
    prop_assert_eq!(codes.contains("join-never"), !found.reached, "join-never\n{}\n{}", told, plan.case());
    prop_assert_eq!(
        codes.contains("join-without-else"),
        found.undefined,
        "join-without-else\n{}\n{}",
        told,
        plan.case()
    );
    if codes.contains("join-never") {
        return Ok(());
    }
    let begun = plan.branches.iter().enumerate().all(|(at, _)| found.begun.contains(&format!("b{at}")));
    prop_assert_eq!(codes.contains("dead-branch"), !begun, "dead-branch\n{}\n{}", told, plan.case());
    Ok(())
}

/// One branch ends badly, so another is not gone, so enough can no longer end well: what waits for the first must not begin,
/// wherever the three stand in the file.
#[test]
fn what_is_not_gone_is_settled_before_anything_begins() {
    let (bad, good, any, well) = (vec![2], vec![1], vec![(0, 0)], vec![(0, 1)]);
    for mutation in [0, 7] {
        for (second, third) in [(&any, &well), (&well, &any)] {
            let branches = vec![(bad.clone(), vec![]), (good.clone(), second.clone()), (good.clone(), third.clone())];
            holds(&Plan { branches, need: 2, otherwise: true, mutation }).unwrap();
        }
    }
}

/// A branch that waits for two is not gone as soon as one of them has ended badly: what is decided by that is decided then.
#[test]
fn one_bad_end_is_enough_to_be_left_out() {
    let waits_for_both = (vec![1], vec![(0, 0), (1, 1)]);
    let branches = vec![(vec![1], vec![]), (vec![2], vec![]), (vec![1], vec![(1, 0)]), waits_for_both];
    holds(&Plan { branches, need: 3, otherwise: true, mutation: 0 }).unwrap();
}

/// A chain of branches with every mixture of them asked for costs no more than its length, twelve side by side no more
/// than one mixture: counted in situations, not in time.
#[test]
fn twelve_branches_cost_twelve() {
    let reading = read(&certificates());
    let pack = reading.pack.unwrap();
    let project = pack.cases.get("project").unwrap();
    let work = bihuan_core::pack::work_of_proving(project);
    let stages: usize = project.stages.len();
    assert!(work.situations <= 4 * stages, "{work:?} for {stages} stages");
    assert!(work.mixtures <= 16, "{work:?}");
    let one_more = pack.cases.get("quorum").unwrap();
    assert_eq!(bihuan_core::pack::work_of_proving(one_more).mixtures, 1);
}

/// The random packs are of every sort, so that the law above says something of each.
#[test]
fn random_packs_are_of_every_sort() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..300 {
        let plan = plan().new_tree(&mut runner).unwrap().current();
        let (_, codes, _) = checked(&plan);
        let sorts = ["join-never", "join-without-else", "dead-branch", "branches-in-circle", "jump-out-of-branch"];
        for sort in sorts.into_iter().filter(|sort| codes.contains(sort)) {
            *count.entry(sort).or_default() += 1;
        }
        *count.entry("sound").or_default() += usize::from(codes.is_empty());
    }
    for sort in ["sound", "join-never", "join-without-else", "dead-branch", "branches-in-circle", "jump-out-of-branch"]
    {
        assert!(count.get(sort).is_some_and(|count| *count >= 8), "{sort}: {count:?}");
    }
}
