//! Sums of what happened to matters: filed, answered in time or late, judged well or badly, by district, unit and month.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::excluded::EXCLUDED;
use bihuan_core::figures::figure::series;
use bihuan_core::pack::CaseType;
use bihuan_ledger::{CountQuery, CountRow, Grain, LedgerError};
use bihuan_office::{INDICATORS, Law, Office, Sums};
use jiff::civil::Date;

use crate::t;
use crate::words::Words;

/// What is counted of every kind of matter, in the order of the pages.
pub const COUNTED: [&str; 6] = ["filed", "answered-in-time", "answered-late", "satisfied", "dissatisfied", "closed"];

/// The shares that follow from them: name, what is counted, and what it makes a whole with.
pub const RATES: [(&str, &str, &str); 2] =
    [("in-time-rate", "answered-in-time", "answered-late"), ("satisfied-rate", "satisfied", "dissatisfied")];

/// What was left out of each share by a decision: the share, and the name of the count.
pub const LEFT_OUT: [(&str, &str); 2] =
    [("in-time-rate", "left-out-in-time"), ("satisfied-rate", "left-out-satisfied")];

/// Everything that is summed for these pages.
pub const SUMMED: [&str; 8] = {
    let [a, b, c, d, e, f] = COUNTED;
    let [(_, g), (_, h)] = LEFT_OUT;
    [a, b, c, d, e, f, g, h]
};

/// The name of what was left out of a share.
pub fn left_out_of(share: &str) -> &'static str {
    LEFT_OUT.into_iter().find(|(name, _)| *name == share).map_or("", |(_, what)| what)
}

/// The names under which a kind of matter is counted, each with what it counts.
pub fn kept_of(kind: &str) -> Vec<(String, &'static str)> {
    let plain = COUNTED.map(|what| (format!("{kind}-{what}"), what));
    let left_out = RATES.into_iter().flat_map(|(share, of, other)| {
        [of, other].map(|part| (series(&format!("{kind}-{part}"), Some(EXCLUDED), None), left_out_of(share)))
    });
    plain.into_iter().chain(left_out).collect()
}

/// A share by the rule that the desk and the programming interface use; a dash where there is nothing to divide by.
pub fn rate(name: &str, of: i64, other: i64) -> String {
    let known = INDICATORS.iter().find(|known| known.name == name);
    let value = known.and_then(|known| known.value(Sums { of, over: of + other }));
    value.map_or_else(|| "—".to_owned(), |value| format!("{value}%"))
}

/// A share as readers see it: beside it how many were left out of it by a decision, where any were.
pub fn share(words: &Words, name: &str, (of, other): (i64, i64), left_out: i64) -> String {
    match left_out {
        0 => rate(name, of, other),
        n => t!(words, "record-left-out", share = rate(name, of, other), n = n),
    }
}

/// Sums over some days, by unit; the unit without a code is the whole district.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally(BTreeMap<(String, &'static str), i64>);

impl Tally {
    /// What happened from one day to another, both counted, to matters that anyone may file.
    ///
    /// # Errors
    /// The store's.
    pub fn of(office: &Office, law: &Law, district: &DistrictCode, from: Date, to: Date) -> Result<Tally, LedgerError> {
        let mut tally = Tally::default();
        for (row, what) in counted(office, law, district, (from, to), (Vec::new(), Grain::Whole))? {
            *tally.0.entry((row.unit, what)).or_default() += row.n;
        }
        Ok(tally)
    }

    /// The same for the whole district, month by month, each named by its first day.
    ///
    /// # Errors
    /// The store's.
    pub fn by_month(
        office: &Office,
        law: &Law,
        district: &DistrictCode,
        from: Date,
        to: Date,
    ) -> Result<BTreeMap<Date, Tally>, LedgerError> {
        let mut months: BTreeMap<Date, Tally> = BTreeMap::new();
        for (row, what) in counted(office, law, district, (from, to), (vec![String::new()], Grain::Month))? {
            let month = months.entry(row.day).or_default();
            *month.0.entry((row.unit, what)).or_default() += row.n;
        }
        Ok(months)
    }

    /// The district's sum.
    pub fn all(&self, what: &str) -> i64 {
        self.unit("", what)
    }

    /// A unit's sum.
    pub fn unit(&self, unit: &str, what: &str) -> i64 {
        let found = SUMMED.into_iter().find(|known| *known == what);
        found.and_then(|what| self.0.get(&(unit.to_owned(), what)).copied()).unwrap_or_default()
    }

    /// The units that anything happened in, by code.
    pub fn units(&self) -> Vec<&str> {
        let mut units: Vec<&str> =
            self.0.keys().map(|(unit, _)| unit.as_str()).filter(|unit| !unit.is_empty()).collect();
        units.dedup();
        units
    }
}

/// The counts of matters that anyone may file, each with what it counts.
fn counted(
    office: &Office,
    law: &Law,
    district: &DistrictCode,
    (from, to): (Date, Date),
    (units, grain): (Vec<String>, Grain),
) -> Result<Vec<(CountRow, &'static str)>, LedgerError> {
    let names: BTreeMap<String, &'static str> = public_types(law).flat_map(|id| kept_of(&id)).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows = office.ledger().counts(&CountQuery {
        districts: vec![district.to_string()],
        indicators: names.keys().cloned().collect(),
        units,
        from: Some(from),
        to: Some(to),
        grain,
        ..CountQuery::default()
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|row| names.get(&row.indicator).map(|what| (*what, row)))
        .map(|(what, row)| (row, what))
        .collect())
}

/// The kinds of matter that anyone may file, what takes any request before what takes one kind only.
pub fn public_types(law: &Law) -> impl Iterator<Item = String> {
    open_kinds(law).into_iter().map(|rules| rules.id.0.clone())
}

/// The rules of those kinds. What is booked has a page of its own; what Open311 offers takes any request, so whoever
/// does not say what they want is asked about that.
pub fn open_kinds(law: &Law) -> Vec<&Arc<CaseType>> {
    let told = law.types().map(|(_, rules)| rules).filter(|rules| rules.public && rules.reserve.is_none());
    let mut kinds: Vec<&Arc<CaseType>> = told.collect();
    kinds.sort_by_key(|rules| !rules.open311);
    kinds
}
