//! Which store a command works on: `--data DIR` or `--database URL`, and how it is opened.

use std::path::{Path, PathBuf};

use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{LedgerError, Sqlite};
use clap::Args;

use crate::failure::Failure;

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Store {
    /// The directory of the store; without it `$DATA`, else ./var.
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    data: Option<PathBuf>,
    /// The store as a database for many nodes (comes with a later version).
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Which district a command is about.
#[derive(Args, Clone, Debug, Default)]
pub struct Only {
    /// Only this district, six digits; without it all of them.
    #[arg(long, value_name = "CODE")]
    district: Option<String>,
}

impl Only {
    /// The district; none: all.
    pub fn district(&self) -> Result<Option<DistrictCode>, Failure> {
        let wrong = |code: &String| {
            Failure::Use(format!(
                "区划代码“{code}”不对,应为六位数字,例如 420103 · a district is six digits, such as 420103"
            ))
        };
        self.district.as_ref().map(|code| code.parse().map_err(|_| wrong(code))).transpose()
    }
}

impl Store {
    /// The store's directory.
    pub fn dir(&self) -> Result<PathBuf, Failure> {
        match &self.database {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Err(Failure::Use(
                "PostgreSQL 支持将在后续版本提供,请用 --data 指定目录 · PostgreSQL comes with a later version; give a directory with --data"
                    .into(),
            )),
            Some(url) => Err(Failure::Use(format!(
                "不认识的数据库地址:{url} · no store of this kind; give a directory with --data"
            ))),
            None => Ok(self.data.clone().or_else(from_environment).unwrap_or_else(|| PathBuf::from("var"))),
        }
    }
}

fn from_environment() -> Option<PathBuf> {
    std::env::var_os("DATA").filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Opens the store in a directory, or makes a new one there.
pub fn open(dir: &Path) -> Result<Sqlite, LedgerError> {
    Sqlite::open(dir)
}

/// Whether there is a store in the directory.
pub fn exists(dir: &Path) -> bool {
    dir.join("ledger.db").exists()
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        Failure::Work(error.to_string())
    }
}
