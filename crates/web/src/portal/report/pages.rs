//! The pages of a report: a question with its controls, and all answers before they are sent.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::World;
use bihuan_core::casework::decide::Form as Read;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::Values;

use super::Draft;
use super::steps::Step;
use super::{alike, help, saved};
use crate::api::districts::{beside, kept};
use crate::components::{Button, Choice, SummaryList, SummaryRow};
use crate::fields::Shown;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{FieldError, Form, submit};
use crate::portal::guest::{Guest, body, column, section};
use crate::shell::hidden;
use crate::t;

/// Names of the form's own controls, which are written anew on each page.
const OWN: [&str; 7] = ["type", "district", "once", "step", "go", "checked", "mine"];

/// A page; with something wrong it answers 422.
pub fn page(guest: &Guest, draft: &Draft, step: Step, errors: &[FieldError]) -> Response {
    let words = guest.words();
    let title = words.get(&format!("report-{}", step.name()), &[]);
    let form = Form::new(words, &draft.sent.pairs, errors);
    let at = draft.steps.iter().position(|known| *known == step).unwrap_or_default() + 1;
    let count = t!(words, "report-step", at = at, of = draft.steps.len());
    let heading = el("h1").class("govuk-heading-l").put(el("span").class("govuk-caption-l").put(count)).put(&title);
    let about = words.find(&format!("report-{}-about", step.name()), &[]).map(body);
    let asked = match step {
        Step::Kind => kinds(guest, &form, draft),
        Step::Check => answers(guest, draft),
        other => {
            let mut fields = draft.fields(guest);
            fields.fields = other.fields(&draft.rules);
            let office = &guest.app.office;
            fields.with_kept(office.ledger()).with_found(office, &form).controls(&form)
        }
    };
    let asked = help::beside(guest, draft, step, &form).then(asked);
    let main = form.error_summary().then(heading).then(about).then(whole(guest, draft, step, asked));
    let mut page = guest.page(title, "report").with(column(main));
    page.wrong = !errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    (status, page).into_response()
}

/// The form around the controls, with everything that was answered on other pages.
fn whole(guest: &Guest, draft: &Draft, step: Step, asked: Html) -> Html {
    let words = guest.words();
    let files = step == Step::Pictures;
    let forward = if step == Step::Check { t!(words, "report-send") } else { t!(words, "continue") };
    let checked = step == Step::Check || !draft.sent.value("checked").is_empty();
    let back = (step != draft.first()).then(|| Button {
        content: t!(words, "back").into(),
        name: "go".into(),
        value: "back".into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    });
    el("form")
        .attr("method", "post")
        .attr("action", "/report")
        .attr("id", "form")
        .maybe("enctype", files.then_some("multipart/form-data"))
        .flag("novalidate", true)
        .put_if(finds(draft, step), first_button)
        .put_if(step != Step::Kind, || hidden("type", &draft.rules.id.0))
        .put(hidden("district", draft.district.as_str()))
        .put(hidden("once", draft.sent.value("once")))
        .put(hidden("step", step.name()))
        .put_if(checked, || hidden("checked", "1"))
        .put_if(!draft.sent.value("mine").is_empty(), || hidden("mine", "1"))
        .put_all(carried(draft, step))
        .put(asked)
        .put(el("div").class("govuk-button-group").put(submit(forward)).put(back.map(Html::from)))
        .put(saved::told(words, draft))
        .html()
}

/// Whether a page may have a button that only looks: for a place, or for an entry of a large register.
fn finds(draft: &Draft, step: Step) -> bool {
    let asks_entry = |field: &Field| field.kind == FieldType::Entry && step.asks(field);
    step == Step::Place || draft.rules.form.iter().any(asks_entry)
}

/// Enter in a field presses the first button of a form: on a page with other buttons that must be the one that goes on.
fn first_button() -> Html {
    el("button")
        .attr("type", "submit")
        .class("govuk-visually-hidden")
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
        .html()
}

fn carried(draft: &Draft, step: Step) -> Vec<Html> {
    let here = |name: &str| draft.rules.form.iter().any(|field| step.asks(field) && belongs(field, name));
    let others = draft.sent.pairs.iter().filter(|(name, _)| !OWN.contains(&name.as_str()) && !here(name));
    let known = others.filter(|(name, _)| draft.rules.form.iter().any(|field| belongs(field, name)));
    let said = draft.sent.value(alike::FIELD);
    let elsewhere = (!said.is_empty() && alike::step(draft) != Some(step)).then(|| hidden(alike::FIELD, said));
    known.map(|(name, value)| hidden(name, value)).chain(elsewhere).collect()
}

/// Whether a control's name is the field's own or one of its parts, as `place-unit`.
fn belongs(field: &Field, name: &str) -> bool {
    name.strip_prefix(field.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn kinds(guest: &Guest, form: &Form<'_>, draft: &Draft) -> Html {
    let names = Names::new(&draft.law, guest.lang());
    let item = |rules: &std::sync::Arc<CaseType>| Choice::new(rules.id.0.clone(), names.case_type(&rules.id));
    let items = super::kinds_to_ask(&draft.law).into_iter().map(item).collect();
    let mut radios = form.radios("type", t!(guest.words(), "report-kind"), items);
    radios.value = draft.rules.id.0.clone();
    radios.into()
}

/// Every answer under its question, with a button that leads back to it.
fn answers(guest: &Guest, draft: &Draft) -> Html {
    let given = draft.fields(guest).read(&draft.sent);
    let kept = kept(guest.app.office.ledger(), &draft.district);
    let world = World { entry: &kept, ..beside(&draft.law, &draft.rules, draft.district.as_str()) };
    let at = guest.app.office.clock().now();
    let values = Read::for_filing(&world, &draft.district, at, super::CHANNEL).read(&draft.rules.form, &given, "");
    let values = values.unwrap_or_default();
    let asked = draft.steps.iter().filter(|step| !matches!(step, Step::Kind | Step::Check));
    asked.map(|step| answered(guest, draft, *step, &values)).collect()
}

fn answered(guest: &Guest, draft: &Draft, step: Step, values: &Values) -> Html {
    let words = guest.words();
    let question = words.get(&format!("report-{}", step.name()), &[]);
    let names = Names::new(&draft.law, guest.lang());
    let own = guest.app.office.entry_names(draft.district.as_str(), &draft.rules, values.values()).unwrap_or_default();
    let shown = Shown {
        law: &draft.law,
        lang: guest.lang(),
        rules: &draft.rules,
        files: None,
        entries: Some(&own),
        covered: false,
    };
    let row = |field: Field| {
        let value = values.get(&field.name);
        let told = value.map_or_else(|| t!(words, "report-left-out").into(), |value| shown.value(&field, value));
        SummaryRow::new(names.field(&draft.rules, None, &field), told)
    };
    let rows = step.fields(&draft.rules).into_iter().map(row).collect();
    let change = el("button")
        .attr("type", "submit")
        .attr("name", "go")
        .attr("value", format!("at-{}", step.name()))
        .class("bh-link-button")
        .attr("aria-label", t!(words, "report-change", what = question.as_str()))
        .put(t!(words, "change"));
    section(question).then(SummaryList { rows, ..SummaryList::default() }).then(el("p").class("govuk-body").put(change))
}
