//! Suspension (中止计时), the first of the rules of time.

use super::*;

fn date(from: &str, within: &str, pauses: &[Pause]) -> String {
    due(from, within, pauses).map_or_else(|error| error.code().to_owned(), |due| due.date.to_string())
}

#[test]
fn the_day_of_the_stop_counts_and_the_day_of_the_resumption_does_not() {
    let expert_review = pause("2025-02-10T10:00:00+08:00", "2025-02-14T16:00:00+08:00");
    assert_eq!(date("2025-01-20", "20 wd", &[]), "2025-02-21");
    assert_eq!(date("2025-01-20", "20 wd", &[expert_review]), "2025-02-27");
    let days = told("2025-01-20", "20 wd", &[expert_review]);
    assert!(days.contains(&"周一 02-10 工作日,计入".to_owned()));
    assert!(days.contains(&"周五 02-14 工作日,中止期间,不计入".to_owned()));
    assert_eq!(days.iter().filter(|why| why.ends_with(",计入")).count(), 20);
}

#[test]
fn natural_periods_roll_once_at_the_end() {
    // Four suspended days carry 27 September to 1 October, which rolls over the holiday.
    let stop = pause("2025-09-16", "2025-09-20");
    assert_eq!(date("2025-09-12", "15 d", &[]), "2025-09-28");
    assert_eq!(date("2025-09-12", "15 d", &[stop]), "2025-10-09");
    assert_eq!(date("2025-06-26", "3 mo", &[]), "2025-09-26");
    assert_eq!(date("2025-06-26", "3 mo", &[pause("2025-07-01", "2025-07-06")]), "2025-10-09");
    assert_eq!(date("2025-06-26", "3 mo", &[pause("2025-07-01", "2025-07-05")]), "2025-09-30");
}

#[test]
fn overlapping_suspensions_count_once() {
    let twice = [pause("2025-02-10", "2025-02-13"), pause("2025-02-12", "2025-02-14")];
    assert_eq!(date("2025-01-20", "20 wd", &twice), "2025-02-27");
    let within = [pause("2025-02-10", "2025-02-14"), pause("2025-02-11", "2025-02-12")];
    assert_eq!(date("2025-01-20", "20 wd", &within), "2025-02-27");
}

#[test]
fn without_effect_on_days() {
    let same_day = pause("2025-02-10T09:00:00+08:00", "2025-02-10T17:00:00+08:00");
    let too_late = pause("2025-02-21T18:00:00+08:00", "2025-03-21T10:00:00+08:00");
    let before = pause("2025-01-02", "2025-01-18");
    let backwards = pause("2025-02-14", "2025-02-10");
    for stop in [same_day, too_late, before, backwards] {
        assert_eq!(date("2025-01-20", "20 wd", &[stop]), "2025-02-21", "{stop:?}");
    }
}

#[test]
fn exact_time_loses_exactly_what_was_suspended() {
    let lunch_and_more = pause("2026-09-21T11:00:00+08:00", "2026-09-21T15:00:00+08:00");
    let end = |within: &str| rfc3339(due("2026-09-21T09:00:00+08:00", within, &[lunch_and_more]).unwrap().at);
    assert_eq!(end("3 wh"), "2026-09-21T16:00:00+08:00");
    assert_eq!(end("3 h"), "2026-09-21T16:00:00+08:00");
    assert_eq!(end("2 h"), "2026-09-21T11:00:00+08:00");
    assert_eq!(end("90 min"), "2026-09-21T10:30:00+08:00");
    assert_eq!(told("2026-09-21T09:00:00+08:00", "3 wh", &[lunch_and_more]), ["周一 09-21 工作日,计 3 小时"]);
}

#[test]
fn an_open_suspension_leaves_no_due_date_unless_it_came_too_late() {
    let open = |from: &str| [Pause { from: at(from), until: None }];
    assert_eq!(date("2025-01-20", "20 wd", &open("2025-02-10")), "clock-stopped");
    assert_eq!(date("2025-01-20", "20 wd", &open("2025-02-21")), "2025-02-21");
    assert_eq!(date("2025-01-20", "24 h", &open("2025-01-20T11:00:00+08:00")), "clock-stopped");
    assert_eq!(date("2025-01-20", "24 h", &open("2025-01-22")), "2025-01-21");
}

#[test]
fn a_share_waits_as_long_as_the_clock_did() {
    let stop = pause("2025-01-21", "2025-01-23");
    let share = |pauses: &[Pause]| {
        Calendar::shipped().share(&Hours::default(), at("2025-01-20"), "5 wd".parse().unwrap(), pauses, 80).unwrap()
    };
    assert_eq!(rfc3339(share(&[])), "2025-01-24T17:30:00+08:00");
    assert_eq!(rfc3339(share(&[stop])), "2025-01-27T17:30:00+08:00");
}
