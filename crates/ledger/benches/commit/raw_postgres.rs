//! The ceiling on a server: the same rows, so many commands to a transaction, each table's in one question that unnests its
//! columns, all questions sent one behind the other. Nothing is looked up and nothing decided.

use std::time::{Duration, Instant};

use bihuan_ledger::{Hash, Write};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use crate::command;

/// A statement and the columns that it takes.
type Part = (Statement, Vec<Box<dyn ToSql + Sync>>);

/// Commands a second with `batch` of them to a transaction, on the tables of a store that was made in this database.
pub fn run(url: &str, batch: usize, span: Duration) -> f64 {
    let speaker = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    speaker.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let rows = Rows::prepare(&client).await;
        let (start, mut done, mut seq, mut turn) = (Instant::now(), 0, 0, 0);
        while start.elapsed() < span {
            let writes: Vec<Write> = (0..batch).map(|caller| command(caller, turn)).collect();
            let parts = rows.of(&writes, seq);
            client.batch_execute("BEGIN").await.unwrap();
            let sent = parts.iter().map(|(statement, columns)| {
                client.execute_raw(statement, columns.iter().map(|column| column.as_ref() as &dyn ToSql))
            });
            futures_util::future::try_join_all(sent).await.unwrap();
            client.batch_execute("COMMIT").await.unwrap();
            (seq, turn, done) = (seq + batch as i64, turn + 1, done + batch);
        }
        done as f64 / start.elapsed().as_secs_f64()
    })
}

/// The questions of a batch.
struct Rows {
    record: Statement,
    filed: Statement,
    moved: Statement,
    key: Statement,
    vault: Statement,
    gone: Statement,
    task: Statement,
    figure: Statement,
}

impl Rows {
    async fn prepare(client: &Client) -> Rows {
        let make = async |sql: &str| client.prepare(sql).await.unwrap();
        const HEAD: &str = "version, seq, hash, number, type_id, title, stage, unit, status, opened, due, late_from, public, synthetic, state, wake_at, district, case_id";
        const COLUMNS: &str = "$1::bigint[],$2::bigint[],$3::bytea[],$4::text[],$5::text[],$6::text[],$7::text[],$8::text[],$9::text[],$10::bigint[],
            $11::bigint[],$12::bigint[],$13::bigint[],$14::bigint[],$15::bytea[],$16::bigint[],$17::text[],$18::text[]";
        Rows {
            record: make("INSERT INTO record SELECT * FROM unnest($1::text[],$2::bigint[],$3::text[],$4::bigint[],$5::text[],$6::bigint[],$7::bytea[],$8::bytea[])").await,
            filed: make(&format!("INSERT INTO case_head ({HEAD}) SELECT * FROM unnest({COLUMNS})")).await,
            moved: make(&format!("UPDATE case_head c SET version = n.version, seq = n.seq, hash = n.hash, number = n.number, type_id = n.type_id, title = n.title,
                stage = n.stage, unit = n.unit, status = n.status, opened = n.opened, due = n.due, late_from = n.late_from, state = n.state, wake_at = n.wake_at
                FROM unnest({COLUMNS}) n ({HEAD}) WHERE c.district = n.district AND c.case_id = n.case_id")).await,
            key: make("INSERT INTO vault_key SELECT * FROM unnest($1::text[],$2::text[],$3::bytea[])").await,
            vault: make("INSERT INTO vault SELECT * FROM unnest($1::text[],$2::text[],$3::text[],$4::bigint[],$5::bytea[],$6::bytea[])").await,
            gone: make("DELETE FROM task WHERE district = '420103' AND case_id = ANY($1::text[])").await,
            task: make("INSERT INTO task SELECT * FROM unnest($1::text[],$2::text[],$3::text[],$4::text[],$5::text[],$6::text[],$7::text[],$8::text[],$9::bigint[],$10::bigint[])").await,
            figure: make("INSERT INTO figure VALUES ('420103', 'sample.acts', '420103-roads', '2026-02-02', '2026-02-02', $1::bigint)
                ON CONFLICT (district, indicator, unit, day, recorded) DO UPDATE SET n = figure.n + excluded.n").await,
        }
    }

    fn of(&self, writes: &[Write], seq: i64) -> Vec<Part> {
        let numbered: Vec<(i64, &Write)> = (seq + 1..).zip(writes).collect();
        let bytes: Vec<Vec<u8>> = writes
            .iter()
            .map(|w| {
                serde_json::to_vec(&(
                    &w.case,
                    w.expected,
                    &w.record.actor,
                    &w.record.pack,
                    &w.record.events,
                    [0_u8; 24].as_slice(),
                ))
                .unwrap()
            })
            .collect();
        let hashes: Vec<Vec<u8>> = bytes.iter().map(|bytes| Hash::of(bytes).0.to_vec()).collect();
        let (filed, moved): (Vec<_>, Vec<_>) = numbered.iter().copied().partition(|(_, w)| w.expected == 0);
        let mut parts: Vec<Part> = vec![(
            self.record.clone(),
            vec![
                all(&numbered, |_, w| w.district.clone()),
                all(&numbered, |n, _| n),
                all(&numbered, |_, w| w.case.clone()),
                all(&numbered, |_, w| w.expected as i64 + 1),
                all(&numbered, |_, w| w.record.command_id.clone()),
                all(&numbered, |_, w| w.record.at.as_microsecond()),
                Box::new(bytes),
                Box::new(hashes),
            ],
        )];
        if !filed.is_empty() {
            parts.push((self.filed.clone(), heads(&filed)));
            let plain = |_, w: &Write| vec![0_u8; w.vault[0].plain.len() + 28];
            let (district, case) = (|_, w: &Write| w.district.clone(), |_, w: &Write| w.case.clone());
            parts.push((
                self.key.clone(),
                vec![all(&filed, district), all(&filed, case), all(&filed, |_, _| vec![0_u8; 60])],
            ));
            let item = |_, _: &Write| "content".to_owned();
            parts.push((
                self.vault.clone(),
                vec![
                    all(&filed, district),
                    all(&filed, case),
                    all(&filed, item),
                    all(&filed, |n, _| n),
                    all(&filed, plain),
                    all(&filed, plain),
                ],
            ));
        }
        if !moved.is_empty() {
            parts.push((self.moved.clone(), heads(&moved)));
            parts.push((self.gone.clone(), vec![all(&moved, |_, w| w.case.clone())]));
        }
        let due = |_, w: &Write| w.record.at.as_microsecond();
        parts.push((
            self.task.clone(),
            vec![
                all(&numbered, |_, w| w.district.clone()),
                all(&numbered, |_, w| w.case.clone()),
                all(&numbered, |_, w| w.tasks[0].task.clone()),
                all(&numbered, |_, w| w.tasks[0].stage.clone()),
                all(&numbered, |_, w| w.tasks[0].branch.clone()),
                all(&numbered, |_, w| w.tasks[0].unit.clone()),
                all(&numbered, |_, w| w.tasks[0].post.clone()),
                all(&numbered, |_, w| w.tasks[0].officer.clone()),
                all(&numbered, due),
                all(&numbered, due),
            ],
        ));
        parts.push((self.figure.clone(), vec![Box::new(writes.len() as i64)]));
        parts
    }
}

/// One column of all commands.
fn all<T: ToSql + Sync + 'static>(of: &[(i64, &Write)], value: impl Fn(i64, &Write) -> T) -> Box<dyn ToSql + Sync> {
    Box::new(of.iter().map(|(n, w)| value(*n, w)).collect::<Vec<T>>())
}

fn heads(of: &[(i64, &Write)]) -> Vec<Box<dyn ToSql + Sync>> {
    let due = |_, w: &Write| w.head.due.map(|at| at.as_microsecond());
    vec![
        all(of, |_, w| w.expected as i64 + 1),
        all(of, |n, _| n),
        all(of, |n, _| Hash::of(&n.to_be_bytes()).0.to_vec()),
        all(of, |_, w| w.head.number.clone()),
        all(of, |_, w| w.head.type_id.clone()),
        all(of, |_, w| w.head.title.clone()),
        all(of, |_, w| w.head.stage.clone()),
        all(of, |_, w| w.head.unit.clone()),
        all(of, |_, _| "open".to_owned()),
        all(of, |_, w| w.head.opened.as_microsecond()),
        all(of, due),
        all(of, due),
        all(of, |_, _| 0_i64),
        all(of, |_, _| 1_i64),
        all(of, |_, w| w.head.state.clone()),
        all(of, due),
        all(of, |_, w| w.district.clone()),
        all(of, |_, w| w.case.clone()),
    ]
}
