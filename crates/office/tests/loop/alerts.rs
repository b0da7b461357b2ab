//! Alerts on a real store: a push opens one matter, whatever comes twice, late or in the middle of a crash; what comes back
//! is told; figures of the office itself and like requests are watched too; and the record holds all of it.

use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::outside::{Release, Said, When};
use bihuan_ledger::CaseQuery;
use bihuan_office::checks;
use bihuan_office::outside::{FIGURES, Fact};
use jiff::ToSpan;
use rust_decimal::Decimal;

use super::desk::office;
use super::*;

const AIR: &str = "supervision.polluted-air";

fn here() -> DistrictCode {
    "420103".parse().unwrap()
}

fn air(at: &str, value: i64) -> Fact {
    reading("air_quality_index", "指数", at, value)
}

fn reading(figure: &str, measure: &str, at: &str, value: i64) -> Fact {
    Fact {
        figure: figure.into(),
        name: figure.into(),
        of: here().unit(),
        when: When::read(at).unwrap(),
        basis: None,
        said: Said {
            value: Some(Decimal::from(value)),
            growth_pct: None,
            measure: measure.into(),
            release: Release::Final,
            source: "gauge".into(),
        },
        confirmed: true,
    }
}

impl Desk {
    fn pushes(&self, facts: &[Fact]) {
        self.office.push_outside(&self.office.hand_of_system("gauge"), &here(), facts).unwrap();
    }

    /// The matters that alerts opened, with how often each kind of event stands in their records.
    fn raised(&self) -> Vec<(String, String)> {
        let types = vec!["supervision.alert".to_owned()];
        let page = self.office.ledger().cases(&CaseQuery { types, limit: 50, ..CaseQuery::default() }).unwrap();
        let told = |row: &bihuan_ledger::CaseRow| {
            let records = self.office.ledger().records("420103", &row.case).unwrap();
            let events = records.iter().flat_map(|record| record.events().unwrap());
            let told: Vec<String> = events
                .filter_map(|event| event["type"].as_str().map(str::to_owned))
                .filter(|kind| kind.starts_with("alert-"))
                .collect();
            (row.head.number.clone(), told.join(" "))
        };
        page.items.iter().map(told).collect()
    }

    fn record_holds(&self) {
        let report = self.office.ledger().verify(&checks()).unwrap();
        assert_eq!(report.wrong, None);
    }
}

#[test]
fn a_crossing_opens_one_matter_whatever_comes_twice_or_late() {
    let desk = Desk::at("2026-12-01T09:00:00+08:00");
    let early = [air("2026-12-01T06:00:00+08:00", 120), air("2026-12-01T07:00:00+08:00", 230)];
    desk.pushes(&early);
    assert!(desk.raised().is_empty(), "not for an hour yet");
    let crossing = [air("2026-12-01T08:00:00+08:00", 240), air("2026-12-01T08:30:00+08:00", 250)];
    desk.pushes(&crossing);
    desk.pushes(&crossing);
    desk.pushes(&[air("2026-12-01T05:00:00+08:00", 400)]);
    desk.office.hear_alerts().unwrap();
    let raised = desk.raised();
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert_eq!(raised[0].1, "alert-raised");
    let row = desk.office.ledger().head(&raised[0].0).unwrap().unwrap();
    let case = bihuan_office::rows::case_of(&row.head.state).unwrap();
    assert_eq!((case.channel.as_str(), case.synthetic), ("alert", true));
    assert_eq!(bihuan_core::casework::accountable(&case).unwrap().as_str(), "420103-supervision-office");
    let clerk = desk.office.read(&case.id.0, &desk.officer("supervisor")).unwrap();
    let said = format!("{:?}", clerk.values);
    assert!(said.contains("空气重污染预警") && said.contains("240") && said.contains("2026-12-01 08:00"), "{said}");
    desk.record_holds();
}

#[test]
fn figures_that_come_back_are_told_and_the_alert_is_armed_again_after_its_rest() {
    let desk = Desk::at("2026-12-05T09:00:00+08:00");
    desk.pushes(&[air("2026-12-01T07:00:00+08:00", 230)]);
    desk.pushes(&[air("2026-12-01T08:00:00+08:00", 230)]);
    desk.pushes(&[air("2026-12-01T09:00:00+08:00", 140), air("2026-12-01T10:00:00+08:00", 140)]);
    let first = desk.raised();
    assert_eq!(first.iter().map(|it| it.1.as_str()).collect::<Vec<_>>(), ["alert-raised alert-ended"]);
    // Within the day of rest nothing is opened, though it crosses again; after it, it is.
    desk.pushes(&[air("2026-12-01T12:00:00+08:00", 230), air("2026-12-01T14:00:00+08:00", 230)]);
    assert_eq!(desk.raised().len(), 1);
    desk.pushes(&[air("2026-12-02T08:00:00+08:00", 230)]);
    assert_eq!(desk.raised().len(), 2);
    // A matter that somebody has closed meanwhile hears nothing more.
    let open = desk.raised().into_iter().find(|it| it.0 != first[0].0).unwrap().0;
    desk.step("supervisor", &open, "dismiss", json!({ "reason": "合成：仪器检修" }));
    desk.pushes(&[air("2026-12-02T10:00:00+08:00", 90), air("2026-12-02T12:00:00+08:00", 90)]);
    assert_eq!(desk.raised().iter().find(|it| it.0 == open).unwrap().1, "alert-raised");
    let law = desk.office.law();
    let standings = desk.office.standings(&here(), law.alert(AIR).unwrap()).unwrap();
    assert!(standings.len() == 1 && !standings[0].watch.raised && standings[0].watch.crossings == 2);
    let crossings = desk.office.crossings(&here(), None, 50).unwrap().items;
    assert_eq!(crossings.len(), 2);
    assert!(crossings.iter().all(|crossing| crossing.ended.is_some()));
    desk.record_holds();
}

/// What was pushed is durable before it is heard: a crash in between leaves the readings, and the next start hears them.
#[test]
fn what_was_pushed_before_a_crash_is_heard_after_it_and_once() {
    let dir = tempfile::tempdir().unwrap();
    let start = "2026-12-01T09:00:00+08:00";
    {
        let desk = office(dir.path(), start, None);
        let hand = desk.hand_of_system("gauge");
        desk.push_outside(&hand, &here(), &[air("2026-12-01T06:00:00+08:00", 230)]).unwrap();
        desk.push_outside(&hand, &here(), &[air("2026-12-01T06:30:00+08:00", 230)]).unwrap();
        // The crossing's reading reaches the store as a push does, but nobody lives to hear it.
        let mut series = desk.ledger().entry("420103", FIGURES, "s.air_quality_index.420103").unwrap().unwrap();
        let mut fact =
            desk.ledger().entry("420103", FIGURES, "o.air_quality_index.420103.2026-11-30T22:30:00Z").unwrap().unwrap();
        series["last"]["when"] = json!("2026-11-30T23:30:00Z");
        fact["value"] = json!("260");
        let entry = |key: &str, value| bihuan_ledger::EntryRow { register: FIGURES.into(), key: key.into(), value };
        let entries = vec![
            entry("s.air_quality_index.420103", series),
            entry("o.air_quality_index.420103.2026-11-30T23:30:00Z", fact),
        ];
        desk.ledger().put_entries("420103", entries).unwrap();
    }
    for opened in [1, 0] {
        let desk = office(dir.path(), start, None);
        assert_eq!(desk.hear_alerts().unwrap(), opened);
        assert_eq!(desk.hear_alerts().unwrap(), 0);
    }
}

/// Many push at once, and the round goes on beside them: still one matter.
#[test]
fn pushes_at_once_open_one_matter() {
    let desk = Desk::at("2026-12-01T12:00:00+08:00");
    desk.pushes(&[air("2026-12-01T05:00:00+08:00", 230)]);
    let hand = desk.office.hand_of_system("gauge");
    std::thread::scope(|scope| {
        for n in 0..4 {
            let (office, hand) = (&desk.office, &hand);
            scope.spawn(move || {
                for minute in 0..5 {
                    let at = format!("2026-12-01T0{}:{:02}:00+08:00", 6 + n, minute);
                    office.push_outside(hand, &here(), &[air(&at, 240)]).unwrap();
                    office.hear_alerts().unwrap();
                }
            });
        }
    });
    assert_eq!(desk.raised().len(), 1);
    desk.record_holds();
}

#[test]
fn two_of_three_lines_of_one_street_must_be_passed_together() {
    let desk = Desk::at("2026-07-06T12:00:00+08:00");
    let rain = |at: &str, value| reading("rainfall_1h", "毫米", at, value);
    let depth = |at: &str, value| reading("road_water_depth", "厘米", at, value);
    desk.pushes(&[rain("2026-07-06T08:00:00+08:00", 50), depth("2026-07-06T08:00:00+08:00", 2)]);
    desk.pushes(&[depth("2026-07-06T08:20:00+08:00", 20), depth("2026-07-06T08:31:00+08:00", 20)]);
    assert_eq!(desk.raised().len(), 1);
    // Told in another measure, a series is not held against the line.
    let other = Desk::at("2026-07-06T12:00:00+08:00");
    other.pushes(&[reading("air_quality_index", "微克", "2026-07-06T08:00:00+08:00", 900)]);
    other.pushes(&[reading("air_quality_index", "微克", "2026-07-06T10:00:00+08:00", 900)]);
    assert!(other.raised().is_empty());
}

#[test]
fn like_requests_of_one_street_open_a_matter_once() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let ask = |n: usize| {
        json!({
            "content": "合成：积水", "category": "drainage", "place": { "unit": "420103001" },
            "phone": format!("1380000{n:04}"),
        })
    };
    (0..4).for_each(|n| drop(desk.file(ask(n))));
    desk.office.hear_alerts().unwrap();
    assert!(desk.raised().is_empty(), "four are too few to be told of");
    (4..7).for_each(|n| drop(desk.file(ask(n))));
    desk.office.hear_alerts().unwrap();
    assert!(desk.raised().is_empty(), "looked at a moment ago");
    for _ in 0..3 {
        let later = desk.office.clock().now() + 20.minutes();
        desk.office.advance_to(later).unwrap();
        desk.office.hear_alerts().unwrap();
    }
    let raised = desk.raised();
    assert_eq!(raised.len(), 1, "{raised:?}");
    let read = desk.office.read(&raised[0].0, &desk.officer("supervisor")).unwrap();
    let said = format!("{:?}", read.values);
    assert!(said.contains("积水与排水") && said.contains("420103-25-00001-"), "the requests stand in it: {said}");
    desk.record_holds();
}

/// A figure of the pack itself, unit by unit, for a day.
#[test]
fn overdue_tasks_of_a_unit_open_a_matter_when_they_stay_overdue() {
    let desk = Desk::at("2026-03-02T09:00:00+08:00");
    let form = json!({
        "title": "合成：招聘会", "quantity": "50", "measure": "场", "comparator": "exact", "year": 2026,
        "lead_unit": "420103-housing", "due": "2026-03-06",
    });
    for _ in 0..6 {
        let wish = bihuan_office::Filing {
            case_type: bihuan_core::casework::TypeId("supervision.task".into()),
            district: here(),
            form: super::desk::object(form.clone()),
            channel: "counter".into(),
        };
        desk.office.file(&Demand { who: desk.officer("supervisor"), wish, key: None }).unwrap();
    }
    let at = |desk: &Desk, when: &str| {
        desk.office.advance_to(when.parse().unwrap()).unwrap();
        desk.office.hear_alerts().unwrap();
        desk.raised().len()
    };
    assert_eq!(at(&desk, "2026-03-06T12:00:00+08:00"), 0);
    assert_eq!(at(&desk, "2026-03-07T09:00:00+08:00"), 0, "late, but not for a day");
    assert_eq!(at(&desk, "2026-03-08T10:00:00+08:00"), 1);
    assert_eq!(at(&desk, "2026-03-09T10:00:00+08:00"), 1);
}

#[test]
fn a_series_in_another_measure_is_named_with_what_is_wanted() {
    let desk = Desk::at("2026-12-01T09:00:00+08:00");
    desk.pushes(&[reading("air_quality_index", "微克", "2026-12-01T06:00:00+08:00", 900)]);
    desk.office.hear_alerts().unwrap();
    assert!(desk.raised().is_empty(), "what is told in another measure is held against no line");
    let law = desk.office.law();
    let misfits = desk.office.alert_misfits(&here(), law.alert(AIR).unwrap()).unwrap();
    let told: Vec<_> = misfits.iter().map(|it| (it.figure.as_str(), it.measure.as_str(), it.wanted.as_str())).collect();
    assert_eq!(told, [("air_quality_index", "微克", "指数")]);
}

#[test]
fn what_is_open_is_told_apart_from_what_has_ended() {
    let desk = Desk::at("2026-12-05T09:00:00+08:00");
    desk.pushes(&[air("2026-12-01T07:00:00+08:00", 230)]);
    desk.pushes(&[air("2026-12-01T08:00:00+08:00", 230)]);
    let open = desk.office.open_crossings(&here()).unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].ended, &open[0].opened.number), (None, &desk.raised()[0].0));
    desk.pushes(&[air("2026-12-01T09:00:00+08:00", 140), air("2026-12-01T10:00:00+08:00", 140)]);
    assert!(desk.office.open_crossings(&here()).unwrap().is_empty());
    assert!(desk.office.crossings(&here(), None, 5).unwrap().items[0].ended.is_some());
}
