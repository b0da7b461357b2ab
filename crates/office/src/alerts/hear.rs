//! A reading is heard. What it turns is written with the matter: opened by it, or told that the figures have come back.

use bihuan_core::casework::{Called, Command, Crossed, Identity, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::alert::{Heard, Source, Turn, Watch};
use bihuan_core::pack::model::Alert;
use bihuan_ledger::EntryRow;
use jiff::Timestamp;

use super::{ALERTS, Crossing, Opened, Place, Standing, row};
use crate::Office;
use crate::commands::Raising;
use crate::demand::{Demand, Filing};
use crate::failure::Failure;
use crate::law::Law;

/// What is heard of one alert in one district.
pub(super) struct Hearing<'h> {
    pub law: &'h Law,
    pub district: &'h DistrictCode,
    pub alert: &'h Alert,
    /// Ids of the matters that it is about.
    pub cases: &'h [String],
}

impl Office {
    /// Hears readings of one place, in the order of time; answers how many matters were opened. Whoever calls holds the
    /// watch.
    pub(super) fn hear(&self, hearing: &Hearing<'_>, place: &Place, mut heard: Vec<Heard>) -> Result<usize, Failure> {
        heard.sort_by_key(|one| (one.at, one.signal));
        let mut standing = self.alert_standing(hearing.district, hearing.alert, place)?;
        let kept = standing.clone();
        let (mut opened, mut written) = (0, kept.clone());
        for one in &heard {
            let (watch, turn) = hearing.alert.rule.hear(&standing.watch, one);
            match turn {
                Some(Turn::Raised) => {
                    standing = self.raise(hearing, place, &standing, (watch, one))?;
                    written = standing.clone();
                    opened += 1;
                }
                Some(Turn::Ended) => {
                    standing = self.end(hearing, place, &standing, (watch, one))?;
                    written = standing.clone();
                }
                None => standing.watch = watch,
            }
        }
        if standing != written && is_worth_keeping(hearing.alert, &written.watch, &standing.watch) {
            let entry = row(place.key(hearing.alert), &standing);
            self.ledger().put_entries(hearing.district.as_str(), vec![entry])?;
        }
        Ok(opened)
    }

    /// Opens the matter of a crossing, in one transaction with the watch that is raised by it.
    fn raise(
        &self,
        hearing: &Hearing<'_>,
        place: &Place,
        standing: &Standing,
        (watch, heard): (Watch, &Heard),
    ) -> Result<Standing, Failure> {
        let Hearing { law, district, alert, .. } = *hearing;
        let rules = law.current(&alert.opens).ok_or(Failure::NotFound)?;
        let about = place.about.as_deref();
        let crossed = Crossed { alert, unit: &place.unit, about, watch: &watch, heard };
        let note = crossed.note();
        let form = crossed.form(rules, district, &self.called(hearing, place)?);
        let at = self.clock().now();
        let entries = |identity: &Identity| {
            let opened = Opened { case: identity.id.clone(), number: identity.number.clone(), at };
            let now = Standing { watch: watch.clone(), opened: Some(opened.clone()), ..standing.clone() };
            let crossing = Crossing { note: note.clone(), opened: opened.clone(), ended: None };
            vec![row(place.key(alert), &now), row(opened.key(), &crossing)]
        };
        let wish = Filing {
            case_type: alert.opens.clone(),
            district: district.clone(),
            form,
            channel: Alert::CHANNEL.to_owned(),
        };
        let demand = Demand { who: Who::Kernel, wish, key: None };
        let settled = self.file_raised(&demand, &Raising { note: &note, entries: &entries })?;
        tracing::info!(alert = %alert.id, number = %settled.case.number, "an alert opened a matter");
        let opened = Opened { case: settled.case.id, number: settled.case.number, at };
        let opened = Some(opened);
        Ok(Standing { watch, opened, ..standing.clone() })
    }

    /// Tells the matter that its figures have come back, in one transaction with the watch that is armed again.
    fn end(
        &self,
        hearing: &Hearing<'_>,
        place: &Place,
        standing: &Standing,
        (watch, heard): (Watch, &Heard),
    ) -> Result<Standing, Failure> {
        let Hearing { district, alert, .. } = *hearing;
        let crossed = Crossed { alert, unit: &place.unit, about: place.about.as_deref(), watch: &watch, heard };
        let now = Standing { watch: watch.clone(), ..standing.clone() };
        let mut entries = vec![row(place.key(alert), &now)];
        entries.extend(self.ended_crossing(district, standing, heard.at)?);
        let told = standing.opened.as_ref().map(|opened| {
            let command = Command::AlertEnded { note: crossed.note() };
            self.move_entering(&opened.case.0, &Who::Kernel, &command, None, &entries, |_, _| Ok(()))
        });
        let is_told = match told {
            Some(Ok(settled)) => !settled.events.is_empty(),
            // A matter that is gone hears nothing; the watch is armed again all the same.
            Some(Err(Failure::NotFound)) | None => false,
            Some(Err(other)) => return Err(other),
        };
        if !is_told {
            self.ledger().put_entries(district.as_str(), entries)?;
        }
        Ok(now)
    }

    fn ended_crossing(
        &self,
        district: &DistrictCode,
        standing: &Standing,
        ended: Timestamp,
    ) -> Result<Option<EntryRow>, Failure> {
        let Some(key) = standing.opened.as_ref().map(Opened::key) else { return Ok(None) };
        let kept = self.ledger().entry(district.as_str(), ALERTS, &key)?;
        let crossing: Option<Crossing> = kept.and_then(|value| serde_json::from_value(value).ok());
        Ok(crossing.map(|crossing| row(key, &Crossing { ended: Some(ended), ..crossing })))
    }

    /// What the words of a form call the place, the figures and the matters that it is about.
    fn called<'n>(&self, hearing: &'n Hearing<'_>, place: &Place) -> Result<Called<'n>, Failure> {
        let Hearing { law, district, .. } = *hearing;
        let unit = law.directory.unit(&place.unit).map(|unit| unit.name.clone());
        let mut numbers = Vec::new();
        for id in hearing.cases.iter().take(NAMED) {
            numbers.extend(self.ledger().head(id)?.map(|row| row.head.number));
        }
        let mut names = std::collections::BTreeMap::new();
        for signal in &hearing.alert.rule.signals {
            let name = match &signal.source {
                Source::Outside(figure) => self.outside_one(district, figure, &place.unit)?.map(|series| series.name),
                Source::Own { figure, .. } => law.figure(figure).map(|figure| figure.title.clone()),
                Source::Burst { .. } => {
                    place.about.as_deref().or_else(|| of_burst(&signal.source)).map(|code| subject(law, code))
                }
            };
            names.extend(name.map(|name| (signal.source.name().to_owned(), name)));
        }
        let figure = move |name: &str| names.get(name).cloned().unwrap_or_else(|| name.to_owned());
        Ok(Called { place: unit.unwrap_or_else(|| place.unit.to_string()), numbers, figure: Box::new(figure) })
    }
}

/// Matters that a form names.
const NAMED: usize = 30;

fn of_burst(source: &Source) -> Option<&str> {
    match source {
        Source::Burst { about } => about.first().map(String::as_str),
        _ => None,
    }
}

/// What a subject is called: the title of a term of what anyone may file.
fn subject(law: &Law, code: &str) -> String {
    let terms = law.types().filter(|(_, rules)| rules.public).flat_map(|(_, rules)| rules.vocabularies.values());
    let known = terms.flat_map(|vocabulary| &vocabulary.terms).find(|term| term.code == code);
    known.map_or_else(|| code.to_owned(), |term| term.title.clone())
}

/// A look at the district's own figures that changed nothing is not written down, or every minute would be: unless it is
/// one of several that must be passed together, where it counts how lately it was looked at.
fn is_worth_keeping(alert: &Alert, before: &Watch, after: &Watch) -> bool {
    let from_outside = alert.rule.signals.iter().any(|signal| matches!(signal.source, Source::Outside(_)));
    from_outside || alert.rule.need > 1 || !after.stands_as(before)
}
