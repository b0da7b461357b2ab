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
    let params = params.only(&["indicator", "region", "cursor"])?;
    caller.may_use(&Scope::Read)?;
    app.run(move |office| {
        let indicator = params.one("indicator")?.unwrap_or("gdp").to_owned();
        let regions = params.all("region").into_iter().map(str::to_owned).collect();
        let after = params.one("cursor")?.map(str::to_owned);
        let found = compared(office, &Asked { indicator: indicator.clone(), regions, after })?;
        let known = office.known_indicators()?;
        Ok(Answer(json!({ "indicator": indicator, "items": found.rows, "next": found.next, "indicators": known })))
    })
    .await?
}
