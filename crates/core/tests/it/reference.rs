//! The published reference and schemas say what the reader knows, and all of it.
//!
//! `UPDATE_DOCS=1 cargo test -p bihuan-core --test it reference` writes the schemas and the tables anew.

use std::fs;
use std::path::{Path, PathBuf};

use bihuan_core::pack::{keys, schema};

fn docs(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/packs").join(path)
}

fn update() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

#[test]
fn published_schemas_are_those_of_the_reader() {
    for (name, section) in schema::FILES {
        let path = docs(&format!("schema/{name}.json"));
        let text = serde_json::to_string_pretty(&schema::of(section)).unwrap() + "\n";
        if update() {
            fs::create_dir_all(docs("schema")).unwrap();
            fs::write(&path, &text).unwrap();
        }
        assert!(
            fs::read_to_string(&path).unwrap() == text,
            "docs/packs/schema/{name}.json is not what the reader knows"
        );
    }
}

/// Each section stands in the reference under its anchor, with its table between two marks.
#[test]
fn the_reference_has_every_key_of_the_reader() {
    let path = docs("reference.md");
    let mut text = fs::read_to_string(&path).unwrap();
    for section in keys::ALL {
        let (open, close) = (format!("<a id=\"{}\"></a>\n", section.name), "\n<!-- end -->".to_owned());
        let from = text.find(&open).unwrap_or_else(|| panic!("no section {} in the reference", section.name));
        let start = text[from..].find("| 键 |").map(|at| from + at).unwrap();
        let end = text[start..].find(&close).map(|at| start + at).unwrap();
        if update() {
            text.replace_range(start..end, &schema::table(section));
            fs::write(&path, &text).unwrap();
        } else {
            assert_eq!(&text[start..end], schema::table(section), "section {}", section.name);
        }
    }
}

/// What the language says is what the examples of the reference say: each whole file in it is read without a fault.
#[test]
fn the_examples_of_the_reference_are_read() {
    let text = fs::read_to_string(docs("reference.md")).unwrap();
    let files: Vec<(String, Vec<u8>)> = text
        .split("```yaml\n# ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, rest)| (name.trim().to_owned(), rest.split("```").next().unwrap().as_bytes().to_vec()))
        .collect();
    assert!(files.len() >= 4, "{} examples", files.len());
    let found = bihuan_core::pack::read(&files).diagnostics;
    let faults: Vec<_> = found.iter().filter(|found| found.code != "missing-translation").collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
