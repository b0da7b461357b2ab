//! Running matters of older versions: what would become of each under the version in force, and the act that carries them.
//!
//! What it costs: one page of heads, and a decision for each matter of an older version on it that is thrown away.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::TypeId;
use bihuan_office::migration::{Carried, Migrating, Then};
use bihuan_office::{Failure, Office};

use super::frame::{Asked, For, Query1, View, instant, link, show};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el, void};
use crate::phrases::{self, submit};
use crate::shell::Page;
use crate::t;
use crate::words::Lang;

fn here(pack: &str) -> String {
    format!("/admin/packs/{pack}/migration")
}

/// The page.
pub async fn page(room: Room, Path(pack): Path<String>, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| draw(office, view, &pack, &asked)).await
}

/// Carries the matters that can be carried.
pub async fn carry(room: Room, Path(pack): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let (who, to) = (room.staff.who.clone(), format!("{}?done=begun", here(&pack)));
    let begun = room.ask(move |office| office.begin_migration(&who, &pack).map(drop)).await;
    begun.map_or_else(|sorry| sorry, |()| Redirect::to(&to).into_response())
}

fn draw(office: &Office, view: &View<'_>, pack: &str, asked: &Asked) -> Result<Page, Failure> {
    let words = view.words;
    let rules = view.law.packs.get(pack).cloned().ok_or(Failure::NotFound)?;
    let cursor = Some(asked.value("after").to_owned()).filter(|after| !after.is_empty());
    let look = office.look_at_migration(pack, cursor)?;
    let done = (asked.value("done") == "begun").then(|| phrases::done(words, t!(words, "migration-begun")));
    let job = office.migrating(pack)?.map(|job| progress(view, &job));
    let about = view.line(t!(words, "migration-about", version = rules.version));
    let table = match look.matters.is_empty() {
        true => view.line(t!(words, "migration-none", n = look.looked)),
        false => counted(view, &look.matters).then(view.table(
            &["migration-number", "migration-from", "migration-now", "migration-then"],
            look.matters.iter().map(|matter| row(view, matter)).collect(),
        )),
    };
    let next = look.next.map(|next| asked.with(&here(pack), "after", &next));
    let keeper = view.room.staff.is(ADMIN) && !look.matters.is_empty();
    let act = keeper.then(|| {
        let form = view.form(&format!("{}/do", here(pack)), submit(t!(words, "migration-do")));
        view.section("migration-act", view.line(t!(words, "migration-act-about")).then(form))
    });
    let content = Html::empty().then(done).then(super::packs::ways(view, &rules, "migration")).then(about).then(job);
    let content = content.then(view.section("migration-look", table)).then(phrases::pages(words, None, next)).then(act);
    let mut page = view.page("packs", super::packs::title(view, &rules), content);
    page.before = phrases::back(words, "/admin/packs");
    Ok(page)
}

/// How many of the page can go on, and how many stay.
fn counted(view: &View<'_>, matters: &[Carried]) -> Html {
    let can = matters.iter().filter(|matter| matter.then.is_ok()).count();
    view.line(t!(view.words, "migration-count", n = matters.len(), can = can, stay = matters.len() - can))
}

fn row(view: &View<'_>, matter: &Carried) -> Vec<Cell> {
    let of = TypeId(matter.case_type.clone());
    let stage = |name: &str, version: Option<u32>| {
        let rules = version.and_then(|version| view.law.rules_at(&of, version)).or_else(|| view.law.current(&of));
        rules.map_or_else(|| name.to_owned(), |rules| view.names.stage(rules, name))
    };
    let number =
        el("span").class("bh-number").put(link(format!("/desk/cases/{}", matter.number), matter.number.as_str()));
    let kind = el("span").class("bh-muted").put(view.names.case_type(&of));
    let then = match &matter.then {
        Ok(then) => would(view, &of, then, stage(&then.stage, None)),
        Err(why) => {
            let text = if view.room.reader.lang == Lang::En { why.en.as_str() } else { why.zh.as_str() };
            Html::from(Tag::coloured("red", t!(view.words, "migration-stays"))).then(" ").then(text)
        }
    };
    vec![
        Cell::from(Html::from(number).then(void("br")).then(kind)),
        Cell::number(matter.from.to_string()),
        Cell::from(stage(&matter.stage, Some(matter.from))),
        Cell::from(then),
    ]
}

/// The stage then, and the deadlines that move.
fn would(view: &View<'_>, of: &TypeId, then: &Then, stage: String) -> Html {
    let rules = view.law.current(of);
    let moved = then.moved.iter().map(|(deadline, from, to)| {
        let name = deadline.as_ref().zip(rules).map(|(name, rules)| view.names.deadline(rules, name));
        let name = name.unwrap_or_else(|| t!(view.words, "deadline-of-task"));
        Html::from(void("br")).then(format!("{name} {} → {}", instant(*from), instant(*to)))
    });
    let tag = Html::from(Tag::coloured("green", t!(view.words, "migration-can"))).then(" ").then(stage);
    moved.fold(tag, Html::then)
}

fn progress(view: &View<'_>, job: &Migrating) -> Html {
    let words = view.words;
    let text = match job.done {
        Some(at) => {
            t!(words, "migration-done", to = job.to, at = instant(at), carried = job.carried, refused = job.refused)
        }
        None => t!(words, "migration-runs", to = job.to, looked = job.looked, carried = job.carried),
    };
    InsetText { content: text.into(), id: "migration".into(), ..InsetText::default() }.into()
}
