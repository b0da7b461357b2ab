//! Figures at work on a real store: what is kept is what the records give, also after damage and while others act; the
//! number and its list are one; a unit's sum holds those below it.

use bihuan_core::directory::{DirectoryBuilder, Unit, UnitKind};
use bihuan_ledger::FigureRow;
use bihuan_office::figures::ask::{Asked, By, Every, Reading};
use jiff::civil::{Date, date};
use serde_json::json;

use crate::desk::{Desk, filing};

pub fn ask_of(id: &str) -> Asked {
    asked(id)
}

fn asked(id: &str) -> Asked {
    Asked::ever(&format!("hotline.{id}"), &["420103".to_owned()])
}

fn value(desk: &Desk, id: &str) -> Option<String> {
    desk.office.figure(&asked(id)).unwrap().value
}

/// Three requests: one answered and judged well, one judged badly, one still open.
pub fn at_work() -> Desk {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    for (satisfied, category) in [(Some(5), "street-light"), (Some(1), "street-light"), (None, "noise")] {
        let id = desk.file(json!({ "content": "合成：路灯不亮", "category": category })).case.id.0;
        desk.step("clerk", &id, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
        desk.step("handler", &id, "take", json!({}));
        let Some(satisfied) = satisfied else { continue };
        desk.step("handler", &id, "reply", json!({ "reply": "合成：已修复" }));
        desk.step("leader", &id, "approve", json!({}));
        let judged = json!({ "responded": true, "resolved": satisfied > 2, "satisfied": satisfied });
        desk.act(bihuan_core::casework::Who::Reporter, &id, "rate", judged).unwrap();
    }
    desk
}

#[test]
fn what_is_kept_is_what_the_records_give_to_the_last_digit() {
    let desk = at_work();
    let checked = desk.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!((checked.cases, checked.wrong), (3, 0), "{:#?}", checked.first);
    assert!(checked.sums > 20);
    assert_eq!(value(&desk, "received").as_deref(), Some("3"));
    assert_eq!(value(&desk, "request-filed").as_deref(), Some("3"), "the plain counts keep their ids");
    assert_eq!(value(&desk, "solved_rate").as_deref(), Some("50.0"));
    assert_eq!(value(&desk, "open_now").as_deref(), Some("2"));
    assert_eq!(value(&desk, "late_now").as_deref(), Some("0"));
}

#[test]
fn damage_is_found_and_put_right_while_others_act() {
    let desk = at_work();
    let day = date(2025, 9, 25);
    let row =
        |indicator: &str, n| FigureRow { indicator: indicator.to_owned(), unit: String::new(), day, recorded: day, n };
    let ledger = desk.office.ledger();
    ledger.add_figures("420103", &[row("hotline.received", 4), row("hotline.gone", 7)]).unwrap();
    let found = desk.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!(found.wrong, 2);
    let received = found.first.iter().find(|it| it.series == "hotline.received").unwrap();
    assert_eq!((received.kept, received.rebuilt), (7, 3));
    std::thread::scope(|scope| {
        let others = scope.spawn(|| {
            for _ in 0..20 {
                desk.file(json!({ "content": "合成：再来一件" }));
            }
        });
        assert!(desk.office.rebuild_figures(None, &|_| ()).unwrap().wrong >= 2);
        others.join().unwrap();
    });
    let after = desk.office.verify_figures(Some("420103"), &|_| ()).unwrap();
    assert_eq!((after.wrong, after.cases), (0, 23), "{:#?}", after.first);
    assert_eq!(value(&desk, "received").as_deref(), Some("23"));
    assert_eq!(desk.office.rebuild_figures(None, &|_| ()).unwrap().wrong, 0, "once is enough");
}

/// A store that was kept by other definitions, or by a program before there were any, is reckoned again once.
#[test]
fn definitions_that_changed_are_settled_once() {
    let desk = at_work();
    assert_eq!(desk.office.settle_figures().unwrap(), ["420103"]);
    assert!(desk.office.settle_figures().unwrap().is_empty());
    desk.office.ledger().let_go("", "figures", "420103").unwrap();
    assert_eq!(desk.office.settle_figures().unwrap(), ["420103"]);
    assert_eq!(desk.office.verify_figures(None, &|_| ()).unwrap().wrong, 0);
}

#[test]
fn the_list_behind_a_number_has_its_count() {
    let desk = at_work();
    for (id, many) in
        [("received", 3), ("solved_rate", 2), ("judged", 2), ("time_to_answer", 2), ("open_now", 2), ("redone", 1)]
    {
        let figure = desk.office.law().figure(&format!("hotline.{id}")).unwrap().clone();
        let reading = desk.office.figure(&asked(id)).unwrap();
        let listed = desk.office.behind(&figure, &asked(id), None, 100).unwrap();
        assert_eq!((reading.sample, listed.items.len()), (many, many as usize), "{id}");
        let first = desk.office.behind(&figure, &asked(id), None, 1).unwrap();
        let mut seen = first.items;
        let mut next = first.next;
        while let Some(cursor) = next {
            let page = desk.office.behind(&figure, &asked(id), Some(&cursor), 1).unwrap();
            seen.extend(page.items);
            next = page.next;
        }
        assert_eq!(seen, listed.items, "{id} page by page");
    }
}

fn told(parts: &[(String, Reading)]) -> Vec<(&str, Option<&str>)> {
    parts.iter().map(|(key, part)| (key.as_str(), part.value.as_deref())).collect()
}

#[test]
fn parts_make_up_the_whole() {
    let desk = at_work();
    let by = |id: &str, by: By| desk.office.figure_by(&asked(id), &by).unwrap();
    let field = by("received", By::Field("category".into()));
    assert_eq!(told(&field), [("noise", Some("1")), ("street-light", Some("2"))]);
    let units = by("judged", By::Unit(None));
    assert_eq!(told(&units), [("420103-urban-management", Some("2"))]);
    let rolled = by("judged", By::Unit(Some(UnitKind::District)));
    assert_eq!(told(&rolled), [("420103", Some("2"))]);
    let months = by("received", By::Period(Every::Quarter));
    assert_eq!(told(&months), [("2025-Q3", Some("3"))]);
    assert!(desk.office.figure_by(&asked("received"), &By::Field("phone".into())).is_err());
    let level = desk.office.figure_by(
        &Asked { from: Some(date(2025, 8, 1)), to: Some(date(2025, 10, 31)), ..asked("open_now") },
        &By::Period(Every::Month),
    );
    assert_eq!(told(&level.unwrap()), [("2025-08", Some("0")), ("2025-09", Some("2")), ("2025-10", Some("2"))]);
}

/// What was known on a day stays what was known, whatever is recorded later.
#[test]
fn as_of_a_day_is_what_was_known_then() {
    let desk = at_work();
    let known = |as_of: Date| desk.office.figure(&Asked { as_of: Some(as_of), ..asked("received") }).unwrap().value;
    assert_eq!(known(date(2025, 9, 24)).as_deref(), Some("0"));
    assert_eq!(known(date(2025, 9, 25)).as_deref(), Some("3"));
    let rate = desk.office.figure(&Asked { as_of: Some(date(2025, 9, 24)), ..asked("solved_rate") }).unwrap();
    assert_eq!((rate.value, rate.denominator.as_deref()), (None, Some("0")), "nothing to divide by is no value");
}

/// A unit that is put under another in the middle of the year keeps its own history, and the sum of the one above holds
/// it from then on; the district's sum never moves.
#[test]
fn a_unit_that_is_put_under_another_keeps_its_history() {
    let desk = at_work();
    let of = |unit: &str| {
        let asked = Asked { unit: Some(unit.parse().unwrap()), ..asked("judged") };
        desk.office.figure(&asked).unwrap().value.unwrap()
    };
    assert_eq!(
        (of("420103-urban-management"), of("420103-housing"), of("420103")),
        ("2".into(), "0".into(), "2".into())
    );
    let law = desk.office.law();
    let mut units: Vec<Unit> = law.directory.units(None, None).cloned().collect();
    for unit in units.iter_mut().filter(|unit| unit.code.as_str() == "420103-urban-management") {
        unit.parent = Some("420103-housing".parse().unwrap());
    }
    let merged = DirectoryBuilder::new().units(units).officers(law.directory.officers().cloned()).build().unwrap();
    desk.office.enact(law.with_directory(merged));
    assert_eq!(
        (of("420103-urban-management"), of("420103-housing"), of("420103")),
        ("2".into(), "2".into(), "2".into())
    );
    assert_eq!(desk.office.verify_figures(None, &|_| ()).unwrap().wrong, 0);
}

/// A page of figures asks as much with many matters as with few.
#[test]
fn a_question_costs_the_same_however_many_matters_there_are() {
    let desk = at_work();
    let cost = || {
        let before = bihuan_ledger::tally();
        for id in ["received", "solved_rate", "open_now", "time_to_answer"] {
            desk.office.figure(&asked(id)).unwrap();
        }
        let after = bihuan_ledger::tally();
        (after.questions - before.questions, after.rows - before.rows)
    };
    let few = cost();
    for _ in 0..40 {
        desk.file(json!({ "content": "合成：又一件", "category": "noise" }));
    }
    assert_eq!(cost(), few);
}

/// A matter of another kind about a request, filed by somebody of the unit that had it.
pub fn ask(desk: &Desk, who: &str, kind: &str, form: serde_json::Value) -> bihuan_office::Settled {
    let mut wish = filing(form, None);
    wish.who = desk.officer(who);
    wish.wish.case_type = bihuan_core::casework::TypeId(format!("hotline.{kind}"));
    desk.office.file(&wish).unwrap_or_else(|no| panic!("{kind}: {no:?}"))
}

/// The two requests that were judged, and a file to prove something with.
pub fn judged(desk: &Desk) -> (Vec<String>, String) {
    let page = desk.office.ledger().cases(&bihuan_ledger::CaseQuery { limit: 10, ..Default::default() }).unwrap();
    let numbers = page.items.into_iter().map(|row| row.head.number).collect();
    let file = desk.office.ledger().put_file("proof.pdf", None, b"%PDF-1.4 made up").unwrap();
    (numbers, file.id)
}

#[test]
fn what_is_excluded_leaves_the_rates_is_listed_beside_them_and_comes_back_on_appeal() {
    let desk = at_work();
    let (numbers, file) = judged(&desk);
    let bad = numbers.iter().find(|number| number.contains("-00002-")).unwrap();
    let form = |more: serde_json::Value| {
        let mut form =
            json!({ "matter": bad, "unit": "420103-urban-management", "account": "合成：已两次解释", "proof": [file] });
        form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        form
    };
    let read = |id: &str| desk.office.figure(&asked(id)).unwrap();
    let lists = |id: &str| {
        let figure = desk.office.law().figure(&format!("hotline.{id}")).unwrap().clone();
        let behind = desk.office.behind(&figure, &asked(id), None, 100).unwrap().items.len();
        let left_out = desk.office.left_out(&figure, &asked(id), None, 100).unwrap().items.len();
        (behind as i64, left_out as i64)
    };
    let whole = |id: &str| {
        let reading = read(id);
        assert_eq!((reading.sample, reading.excluded), lists(id), "{id}: each number has its list");
        (reading.value, reading.sample, reading.excluded)
    };
    assert_eq!(whole("solved_rate"), (Some("50.0".into()), 2, 0));

    desk.office.advance_to("2025-09-26T09:00:00+08:00".parse().unwrap()).unwrap();
    let asking = ask(&desk, "handler", "exclusion", form(json!({ "ground": "unreasonable" }))).case.id.0;
    desk.step("clerk", &asking, "propose", json!({ "opinion": "合成：拟同意" }));
    assert_eq!(whole("solved_rate"), (Some("50.0".into()), 2, 0), "nothing is left out before it is decided");
    desk.step("supervisor", &asking, "exclude", json!({ "decision": "合成：同意" }));
    desk.office.deliver_news().unwrap();
    assert_eq!(whole("solved_rate"), (Some("100.0".into()), 1, 1));
    assert_eq!(whole("judged"), (Some("1".into()), 1, 1));
    assert_eq!(whole("on_time_rate").2, 1);
    assert_eq!(whole("received"), (Some("3".into()), 3, 0), "what came in came in");
    let by_category = desk.office.figure_by(&asked("judged"), &By::Field("category".into())).unwrap();
    assert_eq!((by_category[0].1.value.as_deref(), by_category[0].1.excluded), (Some("1"), 1));
    let by_unit = desk.office.figure_by(&asked("solved_rate"), &By::Unit(None)).unwrap();
    assert_eq!((by_unit[0].1.value.as_deref(), by_unit[0].1.excluded), (Some("100.0"), 1));
    let then = desk.office.figure(&Asked { as_of: Some(date(2025, 9, 25)), ..asked("solved_rate") }).unwrap();
    assert_eq!((then.value.as_deref(), then.excluded), (Some("50.0"), 0), "as it was known the day before");
    let checked = desk.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!(checked.wrong, 0, "{:#?}", checked.first);

    let back = ask(&desk, "handler", "appeal", form(json!({ "wants": "include" })));
    desk.step("supervisor", &back.case.id.0, "propose", json!({ "opinion": "合成：有合理部分" }));
    desk.step("leader", &back.case.id.0, "uphold", json!({ "decision": "合成：恢复计入" }));
    desk.office.deliver_news().unwrap();
    assert_eq!(whole("solved_rate"), (Some("50.0".into()), 2, 0));
    assert_eq!(whole("judged"), (Some("2".into()), 2, 0));
    assert_eq!(desk.office.verify_figures(None, &|_| ()).unwrap().wrong, 0);
    assert_eq!(desk.office.rebuild_figures(None, &|_| ()).unwrap().wrong, 0);
}
