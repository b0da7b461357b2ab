//! Units ranked by a score that a pack declares: each figure is asked once for all of them.

use std::collections::BTreeMap;

use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::score::{Measured, Score, ranked};
use bihuan_core::pack::model::{Pack, Score as Declared};
use jiff::civil::Date;

use crate::Office;
use crate::failure::Failure;

impl Office {
    /// The units by their score between two days, best first; who has too few matters stands behind, without a place.
    ///
    /// # Errors
    /// The store's.
    pub fn ranking(
        &self,
        district: &DistrictCode,
        pack: &Pack,
        score: &Declared,
        units: &[UnitCode],
        days: (Date, Date),
    ) -> Result<Vec<(Option<usize>, UnitCode, Score)>, Failure> {
        let parts = score.rule.parts.iter().map(|part| &part.figure);
        let mut columns: BTreeMap<&str, Vec<Measured>> = BTreeMap::new();
        for figure in parts.chain(score.rule.vetoes.iter().map(|veto| &veto.figure)) {
            let id = format!("{}.{figure}", pack.name);
            columns.insert(figure, self.measured_by_unit(district, &id, units, days)?);
        }
        let scored = units.iter().enumerate().map(|(at, unit)| {
            let figure = |name: &str| columns.get(name).and_then(|column| column.get(at)).copied().unwrap_or_default();
            (unit.clone(), score.rule.score(&figure))
        });
        Ok(ranked(scored.collect()))
    }
}
