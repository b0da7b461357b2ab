//! The sums of figures as a table: every number that is kept, by figure, unit, the day that it belongs to and the day on
//! which it was recorded, so that whoever adds them up gets what the pages say, as of any day.

use bihuan_core::figures::reading::Named;
use bihuan_ledger::{CaseRecords, FigureReader, FigureRow, Ledger, LedgerError};
use bihuan_office::period::Period;
use bihuan_text::table::Cell;

use super::tables::Table;

/// The columns.
pub const HEAD: &[&str] = &["district", "figure", "facet", "field", "value", "unit", "day", "recorded", "n"];

/// Writes the sums of the days of a period; of some kinds of matter those of their packs.
pub fn write(ledger: &dyn Ledger, period: &Period, table: &mut Table) -> Result<(), LedgerError> {
    let only = period.district.as_ref().map(ToString::to_string);
    let packs: Vec<String> =
        period.types.iter().filter_map(|kind| Some(format!("{}.", kind.split_once('.')?.0))).collect();
    for district in ledger.districts()?.into_iter().filter(|code| only.as_ref().is_none_or(|only| only == code)) {
        let mut sums = Sums { district: &district, period, packs: &packs, table, failed: None };
        ledger.read_figures(&district, &mut sums)?;
        if let Some(failed) = sums.failed {
            return Err(failed);
        }
    }
    Ok(())
}

struct Sums<'s> {
    district: &'s str,
    period: &'s Period,
    packs: &'s [String],
    table: &'s mut Table,
    failed: Option<LedgerError>,
}

impl FigureReader for Sums<'_> {
    fn kept(&mut self, row: FigureRow) {
        let within = self.period.since.is_none_or(|since| row.day >= since)
            && self.period.until.is_none_or(|until| row.day <= until);
        let wanted = self.packs.is_empty() || self.packs.iter().any(|pack| row.indicator.starts_with(pack.as_str()));
        if within && wanted && self.failed.is_none() {
            self.failed = self.table.row(&cells(self.district, &row)).err();
        }
    }

    /// The sums come first; what they are made of is not asked for.
    fn case(&mut self, _: CaseRecords) -> bool {
        false
    }
}

fn cells(district: &str, row: &FigureRow) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    // What is measured for an entry of a register has the entry in its name.
    let whole = Named { id: &row.indicator, facet: None, part: None };
    let named = if row.indicator.contains('@') { whole } else { Named::read(&row.indicator) };
    let (field, value) = named.part.unwrap_or_default();
    vec![
        text(district),
        text(named.id),
        text(named.facet.unwrap_or_default()),
        text(field),
        text(value),
        text(&row.unit),
        text(&row.day.to_string()),
        text(&row.recorded.to_string()),
        text(&row.n.to_string()),
    ]
}
