//! `bihuan report`: work reports into figures, commitments, terms and sections, each with its place in the text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use bihuan_core::brief::Brief;
use bihuan_core::calendar::Lang;
use bihuan_core::directory::{DistrictCode, UserName};
use bihuan_text::brief::{Format, Standing, written};
use bihuan_text::report::check::{Class, Finding, Source};
use bihuan_text::report::model::{Harvest, Kind, Report as Document};
use bihuan_text::report::{self, Read};
use clap::{Args, Subcommand};
use serde_json::{Map, Value as Json, json};

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Place, Store};
use crate::{control, screen};

/// Work reports: what they say in figures, what they promise.
#[derive(Args)]
#[command(
    after_help = "Example:\n  bihuan report import report.docx --json\n  bihuan report import report.docx --save --district 420103"
)]
pub struct Report {
    #[command(subcommand)]
    work: Work,
}

#[derive(Subcommand)]
enum Work {
    Import(Import),
    Check(Check),
    Compile(Compile),
}

/// Reads reports (.txt .html .docx .pdf) into sections, figures, commitments and terms.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan report import report-2025.docx --text-out report-2025.txt --json")]
struct Import {
    /// The files; several give one line of JSON each.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the text that offsets count in to this file (one report file only).
    #[arg(long, value_name = "FILE")]
    text_out: Option<PathBuf>,
    /// Print the structured report as JSON; with --save what was saved: number, district, title, new.
    #[arg(long)]
    json: bool,
    /// Save the reports as matters to be confirmed; a file that was saved before is not saved again.
    #[arg(long, conflicts_with = "text_out")]
    save: bool,
    /// Who saves them, as the record will say by post and unit; without it the post that will confirm them.
    #[arg(long, value_name = "NAME", requires = "save")]
    user: Option<String>,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Finds what does not fit together in reports: contradictions, broken series, sums that do not add up.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan report check report-2024.txt report-2025.txt --json")]
struct Check {
    /// The files; the more years and documents, the more is seen.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON: findings with both quotes, their places, the arithmetic and a class; counts by class.
    #[arg(long)]
    json: bool,
}

/// Writes a brief of a period from the record: the yearly report, a bulletin, a weekly brief.
#[derive(Args)]
#[command(
    after_help = "Example:\n  bihuan report compile --district 420103 --period 2025 --template annual --format docx -o report-2025.docx"
)]
struct Compile {
    /// The period: 2025, 2025-Q2, 2025-06 or 2025-W23, as long as the template is for.
    #[arg(long, value_name = "PERIOD")]
    period: String,
    /// The template: its name, or <pack>.<name>.
    #[arg(long, value_name = "T")]
    template: String,
    /// The format.
    #[arg(long, value_name = "md|html|docx", default_value = "md")]
    format: String,
    /// Where to; `-` prints it.
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// What the links of numbers begin with.
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    base: String,
    /// Print JSON: template, title, district, period, numbers, gaps, file.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Carries out what is asked about reports.
pub fn run(args: &Report) -> Result<(), Failure> {
    match &args.work {
        Work::Import(args) => import(args),
        Work::Check(args) => check(args),
        Work::Compile(args) => compile(args),
    }
}

fn compile(args: &Compile) -> Result<(), Failure> {
    let format = Format::of_word(&args.format)
        .ok_or_else(|| Failure::Use(format!("--format {}: write md, html or docx.", args.format)))?;
    let order = Order::Compile {
        district: args.only.district()?,
        template: args.template.clone(),
        period: args.period.clone(),
    };
    let told = control::ask(&args.store.place()?, &order)?;
    let brief: Brief = serde_json::from_value(told).map_err(|error| Failure::Work(error.to_string()))?;
    let bytes = written(&brief, &Standing::default(), args.base.trim_end_matches('/'), format)
        .map_err(|error| Failure::Work(error.to_string()))?;
    if args.out.as_os_str() == "-" {
        return screen::bytes(&bytes);
    }
    std::fs::write(&args.out, bytes)
        .map_err(|error| Failure::Work(format!("{} could not be written: {error}.", args.out.display())))?;
    let (numbers, gaps) = (brief.cited().count(), brief.gaps());
    if args.json {
        return screen::json(&json!({ "template": brief.template, "title": brief.title, "district": brief.district,
            "period": brief.period, "numbers": numbers, "gaps": gaps, "file": args.out }));
    }
    let (title, file) = (&brief.title, args.out.display());
    screen::line(&format!(
        "{title} {}：引用 {numbers} 个数，{gaps} 处待起草人填写，写入 {file} · {numbers} numbers cited, {gaps} gap(s) left, written to {file}",
        brief.period
    ))
}

fn check(args: &Check) -> Result<(), Failure> {
    let mut sources = Vec::new();
    for file in &args.files {
        let read = open(file).map_err(|refusal| Failure::Work(format!("{}: {}", file.display(), said(&refusal))))?;
        sources.push(Source { file: file.to_string_lossy().into_owned(), read });
    }
    let findings = report::check::check(&sources);
    if args.json {
        let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
        findings.iter().for_each(|finding| *counts.entry(finding.class).or_default() += 1);
        return screen::json(&json!({ "findings": findings, "counts": counts }));
    }
    findings.iter().try_for_each(|finding| found(finding).iter().try_for_each(|line| screen::line(line)))?;
    screen::line(&format!("{} 处 · {} finding(s)", findings.len(), findings.len()))
}

/// A finding for a person: class and meaning, the numbers, each quote with its place.
fn found(finding: &Finding) -> Vec<String> {
    let class = match finding.class {
        Class::Contradiction => "矛盾 contradiction",
        Class::DoesNotAddUp => "合计不符 does not add up",
        Class::SeriesBreak => "口径断点 series break",
        Class::MissingBase => "缺基数 missing base",
        Class::LowTrustSource => "来源不可靠 low-trust source",
        Class::DifferentUnits => "单位不一 different units",
        Class::NotAnError => "不是错误 not an error",
    };
    let meaning = match screen::lang() {
        Lang::Zh => &finding.zh,
        Lang::En => &finding.en,
    };
    let mut lines = vec![
        format!("{class} | {} {} | {meaning}", finding.region.as_deref().unwrap_or("—"), finding.subject),
        format!("  {}", finding.arithmetic),
    ];
    let quotes = finding
        .places
        .iter()
        .map(|place| format!("  {}:{}–{} {}", place.file, place.start, place.end, place.quote.replace('\n', "")));
    lines.extend(quotes);
    lines
}

fn import(args: &Import) -> Result<(), Failure> {
    if args.save {
        return save(args);
    }
    if args.text_out.is_some() && args.files.len() > 1 {
        return Err(Failure::Use("--text-out takes the text of one file; give one FILE.".into()));
    }
    let mut faults = Vec::new();
    for file in &args.files {
        if let Err(fault) = import_one(args, file)? {
            faults.push(format!("{}: {fault}", file.display()));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Work(faults.join("\nbihuan: "))) }
}

/// Reads and prints one file; the inner error says why nothing could be read, while other files go on.
fn import_one(args: &Import, file: &Path) -> Result<Result<(), String>, Failure> {
    let several = args.files.len() > 1;
    let read = match open(file) {
        Ok(read) => read,
        Err(refusal) => {
            if args.json {
                screen::json(&unread(several.then_some(file), &refusal))?;
            }
            return Ok(Err(said(&refusal)));
        }
    };
    if let Some(to) = &args.text_out {
        let text: String = read.given.chars().iter().collect();
        std::fs::write(to, text)
            .map_err(|error| Failure::Work(format!("{} could not be written: {error}.", to.display())))?;
    }
    if args.json {
        screen::json(&structured(&read.harvest, several.then_some(file))?)?;
    } else {
        told(file, &read.harvest).iter().try_for_each(|line| screen::line(line))?;
    }
    let found = !read.harvest.documents.is_empty();
    Ok(if found {
        Ok(())
    } else {
        Err("没有读到政府工作报告或新闻 / no work report and no news was found in it (not-a-report)".into())
    })
}

/// Has each file saved by whoever holds the store; what is refused does not hold up the others.
fn save(args: &Import) -> Result<(), Failure> {
    let (place, district) = (args.store.place()?, args.only.district()?);
    let user =
        args.user.as_deref().map(|name| name.parse().map_err(|error| Failure::Use(format!("--user {name}: {error}"))));
    let user: Option<UserName> = user.transpose()?;
    let (mut saved, mut faults) = (Vec::new(), Vec::new());
    for file in &args.files {
        match save_one(&place, district.as_ref(), user.as_ref(), file) {
            Ok(Json::Array(reports)) => saved.extend(reports),
            Ok(_) => {}
            Err(Failure::Work(sentence)) => faults.push(format!("{}: {sentence}", file.display())),
            Err(other) => return Err(other),
        }
    }
    if args.json {
        screen::json(&json!({ "items": saved }))?;
    } else {
        saved.iter().try_for_each(|report| screen::line(&saved_line(report)))?;
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Work(faults.join("\nbihuan: "))) }
}

fn save_one(
    place: &Place,
    district: Option<&DistrictCode>,
    user: Option<&UserName>,
    file: &Path,
) -> Result<Json, Failure> {
    let unread = |error: std::io::Error| Failure::Work(format!("读不到文件:{error} · the file cannot be read"));
    let size = std::fs::metadata(file).map_err(unread)?.len();
    if usize::try_from(size).map_or(true, |size| size > report::LARGEST) {
        let megabytes = usize::try_from(size / (1024 * 1024)).unwrap_or(usize::MAX);
        return Err(Failure::Work(report::Unreadable::TooLarge { megabytes }.to_string()));
    }
    let content = Base64::encode_string(&std::fs::read(file).map_err(unread)?);
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    control::ask(place, &Order::SaveReports { name, content, district: district.cloned(), user: user.cloned() })
}

fn saved_line(report: &Json) -> String {
    let word = |key: &str| report.get(key).and_then(Json::as_str).unwrap_or_default();
    let new = report.get("new").and_then(Json::as_bool).unwrap_or_default();
    let what = if new { "已保存 · saved" } else { "已经在 · was there" };
    format!("{what}: {} {} {}", word("number"), word("district"), word("title"))
}

fn open(file: &Path) -> Result<Read, Json> {
    let refused = |code: &str, sentence: String| json!({ "code": code, "detail": sentence });
    // What cannot be taken in is refused by its size on the disk, before it is in memory.
    let size = std::fs::metadata(file).map_err(|error| refused("unreadable-file", format!("{error}.")))?.len();
    if usize::try_from(size).map_or(true, |size| size > report::LARGEST) {
        let fault =
            report::Unreadable::TooLarge { megabytes: usize::try_from(size / (1024 * 1024)).unwrap_or(usize::MAX) };
        return Err(refused(fault.code(), fault.to_string()));
    }
    let bytes = std::fs::read(file).map_err(|error| refused("unreadable-file", format!("{error}.")))?;
    report::read(&bytes, &file.to_string_lossy()).map_err(|fault| refused(fault.code(), fault.to_string()))
}

/// A file that could not be read holds no documents, and says why.
fn unread(file: Option<&Path>, refusal: &Json) -> Json {
    let mut answer = Map::new();
    answer.extend(file.map(|file| ("file".to_owned(), json!(file))));
    answer.extend([("documents".to_owned(), json!([])), ("error".to_owned(), refusal.clone())]);
    Json::Object(answer)
}

fn said(refusal: &Json) -> String {
    let word = |key: &str| refusal.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    format!("{} ({})", word("detail"), word("code"))
}

/// One report as one object; none or several under `documents`; the file's name where several files were asked for.
fn structured(harvest: &Harvest, file: Option<&Path>) -> Result<Json, Failure> {
    let written = |value: Result<Json, serde_json::Error>| {
        value.map_err(|error| Failure::Work(format!("No JSON for this: {error}.")))
    };
    let alone = match harvest.documents.as_slice() {
        [only] if harvest.skipped.is_empty() => Some(only),
        _ => None,
    };
    let body = written(match alone {
        Some(only) => serde_json::to_value(only),
        None => serde_json::to_value(harvest),
    })?;
    let mut answer = Map::new();
    if let Some(file) = file {
        answer.insert("file".into(), json!(file));
    }
    if let Json::Object(body) = body {
        answer.extend(body);
    }
    Ok(Json::Object(answer))
}

/// What a person wants to know at once: how much of each kind, and what was left out.
fn told(file: &Path, harvest: &Harvest) -> Vec<String> {
    let mut lines =
        vec![format!("{}: {} 篇 · {} document(s)", file.display(), harvest.documents.len(), harvest.documents.len())];
    lines.extend(harvest.documents.iter().map(counts));
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    let all = harvest.documents.iter().flat_map(|document| &document.skipped).chain(&harvest.skipped);
    for skipped in all {
        *left.entry(&skipped.why).or_default() += 1;
    }
    if !left.is_empty() {
        let kinds: Vec<String> = left.iter().map(|(why, count)| format!("{why} {count}")).collect();
        lines.push(format!("  未读 left out: {}", kinds.join(", ")));
    }
    lines
}

fn counts(document: &Document) -> String {
    let kind = match document.kind {
        Kind::Report => "报告 report",
        Kind::News => "新闻 news",
        Kind::Annex => "附件 annex",
    };
    let year = |year: Option<i16>| year.map_or_else(|| "—".to_owned(), |year| year.to_string());
    format!(
        "  {kind} {} | {} {} → {} | 标题 sections {}, 指标 figures {}, 承诺 commitments {}, 名词 terms {}",
        document.title.as_deref().unwrap_or("—"),
        document.region.as_deref().unwrap_or("—"),
        year(document.year_reviewed),
        year(document.year_planned),
        document.sections.len(),
        document.indicators.len(),
        document.commitments.len(),
        document.glossary.len()
    )
}
