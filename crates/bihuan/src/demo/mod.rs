//! The demonstration: known accounts, the promises of the reports, and six weeks of invented matters in one district,
//! made through the kernel itself. The same hour and the same seed give the same matters; a second run adds nothing.

mod promised;
mod reported;
mod told;
mod walk;

use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use bihuan_core::directory::{self, DistrictCode, Officer, Unit};
use bihuan_core::simulation::invented::Came;
use bihuan_ledger::{EntryRow, Ledger, UserRow};
use bihuan_office::people::By;
use bihuan_office::{Law, Office, OfficeClock, PackSource, people};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::failure::Failure;
use crate::instance;

/// The district whose matters are shown.
const DISTRICT: &str = "420103";

/// Where the store keeps that it was filled, and how far.
const MARKER: &str = "demo";

/// How far back the matters begin.
const DAYS: i64 = 42;

/// What the chances start from.
const SEED: u64 = 420_103;

/// Fills an empty store up to `until`; a store that was filled before stays as it is,
/// and the answer is none.
pub fn fill(ledger: &Arc<dyn Ledger>, packs: &[PackSource], until: Timestamp) -> Result<Option<Came>, Failure> {
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
    people(ledger.as_ref(), from)?;
    promised::enter(ledger.as_ref(), until)?;
    let law = instance::law(ledger.as_ref(), packs)?;
    enter_registers(ledger.as_ref(), &law)?;
    let shared: Arc<dyn bihuan_ledger::Ledger> = Arc::clone(ledger) as Arc<dyn bihuan_ledger::Ledger>;
    let office = Office::new(shared, law, OfficeClock::starting_at(from), true);
    reported::enter(&office, &district()?)?;
    let came = walk::walk(&office, &district()?, (from, until), SEED)?;
    told::told(&office, until)?;
    for refused in &came.refused {
        tracing::debug!(wish = %refused, "a wish of the demonstration was refused");
    }
    // From here the clock is the machine's, or where `--clock` puts it.
    ledger.set_meta("clock-ahead-us", None)?;
    ledger.set_meta(MARKER, Some("filled"))?;
    crate::screen::note(&format!(
        "已生成 {} 件事项、{} 次办理 · {} matters, {} acts",
        came.filed.len(),
        came.acts,
        came.filed.len(),
        came.acts
    ));
    Ok(Some(came))
}

/// The district that is shown.
pub fn district() -> Result<DistrictCode, Failure> {
    DISTRICT.parse().map_err(|error| Failure::Work(format!("{error}")))
}

/// The four districts, the accounts of one, and a password for each that everybody knows.
fn people(ledger: &dyn Ledger, at: Timestamp) -> Result<(), Failure> {
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
fn enter_registers(ledger: &dyn Ledger, law: &Law) -> Result<(), Failure> {
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

#[cfg(test)]
mod tests;
