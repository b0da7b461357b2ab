//! The coverage table of the README, made from the same items as the page.

use std::fmt::Write;

use super::derive::State;
use super::evidence::Evidence;
use super::library::{Documents, System};

/// A Markdown table of every system with its derived state, in the order of the survey.
pub fn coverage_table(documents: &Documents, evidence: &Evidence) -> String {
    let counts = documents.counts(evidence);
    let mut out = format!(
        "{} runs · {} partly · {} not yet · {} left out on purpose, of {} systems\n\n",
        counts.runs, counts.partly, counts.not_yet, counts.left_out, counts.systems
    );
    out.push_str("| Row | System | 系统 | State | Page | What is missing or why not |\n|---|---|---|---|---|---|\n");
    for system in &documents.systems {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", line(documents, system, evidence));
    }
    out
}

fn line(documents: &Documents, system: &System, evidence: &Evidence) -> String {
    let assessment = documents.assess(&system.id, evidence);
    let (state, page, note) = match &assessment {
        Some(found) => (word(found.state), found.page.clone().unwrap_or_default(), note(system, &found.missing)),
        None => (word(State::NotYet), String::new(), String::new()),
    };
    format!("| {} | {} | {} | {state} | {page} | {note} |", system.id, system.name.en, system.name.zh)
}

fn note(system: &System, missing: &[super::derive::Missing]) -> String {
    if let Some(reason) = &system.left_out {
        return reason.en.clone();
    }
    let (first, rest) = missing.split_at(missing.len().min(3));
    let mut words: Vec<_> = first.iter().map(|missing| missing.en()).collect();
    if !rest.is_empty() {
        words.push(format!("and {} more", rest.len()));
    }
    words.join("; ").replace('|', "\\|")
}

fn word(state: State) -> &'static str {
    match state {
        State::Runs => "runs",
        State::Partly => "partly",
        State::NotYet => "not yet",
        State::LeftOut => "left out",
    }
}
