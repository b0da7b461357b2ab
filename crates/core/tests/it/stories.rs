//! The stories of the packs that ship: what the offices promised.

use std::fs;
use std::path::{Path, PathBuf};

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{may, story};
use bihuan_core::directory::shipped_districts;
use bihuan_core::pack::{self, Pack, scenario::Scenario};

pub fn packs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

pub fn read(name: &str) -> (Pack, Vec<Scenario>) {
    let folder = packs().join(name);
    let mut files = Vec::new();
    gather(&folder, &folder, &mut files);
    let reading = pack::read(&files);
    assert!(reading.is_sound(), "{:#?}", reading.diagnostics);
    (reading.pack.unwrap(), reading.scenarios)
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, fs::read(&path).unwrap()));
        }
    }
}

pub fn names() -> Vec<String> {
    let folders = fs::read_dir(packs()).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = folders
        .filter(|path| path.join("pack.yaml").exists())
        .map(|path| path.file_name().unwrap().to_string_lossy().into())
        .collect();
    names.sort();
    names
}

#[test]
fn stories_hold() {
    let mut failed = Vec::new();
    let all: Vec<(Pack, Vec<Scenario>)> = names().iter().map(|name| read(name)).collect();
    let packs: Vec<Pack> = all.iter().map(|(pack, _)| pack.clone()).collect();
    for (pack, stories) in all {
        let name = &pack.name;
        assert!(!stories.is_empty(), "{name} proves nothing");
        assert_eq!(pack::held_together(&pack, &packs), Vec::new(), "{name} opens what is there");
        let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
        for story in stories {
            for failure in story::play_among(&pack, &packs, &story, (&directory, Calendar::shipped())).0 {
                failed.push(format!(
                    "{name}/{} 第 {} 步(第 {} 行):{}",
                    story.id, failure.step, failure.span.line, failure.message
                ));
            }
        }
    }
    assert!(failed.is_empty(), "{} failures\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn access_tables_are_as_approved() {
    for name in names() {
        let (pack, _) = read(&name);
        for (case, case_type) in &pack.cases {
            insta::assert_snapshot!(format!("access_{name}_{case}"), may::access_table(case_type));
        }
    }
}
