//! What happened today, for who leads: filed, answered in time or late, judged well or badly; for the district and by
//! unit. Each number leads to the matters behind it, or says in words what it counts.

mod day;
mod figure;

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::calendar::civil;
use bihuan_core::directory::{DistrictCode, UnitCode, UnitKind};
use bihuan_office::{Failure, Law};
use jiff::civil::Date;

use crate::app::App;
use crate::components::{Cell, Crumb, SummaryList, SummaryRow, Table};
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::lists::List;
use crate::names::Names;
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::tally::{COUNTED, Tally};
use crate::portal::when;
use crate::shell::{Area, Page};
use crate::t;

/// The pages of the cockpit.
pub fn router() -> Router<App> {
    Router::new().route("/cockpit", get(page)).route("/cockpit/cases", get(cases)).merge(figure::router())
}

/// `GET /cockpit`
async fn page(_: Staff, guest: Guest) -> Response {
    let law = guest.app.office.law();
    let today = civil(guest.app.office.clock().now()).date();
    let Some(district) = district(&guest, &law) else { return guest.sorry(&Failure::NotFound) };
    let of = district.clone();
    let tally = guest.ask(move |office| Ok(Tally::of(office, &office.law(), &of, today, today)?)).await;
    let tally = match tally {
        Ok(tally) => tally,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let head = t!(words, "cockpit-title", district = names.unit(&district.unit()), day = today.to_string());
    let main = title(&head)
        .then(figures(&guest, &tally))
        .then(section(t!(words, "cockpit-units")))
        .then(by_unit(&guest, &names, &law, &tally))
        .then(definitions(&guest));
    framed(&guest, t!(words, "nav-cockpit"), main).into_response()
}

/// `GET /cockpit/cases`: the matters behind one number of a day.
async fn cases(staff: Staff, guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let value = |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let law = guest.app.office.law();
    let today = civil(guest.app.office.clock().now()).date();
    let on = value("day").and_then(|day| day.parse::<Date>().ok()).unwrap_or(today);
    let asked = value("what").unwrap_or_default();
    let what = COUNTED.into_iter().find(|known| *known == asked);
    let (Some(what), Some(district)) = (what, district(&guest, &law)) else { return guest.sorry(&Failure::NotFound) };
    let unit = value("unit").and_then(|code| code.parse::<UnitCode>().ok());
    let of = unit.clone();
    let found = guest.ask(move |office| day::cases(office, &district, of.as_ref(), on, what, &staff.who)).await;
    let found = match found {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let name = words.get(&format!("counted-{what}"), &[]);
    let hidden = found.all.saturating_sub(found.rows.len());
    let of_unit = unit.map(|unit| body(Names::new(&law, guest.lang()).unit(&unit)));
    let main = title(&t!(words, "cockpit-behind", what = name.as_str(), day = on.to_string(), n = found.all))
        .then(of_unit)
        .then((hidden > 0).then(|| body(t!(words, "cockpit-not-yours", n = hidden))));
    let table = listed(&guest, &law, &found);
    let main = if table.rows.is_empty() {
        main.then(body(t!(words, "cockpit-nothing")))
    } else {
        main.then(table.clone().stacked())
    };
    let list = List::of(words, format!("{name} {on}"), &table);
    let mut page = framed(&guest, name.clone(), main);
    page.before = way(words, vec![Crumb::new("/cockpit", t!(words, "nav-cockpit")), Crumb::new("", name)]);
    guest.offering(page, list).await
}

fn framed(guest: &Guest, title: String, main: Html) -> Page {
    Page { area: Area::Cockpit, ..guest.page(title, "cockpit") }.with(main)
}

/// The officer's own district, else the chosen one.
fn district(guest: &Guest, law: &Law) -> Option<DistrictCode> {
    let own = guest.staff.as_ref().and_then(|staff| staff.district.clone());
    own.or_else(|| guest.district(law))
}

fn mark(guest: &Guest) -> Html {
    if guest.app.office.is_demo() { when::made_up(guest.words()) } else { Html::empty() }
}

fn figures(guest: &Guest, tally: &Tally) -> Html {
    let words = guest.words();
    let figure = |what: &str| {
        let number = link(&format!("/cockpit/cases?what={what}"), tally.all(what).to_string());
        let value = el("dd").attr("id", format!("figure-{what}")).put(number).put(" ").put(mark(guest));
        el("div").class("bh-figure").put(el("dt").put(words.get(&format!("counted-{what}"), &[]))).put(value)
    };
    el("dl").class("bh-figures").put_all(COUNTED.map(figure)).html()
}

fn by_unit(guest: &Guest, names: &Names<'_>, law: &Law, tally: &Tally) -> Html {
    let words = guest.words();
    let kind = |code: &str| code.parse().ok().and_then(|code| law.directory.unit(&code)).map(|unit| unit.kind);
    let mut units = tally.units();
    units.sort_by_key(|code| (kind(code) == Some(UnitKind::Street), (*code).to_owned()));
    if units.is_empty() {
        return body(t!(words, "cockpit-nothing"));
    }
    let row = |code: &str| {
        let number = |what: &str| {
            let number = tally.unit(code, what).to_string();
            let at = format!("/cockpit/cases?what={what}&unit={code}");
            Cell::number(link(&at, number).then(" ").then(mark(guest)))
        };
        let mut cells = vec![Cell::from(names.unit_of(code))];
        cells.extend(COUNTED.map(number));
        cells
    };
    let mut head = vec![Cell::from(t!(words, "cockpit-unit"))];
    head.extend(COUNTED.map(|what| Cell::number(words.get(&format!("counted-{what}"), &[]))));
    let rows = units.into_iter().map(row).collect();
    let table = Table { head, rows, first_cell_is_header: true, classes: "bh-dense".into(), ..Table::default() };
    table.stacked().into()
}

fn definitions(guest: &Guest) -> Html {
    let words = guest.words();
    let row = |what: &str| {
        let name =
            el("span").attr("id", format!("means-{what}")).put(words.get(&format!("counted-{what}"), &[])).html();
        SummaryRow::new(name, words.get(&format!("means-{what}"), &[]))
    };
    let rows = COUNTED.map(row).to_vec();
    section(t!(words, "cockpit-means")).then(SummaryList { rows, ..SummaryList::default() })
}

fn listed(guest: &Guest, law: &Law, found: &day::Found) -> Table {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let row = |row: &day::Row| {
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
            Cell::from(names.case_type(&row.rules.id)),
            Cell::from(stage),
            Cell::from(unit),
            Cell::from(when::instant(row.at)),
        ]
    };
    let head = ["cockpit-number", "cockpit-kind", "cockpit-stage", "cockpit-unit", "cockpit-at"];
    let head = head.map(|key| Cell::from(words.get(key, &[]))).to_vec();
    Table { head, rows: found.rows.iter().map(row).collect(), ..Table::default() }
}
