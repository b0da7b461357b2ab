//! Supervise: what is late or soon late by unit, what waits for an approval, what is disputed, what nobody took yet.
//! Units and matters, never a person.

use axum::response::{IntoResponse, Response};
use bihuan_core::casework::accountable;
use bihuan_core::casework::case::{Task, TaskKind};
use bihuan_core::pack::model::{Action, By, Does};
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Failure, Office, Reading, new_token};
use std::collections::{BTreeMap, BTreeSet};

use super::light::{Light, instant};
use super::room::Room;
use super::work::matter;
use crate::components::*;
use crate::html::{Html, el};
use crate::lists::{Format, List};
use crate::names::Names;
use crate::shell::{Page, hidden};
use crate::t;

/// Open cases looked through; more than that and the page says so.
const LOOKED_THROUGH: usize = 1000;
/// Lines of each list.
const LINES: usize = 30;
/// The most that the store gives at a time.
const A_PAGE: usize = 200;

/// The page.
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// An open case with how it stands.
struct Open {
    reading: Reading,
    light: Option<Light>,
}

impl Open {
    fn is(&self, state: Lateness) -> bool {
        self.light.as_ref().is_some_and(|light| light.state == state)
    }

    fn lead_task(&self) -> Option<&Task> {
        self.reading.case.open_tasks().find(|task| task.kind == TaskKind::Lead)
    }
}

/// The open cases that this officer may read, and whether there are more.
fn open_cases(office: &Office, room: &Room) -> Result<(Vec<Open>, bool), Failure> {
    let now = office.clock().now();
    let mut query =
        CaseQuery { statuses: vec![Status::Open, Status::Suspended], limit: A_PAGE, ..CaseQuery::default() };
    let mut found = Vec::new();
    let mut looked = 0;
    loop {
        let page = office.ledger().cases(&query)?;
        looked += page.items.len();
        for row in page.items {
            match office.read(&row.case, &room.staff.who) {
                Ok(reading) => {
                    let light = Light::of_case(&reading.case, now, room.words());
                    found.push(Open { reading, light });
                }
                Err(Failure::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        match page.next {
            Some(cursor) if looked < LOOKED_THROUGH => query.cursor = Some(cursor),
            more => return Ok((found, more.is_some())),
        }
    }
}

fn draw(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let names = Names::new(&law, room.reader.lang);
    let words = room.words();
    let (mut open, more) = open_cases(office, room)?;
    open.sort_by_key(|one| one.reading.case.ruling_clock().map(|clock| clock.due()));
    let view = View { room, names };
    let notice = more.then(|| el("p").class("govuk-body").put(t!(words, "supervise-more", n = LOOKED_THROUGH)).html());
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "nav-supervise"));
    let body = heading.html().then(notice).then(view.by_unit(&open)).then(view.lists(&open));
    let mut list = List::new(words, t!(words, "nav-supervise"));
    let most = if Format::asked(&room.reader).is_some() { open.len() } else { LINES };
    for (title, cases) in view.parts(&open) {
        list.add_part(&view.caption(title, cases.len()), &view.table(title, &cases, most));
    }
    room.offering(office, room.page(t!(words, "nav-supervise"), "supervise").with(body), &list)
}

struct View<'v> {
    room: &'v Room,
    names: Names<'v>,
}

impl View<'_> {
    /// How many each unit has, late and soon late; the unit is the one that answers for the case.
    fn by_unit(&self, open: &[Open]) -> Html {
        let words = self.room.words();
        let mut units: BTreeMap<String, [u32; 4]> = BTreeMap::new();
        for one in open {
            let Some(unit) = accountable(&one.reading.case) else { continue };
            let [all, late, soon, approvals] = units.entry(unit.to_string()).or_default();
            *all += 1;
            *late += u32::from(one.is(Lateness::Late));
            *soon += u32::from(one.is(Lateness::Soon));
            *approvals += u32::from(one.reading.case.extension.is_some());
        }
        if units.is_empty() {
            return el("p").class("govuk-body-l").put(t!(words, "supervise-none")).html();
        }
        let mut units: Vec<_> = units.into_iter().collect();
        units.sort_by_key(|(_, [all, late, soon, _])| std::cmp::Reverse((*late, *soon, *all)));
        let rows = units.into_iter().map(|(unit, [all, late, soon, approvals])| {
            let mark = |n: u32, state| match n {
                0 => Html::from("0"),
                n => clock(state, n.to_string()),
            };
            vec![
                Cell::from(self.names.unit_of(&unit)),
                Cell::number(mark(late, Lateness::Late)),
                Cell::number(mark(soon, Lateness::Soon)),
                Cell::number(approvals.to_string()),
                Cell::number(all.to_string()),
            ]
        });
        let names = [
            ("work-unit", ""),
            ("late", "numeric"),
            ("soon-late", "numeric"),
            ("approvals", "numeric"),
            ("open-cases", "numeric"),
        ];
        let head = names.map(|(key, format)| Cell { format: format.into(), ..Cell::from(words.get(key, &[])) });
        let table = Table {
            caption: t!(words, "supervise-units"),
            caption_classes: "govuk-table__caption--m".into(),
            head: head.to_vec(),
            rows: rows.collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        table.stacked().into()
    }

    fn lists(&self, open: &[Open]) -> Html {
        self.parts(open).into_iter().map(|(title, cases)| self.list(title, &cases)).collect()
    }

    /// The lists of the page: the key of each one's caption, and its cases.
    fn parts<'o>(&self, open: &'o [Open]) -> Vec<(&'static str, Vec<&'o Open>)> {
        let late = |one: &&Open| one.is(Lateness::Late);
        let soon = |one: &&Open| one.is(Lateness::Soon);
        let disputed = |one: &&Open| one.lead_task().is_some_and(|task| is_dispute(&one.reading, &task.stage));
        let waits = |one: &&Open| one.reading.case.extension.is_some();
        let untaken = |one: &&Open| one.lead_task().is_some_and(|task| task.officer.is_none());
        let mut oldest: Vec<&Open> = open.iter().filter(untaken).collect();
        oldest.sort_by_key(|one| one.reading.case.opened);
        vec![
            ("supervise-late", open.iter().filter(late).collect()),
            ("supervise-soon", open.iter().filter(soon).collect()),
            ("supervise-disputes", open.iter().filter(disputed).collect()),
            ("supervise-approvals", open.iter().filter(waits).collect()),
            ("supervise-untaken", oldest),
        ]
    }

    fn caption(&self, title: &str, n: usize) -> String {
        self.room.words().get(title, &[("n", n.into())])
    }

    fn list(&self, title: &str, cases: &[&Open]) -> Html {
        if cases.is_empty() { Html::empty() } else { self.table(title, cases, LINES).stacked().into() }
    }

    /// A list as a table, of so many lines at most.
    fn table(&self, title: &str, cases: &[&Open], most: usize) -> Table {
        let words = self.room.words();
        let urged = cases.iter().take(most).any(|one| urging(&one.reading).is_some());
        let mut head: Vec<Cell> = ["work-number", "work-matter", "work-unit", "work-stage", "opened", "work-due"]
            .into_iter()
            .map(|key| words.get(key, &[]).into())
            .collect();
        if urged {
            head.push(Html::from(el("span").class("govuk-visually-hidden").put(t!(words, "may-now"))).into());
        }
        Table {
            caption: self.caption(title, cases.len()),
            caption_classes: "govuk-table__caption--m".into(),
            head,
            rows: cases.iter().take(most).map(|one| self.row(one, urged)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        }
    }

    fn row(&self, one: &Open, urged: bool) -> Vec<Cell> {
        let words = self.room.words();
        let case = &one.reading.case;
        let link = el("a")
            .class("govuk-link bh-number")
            .attr("href", format!("/desk/cases/{}", case.number))
            .put(&case.number);
        let mark = case.synthetic.then(|| synthetic(&t!(words, "synthetic")));
        let stage = case.standings.first().map(|standing| self.names.stage(&one.reading.rules, &standing.stage));
        let mut cells = vec![
            link.html().then(" ").then(mark).into(),
            Cell::from(matter(&self.names, &one.reading)),
            Cell::from(accountable(case).map(|unit| self.names.unit(unit)).unwrap_or_default()),
            Cell::from(stage.unwrap_or_else(|| t!(words, "linked"))),
            Cell::from(instant(case.opened)),
            Cell::from(one.light.as_ref().map(Light::html).unwrap_or_default()),
        ];
        if urged {
            cells.push(urging(&one.reading).map(|action| self.urge(one, action)).unwrap_or_default().into());
        }
        cells
    }

    /// One press urges whoever has it.
    fn urge(&self, one: &Open, action: &Action) -> Html {
        let number = &one.reading.case.number;
        let title = self.names.action(&one.reading.rules, "", &action.name);
        let about = el("span").class("govuk-visually-hidden").put(format!(" {number}"));
        let button = el("button").attr("type", "submit").class("bh-link-button").put(title).put(about);
        el("form")
            .attr("method", "post")
            .attr("action", format!("/desk/cases/{number}/actions/{}", action.name))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("seen", &one.reading.version.to_string()))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put(button)
            .html()
    }
}

/// The action, open to the reader, that only tells whoever has the task, and needs no input.
fn urging(reading: &Reading) -> Option<&Action> {
    let open: BTreeSet<&str> = reading.actions.iter().map(|open| open.action.as_str()).collect();
    let tells = |action: &&Action| {
        matches!(action.does, Does::Stay)
            && action.tell.contains(&By::Task)
            && action.ask.iter().all(|field| !field.required)
    };
    reading.rules.actions.iter().filter(tells).find(|action| open.contains(action.name.as_str()))
}

/// A stage where a case comes when a limit of handing it back is spent.
fn is_dispute(reading: &Reading, stage: &str) -> bool {
    let spent = |action: &Action| action.limit.as_ref().and_then(|limit| limit.otherwise.clone());
    reading.rules.all_actions().any(|(_, action)| spent(action).as_deref() == Some(stage))
}
