//! `bihuan calendar` as people and programs call it: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at what it did not expect")]

use std::process::{Command, Output};

use serde_json::{Value, json};

fn bihuan(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bihuan"));
    command.args(args).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C.UTF-8").output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn answer(args: &[&str]) -> Value {
    let output = bihuan(args);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_str(&printed(&output)).unwrap()
}

fn due(within: &str) -> Value {
    answer(&["calendar", "due", "--from", "2026-09-18T16:30:00+08:00", "--within", within, "--json"])
}

#[test]
fn a_day_in_json_is_as_the_contract_has_it() {
    let day = |date| answer(&["calendar", "day", date, "--json"]);
    assert_eq!(
        day("2026-09-20"),
        json!({"date": "2026-09-20", "working": true, "name": "国庆节调休上班", "provisional": false})
    );
    assert_eq!(day("2026-09-18"), json!({"date": "2026-09-18", "working": true, "name": null, "provisional": false}));
    assert_eq!(
        day("2027-10-01"),
        json!({"date": "2027-10-01", "working": false, "name": "国庆节", "provisional": true})
    );
    for edge in ["2004-01-01", "2100-12-31"] {
        assert_eq!(day(edge)["date"], edge);
    }
}

#[test]
fn a_due_date_in_json_is_as_the_contract_has_it() {
    let answer = due("4 wh");
    let version = answer["calendar"].as_str().unwrap().to_owned();
    assert!(version.starts_with("cn-"), "{version}");
    assert_eq!(
        answer,
        json!({
            "due": "2026-09-20T11:30:00+08:00", "date": "2026-09-20", "provisional": false, "calendar": version,
            "days": [
                {"date": "2026-09-18", "counted": true, "why": "周五 09-18 工作日,计 1 小时"},
                {"date": "2026-09-19", "counted": false, "why": "周六 09-19 周末,不计入"},
                {"date": "2026-09-20", "counted": true, "why": "周日 09-20 调休上班,计 3 小时"},
            ],
        })
    );
}

#[test]
fn a_negative_length_is_a_value_and_not_an_option() {
    assert_eq!(due("-3 wd")["due"], "2026-09-15T23:59:59+08:00");
    let joined =
        answer(&["calendar", "due", "--from=2026-09-18T16:30:00+08:00", "--within=-1 d", "--json"])["due"].clone();
    assert_eq!(joined, "2026-09-17T23:59:59+08:00");
}

#[test]
fn hours_can_be_those_of_the_office() {
    let args = ["calendar", "due", "--from", "2026-09-18T16:30:00+08:00", "--within", "4 wh", "--json"];
    let all_day = [&args[..], &["--hours", "00:00-24:00"]].concat();
    assert_eq!(answer(&all_day)["due"], "2026-09-18T20:30:00+08:00");
}

#[test]
fn people_are_told_in_their_language() {
    let output = bihuan(&["calendar", "day", "2026-09-20", "2027-02-06"]);
    assert_eq!(
        printed(&output),
        "2026-09-20 working day 国庆节调休上班\n\
         2027-02-06 day of rest 春节 (provisional: the year's notice is still to come)\n"
    );
    let args = ["calendar", "due", "--from", "2025-09-26T10:00:00+08:00", "--within", "1 wd"];
    let chinese = Command::new(env!("CARGO_BIN_EXE_bihuan"))
        .args(args)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert_eq!(
        printed(&chinese),
        "2025-09-28T23:59:59+08:00\n  周五 09-26 起算当日,不计入\n  周六 09-27 周末,不计入\n  周日 09-28 调休上班,计入\n"
    );
}

#[test]
fn wrong_use_ends_with_2_and_one_sentence() {
    let due = |from, within| ["calendar", "due", "--from", from, "--within", within].map(str::to_owned).to_vec();
    let plain = "2026-09-18T16:30:00+08:00";
    let mut wrong: Vec<Vec<String>> =
        ["2003-12-31", "2101-01-01", "2026-02-30", "tomorrow", "20260918", "2026-9-18", ""]
            .map(|date| vec!["calendar".to_owned(), "day".to_owned(), date.to_owned()])
            .to_vec();
    wrong.extend([
        due("2003-12-31T23:00:00+08:00", "5 wd"),
        due("2100-12-31T10:00:00+08:00", "1 wd"),
        due(plain, "2147483647 wd"),
        due(plain, "99999999999 wd"),
        due(plain, "-2147483648 mo"),
        due(plain, "5 weeks"),
        due(plain, ""),
        due("2026-09-18", "5 wd"),
        due("2026-09-18T16:30:00", "5 wd"),
    ]);
    wrong.push([due(plain, "4 wh"), vec!["--hours".to_owned(), "12:00-08:30".to_owned()]].concat());
    for args in wrong {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = bihuan(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(printed(&output), "", "{args:?}");
        let sentence = said(&output);
        assert!(sentence.starts_with("bihuan: ") && sentence.lines().count() == 1, "{args:?}: {sentence}");
    }
}

#[test]
fn a_command_that_does_not_exist_is_wrong_use() {
    for args in [&["calender"][..], &["calendar"], &["calendar", "due"], &["calendar", "day"], &[]] {
        assert_eq!(bihuan(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn every_help_has_an_example() {
    for args in [&[][..], &["calendar"], &["calendar", "day"], &["calendar", "due"]] {
        let output = bihuan(&[args, &["--help"]].concat());
        assert_eq!(output.status.code(), Some(0));
        assert!(printed(&output).contains("Example:"), "{args:?}");
    }
}
