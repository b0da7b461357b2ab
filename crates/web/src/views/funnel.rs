//! How many of the matters that came in within a period reached each step: what came in is followed as far as it has got,
//! so a step never has more than what came in. Each number opens exactly the matters that it counts.

use bihuan_core::calendar::civil;
use bihuan_core::casework::views::FILED;
use bihuan_core::pack::model::ViewStep;
use bihuan_office::Failure;
use jiff::civil::Date;

use super::sight::Sight;
use crate::cockpit::{bar_of, share_of};
use crate::components::{Cell, Table};
use crate::html::{Html, el};
use crate::phrases::{Form, submit};
use crate::portal::guest::{body, link};
use crate::t;

/// The funnel of a period; this year where none is asked for.
pub fn drawn(sight: &Sight<'_>, steps: &[ViewStep]) -> Result<Html, Failure> {
    let today = civil(sight.now).date();
    let from = sight.asked.day("from").unwrap_or_else(|| today.first_of_year());
    let last = sight.asked.day("last").unwrap_or(today).max(from);
    let until = last.tomorrow().unwrap_or(Date::MAX).to_string();
    let (first_day, last_day) = (from.to_string(), last.to_string());
    let mut rows = Vec::new();
    let (mut whole, mut before) = (0, 0);
    for step in std::iter::once(FILED.to_owned()).chain(steps.iter().map(ViewStep::word)) {
        let n = sight.count(&sight.part(&step, &first_day, &until))?;
        if step == FILED {
            (whole, before) = (n, n);
        }
        let address = sight.address(&[("part", &step), ("from", &first_day), ("until", &until), ("last", &last_day)]);
        let number = if n == 0 { Html::from("0") } else { link(&address, n.to_string()) };
        rows.push(vec![
            Cell::from(step_title(sight, &step)),
            Cell::number(number),
            Cell::number(share_of(n, whole)),
            Cell::number(share_of(n, before)),
            Cell::from(bar_of(n, whole)),
        ]);
        before = n;
    }
    let head = ["funnel-step", "funnel-n", "funnel-share-whole", "funnel-share-before"];
    let mut heads: Vec<Cell> = head.iter().map(|key| Cell::number(sight.words.get(key, &[]))).collect();
    if let Some(first) = heads.first_mut() {
        first.format.clear();
    }
    heads.push(Html::from(el("span").class("govuk-visually-hidden").put(t!(sight.words, "funnel-bar"))).into());
    let table = Table {
        caption: t!(sight.words, "funnel-came-in", from = first_day.as_str(), until = last_day.as_str(), n = whole),
        caption_classes: "govuk-table__caption--s".into(),
        classes: "bh-dense bh-narrow bh-funnel".into(),
        head: heads,
        rows,
        first_cell_is_header: true,
        ..Table::default()
    };
    let about = body(t!(sight.words, "funnel-view-about"));
    Ok(period(sight, &first_day, &last_day).then(about).then(table.stacked()))
}

/// What a step is called.
pub fn step_title(sight: &Sight<'_>, step: &str) -> String {
    match step.strip_prefix("closed.") {
        _ if step == FILED => t!(sight.words, "funnel-filed"),
        Some("") => t!(sight.words, "funnel-closed"),
        Some(outcome) => sight.names.outcome(sight.rules, outcome),
        None => sight.names.stage(sight.rules, step),
    }
}

/// From when to when, in the address.
fn period(sight: &Sight<'_>, from: &str, last: &str) -> Html {
    let typed = [("from".to_owned(), from.to_owned()), ("last".to_owned(), last.to_owned())];
    let form = Form::new(sight.words, &typed, &[]);
    let day = |name: &str, key: &str| {
        let mut input = form.input(name, sight.words.get(key, &[]));
        input.r#type = "date".into();
        input.classes = "govuk-input--width-10".into();
        input
    };
    let unit = sight.asked.value("unit");
    el("form")
        .class("bh-inline bh-no-print")
        .attr("method", "get")
        .attr("action", &sight.at.base)
        .put((!unit.is_empty()).then(|| crate::shell::hidden("unit", unit)))
        .put(day("from", "view-from"))
        .put(day("last", "view-until"))
        .put(submit(t!(sight.words, "view-show")))
        .html()
}
