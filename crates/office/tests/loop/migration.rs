//! Running matters are looked at and carried to the version in force, a few at a time; what cannot be carried stays.

use bihuan_core::casework::Event;
use bihuan_core::casework::Who;
use bihuan_core::casework::command::Officer;
use bihuan_core::pack::numbers::with_version;
use bihuan_office::publication::Wish;
use bihuan_office::{Failure, PackSource};
use serde_json::json;

use crate::desk::Desk;

const PACK: &str = "hotline";

fn keeper(name: &str) -> Who {
    let district: bihuan_core::directory::DistrictCode = "420103".parse().unwrap();
    Who::Officer(Officer { user: name.parse().unwrap(), posts: vec![("admin".parse().unwrap(), district.unit())] })
}

/// The pack with five days made three, and with words that say how matters of before go on.
fn next(desk: &Desk, carries: &str) -> u32 {
    let office = &desk.office;
    let draft = office.begin_draft(&keeper("drafter"), PACK).unwrap();
    let version = draft.read().pack.unwrap().version;
    let files = draft.source.files.iter().map(|(path, text)| {
        let text = match path.as_str() {
            "request.yaml" => {
                let shorter = text.replace(
                    "{ otherwise: true, within: 5 wd, basis: local-examples }",
                    "{ otherwise: true, within: 3 wd, basis: local-examples }",
                );
                format!("{shorter}\n{carries}\n")
            }
            "pack.yaml" => with_version(text, version),
            _ => text.clone(),
        };
        (path.clone(), text)
    });
    let source = PackSource { name: PACK.into(), files: files.collect() };
    let kept = office.keep_draft(&keeper("drafter"), PACK, &draft.digest(), source).unwrap();
    let wish = Wish { pack: PACK.into(), seen: kept.digest(), from: None, why: "合成：试".into() };
    office.publish_pack(&keeper("publisher"), &wish).unwrap().version
}

#[test]
fn running_matters_are_looked_at_and_carried_once_and_the_closed_ones_stay() {
    let desk = Desk::at("2025-09-01T09:00:00+08:00");
    let office = &desk.office;
    let old = office.law().packs[PACK].version;
    let first = desk.file(json!({ "content": "合成：甲" })).case;
    let second = desk.file(json!({ "content": "合成：乙" })).case;
    let closed = desk.file(json!({ "content": "合成：丙" })).case;
    office
        .act(&bihuan_office::Demand {
            who: Who::Reporter,
            wish: crate::desk::act(&closed.id.0, "withdraw", json!({}), None),
            key: None,
        })
        .unwrap();
    desk.step("clerk", &second.id.0, "dispatch", json!({ "lead_unit": "420103-environment" }));
    let new = next(&desk, &format!("carries: {{ from: {old}, clocks: recount, basis: centre-profile }}"));
    let after = desk.file(json!({ "content": "合成：丁" })).case;
    assert_eq!((old + 1, after.pack_version), (new, new));

    // The look changes nothing, and says to the day what would come.
    let look = office.look_at_migration(PACK, None).unwrap();
    assert_eq!((look.looked, look.matters.len()), (3, 2));
    for matter in &look.matters {
        let then = matter.then.as_ref().unwrap();
        let pledge = then.moved.iter().find(|(name, ..)| name.as_deref() == Some("pledged")).unwrap();
        assert!(pledge.2 < pledge.1, "three days are less than five");
    }
    let version = |id: &str| office.read(id, &desk.officer("clerk")).unwrap().case.pack_version;
    assert_eq!(version(&first.id.0), old);

    assert!(matches!(office.begin_migration(&desk.officer("clerk"), PACK), Err(Failure::Refused(_))));
    let job = office.begin_migration(&keeper("publisher"), PACK).unwrap();
    assert_eq!((job.to, job.carried, job.refused, job.done.is_some()), (new, 2, 0, true));
    assert_eq!((version(&first.id.0), version(&second.id.0)), (new, new));
    let moved = |id: &str| {
        let records = office.ledger().records("420103", id).unwrap();
        let events = records.iter().flat_map(|record| record.events().unwrap());
        events.filter(|event| event["type"] == "migrated").count()
    };
    assert_eq!((moved(&first.id.0), moved(&closed.id.0)), (1, 0));
    // Once more is no more.
    let again = office.begin_migration(&keeper("publisher"), PACK).unwrap();
    assert_eq!((again.carried, again.refused), (0, 0));
    assert_eq!(moved(&first.id.0), 1);
    assert_eq!(office.migrate_running().unwrap(), 0);
    let books = office.ledger().book_records("420103", None, 9).unwrap();
    let told = books.iter().flat_map(|record| record.events().unwrap()).filter(|it| it["type"] == "migration-begun");
    assert_eq!(told.count(), 2);

    // They go on under the new version.
    let signed = desk.step("handler", &second.id.0, "take", json!({}));
    assert!(signed.events.iter().any(|event| matches!(event, Event::StageEntered { .. })));
    assert_eq!(signed.case.pack_version, new);
}
