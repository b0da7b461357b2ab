//! Which district something belongs to: the caller's, the one that is named, the one that contains the place, or the
//! only one there is.

use bihuan_core::casework::Refusal;
use bihuan_core::casework::decide::{Form, Peer, World};
use bihuan_core::casework::refusal::Fault;
use bihuan_core::casework::slots::AllFree;
use bihuan_core::directory::{DistrictCode, PostName, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::{Place, Value};
use bihuan_office::{Law, Office};
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::problem::Problem;
use super::{files, strict};

/// What may tell the district of a new case.
pub struct Named<'n> {
    /// The district of the caller's account.
    pub of_caller: Option<&'n DistrictCode>,
    /// What body or query name.
    pub said: Option<&'n str>,
    /// The form, for its places.
    pub form: &'n Map<String, Json>,
}

/// The district of a new case.
///
/// # Errors
/// A fault of the field `district`, where nothing tells it.
pub fn resolve(
    law: &Law,
    rules: &CaseType,
    named: &Named<'_>,
    channel: &str,
    at: Timestamp,
) -> Result<DistrictCode, Fault> {
    let said = named.said.map(|code| known(law, code).ok_or_else(unknown)).transpose()?;
    let of_place = || {
        law.directory
            .districts()
            .map(|unit| unit.code.district())
            .find(|d| lies_in(law, rules, d, named.form, channel, at))
    };
    named.of_caller.cloned().or(said).or_else(of_place).or_else(|| only(law)).ok_or_else(missing)
}

/// The district of an instance that has one.
pub fn only(law: &Law) -> Option<DistrictCode> {
    let mut all = law.directory.districts();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.code.district()),
        _ => None,
    }
}

/// The district of a form that may be taken as it stands: whatever is wrong with it is told at once.
///
/// # Errors
/// 422 with every fault, those that were found before among them; the store's failures.
pub fn fitting(
    office: &Office,
    law: &Law,
    rules: &CaseType,
    named: &Named<'_>,
    channel: &str,
    mut faults: Vec<Fault>,
) -> Result<DistrictCode, Problem> {
    let at = office.clock().now();
    let district = resolve(law, rules, named, channel, at).map_err(|fault| faults.push(fault)).ok();
    faults.extend(files::unknown(office, &rules.form, named.form, "/form")?);
    faults.extend(strict::empties(&rules.form, named.form, "/form"));
    if let (Some(district), false) = (&district, faults.is_empty()) {
        faults.extend(wrong_fields(law, rules, district, named.form, channel, at));
    }
    district.filter(|_| faults.is_empty()).ok_or_else(|| Problem::invalid(faults))
}

/// A district of this instance, by its code.
pub fn known(law: &Law, code: &str) -> Option<DistrictCode> {
    code.parse().ok().filter(|code| law.directory.district(code).is_some())
}

fn unknown() -> Fault {
    Fault::new(
        "/district",
        "unknown-district",
        "没有这个区，请核对六位区划代码",
        "There is no such district. Check its six digits.",
    )
}

fn missing() -> Fault {
    Fault::new(
        "/district",
        "required",
        "无法确定属于哪个区，请填写区划代码，或给出发生地点",
        "Say which district: give `district`, or a place.",
    )
}

/// Whether a place of the form lies in this district.
fn lies_in(
    law: &Law,
    rules: &CaseType,
    district: &DistrictCode,
    form: &Map<String, Json>,
    channel: &str,
    at: Timestamp,
) -> bool {
    let places: Vec<Field> = rules.form.iter().filter(|field| field.kind == FieldType::Place).cloned().collect();
    let given = form.iter().filter(|(name, _)| places.iter().any(|field| field.name == **name));
    let given: Map<String, Json> = given.map(|(name, value)| (name.clone(), value.clone())).collect();
    let world = beside(law, rules, district.as_str());
    let Ok(values) = Form::for_filing(&world, district, at, channel).read(&places, &given, "") else { return false };
    let here = |place: &Place| place.unit.as_ref().is_some_and(|unit| unit.district() == *district);
    values.values().any(|value| matches!(value, Value::Place(place) if here(place)))
}

/// Every wrong field of a form, for a request that is refused for other reasons too.
fn wrong_fields(
    law: &Law,
    rules: &CaseType,
    district: &DistrictCode,
    form: &Map<String, Json>,
    channel: &str,
    at: Timestamp,
) -> Vec<Fault> {
    wrong_in(&beside(law, rules, district.as_str()), district, form, channel, at)
}

/// The same with a world that knows more.
pub fn wrong_in(
    world: &World<'_>,
    district: &DistrictCode,
    form: &Map<String, Json>,
    channel: &str,
    at: Timestamp,
) -> Vec<Fault> {
    let rules = world.case_type;
    let read: Result<_, Refusal> = Form::for_filing(world, district, at, channel).read(&rules.form, form, "/form");
    read.err().map(|refusal| refusal.faults).unwrap_or_default()
}

/// The world for questions that need neither workload nor other cases: reading a form, asking who may see.
pub fn beside<'w>(law: &'w Law, case_type: &'w CaseType, district: &str) -> World<'w> {
    World {
        case_type,
        directory: &law.directory,
        calendar: law.calendar(district),
        load: &no_load,
        peer: &no_peer,
        entry: &no_entry,
        slots: &AllFree,
        shelf: &bihuan_core::casework::Bare,
    }
}

/// The entries that a district keeps itself, for a form that names one.
pub fn kept<'l>(
    ledger: &'l dyn bihuan_ledger::Ledger,
    district: &'l DistrictCode,
) -> impl Fn(&str, &str) -> Option<Json> + 'l {
    move |register, key| ledger.entry(district.as_str(), register, key).ok().flatten()
}

fn no_load(_: &UnitCode, _: &PostName) -> u64 {
    0
}

fn no_entry(_: &str, _: &str) -> Option<serde_json::Value> {
    None
}

fn no_peer(_: &str) -> Option<Peer> {
    None
}
