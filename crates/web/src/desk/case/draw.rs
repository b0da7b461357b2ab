//! A draw on the page of its matter: its steps in words, and the way to what everybody may recompute.

use bihuan_core::casework::drawing::DrawDone;

use crate::t;
use crate::words::Words;

/// A step that was taken, in words.
pub fn told(words: &Words, done: &DrawDone) -> String {
    match done {
        DrawDone::Shown { hash, .. } => t!(words, "story-draw-shown", hash = short(hash)),
        DrawDone::Frozen { list } => {
            t!(words, "story-draw-frozen", n = list.entries.len(), hash = short(&list.hash))
        }
        DrawDone::Told { .. } => t!(words, "story-draw-told"),
        DrawDone::Drawn { outcome } => t!(words, "story-draw-drawn", n = outcome.drawn.len()),
        DrawDone::Broken { .. } => t!(words, "story-draw-broken"),
        DrawDone::HandedOut => t!(words, "story-draw-handed-out"),
    }
}

/// The beginning of a hash, by which people compare it; the whole stands on the public page.
fn short(hash: &str) -> String {
    format!("{}…", hash.chars().take(12).collect::<String>())
}
