//! From lists of units and officers to a directory: everything that is wrong with them is named at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Directory, DirectoryError, Holding, Officer, Unit, UnitCode, UnitKind, UserName};

/// Gathers units and officers, then checks them together.
#[derive(Clone, Debug, Default)]
pub struct DirectoryBuilder {
    units: Vec<Unit>,
    officers: Vec<Officer>,
}

impl DirectoryBuilder {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds units.
    #[must_use]
    pub fn units(mut self, units: impl IntoIterator<Item = Unit>) -> Self {
        self.units.extend(units);
        self
    }

    /// Adds officers.
    #[must_use]
    pub fn officers(mut self, officers: impl IntoIterator<Item = Officer>) -> Self {
        self.officers.extend(officers);
        self
    }

    /// The directory, or all that is wrong with the lists.
    pub fn build(self) -> Result<Directory, Vec<DirectoryError>> {
        let mut errors = Vec::new();
        let units = keyed(self.units, |unit| unit.code.clone(), DirectoryError::DuplicateUnit, &mut errors);
        let officers = keyed(self.officers, |o| o.user.clone(), DirectoryError::DuplicateOfficer, &mut errors);
        let units = with_parents(units);
        errors.extend(units.values().filter_map(|unit| fault_of_unit(unit, &units)));
        errors.extend(units.keys().filter(|code| is_in_cycle(code, &units)).cloned().map(DirectoryError::Cycle));
        errors.extend(officers.values().flat_map(|officer| faults_of_officer(officer, &units, &officers)));
        if errors.is_empty() { Ok(Directory::assemble(units, officers)) } else { Err(errors) }
    }
}

/// Sorts by key and tells of every second one with the same.
fn keyed<K: Ord + Clone, T>(
    rows: Vec<T>,
    key: impl Fn(&T) -> K,
    duplicate: impl Fn(K) -> DirectoryError,
    errors: &mut Vec<DirectoryError>,
) -> BTreeMap<K, T> {
    let mut kept = BTreeMap::new();
    for row in rows {
        let key = key(&row);
        if kept.insert(key.clone(), row).is_some() {
            errors.push(duplicate(key));
        }
    }
    kept
}

fn with_parents(mut units: BTreeMap<UnitCode, Unit>) -> BTreeMap<UnitCode, Unit> {
    for unit in units.values_mut() {
        unit.parent = unit.parent.take().or_else(|| unit.code.usual_parent());
    }
    units
}

fn fault_of_unit(unit: &Unit, units: &BTreeMap<UnitCode, Unit>) -> Option<DirectoryError> {
    let code = unit.code.clone();
    if !kind_fits_code(unit) {
        return Some(DirectoryError::KindAndCode(code));
    }
    if unit.name.trim().is_empty() {
        return Some(DirectoryError::Nameless(code));
    }
    if unit.outline.as_ref().is_some_and(|outline| !outline.is_closed()) {
        return Some(DirectoryError::BrokenOutline(code));
    }
    fault_of_parent(unit, units)
}

fn fault_of_parent(unit: &Unit, units: &BTreeMap<UnitCode, Unit>) -> Option<DirectoryError> {
    let parent = unit.parent.clone()?;
    let unit = unit.code.clone();
    if unit.is_district() || parent.district() != unit.district() {
        return Some(DirectoryError::ForeignParent { unit, parent });
    }
    if !units.contains_key(&parent) {
        return Some(DirectoryError::UnknownParent { unit, parent });
    }
    None
}

/// Only streets and communities of the statistics bureau have numbers; a street of another list may have a name instead.
fn kind_fits_code(unit: &Unit) -> bool {
    let code = unit.code.as_str();
    match (code.len(), code.contains('-')) {
        (_, true) => unit.kind != UnitKind::District,
        (6, _) => unit.kind == UnitKind::District,
        (9, _) => unit.kind == UnitKind::Street,
        _ => unit.kind == UnitKind::Community,
    }
}

fn is_in_cycle(code: &UnitCode, units: &BTreeMap<UnitCode, Unit>) -> bool {
    let mut seen = BTreeSet::new();
    let mut above = units.get(code).and_then(|unit| unit.parent.as_ref());
    while let Some(next) = above {
        if next == code {
            return true;
        }
        if !seen.insert(next) {
            return false;
        }
        above = units.get(next).and_then(|unit| unit.parent.as_ref());
    }
    false
}

fn faults_of_officer(
    officer: &Officer,
    units: &BTreeMap<UnitCode, Unit>,
    officers: &BTreeMap<UserName, Officer>,
) -> Vec<DirectoryError> {
    let user = &officer.user;
    let holdings = officer.holdings.iter().filter_map(|holding| fault_of_holding(user, holding, units));
    let absences = officer.absences.iter().filter_map(|absence| {
        if absence.until < absence.from {
            return Some(DirectoryError::EndsBeforeItBegins(user.clone()));
        }
        if absence.deputy == *user {
            return Some(DirectoryError::SameOfficer(user.clone()));
        }
        let deputy = absence.deputy.clone();
        (!officers.contains_key(&deputy)).then(|| DirectoryError::UnknownDeputy { user: user.clone(), deputy })
    });
    holdings.chain(absences).collect()
}

fn fault_of_holding(user: &UserName, holding: &Holding, units: &BTreeMap<UnitCode, Unit>) -> Option<DirectoryError> {
    let (user, unit) = (user.clone(), holding.unit.clone());
    if !units.contains_key(&unit) {
        return Some(DirectoryError::UnknownUnit { user, unit });
    }
    if holding.everywhere && !unit.is_district() {
        return Some(DirectoryError::EverywhereButWhere { user, unit });
    }
    let backwards = holding.until.is_some_and(|last| last < holding.from);
    backwards.then_some(DirectoryError::EndsBeforeItBegins(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str, kind: UnitKind, parent: Option<&str>) -> Unit {
        let mut unit = Unit::new(code.parse().unwrap(), "某单位(合成)", kind);
        unit.parent = parent.map(|p| p.parse().unwrap());
        unit
    }

    fn officer(json: serde_json::Value) -> Officer {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn everything_wrong_with_the_units_is_named_at_once() {
        let errors = DirectoryBuilder::new()
            .units([
                unit("420103", UnitKind::District, None),
                unit("420103001", UnitKind::Street, None),
                unit("420103001", UnitKind::Street, None),
                unit("420103002001", UnitKind::Community, None),
                unit("420103003", UnitKind::Department, None),
                unit("420103-a", UnitKind::Department, Some("420103-b")),
                unit("420103-b", UnitKind::Department, Some("420103-a")),
                unit("420103-c", UnitKind::Department, Some("420103-b")),
                unit("420103-d", UnitKind::Department, Some("420105")),
            ])
            .build()
            .unwrap_err();
        let told: Vec<_> = errors.iter().map(|error| format!("{}: {error}", error.code())).collect();
        insta::assert_snapshot!(told.join("\n"));
        let told: Vec<_> = errors.iter().map(|error| format!("{} {}", error.field(), error.zh())).collect();
        insta::assert_snapshot!("in_chinese", told.join("\n"));
    }

    #[test]
    fn everything_wrong_with_the_officers_is_named_at_once() {
        let day = "2025-01-01";
        let errors = DirectoryBuilder::new()
            .units([unit("420103", UnitKind::District, None), unit("420103-a", UnitKind::Department, None)])
            .officers([
                officer(serde_json::json!({"user": "one", "name": "甲(合成)", "holdings": [
                    {"post": "head", "unit": "420103-nowhere", "from": day},
                    {"post": "head", "unit": "420103-a", "everywhere": true, "from": day},
                    {"post": "head", "unit": "420103-a", "from": day, "until": "2024-12-31"}]})),
                officer(serde_json::json!({"user": "three", "name": "丙(合成)", "absences": [
                    {"from": day, "until": "2024-12-31", "deputy": "one"},
                    {"from": day, "until": day, "deputy": "three"},
                    {"from": day, "until": day, "deputy": "nobody"}]})),
                officer(serde_json::json!({"user": "two", "name": "乙(合成)"})),
                officer(serde_json::json!({"user": "two", "name": "乙(合成)"})),
            ])
            .build()
            .unwrap_err();
        let told: Vec<_> = errors.iter().map(|error| format!("{}: {error}", error.code())).collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
