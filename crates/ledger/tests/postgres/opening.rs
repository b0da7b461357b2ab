//! Addresses, databases and keys that are not as they must be: each is refused with a sentence, and nothing is made.

use bihuan_ledger::{Cases, LedgerError, Postgres};

use super::{City, command};

fn refused(url: &str) -> LedgerError {
    let dir = tempfile::tempdir().unwrap();
    match Postgres::open(url, dir.path()) {
        Ok(_) => panic!("{url} is taken"),
        Err(error) => error,
    }
}

fn code(error: &LedgerError) -> &'static str {
    match error {
        LedgerError::Refused { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_address_that_leads_nowhere_is_told() {
    assert_eq!(code(&refused("postgresql://a:b@host:notaport/x")), "bad-database-url");
    assert!(matches!(refused("postgresql://bihuan@127.0.0.1:1/none"), LedgerError::Away(_)));
    let city = City::new();
    let nowhere = format!("{}_not_there", city.database.url);
    assert!(matches!(refused(&nowhere), LedgerError::Sql(_)));
}

#[test]
fn a_server_that_proves_itself_is_taken_and_others_are_not() {
    let city = City::new();
    let proven = |root: &str| {
        format!("{}?sslmode=require&sslrootcert={root}", city.database.url.replace("127.0.0.1", "localhost"))
    };
    let dir = tempfile::tempdir().unwrap();
    let node = Postgres::open(&proven(&super::elsewhere::certificate("root.crt")), dir.path()).unwrap();
    node.commit(command("c1", 0, "x")).unwrap();
    let error = refused(&proven(&super::elsewhere::certificate("other.crt")));
    assert!(matches!(&error, LedgerError::Away(said) if said.contains("UnknownIssuer")), "{error:?}");
    assert_eq!(code(&refused(&proven("/nowhere.crt"))), "bad-root-certificate");
    let by_browsers = format!("{}?sslmode=require", city.database.url);
    assert!(matches!(refused(&by_browsers), LedgerError::Away(_)));
}

#[test]
fn a_server_whose_certificate_has_expired_is_not_spoken_to() {
    let server = super::elsewhere::Expired::start();
    let error = refused(&server.url);
    assert!(matches!(&error, LedgerError::Away(said) if said.contains("Expired")), "{error:?}");
}

#[test]
fn a_database_of_somebody_else_is_left_alone() {
    let city = City::new();
    city.database.behind("CREATE TABLE theirs (a TEXT); INSERT INTO theirs VALUES ('x')");
    assert!(matches!(refused(&city.database.url), LedgerError::Corrupt { .. }));
    city.database.behind("SELECT a FROM theirs");
}

#[test]
fn a_newer_database_is_left_alone() {
    let city = City::new();
    drop(city.node());
    city.database.behind("UPDATE meta SET value = '99' WHERE key = 'format'");
    assert!(matches!(refused(&city.database.url), LedgerError::Newer { found: 99, .. }));
}

#[test]
fn a_node_with_other_keys_is_refused() {
    let city = City::new();
    city.node().commit(command("c1", 0, "x")).unwrap();
    let error = refused(&city.database.url);
    assert!(["other-keys", "key-missing"].contains(&code(&error)), "{error}");
    let elsewhere = City::new();
    drop(elsewhere.node());
    let Err(error) = Postgres::open(&city.database.url, elsewhere.dir.path()) else { panic!("taken") };
    assert_eq!(code(&error), "other-keys");
}

#[test]
fn nodes_that_start_at_once_make_one_store() {
    let city = City::new();
    // The first makes the keys; the others bring them.
    drop(city.node());
    let other = City { database: super::Database::new(), dir: tempfile::tempdir().unwrap() };
    std::thread::scope(|threads| {
        let nodes: Vec<_> = (0..4).map(|_| threads.spawn(|| other.node())).collect();
        let opened: Vec<_> = nodes.into_iter().map(|it| it.join().unwrap()).collect();
        opened[3].commit(command("c1", 0, "x")).unwrap();
        assert!(opened[0].head("c1").unwrap().is_some());
    });
}
