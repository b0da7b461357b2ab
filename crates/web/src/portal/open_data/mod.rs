//! `/open-data`: what is public as files for programs and spreadsheets, an edition a day, each with its licence, what every
//! column means, and what shows that it stands in the log.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `page` | the data sets, their files and columns, the figures, and how anybody checks a file |
//! | `files` | the files themselves, and the proof of the edition |

mod files;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;

use crate::api::limits::{self, Limits};
use crate::api::problem;
use crate::app::App;

/// The page, and the files as programs ask for them: what stands in the way is told in the caller's language.
/// Files are under the same limit as the calls of the API, with which they are counted.
pub(crate) fn router(limits: Arc<Limits>) -> Router<App> {
    let files = Router::new()
        .route("/open-data/{file}", get(files::file))
        .layer(from_fn_with_state::<_, Arc<Limits>, _>(limits, limits::keep))
        .layer(from_fn(problem::in_the_callers_language));
    Router::new().route("/open-data", get(page::page)).merge(files)
}
