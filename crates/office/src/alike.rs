//! Open matters that are alike, found at once however old they are; and references by which somebody names one without
//! learning which it is.
//!
//! Each open matter that its pack can compare has a line in a register of the district, by what it shares with others,
//! newest first. A reference is a keyed digest of the matter, of the form in which it was shown and of the hour: it says
//! nothing, it is good in that form alone, and it ends by itself.

use bihuan_core::casework::decide::Form;
use bihuan_core::casework::{Case, CaseId, Who, World, alike_until, likeness, not_alike, not_alike_named};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::Field;
use bihuan_core::value::Values;
use bihuan_ledger::{CaseQuery, EntryRow, Status};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use crate::demand::Filing;
use crate::failure::Failure;
use crate::law::Law;
use crate::{Office, repeats, rows};

/// Matters looked at by one question: more of the same in one street are not told apart by anybody.
const MOST: usize = 50;
/// Whole hours for which a reference is good, beside the one in which it was given.
const HOURS: i64 = 2;
/// Where the store keeps how far matters of then have been given their line, and under which declarations.
const ROUND: &str = "alike-index";
/// What stands there in the end.
const OVER: &str = "over";

/// An open matter that is like another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alike {
    /// Its id: for the office, never for who reports.
    pub case: CaseId,
    /// When it was filed.
    pub opened: Timestamp,
}

/// What a matter of a kind is held against.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The kind.
    pub rules: &'a CaseType,
    /// The district.
    pub district: &'a DistrictCode,
    /// What its form says so far, in the contract's JSON.
    pub form: &'a Map<String, Json>,
}

/// A reference as somebody sent it, with the form that it was shown in.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The reference.
    pub reference: &'a str,
    /// The form's own key.
    pub form: &'a str,
}

/// The open matter that another is said to be like, as whoever files names it.
#[derive(Clone, Copy, Debug)]
pub enum Like<'a> {
    /// By the reference under which a form showed it: whoever sends it may not know which matter it is.
    Shown(Named<'a>),
    /// By its number or id: for whoever may read it.
    Number(&'a str),
}

impl Office {
    /// The open matters that are alike and still young enough to be joined, newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn alike(&self, law: &Law, asking: &Asking<'_>) -> Result<Vec<Alike>, Failure> {
        self.newest_alike(law, asking, MOST)
    }

    /// The same, looking at no more than the `most` newest.
    ///
    /// # Errors
    /// The store's.
    pub fn newest_alike(&self, law: &Law, asking: &Asking<'_>, most: usize) -> Result<Vec<Alike>, Failure> {
        let Asking { rules, district, .. } = asking;
        let Some(words) = likeness(rules, &law.directory, &self.compared(law, asking)) else { return Ok(Vec::new()) };
        let (register, prefix, now) = (register(rules), prefix(&words), self.clock().now());
        let page = self.ledger().entries_under(district.as_str(), &register, &prefix, None, most)?;
        let calendar = law.calendar(district.as_str());
        let young = |alike: &Alike| alike_until(rules, calendar, alike.opened).is_some_and(|until| now <= until);
        Ok(page.items.iter().filter_map(|row| alike_of(&row.value)).filter(young).collect())
    }

    /// What a form says in the fields by which matters are compared; nothing where one of them is wrong.
    pub fn compared(&self, law: &Law, asking: &Asking<'_>) -> Values {
        let declared = asking.rules.alike.iter().flat_map(|alike| &alike.fields);
        let fields: Vec<Field> = declared.filter_map(|name| asking.rules.field(name).cloned()).collect();
        let given = |name: &String| fields.iter().any(|field| field.name == *name);
        let form =
            asking.form.iter().filter(|(name, _)| given(name)).map(|(name, value)| (name.clone(), value.clone()));
        let (form, at) = (form.collect(), self.clock().now());
        let read = |world: &World<'_>| Form::for_filing(world, asking.district, at, "").read(&fields, &form, "");
        self.with_world(law, asking.rules, asking.district.as_str(), read).unwrap_or_default()
    }

    /// A reference by which that form may name the matter.
    pub fn alike_reference(&self, case: &CaseId, form: &str) -> String {
        let hour = hour_now();
        format!("{hour:x}.{}", self.digest_of(case, form, hour))
    }

    /// The matter among these that a form names; none if the reference is not one of ours, is of another form, or is old.
    pub fn alike_named<'f>(&self, named: Named<'_>, found: &'f [Alike]) -> Option<&'f Alike> {
        let (hour, digest) = named.reference.split_once('.')?;
        let hour = i64::from_str_radix(hour, 16).ok()?;
        hour_now().checked_sub(hour).filter(|age| (0..=HOURS).contains(age))?;
        found.iter().find(|alike| same(&self.digest_of(&alike.case, named.form, hour), digest))
    }

    fn digest_of(&self, case: &CaseId, form: &str, hour: i64) -> String {
        let digest = self.ledger().keys().derive("alike", format!("{hour}\n{form}\n{}", case.0).as_bytes());
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The matter that a filing is said to be like. One that the caller may not read, that is none, or that a form showed too
    /// long ago is refused in the same words as one that is not alike: the refusal tells nothing of the other.
    pub(crate) fn said_like(
        &self,
        law: &Law,
        rules: &CaseType,
        (who, wish): (&Who, &Filing),
        like: Like<'_>,
    ) -> Result<CaseId, Failure> {
        match like {
            Like::Shown(named) => {
                let found = self.alike(law, &Asking { rules, district: &wish.district, form: &wish.form })?;
                let shown = self.alike_named(named, &found).map(|alike| alike.case.clone());
                shown.ok_or_else(|| not_alike().into())
            }
            Like::Number(number) => match self.read(number.trim(), who) {
                Ok(reading) => Ok(reading.case.id),
                Err(Failure::NotFound) => Err(not_alike_named().into()),
                Err(other) => Err(other),
            },
        }
    }

    /// Gives open matters of before, or of before what is declared now, their line: a stretch at a time, on from where the
    /// last one ended. Answers whether there is more to do.
    ///
    /// # Errors
    /// The store's. What was given before stays given.
    pub fn index_alike(&self) -> Result<bool, Failure> {
        let law = self.law();
        let declared = declared(&law);
        let kept = self.ledger().meta(ROUND)?.unwrap_or_default();
        let (under, cursor) = kept.split_once(' ').unwrap_or(("", ""));
        if cursor == OVER && under == declared {
            return Ok(false);
        }
        let cursor = Some(cursor.to_owned()).filter(|cursor| under == declared && !cursor.is_empty());
        let declaring = law.types().filter(|(_, rules)| rules.alike.is_some());
        let types: Vec<String> = declaring.map(|(_, rules)| rules.id.0.clone()).collect();
        let next = if types.is_empty() { None } else { self.index_stretch(&law, types, cursor)? };
        let more = next.is_some();
        let text = format!("{declared} {}", next.unwrap_or_else(|| OVER.to_owned()));
        self.ledger().set_meta(ROUND, Some(&text))?;
        Ok(more)
    }

    fn index_stretch(&self, law: &Law, types: Vec<String>, cursor: Option<String>) -> Result<Option<String>, Failure> {
        let query = CaseQuery {
            types,
            statuses: vec![Status::Open, Status::Suspended],
            cursor,
            limit: 200,
            ..CaseQuery::default()
        };
        let page = self.ledger().cases(&query)?;
        for row in &page.items {
            let case = rows::case_of(&row.head.state)?;
            let line: Vec<EntryRow> = line(law, &case).into_iter().collect();
            if !line.is_empty() {
                self.ledger().put_entries(&row.district, line)?;
            }
        }
        Ok(page.next)
    }
}

/// The lines that change with what happened to a case.
pub(crate) fn lines(law: &Law, before: Option<&Case>, after: &Case) -> Vec<EntryRow> {
    let both = |case: &Case| [line(law, case), repeats::line(law, case)].into_iter().flatten().collect::<Vec<_>>();
    let was = before.map(both).unwrap_or_default();
    let is = both(after);
    if was == is {
        return Vec::new();
    }
    let gone = was.iter().filter(|row| !is.contains(row)).map(|row| EntryRow { value: Json::Null, ..row.clone() });
    gone.chain(is.iter().filter(|row| !was.contains(row)).cloned()).collect()
}

/// The line of a case by which those like it find it: only while it can be joined. What is declared now counts, whatever
/// version the case runs under: so will the next matter be compared.
fn line(law: &Law, case: &Case) -> Option<EntryRow> {
    let rules = law.current(&case.case_type)?;
    let joinable = case.closed.is_none() && case.lead.is_none() && !case.waits_for_reporter();
    let words = likeness(rules, &law.directory, &case.values).filter(|_| joinable)?;
    let newest_first = i64::MAX - case.opened.as_microsecond();
    Some(EntryRow {
        register: register(rules),
        key: format!("{}{newest_first:019}/{}", prefix(&words), case.id.0),
        value: json!({ "case": case.id, "opened": case.opened }),
    })
}

fn alike_of(value: &Json) -> Option<Alike> {
    let text = |name: &str| value.get(name).and_then(Json::as_str);
    Some(Alike { case: CaseId(text("case")?.to_owned()), opened: text("opened")?.parse().ok()? })
}

fn register(rules: &CaseType) -> String {
    format!("{}.alike", rules.id.0)
}

/// How the keys of all that share these words begin.
pub(crate) fn prefix(words: &[String]) -> String {
    words.iter().map(|word| format!("{}/", word.replace('/', ":"))).collect()
}

/// What the packs in force declare, as one word: lines made under other declarations are made anew.
fn declared(law: &Law) -> String {
    let of = |rules: &CaseType| Some(format!("{}:{}", rules.id.0, rules.alike.as_ref()?.fields.join("+")));
    let all: Vec<String> = law.types().filter_map(|(_, rules)| of(rules)).collect();
    if all.is_empty() { "-".to_owned() } else { all.join(",") }
}

/// The hour of the machine's clock: like sessions, references do not follow the clock of cases.
fn hour_now() -> i64 {
    Timestamp::now().as_second() / 3600
}

/// Whether two digests are one, in a time that does not depend on where they differ.
fn same(ours: &str, theirs: &str) -> bool {
    ours.len() == theirs.len() && ours.bytes().zip(theirs.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
