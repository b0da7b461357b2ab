//! For residents and firms, without an account: report, follow, judge; and what the district promised and did.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `home` | what one can do here, and the day's figures |
//! | `report` | a matter, one question a page |
//! | `follow` | number and code, then what happened, and the reporter's own steps |
//! | `documents` | the words of the documents beside what runs here |
//! | `promises` | each promise, what was done, and the sentence for the next report |
//! | `reports` | saved work reports: read, confirmed, adopted, compared |
//! | `tally` | sums of what happened, from the day's counts |
//! | `when` | deadlines in plain words, day by day where one asks |
//! | `pass` | the cookie that stands for one matter |
//! | `guest` | who visits, and what a page says when something is not possible |

pub mod documents;
mod follow;
pub mod guest;
mod home;
pub mod pass;
pub mod promises;
mod report;
pub mod reports;
pub mod tally;
pub mod when;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;
use crate::fields::BODY_LIMIT;

/// The pages of the portal.
pub fn router() -> Router<App> {
    let forms = Router::new()
        .route("/report", get(report::begin).post(report::go_on))
        .route("/follow/case", get(follow::page).post(follow::act))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    Router::new()
        .route("/", get(home::page))
        .route("/follow", get(follow::ask).post(follow::open))
        .route("/follow/leave", post(follow::leave))
        .route("/follow/case/files/{file}", get(follow::file))
        .route("/documents", get(documents::page))
        .route("/promises", get(promises::page))
        .route("/promises/{id}", get(promises::one))
        .merge(reports::router())
        .merge(forms)
}
