//! One step for several tasks at once, where the step asks nothing more. Each is decided on its own; what the law refuses
//! is told with its reason, and the others are done.

use axum::http::StatusCode;
use axum::response::Response;
use bihuan_core::casework::TaskId;
use bihuan_office::{Act, Demand, Failure, Office};
use serde_json::Map;

use super::room::{Room, with_status};
use crate::components::{Cell, Table};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases;
use crate::t;
use crate::words::Lang;

/// As many as a page shows.
const MOST: usize = 200;

/// What came of one task.
struct Outcome {
    number: String,
    refused: Option<String>,
}

/// Does it.
pub async fn act(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    match room.ask(move |office| all(office, &inner, &sent)).await {
        Ok(outcomes) => told(&room, &outcomes),
        Err(sorry) => sorry,
    }
}

fn all(office: &Office, room: &Room, sent: &Sent) -> Result<Vec<Outcome>, Failure> {
    let action = sent.value("action").to_owned();
    let chosen = sent.values("task").filter_map(|task| task.split_once('/')).take(MOST);
    chosen.map(|(number, task)| one(office, room, &action, number, task)).collect()
}

fn one(office: &Office, room: &Room, action: &str, number: &str, task: &str) -> Result<Outcome, Failure> {
    let wish = Act {
        case: number.to_owned(),
        action: action.to_owned(),
        task: Some(TaskId(task.to_owned())),
        input: Map::new(),
        seen: None,
    };
    let refused = match office.act(&Demand { who: room.staff.who.clone(), wish, key: None }) {
        Ok(_) => None,
        Err(Failure::Refused(refusal)) => Some(match room.reader.lang {
            Lang::Zh => refusal.sentence.zh.clone(),
            Lang::En => refusal.sentence.en.clone(),
        }),
        Err(Failure::NotFound) => Some(t!(room.words(), "not-found")),
        Err(other) => return Err(other),
    };
    Ok(Outcome { number: number.to_owned(), refused })
}

fn told(room: &Room, outcomes: &[Outcome]) -> Response {
    let words = room.words();
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "at-once"));
    let back =
        el("p").class("govuk-body").put(el("a").class("govuk-link").attr("href", "/desk").put(t!(words, "nav-work")));
    if outcomes.is_empty() {
        let page = room.page(t!(words, "at-once"), "work");
        let body = heading.html().then(el("p").class("govuk-body").put(t!(words, "at-once-none"))).then(back);
        return with_status(StatusCode::UNPROCESSABLE_ENTITY, page.with(body));
    }
    let done = outcomes.iter().filter(|outcome| outcome.refused.is_none()).count();
    let rows = outcomes.iter().map(|outcome| {
        let link = el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{}", outcome.number));
        let result = outcome.refused.clone().unwrap_or_else(|| t!(words, "at-once-done"));
        vec![Cell::from(link.put(&outcome.number).html()), Cell::from(result)]
    });
    let table = Table {
        head: vec![t!(words, "work-number").into(), t!(words, "at-once-result").into()],
        rows: rows.collect(),
        ..Table::default()
    };
    let banner = (done > 0).then(|| phrases::done(words, t!(words, "at-once-so-many", n = done)));
    let body = Html::from(banner).then(heading).then(table.stacked()).then(back);
    with_status(StatusCode::OK, room.page(t!(words, "at-once"), "work").with(body))
}
