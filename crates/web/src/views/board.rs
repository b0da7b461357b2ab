//! A column for each stage, cards in order. A card says what may be done with it now: each step is a link to its form, or
//! a button where it asks nothing, and a script lets cards be dragged onto the column that a step leads to.

use std::collections::BTreeSet;

use bihuan_core::casework::decide::Open;
use bihuan_core::pack::model::{Destination, Does, ViewColumn, ViewKind};
use bihuan_office::{Failure, Reading, new_token};

use super::sight::{Rows, Sight};
use crate::components::Details;
use crate::desk::{Room, anchor, watched};
use crate::html::{Html, el};
use crate::names::find;
use crate::portal::guest::{body, link};
use crate::shell::hidden;
use crate::t;

/// Cards of one column.
const CARDS: usize = 20;

/// A column of the board: its stage, how many stand there, and the first of them.
struct Column {
    stage: String,
    all: u64,
    rows: Rows,
}

/// The board.
pub fn drawn(sight: &Sight<'_>, stages: &[String]) -> Result<Html, Failure> {
    let mut columns = Vec::new();
    for stage in stages {
        let part = sight.part(stage, "", "");
        let all = sight.count(&part)?;
        let rows = if all == 0 { Rows::default() } else { sight.rows(&part, None, CARDS)? };
        columns.push(Column { stage: stage.clone(), all, rows });
    }
    let board = el("div")
        .class("bh-board")
        .attr("data-board", "")
        .attr("data-none", t!(sight.words, "board-no-step"))
        .put_all(columns.iter().map(|it| column(sight, it)));
    let board = match sight.at.room {
        Some(room) => {
            let shown = columns.iter().flat_map(|column| &column.rows.items);
            let numbers: Vec<&str> = shown.map(|row| row.case.number.as_str()).collect();
            watched(el("div"), room, &numbers).put(board).html()
        }
        None => board.html(),
    };
    let about = sight.at.room.map(|_| body(t!(sight.words, "board-about")));
    Ok(about.unwrap_or_default().then(board))
}

/// What a part of a view is called: a stage, a step, a day.
pub fn part_title(sight: &Sight<'_>, column: &str) -> Option<String> {
    match &sight.view.kind {
        ViewKind::Board { .. } => Some(sight.names.stage(sight.rules, column)),
        ViewKind::Funnel { .. } => {
            let (from, until) = (sight.asked.value("from"), sight.asked.value("last"));
            let step = super::funnel::step_title(sight, column);
            Some(if from.is_empty() {
                step
            } else {
                t!(sight.words, "funnel-of", step = step, from = from, until = until)
            })
        }
        ViewKind::Calendar { .. } => sight.asked.day("from").map(|day| day.to_string()),
        _ => None,
    }
}

fn column(sight: &Sight<'_>, column: &Column) -> Html {
    let id = format!("column-{}", column.stage);
    let address = sight.address(&[("part", &column.stage)]);
    let name = sight.names.stage(sight.rules, &column.stage);
    let counted = t!(sight.words, "board-column-n", n = column.all);
    let count = el("span").class("bh-board__n").put(link(&address, counted));
    let head = el("h2").class("govuk-heading-s bh-board__head").attr("id", &id).put(name).put(" ").put(count);
    let cards = column.rows.items.iter().map(|reading| card(sight, &column.stage, reading));
    let list = (!column.rows.items.is_empty()).then(|| el("ul").class("bh-board__cards").put_all(cards).html());
    let none = column
        .rows
        .items
        .is_empty()
        .then(|| el("p").class("govuk-body-s bh-muted").put(t!(sight.words, "board-empty")));
    let shown = column.rows.items.len() + column.rows.hidden;
    let more = column.all.saturating_sub(shown as u64);
    let rest =
        (more > 0).then(|| el("p").class("govuk-body-s").put(link(&address, t!(sight.words, "board-more", n = more))));
    el("section")
        .class("bh-board__column")
        .attr("aria-labelledby", &id)
        .attr("data-column", &column.stage)
        .put(head)
        .put(sight.not_yours(column.rows.hidden))
        .put(list)
        .put(none.map(Html::from))
        .put(rest.map(Html::from))
        .html()
}

fn card(sight: &Sight<'_>, stage: &str, reading: &Reading) -> Html {
    let columns = sight.columns();
    let first = columns.iter().find(|column| matches!(column, ViewColumn::Field(_)));
    let heading = first.map(|column| sight.cell(reading, column)).filter(|html| !html.is_empty());
    let heading = heading.unwrap_or_else(|| sight.names.headline(&reading.rules, &reading.case).into());
    let facts = columns.iter().filter(|column| Some(*column) != first && **column != ViewColumn::Stage).map(|column| {
        let value = sight.cell(reading, column);
        let name = el("dt").put(sight.column_title(column));
        el("div").put(name).put(el("dd").put(value)).html()
    });
    let menu = sight.at.room.map(|room| menu(sight, room, stage, reading));
    el("li")
        .class("bh-board__card")
        .attr("data-row", "")
        .attr("data-number", &reading.case.number)
        .put(el("p").class("bh-board__number").put(sight.number(reading)))
        .put(el("p").class("bh-board__title").put(heading))
        .put(el("dl").class("bh-board__facts").put_all(facts))
        .put(menu)
        .html()
}

/// What may be done with it now, in the task of this column or beside the stages.
fn menu(sight: &Sight<'_>, room: &Room, stage: &str, reading: &Reading) -> Html {
    let here = |open: &&Open| {
        let task = open.task.as_ref().and_then(|id| reading.case.task(id));
        task.is_none_or(|task| task.stage == stage)
    };
    let moves = reading.actions.iter().filter(here);
    let steps: Vec<Html> = moves.filter_map(|open| step(sight, room, stage, reading, open)).collect();
    if steps.is_empty() {
        return Html::empty();
    }
    let about = el("span").class("govuk-visually-hidden").put(format!(" {}", reading.case.number));
    Details {
        summary: Html::from(t!(sight.words, "board-may")).then(about),
        content: el("ul").class("bh-board__steps").put_all(steps).html(),
        classes: "bh-board__menu bh-no-print".into(),
        ..Details::default()
    }
    .into()
}

/// A step that moves the card: what asks nothing is a button, what asks something leads to its form.
fn step(sight: &Sight<'_>, room: &Room, stage: &str, reading: &Reading, open: &Open) -> Option<Html> {
    let to = leads_to(reading, stage, open)?;
    let name = sight.names.step(&reading.rules, stage, open);
    let number = &reading.case.number;
    let item = el("li").attr("data-to", to.into_iter().collect::<Vec<_>>().join(" "));
    if !open.fields.is_empty() {
        let href = format!("/desk/cases/{number}#{}", anchor(&open.action, open.task.as_ref()));
        return Some(item.put(link(&href, name)).html());
    }
    let form = el("form")
        .attr("method", "post")
        .attr("action", format!("/desk/cases/{number}/actions/{}", open.action))
        .put(hidden("csrf", &room.staff.csrf))
        .put(hidden("seen", &reading.version.to_string()))
        .put(hidden("task", open.task.as_ref().map_or("", |task| task.0.as_str())))
        .put(hidden("once", &new_token().unwrap_or_default()))
        .put(el("button").attr("type", "submit").class("bh-link-button").put(name));
    Some(item.put(form).html())
}

/// The stages that a step may lead to; none for a step that moves nothing.
fn leads_to(reading: &Reading, stage: &str, open: &Open) -> Option<BTreeSet<String>> {
    let (_, action) = find(&reading.rules, stage, &open.action)?;
    let to = |go: &Destination| match go {
        Destination::Stage(stage) => stage.clone(),
        Destination::Close(_) | Destination::End(_) => "closed.".to_owned(),
    };
    match &action.does {
        Does::Go(choices) => Some(choices.iter().map(|choice| to(&choice.go)).collect()),
        _ => None,
    }
}
