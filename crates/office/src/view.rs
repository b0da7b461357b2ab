//! A case as one person may read it: what is sealed is opened for those who may, and only for them.

use bihuan_core::casework::decide::{Open, json_of};
use bihuan_core::casework::may::{Right, available, may};
use bihuan_core::casework::seal::{Opened, unseal};
use bihuan_core::casework::{Case, CaseId, Event, Who};
use bihuan_core::directory::{PostName, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::Measure;
use bihuan_core::value::{EntryRef, FieldName, Value, Values};
use bihuan_ledger::{TaskQuery, VaultContent};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Office;
use crate::commands::Loaded;
use crate::entries::EntryNames;
use crate::failure::Failure;
use crate::law::Law;

/// A case with what its reader may see and do.
pub struct Reading {
    /// The case as the record has it, without what is shown to some alone and not to the reader.
    pub case: Case,
    /// Its version.
    pub version: u64,
    /// The rules that it runs under.
    pub rules: Arc<CaseType>,
    /// The values that the reader may see, in plain.
    pub values: Values,
    /// What the district calls the entries of its own that these values name.
    pub entries: EntryNames,
    /// Fields that have a value which the reader may not see.
    pub masked: Vec<FieldName>,
    /// Fields and quantities that are shown to some alone, and not to the reader.
    pub hidden: BTreeSet<String>,
    /// What the reader may do now.
    pub actions: Vec<Open>,
}

impl Reading {
    /// The measure of a quantity of it, in words; empty where its reader may not see the field that says so.
    #[must_use]
    pub fn measure_of(&self, quantity: &str) -> String {
        let known = self.rules.quantities.iter().find(|known| known.name == quantity);
        match known.map(|known| &known.measure) {
            Some(Measure::Words(words)) => words.clone(),
            Some(Measure::Field(field)) => match self.values.get(field) {
                Some(Value::Text(text)) => text.clone(),
                _ => String::new(),
            },
            None => String::new(),
        }
    }
}

impl Office {
    /// Reads a case for somebody.
    ///
    /// # Errors
    /// [`Failure::NotFound`] also where the reader has no right to know that there is one.
    pub fn read(&self, id_or_number: &str, who: &Who) -> Result<Reading, Failure> {
        let law = self.law();
        let loaded = self.load(id_or_number)?;
        self.reading(&law, loaded, who)
    }

    /// A case as it stands, without anything that was sealed: for who looks on behalf of nobody.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the store's.
    pub fn standing(&self, id_or_number: &str) -> Result<Case, Failure> {
        Ok(self.load(id_or_number)?.case)
    }

    /// Reads a case that is at hand, as [`Office::act`] left it.
    ///
    /// # Errors
    /// As [`Office::read`].
    pub fn read_settled(&self, case: &Case, who: &Who) -> Result<Reading, Failure> {
        let law = self.law();
        let loaded = Loaded { row: self.load(&case.id.0)?.row, case: case.clone() };
        self.reading(&law, loaded, who)
    }

    fn reading(&self, law: &Law, loaded: Loaded, who: &Who) -> Result<Reading, Failure> {
        let Loaded { row, case } = loaded;
        let rules = Arc::clone(law.rules_of(&case).ok_or(Failure::NotFound)?);
        let at = self.clock().now();
        let plain = self.opened(&case)?;
        let (values, masked, hidden, actions) = self
            .with_world(law, &rules, &row.district, |world| {
                may(world, &case, who, at, Right::Read)?;
                let (seen, masked): (Values, Values) =
                    plain.into_iter().partition(|(name, _)| may(world, &case, who, at, Right::Field(name)).is_ok());
                let shown = |name: &String| may(world, &case, who, at, Right::Field(name)).is_ok();
                let hidden: BTreeSet<String> =
                    rules.access.fields.keys().filter(|name| !shown(name)).cloned().collect();
                Ok((seen, masked.into_keys().collect(), hidden, available(world, &case, who, at)))
            })
            .map_err(|_| Failure::NotFound)?;
        let case = without(case, &rules, &hidden);
        let entries = self.entry_names(&row.district, &rules, values.values())?;
        Ok(Reading { version: case.version, case, rules, values, entries, masked, hidden, actions })
    }

    /// The numbers of the cases that are about a register entry, at most a page of 200.
    ///
    /// # Errors
    /// The store's.
    pub fn cases_about(&self, district: &str, entry: &EntryRef) -> Result<Vec<String>, Failure> {
        let prefix = format!("{}/", entry.key);
        let page =
            self.ledger().entries_under(district, &crate::rows::cases_of(&entry.register), &prefix, None, 200)?;
        let numbers = page.items.iter().filter_map(|row| row.key.strip_prefix(&prefix).map(str::to_owned));
        Ok(numbers.collect())
    }

    /// The same, a page at a time, by number, after one; and where the next page begins.
    ///
    /// # Errors
    /// The store's.
    pub fn cases_about_after(
        &self,
        district: &str,
        entry: &EntryRef,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<String>, Option<String>), Failure> {
        let prefix = format!("{}/", entry.key);
        let cursor = after.map(|number| format!("{prefix}{number}"));
        let register = crate::rows::cases_of(&entry.register);
        let page = self.ledger().entries_under(district, &register, &prefix, cursor.as_deref(), limit)?;
        let number = |key: &str| key.strip_prefix(&prefix).map(str::to_owned);
        let next = page.next.as_deref().and_then(number);
        Ok((page.items.iter().filter_map(|row| number(&row.key)).collect(), next))
    }

    /// What the records of a case tell, command by command: when, and what happened.
    ///
    /// # Errors
    /// The store's.
    pub fn told_of(&self, district: &str, case: &str) -> Result<Vec<(jiff::Timestamp, Vec<Event>)>, Failure> {
        let records = self.ledger().records(district, case)?;
        records.iter().map(crate::counted::read).collect::<Result<_, _>>()
    }

    /// Whether anyone may see something of a case.
    pub(crate) fn is_public(&self, law: &Law, rules: &CaseType, case: &Case) -> bool {
        self.with_world(law, rules, case.district.as_str(), |world| {
            may(world, case, &Who::Public, self.clock().now(), Right::Public)
        })
        .is_ok()
    }

    /// The values of a case with everything opened that is not erased.
    pub(crate) fn opened(&self, case: &Case) -> Result<Values, Failure> {
        self.opened_of(case, &case.values)
    }

    /// Values that stand in a case's record, with everything opened that is not erased.
    pub(crate) fn opened_of(&self, case: &Case, values: &Values) -> Result<Values, Failure> {
        let vault = self.ledger().vault(case.district.as_str(), &case.id.0)?;
        let open = |item: &str| match vault.get(item)? {
            VaultContent::Kept(content) => Opened::of_content(item, content).map(|opened| opened.value),
            VaultContent::Erased => None,
        };
        Ok(unseal(values, &open))
    }

    /// The facts that answer a case, in the contract's JSON: what its duplicates are answered with.
    pub(crate) fn answer_of(&self, lead: &CaseId) -> Result<Map<String, Json>, Failure> {
        let loaded = self.load(&lead.0)?;
        let law = self.law();
        let rules = law.rules_of(&loaded.case).ok_or(Failure::NotFound)?;
        let values = self.opened(&loaded.case)?;
        let facts = values.iter().filter(|(name, _)| rules.facts.iter().any(|field| field.name == **name));
        Ok(facts.map(|(name, value)| (name.clone(), json_of(value))).collect())
    }

    /// How many open tasks a post in a unit has, at most what one page of the store tells.
    pub(crate) fn open_tasks_of(&self, district: &str, unit: &UnitCode, post: &PostName) -> u64 {
        let query = TaskQuery {
            districts: vec![district.to_owned()],
            holders: vec![(post.as_str().to_owned(), unit.as_str().to_owned())],
            limit: 200,
            ..TaskQuery::default()
        };
        self.ledger().tasks(&query).map_or(0, |page| page.items.len() as u64)
    }
}

/// A case without what its reader may not see. What is personal stays as the record has it: sealed.
fn without(mut case: Case, rules: &CaseType, hidden: &BTreeSet<String>) -> Case {
    let personal = |name: &str| rules.field(name).is_some_and(|field| field.personal);
    case.values.retain(|name, _| personal(name) || !hidden.contains(name));
    case.quantities.retain(|name, _| !hidden.contains(name));
    case.measured.retain(|name, _| !hidden.contains(name));
    if let Some(known) = &mut case.foreknown {
        known.values.retain(|name, _| !hidden.contains(name));
    }
    case
}
