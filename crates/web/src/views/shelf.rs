//! The views that somebody may open: on the desk by pack, on the cockpit those that are declared for it, and in the open
//! record what is public.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use bihuan_core::casework::views::{ANYONE, FILED, ONLY};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::{EntryView, View, ViewKind, ViewPlace};
use bihuan_office::views::Part;
use bihuan_office::{Failure, Law, Office};

use super::sight::{Asked, scopes};
use super::{all_on, entries};
use crate::components::{Cell, Crumb, Table};
use crate::desk::Room;
use crate::html::Html;
use crate::identity::Staff;
use crate::names::Names;
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, title};
use crate::t;

/// A view on the shelf: how many it has for its reader, where that is one number.
enum Entry {
    Matters { view: Arc<View>, n: Option<u64> },
    Entries(Arc<EntryView>),
}

/// `GET /desk/views`
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let law = office.law();
        let district = inner.district(&law).ok_or(Failure::NotFound)?;
        let entries = of_staff(office, &law, &inner.staff, &district, ViewPlace::Desk)?;
        let names = Names::new(&law, inner.reader.lang);
        let words = inner.words();
        let head = title(&t!(words, "nav-views")).then(body(t!(words, "views-about")));
        Ok(inner.page(t!(words, "nav-views"), "views").with(head.then(table(&names, &entries, "/desk/views"))))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `GET /record/views`
pub async fn public(guest: Guest) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let found = guest.ask(move |office| {
        let views = all_on(office, ViewPlace::Portal);
        let matters = views.into_iter().map(|view| entry(office, view, &district, ANYONE));
        let of_entries = entries::all_on(&office.law(), ViewPlace::Portal).into_iter().map(Entry::Entries);
        matters.chain(of_entries.map(Ok)).collect::<Result<Vec<_>, _>>()
    });
    let entries = match found.await {
        Ok(entries) => entries,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let main = title(&t!(words, "nav-views")).then(body(t!(words, "views-public-about")));
    let main = main.then(table(&names, &entries, "/record/views"));
    let mut page = guest.page(t!(words, "nav-views"), "record").with(main);
    let steps = [("/record", t!(words, "nav-record")), ("", t!(words, "nav-views"))];
    page.before = way(words, steps.map(|(href, text)| Crumb::new(href, text)).to_vec());
    page.into_response()
}

/// The views that the cockpit shows, each a link with its count; nothing where there are none for this officer.
///
/// # Errors
/// The store's.
pub fn of_cockpit(
    office: &Office,
    law: &Law,
    staff: &Staff,
    district: &DistrictCode,
    lang: crate::words::Lang,
) -> Result<Option<Html>, Failure> {
    let entries = of_staff(office, law, staff, district, ViewPlace::Cockpit)?;
    Ok((!entries.is_empty()).then(|| table(&Names::new(law, lang), &entries, "/desk/views")))
}

fn of_staff(
    office: &Office,
    law: &Law,
    staff: &Staff,
    district: &DistrictCode,
    place: ViewPlace,
) -> Result<Vec<Entry>, Failure> {
    let mut shown = Vec::new();
    for view in all_on(office, place) {
        let Some(seen) = scopes(law, &view, staff, district) else { continue };
        let scope = seen.chosen(office, &view, district, &Asked::default());
        shown.push(entry(office, view, district, &scope)?);
    }
    let of_entries = entries::all_on(law, place).into_iter();
    shown.extend(of_entries.filter(|view| entries::is_for(view, staff, district)).map(Entry::Entries));
    Ok(shown)
}

/// A board has as many as its columns together, a funnel as came in: what a matter in two branches counts twice is not told.
fn entry(office: &Office, view: Arc<View>, district: &DistrictCode, scope: &str) -> Result<Entry, Failure> {
    let column = match &view.kind {
        ViewKind::Board { .. } => None,
        ViewKind::Funnel { .. } => Some(FILED),
        _ => Some(ONLY),
    };
    let count = |column| {
        let part = Part { district: district.as_str(), view: &view, scope, column, from: "", until: "" };
        office.count_placed(&part)
    };
    let n = column.map(count).transpose()?;
    Ok(Entry::Matters { view, n })
}

fn table(names: &Names<'_>, entries: &[Entry], base: &str) -> Html {
    let words = names.words();
    if entries.is_empty() {
        return body(t!(words, "views-none"));
    }
    let row = |entry: &Entry| match entry {
        Entry::Matters { view, n } => of_matters(names, view, *n, base),
        Entry::Entries(view) => of_entries(names, view, base),
    };
    let head = ["view-title", "view-kind", "view-of"].map(|key| Cell::from(words.get(key, &[])));
    let head = head.into_iter().chain([Cell::number(t!(words, "view-n"))]).collect();
    let caption = t!(words, "nav-views");
    let table = Table {
        caption,
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-narrow".into(),
        head,
        rows: entries.iter().map(row).collect(),
        ..Table::default()
    };
    table.stacked().into()
}

fn of_matters(names: &Names<'_>, view: &View, n: Option<u64>, base: &str) -> Vec<Cell> {
    let base = if matches!(view.kind, ViewKind::Meeting { .. }) { "/desk/meeting" } else { base };
    let address = format!("{base}/{}", view.id.replacen('.', "/", 1));
    vec![
        Cell::from(link(&address, names.view(view))),
        Cell::from(names.words().get(&format!("view-kind-{}", view.kind.word()), &[])),
        Cell::from(names.case_type(&view.of)),
        Cell::number(n.map_or_else(|| "—".to_owned(), |n| n.to_string())),
    ]
}

/// How many entries there are is not counted: a page of them is all that is looked at.
fn of_entries(names: &Names<'_>, view: &EntryView, base: &str) -> Vec<Cell> {
    let address = format!("{base}/{}", view.id.replacen('.', "/", 1));
    vec![
        Cell::from(link(&address, names.entry_view(view))),
        Cell::from(names.words().get(&format!("view-kind-{}", view.word()), &[])),
        Cell::from(names.register(&view.register)),
        Cell::number("—".to_owned()),
    ]
}
