//! A unit: what is known of a department, street, community, grid or outside body.

use serde::{Deserialize, Serialize};

use super::{Outline, Point, UnitCode};
use crate::calendar::Hours;

/// What kind of organisation a unit is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// 区: the root of a tree.
    District,
    /// 部门.
    Department,
    /// 街道 (towns and functional zones at the same level too).
    Street,
    /// 社区, 村.
    Community,
    /// 网格.
    Grid,
    /// 中心: a centre that serves the public or runs a platform.
    Centre,
    /// 外部单位: a body that is not under the district.
    Outside,
}

impl UnitKind {
    /// The kind as it is written in data and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Department => "department",
            Self::Street => "street",
            Self::Community => "community",
            Self::Grid => "grid",
            Self::Centre => "centre",
            Self::Outside => "outside",
        }
    }

    /// All kinds, from the widest to the outermost.
    pub const ALL: [Self; 7] =
        [Self::District, Self::Department, Self::Street, Self::Community, Self::Grid, Self::Centre, Self::Outside];
}

impl std::str::FromStr for UnitKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

impl std::fmt::Display for UnitKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a unit's name stands in a document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Source {
    /// The document's file, e.g. `001-jianghan.txt`.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The words as they stand there.
    pub quote: String,
}

/// One unit of a district.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its code, unique in the instance.
    pub code: UnitCode,
    /// Its name, as its source writes it.
    pub name: String,
    /// Its name in English, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// What kind of organisation it is.
    pub kind: UnitKind,
    /// The unit above. Left out in data: by the code ([`UnitCode::usual_parent`]); the builder fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitCode>,
    /// Its own working hours; without them it keeps those of the unit above ([`super::Directory::hours`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// True for what we made up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// Where its name was read, for a unit that a document names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// A point that stands for it on the map, if it has no outline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Its outline (schematic: 示意,非法定界线).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outline: Option<Outline>,
}

impl Unit {
    /// A unit with nothing but what it must have.
    pub fn new(code: UnitCode, name: impl Into<String>, kind: UnitKind) -> Self {
        let name = name.into();
        Self {
            code,
            name,
            name_en: None,
            kind,
            parent: None,
            hours: None,
            synthetic: false,
            source: None,
            point: None,
            outline: None,
        }
    }

    /// The name as people say it: `万年社区` for `万年社区居委会`, `民族街` for `民族街街道`. The lists of the statistics bureau
    /// write the body's full title.
    pub fn short_name(&self) -> &str {
        let name = self.name.as_str();
        match self.kind {
            UnitKind::Community => {
                ["居民委员会", "居委会"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
            }
            UnitKind::Street if name.ends_with("街街道") => name.strip_suffix("街道").unwrap_or(name),
            _ => name,
        }
    }

    /// The name with 合成 behind it where the unit is made up, for places that show nothing else of it.
    pub fn label(&self) -> String {
        let mark = if self.synthetic { "(合成)" } else { "" };
        format!("{}{mark}", self.short_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_what_people_say() {
        let short = |kind, name: &str| Unit::new("420103001002".parse().unwrap(), name, kind).short_name().to_owned();
        assert_eq!(short(UnitKind::Community, "万年社区居委会"), "万年社区");
        assert_eq!(short(UnitKind::Community, "洪珞社区居民委员会"), "洪珞社区");
        assert_eq!(short(UnitKind::Street, "民族街街道"), "民族街");
        assert_eq!(short(UnitKind::Street, "四新街道"), "四新街道");
        assert_eq!(short(UnitKind::Department, "区教育局"), "区教育局");
    }

    #[test]
    fn kinds_are_written_and_read_alike() {
        for kind in UnitKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
