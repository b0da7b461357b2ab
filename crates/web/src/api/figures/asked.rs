//! What is asked of a figure: where, when, and as it was known on which day.

use bihuan_core::directory::{UnitCode, UnitKind};
use bihuan_core::figures::{Figure, Kind};
use bihuan_office::figures::ask::{Asked, By, Every};
use bihuan_office::{Law, Office, Span};
use jiff::civil::Date;

use super::super::asked::Params;
use super::super::lists;
use super::super::problem::Problem;
use crate::identity::Caller;
use bihuan_core::calendar::Period;

/// Times by which a figure can be split.
const TIMES: [(&str, Every); 5] = [
    ("day", Every::Day),
    ("week", Every::Week),
    ("month", Every::Month),
    ("quarter", Every::Quarter),
    ("year", Every::Year),
];

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
    /// Split so: as it was asked for.
    by: Option<String>,
    /// The present day.
    today: Date,
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
        let as_of = params.read("as_of", "应为某一天", "is a day", |text| text.parse().ok())?;
        Ok(Question {
            districts: lists::seen_districts(law, caller, named).unwrap_or_else(|| vec!["none".into()]),
            unit,
            is_period_said: period.is_some(),
            period: period.unwrap_or_else(|| Period::year_of(today)),
            by: params.read("by", "应为一个名称", "is a name", |text| Some(text.to_owned()))?,
            as_of: as_of.unwrap_or(today),
            today,
        })
    }

    /// The question to the office.
    pub fn asked(&self, id: &str) -> Asked {
        Asked {
            id: id.to_owned(),
            districts: self.districts.clone(),
            unit: self.unit.clone(),
            from: Some(self.period.first),
            to: Some(self.period.last),
            as_of: Some(self.as_of),
        }
    }

    /// The days and places that are counted.
    pub fn span(&self, law: &Law) -> Span {
        self.asked("").span(law)
    }

    /// How it is split, and under which key each part is told: by unit, by the units of a kind, by time, or by a field
    /// by which the figure is kept (of whole districts).
    pub fn by(&self, figure: &Figure) -> Result<Option<(String, By)>, Problem> {
        let Some(word) = &self.by else { return Ok(None) };
        let every = TIMES.iter().find(|(name, _)| name == word).map(|(_, every)| By::Period(*every));
        if let Some(by) = every {
            return Ok(Some((word.clone(), by)));
        }
        if word == "unit" {
            return Ok(Some((word.clone(), By::Unit(None))));
        }
        if let Ok(kind) = word.parse::<UnitKind>() {
            return Ok(Some(("unit".to_owned(), By::Unit(Some(kind)))));
        }
        if figure.by.contains(word) && self.unit.as_ref().is_none_or(UnitCode::is_district) {
            return Ok(Some((word.clone(), By::Field(word.clone()))));
        }
        Err(Problem::bad_parameter(
            "by",
            "invalid",
            "参数 by 应为 unit、一种单位（如 street）、day、week、month、quarter、year，或该数值按其统计的字段（只限全区）",
            "The parameter `by` is unit, a kind of unit such as street, day, week, month, quarter, year, or a field that the figure is kept by (of whole districts).",
        ))
    }

    /// The list of exactly the matters behind a figure. How things stood on a day that is past can be told, but its
    /// matters have moved on since: then there is none.
    pub fn cases(&self, figure: &Figure) -> Option<String> {
        let now = self.as_of >= self.today && self.period.last >= self.today;
        let listed = matches!(figure.kind, Kind::Stock { .. } | Kind::Latest { .. });
        (now || !listed).then(|| self.link(&figure.id))
    }

    /// The list of exactly the matters that were left out of a figure by a decision; none where nobody can be.
    pub fn left_out(&self, figure: &Figure) -> Option<String> {
        (!figure.excluded().is_empty()).then(|| format!("{}&excluded=true", self.link(&figure.id)))
    }

    /// Whether it is asked how things stand now.
    pub fn is_now(&self) -> bool {
        self.as_of >= self.today
    }

    /// The list of exactly what was counted.
    pub fn link(&self, id: &str) -> String {
        let unit = self.unit.as_ref().map(|unit| format!("&unit={unit}"));
        let districts = self.districts.iter().filter(|_| unit.is_none()).map(|code| format!("&district={code}"));
        let places: String = unit.clone().into_iter().chain(districts).collect();
        format!("/api/v1/figures/{id}/cases?period={}&as_of={}{places}", self.period, self.as_of)
    }
}
