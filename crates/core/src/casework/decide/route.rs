//! Ways to a unit: by vocabulary, by place, by least load, by a field, or back up the way it came down.

use super::avoid::is_avoided;
use super::draft::{Draft, undefined};
use crate::casework::case::{Task, TaskKind};
use crate::casework::refusal::{Refusal, RefusalCode};
use crate::directory::{PostName, UnitCode, UnitKind};
use crate::pack::model::{Route, TermValue, UnitRule};
use crate::value::{Place, Value};

/// The unit that a rule names, and the units above it that the work must climb through afterwards.
pub(super) fn unit_for(
    draft: &Draft<'_>,
    standing: &str,
    rule: &UnitRule,
    post: &PostName,
) -> Result<(UnitCode, Vec<UnitCode>), Refusal> {
    match rule {
        UnitRule::Route(name) => Ok((follow(draft, name, post)?, Vec::new())),
        UnitRule::Field(field) => {
            let unit = draft.unit_in(field).cloned().ok_or_else(|| no_route(field))?;
            Ok((unit, Vec::new()))
        }
        UnitRule::Climbs(field) => climb(draft, standing, field, post),
        UnitRule::Worked(field) => {
            let unit = draft.unit_in(field).cloned().ok_or_else(|| no_route(field))?;
            Ok(worked(draft, standing, &unit).unwrap_or((unit, Vec::new())))
        }
    }
}

/// The unit that a named route leads to.
fn follow(draft: &Draft<'_>, name: &str, post: &PostName) -> Result<UnitCode, Refusal> {
    let unit = match draft.world.case_type.routes.get(name) {
        Some(Route::Unit(suffix)) => in_district(draft, suffix)?,
        Some(Route::Term { field, attribute, otherwise }) => match unit_of_term(draft, field, attribute) {
            Some(suffix) => in_district(draft, suffix)?,
            None => instead(draft, otherwise, post)?,
        },
        Some(Route::Place { field, kinds, otherwise }) => match unit_of_place(draft, field, kinds) {
            Some(unit) => unit,
            None => instead(draft, otherwise, post)?,
        },
        Some(Route::LeastLoad { units }) => least_busy(draft, units, post)?,
        None => return Err(undefined(name)),
    };
    match draft.world.directory.unit(&unit) {
        Some(_) => Ok(unit),
        None => Err(no_unit(&unit)),
    }
}

/// Where a route leads that found nothing: another route by its name, or a unit of the district.
fn instead(draft: &Draft<'_>, otherwise: &str, post: &PostName) -> Result<UnitCode, Refusal> {
    match draft.world.case_type.routes.get(otherwise) {
        Some(Route::Unit(suffix)) => in_district(draft, suffix),
        Some(Route::LeastLoad { units }) => least_busy(draft, units, post),
        Some(_) => Err(undefined(otherwise)),
        None => in_district(draft, otherwise),
    }
}

fn in_district(draft: &Draft<'_>, suffix: &str) -> Result<UnitCode, Refusal> {
    format!("{}-{suffix}", draft.case.district).parse().map_err(|_| undefined(suffix))
}

fn unit_of_term<'d>(draft: &'d Draft<'_>, field: &str, attribute: &str) -> Option<&'d str> {
    let Some(Value::Term(code)) = draft.case.values.get(field) else {
        return None;
    };
    let vocabularies = draft.world.case_type.vocabularies.values();
    let of_field = draft.world.case_type.form.iter().chain(&draft.world.case_type.facts);
    let vocabulary = of_field.filter(|f| f.name == field).find_map(|f| f.vocabulary.as_deref())?;
    let terms = vocabularies.filter(|v| v.name == vocabulary).flat_map(|v| &v.terms);
    match terms.filter(|term| term.code == *code).find_map(|term| term.attributes.get(attribute))? {
        TermValue::Text(suffix) => Some(suffix),
        _ => None,
    }
}

fn unit_of_place(draft: &Draft<'_>, field: &str, kinds: &[UnitKind]) -> Option<UnitCode> {
    let Some(Value::Place(Place { unit: Some(unit), .. })) = draft.case.values.get(field) else {
        return None;
    };
    let path = draft.world.directory.path(unit);
    path.into_iter().find(|unit| kinds.contains(&unit.kind)).map(|unit| unit.code.clone())
}

/// The unit with the fewest open tasks; of equals the first in the pack.
fn least_busy(draft: &Draft<'_>, units: &[String], post: &PostName) -> Result<UnitCode, Refusal> {
    let mut fit = Vec::new();
    for suffix in units {
        let unit = in_district(draft, suffix)?;
        if draft.world.directory.unit(&unit).is_some() && !is_avoided(draft.world, &draft.case, &unit) {
            fit.push(unit);
        }
    }
    fit.into_iter().min_by_key(|unit| (draft.world.load)(unit, post)).ok_or_else(|| no_route("least-load"))
}

/// Back up the way it came down: first the unit that did the work, then each that passed it on, up to the field's.
///
/// A level at which nobody holds the post is skipped, so that no answer waits for a head that a community has not got;
/// the last level never is.
fn climb(
    draft: &Draft<'_>,
    standing: &str,
    field: &str,
    post: &PostName,
) -> Result<(UnitCode, Vec<UnitCode>), Refusal> {
    let top = draft.unit_in(field).cloned().ok_or_else(|| no_route(field))?;
    let here = |task: &&Task| task.kind == TaskKind::Lead && task.standing == standing && task.unit.is_some();
    let worked = draft.case.tasks.iter().rev().find(here);
    let below = worked.map_or_else(Vec::new, |task| levels_below(task, &top));
    let day = crate::calendar::civil(draft.at).date();
    let mut levels: Vec<UnitCode> =
        below.into_iter().filter(|unit| !draft.world.directory.holders(post, unit, day).is_empty()).collect();
    levels.push(top);
    let first = levels.remove(0);
    levels.reverse();
    Ok((first, levels))
}

/// Who worked on the stage that the case is at last in this round, with those who passed it down; none if somebody else
/// has the matter now.
fn worked(draft: &Draft<'_>, standing: &str, lead: &UnitCode) -> Option<(UnitCode, Vec<UnitCode>)> {
    let stage = &draft.case.standings.iter().find(|here| here.id == standing)?.stage;
    let began =
        draft.case.clocks.iter().filter(|clock| clock.round == draft.case.round).map(|clock| clock.start).min()?;
    let here = |task: &&Task| task.kind == TaskKind::Lead && task.stage == *stage && task.opened >= began;
    let last = draft.case.tasks.iter().rev().find(here)?;
    let unit = last.unit.clone().filter(|unit| draft.world.directory.unit(unit).is_some())?;
    (last.accountable() == Some(lead)).then(|| (unit, last.passed_by.clone()))
}

/// The unit that worked and those between it and the top, the lowest first.
fn levels_below(task: &Task, top: &UnitCode) -> Vec<UnitCode> {
    if !task.passed_by.contains(top) {
        return Vec::new();
    }
    let way_up = task.unit.iter().chain(task.passed_by.iter().rev());
    way_up.take_while(|unit| *unit != top).cloned().collect()
}

fn no_route(field: &str) -> Refusal {
    Refusal::new(
        RefusalCode::NoRoute,
        "还没有确定承办单位，请先选定单位",
        "No unit is settled for this yet. Choose the unit first.",
    )
    .about(format!("/{field}"), "required")
}

fn no_unit(unit: &UnitCode) -> Refusal {
    Refusal::new(
        RefusalCode::NoRoute,
        format!("单位目录里没有 {unit}，请管理员补录后再办"),
        format!("The directory has no unit {unit}. Ask the administrator to add it."),
    )
}
