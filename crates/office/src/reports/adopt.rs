//! What was confirmed becomes entries of the registers. A key is made of the document and the item's anchor, so that the
//! same report adopted again writes the same entries; a promise that is there already keeps its name.

use std::collections::BTreeSet;

use bihuan_core::casework::Who;
use bihuan_core::value::EntryRef;
use bihuan_ledger::{Behind, EntryRow, Found, LedgerError};
use bihuan_text::measure::Amount;
use bihuan_text::promises::{self, Counting, Lead, Promise};
use bihuan_text::report::anchor::{Anchor, Item};
use bihuan_text::report::decided::{Charge, DecidedItem};
use bihuan_text::report::model::{Commitment, Comparator, Indicator, Tense, Term};
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::sheet::Sheet;
use super::{FIGURES, PROMISES, TARGETS, TERMS};
use crate::Office;
use crate::demand::{Act, Demand, Settled};
use crate::failure::Failure;

/// As many promises as are read at a time.
const AT_ONCE: usize = 200;

/// The unit that has a promise until somebody is found who leads it, as the part of its code behind the district's.
const NOBODY_YET: &str = "supervision-office";

/// An adoption as a person settles it.
#[derive(Clone, Debug, Default)]
pub struct Adoption {
    /// The report's number.
    pub number: String,
    /// Who leads and supports each commitment, until when.
    pub charges: Vec<(Anchor, Charge)>,
    /// A word about it.
    pub summary: Option<String>,
}

impl Office {
    /// Adopts what was confirmed in a report: the case ends, and the entries are written with its record.
    ///
    /// # Errors
    /// [`Failure`]; nothing is written then.
    pub fn adopt(&self, demand: &Demand<Adoption>) -> Result<Settled, Failure> {
        let wish = &demand.wish;
        let sheet = self.sheet(&wish.number, &demand.who)?;
        let entries = self.entries_of(&sheet, &wish.charges)?;
        let mut input = Map::new();
        let charges: Vec<Json> = wish.charges.iter().map(|(anchor, charge)| said(anchor, charge)).collect();
        if !charges.is_empty() {
            input.insert("charges".into(), charges.into());
        }
        if let Some(summary) = &wish.summary {
            input.insert("summary".into(), summary.as_str().into());
        }
        let act = Act {
            case: wish.number.clone(),
            action: "adopt".into(),
            task: None,
            input,
            seen: Some(sheet.case.version),
        };
        self.act_entering(&Demand { who: demand.who.clone(), wish: act, key: demand.key.clone() }, &entries)
    }

    /// The entries that adopting a report would write, and those of an earlier adoption that it takes back.
    fn entries_of(&self, sheet: &Sheet, charges: &[(Anchor, Charge)]) -> Result<Vec<EntryRow>, Failure> {
        let district = sheet.case.district.to_string();
        let standing = self.standing_promises(sheet, charges)?;
        let mut entries = self.first_promises(&district)?;
        let confirmed = sheet.decided.items.iter().filter(|item| item.state.is_confirmed());
        for item in confirmed {
            let charge = charges.iter().find(|(anchor, _)| *anchor == item.anchor).map(|(_, charge)| charge);
            let row = entry(sheet, item, charge.unwrap_or(&item.charge), &standing);
            entries.retain(|other| (&other.register, &other.key) != (&row.register, &row.key));
            entries.push(row);
        }
        let kept: BTreeSet<(String, String)> =
            entries.iter().map(|row| (row.register.clone(), row.key.clone())).collect();
        for (register, keys) in &sheet.written {
            for key in keys.iter().filter(|key| !kept.contains(&(register.clone(), (*key).clone()))) {
                // What somebody works on stays: its task would speak of nothing.
                let about = EntryRef { register: register.clone(), key: key.clone() };
                if self.cases_about(&district, &about)?.is_empty() && !is_shipped(key) {
                    entries.push(EntryRow { register: register.clone(), key: key.clone(), value: Json::Null });
                }
            }
        }
        Ok(entries)
    }

    /// The promises of the years for which this report promises: among them are those that it has promised before.
    fn standing_promises(&self, sheet: &Sheet, charges: &[(Anchor, Charge)]) -> Result<Vec<Promise>, LedgerError> {
        let given =
            |item: &DecidedItem| charges.iter().find(|(anchor, _)| *anchor == item.anchor).map(|(_, it)| it.due);
        let confirmed = sheet.decided.items.iter().filter(|item| item.state.is_confirmed());
        let years: BTreeSet<i16> =
            confirmed.map(|item| year_of(sheet, given(item).unwrap_or(item.charge.due))).collect();
        let mut standing = Vec::new();
        for year in years {
            standing.extend(self.promises_in(sheet.case.district.as_str(), year)?);
        }
        Ok(standing)
    }

    /// Every promise of a district: the register's, and where nobody has put any into it, those that ship. For files;
    /// a page asks for a year's, or for one.
    ///
    /// # Errors
    /// The store's.
    pub fn promises_of(&self, district: &str) -> Result<Vec<Promise>, LedgerError> {
        let kept = self.ledger().entries_all(district, PROMISES, "")?;
        let kept: Vec<Promise> = kept.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect();
        if kept.is_empty() { shipped_for(district) } else { Ok(kept) }
    }

    /// The years that a district has promised something for, the earliest first.
    ///
    /// # Errors
    /// The store's.
    pub fn promise_years(&self, district: &str) -> Result<Vec<i16>, LedgerError> {
        let kept = self.ledger().values_of(district, PROMISES, Found::ByYear)?;
        let mut years: Vec<i16> = kept.iter().filter_map(|year| year.parse().ok()).collect();
        if years.is_empty() {
            years = shipped_for(district)?.into_iter().map(|promise| promise.year).collect();
        }
        years.sort_unstable();
        years.dedup();
        Ok(years)
    }

    /// The promises of a district for a year.
    ///
    /// # Errors
    /// The store's.
    pub fn promises_in(&self, district: &str, year: i16) -> Result<Vec<Promise>, LedgerError> {
        let wanted = year.to_string();
        let mut rows: Vec<EntryRow> = Vec::new();
        loop {
            let key = rows.last().map_or("", |row| row.key.as_str());
            let after = Behind { value: &wanted, key: Some(key) };
            let more = self.ledger().entries_by((district, PROMISES), Found::ByYear, Some(&wanted), after, AT_ONCE)?;
            let last = more.len() < AT_ONCE;
            rows.extend(more);
            if last {
                break;
            }
        }
        if rows.is_empty() && !self.has_promises(district)? {
            return Ok(shipped_for(district)?.into_iter().filter(|promise| promise.year == year).collect());
        }
        Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row.value).ok()).collect())
    }

    /// The promise of a name in a district.
    ///
    /// # Errors
    /// The store's.
    pub fn promise_named(&self, district: &str, id: &str) -> Result<Option<Promise>, LedgerError> {
        match self.ledger().entry(district, PROMISES, id)? {
            Some(value) => Ok(serde_json::from_value(value).ok()),
            None if self.has_promises(district)? => Ok(None),
            None => Ok(shipped_for(district)?.into_iter().find(|promise| promise.id == id)),
        }
    }

    fn has_promises(&self, district: &str) -> Result<bool, LedgerError> {
        Ok(!self.ledger().entries(district, PROMISES, None, 1)?.items.is_empty())
    }

    /// The promises that ship, for a register that holds none yet: from then on the register is the whole truth.
    fn first_promises(&self, district: &str) -> Result<Vec<EntryRow>, LedgerError> {
        if self.has_promises(district)? {
            return Ok(Vec::new());
        }
        Ok(shipped_for(district)?.iter().map(promise_row).collect())
    }
}

fn shipped_for(district: &str) -> Result<Vec<Promise>, LedgerError> {
    let all = promises::shipped().map_err(|fault| LedgerError::refused("promises", fault.to_string()))?;
    Ok(all.into_iter().filter(|promise| promise.district == district).collect())
}

fn is_shipped(key: &str) -> bool {
    promises::shipped().is_ok_and(|all| all.iter().any(|promise| promise.id == key))
}

/// A promise as an entry of the register.
pub(super) fn promise_row(promise: &Promise) -> EntryRow {
    let mut value = json!(promise);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("lead_unit".into(), promise.lead_code().into());
    }
    EntryRow { register: PROMISES.into(), key: promise.id.clone(), value }
}

/// The words by which the record of the adoption tells who does a task.
fn said(anchor: &Anchor, charge: &Charge) -> Json {
    let told = json!({ "item": anchor.to_string(), "lead": charge.lead, "support": charge.support, "due": charge.due });
    told.to_string().into()
}

fn entry(sheet: &Sheet, item: &DecidedItem, charge: &Charge, standing: &[Promise]) -> EntryRow {
    let key = key_of(sheet, &item.anchor);
    match &item.item {
        Item::Indicator(it) => figure(sheet, it, key),
        Item::Commitment(it) => promise_row(&promise(sheet, it, charge, key, standing)),
        Item::Term(it) => term(sheet, it, key),
    }
}

/// Names an item of a document: the same document and words give the same name.
fn key_of(sheet: &Sheet, anchor: &Anchor) -> String {
    let mut hash = Sha256::new();
    hash.update(sheet.text.file.as_bytes());
    hash.update(sheet.text.place.to_be_bytes());
    hash.update(anchor.to_string().as_bytes());
    let name: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("r-{name}")
}

fn source(sheet: &Sheet) -> Map<String, Json> {
    let mut fields = Map::new();
    fields.insert("report".into(), sheet.case.number.clone().into());
    fields.insert("region".into(), sheet.region().into());
    fields.insert("synthetic".into(), sheet.case.synthetic.into());
    fields
}

fn figure(sheet: &Sheet, it: &Indicator, key: String) -> EntryRow {
    let register = if it.kind == Tense::Target { TARGETS } else { FIGURES };
    let mut fields = source(sheet);
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let told = json!({
        "name": it.name, "canonical": it.canonical, "year": it.year, "value": number(it.value), "unit": it.unit,
        "growth_pct": number(it.growth_pct), "comparator": it.comparator, "quote": it.quote,
        "start": it.span.start, "end": it.span.end,
    });
    fields.extend(told.as_object().cloned().unwrap_or_default());
    EntryRow { register: register.into(), key, value: Json::Object(fields) }
}

fn term(sheet: &Sheet, it: &Term, key: String) -> EntryRow {
    let mut fields = source(sheet);
    let year = sheet.report().and_then(|report| report.report_year);
    let told = json!({
        "term": it.term, "definition": it.definition, "year": year, "start": it.span.start, "end": it.span.end,
    });
    fields.extend(told.as_object().cloned().unwrap_or_default());
    EntryRow { register: TERMS.into(), key, value: Json::Object(fields) }
}

/// A commitment as a promise. One without a number is promised once: it is done or it is not.
fn promise(sheet: &Sheet, it: &Commitment, charge: &Charge, key: String, standing: &[Promise]) -> Promise {
    let district = sheet.case.district.to_string();
    let year = year_of(sheet, charge.due);
    let number = it.quantity.and_then(|quantity| Amount::parse(&rounded(quantity)));
    let measure = it.unit.clone().filter(|unit| !unit.is_empty());
    let (quantity, measure, counted) = match (number, measure) {
        (Some(number), measure) => (number, measure.unwrap_or_else(|| "个".into()), true),
        (None, _) => (Amount::from_scaled(bihuan_text::measure::SCALE), "项".into(), false),
    };
    // The same words of the same year and district are the same promise, whoever entered it first.
    let known = standing.iter().find(|old| old.year == year && old.quote == it.quote && old.district == district);
    let chosen = charge.lead.as_deref().and_then(|code| code.strip_prefix(&format!("{district}-")));
    let suggested = it.lead.as_ref().map(|lead| lead.unit.as_str());
    let before = known.map(|old| old.lead.unit.as_str());
    let lead = chosen.or(before).or(suggested).unwrap_or(NOBODY_YET).to_owned();
    let text = &sheet.read.given;
    let line = 1 + text.chars().iter().take(it.span.start).filter(|letter| **letter == '\n').count();
    Promise {
        id: known.map_or(key, |old| old.id.clone()),
        file: sheet.text.name.clone(),
        document: format!("{}{year}", sheet.region().unwrap_or_default()),
        district,
        year,
        line,
        start: it.span.start,
        end: it.span.end,
        quote: it.quote.clone(),
        subject: it.object.clone().unwrap_or_else(|| it.text.clone()),
        verb: it.verb.clone().unwrap_or_default(),
        sentence: sentence(it, quantity, &measure, counted),
        quantity,
        measure,
        comparator: compared(it.comparator),
        counting: counting(it),
        row: known.and_then(|old| old.row.clone()),
        lead: Lead { unit: lead, basis: if chosen.is_some() { "chosen" } else { "ours" }.into() },
        support: charge.support.clone(),
        due: charge.due,
        report: Some(sheet.case.number.clone()),
        counted,
        synthetic: sheet.case.synthetic,
    }
}

/// The year by whose end a commitment is due.
fn year_of(sheet: &Sheet, due: Option<Date>) -> i16 {
    let planned = || sheet.report().and_then(|report| report.year_planned);
    let year = due.map(|due| due.year()).or_else(planned);
    year.unwrap_or_else(|| bihuan_core::calendar::civil(sheet.case.opened).year())
}

/// At most the four places that an amount has.
fn rounded(quantity: f64) -> String {
    let text = format!("{quantity:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn compared(comparator: Comparator) -> promises::Comparator {
    match comparator {
        Comparator::Exact => promises::Comparator::Exact,
        Comparator::About => promises::Comparator::About,
        // A range is kept from its low end on.
        Comparator::AtLeast | Comparator::Range => promises::Comparator::AtLeast,
        Comparator::Over => promises::Comparator::Over,
        Comparator::Within => promises::Comparator::Within,
    }
}

fn counting(it: &Commitment) -> Counting {
    let level = ["累计", "总数", "总量", "达到"].iter().any(|word| it.quote.contains(word));
    if level { Counting::Level } else { Counting::Added }
}

/// The sentence of the next report, with `{done}` where the number goes.
fn sentence(it: &Commitment, quantity: Amount, measure: &str, counted: bool) -> String {
    let what = match (&it.verb, &it.object) {
        (Some(verb), Some(object)) => format!("{verb}{object}"),
        _ => it.quote.clone(),
    };
    if counted {
        format!("{what} {{done}} {measure}，目标 {quantity} {measure}")
    } else {
        format!("{what}：完成 {{done}} {measure}")
    }
}

impl Office {
    /// Whether somebody may adopt a report now.
    ///
    /// # Errors
    /// The store's.
    pub fn may_adopt(&self, number: &str, who: &Who) -> Result<bool, Failure> {
        match self.read(number, who) {
            Ok(reading) => Ok(reading.actions.iter().any(|open| open.action == "adopt")),
            // Somebody who may read the report, and not its case.
            Err(Failure::NotFound) => Ok(false),
            Err(other) => Err(other),
        }
    }
}
