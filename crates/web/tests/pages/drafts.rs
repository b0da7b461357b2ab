//! What is typed and not sent: kept for its browser alone, readable by nobody at rest, gone when it is sent or erased.

use bihuan_ledger::{Accounts, CaseQuery};

use crate::house::House;

const SAID: &str = "合成：示例路 12 号路灯不亮，独一无二的话";

#[tokio::test]
async fn a_resident_comes_back_to_what_was_typed() {
    let house = House::new();
    let first = house.stranger().get("/report").await.want(200);
    assert!(first.cookie.starts_with("draft="), "the very first page brings the key");
    let resident = house.stranger().keeping(&first);
    let on = resident.fill(&first, "/report", &[("content", SAID), ("category", "street-light")]).await.want(303);
    assert_eq!(on.location, "/report?at=place", "a page that the back button can come back to");
    let place = resident.get(&on.location).await.want(200);
    let back = resident.get("/report?at=what").await.want(200);
    assert!(back.says("独一无二的话"), "going back in the browser loses nothing");
    let on = resident.fill(&place, "/report", &[("place-unit", "420103001"), ("place-address", "合成：示例路")]).await;
    assert_eq!(on.want(303).location, "/report?at=pictures");
    let left = resident.get("/report").await.want(200);
    assert!(left.says("接着填") && !left.says("独一无二"), "whoever comes next to this machine is shown nothing");
    let stranger = house.stranger().get("/report?at=what").await.want(303);
    assert_eq!(stranger.location, "/report", "without the key there is nothing");
}

#[tokio::test]
async fn nobody_reads_a_draft_at_rest_and_sending_or_a_button_erases_it() {
    let house = House::new();
    let first = house.stranger().get("/report").await.want(200);
    let resident = house.stranger().keeping(&first);
    resident.fill(&first, "/report", &[("content", SAID)]).await.want(303);
    assert!(!house.store_holds("独一无二的话"), "the store at rest does not have the words");
    let page = resident.get("/report?at=check").await.want(200);
    let done = resident.fill(&page, "/report", &[]).await.want(200);
    assert!(done.says("已受理") && done.cookie.starts_with("draft="), "the key is taken out of the browser");
    assert_eq!(resident.get("/report?at=what").await.want(303).location, "/report", "the draft is gone");

    let first = house.stranger().get("/report").await.want(200);
    let resident = house.stranger().keeping(&first);
    let on = resident.fill(&first, "/report", &[("content", SAID)]).await.want(303);
    let page = resident.get(&on.location).await.want(200);
    resident.fill(&page, "/report", &[("go", "clear")]).await.want(303);
    assert!(resident.get("/report").await.want(200).says("什么事"), "an empty form again");
}

#[tokio::test]
async fn a_script_keeps_what_is_typed_between_two_questions() {
    let house = House::new();
    let first = house.stranger().get("/report").await.want(200);
    let resident = house.stranger().keeping(&first);
    resident.post("/report/draft", &[("step", "what"), ("content", SAID)]).await.want(204);
    assert!(resident.get("/report?at=what").await.want(200).says("独一无二的话"));
    let long = "长".repeat(30_000);
    resident.post("/report/draft", &[("step", "what"), ("content", &long)]).await.want(204);
    assert!(resident.get("/report?at=what").await.want(200).says("独一无二的话"), "what is too long replaces nothing");
}

#[tokio::test]
async fn a_form_outlives_the_session_it_was_begun_in() {
    let house = House::new();
    let case = house.lamp();
    let clerk = house.staff("clerk");
    let page = clerk.get(&format!("/desk/cases/{}", case.number)).await.want(200);
    let action = format!("/desk/cases/{}/actions/comment", case.number);
    clerk.end_session();
    let typed = [("comment-text", "合成：写到一半 <b>登录过期</b>")];
    let asked = clerk.fill(&page, &action, &typed).await.want(200);
    assert!(asked.says("您填的内容没有丢") && asked.says("name=\"password\""));
    assert!(!house.store_holds("写到一半"));
    let again = house.staff("clerk").keeping(&asked);
    let stands = again.get(&action).await.want(200);
    assert!(stands.says("写到一半 &lt;b&gt;登录过期&lt;/b&gt;"), "{}", stands.main());
    let kept = again.fill(&stands, &action, &typed).await.want(303);
    assert!(kept.location.contains("done=comment"));
    assert!(!again.get(&action).await.says("写到一半 &lt;b"), "given once");
    // Another officer at the same browser is not given it, and it waits for its own.
    let later = [("comment-text", "合成：另写到一半")];
    clerk.end_session();
    let asked = clerk.fill(&page, &action, &later).await.want(200);
    let other = house.staff("supervisor").keeping(&asked).get(&action).await;
    assert!(other.status == 303 && !other.says("另写到一半"), "{}", other.html);
    let own = house.staff("clerk").keeping(&asked);
    assert!(own.get(&action).await.want(200).says("另写到一半"));
    // Where nothing tells whose it is, it is asked for first.
    house.ledger.drop_sessions_of("clerk").unwrap();
    let asked = clerk.fill(&page, &action, &later).await.want(200);
    let other = house.staff("supervisor").keeping(&asked);
    let told = other.get(&action).await.want(200);
    assert!(told.says("不知道是谁填的") && told.says("held=mine") && !told.says("另写到一半"), "{}", told.main());
    assert!(other.get(&format!("{action}?held=mine")).await.want(200).says("另写到一半"));
    let cases = house.office.ledger().cases(&CaseQuery { limit: 10, ..CaseQuery::default() }).unwrap();
    assert_eq!(cases.items.len(), 1);
}

#[tokio::test]
async fn a_place_is_found_by_a_word_or_pressed_on_the_map() {
    let house = House::new();
    let resident = house.stranger();
    let page = resident.get("/report").await.want(200);
    let page = resident.fill(&page, "/report", &[("content", SAID), ("category", "street-light")]).await.want(200);
    assert!(page.says("/map/420103") && page.says("示意图"));
    let found = resident.fill(&page, "/report", &[("place-find", "民族"), ("go", "find")]).await.want(200);
    assert!(found.says("民族街") && !found.says("唐家墩"), "{}", found.main());
    let none = resident.fill(&page, "/report", &[("place-find", "没有的地方"), ("go", "find")]).await.want(200);
    assert!(none.says("没有找到“没有的地方”") && none.says("唐家墩"));
    let outside = resident.fill(&page, "/report", &[("place-map.x", "2"), ("place-map.y", "2")]).await.want(422);
    assert!(outside.says("点的地方不在本区"));
    let key = resident.fill(&page, "/report", &[("place-map.x", "0"), ("place-map.y", "0")]).await.want(422);
    assert!(key.says("用键盘不能在图上选地点"));
    let pressed = resident.fill(&page, "/report", &[("place-map.x", "150"), ("place-map.y", "180")]).await.want(200);
    assert!(pressed.says("图上选的地点在") && pressed.says("name=\"place-lon\" value=\"114."), "{}", pressed.main());
    let svg = resident.get("/map/420103").await.want(200);
    assert!(svg.says("<svg") && svg.says("民族"));
    resident.get("/map/000000").await.want(404);
}

#[tokio::test]
async fn a_category_is_suggested_and_others_nearby_are_told_without_their_words() {
    let house = House::new();
    let other = house.lamp();
    let resident = house.stranger();
    let piece = resident.post("/report/help", &[("content", "门口的路灯坏了")]).await.want(200);
    assert!(piece.says("看起来是“路灯不亮”") && piece.says("“路灯”"), "{}", piece.html);
    let page = resident.get("/report").await.want(200);
    let used =
        resident.fill(&page, "/report", &[("content", "门口的路灯坏了"), ("go", "use-street-light")]).await.want(200);
    assert!(used.says("value=\"street-light\" selected"));
    let page =
        resident.fill(&used, "/report", &[("content", "门口的路灯坏了"), ("category", "street-light")]).await.want(200);
    let community =
        house.office.law().directory.children(&"420103001".parse().unwrap()).next().unwrap().code.to_string();
    let near = resident.fill(&page, "/report", &[("place-unit", community.as_str())]).await.want(200);
    assert!(near.says("附近已有人反映") && near.says("2025-09-25"));
    assert!(!near.says(&other.number) && !near.says("三天了"), "never a number or a word");
    let far = resident.fill(&page, "/report", &[("place-unit", "420103002")]).await.want(200);
    assert!(!far.says("附近已有人反映"));
}

#[tokio::test]
async fn whatever_is_typed_stays_text() {
    let house = House::new();
    let resident = house.stranger();
    let page = resident.get("/report").await.want(200);
    let family = "👨‍👩‍👧‍👦".repeat(2000);
    let on = resident.fill(&page, "/report", &[("content", &family), ("category", "other")]).await.want(200);
    assert!(on.says("在哪里"), "two thousand characters are counted as people count");
    let more = format!("{family}👍🏽");
    resident.fill(&page, "/report", &[("content", &more)]).await.want(422);
    let html = "<script>alert(1)</script>\"'&\u{202E}txet desrever\u{202C} שלום";
    let page = resident.fill(&page, "/report", &[("content", html)]).await.want(200);
    let page = resident.fill(&page, "/report", &[("place-unit", "420103001"), ("place-address", html)]).await.want(200);
    let page = resident.fill(&page, "/report", &[]).await.want(200);
    let check = resident.fill(&page, "/report", &[("name", html), ("phone", "＋８６ １３８ ０００００００００")]).await;
    assert!(!check.says("<script>alert"), "{}", check.main());
    let check =
        resident.fill(&page, "/report", &[("name", html), ("phone", "+86　１３８-０００0-0000")]).await.want(200);
    assert!(check.says("138 0000 0000"), "{}", check.main());
    assert!(!check.says("<script>alert"));
    resident.fill(&check, "/report", &[]).await.want(200);
}

#[tokio::test]
async fn an_officer_finds_what_was_half_written_and_nobody_else_does() {
    let house = House::new();
    let clerk = house.staff("clerk");
    let page = clerk.get("/desk/intake").await.want(200);
    let csrf = page.hidden_of("/desk/intake").into_iter().find(|(name, _)| name == "csrf").unwrap().1;
    let typed =
        [("csrf", csrf.as_str()), ("page", "/desk/intake"), ("form", "/desk/intake"), ("content", "合成：半句话")];
    clerk.post("/desk/draft", &typed).await.want(204);
    let kept = clerk.get("/desk/draft?page=/desk/intake").await.want(200);
    assert!(kept.says("合成：半句话") && !kept.says(&csrf));
    assert!(!house.store_holds("半句话"));
    house.staff("handler").get("/desk/draft?page=/desk/intake").await.want(204);
    clerk.post("/desk/draft", &[("csrf", "forged"), ("page", "/desk/intake")]).await.want(403);
    clerk.post("/desk/draft", &[("csrf", &csrf), ("page", "/desk/intake"), ("go", "forget")]).await.want(204);
    clerk.get("/desk/draft?page=/desk/intake").await.want(204);
}
