//! The rules of time and interplay, one by one, in the order of the design.

use bihuan_core::calendar::{Calendar, civil, rfc3339};
use bihuan_core::casework::case::{ClockKind, Outer, Verdict, WarningLevel};
use bihuan_core::casework::command::OuterState;
use bihuan_core::casework::explain::explain;
use bihuan_core::casework::seal::{check_commitment, items, unseal};
use bihuan_core::casework::{Command, Who, accountable, dated, running, wake_at};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{By, Deadline, DeadlineRule, DeadlineTerm, FieldType, TaskRule};
use bihuan_core::value::Value;
use serde_json::{Value as Json, json};
use std::sync::Arc;

use crate::desk::{Desk, at};
use crate::programs::{field, len, request};

const NOISE: &str = "noise";

fn good() -> Json {
    json!({"responded": true, "resolved": true, "satisfied": 5})
}

fn bad() -> Json {
    json!({"responded": true, "resolved": false, "satisfied": 1})
}

/// A request whose pledge is this long, whatever it is about.
pub fn pledged(within: &str) -> CaseType {
    let mut case_type = request();
    case_type.deadlines[0].rules.drain(..2);
    case_type.deadlines[0].rules[0].term = DeadlineTerm::Within(len(within));
    case_type
}

pub fn statutory(mut case_type: CaseType, within: &str) -> CaseType {
    let pledge = case_type.deadlines[0].clone();
    let rules = vec![DeadlineRule { term: DeadlineTerm::Within(len(within)), ..pledge.rules[0].clone() }];
    let law = Deadline { name: "statutory".into(), kind: ClockKind::Statutory, rules, extend: None, ..pledge };
    case_type.deadlines.push(law);
    case_type
}

pub fn in_handling(desk: &mut Desk) {
    desk.act("clerk dispatch", json!({"lead_unit": "420103-environment"}));
    desk.act("handler take", json!({}));
}

// 1. Suspension.

#[test]
fn a_stop_is_not_counted_from_the_day_after_it_to_the_day_of_resumption() {
    let mut desk = Desk::on(pledged("20 wd"), "2025-01-20");
    desk.file(json!({"content": "合成"}));
    assert_eq!(desk.due("pledged"), "2025-02-21T23:59");
    in_handling(&mut desk);
    desk.until("2025-02-10T10:00");
    desk.act("handler suspend", json!({}));
    assert!(desk.case().is_suspended());
    assert_eq!(desk.refused("handler suspend", json!({})), "not-open");
    desk.until("2025-02-14T16:00");
    desk.act("handler resume", json!({}));
    assert_eq!(desk.due("pledged"), "2025-02-27T23:59");
    assert_eq!(desk.due("task:t3"), "2025-02-27T23:59", "what remains follows");
}

#[test]
fn a_stop_ends_by_itself_as_of_its_longest_day_however_late_the_kernel_wakes() {
    let mut prompt = Desk::on(pledged("20 wd"), "2025-03-03");
    prompt.file(json!({"content": "合成"}));
    in_handling(&mut prompt);
    prompt.act("handler suspend", json!({}));
    let ends = prompt.clock("pledged").resumes_by;
    assert_eq!(wake_at(prompt.case()), ends);
    prompt.until("2025-04-10");
    let due = prompt.due("pledged");
    let mut late = Desk::on(pledged("20 wd"), "2025-03-03");
    late.file(json!({"content": "合成"}));
    in_handling(&mut late);
    late.act("handler suspend", json!({}));
    late.table.sleep_until(at("2025-04-10"));
    assert_eq!(late.due("pledged"), due);
    assert!(!late.case().is_suspended());
}

#[test]
fn what_is_missed_cannot_be_stopped() {
    let mut desk = Desk::handled(pledged("2 wd"));
    desk.until("2025-03-06");
    assert_eq!(desk.refused("handler suspend", json!({})), "not-open");
}

/// Nobody is awake while time passes.
fn asleep(desk: &mut Desk, until: &str) {
    desk.table.now = at(until);
}

#[test]
fn a_rating_after_the_silence_has_lapsed_is_refused_though_no_timer_rang() {
    let mut desk = Desk::answered(request());
    asleep(&mut desk, "2025-03-11");
    assert_eq!(desk.refused("reporter rate", good()), "not-open");
    assert!(!desk.table.available(&desk.id.clone(), &Who::Reporter).iter().any(|open| open.action == "rate"));
    desk.table.sleep_until(at("2025-03-13"));
    let closing = desk.case().closed.clone().unwrap();
    assert_eq!(rfc3339(closing.at), "2025-03-11T00:00:00+08:00", "closed when it fell due");
}

#[test]
fn what_fell_due_before_an_act_is_told_before_it_as_of_its_own_instant() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.act("handler extend", json!({"days": 2, "reason": "合成"}));
    asleep(&mut desk, "2025-03-12");
    desk.act("clerk comment", json!({"text": "合成"}));
    let (at, events) = desk.table.kept(&desk.id).unwrap().records.last().unwrap().clone();
    let told: Vec<(String, String)> = dated(at, &events)
        .map(|(at, event)| (rfc3339(at)[..16].to_owned(), serde_json::to_value(event).unwrap()["type"].to_string()))
        .collect();
    let lapse = told.iter().find(|(_, kind)| kind.contains("extension-refused")).unwrap();
    let act = told.iter().find(|(_, kind)| kind.contains("acted")).unwrap();
    assert_eq!((lapse.0.as_str(), act.0.as_str()), ("2025-03-11T00:00", "2025-03-12T09:00"));
    assert!(desk.case().extension.is_none());
}

// 2. Matching.

#[test]
fn only_a_reclassification_matches_the_rules_again() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成"}));
    desk.act("clerk comment", json!({"text": "合成"}));
    assert_eq!(desk.due("pledged"), "2025-03-10T23:59");
    desk.until("2025-03-03T10:00");
    desk.act("clerk classify", json!({"category": "burst-pipe"}));
    assert_eq!(desk.due("pledged"), "2025-03-04T09:00", "counted from the same start");
    let mut kept = Desk::new(request());
    kept.file(json!({"content": "合成"}));
    kept.act("clerk dispatch", json!({"lead_unit": "420103-environment", "category": "burst-pipe"}));
    assert_eq!(kept.due("pledged"), "2025-03-10T23:59", "an edit is no reclassification");
}

#[test]
fn a_reclassification_into_the_past_is_due_at_the_end_of_the_next_working_day() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成"}));
    desk.until("2025-03-06T10:00");
    desk.act("clerk classify", json!({"category": "burst-pipe"}));
    assert_eq!(desk.due("pledged"), "2025-03-07T23:59");
    assert!(!desk.clock("pledged").was_late);
    let mut late = Desk::new(request());
    late.file(json!({"content": "合成", "category": "burst-pipe"}));
    late.until("2025-03-06T10:00");
    late.act("clerk classify", json!({"category": NOISE}));
    assert_eq!(late.due("pledged"), "2025-03-10T23:59");
    assert!(late.clock("pledged").was_late, "the old verdict is kept beside");
}

// 3. Extension.

#[test]
fn more_time_is_counted_from_the_same_start_and_what_remains_follows() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    assert_eq!(desk.due("task:t4"), "2025-03-04T23:59", "the approval has one working day");
    assert_eq!(desk.refused("handler extend", json!({"days": 1, "reason": "合成"})), "not-open");
    desk.act("leader approve", json!({}));
    assert_eq!(desk.due("pledged"), "2025-03-13T23:59");
    assert_eq!(desk.due("task:t3"), "2025-03-13T23:59");
    assert_eq!(desk.due("task:t2"), "2025-03-03T15:00", "others do not follow");
    assert_eq!(desk.refused("handler extend", json!({"days": 1, "reason": "合成"})), "limit");
}

#[test]
fn an_urgent_matter_gets_its_days_behind_its_hours() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成", "category": "burst-pipe"}));
    in_handling(&mut desk);
    desk.act("handler extend", json!({"days": 2, "reason": "合成"}));
    desk.act("leader approve", json!({}));
    assert_eq!(desk.due("pledged"), "2025-03-06T23:59");
}

#[test]
fn a_due_date_explains_itself_with_its_stops_and_extensions() {
    let mut desk = Desk::on(pledged("5 wd"), "2025-09-25");
    desk.file(json!({"content": "合成"}));
    in_handling(&mut desk);
    desk.act("handler extend", json!({"days": 2, "reason": "合成"}));
    desk.act("leader approve", json!({}));
    let days = explain(Calendar::shipped(), &desk.case_type, desk.clock("pledged")).unwrap();
    let counted: Vec<String> = days.iter().filter(|day| day.counted).map(|day| day.date.to_string()).collect();
    assert_eq!(counted.len(), 7);
    assert_eq!(counted.last().unwrap(), "2025-10-11", "a make-up Saturday counts");
    assert!(desk.due("pledged").starts_with("2025-10-11"));
    let mut urgent = Desk::new(request());
    urgent.file(json!({"content": "合成", "category": "burst-pipe"}));
    in_handling(&mut urgent);
    urgent.act("handler extend", json!({"days": 2, "reason": "合成"}));
    urgent.act("leader approve", json!({}));
    let days = explain(Calendar::shipped(), &urgent.case_type, urgent.clock("pledged")).unwrap();
    assert_eq!(days.last().unwrap().date.to_string(), "2025-03-06", "24 hours, then two working days");
    let dates: std::collections::BTreeSet<_> = days.iter().map(|day| day.date).collect();
    assert_eq!(dates.len(), days.len(), "each day is told once");
}

#[test]
fn too_many_days_are_refused_with_the_field() {
    let mut desk = Desk::handled(request());
    let refusal = desk.try_act("handler extend", json!({"days": 6, "reason": "合成"})).unwrap_err();
    assert_eq!(refusal.faults[0].field, "/days");
}

#[test]
fn a_request_that_nobody_answers_is_refused_at_the_base_due_date() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.until("2025-03-10T17:00");
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    assert_eq!(desk.due("task:t4"), "2025-03-10T23:59", "no later than what it is to move");
    desk.until("2025-03-11T00:01");
    assert!(desk.case().extension.is_none());
    assert_eq!(desk.due("pledged"), "2025-03-10T23:59");
    assert!(desk.case().task(&bihuan_core::casework::TaskId("t4".into())).unwrap().ended.is_some());
    assert!(desk.table.told.iter().any(|told| told.occasion == "extension-refused"));
    assert_eq!(desk.refused("handler extend", json!({"days": 3, "reason": "合成"})), "not-open", "it is past due");
}

#[test]
fn a_refused_request_moves_nothing() {
    let mut desk = Desk::handled(request());
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    desk.act("leader reject", json!({"reason": "合成"}));
    assert_eq!(desk.due("pledged"), "2025-03-10T23:59");
    assert!(desk.case().extension.is_none());
}

#[test]
fn the_law_caps_the_pledge() {
    let mut desk = Desk::handled(statutory(pledged("5 wd"), "6 wd"));
    desk.act("handler extend", json!({"days": 5, "reason": "合成"}));
    desk.act("leader approve", json!({}));
    assert_eq!(desk.due("pledged"), desk.due("statutory"));
    assert_eq!(desk.due("pledged"), "2025-03-11T23:59");
}

#[test]
fn one_word_for_two_tasks_asks_which() {
    let mut desk = Desk::handled(request());
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    desk.act("handler reply", json!({"reply": "合成"}));
    let refusal = desk.try_act("leader approve", json!({})).unwrap_err();
    assert_eq!(serde_json::to_value(refusal.code).unwrap(), "ambiguous-task");
    assert_eq!(refusal.tasks.len(), 2);
    desk.act("leader approve#t4", json!({}));
    assert_eq!(desk.due("pledged"), "2025-03-13T23:59");
    desk.act("leader approve", json!({}));
    assert_eq!(desk.stage(), "rate");
}

// 5. Duplicates.

/// A lead in handling and a second case about the same.
fn two(second: &str) -> (Desk, bihuan_core::casework::CaseId, String) {
    two_of(request(), second)
}

fn two_of(case_type: CaseType, second: &str) -> (Desk, bihuan_core::casework::CaseId, String) {
    let mut desk = Desk::new(case_type);
    let lead = desk.file(json!({"content": "合成甲"}));
    let number = desk.case().number.clone();
    in_handling(&mut desk);
    desk.table.pass_until(at("2025-03-03T11:00"));
    desk.file(json!({"content": second}));
    (desk, lead, number)
}

#[test]
fn a_follower_keeps_its_number_and_clocks_and_gets_the_answer() {
    let (mut desk, lead, number) = two("合成乙");
    let own = desk.case().number.clone();
    desk.act("clerk merge", json!({"lead": number}));
    let follower = desk.id.clone();
    assert_eq!(desk.stage(), "linked");
    assert_eq!((desk.case().number.clone(), desk.due("pledged")), (own, "2025-03-10T23:59".into()));
    assert!(desk.clock("pledged").ended.is_none() && desk.case().open_tasks().next().is_none());
    assert_eq!(accountable(desk.case()).unwrap().as_str(), "420103-environment");
    assert_eq!(desk.refused("clerk dispatch", json!({"lead_unit": "420103-water"})), "linked");
    desk.id = lead.clone();
    desk.act("supervisor reassign", json!({"unit": "420103-water", "reason": "合成"}));
    desk.id = follower.clone();
    assert_eq!(accountable(desk.case()).unwrap().as_str(), "420103-water", "who has the lead answers for both");
    desk.id = lead.clone();
    desk.act("handler reply", json!({"reply": "合成答复"}));
    desk.act("leader approve", json!({}));
    desk.id = follower.clone();
    assert_eq!(desk.stage(), "rate");
    assert_eq!(desk.verdict("pledged"), Some(Verdict::Met));
    assert_eq!(desk.table.values(&follower)["reply"], Value::Text("合成答复".into()));
    desk.act("reporter rate", bad());
    assert_eq!(desk.stage(), "redo", "a bad rating redoes only that case");
    desk.id = lead;
    assert_eq!(desk.stage(), "rate");
}

#[test]
fn what_concerns_a_duplicate_is_told_to_whoever_has_its_leads_work() {
    let mut case_type = request();
    case_type.deadlines[0].warnings.iter_mut().for_each(|rule| rule.tell = vec![By::Task]);
    let (mut desk, _, number) = two_of(case_type, "合成乙");
    let follower = desk.id.clone();
    desk.act("clerk merge", json!({"lead": number}));
    desk.table.told.clear();
    desk.table.sleep_until(at("2025-03-11"));
    let told: Vec<String> = desk
        .table
        .told
        .iter()
        .filter(|told| told.case == follower)
        .map(|told| format!("{} {:?}", told.occasion, told.whom))
        .collect();
    assert_eq!(told, [r#"red Post(PostName("handler"), UnitCode("420103-environment"))"#], "the lead's post");
}

#[test]
fn linking_to_a_follower_links_to_its_lead() {
    let (mut desk, lead, number) = two("合成乙");
    desk.act("clerk merge", json!({"lead": number}));
    let follower = desk.case().number.clone();
    desk.file(json!({"content": "合成丙"}));
    desk.act("clerk merge", json!({"lead": follower}));
    assert_eq!(desk.case().lead, Some(lead));
}

#[test]
fn what_cannot_be_linked_is_refused() {
    let (mut desk, lead, number) = two("合成乙");
    let own = desk.case().number.clone();
    assert_eq!(desk.refused("clerk merge", json!({"lead": own})), "invalid");
    assert_eq!(desk.refused("clerk merge", json!({"lead": "420103-25-99999-0"})), "invalid");
    let second = desk.id.clone();
    desk.act("clerk merge", json!({"lead": number}));
    desk.id = lead.clone();
    assert_eq!(desk.refused("clerk merge", json!({"lead": own})), "not-open", "a lead follows nobody");
    desk.act("handler reply", json!({"reply": "合成"}));
    desk.act("leader approve", json!({}));
    assert_eq!(desk.refused("clerk merge", json!({"lead": own})), "not-open", "it waits for its rating");
    desk.id = second;
    assert_eq!(desk.stage(), "rate");
}

#[test]
fn when_the_lead_is_taken_back_the_others_go_their_own_way() {
    let (mut desk, lead, number) = two("合成乙");
    desk.act("clerk merge", json!({"lead": number}));
    let follower = std::mem::replace(&mut desk.id, lead);
    desk.act("reporter withdraw", json!({}));
    assert_eq!(desk.stage(), "closed withdrawn");
    desk.id = follower;
    assert_eq!((desk.stage().as_str(), desk.case().lead.is_none()), ("accept", true));
}

#[test]
fn two_that_follow_each_other_are_parted() {
    let (mut desk, lead, number) = two("合成乙");
    desk.act("clerk merge", json!({"lead": number}));
    let follower = desk.id.clone();
    // As if both had been linked in the same instant on two nodes.
    let news = Command::Hear { from: lead, news: bihuan_core::casework::command::News::Follows };
    desk.table.ask(&follower, Who::Kernel, news).unwrap();
    assert_eq!(desk.stage(), "accept");
}

#[test]
fn a_follower_that_comes_too_late_goes_its_own_way() {
    let (mut desk, lead, number) = two("合成乙");
    desk.act("clerk merge", json!({"lead": number}));
    let follower = std::mem::replace(&mut desk.id, lead.clone());
    // As if the lead had been answered before the word arrived.
    desk.act("handler reply", json!({"reply": "合成"}));
    desk.act("leader approve", json!({}));
    let news = Command::Hear { from: follower.clone(), news: bihuan_core::casework::command::News::Follows };
    let version = desk.case().version;
    desk.table.ask(&lead, Who::Kernel, news).unwrap();
    assert_eq!(desk.case().version, version + 1, "that it came and went is on record");
    assert!(desk.case().followers.is_empty());
}

// 7. Answer, rating, redo, reopening.

#[test]
fn the_answer_ends_the_pledge_for_good_and_silence_is_no_rating() {
    let mut desk = Desk::answered(request());
    assert_eq!(desk.verdict("pledged"), Some(Verdict::Met));
    assert!(running(desk.case()).is_some_and(|clock| clock.task.is_some()), "the silence timer runs");
    assert!(accountable(desk.case()).is_some());
    desk.until("2025-03-11");
    assert_eq!(desk.stage(), "closed done");
    assert!(desk.case().rating.as_ref().is_some_and(|rating| rating.is_default && !rating.bad));
    assert!(desk.warnings().is_empty());
}

#[test]
fn a_bad_rating_starts_a_round_with_its_own_clock_and_the_last_goes_to_the_coordinator() {
    let mut desk = Desk::answered(request());
    desk.until("2025-03-05");
    desk.act("reporter rate", bad());
    assert_eq!((desk.stage().as_str(), desk.case().round), ("redo", 2));
    assert_eq!(desk.due("pledged#2"), "2025-03-12T23:59");
    assert_eq!(desk.verdict("pledged"), Some(Verdict::Met), "the first round stays met");
    desk.act("clerk reply", json!({"reply": "合成"}));
    desk.act("reporter rate", bad());
    assert_eq!((desk.stage().as_str(), desk.case().round), ("unresolved", 2));
    desk.act("supervisor conclude", json!({"reason": "合成"}));
    assert_eq!(desk.stage(), "closed unresolved");
}

#[test]
fn a_closed_case_is_opened_again_within_its_window_only() {
    let mut desk = Desk::answered(request());
    desk.act("reporter rate", good());
    assert_eq!(desk.refused("reporter add", json!({"text": "合成"})), "not-open");
    desk.until("2025-03-18");
    desk.act("reporter reopen", json!({"reason": "合成"}));
    assert_eq!((desk.stage().as_str(), desk.case().round), ("redo", 2));
    assert_eq!(desk.due("pledged#2"), "2025-03-25T23:59");
    let mut late = Desk::answered(request());
    late.act("reporter rate", good());
    late.until("2025-03-19");
    assert_eq!(late.refused("reporter reopen", json!({"reason": "合成"})), "limit");
}

// 8. Warnings.

#[test]
fn each_warning_is_given_once() {
    let mut desk = Desk::handled(request());
    desk.until("2025-03-31");
    assert_eq!(desk.warnings(), ["pledged yellow 0", "pledged red 0"]);
    desk.act("handler comment", json!({"text": "合成"}));
    desk.until("2025-04-30");
    assert_eq!(desk.warnings().len(), 2);
    desk.act("handler reply", json!({"reply": "合成"}));
    desk.act("leader approve", json!({}));
    assert_eq!(desk.verdict("pledged"), Some(Verdict::Missed));
    assert!(desk.clock("pledged").was_late);
}

/// A request whose handling warns at four fifths of its time.
fn warned_in_handling(within: &str) -> CaseType {
    let mut case_type = pledged(within);
    let rules = case_type.deadlines[0].warnings.clone();
    let stage = case_type.stages.iter_mut().find(|stage| stage.name == "handle").unwrap();
    if let TaskRule::Officer { warnings, .. } = &mut stage.task {
        *warnings = rules;
    }
    case_type
}

fn yellow_of(desk: &Desk, clock: &str) -> String {
    let warnings = &desk.clock(clock).reckoning.warnings;
    let (_, at) = warnings.iter().find(|(level, _)| *level == WarningLevel::Yellow).unwrap();
    rfc3339(*at)[..16].to_owned()
}

#[test]
fn what_remains_warns_at_a_share_of_working_time() {
    let mut desk = Desk::handled(warned_in_handling("5 wd"));
    // Monday 09:00 to the end of next Monday: 41.5 hours of work, 33.2 of which end on Friday at 16:12.
    assert_eq!(yellow_of(&desk, "task:t3"), "2025-03-07T16:12");
    desk.act("handler suspend", json!({}));
    desk.until("2025-03-05T10:00");
    desk.act("handler resume", json!({}));
    assert_eq!(desk.due("task:t3"), "2025-03-12T23:59");
    assert_eq!(yellow_of(&desk, "task:t3"), "2025-03-11T16:24", "what stood still is left out");
    let night = Desk::handled(warned_in_handling("24 h"));
    assert_eq!(yellow_of(&night, "task:t3"), "2025-03-04T04:12", "what counts day and night warns day and night");
}

#[test]
fn a_date_that_was_given_warns_at_a_share_of_working_time() {
    let mut case_type = request();
    case_type.deadlines[0].rules.clear();
    let rule = request().deadlines[0].rules[0].clone();
    case_type.form.push(field("day", FieldType::Date));
    case_type.deadlines[0].rules = vec![DeadlineRule { when: None, term: DeadlineTerm::On("day".into()), ..rule }];
    let mut desk = Desk::on(case_type, "2024-11-01");
    desk.file(json!({"content": "合成", "day": "2024-12-31"}));
    // 300.5 hours of work, 240.4 of which end on Thursday 12-19 at 11:24; four fifths of natural time would be that night.
    assert_eq!(yellow_of(&desk, "pledged"), "2024-12-19T11:24");
}

#[test]
fn after_downtime_only_the_highest_is_given() {
    let mut desk = Desk::handled(request());
    desk.table.sleep_until(at("2025-03-31"));
    assert_eq!(desk.warnings(), ["pledged red 1"]);
}

#[test]
fn more_time_arms_again_what_is_again_to_come() {
    let mut desk = Desk::handled(request());
    desk.until("2025-03-10T08:00");
    assert_eq!(desk.warnings(), ["pledged yellow 0"]);
    desk.act("handler extend", json!({"days": 5, "reason": "合成"}));
    desk.act("leader approve", json!({}));
    assert_eq!(desk.clock("pledged").generation, 1);
    let armed: Vec<WarningLevel> = desk.clock("pledged").reckoning.warnings.iter().map(|(level, _)| *level).collect();
    assert_eq!(armed, [WarningLevel::Yellow, WarningLevel::Red]);
}

#[test]
fn the_time_of_a_case_never_runs_backwards() {
    let mut desk = Desk::handled(request());
    desk.until("2025-03-05");
    desk.act("handler comment", json!({"text": "合成"}));
    desk.table.now = at("2025-03-04");
    desk.act("handler reply", json!({"reply": "合成"}));
    let last = desk.table.kept(&desk.id).unwrap().records.last().unwrap().0;
    assert_eq!(civil(last).date().day(), 5);
}

// 10. Hand-back.

#[test]
fn a_unit_hands_back_once_and_then_disputes() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成"}));
    for unit in ["420103-environment", "420103-water"] {
        desk.act("clerk dispatch", json!({"lead_unit": unit}));
        desk.act("handler return", json!({"reason": "合成"}));
        assert_eq!(desk.stage(), "accept", "each unit may once");
    }
    desk.act("clerk dispatch", json!({"lead_unit": "420103-environment"}));
    let pledged = desk.due("pledged");
    desk.act("handler return", json!({"reason": "合成"}));
    assert_eq!(desk.stage(), "dispute");
    desk.act("supervisor insist", json!({}));
    assert_eq!((desk.stage().as_str(), desk.unit().as_str()), ("handle", "420103-environment"));
    assert_eq!(desk.due("pledged"), pledged, "a dispute never stopped the clock");
}

#[test]
fn after_its_time_a_hand_back_is_a_dispute() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成"}));
    desk.act("clerk dispatch", json!({"lead_unit": "420103-environment"}));
    desk.until("2025-03-06");
    desk.act("handler return", json!({"reason": "合成"}));
    assert_eq!(desk.stage(), "dispute");
}

// Up and down the tree, avoidance, matters of others, the vault.

#[test]
fn a_task_passed_down_comes_back_up_level_by_level() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成"}));
    desk.act("clerk dispatch", json!({"lead_unit": "420103008"}));
    desk.act("handler take", json!({}));
    assert_eq!(desk.refused("handler pass", json!({"unit": "420103009", "within": "1 wd"})), "invalid");
    assert_eq!(desk.refused("handler pass", json!({"unit": "420103008003", "within": "9 wd"})), "invalid");
    desk.act("handler pass", json!({"unit": "420103008003", "within": "2 wd"}));
    assert_eq!(desk.unit(), "420103008003");
    assert_eq!(accountable(desk.case()).unwrap().as_str(), "420103008", "who passed it on still answers for it");
    assert_eq!((desk.due("task:t3"), desk.due("task:t3.2")), ("2025-03-10T23:59".into(), "2025-03-05T23:59".into()));
    desk.act("handler reply", json!({"reply": "合成"}));
    assert_eq!((desk.stage().as_str(), desk.unit().as_str()), ("review", "420103008003"));
    desk.act("leader approve", json!({}));
    assert_eq!((desk.stage().as_str(), desk.unit().as_str()), ("review", "420103008"));
    desk.act("leader reject", json!({"reason": "合成"}));
    assert_eq!(
        (desk.stage().as_str(), desk.unit().as_str()),
        ("handle", "420103008"),
        "a way back takes effect at once"
    );
}

#[test]
fn a_matter_about_a_unit_never_reaches_it_unseen() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成", "about": "420103008"}));
    for unit in ["420103008", "420103008003"] {
        assert_eq!(desk.refused("clerk dispatch", json!({"lead_unit": unit})), "avoidance");
    }
    desk.act("supervisor override", json!({"unit": "420103008", "reason": "合成"}));
    assert_eq!(desk.unit(), "420103008", "the coordinator's recorded decision");
    desk.file(json!({"content": "合成", "about": "420103-citizen-centre"}));
    assert_eq!(desk.unit(), "420103-supervision-office", "where a route leads to the unit itself the stand-in has it");
}

fn outer(revision: u64, due: Option<&str>) -> Outer {
    Outer { system: "city".into(), number: "A1".into(), due: due.map(at), revision }
}

fn mirrored(desk: &mut Desk, state: OuterState, due: Option<&str>) {
    let form = json!({"content": "合成"}).as_object().unwrap().clone();
    let case_type = Arc::clone(&desk.case_type);
    let sent = Some((outer(1, due), state));
    desk.id = desk.table.file_from(&case_type, Who::Outer("city".into()), form, "outer", sent).unwrap();
}

fn says(desk: &mut Desk, revision: u64, state: OuterState, due: Option<&str>) {
    let command = Command::Mirror { outer: outer(revision, due), state, form: Default::default() };
    let id = desk.id.clone();
    desk.table.ask(&id, Who::Outer("city".into()), command).unwrap();
}

#[test]
fn the_earlier_of_two_deadlines_rules_and_follows_its_owner() {
    let mut desk = Desk::new(request());
    mirrored(&mut desk, OuterState::Open, Some("2025-03-06T18:00"));
    in_handling(&mut desk);
    assert_eq!(desk.due("task:t3"), "2025-03-06T18:00");
    let version = desk.case().version;
    says(&mut desk, 1, OuterState::Open, Some("2025-03-05T18:00"));
    assert_eq!(desk.case().version, version, "a revision not above the kept one changes nothing");
    says(&mut desk, 2, OuterState::Open, Some("2025-03-20T18:00"));
    assert_eq!((desk.due("outer"), desk.due("task:t3")), ("2025-03-20T18:00".into(), "2025-03-10T23:59".into()));
    says(&mut desk, 3, OuterState::Withdrawn, None);
    assert_eq!(desk.stage(), "closed withdrawn");
    assert_eq!(desk.verdict("pledged"), Some(Verdict::Cancelled));
}

#[test]
fn an_order_that_arrives_closed_is_closed() {
    let mut desk = Desk::new(request());
    mirrored(&mut desk, OuterState::Closed, None);
    assert_eq!(desk.stage(), "closed closed-outside");
    assert!(desk.case().clocks.is_empty() && desk.case().tasks.is_empty());
}

#[test]
fn what_people_typed_is_committed_to_and_can_be_erased() {
    let mut desk = Desk::new(request());
    let place = json!({"lon": 114.27, "lat": 30.6, "address": "合成路 1 号"});
    let id = desk.file(json!({"content": "合成内容", "phone": "13800138000", "place": place, "category": NOISE}));
    let kept = desk.table.kept(&id).unwrap();
    let sealed = items(&kept.case.values);
    assert_eq!(sealed.len(), 3);
    for sealed in sealed {
        let opened = &kept.vault[&sealed.item];
        assert!(check_commitment(sealed, opened));
        let content = opened.content();
        assert_eq!(bihuan_core::casework::seal::Opened::of_content(&sealed.item, &content).as_ref(), Some(opened));
        let mut forged = opened.clone();
        forged.value = Value::Text("别的".into());
        assert!(!check_commitment(sealed, &forged));
    }
    assert_eq!(kept.case.values["category"], Value::Term(NOISE.into()), "guards read every other type");
    assert_eq!(unseal(&kept.case.values, &|_| None), kept.case.values, "after erasure the record stands as it stood");
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let mut desk = Desk::new(request());
    let form = json!({
        "phone": "99999999999", "category": "none", "about": "420105-x", "pictures": ["x"], "publish": "yes", "size": 1,
        "place": {"lon": 121.47, "lat": 31.23},
    });
    let refusal = desk.try_file(form).unwrap_err();
    let mut faults: Vec<(&str, &str)> = refusal.faults.iter().map(|f| (f.field.as_str(), f.code.as_str())).collect();
    faults.sort_unstable();
    insta::assert_debug_snapshot!(faults);
}

#[test]
fn an_approval_comes_too_late_at_the_due_date_even_if_nobody_woke() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    desk.table.now = at("2025-03-11");
    assert_eq!(desk.refused("leader approve", json!({})), "not-open");
}

#[test]
fn a_supporting_unit_may_say_a_word_and_holds_nothing_up() {
    let mut desk = Desk::new(request());
    desk.file(json!({"content": "合成"}));
    desk.act("clerk dispatch", json!({"lead_unit": "420103-environment", "support_units": ["420103-water"]}));
    desk.act("handler take", json!({}));
    let water: bihuan_core::directory::UnitCode = "420103-water".parse().unwrap();
    let posts = vec![("handler".parse().unwrap(), water)];
    let who = Who::Officer(bihuan_core::casework::Officer { user: "water-handler".parse().unwrap(), posts });
    let open: Vec<String> = desk.table.available(&desk.id, &who).into_iter().map(|open| open.action).collect();
    assert_eq!(open, ["assist", "comment"]);
    desk.act("handler reply", json!({"reply": "合成"}));
    assert_eq!(desk.stage(), "review");
    assert_eq!(desk.case().open_tasks().count(), 1, "the share that was not given is not waited for");
}
