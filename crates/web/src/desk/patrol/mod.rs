//! Patrol: the day's route of who works in the street, on a phone, with or without a signal.
//!
//! Every page here is a plain page of the server and works without script. With script the forms go into a queue on the
//! phone and from there through the API (`web/src/patrol`), and a worker keeps the pages for where there is no signal.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `day` | the route of the day: each task with its place, its clock and its forms |
//! | `way` | in which order one walks |
//! | `report` | the short form that the packs declare for this channel |
//! | `app` | what makes it an app: the worker, the manifest, the words that scripts say |

mod app;
mod day;
mod report;
mod way;

use axum::Router;
use axum::http::HeaderName;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::shell::Page;

use super::room::Room;

/// The channel of packs whose forms are shown here.
const CHANNEL: &str = "patrol";

/// Says whose page it is: the worker keeps such a page and no other.
const OWNER: HeaderName = HeaderName::from_static("x-patrol-user");

/// The pages, and what makes them an app.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/patrol", get(day::page))
        .route("/desk/patrol/report", get(report::page).post(report::file))
        .route("/desk/patrol/worker.js", get(app::worker))
        .route("/desk/patrol/manifest.webmanifest", get(app::manifest))
}

/// A page of this room on its way to its officer.
fn owned(room: &Room, page: Page) -> Response {
    ([(OWNER, room.staff.user.to_string())], page).into_response()
}
