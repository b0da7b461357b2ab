//! How a matter is counted where a decision changed it: what it is left out of, why, and by which decision; of a matter
//! that is about another one, which one; and the way to ask for such a decision.

use bihuan_core::casework::{CaseId, Event, TypeId};
use bihuan_core::figures::Kind;
use bihuan_core::pack::model::Standing as Ruled;
use bihuan_office::{Failure, Office, Past, Reading};

use super::super::room::Room;
use super::sheet::Sheet;
use crate::components::*;
use crate::html::{Html, el};
use crate::t;
use crate::words::Lang;

/// What is known of it to one reader.
pub struct Standing {
    /// The matters that this one's form names: number, and whether the reader may open it.
    about: Vec<(String, bool)>,
    /// The decision that last spoke, with its reason as a term of its own vocabulary.
    decided: Option<Decided>,
}

struct Decided {
    by: Option<Reading>,
    reason: Option<String>,
}

impl Standing {
    /// Reads it.
    pub fn load(office: &Office, room: &Room, reading: &Reading, past: &[Past]) -> Result<Standing, Failure> {
        let case = &reading.case;
        let mut about = Vec::new();
        for other in case.refers.values() {
            let row = office.ledger().head(&other.0)?;
            let readable = office.read(&other.0, &room.staff.who).is_ok();
            about.extend(row.map(|row| (row.head.number, readable)));
        }
        let last = past.iter().rev().flat_map(|past| past.events.iter().rev()).find_map(spoken);
        let decided = last.map(|(by, reason)| Decided { by: office.read(&by.0, &room.staff.who).ok(), reason });
        Ok(Standing { about, decided })
    }
}

fn spoken(event: &Event) -> Option<(CaseId, Option<String>)> {
    match event {
        Event::Excluded { by, reason, .. } => Some((by.clone(), reason.clone())),
        Event::IncludedAgain { by } => Some((by.clone(), None)),
        _ => None,
    }
}

/// The box at the top of the case; nothing where no decision spoke and none can be asked for.
pub fn told(sheet: &Sheet, print: bool) -> Html {
    let words = sheet.words();
    let number = |(number, readable): &(String, bool)| {
        let name = el("span").class("bh-number").put(number).html();
        let name = if *readable { linked(&format!("/desk/cases/{number}"), name) } else { name };
        el("p").class("govuk-body").put(t!(words, "standing-about")).put(" ").put(name).html()
    };
    let about: Html = sheet.standing.about.iter().map(number).collect();
    let ask = if print { Html::empty() } else { ways(sheet) };
    about.then(decided(sheet)).then(ask)
}

fn decided(sheet: &Sheet) -> Html {
    let Some(decided) = &sheet.standing.decided else { return Html::empty() };
    let words = sheet.words();
    let left_out = left_out(sheet);
    let said = if left_out.is_empty() {
        t!(words, "standing-again")
    } else {
        t!(words, "standing-left-out", figures = left_out.join(if sheet.lang == Lang::Zh { "、" } else { ", " }))
    };
    let why = decided.by.as_ref().zip(decided.reason.as_ref()).and_then(|(by, code)| reason(sheet, by, code));
    let why = why.map(|why| el("p").class("govuk-body").put(t!(words, "standing-why", why = why)));
    let by = decided.by.as_ref().map(|by| {
        let number = el("span").class("bh-number").put(&by.case.number).html();
        let link = linked(&format!("/desk/cases/{}", by.case.number), number);
        el("p").class("govuk-body").put(t!(words, "standing-by")).put(" ").put(link)
    });
    let text = el("p").class("govuk-body").put(said).html();
    InsetText { content: text.then(why).then(by), ..InsetText::default() }.into()
}

/// The term of the deciding kind that says why.
fn reason(sheet: &Sheet, by: &Reading, code: &str) -> Option<String> {
    let outcome = by.case.closed.as_ref()?.outcome.as_str();
    let Ruled::Excluded { reason, .. } = &by.rules.rulings.get(outcome)?.standing else { return None };
    let vocabulary = by.rules.field(reason.as_ref()?)?.vocabulary.as_ref()?;
    Some(sheet.names().term(&by.rules, vocabulary, code))
}

/// What it is left out of: the rates whose every part it is left out of, and counts that are in none of these.
fn left_out(sheet: &Sheet) -> Vec<String> {
    let (case, book) = (&sheet.reading.case, &sheet.law.book);
    let told = |figure: &bihuan_core::figures::Figure| {
        if sheet.lang == Lang::Zh { figure.title.clone() } else { figure.title_en.clone() }
    };
    let mut titles = Vec::new();
    let mut covered: Vec<&String> = Vec::new();
    for figure in book.all().filter(|figure| figure.of == case.case_type && figure.basis.is_some()) {
        let Kind::Rate { of, over, beside } = &figure.kind else { continue };
        let parts: Vec<&String> = of.iter().chain(over).chain(beside).collect();
        if parts.iter().all(|id| case.is_excluded(id)) {
            titles.push(told(figure));
            covered.extend(parts);
        }
    }
    let alone = case.excluded().into_iter().filter(|id| covered.iter().all(|known| known.as_str() != *id));
    let plain = |id: &str| book.figure(id).filter(|figure| figure.basis.is_some()).map(|figure| told(figure));
    titles.extend(alone.filter_map(plain));
    titles
}

/// Kinds of matter by which one asks that this one be counted otherwise, with its number filled in; once it was judged or
/// closed, for before that there is little to dispute.
fn ways(sheet: &Sheet) -> Html {
    let case = &sheet.reading.case;
    if case.closed.is_none() && case.rating.is_none() {
        return Html::empty();
    }
    let pack = case.case_type.0.split('.').next().unwrap_or_default();
    let asks = |rules: &bihuan_core::pack::CaseType| {
        let field = rules.form.iter().find(|field| {
            field.refers.as_ref().is_some_and(|refers| TypeId(format!("{pack}.{}", refers.of)) == case.case_type)
        });
        let same = rules.id.0.split('.').next() == Some(pack) && !rules.rulings.is_empty();
        field.filter(|_| same).map(|field| format!("/desk/intake?type={}&{}={}", rules.id.0, field.name, case.number))
    };
    let links: Vec<Html> = sheet
        .law
        .types()
        .filter_map(|(_, rules)| Some(linked(&asks(rules)?, sheet.names().case_type(&rules.id).into())))
        .collect();
    if links.is_empty() {
        return Html::empty();
    }
    let all = links.into_iter().reduce(|all, link| all.then(" · ").then(link)).unwrap_or_default();
    el("p").class("govuk-body-s bh-no-print").put(t!(sheet.words(), "standing-ask")).put(" ").put(all).html()
}

fn linked(href: &str, text: Html) -> Html {
    el("a").class("govuk-link").attr("href", href).put(text).html()
}
