//! For residents and firms, without an account: report, follow, judge; and what the district promised and did.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `home` | what one can do here, and the day's figures |
//! | `report` | a matter, one question a page |
//! | `reserve` | entries with slots on a map and in a list: booked, begun on the spot, given back |
//! | `record` | figures, closed public matters, promises and the log, for everybody, as pages and as CSV |
//! | `open_data` | all of that as files for programs, dated and proved |
//! | `search` | one box over everything public |
//! | `services` | what can be asked for here, and the guide of each |
//! | `follow` | number and code, then what happened, and the reporter's own steps |
//! | `documents` | the words of the documents beside what runs here |
//! | `promises` | each promise, what was done, and the sentence for the next report |
//! | `reports` | saved work reports: read, confirmed, adopted, compared |
//! | `verify` | whether a letter or a certificate holds, for whoever has it in hand |
//! | `tally` | sums of what happened, from the day's counts |
//! | `when` | deadlines in plain words, day by day where one asks |
//! | `pass` | the cookie that stands for one matter |
//! | `guest` | who visits, and what a page says when something is not possible |

pub mod documents;
mod follow;
pub mod guest;
mod home;
pub mod open_data;
pub mod pass;
pub mod promises;
pub(crate) mod record;
mod report;
pub mod reports;
pub(crate) mod reserve;
pub mod search;
mod services;
pub mod tally;
mod verify;
pub mod when;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::fields::BODY_LIMIT;
use crate::fields::map::Map;

/// The pages of the portal.
pub fn router() -> Router<App> {
    let forms = Router::new()
        .route("/report", get(report::begin).post(report::go_on))
        .route("/report/help", post(report::help))
        .route("/report/draft", post(report::keep))
        .route("/follow/case", get(follow::page).post(follow::act))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    Router::new()
        .route("/", get(home::page))
        .route("/follow", get(follow::ask).post(follow::open))
        .route("/follow/leave", post(follow::leave))
        .route("/follow/case/receipt.json", get(follow::receipt))
        .route("/follow/case/files/{file}", get(follow::file))
        .route("/documents", get(documents::page))
        .route("/promises", get(promises::page))
        .route("/promises/{id}", get(promises::one))
        .route("/map/{district}", get(map))
        .route("/search", get(search::page))
        .route("/services", get(services::page))
        .route("/services/{kind}/{item}", get(services::one))
        .route("/follow/case/letters/{code}", get(follow::letter))
        .route("/verify", get(verify::ask))
        .route("/verify/{code}", get(verify::page))
        .merge(record::router())
        .merge(reports::router())
        .merge(reserve::router())
        .merge(forms)
}

/// `GET /map/{district}`: the district's outline, as the picture of a button.
async fn map(State(app): State<App>, Path(district): Path<String>) -> Response {
    let law = app.office.law();
    let drawn =
        crate::api::districts::known(&law, &district).and_then(|code| Map::of(&law, &code)?.drawing(&law, &code));
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=3600")];
    drawn.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |drawn| (headers, drawn).into_response())
}
