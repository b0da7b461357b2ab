//! An officer: the posts that a person holds, from when to when, and who stands in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{PostName, UnitCode, UserName};

/// Somebody who works for the district.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The name to sign in with, unique in the instance.
    pub user: UserName,
    /// The name that others see.
    pub name: String,
    /// True for a person we made up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// The posts held, past ones kept.
    #[serde(default)]
    pub holdings: Vec<Holding>,
    /// Leaves, past ones kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Absence>,
}

/// A post held in a unit for a time. Both days are included.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// The post.
    pub post: PostName,
    /// The unit.
    pub unit: UnitCode,
    /// In every unit of the district (the unit is then the district itself).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub everywhere: bool,
    /// The first day.
    pub from: Date,
    /// The last day; none: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A leave, during which a deputy holds the officer's posts. Both days are included.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who stands in.
    pub deputy: UserName,
}

impl Holding {
    /// Is the post held on this day?
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|last| day <= last)
    }

    /// Is it this post in this unit, be it that the unit is meant by name or because every unit is?
    pub fn covers(&self, post: &PostName, unit: &UnitCode) -> bool {
        let here = self.unit == *unit || (self.everywhere && self.unit.district() == unit.district());
        here && self.post == *post
    }
}

impl Officer {
    /// Who stands in for the officer on this day, if the officer is away. Of several leaves that overlap the first counts.
    pub fn deputy_on(&self, day: Date) -> Option<&UserName> {
        self.absences.iter().find(|a| a.from <= day && day <= a.until).map(|a| &a.deputy)
    }
}
