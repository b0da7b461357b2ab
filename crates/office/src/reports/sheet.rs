//! A report as it is read and decided now. Reading takes a moment, so what was read is remembered as long as neither the
//! file nor the decisions change; nothing of it is ever kept on disk.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use bihuan_core::casework::seal::{Opened, unseal};
use bihuan_core::casework::{Case, Event, Who};
use bihuan_core::pack::CaseType;
use bihuan_core::value::{FieldName, Value, Values};
use bihuan_ledger::{RecordRow, VaultContent};
use bihuan_text::report::anchor::Anchor;
use bihuan_text::report::decided::{Charge, Decided, Decision, Signed, Verdict, decided};
use bihuan_text::report::model::{Kind, Report};
use bihuan_text::report::{self, Read};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

use super::{TEXTS, TextEntry};
use crate::Office;
use crate::failure::Failure;

/// Sheets and readings that are remembered; beyond it all are forgotten and made anew.
const MOST: usize = 64;

/// A saved report as it stands.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The matter.
    pub case: Case,
    /// The rules that it runs under.
    pub rules: Arc<CaseType>,
    /// What the register says of the text.
    pub text: TextEntry,
    /// The file as it is read now.
    pub read: Arc<Read>,
    /// Which of the documents that were read it is.
    pub document: usize,
    /// The reading with what people decided.
    pub decided: Decided,
    /// Keys of the entries that earlier adoptions wrote, by register.
    pub written: BTreeMap<String, Vec<String>>,
}

impl Sheet {
    /// The document itself; none where a newer reader finds no report there any more.
    pub fn report(&self) -> Option<&Report> {
        self.read.harvest.documents.get(self.document)
    }

    /// Whether a person adopted it.
    pub fn is_adopted(&self) -> bool {
        self.case.closed.is_some() && self.adopted()
    }

    /// The region it speaks for, as it is read now or was when it was saved.
    pub fn region(&self) -> Option<&str> {
        self.report().and_then(|report| report.region.as_deref()).or(self.text.region.as_deref())
    }

    /// Whether a person found that it is no report to keep.
    pub fn is_dropped(&self) -> bool {
        self.case.closed.as_ref().is_some_and(|closing| closing.outcome == "dropped")
    }

    fn adopted(&self) -> bool {
        !self.written.is_empty()
    }
}

/// What is remembered.
#[derive(Default)]
pub(crate) struct Sheets {
    sheets: Mutex<BTreeMap<String, Arc<Sheet>>>,
    readings: Mutex<BTreeMap<String, Arc<Read>>>,
    /// Held by who makes what lists show of reports.
    pub(super) keeping: Mutex<()>,
    /// Whether nothing is missing of what lists show; nobody knows after a start.
    pub(super) up_to_date: AtomicBool,
}

impl Office {
    /// A saved report for somebody who may read it.
    ///
    /// # Errors
    /// [`Failure::NotFound`] also where there is no such report; the store's; a file that is damaged.
    pub fn sheet(&self, number: &str, who: &Who) -> Result<Arc<Sheet>, Failure> {
        let reading = self.read(number, who).or_else(|_| self.read(number, &Who::Public))?;
        let id = reading.case.id.0.clone();
        let known = self.sheets.sheets.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(sheet) = known.filter(|sheet| sheet.case.version == reading.case.version) {
            return Ok(sheet);
        }
        let sheet = Arc::new(self.sheet_of(reading.case, reading.rules, &reading.values)?);
        remember(&self.sheets.sheets, id, &sheet);
        Ok(sheet)
    }

    fn sheet_of(&self, case: Case, rules: Arc<CaseType>, values: &Values) -> Result<Sheet, Failure> {
        let text = self.text_of(&case, values)?;
        let read = self.reading_of(&text)?;
        let document = document_of(&read, &text);
        let told = self.told(&case)?;
        let empty = blank();
        let report = read.harvest.documents.get(document).unwrap_or(&empty);
        let mut decided = decided(report, &read.given, &told.decisions);
        for item in &mut decided.items {
            if let Some(charge) = told.charges.get(&item.anchor) {
                item.charge = charge.clone();
            }
        }
        Ok(Sheet { case, rules, text, read, document, decided, written: told.written })
    }

    fn text_of(&self, case: &Case, values: &Values) -> Result<TextEntry, Failure> {
        let entry = values.values().find_map(|value| match value {
            Value::Entry(entry) if entry.register == TEXTS => Some(entry.clone()),
            _ => None,
        });
        let entry = entry.ok_or(Failure::NotFound)?;
        let kept = self.ledger().entry(case.district.as_str(), TEXTS, &entry.key)?.ok_or(Failure::NotFound)?;
        serde_json::from_value(kept).map_err(|_| Failure::NotFound)
    }

    /// The file, read now or a moment ago.
    fn reading_of(&self, text: &TextEntry) -> Result<Arc<Read>, Failure> {
        let known = self.sheets.readings.lock().unwrap_or_else(PoisonError::into_inner).get(&text.file).cloned();
        if let Some(read) = known {
            return Ok(read);
        }
        let bytes = self.ledger().file_bytes(&text.file)?.ok_or(Failure::NotFound)?;
        let read = Arc::new(report::read(&bytes, &text.name).map_err(|_| Failure::NotFound)?);
        remember(&self.sheets.readings, text.file.clone(), &read);
        Ok(read)
    }

    /// What the record tells of decisions, oldest first.
    fn told(&self, case: &Case) -> Result<Told, Failure> {
        let vault = self.ledger().vault(case.district.as_str(), &case.id.0)?;
        let opened = |item: &str| match vault.get(item)? {
            VaultContent::Kept(content) => Opened::of_content(item, content).map(|opened| opened.value),
            VaultContent::Erased => None,
        };
        let mut told = Told::default();
        for record in self.ledger().records(case.district.as_str(), &case.id.0)? {
            let signed = signed(&record);
            for event in record.events()?.into_iter().filter_map(|event| serde_json::from_value(event).ok()) {
                match event {
                    Event::Acted { action, input, .. } => told.hear(&action, &unseal(&input, &opened), &signed),
                    Event::EntriesWritten { register, keys, .. } => {
                        told.written.insert(register, keys);
                    }
                    _ => {}
                }
            }
        }
        Ok(told)
    }
}

/// What the record of a report tells.
#[derive(Default)]
struct Told {
    decisions: Vec<Decision>,
    charges: BTreeMap<Anchor, Charge>,
    written: BTreeMap<String, Vec<String>>,
}

/// Who does a task until when, as an adoption says it.
#[derive(Deserialize)]
struct Assigned {
    item: String,
    #[serde(default)]
    lead: Option<String>,
    #[serde(default)]
    support: Vec<String>,
    #[serde(default)]
    due: Option<jiff::civil::Date>,
}

impl Told {
    fn hear(&mut self, action: &str, input: &Values, signed: &Signed) {
        let verdict = match action {
            "accept" => Verdict::Accepted,
            "reject" => Verdict::Rejected { reason: texts(input, "reason").next() },
            "undo" => Verdict::Undone,
            "correct" | "append" => {
                let written: Option<Json> =
                    texts(input, "values").next().and_then(|text| serde_json::from_str(&text).ok());
                let Some(Json::Object(fields)) = written else { return };
                if action == "correct" { Verdict::Corrected(fields) } else { Verdict::Added(fields) }
            }
            "adopt" => return self.charge(input),
            _ => return,
        };
        for item in texts(input, "items").chain(texts(input, "item")) {
            let Ok(seen) = item.parse() else { continue };
            self.decisions.push(Decision { seen, verdict: verdict.clone(), signed: signed.clone() });
        }
    }

    fn charge(&mut self, input: &Values) {
        for text in texts(input, "charges") {
            let Ok(said) = serde_json::from_str::<Assigned>(&text) else { continue };
            let Ok(anchor) = said.item.parse() else { continue };
            self.charges.insert(anchor, Charge { lead: said.lead, support: said.support, due: said.due });
        }
    }
}

/// The texts of a field, be there one or several.
fn texts<'v>(input: &'v Values, name: &str) -> impl Iterator<Item = String> + use<'v> {
    let field: Option<(&FieldName, &Value)> = input.get_key_value(name);
    let values = match field.map(|(_, value)| value) {
        Some(Value::Many(values)) => values.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    };
    values.into_iter().filter_map(|value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    })
}

/// Who wrote a record: post, unit and day.
fn signed(record: &RecordRow) -> Signed {
    let actor = record.value().ok().and_then(|value| value.get("actor").cloned()).unwrap_or_default();
    let word = |key: &str| actor.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    Signed { post: word("post"), unit: word("unit"), on: day(record.at) }
}

fn day(at: Timestamp) -> jiff::civil::Date {
    bihuan_core::calendar::civil(at).date()
}

/// The document that was saved: the report of that title if there is one, else the one at its place.
fn document_of(read: &Read, text: &TextEntry) -> usize {
    let reports = || read.harvest.documents.iter().enumerate().filter(|(_, found)| found.kind == Kind::Report);
    let mut titled = reports()
        .filter(|(_, found)| found.title.as_deref() == Some(&text.title) && found.report_year == text.report_year);
    match (titled.next(), titled.next()) {
        (Some((only, _)), None) => only,
        _ => reports().nth(text.place.saturating_sub(1)).map_or(usize::MAX, |(place, _)| place),
    }
}

/// A report in which nothing was read.
fn blank() -> Report {
    Report {
        kind: Kind::Report,
        span: Default::default(),
        title: None,
        region: None,
        district: None,
        report_year: None,
        year_reviewed: None,
        year_planned: None,
        sections: Vec::new(),
        indicators: Vec::new(),
        commitments: Vec::new(),
        glossary: Vec::new(),
        leads: Vec::new(),
        delivered: None,
        session: None,
        skipped: Vec::new(),
    }
}

fn remember<T>(kept: &Mutex<BTreeMap<String, Arc<T>>>, key: String, what: &Arc<T>) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(key, Arc::clone(what));
}
