//! Admin: what this instance is made of, for who keeps it. Each matter has a page and an address of its own; nothing here
//! shows a case. What changes something is for holders of the post `admin`, each in the own district; an auditor reads.
//!
//! | file | page |
//! | --- | --- |
//! | `health`, `jobs` | `/admin`, `/admin/jobs`: how the instance is, what works behind it, backups |
//! | `units`, `posts`, `officers`, `officer`, `hand_over` | who works here, and what is open to whom |
//! | `packs`, `pack_words`, `pack_diagram` | the rules, in words, as a picture, and between two versions |
//! | `pack_versions`, `pack_difference`, `pack_draft` | which version rules from when; what changed in words; the next one |
//! | `pack_migration` | running matters of older versions, and the act that carries them |
//! | `calendar`, `notice_of_days` | the days that are worked; a notice on them, looked at and taken in |
//! | `what_if`, `flow` | one limit changed, and what would have been; the way that matters really take |
//! | `tokens`, `looks` | what programs may do; who looked at personal data |
//! | `notices` | who was or would be told what |
//! | `setup` | the first administrator of an empty instance |

mod calendar;
mod flow;
mod frame;
mod hand_over;
mod health;
mod jobs;
mod looks;
mod notice_of_days;
mod notices;
mod officer;
mod officers;
mod pack_diagram;
mod pack_difference;
mod pack_draft;
mod pack_migration;
mod pack_versions;
pub(crate) mod pack_words;
mod packs;
mod posts;
mod schedules;
mod setup;
mod tokens;
mod units;
mod what_if;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// The pages of who keeps the instance, and the one that makes the first of them.
pub fn router() -> Router<App> {
    Router::new()
        .route("/admin", get(health::page))
        .route("/admin/jobs", get(jobs::page))
        .route("/admin/backups", post(jobs::back_up).get(jobs::page))
        .route("/admin/units", get(units::list).post(units::import))
        .route("/admin/units/{code}", get(units::one))
        .route("/admin/posts", get(posts::list))
        .route("/admin/posts/{post}", get(posts::one))
        .route("/admin/officers", get(officers::list))
        .route("/admin/new-officer", get(officers::new).post(officers::add))
        .route("/admin/officers/{user}", get(officer::page))
        .route("/admin/officers/{user}/{change}", post(officer::change).get(officer::page_again))
        .route("/admin/hand-over/{user}", get(hand_over::page))
        .route("/admin/hand-over/{user}/do", post(hand_over::act).get(hand_over::page))
        .route("/admin/packs", get(packs::list))
        .route("/admin/packs/{pack}", get(packs::one))
        .route("/admin/packs/{pack}/draft", get(pack_draft::page))
        .route("/admin/packs/{pack}/draft/{step}", post(pack_draft::step).get(pack_draft::again))
        .route("/admin/packs/{pack}/migration", get(pack_migration::page))
        .route("/admin/packs/{pack}/migration/do", post(pack_migration::carry).get(pack_migration::page))
        .route("/admin/packs/{pack}/{view}", get(packs::view))
        .route("/admin/calendar", get(calendar::page).post(calendar::preview))
        .route("/admin/calendar/take", post(calendar::take).get(calendar::page))
        .route("/admin/what-if", get(what_if::page))
        .route("/admin/flow", get(flow::page))
        .route("/admin/tokens", get(tokens::page))
        .route("/admin/tokens/new", post(tokens::make).get(tokens::page))
        .route("/admin/tokens/revoke", post(tokens::revoke))
        .route("/admin/looks", get(looks::page))
        .route("/admin/notices", get(notices::page).post(notices::retry))
        .route("/setup", get(setup::page).post(setup::make))
}
