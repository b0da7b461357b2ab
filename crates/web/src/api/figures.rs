//! Figures over the days' counts: sums of what happened to each kind of matter, and the two rates that follow from them.

use std::collections::BTreeMap;

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::directory::UnitCode;
use bihuan_core::pack::CaseType;
use bihuan_ledger::{CountQuery, CountRow};
use bihuan_office::{Law, Office};
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::asked::{In, Params};
use super::lists;
use super::period::Period;
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::names::Names;
use crate::words::Lang;

/// How a figure is made of counts.
struct Kind {
    /// What stands behind `<pack>.<case>-`.
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    /// What is summed.
    of: &'static str,
    /// What it is divided by, summed together; none for a plain count.
    over: Option<&'static [&'static str]>,
    /// Which way is better.
    direction: &'static str,
}

const KINDS: [Kind; 8] = [
    Kind { name: "filed", zh: "受理件数", en: "taken in", of: "filed", over: None, direction: "none" },
    Kind { name: "closed", zh: "办结件数", en: "closed", of: "closed", over: None, direction: "none" },
    Kind {
        name: "answered-in-time",
        zh: "按时答复件数",
        en: "answered in time",
        of: "answered-in-time",
        over: None,
        direction: "up",
    },
    Kind {
        name: "answered-late",
        zh: "超期答复件数",
        en: "answered late",
        of: "answered-late",
        over: None,
        direction: "down",
    },
    Kind {
        name: "satisfied", zh: "评价满意件数", en: "rated well", of: "satisfied", over: None, direction: "up"
    },
    Kind {
        name: "dissatisfied",
        zh: "评价不满意件数",
        en: "rated badly",
        of: "dissatisfied",
        over: None,
        direction: "down",
    },
    Kind {
        name: "in-time-rate",
        zh: "按时答复率",
        en: "share answered in time",
        of: "answered-in-time",
        over: Some(&["answered-in-time", "answered-late"]),
        direction: "up",
    },
    Kind {
        name: "satisfied-rate",
        zh: "评价满意率",
        en: "share rated well",
        of: "satisfied",
        over: Some(&["satisfied", "dissatisfied"]),
        direction: "up",
    },
];

impl Kind {
    fn id(&self, rules: &CaseType) -> String {
        format!("{}-{}", rules.id.0, self.name)
    }

    fn title(&self, names: &Names<'_>, rules: &CaseType, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("{}{}", rules.title, self.zh),
            Lang::En => format!("{}: {}", names.case_type(&rules.id), self.en),
        }
    }

    fn measure(&self) -> &'static str {
        if self.over.is_some() { "%" } else { "件" }
    }
}

/// `GET /figures`
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor", "limit"])?;
    let law = app.office.law();
    let names = Names::new(&law, caller.lang);
    let seen = law.types().map(|(_, rules)| rules).filter(|rules| rules.public || caller.scopes.contains(&Scope::Read));
    let described = |rules: &CaseType, kind: &Kind| {
        json!({
            "indicator": kind.id(rules),
            "title": kind.title(&names, rules, caller.lang),
            "measure": kind.measure(),
            "direction": kind.direction,
            "basis": "ours",
            "public": rules.public,
        })
    };
    let all: BTreeMap<String, Json> =
        seen.flat_map(|rules| KINDS.iter().map(move |kind| (kind.id(rules), described(rules, kind)))).collect();
    Ok(Answer(params.page(all.into_iter().collect())?))
}

/// How a figure is split.
#[derive(Clone, Copy, Eq, PartialEq)]
enum By {
    Unit,
    Day,
}

/// What is asked of a figure.
struct Question {
    districts: Vec<String>,
    unit: Option<UnitCode>,
    period: Period,
    by: Option<By>,
    as_of: Date,
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
        let (rules, kind) = found(&law, &id).ok_or_else(Problem::not_found)?;
        if !rules.public {
            caller.needs(&Scope::Read)?;
        }
        let question = question(office, &law, &caller, &params)?;
        Ok(Answer(answer(office, &law, rules, kind, &question, caller.lang)?))
    })
    .await?
}

fn found<'l>(law: &'l Law, id: &str) -> Option<(&'l CaseType, &'static Kind)> {
    law.types().find_map(|(_, rules)| {
        let kind = KINDS.iter().find(|kind| kind.id(rules) == id)?;
        Some((rules.as_ref(), kind))
    })
}

fn question(office: &Office, law: &Law, caller: &Caller, params: &Params) -> Result<Question, Problem> {
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
        period: period.unwrap_or_else(|| Period::year_of(today)),
        by,
        as_of: as_of.unwrap_or(today),
    })
}

/// A numerator and, for a rate, its denominator.
#[derive(Clone, Copy, Default)]
struct Sums {
    of: i64,
    over: i64,
}

impl Sums {
    fn add(&mut self, kind: &Kind, what: &str, n: i64) {
        if what == kind.of {
            self.of += n;
        }
        if kind.over.is_some_and(|over| over.contains(&what)) {
            self.over += n;
        }
    }

    /// Per cent with one decimal, halves away from zero; null where there is nothing to divide by.
    fn value(self, kind: &Kind) -> Json {
        match kind.over {
            None => self.of.to_string().into(),
            Some(_) if self.over == 0 => Json::Null,
            Some(_) => {
                let tenths = (self.of * 2000 / self.over + 1) / 2;
                format!("{}.{}", tenths / 10, tenths % 10).into()
            }
        }
    }

    fn told(self, kind: &Kind) -> Json {
        let over = kind.over.map(|_| self.over.to_string());
        json!({ "value": self.value(kind), "numerator": self.of.to_string(), "denominator": over })
    }
}

fn answer(
    office: &Office,
    law: &Law,
    rules: &CaseType,
    kind: &Kind,
    question: &Question,
    lang: Lang,
) -> Result<Json, Problem> {
    let rows = rows_of(office, rules, kind, question, question.unit.as_ref().map_or("", |unit| unit.as_str()))?;
    let mut whole = Sums::default();
    let mut days: BTreeMap<Date, Sums> = BTreeMap::new();
    for row in &rows {
        let what = what_of(rules, row);
        whole.add(kind, what, row.n);
        days.entry(row.day).or_default().add(kind, what, row.n);
    }
    let part = |key: &str, name: String, sums: Sums| {
        let mut told = sums.told(kind);
        told.as_object_mut().map(|fields| fields.insert(key.to_owned(), name.into()));
        told
    };
    let parts: Option<Vec<Json>> = match question.by {
        None => None,
        Some(By::Day) => Some(days.into_iter().map(|(day, sums)| part("day", day.to_string(), sums)).collect()),
        Some(By::Unit) => {
            let units = by_unit(office, rules, kind, question)?;
            Some(units.into_iter().map(|(unit, sums)| part("unit", unit, sums)).collect())
        }
    };
    let over = kind.over.map(|_| whole.over.to_string());
    Ok(json!({
        "indicator": kind.id(rules),
        "title": kind.title(&Names::new(law, lang), rules, lang),
        "measure": kind.measure(),
        "direction": kind.direction,
        "unit": question.unit.as_ref().map(|unit| unit.as_str()),
        "period": question.period.to_string(),
        "as_of": question.as_of.to_string(),
        "value": whole.value(kind),
        "numerator": whole.of.to_string(),
        "denominator": over,
        "sample": if kind.over.is_some() { whole.over } else { whole.of },
        "target": null,
        "cases": cases(rules, kind, question),
        "parts": parts,
    }))
}

/// The counts that a figure is made of, for one unit or, with no name, for whole districts.
fn rows_of(
    office: &Office,
    rules: &CaseType,
    kind: &Kind,
    question: &Question,
    unit: &str,
) -> Result<Vec<CountRow>, Problem> {
    let counted = kind.over.map_or_else(|| vec![kind.of], <[&str]>::to_vec);
    Ok(office.ledger().counts(&CountQuery {
        districts: question.districts.clone(),
        indicators: counted.iter().map(|what| format!("{}-{what}", rules.id.0)).collect(),
        units: vec![unit.to_owned()],
        from: Some(question.period.first),
        to: Some(question.period.last),
        as_of: Some(question.as_of),
    })?)
}

/// The same counts for every unit that has some.
fn by_unit(
    office: &Office,
    rules: &CaseType,
    kind: &Kind,
    question: &Question,
) -> Result<BTreeMap<String, Sums>, Problem> {
    let counted = kind.over.map_or_else(|| vec![kind.of], <[&str]>::to_vec);
    let rows = office.ledger().counts(&CountQuery {
        districts: question.districts.clone(),
        indicators: counted.iter().map(|what| format!("{}-{what}", rules.id.0)).collect(),
        units: Vec::new(),
        from: Some(question.period.first),
        to: Some(question.period.last),
        as_of: Some(question.as_of),
    })?;
    let mut units: BTreeMap<String, Sums> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.unit.is_empty()) {
        units.entry(row.unit.clone()).or_default().add(kind, what_of(rules, row), row.n);
    }
    Ok(units)
}

fn what_of<'r>(rules: &CaseType, row: &'r CountRow) -> &'r str {
    row.indicator.strip_prefix(rules.id.0.as_str()).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default()
}

/// The list behind a count of what was taken in. What happened to a case later is in its events; no list tells it yet.
fn cases(rules: &CaseType, kind: &Kind, question: &Question) -> Option<String> {
    if kind.name != "filed" || question.unit.is_some() {
        return None;
    }
    let districts: String = question.districts.iter().map(|code| format!("&district={code}")).collect();
    let (from, until) = question.period.instants();
    Some(format!("/api/v1/cases?type={}&opened_from={from}&opened_until={until}{districts}", rules.id.0))
}
