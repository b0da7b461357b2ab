//! Briefs through the office: an author's words around the record's numbers, issued by somebody else, never rewritten, and
//! read back as the reports that others write.

use bihuan_core::brief::{Brief, Run};
use bihuan_core::calendar::Period;
use bihuan_core::casework::RefusalCode;
use bihuan_core::directory::DistrictCode;
use bihuan_office::Failure;
use bihuan_office::briefs::Issued;
use bihuan_text::brief::{Format, Standing, written};
use bihuan_text::report;
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
