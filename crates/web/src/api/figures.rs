//! Figures: what was counted of each kind of matter with the rates that follow, and how far each promise is beside what
//! was promised. Each has a list of exactly the matters that were counted.

mod asked;
mod behind;
mod promised;

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::pack::CaseType;
use bihuan_office::{INDICATORS, Indicator, Office, Sums};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use self::asked::{By, Question};
use self::promised::Promised;
use super::asked::{In, Params};
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::names::Names;
use crate::words::Lang;

pub use self::behind::cases;

/// `GET /figures`
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor", "limit"])?;
    app.run(move |office| {
        let law = office.law();
        let names = Names::new(&law, caller.lang);
        let seen =
            law.types().map(|(_, rules)| rules).filter(|rules| rules.public || caller.scopes.contains(&Scope::Read));
        let counts =
            seen.flat_map(|rules| INDICATORS.iter().map(|it| (it.id(&rules.id.0), counted(&names, rules, it))));
        let promises = promised::all(office, &law)?;
        let promises = promises.iter().map(|promised| (promised.id.clone(), promised.described()));
        let all: BTreeMap<String, Json> = counts.chain(promises).collect();
        Ok(Answer(params.page(all.into_iter().collect())?))
    })
    .await?
}

fn counted(names: &Names<'_>, rules: &CaseType, indicator: &Indicator) -> Json {
    json!({
        "indicator": indicator.id(&rules.id.0),
        "title": title(names, rules, indicator),
        "measure": indicator.measure(),
        "direction": indicator.direction,
        "basis": "ours",
        "public": rules.public,
    })
}

fn title(names: &Names<'_>, rules: &CaseType, indicator: &Indicator) -> String {
    let kind = names.case_type(&rules.id);
    match names.lang() {
        Lang::Zh => format!("{kind}{}", indicator.zh),
        Lang::En => format!("{kind}: {}", indicator.en),
    }
}

/// What a name stands for.
enum Figure<'l> {
    Counted(&'l CaseType, &'static Indicator),
    Promised(Box<Promised>),
}

impl Figure<'_> {
    /// The counts that stand behind it.
    fn behind(&self) -> Vec<String> {
        match self {
            Figure::Counted(rules, indicator) => indicator.behind(&rules.id.0),
            Figure::Promised(promised) => vec![promised.kept_as.clone()],
        }
    }
}

/// The figure of a name, if the caller may ask for it.
fn found<'l>(office: &Office, law: &'l bihuan_office::Law, caller: &Caller, id: &str) -> Result<Figure<'l>, Problem> {
    if let Some((rules, indicator)) = law.indicator(id) {
        if !rules.public {
            caller.needs(&Scope::Read)?;
        }
        return Ok(Figure::Counted(rules, indicator));
    }
    promised::named(office, law, id)?
        .map(|promised| Figure::Promised(Box::new(promised)))
        .ok_or_else(Problem::not_found)
}

/// `GET /figures/{indicator}`
pub async fn one(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["unit", "district", "period", "by", "as_of"])?;
    app.run(move |office| {
        let law = office.law();
        let figure = found(office, &law, &caller, &id)?;
        let question = Question::read(office, &law, &caller, &params)?;
        Ok(Answer(match &figure {
            Figure::Counted(rules, indicator) => {
                answer(office, &Names::new(&law, caller.lang), rules, indicator, &question)?
            }
            Figure::Promised(promised) => promised.answer(office, &question)?,
        }))
    })
    .await?
}

fn answer(
    office: &Office,
    names: &Names<'_>,
    rules: &CaseType,
    indicator: &Indicator,
    question: &Question,
) -> Result<Json, Problem> {
    let id = rules.id.0.as_str();
    let span = question.span();
    let mut whole = Sums::default();
    let mut days: BTreeMap<Date, Sums> = BTreeMap::new();
    for row in office.counts_of(id, indicator, &span)? {
        indicator.add(id, &row, &mut whole);
        indicator.add(id, &row, days.entry(row.day).or_default());
    }
    let parts: Option<Vec<Json>> = match question.by {
        None => None,
        Some(By::Day) => {
            Some(days.into_iter().map(|(day, sums)| part(indicator, "day", &day.to_string(), sums)).collect())
        }
        Some(By::Unit) => {
            let mut units: BTreeMap<String, Sums> = BTreeMap::new();
            for row in office.counts_by_unit(id, indicator, &span)? {
                indicator.add(id, &row, units.entry(row.unit.clone()).or_default());
            }
            Some(units.into_iter().map(|(unit, sums)| part(indicator, "unit", &unit, sums)).collect())
        }
    };
    Ok(json!({
        "indicator": indicator.id(id),
        "title": title(names, rules, indicator),
        "measure": indicator.measure(),
        "direction": indicator.direction,
        "unit": question.unit.as_ref().map(|unit| unit.as_str()),
        "period": question.period.to_string(),
        "as_of": question.as_of.to_string(),
        "value": indicator.value(whole),
        "numerator": whole.of.to_string(),
        "denominator": indicator.is_rate().then(|| whole.over.to_string()),
        "sample": if indicator.is_rate() { whole.over } else { whole.of },
        "target": null,
        "cases": question.link(&indicator.id(id)),
        "parts": parts,
    }))
}

fn part(indicator: &Indicator, key: &str, name: &str, sums: Sums) -> Json {
    let over = indicator.is_rate().then(|| sums.over.to_string());
    let mut told = json!({ "value": indicator.value(sums), "numerator": sums.of.to_string(), "denominator": over });
    told.as_object_mut().map(|fields| fields.insert(key.to_owned(), name.into()));
    told
}
