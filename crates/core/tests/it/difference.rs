//! Two versions of a pack in words: what changed is told, what did not is not.

use std::fmt::Write;
use std::path::Path;

use bihuan_core::calendar::Lang;
use bihuan_core::pack::difference::{Group, Line, Version, difference};
use bihuan_core::pack::numbers::{Misfit, numbers, with_number, with_version};
use bihuan_core::pack::{Pack, read};
use proptest::prelude::*;

use crate::folder::{Files, files};

fn shipped(name: &str) -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(name))
}

fn certificates() -> Files {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/certificates"))
}

fn with(files: &Files, file: &str, whole: &str, changed: &str) -> Files {
    let mut files = files.clone();
    let (_, bytes) = files.iter_mut().find(|(path, _)| path == file).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(whole), "{whole:?} is not in {file}");
    *bytes = text.replacen(whole, changed, 1).into_bytes();
    files
}

fn pack(files: &Files) -> Pack {
    let reading = read(files);
    assert!(reading.is_sound(), "{:#?}", reading.diagnostics);
    reading.pack.unwrap()
}

fn between(old: &Files, new: &Files) -> Vec<Line> {
    let (before, after) = (pack(old), pack(new));
    difference(Version { files: old, pack: &before }, Version { files: new, pack: &after })
}

fn told(lines: &[Line]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        for lang in [Lang::Zh, Lang::En] {
            let (group, place, what) = (line.group.title(), &line.place, &line.what);
            writeln!(text, "{} | {} | {}", group.of(lang), place.of(lang), what.of(lang)).unwrap();
            line.basis.iter().for_each(|basis| writeln!(text, "    {}", basis.of(lang)).unwrap());
        }
        writeln!(text, "    {}:{}", line.file, line.line).unwrap();
        text
    })
}

#[test]
fn nothing_is_told_of_what_did_not_change() {
    for name in ["hotline", "supervision"] {
        let files = shipped(name);
        assert_eq!(between(&files, &files), [], "{name}");
    }
}

#[test]
fn a_limit_is_told_with_its_place_its_unit_and_its_basis() {
    let old = shipped("hotline");
    let new = with(
        &old,
        "request.yaml",
        "{ otherwise: true, within: 5 wd, basis: local-examples }",
        "{ otherwise: true, within: 3 wd, basis: local-examples }",
    );
    let lines = between(&old, &new);
    let [line] = lines.as_slice() else { panic!("{}", told(&lines)) };
    assert_eq!(line.group, Group::Clocks);
    assert_eq!(line.what.zh, "时限：5 → 3 个工作日");
    assert_eq!(line.what.en, "time limit: 5 → 3 working days");
    assert!(line.place.zh.contains("承诺办结时限") && line.place.zh.contains("其余情形"), "{}", line.place.zh);
    assert!(line.basis.is_some());
}

/// Everything that an office may want to change, once each.
#[test]
fn each_kind_of_change_has_its_sentence() {
    let mut new = shipped("hotline");
    for (file, whole, changed) in [
        (
            "request.yaml",
            "{ otherwise: true, within: 5 wd, basis: local-examples }",
            "{ otherwise: true, within: 7 wd, basis: centre-profile }",
        ),
        (
            "request.yaml",
            "task: { post: clerk, unit: { route: centre }, within: 1 h, basis: round-the-clock }",
            "task: { post: head, unit: { route: centre }, within: 2 h, basis: round-the-clock }",
        ),
        (
            "request.yaml",
            "- { level: yellow, at: 80, basis: centre-profile, tell: [task] }",
            "- { level: yellow, at: 60, basis: centre-profile, tell: [task, supervisor] }",
        ),
        (
            "request.yaml",
            "place: { type: place, title: 发生地点 }",
            "place: { type: place, title: 发生地点, required: true }",
        ),
        ("request.yaml", "limit: { times: 1, per: unit,", "limit: { times: 2, per: unit,"),
        ("request.yaml", "open311: true\n", ""),
        ("request.yaml", "title: 当场答复, ask: [reply, answer_entry?]", "title: 现场答复, ask: [reply]"),
        ("pack.yaml", "posts:\n", "posts:\n  observer: { title: 观察员 }\n"),
        ("lang/en.ftl", "post-clerk = Intake clerk", "post-observer = Observer\npost-clerk = Counter clerk"),
    ] {
        new = with(&new, file, whole, changed);
    }
    insta::assert_snapshot!(told(&between(&shipped("hotline"), &new)));
}

#[test]
fn branches_and_their_join_are_told() {
    let old = certificates();
    let new = with(&old, "opinion.yaml", "join: { need: any,", "join: { need: 2,");
    let new = with(&new, "opinion.yaml", "title: 环保意见", "title: 生态意见");
    insta::assert_snapshot!(told(&between(&old, &new)));
}

/// The order of the keys of a group, notes and blank lines say nothing.
#[test]
fn notes_and_the_order_of_keys_are_no_change() {
    let old = shipped("hotline");
    let new = with(
        &old,
        "request.yaml",
        "{ otherwise: true, within: 5 wd, basis: local-examples }",
        "{ basis: local-examples, within: 5 wd, otherwise: true }      # as before\n",
    );
    assert_eq!(between(&old, &new), []);
    let moved = with(
        &old,
        "request.yaml",
        "      - { when: case.round > 1, within: 5 wd, basis: bad-rating }\n      - { when: has(form.category) && form.category.urgent, within: 24 h, basis: urgent-practice }\n",
        "      - { when: has(form.category) && form.category.urgent, within: 24 h, basis: urgent-practice }\n      - { when: case.round > 1, within: 5 wd, basis: bad-rating }\n",
    );
    let lines = between(&old, &moved);
    assert_eq!(lines.len(), 1, "the order of rules matters: {}", told(&lines));
}

/// A number is put in where it stood: everything else of the text stays, and the difference tells that one number.
#[test]
fn each_number_can_be_changed_alone() {
    for old in [certificates(), shipped("supervision")] {
        let was = pack(&old);
        let all = numbers(Version { files: &old, pack: &was });
        assert!(all.len() > 10, "{}", all.len());
        for number in &all {
            let text = if number.is_length { "17 wd" } else { "17" };
            let mut new = old.clone();
            with_number(&mut new, number, text).unwrap();
            // What the number makes of the pack is the checker's matter: here it is told, and it alone.
            let lines = difference(Version { files: &old, pack: &was }, Version { files: &new, pack: &was });
            let [line] = lines.as_slice() else { panic!("{number:?}\n{}", told(&lines)) };
            assert_eq!((&line.file, line.line), (&number.file, number.line));
            assert!(line.what.zh.contains("17") && line.what.zh.contains(&number.label.zh), "{line:?} {number:?}");
        }
    }
}

#[test]
fn a_number_that_does_not_fit_changes_nothing() {
    let files = certificates();
    let known = pack(&files);
    let all = numbers(Version { files: &files, pack: &known });
    let length = all.iter().find(|number| number.is_length).unwrap();
    for text in ["", "three days", "0 wd", "-3 wd", "3", "3 wd, basis: x", "99999999999 wd"] {
        let mut new = files.clone();
        assert_eq!(with_number(&mut new, length, text), Err(Misfit::NotANumber), "{text}");
        assert_eq!(new, files);
    }
    let mut elsewhere = files.clone();
    elsewhere.iter_mut().for_each(|(_, bytes)| bytes.insert(0, b'\n'));
    assert_eq!(with_number(&mut elsewhere, length, "3 wd"), Err(Misfit::Moved));
}

#[test]
fn a_version_is_renumbered_in_its_line() {
    assert_eq!(with_version("pack: a\nversion: 6  # why\ntitle: x\n", 7), "pack: a\nversion: 7      # why\ntitle: x\n");
    assert_eq!(with_version("pack: a\nversion: 6\n", 12), "pack: a\nversion: 12\n");
}

/// A value somewhere in a file, with how to change it.
fn mutated(text: &str, line: usize, how: u8) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let at = line % lines.len();
    let here = *lines.get(at)?;
    let bare = here.split(" #").next()?.trim();
    if bare.is_empty() || bare.starts_with('#') || bare.starts_with("version:") {
        return None;
    }
    let changed: Option<String> = match how % 4 {
        0 => Some(String::new()),
        1 => {
            let digit = here.find(|c: char| c.is_ascii_digit())?;
            let was = here.get(digit..=digit)?;
            let is = if was == "9" { "8" } else { "9" };
            Some(format!("{}{is}{}", here.get(..digit)?, here.get(digit + 1..)?))
        }
        2 => here.contains("true").then(|| here.replacen("true", "false", 1)),
        _ => here.rfind(", ").map(|cut| {
            let end =
                here.get(cut + 2..).and_then(|rest| rest.find([',', '}', ']'])).map_or(here.len(), |end| cut + 2 + end);
            format!("{}{}", here.get(..cut).unwrap_or_default(), here.get(end..).unwrap_or_default())
        }),
    };
    let changed = changed?;
    // A change within a note changes nothing.
    if changed.split(" #").next()?.trim() == bare {
        return None;
    }
    let mut all: Vec<&str> = lines.clone();
    *all.get_mut(at)? = &changed;
    Some(all.join("\n") + "\n")
}

/// The shipped packs, read once.
fn packs() -> &'static [Pack; 2] {
    static PACKS: std::sync::OnceLock<[Pack; 2]> = std::sync::OnceLock::new();
    PACKS.get_or_init(|| ["hotline", "supervision"].map(|name| pack(&shipped(name))))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// A pack with one line changed, still sound, is told to be another: nothing that a pack does goes untold.
    #[test]
    fn a_change_never_goes_untold(which in 0_usize..2, file in 0_usize..1000, line in 0_usize..4000, how in 0_u8..4) {
        let old = shipped(["hotline", "supervision"][which]);
        let yaml: Vec<usize> = old.iter().enumerate().filter(|(_, (path, _))| path.ends_with(".yaml")).map(|(at, _)| at).collect();
        let at = yaml[file % yaml.len()];
        let text = String::from_utf8(old[at].1.clone()).unwrap();
        let Some(text) = mutated(&text, line, how) else { return Ok(()) };
        let mut new = old.clone();
        new[at].1 = text.into_bytes();
        let was = &packs()[which];
        // Of what cannot be put together there is nothing to tell but the findings.
        let Some(is) = read(&new).pack else { return Ok(()) };
        let lines = difference(Version { files: &old, pack: was }, Version { files: &new, pack: &is });
        prop_assert!(!lines.is_empty(), "{} line {}", old[at].0, line);
        for line in &lines {
            prop_assert!(!line.what.zh.is_empty() && !line.what.en.is_empty());
        }
        let back = difference(Version { files: &new, pack: &is }, Version { files: &old, pack: was });
        prop_assert!(!back.is_empty(), "and back again");
    }
}
