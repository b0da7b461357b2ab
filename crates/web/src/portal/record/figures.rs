//! Sums by street and by month: the counts that every act added to, never counted anew, so that this page and the desk's
//! say the same and neither grows with the number of matters.

use std::collections::BTreeMap;
use std::fmt;

use bihuan_core::calendar::civil;
use bihuan_core::directory::{DistrictCode, UnitCode, UnitKind};
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::components::{Cell, Table};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::tally::{RATES, SUMMED, Tally, left_out_of, rate};
use crate::portal::when::made_up;
use crate::t;
use crate::words::{Lang, Words};

/// The columns, in the order of the page.
pub const COLUMNS: [&str; 8] = [
    "filed",
    "closed",
    "answered-in-time",
    "answered-late",
    "in-time-rate",
    "satisfied",
    "dissatisfied",
    "satisfied-rate",
];

/// How many months the page looks back, this one among them.
const MONTHS: i32 = 12;

/// A month of the office's calendar.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Month(Date);

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y-%m"))
    }
}

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Month {
        Month(day.first_of_month())
    }

    /// The last twelve months, the present one first.
    pub fn up_to(now: Timestamp) -> Vec<Month> {
        let this = civil(now).date().first_of_month();
        (0..MONTHS).filter_map(|back| this.checked_sub(back.months()).ok().map(Month)).collect()
    }

    /// "2025 年 9 月".
    pub fn in_words(self, words: &Words) -> String {
        let name = words.get(&format!("month-{}", self.0.month()), &[]);
        t!(words, "record-month-of", year = self.0.year().to_string(), month = name)
    }

    fn last(self) -> Date {
        self.0.last_of_month()
    }
}

/// What a row of a table adds up.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    counts: [i64; SUMMED.len()],
}

impl Line {
    fn of(tally: &Tally, unit: &str) -> Line {
        Line { counts: SUMMED.map(|what| tally.unit(unit, what)) }
    }

    fn add(&mut self, other: Line) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, n)| *sum += n);
    }

    fn count(&self, what: &str) -> i64 {
        SUMMED.iter().zip(self.counts).find(|(name, _)| **name == what).map_or(0, |(_, n)| n)
    }

    /// What stands in a column; beside a share how many were left out of it by a decision.
    fn cell(&self, words: &Words, column: &str) -> String {
        match RATES.iter().find(|(name, ..)| *name == column) {
            Some((name, of, other)) => {
                let share = rate(name, self.count(of), self.count(other));
                match self.count(left_out_of(name)) {
                    0 => share,
                    n => t!(words, "record-left-out", share = share, n = n),
                }
            }
            None => self.count(column).to_string(),
        }
    }
}

/// The figures of a district.
pub struct Figures {
    /// Whether they are made of invented matters.
    made_up: bool,
    month: Month,
    whole: Line,
    streets: Vec<(String, Line)>,
    others: Line,
    months: Vec<(Month, Line)>,
}

impl Figures {
    /// The figures of one month by street, and of the months one by one.
    ///
    /// # Errors
    /// The store's.
    pub fn read(
        office: &Office,
        district: &DistrictCode,
        month: Month,
        months: &[Month],
        lang: Lang,
    ) -> Result<Figures, Failure> {
        let law = office.law();
        let tally = Tally::of(office, &law, district, month.0, month.last())?;
        let (streets, others) = by_street(&law, district, &tally, lang);
        let first = months.last().copied().unwrap_or(month);
        let newest = months.first().copied().unwrap_or(month);
        let of_months = Tally::by_month(office, &law, district, first.0, newest.last())?;
        let months = months.iter().map(|month| {
            let tally = of_months.get(&month.0);
            (*month, tally.map_or(Line::default(), |tally| Line::of(tally, "")))
        });
        let made_up = office.is_demo();
        Ok(Figures { made_up, month, whole: Line::of(&tally, ""), streets, others, months: months.collect() })
    }

    /// Each street with its communities, then what no street answered for, then the district.
    pub fn by_street(&self, words: &Words) -> Html {
        let rows = self.streets.iter().map(|(name, line)| (name.clone(), *line));
        let rows = rows.chain([(t!(words, "record-others"), self.others), (t!(words, "record-whole"), self.whole)]);
        self.table(words, &t!(words, "record-street"), &self.month.in_words(words), rows.collect())
    }

    /// The months, the present one first and none before the first with anything in it.
    pub fn by_month(&self, words: &Words) -> Html {
        let last = self.months.iter().rposition(|(_, line)| line.counts.iter().any(|n| *n != 0)).unwrap_or_default();
        let rows = self.months.iter().take(last + 1).map(|(month, line)| (month.in_words(words), *line)).collect();
        self.table(words, &t!(words, "record-month"), &t!(words, "record-by-month"), rows)
    }

    fn table(&self, words: &Words, first: &str, caption: &str, rows: Vec<(String, Line)>) -> Html {
        let row = |(name, line): (String, Line)| {
            let cells = COLUMNS.iter().map(|column| Cell::number(line.cell(words, column)));
            let mark = if self.made_up { Html::from(" ").then(made_up(words)) } else { Html::empty() };
            std::iter::once(Cell::from(Html::from(name).then(mark))).chain(cells).collect()
        };
        let columns = COLUMNS.iter().map(|column| Cell::number(words.get(&format!("record-{column}"), &[])));
        let table = Table {
            caption: caption.to_owned(),
            caption_classes: "govuk-table__caption--s".into(),
            classes: "bh-dense bh-narrow".into(),
            head: std::iter::once(Cell::from(first)).chain(columns).collect(),
            rows: rows.into_iter().map(row).collect(),
            first_cell_is_header: true,
            ..Table::default()
        };
        // Eight numbers a row stay a table on a telephone too, moved sideways under their first column: as cards the months
        // and streets of a year are twenty screens long.
        el("div")
            .class("bh-sideways")
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", caption)
            .put(table)
            .html()
    }

    /// Both tables as one: month, street, columns.
    pub fn rows(&self, words: &Words) -> Vec<Vec<String>> {
        let head = [t!(words, "record-month"), t!(words, "record-street")].into_iter();
        let head = head.chain(COLUMNS.iter().map(|column| words.get(&format!("record-{column}"), &[]))).collect();
        let row = |month: Month, name: &str, line: &Line| {
            let start = [month.to_string(), name.to_owned()].into_iter();
            start.chain(COLUMNS.iter().map(|column| line.cell(words, column))).collect::<Vec<_>>()
        };
        let mut rows: Vec<Vec<String>> = vec![head];
        rows.extend(self.streets.iter().map(|(name, line)| row(self.month, name, line)));
        rows.push(row(self.month, &t!(words, "record-others"), &self.others));
        rows.extend(self.months.iter().map(|(month, line)| row(*month, &t!(words, "record-whole"), line)));
        rows
    }
}

/// Who answered, gathered under the street that they belong to; what belongs to none is one line.
fn by_street(law: &Law, district: &DistrictCode, tally: &Tally, lang: Lang) -> (Vec<(String, Line)>, Line) {
    let names = Names::new(law, lang);
    let mut sums: BTreeMap<UnitCode, Line> = BTreeMap::new();
    for street in law.directory.units(None, Some(UnitKind::Street)) {
        if street.code.district() == *district {
            sums.insert(street.code.clone(), Line::default());
        }
    }
    let mut others = Line::default();
    for unit in tally.units() {
        let code: Option<UnitCode> = unit.parse().ok();
        let street = code.and_then(|code| {
            law.directory
                .path(&code)
                .into_iter()
                .find(|unit| unit.kind == UnitKind::Street)
                .map(|unit| unit.code.clone())
        });
        let line = Line::of(tally, unit);
        match street.and_then(|street| sums.get_mut(&street)) {
            Some(sum) => sum.add(line),
            None => others.add(line),
        }
    }
    (sums.into_iter().map(|(code, line)| (names.unit(&code), line)).collect(), others)
}
