//! The form by which a target is set. What is wrong with it is said by the office, field by field.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::UnitKind;
use bihuan_core::figures::Figure;
use bihuan_core::figures::target::Comparator;
use bihuan_office::targets::{NewTarget, TARGETS};
use bihuan_office::{Failure, Office};
use bihuan_text::report::figures::names::vocabulary;

use super::super::room::{Room, with_status};
use super::told;
use crate::components::*;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// The empty form.
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let district = inner.district(&office.law()).ok_or(Failure::NotFound)?;
        office.hand(&inner.staff.who, &district, TARGETS)?;
        let year = office.today().year().to_string();
        draw(office, &inner, &[("year".to_owned(), year)], &[])
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// A target is set.
pub async fn keep(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| take(office, &inner, &sent));
    kept.await.unwrap_or_else(|sorry| sorry)
}

fn take(office: &Office, room: &Room, sent: &Sent) -> Result<Response, Failure> {
    let district = room.district(&office.law()).ok_or(Failure::NotFound)?;
    let hand = office.hand(&room.staff.who, &district, TARGETS)?;
    match office.set_target(&hand, &district, &typed(sent)) {
        Ok(_) => Ok(Redirect::to("/desk/targets?done=1").into_response()),
        Err(Failure::Refused(refusal)) if !refusal.faults.is_empty() => {
            let error = |fault: &bihuan_core::casework::refusal::Fault| {
                FieldError::new(fault.field.trim_start_matches('/'), told(&fault.sentence, room.reader.lang))
            };
            let errors: Vec<FieldError> = refusal.faults.iter().map(error).collect();
            let page = draw(office, room, &sent.pairs, &errors)?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(other) => Err(other),
    }
}

fn typed(sent: &Sent) -> NewTarget {
    let value = |name: &str| sent.value(name).to_owned();
    NewTarget {
        indicator: value("indicator"),
        of: value("of"),
        year: value("year"),
        value: value("value"),
        measure: value("measure"),
        growth: value("growth"),
        comparator: value("comparator"),
        strength: value("strength"),
        rank: value("rank"),
        among: value("among"),
        better: value("better"),
        path: value("path"),
        planned: value("planned"),
    }
}

fn draw(office: &Office, room: &Room, values: &[(String, String)], errors: &[FieldError]) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let names = Names::new(&law, room.reader.lang);
    let form = Form::new(words, values, errors);
    let sheet = el("form")
        .attr("method", "post")
        .attr("action", "/desk/targets")
        .attr("novalidate", "")
        .put(hidden("csrf", &room.staff.csrf))
        .put(form.select("indicator", t!(words, "target-figure"), figures(room, &names)))
        .put(form.select("of", t!(words, "target-of"), units(room, &names)))
        .put(short(form.input("year", t!(words, "target-of-year"))))
        .put(form.select("comparator", t!(words, "target-comparator"), comparators(room)))
        .put(short(form.input("value", t!(words, "target-value"))))
        .put(measure(form, room))
        .put(short(form.input("growth", t!(words, "target-growth"))))
        .put(short(form.input("rank", t!(words, "target-rank"))))
        .put(form.input("among", t!(words, "target-among")))
        .put(form.radios(
            "strength",
            t!(words, "target-strength"),
            choices(room, "target-strength", &["ensure", "strive"]),
        ))
        .put(form.radios(
            "better",
            t!(words, "target-better"),
            choices(room, "target-better", &["more", "less", "neither"]),
        ))
        .put(form.radios(
            "path",
            t!(words, "target-path"),
            choices(room, "target-path", &["even", "seasonal", "planned"]),
        ))
        .put(planned(form, room))
        .put(submit(t!(words, "target-keep")));
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(form.error_summary())
        .put(el("h1").class("govuk-heading-l").put(t!(words, "target-new")))
        .put(el("p").class("govuk-body").put(t!(words, "target-new-about")))
        .put(sheet);
    let mut page = room.page(t!(words, "target-new"), "supervise").with(el("div").class("govuk-grid-row").put(main));
    page.before = phrases::back(words, "/desk/targets");
    page.wrong = !errors.is_empty();
    Ok(page)
}

fn short(input: Input) -> Html {
    Input { classes: "govuk-input--width-10".into(), ..input }.into()
}

fn measure(form: Form<'_>, room: &Room) -> Html {
    let mut input = form.input("measure", t!(room.words(), "target-measure"));
    input.hint = Some(t!(room.words(), "target-measure-hint").into());
    short(input)
}

fn planned(form: Form<'_>, room: &Room) -> Html {
    let mut area = form.textarea("planned", t!(room.words(), "target-planned"));
    area.hint = Some(t!(room.words(), "target-planned-hint").into());
    area.rows = Some(4);
    area.into()
}

fn choices(room: &Room, of: &str, codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice::new(*code, room.words().get(&format!("{of}-{code}"), &[]))).collect()
}

/// The figures that may be set: this office's own, then those of the statistics.
fn figures(room: &Room, names: &Names<'_>) -> Vec<SelectItem> {
    let words = room.words();
    let zh = room.reader.lang == crate::words::Lang::Zh;
    let mut items = vec![SelectItem::new("", t!(words, "choose"))];
    let law = room.app.office.law();
    let mut own: Vec<&std::sync::Arc<Figure>> = law.book.all().collect();
    own.sort_by(|a, b| (&a.of, &a.id).cmp(&(&b.of, &b.id)));
    items.extend(own.into_iter().map(|figure| SelectItem {
        group: names.case_type(&figure.of),
        ..SelectItem::new(
            figure.id.as_str(),
            format!("{}（{}）", if zh { &figure.title } else { &figure.title_en }, figure.measure),
        )
    }));
    items.extend(vocabulary().entries.iter().map(|entry| SelectItem {
        group: t!(words, "target-statistics"),
        ..SelectItem::new(entry.canonical.as_str(), entry.name.as_str())
    }));
    items
}

fn units(room: &Room, names: &Names<'_>) -> Vec<SelectItem> {
    let here = room.district(&room.app.office.law());
    let kinds = [UnitKind::Department, UnitKind::Street, UnitKind::Centre].into_iter();
    let of_kind = |kind: UnitKind| {
        let here = here.clone();
        let all = names.directory().units(None, Some(kind)).filter(move |unit| Some(unit.code.district()) == here);
        all.map(|unit| SelectItem {
            group: names.unit_kind(kind),
            ..SelectItem::new(unit.code.as_str(), names.unit(&unit.code))
        })
        .collect::<Vec<_>>()
    };
    let whole = SelectItem::new("", t!(room.words(), "target-whole-district"));
    std::iter::once(whole).chain(kinds.flat_map(of_kind)).collect()
}

fn comparators(room: &Room) -> Vec<SelectItem> {
    let item = |it: Comparator| SelectItem::new(it.code(), room.words().get(&format!("comparator-{}", it.code()), &[]));
    Comparator::ALL.into_iter().map(item).collect()
}
