//! The box over everything public: passages with their words marked, counted by kind, linked to where they stand; private
//! matters only for who may see them; and an answer to whatever is typed.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;

use crate::house::{Answer, House, Visitor};
use crate::lists::saved;

/// The page once the index holds what the record held.
pub async fn searched(who: &Visitor<'_>, path: &str) -> Answer {
    for _ in 0..300 {
        let page = who.get(path).await.want(200);
        if !page.says("索引正在更新") && !page.says("brought up to date") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the index is never filled");
}

/// The address of the first find of a list.
pub fn first_link(page: &Answer, kind: &str) -> String {
    let (_, list) =
        page.html.split_once(&format!("data-cards=\"{kind}\"")).unwrap_or_else(|| panic!("{}", page.main()));
    let (_, href) = list.split_once("href=\"").unwrap();
    href.split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_passage_is_quoted_with_its_words_marked_and_leads_to_its_place() {
    let house = House::new();
    let reports = saved(&house).await;
    let resident = house.stranger();
    let page = searched(&resident, "/search?q=绿道").await;
    assert!(page.says("<mark>绿道</mark>12公里") && page.says("口袋公园9个"), "{}", page.main());
    let link = first_link(&page, "政府工作报告");
    let (report, anchor) = link.split_once('#').unwrap();
    assert!(reports.iter().any(|path| path == report), "{link}");
    let text = resident.get(report).await.want(200);
    let (_, there) = text.html.split_once(&format!("id=\"{anchor}\"")).expect("the passage has its name on the page");
    assert!(there.split("</p>").next().unwrap().contains("绿道"));
    let term = searched(&resident, "/search?q=零星空地").await;
    assert!(first_link(&term, "名词解释").starts_with("/reports/glossary?q="), "{}", term.main());
    assert!(term.says("<mark>零星空地</mark>") || term.says("<mark>零星</mark>"));
    let document = searched(&resident, "/search?q=接诉即办").await;
    let (path, anchor) =
        first_link(&document, "文件原话").split_once('#').map(|(p, a)| (p.to_owned(), a.to_owned())).unwrap();
    assert!(resident.get(&path).await.want(200).says(&format!("id=\"{anchor}\"")));
}

#[tokio::test]
async fn kinds_are_counted_and_lead_to_all_of_theirs() {
    let house = House::new();
    saved(&house).await;
    let resident = house.stranger();
    let page = searched(&resident, "/search?q=企业").await;
    let nav = page.html.split_once("aria-label=\"按类别看\"").unwrap().1.split("</nav>").next().unwrap().to_owned();
    assert!(nav.contains("kind=reports") && nav.contains("kind=terms") && nav.contains("aria-current=\"true\">全部"));
    let (_, reports) = nav.split_once("政府工作报告 ").unwrap();
    let count: usize = reports.split('<').next().unwrap().parse().unwrap();
    let only = searched(&resident, "/search?q=企业&kind=reports").await;
    assert!(!only.says("data-cards=\"名词解释\"") && only.says("kind=terms"));
    assert_eq!(only.html.matches("data-card=\"\"").count(), count.min(20), "{}", only.main());
    let file = resident.get("/search?q=企业&kind=reports&as=csv").await.want(200);
    assert!(file.says("原文片段") && !file.says("<mark>"));
    assert!(page.says("按年份："), "{}", page.main());
    let english = searched(&house.stranger().in_english(), "/search?q=licence").await;
    assert!(english.says("<mark>licence</mark>") || english.says("<mark>Licence</mark>"), "{}", english.main());
}

#[tokio::test]
async fn what_changes_is_found_after_a_moment() {
    let house = House::new();
    let resident = house.stranger();
    let before = searched(&resident, "/search?q=绿道&kind=reports").await;
    assert!(!before.says("<mark>"));
    saved(&house).await;
    assert!(searched(&resident, "/search?q=绿道&kind=reports").await.says("<mark>绿道</mark>"));
}

#[tokio::test]
async fn private_matters_are_found_by_who_may_see_them_alone() {
    let house = House::new();
    let lamp = house.file(json!({
        "content": "合成：巷口路灯不亮，家里有病人",
        "category": "street-light",
        "place": { "unit": "420103001" },
        "phone": "13800000000",
    }));
    assert!(house.settled());
    assert!(house.staff("clerk").get("/desk?q=病人").await.want(200).says(&lamp.number), "it is the clerk's work");
    assert!(!house.staff("handler").get("/desk?q=病人").await.want(200).says(&lamp.number), "and nobody else's");
    for who in [house.stranger(), house.staff("clerk"), house.staff("handler")] {
        for word in ["病人", "巷口", "13800000000", lamp.number.as_str()] {
            let page = searched(&who, &format!("/search?q={word}")).await;
            let main = page.html.split_once("<main").unwrap().1;
            assert!(!main.contains(&format!("/record/matters/{}", lamp.number)) && !main.contains("家里有"), "{word}");
        }
    }
}

#[tokio::test]
async fn whatever_is_typed_is_answered_clearly() {
    let house = House::new();
    let resident = house.stranger();
    searched(&resident, "/search?q=合成").await;
    let long = resident.get(&format!("/search?q={}", "a".repeat(10_000))).await.want(200);
    assert!(long.says("只按前 60 个字搜索") && long.html.len() < 100_000, "{}", long.main());
    let nothing = resident.get(&format!("/search?q={}", "(".repeat(10_000))).await.want(200);
    assert!(nothing.says("没有可以搜索的文字"));
    for odd in ["%00", "%22", "%5B%7B(*:%5E~", "%F0%9F%98%80", "AND+OR", "%FF", "-", "%E8%B7%AF%00%E7%81%AF"] {
        for kind in ["", "&kind=reports&page=99999", "&kind=matters&cursor=%00", "&kind=nothing"] {
            let page = resident.get(&format!("/search?q={odd}{kind}")).await;
            assert!([200, 400].contains(&page.status), "{odd}{kind}: {}", page.html);
        }
    }
    let markup = resident.get("/search?q=%3Cmark%3E%E5%90%88%E6%88%90").await.want(200);
    assert!(!markup.main().contains("&lt;mark&gt;合成</a>") && !markup.says("<mark><mark>"));
}

#[test]
fn no_text_makes_the_page_fail() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let house = House::new();
    runtime.block_on(searched(&house.stranger(), "/search?q=合成"));
    let cases = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(cases);
    let answered = runner.run(&any::<String>(), |typed| {
        let typed: String = typed.chars().take(300).collect();
        let path = format!("/search?q={}", escaped(&typed));
        let page = runtime.block_on(house.stranger().get(&path));
        prop_assert_eq!(page.status, 200, "{}", typed);
        Ok(())
    });
    answered.unwrap();
}

/// Every byte as an address may have it.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
