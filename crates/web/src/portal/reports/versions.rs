//! `/reports/{number}/against/{other}`: what another version of the report says otherwise.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bihuan_office::reports::Sheet;
use bihuan_text::report::anchor::{Item, ItemKind};
use bihuan_text::report::decided::DecidedItem;
use bihuan_text::report::versions::{Change, differences, totals};

use super::{amount, kind_words, short, who};
use crate::components::{Cell, Crumb, Table};
use crate::html::{Html, el};
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, title};
use crate::t;
use crate::words::Words;

/// The page. The one asked for first is the later.
pub async fn page(guest: Guest, Path((number, other)): Path<(String, String)>) -> Response {
    let who = who(&guest);
    let found = guest.ask(move |office| Ok((office.sheet(&number, &who)?, office.sheet(&other, &who)?))).await;
    let (later, earlier) = match found {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let changes = differences(&earlier.decided, &later.decided);
    let number = later.case.number.as_str();
    let names = t!(words, "versions-between", earlier = earlier.text.name.as_str(), later = later.text.name.as_str());
    let main = title(&t!(words, "versions-title")).then(body(names)).then(counts(words, &changes));
    let main = main.then(if changes.is_empty() {
        body(t!(words, "versions-none"))
    } else {
        table(words, &earlier, &later, &changes)
    });
    let mut page = guest.page(t!(words, "versions-title"), "reports").with(main);
    page.before = way(
        words,
        vec![
            Crumb::new("/reports", t!(words, "nav-reports")),
            Crumb::new(format!("/reports/{number}"), number),
            Crumb::new("", t!(words, "versions-title")),
        ],
    );
    page.into_response()
}

fn counts(words: &Words, changes: &[Change<'_>]) -> Html {
    let line = |kind: ItemKind| {
        let [added, gone, changed] = totals(changes, kind);
        let told = t!(words, "versions-counts", added = added, gone = gone, changed = changed);
        el("li").put(format!("{}：{told}", kind_words(words, kind)))
    };
    el("ul").class("govuk-list").put_all(ItemKind::ALL.map(line)).html()
}

fn table(words: &Words, earlier: &Sheet, later: &Sheet, changes: &[Change<'_>]) -> Html {
    let at = |sheet: &Sheet, item: &DecidedItem| {
        let name = short(&item.anchor.to_string());
        let quote = el("span").attr("lang", "zh-CN").put(item.item.words().chars().take(80).collect::<String>()).html();
        link(&format!("/reports/{}#m-{name}", sheet.case.number), quote).then(format!(" {}", told(words, item)))
    };
    let row = |change: &Change<'_>| {
        let (key, old, new, kind) = match change {
            Change::Added(item) => ("versions-added", Html::empty(), at(later, item), item.anchor.kind),
            Change::Gone(item) => ("versions-gone", at(earlier, item), Html::empty(), item.anchor.kind),
            Change::Changed(old, new) => ("versions-changed", at(earlier, old), at(later, new), new.anchor.kind),
        };
        vec![Cell::from(words.get(key, &[])), Cell::from(kind_words(words, kind)), Cell::from(old), Cell::from(new)]
    };
    let head = ["versions-what", "reading-kind", "versions-earlier", "versions-later"];
    Table {
        caption: t!(words, "versions-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: changes.iter().map(row).collect(),
        ..Table::default()
    }
    .stacked()
    .into()
}

fn told(words: &Words, item: &DecidedItem) -> String {
    match &item.item {
        Item::Indicator(it) => amount(words, it.value, it.unit.as_deref(), it.growth_pct, it.comparator),
        Item::Commitment(it) => amount(words, it.quantity, it.unit.as_deref(), None, it.comparator),
        Item::Term(_) => String::new(),
    }
}
