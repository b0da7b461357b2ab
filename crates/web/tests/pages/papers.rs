//! Papers on the pages of who brings them and of who looks at them, and in the API.

use bihuan_core::casework::Case;
use serde_json::{Value as Json, json};

use crate::house::House;

fn licence() -> House {
    House::with_pack("tests/packs/licence")
}

fn filed(house: &House) -> Case {
    let form = json!({ "name": "合成小馆", "kind": false, "owner": "合成人甲", "layout_later": true, "health_promised": true });
    house.file_as("clerk", "licence.shop", form)
}

#[tokio::test]
async fn the_applicant_sees_what_is_owed_and_until_when() {
    let house = licence();
    let case = filed(&house);
    let reporter = crate::follow::reporter(&house, &case).await;
    let page = reporter.get("/follow/case").await.want(200);
    for words in [
        "有材料要您补交",
        "待补交（容缺）",
        "已承诺，待核查",
        "免交，从市场主体登记库取得",
        "由申请人自备出具",
        "补交材料",
    ] {
        assert!(page.says(words), "{words}");
    }
    let part = page.main();
    let (_, part) = part.split_once("申请材料").unwrap();
    insta::assert_snapshot!("papers_of_the_applicant", part.split_once("</table>").unwrap().0);
    let english = reporter.in_english().get("/follow/case").await.want(200);
    assert!(english.says("To follow later") && english.says("Plan of the premises"));
}

#[tokio::test]
async fn what_is_handed_in_is_looked_at_and_given_back_once_and_whole() {
    let house = licence();
    let case = filed(&house);
    let visitor = crate::follow::reporter(&house, &case).await;
    let page = visitor.get("/follow/case").await.want(200);
    let pdf: &[u8] = b"%PDF-1.4\n%synthetic\n";
    visitor
        .upload(&page, "/follow/case", &[], &[("hand-in-layout-new", "plan.pdf", "application/pdf", pdf)])
        .await
        .want(303);
    let page = visitor.get("/follow/case").await.want(200);
    assert!(page.says("收到“经营场所平面图”，等待核对") && page.says("已交，待核对"));
    let refused = house.try_act_in(("window", "government-service"), &case, "check-papers", json!({ "layout": false }));
    assert!(refused.is_err(), "what is missing is said");
    let input = json!({ "layout": false, "missing": "合成：要标出操作间" });
    house.try_act_in(("window", "government-service"), &case, "check-papers", input).unwrap();
    let page = visitor.get("/follow/case").await.want(200);
    for words in ["已退回，待补正", "退回过 1 次", "合成：要标出操作间"] {
        assert!(page.says(words), "{words}");
    }
    let desk = house.staff("clerk").get(&format!("/desk/cases/{}", case.number)).await.want(200);
    assert!(desk.says("申请材料") && desk.says("已退回，待补正"));
}

#[tokio::test]
async fn programs_see_how_each_paper_stands() {
    let house = licence();
    let case = filed(&house);
    let answer = house.staff("clerk").get(&format!("/api/v1/cases/{}", case.number)).await.want(200);
    let whole: Json = serde_json::from_slice(&answer.bytes).unwrap();
    let states: Vec<&str> =
        whole["papers"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["owed", "promised", "shared"]);
    assert_eq!(whole["papers"][0]["deadline"], "paper:layout");
    let of_paper = whole["deadlines"].as_array().unwrap().iter().filter(|clock| clock["paper"].is_string()).count();
    assert_eq!(of_paper, 2);
    let kind = house.stranger().get("/api/v1/types/licence.shop").await.want(200);
    let kind: Json = serde_json::from_slice(&kind.bytes).unwrap();
    assert_eq!(kind["form"]["properties"]["layout_later"]["x-bihuan-type"], "boolean");
}
