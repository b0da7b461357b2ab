//! How far a promise of a work report is, as a figure with its target: what was recorded for it, added up.

use bihuan_office::promised as sums;
use bihuan_office::{Law, Office, Span, measured_indicator};
use bihuan_text::measure::Amount;
use bihuan_text::promises::{Comparator, Promise};
use serde_json::{Value as Json, json};

use super::super::problem::Problem;
use super::asked::Question;

/// More times than this a quantity is not recorded for one promise.
const MOST: usize = 10_000;

/// A promise, and the quantity that counts for it.
pub struct Promised {
    /// The figure's name: `<pack>.<case>-<quantity>.<promise>`.
    pub id: String,
    /// The name under which the quantity is kept.
    pub kept_as: String,
    promise: Promise,
}

/// The figure of every promise.
pub fn all(office: &Office, law: &Law) -> Result<Vec<Promised>, Problem> {
    let kinds = sums::kinds(law);
    let mut all = Vec::new();
    for unit in law.directory.districts() {
        for promise in sums::promises_of(office, &unit.code.district())? {
            all.extend(figures(&kinds, &promise));
        }
    }
    Ok(all)
}

/// The figures of a promise: one for each quantity of the kinds of matter that are about promises.
fn figures(kinds: &[(String, Vec<String>)], promise: &Promise) -> Vec<Promised> {
    let of = |(kind, quantity): (&String, &String)| Promised {
        id: format!("{kind}-{quantity}.{}", promise.id),
        kept_as: measured_indicator(kind, quantity, &sums::entry(&promise.id)),
        promise: promise.clone(),
    };
    kinds.iter().flat_map(|(kind, names)| names.iter().map(move |name| (kind, name))).map(of).collect()
}

/// The figure of a name: that of the promise which its last part names.
pub fn named(office: &Office, law: &Law, id: &str) -> Result<Option<Promised>, Problem> {
    let Some((_, of)) = id.rsplit_once('.') else { return Ok(None) };
    let Some((_, promise)) = sums::promise_named(office, of)? else { return Ok(None) };
    Ok(figures(&sums::kinds(law), &promise).into_iter().find(|promised| promised.id == id))
}

impl Promised {
    /// As the list of figures tells it; its title is the promise's own words.
    pub fn described(&self) -> Json {
        json!({
            "indicator": self.id,
            "title": self.promise.quote,
            "measure": self.promise.measure,
            "direction": self.direction(),
            "basis": "document",
            "public": true,
        })
    }

    fn direction(&self) -> &'static str {
        if self.promise.comparator == Comparator::Within { "down" } else { "up" }
    }

    /// What is counted: all that was ever recorded for the promise until the day that is asked, unless a period is asked
    /// for. A promise belongs to one district, and to no unit alone.
    pub fn span(&self, law: &Law, question: &Question) -> Span {
        let here = question.districts.iter().filter(|code| **code == self.promise.district && question.unit.is_none());
        let asked = question.span(law);
        let districts: Vec<String> = here.cloned().collect();
        Span {
            districts: if districts.is_empty() { vec!["none".into()] } else { districts },
            unit: None,
            below: Vec::new(),
            from: asked.from.filter(|_| question.is_period_said),
            to: asked.to.filter(|_| question.is_period_said),
            as_of: asked.as_of,
        }
    }

    /// The figure.
    pub fn answer(&self, office: &Office, question: &Question) -> Result<Json, Problem> {
        let span = self.span(&office.law(), question);
        let names = [self.kept_as.clone()];
        let rows = office.amounts_of(&self.kept_as, &span)?;
        let done = Amount::from_scaled(rows.iter().map(|row| i128::from(row.n)).sum()).to_string();
        let sample = office.counted(&names, &span, None, MOST)?.items.len();
        let period = if question.is_period_said { question.period.to_string() } else { self.promise.year.to_string() };
        let link = if question.is_period_said {
            question.link(&self.id)
        } else {
            format!("/api/v1/figures/{}/cases?as_of={}&district={}", self.id, question.as_of, self.promise.district)
        };
        Ok(json!({
            "indicator": self.id,
            "title": self.promise.quote,
            "measure": self.promise.measure,
            "direction": self.direction(),
            "unit": question.unit.as_ref().map(|unit| unit.as_str()),
            "period": period,
            "as_of": question.as_of.to_string(),
            "value": done,
            "numerator": done,
            "denominator": null,
            "sample": sample,
            "target": self.promise.quantity.to_string(),
            "standing": null,
            "cases": link,
            "parts": null,
        }))
    }
}
