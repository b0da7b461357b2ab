//! `/reports/compare`: an indicator over districts and years, what was promised beside what was reported; as a page, as a
//! workbook, and for programs as JSON.

use std::sync::Arc;

use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::Who;
use bihuan_ledger::LedgerError;
use bihuan_office::reports::Sheet;
use bihuan_office::{Failure, Office};
use bihuan_text::report::compare::{Judgement, Known, Row, Said, Source, compare, known};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{amount, list, short, who};
use crate::components::{Cell, Crumb, SelectItem, Table, Tag, tag};
use crate::html::{Html, el};
use crate::phrases::{Form, submit, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::t;
use crate::words::Words;

/// What is asked to be compared.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Which indicator: a canonical name, else the words of a report.
    pub indicator: String,
    /// Only these regions; none: all.
    pub regions: Vec<String>,
}

impl Asked {
    /// Reads the address.
    pub fn of(given: &[(String, String)]) -> Self {
        let values = |name: &'static str| {
            given.iter().filter(move |(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.clone())
        };
        Self {
            indicator: values("indicator").next().unwrap_or_else(|| "gdp".into()),
            regions: values("region").collect(),
        }
    }
}

/// The saved reports as a comparison takes them.
pub fn sources(sheets: &[Arc<Sheet>]) -> Vec<Source<'_>> {
    sheets.iter().filter_map(source).collect()
}

/// A report for a comparison; none of one that turned out to be none.
fn source(sheet: &Arc<Sheet>) -> Option<Source<'_>> {
    let outcome = sheet.case.closed.as_ref().map(|closing| closing.outcome.as_str());
    (outcome != Some("dropped")).then_some(())?;
    let report = sheet.report();
    let region = report.and_then(|it| it.region.as_deref()).or(sheet.text.region.as_deref());
    Some(Source {
        number: &sheet.case.number,
        region: region.unwrap_or(&sheet.text.title),
        reviewed: report.and_then(|it| it.year_reviewed),
        planned: report.and_then(|it| it.year_planned),
        decided: &sheet.decided,
    })
}

/// The rows that are asked for, and every indicator that could be.
///
/// # Errors
/// The store's.
pub fn compared(office: &Office, who: &Who, asked: &Asked) -> Result<(Vec<Row>, Vec<Known>), Failure> {
    let sheets = list::all(office, who)?;
    let sources = sources(&sheets);
    let mut rows = compare(&sources, &asked.indicator);
    rows.retain(|row| asked.regions.is_empty() || asked.regions.contains(&row.region));
    Ok((rows, known(&sources)))
}

/// `GET /reports/compare`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let (asked, who) = (Asked::of(&given), who(&guest));
    let wanted = asked.clone();
    let (rows, known) = match guest.ask(move |office| compared(office, &who, &wanted)).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let main =
        title(&t!(words, "compare-title")).then(body(t!(words, "compare-about"))).then(choose(words, &asked, &known));
    let main = if rows.is_empty() {
        main.then(body(t!(words, "compare-none")))
    } else {
        let query = form_urlencoded(&asked);
        let files = el("p")
            .class("govuk-body")
            .put(link(&format!("/reports/compare.xlsx?{query}"), t!(words, "compare-workbook")))
            .put(" · ")
            .put(link(&format!("/api/v1/reports/compare?{query}"), "JSON"));
        main.then(table(words, &rows)).then(files)
    };
    let mut page = guest.page(t!(words, "compare-title"), "reports").with(main);
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", t!(words, "compare-title"))]);
    page.into_response()
}

fn form_urlencoded(asked: &Asked) -> String {
    let escaped = |text: &str| {
        let one = |b: u8| {
            if b.is_ascii_alphanumeric() || b == b'_' { char::from(b).to_string() } else { format!("%{b:02X}") }
        };
        text.bytes().map(one).collect::<String>()
    };
    let regions = asked.regions.iter().map(|region| format!("&region={}", escaped(region)));
    format!("indicator={}{}", escaped(&asked.indicator), regions.collect::<String>())
}

fn choose(words: &'static Words, asked: &Asked, known: &[Known]) -> Html {
    let item = |it: &Known| SelectItem::new(it.id.as_str(), format!("{} · {}", it.name, it.times));
    let chosen = [("indicator".to_owned(), asked.indicator.clone())];
    let select = Form::new(words, &chosen, &[]).select(
        "indicator",
        t!(words, "compare-indicator"),
        known.iter().take(400).map(item).collect(),
    );
    el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", "/reports/compare")
        .put(select)
        .put(submit(t!(words, "documents-show")))
        .html()
}

fn table(words: &Words, rows: &[Row]) -> Html {
    let row = |row: &Row| {
        vec![
            Cell::from(row.region.clone()),
            Cell::from(row.year.to_string()),
            Cell::from(said(words, row.promised.as_ref())),
            Cell::from(said(words, row.reported.as_ref())),
            Cell::from(judged(words, row.judgement)),
        ]
    };
    let head = ["reports-region", "compare-year", "compare-promised", "compare-reported", "compare-judged"];
    Table {
        caption: t!(words, "compare-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    }
    .stacked()
    .into()
}

/// What a report says, with its words as a link to their place.
fn said(words: &Words, said: Option<&Said>) -> Html {
    let Some(said) = said else { return el("span").class("bh-muted").put("—").html() };
    let number = amount(words, said.value, said.unit.as_deref(), said.growth_pct, said.comparator);
    let quote: String = said.quote.chars().take(60).collect();
    let quote = el("span").attr("lang", "zh-CN").put(format!("“{quote}”")).html();
    let place = link(&format!("/reports/{}#m-{}", said.report, short(&said.anchor)), quote);
    let open =
        if said.confirmed { Html::empty() } else { Html::from(format!(" {}", t!(words, "compare-unconfirmed"))) };
    el("strong").put(number).html().then(" ").then(place).then(open)
}

fn judged(words: &Words, judgement: Judgement) -> Html {
    match judgement {
        Judgement::Reached => tag(&Tag::coloured("green", t!(words, "compare-reached"))),
        Judgement::Short => tag(&Tag::coloured("orange", t!(words, "compare-short"))),
        Judgement::OneSide => el("span").class("bh-muted").put(t!(words, "compare-one-side")).html(),
        Judgement::Unlike => el("span").class("bh-muted").put(t!(words, "compare-unlike")).html(),
    }
}

/// `GET /reports/compare.xlsx`
pub async fn workbook(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let (asked, who) = (Asked::of(&given), who(&guest));
    let words = guest.words();
    let made = guest
        .ask(move |office| {
            let (rows, _) = compared(office, &who, &asked)?;
            let broken = |error: XlsxError| Failure::Storage(LedgerError::refused("workbook", error.to_string()));
            sheet_of(words, &asked, &rows).map_err(broken)
        })
        .await;
    match made {
        Ok(bytes) => (
            [
                (CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                (CONTENT_DISPOSITION, "attachment; filename=\"compare.xlsx\""),
            ],
            bytes,
        )
            .into_response(),
        Err(sorry) => sorry,
    }
}

fn sheet_of(words: &Words, asked: &Asked, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let head = [
        "compare-indicator",
        "reports-region",
        "compare-year",
        "compare-promised-value",
        "compare-promised-growth",
        "compare-promised-quote",
        "compare-reported-value",
        "compare-reported-growth",
        "compare-reported-quote",
        "compare-unit",
        "compare-judged",
    ];
    for (column, key) in (0u16..).zip(head) {
        sheet.write_string(0, column, words.get(key, &[]))?;
    }
    for (line, row) in (1u32..).zip(rows) {
        sheet.write_string(line, 0, &asked.indicator)?;
        sheet.write_string(line, 1, &row.region)?;
        sheet.write_number(line, 2, f64::from(row.year))?;
        for (column, side) in [(3u16, &row.promised), (6u16, &row.reported)] {
            let Some(said) = side else { continue };
            if let Some(value) = said.value {
                sheet.write_number(line, column, value)?;
            }
            if let Some(growth) = said.growth_pct {
                sheet.write_number(line, column + 1, growth)?;
            }
            sheet.write_string(line, column + 2, &said.quote)?;
        }
        let unit = row.reported.as_ref().or(row.promised.as_ref()).and_then(|said| said.unit.clone());
        sheet.write_string(line, 9, unit.unwrap_or_default())?;
        let key = match row.judgement {
            Judgement::Reached => "compare-reached",
            Judgement::Short => "compare-short",
            Judgement::OneSide => "compare-one-side",
            Judgement::Unlike => "compare-unlike",
        };
        sheet.write_string(line, 10, words.get(key, &[]))?;
    }
    book.save_to_buffer()
}
