//! What people and chance may put into a pack never makes the reader stop, and what the checker says of a lifecycle is true.

use std::fs;
use std::path::Path;

use bihuan_core::pack::{Reading, Severity, read};
use proptest::prelude::*;

type Files = Vec<(String, Vec<u8>)>;

fn whole() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/whole");
    let mut files = Files::new();
    for path in
        ["pack.yaml", "matter.yaml", "lists/sorts.yaml", "registers/lamps.yaml", "scenarios/happy.yaml", "lang/en.ftl"]
    {
        files.push((path.to_owned(), fs::read(root.join(path)).unwrap()));
    }
    files
}

/// One slip in a file: characters lost, doubled, moved, or replaced by such as often do harm.
fn slip(text: &str, at: usize, length: usize, what: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let from = at % characters.len().max(1);
    let upto = (from + length).min(characters.len());
    let put = [
        "", "\t", "\"", "'", "{", "}", "[", "]", ":", "- ", "\n", "&a ", "*a", "!t ", "|", ">", "\u{0}", "\u{feff}",
        "闭环", "?", "0", "-1", "to: ",
    ];
    let piece: String = characters[from..upto].iter().collect();
    let new = match what % (put.len() + 2) {
        0 => format!("{piece}{piece}"),
        1 => piece.chars().rev().collect(),
        other => put[other - 2].to_owned(),
    };
    let (before, after): (String, String) = (characters[..from].iter().collect(), characters[upto..].iter().collect());
    format!("{before}{new}{after}")
}

fn places_are_in_the_files(files: &Files, reading: &Reading) {
    for found in &reading.diagnostics {
        assert!(found.line >= 1 && found.column >= 1 && found.width >= 1, "{found:?}");
        assert!(files.iter().any(|(path, _)| *path == found.file), "{found:?}");
        let (_, bytes) = files.iter().find(|(path, _)| *path == found.file).unwrap();
        let lines = String::from_utf8_lossy(bytes).split('\n').count() as u32;
        assert!(found.line <= lines + 1, "{found:?} of {lines} lines");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in "[a-z]{1,4}\\.(yaml|ftl|json|md|txt)") {
        read(&[(name, bytes)]);
    }

    #[test]
    fn any_condition_is_read_to_an_end(text in "[a-z.()&|!<>='\"0-9 +*?:\\[\\]{}中,_-]{0,60}") {
        let mut files = whole();
        let source = String::from_utf8(files[1].1.clone()).unwrap();
        let quoted = format!("'{}'", text.replace('\'', "''"));
        files[1].1 = source.replacen("when: case.round > 1", &format!("when: {quoted}"), 1).into_bytes();
        places_are_in_the_files(&files, &read(&files));
    }

    #[test]
    fn a_pack_with_slips_is_read_to_an_end(file in 0_usize..6, slips in proptest::collection::vec((any::<usize>(), 0_usize..12, any::<usize>()), 1..4)) {
        let mut files = whole();
        for (at, length, what) in slips {
            let text = String::from_utf8_lossy(&files[file].1).into_owned();
            files[file].1 = slip(&text, at, length, what).into_bytes();
        }
        places_are_in_the_files(&files, &read(&files));
    }

    #[test]
    fn a_chain_of_stages_is_sound_and_without_its_end_is_not(stages in 1_usize..7, back in proptest::collection::vec(any::<prop::sample::Index>(), 0..4), cut in any::<prop::sample::Index>()) {
        let sends_back: Vec<(usize, usize)> = back.iter().map(|index| { let from = index.index(stages); (from, from / 2) }).collect();
        let sound = lifecycle(stages, &sends_back, None);
        prop_assert!(errors(&sound).is_empty(), "{:?}", errors(&sound));
        // Where the way on is cut, nothing behind can be reached; at the last stage, nothing can be closed.
        let at = cut.index(stages);
        let codes = errors(&lifecycle(stages, &sends_back, Some(at)));
        prop_assert!(codes.contains(&"no-way-to-close"), "{codes:?}");
        prop_assert_eq!(codes.contains(&"dead-stage"), at + 1 < stages, "{:?}", codes);
    }
}

/// A case type whose stages follow each other, some sending back to earlier ones; `cut` takes the way on from one.
fn lifecycle(stages: usize, sends_back: &[(usize, usize)], cut: Option<usize>) -> Files {
    let mut text = String::new();
    for stage in 0..stages {
        let on = if stage + 1 == stages { "close: done".to_owned() } else { format!("to: s{}", stage + 1) };
        let on = if cut == Some(stage) { "tell: [clerk]".to_owned() } else { on };
        text += &format!(
            "  s{stage}:\n    title: 环节{stage}\n    task: {{ post: clerk, unit: {{ route: centre }}, within: 1 wd, basis: ours }}\n    actions:\n      go: {{ title: 前进, {on} }}\n"
        );
        for (index, (_, to)) in sends_back.iter().enumerate().filter(|(_, (from, _))| *from == stage) {
            text += &format!("      back{index}: {{ title: 退回, to: s{to} }}\n");
        }
    }
    let case = format!(
        "case: chain\ntitle: 链\nstart: s0\nform: {{ content: {{ type: text, title: 内容 }} }}\nstages:\n{text}outcomes: {{ done: {{ title: 办结 }} }}\naccess: {{ read: [clerk] }}\n"
    );
    let head = "pack: chain\nversion: 1\ntitle: 链\nsummary: 链\nposts: { clerk: { title: 人 } }\nbases: { ours: { kind: ours, note: 示例 } }\nroutes: { centre: { unit: centre } }\n";
    vec![("pack.yaml".into(), head.into()), ("chain.yaml".into(), case.into_bytes())]
}

fn errors(files: &Files) -> Vec<&'static str> {
    let found = read(files).diagnostics.into_iter();
    found.filter(|f| f.severity == Severity::Error && f.code != "missing-translation").map(|found| found.code).collect()
}
