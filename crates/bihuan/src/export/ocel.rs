//! Matters as an object-centric event log: cases, their tasks, the units and officers that had them, and what happened to
//! each. Every event is about its case.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::casework::case::{Case, Task};
use bihuan_core::directory::{Directory, UnitCode, UserName};
use bihuan_core::mining::{Kind, Step, Story, attributes_of};
use bihuan_ledger::ocel::{OcelEvent, OcelFile, OcelObject, ValueKind};
use bihuan_ledger::{CaseRow, Ledger, LedgerError};
use bihuan_office::people;
use bihuan_office::period::{Entry, Period, midnight};
use serde_json::{Value as Json, json};

use super::{Pseudonyms, Wanted, each};
use crate::failure::Failure;

/// The types of objects, with what is said of each.
const OBJECTS: [(&str, &[(&str, ValueKind)]); 4] = [
    (
        "Case",
        &[
            ("type", ValueKind::String),
            ("version", ValueKind::Integer),
            ("district", ValueKind::String),
            ("channel", ValueKind::String),
            ("synthetic", ValueKind::Boolean),
            ("outcome", ValueKind::String),
        ],
    ),
    ("Task", &[("stage", ValueKind::String), ("work", ValueKind::String), ("post", ValueKind::String)]),
    ("Unit", &[("name", ValueKind::String), ("kind", ValueKind::String)]),
    ("Officer", &[]),
];

/// Writes the log; the answer counts it.
pub fn write(ledger: &dyn Ledger, wanted: &Wanted) -> Result<Json, Failure> {
    let mut log = Log {
        file: OcelFile::begin(&wanted.place)?,
        ledger,
        period: &wanted.period,
        names: Pseudonyms::draw()?,
        units: BTreeSet::new(),
        officers: BTreeSet::new(),
    };
    for (name, attributes) in OBJECTS {
        log.file.object_type(name, attributes)?;
    }
    let mut cases = 0_u64;
    each(ledger, &wanted.period, |row, story, entries| {
        cases += 1;
        log.tell(row, story, entries)
    })?;
    log.tell_units(&people::directory(ledger)?)?;
    log.tell_officers()?;
    let counts = log.file.finish()?;
    Ok(json!({ "file": wanted.place, "cases": cases, "events": counts.events, "objects": counts.objects,
        "relations": counts.relations, "object_relations": counts.object_relations }))
}

/// A log on its way out.
struct Log<'l> {
    file: OcelFile,
    ledger: &'l dyn Ledger,
    period: &'l Period,
    names: Pseudonyms,
    units: BTreeSet<UnitCode>,
    officers: BTreeSet<UserName>,
}

impl Log<'_> {
    fn tell(&mut self, row: &CaseRow, story: &Story, entries: &[Entry]) -> Result<(), LedgerError> {
        let first = entries.first().map_or(0, |entry| entry.seq);
        self.tell_case(row, &story.case)?;
        let mut told = BTreeSet::new();
        for (place, step) in story.steps.iter().enumerate() {
            told.extend(step.task.clone());
            self.tell_step(&story.case, &format!("{}-{first}-{place}", story.case.district), step)?;
        }
        // What no event is about does not belong in the log.
        for task in story.case.tasks.iter().filter(|task| told.contains(&task.id)) {
            self.tell_task(&story.case, task)?;
        }
        Ok(())
    }

    fn tell_case(&mut self, row: &CaseRow, case: &Case) -> Result<(), LedgerError> {
        let from_the_first = |name: &str, value: String| (name.to_owned(), None, value);
        let mut values = vec![
            from_the_first("type", case.case_type.0.clone()),
            from_the_first("version", case.pack_version.to_string()),
            from_the_first("district", case.district.to_string()),
            from_the_first("channel", case.channel.clone()),
            from_the_first("synthetic", case.synthetic.to_string()),
            // Readers take the first value of a name for one that was always there.
            from_the_first("outcome", "open".to_owned()),
        ];
        values.extend(case.closed.iter().map(|end| ("outcome".to_owned(), Some(end.at), end.outcome.clone())));
        let lead = row.head.lead.as_deref().map(|lead| self.is_told(lead)).transpose()?.flatten();
        let parent = case.parent.as_ref().map(|parent| self.is_told(&parent.case.0)).transpose()?.flatten();
        let parent = parent.into_iter().map(|parent| (case_id(&parent), "opened for".to_owned()));
        let related = lead.into_iter().map(|lead| (case_id(&lead), "duplicate of".to_owned())).chain(parent).collect();
        self.file.object(&OcelObject { id: case_id(&case.id.0), kind: "Case".into(), values, related })
    }

    /// A lead that the log tells of too: one that was filed in the same days, of a kind that was asked for.
    fn is_told(&self, lead: &str) -> Result<Option<String>, LedgerError> {
        let (period, Some(row)) = (self.period, self.ledger.head(lead)?) else { return Ok(None) };
        let from = period.since.and_then(midnight).is_none_or(|first| row.head.opened >= first);
        let last = period.until.and_then(|day| day.tomorrow().ok()).and_then(midnight);
        let to = last.is_none_or(|end| row.head.opened < end);
        let kind = period.types.is_empty() || period.types.contains(&row.head.type_id);
        let here = period.district.as_ref().is_none_or(|district| row.district == district.as_str());
        Ok((from && to && kind && here).then_some(row.case))
    }

    fn tell_task(&mut self, case: &Case, task: &Task) -> Result<(), LedgerError> {
        let work = serde_json::to_value(task.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        let mut values =
            vec![("stage".to_owned(), None, task.stage.clone()), ("work".to_owned(), None, work.unwrap_or_default())];
        values.extend(task.post.iter().map(|post| ("post".to_owned(), None, post.to_string())));
        let related = vec![(case_id(&case.id.0), "part of".to_owned())];
        self.file.object(&OcelObject { id: task_id(case, &task.id.0), kind: "Task".into(), values, related })
    }

    fn tell_step(&mut self, case: &Case, id: &str, step: &Step) -> Result<(), LedgerError> {
        let attributes: Vec<(&str, ValueKind)> =
            attributes_of(&step.activity).iter().map(|(name, kind)| (*name, kind_of(*kind))).collect();
        self.file.event_type(&step.activity, &attributes)?;
        let mut related = vec![(case_id(&case.id.0), "case".to_owned())];
        related.extend(step.task.iter().map(|task| (task_id(case, &task.0), "task".to_owned())));
        related.extend(step.unit.iter().map(|unit| (unit_id(unit), "unit".to_owned())));
        // Where it stays in the same hands it has come to nobody: one relation of an event and an object is all that readers
        // keep.
        let to = step.to.as_ref().filter(|to| step.unit.as_ref() != Some(*to));
        related.extend(to.map(|unit| (unit_id(unit), "to".to_owned())));
        related.extend(step.officer.iter().map(|who| (self.officer_id(who), "officer".to_owned())));
        self.units.extend(step.unit.iter().chain(&step.to).cloned());
        self.officers.extend(step.officer.clone());
        let values = step.said.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        self.file.event(&OcelEvent { id: id.to_owned(), kind: step.activity.clone(), at: step.at, values, related })
    }

    /// The units that had something, each under the next one above that had something too.
    fn tell_units(&mut self, directory: &Directory) -> Result<(), LedgerError> {
        let known: BTreeMap<&UnitCode, Vec<UnitCode>> = self
            .units
            .iter()
            .map(|code| (code, directory.path(code).into_iter().skip(1).map(|unit| unit.code.clone()).collect()))
            .collect();
        for (code, above) in known {
            let unit = directory.unit(code);
            let name = unit.map_or_else(|| code.to_string(), |unit| unit.name.clone());
            let kind = unit.map(|unit| ("kind".to_owned(), None, unit.kind.to_string()));
            let values = [("name".to_owned(), None, name)].into_iter().chain(kind).collect();
            let above = above.iter().find(|above| self.units.contains(*above));
            let related = above.into_iter().map(|above| (unit_id(above), "below".to_owned())).collect();
            self.file.object(&OcelObject { id: unit_id(code), kind: "Unit".into(), values, related })?;
        }
        Ok(())
    }

    fn tell_officers(&mut self) -> Result<(), LedgerError> {
        // In the order of their pseudonyms: that of their names would tell something.
        let ids: BTreeSet<String> = self.officers.iter().map(|officer| self.officer_id(officer)).collect();
        ids.into_iter().try_for_each(|id| {
            self.file.object(&OcelObject { id, kind: "Officer".into(), values: Vec::new(), related: Vec::new() })
        })
    }

    fn officer_id(&self, officer: &UserName) -> String {
        format!("officer:{}", self.names.of(officer))
    }
}

fn case_id(id: &str) -> String {
    format!("case:{id}")
}

fn task_id(case: &Case, task: &str) -> String {
    format!("task:{}/{task}", case.id.0)
}

fn unit_id(unit: &UnitCode) -> String {
    format!("unit:{unit}")
}

fn kind_of(kind: Kind) -> ValueKind {
    match kind {
        Kind::Name => ValueKind::String,
        Kind::Count => ValueKind::Integer,
        Kind::Amount => ValueKind::Float,
        Kind::Yes => ValueKind::Boolean,
    }
}
