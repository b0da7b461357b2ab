//! Matters that nobody reported: what a pack's `demo.yaml` says of how many come in, what is told in them and who does what
//! after how long, as wishes at instants. The same seed gives the same matters; whoever plays them, a demonstration in an
//! office, a bench or a trial on a table, asks for the next wish and tells what came of it.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `arrivals` | when and where matters come in |
//! | `life` | what is done with one of them, stage by stage |
//! | `run` | all of them in the order of time, wherever they are played |
//! | `table` | played on a table in memory, as scripts for a trial |
//! | `words` | placeholders |

mod arrivals;
mod life;
mod run;
mod table;
pub mod words;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};

use super::chance::Chance;
use crate::calendar::{Calendar, Hours, Length, LengthUnit};
use crate::casework::TaskId;
use crate::directory::{Directory, DistrictCode, Officer, Point, PostName, UnitCode, UnitKind, UserName};
use crate::pack::CaseType;
use crate::pack::model::{Actor, Demo, DemoSource, Wait};

pub use arrivals::{EntryOf, births};
pub use life::Life;
pub use run::{Answer, Came, Place, run};
pub use table::{Invented, Maker, unit_of, who};

/// What the matters of one sort are made from.
#[derive(Clone, Copy)]
pub struct Setting<'s> {
    /// What the pack says of them.
    pub demo: &'s Demo,
    /// Their rules.
    pub rules: &'s CaseType,
    /// The district.
    pub district: &'s DistrictCode,
    /// Its places.
    pub spots: &'s [Spot],
    /// Working time.
    pub calendar: &'s Calendar,
    /// What chances start from.
    pub seed: u64,
}

/// A place that a matter may be about.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The unit that has it.
    pub unit: String,
    /// Its street.
    pub street: String,
    /// What people call it.
    pub name: String,
    /// Its point, where it has one.
    pub point: Option<Point>,
}

/// A matter that is to come in.
#[derive(Clone, Debug)]
pub struct Birth {
    /// When.
    pub at: Timestamp,
    /// Its number among those of its sort.
    pub matter: u64,
    /// Its place in the list of places.
    pub spot: usize,
    /// What it is there for.
    pub role: Role,
    /// The entry that it is about.
    pub entry: Option<EntryOf>,
}

/// What a matter is there for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// One among many.
    Usual,
    /// Told of by somebody else before.
    Twin {
        /// The number of that one.
        of: u64,
    },
    /// One that must be there: its scene's place in the list.
    Scene(usize),
}

/// A matter as it is filed.
#[derive(Clone, Debug)]
pub struct Filed {
    /// By whom.
    pub who: Actor,
    /// How it comes in.
    pub channel: String,
    /// The form.
    pub form: Map<String, Json>,
}

/// What somebody wishes to do.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Who.
    pub who: Actor,
    /// The action.
    pub action: String,
    /// The task, where it is open in several.
    pub task: Option<TaskId>,
    /// Its input.
    pub input: Map<String, Json>,
}

/// The places of a district that a sort of matter speaks of, in the order of their codes; a community that only stands for
/// others is none.
#[must_use]
pub fn spots(directory: &Directory, district: &DistrictCode, demo: &Demo) -> Vec<Spot> {
    let kind = match &demo.source {
        DemoSource::Arrivals(arrivals) => arrivals.places,
        DemoSource::Each(_) => UnitKind::Street,
    };
    let root = district.unit();
    let units = directory.units(Some(&root), Some(kind)).filter(|unit| !unit.name.contains("虚拟"));
    units
        .filter_map(|unit| {
            let street = directory.path(&unit.code).into_iter().find(|above| above.kind == UnitKind::Street)?;
            Some(Spot {
                unit: unit.code.to_string(),
                street: street.code.to_string(),
                name: unit.short_name().to_owned(),
                point: unit.point,
            })
        })
        .collect()
}

/// The account that acts for a post: whoever holds it in the unit, else everywhere, else the first by name.
#[must_use]
pub fn account<'d>(
    directory: &'d Directory,
    (district, unit): (&DistrictCode, Option<&UnitCode>),
    post: &PostName,
) -> Option<&'d UserName> {
    let there = || {
        let unit = unit?;
        let holds = |officer: &&Officer| officer.holdings.iter().any(|held| held.post == *post && held.unit == *unit);
        directory.officers().find(holds)
    };
    let holds = |everywhere: bool| {
        directory.officers().find(|officer| {
            let mut holdings = officer.holdings.iter().filter(|held| held.post == *post);
            holdings.any(|held| held.everywhere >= everywhere && held.unit.district() == *district)
        })
    };
    there().or_else(|| holds(true)).or_else(|| holds(false)).map(|officer| &officer.user)
}

/// The instant after a wait.
fn waited(calendar: &Calendar, at: Timestamp, wait: Wait, chance: &mut Chance) -> Timestamp {
    let seconds = |chance: &mut Chance, each: i64| chance.within(wait.from * each, wait.until * each);
    let on = match wait.unit {
        LengthUnit::Wh => {
            let hours = i32::try_from(chance.within(wait.from, wait.until)).unwrap_or(1);
            let due = calendar.due_at(&Hours::default(), at, Length::new(hours, LengthUnit::Wh)).unwrap_or(at);
            return due.checked_add(SignedDuration::from_secs(chance.within(0, 1500))).unwrap_or(due);
        }
        LengthUnit::Min => seconds(chance, 60),
        _ => seconds(chance, 3600),
    };
    at.checked_add(SignedDuration::from_secs(on)).unwrap_or(at)
}
