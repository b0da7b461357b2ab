//! Letters and certificates: on paper for whom they are, verified by anybody, and never two of one number.

use std::collections::BTreeSet;

use bihuan_core::casework::{Case, Who};
use bihuan_ledger::{Files, LetterQuery, Letters};
use serde_json::json;

use crate::house::House;

const DESK: (&str, &str) = ("window", "government-service");

fn licence() -> House {
    House::with_pack("tests/packs/licence")
}

fn applied(house: &House, name: &str) -> Case {
    let form =
        json!({ "name": name, "kind": false, "owner": "合成人甲", "layout_later": true, "health_promised": true });
    house.file_as("clerk", "licence.shop", form)
}

fn refused(house: &House) -> Case {
    let case = applied(house, "合成小馆");
    house.try_act_in(DESK, &case, "refuse", json!({ "reason": "合成：经营场所是住宅" })).unwrap()
}

#[tokio::test]
async fn a_refusal_is_on_paper_for_the_applicant_alone() {
    let house = licence();
    let case = refused(&house);
    let issued = &case.letters[0].note;
    assert_eq!(issued.number, "合餐决字〔2025〕1号");
    let answer = house.staff("clerk").get(&format!("/api/v1/cases/{}", case.number)).await.want(200);
    let whole: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!((&whole["letters"][0]["state"], &whole["letters"][0]["kind"]), (&json!("valid"), &json!("letter")));
    let applicant = crate::follow::reporter(&house, &case).await;
    let page = applicant.get("/follow/case").await.want(200);
    let sheet = format!("/follow/case/letters/{}", issued.code);
    assert!(page.says("不予许可决定书") && page.html.contains(&sheet));
    let paper = applicant.get(&sheet).await.want(200);
    for words in ["合成人甲：", "合成：经营场所是住宅", "六十日内", "2025年9月25日", &issued.code]
    {
        assert!(paper.says(words), "{words}");
    }
    let main = paper.main().replace(&issued.code, "…").replace(&case.number, "…");
    let (before, path) = main.split_once("<path d=\"").unwrap();
    insta::assert_snapshot!("letter_refusal", format!("{before}…{}", path.split_once('"').unwrap().1));
    // A clerk reads the matter, but not the applicant's name: so not the letter either.
    let clerk = house.staff("clerk");
    let desk = clerk.get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(desk.says("合餐决字〔2025〕1号") && !desk.says("合成人甲"));
    clerk.get(&format!("/desk/cases/{}/letters/{}", case.number, issued.code)).await.want(404);
    let other = refused(&house);
    applicant.get(&format!("/follow/case/letters/{}", other.letters[0].note.code)).await.want(404);
}

#[tokio::test]
async fn anybody_may_ask_whether_it_holds_and_learns_of_no_person() {
    let house = licence();
    let case = refused(&house);
    let code = &case.letters[0].note.code;
    house.settled();
    let told = house.stranger().get(&format!("/verify/{}", code.to_lowercase())).await.want(200);
    for words in ["现在有效", "合餐决字〔2025〕1号", "不予许可决定书", "2025年9月25日", "公开日志"]
    {
        assert!(told.says(words), "{words}");
    }
    for words in ["合成人甲", "合成小馆", "住宅", case.number.as_str()] {
        assert!(!told.says(words), "{words}");
    }
    assert!(house.stranger().in_english().get(&format!("/verify/{code}")).await.want(200).says("Refusal of a licence"));
    house.stranger().get("/verify/AAAABBBBCCCCDDDD").await.want(404);
    let asked = house.stranger().get("/verify?code=aaaa-bbbb-cccc-dddd").await.want(303);
    assert_eq!(asked.location, "/verify/AAAABBBBCCCCDDDD");
}

#[tokio::test]
async fn what_is_revoked_says_so_and_its_number_stays() {
    let house = licence();
    let case = applied(&house, "合成小馆");
    let file = house.ledger.put_file("平面图.pdf", Some("application/pdf"), b"%PDF-1.4\n%synthetic\n").unwrap();
    house.act("reporter", &case, "hand-in", json!({ "layout": [file.id] }));
    house.try_act_in(DESK, &case, "check-papers", json!({ "layout": true })).unwrap();
    let case = house.try_act_in(DESK, &case, "grant", json!({})).unwrap();
    let code = case.letters[0].note.code.clone();
    house.try_act_in(DESK, &case, "check-papers", json!({ "health": false })).unwrap();
    let reviewer = ("reviewer", "government-service");
    let case = house.try_act_in(reviewer, &case, "revoke", json!({ "reason": "合成：没有健康证明" })).unwrap();
    assert!(house.stranger().get(&format!("/verify/{code}")).await.want(200).says("撤销，不再有效"));
    let reading = house.office.read(&case.id.0, &Who::Reporter).unwrap();
    let (_, text) = house.office.letter_text(&reading, &code, &Who::Reporter).unwrap();
    assert!(text.unwrap().contains("合成人甲"));
    let list = house.staff("clerk").get("/desk/letters").await.want(200);
    assert!(list.says("合餐证〔2025〕1号") && list.says("已撤销") && !list.says("合成人甲"));
    let sheet = house.staff("clerk").get("/desk/letters?as=csv").await.want(200);
    assert!(String::from_utf8_lossy(&sheet.bytes).contains("合餐证〔2025〕1号"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_officers_at_once_never_give_one_number_twice() {
    let house = licence();
    let cases: Vec<Case> = (0..12).map(|n| applied(&house, &format!("合成{n}"))).collect();
    std::thread::scope(|scope| {
        for case in &cases {
            let house = &house;
            scope.spawn(move || house.try_act_in(DESK, case, "refuse", json!({ "reason": "合成" })).unwrap());
        }
    });
    let query = LetterQuery { district: "420103".into(), ..LetterQuery::default() };
    let issued = house.ledger.letters(&query).unwrap().items;
    let numbers: BTreeSet<u32> = issued.iter().map(|row| row.n).collect();
    assert_eq!(numbers, (1..=12).collect());
    assert_eq!(issued.len(), 12);
}
