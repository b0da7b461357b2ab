//! What others publish, as a brief tells it: the number of a time with whether it may still change and who says so. Which
//! statistics there are is the vocabulary's; which of them are known for a district is what was taken in.

use bihuan_core::brief::{Measured, Names};
use bihuan_core::calendar::{Every, Period};
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::outside::{Release, When};
use bihuan_core::figures::statistic;
use bihuan_core::pack::model::BriefRule;

use super::facts::Record;
use crate::failure::Failure;
use crate::law::Law;
use crate::outside::{Basis, OfTime, Series};
use crate::{Office, briefs::facts};

/// Series of a district that a draft may name; more nobody keeps for a whole district.
const SERIES: usize = 500;

/// Whether an id is that of a figure that others count: the office's own have their pack before a dot.
pub(super) fn is_from_outside(id: &str) -> bool {
    !id.contains('.')
}

impl Office {
    /// What a draft may name: what its template may, and every series that its district keeps, where it is not for all.
    pub(super) fn draft_names(&self, law: &Law, district: &DistrictCode, rule: &BriefRule) -> Result<Names, Failure> {
        let mut names = law.brief_names(rule);
        if !rule.public {
            let of = district.unit().to_string();
            let all = self.outside_series(district, None, SERIES)?.items.into_iter();
            names.outside.extend(all.filter(|series| series.of == of).map(|series| series.figure));
            names.figures.extend(names.outside.iter().cloned());
        }
        Ok(names)
    }
}

impl Record<'_> {
    /// What was published of a figure for a period.
    pub(super) fn published(&self, id: &str, period: &Period) -> Result<Measured, Failure> {
        let of = self.district.unit();
        let series = self.office.outside_one(self.district, id, &of)?;
        let told = match &series {
            Some(series) => self.office.outside_told(self.district, series, (period, facts::ended(period)))?,
            None => None,
        };
        let name = || series.as_ref().map_or_else(|| id.to_owned(), |series| series.name.clone());
        let link = match (self.public, &series) {
            (false, Some(_)) => format!("/desk/outside/series/{id}?unit={of}"),
            (false, None) => "/desk/outside".to_owned(),
            (true, _) => format!("/reports/compare?indicator={id}"),
        };
        Ok(Measured {
            value: told.as_ref().and_then(|told| told.value),
            measure: series.as_ref().map(|series| series.measure.clone()).unwrap_or_default(),
            title: statistic::name_of(id).map_or_else(name, str::to_owned),
            link,
            note: series
                .zip(told.as_ref())
                .map_or_else(|| "本期数尚未公布".to_owned(), |(of, told)| note(&of, told, period)),
            growth: told.and_then(|told| told.growth),
        })
    }
}

/// Of when, how sure, and who says so: 1—6月累计，初步数，区统计局.
fn note(series: &Series, told: &OfTime, period: &Period) -> String {
    let release = match told.release {
        Release::Preliminary => "初步数",
        Release::Final => "最终数",
    };
    let only = told.value.is_none().then(|| "只公布了增速".to_owned());
    let all = stretch(series.basis, &told.when, period).into_iter().chain(only);
    all.chain([release.to_owned(), told.source.clone()]).collect::<Vec<_>>().join("，")
}

/// Of which part of the year a number is, where that is not plain from the period.
fn stretch(basis: Basis, when: &When, period: &Period) -> Option<String> {
    let known = Period::read(when.as_str())?;
    let whole_year = known.every == Every::Year || known.last.month() == 12;
    match basis {
        Basis::Cumulative if whole_year || known.every == Every::Day => None,
        Basis::Cumulative if known.last.month() == 1 => Some("1月".to_owned()),
        Basis::Cumulative => Some(format!("1—{}月累计", known.last.month())),
        Basis::Period | Basis::Level if known.last == period.last => None,
        Basis::Period | Basis::Level => Some(format!("截至{}", bihuan_core::brief::spell::period(&known))),
    }
}
