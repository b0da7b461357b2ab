//! What is late now: how many, and which. The count and the list come from one index that holds nothing but late matters.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::{Who, accountable};
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::CaseQuery;
use bihuan_office::{Failure, Law, Office, Reading};
use jiff::Timestamp;

use super::asked::Asked;
use super::numbers::units_of;
use super::{Given, district, framed};
use crate::components::{Cell, Crumb, Table};
use crate::desk::light::Light;
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::names::Names;
use crate::phrases::{pages, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// Matters of a page.
const A_PAGE: usize = 50;
/// So many are opened at most, to find those that the reader may see.
const READ: usize = 25;
/// Among so many, the longest late are looked for.
const LOOKED_AT: usize = 200;

/// What is late.
pub struct Late {
    /// How many.
    pub all: u64,
    /// Those that are shown.
    pub rows: Vec<Row>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Matters of this page that the reader has no right to see.
    pub hidden: usize,
}

/// A late matter.
pub struct Row {
    reading: Reading,
    light: Option<Light>,
}

fn query(law: &Law, district: &DistrictCode, asked: &Asked, now: Timestamp) -> CaseQuery {
    let units = asked.unit.as_ref().map(|unit| units_of(law, Some(unit))).unwrap_or_default();
    let types = asked.kind.clone().into_iter().collect();
    CaseQuery { districts: vec![district.to_string()], units, types, late_at: Some(now), ..CaseQuery::default() }
}

fn row(office: &Office, case: &str, who: &Who, words: &'static Words) -> Result<Option<Row>, Failure> {
    match office.read(case, who) {
        Ok(reading) => {
            let light = Light::of_case(&office.law(), &reading.case, office.clock().now(), words);
            Ok(Some(Row { reading, light }))
        }
        Err(Failure::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// How many are late, and the few that are longest late.
///
/// # Errors
/// [`Failure`] of the store.
pub fn longest(
    office: &Office,
    district: &DistrictCode,
    asked: &Asked,
    (who, words): (&Who, &'static Words),
    most: usize,
) -> Result<Late, Failure> {
    let query = CaseQuery { limit: LOOKED_AT, ..query(&office.law(), district, asked, office.clock().now()) };
    let all = office.ledger().count_cases(&query)?;
    let mut heads = office.ledger().cases(&query)?.items;
    heads.sort_by_key(|row| row.head.late_from);
    let mut rows = Vec::new();
    for head in heads.iter().take(READ) {
        rows.extend(row(office, &head.case, who, words)?);
        if rows.len() >= most {
            break;
        }
    }
    Ok(Late { all, rows, next: None, hidden: 0 })
}

fn a_page(
    office: &Office,
    district: &DistrictCode,
    asked: &Asked,
    (who, words): (&Who, &'static Words),
    after: Option<String>,
) -> Result<Late, Failure> {
    let query =
        CaseQuery { limit: A_PAGE, cursor: after, ..query(&office.law(), district, asked, office.clock().now()) };
    let all = office.ledger().count_cases(&query)?;
    let page = office.ledger().cases(&query)?;
    let mut rows = Vec::new();
    for head in &page.items {
        rows.extend(row(office, &head.case, who, words)?);
    }
    let hidden = page.items.len().saturating_sub(rows.len());
    Ok(Late { all, rows, next: page.next, hidden })
}

/// `GET /cockpit/late`
pub async fn page(staff: Staff, guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(district) = district(&guest, &law) else { return guest.sorry(&Failure::NotFound) };
    let asked = Asked::of(&law, &given, "month");
    let cursor = |text: &str| crate::portal::record::cursor_of(text);
    let after = given.iter().find(|(name, _)| name == "after").and_then(|(_, after)| cursor(after));
    let (inner, first, words) = (asked.clone(), after.is_some(), guest.words());
    let found = guest.ask(move |office| a_page(office, &district, &inner, (&staff.who, words), after)).await;
    let late = match found {
        Ok(late) => late,
        Err(sorry) => return sorry,
    };
    let names = Names::new(&law, guest.lang());
    let head = t!(words, "late-behind", n = late.all);
    let here = address(&asked);
    let turn = |after: &str| format!("{here}{}after={after}", if here.contains('?') { "&" } else { "?" });
    let turned = pages(words, first.then(|| here.clone()), late.next.as_deref().map(turn));
    let main = title(&head)
        .then((late.hidden > 0).then(|| body(t!(words, "cockpit-not-yours", n = late.hidden))))
        .then(table(&names, words, &late))
        .then(turned);
    let mut page = framed(&guest, t!(words, "late-title"), main);
    page.before =
        way(words, vec![Crumb::new("/cockpit", t!(words, "nav-cockpit")), Crumb::new("", t!(words, "late-title"))]);
    page.into_response()
}

/// Where all of them stand.
pub fn address(asked: &Asked) -> String {
    let kind = asked.kind.iter().map(|kind| format!("kind={kind}"));
    let unit = asked.unit.iter().map(|unit| format!("unit={unit}"));
    let pairs: Vec<String> = kind.chain(unit).collect();
    if pairs.is_empty() { "/cockpit/late".to_owned() } else { format!("/cockpit/late?{}", pairs.join("&")) }
}

/// The late matters as a table.
pub fn table(names: &Names<'_>, words: &'static Words, late: &Late) -> Html {
    if late.rows.is_empty() {
        return body(t!(words, "late-none"));
    }
    let row = |row: &Row| {
        let case = &row.reading.case;
        let number = el("span").class("bh-number").put(link(&format!("/desk/cases/{}", case.number), &*case.number));
        let mark = case.synthetic.then(|| when::made_up(words));
        let stage = case.standings.first().map(|standing| names.stage(&row.reading.rules, &standing.stage));
        vec![
            Cell::from(number.html().then(" ").then(mark)),
            Cell::from(names.headline(&row.reading.rules, case)),
            Cell::from(row.light.as_ref().map(Light::html).unwrap_or_default()),
            Cell::from(accountable(case).map(|unit| names.unit(unit)).unwrap_or_default()),
            Cell::from(stage.unwrap_or_default()),
        ]
    };
    let head = ["cockpit-number", "cockpit-kind", "late-since", "cockpit-unit", "cockpit-stage"];
    let table = Table {
        caption: t!(words, "late-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: late.rows.iter().map(row).collect(),
        ..Table::default()
    };
    table.stacked().into()
}

impl Row {
    /// The case.
    pub fn case(&self) -> &bihuan_core::casework::Case {
        &self.reading.case
    }

    /// What it is about.
    pub fn headline(&self, names: &Names<'_>) -> String {
        names.headline(&self.reading.rules, &self.reading.case)
    }

    /// How late it is.
    pub fn light(&self) -> Html {
        self.light.as_ref().map(Light::html).unwrap_or_default()
    }
}
