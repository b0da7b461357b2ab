//! The streets in the order of a share, and the departments beside them, with every part that the share is made of.
//! Units only; and none is ranked on a handful of matters.

use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_office::Law;
use jiff::civil::Date;

use super::asked::Asked;
use super::numbers::{Counts, Numbers, street_of, streets};
use super::{mark, sideways};
use crate::components::{Cell, Lateness, Table, clock};
use crate::html::{Html, void};
use crate::names::Names;
use crate::phrases::part;
use crate::portal::guest::{Guest, body, link};
use crate::portal::tally::left_out_of;
use crate::t;

/// Fewer in the denominator say too little for a rank.
const SAMPLE: i64 = 10;

/// The columns of counts; the shares come after the counts that they are made of.
const COLUMNS: [&str; 8] = [
    "filed",
    "answered-in-time",
    "answered-late",
    "in-time-rate",
    "satisfied",
    "dissatisfied",
    "satisfied-rate",
    "closed",
];

/// A unit in the table.
struct Line {
    unit: UnitCode,
    counts: Counts,
}

impl Line {
    /// Its share in millionths; none where too few matters stand behind it.
    fn share(&self, rank: &str) -> Option<i64> {
        let (of, over) = self.counts.parts_of(rank);
        (over >= SAMPLE).then(|| of.saturating_mul(1_000_000).checked_div(over)).flatten()
    }
}

/// Both tables.
pub fn tables(
    guest: &Guest,
    law: &Law,
    district: &DistrictCode,
    asked: &Asked,
    numbers: &Numbers,
    today: Date,
) -> Html {
    let words = guest.words();
    let of_district = asked.at(None);
    let streets: Vec<Line> = streets(law, district)
        .into_iter()
        .map(|unit| Line { counts: numbers.with_below(law, Some(&unit)), unit })
        .collect();
    let others: Vec<Line> = numbers
        .units()
        .into_iter()
        .filter(|unit| street_of(law, unit).is_none())
        .filter_map(|unit| Some(Line { counts: numbers.unit(unit), unit: unit.parse().ok()? }))
        .collect();
    let whole = Line { unit: district.unit(), counts: numbers.unit("") };
    let draw = |key: &str, lines: Vec<Line>| {
        let caption = words.get(key, &[]);
        table(guest, law, &of_district, caption, lines, &whole, today)
    };
    let both = body(t!(words, "ranking-about", n = SAMPLE))
        .then(chosen(guest, asked))
        .then(draw("ranking-streets", streets))
        .then(draw("ranking-others", others));
    part(t!(words, "ranking-title"), both)
}

/// By which share the tables are ordered.
fn chosen(guest: &Guest, asked: &Asked) -> Html {
    let words = guest.words();
    let one = |rank: &str| {
        let name = words.get(&format!("counted-{rank}"), &[]);
        if asked.rank == rank {
            return Html::from(crate::html::el("strong").put(name));
        }
        link(&format!("{}#ranking", Asked { rank: rank.to_owned(), ..asked.clone() }.page()), name)
    };
    let choice = Html::from(t!(words, "ranking-by")).then(one("in-time-rate")).then(" · ").then(one("satisfied-rate"));
    crate::html::el("p").class("govuk-body bh-no-print").attr("id", "ranking").put(choice).html()
}

fn table(
    guest: &Guest,
    law: &Law,
    asked: &Asked,
    caption: String,
    mut lines: Vec<Line>,
    whole: &Line,
    today: Date,
) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    lines.sort_by_key(|line| (std::cmp::Reverse(line.share(&asked.rank)), line.unit.clone()));
    let (shown, silent): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| !line.counts.is_nothing());
    let average = whole.share(&asked.rank);
    let row = |(at, line): (usize, &Line)| {
        let rank = line.share(&asked.rank).map_or_else(|| "—".to_owned(), |_| (at + 1).to_string());
        let of_unit = asked.at(Some(&line.unit));
        let mut cells = vec![
            Cell::from(Html::from(names.unit(&line.unit)).then(" ").then(mark(guest))),
            Cell::number(rank),
            Cell::from(light(guest, line.share(&asked.rank), average)),
        ];
        cells.extend(COLUMNS.map(|column| Cell::number(number(guest, law, &of_unit, &line.counts, column, today))));
        cells
    };
    let mut head = vec![
        Cell::from(t!(words, "cockpit-unit")),
        Cell::number(t!(words, "ranking-rank")),
        Cell::from(t!(words, "ranking-light")),
    ];
    head.extend(COLUMNS.map(|column| Cell::number(words.get(&format!("counted-{column}"), &[]))));
    let rows: Vec<Vec<Cell>> = shown.iter().enumerate().map(row).collect();
    if rows.is_empty() {
        return body(t!(words, "ranking-none", what = caption));
    }
    let table = Table {
        caption,
        caption_classes: "govuk-table__caption--s".into(),
        classes: "bh-dense bh-narrow".into(),
        head,
        rows,
        first_cell_is_header: true,
        ..Table::default()
    };
    let left: Vec<String> = silent.iter().map(|line| names.unit(&line.unit)).collect();
    let left = (!left.is_empty()).then(|| body(t!(words, "ranking-silent", units = left.join(words.comma()))));
    sideways(table).then(left)
}

/// A count with the way behind it; a share with the way to what it means, for its parts stand beside it.
fn number(guest: &Guest, law: &Law, asked: &Asked, counts: &Counts, column: &str, today: Date) -> Html {
    if column.ends_with("-rate") {
        let share = link(&format!("#means-{column}"), counts.rate(column));
        return share.then(left_out(guest, law, asked, counts, column, today));
    }
    match counts.of(column) {
        0 => "0".into(),
        n => link(&asked.behind(law, column, today), n.to_string()),
    }
}

/// How many were left out of a share by a decision, with the way to them; nothing where none was.
pub fn left_out(guest: &Guest, law: &Law, asked: &Asked, counts: &Counts, share: &str, today: Date) -> Option<Html> {
    let what = left_out_of(share);
    let told = |n: i64| link(&asked.behind(law, what, today), t!(guest.words(), "figure-left-out", n = n));
    Some(counts.of(what)).filter(|n| *n != 0).map(|n| void("br").html().then(told(n)))
}

/// How a unit stands beside the whole district: by shape and word.
fn light(guest: &Guest, share: Option<i64>, average: Option<i64>) -> Html {
    let words = guest.words();
    match (share, average) {
        (Some(share), Some(average)) if share < average => clock(Lateness::Soon, t!(words, "ranking-below")),
        (Some(_), Some(_)) => clock(Lateness::OnTime, t!(words, "ranking-above")),
        _ => clock(Lateness::Suspended, t!(words, "ranking-few")),
    }
}
