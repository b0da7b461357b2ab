//! What is asked of a figure: where, when, and as it was known on which day.

use bihuan_core::directory::UnitCode;
use bihuan_office::{Law, Office, Span};
use jiff::civil::Date;

use super::super::asked::Params;
use super::super::lists;
use super::super::period::Period;
use super::super::problem::Problem;
use crate::identity::Caller;

/// How a figure is split.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum By {
    Unit,
    Day,
}

/// The question.
pub struct Question {
    /// Of these districts.
    pub districts: Vec<String>,
    /// Of this unit; none: of the whole districts.
    pub unit: Option<UnitCode>,
    /// Over this time.
    pub period: Period,
    /// Whether the time was said.
    pub is_period_said: bool,
    /// Split so.
    pub by: Option<By>,
    /// As it was known at the end of this day.
    pub as_of: Date,
}

impl Question {
    /// Reads the parameters `unit`, `district`, `period`, `by` and `as_of`, as far as they are there.
    pub fn read(office: &Office, law: &Law, caller: &Caller, params: &Params) -> Result<Question, Problem> {
        let today = bihuan_core::calendar::civil(office.clock().now()).date();
        let unit: Option<UnitCode> =
            params.read("unit", "应为单位代码", "is a unit's code", |code| code.parse().ok())?;
        let named = params
            .read_all("district", "应为六位区划代码", "is a district's six digits", |code| code.parse().ok())?;
        let named = unit.as_ref().map_or(named, |unit| vec![unit.district()]);
        let period = params.read(
            "period",
            "应为 2025、2025-Q2、2025-06、2025-W23 或某一天",
            "is 2025, 2025-Q2, 2025-06, 2025-W23 or a day",
            Period::read,
        )?;
        let by = params.read("by", "应为 unit 或 day", "is unit or day", |text| match text {
            "unit" => Some(By::Unit),
            "day" => Some(By::Day),
            _ => None,
        })?;
        let as_of = params.read("as_of", "应为某一天", "is a day", |text| text.parse().ok())?;
        Ok(Question {
            districts: lists::seen_districts(law, caller, named).unwrap_or_else(|| vec!["none".into()]),
            unit,
            is_period_said: period.is_some(),
            period: period.unwrap_or_else(|| Period::year_of(today)),
            by,
            as_of: as_of.unwrap_or(today),
        })
    }

    /// The days and places that are counted. What happened on a day is recorded on that day, so what was known later is
    /// what happened later.
    pub fn span(&self) -> Span {
        Span {
            districts: self.districts.clone(),
            unit: self.unit.as_ref().map(UnitCode::to_string),
            from: Some(self.period.first),
            to: Some(self.period.last.min(self.as_of)),
        }
    }

    /// The list of exactly what was counted.
    pub fn link(&self, id: &str) -> String {
        let unit = self.unit.as_ref().map(|unit| format!("&unit={unit}"));
        let districts = self.districts.iter().filter(|_| unit.is_none()).map(|code| format!("&district={code}"));
        let places: String = unit.clone().into_iter().chain(districts).collect();
        format!("/api/v1/figures/{id}/cases?period={}&as_of={}{places}", self.period, self.as_of)
    }
}
