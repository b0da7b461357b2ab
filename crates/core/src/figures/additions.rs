//! What an act adds to the figures: a pure function of the definitions, the case before and after, and what happened.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::buckets;
use super::excluded::settled;
use super::figure::{Figure, Kind, Middle, Occasion, Since, series};
use super::occasion::{Came, occasions};
use super::standing::{scaled, unit, weight};
use crate::calendar::{Calendar, LengthUnit, civil};
use crate::casework::case::Case;
use crate::casework::facts::holds_at;
use crate::casework::repeats::answering;
use crate::casework::{Event, dated, evolve};
use crate::directory::UnitCode;
use crate::pack::guard::{Guard, Moment};
use crate::value::{EntryRef, FieldName, Value, Values};

/// A number to be added to what is kept.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Addition {
    /// What is kept under which name: see [`series`].
    pub series: String,
    /// The unit's code; empty for the whole district.
    pub unit: String,
    /// The day that it belongs to, at +08:00.
    pub day: Date,
    /// How much: times, or the scaled amount.
    pub n: i64,
}

/// One record of one case.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'h> {
    /// The case as it was; none for a new one.
    pub before: Option<&'h Case>,
    /// The case as it is now.
    pub after: &'h Case,
    /// When.
    pub at: Timestamp,
    /// What happened, in order.
    pub events: &'h [Event],
}

/// What a record adds to these figures, all of them of the case's kind, and to what is measured for register entries.
/// `past` gives what the records before it added by themselves, each with the time of the case's life that it belongs to,
/// where a decision moves it.
///
/// The same record under the same figures and calendar gives the same additions, in the office and in a replay.
#[must_use]
pub fn additions(
    figures: &[Arc<Figure>],
    calendar: &Calendar,
    happened: &Happened<'_>,
    past: impl FnOnce() -> Vec<(usize, Addition)>,
) -> Vec<Addition> {
    settled(figures, happened, contributed(figures, calendar, happened), past)
}

/// What a record adds by itself, whoever is left out of what.
#[must_use]
pub fn contributed(figures: &[Arc<Figure>], calendar: &Calendar, happened: &Happened<'_>) -> Vec<Addition> {
    let mut adding = Adding { figures, calendar, happened, out: Vec::new() };
    adding.walk();
    adding.out
}

/// The name under which a quantity adds up for a register entry, in ten-thousandths of its measure.
#[must_use]
pub fn measured_for(case_type: &str, quantity: &str, entry: &EntryRef) -> String {
    format!("{case_type}-{quantity}@{}/{}", entry.register, entry.key)
}

/// The register entries that a case is about.
pub fn entries_of(case: &Case) -> impl Iterator<Item = &EntryRef> {
    case.values.values().filter_map(|value| match value {
        Value::Entry(entry) => Some(entry),
        _ => None,
    })
}

struct Adding<'a> {
    figures: &'a [Arc<Figure>],
    calendar: &'a Calendar,
    happened: &'a Happened<'a>,
    out: Vec<Addition>,
}

/// How much a case weighs in a level, where.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Level {
    unit: Option<String>,
    parts: Vec<(FieldName, String)>,
    n: i64,
    /// Whether it is one of those that an amount is made of.
    counts: bool,
}

impl Adding<'_> {
    /// Goes through the events with the case as it was at each; levels are compared whenever time moves on.
    fn walk(&mut self) {
        let Happened { before, after, at, events } = *self.happened;
        let mut levels = self.levels(before);
        let mut here = before.cloned();
        let mut now = at;
        let opened_again = events.contains(&Event::Reopened);
        for (at, event) in dated(at, events) {
            if at != now {
                levels = self.compare(levels, here.as_ref(), now);
                now = at;
            }
            let mut came = occasions(here.as_ref(), after, at, event);
            came.retain(|came| !(opened_again && came.occasion == Occasion::Redone));
            here = evolve(here.take(), at, event);
            let stood = here.as_ref().unwrap_or(after);
            came.iter().for_each(|came| self.count(stood, came, other_unit(event, &came.occasion)));
            self.measure(stood, at, event);
        }
        self.compare(levels, Some(after), now);
    }

    /// Adds what changed of the levels since they were looked at last.
    fn compare(&mut self, before: Vec<Level>, case: Option<&Case>, at: Timestamp) -> Vec<Level> {
        let now = self.levels(case);
        let day = civil(at).date();
        let figures = self.figures;
        let of_level = figures.iter().filter(|figure| is_weighed(figure));
        for ((figure, was), is) in of_level.zip(&before).zip(&now).filter(|((_, was), is)| was != is) {
            for (level, sign) in [(was, -1), (is, 1)] {
                self.add(&figure.id, None, level.unit.as_deref(), &level.parts, day, sign * level.n);
                let many = sign * i64::from(level.counts);
                self.add(&figure.id, Some("n"), level.unit.as_deref(), &level.parts, day, many);
            }
        }
        now
    }

    fn levels(&self, case: Option<&Case>) -> Vec<Level> {
        let level = |figure: &Arc<Figure>| {
            let weighed = case.and_then(|case| Some((case, weight(figure, case)?)));
            weighed.map_or_else(Level::default, |(case, n)| {
                let counts = matches!(figure.kind, Kind::Latest { .. });
                Level { unit: unit(case), parts: parts(figure, case), n, counts }
            })
        };
        self.figures.iter().filter(|figure| is_weighed(figure)).map(level).collect()
    }

    /// Adds what an occasion is counted as.
    fn count(&mut self, case: &Case, came: &Came<'_>, of: Option<&UnitCode>) {
        let (figures, day) = (self.figures, civil(came.at).date());
        for figure in figures {
            match &figure.kind {
                Kind::Count { on, when } if on.contains(&came.occasion) && fits(when.as_ref(), case, came) => {
                    match of {
                        Some(unit) => self.add(&figure.id, None, Some(unit.as_str()), &parts(figure, case), day, 1),
                        None => self.add_of(figure, None, case, day, 1),
                    }
                }
                Kind::Time { from, until, unit, take, when }
                    if *until == came.occasion && fits(when.as_ref(), case, came) =>
                {
                    let took = self.took(case, from, came.at, *unit);
                    took.into_iter().for_each(|took| self.add_time(figure, *take, took, case, day));
                }
                _ => {}
            }
        }
    }

    /// A length of time in tenths of its unit: how many, and their sum or their bucket.
    fn add_time(&mut self, figure: &Figure, take: Middle, tenths: i64, case: &Case, day: Date) {
        self.add_of(figure, Some("n"), case, day, 1);
        match take {
            Middle::Mean => self.add_of(figure, Some("s"), case, day, tenths),
            Middle::Percentile(_) => {
                self.add_of(figure, Some(&buckets::facet(buckets::bucket(tenths))), case, day, 1);
            }
        }
    }

    fn took(&self, case: &Case, from: &Since, until: Timestamp, unit: LengthUnit) -> Option<i64> {
        let from = match from {
            Since::Filed => case.opened,
            Since::Stage(stage) => case.tasks.iter().rev().find(|task| task.stage == *stage)?.opened,
        };
        let natural = until.as_second().saturating_sub(from.as_second()).max(0);
        let hours = case.clocks.first().map(|clock| clock.hours.clone()).unwrap_or_default();
        let worked = || self.calendar.working_between(&hours, from, until).seconds.max(0);
        let (seconds, length) = match unit {
            LengthUnit::Min => (natural, 60),
            LengthUnit::Wh => (worked(), 3600),
            LengthUnit::Wd => (worked(), hours.seconds_a_day().max(1)),
            LengthUnit::D => (natural, 86_400),
            LengthUnit::H | LengthUnit::Mo => (natural, 3600),
        };
        Some(seconds.saturating_mul(10) / length)
    }

    /// A quantity: for the figures that sum it, and for each register entry that the case is about.
    fn measure(&mut self, case: &Case, at: Timestamp, event: &Event) {
        let Event::QuantityRecorded { quantity, amount } = event else { return };
        let none = Values::new();
        let Some(n) = scaled(*amount) else { return };
        let (figures, events) = (self.figures, self.happened.events);
        let acted = acted(events);
        let day = acted.and_then(day_in).unwrap_or_else(|| civil(at).date());
        for entry in entries_of(case) {
            let series = measured_for(&case.case_type.0, quantity, entry);
            self.out.push(Addition { series, unit: String::new(), day, n });
        }
        for figure in figures {
            let Kind::Sum { quantity: summed, when, .. } = &figure.kind else { continue };
            let holds = |guard: &Guard| holds_at(guard, case, acted.unwrap_or(&none), &Moment::new());
            if summed == quantity && when.as_ref().is_none_or(holds) {
                self.add_of(figure, None, case, day, n);
                self.add_of(figure, Some("n"), case, day, 1);
            }
        }
    }

    /// Adds for the unit that answers for what happened.
    fn add_of(&mut self, figure: &Figure, facet: Option<&str>, case: &Case, day: Date, n: i64) {
        let Happened { before, after, .. } = *self.happened;
        let unit = answering(before, after);
        let unit = unit.map(|unit| unit.as_str().to_owned());
        self.add(&figure.id, facet, unit.as_deref(), &parts(figure, case), day, n);
    }

    fn add(
        &mut self,
        id: &str,
        facet: Option<&str>,
        unit: Option<&str>,
        parts: &[(FieldName, String)],
        day: Date,
        n: i64,
    ) {
        if n == 0 {
            return;
        }
        let whole = series(id, facet, None);
        let of_parts = parts.iter().map(|(field, value)| (series(id, facet, Some((field, value))), String::new()));
        let of_unit = unit.map(|unit| (whole.clone(), unit.to_owned()));
        let all = [(whole, String::new())].into_iter().chain(of_unit).chain(of_parts);
        self.out.extend(all.map(|(series, unit)| Addition { series, unit, day, n }));
    }
}

/// The unit that a repeat is counted for: the one that closed the matter before, or whose answer had been judged.
fn other_unit<'e>(event: &'e Event, occasion: &Occasion) -> Option<&'e UnitCode> {
    match (event, occasion) {
        (Event::Repeated { unit, .. }, Occasion::Repeated) => unit.as_ref(),
        (Event::Repeated { judged: Some(judged), .. }, Occasion::Relapsed) => judged.unit.as_ref(),
        _ => None,
    }
}

/// What the action of a record was given.
fn acted(events: &[Event]) -> Option<&Values> {
    events.iter().find_map(|event| match event {
        Event::Acted { input, .. } => Some(input),
        _ => None,
    })
}

fn is_weighed(figure: &Figure) -> bool {
    matches!(figure.kind, Kind::Stock { .. } | Kind::Latest { .. })
}

fn fits(when: Option<&Guard>, case: &Case, came: &Came<'_>) -> bool {
    let none = Values::new();
    when.is_none_or(|guard| holds_at(guard, case, came.input.unwrap_or(&none), &came.moment))
}

/// The day that an action names for what it records: the first date of what it was given.
fn day_in(input: &Values) -> Option<Date> {
    input.values().find_map(|value| match value {
        Value::Date(day) => Some(*day),
        _ => None,
    })
}

/// The values of the fields by which a figure is kept.
fn parts(figure: &Figure, case: &Case) -> Vec<(FieldName, String)> {
    let of_field = |field: &FieldName| {
        let values = case.values.get(field).map(keys).unwrap_or_default();
        values.into_iter().map(|value| (field.clone(), value)).collect::<Vec<_>>()
    };
    figure.by.iter().flat_map(of_field).collect()
}

fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Term(code) => vec![code.clone()],
        Value::Unit(unit) => vec![unit.as_str().to_owned()],
        Value::Boolean(flag) => vec![flag.to_string()],
        Value::Integer(number) => vec![number.to_string()],
        Value::Entry(entry) => vec![format!("{}/{}", entry.register, entry.key)],
        Value::Place(place) => place.unit.iter().map(|unit| unit.as_str().to_owned()).collect(),
        Value::Many(values) => values.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

/// An amount that is kept in ten-thousandths, as it is told.
#[must_use]
pub fn amount(n: i64) -> String {
    Decimal::new(n, 4).normalize().to_string()
}
