//! The ceiling: the rows that a command leaves behind, put straight through rusqlite, nothing looked up and nothing decided.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bihuan_ledger::{Hash, Sqlite, Write};
use rusqlite::{Connection, params};

use crate::command;

/// Commands a second with `batch` of them to a transaction. The tables are the ledger's own.
pub fn run(dir: &tempfile::TempDir, batch: usize, span: Duration) -> f64 {
    drop(Sqlite::open(dir.path()).unwrap());
    let file = dir.path().join("ledger.db");
    let db = Connection::open(&file).unwrap();
    for (name, value) in [
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("temp_store", "MEMORY"),
        ("cache_size", "-65536"),
        ("wal_autocheckpoint", "0"),
    ] {
        db.pragma_update(None, name, value).unwrap();
    }
    db.set_prepared_statement_cache_capacity(128);
    let stop = Arc::new(AtomicBool::new(false));
    let folding = fold(&file, stop.clone());
    let (start, mut done, mut seq, mut turn) = (Instant::now(), 0, 0, 0);
    while start.elapsed() < span {
        let tx = db.unchecked_transaction().unwrap();
        for caller in 0..batch {
            seq += 1;
            put(&tx, &command(caller, turn), seq);
        }
        tx.commit().unwrap();
        turn += 1;
        done += batch;
    }
    let rate = done as f64 / start.elapsed().as_secs_f64();
    stop.store(true, Ordering::SeqCst);
    folding.join().unwrap();
    rate
}

fn fold(file: &Path, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let db = Connection::open(file).unwrap();
    std::thread::spawn(move || {
        while !stop.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(250));
            db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        }
    })
}

fn put(db: &Connection, w: &Write, seq: i64) {
    let run = |sql: &str, with: &[&dyn rusqlite::ToSql]| assert!(db.prepare_cached(sql).unwrap().execute(with).is_ok());
    let (version, at) = (w.expected as i64 + 1, w.record.at.as_microsecond());
    let bytes = serde_json::to_vec(&(
        &w.district,
        seq,
        &w.case,
        version,
        [0_u8; 24].as_slice(),
        &w.record.actor,
        &w.record.pack,
        &w.record.events,
    ))
    .unwrap();
    let hash = Hash::of(&bytes).0;
    run(
        "INSERT INTO record VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
        params![w.district, seq, w.case, version, w.record.command_id, at, bytes, hash],
    );
    let h = &w.head;
    let (opened, due) = (h.opened.as_microsecond(), h.due.map(|d| d.as_microsecond()));
    let head = params![
        version,
        seq,
        hash,
        h.number,
        h.type_id,
        h.title,
        h.stage,
        h.unit,
        "open",
        h.outcome,
        opened,
        due,
        due,
        h.public,
        h.synthetic,
        h.lead,
        h.reporter_index,
        h.state,
        due,
        w.district,
        w.case
    ];
    if w.expected == 0 {
        run("INSERT INTO case_head (version,seq,hash,number,type_id,title,stage,unit,status,outcome,opened,due,late_from,public,synthetic,lead,reporter_index,state,wake_at,district,case_id)
            VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)", head);
        run("INSERT INTO vault_key VALUES (?1,?2,?3)", params![w.district, w.case, [0_u8; 60]]);
        let sealed = vec![0_u8; w.vault[0].plain.len() + 28];
        run(
            "INSERT INTO vault VALUES (?1,?2,?3,?4,?5,?6)",
            params![w.district, w.case, "content", seq, sealed, sealed],
        );
    } else {
        run("UPDATE case_head SET version=?1,seq=?2,hash=?3,number=?4,type_id=?5,title=?6,stage=?7,unit=?8,status=?9,outcome=?10,opened=?11,due=?12,late_from=?13,
            public=?14,synthetic=?15,lead=?16,reporter_index=?17,state=?18,wake_at=?19 WHERE district=?20 AND case_id=?21", head);
        run("DELETE FROM task WHERE district=?1 AND case_id=?2", params![w.district, w.case]);
    }
    let t = &w.tasks[0];
    run(
        "INSERT INTO task VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
        params![w.district, w.case, t.task, t.stage, t.branch, t.unit, t.post, t.officer, at, at],
    );
    let c = &w.counts[0];
    run(
        "INSERT INTO figure VALUES (?1,?2,?3,?4,?5,?6) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        params![w.district, c.indicator, c.unit, c.day.to_string(), "2026-02-02", c.n],
    );
}
