//! A database of its own on the private server of `scripts/postgres.sh`, which is started where it does not run.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_postgres::NoTls;

/// A database that goes away with the test.
pub struct Database {
    pub url: String,
    name: String,
}

impl Database {
    pub fn new() -> Database {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        on_server(&format!("CREATE DATABASE {name}"));
        let url = server().replace("/postgres", &format!("/{name}"));
        Database { url, name }
    }

    /// Does something behind the ledger's back.
    #[allow(dead_code)]
    pub fn behind(&self, sql: &str) {
        speak(&self.url, sql);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// The address of the server.
fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres.sh");
        let said = Command::new(script).arg("up").output().expect("scripts/postgres.sh can be run");
        assert!(said.status.success(), "PostgreSQL does not start: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    })
}

fn on_server(sql: &str) {
    speak(server(), sql);
}

fn speak(url: &str, sql: &str) {
    let speaker = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    speaker.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    });
}
