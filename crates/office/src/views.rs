//! The lines by which views find their matters: written with the act that moves one, read back as stretches.
//!
//! Every view has a register of its own, beside those that packs declare, whose keys are the lines of
//! [`bihuan_core::casework::views`]. An act writes what changed of them, in its own transaction: nothing for a kind of
//! matter in no view, as a rule two lines each way for one that moved. A page costs one range of the register's key for
//! its lines, and one for each count; what a count says is what the list behind it shows.
//!
//! A view that is declared anew gets a register of another name, which is filled while we serve; until then pages say so.

use bihuan_core::casework::Case;
use bihuan_core::casework::views::{Line, lines as lines_of, stretch};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{View, ViewKind};
use bihuan_ledger::{CaseQuery, EntryRow, Page};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Office;
use crate::failure::Failure;
use crate::law::Law;
use crate::rows;

/// Where the store keeps which views' lines are whole, and how far those are that are not.
const ROUND: &str = "views-index";
/// What stands there in the end.
const OVER: &str = "over";
/// Matters that one stretch of the filling looks at.
const STRETCH: usize = 200;
/// How often a line is written again because somebody was faster.
const ATTEMPTS: usize = 5;

/// A part of a view, as one reader may see it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'p> {
    /// The district.
    pub district: &'p str,
    /// The view.
    pub view: &'p View,
    /// For whom: see [`bihuan_core::casework::views`].
    pub scope: &'p str,
    /// Which part.
    pub column: &'p str,
    /// From this place in its order on; the whole part where it is empty.
    pub from: &'p str,
    /// Before this place; to the end where it is empty.
    pub until: &'p str,
}

impl Part<'_> {
    fn bounds(&self) -> (String, String) {
        let begin = stretch(self.scope, self.column);
        let end =
            if self.until.is_empty() { format!("{begin}{}", char::MAX) } else { format!("{begin}{}", self.until) };
        (format!("{begin}{}", self.from), end)
    }
}

/// A matter that a line names, and where the line stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Placed {
    /// The matter's number.
    pub number: String,
    /// Its place in the order of the part.
    pub sort: String,
}

impl Office {
    /// The views of the packs in force that list a kind of matter or decide about one.
    pub fn views(&self) -> Vec<Arc<View>> {
        self.law().packs.values().flat_map(|pack| pack.views.values().cloned()).collect()
    }

    /// The matters of a part of a view, in its order, after `cursor`.
    ///
    /// # Errors
    /// The store's.
    pub fn placed(&self, part: &Part<'_>, cursor: Option<&str>, limit: usize) -> Result<Page<Placed>, Failure> {
        let (from, until) = part.bounds();
        let at = (part.district, part.view.register.as_str());
        let page = self.ledger().entries_between(at, (&from, &until), cursor, limit)?;
        let begin = stretch(part.scope, part.column);
        let placed = |row: &EntryRow| {
            let (sort, number) = row.key.strip_prefix(&begin)?.rsplit_once('/')?;
            Some(Placed { number: number.to_owned(), sort: sort.to_owned() })
        };
        Ok(Page { items: page.items.iter().filter_map(placed).collect(), next: page.next })
    }

    /// Whether a unit has anything in any part of a view.
    ///
    /// # Errors
    /// The store's.
    pub fn is_placed(&self, district: &str, view: &View, unit: &str) -> Result<bool, Failure> {
        let (from, until) = (format!("{unit}/"), format!("{unit}/{}", char::MAX));
        let page = self.ledger().entries_between((district, &view.register), (&from, &until), None, 1)?;
        Ok(!page.items.is_empty())
    }

    /// How many there are in all: as many as its list has lines.
    ///
    /// # Errors
    /// The store's.
    pub fn count_placed(&self, part: &Part<'_>) -> Result<u64, Failure> {
        let (from, until) = part.bounds();
        Ok(self.ledger().count_entries((part.district, &part.view.register), (&from, &until))?)
    }

    /// Whether every matter has its lines: not while views that were declared anew are being filled.
    ///
    /// # Errors
    /// The store's.
    pub fn views_are_whole(&self) -> Result<bool, Failure> {
        let kept = self.ledger().meta(ROUND)?.unwrap_or_default();
        Ok(kept == format!("{} {OVER}", declared(&self.law())))
    }

    /// Gives matters of before, or of before what is declared now, their lines: a stretch at a time, on from where the
    /// last one ended. Answers whether there is more to do.
    ///
    /// # Errors
    /// The store's. What was given before stays given.
    pub fn index_views(&self) -> Result<bool, Failure> {
        let law = self.law();
        let declared = declared(&law);
        let kept = self.ledger().meta(ROUND)?.unwrap_or_default();
        let (under, cursor) = kept.split_once(' ').unwrap_or(("", ""));
        if cursor == OVER && under == declared {
            return Ok(false);
        }
        if under != declared {
            self.drop_former(under, &declared)?;
        }
        let cursor = Some(cursor.to_owned()).filter(|cursor| under == declared && !cursor.is_empty());
        let types: BTreeSet<String> = all(&law).flat_map(|view| kinds(view).map(str::to_owned)).collect();
        let types: Vec<String> = types.into_iter().collect();
        let next = if types.is_empty() { None } else { self.fill(&law, types, cursor)? };
        let more = next.is_some();
        let text = format!("{declared} {}", next.unwrap_or_else(|| OVER.to_owned()));
        self.ledger().set_meta(ROUND, Some(&text))?;
        Ok(more)
    }

    fn fill(&self, law: &Law, types: Vec<String>, cursor: Option<String>) -> Result<Option<String>, Failure> {
        let query = CaseQuery { types, cursor, limit: STRETCH, ..CaseQuery::default() };
        let page = self.ledger().cases(&query)?;
        for row in &page.items {
            self.place(law, &row.district, rows::case_of(&row.head.state)?)?;
        }
        Ok(page.next)
    }

    /// Writes the lines of a matter as it is, also where an act moves it on meanwhile.
    fn place(&self, law: &Law, district: &str, mut case: Case) -> Result<(), Failure> {
        let mut written: BTreeSet<(String, String)> = BTreeSet::new();
        for _ in 0..ATTEMPTS {
            let wanted = keys(law, &case);
            let gone = written.difference(&wanted).map(|at| entry(at, Json::Null));
            let rows: Vec<EntryRow> = gone.chain(wanted.iter().map(|at| entry(at, json!(1)))).collect();
            if !rows.is_empty() {
                self.ledger().put_entries(district, rows)?;
            }
            let now = self.load(&case.id.0)?.case;
            if now.version == case.version {
                break;
            }
            written.extend(wanted);
            case = now;
        }
        Ok(())
    }

    /// Takes away the lines of views that are not declared any more.
    fn drop_former(&self, under: &str, declared: &str) -> Result<(), Failure> {
        let now: BTreeSet<&str> = declared.split(',').collect();
        for register in under.split(',').filter(|register| !register.is_empty() && !now.contains(register)) {
            for district in self.ledger().districts()? {
                let rows = self.ledger().entries_all(&district, register, "")?;
                for some in rows.chunks(STRETCH) {
                    let gone = some.iter().map(|row| EntryRow { value: Json::Null, ..row.clone() }).collect();
                    self.ledger().put_entries(&district, gone)?;
                }
            }
        }
        Ok(())
    }
}

/// The lines that change with what happened to a case.
pub(crate) fn lines(law: &Law, before: Option<&Case>, after: &Case) -> Vec<EntryRow> {
    let was = before.map(|case| keys(law, case)).unwrap_or_default();
    let is = keys(law, after);
    let gone = was.difference(&is).map(|at| entry(at, Json::Null));
    gone.chain(is.difference(&was).map(|at| entry(at, json!(1)))).collect()
}

fn entry((register, key): &(String, String), value: Json) -> EntryRow {
    EntryRow { register: register.clone(), key: key.clone(), value }
}

/// Where a matter stands in all views: registers and keys. What is declared now counts, whatever version it runs under.
fn keys(law: &Law, case: &Case) -> BTreeSet<(String, String)> {
    let Some(rules) = law.current(&case.case_type) else { return BTreeSet::new() };
    let pack = case.case_type.0.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let concerned = pack.into_iter().flat_map(|pack| pack.views.values());
    let concerned = concerned.filter(|view| kinds(view).any(|kind| kind == case.case_type.0));
    concerned.flat_map(|view| of_view(view, rules, case)).collect()
}

fn of_view(view: &View, rules: &CaseType, case: &Case) -> Vec<(String, String)> {
    let at = |line: &Line| (view.register.clone(), line.key(&case.number));
    lines_of(view, rules, case).iter().map(at).collect()
}

fn all(law: &Law) -> impl Iterator<Item = &View> {
    law.packs.values().flat_map(|pack| pack.views.values()).map(AsRef::as_ref)
}

/// The kinds of matter that have lines in a view.
fn kinds(view: &View) -> impl Iterator<Item = &str> {
    let decisions = match &view.kind {
        ViewKind::Meeting { decisions, .. } => Some(decisions.of.0.as_str()),
        _ => None,
    };
    std::iter::once(view.of.0.as_str()).chain(decisions)
}

/// What the packs in force declare: the registers of all views.
fn declared(law: &Law) -> String {
    let all: BTreeSet<String> = all(law).map(|view| view.register.clone()).collect();
    if all.is_empty() { "-".to_owned() } else { all.into_iter().collect::<Vec<_>>().join(",") }
}
