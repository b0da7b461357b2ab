//! Figures from outside: statistics by table, readings by push. Each is an entry of a register, by figure, unit and period,
//! and keeps what it replaced; beside them one entry for each series says what it is and what came last, so that a list of
//! series costs one question.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `take` | figures are weighed against what stands there, and taken in all together |
//! | `series` | what is kept is read back: series, their figures, what a year came to |
//! | `table` | a table's rows as figures, each with what would come of it |

mod series;
mod table;
mod take;

use bihuan_core::directory::UnitCode;
use bihuan_core::figures::outside::{Release, Said, When};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub(crate) use series::OfTime;
pub use series::Page;
pub use table::{Columns, outside_columns};
pub use take::{Taken, figure_of};

pub use crate::reports::FIGURES;

/// What a figure of a period counts.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// From the year's beginning to the period's end: 本年累计, as statistics are published.
    #[default]
    Cumulative,
    /// The period alone: 当期.
    Period,
    /// A level at the period's end or an instant: 时点, a sensor's reading.
    Level,
}

impl Basis {
    /// All of them.
    pub const ALL: [Basis; 3] = [Basis::Cumulative, Basis::Period, Basis::Level];

    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Basis::Cumulative => "cumulative",
            Basis::Period => "period",
            Basis::Level => "level",
        }
    }

    /// Reads the codes, and the words that tables use.
    pub fn of_words(words: &str) -> Option<Basis> {
        match words.trim() {
            "cumulative" | "累计" | "本年累计" | "累计数" => Some(Basis::Cumulative),
            "period" | "当期" | "本期" | "当月" | "当季" | "本月" => Some(Basis::Period),
            "level" | "时点" | "时点数" | "读数" | "期末" | "期末数" => Some(Basis::Level),
            _ => None,
        }
    }
}

/// A figure from outside on its way in.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its canonical name: `gdp`, `water_level`.
    pub figure: String,
    /// What it is called.
    pub name: String,
    /// The unit that it is about: the district or one of its units.
    pub of: UnitCode,
    /// The period or instant.
    pub when: When,
    /// What it counts; none for what the series counts, or as its period suggests.
    pub basis: Option<Basis>,
    /// What is said.
    pub said: Said,
    /// Whether a person has looked at what is unlikely about it.
    pub confirmed: bool,
}

/// What is kept of a series beside its figures.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Series {
    /// Its canonical name.
    pub figure: String,
    /// What it is called.
    pub name: String,
    /// The unit that it is about.
    pub of: String,
    /// Its unit of measure.
    pub measure: String,
    /// What it counts.
    pub basis: Basis,
    /// Who said the last figure.
    pub source: String,
    /// How many periods or instants it has.
    pub count: u64,
    /// The latest of them.
    pub last: Option<Latest>,
    /// Whether this instance shows invented matters only.
    #[serde(default)]
    pub synthetic: bool,
}

/// The latest figure of a series.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Latest {
    /// Of when.
    pub when: When,
    /// Its value.
    pub value: Option<Decimal>,
    /// Its growth.
    pub growth_pct: Option<Decimal>,
    /// Whether it may still change.
    pub release: Release,
}

/// The key of a series in the register.
fn series_key(figure: &str, of: &str) -> String {
    format!("s.{figure}.{of}")
}

/// The key of a figure; the figures of a series stand together, in the order of their periods.
pub(crate) fn fact_key(figure: &str, of: &str, when: &str) -> String {
    format!("o.{figure}.{of}.{when}")
}
