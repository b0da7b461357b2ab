//! A table taken in for the command line: the same plan as the page's, carried out by whoever holds the store.

use std::sync::Arc;

use base64ct::{Base64, Encoding};
use bihuan_core::calendar::{Lang, civil, rfc3339};
use bihuan_core::casework::{Officer, TypeId, Who};
use bihuan_core::directory::{DistrictCode, UserName};
use bihuan_office::Office;
use bihuan_office::import::{Known, Layout, Line, Outcome, Plan, Reason, Tally, known_columns, refused_book};
use bihuan_text::table;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::failure::Failure;

/// How new matters came in.
const CHANNEL: &str = "table";

/// A table, and what is to be done with it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Table {
    /// Its bytes in base64.
    pub content: String,
    /// The kind of matter.
    pub case_type: String,
    /// Who brings it; none: the instance itself, which files and does not act.
    pub user: Option<UserName>,
    /// What rows with a number do that say nothing of their own.
    pub action: Option<String>,
    /// The district of new matters.
    pub district: Option<DistrictCode>,
    /// Takes rows that were taken before once more, under this name.
    #[serde(default)]
    pub again: Option<String>,
    /// Only look.
    pub dry_run: bool,
    /// The language of the refused rows' reasons.
    pub english: bool,
}

/// Takes it in; the answer has each row's outcome, and the refused rows as a workbook in base64.
pub fn take(office: &Office, table: &Table) -> Result<Json, Failure> {
    let bytes = Base64::decode_vec(&table.content)
        .map_err(|_| Failure::Use("文件内容不是 Base64 · the content is not Base64".into()))?;
    let rows = table::read(&bytes).map_err(|why| {
        let (zh, en) = why.sentence();
        Failure::Work(format!("{zh} · {en} ({})", why.code()))
    })?;
    let law = office.law();
    let rules =
        law.current(&TypeId(table.case_type.clone())).map(Arc::clone).ok_or_else(|| unknown_type(office, table))?;
    let (who, district) = bringer(office, table)?;
    let known = known_columns(&law, &rules);
    let layout = Layout::recognise(&known, &rows, &Default::default());
    if layout.targets.iter().all(String::is_empty) {
        return Err(no_head(&known));
    }
    let caller = table.user.as_ref().map_or_else(|| "command-line".to_owned(), |user| format!("user:{user}"));
    let plan = Plan {
        who: &who,
        caller,
        rules,
        district,
        channel: CHANNEL.to_owned(),
        file: hash(&rows),
        rows: &rows,
        layout,
        action: table.action.clone(),
        again: table.again.clone(),
    };
    let lines = if table.dry_run { plan.preview(office)? } else { plan.carry_out(office)? };
    answer(&plan, &lines, if table.english { Lang::En } else { Lang::Zh })
}

/// None of the headings is a column of this kind of matter. What stands in the table is not told: it may be somebody's.
fn no_head(known: &[Known]) -> Failure {
    let needed = |title: fn(&Known) -> &str, between: &str| {
        known.iter().filter(|known| known.required).map(title).collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (needed(|known| &known.zh, "、"), needed(|known| &known.en, ", "));
    Failure::Work(format!(
        "认不出表头：请把栏目的名称写在一行里，必须有：{zh} · no heading is known: write the titles of the columns in one row, these at least: {en}"
    ))
}

/// The page knows a table by the same hash, so that what one took the other does not take again.
fn hash(rows: &[table::Row]) -> String {
    let bytes = serde_json::to_vec(rows).unwrap_or_default();
    bihuan_ledger::Hash::of(&bytes).to_string()
}

fn answer(plan: &Plan<'_>, lines: &[Line], lang: Lang) -> Result<Json, Failure> {
    let tally = Tally::of(lines);
    let title = if lang == Lang::Zh { "不收的行" } else { "Rows not taken" };
    let refused =
        if tally.refused > 0 { Some(Base64::encode_string(&refused_book(plan, lines, lang, title)?)) } else { None };
    Ok(json!({
        "rows": lines.iter().map(row).collect::<Vec<_>>(),
        "counts": { "file": tally.file, "act": tally.act, "taken": tally.taken, "before": tally.before, "unchanged": tally.unchanged, "refused": tally.refused },
        "refused": refused,
    }))
}

fn row(line: &Line) -> Json {
    let of = |outcome: &str, number: Option<&String>, reasons: &[Reason]| {
        let reasons: Vec<Json> = reasons
            .iter()
            .map(|reason| json!({ "code": reason.code, "column": reason.column, "zh": reason.sentence.zh, "en": reason.sentence.en }))
            .collect();
        json!({ "row": line.row, "outcome": outcome, "number": number, "reasons": reasons })
    };
    match &line.outcome {
        Outcome::WouldFile => of("would-file", None, &[]),
        Outcome::WouldAct { number, .. } => of("would-act", Some(number), &[]),
        Outcome::Taken { number, opened: true } => of("filed", Some(number), &[]),
        Outcome::Taken { number, .. } => of("acted", Some(number), &[]),
        Outcome::Before(before) => {
            let mut told = of("taken-before", Some(&before.number), &[]);
            if let Some(fields) = told.as_object_mut() {
                fields.insert("at".into(), json!(rfc3339(before.at)));
                fields.insert("by".into(), json!(before.by));
            }
            told
        }
        Outcome::Unchanged { number } => of("unchanged", Some(number), &[]),
        Outcome::Refused(reasons) => of("refused", None, reasons),
    }
}

fn unknown_type(office: &Office, table: &Table) -> Failure {
    let law = office.law();
    let known: Vec<&str> = law.types().map(|(_, rules)| rules.id.0.as_str()).collect();
    let known = known.join(", ");
    Failure::Use(format!(
        "没有“{}”这个事项类型，现有：{known} · there is no such type; there are: {known}",
        table.case_type
    ))
}

/// Who brings it and for which district: the one that is named, the officer's own, or the only one.
fn bringer(office: &Office, table: &Table) -> Result<(Who, DistrictCode), Failure> {
    let law = office.law();
    let today = civil(office.clock().now()).date();
    let (who, own) = match &table.user {
        None => (Who::Kernel, None),
        Some(user) if law.directory.officer(user).is_none() => {
            return Err(Failure::Use(format!("没有用户 {user} · there is no user {user}")));
        }
        Some(user) => {
            let posts = law.directory.posts_of(user, today);
            let own = posts.first().map(|(_, unit)| unit.district());
            (Who::Officer(Officer { user: user.clone(), posts }), own)
        }
    };
    let mut all = law.directory.districts().map(|unit| unit.code.district());
    let only = all.next().filter(|_| all.next().is_none());
    let district = table.district.clone().or(own).or(only);
    let district =
        district.ok_or_else(|| Failure::Use("有几个区，请用 --district 指明 · name one with --district".into()))?;
    Ok((who, district))
}
