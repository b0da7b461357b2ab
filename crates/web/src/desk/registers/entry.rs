//! One entry: what it says, its versions, the matters about it, and what was measured in them over time.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::Event;
use bihuan_core::pack::model::Field;
use bihuan_core::value::EntryRef;
use bihuan_office::entries::Version;
use bihuan_office::{Failure, Office, Reading};

use super::{Here, value, write};
use crate::components::*;
use crate::desk::light::exact;
use crate::desk::room::Room;
use crate::html::{Html, el};
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Matters, and versions, on one page.
const A_PAGE: usize = 20;

/// `GET /desk/registers/{pack}/{register}/{key}`
pub async fn page(
    room: Room,
    Path((pack, register, key)): Path<(String, String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        draw(office, &here, &key, &asked, None)
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// The page; with a form that came back, where there is one.
pub fn draw(
    office: &Office,
    here: &Here<'_>,
    key: &str,
    asked: &[(String, String)],
    again: Option<&write::Again<'_>>,
) -> Result<Page, Failure> {
    let words = here.room.words();
    let now = office.entry_now(&here.shelf(), key)?.ok_or(Failure::NotFound)?;
    let title = here.named(key, &now.values);
    let done = here.room.reader.here.parameter("done").map(|_| phrases::done(words, t!(words, "registers-kept")));
    let retired = now.kept.retired.then(|| el("p").put(Tag::coloured("grey", t!(words, "registers-retired"))).html());
    let (cases, measured) = matters(office, here, key, value(asked, "cases"))?;
    let main = Html::from(done)
        .then(write::summary(here, again))
        .then(el("h1").class("govuk-heading-l").put(&title))
        .then(retired)
        .then(told(office, here, key, &now))
        .then(write::forms(office, here, key, &now, again))
        .then(cases)
        .then(measured)
        .then(past(office, here, key, value(asked, "past"))?);
    let mut page = here.room.page(title, "intake").with(main);
    page.before = phrases::back(words, &here.path());
    page.wrong = again.is_some();
    Ok(page)
}

/// What it says, field by field.
fn told(office: &Office, here: &Here<'_>, key: &str, now: &Version) -> Html {
    let row = |field: &&Field| {
        let said = now.values.get(&field.name).filter(|said| !said.is_null())?;
        Some(SummaryRow::new(here.called(field), here.told(field, said)))
    };
    let own = SummaryRow::new(t!(here.room.words(), "registers-key"), key.to_owned());
    let rows = std::iter::once(own).chain(here.seen(office).iter().filter_map(row)).collect();
    SummaryList { rows, ..SummaryList::default() }.into()
}

/// The matters about the entry that the reader may see, by number, a page at a time: found by the entry, not among all
/// matters; and what was recorded in those that are shown.
fn matters(office: &Office, here: &Here<'_>, key: &str, after: &str) -> Result<(Html, Html), Failure> {
    let words = here.room.words();
    let entry = EntryRef { register: here.register.name.clone(), key: key.to_owned() };
    let after = Some(after).filter(|after| !after.is_empty());
    let (numbers, next) = office.cases_about_after(here.district.as_str(), &entry, after, A_PAGE)?;
    let heading = el("h2").class("govuk-heading-m").put(t!(words, "registers-cases")).html();
    let readings: Vec<Reading> =
        numbers.iter().filter_map(|number| office.read(number, &here.room.staff.who).ok()).collect();
    if readings.is_empty() {
        return Ok((heading.then(InsetText::from(t!(words, "registers-no-cases"))), Html::empty()));
    }
    let row = |reading: &Reading| {
        let case = &reading.case;
        let href = format!("/desk/cases/{}", case.number);
        let link = el("a").class("govuk-link").attr("href", href).put(&case.number).html();
        let at = case.standings.first().map(|standing| here.names().stage(&reading.rules, &standing.stage));
        let ended = case.closed.as_ref().map(|closing| here.names().outcome(&reading.rules, &closing.outcome));
        let cells = [here.names().case_type(&case.case_type), civil(case.opened).date().to_string()];
        let state = ended.or(at).unwrap_or_default();
        std::iter::once(Cell::from(link)).chain(cells.map(Cell::from)).chain([Cell::from(state)]).collect()
    };
    let head = ["registers-number", "registers-kind", "registers-opened", "registers-state"];
    let table = Table {
        caption: t!(words, "registers-cases"),
        caption_classes: "govuk-visually-hidden".into(),
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows: readings.iter().map(row).collect(),
        ..Table::default()
    };
    let at = |cases: &str| format!("{}?cases={cases}", here.path_of(key));
    let pages = phrases::pages(words, after.map(|_| here.path_of(key)), next.as_deref().map(at));
    let measured = measured(office, here, &readings)?;
    Ok((heading.then(Html::from(table.stacked())).then(pages), measured))
}

/// What was recorded in these matters, the newest first.
fn measured(office: &Office, here: &Here<'_>, readings: &[Reading]) -> Result<Html, Failure> {
    let words = here.room.words();
    let mut rows = Vec::new();
    for reading in readings.iter().filter(|reading| !reading.rules.quantities.is_empty()) {
        let case = &reading.case;
        for (at, events) in office.told_of(case.district.as_str(), &case.id.0)? {
            rows.extend(events.iter().filter_map(|event| match event {
                Event::QuantityRecorded { quantity, amount } => {
                    let name = here.names().quantity(&reading.rules, quantity);
                    Some((at, case.number.clone(), name, amount.normalize().to_string()))
                }
                _ => None,
            }));
        }
    }
    if rows.is_empty() {
        return Ok(Html::empty());
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.0));
    let row = |(at, number, name, amount): (jiff::Timestamp, String, String, String)| {
        let amount = Cell { format: "numeric".into(), ..Cell::from(amount) };
        vec![Cell::from(civil(at).date().to_string()), Cell::from(name), amount, Cell::from(number)]
    };
    let head = ["registers-day", "registers-quantity", "registers-amount", "registers-number"];
    let table = Table {
        caption: t!(words, "registers-measured"),
        caption_classes: "govuk-table__caption--m".into(),
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows: rows.into_iter().map(row).collect(),
        ..Table::default()
    };
    Ok(table.stacked().into())
}

/// The versions that the district wrote, newest first.
fn past(office: &Office, here: &Here<'_>, key: &str, after: &str) -> Result<Html, Failure> {
    let words = here.room.words();
    let after = Some(after).filter(|after| !after.is_empty());
    let found = office.entry_past(&here.shelf(), key, after, A_PAGE)?;
    let seen: Vec<Field> = here.seen(office).into_iter().cloned().collect();
    let item = |version: &Version| {
        let by = here.names().post_at(Some(&version.kept.post), Some(&version.kept.unit));
        let when = version.kept.at.map(exact).unwrap_or_default();
        let said: Vec<String> = seen
            .iter()
            .filter_map(|field| Some((field, version.values.get(&field.name).filter(|said| !said.is_null())?)))
            .map(|(field, said)| format!("{}：{}", here.called(field), here.told(field, said)))
            .collect();
        let mark = version.kept.retired.then(|| Html::from(Tag::coloured("grey", t!(words, "registers-retired"))));
        let head = t!(words, "registers-version", n = version.kept.version, by = by, when = when);
        let content = el("p").class("govuk-body-s").put(Html::raw(said.join("；"))).html();
        let details = Details { summary: head.into(), content, ..Details::default() };
        el("li").put(Html::from(details)).put(mark)
    };
    if found.items.is_empty() {
        return Ok(Html::empty());
    }
    let list = el("ol").class("govuk-list").put_all(found.items.iter().map(item));
    let more = found.next.map(|next| format!("{}?past={}", here.path_of(key), crate::shell::escaped(&next)));
    let heading = el("h2").class("govuk-heading-m").put(t!(words, "registers-past"));
    Ok(heading.html().then(list).then(phrases::pages(words, after.map(|_| here.path_of(key)), more)))
}
