//! What happened to a case, in plain words, newest first: one entry for each command, with what came of it.

use bihuan_core::casework::case::{TaskKind, Verdict, WarningLevel};
use bihuan_core::casework::{AlertNote, CaseId, Event};
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::Values;
use bihuan_office::{Past, Reading};

use super::super::light::{exact, instant};
use super::reckoning;
use super::sheet::Sheet;
use crate::alerts::Watched;
use crate::components::*;
use crate::html::{Html, el};
use crate::{letters, papers, phrases, t};

/// The stage in which a command took an action, if it took this one.
pub fn stage_of(reading: &Reading, past: &Past, action: &str) -> Option<String> {
    past.events.iter().find_map(|event| match event {
        Event::Acted { action: taken, task, .. } if taken == action => {
            let task = task.as_ref().and_then(|id| reading.case.task(id));
            Some(task.map(|task| task.stage.clone()).unwrap_or_default())
        }
        _ => None,
    })
}

/// The whole story.
pub fn timeline(sheet: &Sheet) -> Html {
    let items = sheet.past.iter().rev().map(|past| item(sheet, past)).collect();
    Timeline { items, heading_level: Some(3), ..Timeline::default() }.into()
}

/// What happened after a version, for somebody who did not know of it: when, who, what; the latest first.
pub fn since(sheet: &Sheet, seen: u64) -> Html {
    const SHOWN: usize = 5;
    let known = usize::try_from(seen).unwrap_or(usize::MAX);
    let later = sheet.past.iter().skip(known).rev().take(SHOWN);
    let lines: Vec<_> = later.map(|past| line(sheet, past)).collect();
    if lines.is_empty() {
        return Html::empty();
    }
    let heading = el("p").class("govuk-body").put(t!(sheet.words(), "someone-faster-did")).html();
    heading.then(el("ul").class("govuk-list govuk-list--bullet").put_all(lines))
}

/// What happened from an instant on, a line for each command, the latest first.
pub fn after(sheet: &Sheet, from: jiff::Timestamp) -> Html {
    const SHOWN: usize = 20;
    let later = sheet.past.iter().rev().filter(|past| past.at >= from).take(SHOWN);
    let lines: Vec<Html> = later.map(|past| line(sheet, past)).collect();
    if lines.is_empty() { Html::empty() } else { el("ul").class("govuk-list govuk-list--bullet").put_all(lines).html() }
}

fn line(sheet: &Sheet, past: &Past) -> Html {
    let first = || past.events.iter().find_map(|event| sentence(sheet, event));
    let what = headline(sheet, past).or_else(first).unwrap_or_else(|| t!(sheet.words(), "story-noted"));
    el("li").put(instant(past.at)).put(" ").put(byline(sheet, past)).put(t!(sheet.words(), "colon")).put(what).html()
}

fn item(sheet: &Sheet, past: &Past) -> TimelineItem {
    let told = past.events.iter().filter_map(|event| told_later(sheet, past, event).or_else(|| sentence(sheet, event)));
    let first = || past.events.iter().find_map(|event| sentence(sheet, event));
    let label = headline(sheet, past).or_else(first).unwrap_or_else(|| t!(sheet.words(), "story-noted"));
    let came: Vec<String> = told.filter(|sentence| *sentence != label).collect();
    let values = past.events.iter().flat_map(|event| said(sheet, event));
    let list = SummaryList {
        rows: values.collect(),
        classes: "govuk-summary-list--no-border".into(),
        ..SummaryList::default()
    };
    let mut content = if list.rows.is_empty() { Html::empty() } else { list.into() };
    if !came.is_empty() {
        content.push(
            el("ul")
                .class("govuk-list")
                .put_all(came.into_iter().map(|sentence| el("li").put(phrases::with_whole_numbers(&sentence)))),
        );
    }
    TimelineItem {
        label: phrases::with_whole_numbers(&label),
        byline: byline(sheet, past),
        time: instant(past.at),
        content,
        ..TimelineItem::default()
    }
}

fn byline(sheet: &Sheet, past: &Past) -> Html {
    let Some((post, unit)) = &past.actor else { return Html::empty() };
    let unit = Some(unit.as_str()).filter(|unit| !unit.is_empty());
    sheet.names().post_at(Some(post), unit).into()
}

/// What was done, by the words on its button.
fn headline(sheet: &Sheet, past: &Past) -> Option<String> {
    past.events.iter().find_map(|event| match event {
        Event::Filed { .. } => Some(t!(sheet.words(), "story-filed", channel = super::parts::channel(sheet))),
        Event::Acted { action, task, .. } => {
            let task = task.as_ref().and_then(|id| sheet.reading.case.task(id));
            if let Some(TaskKind::Approval) = task.map(|task| task.kind) {
                return sheet.words().find(&format!("extension-{action}"), &[]);
            }
            let stage = task.map(|task| task.stage.clone()).unwrap_or_default();
            Some(sheet.names().action(&sheet.reading.rules, &stage, action))
        }
        _ => None,
    })
}

/// What was given with a command: the input of an action, and facts that changed.
fn said(sheet: &Sheet, event: &Event) -> Vec<SummaryRow> {
    let rules = &sheet.reading.rules;
    match event {
        Event::Acted { action, task, input, .. } => {
            let task = task.as_ref().and_then(|id| sheet.reading.case.task(id));
            let stage = task.map(|task| task.stage.clone()).unwrap_or_default();
            let asked = crate::names::find(rules, &stage, action);
            let of = asked.map(|(stage, _)| (stage.unwrap_or_default(), action.as_str()));
            let asks: &[Field] = asked.map(|(_, known)| known.ask.as_slice()).unwrap_or_default();
            rows(sheet, of, asks, input)
        }
        Event::FactsSet { values, .. } => {
            let fields: Vec<Field> = rules.form.iter().chain(&rules.facts).cloned().collect();
            rows(sheet, None, &fields, values)
        }
        _ => Vec::new(),
    }
}

fn rows(sheet: &Sheet, of: Option<(&str, &str)>, fields: &[Field], values: &Values) -> Vec<SummaryRow> {
    let known = |name: &str| fields.iter().find(|field| field.name == name);
    let row = |(name, value): (&String, &bihuan_core::value::Value)| match known(name) {
        Some(field) => {
            SummaryRow::new(sheet.names().field(&sheet.reading.rules, of, field), sheet.shown().value(field, value))
        }
        None => {
            let title = sheet.words().find(&format!("asked-{name}"), &[]).unwrap_or_else(|| name.clone());
            SummaryRow::new(title, sheet.shown().value(&Field::plain(name, FieldType::Text, name), value))
        }
    };
    values.iter().map(row).collect()
}

/// As of when the rest of a record happened, where that is not about when it was told.
fn told_later(sheet: &Sheet, past: &Past, event: &Event) -> Option<String> {
    let Event::TimePassed { to } = event else { return None };
    let late = past.at.duration_since(*to).as_secs() >= 60;
    late.then(|| t!(sheet.words(), "story-time-passed", at = exact(*to)))
}

/// The number of a sub-case; nothing while it has none.
fn subcase_number(sheet: &Sheet, name: &str, sequence: u32) -> String {
    let known = sheet.reading.case.subcase(name, sequence).and_then(|it| it.identity.as_ref());
    known.map_or_else(|| "—".to_owned(), |identity| identity.number.clone())
}

/// The outcome of a sub-case in the words of its own kind.
fn subcase_outcome(sheet: &Sheet, name: &str, outcome: &str) -> String {
    let opens = sheet.reading.rules.subcases.get(name).map(|rule| &rule.opens);
    let child = opens.and_then(|kind| sheet.law.current(kind));
    child.map_or_else(|| outcome.to_owned(), |rules| sheet.names().outcome(rules, outcome))
}

/// What an event means for who waits; none for what another sentence of the same command tells already.
fn sentence(sheet: &Sheet, event: &Event) -> Option<String> {
    let (words, names) = (sheet.words(), sheet.names());
    let rules = &sheet.reading.rules;
    let clock_name = |id: &bihuan_core::casework::case::ClockId| {
        sheet.reading.case.clock(id).map(|clock| reckoning::name(sheet, clock)).unwrap_or_default()
    };
    let unit = |unit: &bihuan_core::directory::UnitCode| names.unit(unit);
    Some(match event {
        Event::StageEntered { stage, .. } => t!(words, "story-stage", stage = names.stage(rules, stage)),
        Event::BranchesOpened { branches } => {
            let comma = if sheet.lang == crate::words::Lang::En { ", " } else { "、" };
            let titles: Vec<String> = branches.iter().map(|branch| names.branch(rules, branch)).collect();
            t!(words, "story-branches", branches = titles.join(comma))
        }
        Event::BranchesJoined { reached: true } => t!(words, "story-joined"),
        Event::BranchesJoined { reached: false } => t!(words, "story-join-failed"),
        Event::StageLeft { standing, outcome } if rules.split_of(standing).is_some() => {
            let branch = names.branch(rules, standing);
            match outcome {
                Some(outcome) => {
                    t!(
                        words,
                        "story-branch-ended",
                        branch = branch,
                        outcome = names.branch_outcome(rules, standing, outcome)
                    )
                }
                None => t!(words, "story-branch-withdrawn", branch = branch),
            }
        }
        Event::SubCaseAsked { name, .. } => t!(words, "story-subcase-asked", name = names.subcase(rules, name)),
        Event::SubCaseOpened { name, identity, .. } => {
            t!(words, "story-subcase-opened", name = names.subcase(rules, name), number = identity.number.as_str())
        }
        Event::SubCasePassed { name, unit: Some(to), .. } => {
            t!(words, "story-subcase-passed", name = names.subcase(rules, name), unit = unit(to))
        }
        Event::SubCaseClosed { name, sequence, outcome, .. } => {
            let outcome = subcase_outcome(sheet, name, outcome);
            let (name, number) = (names.subcase(rules, name), subcase_number(sheet, name, *sequence));
            t!(words, "story-subcase-closed", name = name, number = number, outcome = outcome)
        }
        Event::SubCaseReopened { name, sequence, .. } => {
            let (name, number) = (names.subcase(rules, name), subcase_number(sheet, name, *sequence));
            t!(words, "story-subcase-reopened", name = name, number = number)
        }
        Event::SubCaseRefused { name, .. } => t!(words, "story-subcase-refused", name = names.subcase(rules, name)),
        Event::SubCaseLeft { name, sequence } => {
            let (name, number) = (names.subcase(rules, name), subcase_number(sheet, name, *sequence));
            t!(words, "story-subcase-left", name = name, number = number)
        }
        Event::SubCasesJoined { name, reached } => {
            let key = if *reached { "story-subcases-reached" } else { "story-subcases-failed" };
            words.get(key, &[("name", names.subcase(rules, name).into())])
        }
        Event::OpenedFor { parent } => t!(words, "story-opened-for", number = parent.number.as_str()),
        Event::ParentLeft { .. } => t!(words, "story-parent-left"),
        Event::StopBegan { ground, until, .. } => {
            t!(words, "story-stop-began", ground = ground.as_str(), until = exact(*until))
        }
        Event::StopEnded { .. } => t!(words, "story-stop-ended"),
        Event::TaskOpened { task } => match (&task.unit, &task.post) {
            (Some(at), Some(post)) => {
                let key = match task.kind {
                    TaskKind::Support => "story-support",
                    TaskKind::Approval => "story-approval",
                    _ => "story-task",
                };
                words.get(key, &[("unit", unit(at).into()), ("post", names.post(post.as_str()).into())])
            }
            _ => t!(words, "story-reporter"),
        },
        Event::TaskMoved { unit: to, passed_down: true, .. } => t!(words, "story-passed", unit = unit(to)),
        Event::TaskMoved { unit: to, .. } => t!(words, "story-moved", unit = unit(to)),
        Event::TaskHandedOver { to: Some(_), .. } => t!(words, "story-handed-over"),
        Event::TaskHandedOver { .. } => t!(words, "story-handed-to-post"),
        Event::ClockStarted { clock } => {
            t!(words, "story-clock", name = reckoning::name(sheet, clock), due = exact(clock.due()))
        }
        Event::ClockMoved { clock, why, to, .. } => {
            let reason = words.find(&format!("moved-{why}"), &[]).unwrap_or_else(|| why.clone());
            t!(words, "story-clock-moved", name = clock_name(clock), due = exact(to.due), why = reason)
        }
        Event::ClockSuspended { ground, until, .. } => {
            t!(words, "story-suspended", ground = ground.as_str(), until = exact(*until))
        }
        Event::ClockResumed { .. } => t!(words, "story-resumed"),
        Event::ClockEnded { clock, verdict: Verdict::Met } => t!(words, "story-met", name = clock_name(clock)),
        Event::ClockEnded { clock, verdict: Verdict::Missed } => t!(words, "story-missed", name = clock_name(clock)),
        Event::Warned { clock, level: WarningLevel::Yellow, .. } => t!(words, "story-yellow", name = clock_name(clock)),
        Event::Warned { clock, level: WarningLevel::Red, .. } => t!(words, "story-red", name = clock_name(clock)),
        Event::ExtensionAsked { days, .. } => t!(words, "story-extension-asked", days = *days),
        Event::ExtensionForwarded { .. } => t!(words, "story-extension-forwarded"),
        Event::ExtensionGranted { days, .. } => t!(words, "story-extension-granted", days = *days),
        Event::ExtensionRefused { lapsed: true, .. } => t!(words, "story-extension-lapsed"),
        Event::ExtensionRefused { .. } => t!(words, "story-extension-refused"),
        Event::ExtensionMoved { lapses, .. } => t!(words, "story-extension-moved", until = exact(*lapses)),
        Event::HandedBack { unit: from, .. } => t!(words, "story-handed-back", unit = unit(from)),
        Event::RoundStarted { round } => t!(words, "story-round", round = *round),
        Event::Rated { is_default: true, .. } => t!(words, "story-rated-silence"),
        Event::Rated { bad: true, .. } => t!(words, "story-rated-bad"),
        Event::Rated { .. } => t!(words, "story-rated-good"),
        Event::Merged { lead, .. } => t!(words, "story-merged", number = number_of(sheet, lead)),
        Event::SaidAlike { .. } => t!(words, "story-said-alike"),
        Event::Refers { .. } => t!(words, "story-refers"),
        Event::Excluded { .. } => t!(words, "story-excluded"),
        Event::IncludedAgain { .. } => t!(words, "story-included-again"),
        Event::CountsAnew => t!(words, "story-counts-anew"),
        Event::FollowerJoined { .. } => t!(words, "story-follower"),
        Event::LeadAnswered { .. } => t!(words, "story-lead-answered"),
        Event::LeadPassed { unit: to } => t!(words, "story-lead-passed", unit = unit(to)),
        Event::Released { .. } => t!(words, "story-released"),
        Event::FollowerLeft { .. } => t!(words, "story-follower-left"),
        Event::QuantityRecorded { quantity, amount } => {
            t!(words, "story-quantity", name = names.quantity(rules, quantity), amount = amount.normalize().to_string())
        }
        Event::QuantityPlaced { period, .. } => t!(words, "story-quantity-of", period = period.to_string()),
        Event::AlertRaised { note } => t!(words, "story-alert-raised", readings = readings(sheet, note)),
        Event::AlertEnded { note } => t!(words, "story-alert-ended", readings = readings(sheet, note)),
        Event::Draw { done } => super::draw::told(words, done),
        Event::OuterChanged { .. } => t!(words, "story-outer"),
        Event::LetterIssued { .. } | Event::LetterEnded { .. } => {
            letters::told(&names, &sheet.reading.case, rules, event)?
        }
        Event::PaperStands { paper, standing } => papers::told(&names, rules, paper, *standing),
        Event::SlotHeld { hold } => t!(words, "story-slot-held", from = exact(hold.from), until = exact(hold.until)),
        Event::Foreknown { known } => {
            t!(words, "story-foreknown", n = known.values.len(), number = known.number.as_str())
        }
        Event::SlotBegun => t!(words, "story-slot-begun"),
        Event::SlotFreed { missed: true } => t!(words, "story-slot-missed"),
        Event::SlotFreed { .. } => t!(words, "story-slot-freed"),
        Event::Closed { outcome } => t!(words, "story-closed", outcome = names.outcome(rules, outcome)),
        Event::Reopened => t!(words, "story-reopened"),
        Event::Migrated { from, to } => t!(words, "story-migrated", from = *from, to = *to),
        _ => return None,
    })
}

/// What was read of each line of an alert.
fn readings(sheet: &Sheet, note: &AlertNote) -> String {
    let told = Watched { law: &sheet.law, words: sheet.words() };
    note.readings.iter().map(|reading| told.noted(reading)).collect::<Vec<_>>().join("；")
}

fn number_of(sheet: &Sheet, lead: &CaseId) -> String {
    let known = sheet.lead.as_ref().filter(|_| sheet.reading.case.lead.as_ref() == Some(lead));
    known.map(|(number, _)| number.clone()).unwrap_or_default()
}
