//! The promises of the reports as register entries, and invented tasks that count what was done towards them.
//!
//! The promises of the reports are facts with their quotes, of years that are over. Those of the running year are invented, with
//! the words of an invented report, so that the cockpit has targets to look at today. All quantities are made up, and say so.

use bihuan_core::calendar::civil;
use bihuan_core::simulation::Chance;
use bihuan_ledger::{EntryRow, Ledger};
use bihuan_text::promises::{self, Promise};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Map, Value as Json, json};

use super::plots::{Scene, What, after_working_hours};
use crate::failure::Failure;

/// The register that the promises stand in.
const REGISTER: &str = "promises";

/// How many tasks the demonstration opens towards the promises of the reports.
const TASKS: usize = 12;

/// The promises of the invented report `data/demo/report-2026.txt`; they are made for whatever year it is.
const INVENTED: &str = include_str!("../../../../data/demo/promises.json");

/// Puts the promises of a district into its register, those of the running year with them.
pub fn enter(ledger: &dyn Ledger, until: Timestamp) -> Result<(), Failure> {
    let all: Vec<Promise> = shipped()?.into_iter().chain(invented(until)?).collect();
    for district in ["420103", "420105", "420106", "420111"] {
        let entries: Vec<EntryRow> =
            all.iter().filter(|promise| promise.district == district).filter_map(entry).collect();
        ledger.put_entries(district, entries)?;
    }
    Ok(())
}

fn shipped() -> Result<Vec<Promise>, Failure> {
    promises::shipped().map_err(|error| Failure::Work(error.to_string()))
}

fn invented(until: Timestamp) -> Result<Vec<Promise>, Failure> {
    let all: Vec<Promise> = serde_json::from_str(INVENTED).map_err(|error| Failure::Work(error.to_string()))?;
    let year = civil(until).year();
    Ok(all.into_iter().map(|promise| Promise { year, ..promise }).collect())
}

fn entry(promise: &Promise) -> Option<EntryRow> {
    let mut value = serde_json::to_value(promise).ok()?;
    value.as_object_mut()?.insert("lead_unit".into(), json!(promise.lead_code()));
    Some(EntryRow { register: REGISTER.into(), key: promise.id.clone(), value })
}

/// Writes the tasks of a district down: `first` is the place of the first in the list of matters.
pub fn tasks(
    district: &str,
    first: usize,
    from: Timestamp,
    until: Timestamp,
    chance: &mut Chance,
) -> Result<Vec<Scene>, Failure> {
    let all = shipped()?;
    let here: Vec<&Promise> = all.iter().filter(|promise| promise.district == district).collect();
    let step = (here.len() / TASKS).max(1);
    let invented = invented(until)?;
    let chosen = here.into_iter().step_by(step).take(TASKS).chain(&invented);
    Ok(chosen.enumerate().flat_map(|(index, promise)| task(promise, first + index, (from, until), chance)).collect())
}

fn task(promise: &Promise, matter: usize, (from, until): (Timestamp, Timestamp), chance: &mut Chance) -> Vec<Scene> {
    let due = format!("{}-12-31", civil(until).year());
    let mut at = after_working_hours(from, chance.within(1, 20)) + minutes(chance.within(1, 40));
    let mut scenes = vec![Scene { at, matter, by: "supervisor", what: opened(promise, &due) }];
    let mut act = |at, by, action, input: Json| {
        let input = input.as_object().cloned().unwrap_or_default();
        scenes.push(Scene { at, matter, by, what: What::Act { action, input } });
    };
    at = after_working_hours(at, chance.within(2, 12)) + minutes(chance.within(1, 30));
    act(at, "handler", "take", json!({}));
    let running = promise.year == civil(until).year();
    let share = share(running.then(|| civil(until).date()), chance);
    for (quarter, part) in [(1, 30), (2, 30), (3, 25), (4, 15)] {
        let amount = portion(promise, share, part);
        if amount == "0" {
            continue;
        }
        at = after_working_hours(at, chance.within(12, 40)) + minutes(chance.within(1, 30));
        let period = day_of(promise.year, until, quarter);
        let evidence = format!("合成：验收单 {} 第 {quarter} 号", promise.id);
        act(at, "handler", "record", json!({ "amount": amount, "period": period, "evidence": evidence }));
    }
    if running {
        at = after_working_hours(at, 8) + minutes(7);
        if chance.percent(30) {
            act(at, "supervisor", "urge", json!({ "text": "合成：请说明进度并补充佐证。" }));
        }
    } else {
        at = after_working_hours(at, chance.within(4, 16)) + minutes(5);
        act(at, "handler", "report", json!({ "summary": "合成：已汇总全年完成情况，佐证齐全。" }));
        at = after_working_hours(at, chance.within(6, 30)) + minutes(9);
        let finding = json!({ "finding": "合成：抽查佐证与填报一致。" });
        act(at, "supervisor", if share < 100 { "short" } else { "accept" }, finding);
    }
    scenes
}

/// How much of it is done, in hundredths: of a year that is over all of it three times in four; of a running one about as
/// much as the year has gone, some ahead, some behind.
fn share(today: Option<Date>, chance: &mut Chance) -> i64 {
    match today {
        Some(today) => (i64::from(today.day_of_year()) * chance.within(78, 122) / 365).clamp(4, 100),
        None if chance.percent(75) => 100,
        None => chance.within(60, 95),
    }
}

/// The last day of the so manieth quarter of what has gone by of a year.
fn day_of(year: i16, until: Timestamp, quarter: i64) -> String {
    let end = civil(until).date().min(Date::new(year, 12, 31).unwrap_or_default());
    let gone = i64::from(end.day_of_year());
    let day = Date::new(year, 1, 1).unwrap_or_default().checked_add((gone * quarter / 4 - 1).max(0).days());
    day.unwrap_or(end).to_string()
}

fn opened(promise: &Promise, due: &str) -> What {
    let title: String = format!("合成演示：{}（{} 年度）", promise.quote, promise.year).chars().take(200).collect();
    let comparator = serde_json::to_value(promise.comparator).unwrap_or_default();
    let form = json!({
        "promise": format!("{REGISTER}/{}", promise.id), "title": title, "quantity": promise.quantity, "measure": promise.measure,
        "comparator": comparator, "year": promise.year, "lead_unit": promise.lead_code(), "due": due,
    });
    let form: Map<String, Json> = form.as_object().cloned().unwrap_or_default();
    What::File { case_type: "supervision.task", channel: "desk", form }
}

/// A part of a share of the quantity, in hundredths of each: whole numbers where the promise is a whole number.
fn portion(promise: &Promise, share: i64, part: i64) -> String {
    let whole = promise.quantity.scaled() % 10_000 == 0;
    let scaled = promise.quantity.scaled() * i128::from(share) * i128::from(part) / 10_000;
    let rounded = if whole { (scaled + 5_000) / 10_000 * 10_000 } else { scaled / 100 * 100 };
    bihuan_text::measure::Amount::from_scaled(rounded).to_string()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_secs(60 * minutes)
}
