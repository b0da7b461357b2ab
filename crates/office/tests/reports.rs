//! A saved report on a real store: never twice, decided item by item, adopted once, and adopted again without a second
//! entry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::sync::Arc;

use bihuan_core::casework::Who;
use bihuan_core::casework::command::Officer;
use bihuan_core::directory::{self, DistrictCode, UserName};
use bihuan_ledger::{Books, Ledger, Sqlite};
use bihuan_office::reports::{Adoption, FIGURES, PROMISES, SavedReport, Sheet, TARGETS, TERMS};
use bihuan_office::{Act, Demand, Failure, Law, Office, OfficeClock, PackSource};
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
    assert_eq!(desk.office.saved_reports(&[]).unwrap().len(), 1);
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
fn an_action_writes_into_no_register_that_its_pack_does_not_name() {
    let desk = Desk::new();
    let number = desk.saved();
    let wish = Act { case: number, action: "adopt".into(), task: None, input: Map::new(), seen: None };
    let row = bihuan_ledger::EntryRow { register: "answers".into(), key: "x".into(), value: json!({}) };
    let no = desk.office.act_entering(&Demand { who: desk.research(), wish, key: None }, &[row]);
    assert!(matches!(no, Err(Failure::Refused(_))), "{no:?}");
    assert!(desk.entries("answers").is_empty());
}
