//! Figures are weighed against what stands there, one by one and against each other, then written all together or not at
//! all. Doing it again adds nothing.

use std::collections::BTreeMap;

use bihuan_core::casework::Refusal;
use bihuan_core::casework::refusal::Fault;
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::outside::{Beside, Change, Kept, Said, When, take};
use bihuan_ledger::EntryRow;
use bihuan_text::measure::Measure;
use bihuan_text::report::figures::names::vocabulary;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::json;

use super::{Basis, FIGURES, Fact, Latest, Series, fact_key, series_key};
use crate::Office;
use crate::failure::Failure;
use crate::keeping::Hand;

/// The longest canonical name and unit of measure, in letters.
const LONGEST: usize = 60;
/// Figures that become one record; a larger table is several, each whole.
const AT_ONCE: usize = 2000;

/// What came of a figure, or would.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Taken {
    /// It is new.
    New,
    /// It replaced what was said before.
    Revised,
    /// The same stood there.
    Same,
}

/// The canonical name and the usual name of a figure as somebody writes it; none for what is neither known nor a code of
/// small letters, digits and `_`.
pub fn figure_of(words: &str) -> Option<(String, String)> {
    let words = words.trim();
    let known = vocabulary().entries.iter().find(|entry| {
        entry.canonical == words || entry.name == words || entry.synonyms.iter().any(|other| other == words)
    });
    if let Some(entry) = known {
        return Some((entry.canonical.clone(), entry.name.clone()));
    }
    let is_code = words.starts_with(|c: char| c.is_ascii_lowercase())
        && words.len() <= LONGEST
        && words.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    is_code.then(|| (words.to_owned(), words.to_owned()))
}

/// What stands, with what this table has already put beside it.
struct Desk<'d> {
    office: &'d Office,
    district: &'d str,
    at: Timestamp,
    series: BTreeMap<String, Option<Series>>,
    kept: BTreeMap<String, Option<Kept>>,
    /// Keys that this table has spoken of.
    said: BTreeMap<String, Said>,
}

impl Office {
    /// What would come of each figure. Writes nothing.
    ///
    /// # Errors
    /// The store's; what is wrong with a figure is its own outcome.
    pub fn weigh_outside(
        &self,
        district: &DistrictCode,
        facts: &[Fact],
    ) -> Result<Vec<Result<Taken, Vec<Fault>>>, Failure> {
        Desk::new(self, district.as_str()).weigh(facts).map(|(outcomes, _)| outcomes)
    }

    /// Takes figures in, those that can be; answers what came of each.
    ///
    /// # Errors
    /// The store's; what is wrong with a figure is its own outcome, and the others are taken.
    pub fn take_outside(
        &self,
        hand: &Hand,
        district: &DistrictCode,
        facts: &[Fact],
    ) -> Result<Vec<Result<Taken, Vec<Fault>>>, Failure> {
        let outcomes = self.take_in_order(hand, district, facts)?;
        self.hear_outside_now(district);
        Ok(outcomes)
    }

    fn take_in_order(
        &self,
        hand: &Hand,
        district: &DistrictCode,
        facts: &[Fact],
    ) -> Result<Vec<Result<Taken, Vec<Fault>>>, Failure> {
        let _one = self.changing()?;
        let mut outcomes = Vec::with_capacity(facts.len());
        for some in facts.chunks(AT_ONCE) {
            let (came, entries) = Desk::new(self, district.as_str()).weigh(some)?;
            self.enter(hand, district, entries)?;
            outcomes.extend(came);
        }
        Ok(outcomes)
    }

    /// Takes figures in, all or none: what a program pushes.
    ///
    /// # Errors
    /// Every fault of every figure, each at `/items/<n>`; nothing is written then.
    pub fn push_outside(&self, hand: &Hand, district: &DistrictCode, facts: &[Fact]) -> Result<Vec<Taken>, Failure> {
        let one = self.changing()?;
        let (came, entries) = Desk::new(self, district.as_str()).weigh(facts)?;
        let placed = |(n, faults): (usize, Vec<Fault>)| {
            faults.into_iter().map(move |fault| Fault { field: format!("/items/{n}{}", fault.field), ..fault })
        };
        let faults: Vec<Fault> = came
            .iter()
            .enumerate()
            .filter_map(|(n, outcome)| Some((n, outcome.clone().err()?)))
            .flat_map(placed)
            .collect();
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults).into());
        }
        self.enter(hand, district, entries)?;
        drop(one);
        self.hear_outside_now(district);
        Ok(came.into_iter().filter_map(Result::ok).collect())
    }
}

impl<'d> Desk<'d> {
    fn new(office: &'d Office, district: &'d str) -> Self {
        let at = office.clock().now();
        Desk { office, district, at, series: BTreeMap::new(), kept: BTreeMap::new(), said: BTreeMap::new() }
    }

    /// Weighs each figure, and answers the entries that the good ones make.
    #[allow(clippy::type_complexity)] // Said once, here and at the two doors above.
    fn weigh(mut self, facts: &[Fact]) -> Result<(Vec<Result<Taken, Vec<Fault>>>, Vec<EntryRow>), Failure> {
        let mut written: BTreeMap<String, EntryRow> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(facts.len());
        for fact in facts {
            let outcome = self.one(fact)?;
            if let Ok(Taken::New | Taken::Revised) = outcome {
                let (series, key) = (series_key(&fact.figure, fact.of.as_str()), self.key(fact));
                let kept = self.kept.get(&key).cloned().flatten();
                let head = self.series.get(&series).cloned().flatten();
                written.insert(key.clone(), row(key, json!(kept)));
                written.insert(series.clone(), row(series, json!(head)));
            }
            outcomes.push(outcome);
        }
        Ok((outcomes, written.into_values().collect()))
    }

    fn key(&self, fact: &Fact) -> String {
        fact_key(&fact.figure, fact.of.as_str(), fact.when.as_str())
    }

    fn one(&mut self, fact: &Fact) -> Result<Result<Taken, Vec<Fault>>, Failure> {
        let (series, kept) = (self.series_of(fact)?, self.kept_of(fact)?);
        let basis = fact.basis.or(series.as_ref().map(|it| it.basis)).unwrap_or_else(|| usual(&fact.when));
        let mut faults = self.own_faults(fact, series.as_ref(), basis);
        let said = match in_measure(&fact.said, series.as_ref()) {
            Ok(said) => said,
            Err(fault) => {
                faults.push(fault);
                return Ok(Err(faults));
            }
        };
        if self.said.get(&self.key(fact)).is_some_and(|before| *before != said) {
            faults.push(Fault::new(
                "/period",
                "twice",
                "这张表里同一指标、同一期间写了两个不同的数，请只留一个",
                "The table says two different numbers for one figure and period. Keep one.",
            ));
        }
        let last = series.as_ref().and_then(|it| it.last.as_ref()).filter(|last| last.when != fact.when);
        let beside = Beside {
            measure: series.as_ref().map(|it| it.measure.as_str()),
            last: last.and_then(|last| last.value),
            kept: kept.as_ref(),
        };
        let change = match take(said.clone(), beside, self.at, fact.confirmed) {
            Ok(change) if faults.is_empty() => change,
            Ok(_) => return Ok(Err(faults)),
            Err(more) => return Ok(Err(faults.into_iter().chain(more).collect())),
        };
        self.said.insert(self.key(fact), said);
        Ok(Ok(self.note(fact, series, basis, change)))
    }

    fn note(&mut self, fact: &Fact, series: Option<Series>, basis: Basis, change: Change) -> Taken {
        let (taken, kept) = match change {
            Change::Same => return Taken::Same,
            Change::New(kept) => (Taken::New, kept),
            Change::Revised(kept) => (Taken::Revised, kept),
        };
        let head = head(fact, series, basis, &kept, taken == Taken::New, self.office.is_demo());
        self.series.insert(series_key(&fact.figure, fact.of.as_str()), Some(head));
        self.kept.insert(self.key(fact), Some(kept));
        taken
    }

    fn own_faults(&self, fact: &Fact, series: Option<&Series>, basis: Basis) -> Vec<Fault> {
        let mut faults = Vec::new();
        let law = self.office.law();
        if law.directory.unit(&fact.of).is_none() || fact.of.district().as_str() != self.district {
            faults.push(Fault::new(
                "/unit",
                "unknown-unit",
                "本区没有这个单位或地区",
                "The district has no such unit.",
            ));
        }
        if fact.said.measure.is_empty() || fact.said.measure.chars().count() > LONGEST {
            faults.push(Fault::new("/measure", "required", "请写明计量单位", "Name the unit of measure."));
        }
        if fact.when.ends().is_none_or(|ends| ends > later(self.at, basis)) {
            faults.push(Fault::new(
                "/period",
                "not-yet",
                "这个期间还没有到，请核对期间",
                "That period has not come yet. Look at it again.",
            ));
        }
        if let Some(series) = series.filter(|series| series.basis != basis) {
            let zh = format!("这个指标一直按“{}”口径报，这一行是“{}”", series.basis.code(), basis.code());
            let en = format!("This figure is kept as {}, and the row says {}.", series.basis.code(), basis.code());
            faults.push(Fault::new("/basis", "other-basis", zh, en));
        }
        faults
    }

    fn series_of(&mut self, fact: &Fact) -> Result<Option<Series>, Failure> {
        let key = series_key(&fact.figure, fact.of.as_str());
        if let Some(known) = self.series.get(&key) {
            return Ok(known.clone());
        }
        let stored = self.office.ledger().entry(self.district, FIGURES, &key)?;
        let series: Option<Series> = stored.and_then(|value| serde_json::from_value(value).ok());
        self.series.insert(key, series.clone());
        Ok(series)
    }

    fn kept_of(&mut self, fact: &Fact) -> Result<Option<Kept>, Failure> {
        let key = self.key(fact);
        if let Some(known) = self.kept.get(&key) {
            return Ok(known.clone());
        }
        let stored = self.office.ledger().entry(self.district, FIGURES, &key)?;
        let kept: Option<Kept> = stored.and_then(|value| serde_json::from_value(value).ok());
        self.kept.insert(key, kept.clone());
        Ok(kept)
    }
}

/// What a figure of such a period usually counts.
fn usual(when: &When) -> Basis {
    if when.as_str().contains('T') || when.as_str().len() == 10 { Basis::Level } else { Basis::Cumulative }
}

/// How far ahead of the clock a figure may be: a reading a few minutes, as clocks differ; a period to its end, as the
/// year's statistics are estimated before it is over.
fn later(at: Timestamp, basis: Basis) -> Timestamp {
    let ahead = if basis == Basis::Level {
        jiff::SignedDuration::from_mins(10)
    } else {
        jiff::SignedDuration::from_hours(24 * 366)
    };
    at.checked_add(ahead).unwrap_or(Timestamp::MAX)
}

/// What is said, in the measure of its series: 420 亿元 where the series counts 万元 is 4 200 000 万元. Another base cannot
/// be converted and stays as it is, to be refused.
fn in_measure(said: &Said, series: Option<&Series>) -> Result<Said, Fault> {
    let Some(series) = series.filter(|series| series.measure != said.measure) else { return Ok(said.clone()) };
    let measures = Measure::parse(&said.measure).zip(Measure::parse(&series.measure));
    let Some((from, to)) = measures.filter(|(from, to)| from.same_base(to)) else { return Ok(said.clone()) };
    let converted = |value: Decimal| {
        let (from, to) = (i64::try_from(from.factor).ok()?, i64::try_from(to.factor).ok()?);
        bihuan_core::figures::number::portion(value, from.into(), to.into()).map(|value| value.normalize())
    };
    let value = said.value.map(converted);
    if value == Some(None) {
        let too_large = Fault::new(
            "/value",
            "too-large",
            "换算后数值过大，请核对计量单位",
            "The number is too large in the series' measure.",
        );
        return Err(too_large);
    }
    Ok(Said { value: value.flatten(), measure: series.measure.clone(), ..said.clone() })
}

fn head(fact: &Fact, series: Option<Series>, basis: Basis, kept: &Kept, is_new: bool, synthetic: bool) -> Series {
    let fresh = || Series {
        figure: fact.figure.clone(),
        name: fact.name.clone(),
        of: fact.of.to_string(),
        measure: kept.said.measure.clone(),
        basis,
        source: String::new(),
        count: 0,
        last: None,
        synthetic,
    };
    let mut series = series.unwrap_or_else(fresh);
    series.source.clone_from(&kept.said.source);
    series.count += u64::from(is_new);
    if series.last.as_ref().is_none_or(|last| last.when.ends() <= fact.when.ends()) {
        series.last = Some(Latest {
            when: fact.when.clone(),
            value: kept.said.value,
            growth_pct: kept.said.growth_pct,
            release: kept.said.release,
        });
    }
    series
}

fn row(key: String, value: serde_json::Value) -> EntryRow {
    EntryRow { register: FIGURES.into(), key, value }
}
