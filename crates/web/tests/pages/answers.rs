//! The page of the answers: their unit sees what has lapsed and what colleagues found wanting; nobody sees whose voice it was.

use bihuan_ledger::{Keepsakes, KeptRow, tally};
use jiff::Timestamp;
use serde_json::json;

use crate::house::House;

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
