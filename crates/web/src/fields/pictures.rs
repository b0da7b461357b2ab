//! What a script is told, so that it can make pictures small, point at a place, and say so in the reader's language.
//! Without script these attributes do nothing.

use crate::html::Attrs;
use crate::words::Words;

/// A gap that the script fills.
fn gap(name: &str) -> fluent_bundle::FluentValue<'static> {
    format!("%{name}%").into()
}

/// For a control that takes files; `camera` offers one that opens the camera at once.
pub(super) fn of_files(words: &Words, camera: bool) -> Attrs {
    let name = [("name", gap("name")), ("size", gap("size")), ("kb", gap("kb"))];
    let told = ["working", "small", "vast", "broken", "drop"].into_iter();
    let attrs = told.fold(Attrs::new().flag("data-pictures"), |attrs, what| {
        attrs.with(format!("data-{what}-words"), words.get(&format!("picture-{what}"), &name))
    });
    if camera { attrs.with("data-camera", words.get("picture-camera", &[])).with("accept", "image/*") } else { attrs }
}

/// For the controls that ask for a place.
pub(super) fn of_place(words: &Words) -> Attrs {
    let told = ["here", "locating", "nowhere", "picture", "set", "clear"].into_iter();
    told.fold(Attrs::new(), |attrs, what| {
        attrs.with(format!("data-{what}-words"), words.get(&format!("point-{what}"), &[]))
    })
}
