//! The demonstration: known accounts, the promises of the reports, and six weeks of invented matters in one district,
//! made through the kernel itself. The same hour and the same seed give the same matters; a second run adds nothing.

mod generated;
mod plots;
mod promised;
mod reported;
mod told;
mod walk;
mod words;

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use bihuan_core::calendar::{Calendar, civil, zone};
use bihuan_core::directory::{self, Directory, DistrictCode, Officer, Unit, UnitKind};
use bihuan_core::simulation::Chance;
use bihuan_ledger::{Accounts, Books, Cases, EntryRow, Sqlite, UserRow};
use bihuan_office::people::By;
use bihuan_office::{Law, Office, OfficeClock, PackSource, people};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

pub use self::generated::Maker;
use self::plots::{Scene, Spot};
use self::walk::Walked;
use crate::failure::Failure;
use crate::instance;

/// The district whose matters are shown.
const DISTRICT: &str = "420103";

/// Where the store keeps that it was filled, and how far.
const MARKER: &str = "demo";

/// How far back the matters begin.
const DAYS: i64 = 42;

/// The community whose streets the demonstration's officer on foot walks; see `data/demo/officers.json`.
const WALKED: &str = "420103001002";

/// What the chances start from.
const SEED: u64 = 420_103;

/// Fills an empty store up to `until`; a store that was filled before stays as it is,
/// and the answer is none.
pub fn fill(ledger: &Arc<Sqlite>, packs: &[PackSource], until: Timestamp) -> Result<Option<Walked>, Failure> {
    match ledger.meta(MARKER)?.as_deref() {
        Some("filled") => return Ok(None),
        Some(_) => {
            crate::screen::note(
                "上次填充合成数据时中断,沿用已有部分 · filling was cut short before; what is there is kept",
            );
            return Ok(None);
        }
        None => {}
    }
    if !ledger.users()?.is_empty() || !ledger.districts()?.is_empty() {
        return Err(Failure::Work(
            "这里已有真实数据,不能作为演示启动 · this store holds real data and cannot be served as a demonstration"
                .into(),
        ));
    }
    crate::screen::note("正在生成六周的合成事项,约需十几秒 · making six weeks of synthetic matters, some ten seconds");
    ledger.set_meta(MARKER, Some("begun"))?;
    let from = until - SignedDuration::from_hours(24 * DAYS);
    people(ledger, from)?;
    promised::enter(ledger.as_ref(), until)?;
    let law = instance::law(ledger, packs)?;
    enter_registers(ledger, &law)?;
    let scenes = scenes(&law.directory, from, until)?;
    let shared: Arc<dyn bihuan_ledger::Ledger> = Arc::clone(ledger) as Arc<dyn bihuan_ledger::Ledger>;
    let office = Office::new(shared, law, OfficeClock::starting_at(from), true);
    reported::enter(&office, &district()?)?;
    let walked = walk::walk(&office, &district()?, scenes, until)?;
    told::told(&office, until)?;
    for refused in &walked.refused {
        tracing::debug!(scene = %refused, "a scene of the demonstration was refused");
    }
    // From here the clock is the machine's, or where `--clock` puts it.
    ledger.set_meta("clock-ahead-us", None)?;
    ledger.set_meta(MARKER, Some("filled"))?;
    crate::screen::note(&format!(
        "已生成 {} 件事项、{} 次办理 · {} matters, {} acts",
        walked.filed, walked.acts, walked.filed, walked.acts
    ));
    Ok(Some(walked))
}

fn district() -> Result<DistrictCode, Failure> {
    DISTRICT.parse().map_err(|error| Failure::Work(format!("{error}")))
}

/// The four districts, the accounts of one, and a password for each that everybody knows.
fn people(ledger: &Sqlite, at: Timestamp) -> Result<(), Failure> {
    let faults = |errors: Vec<directory::DirectoryError>| {
        Failure::Work(errors.first().map(ToString::to_string).unwrap_or_default())
    };
    let demo = directory::demo().map_err(faults)?;
    let units: Vec<Unit> = demo.units(None, None).cloned().collect();
    let officers: Vec<Officer> = demo.officers().cloned().collect();
    people::keep_all(ledger, (&By::Kernel, at), &units, &officers)?;
    for officer in officers {
        ledger.put_user(UserRow {
            name: officer.user.as_str().into(),
            password: hash_known(&format!("demo-{}", officer.user))?,
            profile: people::profile(&officer),
            disabled: false,
            created: Timestamp::now(),
        })?;
    }
    Ok(())
}

/// The hash of a password that everybody knows: as cheap as the form allows, so that a demonstration starts quickly.
fn hash_known(password: &str) -> Result<String, Failure> {
    let failed = |error: argon2::password_hash::Error| Failure::Work(error.to_string());
    let params = Params::new(1024, 1, 1, None).map_err(|error| Failure::Work(error.to_string()))?;
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    cheap.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(failed)
}

/// The entries that packs bring along, marked as invented.
fn enter_registers(ledger: &Sqlite, law: &Law) -> Result<(), Failure> {
    for register in law.packs.values().flat_map(|pack| pack.registers.values()) {
        let entry = |row: &bihuan_core::pack::model::RegisterEntry| {
            let mut value = json!(row.values);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("synthetic".into(), json!(true));
            }
            EntryRow { register: register.name.clone(), key: row.key.clone(), value }
        };
        ledger.put_entries(DISTRICT, register.rows.iter().map(entry).collect())?;
    }
    Ok(())
}

/// Everything that happens in the weeks, matter by matter.
fn scenes(directory: &Directory, from: Timestamp, until: Timestamp) -> Result<Vec<Scene>, Failure> {
    let mut chance = Chance::new(SEED);
    let mut scenes = promised::tasks(DISTRICT, 0, from, until, &mut chance)?;
    scenes.extend(requests(directory, (from, until), 1, &mut chance));
    let spots = spots(directory);
    scenes.extend(walked(&spots, until));
    scenes.extend(rising(&spots, until));
    Ok(scenes)
}

/// The requests of a period, so many times as many as in the demonstration.
fn requests(
    directory: &Directory,
    (from, until): (Timestamp, Timestamp),
    times: i64,
    chance: &mut Chance,
) -> Vec<Scene> {
    let (spots, mut scenes, mut matter) = (spots(directory), Vec::new(), 1000);
    for at in arrivals(from, until, times, chance) {
        let Some(spot) = chance.of(&spots) else { break };
        if matter % 60 == 30 {
            scenes.extend(plots::duplicates(DISTRICT, spot, matter, at, chance));
            matter += 3;
        } else {
            scenes.extend(plots::request(DISTRICT, spot, matter, at, chance));
            matter += 1;
        }
    }
    scenes
}

/// What waits in the streets that the demonstration's officer on foot walks, from yesterday and from this morning.
fn walked(spots: &[Spot], until: Timestamp) -> Vec<Scene> {
    let Some(spot) = spots.iter().find(|spot| spot.community == WALKED) else { return Vec::new() };
    let mut chance = Chance::new(SEED + 1);
    let ago = [26_i64, 22, 5, 3].into_iter().zip(90_000..);
    let begun =
        ago.filter_map(|(hours, matter)| Some((until.checked_sub(SignedDuration::from_hours(hours)).ok()?, matter)));
    begun.flat_map(|(at, matter)| plots::waiting(DISTRICT, spot, matter, at, &mut chance)).collect()
}

/// What rises in these days against the weeks before, in a street that the officer on foot does not walk.
fn rising(spots: &[Spot], until: Timestamp) -> Vec<Scene> {
    let Some(spot) = spots.iter().rev().find(|spot| spot.community != WALKED) else { return Vec::new() };
    let Ok(from) = until.checked_sub(SignedDuration::from_hours(60)) else { return Vec::new() };
    plots::burst(DISTRICT, spot, 95_000, from, &mut Chance::new(SEED + 2))
}

/// The communities with the streets that they belong to.
fn spots(directory: &Directory) -> Vec<Spot> {
    let root = DISTRICT.parse().ok();
    let communities = directory.units(root.as_ref(), Some(UnitKind::Community));
    communities.filter(|unit| !unit.name.contains("虚拟")).filter_map(|unit| spot(directory, unit)).collect()
}

fn spot(directory: &Directory, unit: &Unit) -> Option<Spot> {
    let street = directory.path(&unit.code).into_iter().find(|above| above.kind == UnitKind::Street)?;
    let degrees = |micro: i64| micro as f64 / 1e6;
    Some(Spot {
        community: unit.code.to_string(),
        street: street.code.to_string(),
        name: unit.short_name().to_owned(),
        point: unit.point.map(|point| (degrees(point.lon()), degrees(point.lat()))),
    })
}

/// When requests come in: five or six on a working day, two or three on a day of rest, most of them by daylight.
fn arrivals(from: Timestamp, until: Timestamp, times: i64, chance: &mut Chance) -> Vec<Timestamp> {
    let mut arrivals = Vec::new();
    let mut day = civil(from).date();
    while day <= civil(until).date() {
        let working = Calendar::shipped().day(day).is_ok_and(|day| day.working);
        let number = times * if working { chance.within(4, 7) } else { chance.within(1, 3) };
        for _ in 0..number {
            let (hour, minute, second) = (chance.within(7, 21), chance.within(0, 59), chance.within(0, 59));
            let clock = |n: i64| i8::try_from(n).unwrap_or(0);
            let at =
                day.at(clock(hour), clock(minute), clock(second), 0).to_zoned(zone()).map(|zoned| zoned.timestamp());
            arrivals.extend(at.ok().filter(|at| (from..until).contains(at)));
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    arrivals.sort();
    arrivals
}

#[cfg(test)]
mod tests;
