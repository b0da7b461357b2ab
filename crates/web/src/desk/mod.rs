//! The desk: what staff see and do. What somebody may do is never decided here: buttons are drawn from what the core
//! says is open to them, and every act goes through the office.
//!
//! | file | page |
//! | --- | --- |
//! | `work`, `at_once` | `/desk`: tasks, soonest due first; one step for several of them |
//! | `case` | `/desk/cases/{number}`: one case, what may be done, what happened |
//! | `intake` | `/desk/intake`: a clerk on the telephone |
//! | `drafts` | what an officer typed and has not sent |
//! | `supervise` | `/desk/supervise`: what is late, waits for an approval, or is disputed |

mod at_once;
mod case;
mod drafts;
mod intake;
mod light;
mod room;
mod supervise;
mod work;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;
use crate::fields::BODY_LIMIT;

pub use light::Light;
pub use room::{ADMIN, Room};

/// The pages of the desk.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk", get(work::page))
        .route("/desk/at-once", post(at_once::act))
        .route("/desk/cases/{number}", get(case::page))
        .route("/desk/cases/{number}/actions/{action}", post(case::act).get(case::back_to_case))
        .route("/desk/cases/{number}/files/{file}", get(case::file))
        .route("/desk/intake", get(intake::page).post(intake::file))
        .route("/desk/intake/help", post(intake::help))
        .route("/desk/draft", get(drafts::of_page).post(drafts::keep))
        .route("/desk/supervise", get(supervise::page))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}
