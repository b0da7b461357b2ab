//! Saved work reports: who may read what was read in them, confirm it item by item, and adopt it.
//!
//! | file | page |
//! | --- | --- |
//! | `list` | `/reports`: the saved reports, and the form that saves one |
//! | `confirm`, `text`, `items`, `writing` | `/reports/{number}`: the text with its marks beside the items and what was decided |
//! | `decide` | what a form of that page asks |
//! | `adopt` | `/reports/{number}/adopt`: who does what until when, and the end |
//! | `versions` | `/reports/{number}/against/{other}`: two versions side by side |
//! | `glossary` | `/reports/glossary`: terms and who explains them how |
//! | `compare` | `/reports/compare`: an indicator over districts and years |
//! | `contradictions` | `/reports/contradictions`: what does not fit together |

mod adopt;
mod compare;
mod confirm;
mod contradictions;
mod decide;
mod glossary;
mod items;
mod list;
pub(crate) mod text;
mod versions;
mod writing;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use bihuan_core::casework::Who;
use bihuan_text::report::anchor::ItemKind;
use bihuan_text::report::compare::{english, name_of};
use bihuan_text::report::decided::State;
use bihuan_text::report::model::Comparator;
use sha2::{Digest, Sha256};

use super::guest::Guest;
use crate::app::App;
use crate::components::{Tag, tag};
use crate::fields::BODY_LIMIT;
use crate::html::Html;
use crate::shell::escaped;
use crate::t;
use crate::words::{Lang, Words};

pub use compare::{Asked, compared};
pub use glossary::hints;

/// The pages of reports.
pub fn router() -> Router<App> {
    let saving =
        Router::new().route("/reports", get(list::page).post(list::save)).layer(DefaultBodyLimit::max(BODY_LIMIT));
    Router::new()
        .route("/reports/glossary", get(glossary::page))
        .route("/reports/compare", get(compare::page))
        .route("/reports/compare.xlsx", get(compare::workbook))
        .route("/reports/contradictions", get(contradictions::page))
        .route("/reports/{number}", get(confirm::page))
        .route("/reports/{number}/decide", post(decide::act))
        .route("/reports/{number}/adopt", get(adopt::page).post(adopt::act))
        .route("/reports/{number}/against/{other}", get(versions::page))
        .merge(saving)
}

/// Who looks: the officer, or anybody.
fn who(guest: &Guest) -> Who {
    guest.staff.as_ref().map_or(Who::Public, |staff| staff.who.clone())
}

/// A short name of an item for addresses and controls: its anchor is as long as its words.
fn short(anchor: &str) -> String {
    Sha256::digest(anchor.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Pairs as the part of an address behind the question mark; those without a value are left out.
fn query(pairs: &[(&str, &str)]) -> String {
    let given = pairs.iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// An indicator by its canonical name or, where the vocabulary does not have it, by the words of a report.
fn indicator(words: &Words, id: &str) -> String {
    match (name_of(id), words.lang()) {
        (Some(name), Lang::Zh) => name.to_owned(),
        (Some(_), Lang::En) => english(id),
        (None, _) => id.to_owned(),
    }
}

fn kind_words(words: &Words, kind: ItemKind) -> String {
    words.get(&format!("reading-kind-{}", kind.word()), &[])
}

fn state_tag(words: &Words, state: State) -> Html {
    let colour = match state {
        State::Open => "grey",
        State::Changed => "orange",
        State::Accepted => "green",
        State::Corrected => "turquoise",
        State::Added => "blue",
        State::Rejected => "red",
    };
    tag(&Tag::coloured(colour, words.get(&format!("reading-state-{}", state.word()), &[])))
}

/// "不少于 ", before the number.
fn compared_words(words: &Words, comparator: Comparator) -> String {
    match comparator {
        Comparator::Exact | Comparator::Range => String::new(),
        Comparator::About => t!(words, "compared-about"),
        Comparator::AtLeast => t!(words, "compared-at-least"),
        Comparator::Over => t!(words, "compared-over"),
        Comparator::Within => t!(words, "compared-within"),
    }
}

/// "超过 1200 亿元 · +6.2 %".
fn amount(
    words: &Words,
    value: Option<f64>,
    unit: Option<&str>,
    growth: Option<f64>,
    comparator: Comparator,
) -> String {
    let level = value.map(|value| format!("{value} {}", unit.unwrap_or_default()).trim_end().to_owned());
    let growth = growth.map(|growth| format!("{growth:+} %"));
    let told: Vec<String> = level.into_iter().chain(growth).collect();
    if told.is_empty() { String::new() } else { format!("{}{}", compared_words(words, comparator), told.join(" · ")) }
}
