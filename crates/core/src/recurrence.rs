//! Recurrence (周期): when a schedule opens matters, for whom, and with which words. Pure: what is due follows from the
//! calendar and two instants; that each is opened once is the office's to keep, by the key of schedule, object and period.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value as Json, json};

use crate::calendar::{Calendar, zone};
use crate::directory::{DistrictCode, UnitCode};
use crate::pack::CaseType;
use crate::pack::guard::{CaseFacts, Facts};
use crate::pack::model::{Drawn, Every, Field, FieldType, Register, Schedule};
use crate::value::{Value, Values};

/// By which channel matters come in that a schedule opens.
pub const CHANNEL: &str = "schedule";

/// How far back is looked for what was missed, in days: nobody is helped by what was due before.
const LOOKS_BACK: i64 = 800;

/// One time at which a schedule opens matters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Occasion {
    /// The period: `2025-W11`, `2025-03`, `2025-Q1`, `2025`, or the day, for what comes every so many working days.
    pub period: String,
    /// The instant by the schedule's own words: part of what keeps it from happening twice, so no notice on rest days moves it.
    pub base: Timestamp,
    /// When it is due: the same, or the next working day where the schedule rolls.
    pub at: Timestamp,
}

/// The occasions of a schedule after an instant and up to another one, in order.
#[must_use]
pub fn occasions(schedule: &Schedule, calendar: &Calendar, after: Timestamp, until: Timestamp) -> Vec<Occasion> {
    if until <= after {
        return Vec::new();
    }
    let last = crate::calendar::civil(until).date();
    let far = last.saturating_sub(LOOKS_BACK.days());
    // A day that rolled may have been due before.
    let first = crate::calendar::civil(after).date().saturating_sub(31.days()).max(far);
    let due = days(schedule, calendar, first, last).into_iter().filter_map(|(period, day)| {
        let rolled = if schedule.rolls { working_day_from(calendar, day) } else { day };
        Some(Occasion { period, base: instant(day, schedule.at)?, at: instant(rolled, schedule.at)? })
    });
    let mut due: Vec<Occasion> = due.filter(|it| it.at > after && it.at <= until).collect();
    due.sort_by_key(|it| (it.at, it.base));
    due
}

/// What of the occasions is opened: every one where the schedule catches up, else the latest.
#[must_use]
pub fn to_open(schedule: &Schedule, mut due: Vec<Occasion>) -> Vec<Occasion> {
    if schedule.catch_up {
        return due;
    }
    due.pop().into_iter().collect()
}

/// The days of a schedule from one to another, each with its period.
fn days(schedule: &Schedule, calendar: &Calendar, first: Date, last: Date) -> Vec<(String, Date)> {
    match schedule.every {
        Every::WorkingDays { days, from } => every_working_days(calendar, (days, from), first, last),
        every => {
            let mut all = Vec::new();
            let mut start = begin(every, first);
            while start <= last {
                all.push(of_period(every, start));
                start = next(every, start);
            }
            all
        }
    }
}

/// The first day of the period that a day is in.
fn begin(every: Every, day: Date) -> Date {
    match every {
        Every::Week(_) => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
        Every::Month(_) | Every::WorkingDays { .. } => day.first_of_month(),
        Every::Quarter { .. } => {
            let into = (day.month() - 1) % 3;
            day.first_of_month().saturating_sub(i64::from(into).months())
        }
        Every::Year { .. } => day.first_of_year(),
    }
}

fn next(every: Every, start: Date) -> Date {
    match every {
        Every::Week(_) => start.saturating_add(7.days()),
        Every::Month(_) | Every::WorkingDays { .. } => start.saturating_add(1.month()),
        Every::Quarter { .. } => start.saturating_add(3.months()),
        Every::Year { .. } => start.saturating_add(1.year()),
    }
}

/// The name of a period and its day; a month that is too short gives its last.
fn of_period(every: Every, start: Date) -> (String, Date) {
    let in_month = |month: Date, day: i8| month.saturating_add(i64::from(day.min(month.days_in_month()) - 1).days());
    match every {
        Every::Week(weekday) => {
            let week = start.iso_week_date();
            (format!("{}-W{:02}", week.year(), week.week()), start.saturating_add(i64::from(weekday - 1).days()))
        }
        Every::Month(day) => (start.strftime("%Y-%m").to_string(), in_month(start, day)),
        Every::Quarter { month, day } => {
            let name = format!("{}-Q{}", start.year(), (start.month() + 2) / 3);
            (name, in_month(start.saturating_add(i64::from(month - 1).months()), day))
        }
        Every::Year { month, day } => {
            (start.year().to_string(), in_month(start.saturating_add(i64::from(month - 1).months()), day))
        }
        Every::WorkingDays { .. } => (start.to_string(), start),
    }
}

/// Every so many working days, counted from a day on; that one is the first if people work on it.
fn every_working_days(calendar: &Calendar, (days, from): (u32, Date), first: Date, last: Date) -> Vec<(String, Date)> {
    let (mut all, mut worked, mut day) = (Vec::new(), 0_u64, from);
    while day <= last {
        if is_working(calendar, day) {
            if day >= first && worked.is_multiple_of(u64::from(days.max(1))) {
                all.push((day.to_string(), day));
            }
            worked += 1;
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    all
}

fn is_working(calendar: &Calendar, day: Date) -> bool {
    calendar.day(day).is_ok_and(|day| day.working)
}

/// The day, or the next on which people work.
fn working_day_from(calendar: &Calendar, day: Date) -> Date {
    let mut here = day;
    for _ in 0..40 {
        if is_working(calendar, here) {
            return here;
        }
        here = here.saturating_add(1.day());
    }
    day
}

fn instant(day: Date, at: Time) -> Option<Timestamp> {
    Some(day.to_datetime(at).to_zoned(zone()).ok()?.timestamp())
}

/// What a matter is opened for.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// The district as a whole.
    District,
    /// A unit.
    Unit(UnitCode),
    /// An entry: its key, and what it says in the contract's JSON.
    Entry(String, Map<String, Json>),
}

impl Object {
    /// How it is known among those of its schedule; nothing for the district.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::District => "",
            Self::Unit(unit) => unit.as_str(),
            Self::Entry(key, _) => key,
        }
    }
}

/// Whether an entry is one of those that the schedule is for.
#[must_use]
pub fn is_for(schedule: &Schedule, register: &Register, entry: &Map<String, Json>, district: &DistrictCode) -> bool {
    let crate::pack::model::Objects::Entries { when: Some(guard), .. } = &schedule.objects else { return true };
    let value = |field: &Field| Some((field.name.clone(), read(field, entry.get(&field.name)?, district)?));
    let form: Values = register.fields.iter().filter_map(value).collect();
    let case = CaseFacts {
        round: 1,
        stage: None,
        status: "open",
        outcome: None,
        channel: CHANNEL,
        outer: false,
        version: 0,
        today: None,
    };
    guard.holds(&Facts { form: &form, input: &Values::new(), case }).unwrap_or(false)
}

/// As much of an entry's value as a condition can weigh.
fn read(field: &Field, json: &Json, district: &DistrictCode) -> Option<Value> {
    Some(match field.kind {
        FieldType::Boolean => Value::Boolean(json.as_bool()?),
        FieldType::Integer => Value::Integer(json.as_i64()?),
        FieldType::Number | FieldType::Decimal | FieldType::Money => {
            Value::Decimal(json.as_str().map_or_else(|| json.to_string(), str::to_owned).parse().ok()?)
        }
        FieldType::Date => Value::Date(json.as_str()?.parse().ok()?),
        FieldType::Term => Value::Term(json.as_str()?.to_owned()),
        FieldType::Unit => Value::Unit(whole(json.as_str()?, district).parse().ok()?),
        FieldType::Text => Value::Text(json.as_str()?.to_owned()),
        _ => return None,
    })
}

/// The form of the matter, in the contract's JSON.
#[must_use]
pub fn form(
    schedule: &Schedule,
    child: &CaseType,
    object: &Object,
    occasion: &Occasion,
    district: &DistrictCode,
) -> Map<String, Json> {
    let drawn = |field: &Field| {
        let json = match (schedule.with.get(&field.name)?, object) {
            (Drawn::Period, _) => json!(occasion.period),
            (Drawn::Day, _) => json!(crate::calendar::civil(occasion.at).date().to_string()),
            (Drawn::Fixed(json), _) => json.clone(),
            (Drawn::Unit, Object::Unit(unit)) => json!(unit.as_str()),
            (Drawn::Entry, Object::Entry(key, _)) => json!(format!("{}/{key}", field.register.as_deref()?)),
            (Drawn::Key, Object::Entry(key, _)) => json!(key),
            (Drawn::Field(name), Object::Entry(_, values)) => values.get(name)?.clone(),
            _ => return None,
        };
        Some((field.name.clone(), completed(field, json, district)))
    };
    child.form_through(CHANNEL).iter().filter_map(drawn).collect()
}

fn completed(field: &Field, json: Json, district: &DistrictCode) -> Json {
    match (field.kind, &json) {
        (FieldType::Unit, Json::String(unit)) => whole(unit, district).into(),
        _ => json,
    }
}

/// A unit as packs write it, the suffix behind the district, or its whole code.
fn whole(unit: &str, district: &DistrictCode) -> String {
    if unit.starts_with(|c: char| c.is_ascii_digit()) { unit.to_owned() } else { format!("{district}-{unit}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::rfc3339;
    use crate::casework::TypeId;
    use crate::pack::model::Objects;

    fn schedule(every: Every) -> Schedule {
        Schedule {
            name: "check".into(),
            id: "works.check".into(),
            title: "盘点".into(),
            opens: TypeId("works.check".into()),
            every,
            at: jiff::civil::time(9, 0, 0, 0),
            rolls: false,
            objects: Objects::District,
            with: Default::default(),
            catch_up: true,
            span: Default::default(),
            places: Default::default(),
        }
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}+08:00").parse().unwrap()
    }

    fn told(schedule: &Schedule, after: &str, until: &str) -> Vec<String> {
        let due = occasions(schedule, Calendar::shipped(), at(after), at(until));
        due.iter().map(|it| format!("{} {}", it.period, &rfc3339(it.at)[..16])).collect()
    }

    #[test]
    fn each_measure_of_time_has_its_day_and_its_name() {
        let weekly = schedule(Every::Week(1));
        assert_eq!(
            told(&weekly, "2025-03-03T09:00:00", "2025-03-17T09:00:00"),
            ["2025-W11 2025-03-10T09:00", "2025-W12 2025-03-17T09:00"],
            "not what was due at the first instant, but at the last"
        );
        let monthly = schedule(Every::Month(31));
        assert_eq!(
            told(&monthly, "2025-01-31T10:00:00", "2025-04-01T00:00:00"),
            ["2025-02 2025-02-28T09:00", "2025-03 2025-03-31T09:00"]
        );
        let quarterly = schedule(Every::Quarter { month: 1, day: 10 });
        assert_eq!(
            told(&quarterly, "2025-01-01T00:00:00", "2025-07-10T08:59:00"),
            ["2025-Q1 2025-01-10T09:00", "2025-Q2 2025-04-10T09:00"]
        );
        let yearly = schedule(Every::Year { month: 2, day: 29 });
        assert_eq!(told(&yearly, "2025-01-01T00:00:00", "2025-12-31T00:00:00"), ["2025 2025-02-28T09:00"]);
    }

    #[test]
    fn a_day_of_rest_rolls_to_the_next_on_which_people_work_and_keeps_its_period() {
        let monthly = Schedule { rolls: true, ..schedule(Every::Month(1)) };
        assert_eq!(
            told(&monthly, "2025-09-30T00:00:00", "2025-10-31T00:00:00"),
            ["2025-10 2025-10-09T09:00"],
            "国庆 and 中秋 2025: rest until 10-08"
        );
        assert_eq!(told(&monthly, "2025-10-02T00:00:00", "2025-10-31T00:00:00"), ["2025-10 2025-10-09T09:00"]);
    }

    #[test]
    fn working_days_are_counted_from_their_first() {
        let from = jiff::civil::date(2025, 1, 20);
        let every = schedule(Every::WorkingDays { days: 5, from });
        let due = occasions(&every, Calendar::shipped(), at("2025-01-19T00:00:00"), at("2025-02-20T00:00:00"));
        let days: Vec<Date> = due.iter().map(|it| crate::calendar::civil(it.at).date()).collect();
        assert_eq!(days.first(), Some(&from));
        for pair in days.windows(2) {
            let between =
                std::iter::successors(Some(pair[0]), |day| day.tomorrow().ok()).take_while(|day| *day < pair[1]);
            assert_eq!(between.filter(|day| is_working(Calendar::shipped(), *day)).count(), 5, "{pair:?}");
        }
        assert!(days.len() >= 4 && due.iter().all(|it| it.base == it.at));
    }

    #[test]
    fn of_what_was_missed_only_the_latest_is_opened_unless_it_catches_up() {
        let due = |it: &Schedule| {
            let missed = occasions(it, Calendar::shipped(), at("2025-03-01T00:00:00"), at("2025-04-01T00:00:00"));
            to_open(it, missed).into_iter().map(|it| it.period).collect::<Vec<_>>()
        };
        let weekly = schedule(Every::Week(5));
        assert_eq!(due(&weekly).len(), 4);
        assert_eq!(due(&Schedule { catch_up: false, ..weekly }), ["2025-W13"]);
    }

    proptest! {
        /// However the time is cut into pieces, the same comes of it, each once.
        #[test]
        fn pieces_of_time_add_up(
            which in 0_usize..5, rolls: bool, cuts in prop::collection::vec(0_i64..400 * 24, 1..30)
        ) {
            let all = [
                Every::Week(3),
                Every::Month(30),
                Every::Quarter { month: 3, day: 31 },
                Every::Year { month: 10, day: 1 },
                Every::WorkingDays { days: 7, from: jiff::civil::date(2024, 12, 2) },
            ];
            let schedule = Schedule { rolls, ..schedule(all[which]) };
            let start = at("2025-01-01T00:00:00");
            let hour = |hours: i64| start + jiff::SignedDuration::from_hours(hours);
            let whole = occasions(&schedule, Calendar::shipped(), start, hour(400 * 24));
            let mut cuts = cuts;
            cuts.extend([0, 400 * 24]);
            cuts.sort_unstable();
            let pieces: Vec<Occasion> = cuts
                .windows(2)
                .flat_map(|pair| occasions(&schedule, Calendar::shipped(), hour(pair[0]), hour(pair[1])))
                .collect();
            let mut periods: Vec<&str> = pieces.iter().map(|it| it.period.as_str()).collect();
            periods.dedup();
            prop_assert_eq!(periods.len(), pieces.len());
            prop_assert_eq!(pieces, whole);
        }
    }
}
