//! What is found, counted and quoted; and that nothing anybody types breaks it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::LazyLock;

use bihuan_passages::{DEEPEST, Index, Kind, LONGEST, Marked, Passage, Query, looked_for};
use proptest::prelude::*;

fn passage(kind: Kind, district: Option<u64>, title: &str, text: &str, year: i16) -> Passage {
    Passage {
        kind,
        district,
        href: format!("/x/{title}"),
        title: title.to_owned(),
        text: text.to_owned(),
        about: "合成".to_owned(),
        year: Some(year),
        synthetic: true,
    }
}

fn shelf() -> Index {
    let index = Index::new().unwrap();
    let reports = [
        passage(Kind::Report, Some(420103), "合成报告甲", "新增路灯三百盏，老旧小区改造完成。", 2025),
        passage(Kind::Report, Some(420103), "合成报告乙", "在人民代表大会上，GDP 增长 5.5%。", 2024),
        passage(Kind::Report, Some(420102), "合成报告丙", "别处的路灯。", 2025),
    ];
    let rest = [
        passage(Kind::Term, None, "路灯", "合成：照亮道路的灯。", 2023),
        passage(Kind::Service, None, "户外招牌 Shop sign", "合成：更换灯头不用申请。", 2025),
    ];
    index.replace("reports", &reports).unwrap();
    index.replace("rest", &rest).unwrap();
    index.show().unwrap();
    index
}

fn ask(typed: &str) -> Query {
    Query { typed: typed.to_owned(), district: Some(420103), limit: 20, ..Query::default() }
}

fn titles(index: &Index, query: &Query) -> Vec<String> {
    index.find(query).unwrap().hits.into_iter().map(|hit| hit.passage.title).collect()
}

#[test]
fn a_word_is_found_with_its_quote_and_counted_by_kind_and_year() {
    let index = shelf();
    let found = index.find(&ask("路灯")).unwrap();
    assert_eq!(found.kinds, [(Kind::Report, 1), (Kind::Term, 1)]);
    assert_eq!((found.total, found.years.as_slice()), (2, [(2025, 1), (2023, 1)].as_slice()));
    let report = found.hits.iter().find(|hit| hit.passage.kind == Kind::Report).unwrap();
    assert_eq!(
        report.passage,
        passage(Kind::Report, Some(420103), "合成报告甲", "新增路灯三百盏，老旧小区改造完成。", 2025)
    );
    assert!(report.quote.parts().any(|part| part == ("路灯", true)));
    let term = found.hits.iter().find(|hit| hit.passage.kind == Kind::Term).unwrap();
    assert!(Marked::whole(&term.passage.title, &looked_for("路灯")).is_marked());
}

#[test]
fn every_word_must_be_there_wherever_it_is_cut() {
    let index = shelf();
    assert_eq!(titles(&index, &ask("路灯 改造")), ["合成报告甲"]);
    assert!(titles(&index, &ask("路灯 招牌")).is_empty());
    for (typed, title) in [
        ("人民代表大会", "合成报告乙"),
        ("代表大会", "合成报告乙"),
        ("gdp", "合成报告乙"),
        ("GD", "合成报告乙"),
        ("换灯头", "户外招牌 Shop sign"),
        ("SIGN", "户外招牌 Shop sign"),
        ("5.5%", "合成报告乙"),
        ("三百盏", "合成报告甲"),
    ] {
        assert_eq!(titles(&index, &ask(typed)), [title], "{typed}");
    }
    assert_eq!(titles(&index, &ask("灯")).len(), 3);
}

#[test]
fn a_district_finds_its_own_and_what_belongs_to_none() {
    let index = shelf();
    let elsewhere = Query { district: Some(420102), ..ask("路灯") };
    assert_eq!(titles(&index, &elsewhere).len(), 2);
    assert_eq!(titles(&index, &Query { district: None, ..ask("路灯") }).len(), 3);
}

#[test]
fn one_kind_alone_is_shown_while_all_are_counted_and_leafed_through() {
    let index = shelf();
    let terms = index.find(&Query { kinds: vec![Kind::Term], ..ask("灯") }).unwrap();
    assert_eq!((terms.hits.len(), terms.total, terms.of(Kind::Report), terms.of(Kind::Service)), (1, 1, 1, 1));
    let all: Vec<String> = titles(&index, &ask("灯"));
    let one_by_one: Vec<String> =
        (0..3).flat_map(|offset| titles(&index, &Query { limit: 1, offset, ..ask("灯") })).collect();
    assert_eq!(all, one_by_one);
    assert!(titles(&index, &Query { limit: usize::MAX / 2, offset: usize::MAX / 2, ..ask("灯") }).is_empty());
    assert!(titles(&index, &Query { limit: DEEPEST, ..ask("灯") }).len() == 3);
}

#[test]
fn each_kind_has_its_share() {
    let index = shelf();
    let each = index.find(&Query { limit: 1, apiece: true, ..ask("合成") }).unwrap();
    let kinds: Vec<Kind> = each.hits.iter().map(|hit| hit.passage.kind).collect();
    assert_eq!(kinds, [Kind::Service, Kind::Report, Kind::Term]);
    assert_eq!(each.of(Kind::Report), 2);
}

#[test]
fn a_source_is_replaced_as_a_whole() {
    let index = shelf();
    assert_eq!(index.len(), 5);
    index.replace("reports", &[passage(Kind::Report, None, "合成报告丁", "井盖。", 2026)]).unwrap();
    assert_eq!(titles(&index, &ask("改造")), ["合成报告甲"], "nothing changes before it is shown");
    index.show().unwrap();
    assert!(titles(&index, &ask("改造")).is_empty());
    assert_eq!(titles(&index, &ask("井盖")), ["合成报告丁"]);
    index.replace("rest", &[]).unwrap();
    index.show().unwrap();
    assert_eq!(index.len(), 1);
}

#[test]
fn hostile_questions_have_an_answer() {
    let index = shelf();
    for typed in [
        "",
        " ",
        "\0",
        "\0路灯\0",
        "，。！？",
        "\"路灯",
        "(路灯",
        "路灯 AND",
        "words:路灯",
        "* ? ~ ^ [a TO b]",
        "😀",
        "路灯😀",
        "\u{202e}",
        "&lt;script&gt;",
        "-路灯",
        "a",
        "%",
        "𠀀𠀁",
        "e\u{301}",
    ] {
        assert!(index.find(&ask(typed)).is_ok(), "{typed:?}");
    }
    assert_eq!(titles(&index, &ask("\0路灯\0")).len(), 2);
    let long = "路灯".repeat(5000);
    assert_eq!(index.find(&ask(&long)).unwrap().total, index.find(&ask(&"路灯".repeat(LONGEST / 2))).unwrap().total);
}

static SHELF: LazyLock<Index> = LazyLock::new(shelf);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_typed_is_answered(typed in any::<String>()) {
        let found = SHELF.find(&ask(&typed)).unwrap();
        prop_assert!(found.hits.len() <= 20);
        for hit in &found.hits {
            let title = Marked::whole(&hit.passage.title, &looked_for(&typed));
            prop_assert_eq!(title.text(), hit.passage.title.clone());
            prop_assert!(hit.passage.text.contains(hit.quote.text().trim_matches('…')));
        }
    }

    #[test]
    fn words_of_these_letters_are_answered(typed in "[路灯改造人民代表大会gdpGDP0-9 ，。\"()*\\[\\]:^~\0😀]{0,200}") {
        let found = SHELF.find(&ask(&typed)).unwrap();
        prop_assert!(found.total <= 4);
        prop_assert!(looked_for(&typed).len() <= LONGEST);
    }

    /// What stands in a passage is found by any stretch of it.
    #[test]
    fn a_stretch_of_a_text_finds_it(text in "[路灯改造人民代表大会上开好老旧小区新增三百盏]{1,40}", from in 0..40_usize, long in 1..12_usize) {
        let index = Index::new().unwrap();
        index.replace("one", &[passage(Kind::Report, None, "x", &text, 2025)]).unwrap();
        index.show().unwrap();
        let stretch: String = text.chars().skip(from % text.chars().count()).take(long).collect();
        let found = index.find(&ask(&stretch)).unwrap();
        prop_assert_eq!(found.total, 1, "{} in {}", stretch, text);
        prop_assert!(found.hits[0].quote.is_marked());
    }
}
