//! The way to the server: its address as the administrator wrote it, and new connections that are known to be durable.

use std::sync::Arc;
use std::time::Duration;

use futures_executor::block_on;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls;

use crate::error::{LedgerError, Result};
use crate::sql::{Db, Session, all};

/// How long a connection may take to come about.
const PATIENCE: Duration = Duration::from_secs(5);

/// The address, and the thread that speaks to it.
pub(super) struct Way {
    config: Config,
    checker: MakeRustlsConnect,
    speaker: Arc<Runtime>,
}

impl Way {
    /// Reads an address; nobody is spoken to yet.
    pub(super) fn to(url: &str) -> Result<Way> {
        let bad = |detail: String| {
            LedgerError::refused(
                "bad-database-url",
                format!(
                    "数据库地址无效,应为 postgresql://用户@主机:端口/库名 · the database address cannot be read: {detail}"
                ),
            )
        };
        let (url, roots) = tls::without_roots(url);
        let mut config: Config = url.parse().map_err(|error: tokio_postgres::Error| bad(error.to_string()))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.application_name("bihuan");
        tls::settle(&mut config, &url);
        let speaker = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("ledger-postgres")
            .enable_all()
            .build()?;
        Ok(Way { config, checker: tls::checker(roots)?, speaker: Arc::new(speaker) })
    }

    /// A new connection to the server that takes writes.
    pub(super) fn connect(&self) -> Result<Db> {
        let db = Db::Postgres(Session::new(block_on(self.client())?));
        durable(&db)?;
        Ok(db)
    }

    async fn client(&self) -> Result<Client> {
        let (config, checker) = (self.config.clone(), self.checker.clone());
        let speaker = self.speaker.handle().clone();
        let coming = self.speaker.spawn(async move {
            let (client, connection) = config.connect(checker).await?;
            speaker.spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended");
                }
            });
            Ok::<Client, tokio_postgres::Error>(client)
        });
        Ok(coming.await.map_err(|error| LedgerError::Away(error.to_string()))??)
    }
}

/// A server that forgets, or that is only a copy, is not written to.
fn durable(db: &Db) -> Result<()> {
    let sql =
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_version_num'),
        CASE WHEN pg_is_in_recovery() THEN 'copy' ELSE 'first' END";
    let said =
        all(db, sql, (), |r| Ok([r.get::<String>(0)?, r.get::<String>(1)?, r.get::<String>(2)?, r.get::<String>(3)?]))?;
    let Some([fsync, commit, version, place]) = said.into_iter().next() else { return Ok(()) };
    if fsync == "off" || commit == "off" {
        return Err(LedgerError::refused(
            "not-durable",
            "数据库关闭了 fsync 或 synchronous_commit,断电会丢失已答复的办理 · fsync or synchronous_commit is off on the server",
        ));
    }
    if version.parse::<u32>().is_ok_and(|version| version < 150_000) {
        return Err(LedgerError::refused(
            "old-server",
            "数据库版本过低,需要 PostgreSQL 15 或更新 · PostgreSQL 15 or newer is needed",
        ));
    }
    if place == "copy" {
        return Err(LedgerError::Away("备库只读,请连接主库 · this server is a standby".into()));
    }
    Ok(())
}
