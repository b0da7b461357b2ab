//! What-if runs: rules that say the same give what was, for every story of every pack that ships; other rules give another
//! answer, and the same one each time.

use std::sync::Arc;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::rehearsal::Kept;
use bihuan_core::casework::{Rehearsal, story};
use bihuan_core::directory::{Directory, shipped_districts};
use bihuan_core::pack::{self, CaseType};
use bihuan_core::simulation::{Course, Ground, Played, Script, Tally, play, settled};
use jiff::Timestamp;

use crate::stories;

fn ground(directory: &Directory) -> Ground<'_> {
    Ground { directory, calendar: Calendar::shipped(), entry: &|_, _| None }
}

fn script(kept: &Kept) -> Script {
    let records = kept.records.iter().zip(&kept.asked);
    Script::of(records.map(|((at, events), who)| (*at, who.clone(), events.as_slice()))).unwrap().0
}

fn again(table: &Rehearsal<'_>, kept: &Kept, rules: &CaseType, directory: &Directory) -> (Course, Played) {
    let played = play(&ground(directory), rules, &script(kept), &[], table.now);
    let was = settled(&ground(directory), &kept.case_type, kept.case.clone(), table.now);
    (Course::of(&was, table.now), played)
}

#[test]
fn rules_that_say_the_same_give_what_was() {
    let (mut matters, mut wrong) = (0, Vec::new());
    let packs: Vec<_> = stories::names().iter().map(|name| stories::read(name).0).collect();
    for name in stories::names() {
        let (pack, told) = stories::read(&name);
        let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
        for told in &told {
            let among = (&directory, Calendar::shipped());
            let (failures, table) = story::play_among(&pack, &packs, told, among);
            assert_eq!(failures, Vec::new());
            // A draw is not played again: what two people thought of is gone, and chance has no course.
            let drawn = |kept: &&Kept| kept.case_type.draw.is_none();
            for kept in table.iter().flat_map(Rehearsal::all).filter(drawn) {
                matters += 1;
                let (was, played) = again(table.as_ref().unwrap(), kept, &kept.case_type, &directory);
                let would = played.case.as_ref().map(|case| Course::of(case, table.as_ref().unwrap().now));
                let left_out = played.case.as_ref().map(|case| case.excluded());
                if would.as_ref() != Some(&was) || !played.refused.is_empty() || left_out != Some(kept.case.excluded())
                {
                    wrong.push(format!(
                        "{name}/{} {}: {:?}\n{was:#?}\n{would:#?}",
                        told.id, kept.case.number, played.refused
                    ));
                }
            }
        }
    }
    assert!(matters > 60, "{matters}");
    let heads: Vec<&str> = wrong.iter().filter_map(|told| told.lines().next()).collect();
    assert!(wrong.is_empty(), "{} of {matters}: {heads:#?}\n{}", wrong.len(), wrong.first().unwrap());
}

/// The first pack that ships with another length in one of its files.
fn changed(name: &str, from: &str, to: &str) -> Arc<CaseType> {
    let files = crate::folder::files(&stories::packs().join(name));
    let edit = |(path, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).unwrap();
        (path, text.replace(from, to).into_bytes())
    };
    let reading = pack::read(&files.into_iter().map(edit).collect::<Vec<_>>());
    Arc::clone(reading.pack.unwrap().cases.values().find(|rules| rules.public).unwrap())
}

#[test]
fn a_shorter_limit_makes_some_late_and_says_by_how_much() {
    let (pack, told) = stories::read("hotline");
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let shorter = changed(
        "hotline",
        "otherwise: true, within: 5 wd, basis: local-examples",
        "otherwise: true, within: 1 h, basis: local-examples",
    );
    let counted = || {
        let mut tally = Tally::default();
        for told in &told {
            let (_, table) = story::played(&pack, told, &directory, Calendar::shipped());
            let table = table.unwrap();
            for kept in table.all() {
                let (was, played) = again(&table, kept, &shorter, &directory);
                tally.count(&script(kept), &was, &played, table.now);
            }
        }
        tally
    };
    let (once, twice) = (counted(), counted());
    let whole = once.whole();
    assert!(
        whole.late_newly > 10 && whole.spared == 0 && whole.late_would == whole.late_was + whole.late_newly,
        "{whole:?}"
    );
    let first = once.late.first().unwrap();
    assert!(first.due_would < first.due_was && first.deadline == "pledged", "{first:?}");
    assert_eq!(format!("{once:?}"), format!("{twice:?}"));
}

#[test]
fn parts_add_up_to_the_whole_in_any_order() {
    let (pack, told) = stories::read("hotline");
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    let (mut whole, mut parts) = (Tally::default(), vec![Tally::default(), Tally::default()]);
    let mut until = Timestamp::UNIX_EPOCH;
    for (place, told) in told.iter().enumerate() {
        let (_, table) = story::played(&pack, told, &directory, Calendar::shipped());
        let table = table.unwrap();
        until = until.max(table.now);
        for kept in table.all() {
            let (was, played) = again(&table, kept, &kept.case_type, &directory);
            whole.count(&script(kept), &was, &played, table.now);
            parts[place % 2].count(&script(kept), &was, &played, table.now);
        }
    }
    let mut added = parts.pop().unwrap();
    added.add(parts.pop().unwrap());
    assert_eq!(format!("{whole:?}"), format!("{added:?}"));
}
