//! The promises of the reports as register entries, and invented tasks that count what was done towards some of them.
//!
//! The promises are facts with their quotes. The tasks are not: their quantities are made up, and say so.

use bihuan_core::calendar::civil;
use bihuan_core::simulation::Chance;
use bihuan_ledger::{EntryRow, Ledger};
use bihuan_text::promises::{self, Promise};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json, json};

use super::plots::{Scene, What, after_working_hours};
use crate::failure::Failure;

/// The register that the promises stand in.
const REGISTER: &str = "promises";

/// How many tasks the demonstration opens.
const TASKS: usize = 18;

/// Puts the promises of a district into its register.
pub fn enter(ledger: &dyn Ledger) -> Result<(), Failure> {
    let all = shipped()?;
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
    let chosen = here.into_iter().step_by(step).take(TASKS);
    let due = format!("{}-12-31", civil(until).year());
    Ok(chosen.enumerate().flat_map(|(index, promise)| task(promise, first + index, from, &due, chance)).collect())
}

fn task(promise: &Promise, matter: usize, from: Timestamp, due: &str, chance: &mut Chance) -> Vec<Scene> {
    let mut at = after_working_hours(from, chance.within(1, 20)) + minutes(chance.within(1, 40));
    let mut scenes = vec![Scene { at, matter, by: "supervisor", what: opened(promise, due) }];
    let mut act = |at, by, action, input: Json| {
        let input = input.as_object().cloned().unwrap_or_default();
        scenes.push(Scene { at, matter, by, what: What::Act { action, input } });
    };
    at = after_working_hours(at, chance.within(2, 12)) + minutes(chance.within(1, 30));
    act(at, "handler", "take", json!({}));
    // Seven in ten come to their quantity, as far as the made-up figures go.
    let full = chance.percent(70);
    let share = if full { 100 } else { chance.within(35, 95) };
    for (month, part) in [(3, 30), (6, 30), (9, 25), (12, 15)] {
        let amount = portion(promise, share, part);
        if amount == "0" {
            continue;
        }
        at = after_working_hours(at, chance.within(12, 40)) + minutes(chance.within(1, 30));
        let period = format!("{}-{month:02}-{:02}", promise.year, chance.within(10, 28));
        let evidence = format!("合成：验收单 {}-{month:02} 号", promise.id);
        act(at, "handler", "record", json!({ "amount": amount, "period": period, "evidence": evidence }));
    }
    if full && chance.percent(60) {
        at = after_working_hours(at, chance.within(4, 16)) + minutes(5);
        act(at, "handler", "report", json!({ "summary": "合成：已按量完成，佐证齐全。" }));
        at = after_working_hours(at, chance.within(6, 30)) + minutes(9);
        act(at, "supervisor", "accept", json!({ "finding": "合成：抽查佐证与填报一致。" }));
    } else if !full {
        at = after_working_hours(at, 8) + minutes(7);
        act(at, "supervisor", "urge", json!({ "text": "合成：请说明差额原因并补充佐证。" }));
    }
    scenes
}

fn opened(promise: &Promise, due: &str) -> What {
    let title: String = format!("合成演示：{}（{} 年度补录）", promise.quote, promise.year).chars().take(200).collect();
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
