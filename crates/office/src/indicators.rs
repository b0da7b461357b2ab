//! The figures that are made of the days' counts: plain counts of what happened to a kind of matter, and the rates that
//! follow from them. Whoever shows, explains or proves a figure asks here, so that each is worked out in one way.

use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::book::{PLAIN, Plain};
use bihuan_core::pack::CaseType;
use bihuan_ledger::{CountQuery, CountRow};
use jiff::civil::Date;

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;

/// How a figure is made of counts.
#[derive(Debug)]
pub struct Indicator {
    /// What stands behind `<pack>.<case>-`.
    pub name: &'static str,
    /// In Chinese, after the name of the kind of matter.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    /// Which way is better: `up`, `down` or `none`.
    pub direction: &'static str,
    /// What is summed.
    of: &'static str,
    /// What it is divided by, summed together; none for a plain count.
    over: &'static [&'static str],
}

/// The figures of every kind of matter, as the core defines them.
pub static INDICATORS: [Indicator; 9] = {
    let [a, b, c, d, e, f, g, h, i] = &PLAIN;
    [of(a), of(b), of(c), of(d), of(e), of(f), of(g), of(h), of(i)]
};

const fn of(plain: &'static Plain) -> Indicator {
    let (of, over): (&'static str, &'static [&'static str]) = match plain.rate {
        Some(([of, ..], over)) => (*of, over),
        _ => (plain.name, &[]),
    };
    Indicator { name: plain.name, zh: plain.zh, en: plain.en, direction: plain.better.direction(), of, over }
}

impl Indicator {
    /// `<pack>.<case>-<name>`.
    pub fn id(&self, case_type: &str) -> String {
        format!("{case_type}-{}", self.name)
    }

    /// Its unit of measure.
    pub fn measure(&self) -> &'static str {
        if self.is_rate() { "%" } else { "件" }
    }

    /// Whether it is a share and no count.
    pub fn is_rate(&self) -> bool {
        !self.over.is_empty()
    }

    /// What stands behind it: of a rate all that it is a share of.
    pub fn behind(&self, case_type: &str) -> Vec<String> {
        let names = if self.is_rate() { self.over } else { std::slice::from_ref(&self.of) };
        names.iter().map(|what| format!("{case_type}-{what}")).collect()
    }

    fn counted(&self, case_type: &str) -> Vec<String> {
        let mut names = self.behind(case_type);
        let own = format!("{case_type}-{}", self.of);
        if !names.contains(&own) {
            names.push(own);
        }
        names
    }

    /// Adds a row of the kept counts, if it belongs to this figure.
    pub fn add(&self, case_type: &str, row: &CountRow, sums: &mut Sums) {
        let what = row.indicator.strip_prefix(case_type).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
        if what == self.of {
            sums.of += row.n;
        }
        if self.over.contains(&what) {
            sums.over += row.n;
        }
    }

    /// The value as a decimal: a count, or per cent with one decimal, halves away from zero; none where there is nothing
    /// to divide by.
    pub fn value(&self, sums: Sums) -> Option<String> {
        if !self.is_rate() {
            return Some(sums.of.to_string());
        }
        let tenths = sums.of.checked_mul(2000)?.checked_div(sums.over)?.checked_add(1)? / 2;
        Some(format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// A numerator and, for a rate, its denominator.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Sums {
    /// What is summed.
    pub of: i64,
    /// What it is divided by.
    pub over: i64,
}

/// Which counts make a figure up.
#[derive(Clone, Debug)]
pub struct Span {
    /// Districts.
    pub districts: Vec<String>,
    /// A unit, or whole districts.
    pub unit: Option<String>,
    /// The units whose sums make up the unit's, itself among them; none: it alone.
    pub below: Vec<String>,
    /// The first day; none: from the beginning.
    pub from: Option<Date>,
    /// The last day; none: until now.
    pub to: Option<Date>,
    /// As it was known at the end of this day; none: as it is known.
    pub as_of: Option<Date>,
}

impl Span {
    /// A whole district, ever.
    pub fn of_district(district: &DistrictCode) -> Span {
        Span { districts: vec![district.to_string()], unit: None, below: Vec::new(), from: None, to: None, as_of: None }
    }

    /// The units under which it is kept; the one without a code is the whole district.
    pub(crate) fn units(&self) -> Vec<String> {
        if self.below.is_empty() { vec![self.unit.clone().unwrap_or_default()] } else { self.below.clone() }
    }

    pub(crate) fn query(&self, indicators: Vec<String>) -> CountQuery {
        CountQuery {
            districts: self.districts.clone(),
            indicators,
            units: self.units(),
            from: self.from,
            to: self.to,
            as_of: self.as_of,
            ..CountQuery::default()
        }
    }
}

impl Law {
    /// The figure of this name, with the kind of matter that it is about.
    pub fn indicator(&self, id: &str) -> Option<(&CaseType, &'static Indicator)> {
        self.types().find_map(|(_, rules)| {
            let found = INDICATORS.iter().find(|indicator| indicator.id(&rules.id.0) == id)?;
            Some((rules.as_ref(), found))
        })
    }
}

impl Office {
    /// The counts that a figure is made of, day by day.
    ///
    /// # Errors
    /// The store's.
    pub fn counts_of(&self, case_type: &str, indicator: &Indicator, span: &Span) -> Result<Vec<CountRow>, Failure> {
        Ok(self.ledger().counts(&span.query(indicator.counted(case_type)))?)
    }

    /// What was measured under a name, day by day, in ten-thousandths of its measure.
    ///
    /// # Errors
    /// The store's.
    pub fn amounts_of(&self, kept_as: &str, span: &Span) -> Result<Vec<CountRow>, Failure> {
        Ok(self.ledger().counts(&span.query(vec![kept_as.to_owned()]))?)
    }

    /// The sums of a figure.
    ///
    /// # Errors
    /// The store's.
    pub fn sums_of(&self, case_type: &str, indicator: &Indicator, span: &Span) -> Result<Sums, Failure> {
        let mut sums = Sums::default();
        self.counts_of(case_type, indicator, span)?.iter().for_each(|row| indicator.add(case_type, row, &mut sums));
        Ok(sums)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn named(name: &str) -> &'static Indicator {
        INDICATORS.iter().find(|indicator| indicator.name == name).unwrap()
    }

    #[test]
    fn a_rate_has_one_decimal_and_none_where_there_is_nothing() {
        let rate = named("satisfied-rate");
        assert_eq!(rate.value(Sums { of: 971, over: 1000 }).as_deref(), Some("97.1"));
        assert_eq!(rate.value(Sums { of: 2, over: 3 }).as_deref(), Some("66.7"));
        assert_eq!(rate.value(Sums { of: 0, over: 0 }), None);
        assert_eq!(named("filed").value(Sums { of: 135_000, over: 0 }).as_deref(), Some("135000"));
    }

    #[test]
    fn a_rate_asks_for_what_it_divides_and_what_it_divides_by() {
        assert_eq!(named("closed-rate").counted("a.b"), ["a.b-filed", "a.b-closed"]);
        assert_eq!(named("in-time-rate").counted("a.b"), ["a.b-answered-in-time", "a.b-answered-late"]);
    }
}
