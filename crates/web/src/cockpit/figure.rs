//! One figure: what it says, how it is worked out, its course and its parts, and the way to the matters behind it. And
//! the list of all of them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::calendar::civil;
use bihuan_core::directory::UnitCode;
use bihuan_core::figures::words::words as defined;
use bihuan_core::figures::{Better, Figure, Kind};
use bihuan_core::pack::model::Basis;
use bihuan_office::figures::ask::{Asked, By, Every, Reading};
use bihuan_office::{CountedAt, Failure, Law, Office};
use jiff::civil::Date;

use super::{district, framed};
use crate::alerts::Watched;
use crate::app::App;
use crate::components::{Cell, Crumb, SummaryList, SummaryRow, Table};
use crate::html::{Html, el};
use crate::identity::Staff;
use crate::lists::List;
use crate::names::Names;
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::when;
use crate::t;
use crate::words::Lang;
use bihuan_core::calendar::Period;

/// Matters that one page of a list shows.
const PAGE: usize = 50;

/// The pages of figures.
pub fn router() -> Router<App> {
    Router::new()
        .route("/cockpit/figures", get(all))
        .route("/cockpit/figures/{id}", get(one))
        .route("/cockpit/figures/{id}/cases", get(cases))
}

/// What the address asks: a time, a unit, a day as of which.
#[derive(Clone)]
struct Question {
    period: Period,
    unit: Option<UnitCode>,
    as_of: Option<Date>,
    cursor: Option<String>,
    /// Whether the list is that of the matters that were left out.
    left_out: bool,
}

impl Question {
    fn read(given: &[(String, String)], today: Date) -> Question {
        let value = |name: &str| given.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        Question {
            period: value("period")
                .and_then(|it| Period::read(it).or_else(|| Period::between(it)))
                .unwrap_or_else(|| Period::year_of(today)),
            unit: value("unit").and_then(|code| code.parse().ok()),
            as_of: value("as_of").and_then(|day| day.parse().ok()),
            cursor: value("cursor").map(str::to_owned),
            left_out: value("excluded") == Some("1"),
        }
    }

    fn asked(&self, id: &str, district: &str) -> Asked {
        Asked {
            id: id.to_owned(),
            districts: vec![district.to_owned()],
            unit: self.unit.clone(),
            from: Some(self.period.first),
            to: Some(self.period.last),
            as_of: self.as_of,
        }
    }

    /// The address of a page about a figure with this question.
    fn at(&self, page: &str) -> String {
        let unit = self.unit.as_ref().map(|unit| format!("&unit={unit}")).unwrap_or_default();
        let as_of = self.as_of.map(|day| format!("&as_of={day}")).unwrap_or_default();
        format!("{page}?period={}{unit}{as_of}", self.period)
    }
}

fn today(guest: &Guest) -> Date {
    civil(guest.app.office.clock().now()).date()
}

/// In a demonstration every number is made of invented matters, and says so wherever it stands.
fn made_up(guest: &Guest) -> Option<Html> {
    guest.app.office.is_demo().then(|| when::made_up(guest.words()))
}

fn told(figure: &Figure, lang: Lang) -> &str {
    if lang == Lang::Zh { &figure.title } else { &figure.title_en }
}

/// A value with its measure; a dash where there is nothing to divide by.
fn shown(guest: &Guest, figure: &Figure, reading: &Reading) -> String {
    let Some(value) = &reading.value else { return "—".to_owned() };
    let measure = match (guest.lang(), figure.measure.as_str()) {
        (_, "%") => return format!("{value}%"),
        (Lang::En, "件" | "件次") => String::new(),
        (Lang::En, "工作小时") => t!(guest.words(), "figure-in-wh"),
        (_, measure) => measure.to_owned(),
    };
    format!("{value} {measure}").trim_end().to_owned()
}

/// `GET /cockpit/figures`: every figure with its value of the year.
async fn all(_: Staff, guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let law = guest.app.office.law();
    let Some(district) = district(&guest, &law) else { return guest.sorry(&Failure::NotFound) };
    let question = Question::read(&given, today(&guest));
    let (asking, of) = (question.clone(), district.to_string());
    let figures: Vec<Arc<Figure>> = law.book.all().filter(|figure| figure.basis.is_some()).cloned().collect();
    let ids: Vec<String> = figures.iter().map(|figure| figure.id.clone()).collect();
    let read = move |office: &Office| ids.iter().map(|id| office.figure(&asking.asked(id, &of))).collect();
    let readings: Vec<Reading> = match guest.ask(read).await {
        Ok(readings) => readings,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let row = |(figure, reading): (&Arc<Figure>, &Reading)| {
        let name = link(&question.at(&format!("/cockpit/figures/{}", figure.id)), told(figure, guest.lang()));
        let kind = Names::new(&law, guest.lang()).case_type(&figure.of);
        let sample = reading.denominator.clone().unwrap_or_default();
        let name = name.then(" ").then(made_up(&guest));
        let left_out = left_out_number(figure, reading, &question);
        vec![
            Cell::from(name),
            Cell::from(kind),
            Cell::number(shown(&guest, figure, reading)),
            Cell::number(sample),
            Cell::number(left_out),
        ]
    };
    let head = vec![
        Cell::from(t!(words, "figure-name")),
        Cell::from(t!(words, "cockpit-kind")),
        Cell::number(t!(words, "figure-value")),
        Cell::number(t!(words, "figure-over")),
        Cell::number(t!(words, "figure-left-out-column")),
    ];
    let rows = figures.iter().zip(&readings).map(row).collect();
    let table = Table { head, rows, first_cell_is_header: true, ..Table::default() };
    let name = t!(words, "figures-title", period = question.period.to_string());
    let main = title(&name).then(body(t!(words, "figures-about"))).then(table.clone().stacked());
    let list = List::of(words, name.clone(), &table);
    let mut page = framed(&guest, name.clone(), main);
    page.before = way(words, vec![Crumb::new("/cockpit", t!(words, "nav-cockpit")), Crumb::new("", name)]);
    guest.offering(page, list).await
}

/// What one page shows of a figure.
struct Told {
    whole: Reading,
    months: Vec<(String, Reading)>,
    units: Vec<(String, Reading)>,
}

/// `GET /cockpit/figures/{id}`
async fn one(_: Staff, guest: Guest, Path(id): Path<String>, Query(given): Query<Vec<(String, String)>>) -> Response {
    let law = guest.app.office.law();
    let (Some(district), Some(figure)) = (district(&guest, &law), law.figure(&id).cloned()) else {
        return guest.sorry(&Failure::NotFound);
    };
    let question = Question::read(&given, today(&guest));
    let asked = question.asked(&id, district.as_str());
    let read = move |office: &Office| {
        let whole = office.figure(&asked)?;
        let months = office.figure_by(&asked, &By::Period(Every::Month))?;
        let units = office.figure_by(&asked, &By::Unit(None))?;
        Ok(Told { whole, months, units })
    };
    let found = match guest.ask(read).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let name = told(&figure, guest.lang()).to_owned();
    let main = title(&name)
        .then(value(&guest, &figure, &found.whole, &question))
        .then(section(t!(words, "figure-means")))
        .then(definition(&guest, &law, &figure))
        .then(Watched { law: &law, words }.watching(&[&figure.id]))
        .then(section(t!(words, "figure-course")))
        .then(bars(&found.months))
        .then(course(&guest, &figure, &found.months))
        .then(section(t!(words, "figure-units")))
        .then(by_unit(&guest, &law, &figure, &found.units, &question));
    let mut page = framed(&guest, name.clone(), main);
    let crumbs = vec![
        Crumb::new("/cockpit", t!(words, "nav-cockpit")),
        Crumb::new("/cockpit/figures", t!(words, "figures-crumb")),
        Crumb::new("", name),
    ];
    page.before = way(words, crumbs);
    page.into_response()
}

fn value(guest: &Guest, figure: &Figure, whole: &Reading, question: &Question) -> Html {
    let words = guest.words();
    let mark = made_up(guest);
    let name = el("dt").put(t!(words, "figure-of-period", period = question.period.to_string()));
    let number = el("dd").attr("id", "figure-value").put(shown(guest, figure, whole)).put(" ").put(mark);
    let tile = el("div").class("bh-figure").put(name).put(number);
    let parts = match (&whole.numerator, &whole.denominator) {
        (Some(of), Some(over)) => Some(body(t!(words, "figure-quotient", of = of.as_str(), over = over.as_str()))),
        _ => None,
    };
    let beside = (whole.beside > 0).then(|| body(t!(words, "figure-beside", n = whole.beside)));
    let left_out = figure.excluded().first().map(|_| body(left_out(guest, figure, whole, question)));
    let is_now = question.as_of.is_none() && question.period.last >= today(guest);
    let listed = is_now || !matches!(figure.kind, Kind::Stock { .. } | Kind::Latest { .. });
    let behind = listed.then(|| {
        let at = question.at(&format!("/cockpit/figures/{}/cases", figure.id));
        let key = if matches!(figure.kind, Kind::Rate { .. }) { "figure-behind-rate" } else { "figure-behind" };
        body(link(&at, words.get(key, &[("n", whole.sample.into())])))
    });
    el("dl").class("bh-figures").put(tile).html().then(parts).then(left_out).then(beside).then(behind)
}

/// How many were left out by a decision, with the way to them.
fn left_out(guest: &Guest, figure: &Figure, reading: &Reading, question: &Question) -> Html {
    to_left_out(figure, reading, question, t!(guest.words(), "figure-left-out", n = reading.excluded))
}

/// The number alone; nothing for what nobody can be left out of.
fn left_out_number(figure: &Figure, reading: &Reading, question: &Question) -> Html {
    if figure.excluded().is_empty() {
        return Html::empty();
    }
    to_left_out(figure, reading, question, reading.excluded.to_string())
}

fn to_left_out(figure: &Figure, reading: &Reading, question: &Question, told: String) -> Html {
    if reading.excluded == 0 {
        return told.into();
    }
    link(&format!("{}&excluded=1", question.at(&format!("/cockpit/figures/{}/cases", figure.id))), told)
}

/// In words, with the direction and the basis.
fn definition(guest: &Guest, law: &Law, figure: &Figure) -> Html {
    let words = guest.words();
    let pack = figure.id.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let text = pack.map(|pack| defined(figure, pack, &law.book, guest.lang().calendar())).unwrap_or_default();
    let better = match figure.better {
        Better::More => t!(words, "figure-more"),
        Better::Less => t!(words, "figure-less"),
        Better::Neither => t!(words, "figure-neither"),
    };
    let named = figure.basis.as_ref().zip(pack);
    let basis =
        named.and_then(|(name, pack)| Some((pack.bases.get(name)?, pack.basis_note(name, guest.lang() == Lang::En))));
    let rows = vec![
        SummaryRow::new(t!(words, "figure-formula"), text),
        SummaryRow::new(t!(words, "figure-better"), better),
        SummaryRow::new(t!(words, "figure-basis"), cited(guest, basis)),
        SummaryRow::new(t!(words, "figure-id"), figure.id.as_str()),
    ];
    SummaryList { rows, ..SummaryList::default() }.into()
}

fn cited(guest: &Guest, basis: Option<(&Basis, Option<&str>)>) -> String {
    let words = guest.words();
    let Some((basis, note)) = basis else { return t!(words, "figure-basis-plain") };
    let kind = serde_json::to_value(basis.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    let kind = words.get(&format!("figure-basis-{}", kind.unwrap_or_default()), &[]);
    let parts = [basis.source.as_deref(), basis.article.as_deref(), note];
    std::iter::once(kind.as_str()).chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(words.semicolon())
}

/// Bars month by month, beside the table that says the same.
fn bars(months: &[(String, Reading)]) -> Option<Html> {
    let height =
        |reading: &Reading| reading.value.as_deref().and_then(|value| value.parse::<f64>().ok()).unwrap_or(0.0);
    let most = months.iter().map(|(_, reading)| height(reading)).fold(0.0, f64::max);
    if most <= 0.0 || months.len() < 2 || months.len() > 40 {
        return None;
    }
    let bar = |(at, (name, reading)): (usize, &(String, Reading))| {
        let tall = (height(reading) / most * 100.0).round();
        el("rect")
            .attr("x", (at * 24 + 2).to_string())
            .attr("y", (104.0 - tall).to_string())
            .attr("width", "20")
            .attr("height", tall.max(1.0).to_string())
            .put(el("title").put(format!("{name}: {}", reading.value.as_deref().unwrap_or("—"))))
    };
    let chart = el("svg")
        .class("bh-bars")
        .attr("viewBox", format!("0 0 {} 106", months.len() * 24))
        .attr("width", (months.len() * 24).to_string())
        .attr("height", "106")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .put_all(months.iter().enumerate().map(bar));
    Some(chart.html())
}

fn course(guest: &Guest, figure: &Figure, months: &[(String, Reading)]) -> Html {
    let words = guest.words();
    if months.is_empty() {
        return body(t!(words, "cockpit-nothing"));
    }
    let row = |(month, reading): &(String, Reading)| {
        let over = reading.denominator.clone().unwrap_or_default();
        let month = Html::from(month.as_str()).then(" ").then(made_up(guest));
        let left_out = Cell::number(reading.excluded.to_string());
        vec![Cell::from(month), Cell::number(shown(guest, figure, reading)), Cell::number(over), left_out]
    };
    let head = vec![
        Cell::from(t!(words, "figure-month")),
        Cell::number(t!(words, "figure-value")),
        Cell::number(t!(words, "figure-over")),
        Cell::number(t!(words, "figure-left-out-column")),
    ];
    let rows = months.iter().map(row).collect();
    Table { head, rows, first_cell_is_header: true, ..Table::default() }.stacked().into()
}

fn by_unit(guest: &Guest, law: &Law, figure: &Figure, units: &[(String, Reading)], question: &Question) -> Html {
    let words = guest.words();
    if units.is_empty() {
        return body(t!(words, "cockpit-nothing"));
    }
    let names = Names::new(law, guest.lang());
    let row = |(code, reading): &(String, Reading)| {
        let of_unit = Question { unit: code.parse().ok(), ..question.clone() };
        let name = link(&of_unit.at(&format!("/cockpit/figures/{}", figure.id)), names.unit_of(code));
        let over = reading.denominator.clone().unwrap_or_default();
        let name = name.then(" ").then(made_up(guest));
        let left_out = left_out_number(figure, reading, &of_unit);
        vec![Cell::from(name), Cell::number(shown(guest, figure, reading)), Cell::number(over), Cell::number(left_out)]
    };
    let head = vec![
        Cell::from(t!(words, "cockpit-unit")),
        Cell::number(t!(words, "figure-value")),
        Cell::number(t!(words, "figure-over")),
        Cell::number(t!(words, "figure-left-out-column")),
    ];
    let rows = units.iter().map(row).collect();
    Table { head, rows, first_cell_is_header: true, ..Table::default() }.stacked().into()
}

/// A matter behind a figure, as its reader may see it.
struct Behind {
    number: String,
    unit: Option<UnitCode>,
    at: jiff::Timestamp,
    synthetic: bool,
}

/// `GET /cockpit/figures/{id}/cases`: the matters behind it, exactly as many as it counts.
async fn cases(
    staff: Staff,
    guest: Guest,
    Path(id): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    let law = guest.app.office.law();
    let (Some(district), Some(figure)) = (district(&guest, &law), law.figure(&id).cloned()) else {
        return guest.sorry(&Failure::NotFound);
    };
    let question = Question::read(&given, today(&guest));
    let (asked, cursor, of) = (question.asked(&id, district.as_str()), question.cursor.clone(), figure.clone());
    let left_out = question.left_out;
    let read = move |office: &Office| {
        let whole = office.figure(&asked)?;
        let (sample, page) = if left_out {
            (whole.excluded, office.left_out(&of, &asked, cursor.as_deref(), PAGE)?)
        } else {
            (whole.sample, office.behind(&of, &asked, cursor.as_deref(), PAGE)?)
        };
        let seen = |at: &CountedAt| {
            let reading = office.read(&at.case, &staff.who).ok()?;
            let unit = bihuan_core::casework::responsible(&reading.case).cloned();
            Some(Behind { number: reading.case.number, unit, at: at.at, synthetic: reading.case.synthetic })
        };
        let rows: Vec<Behind> = page.items.iter().filter_map(seen).collect();
        Ok((sample, page.items.len() - rows.len(), rows, page.next))
    };
    let (sample, hidden, rows, next) = match guest.ask(read).await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let name = told(&figure, guest.lang()).to_owned();
    let key = if left_out { "figure-list-left-out" } else { "figure-list" };
    let period = question.period.to_string();
    let head = words.get(key, &[("name", name.as_str().into()), ("period", period.into()), ("n", sample.into())]);
    let not_yours = (hidden > 0).then(|| body(t!(words, "cockpit-not-yours", n = hidden)));
    let table = listed(&guest, &law, &rows);
    let more = next.map(|cursor| {
        let own = if left_out { "&excluded=1" } else { "" };
        let at = format!("{}{own}&cursor={cursor}", question.at(&format!("/cockpit/figures/{id}/cases")));
        crate::phrases::pages(words, None, Some(at))
    });
    let main = title(&head).then(not_yours).then(table.clone().stacked()).then(more);
    let list = List::of(words, head.clone(), &table);
    let mut page = framed(&guest, head.clone(), main);
    let crumbs = vec![
        Crumb::new("/cockpit", t!(words, "nav-cockpit")),
        Crumb::new(question.at(&format!("/cockpit/figures/{id}")), name),
        Crumb::new("", words.get(if left_out { "figure-crumb-left-out" } else { "figure-crumb-list" }, &[])),
    ];
    page.before = way(words, crumbs);
    guest.offering(page, list).await
}

fn listed(guest: &Guest, law: &Law, rows: &[Behind]) -> Table {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let row = |row: &Behind| {
        let number =
            el("span").class("bh-number").put(link(&format!("/desk/cases/{}", row.number), row.number.as_str()));
        let mark = row.synthetic.then(|| when::made_up(words));
        let unit = row.unit.as_ref().map(|unit| names.unit(unit)).unwrap_or_default();
        vec![Cell::from(number.html().then(" ").then(mark)), Cell::from(unit), Cell::from(when::instant(row.at))]
    };
    let head = ["cockpit-number", "cockpit-unit", "cockpit-at"].map(|key| Cell::from(words.get(key, &[]))).to_vec();
    Table { head, rows: rows.iter().map(row).collect(), ..Table::default() }
}
