//! Branches that only some matters need: whatever kind of project is filed, and in whatever order its departments decide,
//! just the certificates of that kind are worked on, and the matter goes on with the last of them and not before.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::story;
use bihuan_core::directory::shipped_districts;
use bihuan_core::pack::foresee::Asked;
use bihuan_core::pack::read;
use proptest::prelude::*;

use crate::folder::{Files, files};

fn pack() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/permits"))
        .into_iter()
        .filter(|(path, _)| !path.starts_with("scenarios/"))
        .collect()
}

/// An order in which each branch stands behind those that it waits for; among those that can begin, the dice decide.
fn in_some_order(after: &[(String, BTreeSet<String>)], dice: &[u8]) -> Vec<String> {
    let mut left: Vec<&(String, BTreeSet<String>)> = after.iter().collect();
    let mut order: Vec<String> = Vec::new();
    let mut dice = dice.iter().cycle();
    while !left.is_empty() {
        let free: Vec<usize> = (0..left.len()).filter(|at| left[*at].1.iter().all(|it| order.contains(it))).collect();
        let at = free[usize::from(*dice.next().unwrap()) % free.len()];
        order.push(left.remove(at).0.clone());
    }
    order
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn only_what_is_needed_is_done_and_all_of_it(kind in 0_usize..4, dice in prop::collection::vec(any::<u8>(), 12)) {
        let mut files = pack();
        let rules = read(&files).pack.unwrap().cases["project"].clone();
        let kinds = rules.vocabulary_of("kind").unwrap();
        let asked = Asked { rules: &rules, field: "kind", code: &kinds.terms[kind].code };
        let split = rules.stage("certify").unwrap().split.as_ref().unwrap();
        let (needed, spared): (Vec<_>, Vec<_>) = split.branches.iter().partition(|branch| asked.needs(branch));
        let names: BTreeSet<&str> = needed.iter().map(|branch| branch.name.as_str()).collect();
        let after: Vec<(String, BTreeSet<String>)> = needed
            .iter()
            .map(|branch| {
                let waits = branch.after.keys().filter(|it| names.contains(it.as_str())).cloned();
                (branch.name.clone(), waits.collect())
            })
            .collect();
        let mut text = format!(
            "scenario: 合成\ngiven: {{ district: \"420103\", at: 2025-03-10T09:00 }}\nsteps:\n  - {{ by: public, file: project, form: {{ kind: {}, applicant: 合成, phone: \"13800000001\", name: 合成 }} }}\n  - {{ by: officer, do: accept }}\n",
            asked.code
        );
        for branch in &spared {
            writeln!(text, "  - {{ expect: {{ stage: certify, branches: {{ {}: unneeded }} }} }}", branch.name).unwrap();
        }
        for branch in in_some_order(&after, &dice) {
            writeln!(text, "  - {{ expect: {{ stage: certify }} }}\n  - {{ by: handler, branch: {branch}, do: grant }}").unwrap();
        }
        text.push_str("  - { expect: { stage: issue, clocks: { law: met, pledged: met } } }\n");
        files.push(("scenarios/drawn.yaml".to_owned(), text.clone().into_bytes()));
        let reading = read(&files);
        let pack = reading.pack.unwrap();
        prop_assert_eq!(reading.scenarios.len(), 1, "{:?}\n{}", reading.diagnostics, text);
        let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
        let wrong = story::play(&pack, &reading.scenarios[0], &directory, Calendar::shipped());
        prop_assert!(wrong.is_empty(), "{:?}\n{text}", wrong.first().map(|it| (it.step, it.message.clone())));
    }
}
