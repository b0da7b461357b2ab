//! `kill -9` under load: whatever was acknowledged is there afterwards, and the ledger is whole.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bihuan_ledger::{Cases, Checks, Ledger, Options, Sqlite, TransparencyLog};

use crate::command;

/// How many rounds; more by `ROUNDS`.
fn rounds() -> u64 {
    std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(5)
}

/// The cases that a child said were durable.
pub fn acknowledged(said: &str) -> Vec<String> {
    said.lines().filter_map(|line| line.strip_prefix("kept ")).map(str::to_owned).collect()
}

/// A receipt of the last second has its proof as soon as the store is open again.
#[test]
fn a_store_that_is_closed_in_order_leaves_nothing_unsigned() {
    let dir = tempfile::tempdir().unwrap();
    let quiet = Options { followers: false, ..Options::default() };
    let ledger = Sqlite::open(dir.path()).unwrap();
    ledger.commit(command("c0", 0)).unwrap();
    let first_head = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        ledger.checkpoint(crate::D).unwrap().is_some_and(|head| head.size == 1)
    });
    assert!(first_head, "the first record is signed");
    for n in 1..40 {
        ledger.commit(command(&format!("c{n}"), 0)).unwrap();
    }
    drop(ledger);
    let kept = Sqlite::open_with(dir.path(), quiet).unwrap();
    assert_eq!(kept.checkpoint(crate::D).unwrap().map(|head| head.size), Some(40), "the last records are under a head");
    assert_eq!(kept.verify(&Checks::default()).unwrap().wrong, None);
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let mut kept = vec![];
    for round in 0..rounds() {
        let before = kept.len();
        kept.extend(acknowledged(&killed_round(dir.path(), round)));
        assert!(kept.len() > before, "round {round} was killed before anything was acknowledged");
        let ledger = Sqlite::open(dir.path()).unwrap();
        for case in &kept {
            assert!(ledger.head(case).unwrap().is_some(), "round {round}: {case} was acknowledged and is gone");
        }
        assert_eq!(ledger.verify(&Checks::default()).unwrap().wrong, None, "round {round}");
    }
}

/// Lets a child write, and kills it at some moment; answers with what it had said by then.
fn killed_round(dir: &std::path::Path, round: u64) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writers_under_load", "--nocapture"])
        .env("BIHUAN_CRASH", dir)
        .env("BIHUAN_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut said, mut line) = (String::new(), String::new());
    // The first word starts the clock, so that a slow machine is not killed while it starts.
    while out.read_line(&mut line).unwrap() > 0 && !line.starts_with("kept ") {
        line.clear();
    }
    said += &line;
    let moment = Duration::from_millis(40 + (round * 97) % 300);
    let reading = std::thread::spawn(move || {
        let mut rest = Vec::new();
        drop(std::io::Read::read_to_end(&mut out, &mut rest));
        String::from_utf8_lossy(&rest).into_owned()
    });
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    said + &whole_lines(&reading.join().unwrap())
}

/// The last line may have been cut by the kill.
fn whole_lines(text: &str) -> String {
    text.rsplit_once('\n').map_or(String::new(), |(whole, _)| format!("{whole}\n"))
}

/// The child of the test above: eight writers who say what was acknowledged, until they are killed. By itself it stops soon.
#[test]
fn writers_under_load() {
    let own = tempfile::tempdir().unwrap();
    let given = std::env::var_os("BIHUAN_CRASH");
    let span = Duration::from_millis(if given.is_some() { 20_000 } else { 100 });
    let told = given.is_some();
    let round = std::env::var("BIHUAN_ROUND").unwrap_or_default();
    let ledger = Sqlite::open(given.map_or(own.path().to_owned(), Into::into)).unwrap();
    let until = Instant::now() + span;
    std::thread::scope(|threads| {
        for writer in 0..8 {
            let (ledger, round) = (&ledger, &round);
            threads.spawn(move || {
                for n in 0.. {
                    let case = format!("r{round}w{writer}n{n}");
                    ledger.commit(command(&case, 0)).unwrap();
                    // One write call, so that lines of several writers do not mix.
                    let mut out: Box<dyn std::io::Write> =
                        if told { Box::new(std::io::stdout()) } else { Box::new(std::io::sink()) };
                    out.write_all(format!("\nkept {case}\n").as_bytes()).unwrap();
                    if Instant::now() > until {
                        break;
                    }
                }
            });
        }
    });
    assert!(ledger.head(&format!("r{round}w0n0")).unwrap().is_some());
}
