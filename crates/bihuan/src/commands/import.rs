//! `bihuan import`: tables in, row by row, each row one command of its own.

use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use bihuan_core::calendar::Lang;
use bihuan_core::directory::UserName;
use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::{Only, Store};
use crate::tables::Table;
use crate::{control, screen};

/// Takes tables in: CSV (UTF-8 or GB18030) and workbooks.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan import cases --type PACK.CASE matters.xlsx --dry-run")]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Cases(Cases),
}

/// Files a matter for each row, or acts on the one whose number the row has. A file that was taken before adds nothing.
#[derive(Args)]
#[command(
    after_help = "Columns are known by the title or the name of their field, in Chinese or English.\nExit code 1 if any row was refused; those stand in FILE-refused.xlsx with the reason in a last column.\n\nExample:\n  bihuan import cases --type PACK.CASE matters.xlsx --user clerk --district 420103"
)]
struct Cases {
    /// The kind of matter, as `GET /api/v1/types` lists them.
    #[arg(long = "type", value_name = "T")]
    case_type: String,
    /// The table: .csv or .xlsx, at most 50,000 rows.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The officer who brings it; without it the instance files, and rows with a number are refused.
    #[arg(long, value_name = "NAME")]
    user: Option<UserName>,
    /// What rows with a number do that have no action of their own.
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// Take rows once more that were taken before, as new wishes.
    #[arg(long)]
    again: bool,
    /// Only say what would come of each row.
    #[arg(long)]
    dry_run: bool,
    /// Where the refused rows go; without it beside FILE.
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Print JSON: rows with outcome, number and reasons; counts.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    only: Only,
}

/// Takes a table in.
pub fn run(args: &Import) -> Result<(), Failure> {
    match &args.what {
        What::Cases(args) => cases(args),
    }
}

fn cases(args: &Cases) -> Result<(), Failure> {
    let unread = |error: std::io::Error| {
        Failure::Work(format!("{}: 读不到文件:{error} · the file cannot be read", args.file.display()))
    };
    let bytes = std::fs::read(&args.file).map_err(unread)?;
    let order = Order::TakeTable(Table {
        content: Base64::encode_string(&bytes),
        case_type: args.case_type.clone(),
        user: args.user.clone(),
        action: args.action.clone(),
        district: args.only.district()?,
        again: args.again.then(|| jiff::Timestamp::now().as_millisecond().to_string()),
        dry_run: args.dry_run,
        english: screen::lang() == Lang::En,
    });
    let mut answer = control::ask(&args.store.place()?, &order)?;
    let refused = answer.as_object_mut().and_then(|fields| fields.remove("refused"));
    let kept = refused.as_ref().and_then(Json::as_str).map(|book| keep(args, book)).transpose()?;
    if args.json {
        let mut answer = answer.clone();
        if let (Some(fields), Some(kept)) = (answer.as_object_mut(), &kept) {
            fields.insert("refused".into(), json!(kept));
        }
        screen::json(&answer)?;
    } else {
        told(&answer)?;
    }
    match kept {
        None => Ok(()),
        Some(kept) => {
            let at = kept.display();
            Err(Failure::Work(format!(
                "有的行没有收，原因在 {at} 的最后一列 · rows were refused; why stands in the last column of {at}"
            )))
        }
    }
}

fn keep(args: &Cases, book: &str) -> Result<PathBuf, Failure> {
    let to = args.refused.clone().unwrap_or_else(|| beside(&args.file));
    let bytes = Base64::decode_vec(book).map_err(|error| Failure::Work(error.to_string()))?;
    std::fs::write(&to, bytes)
        .map_err(|error| Failure::Work(format!("{}: 写不了文件:{error} · it could not be written", to.display())))?;
    Ok(to)
}

fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!("{stem}-refused.xlsx"))
}

fn told(answer: &Json) -> Result<(), Failure> {
    let word = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    for row in answer.get("rows").and_then(Json::as_array).into_iter().flatten() {
        let number = row.get("row").and_then(Json::as_u64).unwrap_or_default();
        let what = match word(row, "outcome").as_str() {
            "would-file" => "将登记 would be filed",
            "would-act" => "将办理 would act",
            "filed" => "已登记 filed",
            "acted" => "已办理 done",
            "taken-before" => "以前收过 taken before",
            "unchanged" => "不变 unchanged",
            _ => "不收 refused",
        };
        let when = [word(row, "number"), word(row, "at"), word(row, "by")].join(" ");
        screen::line(&format!("{number}\t{what}\t{}", when.trim_end()))?;
        for reason in row.get("reasons").and_then(Json::as_array).into_iter().flatten() {
            let said = word(reason, if screen::lang() == Lang::Zh { "zh" } else { "en" });
            screen::line(&format!("\t{} {said}", word(reason, "column")))?;
        }
    }
    let count = |key: &str| answer.pointer(&format!("/counts/{key}")).and_then(Json::as_u64).unwrap_or_default();
    screen::line(&format!(
        "收 {} 行，将收 {}，以前收过 {}，不变 {}，不收 {} · {} taken, {} would be, {} before, {} unchanged, {} refused",
        count("taken"),
        count("file") + count("act"),
        count("before"),
        count("unchanged"),
        count("refused"),
        count("taken"),
        count("file") + count("act"),
        count("before"),
        count("unchanged"),
        count("refused"),
    ))
}
