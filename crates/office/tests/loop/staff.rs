//! Officers come and go: each change is part of the record, a refusal changes nothing, and no task stays with who is gone.

use bihuan_core::casework::command;
use bihuan_core::directory::{Absence, Holding, Officer};
use bihuan_ledger::TaskQuery;
use bihuan_office::people::{By, Note};
use bihuan_office::{HandOver, checks};

use super::*;

const UNIT: &str = "420103-urban-management";

fn newcomer(user: &str, post: &str, unit: &str) -> Officer {
    let from = "2025-09-25".parse().unwrap();
    let holding =
        Holding { post: post.parse().unwrap(), unit: unit.parse().unwrap(), everywhere: false, from, until: None };
    Officer {
        user: user.parse().unwrap(),
        name: "新人(合成)".into(),
        synthetic: true,
        holdings: vec![holding],
        absences: Vec::new(),
    }
}

impl Desk {
    fn keeper(&self) -> By {
        By::keeper(&self.officer("admin"), &"420103".parse().unwrap()).unwrap()
    }

    fn add(&self, user: &str, post: &str, unit: &str) {
        self.office.add_officer(&self.keeper(), &newcomer(user, post, unit), "$hash").unwrap();
    }

    /// A lamp that was given to `user` by name.
    fn given_to(&self, user: &str) -> String {
        let id = self.file(json!({ "content": "合成:路灯不亮", "phone": "13800000000" })).case.id.0;
        self.step("clerk", &id, "dispatch", json!({ "lead_unit": UNIT }));
        let given = json!({ "unit": UNIT, "officer": user, "reason": "合成:指定经办人" });
        self.step("supervisor", &id, "reassign", given);
        id
    }

    fn tasks_of(&self, user: &str) -> usize {
        let query = TaskQuery { officer: Some(user.into()), ..TaskQuery::default() };
        self.office.ledger().tasks(&query).unwrap().items.len()
    }

    fn is_whole(&self) {
        let report = self.office.ledger().verify(&checks()).unwrap();
        assert_eq!(report.wrong, None);
    }

    fn notes(&self) -> usize {
        self.office.ledger().book_records("420103", None, 500).unwrap().len()
    }
}

fn wish(from: &str, to: Option<&str>, leaves: bool) -> HandOver {
    HandOver { from: from.parse().unwrap(), to: to.map(|to| to.parse().unwrap()), leaves }
}

fn code(failure: Failure) -> (String, String) {
    match failure {
        Failure::Refused(refusal) => {
            let fault = refusal.faults.first();
            (format!("{:?}", refusal.code), fault.map(|fault| fault.code.clone()).unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_officer_is_added_once_and_the_record_says_by_whom() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.add("zhang-san", "handler", UNIT);
    let record = desk.office.ledger().book_records("420103", None, 1).unwrap().remove(0);
    let told = String::from_utf8(record.bytes).unwrap();
    assert!(told.contains("\"by\":\"admin\"") && told.contains("account-made") && told.contains(UNIT), "{told}");
    assert!(!told.contains("新人") && !told.contains("$hash"), "neither name nor password: {told}");
    let before = desk.notes();
    let again = desk.office.add_officer(&desk.keeper(), &newcomer("zhang-san", "clerk", UNIT), "$hash").unwrap_err();
    assert_eq!(code(again), ("Invalid".into(), "taken".into()));
    let nowhere = newcomer("li-si", "handler", "420103-nowhere");
    assert_eq!(code(desk.office.add_officer(&desk.keeper(), &nowhere, "$hash").unwrap_err()).0, "Invalid");
    assert_eq!(desk.notes(), before);
    assert!(desk.office.ledger().user("li-si").unwrap().is_none());
    desk.is_whole();
}

#[test]
fn only_who_keeps_the_district_changes_who_works_there() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let elsewhere = Who::Officer(command::Officer {
        user: "root".parse().unwrap(),
        posts: vec![("admin".parse().unwrap(), "420105".parse().unwrap())],
    });
    for who in [desk.officer("clerk"), desk.officer("auditor"), elsewhere, Who::Public, Who::Kernel] {
        assert!(By::keeper(&who, &"420103".parse().unwrap()).is_err());
        let refused = desk.office.hand_over_tasks(&who, &wish("handler", None, false)).unwrap_err();
        assert_eq!(code(refused).0, "NotYours");
    }
    assert_eq!(desk.notes(), 0);
}

#[test]
fn who_leaves_hands_over_posts_and_tasks_and_doing_it_again_does_nothing() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.add("zhang-san", "handler", UNIT);
    desk.add("li-si", "clerk", UNIT);
    let ids = [desk.given_to("zhang-san"), desk.given_to("zhang-san")];
    let leaves = wish("zhang-san", Some("li-si"), true);
    let admin = desk.officer("admin");
    let preview = desk.office.preview_hand_over(&admin, &leaves).unwrap();
    assert_eq!((preview.to_officer(), preview.to_post(), preview.posts.len()), (2, 0, 1));
    assert_eq!(desk.tasks_of("zhang-san"), 2, "a preview does nothing");
    let done = desk.office.hand_over_tasks(&admin, &leaves).unwrap();
    assert_eq!((done.to_officer(), done.to_post(), done.posts.len()), (2, 0, 1));
    assert_eq!((desk.tasks_of("zhang-san"), desk.tasks_of("li-si")), (0, 2));
    let last = desk.office.ledger().records("420103", &ids[0]).unwrap().pop().unwrap();
    assert!(String::from_utf8(last.bytes).unwrap().contains("task-handed-over"));
    let again = desk.office.hand_over_tasks(&admin, &leaves).unwrap();
    assert_eq!((again.to_officer(), again.posts.len()), (0, 0));
    desk.step("li-si", &ids[1], "take", json!({}));
    desk.is_whole();
}

#[test]
fn without_a_successor_the_tasks_go_back_to_the_post_unless_nobody_holds_it() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.given_to("handler");
    let admin = desk.officer("admin");
    let before = desk.notes();
    let refused = desk.office.hand_over_tasks(&admin, &wish("handler", None, true)).unwrap_err();
    assert_eq!(code(refused), ("Guard".into(), "post-vacant".into()));
    assert_eq!((desk.notes(), desk.tasks_of("handler")), (before, 1));
    desk.add("zhang-san", "handler", UNIT);
    let done = desk.office.hand_over_tasks(&admin, &wish("handler", None, true)).unwrap();
    assert_eq!((done.to_officer(), done.to_post()), (0, 1));
    assert_eq!(desk.tasks_of("handler"), 0);
    desk.is_whole();
}

#[test]
fn a_successor_without_the_post_gets_no_task_of_it() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.given_to("handler");
    let done = desk.office.hand_over_tasks(&desk.officer("admin"), &wish("handler", Some("clerk"), false)).unwrap();
    assert_eq!((done.to_officer(), done.to_post(), desk.tasks_of("clerk")), (0, 1, 0));
    desk.is_whole();
}

#[test]
fn two_who_hand_over_at_once_do_it_once() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.add("zhang-san", "handler", UNIT);
    for _ in 0..4 {
        desk.given_to("handler");
    }
    let moved: u64 = std::thread::scope(|scope| {
        let both: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let (admin, wish) = (desk.officer("admin"), wish("handler", Some("zhang-san"), false));
                    desk.office.hand_over_tasks(&admin, &wish).unwrap().to_officer()
                })
            })
            .collect();
        both.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!((moved, desk.tasks_of("handler"), desk.tasks_of("zhang-san")), (4, 0, 4));
    desk.is_whole();
}

#[test]
fn two_who_add_at_once_are_both_there_and_one_name_is_given_once() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let shared = &desk;
    let added = std::thread::scope(|scope| {
        let names = ["same", "same", "other"];
        let all: Vec<_> = names
            .map(|user| {
                scope.spawn(move || {
                    shared.office.add_officer(&shared.keeper(), &newcomer(user, "handler", UNIT), "$hash").is_ok()
                })
            })
            .into_iter()
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).filter(|ok| *ok).count()
    });
    assert_eq!(added, 2);
    let law = desk.office.law();
    assert!(["same", "other"].iter().all(|user| law.directory.officer(&user.parse().unwrap()).is_some()));
    desk.is_whole();
}

#[test]
fn a_post_does_not_end_under_its_work() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.given_to("handler");
    let admin = desk.officer("admin");
    let (user, post, unit) = ("handler".parse().unwrap(), "handler".parse().unwrap(), "420103".parse().unwrap());
    let today = desk.office.today();
    let refused = desk.office.end_post(&admin, &user, (&post, &unit), today).unwrap_err();
    assert_eq!(code(refused).1, "post-vacant");
    desk.add("zhang-san", "handler", UNIT);
    desk.office.end_post(&admin, &user, (&post, &unit), today).unwrap();
    let held = desk.office.law().directory.officer(&user).unwrap().holdings.clone();
    assert_eq!(held[0].until, Some(today), "what was held stays known");
    let again = desk.office.end_post(&admin, &user, (&post, &unit), today).unwrap_err();
    assert_eq!(code(again).1, "not-held");
    desk.is_whole();
}

#[test]
fn absences_accounts_and_tokens_are_in_the_record() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    desk.add("zhang-san", "handler", UNIT);
    let (admin, user) = (desk.officer("admin"), "zhang-san".parse().unwrap());
    let day = |text: &str| text.parse().unwrap();
    let away =
        |deputy: &str| Absence { from: day("2025-10-01"), until: day("2025-10-08"), deputy: deputy.parse().unwrap() };
    assert_eq!(code(desk.office.keep_absence(&admin, &user, away("nobody")).unwrap_err()).0, "Invalid");
    desk.office.keep_absence(&admin, &user, away("handler")).unwrap();
    desk.office.set_closed(&admin, &user, true).unwrap();
    assert!(desk.office.ledger().user("zhang-san").unwrap().unwrap().disabled);
    desk.office.set_closed(&admin, &user, false).unwrap();
    let own = "admin".parse().unwrap();
    assert_eq!(code(desk.office.set_closed(&admin, &own, true).unwrap_err()).0, "NotYours");
    let note = Note::TokenRevoked { id: "t".into(), user: "zhang-san".into() };
    desk.office.note_of(&admin, &user, note).unwrap();
    assert_eq!(desk.notes(), 5);
    desk.is_whole();
}

#[test]
fn the_district_that_an_older_program_kept_is_taken_into_the_record() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let ledger = desk.office.ledger();
    bihuan_office::people::adopt(ledger, desk.office.clock().now()).unwrap();
    assert_eq!(desk.notes(), 0, "there is nothing to take over");
    desk.add("zhang-san", "handler", UNIT);
    bihuan_office::people::adopt(ledger, desk.office.clock().now()).unwrap();
    assert_eq!(desk.notes(), 1, "it is in the record already");
}
