//! Registers over the real office: listed by index, found by words, and a table of entries taken in as one act or not at all.

use bihuan_core::casework::refusal::RefusalCode;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::Register;
use bihuan_office::Failure;
use bihuan_office::checks;
use bihuan_office::entries::{NewEntry, Shelf};
use bihuan_office::import::{Layout, Turn, register_columns};
use bihuan_office::registers::Asking;
use bihuan_text::table;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::desk::{Desk, object};

struct Place {
    desk: Desk,
    district: DistrictCode,
    rules: Arc<CaseType>,
    register: Arc<Register>,
}

impl Place {
    fn new() -> Place {
        let desk = Desk::at("2026-11-24T08:00:00+08:00");
        let law = desk.office.law();
        let pack = &law.packs["desks"];
        let (rules, register) = (pack.cases.values().next().unwrap().clone(), pack.registers["desks"].clone());
        Place { desk, district: "420103".parse().unwrap(), rules, register }
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { district: &self.district, rules: &self.rules, register: &self.register }
    }

    fn keys(&self, asking: &Asking) -> Vec<String> {
        let (mut keys, mut asking) = (Vec::new(), asking.clone());
        for _ in 0..1000 {
            let page = self.desk.office.entries_listed(&self.shelf(), &asking).unwrap();
            assert!(page.items.len() <= asking.limit);
            keys.extend(page.items.into_iter().map(|item| item.key));
            match page.next {
                Some(next) => asking.after = Some(next),
                None => return keys,
            }
        }
        panic!("the list does not end");
    }

    fn planned(&self, text: &[u8]) -> (Vec<table::Row>, Layout) {
        let rows = table::read(text).unwrap();
        let known = register_columns(&self.desk.office.law(), &self.shelf());
        let layout = Layout::recognise(&known, &rows, &BTreeMap::new());
        (rows, layout)
    }

    fn turns(&self, text: &[u8]) -> Vec<Turn> {
        let (rows, layout) = self.planned(text);
        let lines = self.desk.office.entries_planned(&self.shelf(), &rows, &layout).unwrap();
        lines.into_iter().map(|line| line.turn).collect()
    }

    fn take(&self, text: &[u8]) -> Result<usize, Failure> {
        let (rows, layout) = self.planned(text);
        self.desk.office.take_entries(&self.desk.officer("handler"), &self.shelf(), &rows, &layout)
    }
}

fn asking(q: &str, limit: usize) -> Asking {
    Asking { q: q.to_owned(), limit, ..Asking::default() }
}

const HEAD: &str = "键,名称,场所,位置·地址,开放时间,桌面上的码\n";

#[test]
fn own_and_shipped_entries_are_one_list_in_pages_of_any_size() {
    let place = Place::new();
    let mut text = HEAD.to_owned();
    for n in 0..40 {
        text.push_str(&format!("own-{n:02},合成自有桌{n},合成场所,合成地址,09:00-18:00,{}\n", 4000 + n));
    }
    assert_eq!(place.take(text.as_bytes()).unwrap(), 40);
    let whole = place.keys(&asking("", 200));
    assert_eq!(whole.len(), 301);
    let mut sorted = whole.clone();
    sorted.sort();
    assert_eq!(whole, sorted);
    for limit in [1, 7, 50] {
        assert_eq!(place.keys(&asking("", limit)), whole);
    }
    let by_name = Asking { sort: Some("name".into()), ..asking("", 13) };
    let named = place.keys(&by_name);
    assert_eq!(named.len(), 301);
    assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), 301);
}

#[test]
fn entries_are_found_by_words_and_narrowed_by_a_field_be_they_own_or_shipped() {
    let place = Place::new();
    let text = format!("{HEAD}own-1,合成江汉读书角,合成场所,合成地址,09:00-18:00,4001\n");
    place.take(text.as_bytes()).unwrap();
    assert_eq!(place.keys(&asking("读书角", 10)), ["own-1"]);
    assert_eq!(place.keys(&asking("OWN-1", 10)), ["own-1"]);
    assert_eq!(place.keys(&asking("江汉 读书", 10)), ["own-1"]);
    assert!(place.keys(&asking("没有这几个字", 10)).is_empty());
    assert_eq!(place.keys(&asking("v01-0", 4)).len(), 9);
    let with_power = Asking { only: vec![("power".into(), "true".into())], ..asking("v01-0", 50) };
    assert_eq!(place.keys(&with_power).len(), 5);
}

#[test]
fn a_table_is_taken_as_one_act_and_the_same_once_more_changes_nothing() {
    let place = Place::new();
    let text = format!(
        "{HEAD}v01-01,合成改名桌,合成场所,合成地址,09:00-18:00,4001\nown-9,合成新桌,合成场所,合成地址,09:00-18:00,4002\n"
    );
    let turns = place.turns(text.as_bytes());
    assert!(matches!(&turns[0], Turn::Changed(fields) if fields.contains(&"name".to_owned())), "{turns:?}");
    assert_eq!(turns[1], Turn::New);
    assert_eq!(place.take(text.as_bytes()).unwrap(), 2);
    assert_eq!(place.turns(text.as_bytes()), [Turn::Same, Turn::Same]);
    assert_eq!(place.take(text.as_bytes()).unwrap(), 0);
    let now = place.desk.office.entry_now(&place.shelf(), "v01-01").unwrap().unwrap();
    assert_eq!((now.kept.version, now.values["name"].as_str()), (1, Some("合成改名桌")));
    assert_eq!(now.values["weekdays"], "1-7", "a column that is not there stays");
    assert_eq!(place.desk.office.ledger().verify(&checks()).unwrap().wrong, None);
}

#[test]
fn one_wrong_row_and_none_is_taken() {
    let place = Place::new();
    let text = format!(
        "{HEAD}own-1,合成桌,合成场所,合成地址,09:00-18:00,4001\nown-1,合成桌,合成场所,合成地址,09:00-18:00,4002\n,合成桌,合成场所,合成地址,09:00-18:00,4003\nown-2,,合成场所,合成地址,09:00-18:00,4004\n=cmd,合成桌,合成场所,合成地址,09:00-18:00,4005\n"
    );
    let codes: Vec<Option<String>> = place
        .turns(text.as_bytes())
        .into_iter()
        .map(|turn| match turn {
            Turn::Wrong(reasons) => Some(reasons[0].code.clone()),
            _ => None,
        })
        .collect();
    let told: Vec<Option<&str>> = codes.iter().map(Option::as_deref).collect();
    assert_eq!(told, [None, Some("duplicate-key"), Some("required"), Some("required"), Some("bad-key")]);
    match place.take(text.as_bytes()) {
        Err(Failure::Refused(refusal)) => assert_eq!(refusal.code, RefusalCode::Invalid),
        other => panic!("{other:?}"),
    }
    assert_eq!(place.keys(&asking("own", 10)), Vec::<String>::new());
}

#[test]
fn tables_in_gb18030_with_last_years_head_and_too_many_rows_are_told() {
    let place = Place::new();
    let gbk = encode(
        "键,名称,场所,位置·地址,开放时间,桌面上的码,去年的列\nown-1,合成桌,合成场所,合成地址,09:00-18:00,4001,旧\n",
    );
    assert_eq!(place.turns(&gbk), [Turn::New]);
    let mut bom = b"\xef\xbb\xbf".to_vec();
    bom.extend(format!("{HEAD}own-1,合成桌,合成场所,合成地址,09:00-18:00,4001\n").bytes());
    assert_eq!(place.turns(&bom), [Turn::New]);
    let mut many = HEAD.to_owned();
    (0..2501).for_each(|n| many.push_str(&format!("k{n},合成桌,合成场所,合成地址,09:00-18:00,4001\n")));
    let (rows, layout) = place.planned(many.as_bytes());
    match place.desk.office.entries_planned(&place.shelf(), &rows, &layout) {
        Err(Failure::Refused(refusal)) => assert_eq!(refusal.code, RefusalCode::Limit),
        other => panic!("{:?}", other.map(|lines| lines.len())),
    }
}

/// The text in GB18030, as spreadsheets here save it.
fn encode(text: &str) -> Vec<u8> {
    // 键名称场所位置·地开放时间桌面上的码去年的列旧合成 in GB18030 by their pairs of bytes.
    let pairs = include_str!("gb18030.txt");
    let known: BTreeMap<char, Vec<u8>> = pairs
        .lines()
        .filter_map(|line| {
            let (letter, code) = line.split_once(' ')?;
            let bytes = (0..code.len()).step_by(2).map(|at| u8::from_str_radix(&code[at..at + 2], 16).unwrap());
            Some((letter.chars().next()?, bytes.collect()))
        })
        .collect();
    text.chars().flat_map(|c| if c.is_ascii() { vec![c as u8] } else { known[&c].clone() }).collect()
}

#[test]
fn only_who_keeps_a_register_writes_it_and_a_retired_entry_is_refused_to_forms() {
    let place = Place::new();
    let text = format!("{HEAD}own-1,合成桌,合成场所,合成地址,09:00-18:00,4001\n");
    let (rows, layout) = place.planned(text.as_bytes());
    let clerk = place.desk.officer("clerk");
    match place.desk.office.take_entries(&clerk, &place.shelf(), &rows, &layout) {
        Err(Failure::Refused(refusal)) => assert_eq!(refusal.code, RefusalCode::NotYours),
        other => panic!("{other:?}"),
    }
    place.take(text.as_bytes()).unwrap();
    let handler = place.desk.officer("handler");
    place.desk.office.retire_entry(&handler, &place.shelf(), "own-1", 1).unwrap();
    let form = object(json!({ "name": "合成桌" }));
    let stale = NewEntry { key: "own-1", seen: 1, form: &form };
    assert!(place.desk.office.write_entry(&handler, &place.shelf(), &stale).is_err());
}
