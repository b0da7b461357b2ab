//! Made-up commands, and what both stores have in common.

use bihuan_ledger::{HeadRow, RecordDraft, Status, TaskRow, VaultItem, Write};
use jiff::Timestamp;
use serde_json::json;

/// What a test does with a store, whichever it is.
macro_rules! as_its_users_see_it {
    () => {
        impl Store {
            /// The store as its users see it.
            pub fn it(&self) -> &dyn bihuan_ledger::Ledger {
                self.ledger.as_ref().unwrap()
            }

            /// Closes it and opens it again, as after a restart.
            pub fn reopened(mut self) -> Store {
                drop(self.ledger.take());
                self.open();
                self
            }

            /// Waits for the followers.
            pub fn settled(&self) -> &dyn bihuan_ledger::Ledger {
                let settled = self.ledger.as_ref().unwrap().settle(std::time::Duration::from_secs(20)).unwrap();
                assert!(settled, "the followers do not catch up");
                self.it()
            }
        }
    };
}

/// A district of its own for every test.
pub const D: &str = "420103";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The first command of a case: filed, with one task and one searchable text.
pub fn filed(case: &str) -> Write {
    Write {
        district: D.into(),
        case: case.into(),
        record: RecordDraft {
            at: at("2026-03-02T01:00:00Z"),
            command_id: format!("{case}-1"),
            actor: json!({"post": "reporter"}),
            pack: "sample.matter@1".into(),
            events: vec![json!({"type": "filed", "content": "vault:content"})],
        },
        head: HeadRow {
            number: format!("N-{}", case.to_uppercase()),
            type_id: "sample.matter".into(),
            title: "示例事项".into(),
            stage: "intake".into(),
            unit: Some("420103-centre".into()),
            status: Status::Open,
            opened: at("2026-03-02T01:00:00Z"),
            due: Some(at("2026-03-09T15:59:59Z")),
            late_from: Some(at("2026-03-09T15:59:59Z")),
            synthetic: true,
            state: b"{\"stage\":\"intake\"}".to_vec(),
            ..HeadRow::default()
        },
        tasks: vec![task("t1", "clerk", "420103-centre", Some("2026-03-03T09:30:00Z"))],
        vault: vec![VaultItem {
            item: "content".into(),
            plain: "路灯坏了".as_bytes().to_vec(),
            search_text: Some("路灯坏了".into()),
        }],
        ..Write::default()
    }
}

/// The case's next command, after `version`.
pub fn moved(case: &str, version: u64, stage: &str) -> Write {
    let first = filed(case);
    Write {
        expected: version,
        record: RecordDraft {
            command_id: format!("{case}-{}", version + 1),
            events: vec![json!({"type": "moved", "to": stage})],
            ..first.record
        },
        head: HeadRow { stage: stage.into(), state: format!("{{\"stage\":\"{stage}\"}}").into_bytes(), ..first.head },
        vault: vec![],
        ..first
    }
}

pub fn task(id: &str, post: &str, unit: &str, due: Option<&str>) -> TaskRow {
    TaskRow {
        task: id.into(),
        stage: "intake".into(),
        unit: unit.into(),
        post: post.into(),
        due: due.map(at),
        ..TaskRow::default()
    }
}
