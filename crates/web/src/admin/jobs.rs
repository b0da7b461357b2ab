//! What works behind the pages: followers of the record, the clock of cases, and copies of the whole store.

use axum::response::{IntoResponse, Redirect, Response};
use bihuan_ledger::LedgerError;
use bihuan_office::{Failure, Office};

use super::frame::{Asked, For, Query1, View, instant, show, size};
use super::health::followers;
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::Html;
use crate::phrases::{self, submit};
use crate::shell::Page;
use crate::t;

/// The page.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Keepers, move |office, view| draw(office, view, &asked)).await
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked) -> Result<Page, Failure> {
    let words = view.words;
    let banner = (asked.value("done") == "backup").then(|| phrases::done(words, t!(words, "backup-made")));
    let wake = office.next_wake()?.map_or_else(|| t!(words, "none"), instant);
    let rows = vec![
        SummaryRow::new(t!(words, "clock-of-cases"), instant(office.clock().now())),
        SummaryRow::new(t!(words, "next-wake"), wake),
    ];
    let timers = view.section("timers", SummaryList { rows, ..SummaryList::default() });
    let content = Html::from(banner)
        .then(followers(office, view)?)
        .then(timers)
        .then(super::schedules::section(office, view)?)
        .then(backups(office, view)?)
        .then(changes(office, view)?);
    Ok(view.page("jobs", t!(words, "jobs"), content))
}

fn backups(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let words = view.words;
    let last = office.last_backup()?.map_or_else(
        || t!(words, "backup-never"),
        |saved| format!("{} · {} · {}", instant(saved.at), size(saved.bytes), saved.file.display()),
    );
    let rows = office.backups_here().into_iter().map(|(name, bytes)| vec![Cell::from(name), Cell::number(size(bytes))]);
    let content = view
        .line(t!(words, "backup-last", last = last))
        .then(view.line(t!(words, "backup-about")))
        .then(view.table(&["backup-file", "backup-size"], rows.collect()))
        .then(view.form("/admin/backups", submit(t!(words, "backup-do"))));
    Ok(view.section("backups", content))
}

/// The title of the register that an event is about.
fn register(view: &View<'_>, event: &serde_json::Value) -> String {
    let name = event.get("register").and_then(|name| name.as_str()).unwrap_or_default();
    view.names.register(name.trim_end_matches(".past"))
}

/// What was last changed of the directory and the accounts: who, what, when.
fn changes(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    const LATEST: usize = 20;
    let Some(district) = view.district() else { return Ok(Html::empty()) };
    let mut rows = Vec::new();
    for record in office.ledger().book_records(district.as_str(), None, LATEST)? {
        let events = record.events()?;
        let text = |event: &serde_json::Value, name: &str| {
            event.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
        };
        let mut what: Vec<String> = events
            .iter()
            .take(3)
            .map(|event| {
                let key = match (text(event, "type").as_str(), text(event, "kind").as_str()) {
                    ("directory-row", kind) => format!("book-{kind}"),
                    (kind, _) => format!("book-{kind}"),
                };
                let about = [text(event, "key"), text(event, "user"), text(event, "from"), register(view, event)]
                    .into_iter()
                    .find(|text| !text.is_empty());
                format!("{} {}", view.say(&key), about.unwrap_or_default())
            })
            .collect();
        if events.len() > 3 {
            what.push(t!(view.words, "and-more", n = events.len() - 3));
        }
        let by = events.iter().map(|event| text(event, "by")).find(|by| !by.is_empty());
        let actor = record.value()?.get("actor").map(|actor| text(actor, "post")).unwrap_or_default();
        let word = || view.words.find(&format!("book-by-{actor}"), &[]);
        let by = by.or_else(word).unwrap_or_else(|| view.names.post(&actor));
        rows.push(vec![
            Cell::number(record.seq.to_string()),
            Cell::from(instant(record.at)),
            Cell::from(what.join(view.words.semicolon())),
            Cell::from(by),
        ]);
    }
    Ok(view.section("changes", view.table(&["head-size", "when", "what", "who"], rows)))
}

/// Copies the store now.
pub async fn back_up(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let made = room.ask(|office| match office.back_up_here() {
        // Pressed twice within a second: the copy is there.
        Err(Failure::Storage(LedgerError::Refused { code: "backup-exists", .. })) => Ok(()),
        made => made.map(drop),
    });
    match made.await {
        Ok(()) => Redirect::to("/admin/jobs?done=backup").into_response(),
        Err(sorry) => sorry,
    }
}
