//! A matter that an alert opens: what its record tells of the crossing, and what stands in its form.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::calendar::civil;
use crate::directory::{DistrictCode, UnitCode};
use crate::figures::alert::{Heard, Watch};
use crate::figures::number::shown;
use crate::pack::CaseType;
use crate::pack::model::{Alert, Field, FieldType};

/// What a record tells of a crossing, or of its end.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AlertNote {
    /// `<pack>.<alert>`.
    pub alert: String,
    /// The unit whose figures crossed.
    pub unit: UnitCode,
    /// The subject of like requests, if it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Which crossing it is, from 1.
    pub crossing: u32,
    /// What was read, line by line.
    pub readings: Vec<AlertReading>,
}

/// What was read of one line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AlertReading {
    /// The series, the figure's id, or `burst`.
    pub figure: String,
    /// How much.
    pub value: Decimal,
    /// Its unit of measure.
    pub measure: String,
    /// Of when: a period, or an instant in UTC.
    pub period: String,
    /// Where the line is.
    pub line: Decimal,
    /// Whether it is passed.
    pub passed: bool,
}

/// A crossing as it happens.
#[derive(Clone, Copy, Debug)]
pub struct Crossed<'c> {
    /// The alert.
    pub alert: &'c Alert,
    /// The unit.
    pub unit: &'c UnitCode,
    /// The subject.
    pub about: Option<&'c str>,
    /// The watch after the reading.
    pub watch: &'c Watch,
    /// The reading that turned it.
    pub heard: &'c Heard,
}

/// What things are called in the words of a form.
pub struct Called<'n> {
    /// The unit.
    pub place: String,
    /// The numbers of the matters that it is about.
    pub numbers: Vec<String>,
    /// A series or a figure, by its name in records.
    pub figure: Box<dyn Fn(&str) -> String + 'n>,
}

impl Crossed<'_> {
    /// What the record tells.
    #[must_use]
    pub fn note(&self) -> AlertNote {
        let signals = self.alert.rule.signals.iter().zip(&self.watch.lines);
        let reading = |(signal, line): (&crate::figures::alert::Signal, &crate::figures::alert::Line)| {
            Some(AlertReading {
                figure: signal.source.name().to_owned(),
                value: line.value?,
                measure: signal.measure.clone(),
                period: line.period.clone(),
                line: signal.line.opens_at,
                passed: line.state.open,
            })
        };
        AlertNote {
            alert: self.alert.id.clone(),
            unit: self.unit.clone(),
            about: self.about.map(str::to_owned),
            crossing: self.watch.crossings,
            readings: signals.filter_map(reading).collect(),
        }
    }

    /// The form of the matter, in the contract's JSON.
    #[must_use]
    pub fn form(&self, case: &CaseType, district: &DistrictCode, called: &Called<'_>) -> Map<String, Json> {
        let gaps = self.gaps(called);
        let written = self.alert.form.iter().filter_map(|(name, words)| {
            let field = case.form.iter().find(|field| field.name == *name)?;
            Some((name.clone(), value(field, &filled(words, &gaps), district)))
        });
        written.collect()
    }

    fn gaps(&self, called: &Called<'_>) -> BTreeMap<&'static str, String> {
        let signal = self.alert.rule.signals.get(self.heard.signal);
        let of_signal = |of: &dyn Fn(&crate::figures::alert::Signal) -> String| signal.map(of).unwrap_or_default();
        let readings: Vec<String> = self.note().readings.iter().map(|reading| in_words(reading, called)).collect();
        BTreeMap::from([
            ("title", self.alert.title.clone()),
            ("unit", self.unit.to_string()),
            ("place", called.place.clone()),
            ("figure", of_signal(&|signal| (called.figure)(signal.source.name()))),
            ("value", shown(self.heard.value)),
            ("measure", of_signal(&|signal| signal.measure.clone())),
            ("line", of_signal(&|signal| shown(signal.line.opens_at))),
            ("period", period_in_words(&self.heard.period)),
            ("day", civil(self.heard.at).date().to_string()),
            ("readings", readings.join("；")),
            ("numbers", called.numbers.join("、")),
        ])
    }
}

fn in_words(reading: &AlertReading, called: &Called<'_>) -> String {
    let (figure, value, line) = ((called.figure)(&reading.figure), shown(reading.value), shown(reading.line));
    let AlertReading { measure, period, .. } = reading;
    format!("{figure} {value} {measure}（界线 {line} {measure}，{}）", period_in_words(period))
}

/// An instant at +08:00; any other period as it is written.
#[must_use]
pub fn period_in_words(period: &str) -> String {
    match period.parse::<jiff::Timestamp>() {
        Ok(at) => civil(at).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => period.to_owned(),
    }
}

fn filled(words: &str, gaps: &BTreeMap<&'static str, String>) -> String {
    gaps.iter().fold(words.to_owned(), |words, (gap, said)| words.replace(&format!("{{{gap}}}"), said))
}

fn value(field: &Field, said: &str, district: &DistrictCode) -> Json {
    match field.kind {
        FieldType::Unit => whole(said, district).into(),
        FieldType::Place => json!({ "unit": whole(said, district) }),
        FieldType::Integer => said.parse::<i64>().map_or_else(|_| said.into(), Json::from),
        FieldType::Boolean => (said == "true").into(),
        _ => said.into(),
    }
}

/// A unit as packs write it, the suffix behind the district, or its whole code.
fn whole(unit: &str, district: &DistrictCode) -> String {
    if unit.starts_with(|c: char| c.is_ascii_digit()) { unit.to_owned() } else { format!("{district}-{unit}") }
}
