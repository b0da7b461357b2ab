//! A pack's next version: drafted by one, published by another from an instant on; what runs keeps its own.

use std::path::Path;
use std::sync::Arc;

use bihuan_core::casework::Who;
use bihuan_core::casework::command::Officer;
use bihuan_core::directory::UserName;
use bihuan_core::pack::difference::Version;
use bihuan_core::pack::numbers::{numbers, with_number};
use bihuan_ledger::Sqlite;
use bihuan_office::publication::{Draft, State, Wish};
use bihuan_office::{Failure, Office, PackSource};
use jiff::Timestamp;
use serde_json::json;

use crate::desk::{Desk, office};

const PACK: &str = "hotline";
const MONDAY: &str = "2025-09-29T00:00:00+08:00";

/// Somebody who keeps the district.
fn keeper(name: &str) -> Who {
    let user: UserName = name.parse().unwrap();
    let posts =
        vec![("admin".parse().unwrap(), "420103".parse::<bihuan_core::directory::DistrictCode>().unwrap().unit())];
    Who::Officer(Officer { user, posts })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The pledge for everything else: five working days in the released pack.
fn shorter(office: &Office, draft: &Draft, by: &str, length: &str) -> Draft {
    let mut files = draft.source.bytes();
    let pack = draft.read().pack.unwrap();
    let all = numbers(Version { files: &files, pack: &pack });
    let of = |number: &&bihuan_core::pack::numbers::Number| {
        number.case == "request" && number.place.en.contains("otherwise") && number.text == "5 wd"
    };
    let number = all.iter().find(of).unwrap();
    with_number(&mut files, number, length).unwrap();
    let files = files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    let source = PackSource { name: draft.source.name.clone(), files };
    office.keep_draft(&keeper(by), PACK, &draft.digest(), source).unwrap()
}

fn wish(draft: &Draft, from: Option<&str>) -> Wish {
    Wish { pack: PACK.into(), seen: draft.digest(), from: from.map(at), why: "合成：三天够用".into() }
}

/// Drafted by one, published by another.
fn published(office: &Office, from: Option<&str>) -> u32 {
    let draft = office.begin_draft(&keeper("drafter"), PACK).unwrap();
    let draft = shorter(office, &draft, "drafter", "3 wd");
    office.publish_pack(&keeper("publisher"), &wish(&draft, from)).unwrap().version
}

fn code(failure: Failure) -> String {
    match failure {
        Failure::Refused(refusal) => refusal.faults.first().map(|fault| fault.code.clone()).unwrap_or_default(),
        other => format!("{other:?}"),
    }
}

fn due(desk: &Desk, text: &str) -> (u32, String) {
    let case = desk.file(json!({ "content": text })).case;
    let clock = case.open_deadline("pledged").unwrap();
    (case.pack_version, bihuan_core::calendar::rfc3339(clock.due()))
}

#[test]
fn from_monday_on_new_matters_have_three_days_and_running_ones_keep_five() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let office = &desk.office;
    let old = office.law().packs[PACK].version;
    let running = desk.file(json!({ "content": "合成：发布之前" })).case;
    let new = published(office, Some(MONDAY));
    assert_eq!(new, old + 1);
    assert_eq!(due(&desk, "合成：等着启用").0, old, "it is published and has not begun");
    assert_eq!(office.law().versions_of(PACK)[0], (new, State::Waiting(at(MONDAY))));

    assert!(office.advance_to(at("2025-09-28T23:59:59+08:00")).unwrap());
    assert_eq!(due(&desk, "合成：最后一秒").0, old);
    assert!(office.advance_to(at(MONDAY)).unwrap());
    let (version, day) = due(&desk, "合成：第一秒");
    assert_eq!((version, day.as_str()), (new, "2025-10-10T23:59:59+08:00"), "three working days over the holiday");
    assert_eq!(office.law().versions_of(PACK)[0], (new, State::InForce));
    assert_eq!(office.law().versions_of(PACK)[1], (old, State::Replaced));

    // What runs goes on under its own version, and is answered under it.
    desk.step("clerk", &running.id.0, "dispatch", json!({ "lead_unit": "420103-environment" }));
    let read = office.read(&running.id.0, &desk.officer("clerk")).unwrap();
    assert_eq!(read.case.pack_version, old);

    // The books tell of it, and checking the record finds them whole.
    let told = office.ledger().book_records("420103", None, 5).unwrap();
    let events: Vec<_> = told.iter().flat_map(|record| record.events().unwrap()).collect();
    let event = events.iter().find(|event| event["type"] == "pack-published").unwrap();
    assert_eq!((event["by"].as_str(), event["drafted_by"][0].as_str()), (Some("publisher"), Some("drafter")));
    assert_eq!(event["why"], "合成：三天够用");
    assert_eq!(event["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn who_drafted_does_not_publish_and_what_was_not_looked_at_is_not_published() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let office = &desk.office;
    let draft = office.begin_draft(&keeper("drafter"), PACK).unwrap();
    let changed = shorter(office, &draft, "second", "4 wd");
    for author in ["drafter", "second"] {
        let no = office.publish_pack(&keeper(author), &wish(&changed, None)).unwrap_err();
        assert_eq!(code(no), "own-draft", "{author}");
    }
    assert_eq!(code(office.publish_pack(&keeper("third"), &wish(&draft, None)).unwrap_err()), "stale");
    let no = office.keep_draft(&keeper("third"), PACK, &draft.digest(), draft.source.clone()).unwrap_err();
    assert_eq!(code(no), "stale", "two who write at once do not undo each other");
    let past = wish(&changed, Some("2025-09-25T08:59:00+08:00"));
    assert_eq!(code(office.publish_pack(&keeper("third"), &past).unwrap_err()), "past");
    assert!(matches!(office.publish_pack(&Who::Public, &wish(&changed, None)), Err(Failure::Refused(_))));
    assert!(matches!(office.begin_draft(&desk.officer("clerk"), PACK), Err(Failure::Refused(_))));
    let nothing = Wish { why: "  ".into(), ..wish(&changed, None) };
    assert_eq!(code(office.publish_pack(&keeper("third"), &nothing).unwrap_err()), "required");
    assert!(office.publish_pack(&keeper("third"), &wish(&changed, None)).is_ok());
    assert!(office.draft(PACK).unwrap().is_none(), "the draft has become a version");
}

#[test]
fn a_draft_with_an_error_is_kept_and_not_published() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let office = &desk.office;
    let mut draft = office.begin_draft(&keeper("drafter"), PACK).unwrap();
    let (_, text) = draft.source.files.iter_mut().find(|(path, _)| path == "request.yaml").unwrap();
    *text = text.replacen("start: accept", "start: nowhere", 1);
    let seen = office.draft(PACK).unwrap().unwrap().digest();
    let kept = office.keep_draft(&keeper("drafter"), PACK, &seen, draft.source).unwrap();
    assert_eq!(code(office.publish_pack(&keeper("other"), &wish(&kept, None)).unwrap_err()), "has-errors");
}

#[test]
fn what_waits_can_be_taken_back_and_what_has_begun_cannot() {
    let desk = Desk::at("2025-09-25T09:00:00+08:00");
    let office = &desk.office;
    let old = office.law().packs[PACK].version;
    let first = published(office, Some(MONDAY));
    let draft = office.begin_draft(&keeper("drafter"), PACK).unwrap();
    let earlier = wish(&draft, Some("2025-09-26T00:00:00+08:00"));
    assert_eq!(code(office.publish_pack(&keeper("publisher"), &earlier).unwrap_err()), "before-another");
    office.withdraw_pack(&keeper("publisher"), PACK, first, "合成：再等等").unwrap();
    assert!(office.advance_to(at("2025-09-30T09:00:00+08:00")).unwrap());
    assert_eq!(due(&desk, "合成：撤回以后").0, old);
    assert_eq!(office.law().versions_of(PACK)[0].1, State::Withdrawn);
    let again = office.publish_pack(&keeper("publisher"), &wish(&draft, None)).unwrap();
    assert_eq!(again.version, first + 1, "a number is used once, be it taken back or not");
    assert_eq!(due(&desk, "合成：立即启用").0, first + 1);
    let no = office.withdraw_pack(&keeper("publisher"), PACK, first + 1, "合成").unwrap_err();
    assert_eq!(code(no), "has-begun");
}

#[test]
fn a_store_that_is_opened_late_or_with_a_clock_set_back_has_the_version_in_force() {
    let dir = tempfile::tempdir().unwrap();
    let open = |start: &str| -> Arc<Office> { office(Path::new(dir.path()), start, None) };
    let new = published(&open("2025-09-25T09:00:00+08:00"), Some(MONDAY));
    // Nobody was awake on Monday.
    let late = Desk::over(open("2025-10-15T09:00:00+08:00"));
    assert_eq!(due(&late, "合成：迟开").0, new);
    drop(late);
    // The machine's clock went back behind the beginning: matters were opened under the version already.
    let back = Desk::over(open("2025-09-26T09:00:00+08:00"));
    assert_eq!(due(&back, "合成：时钟倒退").0, new);
}

/// The next release brings a folder with the number that the office used by itself: the office's stands, and the store opens.
#[test]
fn a_folder_with_the_number_of_a_publication_does_not_lock_the_store() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Sqlite::open(dir.path()).unwrap());
    let start = at("2025-09-25T09:00:00+08:00");
    let directory = || bihuan_core::directory::demo().unwrap();
    let law = |packs: &[PackSource]| bihuan_office::Law::publish(ledger.as_ref(), packs, directory(), start);
    let clock = bihuan_office::OfficeClock::starting_at(start);
    let office = Office::new(ledger.clone(), law(&crate::desk::packs()).unwrap(), clock, true);
    let new = published(&office, None);
    let mut packs = crate::desk::packs();
    for (path, text) in packs.iter_mut().filter(|pack| pack.name == PACK).flat_map(|pack| &mut pack.files) {
        if path == "pack.yaml" {
            *text = bihuan_core::pack::numbers::with_version(text, new);
        }
    }
    let opened = law(&packs).unwrap().as_of(start + jiff::SignedDuration::from_hours(1));
    assert_eq!(opened.packs[PACK].version, new);
    let pledge = &opened.packs[PACK].cases["request"].deadlines[0].rules;
    assert!(format!("{:?}", pledge.last()).contains("amount: 3,"), "the office's own text stands");
}
