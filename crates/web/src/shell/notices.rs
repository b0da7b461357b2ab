//! Pages for when there is no page: not found, not allowed, gone wrong, somebody was faster.

use bihuan_ledger::LedgerError;
use bihuan_office::new_token;

use crate::html::{Html, el};
use crate::t;
use crate::words::Words;

/// A page that only says something: its title and what stands under it.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// The title, also the heading.
    pub title: String,
    /// The heading and what stands under it.
    pub body: Html,
}

impl Notice {
    /// A notice of a title and paragraphs.
    pub fn new(title: String, paragraphs: impl IntoIterator<Item = Html>) -> Self {
        let heading = el("h1").class("govuk-heading-l").put(&title).html();
        let paragraphs = paragraphs.into_iter().map(|p| el("p").class("govuk-body").put(p));
        let body = el("div").class("govuk-grid-column-two-thirds").put(heading).put_all(paragraphs);
        Self { title, body: el("div").class("govuk-grid-row").put(body).html() }
    }
}

fn link(href: &str, text: String) -> Html {
    el("a").class("govuk-link").attr("href", href).put(text).html()
}

/// 404: unknown, or not for this reader; the two must not be told apart.
pub fn not_found(words: &Words) -> Notice {
    let ways = link("/", t!(words, "home")).then(" · ").then(link("/follow", t!(words, "nav-follow")));
    let about = [t!(words, "not-found-about").into(), t!(words, "not-found-ways").into(), ways];
    Notice::new(t!(words, "not-found"), about)
}

/// 403, for signed-in staff only.
pub fn not_allowed(words: &Words) -> Notice {
    let about = [t!(words, "not-allowed-about").into(), link("/desk", t!(words, "nav-work"))];
    Notice::new(t!(words, "not-allowed"), about)
}

/// 500: `id` stands in the log too.
pub fn went_wrong(words: &Words, id: &str) -> Notice {
    let id = el("span").class("bh-number").put(t!(words, "went-wrong-id", id = id)).html();
    Notice::new(t!(words, "went-wrong"), [t!(words, "went-wrong-about").into(), id])
}

/// 500 for a failure of the store, told in the log under the id that the page shows.
pub fn store_failed(words: &Words, error: &LedgerError) -> Notice {
    let id: String = new_token().map_or_else(|_| "0".to_owned(), |token| token.chars().skip(3).take(8).collect());
    tracing::error!(id, %error, "the store failed under a page");
    went_wrong(words, &id)
}

/// 409 or 412: the case moved on while somebody filled in a form. `form` is that form with what they typed.
pub fn someone_was_faster(words: &Words, who: &str, see: &str, form: impl Into<Html>) -> Notice {
    let about = t!(words, "someone-faster-about", who = who).into();
    let mut notice = Notice::new(t!(words, "someone-faster"), [about, link(see, t!(words, "someone-faster-see"))]);
    notice.body.push(form);
    notice
}
