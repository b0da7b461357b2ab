//! The route of the day: each task of the officer with what it is about, where, what is left of its time, and what may be
//! done. Personal fields are left out, because the page is kept on the phone; the page of the case has them.

use axum::response::Response;
use bihuan_core::calendar::civil;
use bihuan_core::casework::TaskId;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::{Point, Value};
use bihuan_ledger::{OpenTask, TaskQuery};
use bihuan_office::{Failure, Law, Office, Reading};

use super::super::case::Deed;
use super::super::light::Light;
use super::super::room::Room;
use super::super::work::matter;
use super::way::{Stop, walk};
use super::{app, owned, report};
use crate::components::*;
use crate::fields::Shown;
use crate::html::{Html, el};
use crate::lists;
use crate::names::Names;
use crate::shell::Page;
use crate::t;

/// Tasks on a route; nobody walks to more in a day.
const MOST: usize = 50;
/// Characters of what was said that stand on the route.
const A_GLANCE: usize = 120;

/// A task on the way.
struct Visit {
    task: OpenTask,
    reading: Reading,
    light: Option<Light>,
    at: Option<Point>,
}

/// The page.
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| route(office, &inner));
    shown.await.map_or_else(|sorry| sorry, |page| owned(&room, page))
}

fn route(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let (visits, more) = visits(office, room, &law)?;
    let today = civil(office.clock().now()).date();
    let due = |visit: &Visit| visit.light.as_ref()?.due.map(|due| civil(due).date().max(today));
    let stops: Vec<Stop> = visits.iter().map(|visit| Stop { due: due(visit), at: visit.at }).collect();
    let order = walk(&stops, own_point(room, &law));
    let ordered: Vec<(&Visit, bool)> = order
        .iter()
        .filter_map(|index| Some((visits.get(*index)?, stops.get(*index)?.due.is_some_and(|due| due <= today))))
        .collect();
    Ok(draw(room, &law, &ordered, more))
}

/// The officer's tasks, soonest due first, and whether there are more than one walks to.
fn visits(office: &Office, room: &Room, law: &Law) -> Result<(Vec<Visit>, bool), Failure> {
    let now = office.clock().now();
    let holders = room.holders(law, civil(now).date());
    if holders.is_empty() {
        return Ok((Vec::new(), false));
    }
    let officer = Some(room.staff.user.to_string());
    let page = office.ledger().tasks(&TaskQuery { holders, officer, limit: MOST, ..TaskQuery::default() })?;
    let more = page.next.is_some();
    let mut visits = Vec::new();
    for task in page.items {
        let reading = match office.read(&task.case, &room.staff.who) {
            Ok(reading) => reading,
            Err(Failure::NotFound) => continue,
            Err(other) => return Err(other),
        };
        let known = reading.case.task(&TaskId(task.task.task.clone()));
        let light = known.and_then(|known| Light::of_task(law, &reading.case, known, now, room.words()));
        let at = place_of(law, &reading);
        visits.push(Visit { task, reading, light, at });
    }
    Ok((visits, more))
}

/// Where a matter is: its point, else the point of the unit that it names.
fn place_of(law: &Law, reading: &Reading) -> Option<Point> {
    let mut places = reading.rules.form.iter().filter_map(|field| match reading.values.get(&field.name)? {
        Value::Place(place) => Some(place),
        _ => None,
    });
    let place = places.next()?;
    place.point.or_else(|| point_of(law, place.unit.as_ref()?))
}

fn point_of(law: &Law, unit: &bihuan_core::directory::UnitCode) -> Option<Point> {
    law.directory.unit(unit)?.point.map(|point| Point { lon: point.lon(), lat: point.lat() })
}

/// Where the walk begins: the officer's own unit.
fn own_point(room: &Room, law: &Law) -> Option<Point> {
    room.staff.posts.iter().find_map(|(_, unit)| point_of(law, unit))
}

fn draw(room: &Room, law: &Law, visits: &[(&Visit, bool)], more: bool) -> Page {
    let words = room.words();
    let names = Names::new(law, room.reader.lang);
    let kinds = report::kinds(law, room);
    let part = |today: bool| visits.iter().filter(move |(_, now)| *now == today).map(|(visit, _)| *visit);
    let list = |key: &str, today: bool| {
        let cards: Vec<Html> = part(today).map(|visit| card(room, law, &names, visit)).collect();
        if cards.is_empty() {
            return Html::empty();
        }
        let heading = el("h2").class("govuk-heading-m").put(words.get(key, &[("n", cards.len().into())]));
        let route = lists::cards(el("ol"), &words.get(key, &[("n", cards.len().into())]));
        heading.html().then(route.class("govuk-list bh-route").put_all(cards))
    };
    let nothing = visits.is_empty().then(|| el("p").class("govuk-body").put(t!(words, "patrol-none")).html());
    let more = more.then(|| {
        let link = el("a").class("govuk-link").attr("href", "/desk").put(t!(words, "nav-work"));
        el("p").class("govuk-body").put(t!(words, "patrol-more")).put(" ").put(link).html()
    });
    let route = el("div")
        .attr("id", "patrol-route")
        .put(list("patrol-today", true))
        .put(list("patrol-after", false))
        .put(nothing)
        .put(more);
    let main = el("h1")
        .class("govuk-heading-l")
        .put(t!(words, "patrol-title"))
        .html()
        .then(own_places(&names, room))
        .then(report::ways(&names, &kinds))
        .then(route);
    let keep: Vec<String> = std::iter::once("/desk/patrol".to_owned())
        .chain((!kinds.is_empty()).then(|| report::HERE.to_owned()))
        .chain(kinds.iter().map(|rules| format!("{}?type={}", report::HERE, rules.id.0)))
        .collect();
    app::framed(room, t!(words, "patrol-title"), &keep, main)
}

/// "我的网格：…": where this officer holds a post.
fn own_places(names: &Names<'_>, room: &Room) -> Html {
    let units = report::own_units(room);
    let told: Vec<String> = units.iter().map(|unit| names.unit(unit)).collect();
    el("p")
        .class("govuk-body bh-muted")
        .put(t!(names.words(), "patrol-places", places = told.join(names.words().comma())))
        .html()
}

fn card(room: &Room, law: &Law, names: &Names<'_>, visit: &Visit) -> Html {
    let words = room.words();
    let (reading, task) = (&visit.reading, &visit.task);
    let number =
        el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{}", task.number)).put(&task.number);
    let mark = task.synthetic.then(|| synthetic(&t!(words, "synthetic")));
    let light = visit.light.as_ref().map_or_else(|| t!(words, "no-deadline").into(), Light::html);
    let stage = Html::from(Tag::coloured("blue", names.stage(&reading.rules, &task.task.stage)));
    let open = reading.actions.iter().filter(|open| open.task.as_ref().is_some_and(|id| id.0 == task.task.task));
    let deeds = open.map(|open| Deed { room, law, reading, open }).filter(Deed::is_of_task);
    let part = |name: &'static str, key: &str| lists::part(el(name), &words.get(key, &[]));
    let clock = el("p")
        .class("govuk-body bh-stop__clock")
        .put(part("span", "work-stage").put(stage))
        .put(" ")
        .put(part("span", "work-due").put(light));
    lists::card(el("li"))
        .class("bh-stop")
        .put(part("h3", "work-matter").class("govuk-heading-s bh-stop__what").put(matter(names, reading)))
        .put(clock)
        .put(said(room, law, reading))
        .put(part("p", "work-number").class("govuk-body-s bh-stop__number").put(number).put(" ").put(mark))
        .put(el("p").class("govuk-body bh-stop__note").attr("role", "status"))
        .put(el("div").class("bh-stop__deeds").put_all(deeds.map(|deed| deed_form(names, &deed))))
        .html()
}

/// Where it is and the beginning of what was said; nothing personal.
fn said(room: &Room, law: &Law, reading: &Reading) -> Html {
    let shown = Shown {
        law,
        lang: room.reader.lang,
        rules: &reading.rules,
        files: None,
        entries: Some(&reading.entries),
        covered: true,
    };
    let part = |key: &str| lists::part(el("p"), &room.words().get(key, &[]));
    let plain = |kind: FieldType| {
        let fields = reading.rules.form.iter().filter(move |field: &&Field| field.kind == kind && !field.personal);
        fields.filter_map(|field| Some((field, reading.values.get(&field.name)?))).next()
    };
    let place = plain(FieldType::Place)
        .map(|(field, value)| part("patrol-where").class("govuk-body bh-stop__where").put(shown.value(field, value)));
    let text = plain(FieldType::Text).and_then(|(_, value)| match value {
        Value::Text(text) => Some(glance(text)),
        _ => None,
    });
    Html::from(place.map(Html::from)).then(text.map(|text| part("patrol-told").class("govuk-body").put(text).html()))
}

fn glance(text: &str) -> String {
    let short: String = text.chars().take(A_GLANCE).collect();
    if short.len() < text.len() { format!("{short}……") } else { short }
}

/// An action's form, folded where it asks for something; described for the script that queues it.
fn deed_form(names: &Names<'_>, deed: &Deed<'_>) -> Html {
    let (title, fields) = (deed.title(), deed.fields());
    let number = deed.reading.case.number.as_str();
    let of = fields.of.clone();
    let of = of.as_ref().map(|(stage, action)| (stage.as_str(), action.as_str()));
    let form = deed
        .form(None)
        .attr("data-patrol", "act")
        .attr("data-title", format!("{title} · {number}"))
        .attr("data-number", number)
        .attr("data-action", &deed.open.action)
        .attr("data-fields", app::described(&fields, names, of));
    if fields.fields.is_empty() {
        return form.html();
    }
    Details { summary: title.into(), content: form.html(), classes: "bh-action".into(), ..Details::default() }.into()
}
