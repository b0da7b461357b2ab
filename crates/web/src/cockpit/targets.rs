//! The year's targets beside what is done: how they stand, and what each month that is left would have to bring.

use bihuan_core::calendar::civil;
use bihuan_office::Office;
use bihuan_text::measure::Amount;
use bihuan_text::promises::{Comparator, Counting};
use jiff::civil::Date;

use crate::components::{Cell, Details, Lateness, Table, clock};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::guest::{Guest, body, link};
use crate::portal::promises::{Standing, compared};
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// Targets that stand unfolded: those that need looking at first.
const FIRST: usize = 8;

/// How a target stands: a shape and a word; those that need looking at come first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Stand {
    /// Its time is over and it is not kept, or its ceiling is passed.
    Late,
    /// Less is done than the year has gone.
    Behind,
    /// Nothing is on record yet.
    Unbegun,
    /// As much as the year, or more.
    OnPace,
    /// Kept.
    Kept,
}

impl Stand {
    /// How a promise stands.
    pub fn of(standing: &Standing) -> Stand {
        match () {
            () if !standing.has_begun() => Stand::Unbegun,
            () if standing.is_kept() => Stand::Kept,
            () if standing.is_late() => Stand::Late,
            () if standing.progress.pace.behind() => Stand::Behind,
            () => Stand::OnPace,
        }
    }

    /// Shape, word and colour.
    pub fn light(self, words: &Words) -> Html {
        let (shape, key) = match self {
            Stand::Late => (Lateness::Late, "promises-late"),
            Stand::Behind => (Lateness::Soon, "promises-behind"),
            Stand::Unbegun => (Lateness::Suspended, "promises-unbegun"),
            Stand::OnPace => (Lateness::OnTime, "promises-on-pace"),
            Stand::Kept => (Lateness::Done, "promises-kept"),
        };
        clock(shape, words.get(key, &[]))
    }
}

/// The counted targets of the newest year that has begun, those that need looking at first.
pub fn of_this_year(all: Vec<Standing>, today: Date) -> Vec<Standing> {
    let counted = |standing: &&Standing| standing.promise.counted && standing.promise.year <= today.year();
    let year = all.iter().filter(counted).map(|standing| standing.promise.year).max();
    let mut own: Vec<Standing> =
        all.into_iter().filter(|it| it.promise.counted && Some(it.promise.year) == year).collect();
    own.sort_by_key(|standing| (Stand::of(standing), standing.progress.pace.done));
    own
}

/// The day by which a promise is due.
fn due(standing: &Standing) -> Option<Date> {
    standing.promise.due.or_else(|| Date::new(standing.promise.year, 12, 31).ok())
}

/// What is left to do, and what each month that is left would have to bring; none where nothing is left, where no month
/// is, or where a ceiling or a level is promised.
pub fn needed(standing: &Standing, today: Date) -> Option<(Amount, Amount)> {
    let promise = &standing.promise;
    if promise.comparator == Comparator::Within || promise.counting == Counting::Level {
        return None;
    }
    let left = promise.quantity.scaled() - standing.progress.done.scaled();
    let due = due(standing)?;
    let months = i128::from(due.year() - today.year()) * 12 + i128::from(due.month() - today.month()) + 1;
    (left > 0 && months > 0 && due >= today).then(|| {
        let whole = if promise.quantity.scaled() % 10_000 == 0 { 10_000 } else { 1 };
        let each = (left + months - 1) / months;
        (Amount::from_scaled(left), Amount::from_scaled((each + whole - 1) / whole * whole))
    })
}

/// "还差 2,400 个，平均每月 1,200 个".
pub fn pace(words: &Words, standing: &Standing, today: Date) -> String {
    match needed(standing, today) {
        Some((left, each)) => {
            let measure = standing.promise.measure.to_string();
            t!(words, "targets-needed", left = left.to_string(), each = each.to_string(), measure = measure)
        }
        None => String::new(),
    }
}

/// Today, as the office counts.
pub fn today(office: &Office) -> Date {
    civil(office.clock().now()).date()
}

/// The targets as a table.
pub fn table(guest: &Guest, names: &Names<'_>, targets: &[Standing], today: Date) -> Html {
    let words = guest.words();
    if targets.is_empty() {
        return body(t!(words, "cockpit-targets-none"));
    }
    let year = targets.first().map(|standing| standing.promise.year.to_string()).unwrap_or_default();
    let head = ["targets-what", "targets-target", "targets-done", "targets-stands", "targets-pace", "promises-owner"];
    let head = head.iter().enumerate().map(|(at, key)| match at {
        1 | 2 => Cell::number(words.get(key, &[])),
        _ => Cell::from(words.get(key, &[])),
    });
    let row = |standing: &Standing| {
        let promise = &standing.promise;
        let at = format!("/promises/{}", promise.id);
        let what = el("span").attr("lang", "zh-CN").put(link(&at, promise.quote.as_str())).html();
        let mark = guest.app.office.is_demo().then(|| when::made_up(words));
        let done = link(&at, format!("{} {}", standing.progress.done, promise.measure));
        vec![
            Cell::from(what.then(" ").then(mark)),
            Cell::number(target(words, standing)),
            Cell::number(done),
            Cell::from(Stand::of(standing).light(words)),
            Cell::from(pace(words, standing, today)),
            Cell::from(names.unit_of(&promise.lead_code())),
        ]
    };
    let head: Vec<Cell> = head.collect();
    let draw = |shown: &[Standing], caption: String| {
        let table = Table {
            caption,
            caption_classes: "govuk-table__caption--s".into(),
            classes: "bh-dense".into(),
            head: head.clone(),
            rows: shown.iter().map(row).collect(),
            ..Table::default()
        };
        Html::from(table.stacked())
    };
    let (first, rest) = targets.split_at(targets.len().min(FIRST));
    let folded = (!rest.is_empty()).then(|| Details {
        summary: t!(words, "targets-rest", n = rest.len()).into(),
        content: draw(rest, t!(words, "targets-rest", n = rest.len())),
        ..Details::default()
    });
    draw(first, t!(words, "cockpit-targets-caption", year = year)).then(folded.map(Html::from))
}

/// The target with the words by which the report binds itself.
pub fn target(words: &Words, standing: &Standing) -> String {
    let promise = &standing.promise;
    let how = compared(words, promise.comparator);
    format!("{how}{} {}", promise.quantity, promise.measure)
}
