//! The desk: what staff see and do. What somebody may do is never decided here: buttons are drawn from what the core
//! says is open to them, and every act goes through the office.
//!
//! | file | page |
//! | --- | --- |
//! | `work`, `at_once` | `/desk`: tasks, soonest due first, and kept views of them; one step for several of them |
//! | `live` | `/desk/live`: what colleagues do, told to the pages that show it |
//! | `keys` | the keys of these pages, as every one of them tells them |
//! | `case` | `/desk/cases/{number}`: one case, what may be done, what happened |
//! | `intake` | `/desk/intake`: a clerk on the telephone |
//! | `answers` | `/desk/answers`: the answers that officers give, for the units that keep them right |
//! | `notices` | `/desk/notices`: what one was told, and where one is reached |
//! | `slip` | `/desk/cases/{number}/slip`: a notice on paper for who left no telephone |
//! | `letters` | `/desk/letters`: what was issued, and the sheet of one, ready for the printer |
//! | `import` | `/desk/import`: tables in, looked at row by row, then taken |
//! | `registers` | `/desk/registers`: long-lived things, listed, on a map, one by one, as tables out and in |
//! | `patrol` | `/desk/patrol`: the route of the day on a phone, with or without a signal |
//! | `drafts` | what an officer typed and has not sent |
//! | `targets` | `/desk/targets`: what was set for each figure, and how it stands |
//! | `scores` | `/desk/scores`: units ranked by the scores that packs declare |
//! | `editions` | `/desk/scores/…/editions`: a score is published, edition by edition |
//! | `outside` | `/desk/outside`: figures from outside, their history, and tables of them in |
//! | `briefs` | `/desk/briefs`: weekly briefs, bulletins and reports out of the record |
//! | `supervise` | `/desk/supervise`: what is late, waits for an approval, or is disputed |

mod answers;
mod at_once;
mod briefs;
pub(crate) mod case;
mod drafts;
mod editions;
mod import;
mod intake;
mod keys;
mod letters;
pub(crate) mod light;
mod live;
mod notices;
mod outside;
mod patrol;
mod registers;
pub(crate) mod room;
mod scores;
mod slip;
mod supervise;
mod targets;
mod work;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;
use crate::fields::BODY_LIMIT;

pub(crate) use case::acting::anchor;
pub use case::moved_since;
use keys::keys;
pub use light::{Light, exact, instant};
pub use live::{Hub, watched};
pub use notices::what_it_says;
pub use room::{ADMIN, AUDITOR, Room, once_key};

/// The pages of the desk.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk", get(work::page))
        .route("/desk/at-once", post(at_once::act))
        .route("/desk/views", post(work::views::change).get(crate::views::shelf))
        .route("/desk/live", get(live::stream))
        .route("/desk/cases/{number}", get(case::page))
        .route("/desk/cases/{number}/actions/{action}", post(case::act).get(case::back_to_case))
        .route("/desk/cases/{number}/archive", get(case::archive::take))
        .route("/desk/cases/{number}/files/{file}", get(case::file))
        .route("/desk/cases/{number}/round", get(case::round::page))
        .route("/desk/cases/{number}/round/urge", post(case::round::urge).get(case::round::page))
        .route("/desk/cases/{number}/slip", get(slip::page).post(slip::handed))
        .route("/desk/cases/{number}/letters/{code}", get(letters::sheet))
        .route("/desk/letters", get(letters::list))
        .route("/desk/notices", get(notices::page).post(notices::seen))
        .route("/desk/notices/contact", get(notices::back_to_list).post(notices::keep_contact))
        .route("/desk/intake", get(intake::page).post(intake::file))
        .route("/desk/intake/help", post(intake::help))
        .route("/desk/draft", get(drafts::of_page).post(drafts::keep))
        .route("/desk/supervise", get(supervise::page))
        .merge(patrol::router())
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .merge(answers::router())
        .merge(briefs::router())
        .merge(import::router())
        .merge(outside::router())
        .merge(registers::router())
        .merge(scores::router())
        .merge(targets::router())
}
