//! Month by month beside the year before: a table, from which a chart is drawn where there is script.

use bihuan_office::Law;
use jiff::civil::Date;

use super::asked::Asked;
use super::mark;
use super::numbers::{Counts, Numbers};
use super::ranking::left_out;
use crate::components::{Cell, Details, Table};
use crate::html::{Html, el};
use crate::portal::guest::{Guest, body, link, section};
use crate::portal::record::Month;
use crate::t;

/// The months of this year until today, each beside the same month of the year before.
pub fn section_of(guest: &Guest, law: &Law, asked: &Asked, numbers: &Numbers, today: Date) -> Html {
    let words = guest.words();
    let months: Vec<Date> = (1..=today.month()).filter_map(|month| Date::new(today.year(), month, 1).ok()).collect();
    let last = |month: Date| Date::new(today.year() - 1, month.month(), 1).unwrap_or(month);
    let heard = |month: &Date| !numbers.month(*month).is_nothing() || !numbers.month(last(*month)).is_nothing();
    let shown: Vec<Date> = months.into_iter().skip_while(|month| !heard(month)).collect();
    let head = section(t!(words, "trend-title"));
    if shown.is_empty() {
        return head.then(body(t!(words, "cockpit-nothing")));
    }
    let before = t!(words, "trend-year-before");
    let heads = [
        (t!(words, "record-month"), false),
        (t!(words, "counted-filed"), true),
        (format!("{} {before}", t!(words, "counted-filed")), true),
        (t!(words, "counted-closed"), true),
        (t!(words, "counted-in-time-rate"), true),
        (format!("{} {before}", t!(words, "counted-in-time-rate")), true),
        (t!(words, "counted-satisfied-rate"), true),
    ];
    let row = |month: Date| {
        let (now, then) = (numbers.month(month), numbers.month(last(month)));
        let of_month = |day: Date| asked.on(day, day.last_of_month());
        let count = |counts: &Counts, what: &str, day: Date| match counts.of(what) {
            _ if counts.is_nothing() => Html::from("—"),
            0 => "0".into(),
            n => link(&of_month(day).behind(law, what, today), n.to_string()),
        };
        let rate = |counts: &Counts, what: &str, day: Date| {
            let left = left_out(guest, law, &of_month(day), counts, what, today);
            link(&format!("#means-{what}"), counts.rate(what)).then(left)
        };
        let name = Html::from(Month::of(month).in_words(words)).then(" ").then(mark(guest));
        vec![
            Cell::from(name),
            Cell::number(count(&now, "filed", month)),
            Cell::number(count(&then, "filed", last(month))),
            Cell::number(count(&now, "closed", month)),
            Cell::number(rate(&now, "in-time-rate", month)),
            Cell::number(rate(&then, "in-time-rate", last(month))),
            Cell::number(rate(&now, "satisfied-rate", month)),
        ]
    };
    let table = Table {
        caption: t!(words, "trend-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-narrow".into(),
        head: heads.into_iter().map(|(name, n)| if n { Cell::number(name) } else { Cell::from(name) }).collect(),
        rows: shown.into_iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    };
    let chart = el("div").class("bh-chart").attr("data-chart", "trend").attr("data-columns", "1 2 3").html();
    let fold = Details {
        summary: t!(words, "trend-table").into(),
        content: Html::from(table.stacked()),
        classes: "bh-behind-chart".into(),
        open: true,
        ..Details::default()
    };
    head.then(el("div").class("bh-charted").put(chart).put(Html::from(fold)))
}
