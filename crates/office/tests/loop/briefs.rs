//! Briefs through the office: an author's words around the record's numbers, issued by somebody else, never rewritten, and
//! read back as the reports that others write.

use bihuan_core::brief::{Brief, MOST_CHARACTERS, Run};
use bihuan_core::calendar::Period;
use bihuan_core::casework::RefusalCode;
use bihuan_core::directory::{DirectoryBuilder, DistrictCode, Unit};
use bihuan_core::figures::outside::{Release, Said, When};
use bihuan_office::Failure;
use bihuan_office::briefs::Issued;
use bihuan_office::figures::ask::Asked;
use bihuan_office::outside::{FIGURES, Fact};
use bihuan_office::targets::{NewTarget, TARGETS};
use bihuan_text::brief::{Format, Standing, written};
use bihuan_text::report;
use bihuan_text::report::model::Tense;
use serde_json::json;

use crate::desk::Desk;

const WEEKLY: &str = "hotline.weekly";
const TEXT: &str = "# {district}周报\n\n本周受理{figure hotline.received}，{change hotline.received}。\n";

fn district() -> DistrictCode {
    "420103".parse().unwrap()
}

fn week() -> Period {
    Period::read("2025-W24").unwrap()
}

fn request(desk: &Desk) {
    let form = json!({ "content": "合成：路灯不亮", "category": "street-light", "place": { "unit": "420103013" } });
    desk.file(form);
}

fn keep(desk: &Desk, who: &str, seen: u32, text: &str) -> Result<u32, Failure> {
    let law = desk.office.law();
    let rule = law.brief(WEEKLY).unwrap();
    let kept = desk.office.keep_brief_draft(&desk.officer(who), &district(), (rule, &week()), seen, text);
    kept.map(|draft| draft.version)
}

fn issue(desk: &Desk, who: &str, after: u32) -> Result<Issued, Failure> {
    let law = desk.office.law();
    let rule = law.brief(WEEKLY).unwrap();
    desk.office.issue_brief(&desk.officer(who), &district(), (rule, &week()), after)
}

fn code(failure: &Failure) -> (RefusalCode, Vec<String>) {
    let Failure::Refused(refusal) = failure else { panic!("{failure:?}") };
    (refusal.code, refusal.faults.iter().map(|fault| fault.code.clone()).collect())
}

#[test]
fn who_writes_or_issues_is_waited_for_until_it_is_issued() {
    let desk = Desk::at("2025-06-16T09:00:00+08:00");
    request(&desk);
    let of = |who: &str| desk.office.briefs_awaited(&desk.officer(who), &district()).unwrap();
    let waits = of("clerk");
    assert_eq!(waits.len(), 1, "{waits:?}");
    let (weekly, due) = (&waits[0], "2025-06-16T15:59:59Z".parse().unwrap());
    assert_eq!(
        (weekly.rule.id.as_str(), weekly.period.clone(), weekly.due),
        (WEEKLY, week(), due),
        "the end of the first working day"
    );
    assert!(!weekly.to_issue && !weekly.written);
    assert!(of("handler").is_empty(), "neither writes nor issues");
    let issuer = of("auditor").into_iter().find(|it| it.rule.id == WEEKLY).unwrap();
    assert!(issuer.to_issue);

    assert_eq!(keep(&desk, "clerk", 0, TEXT).unwrap(), 1);
    assert!(of("clerk")[0].written, "the draft is an author's now");
    assert!(matches!(issue(&desk, "auditor", 0), Ok(Issued::New(_))));
    assert!(of("clerk").is_empty() && of("auditor").iter().all(|it| it.rule.id != WEEKLY), "it is issued");
}

#[test]
fn an_author_writes_somebody_else_issues_and_nothing_is_rewritten() {
    let desk = Desk::at("2025-06-10T09:00:00+08:00");
    request(&desk);
    request(&desk);
    // The template leaves a gap for the author: it cannot go out as it is.
    assert_eq!(code(&issue(&desk, "auditor", 0).unwrap_err()).1, ["gaps"]);
    assert_eq!(keep(&desk, "supervisor", 0, TEXT).unwrap(), 1);
    assert_eq!(code(&keep(&desk, "clerk", 0, TEXT).unwrap_err()).1, ["stale"], "somebody wrote meanwhile");
    assert_eq!(code(&keep(&desk, "handler", 1, TEXT).unwrap_err()).0, RefusalCode::NotYours);
    let broken = code(&keep(&desk, "clerk", 1, "{figure hotline.recieved} {matters").unwrap_err());
    assert_eq!(broken, (RefusalCode::Invalid, vec!["brief-unknown".to_owned(), "brief-brace".to_owned()]));
    assert_eq!(code(&issue(&desk, "supervisor", 0).unwrap_err()).0, RefusalCode::SamePerson);
    let Issued::New(first) = issue(&desk, "auditor", 0).unwrap() else { panic!("the first is new") };
    assert_eq!((first.number, first.post.as_str()), (1, "auditor"));
    assert!(matches!(issue(&desk, "auditor", 0), Ok(Issued::Same(_))), "the same again is no edition");
    request(&desk);
    let law = desk.office.law();
    let rule = law.brief(WEEKLY).unwrap();
    let now = desk.office.brief_editions_now(&district(), rule, &week()).unwrap();
    let told: Vec<(&str, Option<&str>)> =
        now.corrections.iter().map(|it| (it.was.as_str(), it.now.as_deref())).collect();
    assert_eq!(told, [("2件", Some("3件")), ("比上周增加2件", Some("比上周增加3件"))]);
    assert_eq!(now.all[0].brief, first.brief, "what was issued stands as it was");
    assert_eq!(code(&issue(&desk, "auditor", 0).unwrap_err()).0, RefusalCode::NotOpen, "edition 1 was not seen");
    let Issued::New(second) = issue(&desk, "auditor", 1).unwrap() else { panic!("the numbers changed") };
    assert_eq!(second.number, 2);
    let checked = desk.office.ledger().verify(&bihuan_office::checks()).unwrap();
    assert!(checked.wrong.is_none(), "{:?}", checked.wrong);
}

fn annual(desk: &Desk) -> Brief {
    let law = desk.office.law();
    let rule = law.brief("supervision.annual").unwrap();
    desk.office.compiled(&district(), rule, &Period::read("2025").unwrap()).unwrap()
}

/// Every number of the record comes back from a file as a figure with its value and measure.
#[test]
fn a_report_is_read_back_with_the_numbers_that_it_was_written_with() {
    let desk = Desk::at("2025-12-20T09:00:00+08:00");
    (0..3).for_each(|_| request(&desk));
    let brief = annual(&desk);
    let cited: Vec<String> = brief.cited().filter(|it| it.value.is_some()).map(|it| it.text.clone()).collect();
    assert!(cited.iter().any(|text| text == "3件"), "{cited:?}");
    for (format, name) in [(Format::Docx, "合成.docx"), (Format::Html, "合成.html")] {
        let bytes = written(&brief, &Standing::default(), "http://127.0.0.1:8080", format).unwrap();
        let read = report::read(&bytes, name).unwrap();
        let document = &read.harvest.documents[0];
        assert_eq!(document.title.as_deref(), Some("江汉区2026年政府工作报告"));
        assert_eq!((document.year_reviewed, document.year_planned), (Some(2025), Some(2026)));
        let found: Vec<String> = document.indicators.iter().map(|it| it.quote.replace(' ', "")).collect();
        for text in &cited {
            assert!(found.iter().any(|quote| quote.contains(text.as_str())), "{name}: {text} of {found:?}");
        }
    }
}

#[test]
fn a_period_without_anything_says_so_and_a_yearly_report_tells_what_is_open() {
    let desk = Desk::at("2025-06-10T09:00:00+08:00");
    let law = desk.office.law();
    let rule = law.brief(WEEKLY).unwrap();
    let empty = desk.office.compiled(&district(), rule, &Period::read("2019-W10").unwrap()).unwrap();
    let text: String = empty.parts.iter().flat_map(bihuan_core::brief::Part::runs).map(Run::text).collect();
    assert!(
        text.contains("受理群众诉求0件") && text.contains("按时办结率—") && text.contains("（本期没有数据）"),
        "{text}"
    );
    let (bare, _) = desk
        .office
        .compiled_from(
            &district(),
            law.brief("supervision.annual").unwrap(),
            "# 报告\n\n一切都好。\n",
            &Period::read("2024").unwrap(),
        )
        .unwrap();
    let text: String = bare.parts.iter().flat_map(bihuan_core::brief::Part::runs).map(Run::text).collect();
    assert!(text.contains("尚未完成的承诺") && text.contains("还没有记录"), "{text}");
}

/// What a text says of a period.
fn says(desk: &Desk, rule: &str, text: &str, period: &str) -> String {
    let law = desk.office.law();
    let period = Period::read(period).unwrap();
    let (brief, faults) = desk.office.compiled_from(&district(), law.brief(rule).unwrap(), text, &period).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    brief.parts.iter().flat_map(bihuan_core::brief::Part::runs).map(Run::text).collect()
}

fn sets(desk: &Desk, indicator: &str, value: &str) {
    let hand = desk.office.hand(&desk.officer("supervisor"), &district(), TARGETS).unwrap();
    let comparator = "exact".to_owned();
    let (indicator, value, year) = (indicator.to_owned(), value.to_owned(), "2025".to_owned());
    let new = NewTarget { indicator, value, year, comparator, ..NewTarget::default() };
    desk.office.set_target(&hand, &district(), &new).unwrap();
}

#[test]
fn a_target_that_was_changed_in_june_is_told_as_it_stood_and_since_when() {
    let desk = Desk::at("2025-02-10T09:00:00+08:00");
    let of = |period: &str| says(&desk, WEEKLY, "{target hotline.received}", period);
    assert_eq!(of("2025-W10"), "未设目标");
    sets(&desk, "hotline.received", "10");
    sets(&desk, "hotline.received", "10");
    assert!(desk.office.clock().advance_to("2025-06-10T09:00:00+08:00".parse().unwrap()));
    sets(&desk, "hotline.received", "12");
    assert!(desk.office.clock().advance_to("2025-07-01T09:00:00+08:00".parse().unwrap()));
    assert_eq!(of("2025-W20"), "目标10件", "in May the first one stood");
    assert_eq!(of("2025-W26"), "目标12件（2025年6月10日由10件调整）");
    assert_eq!(of("2025-W02"), "目标10件（2025年2月10日设定）", "nothing stood in January");
    let (_, kept) = desk.office.target_set(&district(), "hotline.received", &district().unit(), 2025).unwrap().unwrap();
    assert_eq!(kept.replaced.len(), 1, "setting the same again changes nothing");
    let checked = desk.office.ledger().verify(&bihuan_office::checks()).unwrap();
    assert!(checked.wrong.is_none(), "{:?}", checked.wrong);
    // It comes back from a paper as the target of what was reached.
    let brief = desk
        .office
        .compiled_from(
            &district(),
            desk.office.law().brief("supervision.annual").unwrap(),
            "# 江汉区2026年政府工作报告\n\n## 一、2025年工作回顾\n\n受理群众诉求{figure hotline.received}，{target hotline.received}。\n",
            &Period::read("2025").unwrap(),
        )
        .unwrap()
        .0;
    let bytes = written(&brief, &Standing::default(), "http://127.0.0.1:8080", Format::Html).unwrap();
    let read = report::read(&bytes, "合成.html").unwrap();
    let told: Vec<(f64, Tense)> =
        read.harvest.documents[0].indicators.iter().filter_map(|it| Some((it.value?, it.kind))).take(2).collect();
    assert_eq!(told, [(0.0, Tense::Actual), (12.0, Tense::Target)]);
}

/// Puts a unit under another, as an import of the district's units does.
fn merge(desk: &Desk, unit: &str, into: &str) {
    let law = desk.office.law();
    let mut units: Vec<Unit> = law.directory.units(None, None).cloned().collect();
    let merged = units.iter_mut().find(|known| known.code.as_str() == unit).unwrap();
    merged.parent = Some(into.parse().unwrap());
    let after = DirectoryBuilder::new().units(units).officers(law.directory.officers().cloned()).build().unwrap();
    desk.office.enact(law.with_directory(after));
}

#[test]
fn a_unit_merged_mid_year_keeps_its_history_and_the_sum_is_right() {
    let desk = crate::figures::at_work();
    let text =
        "{table hotline.judged hotline.open_now by=unit}\n\n合计{figure hotline.judged}、{figure hotline.open_now}。\n";
    let before = says(&desk, WEEKLY, text, "2025-W39");
    assert_eq!(before, "市民热线中心—0城管部门22合计2件、2件。");
    merge(&desk, "420103-urban-management", "420103-housing");
    let id = desk.file(json!({ "content": "合成：并入后又一件", "category": "noise" })).case.id.0;
    desk.step("clerk", &id, "dispatch", json!({ "lead_unit": "420103-housing" }));
    let after = says(&desk, WEEKLY, text, "2025-W39");
    assert_eq!(
        after, "市民热线中心—0住房保障部门—1城管部门22合计2件、3件。",
        "what it did before stands in its own line"
    );
    let both = Asked { unit: Some("420103-housing".parse().unwrap()), ..crate::figures::ask_of("judged") };
    assert_eq!(
        desk.office.figure(&both).unwrap().value.as_deref(),
        Some("2"),
        "and in the sum of whom it was put under"
    );
}

#[test]
fn what_others_publish_is_told_with_its_source_and_whether_it_may_change() {
    let desk = Desk::at("2025-07-20T09:00:00+08:00");
    let text = "地区生产总值{figure gdp}，{change gdp from=last-year}，{target gdp}。";
    let of = |period: &str| {
        let told = says(&desk, "supervision.annual", text, period);
        told.split("尚未完成的承诺").next().unwrap().to_owned()
    };
    assert_eq!(of("2025"), "地区生产总值—（本期数尚未公布），上年无可比数，未设目标。");
    let hand = desk.office.hand(&desk.officer("supervisor"), &district(), FIGURES).unwrap();
    let takes = |when: &str, value: i64, growth: i64, release: Release| {
        let said = Said {
            value: Some(value.into()),
            growth_pct: Some(growth.into()),
            measure: "亿元".into(),
            release,
            source: "合成统计局".into(),
        };
        let (figure, name, of) = ("gdp".to_owned(), "地区生产总值".to_owned(), district().unit());
        let fact = Fact { figure, name, of, when: When::read(when).unwrap(), basis: None, said, confirmed: false };
        assert!(desk.office.take_outside(&hand, &district(), &[fact]).unwrap()[0].is_ok());
    };
    takes("2024", 1600, 6, Release::Final);
    takes("2025-06", 820, 7, Release::Preliminary);
    sets(&desk, "gdp", "1700");
    assert_eq!(of("2025"), "地区生产总值820亿元（1—6月累计，初步数，合成统计局），比上年增长7%，目标1700。");
    assert_eq!(of("2024"), "地区生产总值1600亿元（最终数，合成统计局），比上年增长6%，未设目标。");
    takes("2025-06", 815, 6, Release::Final);
    assert!(of("2025").starts_with("地区生产总值815亿元（1—6月累计，最终数，合成统计局），比上年增长6%"));
    let month = says(&desk, "supervision.bulletin", "地区生产总值{figure gdp}。", "2025-06");
    assert_eq!(month, "地区生产总值815亿元（1—6月累计，最终数，合成统计局）。");
    let none = says(&desk, "supervision.bulletin", "地区生产总值{figure gdp}。", "2025-05");
    assert_eq!(none, "地区生产总值—（本期数尚未公布）。");
    // A statistic that nobody knows is refused with its place; one that the district keeps may be named in a draft.
    let law = desk.office.law();
    let rule = law.brief("supervision.annual").unwrap();
    let draft = |text: &str| {
        let who = desk.officer("supervisor");
        let period = Period::read("2025").unwrap();
        desk.office.keep_brief_draft(&who, &district(), (rule, &period), 0, text).map(drop)
    };
    assert_eq!(code(&draft("{figure gpd}").unwrap_err()).1, ["brief-unknown"]);
    assert_eq!(code(&draft("{table gdp by=unit}").unwrap_err()).1, ["brief-whole-only"]);
    draft("地区生产总值{figure gdp}。").unwrap();
}

#[test]
fn a_text_longer_than_any_brief_is_refused_and_not_kept_as_nothing() {
    let desk = Desk::at("2025-06-10T09:00:00+08:00");
    let long = "合".repeat(MOST_CHARACTERS + 1);
    assert_eq!(code(&keep(&desk, "clerk", 0, &long).unwrap_err()).1, ["brief-too-long"]);
}
