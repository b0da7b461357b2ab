//! The keys of the desk's pages, told where they work. `?` unfolds them; everything that a key does a link or a button
//! does too.

use crate::components::{Details, SummaryList, SummaryRow};
use crate::html::Html;
use crate::t;
use crate::words::Words;

/// The keys, folded.
pub fn keys(words: &Words) -> Html {
    let names = ["j k", "Enter", "x", "a", "/", "n", "Ctrl + Enter", "Alt + 1", "?"]
        .into_iter()
        .zip(["walk", "open", "tick", "act", "search", "intake", "send", "take", "help"]);
    let rows = names.map(|(key, what)| SummaryRow::new(key, words.get(&format!("key-{what}"), &[]))).collect();
    let list = SummaryList { rows, classes: "bh-keys".into(), ..SummaryList::default() };
    Details {
        summary: t!(words, "keys").into(),
        content: list.into(),
        id: "keys".into(),
        classes: "bh-no-print".into(),
        ..Details::default()
    }
    .into()
}
