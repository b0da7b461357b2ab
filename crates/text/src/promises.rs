//! The quantified promises of the work reports, and how far each has come.
//!
//! Recorded quantities add up to what is done; the share of the year gone is set beside the share done, in integers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::documents::{LoadFault, Place};
use crate::measure::{Amount, Measure};

pub use bihuan_core::figures::target::Comparator;

const PROMISES: &str = include_str!("../../../data/promises/promises.json");

/// How recorded quantities make up what is done.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// They add up: 新增, 建成.
    Added,
    /// The latest one is the level reached: 累计, 总数.
    Level,
}

/// The unit that should lead, as the part of its directory code after the district, and who says so.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Lead {
    /// Such as `education`.
    pub unit: String,
    /// `ours`: the documents name no lead unit; the choice is ours.
    pub basis: String,
}

/// A promise of a work report with a number in it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Promise {
    /// `001-31`.
    pub id: String,
    /// File of the document.
    pub file: String,
    /// Which document.
    pub document: String,
    /// GB/T 2260 code of the district that promises.
    pub district: String,
    /// The year by whose end it is due.
    pub year: i16,
    /// Line, from 1.
    pub line: usize,
    /// First character in the file.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The exact words, at most 40 characters.
    pub quote: String,
    /// What is promised: 学位.
    pub subject: String,
    /// What is done to it: 新增.
    pub verb: String,
    /// How much, scale words worked out.
    pub quantity: Amount,
    /// In which unit.
    pub measure: String,
    /// How the report binds itself.
    pub comparator: Comparator,
    /// How recorded quantities are counted.
    pub counting: Counting,
    /// The system of the survey that it belongs to.
    pub row: Option<String>,
    /// Who should lead.
    pub lead: Lead,
    /// The sentence of the next report, with `{done}` where the number goes.
    pub sentence: String,
    /// Codes of the units that support the lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<String>,
    /// The day by which it is due, where it is not the year's last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Number of the saved report that it was adopted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// Whether the report says a number; without one it is promised once, and is done or not.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub counted: bool,
    /// Whether it is invented for a demonstration.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn is_yes(so: &bool) -> bool {
    *so
}

impl Promise {
    /// Where its words stand: what [`Evidence::promises`](crate::documents::Evidence) holds once the page shows it.
    pub fn place(&self) -> Place {
        Place { file: self.file.clone(), start: self.start, end: self.end }
    }

    /// Code of the unit that should lead, as the directory writes it: `420103-education`.
    pub fn lead_code(&self) -> String {
        format!("{}-{}", self.district, self.lead.unit)
    }
}

/// An amount that somebody recorded with evidence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Quantity {
    /// The day it counts for.
    pub on: Date,
    /// How much; a correction is negative.
    pub amount: Amount,
    /// In which unit.
    pub measure: String,
}

/// The year and the work side by side, in thousandths.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Pace {
    /// How much of the year is gone, 0 to 1000; the day asked about counts as gone.
    pub gone: i64,
    /// How much of the promise is done; above 1000 when more than promised, never below 0.
    pub done: i64,
}

impl Pace {
    /// Whether less is done than the year has gone.
    pub fn behind(self) -> bool {
        self.done < self.gone
    }
}

/// How far a promise has come on a day.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Progress {
    /// What is done, in the unit of the promise.
    pub done: Amount,
    /// The year and the work side by side.
    pub pace: Pace,
    /// Whether the promise is kept by what is recorded; a ceiling is kept as long as it is not passed.
    pub kept: bool,
    /// Its year is over and it is not kept, or its ceiling is passed.
    pub late: bool,
    /// The sentence that would go into the next report.
    pub sentence: String,
}

/// Why recorded quantities do not add up to a promise.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum QuantityFault {
    /// The quantity is in a unit that cannot be turned into the promise's.
    #[error("数量单位是“{found}”，承诺的单位是“{expected}”，不能相加 / {found} cannot be added to {expected}")]
    OtherMeasure {
        /// Unit of the quantity.
        found: String,
        /// Unit of the promise.
        expected: String,
    },
    /// The sum is larger than any district can count.
    #[error("数量过大，无法相加 / the sum is out of range")]
    OutOfRange,
}

impl QuantityFault {
    /// The code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherMeasure { .. } => "other-measure",
            Self::OutOfRange => "amount-out-of-range",
        }
    }
}

/// Reads the register that is built into the program.
pub fn shipped() -> Result<Vec<Promise>, LoadFault> {
    let file = "data/promises/promises.json";
    serde_json::from_str(PROMISES).map_err(|source| LoadFault { file, source })
}

/// Whether the text of the file carries the quote exactly at its offsets.
pub fn check(promise: &Promise, text: &str) -> bool {
    crate::documents::stands_at(text, promise.start, promise.end, &promise.quote)
}

/// How far a promise has come at the end of the day `on`. Quantities of later days do not count yet; neither do, for
/// what adds up, those of other years.
pub fn progress(promise: &Promise, recorded: &[Quantity], on: Date) -> Result<Progress, QuantityFault> {
    let done = done(promise, recorded, on)?;
    let pace = Pace { gone: gone(promise.year, on), done: share(done, promise.quantity) };
    let kept = kept(promise, done);
    let passed = promise.comparator == Comparator::Within && !kept;
    let late = passed || (!kept && on.year() > promise.year);
    Ok(Progress { done, pace, kept, late, sentence: sentence(promise, done) })
}

/// The sentence of the next report with the number in its place.
pub fn sentence(promise: &Promise, done: Amount) -> String {
    promise.sentence.replace("{done}", &done.to_string())
}

fn done(promise: &Promise, recorded: &[Quantity], on: Date) -> Result<Amount, QuantityFault> {
    let known = recorded.iter().filter(|quantity| quantity.on <= on);
    match promise.counting {
        Counting::Added => {
            known.filter(|quantity| quantity.on.year() == promise.year).try_fold(Amount::default(), |sum, quantity| {
                sum.checked_add(converted(promise, quantity)?).ok_or(QuantityFault::OutOfRange)
            })
        }
        // Of several on one day the last recorded one counts: `max_by_key` keeps it.
        Counting::Level => known
            .filter(|quantity| quantity.on.year() <= promise.year)
            .max_by_key(|quantity| quantity.on)
            .map_or(Ok(Amount::default()), |quantity| converted(promise, quantity)),
    }
}

fn converted(promise: &Promise, quantity: &Quantity) -> Result<Amount, QuantityFault> {
    // A report may count in a unit that the register of units does not know; what was counted in it adds up all the same.
    if quantity.measure == promise.measure {
        return Ok(quantity.amount);
    }
    let fault = || QuantityFault::OtherMeasure { found: quantity.measure.clone(), expected: promise.measure.clone() };
    let from = Measure::parse(&quantity.measure).ok_or_else(fault)?;
    let to = Measure::parse(&promise.measure).ok_or_else(fault)?;
    quantity.amount.convert(&from, &to).ok_or_else(fault)
}

fn kept(promise: &Promise, done: Amount) -> bool {
    match promise.comparator {
        Comparator::Exact | Comparator::About | Comparator::AtLeast => done >= promise.quantity,
        Comparator::Over => done > promise.quantity,
        Comparator::Within => done <= promise.quantity,
    }
}

fn gone(year: i16, on: Date) -> i64 {
    match on.year().cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1000,
        std::cmp::Ordering::Equal => i64::from(on.day_of_year()) * 1000 / i64::from(on.days_in_year()),
    }
}

fn share(done: Amount, of: Amount) -> i64 {
    if of.scaled() <= 0 || done.scaled() <= 0 {
        return 0;
    }
    let share = done.scaled().checked_mul(1000).map(|thousandths| thousandths / of.scaled());
    share.and_then(|share| i64::try_from(share).ok()).unwrap_or(i64::MAX)
}
