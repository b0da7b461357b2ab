//! A saved report: read by anybody, decided by who has the task, adopted; and what cannot be meant is said beside its field.

use bihuan_ledger::Books;
use serde_json::Value as Json;

use crate::house::{House, Visitor};

const REPORT: &str = include_str!("../../../../data/demo/report-2025.txt");
const NEXT: &str = include_str!("../../../../data/demo/report-2026.txt");

/// Saves a text as the research section does, and gives back its page.
async fn saved(research: &Visitor<'_>, name: &str, text: &str) -> String {
    let page = research.get("/reports").await.want(200);
    let file = ("file", name, "text/plain", text.as_bytes());
    research.upload(&page, "/reports", &[], &[file]).await.want(303).location
}

#[tokio::test]
async fn a_report_is_saved_once_and_read_by_anybody() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成-2025.txt", REPORT).await;
    assert_eq!(saved(&research, "另一个名字.txt", REPORT).await, path, "the same file is the same report");
    let list = house.stranger().get("/reports").await.want(200);
    assert!(list.says("合成区政府工作报告") && list.says(&path) && !list.says("type=\"file\""));
    let page = house.stranger().get(&path).await.want(200);
    assert!(page.says("bh-mark--commitment") && !page.says("bh-item__do\""));
    assert!(house.stranger().in_english().get(&path).await.want(200).says("To confirm"));
    let terms = house.stranger().get(&format!("{path}?kind=term")).await.want(200);
    assert!(terms.says("专精特新企业") && terms.says("显示 2 条"), "{}", terms.main());
    house.stranger().get("/reports/420103-26-99999-9").await.want(404);
    for bad in ["?state=%3Cscript%3E", "?section=999&kind=x", "?write=correct&item=zzz", "?doubt=1&section=-1"] {
        house.stranger().get(&format!("{path}{bad}")).await.want(200);
    }
}

#[tokio::test]
async fn what_is_no_report_is_refused_kindly_and_nobody_else_saves_one() {
    let house = House::new();
    let research = house.staff("research");
    let page = research.get("/reports").await.want(200);
    let file = ("file", "菜谱.txt", "text/plain", "合成：先切块，再下锅。".as_bytes());
    let no = research.upload(&page, "/reports", &[], &[file]).await.want(422);
    assert!(no.says("没有读到政府工作报告"));
    house.stranger().upload(&page, "/reports", &[], &[file]).await.want(404);
}

#[tokio::test]
async fn items_are_decided_without_script_and_only_by_the_task() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成.txt", REPORT).await;
    let decide = format!("{path}/decide");
    let page = research.get(&format!("{path}?state=open&kind=commitment")).await.want(200);
    let to = research.fill(&page, &decide, &[("accept", "shown")]).await.want(303).location;
    assert_eq!(to, format!("{path}?kind=commitment&state=open#list"));
    let accepted = research.get(&format!("{path}?kind=commitment&state=accepted")).await.want(200);
    assert!(accepted.says("专员") && accepted.says("2025-09-25"), "post and day are shown");
    let none = research.fill(&page, &decide, &[("accept", "shown")]).await;
    assert_eq!(none.status, 303, "deciding again is no harm");
    let nothing = research.fill(&page, &decide, &[("accept", "000000000000")]).await.want(422);
    assert!(nothing.says("没有选中条目"));
    let forged = research.post(&decide, &[("csrf", "x"), ("accept", "shown")]).await;
    assert_eq!(forged.status, 403);
    let clerk = house.staff("clerk");
    assert!(!clerk.get(&path).await.want(200).says("bh-item__do\""), "a clerk reads");
    assert_eq!(house.stranger().post(&decide, &[("accept", "shown")]).await.location, "/sign-in");
}

#[tokio::test]
async fn what_was_overlooked_is_added_where_its_words_stand() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成.txt", REPORT).await;
    let decide = format!("{path}/decide");
    let form = research.get(&format!("{path}?kind=indicator&write=append")).await.want(200);
    let given = [
        ("append", "write"),
        ("quote", "没有这句话"),
        ("name", "合成率"),
        ("tense", "actual"),
        ("comparator", "exact"),
    ];
    let wrong = research.fill(&form, &decide, &given).await.want(422);
    assert!(wrong.says("原文里找不到这段字") && wrong.says("合成率"), "what was typed is still there");
    let given = [
        ("append", "write"),
        ("quote", "满意率"),
        ("quote", "办结率98.6%"),
        ("name", "合成率"),
        ("value", "九成"),
        ("tense", "actual"),
        ("comparator", "exact"),
    ];
    assert!(
        research.fill(&form, &decide, &given[2..]).await.status == 422
            || research.fill(&form, &decide, &given).await.status == 422
    );
    let given = [
        ("append", "write"),
        ("quote", "谱写合成区高质量发展新篇章"),
        ("name", "合成率"),
        ("value", "98.6"),
        ("unit", "%"),
        ("tense", "actual"),
        ("comparator", "exact"),
    ];
    research.fill(&form, &decide, &given).await.want(303);
    let added = research.get(&format!("{path}?state=added")).await.want(200);
    assert!(added.says("合成率") && added.says("补录"));
}

#[tokio::test]
async fn what_is_adopted_is_promised_and_explained_and_compared() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成-2025.txt", REPORT).await;
    let next = saved(&research, "合成-2026.txt", NEXT).await;
    let page = research.get(&path).await.want(200);
    research.fill(&page, &format!("{path}/decide"), &[("accept", "shown")]).await.want(303);
    let adopt = format!("{path}/adopt");
    let page = research.get(&adopt).await.want(200);
    assert!(page.says("新建口袋公园6个"));
    assert_eq!(house.staff("clerk").get(&adopt).await.status, 303, "adopting is the task's");
    research.fill(&page, &adopt, &[("summary", "合成：已核对")]).await.want(303);
    assert!(research.get(&path).await.want(200).says("已采纳"));
    let promises = house.stranger().get("/promises?year=2025").await.want(200);
    assert!(promises.says("新建口袋公园6个") && promises.says("新增学位4000个"));
    assert!(house.stranger().get("/promises?year=2024").await.want(200).says("新增学位4080个"), "those that ship stay");
    let glossary = house.stranger().get("/reports/glossary?q=口袋").await.want(200);
    assert!(glossary.says("街角零星空地"), "{}", glossary.main());
    let (before, _) = promises.html.split_once("新建口袋公园6个").unwrap();
    let (_, link) = before.rsplit_once("href=\"/promises/").unwrap();
    let one = house.stranger().get(&format!("/promises/{}", link.split('"').next().unwrap())).await.want(200);
    assert!(one.says("名词解释：口袋公园") && one.says("街角零星空地"), "{}", one.main());
    assert!(!one.says("专精特新"), "only what stands in its words is explained");
    let compare = house.stranger().get("/reports/compare?indicator=fixed_asset_investment").await.want(200);
    assert!(compare.says("未达到") && compare.says("固定资产投资增长7.2%"));
    insta::assert_snapshot!("report_compare", compare.main());
    let json = house.stranger().get("/api/v1/reports/compare?indicator=gdp").await.want(200);
    let json: Json = serde_json::from_str(&json.html).unwrap();
    let years: Vec<i64> = json["items"].as_array().unwrap().iter().map(|row| row["year"].as_i64().unwrap()).collect();
    assert_eq!(years, [2024, 2025, 2026]);
    assert_eq!(json["items"][1]["judgement"], "short", "6.4 of about 6.5 was promised");
    house.stranger().get("/reports/compare.xlsx?indicator=gdp").await.want(200);
    let number = next.rsplit('/').next().unwrap();
    let versions = house.stranger().get(&format!("{path}/against/{number}")).await.want(200);
    assert!(versions.says("增加"));
    house.stranger().get(&format!("{path}/against/none")).await.want(404);
}

#[tokio::test]
async fn what_does_not_fit_is_folded_by_class_with_the_gravest_open() {
    let house = House::new();
    let research = house.staff("research");
    let empty = house.stranger().get("/reports/contradictions").await.want(200);
    assert!(empty.says("没有发现这一类"));
    saved(&research, "合成-2025.txt", REPORT).await;
    let next = NEXT.replace("732亿元", "832亿元");
    assert_ne!(next, NEXT);
    saved(&research, "合成-2026.txt", &next).await;
    let page = house.stranger().get("/reports/contradictions").await.want(200);
    assert!(page.says("社会消费品零售总额") && !page.says("retail_sales"), "by its name: {}", page.main());
    assert_eq!(page.main().matches("<details class=\"govuk-details bh-class\" open").count(), 1, "{}", page.main());
    insta::assert_snapshot!("report_contradictions", page.main());
    let english = house.stranger().in_english().get("/reports/contradictions").await.want(200);
    assert!(english.says("Retail sales") && english.says("Does not add up"), "{}", english.main());
    let one = house.stranger().get("/reports/contradictions?class=missing-base").await.want(200);
    assert!(!one.says("bh-class"), "one class is a plain list");
    for bad in
        ["?class=%3Cscript%3E", "?class=missing-base&after=zzz", "?after=~~~", "?class=not-an-error&after=420103~%00"]
    {
        house.stranger().get(&format!("/reports/contradictions{bad}")).await.want(200);
    }
}

#[tokio::test]
async fn an_officer_of_another_district_reads_and_is_told_whose_task_it_is() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成-2025.txt", &REPORT.replace("合成区", "武昌区")).await;
    assert!(path.starts_with("/reports/420106-"), "{path}");
    let page = research.get(&path).await.want(200);
    assert!(page.says("您可以看，不能决定") && !page.says("bh-item__do\""), "{}", page.main());
    assert!(!house.stranger().get(&path).await.want(200).says("您可以看"), "a stranger expects no task");
    let back = research.get(&format!("{path}/adopt")).await;
    assert_eq!((back.status, back.location), (303, path));
}

#[tokio::test]
async fn several_units_support_a_commitment_without_script() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成-2025.txt", REPORT).await;
    let page = research.get(&format!("{path}?state=open&kind=commitment")).await.want(200);
    research.fill(&page, &format!("{path}/decide"), &[("accept", "shown")]).await.want(303);
    let adopt = format!("{path}/adopt");
    let page = research.get(&adopt).await.want(200);
    let from = page.html.find("name=\"support-").unwrap() + "name=\"support-".len();
    let name = page.html[from..from + 12].to_owned();
    let (lead, support) = (format!("lead-{name}"), format!("support-{name}"));
    let of = |page: &crate::house::Answer| page.html.matches(&format!("name=\"{support}\"")).count();
    assert_eq!(of(&page), 1);
    let given =
        [("more", name.as_str()), (&lead, "420103-housing"), (&support, "420103-finance"), ("summary", "合成：说明")];
    let page = research.fill(&page, &adopt, &given).await.want(200);
    assert_eq!(of(&page), 3, "what was chosen and room for two: {}", page.main());
    assert!(page.says("合成：说明"), "nothing that was typed is lost");
    let given = [
        (lead.as_str(), "420103-housing"),
        (&support, "420103-finance"),
        (&support, "420103-education"),
        (&support, "420103-education"),
        (&support, "420103-housing"),
    ];
    research.fill(&page, &adopt, &given).await.want(303);
    let promises = house.ledger.entries("420103", "promises", None, 200).unwrap().items;
    let helped: Vec<&Json> = promises
        .iter()
        .map(|row| &row.value["support"])
        .filter(|it| it.as_array().is_some_and(|it| !it.is_empty()))
        .collect();
    assert_eq!(helped, [&serde_json::json!(["420103-finance", "420103-education"])], "each once, and not who leads");
}

/// A report that promises many things.
fn promising(tasks: usize) -> String {
    let tasks: String = (0..tasks).map(|n| format!("新建合成{}号口袋公园{}个。\n", n + 100, n + 2)).collect();
    format!(
        "合成区政府工作报告\n——2025年1月10日在合成区第一届人民代表大会第一次会议上\n合成区区长\n\n各位代表：\n\n\
         一、2024年工作回顾\n\n2024年，地区生产总值1000亿元，增长6.5%。\n\n二、2025年工作安排\n\n{tasks}"
    )
}

#[tokio::test]
async fn many_commitments_stand_on_pages_and_what_was_chosen_goes_along() {
    let house = House::new();
    let research = house.staff("research");
    let path = saved(&research, "合成.txt", &promising(45)).await;
    let page = research.get(&format!("{path}?state=open&kind=commitment")).await.want(200);
    research.fill(&page, &format!("{path}/decide"), &[("accept", "shown")]).await.want(303);
    let adopt = format!("{path}/adopt");
    let first = research.get(&adopt).await.want(200);
    let rows = |page: &crate::house::Answer| page.html.matches("name=\"due-").count();
    assert!(rows(&first) == 20 && first.says("第 1 页，共 3 页") && first.says("采纳全部 45 条"), "{}", first.main());
    let from = first.html.find("name=\"lead-").unwrap() + "name=\"".len();
    let lead = first.html[from..from + "lead-".len() + 12].to_owned();
    let second = research.fill(&first, &adopt, &[("go", "2"), (&lead, "420103-housing")]).await.want(200);
    assert!(second.says("第 2 页，共 3 页") && second.says(&format!("name=\"{lead}\" value=\"420103-housing\"")));
    let third = research.fill(&second, &adopt, &[("go", "3")]).await.want(200);
    assert_eq!(rows(&third), 5, "{}", third.main());
    let back = research.fill(&third, &adopt, &[("go", "1")]).await.want(200);
    let (_, chosen) = back.html.split_once(&format!("<select class=\"govuk-select\" name=\"{lead}\"")).unwrap();
    let (chosen, _) = chosen.split_once("</select>").unwrap();
    assert!(chosen.contains("value=\"420103-housing\" selected"), "what was chosen is still there");
    let sheet = research.get(&format!("{adopt}?as=csv")).await.want(200);
    assert_eq!(bihuan_text::table::read(&sheet.bytes).unwrap().len(), 46, "the list goes out whole");
    research.fill(&third, &adopt, &[]).await.want(303);
    let promises = house.ledger.entries("420103", "promises", None, 200).unwrap().items;
    let ours: Vec<&Json> = promises.iter().map(|row| &row.value).filter(|it| it["report"].is_string()).collect();
    let housing = ours.iter().filter(|it| it["lead_unit"] == "420103-housing").count();
    assert_eq!((ours.len(), housing), (45, 1), "one press adopts all, and what was chosen holds");
}

#[tokio::test]
async fn a_web_page_is_saved_and_what_cannot_be_read_is_told_plainly() {
    let house = House::new();
    let research = house.staff("research");
    let paragraphs: String = REPORT.lines().map(|line| format!("<p>{line}</p>")).collect();
    let html = format!("<!DOCTYPE html><html><body><ul><li><a href=\"/\">首页</a></li></ul>{paragraphs}</body></html>");
    let page = research.get("/reports").await.want(200);
    let put = async |name: &str, kind: &str, bytes: &[u8]| {
        research.upload(&page, "/reports", &[], &[("file", name, kind, bytes)]).await
    };
    let path = put("page.html", "text/html", html.as_bytes()).await.want(303).location;
    assert!(house.stranger().get(&path).await.want(200).says("新建口袋公园6个"));
    assert_eq!(put("other.htm", "text/html", html.as_bytes()).await.want(303).location, path, "nothing twice");

    let bomb = {
        let mut zip = Vec::new();
        zip.extend_from_slice(b"PK\x03\x04");
        zip.extend(std::iter::repeat_n(0_u8, 2000));
        zip
    };
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>";
    for (name, kind, bytes) in [
        ("炸弹.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", bomb.as_slice()),
        ("扫描.pdf", "application/pdf", pdf),
        ("空.txt", "text/plain", b" "),
        ("照片.txt", "text/plain", &[0xFF, 0xD8, 0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1]),
    ] {
        let no = put(name, kind, bytes).await.want(422);
        assert!(
            no.says("govuk-heading-l") && no.main().chars().any(|c| ('一'..='龥').contains(&c)),
            "{name}: {}",
            no.main()
        );
    }
    let cut: String = REPORT.chars().take(REPORT.chars().count() / 2 + 7).collect();
    put("半截.txt", "text/plain", cut.as_bytes()).await.want(303);
    let list = house.stranger().get("/reports").await.want(200);
    assert_eq!(list.main().matches("<a class=\"govuk-link\" href=\"/reports/420103-").count(), 2, "nothing half saved");
}
