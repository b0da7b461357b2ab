//! The page: what there is to take, what it means, under which terms, and how anybody checks it.

use axum::response::{IntoResponse, Response};
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::Figure;
use bihuan_core::figures::words::words as definition;
use bihuan_core::pack::model::Pack;
use bihuan_office::open_data::{Column, DICTIONARY, DataSet, Edition, File, LICENCE, Told};
use bihuan_office::{Failure, Law};

use super::files::PROOF;
use crate::components::{Cell, Crumb, Details, SummaryList, SummaryRow, Table};
use crate::html::{Html, el};
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::when;
use crate::t;
use crate::words::{Lang, Words};

/// `GET /open-data`
pub async fn page(guest: Guest) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let of = district.clone();
    let edition = match guest.ask(move |office| office.open_data(&of)).await {
        Ok(edition) => edition,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let sets: Html = DataSet::ALL.iter().map(|set| data_set(words, *set, &edition)).collect();
    let main = title(&t!(words, "open-data"))
        .then(body(t!(words, "open-data-what")))
        .then(about(words, &edition))
        .then(sets)
        .then(section(t!(words, "open-data-dictionary")))
        .then(body(t!(words, "open-data-dictionary-about")))
        .then(files(words, &edition, &[DICTIONARY.to_owned()]))
        .then(figures(words, &law))
        .then(section(t!(words, "open-data-check")))
        .then(steps(words, &district));
    let mut page = guest.page(t!(words, "open-data"), "record").with(main);
    page.before =
        way(words, vec![Crumb::new("/record", t!(words, "nav-record")), Crumb::new("", t!(words, "open-data"))]);
    page.into_response()
}

fn said(told: Told, words: &Words) -> &'static str {
    if words.lang() == Lang::Zh { told.zh } else { told.en }
}

/// Of which day, when made, and under which licence.
fn about(words: &Words, edition: &Edition) -> Html {
    let mark = edition.synthetic.then(|| when::made_up(words));
    let day = Html::from(t!(words, "open-data-day", date = edition.date.to_string(), n = edition.number));
    let rows = vec![
        SummaryRow::new(t!(words, "open-data-edition"), day.then(" ").then(mark)),
        SummaryRow::new(t!(words, "open-data-made"), when::instant(edition.at)),
        SummaryRow::new(t!(words, "open-data-licence"), link(LICENCE.url, said(LICENCE.line, words))),
    ];
    SummaryList { rows, ..SummaryList::default() }.into()
}

fn data_set(words: &Words, set: DataSet, edition: &Edition) -> Html {
    section(said(set.title(), words))
        .then(body(said(set.about(), words)))
        .then(files(words, edition, &set.files()))
        .then(columns(words, set))
}

/// The files of these names, each with how much it is and its hash.
fn files(words: &Words, edition: &Edition, names: &[String]) -> Html {
    let head = ["open-data-file", "open-data-rows", "open-data-bytes", "open-data-sha256"];
    let table = Table {
        caption: t!(words, "open-data-files"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: names.iter().filter_map(|name| edition.file(name)).map(|file| line(words, edition, file)).collect(),
        ..Table::default()
    };
    table.stacked().into()
}

fn line(words: &Words, edition: &Edition, file: &File) -> Vec<Cell> {
    let href = format!("/open-data/{}?d={}", file.name, edition.district);
    let rows = if file.cut { t!(words, "open-data-cut", n = file.rows) } else { file.rows.to_string() };
    vec![
        Cell::from(link(&href, file.name.as_str())),
        Cell::from(rows),
        Cell::from(t!(words, "open-data-size", n = file.bytes.div_ceil(1000))),
        Cell::from(el("span").class("bh-code").put(&file.sha256).html()),
    ]
}

/// What each column means, folded away.
fn columns(words: &Words, set: DataSet) -> Html {
    let row = |column: &Column| {
        vec![
            Cell::from(el("span").class("bh-code").put(column.name).html()),
            Cell::from(said(column.about, words)),
            Cell::from(words.get(&format!("open-data-type-{}", kind(column)), &[])),
            Cell::from(said(column.source, words)),
        ]
    };
    let head = ["open-data-column", "open-data-meaning", "open-data-type", "open-data-source"];
    let caption = t!(words, "open-data-columns");
    let table = Table {
        caption: caption.clone(),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: set.columns().iter().map(row).collect(),
        ..Table::default()
    };
    folded(caption, table.stacked().into())
}

fn kind(column: &Column) -> &'static str {
    use bihuan_office::open_data::Kind;
    match column.kind {
        Kind::Text => "text",
        Kind::Code => "code",
        Kind::Integer => "integer",
        Kind::Decimal => "decimal",
        Kind::Date => "date",
        Kind::Time => "time",
    }
}

/// Folded until it is asked for, on wide screens too: the whole dictionary is many times as long as the rest of the page.
fn folded(summary: String, content: Html) -> Html {
    Details { summary: summary.into(), content, ..Details::default() }.into()
}

/// The public figures of every system, with their definitions and what those rest on.
fn figures(words: &Words, law: &Law) -> Html {
    let of = |pack: &Pack| {
        let prefix = format!("{}.", pack.name);
        let figures = law.book.all().filter(|figure| figure.public && figure.id.starts_with(&prefix));
        let told: Vec<Html> = figures.map(|figure| defined(words, law, pack, figure)).collect();
        if told.is_empty() {
            return Html::empty();
        }
        let english = pack.english("pack", &["title"]).filter(|_| words.lang() == Lang::En);
        let name = english.unwrap_or(&pack.title);
        let summary = t!(words, "open-data-figures-of", pack = name, n = told.len());
        folded(summary, el("dl").class("bh-terms").put_all(told).html())
    };
    law.packs.values().map(|pack| of(pack)).collect()
}

fn defined(words: &Words, law: &Law, pack: &Pack, figure: &Figure) -> Html {
    let lang = words.lang();
    let name = if lang == Lang::Zh { &figure.title } else { &figure.title_en };
    let basis = figure.basis.as_ref().and_then(|name| pack.bases.get(name));
    let kind = basis.and_then(|basis| serde_json::to_value(basis.kind).ok());
    let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or("ours");
    let id = el("span").class("bh-code bh-muted").put(&figure.id).html();
    let told = t!(
        words,
        "open-data-defined",
        definition = definition(figure, pack, &law.book, lang.calendar()),
        measure = figure.measure.as_str(),
        basis = words.get(&format!("basis-{kind}"), &[])
    );
    let term = el("dt").class("govuk-!-font-weight-bold").put(name).put(" ").put(id).html();
    term.then(el("dd").put(told))
}

/// How anybody checks a file, step by step.
fn steps(words: &Words, district: &DistrictCode) -> Html {
    let address = |path: String| el("a").class("govuk-link bh-code").attr("href", &path).put(&path).html();
    let step = |key: &str, more: Html| el("li").put(words.get(key, &[])).put(" ").put(more);
    el("ol")
        .class("govuk-list govuk-list--number")
        .put(step("open-data-step-hash", el("span").class("bh-code").put("sha256sum figures.csv").html()))
        .put(step("open-data-step-edition", address(format!("/open-data/{PROOF}?d={district}"))))
        .put(step("open-data-step-record", Html::empty()))
        .put(step("open-data-step-head", address(format!("/log/{district}/checkpoint"))))
        .put(step("open-data-step-key", address(format!("/log/{district}/key"))))
        .put(step("open-data-step-old", Html::empty()))
        .html()
}
