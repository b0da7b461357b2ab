//! Published scores: an edition stays what it was, the next one says what a decision moved, and what was known on the day of
//! an edition is what it says.

use bihuan_core::figures::edition::{Change, Edition, changes};
use bihuan_core::pack::model::Stretch;
use bihuan_office::Failure;
use bihuan_office::editions::{Published, Term};
use bihuan_office::figures::ask::Asked;
use jiff::civil::date;
use serde_json::json;

use crate::desk::Desk;
use crate::figures::{ask, ask_of, at_work, judged};

const UNIT: &str = "420103-urban-management";

fn publish(desk: &Desk, who: &str, after: u32) -> Result<Published, Failure> {
    let law = desk.office.law();
    let (pack, score) = (&law.packs["hotline"], &law.packs["hotline"].scores["departments"]);
    let term = Term::of(Stretch::Month, date(2025, 9, 1));
    desk.office.publish(&desk.officer(who), &"420103".parse().unwrap(), (pack, score), &term, after)
}

fn editions(desk: &Desk) -> Vec<Edition> {
    let law = desk.office.law();
    let (pack, score) = (&law.packs["hotline"], &law.packs["hotline"].scores["departments"]);
    desk.office.editions(&"420103".parse().unwrap(), (pack, score), None).unwrap()
}

fn solved(edition: &Edition) -> (Option<String>, i64) {
    let line = edition.lines.iter().find(|line| line.unit == UNIT).unwrap();
    let part = line.parts.iter().find(|part| part.figure == "solved_rate").unwrap();
    (part.value.map(|value| value.to_string()), part.excluded)
}

#[test]
fn a_published_score_is_corrected_by_a_new_edition_and_never_changed() {
    let desk = at_work();
    assert!(matches!(publish(&desk, "supervisor", 0), Err(Failure::Refused(_))), "September is not over");
    desk.office.advance_to("2025-10-02T09:00:00+08:00".parse().unwrap()).unwrap();
    assert!(matches!(publish(&desk, "clerk", 0), Err(Failure::Refused(_))), "a clerk does not keep that register");
    let Ok(Published::New(first)) = publish(&desk, "supervisor", 0) else { panic!("edition 1") };
    assert_eq!((first.number, first.period.as_str(), solved(&first)), (1, "2025-09", (Some("50".into()), 0)));
    assert!(matches!(publish(&desk, "supervisor", 0), Ok(Published::Same(same)) if same == first), "nothing moved");

    desk.office.advance_to("2025-10-09T09:00:00+08:00".parse().unwrap()).unwrap();
    let (numbers, file) = judged(&desk);
    let bad = numbers.iter().find(|number| number.contains("-00002-")).unwrap();
    let form = json!({ "matter": bad, "unit": UNIT, "ground": "legacy", "account": "合成：已列清单", "proof": [file] });
    let asking = ask(&desk, "handler", "exclusion", form).case.id.0;
    desk.step("clerk", &asking, "propose", json!({ "opinion": "合成：拟同意" }));
    desk.step("supervisor", &asking, "exclude", json!({ "decision": "合成：同意" }));
    desk.office.deliver_news().unwrap();

    assert!(matches!(publish(&desk, "supervisor", 0), Err(Failure::Refused(_))), "edition 1 was not looked at");
    let Ok(Published::New(second)) = publish(&desk, "supervisor", 1) else { panic!("edition 2") };
    assert_eq!((second.number, solved(&second)), (2, (Some("100".into()), 1)));
    let moved = changes(&first.lines, &second.lines);
    let told = |change: &Change| matches!(change, Change::Part { unit, figure, .. } if unit == UNIT && figure == "solved_rate");
    assert!(moved.iter().any(told), "{moved:?}");
    assert_eq!(editions(&desk), [second.clone(), first.clone()], "the first stays what it was");

    // Until 10 October somebody may still be left out of September: both are provisional, and the final one follows.
    assert_eq!((first.provisional, second.provisional), (Some(date(2025, 10, 10)), Some(date(2025, 10, 10))));
    desk.office.advance_to("2025-10-11T09:00:00+08:00".parse().unwrap()).unwrap();
    let Ok(Published::New(last)) = publish(&desk, "supervisor", 2) else { panic!("edition 3") };
    assert_eq!((last.number, last.provisional, &last.lines), (3, None, &second.lines));
    assert!(matches!(publish(&desk, "supervisor", 3), Ok(Published::Same(same)) if same == last), "it is final");

    let asked = Asked {
        from: Some(first.from),
        to: Some(first.to),
        unit: Some(UNIT.parse().unwrap()),
        ..ask_of("solved_rate")
    };
    let known = |day| desk.office.figure(&Asked { as_of: Some(day), ..asked.clone() }).unwrap();
    assert_eq!(known(date(2025, 10, 2)).value.as_deref(), Some("50.0"), "what was known when edition 1 came out");
    assert_eq!(known(date(2025, 10, 9)).value.as_deref(), Some("100.0"));
}
