//! Questions of who looks at a whole district at once: sums added up where they stand, and the words of many matters.
//! Each is answered by one question whose answer does not grow with the number of days or of matters behind it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::error::Result;
use crate::read::CountQuery;

/// A sum of one indicator, over all days that were asked for or over one month of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumRow {
    /// The indicator.
    pub indicator: String,
    /// The unit; empty for a whole district.
    pub unit: String,
    /// The first day of the month; none for a sum over all days.
    pub month: Option<Date>,
    /// The sum.
    pub n: i64,
}

/// What overviews ask.
pub trait Overview: Send + Sync {
    /// Sums by indicator and unit over all days: one row for each pair, however many days are asked for.
    fn sums_by_unit(&self, query: &CountQuery) -> Result<Vec<SumRow>>;

    /// Sums by indicator and month, over the units that are asked for.
    fn sums_by_month(&self, query: &CountQuery) -> Result<Vec<SumRow>>;

    /// The words by which search finds these matters, each once; personal fields were never among them. A matter whose
    /// words are not there yet, or were erased, is left out.
    fn words_of(&self, district: &str, cases: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>>;
}
