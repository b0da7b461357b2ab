//! `bihuan check` as people and programs call it: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what it did not expect")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn bihuan(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bihuan")).args(args).env("NO_COLOR", "1").output().unwrap()
}

fn packs() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").canonicalize().unwrap().to_str().unwrap().to_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The sample pack of the core's tests, with one thing put in another's place.
fn sample(home: &Path, whole: &str, broken: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/broken/whole");
    let pack = home.join("sample");
    copy(&from, &pack);
    let case = pack.join("matter.yaml");
    let source = fs::read_to_string(&case).unwrap();
    assert!(source.contains(whole));
    fs::write(case, source.replacen(whole, broken, 1)).unwrap();
    pack
}

fn copy(from: &Path, into: &Path) {
    fs::create_dir_all(into).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let there = into.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, there).unwrap();
        }
    }
}

#[test]
fn the_shipped_packs_pass_with_their_scenarios() {
    let output = bihuan(&["check", &packs(), "--scenarios", "--json"]);
    let answer: Value = serde_json::from_str(&printed(&output)).unwrap();
    assert_eq!(output.status.code(), Some(0), "{answer:#}");
    assert!(answer["packs"].as_array().unwrap().len() >= 2);
    assert!(answer["scenarios"]["run"].as_u64().unwrap() >= 12);
    assert_eq!(answer["scenarios"]["failed"], 0);
}

#[test]
fn a_fault_is_printed_as_the_contract_has_it_and_ends_with_one() {
    let home = tempfile::tempdir().unwrap();
    let pack = sample(home.path(), "ask: [reply], to: rate", "ask: [reply], to: rte");
    let output = bihuan(&["check", pack.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_str(&printed(&output)).unwrap();
    let found = &answer["diagnostics"][0];
    let keys: Vec<&String> = found.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["file", "line", "column", "code", "severity", "message", "help"]);
    assert_eq!((found["line"].as_u64(), found["column"].as_u64()), (Some(46), Some(45)));
    assert_eq!((found["code"].as_str(), found["severity"].as_str()), (Some("unknown-stage"), Some("error")));
    assert!(found["file"].as_str().unwrap().ends_with("sample/matter.yaml"));
    assert!(found["help"].as_str().unwrap().contains("rate"));
}

#[test]
fn a_fault_is_drawn_with_its_line_and_a_caret_under_it() {
    let home = tempfile::tempdir().unwrap();
    let pack = sample(home.path(), "post: handler, unit", "post: handeler, unit");
    let output = bihuan(&["check", pack.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let page = printed(&output);
    for part in ["unknown-post", "matter.yaml:44:19", "post: handeler, unit", "────", "`handler`"] {
        assert!(page.contains(part), "{part} in\n{page}");
    }
}

#[test]
fn a_scenario_that_goes_another_way_fails() {
    let home = tempfile::tempdir().unwrap();
    let pack = sample(home.path(), "public: true", "public: true");
    let story = pack.join("scenarios/happy.yaml");
    let told = fs::read_to_string(&story).unwrap();
    fs::write(&story, told.replace("stage: rate", "stage: handle")).unwrap();
    let output = bihuan(&["check", pack.to_str().unwrap(), "--scenarios", "--json"]);
    let answer: Value = serde_json::from_str(&printed(&output)).unwrap();
    assert_eq!(output.status.code(), Some(1), "{answer:#}");
    assert_eq!((&answer["scenarios"]["run"], &answer["scenarios"]["failed"]), (&1.into(), &1.into()));
    assert_eq!(answer["diagnostics"][0]["code"], "scenario-failed");
}

#[test]
fn the_access_table_names_every_case_type() {
    let output = bihuan(&["check", &packs(), "--access"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(printed(&output).contains("hotline.request"));
}

#[test]
fn a_folder_that_is_not_there_is_wrong_use() {
    assert_eq!(bihuan(&["check", "no/such/folder"]).status.code(), Some(2));
}

/// The shipped packs with one change in one file of them.
fn shipped(home: &Path, file: &str, whole: &str, broken: &str) -> PathBuf {
    let packs_there = home.join("packs");
    copy(Path::new(&packs()), &packs_there);
    let path = packs_there.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(whole));
    fs::write(path, text.replacen(whole, broken, 1)).unwrap();
    packs_there
}

#[test]
fn a_unit_that_no_directory_has_is_found_where_it_is_named() {
    let home = tempfile::tempdir().unwrap();
    let file = "hotline/vocabularies/categories.yaml";
    let packs = shipped(home.path(), file, "lead: urban-management", "lead: urban-managment");
    let output = bihuan(&["check", packs.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_str(&printed(&output)).unwrap();
    let text = fs::read_to_string(packs.join(file)).unwrap();
    let line = text.lines().position(|line| line.contains("urban-managment")).unwrap() + 1;
    let found = answer["diagnostics"].as_array().unwrap().iter().find(|found| found["code"] == "unknown-unit").unwrap();
    assert_eq!((found["severity"].as_str(), found["line"].as_u64()), (Some("error"), Some(line as u64)));
    assert!(found["file"].as_str().unwrap().ends_with("categories.yaml"));
    assert!(found["help"].as_str().unwrap().contains("`urban-management`"));
}

#[test]
fn packs_are_held_against_the_directory_that_is_given() {
    let home = tempfile::tempdir().unwrap();
    let units = home.path().join("units.json");
    let whole = fs::read_to_string(Path::new(&packs()).join("../data/districts/420105.json")).unwrap();
    fs::write(&units, whole.replace("420105-citizen-centre", "420105-centre-of-citizens")).unwrap();
    let output = bihuan(&["check", &packs(), "--directory", units.to_str().unwrap(), "--json"]);
    let answer: Value = serde_json::from_str(&printed(&output)).unwrap();
    let missing = |found: &&Value| found["message"].as_str().unwrap().contains("`citizen-centre`");
    let found = answer["diagnostics"].as_array().unwrap().iter().find(missing).unwrap();
    assert_eq!((found["code"].as_str(), found["severity"].as_str()), (Some("unknown-unit"), Some("error")));
    assert_eq!(output.status.code(), Some(1));
    let none = bihuan(&["check", &packs(), "--directory", "nowhere.json"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8(none.stderr).unwrap().contains("nowhere.json"));
}

#[test]
fn a_post_that_nobody_holds_is_found_where_it_is_declared() {
    let home = tempfile::tempdir().unwrap();
    let pack = sample(home.path(), "title: 小件", "title: 小件");
    let head = pack.join("pack.yaml");
    let text = fs::read_to_string(&head)
        .unwrap()
        .replace("  head: { title: 负责人 }", "  head: { title: 负责人 }\n  handlers: { title: 某岗位 }");
    fs::write(&head, text).unwrap();
    let output = bihuan(&["check", pack.to_str().unwrap(), "--json"]);
    let answer: Value = serde_json::from_str(&printed(&output)).unwrap();
    let found =
        answer["diagnostics"].as_array().unwrap().iter().find(|found| found["code"] == "post-not-held").unwrap();
    assert_eq!(
        (found["severity"].as_str(), found["line"].as_u64(), found["column"].as_u64()),
        (Some("error"), Some(10), Some(3))
    );
}

#[test]
fn the_way_to_a_trouble_is_written_as_a_scenario_that_can_be_played() {
    let home = tempfile::tempdir().unwrap();
    let pack = sample(
        home.path(),
        "silence: { after: 5 wd, basis: ours, close: done }",
        "silence: { after: 5 wd, basis: ours, then: rate }",
    );
    let folder = home.path().join("ways");
    let output = bihuan(&["check", pack.to_str().unwrap(), "--counterexamples", folder.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let text = fs::read_to_string(folder.join("sample-silent-loop-1.yaml")).unwrap();
    assert!(text.contains("file: matter") && text.contains("stage: rate"), "{text}");
    assert!(String::from_utf8(output.stderr).unwrap().contains("sample-silent-loop-1.yaml"));
}

#[test]
fn two_versions_are_told_apart_in_words_and_in_json() {
    let home = tempfile::tempdir().unwrap();
    let (old, new) = (home.path().join("old"), home.path().join("new"));
    let old = sample(&old, "title: 小件", "title: 小件");
    let new = sample(&new, "otherwise: true, within: 10 wd", "otherwise: true, within: 7 wd");
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let output = bihuan(&["check", "--diff", old, new, "--json"]);
    let lines: Value = serde_json::from_str(&printed(&output)).unwrap();
    assert_eq!(lines.as_array().unwrap().len(), 1, "{lines:#}");
    assert_eq!((&lines[0]["group"], &lines[0]["change"]), (&Value::from("clocks"), &Value::from("changed")));
    assert_eq!(lines[0]["what"]["zh"], "时限：10 → 7 个工作日");
    let told = printed(&bihuan(&["check", "--diff", old, new]));
    assert!(told.contains("10 → 7"), "{told}");
    assert_eq!(bihuan(&["check", "--diff", old]).status.code(), Some(2), "two versions, or none");
    assert_eq!(bihuan(&["check", "--diff", old, "nowhere"]).status.code(), Some(2));
}
