//! Every key stands in both languages, with the same gaps, and every key that the sources use is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_bundle::FluentResource;

use super::{FILES, Lang, Words};

/// Each key of a language with the gaps that its sentence has.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (_, page, text) in FILES.iter().filter(|(tag, ..)| *tag == lang.tag()) {
        if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
            panic!("{}/{page}: {errors:?}", lang.tag());
        }
        let mut key = String::new();
        for line in text.lines() {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let (true, Some((name, _))) = (starts, line.split_once('=')) {
                key = name.trim().to_owned();
                let before = found.insert(key.clone(), BTreeSet::new());
                assert!(before.is_none(), "{}/{page}: {key} has two wordings", lang.tag());
            }
            if let Some(gaps) = found.get_mut(&key) {
                gaps.extend(gaps_of(line));
            }
        }
    }
    found
}

fn gaps_of(line: &str) -> impl Iterator<Item = String> + '_ {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    line.split('$').skip(1).map(name)
}

#[test]
fn both_languages_say_everything_with_the_same_gaps() {
    let (zh, en) = (keys(Lang::Zh), keys(Lang::En));
    assert!(zh.len() > 20);
    let lacking: Vec<_> =
        zh.keys().filter(|k| !en.contains_key(*k)).chain(en.keys().filter(|k| !zh.contains_key(*k))).collect();
    assert!(lacking.is_empty(), "in one language only: {lacking:?}");
    let differing: Vec<_> = zh.iter().filter(|(key, gaps)| en.get(*key) != Some(gaps)).map(|(key, _)| key).collect();
    assert!(differing.is_empty(), "not the same gaps in both languages: {differing:?}");
}

#[test]
fn every_key_in_the_sources_has_words() {
    let known = keys(Lang::Zh);
    let mut used = vec![];
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "templates", "examples"] {
        collect(&here.join(folder), &mut used);
    }
    assert!(used.len() > 10, "the search finds nothing");
    let lacking: Vec<_> = used.iter().filter(|(_, key)| !known.contains_key(key.as_str())).collect();
    assert!(lacking.is_empty(), "no words for: {lacking:#?}");
}

/// Finds `t!(words, "key"` and `words.get("key", &[`, over line ends too.
fn collect(folder: &Path, used: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|e| e.unwrap().path()) {
        if path.is_dir() {
            collect(&path, used);
        } else if !path.ends_with("words/mod.rs") && !path.ends_with("words/tests.rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let place = path.display().to_string();
            // `assert!(` ends in the same letters.
            let is_ours = |at: &usize| !text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphabetic);
            let calls = text.match_indices("t!(").map(|(at, _)| at).filter(is_ours);
            let keys = calls.filter_map(|at| second_argument(&text[at + 3..]));
            used.extend(keys.map(|key| (place.clone(), key)));
        }
    }
}

fn second_argument(rest: &str) -> Option<String> {
    let (words, rest) = rest.split_once(',')?;
    let quoted = rest.trim_start().strip_prefix('"')?;
    let plain = words.trim().chars().all(|c| c.is_ascii_alphanumeric() || "_.&()".contains(c));
    plain.then(|| quoted.split_once('"').map(|(key, _)| key.to_owned()))?
}

#[test]
fn a_sentence_is_filled_in() {
    let said = crate::t!(Words::of(Lang::En), "clock-left", left = "3 working days");
    assert_eq!(said, "3 working days left");
    assert_eq!(crate::t!(Words::of(Lang::Zh), "clock-left", left = "3 个工作日"), "还剩 3 个工作日");
    assert!(Words::of(Lang::Zh).find("no-such-key", &[]).is_none());
}
