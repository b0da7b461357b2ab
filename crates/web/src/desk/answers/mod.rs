//! The answers that officers give, for the units that keep them right: what has lapsed or soon will, what colleagues found
//! wanting, and how often each helped. Voices are counted for the answer; whose they are is shown nowhere.

mod entry;
pub mod known;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::calendar::civil;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_office::entries::unit_named;
use bihuan_office::{Failure, Law, Office};
use jiff::ToSpan;
use jiff::civil::Date;

use self::known::{Entry, HELPS, VOICE};
use super::room::Room;
use crate::app::App;
use crate::components::*;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Answers on one page.
const A_PAGE: usize = 50;
/// Days before its last one from which an answer is to be looked at again.
const SOON: i64 = 30;

/// The pages of the answers.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/answers", get(page))
        .route("/desk/answers/new", get(entry::empty).post(entry::add))
        .route("/desk/answers/{register}/{key}", get(entry::page).post(entry::change))
}

/// One answer, as its page tells it.
struct Line {
    register: String,
    entry: Entry,
    owner: Option<UnitCode>,
    helps: u64,
    amend: u64,
    state: State,
}

/// How an answer stands with its last day.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum State {
    Lapsed,
    Soon,
    Holds,
    Retired,
}

impl State {
    fn of_entry(entry: &Entry, today: Date) -> State {
        if entry.retired { State::Retired } else { State::of(entry.until, today) }
    }

    /// Its colour and the key of its words.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            State::Lapsed => ("red", "answer-lapsed"),
            State::Soon => ("yellow", "answer-soon"),
            State::Holds => ("green", "answer-holds"),
            State::Retired => ("grey", "answer-retired"),
        }
    }

    fn of(until: Date, today: Date) -> State {
        if until < today {
            return State::Lapsed;
        }
        if today.checked_add(SOON.days()).is_ok_and(|soon| until <= soon) { State::Soon } else { State::Holds }
    }
}

impl Line {
    /// Whether somebody has to look at it again.
    fn is_due(&self) -> bool {
        match self.state {
            State::Lapsed | State::Soon => true,
            State::Holds => self.amend > 0,
            State::Retired => false,
        }
    }

    /// What is most to be looked at comes first.
    fn place(&self) -> (bool, State, std::cmp::Reverse<u64>, Date) {
        (!self.is_due(), self.state, std::cmp::Reverse(self.amend), self.entry.until)
    }
}

/// `GET /desk/answers`: those of the officer's own units; with `all=1` every one of the district.
pub async fn page(room: Room, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &asked));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room, asked: &BTreeMap<String, String>) -> Result<Page, Failure> {
    let (words, law) = (room.words(), office.law());
    let all = asked.get("all").is_some_and(|all| all == "1");
    let from: usize = asked.get("from").and_then(|from| from.parse().ok()).unwrap_or(0);
    let mut lines = match room.district(&law) {
        Some(district) => lines(office, &law, &district)?,
        None => Vec::new(),
    };
    let own: BTreeSet<&UnitCode> = room.staff.posts.iter().map(|(_, unit)| unit).collect();
    lines.retain(|line| all || line.owner.as_ref().is_some_and(|owner| own.contains(owner)));
    lines.sort_by_key(Line::place);
    let due = lines.iter().filter(|line| line.is_due()).count();
    let (count, more) = (lines.len(), lines.len() > from.saturating_add(A_PAGE));
    let names = Names::new(&law, room.reader.lang);
    let shown = lines.into_iter().skip(from).take(A_PAGE);
    let rows: Vec<Vec<Cell>> = shown.map(|line| row(room, &names, line)).collect();
    let at = |from: usize| format!("/desk/answers?all={}&from={from}", u8::from(all));
    let pages =
        phrases::pages(words, (from > 0).then(|| at(from.saturating_sub(A_PAGE))), more.then(|| at(from + A_PAGE)));
    let body = el("h1")
        .class("govuk-heading-l")
        .put(t!(words, "answers"))
        .html()
        .then(el("p").class("govuk-body").put(t!(words, "answers-about")))
        .then(entry::write_link(office, room))
        .then(tabs(room, all))
        .then(el("p").class("govuk-body").put(t!(words, "answers-due", due = due, n = count)))
        .then(table(room, rows))
        .then(pages);
    Ok(room.page(t!(words, "answers"), "intake").with(body))
}

/// The answers of every kind of matter of a district, each register once, with all voices by one question each.
fn lines(office: &Office, law: &Law, district: &DistrictCode) -> Result<Vec<Line>, Failure> {
    let today = civil(office.clock().now()).date();
    let mut lines = Vec::new();
    for (name, (_, register)) in known::shelves(law) {
        let prefix = known::voices_of(district, name);
        let voices = office.ledger().kept_counts(VOICE, &prefix, HELPS)?;
        lines.extend(known::entries(office, district, register)?.into_iter().map(|entry| {
            let (helps, of) = voices.get(&format!("{prefix}{}", entry.key)).copied().unwrap_or_default();
            let (owner, state) = (unit_named(law, district, &entry.owner), State::of_entry(&entry, today));
            Line { register: name.to_owned(), entry, owner, helps, amend: of.saturating_sub(helps), state }
        }));
    }
    Ok(lines)
}

fn row(room: &Room, names: &Names<'_>, line: Line) -> Vec<Cell> {
    let words = room.words();
    let (colour, key) = line.state.told();
    let until = Html::from(line.entry.until.to_string()).then(" ").then(Tag::coloured(colour, words.get(key, &[])));
    let amend = match line.amend {
        0 => Html::from("0"),
        n => Html::from(n.to_string()).then(" ").then(Tag::coloured("red", t!(words, "answer-amend"))),
    };
    let owner = line.owner.as_ref().map_or_else(|| line.entry.owner.clone(), |owner| names.unit(owner));
    let href = entry::path(&line.register, &line.entry.key);
    let about = el("span").class("govuk-visually-hidden").put(format!(" {}", line.entry.asked(words.lang())));
    let open = el("a").class("govuk-link").attr("href", href).put(t!(words, "answer-open")).put(about);
    let content = el("p").class("govuk-body").put(&line.entry.answer).html();
    let asked = Details {
        summary: line.entry.asked(words.lang()).into(),
        content: content.then(el("p").class("govuk-body bh-no-print").put(open)),
        ..Details::default()
    };
    vec![
        Cell::from(Html::from(asked)),
        Cell::from(owner),
        Cell::from(until),
        Cell::from(line.helps.to_string()),
        Cell::from(amend),
    ]
}

fn table(room: &Room, rows: Vec<Vec<Cell>>) -> Html {
    let words = room.words();
    if rows.is_empty() {
        return InsetText::from(t!(words, "answers-none")).into();
    }
    let head = ["answer-question", "answer-owner", "answer-until", "answer-helped", "answer-wanting"];
    let table = Table {
        caption: t!(words, "answers"),
        caption_classes: "govuk-visually-hidden".into(),
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows,
        classes: "bh-dense bh-answers".into(),
        ..Table::default()
    };
    table.stacked().into()
}

/// One's own units', or everybody's.
fn tabs(room: &Room, all: bool) -> Html {
    let words = room.words();
    let item = |href: &str, key: &str, current: bool| {
        let link = el("a").class("govuk-link").attr("href", href).maybe("aria-current", current.then_some("page"));
        el("li").put(link.put(words.get(key, &[])))
    };
    el("ul")
        .class("bh-views")
        .put(item("/desk/answers", "answers-own", !all))
        .put(item("/desk/answers?all=1", "answers-all", all))
        .html()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_answer_is_looked_at_again_a_month_before_it_lapses() {
        let today = date(2025, 9, 25);
        assert_eq!(State::of(date(2025, 9, 24), today), State::Lapsed);
        assert_eq!(State::of(today, today), State::Soon, "the last day still holds");
        assert_eq!(State::of(date(2025, 10, 25), today), State::Soon);
        assert_eq!(State::of(date(2025, 10, 26), today), State::Holds);
    }
}
