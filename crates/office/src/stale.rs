//! Whether somebody was faster in a way that matters: an act on an older version is refused only if its task, or a
//! field that its guard reads, changed since the caller looked.

use std::collections::BTreeSet;

use bihuan_core::casework::{Event, TaskId};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Action, Does};
use serde_json::Value as Json;

use crate::Office;
use crate::commands::Loaded;
use crate::demand::Act;
use crate::failure::Failure;
use crate::law::Law;

/// Refuses an act whose ground has moved since `wish.seen`.
pub(crate) fn check(office: &Office, law: &Law, loaded: &Loaded, wish: &Act) -> Result<(), Failure> {
    let Some(seen) = wish.seen.filter(|seen| *seen < loaded.row.version) else { return Ok(()) };
    let Some(rules) = law.rules_of(&loaded.case) else { return Ok(()) };
    let ground = Ground::of(rules, loaded, wish);
    let records = office.ledger().records(&loaded.row.district, &loaded.case.id.0)?;
    let mut changed = BTreeSet::new();
    let mut by = None;
    for record in records.iter().filter(|record| record.version > seen) {
        let touched: Vec<String> = events(record).iter().flat_map(|event| ground.touched_by(event)).collect();
        if !touched.is_empty() {
            by = record.value().ok().and_then(|value| actor(value.get("actor")?));
            changed.extend(touched);
        }
    }
    if changed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Stale { version: loaded.row.version, changed: changed.into_iter().collect(), by })
    }
}

/// What an act rests on.
struct Ground {
    task: Option<TaskId>,
    stage: Option<String>,
    fields: BTreeSet<String>,
}

impl Ground {
    fn of(rules: &CaseType, loaded: &Loaded, wish: &Act) -> Ground {
        let declared = rules.stages.iter().find_map(|stage| {
            stage.actions.iter().find(|action| action.name == wish.action).map(|action| (stage, action))
        });
        let stage = declared.map(|(stage, _)| stage.name.clone());
        let task = wish.task.clone().or_else(|| {
            let open = loaded.case.tasks.iter().rev().find(|task| stage.as_deref() == Some(task.stage.as_str()));
            open.map(|task| task.id.clone())
        });
        let fields = declared.map(|(_, action)| fields_read_by(action)).unwrap_or_default();
        Ground { task, stage, fields }
    }

    fn touched_by(&self, event: &Event) -> Vec<String> {
        match event {
            Event::TaskMoved { task, .. } | Event::TaskHandedOver { task, .. } | Event::TaskEnded { task, .. }
                if self.task.as_ref() == Some(task) =>
            {
                vec![format!("task {}", task.0)]
            }
            Event::StageEntered { stage, .. } if self.stage.is_some() => vec![format!("stage {stage}")],
            Event::FactsSet { values, cleared } => {
                let names = values.keys().chain(cleared);
                names.filter(|name| self.fields.contains(*name)).map(|name| format!("field {name}")).collect()
            }
            Event::Closed { outcome } => vec![format!("closed {outcome}")],
            _ => Vec::new(),
        }
    }
}

/// The fields that an action's own conditions read.
fn fields_read_by(action: &Action) -> BTreeSet<String> {
    let choices = match &action.does {
        Does::Go(choices) => choices.as_slice(),
        _ => &[],
    };
    let guards =
        action.when.iter().map(|(guard, _)| guard).chain(choices.iter().filter_map(|choice| choice.when.as_ref()));
    guards.flat_map(|guard| &guard.reads).filter_map(|read| read.strip_prefix("form.")).map(str::to_owned).collect()
}

fn events(record: &bihuan_ledger::RecordRow) -> Vec<Event> {
    record.events().unwrap_or_default().into_iter().filter_map(|event| serde_json::from_value(event).ok()).collect()
}

fn actor(actor: &Json) -> Option<(String, String)> {
    let word = |key: &str| actor.get(key).and_then(Json::as_str).map(str::to_owned);
    Some((word("post")?, word("unit").unwrap_or_default()))
}
