//! A case that has split: its branches on the pages of an officer and of the resident, in the API, and in the rules told in
//! words.

use serde_json::json;

use crate::house::House;

fn certificates() -> House {
    House::with_pack("tests/packs/certificates")
}

#[tokio::test]
async fn branches_stand_side_by_side_with_their_clocks() {
    let house = certificates();
    let case = house.file_as("clerk", "certificates.project", json!({ "name": "合成项目" }));
    house.act_in(("window", "government-service"), &case, "main", "accept", json!({}));
    house.act_in(("reviewer", "landscape"), &case, "landscape", "amend", json!({}));
    house.act_in(("reviewer", "environment"), &case, "environment", "review", json!({}));
    house.act_in(("reviewer", "water"), &case, "drain", "grant", json!({}));
    let path = format!("/desk/cases/{}", case.number);
    let page = house.staff("clerk").get(&path).await.want(200);
    for words in
        ["十二证同发", "1 个已结束，共 12 个", "等候：用地规划许可", "排水许可", "准予", "绿化·补正", "计时暂停"]
    {
        assert!(page.says(words), "{words}");
    }
    let part = |page: &str| {
        let (_, rest) = page.split_once("bh-dense").unwrap();
        rest.split_once("</section>").unwrap().0.to_owned()
    };
    insta::assert_snapshot!("branches", part(&page.main()));
    let english = house.staff("clerk").in_english().get(&path).await.want(200);
    assert!(english.says("1 of 12 have ended") && english.says("Waits for: Land use permit"));
    house.act_in(("reviewer", "planning"), &case, "land", "mismatch", json!({}));
    let page = house.staff("clerk").get(&path).await.want(200);
    for words in ["书面告知", "分支“用地规划许可”结束：不予", "已经不可能汇合", "分支“水土保持审批”不用再办"]
    {
        assert!(page.says(words), "{words}");
    }
}

#[tokio::test]
async fn a_case_that_has_split_tells_its_branches_to_programs() {
    let house = certificates();
    let case = house.file_as("clerk", "certificates.project", json!({ "name": "合成项目" }));
    house.act_in(("window", "government-service"), &case, "main", "accept", json!({}));
    let answer = house.staff("clerk").get(&format!("/api/v1/cases/{}", case.number)).await.want(200);
    let whole: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(whole["stage"], "certify");
    assert_eq!(whole["branches"].as_array().unwrap().len(), 12);
    assert_eq!(
        (whole["branches"][1]["id"].as_str(), whole["branches"][1]["state"].as_str()),
        (Some("scheme"), Some("waiting"))
    );
    let of_water = |clock: &&serde_json::Value| clock["branch"] == "water";
    assert_eq!(whole["deadlines"].as_array().unwrap().iter().filter(of_water).count(), 2);
    assert!(whole["stages"].as_array().unwrap().iter().any(|stage| stage["branch"] == "water"));
}
