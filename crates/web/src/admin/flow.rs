//! The way that a kind of matter really takes: drawn from the matters themselves, with a table behind the picture, and
//! whom they wait for.
//!
//! What it costs: the heads of the latest matters of that kind, at most so many as `MOST` says, in a few pages of an index;
//! no record is read, and the same for a store of any size.

use std::sync::Arc;

use axum::response::Response;
use bihuan_core::casework::TypeId;
use bihuan_core::mining::{End, Flow, median};
use bihuan_core::pack::model::Destination;
use bihuan_core::pack::{CaseType, Pack};
use bihuan_ledger::LedgerError;
use bihuan_office::period::{Period, each_page};
use bihuan_office::{Failure, Office, rows};

use super::frame::{Asked, For, Query1, View, show};
use super::pack_diagram::{Card, Way, picture};
use super::pack_words::Told;
use crate::components::*;
use crate::desk::Room;
use crate::html::Html;
use crate::portal::tally::open_kinds;
use crate::shell::Page;
use crate::t;

const HERE: &str = "/admin/flow";

/// Matters that are looked at; more than that and the page says so.
const MOST: u64 = 2000;

/// Units that are listed, those with the most time first.
const UNITS: usize = 15;

/// The page.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| draw(office, view, &asked)).await
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked) -> Result<Page, Failure> {
    let words = view.words;
    let wanted = TypeId(asked.value("type").to_owned());
    // What anybody may file is what most is to be seen of.
    let open = open_kinds(view.law).first().map(|rules| rules.id.clone());
    let first = || {
        let is_open = |rules: &CaseType| open.as_ref() == Some(&rules.id);
        view.law.types().find(|(_, rules)| is_open(rules)).or_else(|| view.law.types().next())
    };
    let known = view.law.types().find(|(_, rules)| rules.id == wanted).or_else(first);
    let Some((pack, rules)) = known else { return Ok(view.page("flow", t!(words, "flow"), Html::empty())) };
    let flow = gathered(office, view, &rules.id)?;
    let told = Told::new(pack, rules, view.room.reader.lang);
    let name = view.names.case_type(&rules.id);
    let content = kinds(view, &rules.id).then(if flow.matters == 0 {
        view.line(t!(words, "flow-none", kind = name))
    } else {
        drawn(view, &told, &flow, &name)
    });
    Ok(view.page("flow", t!(words, "flow"), content))
}

/// The kinds of matters to choose from.
fn kinds(view: &View<'_>, here: &TypeId) -> Html {
    let item = |(_, rules): (&Arc<Pack>, &Arc<CaseType>)| {
        NavigationItem::new(format!("{HERE}?type={}", rules.id.0), view.names.case_type(&rules.id))
            .current_if(rules.id == *here)
    };
    let label = t!(view.words, "flow-kinds");
    SubNavigation { label, items: view.law.types().map(item).collect(), ..SubNavigation::default() }.into()
}

/// The flow of the latest matters of a kind in the district.
fn gathered(office: &Office, view: &View<'_>, kind: &TypeId) -> Result<Flow, Failure> {
    let period = Period { types: vec![kind.0.clone()], district: view.district(), ..Period::default() };
    let (mut flow, now) = (Flow::default(), office.clock().now());
    each_page(office.ledger(), &period, |page| {
        for row in &page {
            flow.add(&rows::case_of(&row.head.state)?, now);
        }
        Ok::<_, LedgerError>(flow.matters < MOST)
    })?;
    Ok(flow)
}

fn drawn(view: &View<'_>, told: &Told<'_>, flow: &Flow, name: &str) -> Html {
    let words = view.words;
    let count = t!(words, "flow-about", n = flow.matters, closed = flow.closed);
    let cut = (flow.matters >= MOST).then(|| view.line(t!(words, "flow-cut", n = MOST)));
    let mut cards = cards(view, told, flow);
    view.line(count)
        .then(cut)
        .then(picture(&mut cards, &t!(words, "flow-of", name = name)))
        .then(view.part("flow-stages", stages(view, told, flow)))
        .then(view.part("flow-ways", ways(view, told, flow)))
        .then(view.part("flow-waits", waits(view, told, flow)))
        .then(view.part("flow-units", units(view, flow)))
}

/// A card for each stage that was entered, in the order of the rules, and one for each end that was reached.
fn cards(view: &View<'_>, told: &Told<'_>, flow: &Flow) -> Vec<Card> {
    let words = view.words;
    let entered = told.rules.stages.iter().filter_map(|stage| Some((stage, flow.stages.get(&stage.name)?)));
    let mut cards: Vec<Card> = entered
        .map(|(stage, visits)| {
            let below = t!(
                words,
                "flow-visits",
                n = visits.times,
                median = span(view, median(&visits.spans)),
                again = visits.again()
            );
            let ways = out_of(flow, &stage.name).into_iter().map(|(end, spans)| Way {
                title: t!(words, "flow-n", n = spans.len()),
                to: id_of(end),
                to_title: format!("{} · {}", title_of(told, end), span(view, median(spans))),
            });
            Card::stage(&stage.name, told.stage(&stage.name), below, ways.collect())
        })
        .collect();
    let mut ends: Vec<&End> =
        flow.ways.keys().map(|(_, end)| end).filter(|end| matches!(end, End::Outcome(_))).collect();
    ends.sort();
    ends.dedup();
    cards.extend(ends.into_iter().map(|end| Card::end(&id_of(end), title_of(told, end))));
    cards
}

/// The ways out of a stage, the one that is taken most first.
fn out_of<'f>(flow: &'f Flow, stage: &str) -> Vec<(&'f End, &'f Vec<i64>)> {
    let mut ways: Vec<_> =
        flow.ways.iter().filter(|((from, _), _)| from == stage).map(|((_, end), spans)| (end, spans)).collect();
    ways.sort_by_key(|(_, spans)| std::cmp::Reverse(spans.len()));
    ways
}

fn id_of(end: &End) -> String {
    match end {
        End::Stage(stage) => stage.clone(),
        End::Outcome(outcome) => format!("end:{outcome}"),
    }
}

fn title_of(told: &Told<'_>, end: &End) -> String {
    told.destination(&match end {
        End::Stage(stage) => Destination::Stage(stage.clone()),
        End::Outcome(outcome) => Destination::Close(outcome.clone()),
    })
}

fn stages(view: &View<'_>, told: &Told<'_>, flow: &Flow) -> Html {
    let known = told.rules.stages.iter().filter_map(|stage| Some((stage, flow.stages.get(&stage.name)?)));
    let rows = known.map(|(stage, visits)| {
        let who = visits.post.as_ref().map_or_else(|| t!(view.words, "who-reporter"), |post| told.post(post));
        vec![
            Cell::from(told.stage(&stage.name)),
            Cell::from(who),
            Cell::number(visits.matters.to_string()),
            Cell::number(visits.times.to_string()),
            Cell::number(visits.again().to_string()),
            Cell::number(span(view, median(&visits.spans))),
            Cell::number(visits.there.to_string()),
        ]
    });
    let head = ["flow-stage", "flow-whom", "flow-matters", "flow-times", "flow-again", "flow-median", "flow-there"];
    view.tight(&head, rows.collect())
}

fn ways(view: &View<'_>, told: &Told<'_>, flow: &Flow) -> Html {
    let known = told.rules.stages.iter().flat_map(|stage| {
        out_of(flow, &stage.name).into_iter().map(|(end, spans)| (stage.name.as_str(), end, spans)).collect::<Vec<_>>()
    });
    let rows = known.map(|(stage, end, spans)| {
        vec![
            Cell::from(told.stage(stage)),
            Cell::from(title_of(told, end)),
            Cell::number(spans.len().to_string()),
            Cell::number(span(view, median(spans))),
        ]
    });
    view.tight(&["flow-from", "flow-to", "flow-taken", "flow-median"], rows.collect())
}

/// Whom all that time was waited for.
fn waits(view: &View<'_>, told: &Told<'_>, flow: &Flow) -> Html {
    let all: i64 = flow.posts.values().sum::<i64>().max(1);
    let mut posts: Vec<_> = flow.posts.iter().collect();
    posts.sort_by_key(|(_, seconds)| std::cmp::Reverse(**seconds));
    let rows = posts.into_iter().map(|(post, seconds)| {
        let who = post.as_ref().map_or_else(|| t!(view.words, "who-reporter"), |post| told.post(post));
        let share = seconds.saturating_mul(1000) / all;
        vec![
            Cell::from(who),
            Cell::number(format!("{}.{} %", share / 10, share % 10)),
            Cell::number(span(view, Some(seconds / i64::try_from(flow.matters.max(1)).unwrap_or(1)))),
        ]
    });
    view.line(t!(view.words, "flow-waits-about"))
        .then(view.tight(&["flow-whom", "flow-share", "flow-each"], rows.collect()))
}

fn units(view: &View<'_>, flow: &Flow) -> Html {
    let all: i64 = flow.units.values().sum::<i64>().max(1);
    let mut units: Vec<_> = flow.units.iter().collect();
    units.sort_by_key(|(_, seconds)| std::cmp::Reverse(**seconds));
    let rows = units.into_iter().take(UNITS).map(|(unit, seconds)| {
        let share = seconds.saturating_mul(1000) / all;
        vec![Cell::from(view.names.unit(unit)), Cell::number(format!("{}.{} %", share / 10, share % 10))]
    });
    view.tight(&["flow-unit", "flow-share"], rows.collect())
}

/// A span of natural time as people say it: minutes, hours or days with one digit behind the point.
fn span(view: &View<'_>, seconds: Option<i64>) -> String {
    let Some(seconds) = seconds else { return "—".to_owned() };
    let tenths = |unit: i64| {
        let tenths = (seconds.saturating_mul(10) + unit / 2) / unit;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match seconds {
        ..3_600 => t!(view.words, "flow-minutes", n = seconds / 60),
        3_600..172_800 => t!(view.words, "flow-hours", n = tenths(3_600)),
        _ => t!(view.words, "flow-days", n = tenths(86_400)),
    }
}
