//! What a template may ask of the record. Who answers works it out of what is kept; here are only the questions.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::source::{By, Which};
use crate::calendar::Period;

/// A number of the record, with what is needed to say it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Measured {
    /// The number; none where there is nothing to divide by, or nothing known.
    pub value: Option<Decimal>,
    /// Its unit of measure.
    pub measure: String,
    /// What it is called.
    pub title: String,
    /// The page that opens it.
    pub link: String,
    /// Of what others publish: of when it is, whether it may still change, and who says so.
    pub note: String,
    /// Its growth against the same time of last year in per cent, where it was published.
    pub growth: Option<Decimal>,
}

/// Figures side by side.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Table {
    /// What stands over the first column.
    pub of: String,
    /// The titles of the figures, with their measures.
    pub titles: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line of a table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Line {
    /// A key that stays the same however the line is called.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Its numbers.
    pub numbers: Vec<Measured>,
}

/// A promise and how far it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Promised {
    /// Its key.
    pub key: String,
    /// The words before the number that was reached: 新建社区养老服务中心.
    pub before: String,
    /// The words behind it, with what was promised: 个,目标 10 个.
    pub after: String,
    /// What was reached, where it is counted.
    pub done: Option<Decimal>,
    /// The words of the report that promised it.
    pub quote: String,
    /// Whether it is kept.
    pub kept: bool,
    /// Whether anything was recorded.
    pub begun: bool,
    /// Who leads, by name.
    pub unit: String,
    /// The page that opens it.
    pub link: String,
}

/// A line of a published score.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ranked {
    /// The place; none where there is too little to rank.
    pub place: Option<usize>,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// The score.
    pub score: Option<Decimal>,
    /// The page that opens it.
    pub link: String,
}

/// The first lines of a view.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Matters {
    /// What stands over the columns.
    pub head: Vec<String>,
    /// Each matter's page and cells, its number first.
    pub lines: Vec<(String, Vec<String>)>,
}

/// What a meeting decided.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decided {
    /// The matter's number.
    pub number: String,
    /// What it is about.
    pub about: String,
    /// The words of the decision.
    pub words: String,
    /// Who does it.
    pub unit: String,
    /// By when.
    pub due: Option<Date>,
    /// Whether it is done.
    pub done: bool,
    /// The page that opens it.
    pub link: String,
}

/// The record of a district, as a template asks it.
pub trait Facts {
    /// What may go wrong while it is read.
    type Error;

    /// A figure of a period.
    ///
    /// # Errors
    /// The record's.
    fn figure(&self, id: &str, period: &Period) -> Result<Measured, Self::Error>;

    /// Figures side by side, in parts.
    ///
    /// # Errors
    /// The record's.
    fn table(&self, figures: &[String], by: &By, period: &Period, top: usize) -> Result<Table, Self::Error>;

    /// What stood as the target of a figure at the end of a period, for that year, in an office's words: 目标10个; with the
    /// day where it was changed: 目标12个（2025年6月10日由10个调整）.
    ///
    /// # Errors
    /// The record's.
    fn target(&self, id: &str, period: &Period) -> Result<Option<Measured>, Self::Error>;

    /// How many stand in a view now.
    ///
    /// # Errors
    /// The record's.
    fn count(&self, view: &str) -> Result<Measured, Self::Error>;

    /// The promises of a year.
    ///
    /// # Errors
    /// The record's.
    fn promises(&self, year: i16, which: Which) -> Result<Vec<Promised>, Self::Error>;

    /// The first lines of a view.
    ///
    /// # Errors
    /// The record's.
    fn matters(&self, view: &str, top: usize) -> Result<Matters, Self::Error>;

    /// The edition of a score that was published for a period; none where none was.
    ///
    /// # Errors
    /// The record's.
    fn ranking(&self, score: &str, period: &Period) -> Result<Option<Vec<Ranked>>, Self::Error>;

    /// What a meeting decided in a period.
    ///
    /// # Errors
    /// The record's.
    fn decisions(&self, view: &str, period: &Period) -> Result<Vec<Decided>, Self::Error>;

    /// The explained terms of the district, each with its meaning.
    ///
    /// # Errors
    /// The record's.
    fn terms(&self) -> Result<Vec<(String, String)>, Self::Error>;
}
