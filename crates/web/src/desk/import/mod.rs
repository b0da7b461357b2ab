//! Tables in: sent or pasted, looked at row by row, then taken. Nothing is taken by being sent.
//!
//! `start` takes the table, `sheet` reads what was sent, `brought` keeps it between two pages, `look` draws what would come of each row and lets the
//! columns be set by hand. The rules are the office's; a table is a form of many rows.

mod brought;
mod look;
pub(super) mod sheet;
mod start;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bihuan_office::import::{Plan, refused_book};
use bihuan_office::{Failure, Office};

use self::brought::Brought;
pub(super) use self::brought::forget_old;
use super::light::tongue;
use super::room::Room;
use crate::app::App;
use crate::fields::Sent;
use crate::lists::{Format, Sheet};
use crate::t;

/// Bytes of one request: a workbook of the most rows, or as much pasted.
const BODY_LIMIT: usize = 24_000_000;

/// The pages on which tables come in.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/import", get(start::page).post(start::bring))
        .route("/desk/import/template", get(start::template))
        .route("/desk/import/{id}", get(page).post(go_on))
        .route("/desk/import/{id}/refused", get(refused))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// What would come of each row, or what came of it.
async fn page(room: Room, Path(id): Path<String>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let brought = Brought::find(office, &inner, &id)?;
        brought.with_plan(office, &inner, |plan| look::draw(office, &inner, &brought, plan))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// Columns set by hand, or the press that takes the rows.
async fn go_on(room: Room, Path(id): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let gone = room.ask(move |office| {
        let mut brought = Brought::find(office, &inner, &id)?;
        let confirmed = sent.value("step") == "take";
        if confirmed {
            brought.once_more(&sent);
            brought.with_plan(office, &inner, |plan| {
                if plan.layout.doubled().is_empty() { plan.carry_out(office).map(drop) } else { Ok(()) }
            })?;
        } else {
            brought.set(&sent);
        }
        brought.keep(office, &inner)?;
        Ok(format!("/desk/import/{}{}", brought.id, if confirmed { "?done=1" } else { "" }))
    });
    gone.await.map_or_else(|sorry| sorry, |to| Redirect::to(&to).into_response())
}

/// The rows that are not taken, in the layout that they came in, each with why in a last column.
async fn refused(room: Room, Path(id): Path<String>) -> Response {
    let inner = room.clone();
    let made = room.ask(move |office| {
        let brought = Brought::find(office, &inner, &id)?;
        brought.with_plan(office, &inner, |plan| refused_sheet(office, &inner, plan))
    });
    made.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn refused_sheet(office: &Office, room: &Room, plan: &Plan<'_>) -> Result<Sheet, Failure> {
    let lines = plan.preview(office)?;
    let title = t!(room.words(), "import-refused-file");
    let bytes = refused_book(plan, &lines, tongue(room.reader.lang), &title)?;
    Ok(Sheet::new(&title, Format::Xlsx, bytes))
}
