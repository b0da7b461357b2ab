//! When invented matters come in, and where: by the day of the week and the hour, more of them in busy places, some told of
//! by several people, and those that must be there.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};

use super::super::chance::Chance;
use super::{Birth, Role, Setting, Spot, waited};
use crate::calendar::{Calendar, Length, LengthUnit, civil, zone};
use crate::pack::model::{Arrivals, DemoSource, Each, EntryYear};

/// The numbers of matters that must be there begin here, so that they stay apart from the usual ones.
const SCENES: u64 = 90_000;
/// The numbers of the usual ones begin here.
const USUAL: u64 = 1_000;

/// An entry of a register: its key and its fields.
pub type EntryOf = (String, Map<String, Json>);

/// Every matter of a period in the order in which they come in, so many times as many as the pack says.
#[must_use]
pub fn births(
    setting: &Setting<'_>,
    entries: &BTreeMap<String, Vec<EntryOf>>,
    (from, until): (Timestamp, Timestamp),
    times: u32,
) -> Vec<Birth> {
    let mut chance = Chance::new(setting.seed);
    let mut all = match &setting.demo.source {
        DemoSource::Arrivals(arrivals) => usual(setting, arrivals, (from, until), times, &mut chance),
        DemoSource::Each(each) => of_entries(setting, each, entries, (from, until), &mut chance),
    };
    all.extend(scenes(setting, until));
    all.retain(|birth| (from..until).contains(&birth.at));
    all.sort_by_key(|birth| (birth.at, birth.matter));
    all
}

fn usual(
    setting: &Setting<'_>,
    arrivals: &Arrivals,
    (from, until): (Timestamp, Timestamp),
    times: u32,
    chance: &mut Chance,
) -> Vec<Birth> {
    let places = weights(setting.spots, arrivals.busiest);
    let (mut all, mut matter, mut day) = (Vec::new(), USUAL, civil(from).date());
    while day <= civil(until).date() {
        for at in of_day(setting.calendar, arrivals, day, times, chance) {
            let Some(spot) = chance.weighted(&places).copied() else { return all };
            let first = Birth { at, matter, spot, role: Role::Usual, entry: None };
            let twins = setting.demo.twins.as_ref().filter(|twins| chance.percent(twins.share));
            let more = twins.map_or(0, |twins| twins.more);
            let mut at = first.at;
            all.push(first);
            for twin in 1..=more {
                at = twins.map_or(at, |twins| waited(setting.calendar, at, twins.within, chance));
                all.push(Birth { at, matter: matter + twin, spot, role: Role::Twin { of: matter }, entry: None });
            }
            matter += 1 + more;
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    all
}

/// The instants of a day, somewhat more or fewer than on average.
fn of_day(calendar: &Calendar, arrivals: &Arrivals, day: Date, times: u32, chance: &mut Chance) -> Vec<Timestamp> {
    let mean = i64::from(mean(calendar, arrivals, day)).saturating_mul(times.into());
    let number = chance.within((mean * 6 + 5) / 10, (mean * 14 + 5) / 10);
    let instant = |chance: &mut Chance| {
        let hour = chance.weighted(&arrivals.hours).copied()?;
        let clock = |n: i64| i8::try_from(n).unwrap_or(0);
        let (minute, second) = (clock(chance.within(0, 59)), clock(chance.within(0, 59)));
        Some(day.at(hour, minute, second, 0).to_zoned(zone()).ok()?.timestamp())
    };
    (0..number).filter_map(|_| instant(chance)).collect()
}

/// A make-up day is worked as a Monday; a day of rest within the week is a holiday.
fn mean(calendar: &Calendar, arrivals: &Arrivals, day: Date) -> u32 {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    let place = match (calendar.day(day).map_or(weekday < 5, |day| day.working), weekday) {
        (true, 5 | 6) => 0,
        (false, 0..=4) => 7,
        _ => weekday,
    };
    arrivals.days.get(place).copied().unwrap_or(0)
}

/// The places, the first of them so many times as likely as the last.
fn weights(spots: &[Spot], busiest: u64) -> Vec<(u64, usize)> {
    let last = (spots.len() as u64).saturating_sub(1).max(1);
    let weight = |place: usize| last + (busiest.max(1) - 1) * last.saturating_sub(place as u64);
    (0..spots.len()).map(|place| (weight(place), place)).collect()
}

fn of_entries(
    setting: &Setting<'_>,
    each: &Each,
    entries: &BTreeMap<String, Vec<EntryOf>>,
    (from, until): (Timestamp, Timestamp),
    chance: &mut Chance,
) -> Vec<Birth> {
    let this_year = i64::from(civil(until).year());
    let fits = |(_, entry): &&EntryOf| {
        let year = entry.get("year").and_then(Json::as_i64);
        match each.year {
            None => true,
            Some(EntryYear::This) => year == Some(this_year),
            Some(EntryYear::Past) => year.is_some_and(|year| year < this_year),
        }
    };
    let fitting = entries.get(&each.register).into_iter().flatten().filter(fits);
    let mut all = Vec::new();
    for (n, entry) in (USUAL..).zip(fitting) {
        if chance.percent(each.share) {
            let at = waited(setting.calendar, from, each.within, chance);
            all.push(Birth { at, matter: n, spot: 0, role: Role::Usual, entry: Some(entry.clone()) });
        }
    }
    all
}

fn scenes(setting: &Setting<'_>, until: Timestamp) -> Vec<Birth> {
    let mut all = Vec::new();
    for (place, scene) in setting.demo.scenes.iter().enumerate() {
        let Some(spot) = setting.spots.iter().position(|spot| spot.unit == scene.at.as_str()) else { continue };
        let first = SCENES + 100 * place as u64;
        let births = (first..).zip(&scene.before).filter_map(|(matter, before)| {
            let at = until.checked_sub(clock_time(*before)).ok()?;
            Some(Birth { at, matter, spot, role: Role::Scene(place), entry: None })
        });
        all.extend(births);
    }
    all
}

/// A length as time on the clock; one of working time as if all time were.
fn clock_time(length: Length) -> SignedDuration {
    let amount = i64::from(length.amount);
    match length.unit {
        LengthUnit::Min => SignedDuration::from_secs(60 * amount),
        LengthUnit::H | LengthUnit::Wh => SignedDuration::from_secs(3600 * amount),
        LengthUnit::D | LengthUnit::Wd => SignedDuration::from_secs(86_400 * amount),
        LengthUnit::Mo => SignedDuration::from_secs(30 * 86_400 * amount),
    }
}
