//! What ships: the four districts have what their sources say, every place leads to a unit, and everything made up is marked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use bihuan_core::directory::{DistrictCode, PostName, UnitCode, UnitKind, UserName, demo, shipped_districts};
use jiff::civil::date;

#[test]
fn the_districts_have_the_streets_and_communities_of_their_source() {
    let demo = demo().unwrap();
    let count = |district: &str, kind| demo.units(Some(&district.parse().unwrap()), Some(kind)).count();
    let counted: Vec<_> = ["420103", "420105", "420106", "420111"]
        .map(|d| (d, count(d, UnitKind::Street), count(d, UnitKind::Community), count(d, UnitKind::Grid)))
        .to_vec();
    assert_eq!(
        counted,
        [("420103", 15, 111, 218), ("420105", 11, 118, 0), ("420106", 15, 144, 0), ("420111", 17, 327, 0)]
    );
}

#[test]
fn every_point_lies_in_its_own_district_and_leads_back_to_its_unit() {
    let demo = demo().unwrap();
    for unit in demo.units(None, None) {
        let Some(point) = unit.point else { continue };
        assert!(demo.in_district(&unit.code.district(), point.lon(), point.lat()), "{}", unit.code);
        let found = demo.contains(point.lon(), point.lat()).unwrap();
        assert!(demo.is_within(found, &unit.code), "{} leads to {found}", unit.code);
    }
}

#[test]
fn a_point_in_jianghan_has_a_grid_a_community_a_street_and_a_district() {
    let demo = demo().unwrap();
    for kind in [UnitKind::Grid, UnitKind::Community, UnitKind::Street, UnitKind::District] {
        let unit = demo.containing(114_270_867, 30_601_475, kind).unwrap();
        assert_eq!((unit.kind, unit.code.district().as_str()), (kind, "420103"));
    }
    assert_eq!(demo.contains(116_400_000, 39_900_000), None, "Beijing is in no district of ours");
    assert_eq!(demo.contains(i64::MAX, i64::MIN), None);
}

#[test]
fn every_district_has_the_units_that_the_packs_count_on() {
    let demo = demo().unwrap();
    for district in demo.districts() {
        for suffix in ["citizen-centre", "supervision-office", "government-office", "housing", "urban-management"] {
            let code: UnitCode = format!("{}-{suffix}", district.code).parse().unwrap();
            assert!(demo.unit(&code).is_some(), "{code}");
        }
    }
}

#[test]
fn what_no_document_names_is_marked_as_made_up() {
    for unit in shipped_districts().unwrap() {
        let named_by_the_state = matches!(unit.kind, UnitKind::District | UnitKind::Street | UnitKind::Community);
        assert_eq!(unit.synthetic, unit.source.is_none() && !named_by_the_state, "{}", unit.code);
        assert!(unit.source.is_none_or(|source| source.quote.contains(&unit.name) && source.line > 0));
    }
}

#[test]
fn the_demo_has_an_account_for_every_role_and_all_are_made_up() {
    let demo = demo().unwrap();
    let users: Vec<_> = demo.officers().map(|officer| officer.user.as_str()).collect();
    let roles = [
        "acceptor",
        "admin",
        "auditor",
        "clerk",
        "dispatcher",
        "grid",
        "handler",
        "investment",
        "leader",
        "permits",
        "projects",
        "research",
        "supervisor",
        "walker",
    ];
    assert_eq!(users, roles);
    assert!(demo.officers().all(|officer| officer.synthetic && officer.name.contains("合成")));
}

#[test]
fn handler_and_leader_hold_their_posts_in_every_unit_of_jianghan_and_of_no_other_district() {
    let (demo, day) = (demo().unwrap(), date(2026, 11, 21));
    let jianghan: DistrictCode = "420103".parse().unwrap();
    for (user, post) in [("handler", "handler"), ("leader", "head")] {
        let (user, post): (UserName, PostName) = (user.parse().unwrap(), post.parse().unwrap());
        for unit in demo.units(None, None) {
            assert_eq!(demo.holds(&user, &post, &unit.code, day), unit.code.district() == jianghan, "{}", unit.code);
        }
    }
}
