//! A file is saved: one matter for each report in it. The same file again finds the matters that are there.

use bihuan_core::casework::refusal::Fault;
use bihuan_core::casework::{Officer, Refusal, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Route, TaskRule, UnitRule};
use bihuan_core::value::EntryRef;
use bihuan_ledger::{EntryRow, FileRow, LedgerError};
use bihuan_text::report::model::{Kind, Report};
use bihuan_text::report::{self, Read};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::{TEXTS, TextEntry};
use crate::Office;
use crate::demand::{Demand, Filing, IdempotencyKey};
use crate::failure::Failure;

/// The user that stands for nobody in person.
const SYSTEM: &str = "system";

/// What became of one report of a file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SavedReport {
    /// The matter's number.
    pub number: String,
    /// Its district.
    pub district: String,
    /// The report's title.
    pub title: String,
    /// Whether it was saved by this; else it was there.
    pub new: bool,
}

impl Office {
    /// Saves every report of a file. `district` is where a report belongs whose region the directory does not know. What
    /// nobody in person saves ([`Who::Kernel`]) is saved for the post that will have the task.
    ///
    /// # Errors
    /// A file that cannot be read or holds no report; a report without a district; nothing is saved then.
    pub fn save_reports(
        &self,
        who: &Who,
        district: Option<&DistrictCode>,
        name: &str,
        bytes: &[u8],
    ) -> Result<Vec<SavedReport>, Failure> {
        let read = report::read(bytes, name).map_err(|fault| refused(fault.code(), &fault.to_string()))?;
        let found: Vec<&Report> = read.harvest.documents.iter().filter(|found| found.kind == Kind::Report).collect();
        if found.is_empty() {
            return Err(refused(
                "not-a-report",
                "没有读到政府工作报告，请确认选对了文件 / No work report was found in it. Check that it is the right file.",
            ));
        }
        let districts = found.iter().map(|report| self.district_of(report, district)).collect::<Result<Vec<_>, _>>()?;
        let file = self.keep_text(name, bytes, &read)?;
        let placed = found.iter().zip(districts).enumerate();
        placed.map(|(place, (report, district))| self.save_one(who, &district, report, &file, place + 1)).collect()
    }

    fn district_of(&self, report: &Report, asked: Option<&DistrictCode>) -> Result<DistrictCode, Failure> {
        let law = self.law();
        let known = |code: &DistrictCode| law.directory.district(code).is_some();
        let own = report.district.as_ref().and_then(|code| code.parse().ok()).filter(known);
        let only = || {
            let mut all = law.directory.districts();
            all.next().filter(|_| all.next().is_none()).map(|unit| unit.code.district())
        };
        own.or_else(|| asked.cloned().filter(known)).or_else(only).ok_or_else(|| {
            let region = report.region.as_deref().unwrap_or("—");
            refused(
                "unknown-district",
                &format!("不知道这份报告（{region}）归哪个区，请指明区划代码 / It is not known which district the report belongs to; name one."),
            )
        })
    }

    /// The file as it came; where its kind is not kept (a page, another encoding, too large), the text that was read from
    /// it, which is what every place counts in.
    fn keep_text(&self, name: &str, bytes: &[u8], read: &Read) -> Result<FileRow, Failure> {
        match self.ledger().put_file(name, None, bytes) {
            Ok(row) => return Ok(row),
            Err(LedgerError::Refused { .. }) => {}
            Err(other) => return Err(other.into()),
        }
        // Control characters keep their places and lose their meaning: a text file has none.
        let shown =
            |letter: &char| if letter.is_control() && !matches!(letter, '\n' | '\r' | '\t') { ' ' } else { *letter };
        let text: String = read.given.chars().iter().map(shown).collect();
        let name = if name.to_lowercase().ends_with(".txt") { name.to_owned() } else { format!("{name}.txt") };
        let kept = self.ledger().put_file(&name, Some("text/plain"), text.as_bytes());
        kept.map_err(|error| match error {
            LedgerError::Refused { code, message } => refused(code, &message.replace(" · ", " / ")),
            other => other.into(),
        })
    }

    fn save_one(
        &self,
        who: &Who,
        district: &DistrictCode,
        report: &Report,
        file: &FileRow,
        place: usize,
    ) -> Result<SavedReport, Failure> {
        let title = title_of(report, &file.name);
        let entry = EntryRef { register: TEXTS.to_owned(), key: key_of(&file.id, place) };
        let saved =
            |number: String, new| SavedReport { number, district: district.to_string(), title: title.clone(), new };
        if let Some(number) = self.cases_about(district.as_str(), &entry)?.into_iter().next() {
            return Ok(saved(number, false));
        }
        let rules = self.law().report_type().ok_or(Failure::NotFound)?;
        let who = if *who == Who::Kernel { on_duty(&rules, district) } else { who.clone() };
        let told = TextEntry {
            title: title.clone(),
            region: report.region.clone(),
            report_year: report.report_year,
            year_reviewed: report.year_reviewed,
            year_planned: report.year_planned,
            file: file.id.clone(),
            name: file.name.clone(),
            place,
        };
        self.ledger().put_entries(
            district.as_str(),
            vec![EntryRow { register: TEXTS.into(), key: entry.key.clone(), value: json!(told) }],
        )?;
        let wish = Filing {
            case_type: rules.id.clone(),
            district: district.clone(),
            form: form_of(&told, &entry),
            channel: "import".into(),
        };
        let settled = self.file(&Demand { who, wish, key: Some(once(district, &entry)) })?;
        Ok(saved(settled.case.number, !settled.replayed))
    }
}

/// For whom the machine itself saves a report: for the post and unit whose first task the report becomes, under no
/// person's name. Where the pack sends that task to a unit that only the report itself decides, it is the machine's.
fn on_duty(rules: &CaseType, district: &DistrictCode) -> Who {
    let holding = rules.stages.iter().find(|stage| stage.name == rules.start).and_then(|stage| {
        let TaskRule::Officer { post, unit: UnitRule::Route(route), .. } = &stage.task else { return None };
        let Some(Route::Unit(suffix)) = rules.routes.get(route) else { return None };
        Some((post.clone(), format!("{district}-{suffix}").parse().ok()?))
    });
    match (holding, SYSTEM.parse()) {
        (Some(holding), Ok(user)) => Who::Officer(Officer { user, posts: vec![holding] }),
        _ => Who::Kernel,
    }
}

fn form_of(told: &TextEntry, entry: &EntryRef) -> Map<String, Json> {
    let mut form = Map::new();
    form.insert("document".into(), format!("{}/{}", entry.register, entry.key).into());
    form.insert("title".into(), told.title.clone().into());
    form.insert(
        "region".into(),
        told.region.as_deref().map(|region| region.chars().take(100).collect::<String>()).into(),
    );
    form.insert("report_year".into(), told.report_year.filter(|year| (1949..=2100).contains(year)).into());
    form.insert("file".into(), json!([told.file]));
    form
}

/// Two who save the same file at one instant save it once.
fn once(district: &DistrictCode, entry: &EntryRef) -> IdempotencyKey {
    IdempotencyKey {
        district: district.to_string(),
        caller: "reports".into(),
        path: "save".into(),
        key: entry.key.clone(),
        body_hash: Sha256::digest(entry.key.as_bytes()).into(),
    }
}

/// Names a report of a file: enough of the file's hash, and its place.
fn key_of(file: &str, place: usize) -> String {
    let hash: String = file.trim_start_matches("sha256-").chars().take(16).collect();
    format!("{hash}-{place}")
}

fn title_of(report: &Report, name: &str) -> String {
    let title = report.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    title.unwrap_or(name).chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// A refusal about the file; the sentence comes in both languages, Chinese first.
fn refused(code: &str, sentence: &str) -> Failure {
    let (zh, en) = sentence.split_once(" / ").unwrap_or((sentence, sentence));
    let mut refusal = Refusal::invalid(vec![Fault::new("/file", code, zh, en)]);
    refusal.sentence = bihuan_core::casework::refusal::Sentence::new(zh, en);
    Failure::Refused(Box::new(refusal))
}
