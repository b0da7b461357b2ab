//! The shipped quotes and promises stand where they say, and no state can be had without evidence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bihuan_text::documents::{
    self, Answer, ClaimFault, ClaimKind, Documents, Evidence, Missing, RowClaim, Serves, State, UserClaim,
    coverage_table,
};
use bihuan_text::measure::{Amount, Measure};
use bihuan_text::promises::{self, Comparator, Counting, Promise, Quantity, QuantityFault};
use jiff::civil::date;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn shipped() -> Documents {
    documents::shipped().unwrap()
}

/// The words of the document at a place, read beside the repository; without it, the shipped seal answers.
fn stands(id: &str, file: &str, (start, end): (usize, usize), quote: &str, seal: &str) {
    let words = format!("{file}\t{start}\t{end}\t{quote}");
    let hash: String = Sha256::digest(words.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(seal.contains(&format!("{hash}  {id}\n")), "{id} is not sealed: run tests/documents/seal.py");
    if let Ok(text) = std::fs::read_to_string(root().join("../shared/seeds").join(file)) {
        let here: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(here, quote, "{id} in {file}");
    }
}

#[test]
fn every_quote_stands_at_its_place() {
    let seal = std::fs::read_to_string(root().join("data/documents/quotes.sha256")).unwrap();
    let library = shipped();
    assert_eq!(library.quotes.len(), 608);
    assert_eq!(seal.lines().count(), library.quotes.len());
    for quote in &library.quotes {
        assert!(quote.quote.chars().count() <= 40, "{}", quote.id);
        assert_eq!(quote.quote.chars().count(), quote.end - quote.start, "{}", quote.id);
        assert!(library.system(&quote.row).is_some(), "{}", quote.id);
        stands(&quote.id, &quote.file, (quote.start, quote.end), &quote.quote, &seal);
    }
}

#[test]
fn every_promise_stands_at_its_place() {
    let seal = std::fs::read_to_string(root().join("data/promises/promises.sha256")).unwrap();
    let (library, register) = (shipped(), promises::shipped().unwrap());
    assert!(register.len() >= 34, "{}", register.len());
    assert_eq!(seal.lines().count(), register.len());
    for promise in &register {
        assert!(promise.quote.chars().count() <= 40, "{}", promise.id);
        assert!(Measure::parse(&promise.measure).is_some(), "{} {}", promise.id, promise.measure);
        assert!(promise.quantity > Amount::default(), "{}", promise.id);
        assert!(promise.sentence.contains("{done}"), "{}", promise.id);
        assert!(promise.sentence.contains(&promise.quantity.to_string()), "{}", promise.id);
        assert_eq!(promise.lead.basis, "ours", "{}", promise.id);
        if let Some(row) = &promise.row {
            let system = library.system(row).unwrap_or_else(|| panic!("{} names {row}", promise.id));
            assert!(system.left_out.is_none(), "{} belongs to what is left out", promise.id);
        }
        stands(&promise.id, &promise.file, (promise.start, promise.end), &promise.quote, &seal);
    }
    let ids: BTreeSet<_> = register.iter().map(|promise| &promise.id).collect();
    assert_eq!(ids.len(), register.len());
}

#[test]
fn a_changed_quote_is_noticed() {
    let mut quote = shipped().quotes[0].clone();
    let text = format!("{}{}。", " ".repeat(quote.start), quote.quote);
    assert!(documents::check(&quote, &text));
    quote.start += 1;
    quote.end += 1;
    assert!(!documents::check(&quote, &text));
    quote.end = 0;
    assert!(!documents::check(&quote, &text));
}

#[test]
fn the_survey_is_whole() {
    let library = shipped();
    let ids: Vec<_> = library.systems.iter().map(|system| system.id.clone()).collect();
    let expected: Vec<_> = (1..=101).map(|row| format!("S{row:02}")).collect();
    assert_eq!(ids, expected);
    let left_out: Vec<_> = library.systems.iter().filter(|system| system.left_out.is_some()).map(|s| &s.id).collect();
    assert_eq!(left_out, ["S92", "S93", "S94", "S95", "S96", "S97"]);
    let unquoted: Vec<_> =
        library.systems.iter().filter(|s| library.quotes_of(&s.id).next().is_none()).map(|s| s.id.as_str()).collect();
    assert_eq!(unquoted, ["S10", "S18", "S20", "S28", "S35", "S89", "S91", "S95"]);
}

#[test]
fn each_system_lists_what_must_be_covered() {
    let library = shipped();
    for system in library.systems.iter().filter(|system| system.left_out.is_none()) {
        assert!(system.verbs.len() >= 2 && !system.users.is_empty(), "{}", system.id);
        let stated: Vec<_> =
            library.quotes_of(&system.id).flat_map(|quote| quote.states.iter().map(|s| s.key.clone())).collect();
        assert_eq!(system.numbers, stated, "{}", system.id);
        let different: BTreeSet<_> = stated.iter().collect();
        assert_eq!(different.len(), stated.len(), "{} has two numbers of one name", system.id);
    }
}

#[test]
fn every_number_reads_in_a_known_unit_and_stands_in_its_quote() {
    for quote in &shipped().quotes {
        for statement in &quote.states {
            assert!(Measure::parse(&statement.measure).is_some(), "{} {}", quote.id, statement.measure);
            assert!(Amount::parse(&statement.value).is_some(), "{} {}", quote.id, statement.value);
            let words = statement.key.strip_prefix(&format!("{} ", quote.document)).unwrap_or(&statement.key);
            let words = words.split(" (").next().unwrap();
            let at = statement.start - quote.start;
            let here: String = quote.quote.chars().skip(at).take(statement.end - statement.start).collect();
            assert_eq!(here, words, "{}", quote.id);
        }
    }
}

/// Evidence that proves everything the row asks for.
fn full(library: &Documents, row: &str) -> Evidence {
    let system = library.system(row).unwrap();
    let mut claim = RowClaim { page: Some("/p".into()), walk: Some("w".into()), ..RowClaim::default() };
    let mut evidence = Evidence::default();
    for verb in &system.verbs {
        claim.verbs.insert(verb.id.clone(), format!("情景 {}", verb.id));
        evidence.scenarios_passed.insert(("pack".into(), format!("情景 {}", verb.id)));
    }
    for statement in library.quotes_of(row).flat_map(|quote| &quote.states) {
        let base = Measure::parse(&statement.measure).unwrap().base;
        let figure = format!("figure-{base}");
        evidence.indicators.insert(figure.clone(), base.to_owned());
        claim.numbers.insert(statement.key.clone(), figure);
    }
    for user in &system.users {
        claim.users.insert(user.id.clone(), "/p".to_owned());
    }
    evidence.pages.insert("/p".into());
    evidence.walks.insert("w".into());
    evidence.packs.insert("pack".into(), Serves::from([(row.to_owned(), claim)]));
    evidence
}

#[test]
fn without_evidence_nothing_runs() {
    let library = shipped();
    let counts = library.counts(&Evidence::default());
    assert_eq!((counts.runs, counts.partly, counts.not_yet, counts.left_out), (0, 0, 95, 6));
    let items = library.items(&Evidence::default());
    assert_eq!(items.len(), 608 + 8);
    assert!(items.iter().all(|item| matches!(item.state, State::NotYet | State::LeftOut)));
    assert!(items.iter().filter(|item| item.state == State::LeftOut).all(|item| item.reason.is_some()));
}

#[test]
fn every_row_but_the_left_out_can_run_and_only_by_its_own_evidence() {
    let library = shipped();
    for system in &library.systems {
        let evidence = full(&library, &system.id);
        let found = library.assess(&system.id, &evidence).unwrap();
        let expected = if system.left_out.is_some() { State::LeftOut } else { State::Runs };
        assert_eq!((found.state, &found.missing), (expected, &Vec::new()), "{}", system.id);
    }
}

#[test]
fn each_lost_piece_of_evidence_makes_the_row_partial_and_is_named() {
    let library = shipped();
    let missing = |evidence: &Evidence| {
        let found = library.assess("S01", evidence).unwrap();
        assert_eq!(found.state, State::Partly);
        found.missing
    };
    let mut evidence = full(&library, "S01");
    evidence.scenarios_passed.remove(&("pack".into(), "情景 close".into()));
    assert_eq!(missing(&evidence), [Missing::Verb { id: "close".into(), zh: "办结".into() }]);

    let mut evidence = full(&library, "S01");
    evidence.walks.clear();
    assert_eq!(missing(&evidence), [Missing::Walk]);

    let mut evidence = full(&library, "S01");
    evidence.pages.clear();
    assert!(missing(&evidence).contains(&Missing::Page));
    assert!(missing(&evidence).contains(&Missing::User { id: "clerk".into(), zh: "受理员".into() }));

    let mut evidence = full(&library, "S01");
    evidence.indicators.insert("figure-件".into(), "人".into());
    assert!(missing(&evidence).contains(&Missing::Number("13.5万件".into())));
}

#[test]
fn a_scenario_of_another_pack_proves_nothing() {
    let library = shipped();
    let mut evidence = full(&library, "S04");
    evidence.scenarios_passed =
        evidence.scenarios_passed.into_iter().map(|(_, name)| ("other".to_owned(), name)).collect();
    let found = library.assess("S04", &evidence).unwrap();
    assert_eq!(found.state, State::NotYet);
    assert!(found.missing.len() >= 5);
}

#[test]
fn a_claim_for_something_the_row_does_not_have_is_named() {
    let library = shipped();
    let mut evidence = full(&library, "S04");
    let claim = evidence.packs.get_mut("pack").unwrap().get_mut("S04").unwrap();
    claim.verbs.insert("fly".into(), "情景 visit".into());
    let found = library.assess("S04", &evidence).unwrap();
    let fault = ClaimFault { pack: "pack".into(), row: "S04".into(), kind: ClaimKind::Verb, key: "fly".into() };
    assert_eq!(found.missing, [Missing::Claim(fault)]);
    assert_eq!(found.state, State::Partly);
}

#[test]
fn a_promise_answers_only_the_number_that_it_announces() {
    let library = shipped();
    let mut evidence = full(&library, "S51");
    let claim = evidence.packs.get_mut("pack").unwrap().get_mut("S51").unwrap();
    claim.numbers.clear();
    let before = library.assess("S51", &evidence).unwrap().missing;
    assert!(before.contains(&Missing::Number("4080个".into())));
    evidence.promises.extend(promises::shipped().unwrap().iter().map(Promise::place));
    let after = library.assess("S51", &evidence).unwrap().missing;
    assert!(!after.contains(&Missing::Number("4080个".into())));
    assert!(after.contains(&Missing::Number("3840个".into())), "a report of the past is no promise");
}

#[test]
fn what_a_pack_cannot_mean_is_refused_with_its_field() {
    let serves: Serves = serde_json::from_value(serde_json::json!({
        "S94": {}, "S999": {},
        "S48": {"verbs": {"fly": "x"}, "numbers": {"262个": "desks"}, "users": {"reader": "/reserve", "host": " ", "ghost": "/g"}, "page": "reserve"}
    }))
    .unwrap();
    let faults = shipped().claim_faults("reading", &serves);
    let told: Vec<_> = faults.iter().map(|fault| format!("{} {}", fault.code(), fault.field())).collect();
    assert_eq!(
        told,
        [
            "unknown-verb serves.S48.verbs.fly",
            "unknown-number serves.S48.numbers.262个",
            "unknown-user serves.S48.users.ghost",
            "empty-reason serves.S48.users.host",
            "not-a-path serves.S48.page",
            "row-left-out serves.S94",
            "unknown-row serves.S999",
        ]
    );
    assert!(faults.iter().all(|fault| fault.zh().contains("reading") && fault.en().contains("reading")));
}

#[test]
fn two_promises_of_one_sentence_answer_its_two_numbers() {
    let library = shipped();
    let register = promises::shipped().unwrap();
    let quote = library.quotes_of("S73").find(|quote| quote.quote.contains("充电桩5500个、停车泊位6000个")).unwrap();
    let shown = |words: &str| {
        let places = register.iter().filter(|promise| promise.quote == words).map(Promise::place);
        let evidence = Evidence { promises: places.collect(), ..Evidence::default() };
        quote.states.iter().map(|found| documents::answer(quote, found, &evidence).is_some()).collect::<Vec<_>>()
    };
    assert_eq!(shown("增设充电桩5500个"), [true, false]);
    assert_eq!(shown("停车泊位6000个"), [false, true]);
}

#[test]
fn a_figure_in_its_unit_answers_before_a_promise() {
    let library = shipped();
    let mut evidence = full(&library, "S51");
    evidence.promises.insert(places().place());
    let quote = library.quotes_of("S51").find(|quote| quote.quote == "新增学位4080个").unwrap();
    let answered = |evidence: &Evidence| match documents::answer(quote, &quote.states[0], evidence) {
        Some(Answer::Figure(name)) => name.to_owned(),
        Some(Answer::Promise) => "promise".to_owned(),
        None => "nothing".to_owned(),
    };
    assert_eq!(answered(&evidence), "figure-个");
    evidence.indicators.insert("figure-个".into(), "所".into());
    assert_eq!(answered(&evidence), "promise");
    evidence.promises.clear();
    assert_eq!(answered(&evidence), "nothing");
}

#[test]
fn a_figure_in_a_measure_of_the_same_kind_answers() {
    let library = shipped();
    let mut evidence = full(&library, "S71");
    let state = |evidence: &Evidence| library.assess("S71", evidence).unwrap();
    for measured in ["figure-亩", "figure-平方米", "figure-公顷"] {
        evidence.indicators.insert(measured.into(), "公顷".into());
    }
    assert_eq!(state(&evidence).state, State::Runs, "hectares tell 亩 and square metres");
    evidence.indicators.insert("figure-亩".into(), "公里".into());
    assert!(state(&evidence).missing.contains(&Missing::Number("534亩".into())), "a length tells no area");
}

#[test]
fn a_user_without_a_page_needs_a_reason() {
    let library = shipped();
    let mut evidence = full(&library, "S04");
    let users = &mut evidence.packs.get_mut("pack").unwrap().get_mut("S04").unwrap().users;
    users.insert("resident".into(), "居民不直接使用台账".to_owned());
    assert_eq!(library.assess("S04", &evidence).unwrap().state, State::Runs);
    let users = &mut evidence.packs.get_mut("pack").unwrap().get_mut("S04").unwrap().users;
    users.insert("resident".into(), " ".to_owned());
    assert_eq!(library.assess("S04", &evidence).unwrap().state, State::Partly);
}

#[test]
fn the_item_has_the_shape_of_the_contract() {
    let library = shipped();
    let items = library.items(&Evidence::default());
    let found = items.iter().find(|item| item.quote.as_deref() == Some("坚持接诉即办,办理网上群众投诉13.5万件"));
    assert!(found.is_none(), "the survey quotes the shorter run");
    let item = items.iter().find(|item| item.quote.as_deref() == Some("办理网上群众投诉13.5万件")).unwrap();
    let json = serde_json::to_value(item).unwrap();
    let keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["row", "system", "document", "file", "line", "quote", "start", "end", "state", "page", "missing", "reason"]
    );
    assert_eq!(
        (json["row"].as_str(), json["state"].as_str(), json["line"].as_u64()),
        (Some("S01"), Some("not-yet"), Some(72))
    );
    assert!(json["missing"].is_null() && json["page"].is_null() && json["reason"].is_null());
}

#[test]
fn serves_is_read_as_packs_write_it() {
    let serves: Serves = serde_json::from_value(serde_json::json!({"S01": {
        "verbs": {"receive": "来电受理"}, "numbers": {"97.1%": "on-time-rate"},
        "users": {"resident": "/report", "leader": "暂无"}, "page": "/report", "walk": "w"}}))
    .unwrap();
    assert_eq!(UserClaim::read(&serves["S01"].users["leader"]), UserClaim::Reason("暂无"));
    let misspelt = serde_json::json!({"S01": {"verb": {}}});
    assert!(serde_json::from_value::<Serves>(misspelt).is_err());
}

#[test]
fn the_table_has_a_line_for_each_system() {
    let library = shipped();
    let table = coverage_table(&library, &full(&library, "S48"));
    assert_eq!(table.lines().filter(|line| line.starts_with("| S")).count(), 101);
    assert!(table.starts_with("1 runs · 0 partly · 94 not yet · 6 left out on purpose, of 101 systems"));
    assert!(table.contains("| S48 | Quiet desk: seat booking | 安静书桌 | runs | /p |  |"));
}

#[test]
fn no_promise_and_no_system_carries_the_name_of_a_person_or_firm() {
    #[derive(serde::Deserialize)]
    struct Named {
        name: String,
        files: Vec<String>,
    }
    let names = std::fs::read_to_string(root().join("data/documents/names.json")).unwrap();
    let names: Vec<Named> = serde_json::from_str(&names).unwrap();
    assert!(names.len() > 250 && names.iter().all(|named| !named.files.is_empty()));
    let long = |named: &&Named| named.name.chars().count() > 2;
    let carries = |words: &str| names.iter().filter(long).find(|named| words.contains(&named.name));
    for promise in promises::shipped().unwrap() {
        let words = format!("{} {} {}", promise.quote, promise.subject, promise.sentence);
        assert!(carries(&words).is_none(), "{} names {}", promise.id, carries(&words).unwrap().name);
    }
    for system in shipped().systems {
        let words = format!("{} {} {}", system.name.zh, system.what.zh, system.also.join(" "));
        assert!(carries(&words).is_none(), "{} names {}", system.id, carries(&words).unwrap().name);
    }
}

fn places() -> Promise {
    promises::shipped().unwrap().into_iter().find(|promise| promise.quote == "新增学位4080个").unwrap()
}

fn quantity(month: i8, day: i8, amount: &str) -> Quantity {
    Quantity { on: date(2024, month, day), amount: Amount::parse(amount).unwrap(), measure: "个".into() }
}

#[test]
fn recorded_quantities_add_up_to_the_sentence_of_the_next_report() {
    let recorded = [quantity(3, 1, "1000"), quantity(6, 1, "1040"), quantity(9, 1, "2040")];
    let half = promises::progress(&places(), &recorded, date(2024, 6, 30)).unwrap();
    assert_eq!(half.sentence, "新增学位 2040 个,目标 4080 个");
    assert_eq!((half.pace.gone, half.pace.done, half.pace.behind()), (497, 500, false));
    assert!(!half.late && !half.kept);
    let whole = promises::progress(&places(), &recorded, date(2025, 1, 1)).unwrap();
    assert_eq!((whole.sentence.as_str(), whole.kept, whole.late), ("新增学位 4080 个,目标 4080 个", true, false));
    let short = promises::progress(&places(), &recorded[..2], date(2025, 1, 1)).unwrap();
    assert!(short.late && short.pace.behind());
}

#[test]
fn units_are_turned_or_refused_never_mixed() {
    let mut other = quantity(3, 1, "0.2");
    other.measure = "万个".into();
    let found = promises::progress(&places(), &[other.clone()], date(2024, 12, 31)).unwrap();
    assert_eq!(found.done.to_string(), "2000");
    other.measure = "人次".into();
    let refused = promises::progress(&places(), &[other], date(2024, 12, 31)).unwrap_err();
    assert_eq!(refused.code(), "other-measure");
    assert!(matches!(refused, QuantityFault::OtherMeasure { .. }));
}

#[test]
fn a_level_is_the_latest_reading_and_over_means_more() {
    let register = promises::shipped().unwrap();
    let stock = register.into_iter().find(|promise| promise.quote == "规上高企总数突破180家").unwrap();
    assert_eq!((stock.counting, stock.comparator), (Counting::Level, Comparator::Over));
    let reading = |month, amount: &str| Quantity {
        on: date(2025, month, 1),
        amount: Amount::parse(amount).unwrap(),
        measure: "家".into(),
    };
    let at = |readings: &[Quantity]| promises::progress(&stock, readings, date(2025, 12, 31)).unwrap();
    assert!(!at(&[reading(2, "170"), reading(9, "180")]).kept);
    assert!(at(&[reading(9, "181"), reading(2, "170")]).kept);
}

#[test]
fn a_ceiling_is_late_as_soon_as_it_is_passed() {
    let ceiling = Promise { comparator: Comparator::Within, ..places() };
    let at = |amount: &str| promises::progress(&ceiling, &[quantity(1, 5, amount)], date(2024, 2, 1)).unwrap();
    assert!(at("4080").kept && !at("4080").late);
    assert!(at("4080.0001").late);
}

proptest! {
    #[test]
    fn an_amount_is_written_as_it_is_read(scaled in -10_i128.pow(20)..10_i128.pow(20)) {
        let amount = Amount::from_scaled(scaled);
        prop_assert_eq!(Amount::parse(&amount.to_string()), Some(amount));
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in ".{0,30}") {
        let _ = (Amount::parse(&text), Measure::parse(&text));
        prop_assert!(Measure::parse(&text).is_none_or(|found| text.ends_with(found.base)));
    }

    #[test]
    fn progress_never_goes_back_while_work_is_recorded(amounts in proptest::collection::vec(0_i128..10_000_000, 0..20)) {
        let recorded: Vec<_> = amounts.iter().enumerate()
            .map(|(n, amount)| Quantity { on: date(2024, 1 + (n as i8) % 12, 1), amount: Amount::from_scaled(*amount), measure: "个".into() })
            .collect();
        let mut last = Amount::default();
        for month in 1..=12 {
            let found = promises::progress(&places(), &recorded, date(2024, month, 28)).unwrap();
            prop_assert!(found.done >= last);
            prop_assert!((0..=1000).contains(&found.pace.gone));
            last = found.done;
        }
        prop_assert_eq!(last.scaled(), amounts.iter().sum::<i128>());
    }
}
