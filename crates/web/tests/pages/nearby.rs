//! Others' matters nearby: told by kind, street and day; joined by a reference that says nothing; merged by a clerk alone.

use bihuan_core::casework::Case;
use bihuan_ledger::{Books, CaseQuery, Cases, Ledger, tally};
use bihuan_office::Asking;
use serde_json::{Value as Json, json};

use crate::house::{Answer, House, LEAD, Visitor};

const SAID: &str = "合成：楼下路灯坏了，独一无二的话";

/// A lamp in the street of [`House::lamp`], told up to the page that asks whether it is one of the others'.
async fn told(resident: &Visitor<'_>) -> Answer {
    let page = resident.get("/report").await.want(200);
    let page = resident.fill(&page, "/report", &[("content", SAID), ("category", "street-light")]).await.want(200);
    resident.fill(&page, "/report", &[("place-unit", "420103001")]).await.want(200)
}

/// What the page's first choice sends.
fn reference(page: &Answer) -> String {
    let (_, choice) = page.html.split_once("name=\"alike\"").unwrap_or_else(|| panic!("{}", page.main()));
    choice.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

/// On to the last page with this choice.
async fn to_the_end(resident: &Visitor<'_>, page: &Answer, choice: &str) -> Answer {
    let contact = resident.fill(page, "/report", &[("alike", choice)]).await.want(200);
    resident.fill(&contact, "/report", &[]).await.want(200)
}

fn newest(house: &House) -> Case {
    let row = house.ledger.cases(&CaseQuery { limit: 1, ..CaseQuery::default() }).unwrap().items.remove(0);
    bihuan_office::rows::case_of(&row.head.state).unwrap()
}

#[tokio::test]
async fn a_resident_says_which_one_it_is_and_a_clerk_merges_with_one_press() {
    let house = House::new();
    let other = house.lamp();
    let resident = house.stranger();
    let page = told(&resident).await;
    assert!(page.says("附近已有人反映") && page.says("2025-09-25"), "{}", page.main());
    assert!(!page.says(&other.number) && !page.says(&other.id.0) && !page.says("三天了"), "never which one, or a word");
    let check = to_the_end(&resident, &page, &reference(&page)).await;
    assert!(check.says("您说这与附近已受理的一件相同"), "{}", check.main());
    let done = resident.fill(&check, "/report", &[]).await.want(200);
    assert!(done.says("已受理") && !done.says(&other.number) && !done.says(&other.id.0));
    let case = newest(&house);
    assert_eq!(
        (case.said_alike.as_ref(), case.lead.as_ref()),
        (Some(&other.id), None),
        "said, and not merged by itself"
    );

    let clerk = house.staff("clerk");
    let sheet = clerk.get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(sheet.says("登记时注明与另一件相同") && sheet.says(&other.number), "{}", sheet.main());
    assert!(sheet.says("登记时注明，与另一件在办的是同一件事"), "the story tells it");
    let act = format!("/desk/cases/{}/actions/merge", case.number);
    clerk.fill(&sheet, &act, &[]).await.want(303);
    assert_eq!(newest(&house).lead, Some(other.id), "one press");
    let sheet = clerk.get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(!sheet.says("并入该件"), "told once it is not merged, no longer");
}

#[tokio::test]
async fn a_reference_of_nobodys_or_of_another_form_is_refused_and_nothing_typed_is_lost() {
    let house = House::new();
    house.lamp();
    let (resident, neighbour) = (house.stranger(), house.stranger());
    let theirs = reference(&told(&neighbour).await);
    let page = told(&resident).await;
    for crafted in [
        "1.0123456789abcdef0123456789abcdef",
        "zz",
        "7fffffffffffffff.",
        "-1.00",
        "-8000000000000000.00",
        theirs.as_str(),
    ] {
        let check = to_the_end(&resident, &page, crafted).await;
        assert!(check.says("不能合在一起办了"), "{crafted}: {}", check.main());
        let refused = resident.fill(&check, "/report", &[]).await.want(422);
        assert!(refused.says("您选的那一件现在不能合并"), "{crafted}: {}", refused.main());
        assert!(refused.says("独一无二的话") && refused.says("name=\"alike\""), "asked again, with all that was typed");
        assert_eq!(house.ledger.count_cases(&CaseQuery::default()).unwrap(), 1, "nothing was filed");
    }
    let check = to_the_end(&resident, &page, "").await;
    resident.fill(&check, "/report", &[]).await.want(200);
    assert_eq!(newest(&house).said_alike, None, "another matter");
}

#[tokio::test]
async fn one_that_was_answered_meanwhile_is_told_of_and_the_report_goes_on() {
    let house = House::new();
    let other = house.lamp();
    let resident = house.stranger();
    let page = told(&resident).await;
    let check = to_the_end(&resident, &page, &reference(&page)).await;
    house.act("clerk", &other, "dispatch", json!({ "lead_unit": LEAD }));
    house.act("handler", &other, "take", json!({}));
    house.act("handler", &other, "reply", json!({ "reply": "合成：已修好" }));
    house.act("leader", &other, "approve", json!({}));
    let refused = resident.fill(&check, "/report", &[]).await.want(422);
    assert!(refused.says("您选的那一件现在不能合并") && refused.says("独一无二的话"), "{}", refused.main());
    assert!(!refused.says("附近已有人反映"), "it is offered no more");
    let contact = resident.fill(&refused, "/report", &[]).await.want(200);
    let done = resident.fill(&contact, "/report", &[]).await.want(200);
    let done = if done.says("已受理") { done } else { resident.fill(&done, "/report", &[]).await.want(200) };
    assert!(done.says("已受理"), "{}", done.main());
}

/// A lamp in the same street, as a clerk types it.
const TYPED: [(&str, &str); 3] =
    [("content", "合成：路灯又不亮了"), ("category", "street-light"), ("place-unit", "420103001")];

#[tokio::test]
async fn a_clerk_files_and_joins_with_one_press_and_a_second_press_joins_nothing_twice() {
    let house = House::new();
    let other = house.lamp();
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let looked = clerk.fill(&form, "/desk/intake", &[&TYPED[..], &[("step", "similar")]].concat()).await.want(200);
    let step = format!("join:{}", other.number);
    assert!(looked.says(&format!("value=\"{step}\"")) && looked.says("登记并并入该件"), "{}", looked.main());
    for _ in 0..2 {
        let press = [&TYPED[..], &[("step", step.as_str())]].concat();
        let done = clerk.fill(&looked, "/desk/intake", &press).await.want(200);
        assert!(done.says("已登记") && done.says("并单：已完成"), "{}", done.main());
    }
    let case = newest(&house);
    assert_eq!((case.said_alike.as_ref(), case.lead.as_ref()), (Some(&other.id), Some(&other.id)));
    assert_eq!(house.ledger.count_cases(&CaseQuery::default()).unwrap(), 2);
    assert!(house.ledger.verify(&bihuan_office::checks()).unwrap().wrong.is_none());

    let phoned = [&TYPED[..], &[("phone", "13800000000"), ("step", "caller")]].concat();
    assert!(
        clerk.fill(&form, "/desk/intake", &phoned).await.want(200).says(&step),
        "the caller's own can be joined too"
    );
}

#[tokio::test]
async fn what_is_not_alike_by_the_pack_is_joined_by_who_may_merge_and_said_of_by_nobody() {
    let house = House::new();
    let other = house.lamp();
    let handler = house.staff("handler");
    let form = handler.get("/desk/intake").await.want(200);
    let step = format!("join:{}", other.number);
    let elsewhere = [("content", "合成：井盖"), ("category", "drainage"), ("step", step.as_str())];
    let refused = handler.fill(&form, "/desk/intake", &elsewhere).await.want(422);
    assert!(refused.says("不能算作同一件") && refused.says("合成：井盖"), "{}", refused.main());
    let nobodys = [&TYPED[..], &[("step", "join:420103-NO-SUCH")]].concat();
    assert!(handler.fill(&form, "/desk/intake", &nobodys).await.want(422).says("不能算作同一件"));
    assert_eq!(house.ledger.count_cases(&CaseQuery::default()).unwrap(), 1, "nothing is filed by half");
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    clerk.fill(&form, "/desk/intake", &elsewhere).await.want(200);
    let case = newest(&house);
    assert_eq!((case.said_alike, case.lead), (None, Some(other.id)));
}

#[tokio::test]
async fn a_clerks_look_costs_the_same_at_10_and_at_210_later_matters() {
    let house = House::new();
    house.lamp();
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let look = async || {
        assert!(house.settled());
        let before = tally();
        let page = clerk.fill(&form, "/desk/intake", &[&TYPED[..], &[("step", "similar")]].concat()).await.want(200);
        let after = tally();
        assert!(page.says("相似的未办结事项（8 件）"), "{}", page.main());
        (after.questions - before.questions, after.rows - before.rows)
    };
    let more = |n: usize| {
        for _ in 0..n {
            house.lamp();
        }
    };
    more(10);
    let few = look().await;
    more(200);
    assert_eq!(look().await, few, "statements and rows");
}

#[tokio::test]
async fn a_table_says_which_new_row_is_the_same_as_an_open_matter() {
    let house = House::new();
    let other = house.lamp();
    let clerk = house.staff("clerk");
    let table = format!(
        "编号,诉求内容,诉求类别,发生地点·街道社区,同一件编号\n,合成：甲,street-light,420103001,{0}\n,合成：乙,drainage,420103001,{0}\n{0},,,,{0}\n",
        other.number
    );
    let start = clerk.get("/desk/import").await.want(200);
    let file = [("file", "同一件.csv", "text/csv", table.as_bytes())];
    let at = clerk.upload(&start, "/desk/import", &[("type", &other.case_type.0)], &file).await.want(303).location;
    let look = clerk.get(&at).await.want(200);
    assert!(look.says("不能算作同一件") && look.says("已有编号的事项不在这一列说明"), "{}", look.main());
    let to = clerk.fill(&look, &at, &[("step", "take")]).await.want(303).location;
    assert!(clerk.get(&to).await.want(200).says("已收 1 行"));
    assert_eq!(newest(&house).said_alike, Some(other.id));
    assert_eq!(house.ledger.count_cases(&CaseQuery::default()).unwrap(), 2);
}

/// What the office asks of the store to find matters like a lamp in the street.
fn asked(house: &House) -> (usize, u64, u64) {
    let law = house.office.law();
    let rules = law.types().find(|(_, rules)| rules.open311).unwrap().1.clone();
    let district = "420103".parse().unwrap();
    let form = json!({ "category": "street-light", "place": { "unit": "420103001" } });
    let Json::Object(form) = form else { unreachable!() };
    let asking = Asking { rules: &rules, district: &district, form: &form };
    let before = tally();
    let found = house.office.alike(&law, &asking).unwrap();
    let after = tally();
    (found.len(), after.questions - before.questions, after.rows - before.rows)
}

#[tokio::test]
async fn an_old_open_matter_is_found_at_the_same_cost_however_many_came_after() {
    let house = House::new();
    let old = house.lamp();
    let small = asked(&house);
    assert_eq!(small, (1, 1, 1), "one question, and the row that answers it");
    for _ in 0..210 {
        house.file(json!({ "content": "合成：井盖", "category": "drainage", "place": { "unit": "420103002" } }));
    }
    assert_eq!(asked(&house), small);
    assert!(told(&house.stranger()).await.says("附近已有人反映"), "the page finds it too");
    let clerk = house.staff("clerk");
    let form = clerk.get("/desk/intake").await.want(200);
    let typed = [("category", "street-light"), ("place-unit", "420103001"), ("content", "合成"), ("step", "similar")];
    assert!(clerk.fill(&form, "/desk/intake", &typed).await.want(200).says(&old.number), "so does intake");
}

#[tokio::test]
async fn matters_of_before_get_their_line_once_and_what_is_closed_loses_it() {
    let house = House::new();
    let lamp = house.lamp();
    let lines =
        |house: &House| house.ledger.entries("420103", &format!("{}.alike", lamp.case_type.0), None, 50).unwrap().items;
    let written = lines(&house);
    let gone = written.iter().map(|row| bihuan_ledger::EntryRow { value: Json::Null, ..row.clone() }).collect();
    house.ledger.put_entries("420103", gone).unwrap();
    assert_eq!(asked(&house).0, 0, "a store of before has none");
    let rounds = (0..20).take_while(|_| house.office.index_alike().unwrap()).count();
    assert!(rounds < 20 && !house.office.index_alike().unwrap(), "it comes to an end, for good");
    assert_eq!(lines(&house), written, "the line that the filing would have written");
    house.act("reporter", &lamp, "withdraw", json!({}));
    assert!(lines(&house).is_empty());
}
