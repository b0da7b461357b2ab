//! What only this engine has: several nodes at one store, a server that lets go, a database that is not ours, and tables that
//! can be spread by district.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod elsewhere;
mod nodes;
mod opening;
#[path = "../support/server.rs"]
mod server;
mod spread;
mod tamper;

use bihuan_ledger::{HeadRow, Postgres, RecordDraft, TaskRow, VaultItem, Write};
use serde_json::json;
use tempfile::TempDir;

use server::Database;

const D: &str = "420103";

/// A store and the directory in which its first node has the keys.
struct City {
    database: Database,
    dir: TempDir,
}

impl City {
    fn new() -> City {
        City { database: Database::new(), dir: tempfile::tempdir().unwrap() }
    }

    /// One more node. They share the keys, as the nodes of a city do.
    fn node(&self) -> Postgres {
        Postgres::open(&self.database.url, self.dir.path()).unwrap()
    }
}

/// A case's command after `version` commands; `who` tells two commands of the same version apart.
fn command(case: &str, version: u64, who: &str) -> Write {
    let typed =
        VaultItem { item: "content".into(), plain: "路灯坏了".into(), search_text: Some("路灯坏了".into()) };
    Write {
        district: D.into(),
        case: case.into(),
        expected: version,
        record: RecordDraft {
            command_id: format!("{case}-{version}-{who}"),
            pack: "sample.matter@1".into(),
            events: vec![json!({"type": "moved", "by": who})],
            ..RecordDraft::default()
        },
        head: HeadRow {
            number: format!("N-{case}"),
            type_id: "sample.matter".into(),
            state: version.to_string().into(),
            ..HeadRow::default()
        },
        tasks: vec![TaskRow { task: "t1".into(), ..TaskRow::default() }],
        vault: if version == 0 { vec![typed] } else { vec![] },
        ..Write::default()
    }
}
