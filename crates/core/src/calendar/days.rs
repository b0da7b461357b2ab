//! The calendar itself: every day from 2004 to 2100, and running sums of the working ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::data::{self, FestivalYear, NoticeRow, Setting};
use super::error::CalendarError;
use super::instant::{date_of, day_number};
use super::notice::Notice;

/// The first day that the calendar knows.
pub const FIRST_DAY: Date = date(2004, 1, 1);
/// The last day that the calendar knows.
pub const LAST_DAY: Date = date(2100, 12, 31);

/// Which days offices work, as known on some day. Immutable: a change makes another calendar with another version.
#[derive(Clone, Debug)]
pub struct Calendar {
    version: String,
    /// The rows that ship.
    notices: Vec<NoticeRow>,
    festivals: Vec<FestivalYear>,
    /// The notices that an office took in beside them, in that order.
    taken: Vec<Notice>,
    /// Since when it is in force; none for the one that ships.
    since: Option<Timestamp>,
    /// Years that a notice has settled; the others are provisional.
    settled: BTreeSet<i16>,
    /// What days are called that are not plain.
    names: BTreeMap<i128, String>,
    /// How many working days lie before each day; one entry more than there are days.
    worked_before: Vec<i32>,
    /// The working days in order.
    working_days: Vec<i32>,
}

/// One day of the calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Day<'c> {
    /// The date, at +08:00.
    pub date: Date,
    /// Whether offices work.
    pub working: bool,
    /// The festival's or the make-up day's name; none on a plain day.
    pub name: Option<&'c str>,
    /// Whether the year's notice is still to come, so that the day may change.
    pub provisional: bool,
}

/// The files are part of the program and a test reads each line of them, so the calendar without any notice is never used.
static SHIPPED: LazyLock<Calendar> =
    LazyLock::new(|| read_shipped().unwrap_or_else(|_| Calendar::build(Vec::new(), Vec::new(), Vec::new(), None)));

/// Reads the calendar's files.
pub(super) fn read_shipped() -> Result<Calendar, CalendarError> {
    let festivals = data::read_festivals(data::FESTIVALS)?;
    Ok(Calendar::build(data::read_notices(data::NOTICES)?, festivals, Vec::new(), None))
}

impl Calendar {
    /// The calendar that ships with the program.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Names this calendar: the day of its latest notice and a digest of all its rows. Due dates keep it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The calendar as it stood before a day: without the notices published on that day or later.
    ///
    /// A change in the middle of a year can so be previewed, by asking both calendars. Statutory days of a year that
    /// had no notice yet follow the law that came to rule that year.
    #[must_use]
    pub fn edition_before(&self, day: Date) -> Self {
        let known = |row: &&NoticeRow| row.published.is_none_or(|published| published < day);
        let notices = self.notices.iter().filter(known).cloned().collect();
        let taken = self.taken.iter().filter(|notice| notice.published < day).cloned().collect();
        Self::build(notices, self.festivals.clone(), taken, self.since)
    }

    /// The calendar that ships with these notices, in the order in which an office took them in; in force since then.
    ///
    /// Of two notices on a day the one published later rules, and of one day's the one taken in later.
    #[must_use]
    pub fn with(&self, taken: Vec<Notice>, since: Timestamp) -> Self {
        Self::build(self.notices.clone(), self.festivals.clone(), taken, Some(since))
    }

    /// Since when it is in force; none for the calendar that ships.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// The notices that an office took in beside those that ship.
    #[must_use]
    pub fn taken(&self) -> &[Notice] {
        &self.taken
    }

    /// Of those the ones that speak of a day between two, ends included.
    pub fn taken_between(&self, first: Date, last: Date) -> impl Iterator<Item = &Notice> {
        self.taken.iter().filter(move |notice| notice.days.iter().any(|day| (first..=last).contains(&day.date)))
    }

    /// The days that are another thing in another calendar: worked or not, called otherwise, or settled where they were
    /// not; each as it is here and there, in order.
    pub fn changes<'c>(&'c self, other: &'c Self) -> impl Iterator<Item = (Day<'c>, Day<'c>)> {
        let all = std::iter::successors(Some(FIRST_DAY), |day| day.tomorrow().ok());
        all.map_while(|date| Some((self.day(date).ok()?, other.day(date).ok()?))).filter(|(here, there)| here != there)
    }

    /// What kind of day a date is.
    ///
    /// # Errors
    /// [`CalendarError::OutOfRange`] outside 2004-01-01 … 2100-12-31.
    pub fn day(&self, date: Date) -> Result<Day<'_>, CalendarError> {
        let number = self.in_range(day_number(date))?;
        Ok(Day {
            date,
            working: self.is_working(number),
            name: self.names.get(&number).map(String::as_str),
            provisional: !self.settled.contains(&date.year()),
        })
    }

    fn build(
        mut notices: Vec<NoticeRow>,
        festivals: Vec<FestivalYear>,
        taken: Vec<Notice>,
        since: Option<Timestamp>,
    ) -> Self {
        notices.sort();
        notices.dedup();
        let shipped: BTreeSet<i16> = notices.iter().map(|row| row.date.year()).collect();
        // A notice may speak of the last days of the year before: that year is not settled by it.
        let settled: BTreeSet<i16> = shipped.iter().copied().chain(taken.iter().map(|notice| notice.year)).collect();
        let mut set = BTreeMap::new();
        // The law's days of rest hold in a year whose notice was taken in, wherever that one is silent.
        for year in festivals.iter().filter(|year| !shipped.contains(&year.year)) {
            for (date, name) in year.statutory() {
                name_festival(&mut set, day_number(date), name);
            }
        }
        let mut rows: Vec<NoticeRow> = notices.iter().cloned().chain(taken.iter().flat_map(Notice::rows)).collect();
        rows.sort_by_key(|row| row.published);
        for row in &rows {
            set.insert(day_number(row.date), (row.setting, row.name.clone()));
        }
        set.retain(|_, (setting, _)| *setting != Setting::Plain);
        let (worked_before, working_days) = sums(&set);
        let names = set.into_iter().map(|(day, (_, name))| (day, name)).collect();
        let version = version_of(&rows, &taken);
        Self { version, notices, festivals, taken, since, settled, names, worked_before, working_days }
    }

    pub(super) fn in_range(&self, day: i128) -> Result<i128, CalendarError> {
        let days = i128::try_from(self.worked_before.len()).unwrap_or_default() - 1;
        if (0..days).contains(&day) { Ok(day) } else { Err(CalendarError::OutOfRange) }
    }

    pub(super) fn is_working(&self, day: i128) -> bool {
        self.worked_before(day + 1) > self.worked_before(day)
    }

    /// How many working days lie before a day; days outside the calendar are taken as its nearest end.
    pub(super) fn worked_before(&self, day: i128) -> i128 {
        let last = i128::try_from(self.worked_before.len()).unwrap_or(1) - 1;
        let place = usize::try_from(day.clamp(0, last)).unwrap_or(0);
        self.worked_before.get(place).copied().unwrap_or(0).into()
    }

    /// The working day that has `rank` working days before it.
    pub(super) fn working_day(&self, rank: i128) -> Result<i128, CalendarError> {
        let place = usize::try_from(rank).map_err(|_| CalendarError::OutOfRange)?;
        self.working_days.get(place).map(|day| i128::from(*day)).ok_or(CalendarError::OutOfRange)
    }

    /// The day itself if offices work, else the next working day.
    pub(super) fn roll_on(&self, day: i128) -> Result<i128, CalendarError> {
        self.working_day(self.worked_before(self.in_range(day)?))
    }

    /// The day itself if offices work, else the working day before it.
    pub(super) fn roll_back(&self, day: i128) -> Result<i128, CalendarError> {
        self.working_day(self.worked_before(self.in_range(day)? + 1) - 1)
    }

    /// Whether a provisional year lies between two days, ends included.
    pub(super) fn provisional_between(&self, one: i128, other: i128) -> bool {
        let year = |day| date_of(day).map(Date::year).unwrap_or(LAST_DAY.year());
        (year(one.min(other))..=year(one.max(other))).any(|year| !self.settled.contains(&year))
    }
}

/// Two festivals on one day are both named: 国庆节、中秋节.
fn name_festival(set: &mut BTreeMap<i128, (Setting, String)>, day: i128, name: &str) {
    set.entry(day)
        .and_modify(|(_, names)| *names = format!("{name}、{names}"))
        .or_insert_with(|| (Setting::Holiday, name.to_owned()));
}

fn sums(set: &BTreeMap<i128, (Setting, String)>) -> (Vec<i32>, Vec<i32>) {
    let (mut before, mut working, mut count) = (vec![0], Vec::new(), 0);
    for (number, day) in (0..=day_number(LAST_DAY)).zip(0_i32..) {
        // 2004-01-01 was a Thursday: three days after Monday.
        let weekday = (number + 3) % 7 < 5;
        let works = match set.get(&number) {
            Some((setting, _)) => *setting == Setting::Workday,
            None => weekday,
        };
        if works {
            working.push(day);
            count += 1;
        }
        before.push(count);
    }
    (before, working)
}

fn version_of(notices: &[NoticeRow], taken: &[Notice]) -> String {
    let mut digest = Sha256::new();
    notices.iter().for_each(|row| digest.update(row.line()));
    taken.iter().for_each(|notice| digest.update(notice.line()));
    let short: String = digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let latest = notices.iter().filter_map(|row| row.published).max();
    match latest {
        Some(day) => format!("cn-{day}-{short}"),
        None => format!("cn-{short}"),
    }
}
