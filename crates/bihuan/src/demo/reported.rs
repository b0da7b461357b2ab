//! Two short invented reports, saved and half confirmed, so that the pages of reports have something to show.

use bihuan_core::calendar::civil;
use bihuan_core::casework::Who;
use bihuan_core::casework::command::Officer;
use bihuan_core::directory::{DistrictCode, UserName};
use bihuan_office::{Act, Demand, Office};
use bihuan_text::report::anchor::ItemKind;
use serde_json::{Map, Value as Json, json};

use crate::failure::Failure;

/// The reports, the earlier first; their region, numbers and projects are made up.
const REPORTS: [(&str, &str); 2] = [
    ("合成区-2025.txt", include_str!("../../../../data/demo/report-2025.txt")),
    ("合成区-2026.txt", include_str!("../../../../data/demo/report-2026.txt")),
];

/// Who confirms them.
const BY: &str = "research";

/// Saves them, and decides about some of their items.
pub fn enter(office: &Office, district: &DistrictCode) -> Result<(), Failure> {
    let who = officer(office)?;
    for (name, text) in REPORTS {
        for saved in office.save_reports(&who, Some(district), name, text.as_bytes())? {
            confirm(office, &who, &saved.number)?;
        }
    }
    Ok(())
}

fn officer(office: &Office) -> Result<Who, Failure> {
    let user: UserName = BY.parse().map_err(|error| Failure::Work(format!("{error}")))?;
    let today = civil(office.clock().now()).date();
    Ok(Who::Officer(Officer { posts: office.law().directory.posts_of(&user, today), user }))
}

/// Every other item is accepted; one commitment gets a number that a person wrote, and one figure is turned down.
fn confirm(office: &Office, who: &Who, number: &str) -> Result<(), Failure> {
    let sheet = office.sheet(number, who)?;
    let seen = |kind: ItemKind| {
        let of_kind = sheet.decided.items.iter().filter(move |item| item.anchor.kind == kind);
        of_kind.map(|item| item.seen().to_string()).collect::<Vec<_>>()
    };
    let (figures, tasks, terms) = (seen(ItemKind::Indicator), seen(ItemKind::Commitment), seen(ItemKind::Term));
    let accepted: Vec<&String> = figures.iter().chain(&tasks).step_by(2).chain(terms.first()).collect();
    act(office, who, number, "accept", json!({ "items": accepted }))?;
    if let Some(wrong) = figures.get(3) {
        act(office, who, number, "reject", json!({ "items": [wrong], "reason": "合成：与前一句重复" }))?;
    }
    if let Some(task) = tasks.last() {
        let values = json!({ "unit": "项" }).to_string();
        act(office, who, number, "correct", json!({ "item": task, "values": values }))?;
    }
    Ok(())
}

fn act(office: &Office, who: &Who, number: &str, action: &str, input: Json) -> Result<(), Failure> {
    let input: Map<String, Json> = input.as_object().cloned().unwrap_or_default();
    let wish = Act { case: number.to_owned(), action: action.to_owned(), task: None, input, seen: None };
    office.act(&Demand { who: who.clone(), wish, key: None })?;
    Ok(())
}
