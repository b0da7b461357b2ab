//! A decision is never lost, whatever a newer reader makes of the text; and what it means is what it says.

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::*;
use crate::report::anchor::{ItemKind, squeezed};
use crate::report::model::{Commitment, Indicator, Tense};

const TEXT: &str = "合成报告。新增学位4080个。绿地5公顷，新增学位4080个。合成产值增长5%，合成产值增长5%。";

fn report(items: &[(ItemKind, Span)], given: &Given) -> Report {
    let mut report: Report = serde_json::from_value(json!({
        "kind": "report", "start": 0, "end": given.chars().len(), "title": "合成报告", "region": null, "district": null,
        "report_year": 2026, "year_reviewed": 2025, "year_planned": 2026, "sections": [], "indicators": [],
        "commitments": [], "glossary": [],
    }))
    .unwrap();
    for (kind, span) in items {
        let quote = given.quote(*span);
        let words = squeezed(&quote);
        if words.is_empty() {
            continue;
        }
        let blank = blank(&Anchor { kind: *kind, nth: 1, among: 1, words }).at(*span);
        match blank {
            Item::Indicator(it) => report.indicators.push(Indicator { quote, ..it }),
            Item::Commitment(it) => report.commitments.push(Commitment { quote, ..it }),
            Item::Term(it) => report.glossary.push(it),
        }
    }
    report
}

fn signed() -> Signed {
    Signed { post: "officer".into(), unit: "420103-research".into(), on: jiff::civil::date(2026, 1, 13) }
}

fn said(seen: Seen, verdict: Verdict) -> Decision {
    Decision { seen, verdict, signed: signed() }
}

fn values(json: Json) -> Map<String, Json> {
    json.as_object().cloned().unwrap()
}

fn at(words: &str, nth: usize, given: &Given) -> Span {
    let anchor = Anchor { kind: ItemKind::Term, nth, among: 1, words: words.into() };
    Places::new(given).find(&anchor).unwrap()
}

#[test]
fn equal_quotes_are_decided_apart() {
    let given = Given::new(TEXT);
    let both = [1, 2].map(|nth| (ItemKind::Commitment, at("新增学位4080个", nth, &given)));
    let reading = report(&both, &given);
    let second = decided(&reading, &given, &[]).items[1].seen();
    assert_eq!(second.anchor.to_string(), "commitment:2.1:新增学位4080个");
    let after = decided(&reading, &given, &[said(second, Verdict::Accepted)]);
    assert_eq!(after.items.iter().map(|item| item.state).collect::<Vec<_>>(), [State::Open, State::Accepted]);
}

#[test]
fn what_was_accepted_and_is_read_otherwise_since_is_open_again_and_says_so() {
    let given = Given::new(TEXT);
    let mut reading = report(&[(ItemKind::Indicator, at("合成产值增长5%", 1, &given))], &given);
    let seen = decided(&reading, &given, &[]).items[0].seen();
    let accepted = [said(seen, Verdict::Accepted)];
    assert_eq!(decided(&reading, &given, &accepted).items[0].state, State::Accepted);
    reading.indicators[0].growth_pct = Some(5.0);
    let now = decided(&reading, &given, &accepted);
    assert_eq!((now.items[0].state, now.count(State::Changed), now.settled()), (State::Changed, 1, 0));
    assert_eq!(now.items[0].decision.as_ref().unwrap().signed, signed());
}

#[test]
fn what_a_person_wrote_stands_when_the_reader_changes_its_mind_or_finds_nothing() {
    let given = Given::new(TEXT);
    let mut reading = report(&[(ItemKind::Commitment, at("绿地5公顷", 1, &given))], &given);
    let seen = decided(&reading, &given, &[]).items[0].seen();
    let written = values(
        json!({ "quantity": "5", "unit": "公顷", "lead": "420103-landscape", "support": "420103-water 420103-finance", "due": "2026-10-31" }),
    );
    let corrected = [said(seen, Verdict::Corrected(written))];
    for reader in ["as it was", "otherwise", "not at all"] {
        match reader {
            "otherwise" => reading.commitments[0].verb = Some("新增".into()),
            "not at all" => reading.commitments.clear(),
            _ => {}
        }
        let now = decided(&reading, &given, &corrected);
        let item = &now.items[0];
        let Item::Commitment(it) = &item.item else { panic!("{item:?}") };
        assert_eq!((it.quantity, it.unit.as_deref()), (Some(5.0), Some("公顷")), "{reader}");
        assert_eq!(item.charge.lead.as_deref(), Some("420103-landscape"), "{reader}");
        assert_eq!(
            (item.charge.support.len(), item.charge.due),
            (2, Some(jiff::civil::date(2026, 10, 31))),
            "{reader}"
        );
        assert!(now.lost.is_empty(), "{reader}");
    }
}

#[test]
fn a_decision_whose_words_are_gone_is_shown_as_such() {
    let given = Given::new(TEXT);
    let reading = report(&[(ItemKind::Commitment, at("绿地5公顷", 1, &given))], &given);
    let accepted = [said(decided(&reading, &given, &[]).items[0].seen(), Verdict::Accepted)];
    let bare = report(&[], &given);
    let still_there = decided(&bare, &given, &accepted);
    assert_eq!(still_there.lost[0].span, Some(at("绿地5公顷", 1, &given)));
    let other = Given::new("合成：别的文本");
    let gone = decided(&report(&[], &other), &other, &accepted);
    assert_eq!((gone.lost.len(), gone.lost[0].span), (1, None));
    assert_eq!(gone.lost[0].decision.seen.anchor.words, "绿地5公顷");
}

#[test]
fn what_was_taken_back_is_open_and_what_was_added_is_found() {
    let given = Given::new(TEXT);
    let reading = report(&[(ItemKind::Commitment, at("绿地5公顷", 1, &given))], &given);
    let seen = decided(&reading, &given, &[]).items[0].seen();
    let new: Seen = "indicator:2.1:合成产值增长5%".parse().unwrap();
    let written = values(json!({ "name": "合成产值", "growth_pct": "5", "kind": "actual", "year": "2025" }));
    let history = [
        said(seen.clone(), Verdict::Rejected { reason: Some("合成".into()) }),
        said(seen, Verdict::Undone),
        said(new, Verdict::Added(written)),
    ];
    let now = decided(&reading, &given, &history);
    assert_eq!(now.items.iter().map(|item| item.state).collect::<Vec<_>>(), [State::Open, State::Added]);
    assert_eq!(given.quote(now.items[1].item.span()), "合成产值增长5%");
    assert_eq!(now.items[1].item.span(), at("合成产值增长5%", 2, &given));
    let Item::Indicator(it) = &now.items[1].item else { panic!() };
    assert_eq!((it.kind, it.year, it.growth_pct), (Tense::Actual, Some(2025), Some(5.0)));
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_field() {
    let anchor: Anchor = "indicator:1.1:合成产值5亿元".parse().unwrap();
    let item = blank(&anchor);
    let fault = |json| overlaid(&item, &values(json)).unwrap_err();
    assert_eq!(fault(json!({ "value": "五" })), Fault::NotANumber("value".into()));
    assert_eq!(fault(json!({ "year": "1066" })), Fault::NotANumber("year".into()));
    assert_eq!(fault(json!({ "comparator": "maybe" })), Fault::NotAChoice("comparator".into()));
    assert_eq!(fault(json!({ "definition": "x" })), Fault::Unknown("definition".into()));
    assert_eq!(fault(json!({ "name": " " })), Fault::Missing("name".into()));
    let task = blank(&"commitment:1.1:x".parse().unwrap());
    assert_eq!(overlaid(&task, &values(json!({ "due": "soon" }))), Err(Fault::NotAChoice("due".into())));
    assert!(overlaid(&item, &values(json!({ "value": "", "unit": "" }))).is_ok());
}

fn spans() -> impl Strategy<Value = Vec<(ItemKind, Span)>> {
    let length = TEXT.chars().count();
    let one = (0..3usize, 0..length, 1..9usize)
        .prop_map(move |(kind, start, long)| (ItemKind::ALL[kind], Span { start, end: (start + long).min(length) }));
    prop::collection::vec(one, 0..12)
}

proptest! {
    /// Whatever one reader found, a person decided, and another reader finds in a text that was given otherwise: each
    /// decision that holds stands under exactly one item, or among those whose item is gone.
    #[test]
    fn reading_again_never_loses_a_decision(first in spans(), second in spans(), verdicts in prop::collection::vec(0..4u8, 12), breaks in any::<bool>(), before in "[\\n 　合成]{0,6}") {
        let given = Given::new(TEXT);
        let reading = report(&first, &given);
        let seen: Vec<Seen> = decided(&reading, &given, &[]).items.iter().map(DecidedItem::seen).collect();
        let decisions: Vec<Decision> = seen.iter().zip(&verdicts).map(|(seen, verdict)| {
            let verdict = match verdict {
                0 => Verdict::Accepted,
                1 => Verdict::Rejected { reason: None },
                2 => Verdict::Corrected(Map::new()),
                _ => Verdict::Undone,
            };
            said(seen.clone(), verdict)
        }).collect();
        let later = if breaks { TEXT.replace('，', "，\n") } else { TEXT.to_owned() };
        let later = Given::new(&format!("{before}{later}"));
        let now = decided(&report(&second, &later), &later, &decisions);
        for decision in &decisions {
            let of = |found: &Decision| found.seen.anchor == decision.seen.anchor;
            let held = now.items.iter().filter(|item| item.decision.as_ref().is_some_and(of)).count();
            let lost = now.lost.iter().filter(|lost| of(&lost.decision)).count();
            let wanted = usize::from(decision.verdict != Verdict::Undone);
            prop_assert_eq!(held + lost, wanted, "{:?}", decision.seen);
        }
    }

    /// The same reading of the same text: every decision stands under its item again.
    #[test]
    fn the_same_reading_keeps_every_decision_in_place(found in spans()) {
        let given = Given::new(TEXT);
        let reading = report(&found, &given);
        let open = decided(&reading, &given, &[]);
        let decisions: Vec<Decision> = open.items.iter().map(|item| said(item.seen(), Verdict::Accepted)).collect();
        let now = decided(&reading, &given, &decisions);
        prop_assert!(now.lost.is_empty());
        prop_assert_eq!(now.count(State::Accepted), now.items.len());
    }

    /// Anything at all is an anchor or is not; never a panic, and what is one reads as it is written.
    #[test]
    fn any_text_is_an_anchor_or_refused(text in "\\PC{0,40}") {
        if let Ok(seen) = text.parse::<Seen>() {
            prop_assert_eq!(seen.to_string().parse::<Seen>(), Ok(seen));
        }
    }
}
