//! `/reports/{number}/adopt`: what adopting would write, and for each commitment who leads, who supports and until when.
//! The reading suggests a lead; a person chooses.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::{DistrictCode, UnitKind};
use bihuan_office::reports::{Adoption, Sheet};
use bihuan_office::{Demand, Law};
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
use crate::words::Words;

/// `GET /reports/{number}/adopt`
pub async fn page(guest: Guest, Path(number): Path<String>) -> Response {
    let who = who(&guest);
    let asked = number.clone();
    let opened = guest.ask(move |office| Ok((office.sheet(&asked, &who)?, office.may_adopt(&asked, &who)?))).await;
    match opened {
        Ok((sheet, true)) => show(&guest, &sheet, &Sent::default()),
        Ok((_, false)) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(_) if guest.staff.is_none() => Redirect::to("/sign-in").into_response(),
        Err(sorry) => sorry,
    }
}

fn confirmed(sheet: &Sheet, kind: ItemKind) -> impl Iterator<Item = &DecidedItem> {
    sheet.decided.items.iter().filter(move |item| item.anchor.kind == kind && item.state.is_confirmed())
}

/// The page; where somebody asked for room for one more supporting unit, with what was chosen so far.
fn show(guest: &Guest, sheet: &Arc<Sheet>, sent: &Sent) -> Response {
    let words = guest.words();
    let law = guest.app.office.law();
    let [figures, tasks, terms] = ItemKind::ALL.map(|kind| confirmed(sheet, kind).count());
    let open = sheet.decided.items.len() - sheet.decided.settled();
    let main = title(&t!(words, "adopt-title"))
        .then(body(el("span").attr("lang", "zh-CN").put(&sheet.text.title).html()))
        .then(body(t!(words, "adopt-about", figures = figures, tasks = tasks, terms = terms)));
    let main = if open > 0 { main.then(warning(words, t!(words, "adopt-open", n = open))) } else { main };
    let csrf = guest.staff.as_ref().map(|staff| staff.csrf.clone()).unwrap_or_default();
    let summary = Form::new(words, &sent.pairs, &[]).textarea("summary", t!(words, "adopt-summary"));
    let form = el("form")
        .attr("method", "post")
        .attr("action", format!("/reports/{}/adopt", sheet.case.number))
        .put(hidden("csrf", &csrf))
        .put(section(t!(words, "adopt-who")))
        .put(if tasks == 0 { body(t!(words, "adopt-no-tasks")) } else { charges(guest, &law, sheet, sent) })
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
fn charges(guest: &Guest, law: &Law, sheet: &Sheet, sent: &Sent) -> Html {
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
        let charge = if sent.pairs.is_empty() { item.charge.clone() } else { sent_charge(item, sent) };
        let suggested = suggested.filter(|_| sent.pairs.is_empty());
        let chosen = charge.lead.or(suggested).unwrap_or_default();
        let due = charge.due.map(|due| due.to_string()).unwrap_or_else(|| year_end(sheet));
        let lead = select(&format!("lead-{name}"), &t!(words, "adopt-lead"), &units, &chosen);
        let support = supports(words, &name, &helpers, &charge.support, sent.value("more") == name);
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
            Cell::from(if number.is_empty() { "—".to_owned() } else { number }),
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

/// A control for each supporting unit and an empty one; the button gives room for one more.
fn supports(words: &Words, name: &str, units: &[SelectItem], chosen: &[String], more: bool) -> Html {
    let empty = 1 + usize::from(more);
    let rows =
        chosen.iter().map(String::as_str).chain(std::iter::repeat_n("", empty)).enumerate().map(|(place, code)| {
            let label = t!(words, "adopt-support-nth", n = place + 1);
            el("span").class("bh-support").put(select(&format!("support-{name}"), &label, units, code))
        });
    let button = el("button")
        .class("bh-link-button")
        .attr("type", "submit")
        .attr("name", "more")
        .attr("value", name)
        .attr("formaction", format!("#support-{name}"))
        .put(t!(words, "adopt-support-more"));
    el("span").attr("id", format!("support-{name}")).put_all(rows).put(button).html()
}

fn select(name: &str, label: &str, units: &[SelectItem], chosen: &str) -> Html {
    let option = |item: &SelectItem| {
        let value = item.value.clone().unwrap_or_default();
        let selected = chosen == value;
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
    if !sent.value("more").is_empty() {
        return again(&guest, number, &sent).await;
    }
    let of = number.clone();
    let done = guest
        .ask(move |office| {
            let sheet = office.sheet(&of, &staff.who)?;
            let summary = Some(sent.value("summary").trim().to_owned()).filter(|text| !text.is_empty());
            let charges = confirmed(&sheet, ItemKind::Commitment);
            let charges = charges.map(|item| (item.anchor.clone(), sent_charge(item, &sent))).collect();
            office.adopt(&Demand { who: staff.who.clone(), wish: Adoption { number: of, charges, summary }, key: None })
        })
        .await;
    match done {
        Ok(_) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(sorry) => sorry,
    }
}

/// The page as it was filled in, with room for one more.
async fn again(guest: &Guest, number: String, sent: &Sent) -> Response {
    let who = who(guest);
    let asked = number.clone();
    match guest.ask(move |office| Ok((office.sheet(&asked, &who)?, office.may_adopt(&asked, &who)?))).await {
        Ok((sheet, true)) => show(guest, &sheet, sent),
        Ok((_, false)) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(sorry) => sorry,
    }
}

/// Who does a task until when, as a form says it; a unit supports once, and not what it leads.
fn sent_charge(item: &DecidedItem, sent: &Sent) -> Charge {
    let name = short(&item.anchor.to_string());
    let text = |field: &str| Some(sent.value(&format!("{field}-{name}")).trim()).filter(|text| !text.is_empty());
    let lead = text("lead").map(str::to_owned);
    let mut support: Vec<String> = Vec::new();
    for code in sent.values(&format!("support-{name}")).filter(|code| !code.is_empty()) {
        if lead.as_deref() != Some(code) && !support.iter().any(|known| known == code) {
            support.push(code.to_owned());
        }
    }
    Charge { lead, support, due: text("due").and_then(|day| day.parse().ok()) }
}
