//! The page of the answers: their unit sees what has lapsed and what colleagues found wanting; nobody sees whose voice it was.

use bihuan_ledger::{Books, Keepsakes, KeptRow, Ledger, tally};
use jiff::Timestamp;
use serde_json::json;

use crate::house::{Answer, House, Visitor};

const AT: &str = "/desk/answers/answers/street-light";

/// What a keeper types into the form of an answer.
fn typed<'t>(question: &'t str, owner: &'t str, year: &'t str) -> Vec<(&'t str, &'t str)> {
    vec![
        ("question", question),
        ("question_en", "Synthetic: who mends street lamps?"),
        ("answer", "合成：打 12345，写明灯杆编号"),
        ("category", "street-light"),
        ("owner", owner),
        ("valid_until-year", year),
        ("valid_until-month", "12"),
        ("valid_until-day", "31"),
    ]
}

async fn save(who: &Visitor<'_>, page: &Answer, at: &str, pairs: &[(&str, &str)]) -> Answer {
    who.fill(page, at, pairs).await
}

fn voice(house: &House, who: &str, key: &str, helps: bool) {
    let (name, body) = (format!("420103/answers/{key}"), json!({ "helps": helps }));
    let row = KeptRow { owner: who.into(), kind: "answer-voice".into(), name, body, at: Timestamp::now() };
    house.ledger.keep(row).unwrap();
}

#[tokio::test]
async fn whoever_keeps_an_answer_sees_what_to_look_at_again() {
    let house = House::new();
    voice(&house, "clerk", "street-light", false);
    voice(&house, "clerk-2", "street-light", true);
    voice(&house, "clerk", "rating", true);
    let all = house.staff("clerk").get("/desk/answers?all=1").await.want(200);
    let main = all.main();
    let at = |words: &str| main.find(words).unwrap_or_else(|| panic!("{words} in {main}"));
    assert!(at("夏季纳凉点几点开放") < at("路灯不亮找谁"), "the one that soon lapses first");
    assert!(at("路灯不亮找谁") < at("办完以后怎么评价"), "then what was found wanting");
    assert!(main.contains("共 8 条，2 条要看一看") && main.contains("30 天内到期"), "{main}");
    assert!(!main.contains("clerk-2"), "whose voice it was is shown nowhere");
    let own = house.staff("clerk").get("/desk/answers").await.want(200);
    assert!(own.says("办完以后怎么评价") && !own.says("路灯不亮找谁"), "{}", own.main());
    assert!(house.stranger().get("/desk/answers").await.says("name=\"password\""));
}

#[test]
fn voices_are_counted_by_one_question_however_many_there_are() {
    let house = House::new();
    for n in 0..300 {
        voice(&house, &format!("officer-{n}"), "rating", n % 3 == 0);
    }
    let before = tally();
    let counts = house.ledger.kept_counts("answer-voice", "420103/answers/", "helps").unwrap();
    let after = tally();
    assert_eq!(counts["420103/answers/rating"], (100, 300));
    assert_eq!((after.questions - before.questions, after.rows - before.rows), (1, 1));
    assert!(house.ledger.kept_counts("answer-voice", "420103/other/", "helps").unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_is_written_changed_and_taken_out_of_use_with_every_version_kept() {
    let house = House::new();
    let keeper = house.staff("supervisor");
    assert!(keeper.get("/desk/answers").await.says("/desk/answers/new"));
    let form = keeper.get("/desk/answers/new").await.want(200);
    let lapsed = typed("合成：谁修路灯？", "420103-urban-management", "2024");
    let wrong = save(&keeper, &form, "/desk/answers/new", &lapsed).await.want(422);
    assert!(wrong.says("有效期至不能早于今天") && wrong.says("合成：谁修路灯？"), "{}", wrong.main());
    let new = typed("合成：谁修路灯？", "420103-urban-management", "2026");
    let at = save(&keeper, &form, "/desk/answers/new", &new).await.want(303).location;
    assert_eq!(save(&keeper, &form, "/desk/answers/new", &new).await.want(303).location, at, "written once");
    let path = at.split_once('?').unwrap().0.to_owned();
    let page = keeper.get(&at).await.want(200);
    assert!(page.says("已保存") && page.says("第 1 版") && !page.says("第 2 版"), "{}", page.main());
    let english = house.staff("clerk").in_english().get(&path).await.want(200);
    assert!(english.says("who mends street lamps") && english.says("Version 1"), "{}", english.main());
    assert!(!english.says("<form id=\"entry\""), "a clerk reads it and does not change it");
    let mut next = new.clone();
    next[2] = ("answer", "合成：当场答复，另行派单");
    save(&keeper, &page, &path, &next).await.want(303);
    let clerk = house.staff("clerk");
    let intake = clerk.get("/desk/intake").await.want(200);
    let look = [("content", "合成：路灯不亮"), ("step", "similar")];
    assert!(clerk.fill(&intake, "/desk/intake", &look).await.want(200).says("当场答复，另行派单"), "in use at once");
    let page = keeper.get(&path).await.want(200);
    let (_, past) = page.html.split_once("历次修改").unwrap();
    assert!(past.find("第 2 版").unwrap() < past.find("第 1 版").unwrap() && past.contains("写明灯杆编号"));
    let seen = page.hidden_of(&path).into_iter().find(|(name, _)| name == "seen").unwrap().1;
    let csrf = page.hidden_of(&path).into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    for _ in 0..2 {
        let retire = [("csrf", csrf.as_str()), ("seen", seen.as_str()), ("step", "retire")];
        keeper.post(&path, &retire).await.want(303);
    }
    let page = keeper.get(&path).await.want(200);
    assert!(page.says("已停用") && page.says("第 3 版（停用）") && !page.says("第 4 版"), "{}", page.main());
    assert!(!clerk.fill(&intake, "/desk/intake", &look).await.want(200).says("当场答复，另行派单"));
    let listed = keeper.get("/desk/answers?all=1").await.want(200);
    assert!(listed.says("已停用") && listed.says("共 9 条，1 条要看一看"), "{}", listed.main());
    assert!(house.ledger.verify(&bihuan_office::checks()).unwrap().wrong.is_none(), "all of it is in the record");
}

#[tokio::test]
async fn the_second_of_two_who_write_at_once_is_told_and_loses_nothing() {
    let house = House::new();
    let (first, second) = (house.staff("supervisor"), house.staff("leader"));
    let (ours, theirs) = (first.get(AT).await.want(200), second.get(AT).await.want(200));
    let owner = "420103-urban-management";
    save(&first, &ours, AT, &typed("合成：先写的问题", owner, "2026")).await.want(303);
    let told = save(&second, &theirs, AT, &typed("合成：后写的问题", owner, "2027")).await.want(409);
    assert!(told.says("刚改过这一条") && told.says("督查员"), "{}", told.main());
    assert!(
        told.says("合成：先写的问题") && told.says(">合成：后写的问题</textarea>"),
        "what stands, and what was typed"
    );
    save(&second, &told, AT, &typed("合成：后写的问题", owner, "2027")).await.want(303);
    assert!(first.get(AT).await.want(200).says("第 2 版"));
}

#[tokio::test]
async fn whoever_does_not_keep_an_answer_does_not_change_it() {
    let house = House::new();
    house.staff("clerk").get("/desk/answers/new").await.want(403);
    assert!(!house.staff("clerk").get("/desk/answers").await.says("/desk/answers/new"));
    let clerk = house.staff("clerk");
    let page = clerk.get("/desk/intake").await.want(200);
    let csrf = page.hidden_of("/desk/intake").into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    let crafted = [&typed("合成", "420103-urban-management", "2026")[..], &[("csrf", &csrf), ("seen", "0")]].concat();
    assert!(clerk.post(AT, &crafted).await.want(422).says("不由您的岗位填报"));
    house.staff("supervisor").get("/desk/answers/answers/no-such").await.want(404);
    house.staff("supervisor").get("/desk/answers/no-such/street-light").await.want(404);
    assert!(house.stranger().get(AT).await.says("name=\"password\""));
    assert!(house.ledger.entries("420103", "answers", None, 50).unwrap().items.is_empty(), "nothing was written");
}
