//! `/reports/{number}/adopt`: what adopting would write, and for each commitment who leads, who supports and until when.
//! The reading suggests a lead; a person chooses. A report promises hundreds of things: they stand on pages, those first
//! that have no suggestion, and what was chosen on one page goes along to the next in the form. What nobody touched is
//! adopted as it is suggested, so that one press adopts all.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::{DistrictCode, UnitKind};
use bihuan_office::reports::{Adoption, Sheet};
use bihuan_office::{Demand, Law};
use bihuan_text::report::anchor::{Item, ItemKind};
use bihuan_text::report::decided::{Charge, DecidedItem};
use jiff::civil::Date;

use super::{amount, short, who};
use crate::components::{Cell, Crumb, SelectItem, Table};
use crate::fields::Sent;
use crate::html::{Html, el, void};
use crate::lists::List;
use crate::names::Names;
use crate::phrases::{Form, submit, warning, way};
use crate::portal::guest::{Guest, body, section, title};
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// As many commitments as a page shows.
const A_PAGE: usize = 20;
/// The columns.
const HEADS: [&str; 5] = ["adopt-task", "adopt-quantity", "adopt-lead", "adopt-support", "adopt-due"];

/// `GET /reports/{number}/adopt`
pub async fn page(guest: Guest, Path(number): Path<String>) -> Response {
    let who = who(&guest);
    let asked = number.clone();
    let opened = guest.ask(move |office| Ok((office.sheet(&asked, &who)?, office.may_adopt(&asked, &who)?))).await;
    match opened {
        Ok((sheet, true)) => show(&guest, &sheet, &Sent::default()).await,
        Ok((_, false)) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(_) if guest.staff.is_none() => Redirect::to("/sign-in").into_response(),
        Err(sorry) => sorry,
    }
}

fn confirmed(sheet: &Sheet, kind: ItemKind) -> impl Iterator<Item = &DecidedItem> {
    sheet.decided.items.iter().filter(move |item| item.anchor.kind == kind && item.state.is_confirmed())
}

/// The commitments in the order of the page: those first that nothing suggests a lead for.
fn in_order(sheet: &Sheet) -> Vec<&DecidedItem> {
    let has_lead = |item: &&DecidedItem| suggested(sheet, item).lead.is_some();
    let mut items: Vec<&DecidedItem> = confirmed(sheet, ItemKind::Commitment).collect();
    items.sort_by_key(has_lead);
    items
}

/// The page; where somebody went on to another one or asked for room for one more supporting unit, with what was chosen
/// so far.
async fn show(guest: &Guest, sheet: &Arc<Sheet>, sent: &Sent) -> Response {
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
    let items = in_order(sheet);
    let pages = items.len().div_ceil(A_PAGE).max(1);
    let page = sent.value("go").parse().or_else(|_| sent.value("page").parse()).unwrap_or(1).clamp(1, pages);
    let shown: Vec<&DecidedItem> = items.iter().copied().skip((page - 1) * A_PAGE).take(A_PAGE).collect();
    let kept = sent.pairs.iter().filter(|(name, _)| is_elsewhere(name, &shown));
    let nobody = items.iter().filter(|item| suggested(sheet, item).lead.is_none()).count();
    let form = el("form")
        .attr("method", "post")
        .attr("action", format!("/reports/{}/adopt", sheet.case.number))
        .put(hidden("csrf", &csrf))
        .put(hidden("page", &page.to_string()))
        .put_all(kept.map(|(name, value)| hidden(name, value)))
        .put(section(t!(words, "adopt-who")))
        .put_if(nobody > 0, || body(t!(words, "adopt-nobody-first", n = nobody)))
        .put(if tasks == 0 {
            body(t!(words, "adopt-no-tasks"))
        } else {
            charges(guest, &law, sheet, (shown.as_slice(), sent))
        })
        .put(turns(words, page, pages))
        .put(summary)
        .put_if(pages > 1, || body(t!(words, "adopt-rest", n = tasks)))
        .put(submit(if pages > 1 { t!(words, "adopt-do-all", n = tasks) } else { t!(words, "adopt-do") }));
    let list = as_list(guest, &law, sheet, &items);
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
    if sent.pairs.is_empty() { guest.offering(page, list).await } else { page.into_response() }
}

/// The ways to the other pages: buttons of the form, so that what was chosen goes along.
fn turns(words: &Words, page: usize, pages: usize) -> Html {
    if pages < 2 {
        return Html::empty();
    }
    let turn = |to: usize, key: &str| {
        el("button")
            .class("govuk-button govuk-button--secondary")
            .attr("type", "submit")
            .attr("name", "go")
            .attr("value", to.to_string())
            .put(words.get(key, &[]))
    };
    el("div")
        .class("govuk-button-group")
        .put_if(page > 1, || turn(page - 1, "page-previous"))
        .put(el("span").class("govuk-body").put(t!(words, "adopt-page", page = page, pages = pages)))
        .put_if(page < pages, || turn(page + 1, "page-next"))
        .html()
}

/// Whether a field was chosen on another page, and goes along with this one.
fn is_elsewhere(name: &str, shown: &[&DecidedItem]) -> bool {
    let of = ["lead-", "support-", "due-"].into_iter().find_map(|part| name.strip_prefix(part));
    of.is_some_and(|of| shown.iter().all(|item| short(&item.anchor.to_string()) != of))
}

/// Every commitment with who would do it, as a table to take along.
fn as_list(guest: &Guest, law: &Law, sheet: &Sheet, items: &[&DecidedItem]) -> List {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let mut list = List::new(words, t!(words, "adopt-who"));
    let heads = HEADS.map(|key| words.get(key, &[]));
    list.head(&heads);
    for item in items {
        let Item::Commitment(it) = &item.item else { continue };
        let charge = suggested(sheet, item);
        let lead = charge.lead.map_or_else(|| t!(words, "adopt-nobody"), |code| names.unit_of(&code));
        let support: Vec<String> = charge.support.iter().map(|code| names.unit_of(code)).collect();
        let due = charge.due.map(|due| due.to_string()).unwrap_or_default();
        let number = amount(words, it.quantity, it.unit.as_deref(), None, it.comparator);
        let cells = [it.quote.clone(), number, lead, support.join(words.comma()), due];
        list.push(&heads, cells.into_iter().map(|cell| cell.as_str().into()).collect(), sheet.case.synthetic);
    }
    list
}

/// One row for each commitment of the page, with its controls.
fn charges(guest: &Guest, law: &Law, sheet: &Sheet, (shown, sent): (&[&DecidedItem], &Sent)) -> Html {
    let words = guest.words();
    let units = units(guest, law, &sheet.case.district);
    let none = SelectItem::new("", t!(words, "adopt-none"));
    let helpers: Vec<SelectItem> = [none].into_iter().chain(units.iter().skip(1).cloned()).collect();
    let row = |item: &&DecidedItem| {
        let Item::Commitment(it) = &item.item else { return Vec::new() };
        let name = short(&item.anchor.to_string());
        let quote = el("span").attr("lang", "zh-CN").put(&it.quote).html();
        let because = it.lead.as_ref().filter(|_| item.charge.lead.is_none()).map(|lead| {
            el("span").class("bh-muted").put(t!(words, "adopt-because", words = lead.because.as_str())).html()
        });
        let charge = sent_charge(sheet, item, sent);
        let chosen = charge.lead.unwrap_or_default();
        let due = charge.due.map(|due| due.to_string()).unwrap_or_default();
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
    Table {
        caption: t!(words, "adopt-who"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense".into(),
        head: HEADS.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: shown.iter().map(row).collect(),
        ..Table::default()
    }
    .stacked()
    .into()
}

/// The last day of the year planned.
fn year_end(sheet: &Sheet) -> Option<Date> {
    let year = sheet.report().and_then(|report| report.year_planned).or(sheet.text.report_year)?;
    Date::new(year, 12, 31).ok()
}

/// Who would do a task if nobody says otherwise: who was chosen in an earlier adoption, else who the reading suggests; by
/// the end of the year.
fn suggested(sheet: &Sheet, item: &DecidedItem) -> Charge {
    let read = match &item.item {
        Item::Commitment(it) => it.lead.as_ref().map(|lead| format!("{}-{}", sheet.case.district, lead.unit)),
        _ => None,
    };
    let charge = item.charge.clone();
    Charge { lead: charge.lead.or(read), due: charge.due.or_else(|| year_end(sheet)), support: charge.support }
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
    if !sent.value("more").is_empty() || !sent.value("go").is_empty() {
        return again(&guest, number, &sent).await;
    }
    let of = number.clone();
    let done = guest
        .ask(move |office| {
            let sheet = office.sheet(&of, &staff.who)?;
            let summary = Some(sent.value("summary").trim().to_owned()).filter(|text| !text.is_empty());
            let charges = confirmed(&sheet, ItemKind::Commitment);
            let charges = charges.map(|item| (item.anchor.clone(), sent_charge(&sheet, item, &sent))).collect();
            office.adopt(&Demand { who: staff.who.clone(), wish: Adoption { number: of, charges, summary }, key: None })
        })
        .await;
    match done {
        Ok(_) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(sorry) => sorry,
    }
}

/// The page as it was filled in, with room for one more; or another page, with all that was chosen.
async fn again(guest: &Guest, number: String, sent: &Sent) -> Response {
    let who = who(guest);
    let asked = number.clone();
    match guest.ask(move |office| Ok((office.sheet(&asked, &who)?, office.may_adopt(&asked, &who)?))).await {
        Ok((sheet, true)) => show(guest, &sheet, sent).await,
        Ok((_, false)) => Redirect::to(&format!("/reports/{number}")).into_response(),
        Err(sorry) => sorry,
    }
}

/// Who does a task until when, as a form says it, and as it is suggested where no page of the form showed the task; a
/// unit supports once, and not what it leads.
fn sent_charge(sheet: &Sheet, item: &DecidedItem, sent: &Sent) -> Charge {
    let name = short(&item.anchor.to_string());
    if !sent.pairs.iter().any(|(field, _)| *field == format!("lead-{name}")) {
        return suggested(sheet, item);
    }
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
