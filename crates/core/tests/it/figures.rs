//! Figures: what is kept as it happens is what a replay gives, levels follow the cases, late facts land on their own day.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::calendar::{Calendar, civil};
use bihuan_core::casework::case::Case;
use bihuan_core::casework::{Event, advance};
use bihuan_core::figures::figure::series;
use bihuan_core::figures::reading::Named;
use bihuan_core::figures::{Addition, Book, Figure, Happened, Kind, additions};
use bihuan_core::pack::{CaseType, read};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::json;

use crate::desk::Desk;
use crate::folder::files;
use crate::laws::histories;

fn packs() -> Vec<bihuan_core::pack::Pack> {
    crate::stories::names().iter().map(|name| crate::stories::read(name).0).collect()
}

fn request() -> CaseType {
    crate::stories::read("hotline").0.cases["request"].as_ref().clone()
}

/// Everything that one case's records added, by series, unit and day.
type Sheet = BTreeMap<(String, String, Date), i64>;

fn add(sheet: &mut Sheet, added: Addition) {
    *sheet.entry((added.series, added.unit, added.day)).or_default() += added.n;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever happens: levels are what the cases show at the end, the units' sums make up the district's, and what is
    /// counted by two ways is counted alike.
    #[test]
    fn any_history_adds_up(faces in prop::collection::vec(any::<u16>(), 40..200)) {
        histories(&faces, 30, |pack, table, id| {
            let book = Book::of([pack]);
            let kept = table.kept(id).unwrap();
            let mut sums = Sheet::new();
            for (at, added) in book.replay(Calendar::shipped(), &kept.records) {
                // What is planned is told for a day to come.
                let told = book.figure(added.series.split(['#', '/']).next().unwrap()).is_some_and(|it| matches!(it.kind, Kind::Sum { .. }));
                assert!(told || added.day <= civil(at).date() || added.series.contains('@'), "{added:?} at {at}");
                add(&mut sums, added);
            }
            let sum = |id: &str, of_units: bool| -> i64 {
                let of = sums.iter().filter(|((series, unit, _), _)| series == id && unit.is_empty() != of_units);
                of.map(|(_, n)| n).sum()
            };
            for figure in book.all().filter(|figure| figure.is_kept()) {
                assert_eq!(sum(&figure.id, true), sum(&figure.id, false), "{}", figure.id);
                let all = sum(&figure.id, false);
                // A correction may be more than what it corrects, in a history that nobody meant.
                assert!(all >= 0 || matches!(figure.kind, Kind::Sum { .. }), "{}: {all}", figure.id);
                assert!(!matches!(figure.kind, Kind::Stock { .. }) || all <= 1, "{}: {all}", figure.id);
            }
            for (stage, figure) in book.steps(&kept.case_type) {
                let is_it = |event: &Event| matches!(event, Event::StageEntered { stage: to, .. } if *to == stage.name);
                let came = kept.records.iter().flat_map(|(_, events)| events).any(is_it);
                assert_eq!(sum(&figure.id, false), i64::from(came), "{}: once, however often it comes there", figure.id);
                let days = sums.keys().filter(|(series, ..)| *series == figure.id).map(|(.., day)| *day);
                assert!(days.into_iter().all(|day| day == civil(kept.case.opened).date()), "{}", figure.id);
            }
            let of = |name: &str| sum(&format!("{}-{name}", kept.case_type.id.0), false);
            assert_eq!(of("filed"), 1);
            if let Some(open) = book.figure(&format!("{}.open_now", pack.name)).filter(|it| it.of == kept.case_type.id) {
                assert_eq!(sum(&open.id, false), i64::from(kept.case.closed.is_none()));
            }
            if let Some(time) = book.figure(&format!("{}.time_to_answer", pack.name)).filter(|it| it.of == kept.case_type.id)
            {
                let times = sum(&series(&time.id, Some("n"), None), false);
                assert_eq!(times, of("answered-in-time") + of("answered-late"), "every answer has its time");
            }
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    /// Whatever is decided when, in between whatever else: what a case adds is either in a count or beside it, whole, unit
    /// by unit and day by day; and after every record it is so.
    #[test]
    fn a_decision_moves_all_that_a_case_added_and_nothing_else(
        faces in prop::collection::vec(any::<u16>(), 40..120),
        decided in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..6, any::<u16>()), 1..6),
    ) {
        histories(&faces, 20, |pack, table, id| {
            let book = Book::of([pack]);
            let kept = table.kept(id).unwrap();
            let figures = book.kept_of(&kept.case_type.id);
            let counts: Vec<&str> = figures.iter().filter(|it| it.can_exclude()).map(|it| it.id.as_str()).collect();
            let mut records = kept.records.clone();
            for (place, by, which) in &decided {
                let place = 1 + place.index(records.len());
                let by = bihuan_core::casework::CaseId(format!("d{by}-{place}"));
                let some = counts.iter().enumerate().filter(|(at, _)| which >> (at % 16) & 1 == 1);
                let names: Vec<String> = some.map(|(_, id)| (*id).to_owned()).collect();
                let event = if which.is_multiple_of(5) {
                    Event::CountsAnew
                } else if names.len().is_multiple_of(3) {
                    Event::IncludedAgain { by }
                } else {
                    Event::Excluded { by, figures: names, reason: None }
                };
                records.insert(place, (records[place - 1].0, vec![event]));
            }
            for known in 1..=records.len() {
                in_it_or_beside(&book, &records[..known]);
            }
        });
    }
}

/// Holds what some records add against what they would have added without any decision.
fn in_it_or_beside(book: &Book, records: &[(Timestamp, Vec<Event>)]) {
    let case = bihuan_core::casework::replay(records.iter().map(|(at, events)| (*at, events.as_slice()))).unwrap();
    let sheet = |all: Vec<Addition>| {
        let mut sheet = Sheet::new();
        all.into_iter().for_each(|added| add(&mut sheet, added));
        sheet.retain(|_, n| *n != 0);
        sheet
    };
    let calendar = Calendar::shipped();
    let kept = sheet(book.replay(calendar, records).into_iter().map(|(_, added)| added).collect());
    let own = book.contributed(calendar, records.iter().map(|(at, events)| (*at, events.as_slice())));
    let mut wanted = Sheet::new();
    for (life, Addition { series: name, unit, day, n }) in own {
        let Named { id, facet, part } = Named::read(&name);
        let figure = book.figure(id).filter(|figure| figure.can_exclude() && case.is_excluded_in(life, id));
        let counted = |figure: &Figure| matches!(figure.kind, Kind::Count { .. }) == facet.is_none();
        match figure {
            None => *wanted.entry((name, unit, day)).or_default() += n,
            Some(figure) if counted(figure) && facet.is_none_or(|facet| facet == "n") => {
                *wanted.entry((series(id, Some("x"), part), unit, day)).or_default() += n;
            }
            Some(_) => {}
        }
    }
    wanted.retain(|_, n| *n != 0);
    assert_eq!(kept, wanted);
}

fn book_of(figures: &str) -> (Book, bihuan_core::pack::Pack) {
    let mut files = files(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/supervision")));
    files.retain(|(path, _)| {
        !path.starts_with("scenarios/") && !["figures.yaml", "alerts.yaml"].contains(&path.as_str())
    });
    for (path, bytes) in &mut files {
        if path == "task.yaml" {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replace("measure: { field: measure }", "measure: 家").into_bytes();
        }
    }
    files.push(("figures.yaml".to_owned(), figures.as_bytes().to_vec()));
    let reading = read(&files);
    let pack = reading.pack.unwrap();
    let told: Vec<_> = reading.diagnostics.iter().filter(|found| found.file == "figures.yaml").collect();
    assert!(told.iter().all(|found| found.code == "missing-translation"), "{told:#?}");
    (Book::of([&pack]), pack)
}

/// A quantity lands on the day that it belongs to, and a correction takes back there, whenever it is made.
#[test]
fn a_late_fact_and_its_correction_land_on_their_own_day() {
    let (book, pack) = book_of(
        "figures:
  done: { title: 合成完成量, of: task, sums: done, measure: 家, basis: list-management }
  so_far: { title: 合成累计, of: task, total: done, measure: 家, basis: list-management }
",
    );
    let mut desk = Desk::new(pack.cases["task"].as_ref().clone());
    let form = json!({"title": "合成：引进首店", "quantity": "100", "measure": "家", "year": 2025, "lead_unit": "420103-commerce", "due": "2025-12-31"});
    let supervisor = desk.who("supervisor");
    let case_type = Arc::clone(&desk.case_type);
    desk.id = desk.table.file(&case_type, supervisor, form.as_object().unwrap().clone()).unwrap();
    desk.act("handler take", json!({}));
    desk.until("2025-04-02");
    desk.act("handler record", json!({"amount": "12.5", "period": "2025-03-28", "evidence": "合成"}));
    desk.until("2025-05-06");
    desk.act("handler correct", json!({"amount": "-2", "period": "2025-03-28", "because": "合成：重报"}));
    let records = desk.table.kept(&desk.id).unwrap().records.clone();
    let sum = |series: &str, known_by: Date| -> (i64, Vec<Date>) {
        let all = book.replay(Calendar::shipped(), &records);
        let own = all
            .iter()
            .filter(|(at, added)| added.series == series && added.unit.is_empty() && civil(*at).date() <= known_by);
        (own.clone().map(|(_, added)| added.n).sum(), own.map(|(_, added)| added.day).collect())
    };
    let march = date(2025, 3, 28);
    assert_eq!(sum("supervision.done", date(2025, 4, 30)), (125_000, vec![march]), "as of April");
    assert_eq!(sum("supervision.done", date(2025, 5, 31)), (105_000, vec![march, march]), "corrected in May");
    assert_eq!(sum("supervision.done", date(2025, 4, 1)).0, 0, "nobody knew in March");
    let sums = book.sums_of(Calendar::shipped(), [records.as_slice()]);
    assert_eq!(book.value(book.figure("supervision.so_far").unwrap(), &sums).as_deref(), Some("10.5"));
    assert_eq!(sums[&series("supervision.done", Some("n"), None)], 2, "told twice");
}

/// An amount whose measure every case says for itself does not add up, and the checker says so.
#[test]
fn amounts_of_different_measures_are_not_added() {
    let mut files = files(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/supervision")));
    // What names its figures goes with them.
    let names_figures =
        |path: &str| path.starts_with("briefs/") || ["alerts.yaml", "scores.yaml", "appeal.yaml"].contains(&path);
    files.retain(|(path, _)| path != "figures.yaml" && !names_figures(path));
    let figure = "figures:\n  done: { title: 合成完成量, of: task, sums: done, measure: 家, basis: list-management }\n";
    files.push(("figures.yaml".to_owned(), figure.as_bytes().to_vec()));
    let codes: Vec<&str> = read(&files).diagnostics.iter().map(|found| found.code).collect();
    assert!(codes.contains(&"mixed-measures"), "{codes:?}");
}

/// One record of a case that is late at the end of a year.
fn late(year_end: &str) -> (Book, Vec<(Timestamp, Vec<Event>)>) {
    let packs = packs();
    let mut desk = Desk::on(request(), year_end);
    desk.file(json!({"content": "合成：路灯不亮", "kind": "urgent"}));
    desk.table.pass_until(desk.table.now + jiff::SignedDuration::from_hours(30));
    (Book::of(&packs), desk.table.kept(&desk.id).unwrap().records.clone())
}

/// Late belongs to the first second after the due instant: on the last day of the year to that year, and not to the day on
/// which somebody was awake to see it.
#[test]
fn late_belongs_to_the_deadline_s_day() {
    let (book, records) = late("2025-12-30");
    let all = book.replay(Calendar::shipped(), &records);
    let late: Vec<Date> = all
        .iter()
        .filter(|(_, added)| added.series == "hotline.became_late" && added.unit.is_empty())
        .map(|(_, added)| added.day)
        .collect();
    assert_eq!(late, [date(2025, 12, 31)]);
    let level: i64 =
        all.iter().filter(|(_, it)| it.series == "hotline.late_now" && it.unit.is_empty()).map(|(_, it)| it.n).sum();
    assert_eq!(level, 1);
}

/// A clock that steps back over midnight at year end: each record counts on the day of its own instant, and the sums of
/// both years together are whole.
#[test]
fn a_clock_that_steps_back_over_new_year_loses_nothing() {
    let packs = packs();
    let book = Book::of(&packs);
    let file = |when: &str| {
        let mut desk = Desk::on(request(), when);
        desk.file(json!({"content": "合成：路灯不亮"}));
        desk.table.kept(&desk.id).unwrap().records.clone()
    };
    let mut days = Sheet::new();
    for when in ["2025-12-31T23:59", "2026-01-01T00:00", "2025-12-31T23:58"] {
        for (_, added) in book.replay(Calendar::shipped(), &file(when)) {
            add(&mut days, added);
        }
    }
    let on = |day: Date| days[&("hotline.received".to_owned(), String::new(), day)];
    assert_eq!((on(date(2025, 12, 31)), on(date(2026, 1, 1))), (2, 1));
}

/// What one record adds depends on the case before and after it alone: the office counts act by act as the replay does.
#[test]
fn one_record_adds_what_it_adds_in_a_replay() {
    let packs = packs();
    let book = Book::of(&packs);
    let desk = Desk::answered(request());
    let records = &desk.table.kept(&desk.id).unwrap().records;
    let (mut case, mut one_by_one): (Option<Case>, Vec<Addition>) = (None, Vec::new());
    for (at, events) in records {
        let after = advance(case.clone(), *at, events).unwrap();
        let happened = Happened { before: case.as_ref(), after: &after, at: *at, events };
        one_by_one.extend(additions(book.kept_of(&after.case_type), Calendar::shipped(), &happened, Vec::new));
        case = Some(after);
    }
    let replayed: Vec<Addition> =
        book.replay(Calendar::shipped(), records).into_iter().map(|(_, added)| added).collect();
    assert_eq!(one_by_one, replayed);
    let middle = book.value(
        book.figure("hotline.time_to_answer").unwrap(),
        &book.sums_of(Calendar::shipped(), [records.as_slice()]),
    );
    assert_eq!(middle.as_deref(), Some("0.0"), "all of it at one and the same hour");
}

/// The word of a decision may be carried twice, and only the kernel carries it: it is heard once, and a later one for the
/// contrary is not undone by an earlier one that comes again.
#[test]
fn a_decision_is_heard_once_and_from_the_kernel_alone() {
    use bihuan_core::casework::command::News;
    use bihuan_core::casework::{CaseId, Command, Who};
    let mut desk = Desk::answered(request());
    let id = desk.id.clone();
    let (one, other) = (CaseId("d1".into()), CaseId("d2".into()));
    let out = |from: &CaseId| Command::Hear {
        from: from.clone(),
        news: News::Excludes { figures: vec!["hotline.judged".into()], reason: Some("legacy".into()) },
    };
    let back = Command::Hear { from: other.clone(), news: News::Includes };
    assert!(desk.table.ask(&id, Who::Reporter, out(&one)).is_err());
    let version = |desk: &Desk| desk.case().version;
    let before = version(&desk);
    desk.table.ask(&id, Who::Kernel, out(&one)).unwrap();
    desk.table.ask(&id, Who::Kernel, out(&one)).unwrap();
    assert_eq!(version(&desk), before + 1);
    assert!(desk.case().is_excluded("hotline.judged") && !desk.case().is_excluded("hotline.solved"));
    desk.table.ask(&id, Who::Kernel, back.clone()).unwrap();
    desk.table.ask(&id, Who::Kernel, out(&one)).unwrap();
    desk.table.ask(&id, Who::Kernel, back).unwrap();
    assert_eq!(version(&desk), before + 2);
    assert!(desk.case().excluded().is_empty());
}
