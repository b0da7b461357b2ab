//! Letters: what people typed stands in them word by word and opens no gap, no number is given twice, and the record keeps
//! nothing of the text but a commitment.

use std::collections::BTreeSet;

use bihuan_core::casework::{Event, LetterNote, LetterStanding, Officer, Who};
use bihuan_core::pack::model::{LetterStretch, letter_stretches};
use bihuan_core::pack::{CaseType, read};
use bihuan_core::value::Value;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::desk::{Desk, at};
use crate::papers::licence;

const FILE: &str = "sha256-0000000000000000000000000000000000000000000000000000000000000001";

fn shop() -> CaseType {
    CaseType::clone(&read(&licence()).pack.unwrap().cases["shop"])
}

fn office(post: &str) -> Who {
    Who::Officer(Officer {
        user: format!("synthetic-{post}").parse().unwrap(),
        posts: vec![(post.parse().unwrap(), "420103-government-service".parse().unwrap())],
    })
}

fn filed(desk: &mut Desk, name: &str, owner: &str) {
    let form = json!({"name": name, "kind": false, "owner": owner, "layout": [FILE], "health": [FILE]});
    desk.file(form);
}

fn act(desk: &mut Desk, post: &str, action: &str, input: Json) {
    let id = desk.id.clone();
    desk.table.act(&id, office(post), action, None, input.as_object().unwrap().clone()).unwrap();
}

/// The text of the last letter of the case.
fn text(desk: &Desk) -> String {
    let kept = desk.table.kept(&desk.id).unwrap();
    let note = &kept.case.letters.last().unwrap().note;
    let Value::Sealed(sealed) = &note.text[LetterNote::TEXT] else { panic!("a text in the record") };
    let Value::Text(text) = &kept.vault[&sealed.item].value else { panic!("no text in the vault") };
    text.clone()
}

#[test]
fn a_refusal_says_why_by_which_law_and_until_when() {
    let mut desk = Desk::new(shop());
    filed(&mut desk, "合成小馆", "合成人甲");
    act(&mut desk, "window", "refuse", json!({"reason": "合成：经营场所是住宅"}));
    let number = desk.case().number.clone();
    assert_eq!(
        text(&desk),
        format!(
            "合成人甲\n你于2025年3月3日提出的“合成小馆”小餐饮许可申请（{number}）收悉。\n经审查，合成：经营场所是住宅。根据《中华人民共和国行政许可法》第三十八条，决定不予许可。\n\
             本机关应当在2025年3月31日（《中华人民共和国行政许可法》第四十二条）前作出决定。"
        )
    );
}

#[test]
fn the_record_keeps_no_word_of_a_letter() {
    let mut desk = Desk::new(shop());
    filed(&mut desk, "合成小馆", "合成人甲乙丙");
    act(&mut desk, "window", "check-papers", json!({"layout": true, "health": true}));
    act(&mut desk, "window", "grant", json!({}));
    let kept = desk.table.kept(&desk.id).unwrap();
    let record = serde_json::to_string(&kept.records.iter().map(|(_, events)| events).collect::<Vec<_>>()).unwrap();
    assert!(record.contains("letter-issued") && !record.contains("合成人甲乙丙") && !record.contains("合成小馆"));
    assert!(text(&desk).contains("合成人甲乙丙"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What somebody types is words, be it braces, names of gaps or anything else.
    #[test]
    fn what_is_typed_opens_no_gap(name in "[^\\p{C}\\p{Z}]{1,40}", owner in "[{}a-z.]{1,40}") {
        let mut desk = Desk::new(shop());
        filed(&mut desk, &name, &owner);
        act(&mut desk, "window", "check-papers", json!({"layout": true, "health": true}));
        act(&mut desk, "window", "grant", json!({}));
        let expected = format!("\n店名：{name}\n经营者：{owner}\n经审查，符合小餐饮经营条件，准予许可。");
        prop_assert_eq!(text(&desk), expected);
    }

    /// Any text parts into stretches that make it up again.
    #[test]
    fn any_text_parts_into_words_and_gaps(text in "[{}a字 \n]{0,40}") {
        let loose = letter_stretches(&text).iter().filter(|it| matches!(it, LetterStretch::Loose(_))).count();
        let again: String = letter_stretches(&text).into_iter().map(|stretch| match stretch {
            LetterStretch::Words(words) => words,
            LetterStretch::Gap(name, _) => format!("{{{name}}}"),
            LetterStretch::Loose(_) => String::new(),
        }).collect();
        if loose == 0 {
            prop_assert_eq!(again, text);
        }
    }

    /// Whatever is issued, issued anew, declared void or revoked, of however many cases: a number is given once, the
    /// numbers of a year have no hole, and of one letter of a case at most one holds.
    #[test]
    fn no_number_is_given_twice(deeds in proptest::collection::vec((0_usize..3, 0_usize..4), 1..24)) {
        let mut desk = Desk::new(shop());
        let mut ids = Vec::new();
        for n in 0..3 {
            filed(&mut desk, &format!("合成{n}"), "合成人");
            act(&mut desk, "window", "check-papers", json!({"layout": true, "health": true}));
            ids.push(desk.id.clone());
        }
        for (who, what) in deeds {
            let action = ["grant", "reissue", "annul", "finish"][what];
            let _ = desk.table.act(&ids[who], office("window"), action, None, serde_json::Map::new());
        }
        let mut numbers = BTreeSet::new();
        let mut issued = 0;
        for id in &ids {
            let kept = desk.table.kept(id).unwrap();
            let of_case = kept.records.iter().flat_map(|(_, events)| events);
            for event in of_case {
                if let Event::LetterIssued { note } = event {
                    issued += 1;
                    prop_assert!(numbers.insert(note.n), "{} twice", note.number);
                }
            }
            let valid = kept.case.letters.iter().filter(|it| it.standing == LetterStanding::Valid).count();
            prop_assert!(valid <= 1);
        }
        prop_assert_eq!(numbers, (1..=issued).collect::<BTreeSet<u32>>());
    }
}

#[test]
fn a_new_year_begins_with_one() {
    let mut desk = Desk::on(shop(), "2025-12-31");
    filed(&mut desk, "合成小馆", "合成人甲");
    act(&mut desk, "window", "check-papers", json!({"layout": true, "health": true}));
    act(&mut desk, "window", "grant", json!({}));
    desk.table.pass_until(at("2026-01-04"));
    act(&mut desk, "window", "reissue", json!({}));
    let numbers: Vec<&str> = desk.case().letters.iter().map(|issued| issued.note.number.as_str()).collect();
    assert_eq!(numbers, ["合餐证〔2025〕1号", "合餐证〔2026〕1号"]);
}
