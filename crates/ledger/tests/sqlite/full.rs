//! No room left: a clear error, nothing half done, and on it goes when there is room again.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc::channel;

use bihuan_ledger::{Cases, Checks, CommitError, Files, Ledger, LedgerError, Options, Sqlite};

use crate::{behind, command, crash};

/// Sends until a commit fails for want of room; answers with the cases that were acknowledged.
fn fill(ledger: &Sqlite) -> Vec<String> {
    let mut taken = vec![];
    for n in 0..1_000_000 {
        let case = format!("c{n}");
        match ledger.commit(command(&case, 0)) {
            Ok(_) => taken.push(case),
            Err(CommitError::Storage(LedgerError::DiskFull(_))) => return taken,
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("it never filled up")
}

fn all_there(ledger: &Sqlite, cases: &[String]) {
    for case in cases {
        assert!(ledger.head(case).unwrap().is_some(), "{case} was acknowledged and is gone");
    }
    assert_eq!(ledger.verify(&Checks::default()).unwrap().wrong, None);
}

#[test]
fn a_full_store_says_so_and_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    drop(Sqlite::open(dir.path()).unwrap());
    let pages: u32 = behind(dir.path()).pragma_query_value(None, "page_count", |r| r.get(0)).unwrap();
    let ledger = Sqlite::open_with(dir.path(), Options { max_pages: pages + 60, ..Options::default() }).unwrap();
    let taken = fill(&ledger);
    assert!(!taken.is_empty());
    all_there(&ledger, &taken);
    drop(ledger);
    let ledger = Sqlite::open(dir.path()).unwrap();
    all_there(&ledger, &taken);
    ledger.commit(command("after", 0)).unwrap();
}

#[test]
fn when_a_batch_meets_a_full_store_every_caller_hears_how_it_ended() {
    let dir = tempfile::tempdir().unwrap();
    drop(Sqlite::open(dir.path()).unwrap());
    let pages: u32 = behind(dir.path()).pragma_query_value(None, "page_count", |r| r.get(0)).unwrap();
    let ledger = Sqlite::open_with(dir.path(), Options { max_pages: pages + 60, ..Options::default() }).unwrap();
    let (tell, hear) = channel();
    for n in 0..900 {
        let (case, tell) = (format!("c{n}"), tell.clone());
        ledger.submit(command(&case, 0), Box::new(move |end| tell.send((case, end)).unwrap()));
    }
    drop(tell);
    let ends: Vec<_> = hear.iter().collect();
    assert_eq!(ends.len(), 900);
    for (case, end) in &ends {
        assert_eq!(ledger.head(case).unwrap().is_some(), end.is_ok(), "{case}: {end:?}");
    }
    assert!(ends.iter().any(|(_, end)| matches!(end, Err(CommitError::Storage(LedgerError::DiskFull(_))))));
    assert_eq!(ledger.verify(&Checks::default()).unwrap().wrong, None);
}

/// The operating system's own limit: a child that may write files of at most some megabytes.
#[test]
fn a_quota_of_the_system_is_met_with_a_clear_error_and_no_loss() {
    let dir = tempfile::tempdir().unwrap();
    let child = "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\"";
    let me = std::env::current_exe().unwrap();
    let out = Command::new("sh")
        .args(["-c", child])
        .arg(me)
        .args(["--exact", "full::a_store_filled_to_the_brim", "--nocapture"])
        .env("BIHUAN_FILL", dir.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let taken = crash::acknowledged(&String::from_utf8_lossy(&out.stdout));
    assert!(!taken.is_empty());
    let ledger = Sqlite::open(dir.path()).unwrap();
    all_there(&ledger, &taken);
    ledger.commit(command("after", 0)).unwrap();
}

/// The child of the test above; by itself it fills a store whose size is limited.
#[test]
fn a_store_filled_to_the_brim() {
    let own = tempfile::tempdir().unwrap();
    let given = std::env::var_os("BIHUAN_FILL");
    let max_pages = if given.is_some() { 0 } else { 300 };
    let dir = given.map_or(own.path().to_owned(), Into::into);
    let ledger = Sqlite::open_with(dir, Options { max_pages, ..Options::default() }).unwrap();
    let taken = fill(&ledger);
    assert!(taken.len() > 5, "only {} fitted in", taken.len());
    taken.iter().for_each(|case| println!("\nkept {case}"));
}

/// A disk of four megabytes, where the system lets us mount one; else the same within a limit of pages. Room comes back in both.
#[test]
fn a_small_disk_fills_up_and_goes_on_when_something_is_deleted() {
    if let Some(disk) = std::env::var_os("BIHUAN_SMALL_DISK") {
        return filled_and_freed(Path::new(&disk));
    }
    let dir = tempfile::tempdir().unwrap();
    let mounted = |run: &str, more: &[&str]| {
        let script = format!("mount -t tmpfs -o size=4m none \"$BIHUAN_SMALL_DISK\" && exec {run}");
        let mut child = Command::new("unshare");
        child.args(["-rm", "sh", "-c", &script]).args(more).env("BIHUAN_SMALL_DISK", dir.path()).output()
    };
    if !mounted("true", &[]).is_ok_and(|out| out.status.success()) {
        println!("no small disk can be mounted here; a limit of pages stands for it");
        return a_full_store_says_so_and_goes_on_when_there_is_room();
    }
    let me = std::env::current_exe().unwrap();
    let name = "full::a_small_disk_fills_up_and_goes_on_when_something_is_deleted";
    let out = mounted("\"$0\" \"$@\"", &[me.to_str().unwrap(), "--exact", name, "--nocapture"]).unwrap();
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

fn filled_and_freed(disk: &Path) {
    let ballast = disk.join("ballast");
    std::fs::write(&ballast, vec![7; 1_000_000]).unwrap();
    let dir = disk.join("store");
    let ledger = Sqlite::open(&dir).unwrap();
    let taken = fill(&ledger);
    assert!(taken.len() > 5, "only {} fitted in", taken.len());
    let large = "字".repeat(1_000_000);
    assert!(matches!(ledger.put_file("a.txt", None, large.as_bytes()), Err(LedgerError::DiskFull(_))));
    all_there(&ledger, &taken);
    std::fs::remove_file(&ballast).unwrap();
    ledger.commit(command("after", 0)).unwrap();
    drop(ledger);
    all_there(&Sqlite::open(&dir).unwrap(), &taken);
}

#[test]
fn a_full_queue_refuses_and_says_when_to_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open_with(dir.path(), Options { queue: 2, batch: 1, ..Options::default() }).unwrap();
    let (tell, hear) = channel();
    for n in 0..200 {
        let tell = tell.clone();
        ledger.submit(command(&format!("c{n}"), 0), Box::new(move |end| tell.send(end).unwrap()));
    }
    drop(tell);
    let ends: Vec<_> = hear.iter().collect();
    let busy = ends.iter().filter(|end| matches!(end, Err(CommitError::Busy(after)) if !after.is_zero())).count();
    let done = ends.iter().filter(|end| end.is_ok()).count();
    assert_eq!((busy > 0, done > 0, busy + done), (true, true, 200));
}
