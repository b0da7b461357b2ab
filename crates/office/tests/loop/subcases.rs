//! Matters that matters open, through the office: taken in once, sealed, told back, and let go.

use std::path::Path;
use std::sync::Arc;

use bihuan_core::casework::case::SubCaseState;
use bihuan_core::casework::command::Officer;
use bihuan_core::casework::{Case, TypeId, Who};
use bihuan_core::directory;
use bihuan_ledger::{CaseQuery, Sqlite};
use bihuan_office::{Demand, Filing, Law, Office, OfficeClock, PackSource};
use serde_json::json;

use crate::desk::{Desk, object};

fn undertakings(dir: &Path) -> Desk {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/packs/undertakings");
    let ledger = Arc::new(Sqlite::open(dir).unwrap());
    let clock = OfficeClock::starting_at("2025-03-10T09:00:00+08:00".parse().unwrap());
    let packs = [PackSource::read(&pack).unwrap()];
    let law = Law::publish(ledger.as_ref(), &packs, directory::demo().unwrap(), clock.now()).unwrap();
    Desk::over(Arc::new(Office::new(ledger, law, clock, true)))
}

fn begun(desk: &Desk) -> Case {
    let wish = Filing {
        case_type: TypeId("undertakings.undertaking".into()),
        district: "420103".parse().unwrap(),
        form: object(json!({ "title": "合成工程", "contact": "13800138000" })),
        channel: "portal".into(),
    };
    desk.office.file(&Demand { who: Who::Public, wish, key: None }).unwrap().case
}

/// Whoever holds the post in the unit, on paper.
fn holder(post: &str, unit: &str) -> Who {
    let user = format!("{post}-{unit}").parse().unwrap();
    Who::Officer(Officer { user, posts: vec![(post.parse().unwrap(), format!("420103-{unit}").parse().unwrap())] })
}

fn applied(desk: &Desk) -> Case {
    let id = begun(desk).id.0;
    let input = json!({ "departments": ["420103-fire", "420103-construction"] });
    desk.act(holder("manager", "development-reform"), &id, "apply", input).unwrap();
    desk.office.standing(&id).unwrap()
}

#[test]
fn a_matter_opens_others_that_are_taken_in_once_and_tells_them_what_was_typed() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    let case = applied(&desk);
    let known = &case.subcases;
    assert!(known.len() == 2 && known.iter().all(|it| it.state == SubCaseState::Open), "{known:?}");
    assert_eq!(desk.office.deliver_news().unwrap(), 0, "all is said");
    let all = desk.office.ledger().count_cases(&CaseQuery::default()).unwrap();
    assert_eq!(all, 3);
    let child = known[0].identity.clone().unwrap();
    let read = desk.office.read(&child.id.0, &holder("reviewer", "fire")).unwrap();
    let told = format!("{:?}", read.values);
    assert!(told.contains("合成工程") && told.contains("13800138000"), "{told}");
    for id in [&case.id.0, &child.id.0] {
        for record in desk.office.ledger().records("420103", id).unwrap() {
            let text = String::from_utf8(record.bytes).unwrap();
            assert!(!text.contains("合成工程") && !text.contains("13800138000"), "{text}");
        }
    }
}

#[test]
fn what_was_opened_goes_on_after_a_restart_and_its_end_moves_the_matter_on() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    let case = applied(&desk);
    let ids: Vec<String> = case.subcases.iter().map(|it| it.identity.clone().unwrap().id.0).collect();
    desk.act(holder("reviewer", "fire"), &ids[0], "grant", json!({})).unwrap();
    drop(desk);
    let desk = undertakings(dir.path());
    desk.act(holder("reviewer", "construction"), &ids[1], "grant", json!({})).unwrap();
    let case = desk.office.standing(&case.id.0).unwrap();
    assert_eq!(case.standings[0].stage, "build");
    let shown = desk.office.subcases_of(&case, &holder("manager", "development-reform"), 10).unwrap();
    assert!(shown.iter().flatten().all(|child| child.closed.is_some()), "{shown:?}");
    assert_eq!(shown.len(), 2);
    let nobody = desk.office.subcases_of(&case, &Who::Public, 10).unwrap();
    assert!(nobody.iter().all(Option::is_none), "who may not read one sees no more than its number");
}

#[test]
fn a_matter_that_ends_takes_back_what_it_opened() {
    let dir = tempfile::tempdir().unwrap();
    let desk = undertakings(dir.path());
    let case = applied(&desk);
    desk.act(Who::Reporter, &case.id.0, "abandon", json!({})).unwrap();
    for known in &case.subcases {
        let child = desk.office.standing(&known.identity.clone().unwrap().id.0).unwrap();
        assert_eq!(child.closed.map(|it| it.outcome), Some("withdrawn".into()));
    }
    let checked = desk.office.verify_figures(None, &|_| ()).unwrap();
    assert_eq!(checked.wrong, 0);
}
