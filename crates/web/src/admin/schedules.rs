//! What schedules do: how often each opens matters and for whom, what it opened last, when it is due next.

use bihuan_core::pack::model::{Objects, Schedule};
use bihuan_office::{Failure, Office};

use super::frame::{View, instant};
use crate::components::*;
use crate::html::Html;
use crate::t;

/// The schedules in force in the district that is looked at; nothing where no pack has one.
pub fn section(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let Some(district) = view.district() else { return Ok(Html::empty()) };
    let (law, kept) = (office.law(), office.scheduled(district.as_str())?);
    let mut rows = Vec::new();
    for schedule in law.packs.values().flat_map(|pack| pack.schedules.values()) {
        let state = kept.get(&schedule.id);
        let none = || "—".to_owned();
        let last = state.and_then(|it| it.last.as_ref()).map_or_else(none, |due| due.period.clone());
        let next = office.next_scheduled(district.as_str(), schedule).map_or_else(none, instant);
        let under_way = state.is_some_and(|it| !it.open.is_empty());
        let next = if under_way { t!(view.words, "schedule-under-way") } else { next };
        rows.push(vec![
            Cell::from(view.names.schedule(schedule)),
            Cell::from(whom(view, schedule)),
            Cell::from(last),
            Cell::from(next),
            Cell::number(state.map_or(0, |it| it.opened).to_string()),
            Cell::number(state.map_or(0, |it| it.refused).to_string()),
        ]);
    }
    if rows.is_empty() {
        return Ok(Html::empty());
    }
    let head =
        ["schedule-name", "schedule-for", "schedule-last", "schedule-next", "schedule-opened", "schedule-refused"];
    Ok(view.section("schedules", view.table(&head, rows)))
}

fn whom(view: &View<'_>, schedule: &Schedule) -> String {
    match &schedule.objects {
        Objects::District => t!(view.words, "schedule-once"),
        Objects::Units(_) => t!(view.words, "schedule-units"),
        Objects::Entries { register, .. } => {
            t!(view.words, "schedule-entries", register = view.names.register(register))
        }
    }
}
