//! Which store a command works on: `--data DIR` or `--database URL`, and how it is opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bihuan_core::directory::DistrictCode;
use bihuan_ledger::{Checks, Ledger, LedgerError, Postgres, Sqlite, VerifyReport};
use clap::Args;

use crate::failure::Failure;

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Store {
    /// The directory of the store; without it `$DATA`, else ./var.
    #[arg(long, value_name = "DIR", conflicts_with = "database")]
    data: Option<PathBuf>,
    /// The store on a PostgreSQL that other nodes may use as well: postgresql://user@host:port/name; without it `$DATABASE`.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// With `--database`: this node's own directory, which holds the keys of the store; without it `$DATA`, else ./var.
    #[arg(long, value_name = "DIR", requires = "database")]
    keys: Option<PathBuf>,
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

/// Where a store is: in a directory of this machine, or on a server that other nodes use as well.
#[derive(Clone, Debug)]
pub struct Place {
    /// What is this machine's own: the embedded store, or the keys beside the server.
    pub dir: PathBuf,
    /// The server's address; none: the store is in the directory.
    pub url: Option<String>,
}

impl Store {
    /// Where the store is.
    pub fn place(&self) -> Result<Place, Failure> {
        let url = self.database.clone().or_else(|| set("DATABASE").filter(|_| self.data.is_none()));
        if let Some(url) = url.as_ref().filter(|url| !is_server(url)) {
            let kind = url.split(':').next().unwrap_or_default();
            return Err(Failure::Use(format!(
                "不认识的数据库地址“{kind}:…”,应为 postgresql://用户@主机:端口/库名 · no store of this kind; postgresql://user@host:port/name"
            )));
        }
        let keys = self.keys.clone().filter(|_| url.is_some());
        let dir = keys.or_else(|| self.data.clone()).or_else(|| set("DATA").map(PathBuf::from));
        Ok(Place { dir: dir.unwrap_or_else(|| PathBuf::from("var")), url })
    }
}

fn is_server(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

impl Place {
    /// Opens the store, or makes a new one there.
    pub fn open(&self) -> Result<Arc<dyn Ledger>, LedgerError> {
        Ok(match &self.url {
            None => Arc::new(Sqlite::open(&self.dir)?),
            Some(url) => Arc::new(Postgres::open(url, &self.dir)?),
        })
    }

    /// Whether there may be a store: on a server, it is seen when it is spoken to.
    pub fn exists(&self) -> bool {
        self.url.is_some() || self.dir.join("ledger.db").exists()
    }

    /// Unpacks a backup there, and verifies all of it.
    pub fn restore(&self, backup: &Path, checks: &Checks<'_>) -> Result<VerifyReport, LedgerError> {
        match &self.url {
            None => bihuan_ledger::restore(backup, &self.dir, checks),
            Some(url) => bihuan_ledger::restore_to(backup, url, &self.dir, checks),
        }
    }

    /// What a person is told of it; never the address, which may hold a password.
    pub fn told(&self) -> String {
        match &self.url {
            None => self.dir.display().to_string(),
            Some(_) => "PostgreSQL".to_owned(),
        }
    }
}

fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        Failure::Work(error.to_string())
    }
}
