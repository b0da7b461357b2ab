//! What changed between two versions of a pack, as a page tells it: under the headings that an office reads first, each
//! change with its place and the reason beside it.

use bihuan_core::pack::difference::{Change, Group, Line, Version, difference};
use bihuan_core::pack::{Pack, Reading};
use bihuan_office::PackSource;

use super::frame::View;
use crate::components::*;
use crate::html::{Html, el};
use crate::t;

/// The differences of two sources that can be put together; `None` where one of them cannot.
pub fn between(old: (&PackSource, &Reading), new: (&PackSource, &Reading)) -> Option<Vec<Line>> {
    let (before, after) = (old.1.pack.as_ref()?, new.1.pack.as_ref()?);
    Some(of((old.0, before), (new.0, after)))
}

fn of(old: (&PackSource, &Pack), new: (&PackSource, &Pack)) -> Vec<Line> {
    let (before, after) = (old.0.bytes(), new.0.bytes());
    difference(Version { files: &before, pack: old.1 }, Version { files: &after, pack: new.1 })
}

/// The lines under their headings.
pub fn told(view: &View<'_>, lines: &[Line]) -> Html {
    if lines.is_empty() {
        return view.line(t!(view.words, "difference-none"));
    }
    let lang = view.room.reader.lang.calendar();
    let of_group = |group: Group| {
        let items: Vec<Html> = lines.iter().filter(|line| line.group == group).map(|line| item(view, line)).collect();
        (!items.is_empty()).then(|| {
            let heading = el("h3").class("govuk-heading-s").put(group.title().of(lang));
            heading.html().then(el("ul").class("govuk-list bh-differences").put_all(items))
        })
    };
    let count = view.line(t!(view.words, "difference-count", n = lines.len()));
    Group::ALL.into_iter().filter_map(of_group).fold(count, Html::then)
}

fn item(view: &View<'_>, line: &Line) -> Html {
    let lang = view.room.reader.lang.calendar();
    let (colour, key) = match line.change {
        Change::Changed => ("blue", "difference-changed"),
        Change::Added => ("green", "difference-added"),
        Change::Gone => ("red", "difference-gone"),
    };
    let place = el("span").class("bh-muted bh-differences__place").put(line.place.of(lang));
    let basis = line.basis.as_ref().map(|basis| {
        let told = t!(view.words, "difference-basis", basis = basis.of(lang));
        el("span").class("bh-muted bh-differences__basis").put(told).html()
    });
    let what = el("span").class("bh-differences__what").put(line.what.of(lang));
    el("li").put(Html::from(Tag::coloured(colour, view.say(key)))).put(" ").put(place).put(what).put(basis).html()
}
