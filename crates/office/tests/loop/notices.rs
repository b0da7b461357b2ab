//! Notices through the office, on a real store: kept with the act, sent once, held in the quiet hours, gathered, tried
//! again, laid aside, and neither lost nor doubled when the program dies between the two.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use bihuan_core::pack::model::Means;
use bihuan_ledger::{Contact, NoticeQuery, NoticeRow, UserRow};
use bihuan_office::Office;
use bihuan_office::notices::{Carrier, Message, Undelivered, WaysOut};
use jiff::Timestamp;
use serde_json::json;

use crate::desk::{self, Desk, filing};

/// A carrier that answers as it is told to, and remembers what it was given.
#[derive(Default)]
struct Postman {
    answers: Mutex<Vec<Result<(), Undelivered>>>,
    carried: Mutex<Vec<Message>>,
}

impl Carrier for Postman {
    fn carry(&self, message: &Message) -> Result<(), Undelivered> {
        self.carried.lock().unwrap().push(message.clone());
        self.answers.lock().unwrap().pop().unwrap_or(Ok(()))
    }
}

impl Postman {
    fn answering(answers: &[Result<(), Undelivered>]) -> Arc<Postman> {
        let answers = Mutex::new(answers.iter().rev().cloned().collect());
        Arc::new(Postman { answers, ..Postman::default() })
    }

    fn carried(&self) -> Vec<Message> {
        self.carried.lock().unwrap().clone()
    }
}

fn ways(by: Means, carrier: Arc<dyn Carrier>) -> WaysOut {
    WaysOut { address: "https://bihuan.example".into(), carriers: BTreeMap::from([(by, carrier)]) }
}

fn reached(office: &Office, user: &str) {
    let account = UserRow {
        name: user.into(),
        password: String::new(),
        profile: json!({}),
        disabled: false,
        created: Timestamp::UNIX_EPOCH,
    };
    office.ledger().put_user(account).unwrap();
    let contact = Contact {
        user: user.into(),
        mail: format!("{user}@office.example"),
        phone: "13900000000".into(),
        lang: "zh".into(),
    };
    office.ledger().put_contact(contact).unwrap();
}

fn all(office: &Office, channel: &str) -> Vec<NoticeRow> {
    let query = NoticeQuery { channel: Some(channel.into()), limit: 200, ..NoticeQuery::default() };
    office.ledger().notices(&query).unwrap().items
}

fn pass(office: &Office, to: &str) {
    assert!(office.clock().advance_to(to.parse().unwrap()));
    office.send_notices().unwrap();
}

#[test]
fn whoever_has_a_task_finds_it_marked_until_it_is_seen_and_nobody_is_told_of_the_own_act() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let id = desk.file(json!({ "content": "合成:路灯不亮" })).case.id.0;
    let unseen = |user: &str| desk.office.ledger().notices_unseen(&format!("user:{user}")).unwrap();
    assert_eq!((unseen("clerk"), unseen("handler")), (1, 0));
    desk.step("clerk", &id, "dispatch", json!({ "lead_unit": "420103-urban-management" }));
    assert_eq!((unseen("handler"), unseen("leader")), (1, 1));
    // Taking it opens the next task for the same officer: no news to that officer.
    desk.step("handler", &id, "take", json!({}));
    assert_eq!(unseen("handler"), 1);
    let mine = desk.office.ledger().notices_of("user:handler", false, None, 10).unwrap();
    let told = desk.office.law().notice_text(&mine.items[0].told, Default::default()).unwrap();
    assert_eq!(told, format!("诉求 {} 有一项任务等您办理，期限 9月25日 15:00", mine.items[0].told.number));
    let now = desk.office.clock().now();
    assert_eq!(desk.office.ledger().notices_seen("user:handler", Some(&id), u64::MAX >> 1, now).unwrap(), 1);
    assert_eq!(unseen("handler"), 0);
    assert_eq!(desk.office.ledger().notices_of("user:handler", true, None, 10).unwrap().items.len(), 1);
}

#[test]
fn a_resident_gets_a_text_message_or_a_slip_and_the_telephone_is_read_only_to_send() {
    let postman = Postman::answering(&[]);
    let desk = Desk::sending("2025-09-25T22:30:00+08:00", ways(Means::Sms, postman.clone()));
    let with = desk.file(json!({ "content": "合成:噪声", "phone": "13800000000" })).case;
    let without = desk.file(json!({ "content": "合成:噪声" })).case;
    let slips = all(&desk.office, "slip");
    assert_eq!(slips.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), [without.id.0.as_str()]);
    let waiting = all(&desk.office, "sms");
    assert_eq!(waiting.iter().map(|row| row.case.as_str()).collect::<Vec<_>>(), [with.id.0.as_str()]);
    assert!(!format!("{waiting:?}").contains("13800000000"), "no row holds a telephone");
    desk.office.send_notices().unwrap();
    assert_eq!(postman.carried(), [], "nobody is woken at half past ten");
    pass(&desk.office, "2025-09-26T08:00:00+08:00");
    let sent = postman.carried();
    assert_eq!((sent.len(), sent[0].to.as_str()), (1, "13800000000"));
    assert!(sent[0].text.starts_with(&format!("您反映的事项已受理，编号 {}", with.number)), "{}", sent[0].text);
    assert!(!sent[0].text.contains("噪声") && sent[0].text.ends_with("https://bihuan.example/follow"));
    let looks = desk.office.ledger().looks("420103", &with.id.0).unwrap();
    assert!(looks.iter().any(|look| look.purpose == "notice"), "that it was read is written down");
    pass(&desk.office, "2025-09-26T09:00:00+08:00");
    assert_eq!(postman.carried().len(), 1, "once");
}

#[test]
fn what_gathers_until_the_digest_goes_out_as_one_letter() {
    let postman = Postman::answering(&[]);
    let desk = Desk::sending("2025-09-25T10:00:00+08:00", ways(Means::Mail, postman.clone()));
    reached(&desk.office, "clerk");
    let numbers: Vec<String> = (0..3).map(|_| desk.file(json!({ "content": "合成" })).case.number).collect();
    pass(&desk.office, "2025-09-25T14:29:59+08:00");
    assert_eq!(postman.carried(), []);
    pass(&desk.office, "2025-09-25T14:30:00+08:00");
    let letters = postman.carried();
    let of_clerk: Vec<&Message> = letters.iter().filter(|letter| letter.to == "clerk@office.example").collect();
    assert_eq!(of_clerk.len(), 1, "one letter for three tasks");
    assert_eq!(of_clerk[0].numbers, numbers);
    assert_eq!(of_clerk[0].subject, "闭环通知 3 条");
    let states: Vec<_> = all(&desk.office, "mail").into_iter().map(|row| (row.told.receiver, row.state)).collect();
    assert!(states.iter().all(|(to, state)| (to == "user:clerk") == (state == "sent")), "{states:?}");
}

#[test]
fn what_does_not_go_out_is_tried_again_under_the_same_name_and_laid_aside_at_last() {
    let later = || Err(Undelivered::Later("unreachable".into()));
    let postman = Postman::answering(&[later(), later()]);
    let desk = Desk::sending("2025-09-25T10:00:00+08:00", ways(Means::Chat, postman.clone()));
    reached(&desk.office, "clerk");
    desk.file(json!({ "content": "合成" }));
    desk.office.send_notices().unwrap();
    let mine = |office: &Office| all(office, "chat").into_iter().find(|row| row.told.receiver == "user:clerk").unwrap();
    assert_eq!(
        (mine(&desk.office).state.as_str(), mine(&desk.office).error.as_deref()),
        ("waiting", Some("unreachable"))
    );
    pass(&desk.office, "2025-09-25T10:00:05+08:00");
    assert_eq!(postman.carried().len(), 1, "it waits before it is tried again");
    pass(&desk.office, "2025-09-25T10:00:15+08:00");
    pass(&desk.office, "2025-09-25T10:02:00+08:00");
    assert_eq!(mine(&desk.office).state, "sent");
    let ids: Vec<String> = postman.carried().into_iter().map(|message| message.id).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");

    let postman = Postman::answering(&[Err(Undelivered::Never("refused-550".into()))]);
    let desk = Desk::sending("2025-09-25T10:00:00+08:00", ways(Means::Chat, postman.clone()));
    reached(&desk.office, "clerk");
    desk.file(json!({ "content": "合成" }));
    desk.office.send_notices().unwrap();
    assert_eq!((mine(&desk.office).state.as_str(), mine(&desk.office).error.as_deref()), ("dead", Some("refused-550")));
    assert!(desk.office.ledger().notices_retry(mine(&desk.office).id, desk.office.clock().now()).unwrap());
    desk.office.send_notices().unwrap();
    assert_eq!(mine(&desk.office).state, "sent", "what was laid aside can be sent by hand");
    assert!(!desk.office.ledger().notices_retry(mine(&desk.office).id, desk.office.clock().now()).unwrap());
}

#[test]
fn a_demonstration_sends_nothing_and_says_what_it_would() {
    let desk = Desk::at("2025-09-25T10:00:00+08:00");
    let case = desk.file(json!({ "content": "合成", "phone": "13800000000" })).case;
    desk.office.send_notices().unwrap();
    let row = all(&desk.office, "sms").remove(0);
    assert_eq!((row.case, row.state.as_str()), (case.id.0.clone(), "would"));
    assert!(desk.office.ledger().looks("420103", &case.id.0).unwrap().is_empty(), "no telephone was read");
}

#[test]
fn a_repeated_request_tells_nobody_a_second_time() {
    let desk = Desk::at("2025-09-25T10:00:00+08:00");
    let key = bihuan_office::IdempotencyKey {
        district: "420103".into(),
        caller: "anonymous".into(),
        path: "POST /cases".into(),
        key: "0123456789012345678901".into(),
        body_hash: [1; 32],
    };
    for _ in 0..3 {
        desk.office.file(&filing(json!({ "content": "合成" }), Some(key.clone()))).unwrap();
    }
    assert_eq!(desk.office.ledger().notices_unseen("user:clerk").unwrap(), 1);
}

const CHILD: &str = "NOTICES_CHILD";

/// A carrier that writes down what it was given, then dies before anybody hears that it went out.
struct Doomed(PathBuf);

impl Carrier for Doomed {
    fn carry(&self, message: &Message) -> Result<(), Undelivered> {
        Logged(self.0.clone()).carry(message)?;
        std::process::abort()
    }
}

struct Logged(PathBuf);

impl Carrier for Logged {
    fn carry(&self, message: &Message) -> Result<(), Undelivered> {
        let mut file = std::fs::File::options().create(true).append(true).open(&self.0).unwrap();
        writeln!(file, "{} {}", message.id, message.to).unwrap();
        file.sync_all().unwrap();
        Ok(())
    }
}

/// Run by the tests below as a program of its own; by itself it has nothing to do.
#[test]
fn the_program_that_dies() {
    let Ok(dir) = std::env::var(CHILD) else { return };
    let dir = Path::new(&dir);
    let doomed: Arc<dyn Carrier> = Arc::new(Doomed(dir.join("carried")));
    let office = desk::office(&dir.join("store"), "2025-09-25T10:00:00+08:00", Some(ways(Means::Chat, doomed)));
    reached(&office, "clerk");
    office.file(&filing(json!({ "content": "合成" }), None)).unwrap();
    if std::env::var("NOTICES_SEND").is_ok() {
        office.send_notices().unwrap();
    }
    std::process::abort()
}

/// Lets the program die, opens its store again half an hour later, and sends; answers what was carried in all.
fn after_death(sending: bool) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "notices::the_program_that_dies"]).env(CHILD, dir.path());
    if sending {
        child.env("NOTICES_SEND", "1");
    }
    assert!(!child.output().unwrap().status.success(), "it died");
    let carried = dir.path().join("carried");
    let ways_out = ways(Means::Chat, Arc::new(Logged(carried.clone())));
    let office = desk::office(&dir.path().join("store"), "2025-09-25T10:30:00+08:00", Some(ways_out));
    office.send_notices().unwrap();
    office.send_notices().unwrap();
    let row = all(&office, "chat").into_iter().find(|row| row.told.receiver == "user:clerk").unwrap();
    assert_eq!(row.state, "sent");
    std::fs::read_to_string(carried)
        .unwrap()
        .lines()
        .filter(|line| line.ends_with(" clerk"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn killed_between_the_act_and_the_sending_it_is_sent_once() {
    assert_eq!(after_death(false).len(), 1);
}

#[test]
fn killed_between_the_sending_and_the_note_of_it_the_same_message_comes_again() {
    let carried = after_death(true);
    assert_eq!(carried.len(), 2, "{carried:?}");
    assert_eq!(carried[0], carried[1], "whoever got it twice can tell");
}
