//! The list behind a figure: one line each time that a matter was counted, newest first.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::calendar::rfc3339;
use serde_json::{Value as Json, json};

use super::super::asked::{In, Params, bad_cursor};
use super::super::lists;
use super::super::problem::Problem;
use super::asked::Question;
use super::{Asked, found};
use crate::app::App;
use crate::identity::Caller;

/// `GET /figures/{indicator}/cases`: of a rate all that it is a share of. What the asker may not see is left out and told
/// as a number. Of how things stand: the matters that are in that state now. With `excluded=true` the matters that were
/// left out of it by a decision.
pub async fn cases(
    State(app): State<App>,
    caller: Caller,
    In(id): In<String>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["unit", "district", "period", "as_of", "excluded", "cursor", "limit"])?;
    caller.may_use_to_read()?;
    app.run(move |office| {
        let law = office.law();
        let asked = found(office, &law, &caller, &id)?;
        let question = Question::read(office, &law, &caller, &params)?;
        let (cursor, limit) = (params.cursor()?, params.limit()?);
        let excluded =
            params.read("excluded", "应为 true 或 false", "is true or false", |word| word.parse().ok())?;
        let page = match &asked {
            Asked::Counted(figure) if excluded == Some(true) => {
                office.left_out(figure, &question.asked(&id), cursor.as_deref(), limit)
            }
            Asked::Counted(figure) => office.behind(figure, &question.asked(&id), cursor.as_deref(), limit),
            Asked::Promised(promised) => {
                let names = [promised.kept_as.clone()];
                office.counted(&names, &promised.span(&law, &question), cursor.as_deref(), limit)
            }
        };
        let page = page.map_err(|why| match why {
            bihuan_office::Failure::Storage(bihuan_ledger::LedgerError::Refused { code: "bad-cursor", .. }) => {
                bad_cursor()
            }
            other => other.into(),
        })?;
        let now = office.clock().now();
        let mut items = Vec::new();
        for at in &page.items {
            let row = office.ledger().head(&at.case)?;
            let item = row.and_then(|row| lists::item(&law, &row, &caller, now));
            items.extend(item.map(|mut item| {
                item.insert("counted".into(), rfc3339(at.at).into());
                Json::Object(item)
            }));
        }
        let hidden = page.items.len() - items.len();
        Ok(Answer(json!({ "items": items, "next": page.next, "hidden": hidden })))
    })
    .await?
}
