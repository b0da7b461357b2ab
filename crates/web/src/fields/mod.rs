//! A pack's fields as a form on a page, and what comes back as the contract's JSON: one room for every page that asks.
//!
//! `Fields` knows what is asked and around it. `controls` writes the form (with what was typed and what was wrong),
//! `read` gives the JSON that the office takes, `errors` brings a refusal back to the fields.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `control` | a field as a control |
//! | `units` | units and places to choose from |
//! | `entries` | entries of registers to choose from, or to be found by words |
//! | `known` | what is known already, filled in and marked |
//! | `read` | what was sent, as JSON; what is kept, as what would have been typed |
//! | `pictures` | what a script needs to know to make pictures small and to point at places |
//! | `map`, `pick` | a place by list, by address or by a press on the district's map |
//! | `mask` | telephone and identity numbers in groups, and covered |
//! | `faults` | a refusal, at the fields that it is about |
//! | `sent` | the body of a form, with its files |
//! | `show` | a value for reading |
//! | `telling` | what an entry of a register says, for reading |

mod control;
mod entries;
mod faults;
pub mod known;
pub mod map;
mod mask;
mod pick;
mod pictures;
mod read;
mod sent;
mod show;
mod telling;
mod units;

use std::collections::BTreeMap;

use bihuan_core::casework::{Case, TaskId};
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Does, Field};
use bihuan_office::Law;

use crate::names::{Names, find};
use crate::words::Lang;

pub use entries::Sought;
pub use pick::FIND;
pub use sent::{BODY_LIMIT, Paper, Sent};
pub use show::{Shown, length_in_words, lines};
pub use telling::Telling;
pub use units::Suggested;

/// Fields that a page asks, and what surrounds them.
pub struct Fields<'f> {
    /// The law that names units and terms.
    pub law: &'f Law,
    /// The reader's language.
    pub lang: Lang,
    /// The kind of matter.
    pub rules: &'f CaseType,
    /// The district that units are chosen from.
    pub district: &'f DistrictCode,
    /// The stage (empty where it has none) and action that asks; none for the matter's own form.
    pub of: Option<(String, String)>,
    /// The fields.
    pub fields: Vec<Field>,
    /// What stands before the controls' names, so that several forms can stand on one page.
    pub prefix: String,
    /// Only units below this one can be chosen.
    pub below: Option<UnitCode>,
    /// The entries that a field may name, where the district keeps its own: value and words.
    pub kept: BTreeMap<String, Vec<(String, String)>>,
    /// Fields whose register holds more entries of the district's own than can be listed: what was found of them by words.
    pub sought: BTreeMap<String, Sought>,
    /// What is known already of a field, in a sentence.
    pub known: BTreeMap<String, String>,
    /// The units of who fills it in on the spot: they stand first among the places, and the camera is offered.
    pub spot: Vec<UnitCode>,
    /// A place may also be found by a word or pressed on a map: for pages whose handler knows those buttons.
    pub picker: bool,
}

impl<'f> Fields<'f> {
    /// The form that files a matter of this kind.
    pub fn of_type(law: &'f Law, lang: Lang, rules: &'f CaseType, district: &'f DistrictCode) -> Self {
        let fields = rules.form.clone();
        Self {
            law,
            lang,
            rules,
            district,
            of: None,
            fields,
            prefix: String::new(),
            below: None,
            kept: BTreeMap::new(),
            sought: BTreeMap::new(),
            known: BTreeMap::new(),
            spot: Vec::new(),
            picker: false,
        }
    }

    /// What an action asks that is open on a case; `fields` as `Open` lists them.
    pub fn of_action(
        law: &'f Law,
        lang: Lang,
        rules: &'f CaseType,
        case: &'f Case,
        action: &str,
        task: Option<&TaskId>,
        fields: &[Field],
    ) -> Self {
        let task = task.and_then(|id| case.task(id));
        let stage = task.map(|task| task.stage.clone()).or_else(|| Some(case.standings.first()?.stage.clone()));
        let stage = stage.unwrap_or_default();
        let declared = find(rules, &stage, action);
        let passes = declared.is_some_and(|(_, known)| matches!(known.does, Does::Pass));
        let below = task.filter(|_| passes).and_then(|task| task.unit.clone());
        let stage = declared.and_then(|(stage, _)| stage).unwrap_or_default().to_owned();
        let named = task.map(|task| format!("{action}-{}-", task.id.0)).unwrap_or_else(|| format!("{action}-"));
        Self {
            law,
            lang,
            rules,
            district: &case.district,
            of: Some((stage, action.to_owned())),
            fields: fields.to_vec(),
            prefix: named,
            below,
            kept: BTreeMap::new(),
            sought: BTreeMap::new(),
            known: BTreeMap::new(),
            spot: Vec::new(),
            picker: false,
        }
    }

    /// The name of a field's control.
    pub fn name(&self, field: &Field) -> String {
        format!("{}{}", self.prefix, field.name)
    }

    fn names(&self) -> Names<'f> {
        Names::new(self.law, self.lang)
    }

    fn asked_by(&self) -> Option<(&str, &str)> {
        self.of.as_ref().map(|(stage, action)| (stage.as_str(), action.as_str()))
    }
}
