//! The views that packs declare: lists, boards, maps, calendars, funnels, month tables and meetings, on the desk and,
//! for what anyone may see, in the open record.
//!
//! | file | what it draws | what it costs |
//! | --- | --- | --- |
//! | `sight` | who sees which part, and rows of it | a range of one key for the lines, two questions a row shown |
//! | `shelf` | the views that somebody may open | a count for each view |
//! | `list` | a table, also of one part of another view | a page of 50 rows, one count |
//! | `board` | a column for each stage, with what may be done | 20 cards and one count a column |
//! | `calendar` | a month or a week of days | one count a day, 4 rows a day |
//! | `funnel` | how many reached each step | one count a step |
//! | `map` | points of the district | 200 rows at most, said where there are more |
//! | `months` | quantities by month, planned and actual | a page of 30 rows |
//! | `entries` | entries of a register, as a list or a map | a page of 50 rows; a map looks at 1000 at most |
//! | `meeting` | one matter a screen, decisions by keyboard | one matter, its record and its decisions |
//!
//! What a count says is what its list shows: both read the same lines, which the act wrote that moved the matter (see
//! `bihuan_office::views`). Nothing looks through matters that it does not show.

mod board;
mod calendar;
mod entries;
mod funnel;
mod list;
mod map;
mod meeting;
mod months;
mod shelf;
mod sight;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::casework::Who;
use bihuan_core::casework::views::ANYONE;
use bihuan_core::pack::model::{EntryView, View, ViewKind, ViewPlace};
use bihuan_office::{Failure, Law, Office};

use self::entries::Entries;
use self::sight::{Asked, Sight, scopes};
use crate::app::App;
use crate::components::Crumb;
use crate::desk::Room;
use crate::html::Html;
use crate::names::Names;
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link};
use crate::t;

pub use months::of_case;
pub use shelf::{of_cockpit, page as shelf};

/// The pages of views.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/views/{pack}/{view}", get(on_desk))
        .route("/desk/meeting/{pack}/{view}", get(meeting::page).post(meeting::decide))
        .route("/desk/meeting/{pack}/{view}/minutes", get(meeting::minutes))
        .route("/record/views", get(shelf::public))
        .route("/record/views/{pack}/{view}", get(on_portal))
}

/// A view by the names in an address.
fn named(law: &Law, pack: &str, view: &str) -> Option<Arc<View>> {
    law.packs.get(pack)?.views.get(view).cloned()
}

/// `GET /desk/views/{pack}/{view}`
async fn on_desk(
    room: Room,
    Path((pack, view)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    let law = room.app.office.law();
    if let Some(view) = entries::named(&law, &pack, &view) {
        return entries_on_desk(room, view, given).await;
    }
    let Some(view) = named(&law, &pack, &view) else { return room.sorry(&Failure::NotFound) };
    let Some(district) = room.district(&law) else { return room.sorry(&Failure::NotFound) };
    let Some(seen) = scopes(&law, &view, &room.staff, &district) else { return room.not_for_you() };
    let asked = Asked::of(&given);
    let inner = room.clone();
    let drawn = room.ask(move |office| {
        let law = office.law();
        let base = format!("/desk/views/{}", view.id.replacen('.', "/", 1));
        let scope = seen.chosen(office, &view, &district, &asked);
        let at = sight::At { base, district, scope, who: &inner.staff.who, room: Some(&inner) };
        let Some(sight) = Sight::of(office, &law, &view, Names::new(&law, inner.reader.lang), at, &asked) else {
            return Err(Failure::NotFound);
        };
        let body = sight.head()?.then(sight.choose_unit(&seen)).then(drawn(&sight)?);
        let words = inner.words();
        let mut page = inner.page(sight.title(), "views").with(body);
        page.before =
            way(words, vec![Crumb::new("/desk/views", t!(words, "nav-views")), Crumb::new("", sight.title())]);
        Ok(page)
    });
    drawn.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// The same for the entries of a register.
async fn entries_on_desk(room: Room, view: Arc<EntryView>, given: Vec<(String, String)>) -> Response {
    let law = room.app.office.law();
    let Some(district) = room.district(&law) else { return room.sorry(&Failure::NotFound) };
    if !entries::is_for(&view, &room.staff, &district) {
        return room.not_for_you();
    }
    let (asked, inner) = (Asked::of(&given), room.clone());
    let drawn = room.ask(move |office| {
        let (law, words) = (office.law(), inner.words());
        let (names, at) = (Names::new(&law, inner.reader.lang), ("/desk/views", Some(&inner)));
        let drawn =
            Entries::of((office, &law), &view, names, &district, at, &asked).ok_or(Failure::NotFound)?.drawn()?;
        let title = names.entry_view(&view);
        let mut page = inner.page(title.clone(), "views").with(drawn);
        page.before = way(words, vec![Crumb::new("/desk/views", t!(words, "nav-views")), Crumb::new("", title)]);
        Ok(page)
    });
    drawn.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `GET /record/views/{pack}/{view}`
async fn on_portal(
    guest: Guest,
    Path((pack, view)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    let law = guest.app.office.law();
    let is_open = |on: &[ViewPlace]| on.contains(&ViewPlace::Portal);
    let known = named(&law, &pack, &view).filter(|view| is_open(&view.on));
    let of_entries = entries::named(&law, &pack, &view).filter(|view| is_open(&view.on));
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let (asked, lang) = (Asked::of(&given), guest.lang());
    let drawn = guest.ask(move |office| {
        let law = office.law();
        if let Some(view) = &of_entries {
            let (names, at) = (Names::new(&law, lang), ("/record/views", None));
            let entries = Entries::of((office, &law), view, names, &district, at, &asked).ok_or(Failure::NotFound)?;
            return Ok((names.entry_view(view), entries.drawn()?));
        }
        let view = known.ok_or(Failure::NotFound)?;
        let base = format!("/record/views/{}", view.id.replacen('.', "/", 1));
        let at = sight::At { base, district, scope: ANYONE.to_owned(), who: &Who::Public, room: None };
        let Some(sight) = Sight::of(office, &law, &view, Names::new(&law, lang), at, &asked) else {
            return Err(Failure::NotFound);
        };
        Ok((sight.title(), sight.head()?.then(drawn(&sight)?)))
    });
    let (title, main) = match drawn.await {
        Ok(drawn) => drawn,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let mut page = guest.page(title.clone(), "record").with(main);
    let steps = [("/record", t!(words, "nav-record")), ("/record/views", t!(words, "nav-views")), ("", title)];
    page.before = way(words, steps.map(|(href, text)| Crumb::new(href, text)).to_vec());
    page.into_response()
}

/// The view as its kind is drawn; one part of it as a list, where the address asks for that.
fn drawn(sight: &Sight<'_>) -> Result<Html, Failure> {
    if sight.asked.is_of_part() {
        return list::of_part(sight);
    }
    match &sight.view.kind {
        ViewKind::List => list::drawn(sight),
        ViewKind::Board { stages } => board::drawn(sight, stages),
        ViewKind::Map { place } => map::drawn(sight, place),
        ViewKind::Calendar { .. } => calendar::drawn(sight),
        ViewKind::Funnel { steps } => funnel::drawn(sight, steps),
        ViewKind::MonthTable { quantities } => months::drawn(sight, quantities),
        ViewKind::Meeting { .. } => {
            let address = format!("/desk/meeting/{}", sight.view.id.replacen('.', "/", 1));
            Ok(body(link(&address, t!(sight.words, "meeting-open"))).then(list::drawn(sight)?))
        }
    }
}

/// The views of the packs in force, with whether they are to be seen on a page.
fn all_on(office: &Office, place: ViewPlace) -> Vec<Arc<View>> {
    office.views().into_iter().filter(|view| view.on.contains(&place)).collect()
}
