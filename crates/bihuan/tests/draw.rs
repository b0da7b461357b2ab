//! `bihuan draw`, recomputed by a program of another language that was written from `docs/draw.md` alone.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what it did not expect")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const RECOMPUTE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/draw/recompute.py");
const SECRETS: [&str; 2] = ["合成：第一个人想好的一句话，不给别人看", "synthetic: what the other person thought of"];

fn bihuan(place: &Path, args: &[&str], given: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_bihuan"));
    program.args(args).current_dir(place).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = program.spawn().unwrap();
    // One that refuses its arguments reads nothing.
    running.stdin.take().unwrap().write_all(given.as_bytes()).ok();
    running.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// A list of firms that are none, in two strata; the graver risk has more tickets.
fn list() -> String {
    let line = |at: u32| format!("合成{at:03},{},{}\n", if at.is_multiple_of(4) { "high" } else { "low" }, 1 + at % 7);
    format!("id,stratum,tickets\n{}", (1..=300).map(line).collect::<String>())
}

fn taken(place: &Path, more: &[&str]) -> Output {
    let shown: Vec<String> = SECRETS.iter().map(|one| text(&bihuan(place, &["draw", "show"], one).stdout)).collect();
    let mut args = vec!["draw", "take", "list.csv", "--take", "high=5", "--take", "low=7", "--shown", &shown[0]];
    args.extend(["--shown", &shown[1]]);
    args.extend(more);
    bihuan(place, &args, "")
}

#[test]
fn another_program_comes_to_the_same_choice() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("list.csv"), list()).unwrap();
    let output = taken(place.path(), &["--secret", SECRETS[0], "--secret", SECRETS[1], "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    fs::write(place.path().join("published.json"), &output.stdout).unwrap();
    let published: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let drawn: Vec<&str> =
        published["drawn"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let again = Command::new("python3").arg(RECOMPUTE).arg(place.path().join("published.json")).output().unwrap();
    assert!(again.status.success(), "{}", text(&again.stderr));
    assert_eq!(text(&again.stdout).lines().collect::<Vec<_>>(), drawn);
    assert_eq!(drawn.len(), 12);
    let frozen = text(&bihuan(place.path(), &["draw", "freeze", "list.csv"], "").stdout);
    assert_eq!(published["list_hash"], frozen.as_str());
}

#[test]
fn a_secret_that_changed_and_a_list_that_is_none_draw_nobody() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("list.csv"), list()).unwrap();
    let changed = taken(place.path(), &["--secret", SECRETS[0], "--secret", "something else, thought of later"]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(text(&changed.stderr).contains("secret 2 is not the one"), "{}", text(&changed.stderr));
    for (content, says) in [
        ("id,stratum\n", "the list is empty"),
        ("name,stratum\nx,a\n", "there is no column `id`"),
        ("id,stratum\nx,a\nx,a\n", "twice"),
        ("id,stratum,tickets\nx,a,many\n", "no number of tickets"),
    ] {
        fs::write(place.path().join("list.csv"), content).unwrap();
        let output = bihuan(place.path(), &["draw", "freeze", "list.csv"], "");
        assert_eq!(output.status.code(), Some(1), "{content}");
        assert!(text(&output.stderr).contains(says), "{content}: {}", text(&output.stderr));
    }
}
