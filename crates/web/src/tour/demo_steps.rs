//! What the tour does, on behalf of the demonstration's accounts, through the office as everybody else: the request, its
//! way to an answer and back, and what is recorded towards a promise.

use bihuan_core::casework::command::Officer;
use bihuan_core::casework::{Case, TypeId, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_office::{Act, Demand, Failure, Filing, Law, Office};
use bihuan_text::measure::Amount;
use bihuan_text::promises::{Promise, sentence};
use serde_json::{Map, Value as Json, json};

use crate::portal::promises::{Standing, entry, kinds, named};
use crate::portal::tally::public_types;

/// The account that looks at the cockpit.
pub const LEADER: &str = "supervisor";

/// The promise that the tour tells of.
const PROMISE: &str = "001-31";

/// What the last step records towards it.
const RECORDED: &str = "60";

/// The quote that asks for a step.
pub fn quote_of(step: u8) -> &'static str {
    match step {
        1 => "S01-2",
        3 => "S01-5",
        4 => "S02-1",
        5 => "S01-4",
        6 => "S01-6",
        _ => "S83-2",
    }
}

/// What the steps show.
pub struct Scene {
    /// The request, once it is filed.
    pub case: Option<Case>,
    /// The promise with what is done.
    pub promise: Option<Standing>,
}

/// How things stand.
pub fn scene(office: &Office, law: &Law, case: Option<&str>) -> Result<Scene, Failure> {
    let clerk = officer(office, law, "clerk").ok_or(Failure::NotFound)?;
    let case = case.map(|case| office.read(case, &clerk)).transpose()?.map(|reading| reading.case);
    Ok(Scene { case, promise: named(office, PROMISE)? })
}

/// Plays a step; answers the request that was filed. What was done before is not done again.
pub fn play(office: &Office, district: &DistrictCode, step: u8, case: Option<&str>) -> Result<Option<String>, Failure> {
    let law = office.law();
    match (step, case) {
        (3, _) => return file(office, &law, district).map(Some),
        (4, Some(case)) => {
            act(
                office,
                &law,
                case,
                "clerk",
                "dispatch",
                json!({ "lead_unit": format!("{district}-urban-management") }),
            )?;
            act(office, &law, case, "handler", "take", json!({}))?;
        }
        (5, Some(case)) => {
            let reply = "合成：已派人查看，灯杆暂无备件。";
            act(office, &law, case, "handler", "reply", json!({ "reply": reply }))?;
            act(office, &law, case, "leader", "approve", json!({}))?;
            let judged =
                json!({ "responded": true, "resolved": false, "satisfied": 1, "remark": "合成：灯还是不亮。" });
            act(office, &law, case, "", "rate", judged)?;
        }
        (7, Some(_)) => record(office, &law)?,
        _ => {}
    }
    Ok(None)
}

/// The sentence as it was before the last step.
pub fn before(standing: &Standing) -> String {
    let recorded = Amount::parse(RECORDED).unwrap_or_default();
    let done = Amount::from_scaled(standing.progress.done.scaled() - recorded.scaled());
    sentence(&standing.promise, done)
}

fn file(office: &Office, law: &Law, district: &DistrictCode) -> Result<String, Failure> {
    let case_type = public_types(law).next().map(TypeId).ok_or(Failure::NotFound)?;
    let form = json!({
        "content": "合成：示例路 7 号路口的路灯不亮，晚上过街看不清。",
        "category": "street-light",
        "place": { "unit": format!("{district}001"), "address": "合成：示例路 7 号" },
        "anonymous": true,
    });
    let wish = Filing { case_type, district: district.clone(), form: object(form), channel: "portal".to_owned() };
    Ok(office.file(&Demand { who: Who::Public, wish, key: None })?.case.id.0)
}

/// Acts for an account, or for the reporter where none is named; an act that is not open was done before.
fn act(office: &Office, law: &Law, case: &str, user: &str, action: &str, input: Json) -> Result<(), Failure> {
    let who = if user.is_empty() { Who::Reporter } else { officer(office, law, user).ok_or(Failure::NotFound)? };
    let wish = Act { case: case.to_owned(), action: action.to_owned(), task: None, input: object(input), seen: None };
    match office.act(&Demand { who, wish, key: None }) {
        Ok(_) | Err(Failure::Refused(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Records towards the promise, in a task that is open; opens one where there is none.
fn record(office: &Office, law: &Law) -> Result<(), Failure> {
    let Some(standing) = named(office, PROMISE)? else { return Ok(()) };
    let promise = standing.promise;
    let handler = officer(office, law, "handler").ok_or(Failure::NotFound)?;
    let mut open = None;
    for number in office.cases_about(&promise.district, &entry(&promise.id))? {
        let reading = office.read(&number, &handler).ok();
        open = open
            .or(reading.filter(|it| it.actions.iter().any(|action| action.action == "record")).map(|it| it.case.id.0));
    }
    let case = match open {
        Some(case) => case,
        None => assigned(office, law, &promise)?,
    };
    let today = bihuan_core::calendar::civil(office.clock().now()).date();
    let input =
        json!({ "amount": RECORDED, "period": today.to_string(), "evidence": "合成：导览补录，验收单 T-07 号" });
    act(office, law, &case, "handler", "record", input)
}

fn assigned(office: &Office, law: &Law, promise: &Promise) -> Result<String, Failure> {
    let case_type = kinds(law).into_iter().next().map(|(id, _)| TypeId(id)).ok_or(Failure::NotFound)?;
    let district: DistrictCode = promise.district.parse().map_err(|_| Failure::NotFound)?;
    let due = bihuan_core::calendar::civil(office.clock().now()).date();
    let form = json!({
        "promise": format!("{}/{}", entry(&promise.id).register, promise.id),
        "title": format!("合成演示：{}", promise.quote),
        "quantity": promise.quantity, "measure": promise.measure, "year": promise.year,
        "lead_unit": promise.lead_code(), "due": format!("{}-12-31", due.year()),
    });
    let wish = Filing { case_type, district, form: object(form), channel: "desk".to_owned() };
    let who = officer(office, law, LEADER).ok_or(Failure::NotFound)?;
    let case = office.file(&Demand { who, wish, key: None })?.case.id.0;
    act(office, law, &case, "handler", "take", json!({}))?;
    Ok(case)
}

fn officer(office: &Office, law: &Law, user: &str) -> Option<Who> {
    let user = user.parse().ok()?;
    let posts = law.directory.posts_of(&user, bihuan_core::calendar::civil(office.clock().now()).date());
    Some(Who::Officer(Officer { user, posts }))
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}
