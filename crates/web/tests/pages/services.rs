//! 我要办事: what the packs that ship offer is found by words and by what one looks for; each item has a guide with its
//! limits, and its button begins the right form.

use crate::house::House;

const FOOD: &str = "/services/permits.permit/food";

#[tokio::test]
async fn an_item_is_found_by_words_and_by_what_one_looks_for() {
    let house = House::new();
    let resident = house.stranger();
    let all = resident.get("/services").await.want(200);
    assert!(all.says("小餐饮经营许可") && all.says("十二证同发") && all.says("开餐饮店一件事"));
    assert!(all.says("群众诉求"), "what is reported stands apart, and can still be begun");
    let found =
        resident.get("/services?q=%E5%B0%8F%E9%A4%90%E9%A5%AE&who=firm&way=online&level=district").await.want(200);
    assert!(found.says("找到 1 项") && found.says(FOOD) && found.says("承诺 3 个工作日"));
    let none = resident.get("/services?q=%E5%B0%8F%E9%A4%90%E9%A5%AE&who=person").await.want(200);
    assert!(none.says("没有找到") && !none.says(FOOD));
    let street = resident.get("/services?level=street").await.want(200);
    assert!(street.says("就业创业证") && !street.says("十二证同发"));
    let odd = resident.get("/services?q=%3Cscript%3E&who=%22&level=nowhere&level=street").await.want(200);
    assert!(!odd.says("<script>"));
}

#[tokio::test]
async fn a_guide_tells_both_limits_with_their_reasons_and_what_it_takes() {
    let house = House::new();
    let guide = house.stranger().get(FOOD).await.want(200);
    assert!(guide.says("20 个工作日") && guide.says("第四十二条第一款"), "by law, and why");
    assert!(guide.says("3 个工作日") && guide.says("本系统设定"), "as pledged, and why");
    assert!(guide.says("营业执照（可出示电子证照）") && guide.says("不收费"));
    insta::assert_snapshot!("service_guide", guide.main());
    let building = house.stranger().get("/services/permits.permit/building").await.want(200);
    assert!(building.says("7 天") && building.says("建筑法") && building.says("1 个工作日"));
}

#[tokio::test]
async fn a_bundle_tells_what_belongs_to_it_and_nothing_else() {
    let house = House::new();
    let guide = house.stranger().get("/services/permits.bundle/restaurant").await.want(200);
    assert!(guide.says("食品经营许可") && guide.says("社会保险登记") && !guide.says("公共场所卫生许可"));
    let start = house.stranger().get("/services/permits.project/start").await.want(200);
    assert!(start.says("建设工程施工许可证") && !start.says("水土保持方案审批") && start.says("45 个工作日"));
}

#[tokio::test]
async fn what_is_chosen_at_a_guide_is_chosen_in_the_form() {
    let house = House::new();
    let form =
        house.stranger().get("/report?type=permits.permit&item=food&item_evil=%3Cb%3E&content=x").await.want(200);
    assert!(form.says("value=\"food\" selected"), "{}", form.html);
    assert!(!form.says("&lt;b&gt;"), "what is no term of the form is not taken over");
    assert!(!form.says("name=\"type\" type=\"radio\""), "the kind was chosen already");
}

#[tokio::test]
async fn what_a_catalogue_does_not_have_is_not_there() {
    let house = House::new();
    for path in
        ["/services/permits.permit/none", "/services/hotline.request/food", "/services/permits.provincial/blasting"]
    {
        house.stranger().get(path).await.want(404);
    }
}
