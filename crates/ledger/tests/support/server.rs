//! A database of its own on the private server of `scripts/postgres.sh`, which is started where it does not run.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_postgres::{NoTls, SimpleQueryMessage};

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
}

impl Drop for Database {
    fn drop(&mut self) {
        on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// What the script prints, asked with these words and surroundings.
pub fn run(what: &[&str], with: &[(&str, &str)]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres.sh");
    let said =
        Command::new(script).args(what).envs(with.iter().copied()).output().expect("scripts/postgres.sh can be run");
    assert!(said.status.success(), "PostgreSQL does not start: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

/// The address of the server.
fn server() -> &'static str {
    static SERVER: OnceLock<String> = OnceLock::new();
    SERVER.get_or_init(|| run(&["up"], &[]))
}

fn on_server(sql: &str) {
    speak(server(), sql);
}

/// The first words of each row that a server answers.
pub fn speak(url: &str, sql: &str) -> Vec<String> {
    let speaker = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    speaker.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
        tokio::spawn(connection);
        let rows = client.simple_query(sql).await.unwrap();
        let row = |message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        rows.into_iter().filter_map(row).collect()
    })
}
