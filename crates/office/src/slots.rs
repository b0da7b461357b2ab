//! Slots of entries: who holds which, as the law asks for it, and the rows that an act writes and takes away.

use std::array;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Mutex;

use bihuan_core::casework::Case;
use bihuan_core::casework::opening::{Opening, horizon};
use bihuan_core::casework::slots::{Booked, Slots, quarter};
use bihuan_core::pack::CaseType;
use bihuan_core::value::EntryRef;
use bihuan_ledger::{CaseQuery, LedgerError, Reservation};
use serde_json::{Map, Value as Json};

use crate::Office;
use crate::failure::Failure;
use crate::rows;
use crate::turns::Turn;

/// Of somebody's bookings so many are looked at, the newest first: more than a rule of not coming can count.
const LOOKED_AT: usize = 40;
/// Two people share a lock by chance, which costs one of them a moment.
const LOCKS: usize = 64;

/// One booking of a person at a time: how many one may hold is counted before the next is taken in.
pub(crate) struct Bookings([Mutex<()>; LOCKS]);

impl Default for Bookings {
    fn default() -> Self {
        Self(array::from_fn(|_| Mutex::default()))
    }
}

impl Bookings {
    fn of(&self, person: &str) -> (usize, Option<&Mutex<()>>) {
        let mut hasher = DefaultHasher::new();
        person.hash(&mut hasher);
        let at = usize::try_from(hasher.finish() % LOCKS as u64).unwrap_or(0);
        (at, self.0.get(at))
    }
}

/// The slots of a district, as its store has them.
pub(crate) struct InStore<'o> {
    office: &'o Office,
    district: &'o str,
}

impl Slots for InStore<'_> {
    fn held(&self, entry: &EntryRef, from: i64, until: i64) -> Vec<i64> {
        let rows = self.office.ledger().reservations(self.district, &named(entry), from, until);
        // A store that cannot be read refuses the write as well.
        rows.unwrap_or_default().into_iter().map(|(quarter, _)| quarter).collect()
    }

    fn of_person(&self, kind: &CaseType, number: &str) -> Vec<Booked> {
        let index = self.office.index_of(self.district, number);
        let Some(reporter_index) = index else { return Vec::new() };
        let query = CaseQuery {
            districts: vec![self.district.to_owned()],
            reporter_index: Some(reporter_index),
            limit: LOOKED_AT,
            ..CaseQuery::default()
        };
        let found = self.office.ledger().cases(&query).map(|page| page.items).unwrap_or_default();
        let same = found.iter().filter(|row| row.head.type_id == kind.id.0);
        let cases = same.filter_map(|row| rows::case_of(&row.head.state).ok());
        cases.map(|case| Booked::of(kind, &case)).collect()
    }
}

/// When an entry is free.
#[derive(Clone, Debug)]
pub struct Free {
    /// When it is open.
    pub opening: Opening,
    /// The quarters that are held, in order, from now to as far ahead as one may book.
    pub held: Vec<i64>,
    /// Those that may be asked for: from the present quarter, to the last exclusive.
    pub range: (i64, i64),
}

impl Office {
    pub(crate) fn slots_of<'o>(&'o self, district: &'o str) -> InStore<'o> {
        InStore { office: self, district }
    }

    /// Held while a booking of somebody is weighed and taken in, where the pack limits what one person may hold.
    pub(crate) fn one_booking(
        &self,
        rules: &CaseType,
        form: &Map<String, Json>,
    ) -> Result<Option<Turn<'_>>, LedgerError> {
        let person = rules.reserve.as_ref().and_then(|reserve| reserve.person.as_ref());
        let number = person.and_then(|person| form.get(&person.field)?.as_str());
        let Some(number) = number else { return Ok(None) };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let (at, lock) = self.booking.of(&digits);
        lock.map(|lock| self.turn_at(lock, &format!("booking-{at}"))).transpose()
    }

    /// When an entry is open and free, from now on: one range of the index, however many others there are. None where it
    /// does not say when it is open.
    ///
    /// # Errors
    /// The store's.
    pub fn free(
        &self,
        rules: &CaseType,
        district: &str,
        entry: &EntryRef,
        said: &Map<String, Json>,
    ) -> Result<Option<Free>, Failure> {
        let Some(reserve) = &rules.reserve else { return Ok(None) };
        let Some(opening) = Opening::of(reserve, |name| said.get(name)) else { return Ok(None) };
        let now = self.clock().now();
        let range = (quarter(now), horizon(reserve, now));
        let rows = self.ledger().reservations(district, &named(entry), range.0, range.1)?;
        Ok(Some(Free { opening, held: rows.into_iter().map(|(quarter, _)| quarter).collect(), range }))
    }
}

impl Office {
    /// The same of several entries, in their order: one question for all of them.
    ///
    /// # Errors
    /// The store's.
    pub fn free_of(
        &self,
        rules: &CaseType,
        district: &str,
        entries: &[(EntryRef, &Map<String, Json>)],
    ) -> Result<Vec<Option<Free>>, Failure> {
        let Some(reserve) = &rules.reserve else { return Ok(entries.iter().map(|_| None).collect()) };
        let now = self.clock().now();
        let range = (quarter(now), horizon(reserve, now));
        let names: Vec<String> = entries.iter().map(|(entry, _)| named(entry)).collect();
        let rows = self.ledger().reservations_of(district, &names, range.0, range.1)?;
        let free = |(name, (_, said)): (&String, &(EntryRef, &Map<String, Json>))| {
            let opening = Opening::of(reserve, |field| said.get(field))?;
            let held = rows.iter().filter(|slot| slot.entry == *name).map(|slot| slot.quarter).collect();
            Some(Free { opening, held, range })
        };
        Ok(names.iter().zip(entries).map(free).collect())
    }
}

impl Office {
    /// Makes the rows of slots again from the records of the cases that hold some, a page of cases at a time; answers how
    /// many cases hold slots, and of how many the rows were not what their records make.
    ///
    /// # Errors
    /// The store's. What was put right before stays right.
    pub fn rebuild_slots(&self, district: Option<&str>) -> Result<(u64, u64), Failure> {
        let law = self.law();
        let types: Vec<String> =
            law.types().filter(|(_, rules)| rules.reserve.is_some()).map(|(_, rules)| rules.id.0.clone()).collect();
        let (mut holding, mut wrong, mut cursor) = (0, 0, None);
        loop {
            let query = CaseQuery {
                districts: district.map(str::to_owned).into_iter().collect(),
                types: types.clone(),
                cursor,
                limit: 200,
                ..CaseQuery::default()
            };
            let page = if types.is_empty() { None } else { Some(self.ledger().cases(&query)?) };
            let Some(page) = page else { return Ok((0, 0)) };
            for row in &page.items {
                let records = self.ledger().records(&row.district, &row.case)?;
                let told: Vec<_> = records.iter().map(crate::counted::read).collect::<Result<_, _>>()?;
                let case = bihuan_core::casework::replay(told.iter().map(|(at, events)| (*at, events.as_slice())));
                let made = case.as_ref().map(held).unwrap_or_default();
                holding += u64::from(!made.is_empty());
                if self.ledger().slots_of(&row.district, &row.case)? != made {
                    wrong += 1;
                    self.ledger().keep_slots(&row.district, &row.case, made)?;
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok((holding, wrong));
            }
        }
    }
}

/// An entry as rows of slots name it.
fn named(entry: &EntryRef) -> String {
    format!("{}/{}", entry.register, entry.key)
}

/// The slots that a case holds, as rows.
pub(crate) fn held(case: &Case) -> Vec<Reservation> {
    let of = |hold: &bihuan_core::casework::slots::Hold| {
        let entry = named(&hold.entry);
        hold.quarters().map(move |quarter| Reservation { entry: entry.clone(), quarter }).collect::<Vec<_>>()
    };
    case.hold.iter().flat_map(of).collect()
}

/// What a case takes hold of that it did not hold.
pub(crate) fn taken(before: Option<&Case>, after: &Case) -> Vec<Reservation> {
    let had = before.map(held).unwrap_or_default();
    held(after).into_iter().filter(|slot| !had.contains(slot)).collect()
}

/// What a case held and holds no more.
pub(crate) fn given_back(before: Option<&Case>, after: &Case) -> Vec<Reservation> {
    let has = held(after);
    before.map(held).unwrap_or_default().into_iter().filter(|slot| !has.contains(slot)).collect()
}
