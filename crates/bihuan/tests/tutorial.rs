//! The tutorial of `docs/packs`, done as it says: its commands are run, its edits made, and what it promises is printed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at what it did not expect"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

const TUTORIAL: &str = include_str!("../../../docs/packs/tutorial.md");

/// A block of the page: what its fence says, and its lines.
fn blocks() -> Vec<(String, Vec<String>)> {
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let mut open = false;
    for line in TUTORIAL.lines() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(fence) => {
                blocks.push((fence.to_owned(), Vec::new()));
                open = true;
            }
            None if open => blocks.last_mut().unwrap().1.push(line.to_owned()),
            None => {}
        }
    }
    blocks
}

#[test]
fn the_tutorial_is_true() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("packs")).unwrap();
    let blocks = blocks();
    assert!(blocks.len() > 10, "the page has its blocks");
    for (fence, lines) in blocks {
        match fence.split_once(' ') {
            Some(("edit", file)) => edit(&place.path().join(file), &lines),
            None if fence == "console" => run(place.path(), &lines),
            _ => panic!("`{fence}` is no block of the tutorial"),
        }
    }
}

/// Lines with a minus stand in the file once, in this order, and give way to those with a plus.
fn edit(file: &Path, lines: &[String]) {
    let marked = |mark: char| -> String {
        lines.iter().filter_map(|line| line.strip_prefix(mark)).map(|line| format!("{line}\n")).collect()
    };
    let (before, after) = (marked('-'), marked('+'));
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(text.matches(&before).count(), 1, "{}: {before}", file.display());
    fs::write(file, text.replace(&before, &after)).unwrap();
}

/// Each line stands in what the command prints, in this order; `…` stands for lines that are not told.
fn run(place: &Path, lines: &[String]) {
    let (command, expected) = lines.split_first().unwrap();
    let words = command.strip_prefix("$ bihuan ").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_bihuan"));
    let output = program.args(shell_words(words)).current_dir(place).env("NO_COLOR", "1").output().unwrap();
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let told = expected.iter().any(|line| line == "…");
    if !told {
        assert_eq!(printed.trim_end(), expected.join("\n"), "{command}");
    }
    let mut rest = printed.as_str();
    for line in expected.iter().filter(|line| *line != "…") {
        let at = rest.find(line.as_str()).unwrap_or_else(|| panic!("{command} prints no `{line}`:\n{printed}"));
        rest = &rest[at + line.len()..];
    }
}

/// Words of a command, those in double quotes whole.
fn shell_words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(place, part)| match place % 2 {
            1 => vec![part.to_owned()],
            _ => part.split_whitespace().map(str::to_owned).collect(),
        })
        .collect()
}

/// What is saved while it watches is checked at once.
#[test]
fn a_watched_pack_is_checked_again_when_a_file_changes() {
    let place = tempfile::tempdir().unwrap();
    let program = |args: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_bihuan"));
        program.args(args).current_dir(place.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    };
    assert!(program(&["new-pack", "lost", "--title", "失物", "--into", "."]).wait().unwrap().success());
    let mut watching = program(&["check", "lost", "--watch"]);
    let mut said = BufReader::new(watching.stdout.take().unwrap()).lines();
    let total = |lines: &mut dyn Iterator<Item = std::io::Result<String>>| {
        lines.map(Result::unwrap).find(|line| line.starts_with("lost: ")).unwrap()
    };
    assert!(total(&mut said).starts_with("lost: 0 errors"));
    fs::write(place.path().join("lost/vocabularies/kinds.yaml"), "vocabulary: kinds\n").unwrap();
    let found = total(&mut said);
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(!found.starts_with("lost: 0 errors"), "{found}");
}

/// A name that is none, and a pack that is there already, are refused with what helps; nothing is half written.
#[test]
fn a_new_pack_is_whole_or_not_there() {
    let place = tempfile::tempdir().unwrap();
    let begin = |name: &str, title: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_bihuan"));
        program.args(["new-pack", name, "--title", title, "--into", "."]).current_dir(place.path()).output().unwrap()
    };
    for (name, title) in [("Lost", "失物"), ("../out", "失物"), ("lost", "失物: {"), ("lost", "")] {
        assert_eq!(begin(name, title).status.code(), Some(2), "{name} {title}");
    }
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    assert_eq!(begin("lost", "失物").status.code(), Some(0));
    assert_eq!(begin("lost", "失物").status.code(), Some(2));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}
