//! A story reads a figure: what watches it hears it, and what that opens or ends is part of the story.

use std::sync::Arc;

use super::{Stage, nothing_filed};
use crate::casework::CaseId;
use crate::casework::alert::{Called, Crossed};
use crate::casework::command::{Command, Who};
use crate::casework::refusal::Refusal;
use crate::directory::UnitCode;
use crate::figures::alert::{Heard, Source, Turn, Watch};
use crate::pack::model::Alert;
use crate::pack::scenario::Read;

/// What is watched where: alert, unit and subject.
pub(super) type Place = (String, UnitCode, Option<String>);

/// A watch with the matter that it opened last.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched {
    watch: Watch,
    case: Option<CaseId>,
}

impl Stage<'_> {
    /// Lets every alert of the pack that watches the figure hear it; gives back what was not as it should be.
    pub(super) fn read(&mut self, read: &Read) -> Vec<String> {
        let named = read.unit.as_ref().map(|unit| self.unit(unit));
        let Some(unit) = named.unwrap_or_else(|| Some(self.district.unit())) else {
            return vec![format!("没有“{}”这个单位", read.unit.as_deref().unwrap_or_default())];
        };
        let (alerts, before): (Vec<Arc<Alert>>, usize) =
            (self.pack.alerts.values().cloned().collect(), self.table.all().count());
        let mut wrong = Vec::new();
        for alert in alerts {
            for signal in (0..alert.rule.signals.len()).filter(|signal| is_of(&alert, *signal, read)) {
                let heard = self.hear_reading(&alert, signal, &unit, read);
                wrong.extend(heard.err().map(|refusal| format!("预警立件被拒绝：{refusal}")));
            }
        }
        let raised = self.table.all().count() > before;
        if let (true, Some(name), Some(id)) = (raised, &read.name, &self.here) {
            self.named.insert(name.clone(), id.clone());
        }
        match read.raises.filter(|raises| *raises != raised) {
            Some(true) => wrong.push("应当立件，却没有立".to_owned()),
            Some(false) => wrong.push("不应当立件，却立了".to_owned()),
            None => {}
        }
        wrong
    }

    fn hear_reading(&mut self, alert: &Alert, signal: usize, unit: &UnitCode, read: &Read) -> Result<(), Refusal> {
        let about = alert.rule.is_by_subject().then(|| read.about.clone()).flatten();
        let place = (alert.id.clone(), unit.clone(), about);
        let mut watched = self.watched.get(&place).cloned().unwrap_or_default();
        let at = self.table.now;
        let heard = Heard { signal, at, value: read.value, period: at.to_string() };
        let (watch, turn) = alert.rule.hear(&watched.watch, &heard);
        let about = place.2.as_deref();
        let crossed = Crossed { alert, unit, about, watch: &watch, heard: &heard };
        match turn {
            Some(Turn::Raised) => {
                let id = self.open(&crossed)?;
                watched.case = Some(id.clone());
                self.here = Some(id);
            }
            Some(Turn::Ended) => {
                if let Some(id) = watched.case.clone() {
                    self.table.ask(&id, Who::Kernel, Command::AlertEnded { note: crossed.note() })?;
                }
            }
            None => {}
        }
        watched.watch = watch;
        self.watched.insert(place, watched);
        Ok(())
    }

    fn open(&mut self, crossed: &Crossed<'_>) -> Result<CaseId, Refusal> {
        let name = crossed.alert.opens.0.split_once('.').map(|(_, name)| name).unwrap_or_default();
        let case_type = self.pack.cases.get(name).cloned().ok_or_else(nothing_filed)?;
        let called = Called {
            place: crossed.unit.to_string(),
            numbers: Vec::new(),
            figure: Box::new(|name: &str| name.to_owned()),
        };
        let form = crossed.form(&case_type, &self.district, &called);
        self.table.file_raised(&case_type, form, crossed.note())
    }
}

/// Whether a line of an alert is the one that is read.
fn is_of(alert: &Alert, signal: usize, read: &Read) -> bool {
    let Some(source) = alert.rule.signals.get(signal).map(|signal| &signal.source) else { return false };
    match source {
        Source::Own { figure, .. } => figure.split_once('.').is_some_and(|(_, name)| name == read.of),
        Source::Burst { about } => {
            let subject = about.is_empty() || read.about.as_ref().is_some_and(|code| about.contains(code));
            read.of == Source::BURST && subject
        }
        Source::Outside(name) => *name == read.of,
    }
}
