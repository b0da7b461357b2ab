//! Targets and figures from outside, as the staff meet them.

use crate::house::{Answer, House, Visitor};

async fn sent(who: &Visitor<'_>, cells: &str) -> (String, Answer) {
    let start = who.get("/desk/outside/bring").await.want(200);
    let fields = [("source", "合成统计局月报"), ("cells", cells)];
    let at = who.upload(&start, "/desk/outside/bring", &fields, &[]).await.want(303).location;
    let page = who.get(&at).await.want(200);
    (at, page)
}

#[tokio::test]
async fn a_table_of_figures_is_looked_at_taken_once_and_revised_with_its_history() {
    let house = House::new();
    let who = house.staff("supervisor");
    let table = "指标\t期间\t数值\t计量单位\t数据状态\n地区生产总值\t2025\t1600\t亿元\t初步\n零怪\t2025\t1\t亿元\t\n";
    let (at, page) = sent(&who, table).await;
    assert!(page.says("将收（1 行）") && page.says("不收（1 行）") && page.says("不认识这个指标"), "{}", page.main());
    let done = who.fill(&page, &at, &[]).await.want(303).location;
    assert!(who.get(&done).await.want(200).says("已收 1 行"));
    let (at, page) = sent(&who, "指标\t期间\t数值\t计量单位\n地区生产总值\t2025\t16000000\t亿元\n").await;
    assert!(page.says("相差千倍以上") && page.says("待确认"), "{}", page.main());
    let done = who.fill(&page, &at, &[]).await.want(303).location;
    assert!(done.ends_with("done=0"), "{done}: what was not ticked is not taken");
    let done = who.fill(&page, &at, &[("confirm", "2")]).await.want(303).location;
    assert!(done.ends_with("done=1"), "{done}");
    let series = who.get("/desk/outside").await.want(200);
    assert!(series.says("地区生产总值") && series.says("最终数") && series.says("合成"), "{}", series.main());
    let history = who.get("/desk/outside/series/gdp?unit=420103").await.want(200);
    assert!(history.says("原为 1600 亿元（初步数"), "{}", history.main());
    who.get("/desk/outside/series/nothing?unit=420103").await.want(404);
}

#[tokio::test]
async fn a_target_is_set_with_its_year_and_shown_with_its_light() {
    let house = House::new();
    house.lamp();
    let who = house.staff("supervisor");
    let form = who.get("/desk/targets/new").await.want(200);
    let fields = [("indicator", "hotline.request-filed"), ("value", "1"), ("comparator", "at_least"), ("year", "")];
    let wrong = who.fill(&form, "/desk/targets", &fields).await.want(422);
    assert!(wrong.says("没有年度的目标没有什么可以对照"), "{}", wrong.main());
    let year = house.office.today().year().to_string();
    let fields = [("indicator", "hotline.request-filed"), ("value", "1"), ("comparator", "at_least"), ("year", &year)];
    let to = who.fill(&form, "/desk/targets", &fields).await.want(303).location;
    let list = who.get(&to).await.want(200);
    assert!(list.says("不少于 1 件") && list.says("提前达到 1") && list.says("正常"), "{}", list.main());
    let english = who.get("/desk/targets?lang=en").await.want(200);
    assert!(english.says("at least 1 件") && english.says("on course"), "{}", english.main());
    let fields = [("indicator", "hotline.request-filed"), ("value", "2"), ("comparator", "at_least"), ("year", &year)];
    let to = who.fill(&form, "/desk/targets", &fields).await.want(303).location;
    let list = who.get(&to).await.want(200);
    assert!(list.says("不少于 2 件") && list.says("以前：不少于 1 件"), "what stood before stays: {}", list.main());
    house.staff("clerk").get("/desk/targets").await.want(200);
    house.staff("clerk").get("/desk/targets/new").await.want(403);
}

#[tokio::test]
async fn a_score_shows_every_part_and_ranks_nobody_without_matters() {
    let house = House::new();
    house.lamp();
    let who = house.staff("leader");
    let list = who.get("/desk/scores").await.want(200);
    assert!(list.says("街道办理评分") && list.says("/desk/scores/hotline.streets"), "{}", list.main());
    let page = who.get("/desk/scores/hotline.streets").await.want(200);
    assert!(page.says("没有数据，不排名") && page.says("按时办结率"), "{}", page.main());
    assert!(who.get("/desk/scores/hotline.streets?lang=en").await.want(200).says("No figure, no place"));
    who.get("/desk/scores/hotline.persons").await.want(404);
}
