//! Alerts by program: the crossings of a district, newest first, each with what was read and the matter that it opened;
//! or those alone that are open.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::AlertReading;
use bihuan_core::directory::DistrictCode;
use bihuan_office::Law;
use bihuan_office::alerts::Crossing;
use serde_json::{Value as Json, json};

use super::asked::Params;
use super::outside::district;
use super::problem::Problem;
use crate::alerts::Watched;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::words::Words;

/// `GET /alerts`: every crossing; with `open=true` those whose figures have not come back, with `open=false` those whose
/// have.
pub async fn list(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district", "open", "cursor", "limit"])?;
    caller.needs(&Scope::Read)?;
    let (limit, cursor) = (params.limit()?, params.cursor()?);
    let open: Option<bool> =
        params.read("open", "应为 true 或 false", "is true or false", |word| word.parse().ok())?;
    let said = params.one("district")?.map(str::to_owned);
    let mut faults = Vec::new();
    let law = app.office.law();
    let Some(of) = district(&law, &caller, said.as_deref(), &mut faults) else {
        return Err(Problem::invalid(faults));
    };
    app.run(move |office| {
        let told = |crossing: &Crossing| described(&law, &caller, &of, crossing);
        if open == Some(true) {
            let all = office.open_crossings(&of)?;
            let all = all.iter().map(|crossing| (crossing.key(), told(crossing))).collect();
            return Ok(Answer(params.page(all)?));
        }
        let page = office.crossings(&of, cursor.as_deref(), limit)?;
        let fits = |crossing: &&Crossing| open.is_none() || crossing.ended.is_some();
        let items: Vec<Json> = page.items.iter().filter(fits).map(told).collect();
        Ok(Answer(json!({ "items": items, "next": page.next })))
    })
    .await?
}

fn described(law: &Law, caller: &Caller, district: &DistrictCode, crossing: &Crossing) -> Json {
    let Crossing { note, opened, ended } = crossing;
    let watched = Watched { law, words: Words::of(caller.lang) };
    let reading = |reading: &AlertReading| {
        json!({
            "figure": reading.figure,
            "title": watched.source(&reading.figure),
            "value": reading.value.to_string(),
            "measure": reading.measure,
            "period": reading.period,
            "line": reading.line.to_string(),
            "passed": reading.passed,
        })
    };
    json!({
        "alert": note.alert,
        "title": watched.title(&note.alert),
        "district": district,
        "unit": note.unit,
        "about": note.about,
        "crossing": note.crossing,
        "number": opened.number,
        "opened": rfc3339(opened.at),
        "ended": ended.map(rfc3339),
        "readings": note.readings.iter().map(reading).collect::<Json>(),
    })
}
