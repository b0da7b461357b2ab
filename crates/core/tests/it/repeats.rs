//! What comes again after it was closed: whatever order matters come, close, are opened again, merged and classified in, each is
//! a repeat at most once, and no more is taken off than was said to be solved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{Case, CaseId, Event};
use bihuan_core::figures::Book;
use bihuan_core::pack::Pack;
use jiff::SignedDuration;
use jiff::civil::Date;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::desk::Desk;

static PACK: LazyLock<Pack> = LazyLock::new(|| crate::stories::read("hotline").0);

const STREETS: [&str; 2] = ["420103001", "420103002"];
const SORTS: [&str; 2] = ["street-light", "noise"];

/// One thing that happens: what, to which matter, with which sort and street.
type Step = (u8, usize, usize, usize);

fn play(steps: &[Step]) -> Desk {
    let mut desk = Desk::new(PACK.cases["request"].as_ref().clone());
    let mut filed: Vec<CaseId> = Vec::new();
    for (what, which, sort, street) in steps {
        let mut form = json!({ "content": "合成", "place": { "unit": STREETS[street % 2] } });
        if *what != 1 {
            form["category"] = SORTS[sort % 2].into();
        }
        if *what < 2 || filed.is_empty() {
            filed.push(desk.file(form));
            continue;
        }
        desk.id = filed[which % filed.len()].clone();
        let lead = desk.table.kept(&filed[sort % filed.len()]).unwrap().case.number.clone();
        let good = json!({ "responded": true, "resolved": true, "satisfied": 5 });
        let bad = json!({ "responded": true, "resolved": false, "satisfied": 1 });
        let done: Vec<(&str, Json)> = match what {
            2 => vec![("clerk answer", json!({ "reply": "合成" })), ("reporter rate", good)],
            3 => vec![("clerk answer", json!({ "reply": "合成" })), ("reporter rate", bad)],
            4 => vec![("clerk classify", json!({ "category": SORTS[sort % 2], "because": "合成" }))],
            5 => vec![("clerk merge", json!({ "lead": lead }))],
            6 => vec![("supervisor reopen", json!({ "reason": "合成" }))],
            7 => vec![("supervisor conclude", json!({ "reason": "合成" }))],
            _ => Vec::new(),
        };
        for (line, input) in done {
            // Not every act is open to every matter; what is refused changes nothing.
            let _ = desk.try_act(line, input);
        }
        if *what == 8 {
            let later = desk.table.now + SignedDuration::from_hours(24 * (1 + *which as i64 % 40));
            desk.table.pass_until(later);
        }
    }
    desk
}

fn repeats(desk: &Desk) -> Vec<(&Case, &Event)> {
    let of_case = |kept: &'_ bihuan_core::casework::rehearsal::Kept| {
        let events = kept.records.iter().flat_map(|(_, events)| events);
        events.filter(|event| matches!(event, Event::Repeated { .. })).count()
    };
    assert!(desk.table.all().all(|kept| of_case(kept) <= 1), "each is settled once");
    let all = desk
        .table
        .all()
        .flat_map(|kept| kept.records.iter().flat_map(|(_, events)| events).map(move |event| (&kept.case, event)));
    all.filter(|(_, event)| matches!(event, Event::Repeated { .. })).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_more_is_taken_off_than_was_solved(steps in prop::collection::vec((0..9_u8, 0..40_usize, 0..6_usize, 0..2_usize), 1..60)) {
        let desk = play(&steps);
        let book = Book::of([&*PACK]);
        let found = repeats(&desk);
        let mut questioned = BTreeSet::new();
        for (case, event) in &found {
            let Event::Repeated { of, closed, judged, .. } = event else { unreachable!() };
            prop_assert!(*of != case.id && *closed <= case.opened);
            prop_assert!(case.opened.duration_since(*closed) <= SignedDuration::from_hours(24 * 40));
            if judged.is_some() {
                prop_assert!(questioned.insert((of.clone(), *closed)), "a judgement is put into question once");
            }
        }
        let mut sums: BTreeMap<(String, String, Date), i64> = BTreeMap::new();
        for kept in desk.table.all() {
            for (_, added) in book.replay(Calendar::shipped(), &kept.records) {
                *sums.entry((added.series, added.unit, added.day)).or_default() += added.n;
            }
        }
        for ((series, unit, day), n) in sums.iter().filter(|((series, ..), _)| series.starts_with("hotline.solved_again")) {
            let solved = sums.get(&(series.replace("solved_again", "solved"), unit.clone(), *day)).copied();
            prop_assert!(solved.unwrap_or_default() >= *n, "{series} {unit} {day}: {n} of {solved:?}");
        }
        let whole = |id: &str| -> i64 {
            sums.iter().filter(|((series, unit, _), _)| series == id && unit.is_empty()).map(|(_, n)| n).sum()
        };
        prop_assert_eq!(whole("hotline.repeats"), i64::try_from(found.len()).unwrap());
    }
}

/// The histories reach what they are for.
#[test]
fn histories_reach_repeats() {
    let steps = [
        (0, 0, 0, 0),
        (2, 0, 0, 0),
        (8, 9, 0, 0),
        (0, 0, 0, 0),
        (1, 0, 0, 0),
        (4, 2, 0, 0),
        (8, 39, 0, 0),
        (0, 0, 0, 0),
    ];
    let desk = play(&steps);
    let found = repeats(&desk);
    assert_eq!(found.len(), 2, "the second and the third, once it has its category; the last comes too late");
    assert_eq!(found.iter().filter(|(_, event)| matches!(event, Event::Repeated { judged: Some(_), .. })).count(), 1);
}
