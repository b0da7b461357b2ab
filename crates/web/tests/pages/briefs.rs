//! Briefs as authors, issuers and readers meet them: two who write at once lose nothing, what was issued is not issued twice,
//! and what is public is found by its words.

use crate::house::House;
use crate::search::{first_link, searched};

const WEEK: &str = "/desk/briefs/hotline.weekly?period=2025-W38";
const MONTH: &str = "/desk/briefs/hotline.open?period=2025-08";

#[tokio::test]
async fn of_two_authors_the_second_is_told_and_loses_nothing() {
    let house = House::new();
    let (clerk, supervisor) = (house.staff("clerk"), house.staff("supervisor"));
    let (mine, theirs) = (clerk.get(WEEK).await.want(200), supervisor.get(WEEK).await.want(200));
    supervisor.fill(&theirs, WEEK, &[("text", "# 合成甲稿\n\n甲写的一段。\n")]).await.want(303);
    let told = clerk.fill(&mine, WEEK, &[("text", "# 合成乙稿\n\n乙写的一段。\n")]).await.want(409);
    assert!(told.says("别人刚改过这份草稿") && told.says("乙写的一段。"), "{}", told.main());
    let (_, beside) = told.html.split_once("id=\"theirs\"").expect("what the other wrote stands beside");
    assert!(beside.split("</textarea>").next().unwrap().contains("甲写的一段。"), "{}", told.main());
    assert!(supervisor.get(WEEK).await.want(200).says("甲写的一段。"), "nothing was overwritten");
    clerk.fill(&told, WEEK, &[("text", "# 合成稿\n\n甲写的一段。乙写的一段。\n")]).await.want(303);
    let page = supervisor.get(WEEK).await.want(200);
    assert!(page.says("甲写的一段。乙写的一段。") && page.says("草稿已改 2 次"), "{}", page.main());
}

#[tokio::test]
async fn an_edition_that_was_issued_is_not_issued_twice() {
    let house = House::new();
    let auditor = house.staff("auditor");
    let page = auditor.get(MONTH).await.want(200);
    auditor.fill(&page, MONTH, &[]).await.want(303);
    // The same page again, and the page as it is now: both are refused in plain words, and there is one edition.
    for page in [page, auditor.get(MONTH).await.want(200)] {
        let told = auditor.fill(&page, MONTH, &[]).await.want(409);
        assert!(told.says("第 1 次已经印发") && told.says("不再重复印发"), "{}", told.main());
    }
    let list = house.stranger().get("/record/briefs").await.want(200);
    assert_eq!(list.html.matches("hotline.open?period=2025-08").count(), 1, "{}", list.main());
    let english = house.staff("auditor").in_english();
    let page = english.get(MONTH).await.want(200);
    assert!(english.fill(&page, MONTH, &[]).await.want(409).says("is not issued again"));
}

#[tokio::test]
async fn an_issued_brief_and_what_rules_rest_on_are_found_with_a_link_to_the_very_place() {
    let house = House::new();
    let auditor = house.staff("auditor");
    let page = auditor.get(MONTH).await.want(200);
    let resident = house.stranger();
    assert!(
        !searched(&resident, "/search?q=差评重办&kind=briefs").await.says("data-cards=\"印发的文稿\""),
        "a draft is nobody's"
    );
    auditor.fill(&page, MONTH, &[]).await.want(303);
    let found = searched(&resident, "/search?q=差评重办").await;
    assert_leads_there(&house, &first_link(&found, "印发的文稿"), "差评").await;
    let policy = searched(&resident, "/search?q=信访工作条例").await;
    assert_leads_there(&house, &first_link(&policy, "政策依据"), "信访工作条例").await;
    let english = searched(&house.stranger().in_english(), "/search?q=信访工作条例&kind=policies").await;
    assert!(english.says("Policies and rules"), "{}", english.main());
    let metrics = resident.get("/metrics").await.want(200);
    assert!(metrics.says("bihuan_follower_behind{follower=\"passages\"} "), "{}", metrics.html);
    assert!(house.staff("admin").get("/admin").await.want(200).says("公开内容搜索"));
}

/// The address leads to a page where the named place has the words.
async fn assert_leads_there(house: &House, link: &str, words: &str) {
    let (path, anchor) = link.split_once('#').unwrap_or_else(|| panic!("no place in {link}"));
    let page = house.stranger().get(path).await.want(200);
    let (_, there) = page.html.split_once(&format!("id=\"{anchor}\"")).unwrap_or_else(|| panic!("{link}"));
    assert!(there.chars().take(900).collect::<String>().contains(words), "{link}: {there:.600}");
}
