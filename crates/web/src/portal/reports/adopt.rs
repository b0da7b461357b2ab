//! `/reports/{number}/adopt`: what adopting would write, and for each commitment who leads, who supports and until when.
//! The reading suggests a lead; a person chooses.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::{DistrictCode, UnitKind};
use bihuan_office::reports::{Adoption, Sheet};
use bihuan_office::{Demand, Failure, Law};
use bihuan_text::report::anchor::{Item, ItemKind};
use bihuan_text::report::decided::{Charge, DecidedItem};

use super::{amount, short, who};
use crate::components::{Cell, Crumb, SelectItem, Table};
use crate::fields::Sent;
use crate::html::{Html, el, void};
use crate::names::Names;
use crate::phrases::{Form, submit, warning, way};
use crate::portal::guest::{Guest, body, section, title};
use crate::shell::hidden;
use crate::t;

/// `GET /reports/{number}/adopt`
pub async fn page(guest: Guest, Path(number): Path<String>) -> Response {
    let who = who(&guest);
    let asked = number.clone();
    let opened = guest.ask(move |office| Ok((office.sheet(&asked, &who)?, office.may_adopt(&asked, &who)?))).await;
    match opened {
        Ok((sheet, true)) => show(&guest, &sheet),
        Ok((_, false)) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(_) if guest.staff.is_none() => Redirect::to("/sign-in").into_response(),
        Err(sorry) => sorry,
    }
}

fn confirmed(sheet: &Sheet, kind: ItemKind) -> impl Iterator<Item = &DecidedItem> {
    sheet.decided.items.iter().filter(move |item| item.anchor.kind == kind && item.state.is_confirmed())
}

fn show(guest: &Guest, sheet: &Arc<Sheet>) -> Response {
    let words = guest.words();
    let law = guest.app.office.law();
    let [figures, tasks, terms] = ItemKind::ALL.map(|kind| confirmed(sheet, kind).count());
    let open = sheet.decided.items.len() - sheet.decided.settled();
    let main = title(&t!(words, "adopt-title"))
        .then(body(el("span").attr("lang", "zh-CN").put(&sheet.text.title).html()))
        .then(body(t!(words, "adopt-about", figures = figures, tasks = tasks, terms = terms)));
    let main = if open > 0 { main.then(warning(words, t!(words, "adopt-open", n = open))) } else { main };
    let csrf = guest.staff.as_ref().map(|staff| staff.csrf.clone()).unwrap_or_default();
    let summary = Form::new(words, &[], &[]).textarea("summary", t!(words, "adopt-summary"));
    let form = el("form")
        .attr("method", "post")
        .attr("action", format!("/reports/{}/adopt", sheet.case.number))
        .put(hidden("csrf", &csrf))
        .put(section(t!(words, "adopt-who")))
        .put(if tasks == 0 { body(t!(words, "adopt-no-tasks")) } else { charges(guest, &law, sheet) })
        .put(summary)
        .put(submit(t!(words, "adopt-do")));
    let mut page = guest.page(t!(words, "adopt-title"), "reports").with(main.then(form));
    let number = sheet.case.number.as_str();
    page.before = way(
        words,
        vec![
            Crumb::new("/reports", t!(words, "nav-reports")),
            Crumb::new(format!("/reports/{number}"), number),
            Crumb::new("", t!(words, "adopt-title")),
        ],
    );
    page.into_response()
}

/// One row for each commitment, with its controls.
fn charges(guest: &Guest, law: &Law, sheet: &Sheet) -> Html {
    let words = guest.words();
    let units = units(guest, law, &sheet.case.district);
    let none = SelectItem::new("", t!(words, "adopt-none"));
    let helpers: Vec<SelectItem> = [none].into_iter().chain(units.iter().skip(1).cloned()).collect();
    let row = |item: &DecidedItem| {
        let Item::Commitment(it) = &item.item else { return Vec::new() };
        let name = short(&item.anchor.to_string());
        let quote = el("span").attr("lang", "zh-CN").put(&it.quote).html();
        let suggested = it.lead.as_ref().map(|lead| format!("{}-{}", sheet.case.district, lead.unit));
        let because = it.lead.as_ref().filter(|_| item.charge.lead.is_none()).map(|lead| {
            el("span").class("bh-muted").put(t!(words, "adopt-because", words = lead.because.as_str())).html()
        });
        let chosen = item.charge.lead.clone().or(suggested).unwrap_or_default();
        let due = item.charge.due.map(|due| due.to_string()).unwrap_or_else(|| year_end(sheet));
        let lead = select(&format!("lead-{name}"), &t!(words, "adopt-lead"), &units, &[chosen]);
        let support = select(&format!("support-{name}"), &t!(words, "adopt-support"), &helpers, &item.charge.support);
        let label = t!(words, "adopt-due");
        let due = void("input")
            .class("govuk-input bh-day")
            .attr("type", "date")
            .attr("name", format!("due-{name}"))
            .attr("aria-label", label)
            .attr("value", due);
        let number = amount(words, it.quantity, it.unit.as_deref(), None, it.comparator);
        vec![
            Cell::from(quote.then(void("br")).then(because)),
            Cell::from(number),
            Cell::from(lead),
            Cell::from(support),
            Cell::from(due.html()),
        ]
    };
    let head = ["adopt-task", "adopt-quantity", "adopt-lead", "adopt-support", "adopt-due"];
    Table {
        caption: t!(words, "adopt-who"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: confirmed(sheet, ItemKind::Commitment).map(row).collect(),
        ..Table::default()
    }
    .stacked()
    .into()
}

/// The last day of the year planned.
fn year_end(sheet: &Sheet) -> String {
    let year = sheet.report().and_then(|report| report.year_planned).or(sheet.text.report_year);
    year.map(|year| format!("{year}-12-31")).unwrap_or_default()
}

/// Departments, centres and streets of the district.
fn units(guest: &Guest, law: &Law, district: &DistrictCode) -> Vec<SelectItem> {
    let names = Names::new(law, guest.lang());
    let kinds = [UnitKind::Department, UnitKind::Centre, UnitKind::Street];
    let of = |kind| law.directory.units(None, Some(kind)).filter(|unit| unit.code.district() == *district);
    let items = kinds.into_iter().flat_map(|kind| of(kind).collect::<Vec<_>>());
    let nobody = SelectItem::new("", t!(guest.words(), "adopt-nobody"));
    [nobody].into_iter().chain(items.map(|unit| SelectItem::new(unit.code.as_str(), names.unit(&unit.code)))).collect()
}

fn select(name: &str, label: &str, units: &[SelectItem], chosen: &[String]) -> Html {
    let option = |item: &SelectItem| {
        let value = item.value.clone().unwrap_or_default();
        let selected = chosen.contains(&value);
        el("option").attr("value", &value).flag("selected", selected).put(item.content.clone())
    };
    el("select")
        .class("govuk-select")
        .attr("name", name)
        .attr("aria-label", label)
        .put_all(units.iter().map(option))
        .html()
}

/// `POST /reports/{number}/adopt`
pub async fn act(guest: Guest, Path(number): Path<String>, sent: Sent) -> Response {
    let words = guest.words();
    let Some(staff) = guest.staff.clone() else { return Redirect::to("/sign-in").into_response() };
    if staff.is_forged(sent.value("csrf")) {
        return guest.told(StatusCode::FORBIDDEN, &t!(words, "forged"), &t!(words, "forged-about"));
    }
    let of = number.clone();
    let done = guest
        .ask(move |office| {
            let sheet = office.sheet(&of, &staff.who)?;
            let summary = Some(sent.value("summary").trim().to_owned()).filter(|text| !text.is_empty());
            let wish = Adoption { number: of, charges: sent_charges(&sheet, &sent)?, summary };
            office.adopt(&Demand { who: staff.who.clone(), wish, key: None })
        })
        .await;
    match done {
        Ok(_) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(sorry) => sorry,
    }
}

fn sent_charges(sheet: &Sheet, sent: &Sent) -> Result<Vec<(bihuan_text::report::anchor::Anchor, Charge)>, Failure> {
    let one = |item: &DecidedItem| {
        let name = short(&item.anchor.to_string());
        let text = |field: &str| Some(sent.value(&format!("{field}-{name}")).trim()).filter(|text| !text.is_empty());
        let support =
            sent.values(&format!("support-{name}")).filter(|code| !code.is_empty()).map(str::to_owned).collect();
        let due = text("due").and_then(|day| day.parse().ok());
        (item.anchor.clone(), Charge { lead: text("lead").map(str::to_owned), support, due })
    };
    Ok(confirmed(sheet, ItemKind::Commitment).map(one).collect())
}
