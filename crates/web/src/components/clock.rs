//! Clock: how a deadline stands, told by shape, word and colour together (ours).

use crate::html::{Html, el};

/// How a deadline stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Lateness {
    /// Time enough.
    OnTime,
    /// The warning has fired.
    Soon,
    /// Past due.
    Late,
    /// The clock stands.
    Suspended,
    /// Met, or no longer running.
    Done,
}

impl Lateness {
    fn class(self) -> &'static str {
        match self {
            Self::OnTime => "bh-clock--on-time",
            Self::Soon => "bh-clock--soon",
            Self::Late => "bh-clock--late",
            Self::Suspended => "bh-clock--suspended",
            Self::Done => "bh-clock--done",
        }
    }

    /// Circle, half circle, triangle, two bars, tick: told apart in grey and in print.
    fn shape(self) -> &'static str {
        match self {
            Self::OnTime => r#"<circle cx="8" cy="8" r="6"/>"#,
            Self::Soon => {
                r#"<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 2a6 6 0 0 1 0 12z"/>"#
            }
            Self::Late => r#"<path d="M8 1l7.5 14H.5z"/>"#,
            Self::Suspended => r#"<path d="M3 2h4v12H3zM9 2h4v12H9z"/>"#,
            Self::Done => r#"<path d="M6.4 13.6L1 8.2l1.9-1.9 3.5 3.5 6.7-6.8L15 4.9z"/>"#,
        }
    }
}

/// Writes how a deadline stands; `words` say it in full, as "还剩 2 个工作日" or "超期 3 小时".
pub fn clock(state: Lateness, words: impl Into<Html>) -> Html {
    let shape = Html::raw(format!(
        r#"<svg class="bh-clock__shape" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">{}</svg>"#,
        state.shape()
    ));
    el("span").class("bh-clock").class(state.class()).put(shape).put(el("span").put(words)).html()
}

/// Writes an instant: `words` for the reader, the exact RFC 3339 instant for the machine, `exact` on hover.
/// With `relative` the page keeps the words fresh while it is open.
pub fn time(instant: &str, words: &str, exact: &str, relative: bool) -> Html {
    el("time").attr("datetime", instant).maybe("title", Some(exact)).flag("data-relative", relative).put(words).html()
}
