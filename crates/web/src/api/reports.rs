//! Saved reports for programs: an indicator over districts and years, as the page of the same name shows it.

use axum::Json as Answer;
use axum::extract::State;
use serde_json::{Value as Json, json};

use super::asked::Params;
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::portal::reports::{Asked, compared};

/// `GET /reports/compare`
pub async fn compare(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["indicator", "region"])?;
    caller.may_use(&Scope::Read)?;
    app.run(move |office| {
        let indicator = params.one("indicator")?.unwrap_or("gdp").to_owned();
        let asked = Asked { indicator, regions: params.all("region").into_iter().map(str::to_owned).collect() };
        let (rows, known) = compared(office, &caller.who, &asked)?;
        Ok(Answer(json!({ "indicator": asked.indicator, "items": rows, "indicators": known })))
    })
    .await?
}
