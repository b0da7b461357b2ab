//! Who keeps the instance, and the first of them.

use bihuan_core::directory::DirectoryBuilder;
use sha2::{Digest, Sha256};

use crate::house::House;

#[tokio::test]
async fn only_who_keeps_the_instance_sees_what_it_is_made_of() {
    let house = House::new();
    let page = house.staff("admin").get("/admin").await.want(200);
    for words in ["公开日志", "接诉即办", "谁能看、谁能办", "dispatch: task", "420103001", "没有令牌"]
    {
        assert!(page.says(words), "{words}");
    }
    assert!(house.staff("admin").in_english().get("/admin").await.says("who sees and who acts"));
    house.staff("clerk").get("/admin").await.want(403);
}

#[tokio::test]
async fn the_first_administrator_is_made_once_by_the_link() {
    let house = House::empty(DirectoryBuilder::new().build().unwrap());
    let token = "bh_0123456789abcdef";
    let hash: String = Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    house.set_meta("setup-token", &hash);
    let stranger = house.stranger();
    stranger.get("/setup").await.want(404);
    stranger.get("/setup?token=bh_wrong").await.want(404);
    let form = stranger.get(&format!("/setup?token={token}")).await.want(200);
    insta::assert_snapshot!("setup", form.main());
    let short = [("user", "Root"), ("name", ""), ("password", "short"), ("again", "other")];
    insta::assert_snapshot!("setup_refused", stranger.fill(&form, "/setup", &short).await.want(422).main());
    let good = [
        ("user", "root"),
        ("name", "合成管理员"),
        ("district", "420103"),
        ("password", "合成-口令-足够长了"),
        ("again", "合成-口令-足够长了"),
    ];
    assert_eq!(stranger.fill(&form, "/setup", &good).await.want(303).location, "/sign-in?to=/admin");
    stranger.fill(&form, "/setup", &good).await.want(404);
    assert!(house.staff("root").get("/admin").await.want(200).says("合成管理员"));
}
