//! An office on a store of its own, under the packs that ship, with people to speak for.

use std::path::Path;
use std::sync::Arc;

use bihuan_core::casework::command::Officer;
use bihuan_core::casework::{TypeId, Who};
use bihuan_core::directory::{self, DistrictCode, UserName};
use bihuan_ledger::Sqlite;
use bihuan_office::notices::WaysOut;
use bihuan_office::{Act, Demand, Failure, Filing, IdempotencyKey, Law, Office, OfficeClock, PackSource, Settled};
use serde_json::{Map, Value as Json};

/// An office on a store of its own, with people to speak for.
pub struct Desk {
    pub office: Arc<Office>,
    _dir: Option<tempfile::TempDir>,
}

impl Desk {
    pub fn at(start: &str) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        Desk { office: office(dir.path(), start, None), _dir: Some(dir) }
    }

    /// An office that is no demonstration, with ways out for its notices.
    pub fn sending(start: &str, ways_out: WaysOut) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        Desk { office: office(dir.path(), start, Some(ways_out)), _dir: Some(dir) }
    }

    /// Over an office that somebody else opened.
    pub fn over(office: Arc<Office>) -> Desk {
        Desk { office, _dir: None }
    }

    pub fn officer(&self, name: &str) -> Who {
        let user: UserName = name.parse().unwrap();
        let today = bihuan_core::calendar::civil(self.office.clock().now()).date();
        let posts = self.office.law().directory.posts_of(&user, today);
        Who::Officer(Officer { user, posts })
    }

    pub fn file(&self, form: Json) -> Settled {
        self.office.file(&filing(form, None)).unwrap()
    }

    pub fn act(&self, who: Who, case: &str, action: &str, input: Json) -> Result<Settled, Failure> {
        self.office.act(&Demand { who, wish: act(case, action, input, None), key: None })
    }

    pub fn step(&self, who: &str, case: &str, action: &str, input: Json) -> Settled {
        self.act(self.officer(who), case, action, input).unwrap_or_else(|no| panic!("{who} {action}: {no:?}"))
    }
}

pub fn packs() -> Vec<PackSource> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut names: Vec<_> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|p| p.is_dir()).collect();
    names.sort();
    names.iter().map(|dir| PackSource::read(dir).unwrap()).collect()
}

pub fn filing(form: Json, key: Option<IdempotencyKey>) -> Demand<Filing> {
    let wish = Filing {
        case_type: TypeId("hotline.request".into()),
        district: "420103".parse::<DistrictCode>().unwrap(),
        form: object(form),
        channel: "portal".into(),
    };
    Demand { who: Who::Public, wish, key }
}

pub fn act(case: &str, action: &str, input: Json, seen: Option<u64>) -> Act {
    Act { case: case.into(), action: action.into(), task: None, input: object(input), seen }
}

pub fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

/// The office of a store; a demonstration unless it has ways out.
pub fn office(dir: &Path, start: &str, ways_out: Option<WaysOut>) -> Arc<Office> {
    let ledger = Arc::new(Sqlite::open(dir).unwrap());
    let clock = OfficeClock::starting_at(start.parse().unwrap());
    let law = Law::publish(ledger.as_ref(), &packs(), directory::demo().unwrap(), clock.now()).unwrap();
    let office = Office::new(ledger, law, clock, ways_out.is_none());
    Arc::new(office.sending_by(ways_out.unwrap_or_default()))
}
