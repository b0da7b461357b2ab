//! What became of what came in, by kind of matter: taken in, answered, closed, judged well, with the four shares. Closed
//! is not solved, so neither stands for the other.

use bihuan_core::casework::TypeId;
use bihuan_office::Law;
use jiff::civil::Date;

use super::asked::Asked;
use super::mark;
use super::numbers::{Counts, Numbers};
use crate::components::{Cell, Table};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::part;
use crate::portal::guest::{Guest, body, link};
use crate::t;

/// The widest bar, in pixels.
const WIDTH: i64 = 120;

/// The funnel of each kind.
pub fn section_of(guest: &Guest, law: &Law, asked: &Asked, numbers: &Numbers, today: Date) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let kinds = numbers.kinds(law, asked.unit.as_ref());
    let head = body(t!(words, "funnel-about"));
    if kinds.is_empty() {
        return part(t!(words, "funnel-title"), head.then(body(t!(words, "cockpit-nothing"))));
    }
    let rows = kinds.iter().flat_map(|(kind, counts)| {
        let name = names.case_type(&TypeId(kind.clone()));
        steps(guest, law, &asked.of_kind(kind), counts, today).into_iter().map(move |(step, number, share, bar)| {
            let first = Html::from(format!("{name} · {step}")).then(" ").then(mark(guest));
            vec![Cell::from(first), Cell::number(number), Cell::number(share), Cell::from(bar)]
        })
    });
    let heads = ["funnel-step", "funnel-count", "funnel-share"];
    let mut columns: Vec<Cell> = heads
        .iter()
        .enumerate()
        .map(|(at, key)| if at == 0 { Cell::from(words.get(key, &[])) } else { Cell::number(words.get(key, &[])) })
        .collect();
    columns.push(Cell::from(Html::from(el("span").class("govuk-visually-hidden").put(t!(words, "funnel-bar")))));
    let table = Table {
        caption: t!(words, "funnel-title"),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-narrow bh-funnel".into(),
        head: columns,
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    };
    part(t!(words, "funnel-title"), head.then(table.stacked()))
}

/// Each step with its count, its share of the step that it is measured by, and a bar of the share.
fn steps(guest: &Guest, law: &Law, asked: &Asked, counts: &Counts, today: Date) -> Vec<(String, Html, String, Html)> {
    let words = guest.words();
    let answered = counts.of("answered-in-time") + counts.of("answered-late");
    let rated = counts.of("satisfied") + counts.of("dissatisfied");
    let told = [
        ("filed", counts.of("filed"), None),
        ("answered-in-time", counts.of("answered-in-time"), Some((answered, "funnel-of-answered"))),
        ("answered-late", counts.of("answered-late"), Some((answered, "funnel-of-answered"))),
        ("closed", counts.of("closed"), Some((counts.of("filed"), "funnel-of-filed"))),
        ("satisfied", counts.of("satisfied"), Some((rated, "funnel-of-rated"))),
    ];
    let step = |(what, n, of): (&str, i64, Option<(i64, &str)>)| {
        let number = match n {
            0 => Html::from("0"),
            n => link(&asked.behind(law, what, today), n.to_string()),
        };
        let share = match of {
            None => String::new(),
            Some((over, key)) => words.get(key, &[("share", percent(n, over).into()), ("n", over.into())]),
        };
        let width = of.map_or(WIDTH, |(over, _)| (n * WIDTH).checked_div(over).unwrap_or_default().clamp(0, WIDTH));
        (words.get(&format!("counted-{what}"), &[]), number, share, bar(width))
    };
    told.into_iter().map(step).collect()
}

/// A share of some whole, as the funnels of views tell it too.
pub fn share_of(n: u64, whole: u64) -> String {
    percent(i64::try_from(n).unwrap_or(i64::MAX), i64::try_from(whole).unwrap_or(i64::MAX))
}

/// The bar of that share.
pub fn bar_of(n: u64, whole: u64) -> Html {
    let width = n.saturating_mul(WIDTH.unsigned_abs()).checked_div(whole).unwrap_or_default();
    bar(i64::try_from(width).unwrap_or(WIDTH).clamp(0, WIDTH))
}

/// Per cent with one decimal, halves away from zero; a dash where there is nothing to divide by.
fn percent(of: i64, over: i64) -> String {
    match of.checked_mul(2000).and_then(|n| n.checked_div(over)) {
        Some(n) => format!("{}.{}%", (n + 1) / 2 / 10, (n + 1) / 2 % 10),
        None => "—".to_owned(),
    }
}

/// A bar; the number beside it says the same.
fn bar(width: i64) -> Html {
    Html::raw(format!(
        r#"<svg class="bh-bar" viewBox="0 0 {WIDTH} 12" width="{WIDTH}" height="12" aria-hidden="true" focusable="false"><rect class="bh-bar__whole" width="{WIDTH}" height="12"/><rect class="bh-bar__part" width="{width}" height="12"/></svg>"#
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_divide_by_is_a_dash_and_neither_nought_nor_all() {
        assert_eq!(percent(0, 0), "—");
        assert_eq!(
            (percent(2, 3).as_str(), percent(0, 3).as_str(), percent(3, 3).as_str()),
            ("66.7%", "0.0%", "100.0%")
        );
    }
}
