//! Rounds: whatever units do in whatever order, the table tells each of them once and truly, the totals are those of the
//! answers that count, and what is known is what the last one said.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use bihuan_core::calendar::Calendar;
use bihuan_core::casework::gathering::{self, Line, Standing};
use bihuan_core::casework::{CaseId, Rehearsal, Who, story};
use bihuan_core::directory::{Directory, shipped_districts};
use bihuan_core::pack::{Pack, read};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::desk::at;
use crate::folder::files;

struct Shipped {
    pack: Pack,
    directory: Directory,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let reading = read(&files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/returns")));
    let pack = reading.pack.unwrap();
    let directory = story::directory_for(&pack, shipped_districts().unwrap()).unwrap();
    Shipped { pack, directory }
});

const STREETS: [&str; 3] = ["420103001", "420103002", "420103003"];

fn form(json: Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

struct Asked {
    table: Rehearsal<'static>,
    round: CaseId,
}

impl Asked {
    fn begin() -> Self {
        let (district, now) = ("420103".parse().unwrap(), at("2025-03-03"));
        let mut table = Rehearsal::new(&SHIPPED.directory, Calendar::shipped(), district, now)
            .knowing(SHIPPED.pack.cases.values().cloned());
        let round = ask(&mut table);
        Self { table, round }
    }

    fn lines(&self) -> (Vec<Standing>, Option<String>) {
        let kept = self.table.kept(&self.round).unwrap();
        let gather = kept.case_type.gathers.clone().unwrap();
        let lines: Vec<Line<'_>> = gathering::gathered(&gather, &kept.case)
            .map(|known| {
                let id = &known.identity.as_ref().unwrap().id;
                gathering::line(&gather, known, self.table.kept(id).map(|kept| &kept.case), self.table.now)
            })
            .collect();
        let counts = gathering::counts(&lines);
        let told: usize = counts.iter().filter(|(word, _)| **word != "late").map(|(_, n)| n).sum();
        assert_eq!(told, lines.len(), "each unit stands somewhere, once");
        let households = gathering::totals(&gather, &lines)[0].map(|sum| sum.to_string());
        (lines.iter().map(|line| line.standing).collect(), households)
    }

    fn below(&self, which: usize) -> CaseId {
        let kept = self.table.kept(&self.round).unwrap();
        kept.case.subcases[which].identity.clone().unwrap().id
    }

    /// One act on one return; answers whether it was taken.
    fn act(&mut self, which: usize, action: &str, households: i64) -> bool {
        let unit = STREETS[which];
        let (user, input) = match action {
            "hand_in" => (holder("handler", unit), answers(households)),
            "confirm" => (holder("head", unit), json!({})),
            "send_back" => (holder("head", unit), json!({ "reason": "合成" })),
            "return" => (holder("handler", "420103-civil-affairs"), json!({ "reason": "合成" })),
            _ => (holder("handler", "420103-civil-affairs"), json!({})),
        };
        let id = self.below(which);
        self.table.act(&id, user, action, None, form(input)).is_ok()
    }
}

fn ask(table: &mut Rehearsal<'_>) -> CaseId {
    let office = holder("handler", "420103-civil-affairs");
    let said = json!({ "title": "合成：基本情况表", "office": "420103-civil-affairs", "due": "2025-03-28", "streets": STREETS });
    let round = table.file(&SHIPPED.pack.cases["round"], office.clone(), form(said)).unwrap();
    table.act(&round, office, "send", None, Map::new()).unwrap();
    round
}

fn answers(households: i64) -> Json {
    json!({ "households": households, "residents": 2, "elders": 1, "visited": 0, "hazards": 0, "fixed": 0,
        "counted_on": "2025-02-28" })
}

fn holder(post: &str, unit: &str) -> Who {
    use bihuan_core::casework::command::Officer;
    let user = format!("{post}-{unit}").parse().unwrap();
    Who::Officer(Officer { user, posts: vec![(post.parse().unwrap(), unit.parse().unwrap())] })
}

const ACTS: [&str; 6] = ["hand_in", "confirm", "send_back", "count", "return", "urge"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// The table against a model of three units that knows nothing of cases.
    #[test]
    fn the_table_tells_each_unit_as_it_stands(steps in prop::collection::vec((0_usize..3, 0_usize..6, 1_i64..1000), 0..40)) {
        let mut asked = Asked::begin();
        let mut model: BTreeMap<usize, (Standing, bool, bool, i64)> =
            (0..3).map(|unit| (unit, (Standing::Missing, false, false, 0))).collect();
        for (unit, act, households) in steps {
            let done = asked.act(unit, ACTS[act], households);
            let (standing, in_unit_check, handed, told) = model.get_mut(&unit).unwrap();
            match (ACTS[act], done) {
                ("hand_in", true) => {
                    prop_assert!(standing.is_owing());
                    (*in_unit_check, *told) = (true, households);
                }
                ("confirm", true) => (*standing, *in_unit_check, *handed) = (Standing::Waiting, false, true),
                ("send_back", true) => *in_unit_check = false,
                ("count", true) => *standing = Standing::Counted,
                ("return", true) => *standing = Standing::Returned,
                ("urge", true) => prop_assert!(standing.is_owing(), "only who owes is urged"),
                ("urge", false) => prop_assert!(!standing.is_owing()),
                ("count" | "return", false) => prop_assert!(*standing != Standing::Waiting),
                _ => {}
            }
            prop_assert!(!(*handed && *standing == Standing::Missing));
        }
        let (lines, households) = asked.lines();
        let expected: Vec<Standing> = model.values().map(|it| it.0).collect();
        prop_assert_eq!(lines, expected);
        let sum: i64 = model.values().filter(|it| it.0 == Standing::Counted).map(|it| it.3).sum();
        prop_assert_eq!(households, Some(sum.to_string()));
    }
}

#[test]
fn what_a_unit_said_last_is_known_the_next_time_and_nothing_of_another_unit() {
    let mut asked = Asked::begin();
    for (households, street) in [(7, 0), (9, 1)] {
        for action in ["hand_in", "confirm", "count"] {
            assert!(asked.act(street, action, households), "{action}");
        }
    }
    let again = ask(&mut asked.table);
    let below = |which: usize| asked.table.kept(&again).unwrap().case.subcases[which].identity.clone().unwrap().id;
    let known = |which: usize| {
        let case = &asked.table.kept(&below(which)).unwrap().case;
        case.foreknown.as_ref().map(|known| known.values["households"].clone())
    };
    use bihuan_core::value::Value;
    assert_eq!([known(0), known(1), known(2)], [Some(Value::Integer(7)), Some(Value::Integer(9)), None]);
    let counted = &asked.table.kept(&below(0)).unwrap().case.quantities;
    assert_eq!((counted["asked"].to_string(), counted["known"].to_string()), ("7".into(), "3".into()));
}
