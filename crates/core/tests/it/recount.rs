//! Another calendar comes into force while matters run: what is counted again comes out as if it had been known from the
//! start, and what has passed stays as it was.

use std::collections::BTreeMap;

use bihuan_core::calendar::{Calendar, Notice, NoticeDay, Pause, Setting, civil};
use bihuan_core::casework::case::{Case, Clock, ClockId, ClockKind, Limit, TaskKind, Verdict};
use bihuan_core::casework::explain::lengths;
use bihuan_core::casework::{Asked, Command, Decision, Event, Who, World, advance, counted_otherwise, decide};
use bihuan_core::pack::CaseType;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use crate::desk::{Desk, at};
use crate::laws::histories;
use crate::programs::request;
use crate::rules::{in_handling, pledged, statutory};

/// The calendar with an invented notice for 2025, in force since an instant.
fn notice(free: &[&str], worked: &[&str], since: &str) -> &'static Calendar {
    let day = |kind| move |date: &&str| NoticeDay { date: date.parse().unwrap(), kind, name: "合成".into() };
    let days = free.iter().map(day(Setting::Holiday)).chain(worked.iter().map(day(Setting::Workday))).collect();
    Box::leak(Box::new(calendar(days, at(since))))
}

fn calendar(days: Vec<NoticeDay>, since: Timestamp) -> Calendar {
    let (title, number) = ("合成通知".to_owned(), "合成发〔2025〕1号".to_owned());
    let published = civil(since).date();
    Calendar::shipped().with(vec![Notice { year: 2025, title, number, published, source: "合成".into(), days }], since)
}

fn recount(desk: &mut Desk) {
    let id = desk.id.clone();
    desk.table.ask(&id, Who::Kernel, Command::Recount).unwrap();
}

/// What moved with the calendar, by clock.
fn moves(desk: &Desk) -> Vec<String> {
    let moved = |event: &Event| match event {
        Event::ClockMoved { clock, why, .. } if why == "calendar" => Some(clock.0.clone()),
        _ => None,
    };
    desk.table.happened.iter().filter_map(|(_, event)| moved(event)).collect()
}

#[test]
fn what_runs_is_counted_again_from_the_same_start_and_says_by_which_calendar() {
    let mut desk = Desk::on(pledged("5 wd"), "2025-03-03");
    desk.file(json!({"content": "合成"}));
    in_handling(&mut desk);
    assert_eq!(desk.due("pledged"), "2025-03-10T23:59");
    let longer = notice(&["2025-03-06"], &[], "2025-03-03T10:00");
    desk.table.go_by(longer);
    recount(&mut desk);
    assert_eq!(desk.due("pledged"), "2025-03-11T23:59");
    assert_eq!(desk.due("task:t3"), "2025-03-11T23:59", "what remains follows");
    assert_eq!(desk.clock("pledged").reckoning.calendar, longer.version());
    assert_eq!(desk.clock("pledged").generation, 1);
    assert!(moves(&desk).contains(&"pledged".to_owned()));
    let happened = desk.table.happened.len();
    recount(&mut desk);
    assert_eq!(desk.table.happened.len(), happened, "once and never twice");
}

#[test]
fn only_the_kernel_counts_again_and_what_comes_out_the_same_is_not_touched() {
    let mut desk = Desk::on(pledged("5 wd"), "2025-03-03");
    desk.file(json!({"content": "合成"}));
    desk.table.go_by(notice(&["2025-05-06"], &[], "2025-03-03T10:00"));
    let id = desk.id.clone();
    let before = desk.case().clone();
    assert!(counted_otherwise(&before, desk.table.calendar()));
    let clerk = desk.who("clerk");
    assert!(desk.table.ask(&id, clerk, Command::Recount).is_err());
    recount(&mut desk);
    assert_eq!(*desk.case(), before, "a notice for May moves nothing that ends in March");
}

#[test]
fn whoever_has_work_that_is_due_sooner_is_told_and_nobody_of_more_time() {
    let told = |free: &[&str], worked: &[&str]| {
        let mut desk = Desk::on(pledged("5 wd"), "2025-03-03");
        desk.file(json!({"content": "合成"}));
        in_handling(&mut desk);
        desk.table.told.clear();
        desk.table.go_by(notice(free, worked, "2025-03-03T10:00"));
        recount(&mut desk);
        let told = desk.table.told.iter().map(|told| format!("{} {:?}", told.occasion, told.whom)).collect::<Vec<_>>();
        (desk.due("pledged"), told)
    };
    let (due, whom) = told(&[], &["2025-03-08"]);
    assert_eq!((due.as_str(), whom.len()), ("2025-03-08T23:59", 1), "a Saturday to be worked: {whom:?}");
    assert!(whom[0].starts_with("task "), "the usual notice of a task: {whom:?}");
    let (due, whom) = told(&["2025-03-06"], &[]);
    assert_eq!((due.as_str(), whom.len()), ("2025-03-11T23:59", 0));
}

#[test]
fn an_extended_clock_is_counted_from_the_trigger_with_all_its_days() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    desk.act("leader approve", json!({}));
    assert_eq!(desk.due("pledged"), "2025-03-13T23:59");
    desk.table.go_by(notice(&["2025-03-05", "2025-03-06"], &[], "2025-03-03T10:00"));
    recount(&mut desk);
    assert_eq!(desk.due("pledged"), "2025-03-17T23:59");
}

#[test]
fn a_request_for_more_time_lapses_with_the_due_date_as_it_then_is() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.until("2025-03-10T17:00");
    desk.act("handler extend", json!({"days": 3, "reason": "合成"}));
    assert_eq!(desk.due("task:t4"), "2025-03-10T23:59");
    desk.table.go_by(notice(&["2025-03-06"], &[], "2025-03-10T17:00"));
    recount(&mut desk);
    assert_eq!(desk.due("pledged"), "2025-03-11T23:59");
    assert_eq!(desk.due("task:t4"), "2025-03-11T23:59", "the answer has as long as the base due date, and no longer");
    desk.until("2025-03-11T10:00");
    desk.act("leader approve", json!({}));
    assert_eq!(desk.due("pledged"), "2025-03-14T23:59");
}

#[test]
fn a_clock_that_stands_still_is_counted_by_the_new_calendar_when_it_runs_again() {
    let mut desk = Desk::on(pledged("20 wd"), "2025-01-20");
    desk.file(json!({"content": "合成"}));
    in_handling(&mut desk);
    desk.until("2025-02-10T10:00");
    desk.act("handler suspend", json!({}));
    desk.table.go_by(notice(&["2025-02-20"], &[], "2025-02-11T10:00"));
    desk.until("2025-02-11T10:00");
    recount(&mut desk);
    assert!(desk.clock("pledged").is_suspended(), "a count ends no stop");
    assert_eq!(desk.due("pledged"), "2025-02-24T23:59", "the base, as before the stop");
    desk.until("2025-02-14T16:00");
    desk.act("handler resume", json!({}));
    assert_eq!(desk.due("pledged"), "2025-02-28T23:59");
}

#[test]
fn the_law_still_caps_the_pledge_after_the_count() {
    let mut desk = Desk::handled(statutory(pledged("5 wd"), "5 wd"));
    desk.table.go_by(notice(&["2025-03-06"], &[], "2025-03-03T10:00"));
    recount(&mut desk);
    assert_eq!((desk.due("statutory"), desk.due("pledged")), ("2025-03-11T23:59".into(), "2025-03-11T23:59".into()));
}

#[test]
fn what_was_missed_stays_missed_and_nobody_is_late_by_a_count() {
    let mut late = Desk::handled(pledged("5 wd"));
    late.until("2025-03-12");
    late.table.go_by(notice(&["2025-03-06", "2025-03-07", "2025-03-10"], &[], "2025-03-12"));
    recount(&mut late);
    assert_eq!(late.due("pledged"), "2025-03-10T23:59", "late is never unsaid");
    let mut short = Desk::handled(pledged("5 wd"));
    short.until("2025-03-10T09:00");
    short.table.go_by(notice(&[], &["2025-03-08", "2025-03-09"], "2025-03-10T09:00"));
    recount(&mut short);
    assert_eq!(short.due("pledged"), "2025-03-10T23:59", "it would have been over on Saturday");
    short.act("handler reply", json!({"reply": "合成"}));
    short.act("leader approve", json!({}));
    assert_eq!(short.verdict("pledged"), Some(Verdict::Met));
}

#[test]
fn a_warning_that_was_given_is_given_again_only_if_its_moment_is_again_to_come() {
    let mut desk = Desk::handled(pledged("5 wd"));
    desk.until("2025-03-10T09:00");
    assert_eq!(desk.warnings(), ["pledged yellow 0"]);
    let week = ["2025-03-11", "2025-03-12", "2025-03-13", "2025-03-10", "2025-03-14"];
    desk.table.go_by(notice(&week, &[], "2025-03-10T09:00"));
    recount(&mut desk);
    assert_eq!(desk.due("pledged"), "2025-03-17T23:59");
    desk.until("2025-03-20");
    assert_eq!(desk.warnings().last().unwrap(), "pledged red 0");
    assert_eq!(desk.warnings().iter().filter(|told| told.ends_with("red 0")).count(), 1);
}

#[test]
fn an_act_before_the_round_has_come_finds_the_case_counted_as_of_the_day_of_the_notice() {
    let mut desk = Desk::handled(pledged("5 wd"));
    let calendar = notice(&["2025-03-06", "2025-03-07"], &[], "2025-03-05T09:00");
    desk.table.go_by(calendar);
    // Nobody was awake for a week; by the old dates it has been late since Tuesday.
    desk.table.now = at("2025-03-12T09:00");
    desk.act("handler comment", json!({"text": "合成"}));
    assert_eq!(desk.due("pledged"), "2025-03-12T23:59");
    assert!(!desk.clock("pledged").was_late, "it never was late under the calendar in force");
    assert!(!desk.warnings().iter().any(|told| told.contains("red")));
    let (at_record, events) = desk.table.kept(&desk.id).unwrap().records.last().unwrap().clone();
    let moved = bihuan_core::casework::dated(at_record, &events)
        .find(|(_, event)| matches!(event, Event::ClockMoved { why, .. } if why == "calendar"));
    assert_eq!(moved.unwrap().0, at("2025-03-05T09:00"));
}

#[test]
fn what_is_shown_before_the_round_has_come_is_what_is_accepted() {
    let mut desk = Desk::answered(request());
    let due = desk.case().open_clocks().find(|clock| clock.task.is_some()).unwrap().due();
    let day = civil(due).date().to_string();
    desk.table.go_by(notice(&[&day], &[], "2025-03-04T09:00"));
    desk.table.now = due + SignedDuration::from_hours(2);
    let shown = desk.table.available(&desk.id.clone(), &Who::Reporter);
    assert!(shown.iter().any(|open| open.action == "rate"), "silence has one day more");
    desk.act("reporter rate", json!({"responded": true, "resolved": true, "satisfied": 5}));
}

/// When a clock would be due had the calendar been known from the start.
fn had_it_been_known(
    calendar: &Calendar,
    rules: &CaseType,
    clock: &Clock,
    cap: Option<Timestamp>,
) -> Option<Timestamp> {
    let (first, then) = lengths(rules, clock)?;
    let stops: Vec<Pause> = clock.pauses.iter().copied().filter(|pause| pause.until.is_some()).collect();
    let mut due = calendar.due(&clock.hours, clock.start, first, &stops).ok()?.at;
    if let Some(more) = then {
        due = calendar.due(&clock.hours, due, more, &stops).ok()?.at;
    }
    let capped = (clock.kind == ClockKind::Pledged).then_some(cap).flatten();
    Some(capped.map_or(due, |cap| due.min(cap)))
}

fn recounted(world: &World<'_>, calendar: &Calendar, case: &Case, now: Timestamp) -> (Decision, Case) {
    let world = World { calendar, ..*world };
    let asked = Asked { who: Who::Kernel, at: now, command: Command::Recount };
    let decision = decide(&world, Some(case), &asked).unwrap();
    let after = advance(Some(case.clone()), decision.at, &decision.events).unwrap();
    (decision, after)
}

/// The clock of an answer to a request for more time has the request's end as well.
fn is_approval(case: &Case, clock: &Clock) -> bool {
    let task = clock.task.as_ref().and_then(|id| case.task(id));
    task.is_some_and(|task| task.kind == TaskKind::Approval)
}

fn changed(faces: &[u16], today: Date) -> Vec<NoticeDay> {
    let mut days: BTreeMap<Date, Setting> = BTreeMap::new();
    for face in faces {
        let date = today.checked_add(SignedDuration::from_hours(24 * (i64::from(face % 60) - 20))).unwrap();
        days.insert(date, if face % 2 == 0 { Setting::Holiday } else { Setting::Workday });
    }
    days.into_iter().map(|(date, kind)| NoticeDay { date, kind, name: "合成".into() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Where no moment has passed, the count gives the due date that the case would have had; what has passed stays.
    #[test]
    fn a_recount_is_what_would_have_been(
        faces in prop::collection::vec(any::<u16>(), 40..160),
        days in prop::collection::vec(any::<u16>(), 1..20),
    ) {
        histories(&faces, 12, |_, table, id| {
            let kept = table.kept(id).unwrap();
            let (now, rules) = (table.now.max(kept.case.last), kept.case_type.clone());
            // As a punctual timer has left it.
            let (_, before) = table.within(&rules, |world| recounted(world, Calendar::shipped(), &kept.case, now));
            let calendar = calendar(changed(&days, civil(now).date()), now);
            let (decision, after) = table.within(&rules, |world| recounted(world, &calendar, &before, now));
            let statutory = after.open_clocks().filter(|clock| clock.kind == ClockKind::Statutory).map(Clock::due).min();
            for clock in &before.clocks {
                let then = after.clock(&clock.id).unwrap();
                if clock.ended.is_some() || clock.is_late(now) {
                    assert_eq!((then.due(), then.ended), (clock.due(), clock.ended), "what has passed stays");
                    continue;
                }
                assert!(!then.is_late(now), "nobody is late by a count");
                assert_eq!((&then.pauses, then.start, then.extended), (&clock.pauses, clock.start, clock.extended));
                if matches!(clock.reckoning.limit, Limit::Within(_)) && !is_approval(&before, clock) {
                    let known = had_it_been_known(&calendar, &rules, clock, statutory).unwrap();
                    if known >= now {
                        assert_eq!(then.due(), known, "{clock:?}");
                    } else if !then.is_suspended() {
                        assert!(then.due() >= now && then.due() <= clock.due(), "{clock:?} {then:?}");
                    }
                }
            }
            if let Some(ruling) = after.ruling_clock() {
                let follows = |clock: &&Clock| matches!(&clock.reckoning.limit, Limit::Remaining(_));
                for clock in after.open_clocks().filter(follows).filter(|clock| clock.generation > 0) {
                    assert_eq!(clock.due(), ruling.due(), "what remains follows");
                }
            }
            let again = table.within(&rules, |world| recounted(world, &calendar, &after, now)).0;
            assert!(again.events.is_empty(), "counted twice: {again:?}");
            let nearer = before.open_clocks().any(|clock| after.clock(&clock.id).is_some_and(|then| then.due() < clock.due()));
            assert!(nearer || decision.effects.is_empty(), "told of more time: {decision:?}");
        });
    }

    /// A history that goes on under the new calendar keeps what it has said, and its record adds up to the case.
    #[test]
    fn a_history_goes_on_after_the_count(days in prop::collection::vec(any::<u16>(), 1..12), hours in 1_i64..300) {
        let mut desk = Desk::handled(pledged("5 wd"));
        desk.table.pass_until(at("2025-03-03") + SignedDuration::from_hours(hours));
        let since = desk.table.now;
        let changed = calendar(changed(&days, civil(since).date()), since);
        let changed: &'static Calendar = Box::leak(Box::new(changed));
        let was: BTreeMap<ClockId, bool> =
            desk.case().clocks.iter().map(|clock| (clock.id.clone(), clock.is_late(since))).collect();
        desk.table.go_by(changed);
        recount(&mut desk);
        desk.table.pass_until(since + SignedDuration::from_hours(400));
        for (id, late) in was {
            let clock = desk.case().clock(&id).unwrap();
            let said = clock.was_late || clock.is_late(desk.table.now) || matches!(clock.ended, Some((Verdict::Missed, _)));
            prop_assert!(!late || said, "late was unsaid: {clock:?}");
        }
        let kept = desk.table.kept(&desk.id).unwrap();
        let again = bihuan_core::casework::replay(kept.records.iter().map(|(at, events)| (*at, events.as_slice())));
        prop_assert_eq!(again.as_ref(), Some(&kept.case));
    }
}
