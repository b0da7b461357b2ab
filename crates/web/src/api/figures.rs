//! Figures: what packs declare and what every kind of matter has, with their rates, and how far each promise is beside
//! what was promised. Each has a list of exactly the matters that were counted.

mod aimed;
mod asked;
mod behind;
mod promised;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::figures::Figure;
use bihuan_core::figures::words::words;
use bihuan_office::figures::ask::Reading;
use bihuan_office::{Law, Office};
use serde_json::{Map, Value as Json, json};

use self::asked::Question;
use self::promised::Promised;
use super::asked::{In, Params};
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::words::Lang;

pub use self::behind::cases;

/// `GET /figures`
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor", "limit"])?;
    app.run(move |office| {
        let law = office.law();
        let seen = law.book.all().filter(|figure| figure.public || caller.scopes.contains(&Scope::Read));
        let counts = seen.map(|figure| (figure.id.clone(), Json::Object(described(&law, figure, caller.lang))));
        let promises = promised::all(office, &law)?;
        let promises = promises.iter().map(|promised| (promised.id.clone(), promised.described()));
        let all: BTreeMap<String, Json> = counts.chain(promises).collect();
        Ok(Answer(params.page(all.into_iter().collect())?))
    })
    .await?
}

/// What a figure is, whatever it says: its definition is made of what is counted, so the two cannot differ.
fn described(law: &Law, figure: &Figure, lang: Lang) -> Map<String, Json> {
    let pack = figure.id.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let basis = figure.basis.as_ref().and_then(|name| pack?.bases.get(name));
    let kind = basis.and_then(|basis| serde_json::to_value(basis.kind).ok()).unwrap_or_else(|| "ours".into());
    let definition = pack.map(|pack| words(figure, pack, &law.book, lang.calendar()));
    let title = if lang == Lang::Zh { &figure.title } else { &figure.title_en };
    let told = json!({
        "indicator": figure.id,
        "title": title,
        "measure": figure.measure,
        "direction": figure.better.direction(),
        "basis": kind,
        "public": figure.public,
        "definition": definition,
        "by": figure.by,
    });
    told.as_object().cloned().unwrap_or_default()
}

/// What a name stands for.
enum Asked {
    Counted(Arc<Figure>),
    Promised(Box<Promised>),
}

/// The figure of a name, if the caller may ask for it.
fn found(office: &Office, law: &Law, caller: &Caller, id: &str) -> Result<Asked, Problem> {
    if let Some(figure) = law.figure(id) {
        if !figure.public {
            caller.needs(&Scope::Read)?;
        }
        return Ok(Asked::Counted(Arc::clone(figure)));
    }
    promised::named(office, law, id)?.map(|promised| Asked::Promised(Box::new(promised))).ok_or_else(Problem::not_found)
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
        let asked = found(office, &law, &caller, &id)?;
        let question = Question::read(office, &law, &caller, &params)?;
        Ok(Answer(match &asked {
            Asked::Counted(figure) => answer(office, &law, figure, &question, &caller)?,
            Asked::Promised(promised) => promised.answer(office, &question)?,
        }))
    })
    .await?
}

fn answer(office: &Office, law: &Law, figure: &Figure, question: &Question, caller: &Caller) -> Result<Json, Problem> {
    let asked = question.asked(&figure.id);
    let whole = office.figure(&asked)?;
    let parts = match question.by(figure)? {
        None => Json::Null,
        Some((key, by)) => {
            office.figure_by(&asked, &by)?.iter().map(|(name, part)| told_part(&key, name, part)).collect()
        }
    };
    let mut told = described(law, figure, caller.lang);
    told.extend(told_reading(&whole));
    told.insert("unit".into(), question.unit.as_ref().map(|unit| unit.as_str()).into());
    told.insert("period".into(), question.period.to_string().into());
    told.insert("as_of".into(), question.as_of.to_string().into());
    told.insert("sample".into(), whole.sample.into());
    told.insert("excluded".into(), whole.excluded.into());
    told.insert("beside".into(), whole.beside.into());
    told.insert("excluded_cases".into(), question.left_out(figure).into());
    told.extend(aimed::told(office, &figure.id, question, caller)?);
    told.insert("cases".into(), question.cases(figure).into());
    told.insert("parts".into(), parts);
    Ok(Json::Object(told))
}

fn told_reading(reading: &Reading) -> Map<String, Json> {
    let told = json!({
        "value": reading.value,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
    });
    told.as_object().cloned().unwrap_or_default()
}

fn told_part(key: &str, name: &str, reading: &Reading) -> Json {
    let mut told = told_reading(reading);
    told.insert(key.to_owned(), name.into());
    told.insert("sample".into(), reading.sample.into());
    told.insert("excluded".into(), reading.excluded.into());
    Json::Object(told)
}
