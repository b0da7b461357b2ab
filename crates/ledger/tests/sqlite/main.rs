//! What only this engine has: files that can be cut, changed, filled up or locked, and a process that can be killed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod crash;
mod full;
mod opening;
mod tamper;

use std::path::Path;

use bihuan_ledger::{HeadRow, RecordDraft, TaskRow, VaultItem, Write};
use serde_json::json;

const D: &str = "420103";

/// A case's command after `version` commands.
fn command(case: &str, version: u64) -> Write {
    let typed =
        VaultItem { item: "content".into(), plain: "路灯坏了".into(), search_text: Some("路灯坏了".into()) };
    Write {
        district: D.into(),
        case: case.into(),
        expected: version,
        record: RecordDraft {
            command_id: format!("{case}-{version}"),
            pack: "sample.matter@1".into(),
            events: vec![json!({"type": "moved"})],
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

/// The database behind the ledger's back.
fn behind(dir: &Path) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(dir.join("ledger.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    db
}
