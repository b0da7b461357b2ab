//! Where readings come from. Series from outside are heard by their own time, from where a watch ended; the district's own
//! figures once a minute and like requests once in a quarter of an hour, by the clock of cases.
//!
//! A round costs one question for each line and one for each place that it stands in; like requests cost what the topics
//! of the week do. Nothing of it is part of an act.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use bihuan_core::calendar::civil;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::Kind;
use bihuan_core::figures::alert::{Heard, Line, Source, Watch};
use bihuan_core::figures::outside::When;
use bihuan_core::figures::topics::{About, Topic};
use bihuan_core::pack::model::Alert;
use jiff::{SignedDuration, Timestamp, ToSpan};
use rust_decimal::Decimal;

use super::hear::Hearing;
use super::{ALERTS, Place, Standing};
use crate::Office;
use crate::failure::Failure;
use crate::figures::ask::{Asked, By};
use crate::law::Law;
use crate::outside::{FIGURES, Series};

/// How often the district's own figures are looked at, in minutes of the clock of cases.
const OWN_EVERY: i64 = 1;
/// How often like requests are, in minutes.
const BURSTS_EVERY: i64 = 15;
/// Figures of a series that are read at a time.
const A_PAGE: usize = 200;

/// When each district was looked at last.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    own: BTreeMap<String, Timestamp>,
    bursts: BTreeMap<String, Timestamp>,
}

/// What is looked at in one round.
#[derive(Clone, Copy)]
struct Now {
    at: Timestamp,
    own: bool,
    bursts: bool,
}

/// What was read of each place, with the matters that it is about.
type Found = BTreeMap<Place, (Vec<Heard>, Vec<String>)>;

impl Office {
    /// Hears all that the alerts of every district watch; answers how many matters were opened.
    ///
    /// # Errors
    /// The store's. What was heard before stays heard; an alert that cannot open its matter is tried again and holds no
    /// other up.
    pub fn hear_alerts(&self) -> Result<usize, Failure> {
        let law = self.law();
        if law.alerts().next().is_none() {
            return Ok(0);
        }
        let mut looked = self.watching();
        let districts: Vec<DistrictCode> = law.directory.districts().map(|unit| unit.code.district()).collect();
        let (at, mut opened) = (self.clock().now(), 0);
        for district in &districts {
            let now = Now {
                at,
                own: is_due(&mut looked.own, district, at, OWN_EVERY),
                bursts: is_due(&mut looked.bursts, district, at, BURSTS_EVERY),
            };
            opened += self.hear_district(&law, district, now)?;
        }
        Ok(opened)
    }

    /// Hears what has just come from outside, so that whoever pushed it finds the matter opened. It is durable already:
    /// what fails now, or comes while a round is under way, is heard by the next one; nobody who pushes waits for topics.
    pub(crate) fn hear_outside_now(&self, district: &DistrictCode) {
        let Ok(looked) = self.watching.try_lock() else { return };
        let law = self.law();
        let now = Now { at: self.clock().now(), own: false, bursts: false };
        if let Err(failure) = self.hear_district(&law, district, now) {
            tracing::warn!(?failure, "alerts wait for the next round");
        }
        drop(looked);
    }

    fn watching(&self) -> MutexGuard<'_, Looked> {
        self.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear_district(&self, law: &Law, district: &DistrictCode, now: Now) -> Result<usize, Failure> {
        let is_burst = |alert: &&std::sync::Arc<Alert>| alert.rule.signals.iter().any(|it| is_burst(&it.source));
        let topics = match law.alerts().find(is_burst).filter(|_| now.bursts) {
            Some(_) => Some(self.topics(district, now.at)?.rising),
            None => None,
        };
        let mut opened = 0;
        for alert in law.alerts() {
            for (place, (heard, cases)) in self.found(law, district, alert, (now, topics.as_deref()))? {
                let hearing = Hearing { law, district, alert, cases: &cases };
                match self.hear(&hearing, &place, heard) {
                    Ok(n) => opened += n,
                    Err(Failure::Storage(error)) => return Err(Failure::Storage(error)),
                    Err(other) => {
                        tracing::error!(alert = %alert.id, unit = %place.unit, ?other, "an alert cannot open its matter")
                    }
                }
            }
        }
        Ok(opened)
    }

    /// All readings of an alert that were not heard.
    fn found(
        &self,
        law: &Law,
        district: &DistrictCode,
        alert: &Alert,
        (now, topics): (Now, Option<&[Topic]>),
    ) -> Result<Found, Failure> {
        let standings = self.ledger().entries_all(district.as_str(), ALERTS, &format!("w.{}.", alert.id))?;
        let standings: Vec<Standing> =
            standings.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect();
        let mut found = Found::new();
        for (n, signal) in alert.rule.signals.iter().enumerate() {
            match &signal.source {
                Source::Outside(figure) => {
                    self.outside_of(district, alert, (n, figure), &standings, &mut found)?;
                }
                Source::Own { figure, days } if now.own => {
                    let read = self.own_by_unit(law, district, figure, *days)?;
                    told(n, now.at, read, &standings, &mut found);
                }
                Source::Burst { about } => {
                    if let Some(topics) = topics {
                        told(n, now.at, bursts(topics, about), &standings, &mut found);
                    }
                }
                Source::Own { .. } => {}
            }
        }
        Ok(found)
    }

    fn outside_of(
        &self,
        district: &DistrictCode,
        alert: &Alert,
        (n, figure): (usize, &str),
        standings: &[Standing],
        found: &mut Found,
    ) -> Result<(), Failure> {
        let Some(measure) = alert.rule.signals.get(n).map(|signal| signal.measure.as_str()) else { return Ok(()) };
        for row in self.ledger().entries_all(district.as_str(), FIGURES, &format!("s.{figure}."))? {
            let Ok(series) = serde_json::from_value::<Series>(row.value) else { continue };
            let Ok(unit) = series.of.parse::<UnitCode>() else { continue };
            // What is told in another measure cannot be held against the line; the page of alerts says so.
            if series.measure != measure {
                continue;
            }
            let place = Place { unit, about: None };
            let watch = standings.iter().find(|it| it.unit == place.unit).map(|it| &it.watch);
            let line = watch.and_then(|watch| line_of(alert, watch, n));
            let heard = self.since(district, (&series, n), line.as_ref())?;
            if !heard.is_empty() {
                found.entry(place).or_default().0.extend(heard);
            }
        }
        Ok(())
    }

    /// The readings of a series after the one that was heard last; the latest alone where none was, as nobody wants an
    /// alert for what was over before it was declared.
    fn since(
        &self,
        district: &DistrictCode,
        (series, n): (&Series, usize),
        line: Option<&Line>,
    ) -> Result<Vec<Heard>, Failure> {
        let Some(latest) = &series.last else { return Ok(Vec::new()) };
        let Some(line) = line.filter(|line| line.state.last.is_some()) else {
            return Ok(latest.value.and_then(|value| heard(n, &latest.when, value)).into_iter().collect());
        };
        if latest.when.ends() <= line.state.last {
            return Ok(Vec::new());
        }
        let Ok(unit) = series.of.parse::<UnitCode>() else { return Ok(Vec::new()) };
        let mut cursor = Some(crate::outside::fact_key(&series.figure, &series.of, &line.period));
        let mut all = Vec::new();
        loop {
            let page = self.outside_figures(district, (&series.figure, &unit), "", cursor.as_deref(), A_PAGE)?;
            all.extend(page.items.iter().filter_map(|(when, kept)| heard(n, when, kept.said.value?)));
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// What a figure says of each unit that answers for something in it.
    fn own_by_unit(&self, law: &Law, district: &DistrictCode, figure: &str, days: u32) -> Result<Vec<Read>, Failure> {
        let today = civil(self.clock().now()).date();
        let from = today.saturating_sub(i64::from(days.saturating_sub(1)).days());
        let (id, districts) = (figure.to_owned(), vec![district.to_string()]);
        let asked = Asked { id, districts, unit: None, from: Some(from), to: Some(today), as_of: None };
        // Nothing in the time is none, but no share.
        let quotient =
            law.figure(figure).is_none_or(|figure| matches!(figure.kind, Kind::Rate { .. } | Kind::Time { .. }));
        let read = |(unit, reading): (String, crate::figures::ask::Reading)| {
            let value = reading.value.as_deref().map_or(Some(Decimal::ZERO), |text| text.parse().ok());
            let value = value.filter(|_| !quotient || reading.value.is_some())?;
            Some(Read { place: Place { unit: unit.parse().ok()?, about: None }, value, cases: Vec::new() })
        };
        Ok(self.figure_by(&asked, &By::Unit(None))?.into_iter().filter_map(read).collect())
    }
}

/// One value of one place as it stands now.
struct Read {
    place: Place,
    value: Decimal,
    cases: Vec<String>,
}

/// Like requests of each street: by subject, or of these subjects together the one that most people tell of.
fn bursts(topics: &[Topic], about: &[String]) -> Vec<Read> {
    let mut most: BTreeMap<Place, Read> = BTreeMap::new();
    for topic in topics {
        let (Some(street), About::Subject(code)) = (&topic.place, &topic.about) else { continue };
        let Ok(unit) = street.parse::<UnitCode>() else { continue };
        if !about.is_empty() && !about.contains(code) {
            continue;
        }
        let place = Place { unit, about: about.is_empty().then(|| code.clone()) };
        let read = Read { place: place.clone(), value: Decimal::from(topic.reporters), cases: topic.cases.clone() };
        if most.get(&place).is_none_or(|known| known.value < read.value) {
            most.insert(place, read);
        }
    }
    most.into_values().collect()
}

/// Values as of now; a place that was heard before and has none now has come back to nothing.
fn told(n: usize, at: Timestamp, read: Vec<Read>, standings: &[Standing], found: &mut Found) {
    let known: Vec<Place> = read.iter().map(|read| read.place.clone()).collect();
    let gone = standings.iter().map(|it| Place { unit: it.unit.clone(), about: it.about.clone() });
    let gone = gone.filter(|place| !known.contains(place));
    let gone = gone.map(|place| Read { place, value: Decimal::ZERO, cases: Vec::new() });
    for Read { place, value, cases } in read.into_iter().chain(gone) {
        let (heard, about) = found.entry(place).or_default();
        heard.push(Heard { signal: n, at, value, period: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string() });
        about.extend(cases);
    }
}

fn heard(n: usize, when: &When, value: Decimal) -> Option<Heard> {
    Some(Heard { signal: n, at: when.ends()?, value, period: when.as_str().to_owned() })
}

fn line_of(alert: &Alert, watch: &Watch, n: usize) -> Option<Line> {
    alert.rule.lines_of(watch).into_iter().nth(n)
}

fn is_burst(source: &Source) -> bool {
    matches!(source, Source::Burst { .. })
}

fn is_due(looked: &mut BTreeMap<String, Timestamp>, district: &DistrictCode, at: Timestamp, minutes: i64) -> bool {
    let due =
        looked.get(district.as_str()).is_none_or(|last| at.duration_since(*last) >= SignedDuration::from_mins(minutes));
    if due {
        looked.insert(district.to_string(), at);
    }
    due
}
