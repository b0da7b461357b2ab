//! How the instance is: what must be nought, what fills up, how far what follows the record is behind; and for an instance
//! that has only just begun, what is to be done first.

use axum::response::Response;
use bihuan_core::directory::UnitKind;
use bihuan_office::{Failure, Office};
use jiff::Timestamp;

use super::frame::{For, View, instant, link, show, size};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::html::{Html, el};
use crate::shell::Page;
use crate::t;

/// Free bytes below which the disk is about to be full: what a busy day writes, many times over.
const LITTLE: u64 = 2 << 30;

/// The page.
pub async fn page(room: Room) -> Response {
    show(room, For::Auditors, draw).await
}

fn draw(office: &Office, view: &View<'_>) -> Result<Page, Failure> {
    let content = first_steps(office, view)?
        .then(condition(office, view)?)
        .then(followers(office, view)?)
        .then(heads(office, view)?);
    Ok(view.page("health", t!(view.words, "health"), content))
}

/// For an instance without streets or with one officer: what to do first, as a list of tasks.
fn first_steps(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let streets = view.law.directory.units(None, Some(UnitKind::Street)).next().is_some();
    let people = view.law.directory.officers().count() > 1;
    let saved = office.last_backup()?.is_some();
    if !view.room.staff.is(ADMIN) || (streets && people) {
        return Ok(Html::empty());
    }
    let step = |done: bool, key: &str, href: &str| {
        let state = if done { t!(view.words, "first-done") } else { t!(view.words, "first-open") };
        let colour = if done { "green" } else { "grey" };
        vec![Cell::from(link(href, view.say(key))), Cell::from(Html::from(Tag::coloured(colour, state)))]
    };
    let rows = vec![
        step(streets, "first-units", "/admin/units"),
        step(people, "first-officers", "/admin/new-officer"),
        step(saved, "first-backup", "/admin/jobs"),
    ];
    let about = view.line(t!(view.words, "first-about"));
    Ok(view.section("first-steps", about.then(view.table(&["first-step", "state"], rows))))
}

/// A mark in green or red, with its words.
fn mark(good: bool, words: String) -> Html {
    clock(if good { Lateness::Done } else { Lateness::Late }, words)
}

fn condition(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let words = view.words;
    let found = office.ledger().condition()?;
    let adrift = match found.adrift {
        0 => mark(true, t!(words, "adrift-none")),
        n => mark(false, t!(words, "adrift-some", n = n)),
    };
    let free = found.free.map_or_else(|| Html::from(t!(words, "not-known")), |free| mark(free > LITTLE, size(free)));
    let saved = office.last_backup()?.map_or_else(
        || mark(false, t!(words, "backup-never")),
        |saved| mark(true, t!(words, "backup-at", at = instant(saved.at), size = size(saved.bytes))),
    );
    let wake = office.next_wake()?.map_or_else(|| t!(words, "none"), instant);
    let here = view.district();
    let calendar = view.law.calendar(here.as_ref().map_or("", |district| district.as_str())).version();
    let versions = format!("{} · {calendar} · {}", env!("CARGO_PKG_VERSION"), found.format);
    let rows = vec![
        SummaryRow::new(t!(words, "adrift"), adrift),
        SummaryRow::new(t!(words, "disk-free"), free),
        SummaryRow::new(t!(words, "store-size"), size(found.bytes)),
        SummaryRow::new(t!(words, "last-backup"), saved),
        SummaryRow::new(t!(words, "clock-of-cases"), instant(office.clock().now())),
        SummaryRow::new(t!(words, "next-wake"), wake),
        SummaryRow::new(t!(words, "versions"), versions),
    ];
    Ok(view.section("condition", SummaryList { rows, ..SummaryList::default() }))
}

/// How far what is made from the record lags behind it.
pub fn followers(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let words = view.words;
    let row = |follower: &str, behind: u64| {
        let (state, text) = match behind {
            0 => (Lateness::Done, t!(words, "follower-even")),
            n => (Lateness::Soon, t!(words, "follower-behind", n = n)),
        };
        SummaryRow::new(view.say(&format!("follower-{follower}")), clock(state, text))
    };
    let passages = view.room.app.passages.behind(office).map(|behind| row("passages", behind));
    let rows = office.ledger().lag()?.into_iter().map(|lag| row(lag.follower, lag.behind)).chain(passages);
    Ok(view.section("admin-followers", SummaryList { rows: rows.collect(), ..SummaryList::default() }))
}

/// The end of each district's record, and the signed head over it.
fn heads(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let mut rows = Vec::new();
    for district in office.ledger().districts()? {
        let signed = office.ledger().checkpoint(&district)?;
        let (place, age) = match &signed {
            Some(head) => (head.size.to_string(), ago(view, head.signed_at)),
            None => (t!(view.words, "none"), t!(view.words, "none")),
        };
        rows.push(vec![Cell::from(view.names.unit_of(&district)), Cell::number(place), Cell::from(age)]);
    }
    let note = el("p").class("govuk-body bh-muted").put(t!(view.words, "heads-about")).html();
    Ok(view.section("heads", view.table(&["district", "head-size", "head-signed"], rows).then(note)))
}

fn ago(view: &View<'_>, at: Timestamp) -> String {
    let minutes = Timestamp::now().duration_since(at).as_mins().max(0);
    t!(view.words, "signed-ago", at = instant(at), minutes = minutes)
}
