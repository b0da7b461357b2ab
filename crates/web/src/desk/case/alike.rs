//! What whoever reported a matter says of it: that it is the same as another open one. The clerk sees which one that is,
//! as far as the clerk may read it, and merges with one press; nothing is merged by itself.

use bihuan_core::calendar::civil;
use bihuan_core::pack::model::Does;
use bihuan_office::{Failure, Office, Reading, new_token};

use super::super::room::Room;
use super::super::work::matter;
use super::acting::Deed;
use super::sheet::Sheet;
use crate::components::*;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::submit;
use crate::shell::hidden;
use crate::t;

/// The other matter, as the reader may know it.
pub struct Said {
    /// What it is, where the reader may read it: number and words.
    told: Option<(String, String)>,
    /// Whether it can still be joined.
    joinable: bool,
}

impl Said {
    /// What was said of this case; none if nothing was, or if it is merged by now.
    pub fn load(office: &Office, room: &Room, reading: &Reading) -> Result<Option<Said>, Failure> {
        let case = &reading.case;
        let open = case.lead.is_none() && case.answered_with.is_none();
        let Some(to) = case.said_alike.as_ref().filter(|_| open) else { return Ok(None) };
        let law = office.law();
        let names = Names::new(&law, room.reader.lang);
        Ok(Some(match office.read(&to.0, &room.staff.who) {
            Ok(other) => Said {
                told: Some((other.case.number.clone(), about(&names, &other))),
                joinable: other.case.closed.is_none() && !other.case.waits_for_reporter(),
            },
            Err(Failure::NotFound) => Said { told: None, joinable: false },
            Err(other) => return Err(other),
        }))
    }
}

fn about(names: &Names<'_>, other: &Reading) -> String {
    let unit = bihuan_core::casework::accountable(&other.case).map(|unit| names.unit(unit));
    let day = civil(other.case.opened).date().to_string();
    [Some(matter(names, other)), unit, Some(day)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The box at the top of the case; for print without its button.
pub fn told(room: &Room, sheet: &Sheet, print: bool) -> Html {
    let Some(said) = &sheet.said_alike else { return Html::empty() };
    let words = sheet.words();
    let which = match &said.told {
        Some((number, about)) => {
            let href = format!("/desk/cases/{number}");
            let link = el("a").class("govuk-link bh-number").attr("href", href).put(number);
            el("p").class("govuk-body").put(link).put(" ").put(about).html()
        }
        None => el("p").class("govuk-body").put(t!(words, "said-alike-hidden")).html(),
    };
    let press = match &said.told {
        Some((number, _)) if said.joinable && !print => merge(room, sheet, number),
        Some(_) if !said.joinable => el("p").class("govuk-body bh-muted").put(t!(words, "said-alike-ended")).html(),
        _ => Html::empty(),
    };
    el("section")
        .class("bh-nearby")
        .attr("aria-label", t!(words, "said-alike"))
        .put(el("h2").class("govuk-heading-s").put(t!(words, "said-alike")))
        .put(el("p").class("govuk-body").put(t!(words, "said-alike-about")))
        .put(which)
        .put(press)
        .html()
}

/// One press: the pack's own action, with the other's number filled in; nothing where the reader may not take it.
fn merge(room: &Room, sheet: &Sheet, number: &str) -> Html {
    let reading = &sheet.reading;
    let merges = |name: &str| {
        reading.rules.all_actions().any(|(_, action)| action.name == name && matches!(action.does, Does::Merge))
    };
    let Some(open) = reading.actions.iter().find(|open| merges(&open.action)) else { return Html::empty() };
    let deed = Deed { room, law: &sheet.law, reading, open };
    let fields = deed.fields();
    let Some(lead) = fields.fields.iter().find(|field| field.name == "lead") else { return Html::empty() };
    el("form")
        .attr("method", "post")
        .attr("action", format!("/desk/cases/{}/actions/{}", reading.case.number, open.action))
        .put(hidden("csrf", &room.staff.csrf))
        .put(hidden("seen", &reading.version.to_string()))
        .put(hidden("task", open.task.as_ref().map_or("", |task| task.0.as_str())))
        .put(hidden("once", &new_token().unwrap_or_default()))
        .put(hidden(&fields.name(lead), number))
        .put(Button { classes: "govuk-button--secondary".into(), ..submit(t!(sheet.words(), "said-alike-press")) })
        .html()
}
