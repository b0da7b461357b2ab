//! Alerts at work: what packs watch is read, each reading is heard once, and a crossing opens its matter in one
//! transaction with the watch that tells of it. A crash at any instant leaves either both or neither, and what was not
//! heard is heard by the next round.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `look` | where readings come from: series from outside, the district's own figures, topics of the week |
//! | `hear` | a reading is heard: a matter is opened, or told that it is over |
//!
//! Watches stand in a register of the district beside those that packs declare, one for each alert and place; crossings
//! in the same, newest first. Neither is a truth of its own: the readings and the record of the matter are.

mod hear;
mod look;

use std::sync::Arc;

use bihuan_core::casework::{AlertNote, CaseId};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::alert::{Source, Watch};
use bihuan_core::pack::model::Alert;
use bihuan_ledger::EntryRow;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;
use crate::outside::{FIGURES, Page, Series};

pub(crate) use look::Looked;

/// The register in which watches and crossings stand.
const ALERTS: &str = "alerts";
/// Places of one alert that a page shows.
const PLACES: usize = 200;

/// How an alert stands in one place.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Standing {
    /// `<pack>.<alert>`.
    pub alert: String,
    /// The unit.
    pub unit: UnitCode,
    /// The subject of like requests, where each is watched for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Its lines.
    pub watch: Watch,
    /// The matter that it opened last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<Opened>,
}

/// A matter that an alert opened.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Opened {
    /// Its id.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// When it was opened.
    pub at: Timestamp,
}

/// One crossing.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Crossing {
    /// What was read.
    pub note: AlertNote,
    /// The matter that it opened.
    pub opened: Opened,
    /// When the figures came back, if they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

/// Where an alert is watched.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Place {
    unit: UnitCode,
    about: Option<String>,
}

impl Place {
    fn key(&self, alert: &Alert) -> String {
        let about = self.about.as_ref().map(|code| format!("/{code}")).unwrap_or_default();
        format!("w.{}.{}{about}", alert.id, self.unit)
    }
}

impl Opened {
    /// The key of the crossing: the newest first.
    fn key(&self) -> String {
        format!("x.{:019}.{}", i64::MAX - self.at.as_microsecond(), self.case.0)
    }
}

impl Crossing {
    /// Its place among all crossings.
    #[must_use]
    pub fn key(&self) -> String {
        self.opened.key()
    }
}

/// A series from outside that an alert would watch, were it told in the measure of the line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Misfit {
    /// The series.
    pub figure: String,
    /// What it is called.
    pub name: String,
    /// Its unit's code.
    pub of: String,
    /// How it is told.
    pub measure: String,
    /// How the line is.
    pub wanted: String,
}

impl Law {
    /// The alerts of the packs in force.
    pub fn alerts(&self) -> impl Iterator<Item = &Arc<Alert>> {
        self.packs.values().flat_map(|pack| pack.alerts.values())
    }

    /// An alert by its id.
    #[must_use]
    pub fn alert(&self, id: &str) -> Option<&Arc<Alert>> {
        let (pack, name) = id.split_once('.')?;
        self.packs.get(pack)?.alerts.get(name)
    }
}

impl Office {
    /// Every place in which an alert was ever heard, by unit; no more than a page shows.
    ///
    /// # Errors
    /// The store's.
    pub fn standings(&self, district: &DistrictCode, alert: &Alert) -> Result<Vec<Standing>, Failure> {
        let prefix = format!("w.{}.", alert.id);
        let page = self.ledger().entries_under(district.as_str(), ALERTS, &prefix, None, PLACES)?;
        Ok(page.items.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect())
    }

    /// The crossings of a district, newest first, a page at a time.
    ///
    /// # Errors
    /// The store's.
    pub fn crossings(
        &self,
        district: &DistrictCode,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<Crossing>, Failure> {
        let page = self.ledger().entries_under(district.as_str(), ALERTS, "x.", cursor, limit)?;
        let items = page.items.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect();
        Ok(Page { items, next: page.next })
    }

    /// The crossings whose figures have not come back, newest first. There are as many as places that stand raised.
    ///
    /// # Errors
    /// The store's.
    pub fn open_crossings(&self, district: &DistrictCode) -> Result<Vec<Crossing>, Failure> {
        let mut all: Vec<Crossing> = Vec::new();
        for row in self.ledger().entries_all(district.as_str(), ALERTS, "w.")? {
            let Ok(standing) = serde_json::from_value::<Standing>(row.value) else { continue };
            let Some(opened) = standing.opened.filter(|_| standing.watch.raised) else { continue };
            let kept = self.ledger().entry(district.as_str(), ALERTS, &opened.key())?;
            all.extend(kept.and_then(|value| serde_json::from_value(value).ok()));
        }
        all.sort_by_key(Crossing::key);
        Ok(all)
    }

    /// The series that an alert cannot hold against its lines, because they are told in another measure.
    ///
    /// # Errors
    /// The store's.
    pub fn alert_misfits(&self, district: &DistrictCode, alert: &Alert) -> Result<Vec<Misfit>, Failure> {
        let mut all = Vec::new();
        for signal in &alert.rule.signals {
            let Source::Outside(figure) = &signal.source else { continue };
            for row in self.ledger().entries_all(district.as_str(), FIGURES, &format!("s.{figure}."))? {
                let Ok(Series { figure, name, of, measure, .. }) = serde_json::from_value(row.value) else { continue };
                if measure != signal.measure {
                    all.push(Misfit { figure, name, of, measure, wanted: signal.measure.clone() });
                }
            }
        }
        Ok(all)
    }

    fn alert_standing(&self, district: &DistrictCode, alert: &Alert, place: &Place) -> Result<Standing, Failure> {
        let kept = self.ledger().entry(district.as_str(), ALERTS, &place.key(alert))?;
        let fresh = || Standing {
            alert: alert.id.clone(),
            unit: place.unit.clone(),
            about: place.about.clone(),
            watch: Watch::default(),
            opened: None,
        };
        Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_else(fresh))
    }
}

fn row(key: String, value: &impl Serialize) -> EntryRow {
    EntryRow { register: ALERTS.into(), key, value: json!(value) }
}
