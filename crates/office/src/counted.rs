//! The acts behind a figure: which record of which matter was counted, found again from the log by the very rule that
//! counted it, so that a list behind a number has exactly that number of lines.

use std::collections::BTreeMap;

use bihuan_core::calendar::civil;
use bihuan_core::casework::{Case, Event, advance};
use bihuan_core::figures::excluded::EXCLUDED;
use bihuan_core::figures::figure::series;
use bihuan_core::figures::reading::Named;
use bihuan_core::figures::{Addition, Figure, Happened, Kind, contributed};
use bihuan_ledger::{BOOKS, CaseQuery, CaseRow, Page, RecordRow, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Office;
use crate::audit::told;
use crate::failure::Failure;
use crate::figures::ask::Asked;
use crate::indicators::Span;
use crate::law::Law;

/// Records that are read at a time.
const BATCH: usize = 500;

/// One time that something was counted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CountedAt {
    /// The district.
    pub district: String,
    /// The case's id.
    pub case: String,
    /// When.
    pub at: Timestamp,
    /// Its place among all that was counted: what the next page begins after.
    key: Key,
}

impl CountedAt {
    fn of(row: CaseRow, at: Timestamp) -> CountedAt {
        let key = Key { district: row.district.clone(), day: civil(at).date(), seq: row.seq, nth: 0 };
        CountedAt { district: row.district, case: row.case, at, key }
    }
}

/// District, day, place in the log, and which of several counts of one record.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Key {
    district: String,
    day: Date,
    seq: u64,
    nth: usize,
}

impl Key {
    fn read(text: &str) -> Option<Key> {
        let mut parts = text.split('.');
        let mut next = || parts.next();
        let key = Key {
            district: next()?.to_owned(),
            day: next()?.parse().ok()?,
            seq: next()?.parse().ok()?,
            nth: next()?.parse().ok()?,
        };
        next().is_none().then_some(key)
    }

    fn text(&self) -> String {
        format!("{}.{}.{}.{}", self.district, self.day, self.seq, self.nth)
    }

    /// Whether this comes after another in the order of the list: districts in order, the newest first.
    fn is_after(&self, other: &Key) -> bool {
        let place = |key: &Key| (key.day, key.seq, usize::MAX - key.nth);
        self.district > other.district || (self.district == other.district && place(self) < place(other))
    }
}

impl Office {
    /// Each time that one of these counts was added to, for a unit or whole districts, newest first, page by page.
    ///
    /// # Errors
    /// The store's; its `bad-cursor` for a cursor that is none of ours.
    pub fn counted(
        &self,
        indicators: &[String],
        span: &Span,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<CountedAt>, Failure> {
        let bad = || bihuan_ledger::LedgerError::refused("bad-cursor", "翻页标记无效 · the cursor is not one of ours");
        let from = cursor.map(|text| Key::read(text).ok_or_else(bad)).transpose()?;
        let mut items: Vec<CountedAt> = Vec::new();
        for (district, day) in self.days_of(indicators, span)? {
            if from.as_ref().is_some_and(|key| key.district > district || (key.district == district && day > key.day)) {
                continue;
            }
            let new = self.counted_on(&district, day, indicators, span)?;
            items.extend(new.into_iter().filter(|at| from.as_ref().is_none_or(|from| at.key.is_after(from))));
            if items.len() > limit {
                break;
            }
        }
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|at| at.key.text());
        Ok(Page { items, next })
    }

    /// The matters behind a figure, exactly as many as it counts: each time that it was counted, of a rate each time that
    /// its denominator was, newest first; of a level the matters that are in its state now, newest first.
    ///
    /// # Errors
    /// As [`Office::counted`].
    pub fn behind(
        &self,
        figure: &Figure,
        asked: &Asked,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<CountedAt>, Failure> {
        let mut span = asked.span(&self.law());
        // A level at the end of a time is made of all that came before.
        span.from = span.from.filter(|_| !figure.is_level());
        let names = figure.behind();
        if !names.is_empty() {
            return self.counted(&names, &span, cursor, limit);
        }
        let page = self.ledger().cases(&CaseQuery {
            districts: span.districts.clone(),
            types: vec![figure.of.0.clone()],
            units: span.unit.iter().flat_map(|_| span.units()).collect(),
            statuses: match figure.kind {
                Kind::Stock { .. } => vec![Status::Open, Status::Suspended],
                _ => Vec::new(),
            },
            cursor: cursor.map(str::to_owned),
            limit,
            ..CaseQuery::default()
        })?;
        let standing = |row: CaseRow| -> Result<Option<CountedAt>, Failure> {
            let case = crate::rows::case_of(&row.head.state)?;
            Ok(figure.holds_now(&case).then(|| CountedAt::of(row, case.last)))
        };
        let items = page.items.into_iter().filter_map(|row| standing(row).transpose()).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    /// The matters that were left out of a figure by a decision, each time that they would have been counted: of a rate
    /// out of its denominator.
    ///
    /// # Errors
    /// As [`Office::counted`].
    pub fn left_out(
        &self,
        figure: &Figure,
        asked: &Asked,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<Page<CountedAt>, Failure> {
        self.counted(&figure.excluded(), &asked.span(&self.law()), cursor, limit)
    }

    /// How often these counts were added to, in all.
    ///
    /// # Errors
    /// The store's.
    pub fn times_counted(&self, indicators: &[String], span: &Span) -> Result<i64, Failure> {
        Ok(self.ledger().counts(&span.query(indicators.to_vec()))?.iter().map(|row| row.n).sum())
    }

    /// The days on which something was recorded that counts: districts in order, the newest day first.
    fn days_of(&self, indicators: &[String], span: &Span) -> Result<Vec<(String, Date)>, Failure> {
        if indicators.is_empty() {
            return Ok(Vec::new());
        }
        // What is left out now was counted on its day, and what counts again was left out: both have their days.
        let law = self.law();
        let figures = indicators.iter().filter_map(|name| law.figure(Named::read(name).id));
        let related = figures.flat_map(|figure| figure.behind().into_iter().chain(figure.excluded()));
        let mut names: Vec<String> = indicators.iter().cloned().chain(related).collect();
        names.sort();
        names.dedup();
        Ok(self.ledger().count_days(&span.query(names))?)
    }

    fn counted_on(
        &self,
        district: &str,
        day: Date,
        indicators: &[String],
        span: &Span,
    ) -> Result<Vec<CountedAt>, Failure> {
        let mut found = Vec::new();
        let marks = self.marks_of(indicators);
        for record in self.records_of(district, day)?.iter().rev().filter(|record| bears(record, &marks)) {
            let (at, events) = read(record)?;
            let times = self.times(record, at, &events, indicators, span)?;
            found.extend((0..times).rev().map(|nth| CountedAt {
                district: district.to_owned(),
                case: record.case.clone(),
                at,
                key: Key { district: district.to_owned(), day, seq: record.seq, nth },
            }));
        }
        Ok(found)
    }

    /// How often a record was counted: the case is brought to where it stood, and asked as the office asked then.
    fn times(
        &self,
        record: &RecordRow,
        at: Timestamp,
        events: &[Event],
        indicators: &[String],
        span: &Span,
    ) -> Result<usize, Failure> {
        let mut before: Option<Case> = None;
        let mut later = None;
        for other in self.ledger().records(&record.district, &record.case)? {
            let known = span.as_of.is_none_or(|day| date_of(&other) <= day);
            if other.version < record.version {
                let (at, events) = read(&other)?;
                before = advance(before, at, &events);
            } else if other.version == record.version {
                later = advance(before.clone(), at, events);
            } else if known {
                let (at, events) = read(&other)?;
                later = advance(later, at, &events);
            }
        }
        let (Some(after), Some(later)) = (advance(before.clone(), at, events), later) else { return Ok(0) };
        let (units, law) = (span.units(), self.law());
        let happened = Happened { before: before.as_ref(), after: &after, at, events };
        let added = contributed(law.book.kept_of(&after.case_type), law.calendar(after.district.as_str()), &happened);
        let within = |day: Date| span.from.is_none_or(|from| day >= from) && span.to.is_none_or(|to| day <= to);
        let there = added.iter().filter(|it| within(it.day) && units.contains(&it.unit));
        let life = after.life();
        Ok(there.filter(|it| is_among(&law, indicators, it, (&later, life))).count())
    }

    /// The kinds of event by which these counts are added to; where a count is no figure's, something was measured.
    fn marks_of(&self, indicators: &[String]) -> Vec<String> {
        let law = self.law();
        let tags = |name: &String| {
            let figure = law.figure(Named::read(name).id);
            figure.map_or_else(|| vec!["quantity-recorded"], |figure| figure.tags())
        };
        indicators.iter().flat_map(tags).map(|tag| format!("\"{tag}\"")).collect()
    }

    /// The records of a day. The first of them is searched for by halves, as the log is in the order of time; after a
    /// clock was set back it is not, and then all of it is read.
    fn records_of(&self, district: &str, day: Date) -> Result<Vec<RecordRow>, Failure> {
        let mut after = if self.is_in_order(district)? { self.place_before(district, day)? } else { 0 };
        let ordered = after > 0;
        let mut records = Vec::new();
        loop {
            let batch = self.ledger().records_after(district, after, BATCH)?;
            let Some(last) = batch.last() else { return Ok(records) };
            after = last.seq;
            let is_over = ordered && date_of(last) > day;
            records.extend(batch.into_iter().filter(|record| date_of(record) == day));
            if is_over {
                return Ok(records);
            }
        }
    }

    /// Whether no record of a district is older than the one before it. Looked at once, and again where the log has
    /// grown.
    fn is_in_order(&self, district: &str) -> Result<bool, Failure> {
        let mut seen = self.order.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut known = seen.get(district).copied().unwrap_or_default();
        loop {
            let batch = self.ledger().records_after(district, known.seq, BATCH)?;
            if batch.is_empty() {
                break;
            }
            for record in batch {
                known.broken |= record.at < known.last.unwrap_or(Timestamp::MIN);
                known.last = Some(record.at);
                known.seq = record.seq;
            }
        }
        seen.insert(district.to_owned(), known);
        Ok(!known.broken)
    }

    /// The last place in the log before a day.
    fn place_before(&self, district: &str, day: Date) -> Result<u64, Failure> {
        let is_earlier = |after: u64| -> Result<bool, Failure> {
            let next = self.ledger().records_after(district, after, 1)?;
            Ok(next.first().is_some_and(|record| date_of(record) < day))
        };
        let mut high = 1_u64;
        while is_earlier(high)? {
            high = high.saturating_mul(2);
        }
        let mut low = 0_u64;
        while low < high {
            let middle = low + (high - low) / 2;
            if is_earlier(middle)? { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }
}

/// Whether something that a case added is one of these counts: in the count itself while the case stands in it, beside it
/// while that time of the case's life is left out.
fn is_among(law: &Law, indicators: &[String], added: &Addition, (now, life): (&Case, usize)) -> bool {
    let Named { id, facet, part } = Named::read(&added.series);
    let figure = law.figure(id);
    if !figure.is_some_and(|figure| figure.can_exclude() && now.is_excluded_in(life, id)) {
        return indicators.contains(&added.series);
    }
    let beside = series(id, Some(EXCLUDED), part);
    figure.is_some_and(|figure| figure.behind().contains(&series(id, facet, None))) && indicators.contains(&beside)
}

/// How far a district's log was looked through for its order in time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ordered {
    seq: u64,
    last: Option<Timestamp>,
    broken: bool,
}

/// What is known of each district's log.
pub(crate) type Orders = BTreeMap<String, Ordered>;

/// Whether a record can have been counted: most cannot, and their cases need not be brought back.
fn bears(record: &RecordRow, marks: &[String]) -> bool {
    record.case != BOOKS
        && std::str::from_utf8(&record.bytes).is_ok_and(|text| marks.iter().any(|mark| text.contains(mark.as_str())))
}

/// A record with its instant.
pub(crate) fn read(record: &RecordRow) -> Result<(Timestamp, Vec<Event>), Failure> {
    Ok(told(record).map_err(|what| bihuan_ledger::LedgerError::refused("record", what))?)
}

fn date_of(record: &RecordRow) -> Date {
    civil(record.at).date()
}
