//! Matters that a case opened: what each is, where it stands, who has it, by when, how it ended; and the case that it was
//! itself opened for.

use bihuan_core::casework::case::{Case, Parent, SubCase, SubCaseState};
use bihuan_office::{Failure, Office};

use super::super::light::Light;
use super::super::room::Room;
use super::sheet::Sheet;
use crate::components::*;
use crate::html::{Html, el};
use crate::t;

/// Sub-cases that are read with a page.
const MOST: usize = 100;

/// A sub-case with what its page would say of it; none where it has not been taken in or is not for the reader.
pub struct Below {
    /// What the case knows of it.
    pub known: SubCase,
    /// Itself.
    pub case: Option<Case>,
}

/// What stands above and below a case.
pub struct Family {
    /// The case that it was opened for, and whether the reader may open that.
    pub parent: Option<(Parent, bool)>,
    /// Those that it opened, in order.
    pub below: Vec<Below>,
}

impl Family {
    /// Reads them, each by its key; what they say stays sealed.
    pub fn load(office: &Office, room: &Room, case: &Case) -> Result<Family, Failure> {
        let who = &room.staff.who;
        let parent = case.parent.clone().map(|parent| {
            let readable = office.read(&parent.case.0, who).is_ok();
            (parent, readable)
        });
        let known = case.subcases.iter().take(MOST);
        let cases = office.subcases_of(case, who, MOST)?;
        let below = known.zip(cases).map(|(known, case)| Below { known: known.clone(), case }).collect();
        Ok(Family { parent, below })
    }
}

/// The case above, and the list of those below.
pub fn told(sheet: &Sheet) -> Html {
    Html::from(above(sheet)).then(listed(sheet))
}

fn above(sheet: &Sheet) -> Option<Html> {
    let (words, (parent, readable)) = (sheet.words(), sheet.family.parent.as_ref()?);
    let number = if *readable { link(&parent.number) } else { Html::from(&parent.number) };
    let kind = sheet.names().case_type(&parent.case_type);
    let key = if parent.left { "subcase-of-left" } else { "subcase-of" };
    let text = el("p").class("govuk-body").put(words.get(key, &[("kind", kind.into())])).put(" ").put(number);
    Some(text.html())
}

fn listed(sheet: &Sheet) -> Html {
    // Those that stand in the table of a round are told there.
    let gathered =
        |one: &&Below| sheet.reading.rules.gathers.as_ref().is_some_and(|it| it.of.contains(&one.known.name));
    let below: Vec<&Below> = sheet.family.below.iter().filter(|one| !gathered(one)).collect();
    let words = sheet.words();
    if below.is_empty() {
        return Html::empty();
    }
    let head = ["subcase-what", "subcase-number", "subcase-stands", "subcase-unit", "subcase-time"];
    let table = Table {
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows: below.iter().map(|one| row(sheet, one)).collect(),
        classes: "bh-dense".into(),
        ..Table::default()
    };
    let ended = below.iter().filter(|one| !one.known.is_open()).count();
    let told = t!(words, "subcase-done", n = ended, of = below.len());
    let told = el("p").class("govuk-body-s bh-muted govuk-!-margin-bottom-1").put(told).html();
    let heading = el("h2").class("govuk-heading-m govuk-!-margin-bottom-1").put(t!(words, "subcase-list"));
    el("section").class("govuk-!-margin-bottom-6").put(heading).put(told).put(Html::from(table.stacked())).html()
}

fn row(sheet: &Sheet, one: &Below) -> Vec<Cell> {
    let (names, words) = (sheet.names(), sheet.words());
    let what = names.subcase(&sheet.reading.rules, &one.known.name);
    let number = match (&one.known.identity, &one.case) {
        (Some(identity), Some(_)) => link(&identity.number),
        (Some(identity), None) => Html::from(&identity.number),
        (None, _) => "—".into(),
    };
    let unit = one.case.as_ref().and_then(bihuan_core::casework::responsible).or(one.known.unit.as_ref());
    let open = one.case.as_ref().filter(|case| case.closed.is_none());
    let light = open.and_then(|case| Light::of_case(&sheet.law, case, sheet.now, words)).map(|light| light.html());
    vec![
        Cell::from(what),
        Cell::from(number),
        Cell::from(stands(sheet, one)),
        Cell::from(unit.map_or_else(|| "—".to_owned(), |unit| names.unit(unit))),
        Cell::from(light.unwrap_or_else(|| "—".into())),
    ]
}

/// Its title and stage, its outcome, or why there is none.
fn stands(sheet: &Sheet, one: &Below) -> Html {
    let (words, names) = (sheet.words(), sheet.names());
    let muted = |key: &str| el("span").class("bh-muted").put(words.get(key, &[])).html();
    let rules = one.case.as_ref().and_then(|case| sheet.law.rules_of(case));
    match (&one.known.state, &one.case, rules) {
        (SubCaseState::Refused(_), ..) => Tag::coloured("red", t!(words, "subcase-refused")).into(),
        (SubCaseState::Asked, ..) => muted("subcase-asked"),
        (state, Some(case), Some(rules)) => {
            let stage = case.standings.first().map(|standing| names.stage(rules, &standing.stage));
            let ended = case.closed.as_ref().map(|closing| names.outcome(rules, &closing.outcome));
            let tag = match (ended, stage) {
                (Some(ended), _) => Html::from(Tag::coloured("grey", ended)),
                (None, Some(stage)) => Html::from(Tag::coloured("blue", stage)),
                (None, None) => Html::empty(),
            };
            let left = (*state == SubCaseState::Left).then(|| Html::from(" ").then(muted("subcase-left")));
            tag.then(left)
        }
        (SubCaseState::Closed(outcome), ..) => {
            let child = sheet.law.current(&one.known.opens);
            let title = child.map_or_else(|| outcome.clone(), |rules| names.outcome(rules, outcome));
            Tag::coloured("grey", title).into()
        }
        (SubCaseState::Left, ..) => muted("subcase-left"),
        (SubCaseState::Open, ..) => muted("subcase-open"),
    }
}

fn link(number: &str) -> Html {
    el("a").class("govuk-link bh-number").attr("href", format!("/desk/cases/{number}")).put(number).html()
}
