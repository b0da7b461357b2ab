//! What does not fit together is found by rules, on invented reports and, where they are at hand, on the five documents.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;

use bihuan_text::report::check::{Class, Finding, Source, check, check_across};
use bihuan_text::report::{read, read_text};

fn report(year: i16, review: &str, plan: &str) -> Source {
    let next = year + 1;
    let text = format!(
        "政府工作报告（合成）\n——{year}年12月20日在示例区第三届人民代表大会第一次会议上\n各位代表：\n现在，我代表示例区人民政府，向大会报告工作。\n一、{year}年工作回顾\n{review}\n二、{next}年工作安排\n{plan}\n"
    );
    Source { file: format!("{year}.txt"), read: read_text(&text) }
}

fn of(findings: &[Finding], class: Class) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.class == class).collect()
}

/// The only finding of a rule; every quote of it is the text at its place.
fn only<'f>(sources: &[Source], findings: &'f [Finding], rule: &str) -> &'f Finding {
    let found: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == rule).collect();
    assert_eq!(found.len(), 1, "{rule}: {findings:#?}");
    for place in &found[0].places {
        let source = sources.iter().find(|source| source.file == place.file).unwrap();
        let words: String = source.read.given.chars()[place.start..place.end].iter().collect();
        assert_eq!(words, place.quote);
    }
    found[0]
}

#[test]
fn a_missed_target_that_was_met_is_a_contradiction() {
    let met = [report(
        2031,
        "全年完成地区生产总值900亿元，增长8%。\n同时，地区生产总值增幅未达到8%的预期目标。",
        "地区生产总值增长7%。",
    )];
    let finding = check(&met);
    assert_eq!(only(&met, &finding, "missed-yet-met").class, Class::Contradiction);
    let missed = [report(
        2031,
        "全年完成地区生产总值900亿元，增长7.2%。\n同时，地区生产总值增幅未达到8%的预期目标。",
        "地区生产总值增长7%。",
    )];
    assert!(of(&check(&missed), Class::Contradiction).is_empty());
}

#[test]
fn growth_is_held_against_the_levels_of_two_years() {
    let sources = [
        report(2030, "地区生产总值1000亿元，增长6%。", "新建学校2所。"),
        report(2031, "地区生产总值1140亿元，增长7%。", "新建学校2所。"),
    ];
    let findings = check(&sources);
    let finding = only(&sources, &findings, "growth-not-from-levels");
    assert_eq!(finding.class, Class::DoesNotAddUp);
    assert!(finding.arithmetic.contains("14% ≠ 7%"), "{}", finding.arithmetic);
    let close = [
        report(2030, "地区生产总值1000亿元，增长6%。", "新建学校2所。"),
        report(2031, "地区生产总值1085亿元，增长7%。", "新建学校2所。"),
    ];
    assert!(check(&close).is_empty(), "{:?}", check(&close));
}

#[test]
fn a_series_that_falls_has_a_new_basis_and_its_cause_is_quoted() {
    let sources = [
        report(2028, "地区生产总值900亿元，增长6%。", "新建学校2所。"),
        report(2031, "尽管龙头企业搬迁导致经济总量大幅下降，全年实现地区生产总值600亿元。", "新建学校2所。"),
    ];
    let findings = check(&sources);
    let finding = only(&sources, &findings, "level-broken-off");
    assert_eq!(finding.class, Class::SeriesBreak);
    assert!(finding.places.iter().any(|place| place.quote.contains("搬迁导致经济总量大幅下降")), "{finding:?}");
    assert!(finding.zh.contains("不是错误"));
}

#[test]
fn parts_are_added_up_against_their_total() {
    let over = [report(
        2031,
        "全年实施重大项目50个，甲园等20个项目开工建设，乙园等25个续建项目稳步推进，丙园等15个项目建成投用。",
        "新建学校2所。",
    )];
    let findings = check(&over);
    assert!(only(&over, &findings, "parts-and-total").arithmetic.starts_with("20 + 25 + 15 = 60 ≠ 50"));
    let fits = [report(
        2031,
        "全年实施重大项目60个，甲园等20个项目开工建设，乙园等25个续建项目稳步推进，丙园等15个项目建成投用。",
        "新建学校2所。",
    )];
    assert!(check(&fits).is_empty());
    let apart = [report(
        2031,
        "全年实施重大项目50个。甲园等20个项目开工建设。乙园等25个续建项目稳步推进。丙园等15个项目建成投用。",
        "新建学校2所。",
    )];
    assert!(check(&apart).is_empty(), "sentences of their own speak of things of their own");
}

#[test]
fn days_of_good_air_are_held_against_their_rate() {
    let sources = [report(2031, "截至2031年12月20日，空气优良天数达270天，优良率达77%。", "新建学校2所。")];
    let findings = check(&sources);
    assert!(only(&sources, &findings, "days-and-rate").arithmetic.contains("270 ÷ 354"));
    let fits = [report(2031, "截至2031年12月20日，空气优良天数达270天，优良率达76.3%。", "新建学校2所。")];
    assert!(check(&fits).is_empty());
}

#[test]
fn one_thing_in_several_units_is_converted() {
    let sources = [report(2030, "新建绿地30亩。", "新建学校2所。"), report(2031, "新增绿地4公顷。", "新建学校2所。")];
    let findings = check(&sources);
    let finding = only(&sources, &findings, "several-units");
    assert_eq!(finding.arithmetic, "30亩 = 2公顷; 4公顷 = 4公顷");
}

#[test]
fn a_lower_target_is_said_to_be_no_error() {
    let sources = [report(2031, "新增高新技术企业67家。", "新增高新技术企业30家。")];
    let findings = check(&sources);
    assert_eq!(only(&sources, &findings, "target-below-actual").class, Class::NotAnError);
    assert!(check(&[report(2031, "新增高新技术企业30家。", "新增高新技术企业67家。")]).is_empty());
}

#[test]
fn growth_without_a_level_lacks_its_base() {
    let sources = [report(2031, "新建学校2所。", "社会消费品零售总额增长5%。")];
    let findings = check(&sources);
    assert_eq!(only(&sources, &findings, "growth-without-level").class, Class::MissingBase);
    assert!(
        of(&check(&[report(2031, "社会消费品零售总额500亿元。", "社会消费品零售总额增长5%。")]), Class::MissingBase)
            .is_empty()
    );
}

/// The report of a place of this name.
fn of_place(place: &str, year: i16, review: &str) -> Source {
    let Source { read, .. } = report(year, review, "新建学校2所。");
    let text: String = read.given.chars().iter().collect();
    Source { file: format!("{place}-{year}.txt"), read: read_text(&text.replace("示例区", place)) }
}

#[test]
fn no_part_of_a_place_is_larger_than_the_whole_and_nor_are_all_together() {
    let within = |part: &str, whole: &str| whole == "示例市" && part != "示例市";
    let of = |parts: &[(&str, &str)]| {
        let mut sources =
            vec![of_place("示例市", 2031, "地区生产总值1000亿元，增长6%。城镇居民人均可支配收入50000元。")];
        sources.extend(parts.iter().map(|(place, said)| of_place(place, 2031, said)));
        (check_across(&sources, &within), sources)
    };
    let (above, sources) = of(&[("示例县", "地区生产总值1200亿元，增长7%。"), ("邻近县", "地区生产总值10亿元。")]);
    let finding = only(&sources, &above, "part-above-whole");
    assert_eq!((finding.class, finding.region.as_deref()), (Class::DoesNotAddUp, Some("示例县")));
    assert_eq!(finding.arithmetic, "示例县 1200亿元 > 示例市 1000亿元");
    let (together, sources) = of(&[("示例县", "地区生产总值600亿元。"), ("邻近县", "地区生产总值700亿元。")]);
    let finding = only(&sources, &together, "parts-above-whole");
    assert!(finding.arithmetic.ends_with("= 1300 > 示例市 1000亿元"), "{}", finding.arithmetic);
    assert_eq!(finding.places.len(), 3);
    let (fits, _) =
        of(&[("示例县", "地区生产总值600亿元。城镇居民人均可支配收入60000元。"), ("邻近县", "地区生产总值300亿元。")]);
    assert_eq!(fits, [], "an average of a part may be above that of the whole");
    let stranger = check_across(&of(&[("示例县", "地区生产总值1200亿元。")]).1, &|_, _| false);
    assert_eq!(stranger, [], "places that are not within each other say nothing of each other");
}

#[test]
fn the_five_documents_show_what_a_reader_found_in_them() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
    let names = ["000-jianghan", "001-jianghan", "002-hanyang", "003-wuchang", "004-hongshan"];
    let sources: Vec<Source> = names
        .iter()
        .filter_map(|name| {
            let bytes = std::fs::read(seeds.join(format!("{name}.txt"))).ok()?;
            Some(Source { file: (*name).to_owned(), read: read(&bytes, name).ok()? })
        })
        .collect();
    if sources.len() < names.len() {
        return;
    }
    let findings = check(&sources);
    // The numbers are those of the survey of the documents: C01 C03 C04 C05 C07 C09 C10 C12 C13 C27 C29.
    let wanted: [(&str, Class, &str, &str); 11] = [
        ("C01", Class::Contradiction, "地区生产总值增幅未达到9%", "9% ≥ 9%"),
        ("C03", Class::SeriesBreak, "社会消费品零售总额完成797亿元", "1098 (2017) → 797 (2023)"),
        ("C04", Class::SeriesBreak, "地方一般公共预算收入129亿元,增长16%", "129 (2017) → 106 (2023)"),
        ("C05", Class::SeriesBreak, "尽管武烟搬迁导致经济总量大幅下降", "9.46% a year"),
        ("C07", Class::DoesNotAddUp, "江汉区地区生产总值达1010亿元", "13.86% ≠ 8.5%"),
        ("C09", Class::DoesNotAddUp, "策划实施重大项目80个", "27 + 35 + 25 = 87 ≠ 80"),
        ("C10", Class::DoesNotAddUp, "重大项目173个", "20 + 56 + 9 = 85 ≠ 173"),
        ("C12", Class::MissingBase, "社会消费品零售总额增长5%", "5%"),
        ("C13", Class::NotAnError, "瞪羚企业25家", "25家 < 37家"),
        ("C27", Class::DoesNotAddUp, "空气优良天数达261天", "261 ÷ 355 = 73.52% ≠ 73.7%"),
        ("C29", Class::DifferentUnits, "新建绿地534亩", "534亩 = 35.6公顷"),
    ];
    for (name, class, quote, arithmetic) in wanted {
        let found = findings.iter().any(|finding| {
            let quoted = finding.places.iter().any(|place| place.quote.contains(quote));
            finding.class == class && quoted && finding.arithmetic.contains(arithmetic)
        });
        assert!(found, "{name} is not among {findings:#?}");
    }
    assert!(findings.len() < 45, "{} findings are too many to read", findings.len());
}
