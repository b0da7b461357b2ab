//! Open data: what the page offers is what the files are, and what shows it.

use crate::house::House;

#[tokio::test]
async fn the_page_offers_files_and_the_files_are_what_it_says() {
    let house = House::new();
    let resident = house.stranger();
    let page = resident.get("/open-data").await.want(200);
    for file in ["figures.csv", "figures.json", "promises.csv", "promises.json", "matters.csv", "dictionary.json"] {
        assert!(page.says(&format!("/open-data/{file}?d=420103")), "{file}");
        resident.get(&format!("/open-data/{file}")).await.want(200);
    }
    assert!(page.says("CC BY 4.0") && page.says("合成") && page.says("SHA-256"), "{}", page.main());
    assert!(!page.says("bh-fold") && page.says("<details"), "the dictionary stays folded on wide screens too");
    assert!(resident.get("/record").await.want(200).says("/open-data"), "the open record leads there");
    assert!(resident.get("/open-data?lang=en").await.want(200).says("How to check a file"));
    let figures = resident.get("/open-data/figures.csv").await.want(200);
    assert!(figures.html.starts_with("\u{feff}pack,indicator,title"), "{}", figures.html);
}

#[tokio::test]
async fn what_is_asked_wrongly_is_refused_in_the_readers_language() {
    let house = House::new();
    let resident = house.stranger();
    assert!(resident.get("/open-data/secrets.csv").await.want(404).says("没有找到"));
    assert!(resident.get("/open-data/secrets.csv?lang=en").await.want(404).says("Not found"));
    assert!(resident.get("/open-data/figures.csv?month=1").await.want(400).says("month"));
    resident.get("/open-data/figures.csv?d=999999").await.want(404);
}
