//! A saved report on a real store: never twice, decided item by item, adopted once, and adopted again without a second
//! entry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::sync::Arc;

use bihuan_core::casework::Who;
use bihuan_core::casework::command::Officer;
use bihuan_core::directory::{self, DistrictCode, UserName};
use bihuan_ledger::{Books, Cases, Ledger, Sqlite, tally};
use bihuan_office::reports::{Adoption, CLASSES, FIGURES, PROMISES, SavedReport, Sheet, TARGETS, TERMS, class_word};
use bihuan_office::{Act, Demand, Failure, Law, Office, OfficeClock, PackSource};
use bihuan_text::report::check::Class;
use bihuan_text::report::decided::{Charge, DecidedItem, State};
use serde_json::{Map, Value as Json, json};

const LAST: &str = include_str!("../../../data/demo/report-2025.txt");

struct Desk {
    office: Office,
    ledger: Arc<Sqlite>,
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk::on(tempfile::tempdir().unwrap())
    }

    fn on(dir: tempfile::TempDir) -> Desk {
        let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
        let clock = OfficeClock::starting_at("2026-01-12T09:00:00+08:00".parse().unwrap());
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        let packs: Vec<_> =
            folders.iter().filter(|path| path.is_dir()).map(|path| PackSource::read(path).unwrap()).collect();
        let law = Law::publish(ledger.as_ref(), &packs, directory::demo().unwrap(), clock.now()).unwrap();
        Desk { office: Office::new(ledger.clone(), law, clock, true), ledger, dir }
    }

    /// The same store under a program that was started anew.
    fn again(self) -> Desk {
        let Desk { office, ledger, dir } = self;
        drop((office, ledger));
        Desk::on(dir)
    }

    fn research(&self) -> Who {
        let user: UserName = "research".parse().unwrap();
        let today = bihuan_core::calendar::civil(self.office.clock().now()).date();
        Who::Officer(Officer { posts: self.office.law().directory.posts_of(&user, today), user })
    }

    fn save(&self, name: &str, text: &str) -> Result<Vec<SavedReport>, Failure> {
        let district: DistrictCode = "420103".parse().unwrap();
        self.office.save_reports(&self.research(), Some(&district), name, text.as_bytes())
    }

    fn saved(&self) -> String {
        self.save("合成-2025.txt", LAST).unwrap()[0].number.clone()
    }

    fn sheet(&self, number: &str) -> Arc<Sheet> {
        self.office.sheet(number, &Who::Public).unwrap()
    }

    fn act(&self, number: &str, action: &str, input: Json) -> Result<(), Failure> {
        let input: Map<String, Json> = input.as_object().unwrap().clone();
        let wish = Act { case: number.into(), action: action.into(), task: None, input, seen: None };
        self.office.act(&Demand { who: self.research(), wish, key: None }).map(drop)
    }

    fn adopt(&self, number: &str, charges: Vec<(bihuan_text::report::anchor::Anchor, Charge)>) {
        let wish = Adoption { number: number.into(), charges, summary: None };
        self.office.adopt(&Demand { who: self.research(), wish, key: None }).unwrap();
    }

    fn entries(&self, register: &str) -> Vec<Json> {
        let page = self.ledger.entries("420103", register, None, 200).unwrap();
        page.items.into_iter().map(|row| row.value).collect()
    }
}

fn item(sheet: &Sheet, words: &str) -> DecidedItem {
    let found = sheet
        .decided
        .items
        .iter()
        .find(|item| item.anchor.words.contains(words) && item.anchor.kind.word() == "commitment");
    found.unwrap_or_else(|| panic!("no commitment {words} in {:?}", sheet.decided.items)).clone()
}

#[test]
fn a_report_is_saved_once_and_what_is_none_is_refused() {
    let desk = Desk::new();
    let first = desk.save("合成-2025.txt", LAST).unwrap();
    assert_eq!((first.len(), first[0].new, first[0].title.as_str()), (1, true, "合成区政府工作报告"));
    let second = desk.save("另一个名字.txt", LAST).unwrap();
    assert_eq!((second[0].new, &second[0].number), (false, &first[0].number));
    assert_eq!(desk.office.listed_reports("", None, 50).unwrap().items.len(), 1);
    let Err(Failure::Refused(refusal)) = desk.save("菜谱.txt", "合成：红烧肉的做法。\n先切块。") else {
        panic!()
    };
    assert_eq!(refusal.faults[0].code, "not-a-report");
    let nowhere = desk.office.save_reports(&desk.research(), None, "x.txt", LAST.as_bytes());
    let Err(Failure::Refused(refusal)) = nowhere else { panic!() };
    assert_eq!(refusal.faults[0].code, "unknown-district");
}

#[test]
fn a_text_in_another_encoding_is_kept_as_it_was_read() {
    let desk = Desk::new();
    let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(LAST.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let district: DistrictCode = "420103".parse().unwrap();
    let saved = desk.office.save_reports(&desk.research(), Some(&district), "合成.txt", &bytes).unwrap();
    let sheet = desk.sheet(&saved[0].number);
    assert!(sheet.decided.items.len() > 30);
    for item in &sheet.decided.items {
        assert!(sheet.read.given.quote(item.item.span()).contains(item.item.words()), "{:?}", item.anchor);
    }
}

#[test]
fn decisions_are_in_the_record_and_found_again_by_another_start() {
    let desk = Desk::new();
    let number = desk.saved();
    let sheet = desk.sheet(&number);
    let all = sheet.decided.items.len();
    assert!(all > 30, "{all}");
    let [homes, parks] = ["改造老旧小区30个", "新建口袋公园6个"].map(|words| item(&sheet, words).seen().to_string());
    desk.act(&number, "accept", json!({ "items": [homes] })).unwrap();
    desk.act(&number, "correct", json!({ "item": parks, "values": "{\"quantity\":\"7\"}" })).unwrap();
    let desk = desk.again();
    let sheet = desk.sheet(&number);
    assert_eq!((sheet.decided.settled(), sheet.decided.count(State::Accepted)), (2, 1));
    let corrected = item(&sheet, "新建口袋公园6个");
    let bihuan_text::report::anchor::Item::Commitment(it) = &corrected.item else { panic!() };
    assert_eq!(it.quantity, Some(7.0));
    let signed = corrected.decision.unwrap().signed;
    assert_eq!(
        (signed.post.as_str(), signed.unit.as_str(), signed.on.to_string().as_str()),
        ("officer", "420103-research", "2026-01-12")
    );
    desk.act(&number, "undo", json!({ "items": [parks] })).unwrap();
    assert_eq!(desk.sheet(&number).decided.settled(), 1);
    assert!(desk.ledger.verify(&bihuan_office::checks()).unwrap().wrong.is_none());
}

#[test]
fn what_was_confirmed_is_adopted_and_nothing_twice() {
    let desk = Desk::new();
    let number = desk.saved();
    let shipped = desk.office.promises_of("420103").unwrap().len();
    assert!(shipped > 0 && desk.entries(PROMISES).is_empty());
    let sheet = desk.sheet(&number);
    let seen: Vec<String> = sheet.decided.items.iter().map(|item| item.seen().to_string()).collect();
    desk.act(&number, "accept", json!({ "items": seen })).unwrap();
    let homes = item(&sheet, "改造老旧小区30个");
    desk.act(&number, "reject", json!({ "items": [item(&sheet, "引进公募基金1家").seen().to_string()] })).unwrap();
    let charge = Charge {
        lead: Some("420103-housing".into()),
        support: vec!["420103-finance".into()],
        due: Some(jiff::civil::date(2025, 10, 31)),
    };
    desk.adopt(&number, vec![(homes.anchor.clone(), charge)]);
    let once: Vec<usize> = [PROMISES, TARGETS, FIGURES, TERMS].map(|register| desk.entries(register).len()).to_vec();
    assert!(once.iter().all(|count| *count > 0), "{once:?}");
    assert_eq!(desk.office.promises_of("420103").unwrap().len(), once[0], "shipped and adopted are one register");
    assert!(once[0] > shipped);
    let promise = desk.entries(PROMISES).into_iter().find(|row| row["quote"] == "改造老旧小区30个").unwrap();
    assert_eq!(
        (&promise["lead_unit"], &promise["support"], &promise["due"], &promise["quantity"]),
        (&json!("420103-housing"), &json!(["420103-finance"]), &json!("2025-10-31"), &json!("30"))
    );
    assert!(desk.entries(PROMISES).iter().all(|row| row["quote"] != "引进公募基金1家" || row["report"].is_null()));

    desk.act(&number, "reopen", json!({ "reason": "合成：再核一次" })).unwrap();
    desk.adopt(&number, Vec::new());
    let twice: Vec<usize> = [PROMISES, TARGETS, FIGURES, TERMS].map(|register| desk.entries(register).len()).to_vec();
    assert_eq!(twice, once);
    let promise = desk.entries(PROMISES).into_iter().find(|row| row["quote"] == "改造老旧小区30个").unwrap();
    assert_eq!(promise["lead_unit"], "420103-housing", "who leads is kept");

    desk.act(&number, "reopen", json!({ "reason": "合成：读错" })).unwrap();
    desk.act(&number, "reject", json!({ "items": [homes.seen().to_string()] })).unwrap();
    desk.adopt(&number, Vec::new());
    assert_eq!(desk.entries(PROMISES).len(), once[0] - 1, "what is rejected later is taken back");
    assert!(desk.ledger.verify(&bihuan_office::checks()).unwrap().wrong.is_none());
}

#[test]
fn an_entry_that_is_not_what_its_record_wrote_is_named() {
    let desk = Desk::new();
    let number = desk.saved();
    let seen: Vec<String> = desk.sheet(&number).decided.items.iter().map(|item| item.seen().to_string()).collect();
    desk.act(&number, "accept", json!({ "items": seen })).unwrap();
    desk.adopt(&number, Vec::new());
    let verify = || desk.ledger.verify(&bihuan_office::checks()).unwrap();
    let (before, rows) = (verify(), desk.ledger.entries("420103", TERMS, None, 200).unwrap().items);
    assert!(before.wrong.is_none() && before.entries > 40, "{before:?}");
    let row = &rows[rows.len() - 1];
    let other = bihuan_ledger::EntryRow { value: json!({ "term": "合成" }), ..row.clone() };
    desk.ledger.put_entries("420103", vec![other]).unwrap();
    assert_eq!(verify().wrong.unwrap().place, format!("420103/{TERMS}/{}", row.key), "changed");
    let gone = bihuan_ledger::EntryRow { value: Json::Null, ..row.clone() };
    desk.ledger.put_entries("420103", vec![gone]).unwrap();
    assert_eq!(verify().wrong.unwrap().place, format!("420103/{TERMS}/{}", row.key), "taken out");
    desk.ledger.put_entries("420103", vec![row.clone()]).unwrap();
    assert_eq!(verify(), before);

    // A later adoption takes one entry back: the others are still held to the first.
    desk.act(&number, "reopen", json!({ "reason": "合成：读错" })).unwrap();
    let homes = item(&desk.sheet(&number), "改造老旧小区30个").seen().to_string();
    desk.act(&number, "reject", json!({ "items": [homes] })).unwrap();
    desk.adopt(&number, Vec::new());
    assert!(verify().wrong.is_none());
    let back = desk.ledger.entries("420103", PROMISES, None, 200).unwrap().items.remove(0);
    let other = bihuan_ledger::EntryRow { value: json!({ "quote": "合成" }), ..back.clone() };
    desk.ledger.put_entries("420103", vec![other]).unwrap();
    assert_eq!(verify().wrong.unwrap().place, format!("420103/{PROMISES}/{}", back.key));
}

/// A short invented report of a region.
fn short(region: &str, year: i16, growth: &str) -> String {
    let last = year - 1;
    format!(
        "合成{region}区政府工作报告\n——{year}年1月10日在合成{region}区第一届人民代表大会第一次会议上\n合成{region}区区长\n\n各位代表：\n\n\
         一、{last}年工作回顾\n\n{last}年，地区生产总值1000亿元，增长{growth}%。固定资产投资增长7.2%。新建口袋公园5个。\n\n\
         二、{year}年工作安排\n\n{year}年，地区生产总值增长7%左右，固定资产投资增长8%。新建口袋公园6个、绿道10公里。\n"
    )
}

/// What the pages of reports read, in questions and rows: a page of the list, of a comparison, of misfits, one report's others.
fn cost(desk: &Desk, number: &str) -> Vec<(u64, u64)> {
    let sheet = desk.sheet(number);
    let asks: [&dyn Fn(); 5] = [
        &|| assert_eq!(desk.office.listed_reports("", None, 4).unwrap().items.len(), 4),
        &|| {
            assert!(
                !desk.office.compare_reports("gdp", &[sheet.region().unwrap().into()], None).unwrap().rows.is_empty()
            )
        },
        &|| assert!(desk.office.known_indicators().unwrap().iter().any(|it| it.id == "gdp")),
        &|| assert!(!desk.office.misfits(Class::MissingBase, None, 4).unwrap().items.is_empty()),
        &|| assert_eq!(desk.office.versions_of(&sheet).unwrap(), []),
    ];
    let read = |ask: &dyn Fn()| {
        let before = tally();
        ask();
        (tally().questions - before.questions, tally().rows - before.rows)
    };
    asks.map(read).to_vec()
}

#[test]
fn lists_cost_the_same_with_many_reports_as_with_few() {
    let desk = Desk::new();
    let save = |n: usize| {
        let saved = desk.save("合成.txt", &short(&format!("第{n}"), 2025, "6.5")).unwrap();
        assert!(saved[0].new);
        saved[0].number.clone()
    };
    let first = save(0);
    (1..6).for_each(|n| drop(save(n)));
    let few = cost(&desk, &first);
    (6..36).for_each(|n| drop(save(n)));
    let many = cost(&desk, &first);
    assert_eq!(few, many);
    assert!(many.iter().all(|(questions, rows)| *questions <= 4 && *rows <= 12), "{many:?}");

    let all = desk.office.compare_reports("gdp", &[], None).unwrap();
    let regions: std::collections::BTreeSet<&String> = all.rows.iter().map(|row| &row.region).collect();
    assert_eq!((regions.len(), all.next), (36, None));
    let (mut seen, mut cursor) = (0, None::<String>);
    while let Some(page) = Some(desk.office.listed_reports("", cursor.as_deref(), 10).unwrap()) {
        seen += page.items.len();
        assert!(page.items.iter().all(|it| it.told.as_ref().is_some_and(|told| told.counts[0] >= 4)));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, 36);
}

fn misfits(desk: &Desk) -> Vec<(String, String)> {
    let of = |class| desk.office.misfits(class, None, 200).unwrap().items.into_iter();
    CLASSES.into_iter().flat_map(|class| of(class).map(move |it| (class_word(class).to_owned(), it.subject))).collect()
}

fn counted(desk: &Desk) -> u64 {
    desk.office.misfit_counts().unwrap().into_iter().map(|(_, n)| n).sum()
}

#[test]
fn misfits_follow_what_is_saved_and_decided_and_outlive_a_start() {
    let desk = Desk::new();
    let last = desk.save("合成-2025.txt", &short("甲", 2025, "6.5")).unwrap()[0].number.clone();
    assert_eq!(misfits(&desk).len() as u64, counted(&desk));
    // The next report states another level and growth for the same statistic than follow from the first.
    let text = short("甲", 2026, "6").replace("1000亿元", "1500亿元");
    let this = desk.save("合成-2026.txt", &text).unwrap()[0].number.clone();
    let unfit = ("does-not-add-up".to_owned(), "gdp".to_owned());
    assert!(misfits(&desk).contains(&unfit), "{:?}", misfits(&desk));
    let sides = &desk.office.misfits(Class::DoesNotAddUp, None, 9).unwrap().items[0].sides;
    assert_eq!(sides.iter().map(|side| side.report.as_deref().unwrap()).collect::<Vec<_>>(), [&last, &this]);
    assert!(sides.iter().all(|side| side.item.is_some() && side.quote.contains("亿元")), "{sides:?}");
    assert_eq!(misfits(&desk).len() as u64, counted(&desk));
    let (before, known) = (misfits(&desk), desk.office.known_indicators().unwrap());

    // Nothing of it is the truth: thrown away, it is made again at the next start.
    for register in
        ["reports.abstract", "reports.kept", "reports.said", "reports.misfits", "reports.sums", "reports.of-region"]
    {
        let rows = desk.ledger.entries("420103", register, None, 200).unwrap().items;
        assert!(!rows.is_empty(), "{register}");
        let gone = rows.into_iter().map(|row| bihuan_ledger::EntryRow { value: Json::Null, ..row }).collect();
        desk.ledger.put_entries("420103", gone).unwrap();
    }
    let desk = desk.again();
    assert_eq!((desk.office.catch_up_reports().unwrap(), desk.office.catch_up_reports().unwrap()), (2, 0));
    assert_eq!((misfits(&desk), desk.office.known_indicators().unwrap()), (before, known));
    assert_eq!(desk.again().office.catch_up_reports().unwrap(), 0, "what is there is not made again");
}

#[test]
fn a_zone_is_set_beside_the_city_that_it_lies_in() {
    let desk = Desk::new();
    let of = |place: &str, level: &str| short("甲", 2025, "6.5").replace("合成甲区", place).replace("1000亿元", level);
    let unfit = |desk: &Desk| {
        let found = desk.office.misfits(Class::DoesNotAddUp, None, 200).unwrap().items;
        found.into_iter().filter(|it| it.zh.contains("示例市")).collect::<Vec<_>>()
    };
    desk.save("合成市.txt", &of("示例市", "1000亿元")).unwrap();
    let zone = desk.save("合成区.txt", &of("合成开发区", "1200亿元")).unwrap()[0].number.clone();
    desk.save("别的区.txt", &of("合成乙区", "1300亿元")).unwrap();
    let found = unfit(&desk);
    assert_eq!(found.len(), 1, "another district's report is not a part of this one: {found:?}");
    assert_eq!(found[0].sides[0].report.as_deref(), Some(zone.as_str()));
    assert!(found[0].sides.iter().all(|side| side.item.is_some()), "{found:?}");
    assert_eq!(misfits(&desk).len() as u64, counted(&desk));
    desk.save("合成市二.txt", &of("示例市", "1500亿元")).unwrap();
    assert!(unfit(&desk).is_empty(), "what fits again is not told any more: {:?}", unfit(&desk));
}

#[test]
fn a_figure_that_a_person_rejects_is_compared_with_nothing() {
    let desk = Desk::new();
    desk.save("合成-2025.txt", &short("甲", 2025, "6.5")).unwrap();
    let text = short("甲", 2026, "6").replace("1000亿元", "1500亿元");
    let this = desk.save("合成-2026.txt", &text).unwrap()[0].number.clone();
    let sheet = desk.sheet(&this);
    let level =
        sheet.decided.items.iter().find(|item| item.anchor.words.contains("1500亿元")).unwrap().seen().to_string();
    let reported = |desk: &Desk| {
        let rows = desk.office.compare_reports("gdp", &[], None).unwrap().rows;
        rows.iter().any(|row| row.year == 2025 && row.reported.is_some())
    };
    let count = |desk: &Desk, class: &str| misfits(desk).iter().filter(|(of, _)| of == class).count();
    assert_eq!((reported(&desk), count(&desk, "does-not-add-up")), (true, 1));
    desk.act(&this, "reject", json!({ "items": [level] })).unwrap();
    assert_eq!((reported(&desk), count(&desk, "does-not-add-up")), (false, 0));
    assert_eq!(misfits(&desk).len() as u64, counted(&desk));
    desk.act(&this, "undo", json!({ "items": [level] })).unwrap();
    assert_eq!((reported(&desk), count(&desk, "does-not-add-up")), (true, 1));
    desk.act(&this, "drop", json!({ "reason": "合成：不是本区的报告" })).unwrap();
    assert_eq!((reported(&desk), count(&desk, "does-not-add-up")), (false, 0));
    assert_eq!(desk.office.listed_reports("", None, 9).unwrap().items.len(), 2, "the list still has it");
    assert!(desk.ledger.verify(&bihuan_office::checks()).unwrap().wrong.is_none());
}

#[test]
fn what_the_machine_saves_it_saves_for_the_post_that_has_the_task() {
    let desk = Desk::new();
    let district: DistrictCode = "420103".parse().unwrap();
    let saved = desk.office.save_reports(&Who::Kernel, Some(&district), "合成.txt", LAST.as_bytes()).unwrap();
    let case = desk.ledger.head(&saved[0].number).unwrap().unwrap();
    let record = desk.ledger.records("420103", &case.case).unwrap()[0].value().unwrap();
    assert_eq!(record["actor"], json!({ "post": "officer", "unit": "420103-research" }));
}

/// The report as a page of a web site has it: navigation, a date line, letter-spaced headings, a foot.
fn as_page(text: &str) -> String {
    let paragraphs: String =
        text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("<p>{line}</p>\n")).collect();
    format!(
        "<!DOCTYPE html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>合成</title><script>var a = 1;</script></head><body>\
         <ul class=\"nav\"><li><a href=\"/\">首页</a></li><li><a href=\"/zfxxgk\">政府信息公开</a></li></ul>\
         <div class=\"content\">{paragraphs}</div><p>打印本页 关闭窗口</p></body></html>"
    )
}

#[test]
fn a_page_of_a_web_site_is_saved_as_the_text_that_was_read_from_it() {
    let desk = Desk::new();
    let page = as_page(LAST);
    let saved = desk.save("合成.html", &page).unwrap();
    let sheet = desk.sheet(&saved[0].number);
    assert_eq!(sheet.text.name, "合成.html.txt");
    let alone = bihuan_text::report::read(page.as_bytes(), "合成.html").unwrap();
    let [figures, tasks, terms] = [sheet.report().unwrap(), &alone.harvest.documents[0]]
        .map(|it| [it.indicators.len(), it.commitments.len(), it.glossary.len()])
        .into_iter()
        .reduce(|kept, read| {
            assert_eq!(kept, read, "what is kept is read as the page was");
            kept
        })
        .unwrap();
    assert!(figures > 20 && tasks > 10 && terms > 0, "{figures} {tasks} {terms}");
    for item in &sheet.decided.items {
        assert!(sheet.read.given.quote(item.item.span()).contains(item.item.words()), "{:?}", item.anchor);
    }
    let again = desk.save("另一个名字.htm", &page).unwrap();
    assert_eq!((again[0].new, &again[0].number), (false, &saved[0].number));
}

#[test]
fn an_action_writes_into_no_register_that_its_pack_does_not_name() {
    let desk = Desk::new();
    let number = desk.saved();
    let wish = Act { case: number, action: "adopt".into(), task: None, input: Map::new(), seen: None };
    let row = bihuan_ledger::EntryRow { register: "answers".into(), key: "x".into(), value: json!({}) };
    let no = desk.office.act_entering(&Demand { who: desk.research(), wish, key: None }, &[row]);
    assert!(matches!(no, Err(Failure::Refused(_))), "{no:?}");
    assert!(desk.entries("answers").is_empty());
}

/// A report whose notes explain many terms, and which promises something for each of them.
fn wordy(place: usize, terms: usize) -> String {
    let explained: String =
        (0..terms).map(|n| format!("{}．合成词{place}第{n}号：指合成的第{n}个说法（合成释义）。\n", n + 1)).collect();
    let report = short(&format!("第{place}"), 2025, "6.5");
    format!("{report}\n名词解释\n\n1．口袋公园：指街角的小公园（合成释义）。\n{explained}")
}

#[test]
fn terms_and_promises_are_asked_for_as_they_are_shown_and_never_all() {
    let desk = Desk::new();
    let adopted = |place: usize| {
        let number = desk.save("合成.txt", &wordy(place, 20)).unwrap()[0].number.clone();
        let seen: Vec<String> = desk.sheet(&number).decided.items.iter().map(|item| item.seen().to_string()).collect();
        desk.act(&number, "accept", json!({ "items": seen })).unwrap();
        desk.adopt(&number, Vec::new());
    };
    let read = |ask: &dyn Fn()| {
        let before = tally();
        ask();
        (tally().questions - before.questions, tally().rows - before.rows)
    };
    let costs = || {
        let asks: [&dyn Fn(); 4] = [
            &|| assert_eq!(desk.office.glossary("", "", 10).unwrap().items.len(), 10),
            &|| assert!(desk.office.promise_years("420103").unwrap().contains(&2025)),
            &|| assert!(!desk.office.promises_in("420103", 2024).unwrap().is_empty()),
            &|| assert_eq!(desk.office.promise_named("420103", "001-31").unwrap().map(|it| it.year), Some(2024)),
        ];
        asks.map(read).to_vec()
    };
    (0..10).for_each(adopted);
    let few = costs();
    assert!(desk.entries(TERMS).len() == 200, "a page of the store is full: {}", desk.entries(TERMS).len());
    (10..16).for_each(adopted);
    assert_eq!(costs(), few, "terms and promises of other years cost nothing");
    assert!(few.iter().all(|(questions, rows)| *questions <= 3 && *rows <= 200), "{few:?}");

    let (mut all, mut after) = (Vec::new(), Some(String::new()));
    while let Some(from) = after {
        let page = desk.office.glossary("", &from, 7).unwrap();
        all.extend(page.items);
        after = page.next;
    }
    assert!(all.is_sorted_by(|(a, _), (b, _)| a < b) && all.len() > 300, "{}", all.len());
    let parks = all.iter().find(|(term, _)| term == "口袋公园").unwrap();
    assert_eq!(parks.1.len(), 16, "all that is said of a term comes together");
    assert_eq!(
        desk.office.glossary("词12第7号", "", 10).unwrap().items.len(),
        1,
        "words are looked for behind the first page"
    );
    let whole = desk.office.promises_of("420103").unwrap();
    let years = desk.office.promise_years("420103").unwrap();
    let by_year: usize = years.iter().map(|year| desk.office.promises_in("420103", *year).unwrap().len()).sum();
    assert_eq!(by_year, whole.len());
    assert_eq!(desk.office.promise_named("420103", "none").unwrap(), None);
}
