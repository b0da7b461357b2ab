//! Who may see what, field by field: what the law denies stands in nothing that a reader is given, be it a field, a quantity,
//! what happened before, a line of a list or what a search finds.

use bihuan_core::casework::{TypeId, Who};
use bihuan_core::directory;
use bihuan_ledger::{CaseQuery, Sqlite};
use bihuan_office::{Demand, Filing, Law, Office, OfficeClock};
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::json;

use crate::desk::{Desk, object, packs};

/// What may be shown to some alone, with a value of each that stands nowhere else.
const SECRET: [(&str, &str); 4] =
    [("title", "合成标题甲乙丙丁"), ("quantity", "98765.4"), ("measure", "合成单位戊己"), ("done", "1234.5")];
/// Those who read a task, by their account and as the pack calls them.
const READERS: [(&str, &str); 4] =
    [("handler", "task"), ("supervisor", "supervisor"), ("auditor", "auditor"), ("leader", "head@task")];

/// An office under the shipped packs, of which the supervised task shows each of these to some alone.
fn office(dir: &std::path::Path, shown: &[(&str, Vec<&str>)]) -> Desk {
    let rules: Vec<String> = shown.iter().map(|(name, by)| format!("{name}: [{}]", by.join(", "))).collect();
    let read = "read: [task, supervisor, auditor, head@task]";
    let open = ["promise", "title", "quantity", "measure", "comparator", "year", "lead_unit", "due"];
    let open: Vec<&str> = open.into_iter().filter(|name| shown.iter().all(|(known, _)| known != name)).collect();
    let mut packs = packs();
    // The list of promises is open to all: no column of it may be for some alone.
    for (_, text) in packs.iter_mut().flat_map(|pack| &mut pack.files).filter(|(path, _)| path == "views.yaml") {
        *text = text
            .replace("columns: [title, quantity, measure, year, lead_unit, due]", "columns: [year, lead_unit, due]");
    }
    let files = packs.iter_mut().flat_map(|pack| &mut pack.files);
    let (_, text) = files.into_iter().find(|(path, text)| path == "task.yaml" && text.contains("case: task")).unwrap();
    let start = text.find("access:\n  read:").unwrap();
    text.truncate(start);
    text.push_str(&format!(
        "access:\n  {read}\n  fields: {{ {} }}\n  public: {{ fields: [{}] }}\n",
        rules.join(", "),
        open.join(", ")
    ));
    let ledger = std::sync::Arc::new(Sqlite::open(dir).unwrap());
    let clock = OfficeClock::starting_at("2025-03-03T09:00:00+08:00".parse().unwrap());
    let law = Law::publish(ledger.as_ref(), &packs, directory::demo().unwrap(), clock.now()).unwrap();
    Desk::over(std::sync::Arc::new(Office::new(ledger, law, clock, true)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn nothing_that_a_reader_is_given_tells_what_he_may_not_see(
        names in subsequence(vec![0, 1, 2, 3], 1..=4),
        seers in prop::collection::vec(subsequence(vec!["supervisor", "auditor", "head@task"], 0..=3), 4),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let shown: Vec<(&str, Vec<&str>)> = names.iter().map(|at| {
            // Whoever records how much sees it; whoever files sees what is filed.
            let mut by = seers[*at].clone();
            by.push("task");
            (SECRET[*at].0, by)
        }).collect();
        let desk = office(dir.path(), &shown);
        let form = json!({
            "title": SECRET[0].1, "quantity": SECRET[1].1, "measure": SECRET[2].1, "year": 2025,
            "lead_unit": "420103-landscape", "due": "2025-12-31",
        });
        let wish = Filing {
            case_type: TypeId("supervision.task".into()), district: "420103".parse().unwrap(), form: object(form), channel: "desk".into(),
        };
        let filed = desk.office.file(&Demand { who: desk.officer("supervisor"), wish, key: None }).unwrap().case;
        desk.step("handler", &filed.id.0, "take", json!({}));
        desk.step("handler", &filed.id.0, "record", json!({ "amount": SECRET[3].1, "period": "2025-03-03", "evidence": "合成：验收单" }));
        for (user, called) in READERS {
            let who: Who = desk.officer(user);
            let reading = desk.office.read(&filed.id.0, &who).unwrap();
            let past = desk.office.past(&reading, &who).unwrap();
            let events: Vec<_> = past.iter().map(|one| &one.events).collect();
            let given = format!("{:?} {:?} {:?} {:?}", reading.values, reading.case, events, reading.masked);
            for (name, value) in SECRET {
                let denied = shown.iter().any(|(known, by)| *known == name && !by.contains(&called));
                let told = given.find(value).map(|at| given[..at].chars().rev().take(160).collect::<Vec<_>>().into_iter().rev().collect::<String>());
                prop_assert!(!denied || told.is_none(), "{user} is told {name}: {told:?}");
                prop_assert!(denied || given.contains(value), "{user} is not told {name}");
            }
        }
        // A list and a search are the same for all who come to them: what is for some alone stands in neither.
        for (name, value) in SECRET.iter().filter(|(name, _)| shown.iter().any(|(known, _)| known == name)) {
            let found = desk.office.ledger().cases(&CaseQuery { q: Some((*value).to_owned()), limit: 10, districts: vec!["420103".into()], ..CaseQuery::default() }).unwrap();
            prop_assert!(found.items.is_empty(), "{name} is found by a search");
            let all = desk.office.ledger().cases(&CaseQuery { limit: 10, districts: vec!["420103".into()], ..CaseQuery::default() }).unwrap();
            prop_assert!(all.items.iter().all(|row| !row.head.title.contains(value)), "{name} heads a list");
        }
    }
}
