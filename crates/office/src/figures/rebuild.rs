//! Is what is kept of figures what the records give? Every case is replayed once, grouped so that only a few are in
//! memory, and its additions are held against the kept sums as of the same instant. The difference can be added while
//! others act: additions commute, so what is right for one instant stays right.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::{Case, Event, advance};
use bihuan_core::figures::{Addition, Happened, additions};
use bihuan_ledger::{CaseRecords, FigureReader, FigureRow, KeptRow, LedgerError};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;

/// Cases that are handed on at a time, and how many such parcels may wait.
const PARCEL: usize = 64;
const WAITING: usize = 8;

/// Differences that are told one by one.
const TOLD: usize = 20;

/// What a check found.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Checked {
    /// Cases that were replayed.
    pub cases: u64,
    /// Events in them.
    pub events: u64,
    /// Sums that the records give.
    pub sums: u64,
    /// Sums that differ from what is kept.
    pub wrong: u64,
    /// The first of them.
    pub first: Vec<Difference>,
}

/// One sum that is not what it should be.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Difference {
    /// The district.
    pub district: String,
    /// What is kept under which name.
    pub series: String,
    /// The unit; empty for the whole district.
    pub unit: String,
    /// The day that it belongs to.
    pub day: Date,
    /// The day on which it was recorded.
    pub recorded: Date,
    /// What is kept.
    pub kept: i64,
    /// What the records give.
    pub rebuilt: i64,
}

/// Hears how far it is: events replayed so far.
pub type Progress<'p> = &'p (dyn Fn(u64) + Sync);

/// Where a sum stands: series and unit by their numbers, the day, the recorded day.
type Place = (u32, u32, Date, Date);

impl Office {
    /// Holds what is kept of figures against what the records give. Nothing is changed.
    ///
    /// # Errors
    /// The store's; a record that cannot be read.
    pub fn verify_figures(&self, district: Option<&str>, progress: Progress<'_>) -> Result<Checked, Failure> {
        let mut all = Checked::default();
        for district in self.districts_with_records(district)? {
            let (checked, _) = self.hold_against(&district, progress)?;
            all.take(checked);
        }
        Ok(all)
    }

    /// Makes what is kept of figures what the records give, while others act. Gives back what was wrong.
    ///
    /// # Errors
    /// As [`Office::verify_figures`].
    pub fn rebuild_figures(&self, district: Option<&str>, progress: Progress<'_>) -> Result<Checked, Failure> {
        // Two at once would add the same difference twice.
        let _one = self.turn_at(&self.rebuilding, "rebuilding")?;
        let mut all = Checked::default();
        for district in self.districts_with_records(district)? {
            let digest = self.digest(&district);
            let (checked, rows) = self.hold_against(&district, progress)?;
            self.ledger().add_figures(&district, &rows)?;
            self.note_digest(&district, &digest)?;
            all.take(checked);
        }
        Ok(all)
    }

    /// Rebuilds where the definitions in force are not those by which the figures of a district were kept: one definition
    /// rules all history. Gives back the districts that it did.
    ///
    /// # Errors
    /// As [`Office::rebuild_figures`].
    pub fn settle_figures(&self) -> Result<Vec<String>, Failure> {
        let mut done = Vec::new();
        for district in self.districts_with_records(None)? {
            let kept = self.ledger().kept_one("", KIND, &district)?;
            let same =
                kept.is_some_and(|row| row.body.get("digest").is_some_and(|kept| *kept == self.digest(&district)));
            if !same {
                self.rebuild_figures(Some(&district), &|_| ())?;
                done.push(district);
            }
        }
        Ok(done)
    }

    fn digest(&self, district: &str) -> String {
        let law = self.law();
        law.book.digest(law.calendar(district).version())
    }

    fn note_digest(&self, district: &str, digest: &str) -> Result<(), LedgerError> {
        self.ledger().keep(KeptRow {
            owner: String::new(),
            kind: KIND.to_owned(),
            name: district.to_owned(),
            body: json!({ "digest": digest }),
            at: Timestamp::now(),
        })
    }

    fn districts_with_records(&self, only: Option<&str>) -> Result<Vec<String>, LedgerError> {
        let all = self.ledger().districts()?;
        Ok(all.into_iter().filter(|code| only.is_none_or(|only| only == code)).collect())
    }

    /// Replays a district and subtracts what is kept: what is left is the difference.
    fn hold_against(&self, district: &str, progress: Progress<'_>) -> Result<(Checked, Vec<FigureRow>), Failure> {
        let law = self.law();
        let (send, receive) = sync_channel(WAITING);
        let (replays, receive) = (Replays::default(), Mutex::new(receive));
        let mut reader = Reader { kept: Sheet::default(), parcel: Vec::new(), send: Some(send) };
        std::thread::scope(|scope| {
            for _ in 0..workers() {
                scope.spawn(|| replays.work(&law, &receive, progress));
            }
            let read = self.ledger().read_figures(district, &mut reader);
            reader.hand_on();
            // Whoever waits for more hears that there is none.
            reader.send = None;
            read
        })?;
        replays.difference(district, &reader.kept)
    }
}

/// Under which kind it is kept by which definitions a district's figures were reckoned.
const KIND: &str = "figures";

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4)
}

impl Checked {
    fn take(&mut self, other: Checked) {
        self.cases += other.cases;
        self.events += other.events;
        self.sums += other.sums;
        self.wrong += other.wrong;
        self.first.extend(other.first);
        self.first.truncate(TOLD);
    }
}

/// Sums under construction; each name is written once.
#[derive(Default)]
struct Sheet {
    names: BTreeMap<String, u32>,
    sums: BTreeMap<Place, i64>,
}

impl Sheet {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.names.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.insert(name.to_owned(), number);
        number
    }

    fn add(&mut self, series: &str, unit: &str, day: Date, recorded: Date, n: i64) {
        let place = (self.number(series), self.number(unit), day, recorded);
        *self.sums.entry(place).or_default() += n;
    }

    /// Every sum with its names.
    fn rows(&self) -> impl Iterator<Item = (&str, &str, Date, Date, i64)> {
        let mut by_number: Vec<&str> = vec![""; self.names.len()];
        for (name, number) in &self.names {
            if let Some(slot) = by_number.get_mut(*number as usize) {
                *slot = name;
            }
        }
        self.sums.iter().map(move |((series, unit, day, recorded), n)| {
            let name = |number: &u32| by_number.get(*number as usize).copied().unwrap_or_default();
            (name(series), name(unit), *day, *recorded, *n)
        })
    }
}

/// Takes what the store tells, and hands cases on in parcels.
struct Reader {
    kept: Sheet,
    parcel: Vec<CaseRecords>,
    send: Option<SyncSender<Vec<CaseRecords>>>,
}

impl Reader {
    fn hand_on(&mut self) -> bool {
        let parcel = std::mem::take(&mut self.parcel);
        self.send.as_ref().is_some_and(|send| send.send(parcel).is_ok())
    }
}

impl FigureReader for Reader {
    fn kept(&mut self, row: FigureRow) {
        self.kept.add(&row.indicator, &row.unit, row.day, row.recorded, row.n);
    }

    fn case(&mut self, records: CaseRecords) -> bool {
        self.parcel.push(records);
        self.parcel.len() < PARCEL || self.hand_on()
    }
}

/// What several workers replay together.
#[derive(Default)]
struct Replays {
    done: Mutex<Replayed>,
}

#[derive(Default)]
struct Replayed {
    sheet: Sheet,
    cases: u64,
    events: u64,
    wrong: Option<String>,
}

impl Replays {
    fn work(&self, law: &Law, parcels: &Mutex<Receiver<Vec<CaseRecords>>>, progress: Progress<'_>) {
        let mut own = Replayed::default();
        let mut told = 0;
        loop {
            let parcel = parcels.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(parcel) = parcel else { break };
            for records in parcel {
                own.replay(law, &records);
            }
            progress(own.events - told);
            told = own.events;
        }
        self.done.lock().unwrap_or_else(PoisonError::into_inner).join(own);
    }

    fn difference(self, district: &str, kept: &Sheet) -> Result<(Checked, Vec<FigureRow>), Failure> {
        let Replayed { mut sheet, cases, events, wrong } =
            self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(what) = wrong {
            return Err(LedgerError::refused("record", what).into());
        }
        let sums = sheet.sums.values().filter(|n| **n != 0).count() as u64;
        for (series, unit, day, recorded, n) in kept.rows() {
            sheet.add(series, unit, day, recorded, -n);
        }
        let mut checked = Checked { cases, events, sums, ..Checked::default() };
        let mut rows = Vec::new();
        for (series, unit, day, recorded, n) in sheet.rows().filter(|row| row.4 != 0) {
            checked.wrong += 1;
            if checked.first.len() < TOLD {
                let kept = kept.sum(series, unit, day, recorded);
                let (series, unit, district) = (series.to_owned(), unit.to_owned(), district.to_owned());
                checked.first.push(Difference { district, series, unit, day, recorded, kept, rebuilt: kept + n });
            }
            rows.push(FigureRow { indicator: series.to_owned(), unit: unit.to_owned(), day, recorded, n });
        }
        Ok((checked, rows))
    }
}

impl Sheet {
    fn sum(&self, series: &str, unit: &str, day: Date, recorded: Date) -> i64 {
        let place =
            self.names.get(series).zip(self.names.get(unit)).map(|(series, unit)| (*series, *unit, day, recorded));
        place.and_then(|place| self.sums.get(&place)).copied().unwrap_or_default()
    }
}

impl Replayed {
    /// Replays one case and adds what each of its records added.
    fn replay(&mut self, law: &Law, records: &CaseRecords) {
        let mut case: Option<Case> = None;
        for (n, (at, bytes)) in records.iter().enumerate() {
            let told: Record = match serde_json::from_slice(bytes) {
                Ok(told) => told,
                Err(error) => {
                    self.wrong.get_or_insert_with(|| error.to_string());
                    return;
                }
            };
            let Some(after) = advance(case.clone(), *at, &told.events) else { return };
            let recorded = bihuan_core::calendar::civil(*at).date();
            let happened = Happened { before: case.as_ref(), after: &after, at: *at, events: &told.events };
            let calendar = law.calendar(after.district.as_str());
            for Addition { series, unit, day, n } in
                additions(law.book.kept_of(&after.case_type), calendar, &happened, || past(law, calendar, records, n))
            {
                self.sheet.add(&series, &unit, day, recorded, n);
            }
            self.events += told.events.len() as u64;
            case = Some(after);
        }
        self.cases += 1;
    }

    fn join(&mut self, other: Replayed) {
        for (series, unit, day, recorded, n) in other.sheet.rows() {
            self.sheet.add(series, unit, day, recorded, n);
        }
        self.cases += other.cases;
        self.events += other.events;
        self.wrong = self.wrong.take().or(other.wrong);
    }
}

/// What the first records of a case added by themselves: asked only where a decision moves it.
fn past(law: &Law, calendar: &Calendar, records: &CaseRecords, first: usize) -> Vec<(usize, Addition)> {
    let read = |(at, bytes): &(Timestamp, Vec<u8>)| Some((*at, serde_json::from_slice::<Record>(bytes).ok()?.events));
    let told: Vec<(Timestamp, Vec<Event>)> = records.iter().take(first).filter_map(read).collect();
    law.book.contributed(calendar, told.iter().map(|(at, events)| (*at, events.as_slice())))
}

/// As much of a record as a replay needs.
#[derive(Deserialize)]
struct Record {
    events: Vec<Event>,
}
