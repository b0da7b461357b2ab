//! The matters behind a number, exactly those that were counted, page by page; and the parts that a number is the sum
//! of, each with the way to its own matters.

use std::sync::Arc;

use axum::extract::Query;
use axum::response::Response;
use bihuan_core::calendar::civil;
use bihuan_core::casework::Who;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_office::{Failure, Law, Office, Span};
use jiff::Timestamp;
use jiff::civil::Date;

use super::asked::Asked;
use super::numbers::{Numbers, names_of, units_of};
use super::{Given, district, framed, mark};
use crate::components::{Cell, Crumb, Table};
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::lists::List;
use crate::names::Names;
use crate::phrases::{pages, way};
use crate::portal::guest::{Guest, body, link, title};
use crate::portal::tally::SUMMED;
use crate::portal::when;
use crate::t;

/// Matters of one page.
const A_PAGE: usize = 100;

/// A matter of the list.
struct Row {
    number: String,
    headline: String,
    stage: Option<String>,
    outcome: Option<String>,
    unit: Option<UnitCode>,
    at: Timestamp,
    synthetic: bool,
    rules: Arc<CaseType>,
}

/// What stands behind a number: how often it was counted, this page of it, and what the reader may not see of the page.
struct Found {
    all: usize,
    rows: Vec<Row>,
    hidden: usize,
    next: Option<String>,
}

/// What an address of a list asks for.
struct Wanted {
    what: &'static str,
    asked: Asked,
    days: (Date, Date),
    today: Date,
    district: DistrictCode,
}

impl Wanted {
    fn of(guest: &Guest, law: &Law, given: &[(String, String)]) -> Option<Wanted> {
        let what = given.iter().find(|(name, _)| name == "what").map(|(_, what)| what.as_str()).unwrap_or_default();
        let what = SUMMED.into_iter().find(|known| *known == what)?;
        let asked = Asked::of(law, given, "today");
        let today = civil(guest.app.office.clock().now()).date();
        Some(Wanted { what, days: asked.days(today), asked, today, district: district(guest, law)? })
    }

    /// "2025-09-25", or from when to when.
    fn span(&self) -> String {
        let (from, to) = self.days;
        if from == to { from.to_string() } else { format!("{from} – {to}") }
    }
}

/// `GET /cockpit/cases`
pub async fn page(staff: Staff, guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(wanted) = Wanted::of(&guest, &law, &given) else { return guest.sorry(&Failure::NotFound) };
    let after = given.iter().find(|(name, after)| name == "after" && is_cursor(after)).map(|(_, after)| after.clone());
    let wanted = Arc::new(wanted);
    let (inner, cursor) = (Arc::clone(&wanted), after.clone());
    let lang = guest.lang();
    let found = guest.ask(move |office| find(office, &inner, cursor.as_deref(), &staff.who, lang)).await;
    let found = match found {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let name = words.get(&format!("counted-{}", wanted.what), &[]);
    let of_unit = wanted.asked.unit.as_ref().map(|unit| body(Names::new(&law, lang).unit(unit)));
    let head = t!(words, "cockpit-behind", what = name.as_str(), day = wanted.span(), n = found.all);
    let main = title(&head)
        .then(of_unit)
        .then((found.hidden > 0).then(|| body(t!(words, "cockpit-not-yours", n = found.hidden))));
    let table = listed(&guest, &law, &found);
    let here = wanted.asked.matters(wanted.what, wanted.today);
    let turn =
        pages(words, after.map(|_| here.clone()), found.next.as_ref().map(|next| format!("{here}&after={next}")));
    let main = if table.rows.is_empty() {
        main.then(body(t!(words, "cockpit-nothing")))
    } else {
        main.then(table.clone().stacked())
    };
    let list = List::of(words, format!("{name} {}", wanted.span()), &table);
    let mut page = framed(&guest, name.clone(), main.then(turn));
    page.before = way(words, vec![Crumb::new("/cockpit", t!(words, "nav-cockpit")), Crumb::new("", name)]);
    guest.offering(page, list).await
}

/// Whether this is where a page of ours ended: district, day, place in the log, and which count of that record.
fn is_cursor(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let number = |part: &str| part.parse::<u64>().is_ok();
    matches!(parts.as_slice(), [district, day, seq, nth]
        if number(district) && day.parse::<Date>().is_ok() && number(seq) && number(nth))
}

fn find(
    office: &Office,
    wanted: &Wanted,
    after: Option<&str>,
    who: &Who,
    lang: crate::words::Lang,
) -> Result<Found, Failure> {
    let law = office.law();
    let words = Names::new(&law, lang);
    let names = names_of(&law, &wanted.asked, wanted.what);
    let unit = wanted.asked.unit.as_ref().map(UnitCode::to_string);
    let (from, to) = wanted.days;
    let span = Span { unit, from: Some(from), to: Some(to), ..Span::of_district(&wanted.district) };
    let counted = office.counted(&names, &span, after, A_PAGE)?;
    let row = |at: &bihuan_office::CountedAt| {
        let reading = office.read(&at.case, who).ok()?;
        Some(Row {
            number: reading.case.number.clone(),
            headline: words.headline(&reading.rules, &reading.case),
            stage: reading.case.standings.first().map(|standing| standing.stage.clone()),
            outcome: reading.case.closed.as_ref().map(|closing| closing.outcome.clone()),
            unit: bihuan_core::casework::responsible(&reading.case).cloned(),
            at: at.at,
            synthetic: reading.case.synthetic,
            rules: Arc::clone(&reading.rules),
        })
    };
    let rows: Vec<Row> = counted.items.iter().filter_map(row).collect();
    let all = usize::try_from(office.times_counted(&names, &span)?).unwrap_or_default();
    let hidden = counted.items.len().saturating_sub(rows.len());
    Ok(Found { all, rows, hidden, next: counted.next })
}

fn listed(guest: &Guest, law: &Law, found: &Found) -> Table {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let row = |row: &Row| {
        let number =
            el("span").class("bh-number").put(link(&format!("/desk/cases/{}", row.number), row.number.as_str()));
        let stage = match (&row.outcome, &row.stage) {
            (Some(outcome), _) => t!(words, "follow-closed", outcome = names.outcome(&row.rules, outcome)),
            (None, Some(stage)) => names.stage(&row.rules, stage),
            (None, None) => String::new(),
        };
        let unit = row.unit.as_ref().map(|unit| names.unit(unit)).unwrap_or_default();
        let mark = row.synthetic.then(|| when::made_up(words));
        vec![
            Cell::from(number.html().then(" ").then(mark)),
            Cell::from(row.headline.as_str()),
            Cell::from(stage),
            Cell::from(unit),
            Cell::from(when::instant(row.at)),
        ]
    };
    let head = ["cockpit-number", "cockpit-kind", "cockpit-stage", "cockpit-unit", "cockpit-at"];
    let head = head.map(|key| Cell::from(words.get(key, &[]))).to_vec();
    let rows = found.rows.iter().map(row).collect();
    Table { head, rows, classes: "bh-dense".into(), ..Table::default() }
}

/// `GET /cockpit/parts`: what a unit's number is the sum of.
pub async fn parts(_: Staff, guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let Some(wanted) = Wanted::of(&guest, &law, &given) else { return guest.sorry(&Failure::NotFound) };
    let Some(unit) = wanted.asked.unit.clone() else { return guest.sorry(&Failure::NotFound) };
    let (of, asked, today) = (wanted.district.clone(), wanted.asked.clone(), wanted.today);
    let numbers = match guest.ask(move |office| Numbers::read(office, &of, &asked, today)).await {
        Ok(numbers) => numbers,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let name = words.get(&format!("counted-{}", wanted.what), &[]);
    let part = |code: String| {
        let n = numbers.unit(&code).of(wanted.what);
        let asked = wanted.asked.at(code.parse::<UnitCode>().ok().as_ref());
        let number = link(&asked.matters(wanted.what, wanted.today), n.to_string());
        (n != 0).then(|| {
            vec![Cell::from(Html::from(names.unit_of(&code)).then(" ").then(mark(&guest))), Cell::number(number)]
        })
    };
    let rows: Vec<Vec<Cell>> = units_of(&law, Some(&unit)).into_iter().filter_map(part).collect();
    let all = numbers.with_below(&law, Some(&unit)).of(wanted.what);
    let head = t!(words, "cockpit-behind", what = name.as_str(), day = wanted.span(), n = all);
    let table = Table {
        caption: t!(words, "cockpit-parts", unit = names.unit(&unit), n = all),
        caption_classes: "govuk-table__caption--s".into(),
        classes: "bh-dense bh-narrow".into(),
        head: vec![Cell::from(t!(words, "cockpit-unit")), Cell::number(name.as_str())],
        first_cell_is_header: true,
        rows,
        ..Table::default()
    };
    let main = title(&head).then(match table.rows.is_empty() {
        true => body(t!(words, "cockpit-nothing")),
        false => table.into(),
    });
    let mut page = framed(&guest, name.clone(), main);
    page.before = way(words, vec![Crumb::new("/cockpit", t!(words, "nav-cockpit")), Crumb::new("", name)]);
    axum::response::IntoResponse::into_response(page)
}
