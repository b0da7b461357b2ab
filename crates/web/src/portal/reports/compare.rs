//! `/reports/compare`: an indicator over districts and years, what was promised beside what was reported; as a page, as a
//! workbook, and for programs as JSON.

use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::reports::{Compared, Known};
use bihuan_office::{Failure, Office};
use bihuan_text::report::compare::{Judgement, Row, Said};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{amount, indicator, query, short};
use crate::components::{Cell, Crumb, SelectItem, Table, Tag, tag};
use crate::html::{Html, el};
use crate::phrases::{Form, pages, submit, way};
use crate::portal::guest::{Guest, body, link, section, title};
use crate::t;
use crate::words::Words;

/// Rows of a workbook at most.
const SHEET: usize = 100_000;

/// What is asked to be compared.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Which indicator: a canonical name, else the words of a report.
    pub indicator: String,
    /// Only these regions; none: all.
    pub regions: Vec<String>,
    /// Where the last page ended.
    pub after: Option<String>,
}

impl Asked {
    /// Reads the address.
    pub fn of(given: &[(String, String)]) -> Self {
        let values = |name: &'static str| {
            given.iter().filter(move |(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.clone())
        };
        let one = |name| values(name).next();
        Self {
            indicator: one("other").or_else(|| one("indicator")).unwrap_or_else(|| "gdp".into()).trim().to_owned(),
            regions: values("region").collect(),
            after: one("after"),
        }
    }

    /// The address of a page of it.
    fn query(&self, after: Option<&str>) -> String {
        let mut pairs = vec![("indicator", self.indicator.as_str())];
        pairs.extend(self.regions.iter().map(|region| ("region", region.as_str())));
        pairs.extend(after.map(|after| ("after", after)));
        query(&pairs)
    }
}

/// `GET /reports/compare`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let asked = Asked::of(&given);
    let wanted = asked.clone();
    let found = guest.ask(move |office| Ok((compared(office, &wanted)?, office.known_indicators()?))).await;
    let (found, known) = match found {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let main =
        title(&t!(words, "compare-title")).then(body(t!(words, "compare-about"))).then(choose(words, &asked, &known));
    let main = if found.rows.is_empty() {
        main.then(body(t!(words, "compare-none")))
    } else {
        let heading =
            section(el("span").attr("lang", words.lang().tag()).put(indicator(words, &asked.indicator)).html());
        main.then(heading).then(table(words, &found.rows)).then(files(words, &asked))
    };
    let next = found.next.map(|cursor| format!("/reports/compare?{}", asked.query(Some(&cursor))));
    let mut page = guest.page(t!(words, "compare-title"), "reports").with(main.then(pages(words, None, next)));
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", t!(words, "compare-title"))]);
    page.into_response()
}

/// A page of what is asked.
///
/// # Errors
/// The store's.
pub fn compared(office: &Office, asked: &Asked) -> Result<Compared, Failure> {
    office.compare_reports(&asked.indicator, &asked.regions, asked.after.as_deref())
}

fn files(words: &Words, asked: &Asked) -> Html {
    let query = asked.query(None);
    el("p")
        .class("govuk-body")
        .put(link(&format!("/reports/compare.xlsx?{query}"), t!(words, "compare-workbook")))
        .put(" · ")
        .put(link(&format!("/api/v1/reports/compare?{query}"), "JSON"))
        .html()
}

/// The indicators that the vocabulary knows to choose from; any other by the words of a report.
fn choose(words: &'static Words, asked: &Asked, known: &[Known]) -> Html {
    let item = |it: &Known| SelectItem::new(it.id.as_str(), format!("{} · {}", indicator(words, &it.id), it.times));
    let is_known = known.iter().any(|it| it.id == asked.indicator);
    let own = (!is_known).then(|| SelectItem::new(asked.indicator.as_str(), indicator(words, &asked.indicator)));
    let chosen = [
        ("indicator".to_owned(), asked.indicator.clone()),
        ("region".to_owned(), asked.regions.first().cloned().unwrap_or_default()),
    ];
    let form = Form::new(words, &chosen, &[]);
    let items = own.into_iter().chain(known.iter().map(item)).collect();
    el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", "/reports/compare")
        .put(form.select("indicator", t!(words, "compare-indicator"), items))
        .put(form.input("other", t!(words, "compare-other")))
        .put(form.input("region", t!(words, "compare-region")))
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
    let asked = Asked::of(&given);
    let words = guest.words();
    let made = guest
        .ask(move |office| {
            let rows = all(office, &asked)?;
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

/// Every page of what is asked; a sheet holds no more.
fn all(office: &Office, asked: &Asked) -> Result<Vec<Row>, Failure> {
    let (mut rows, mut asked) = (Vec::new(), Asked { after: None, ..asked.clone() });
    loop {
        let page = compared(office, &asked)?;
        rows.extend(page.rows);
        asked.after = page.next;
        if asked.after.is_none() || rows.len() >= SHEET {
            return Ok(rows);
        }
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
    let name = indicator(words, &asked.indicator);
    for (line, row) in (1u32..).zip(rows) {
        sheet.write_string(line, 0, &name)?;
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
