//! Every page that shows a list gives it as a file: all pages are walked by people who see different things, and what
//! looks like a list and has no way out is named.

use bihuan_text::table;

use crate::house::{Answer, House, Visitor};

const REPORTS: [&str; 2] =
    [include_str!("../../../../data/demo/report-2025.txt"), include_str!("../../../../data/demo/report-2026.txt")];

/// What is set as a list and is no list of things: the class that says so, and what it is.
const NO_LISTS: [(&str, &str); 15] = [
    ("bh-ways", "ways to other pages"),
    ("bh-verbs", "the three ways in"),
    ("bh-figures", "a few numbers about the page"),
    ("bh-counts", "numbers that choose a part of the list below"),
    ("bh-views", "views that an officer keeps"),
    ("bh-terms", "what the words of the page mean"),
    ("bh-today", "five of each at most; the whole lists stand on the cockpit and the desk"),
    ("bh-legend", "what the shades of a map mean; its streets stand in the table below"),
    ("bh-search__kinds", "kinds to choose from"),
    ("bh-hours", "the hours of one day of one thing, in which it is free"),
    ("govuk-summary-list", "what is known of one thing"),
    ("govuk-pagination__list", "pages of the list"),
    ("govuk-error-summary__list", "what is wrong with a form"),
    ("moj-timeline", "the story of one matter"),
    ("govuk-list--number", "what to do, step by step"),
];

/// Pages where a list is words about the page itself, or of a single matter that goes out whole as an archive.
const OTHER_WAYS: [&str; 6] =
    ["/desk/cases/", "/desk/import", "/sign-in", "/follow", "/desk/patrol/report", "/admin/packs/"];

/// Fewer entries than this are no list.
const FEWEST: usize = 3;

/// The page without its lists of cards, which go out.
fn without_cards(main: &str) -> String {
    let Some(at) = main.find(" data-cards=\"") else { return main.to_owned() };
    let start = main[..at].rfind('<').unwrap();
    let name = main[start + 1..].split(' ').next().unwrap();
    let (mut depth, mut end) = (0, start);
    for (at, _) in main[start..].match_indices('<').map(|(at, tag)| (start + at, tag)) {
        depth += i32::from(main[at..].starts_with(&format!("<{name}")));
        depth -= i32::from(main[at..].starts_with(&format!("</{name}")));
        end = at;
        if depth == 0 {
            break;
        }
    }
    format!("{}{}", &main[..start], without_cards(&main[end..]))
}

/// The lists of a page that are neither tables, nor cards, nor known to be none.
fn unknown_lists(main: &str) -> Vec<String> {
    let main = without_cards(main);
    let mut found = Vec::new();
    for name in ["ul", "ol", "dl"] {
        for (at, _) in main.match_indices(&format!("<{name} ")) {
            let (before, rest) = main.split_at(at);
            let tag = rest.split('>').next().unwrap();
            let inside = rest.split(&format!("</{name}>")).next().unwrap();
            let entries = inside.matches("<li").count() + inside.matches("<dt").count();
            let within = |element: &str| {
                before.matches(&format!("<{element}")).count() > before.matches(&format!("</{element}>")).count()
            };
            let files = inside.matches("<li").count() == inside.matches(".csv").count();
            let known = files || NO_LISTS.iter().any(|(class, _)| tag.contains(class));
            if entries >= FEWEST && !known && !["nav", "table", "details"].into_iter().any(within) {
                found.push(tag.to_owned());
            }
        }
    }
    found
}

/// The rows of the page's list as a file; the page must have said that there is one.
async fn rows(who: &Visitor<'_>, path: &str, page: &Answer) -> Vec<Vec<String>> {
    assert!(
        page.says("as=xlsx") && page.says("as=csv"),
        "{path} shows a list and offers no file of it: {}",
        page.main()
    );
    let asked = format!("{path}{}as=csv", if path.contains('?') { '&' } else { '?' });
    let file = who.get(&asked).await.want(200);
    assert!(file.bytes.starts_with("\u{feff}".as_bytes()), "{asked} is no table: {}", file.html);
    let rows = table::read(&file.bytes).unwrap();
    rows.iter().map(|row| row.cells.iter().map(table::Cell::words).collect()).collect()
}

pub(crate) async fn saved(house: &House) -> Vec<String> {
    let research = house.staff("research");
    let mut at = Vec::new();
    for (place, text) in REPORTS.into_iter().enumerate() {
        let page = research.get("/reports").await.want(200);
        let file = (("file"), format!("合成-{place}.txt"), "text/plain", text.as_bytes());
        let file = (file.0, file.1.as_str(), file.2, file.3);
        let path = research.upload(&page, "/reports", &[], &[file]).await.want(303).location;
        let page = research.get(&path).await.want(200);
        research.fill(&page, &format!("{path}/decide"), &[("accept", "shown")]).await.want(303);
        at.push(path);
    }
    let adopt = format!("{}/adopt", at[0]);
    let page = research.get(&adopt).await.want(200);
    research.fill(&page, &adopt, &[]).await.want(303);
    at
}

#[tokio::test]
async fn no_page_shows_a_list_that_cannot_be_taken_along() {
    let house = House::new();
    for _ in 0..3 {
        house.dispatched();
        house.lamp();
    }
    let reports = saved(&house).await;
    house.settled();
    let mut paths: Vec<String> = bihuan_web::site::PAGES.iter().map(|path| (*path).to_owned()).collect();
    paths.extend(
        ["/search?q=%E5%90%88%E6%88%90", "/reports/compare?indicator=gdp", "/cockpit/cases?what=filed"]
            .map(str::to_owned),
    );
    paths.extend(
        ["/admin/units/420103", "/admin/officers/clerk", "/reports/glossary?q=%E4%BC%81%E4%B8%9A"].map(str::to_owned),
    );
    paths.push(reports[0].clone());
    paths.push(format!("{}?kind=term", reports[1]));
    let (mut lists, mut taken) = (0, std::collections::BTreeSet::new());
    for user in ["", "clerk", "handler", "admin", "research", "supervisor"] {
        let who = if user.is_empty() { house.stranger() } else { house.staff(user) };
        for path in &paths {
            let page = who.get(path).await;
            if page.status != 200 || page.says("type=\"password\"") || !page.says("<main") {
                continue;
            }
            let main = page.main();
            if OTHER_WAYS.iter().any(|other| path.starts_with(other)) {
                continue;
            }
            assert_eq!(
                unknown_lists(&main),
                Vec::<String>::new(),
                "{path} shows {user} a list that is none of a table, cards or known"
            );
            if main.contains("<td") || main.contains("data-card=\"\"") {
                lists += 1;
                assert!(page.says("as=csv"), "{path} shows {user} a list and offers no file of it");
                // The file itself is asked for by the first who sees the list: it is read out of the page in any case.
                if taken.insert(path.clone()) {
                    let rows = rows(&who, path, &page).await;
                    assert!(rows.len() > 1, "{path} gives {user} no row: {rows:?}");
                }
            }
        }
    }
    assert!(lists > 60, "only {lists} lists were found: the walk sees nothing");
}

#[tokio::test]
async fn cards_go_out_with_the_columns_and_order_of_the_page() {
    let house = House::new();
    house.dispatched();
    let reports = saved(&house).await;
    house.settled();
    let guest = house.stranger();
    let page = guest.get("/reports/contradictions").await.want(200);
    let misfits = rows(&guest, "/reports/contradictions", &page).await;
    assert_eq!(misfits[0], ["栏目", "地区", "事由", "原话", "算式", "说明"]);
    let one_class = misfits[1][0].clone();
    assert!(page.says(&one_class) && misfits[1][3].contains("合成"), "{misfits:?}");
    let page = guest.in_english();
    let english = rows(&page, "/reports/contradictions", &page.get("/reports/contradictions").await).await;
    assert_eq!((english.len(), english[0][3].as_str()), (misfits.len(), "Words"));

    let guest = house.stranger();
    let path = format!("{}?kind=term", reports[0]);
    let terms = rows(&guest, &path, &guest.get(&path).await).await;
    assert_eq!((terms.len(), terms[1][0].as_str(), terms[1][1].as_str()), (3, "口袋公园", "认可"), "{terms:?}");

    let handler = house.staff("handler");
    let route = rows(&handler, "/desk/patrol", &handler.get("/desk/patrol").await.want(200)).await;
    let column = |name: &str| route[0].iter().position(|head| head == name).unwrap();
    assert!(
        route[1][column("反映内容")].contains("<三天了>") && route[1][column("地点")].contains("示例路"),
        "{route:?}"
    );
    assert_eq!(route[1][column("标记")], "合成");
}

#[tokio::test]
async fn open_matters_that_intake_finds_go_out_and_what_was_typed_stands_in_no_address() {
    let house = House::new();
    let lamps = [house.lamp(), house.lamp()];
    house.settled();
    let clerk = house.staff("clerk");
    let page = clerk.get("/desk/intake").await.want(200);
    assert!(!page.says("as=csv"), "there is no list yet");
    let told = [("content", "合成：路灯不亮"), ("category", "street-light"), ("phone", "13800000000")];
    for step in ["similar", "caller"] {
        let asked = [told.as_slice(), &[("step", step)]].concat();
        let found = clerk.fill(&page, "/desk/intake", &asked).await.want(200);
        assert!(found.says("formaction=\"/desk/intake?as=csv\"") && !found.says("href=\"/desk/intake?as="));
        let hidden = page.hidden_of("/desk/intake");
        let pairs: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(asked).collect();
        let file = clerk.post("/desk/intake?as=csv", &pairs).await.want(200);
        let rows = table::read(&file.bytes).unwrap();
        let numbers: Vec<String> = rows[1..].iter().map(|row| row.cells[0].words()).collect();
        assert!(lamps.iter().all(|lamp| numbers.contains(&lamp.number)) && numbers.len() == 2, "{step}: {numbers:?}");
    }
    let looks = bihuan_ledger::Vault::looks(house.ledger.as_ref(), "420103", "").unwrap();
    assert!(looks.iter().any(|look| look.purpose == "export"), "whoever takes a list is written down: {looks:?}");
    let forged = clerk.post("/desk/intake?as=csv", &[("csrf", "x"), ("step", "similar")]).await;
    assert_eq!(forged.status, 403);
}
