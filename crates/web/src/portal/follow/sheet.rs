//! The matter's page for its reporter: how it stands, what was answered, what the reporter can do, and what happened.

use bihuan_core::casework::Event;
use bihuan_core::casework::case::TaskKind;
use bihuan_core::casework::decide::Open;
use bihuan_core::pack::model::Field;
use bihuan_office::{Law, Past, Reading, new_token};

use super::{CASE, Seen, Wanted, fields};
use crate::components::{Button, Details, SummaryList, SummaryRow, Tag, Timeline, TimelineItem};
use crate::fields::{Sent, Shown};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{FieldError, Form, important, submit};
use crate::portal::guest::{Guest, body, link, section};
use crate::portal::report::proof;
use crate::portal::when;
use crate::shell::{Page, hidden};
use crate::t;

/// The page; `wanted` is the step that was refused, with what was typed and what is wrong.
pub fn page(guest: &Guest, seen: &Seen, wanted: Option<&Wanted>, sent: &Sent, errors: &[FieldError]) -> Page {
    let words = guest.words();
    let law = guest.app.office.law();
    let reading = &seen.reading;
    let names = Names::new(&law, guest.lang());
    let number = el("span").class("bh-number").put(&reading.case.number);
    let heading = el("h1")
        .class("govuk-heading-l")
        .put(el("span").class("govuk-caption-l").put(number))
        .put(names.case_type(&reading.rules.id));
    let owes = reading.case.papers.values().any(|paper| paper.standing.waits_for_reporter());
    let waits = match (reading.case.asks_reporter(), owes) {
        (true, _) => Some(important(words, t!(words, "follow-your-turn"))),
        (false, true) => Some(important(words, t!(words, "papers-your-turn"))),
        (false, false) => None,
    };
    let (judge, others): (Vec<&Open>, Vec<&Open>) = reading.actions.iter().partition(|open| is_own(reading, open));
    let step = |open: &Open, unfolded: bool| one_step(guest, &law, reading, open, unfolded, wanted, sent, errors);
    let main = Form::new(words, &sent.pairs, errors)
        .error_summary()
        .then(heading)
        .then(waits)
        .then(standing(guest, &law, seen))
        .then(papers(guest, &law, reading))
        .then(letters(guest, &names, reading))
        .then(said(guest, &law, reading))
        .then(judge.iter().map(|open| step(open, true)).collect::<Html>())
        .then(section(t!(words, "follow-story")))
        .then(story(guest, &law, seen));
    let aside = el("div")
        .class("bh-columns__aside")
        .put_if(!others.is_empty(), || section(t!(words, "follow-can")))
        .put(others.iter().map(|open| step(open, false)).collect::<Html>())
        .put(section(t!(words, "slip-title")))
        .put(seen.receipt.as_ref().map(|receipt| proof(words, receipt)))
        .put(seen.checked.map(|size| body(t!(words, "slip-checked", size = size))))
        .put(seen.checked.map(|_| body(link("/follow/case/receipt.json", t!(words, "slip-download")))))
        .put(leave(words));
    let columns = el("div").class("bh-columns").put(el("div").put(main)).put(aside);
    let mut page = guest.page(t!(words, "follow-title"), "follow").with(columns);
    page.wrong = !errors.is_empty();
    page
}

/// Whether a step is the answer that the matter waits for.
fn is_own(reading: &Reading, open: &Open) -> bool {
    let task = open.task.as_ref().and_then(|id| reading.case.task(id));
    let hands_in = crate::papers::hands_in(&reading.rules, &open.action);
    hands_in || task.is_some_and(|task| task.kind == TaskKind::Reporter)
}

/// The letters and certificates that were issued.
fn letters(guest: &Guest, names: &Names<'_>, reading: &Reading) -> Html {
    let table = crate::letters::table(names, reading, "/follow/case/letters");
    if table.is_empty() { table } else { section(t!(guest.words(), "letters")).then(table) }
}

/// Which paper stands how.
fn papers(guest: &Guest, law: &Law, reading: &Reading) -> Html {
    let table = crate::papers::table(law, guest.lang(), reading, guest.app.office.clock().now());
    if table.is_empty() { table } else { section(t!(guest.words(), "papers")).then(table) }
}

fn standing(guest: &Guest, law: &Law, seen: &Seen) -> Html {
    let words = guest.words();
    let case = &seen.reading.case;
    let names = Names::new(law, guest.lang());
    let now = guest.app.office.clock().now();
    let stage = match &case.closed {
        Some(closing) => t!(words, "follow-closed", outcome = names.outcome(&seen.reading.rules, &closing.outcome)),
        None => case.standings.first().map(|at| names.stage(&seen.reading.rules, &at.stage)).unwrap_or_default(),
    };
    let mark = if case.synthetic { when::made_up(words) } else { Html::empty() };
    let mut rows =
        vec![SummaryRow::new(t!(words, "follow-stage"), Html::from(Tag::coloured("blue", stage)).then(" ").then(mark))];
    if let Some(unit) = case.open_tasks().find_map(|task| task.unit.as_ref()) {
        rows.push(SummaryRow::new(t!(words, "follow-with"), names.unit(unit)));
    }
    if case.open_branches().next().is_some() {
        let ended = case.branches.iter().filter(|branch| !branch.is_open()).count();
        let told = t!(words, "branch-done", n = ended, of = case.branches.len());
        rows.push(SummaryRow::new(t!(words, "branch-list"), told));
    }
    let promised = when::promised(case);
    if let Some(clock) = promised {
        let due = if clock.is_suspended() { Html::empty() } else { when::instant(clock.due()).then(" ") };
        let standing = when::standing(law.calendar(case.district.as_str()), clock, now, words);
        rows.push(SummaryRow::new(t!(words, "follow-due"), due.then(standing)));
    }
    rows.push(SummaryRow::new(t!(words, "follow-filed"), when::instant(case.opened)));
    let counted_by = |clock| law.calendar_of(case.district.as_str(), clock);
    let running = promised.filter(|_| case.closed.is_none());
    let explained = running.map(|clock| when::explained(counted_by(clock), clock, words));
    Html::from(SummaryList { rows, ..SummaryList::default() }).then(explained)
}

/// What the reporter said, and what was answered.
fn said(guest: &Guest, law: &Law, reading: &Reading) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let shown = shown(law, guest, reading);
    let row = |field: &Field| {
        let value = reading.values.get(&field.name)?;
        Some(SummaryRow::new(names.field(&reading.rules, None, field), shown.value(field, value)))
    };
    let list =
        |fields: &[Field]| SummaryList { rows: fields.iter().filter_map(row).collect(), ..SummaryList::default() };
    let (own, facts) = (list(&reading.rules.form), list(&reading.rules.facts));
    let answered = (!facts.rows.is_empty()).then(|| section(t!(words, "follow-answer")).then(facts));
    let own = Details { summary: t!(words, "follow-own").into(), content: own.into(), ..Details::default() };
    Html::from(answered).then(own)
}

#[allow(clippy::too_many_arguments, reason = "a step is shown with what was typed into it and what was wrong with it")]
fn one_step(
    guest: &Guest,
    law: &Law,
    reading: &Reading,
    open: &Open,
    unfolded: bool,
    wanted: Option<&Wanted>,
    sent: &Sent,
    errors: &[FieldError],
) -> Html {
    let names = Names::new(law, guest.lang());
    let refused = wanted.is_some_and(|wanted| wanted.action == open.action && wanted.task == open.task);
    let (typed, errors) = if refused { (sent.pairs.as_slice(), errors) } else { (&[][..], &[][..]) };
    let stage = open.task.as_ref().and_then(|id| reading.case.task(id)).map(|task| task.stage.as_str());
    let stage = stage.or_else(|| reading.case.standings.first().map(|at| at.stage.as_str())).unwrap_or_default();
    let name = names.action(&reading.rules, stage, &open.action);
    let fields = fields(law, reading, open, guest.lang());
    let asked = el("form")
        .attr("method", "post")
        .attr("action", CASE)
        .attr("id", format!("do-{}", open.action))
        .maybe("enctype", fields.has_files().then_some("multipart/form-data"))
        .flag("novalidate", true)
        .put(hidden("action", &open.action))
        .put(open.task.as_ref().map(|task| hidden("task", &task.0)))
        .put(hidden("version", &reading.version.to_string()))
        .put(hidden("once", &new_token().unwrap_or_default()))
        .put(fields.controls(&Form::new(guest.words(), typed, errors)))
        .put(submit(name.as_str()));
    if unfolded {
        return el("section").class("bh-actions govuk-!-margin-bottom-6").put(section(name)).put(asked).html();
    }
    Details { summary: name.into(), content: asked.into(), open: refused, ..Details::default() }.into()
}

fn leave(words: &crate::words::Words) -> Html {
    let button = Button {
        content: t!(words, "follow-leave").into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    };
    el("form").attr("method", "post").attr("action", "/follow/leave").put(button).html()
}

/// What happened, newest first, as far as it concerns the reporter: where the matter went, never what officers wrote to
/// each other.
fn story(guest: &Guest, law: &Law, seen: &Seen) -> Html {
    let mut items: Vec<TimelineItem> = seen.past.iter().flat_map(|past| chapter(guest, law, seen, past)).collect();
    items.reverse();
    if items.is_empty() {
        return body(t!(guest.words(), "follow-nothing"));
    }
    Timeline { items, heading_level: Some(3), ..Timeline::default() }.into()
}

fn chapter(guest: &Guest, law: &Law, seen: &Seen, past: &Past) -> Vec<TimelineItem> {
    let own = past.actor.as_ref().is_some_and(|(post, _)| post == "reporter");
    let item = |event: &Event| {
        let content = given(guest, law, &seen.reading, event);
        let label = told(guest, law, seen, event.clone(), own)?;
        Some(TimelineItem { label: label.into(), time: when::instant(past.at), content, ..TimelineItem::default() })
    };
    past.events.iter().filter_map(item).collect()
}

/// What the reporter said with a step, in their own words, and the papers that came with it.
fn given(guest: &Guest, law: &Law, reading: &Reading, event: &Event) -> Html {
    let Event::Acted { action, input, .. } = event else { return Html::empty() };
    let Some((stage, known)) = crate::names::find(&reading.rules, "", action) else { return Html::empty() };
    let (names, shown) = (Names::new(law, guest.lang()), shown(law, guest, reading));
    let of = Some((stage.unwrap_or_default(), action.as_str()));
    let row = |field: &Field| {
        let value = input.get(&field.name)?;
        Some(SummaryRow::new(names.field(&reading.rules, of, field), shown.value(field, value)))
    };
    let rows: Vec<SummaryRow> = known.ask.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    SummaryList { rows, classes: "govuk-summary-list--no-border".into(), ..SummaryList::default() }.into()
}

fn shown<'s>(law: &'s Law, guest: &Guest, reading: &'s Reading) -> Shown<'s> {
    Shown {
        law,
        lang: guest.lang(),
        rules: &reading.rules,
        files: Some(format!("{CASE}/files/")),
        entries: Some(&reading.entries),
        covered: true,
    }
}

fn told(guest: &Guest, law: &Law, seen: &Seen, event: Event, own: bool) -> Option<String> {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let rules = &seen.reading.rules;
    Some(match event {
        Event::Filed { .. } => t!(words, "told-filed"),
        Event::Acted { action, .. } if own => t!(words, "told-own", what = names.action(rules, "", &action)),
        Event::StageEntered { stage, .. } => t!(words, "told-stage", stage = names.stage(rules, &stage)),
        Event::TaskOpened { task } if task.kind == TaskKind::Lead => {
            t!(words, "told-with", unit = names.unit(task.unit.as_ref()?))
        }
        Event::TaskMoved { unit, .. } => t!(words, "told-with", unit = names.unit(&unit)),
        Event::LetterIssued { .. } | Event::LetterEnded { .. } => {
            crate::letters::told(&names, &seen.reading.case, rules, &event)?
        }
        Event::PaperStands { paper, standing } => crate::papers::told(&names, rules, &paper, standing),
        Event::ClockSuspended { .. } => t!(words, "told-suspended"),
        Event::ClockResumed { .. } => t!(words, "told-resumed"),
        Event::ExtensionGranted { days, .. } => t!(words, "told-extended", days = days),
        Event::RoundStarted { round } if round > 1 => t!(words, "told-again"),
        Event::Rated { is_default: true, .. } => t!(words, "told-silence"),
        Event::Closed { outcome } => t!(words, "follow-closed", outcome = names.outcome(rules, &outcome)),
        Event::Reopened => t!(words, "told-reopened"),
        _ => return None,
    })
}
