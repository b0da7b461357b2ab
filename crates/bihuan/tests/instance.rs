//! The program on a store, end to end: serving, commands through the socket and without it, and how it ends when something
//! stands in the way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at what it did not expect"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const CLOCK: &str = "2026-03-10T09:00:00+08:00";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bihuan"));
    command.env_remove("DATA").env("LANG", "C.UTF-8").current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    command
}

fn run(data: &Path, args: &[&str]) -> Output {
    program().args(args).arg("--data").arg(data).output().unwrap()
}

fn fed(data: &Path, args: &[&str], input: &str) -> Output {
    let mut child = program()
        .args(args)
        .arg("--data")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn well(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{} {}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// How a command ended that did not do its work: its code, and its one sentence.
#[track_caller]
fn badly(output: &Output, code: i32, word: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{} {said}", text(&output.stdout));
    assert!(said.contains(word) && said.starts_with("bihuan: ") && said.trim_end().lines().count() == 1, "{said}");
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&well(output)).unwrap()
}

/// A server on a port of its own, ended when the test ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path, more: &[&str]) -> (Server, String) {
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(more).arg("--data").arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.split("http://").nth(1).map(|rest| rest.split('/').next().unwrap().to_owned());
        (Server { child, address: address.unwrap_or_else(|| panic!("no address in {line:?}")) }, line)
    }

    fn get(&self, path: &str) -> String {
        self.call(&format!("GET {path} HTTP/1.1"), "")
    }

    fn post(&self, path: &str, form: &str) -> String {
        self.call(&format!("POST {path} HTTP/1.1"), form)
    }

    fn call(&self, asked: &str, form: &str) -> String {
        let mut line = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, form.len());
        let kind = "Content-Type: application/x-www-form-urlencoded";
        write!(line, "{asked}\r\nHost: {host}\r\nOrigin: http://{host}\r\n{kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{form}").unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        answer
    }

    /// SIGTERM, as an init system asks; gives the exit code.
    fn stop(mut self) -> Option<i32> {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not stop");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

const UNITS: &str = "data/districts/420103.json";

#[test]
fn a_district_of_its_own_is_set_up_by_commands_alone() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("var");
    badly(&run(&data, &["ledger", "verify"]), 1, "没有数据");
    let taken = json(&run(&data, &["directory", "import", "--district", "420103", UNITS, "--json"]));
    assert_eq!((taken["streets"].as_u64(), taken["communities"].as_u64()), (Some(15), Some(111)));
    let add = ["user", "add", "zhang", "--post", "clerk@420103-citizen-centre", "--password-stdin"];
    badly(&fed(&data, &add, "short\n"), 2, "密码");
    assert!(well(&fed(&data, &add, "合成-long-enough\n")).contains("zhang"));
    badly(&fed(&data, &add, "合成-long-enough\n"), 1, "zhang");
    badly(
        &fed(&data, &["user", "add", "li", "--post", "clerk@420103-nowhere", "--password-stdin"], "合成-long-enough\n"),
        1,
        "420103-nowhere",
    );
    badly(&fed(&data, &["user", "add", "li", "--post", "clerk", "--password-stdin"], "合成-long-enough\n"), 2, "clerk");
    badly(&run(&data, &["token", "create", "--user", "nobody"]), 1, "nobody");
    badly(&run(&data, &["token", "create", "--user", "zhang", "--scope", "everything"]), 2, "everything");
    let made = json(&run(
        &data,
        &[
            "token",
            "create",
            "--user",
            "zhang",
            "--scope",
            "read,outer:city",
            "--scope",
            "act",
            "--days",
            "1",
            "--json",
        ],
    ));
    assert_eq!(made["scopes"], serde_json::json!(["read", "outer:city", "act"]));
    let (server, line) = Server::start(&data, &[]);
    assert!(!line.contains("setup"), "there is an account already: {line}");
    let token = well(&run(&data, &["token", "create", "--user", "zhang"]));
    assert!(
        token.starts_with("bh_") && token.trim_end().len() > 40 && token.lines().count() == 1,
        "the token alone: {token}"
    );
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_demonstration_is_served_backed_up_and_restored() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("var");
    let started = Instant::now();
    let (server, line) = Server::start(&data, &["--demo", "--clock", CLOCK]);
    println!("the demonstration was up after {:?}", started.elapsed());
    assert!(line.contains("/tour") && line.contains("demo-clerk"), "{line}");
    for page in bihuan_web::site::PAGES {
        let answer = server.get(page);
        let opens = ["HTTP/1.1 200", "HTTP/1.1 303"].iter().any(|status| answer.starts_with(status));
        assert!(opens, "{page}: {}", answer.lines().next().unwrap_or_default());
    }
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(data.join("control.sock").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(data.join("control.sock")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    let token = well(&run(&data, &["token", "create", "--user", "clerk"]));
    assert!(token.starts_with("bh_"), "through the socket: {token}");
    let busy = program()
        .args(["serve", "--listen", &server.address])
        .arg("--data")
        .arg(dir.path().join("other"))
        .output()
        .unwrap();
    badly(&busy, 1, "端口");
    let second = program().args(["serve", "--listen", "127.0.0.1:0"]).arg("--data").arg(&data).output().unwrap();
    badly(&second, 1, "另一个进程");

    let live = json(&run(&data, &["ledger", "verify", "--json"]));
    assert!(live["wrong"].is_null() && live["cases"].as_u64() > Some(100), "{live}");
    let file = dir.path().join("demo.backup");
    let file = file.to_str().unwrap();
    well(&run(&data, &["backup", file]));
    badly(&run(&data, &["backup", file]), 1, "已存在");
    assert_eq!(server.stop(), Some(0));
    assert!(!data.join("control.sock").exists(), "a server takes its socket with it");

    let alone = json(&run(&data, &["ledger", "verify", "--json"]));
    assert_eq!(alone["cases"], live["cases"]);
    let place = dir.path().join("restored");
    let restored = json(&run(&place, &["restore", file, "--json"]));
    assert!(restored["wrong"].is_null() && restored["cases"] == live["cases"], "{restored}");
    badly(&run(&place, &["restore", file]), 1, "不是空的");

    let again = Instant::now();
    let (server, _) = Server::start(&data, &["--demo", "--clock", CLOCK]);
    println!("the second start took {:?}", again.elapsed());
    assert_eq!(json(&run(&data, &["ledger", "verify", "--json"]))["cases"], live["cases"], "a second run adds nothing");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn what_stands_in_the_way_is_said_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("var");
    let wrong = |args: &[&str]| program().args(args).output().unwrap();
    let keys = dir.path().to_string_lossy().into_owned();
    let nobody = "postgresql://bihuan:secret@127.0.0.1:1/none";
    let told = wrong(&["ledger", "verify", "--database", nobody, "--keys", &keys]);
    badly(&told, 1, "cannot be reached");
    assert!(!String::from_utf8_lossy(&told.stderr).contains("secret"), "an address may hold a password");
    badly(&wrong(&["ledger", "verify", "--database", "postgresql://a@h:port/x", "--keys", &keys]), 1, "postgresql://");
    badly(&wrong(&["ledger", "verify", "--database", "mysql://x"]), 2, "mysql");
    badly(&run(&data, &["serve", "--listen", "somewhere"]), 2, "somewhere");
    badly(&run(&data, &["serve", "--listen", "127.0.0.1:0", "--packs", "Makefile"]), 2, "Makefile");
    assert_eq!(wrong(&["serve", "--clock", "noon"]).status.code(), Some(2));
    badly(&run(&data, &["directory", "import", "--district", "420103", "Makefile"]), 1, "Makefile");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("ledger.db"), b"SQLite format 3\0 and then nothing").unwrap();
    badly(&run(&data, &["serve", "--listen", "127.0.0.1:0"]), 1, "损坏");
}

#[test]
fn an_empty_store_offers_one_link_to_its_first_administrator() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("var");
    well(&run(&data, &["directory", "import", "--district", "420103", UNITS]));
    let (server, line) = Server::start(&data, &[]);
    assert_eq!(line.matches("/setup?token=bh_").count(), 1, "{line}");
    let token = line.trim().rsplit("token=").next().unwrap().to_owned();
    let page = server.get(&format!("/setup?token={token}"));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("name=\"again\""), "{page}");
    assert!(server.get("/setup?token=bh_guessed").starts_with("HTTP/1.1 404"));
    let form = |user: &str, password: &str| {
        format!("token={token}&district=420103&user={user}&name=Somebody&password={password}&again={password}")
    };
    let short = server.post("/setup", &form("First+One", "short"));
    assert!(short.starts_with("HTTP/1.1 422") && short.contains("govuk-error-summary"), "{short}");
    let made = server.post("/setup", &form("first", "long-enough-77"));
    assert!(made.starts_with("HTTP/1.1 303"), "{made}");
    let again = server.post("/setup", &form("second", "long-enough-77"));
    assert!(again.starts_with("HTTP/1.1 404"), "the link works once: {again}");
    let entered = server.post("/sign-in", "user=first&password=long-enough-77&to=%2Fdesk");
    assert!(entered.starts_with("HTTP/1.1 303") && entered.to_lowercase().contains("set-cookie"), "{entered}");
    assert_eq!(server.stop(), Some(0));
    let (server, line) = Server::start(&data, &[]);
    assert!(!line.contains("setup"), "{line}");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn the_map_of_the_documents_is_in_the_program() {
    let elsewhere = tempfile::tempdir().unwrap();
    let output = program().args(["documents", "--json"]).current_dir(elsewhere.path()).output().unwrap();
    let map = json(&output);
    assert!(map["items"].as_array().unwrap().len() >= 101);
    assert_eq!(map["counts"]["systems"], 101);
    let proven =
        map["items"].as_array().unwrap().iter().any(|item| item["state"] == "partly" || item["state"] == "runs");
    assert!(proven, "the packs that the program carries prove something");
}
