//! The directory itself, and what is above and below what in it.

use std::collections::BTreeMap;

use crate::calendar::Hours;

use super::{DistrictCode, Officer, Point, Unit, UnitCode, UnitKind, UserName};

/// The units and officers of one district or of many. Made by [`super::DirectoryBuilder`], so its trees are sound: every unit
/// has its district at the top, and no officer holds a post in a unit that is not there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Directory {
    pub(super) units: BTreeMap<UnitCode, Unit>,
    pub(super) officers: BTreeMap<UserName, Officer>,
    children: BTreeMap<UnitCode, Vec<UnitCode>>,
    /// For each unit with an outline: the points of the lowest units below it. Looked through for every place that comes in.
    spots: BTreeMap<UnitCode, Vec<(Point, UnitCode)>>,
}

impl Directory {
    /// Puts checked lists together.
    pub(super) fn assemble(units: BTreeMap<UnitCode, Unit>, officers: BTreeMap<UserName, Officer>) -> Self {
        let mut children: BTreeMap<UnitCode, Vec<UnitCode>> = BTreeMap::new();
        for unit in units.values() {
            if let Some(parent) = &unit.parent {
                children.entry(parent.clone()).or_default().push(unit.code.clone());
            }
        }
        let mut directory = Self { units, officers, children, spots: BTreeMap::new() };
        directory.spots = directory.outlined().map(|unit| (unit.code.clone(), directory.lowest_points(unit))).collect();
        directory
    }

    /// The unit with this code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.get(code)
    }

    /// The district with this code, as the unit at the top of its tree.
    pub fn district(&self, code: &DistrictCode) -> Option<&Unit> {
        self.units.get(code.as_str())
    }

    /// All districts, by code.
    pub fn districts(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(|unit| unit.kind == UnitKind::District)
    }

    /// Units by code: all, or those at and below `under`, or those of a kind, or both.
    pub fn units<'d>(
        &'d self,
        under: Option<&'d UnitCode>,
        kind: Option<UnitKind>,
    ) -> impl Iterator<Item = &'d Unit> + 'd {
        self.units
            .values()
            .filter(move |unit| kind.is_none_or(|kind| unit.kind == kind))
            .filter(move |unit| under.is_none_or(|under| self.is_within(&unit.code, under)))
    }

    /// The units directly below.
    pub fn children(&self, code: &UnitCode) -> impl Iterator<Item = &Unit> {
        self.children.get(code).into_iter().flatten().filter_map(|child| self.units.get(child))
    }

    /// The unit and all above it, up to the district; empty for a code that is not in the directory.
    pub fn path(&self, code: &UnitCode) -> Vec<&Unit> {
        let above = |unit: &&Unit| unit.parent.as_ref().and_then(|parent| self.units.get(parent));
        std::iter::successors(self.units.get(code), above).collect()
    }

    /// Is the unit `ancestor` itself or below it? False for a code that is not in the directory.
    pub fn is_within(&self, code: &UnitCode, ancestor: &UnitCode) -> bool {
        let mut here = self.units.get(code);
        while let Some(unit) = here {
            if unit.code == *ancestor {
                return true;
            }
            here = unit.parent.as_ref().and_then(|parent| self.units.get(parent));
        }
        false
    }

    /// The unit's working hours: its own, else those of the nearest unit above that has some, else the usual ones.
    pub fn hours(&self, code: &UnitCode) -> Hours {
        self.path(code).into_iter().find_map(|unit| unit.hours.clone()).unwrap_or_default()
    }

    /// The officer with this user name.
    pub fn officer(&self, user: &UserName) -> Option<&Officer> {
        self.officers.get(user)
    }

    /// All officers, by user name.
    pub fn officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.values()
    }

    pub(super) fn outlined(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(|unit| unit.outline.is_some())
    }

    pub(super) fn spots_below(&self, code: &UnitCode) -> impl Iterator<Item = (Point, &UnitCode)> {
        self.spots.get(code).into_iter().flatten().map(|(point, code)| (*point, code))
    }

    /// The points below a unit that have no further point below them: the grids of a community rather than the community.
    fn lowest_points(&self, unit: &Unit) -> Vec<(Point, UnitCode)> {
        let mut lowest = Vec::new();
        for child in self.children(&unit.code) {
            let below = self.lowest_points(child);
            match child.point {
                Some(point) if below.is_empty() => lowest.push((point, child.code.clone())),
                _ => lowest.extend(below),
            }
        }
        lowest
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directory::DirectoryBuilder;

    fn code(number: usize) -> UnitCode {
        if number == 0 { "420103".parse().unwrap() } else { format!("420103-u{number}").parse().unwrap() }
    }

    /// A tree from one number a unit: under which of the earlier ones it stands.
    fn grown(choices: &[usize]) -> Directory {
        let mut units = vec![Unit::new(code(0), "某区(合成)", UnitKind::District)];
        for (i, choice) in choices.iter().enumerate() {
            let mut unit = Unit::new(code(i + 1), "某单位(合成)", UnitKind::Department);
            unit.parent = Some(code(choice % (i + 1)));
            units.push(unit);
        }
        DirectoryBuilder::new().units(units).build().unwrap()
    }

    proptest! {
        #[test]
        fn the_path_and_what_is_within_tell_the_same(choices in prop::collection::vec(0usize..100, 0..20)) {
            let directory = grown(&choices);
            for unit in directory.units(None, None) {
                let path: Vec<_> = directory.path(&unit.code).into_iter().map(|u| &u.code).collect();
                prop_assert_eq!(path.first(), Some(&&unit.code));
                prop_assert_eq!(path.last(), Some(&&code(0)));
                for other in directory.units(None, None) {
                    prop_assert_eq!(directory.is_within(&unit.code, &other.code), path.contains(&&other.code));
                }
            }
        }

        #[test]
        fn every_unit_but_the_district_is_a_child_once(choices in prop::collection::vec(0usize..100, 0..20)) {
            let directory = grown(&choices);
            let mut children: Vec<_> =
                directory.units(None, None).flat_map(|u| directory.children(&u.code)).map(|u| &u.code).collect();
            children.sort();
            let all: Vec<_> = directory.units(None, None).map(|u| &u.code).filter(|c| !c.is_district()).collect();
            prop_assert_eq!(children, all);
        }

        #[test]
        fn two_units_under_each_other_are_never_a_directory(choices in prop::collection::vec(0usize..100, 2..12), at in 0usize..100) {
            let mut units: Vec<Unit> = grown(&choices).units(None, None).cloned().collect();
            let low = 1 + at % choices.len();
            let path: Vec<_> = grown(&choices).path(&code(low)).into_iter().map(|u| u.code.clone()).collect();
            let below_district = path[path.len() - 2].clone();
            units.iter_mut().find(|u| u.code == below_district).unwrap().parent = Some(code(low));
            let errors = DirectoryBuilder::new().units(units).build().unwrap_err();
            prop_assert!(errors.iter().any(|error| error.code() == "cycle"));
        }
    }

    #[test]
    fn hours_are_those_of_the_nearest_unit_above_that_has_some() {
        let mut units: Vec<Unit> = grown(&[0, 1, 2, 0]).units(None, None).cloned().collect();
        let early: Hours = "07:00-11:00".parse().unwrap();
        units.iter_mut().find(|unit| unit.code == code(2)).unwrap().hours = Some(early.clone());
        let directory = DirectoryBuilder::new().units(units).build().unwrap();
        assert_eq!([1, 2, 3, 4].map(|n| directory.hours(&code(n)) == early), [false, true, true, false]);
        assert_eq!(directory.hours(&code(1)), Hours::default());
        assert_eq!(directory.hours(&"420103-stranger".parse().unwrap()), Hours::default());
    }

    #[test]
    fn a_code_that_is_not_there_has_no_path_and_is_within_nothing() {
        let directory = grown(&[0, 1]);
        let stranger = "420103-stranger".parse().unwrap();
        assert!(directory.path(&stranger).is_empty());
        assert!(!directory.is_within(&stranger, &stranger));
        assert_eq!(directory.units(Some(&code(1)), None).count(), 2);
        assert_eq!(directory.units(Some(&code(0)), Some(UnitKind::District)).count(), 1);
    }
}
