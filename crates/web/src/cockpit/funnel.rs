//! What became of what came in, by kind of matter: how many of the matters that were taken in reached each stage, and the
//! shares that the pack sets side by side. Closed is not solved, so neither stands for the other.

use std::sync::Arc;

use bihuan_core::casework::TypeId;
use bihuan_core::figures::Figure;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::Stage;
use bihuan_office::Law;
use jiff::civil::Date;

use super::asked::Asked;
use super::mark;
use super::numbers::{Counts, Numbers};
use super::ranking::left_out;
use super::stages::{Stages, declared, rules_of};
use crate::components::{Cell, Table};
use crate::html::{Html, el, void};
use crate::names::Names;
use crate::phrases::part;
use crate::portal::guest::{Guest, body, link};
use crate::t;
use crate::words::Lang;

/// The widest bar, in pixels.
const WIDTH: i64 = 120;

/// The funnel of each kind: how many reached each stage, then the shares.
pub fn section_of(
    guest: &Guest,
    law: &Law,
    asked: &Asked,
    (numbers, stages): (&Numbers, &Stages),
    today: Date,
) -> Html {
    let words = guest.words();
    let kinds = numbers.kinds(law, asked.unit.as_ref());
    let head = body(t!(words, "funnel-about"));
    if kinds.is_empty() {
        return part(t!(words, "funnel-title"), head.then(body(t!(words, "cockpit-nothing"))));
    }
    let of_kind = |(kind, counts): &(String, Counts)| {
        let view = View { guest, law, asked: asked.of_kind(kind), stages, today };
        rules_of(law, kind).map(|rules| view.reached(rules, counts).then(view.shares(rules, counts)))
    };
    part(t!(words, "funnel-title"), kinds.iter().filter_map(of_kind).fold(head, Html::then))
}

/// What is shown of one kind of matter.
struct View<'v> {
    guest: &'v Guest,
    law: &'v Law,
    asked: Asked,
    stages: &'v Stages,
    today: Date,
}

/// A row of the funnel: its name, its number, what the number is a share of, and how wide its bar is.
type Step = (String, Html, Html, Html);

impl View<'_> {
    fn name(&self, kind: &TypeId) -> String {
        Names::new(self.law, self.guest.lang()).case_type(kind)
    }

    /// Stage by stage how many came there, of those that were taken in within the days.
    fn reached(&self, rules: &CaseType, counts: &Counts) -> Html {
        let (words, filed) = (self.guest.words(), counts.of("filed"));
        let names = Names::new(self.law, self.guest.lang());
        let step = |(stage, figure): (&Stage, &Arc<Figure>)| {
            let n = self.stages.of(figure).sample;
            let share = t!(words, "funnel-of-received", share = percent(n, filed), n = filed);
            (names.stage(rules, &stage.name), self.listed(figure, n, ""), share.into(), bar(wide(n, filed)))
        };
        let steps = self.law.book.steps(rules).map(step).collect();
        let caption = t!(words, "funnel-reached", kind = self.name(&rules.id));
        self.table(caption, "funnel-stage", steps)
    }

    /// The shares that the pack sets side by side; where it sets none, those that every kind of matter has.
    fn shares(&self, rules: &CaseType, counts: &Counts) -> Html {
        let declared = declared(self.law, rules);
        let steps = if declared.is_empty() {
            self.plain(counts)
        } else {
            declared.iter().map(|figure| self.share(figure)).collect()
        };
        let caption = t!(self.guest.words(), "funnel-shares", kind = self.name(&rules.id));
        self.table(caption, "funnel-step", steps)
    }

    /// A share of the pack, with what it is made of and what was left out of it.
    fn share(&self, figure: &Figure) -> Step {
        let words = self.guest.words();
        let reading = self.stages.of(figure);
        let (of, over) = (reading.sums.of, reading.sums.over);
        let title = if self.guest.lang() == Lang::Zh { &figure.title } else { &figure.title_en };
        let at = format!("/cockpit/figures/{}?{}", figure.id, self.question());
        let value = reading.value.as_ref().map_or_else(|| "—".to_owned(), |value| format!("{value}%"));
        let parts = t!(words, "figure-parts", n = of, all = over);
        let told = self.listed_as(figure, over, "", parts).then(self.left_out(figure, reading.excluded));
        (title.clone(), link(&at, value), told, bar(wide(of, over)))
    }

    fn left_out(&self, figure: &Figure, n: i64) -> Option<Html> {
        let told = t!(self.guest.words(), "figure-left-out", n = n);
        (n != 0).then(|| void("br").html().then(self.listed_as(figure, n, "&excluded=1", told)))
    }

    /// The days and the unit as the pages of figures are asked for them.
    fn question(&self) -> String {
        let (from, to) = self.asked.days(self.today);
        let unit = self.asked.unit.as_ref().map(|unit| format!("&unit={unit}")).unwrap_or_default();
        format!("period={from}..{to}{unit}")
    }

    fn listed(&self, figure: &Figure, n: i64, more: &str) -> Html {
        self.listed_as(figure, n, more, n.to_string())
    }

    /// A number with the way to the matters that it counts.
    fn listed_as(&self, figure: &Figure, n: i64, more: &str, told: String) -> Html {
        match n {
            0 => told.into(),
            _ => link(&format!("/cockpit/figures/{}/cases?{}{more}", figure.id, self.question()), told),
        }
    }

    fn table(&self, caption: String, first: &str, steps: Vec<Step>) -> Html {
        let words = self.guest.words();
        let row = |(step, number, share, bar): Step| {
            let first = Html::from(step).then(" ").then(mark(self.guest));
            vec![Cell::from(first), Cell::number(number), Cell::number(share), Cell::from(bar)]
        };
        let heads = [first, "funnel-count", "funnel-share"].map(|key| words.get(key, &[]));
        let mut head: Vec<Cell> = heads.into_iter().map(Cell::number).collect();
        head.first_mut().into_iter().for_each(|cell| *cell = Cell::from(words.get(first, &[])));
        head.push(Cell::from(Html::from(el("span").class("govuk-visually-hidden").put(t!(words, "funnel-bar")))));
        Table {
            caption,
            caption_classes: "govuk-table__caption--s".into(),
            classes: "bh-dense bh-narrow bh-funnel".into(),
            head,
            rows: steps.into_iter().map(row).collect(),
            first_cell_is_header: true,
            ..Table::default()
        }
        .stacked()
        .into()
    }

    /// The counts that every kind of matter has, each with its share and with what was left out of it by a decision.
    fn plain(&self, counts: &Counts) -> Vec<Step> {
        let words = self.guest.words();
        let answered = counts.of("answered-in-time") + counts.of("answered-late");
        let rated = counts.of("satisfied") + counts.of("dissatisfied");
        let told = [
            ("answered-in-time", (answered, "funnel-of-answered"), Some("in-time-rate")),
            ("answered-late", (answered, "funnel-of-answered"), Some("in-time-rate")),
            ("closed", (counts.of("filed"), "funnel-of-filed"), None),
            ("satisfied", (rated, "funnel-of-rated"), Some("satisfied-rate")),
        ];
        let step = |(what, (over, key), rate): (&str, (i64, &str), Option<&str>)| {
            let n = counts.of(what);
            let number = match n {
                0 => Html::from("0"),
                n => link(&self.asked.behind(self.law, what, self.today), n.to_string()),
            };
            let share = Html::from(words.get(key, &[("share", percent(n, over).into()), ("n", over.into())]));
            let left = rate.and_then(|it| left_out(self.guest, self.law, &self.asked, counts, it, self.today));
            (words.get(&format!("counted-{what}"), &[]), number, share.then(left), bar(wide(n, over)))
        };
        told.into_iter().map(step).collect()
    }
}

fn wide(n: i64, over: i64) -> i64 {
    n.saturating_mul(WIDTH).checked_div(over).unwrap_or_default().clamp(0, WIDTH)
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
