//! The guide of one item: whom it is for, what it takes, how long by law and as pledged with the reason, what belongs to it
//! where several departments decide, how it goes, and the button that begins the form.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::case::ClockKind;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::{
    Action, Destination, Does, Field, FieldType, Register, Route, Stage, TaskRule, UnitRule, Within,
};
use bihuan_office::entries::{Shelf, unit_named};
use bihuan_office::{Failure, Law};
use serde_json::{Map, Value as Json};

use super::length;
use super::offered::{Item, items};
use crate::admin::pack_words::Told;
use crate::components::{BackLink, Button, SummaryList, SummaryRow, Tag};
use crate::html::{Html, el};
use crate::names::Names;
use crate::portal::guest::{Guest, body, column, section, title};
use crate::t;
use crate::words::{Lang, Words};

/// More stages than this are not told: a way that goes in a circle ends here.
const MOST_STEPS: usize = 20;

/// `GET /services/{kind}/{item}`
pub async fn page(guest: Guest, Path((kind, code)): Path<(String, String)>) -> Response {
    let law = guest.app.office.law();
    let found = items(&law).find(|item| item.rules.id.0 == kind && item.term.code == code);
    let (Some(item), Some(district)) = (found, guest.district(&law)) else { return guest.sorry(&Failure::NotFound) };
    let said = match written(&guest, &item, &district).await {
        Ok(said) => said,
        Err(sorry) => return sorry,
    };
    let name = item.title(guest.lang());
    let main = title(name)
        .then(tags(&guest, &item))
        .then(apply(&guest, &item))
        .then(limits(&guest, &item))
        .then(belongs(&guest, &law, &item))
        .then(told(&guest, &law, (&item, &district), &said))
        .then(way(&guest, &law, &item, &district))
        .then(apply(&guest, &item));
    let back = BackLink {
        content: t!(guest.words(), "home-services").into(),
        href: "/services".into(),
        ..BackLink::default()
    };
    guest.page(name, "services").with(Html::from(back).then(column(main))).into_response()
}

/// The pledge on an item, in words.
pub fn pledge(words: &Words, item: &Item<'_>) -> Option<String> {
    let pledges = item.rules.deadlines.iter().filter(|it| it.kind == ClockKind::Pledged && it.branch().is_none());
    pledges.into_iter().find_map(|deadline| item.asked().limit(deadline)).map(|(found, _)| length(words, found))
}

/// What the office wrote in the guide: the district's own, else the pack's.
async fn written(guest: &Guest, item: &Item<'_>, district: &DistrictCode) -> Result<Map<String, Json>, Response> {
    let (id, code) = (item.rules.id.clone(), item.term.code.clone());
    let (register, district) = (item.catalogue.guides.clone(), district.clone());
    guest
        .ask(move |office| {
            let law = office.law();
            let Some(rules) = law.current(&id) else { return Ok(Map::new()) };
            let Some(register) = rules.registers.get(&register) else { return Ok(Map::new()) };
            let found = office.entry_now(&Shelf { district: &district, rules, register }, &code)?;
            Ok(found.filter(|found| !found.kept.retired).map(|found| found.values).unwrap_or_default())
        })
        .await
}

fn tags(guest: &Guest, item: &Item<'_>) -> Html {
    let texts = item.catalogue.facets.iter().filter_map(|facet| item.facet(facet, guest.lang()));
    let tags = texts.map(|text| Html::from(Tag::coloured("grey", text)).then(" "));
    el("p").class("govuk-body").put_all(tags).html()
}

fn apply(guest: &Guest, item: &Item<'_>) -> Html {
    let text = t!(guest.words(), "services-apply");
    Button { content: text.into(), href: item.form(), ..Button::default() }.into()
}

/// How long the law and the pledge give, each with its reason; a deadline of a branch is told with the branch.
fn limits(guest: &Guest, item: &Item<'_>) -> Html {
    let words = guest.words();
    let told = Told::new(item.pack, item.rules, guest.lang());
    let of_case = item.rules.deadlines.iter().filter(|it| !it.is_duty() && it.branch().is_none());
    let rows = of_case.filter_map(|deadline| {
        let (found, rule) = item.asked().limit(deadline)?;
        let why = item.pack.bases.get(&rule.basis).map(|basis| told.basis(&rule.basis, basis)).unwrap_or_default();
        let value = el("strong")
            .put(length(words, found))
            .html()
            .then(el("br").html())
            .then(el("span").class("bh-muted").put(why));
        Some(SummaryRow::new(told.deadline(&deadline.name), value))
    });
    section(t!(words, "services-limits")).then(SummaryList { rows: rows.collect(), ..SummaryList::default() })
}

/// What is decided together, where a matter splits: only what this item needs.
fn belongs(guest: &Guest, law: &Law, item: &Item<'_>) -> Html {
    let names = Names::new(law, guest.lang());
    let splits = item.rules.stages.iter().filter_map(|stage| stage.split.as_ref());
    let needed: Vec<Html> = splits
        .flat_map(|split| &split.branches)
        .filter(|branch| item.asked().needs(branch))
        .map(|branch| el("li").put(names.branch(item.rules, &branch.name)).html())
        .collect();
    if needed.is_empty() {
        return Html::empty();
    }
    let words = guest.words();
    section(t!(words, "services-together"))
        .then(body(t!(words, "services-together-about", n = needed.len())))
        .then(el("ul").class("govuk-list govuk-list--bullet").put_all(needed))
}

/// What the guide says, field by field.
fn told(guest: &Guest, law: &Law, (item, district): (&Item<'_>, &DistrictCode), said: &Map<String, Json>) -> Html {
    let words = guest.words();
    let Some(register) = item.pack.registers.get(&item.catalogue.guides) else { return Html::empty() };
    let english = |field: &Field| field.name.ends_with("_en");
    let rows: Vec<SummaryRow> = register
        .fields
        .iter()
        .filter(|field| !english(field))
        .filter_map(|field| {
            let value = in_language(said, &field.name, guest.lang())?;
            let value = shown(law, district, field, value, guest.lang());
            Some(SummaryRow::new(field_title(item, register, field, guest.lang()), value))
        })
        .collect();
    if rows.is_empty() {
        return section(t!(words, "services-guide")).then(body(t!(words, "services-no-guide")));
    }
    section(t!(words, "services-guide")).then(SummaryList { rows, ..SummaryList::default() })
}

/// A field's value; in English that of the field beside it that says it in English, where there is one.
fn in_language<'v>(said: &'v Map<String, Json>, name: &str, lang: Lang) -> Option<&'v Json> {
    let english = (lang == Lang::En).then(|| said.get(&format!("{name}_en"))).flatten();
    english.or_else(|| said.get(name)).filter(|value| !value.is_null())
}

fn field_title(item: &Item<'_>, register: &Register, field: &Field, lang: Lang) -> String {
    let english = item.pack.english("field", &[&register.name, &field.name]).filter(|_| lang == Lang::En);
    english.unwrap_or(&field.title).to_owned()
}

fn shown(law: &Law, district: &DistrictCode, field: &Field, value: &Json, lang: Lang) -> Html {
    match value {
        Json::Array(all) => {
            let items = all.iter().filter_map(Json::as_str).map(|text| el("li").put(text));
            el("ul").class("govuk-list govuk-list--bullet").put_all(items).html()
        }
        Json::String(code) if field.kind == FieldType::Unit => {
            let unit = unit_named(law, district, code);
            unit.map_or_else(|| code.clone(), |unit| Names::new(law, lang).unit(&unit)).into()
        }
        Json::String(text) => text.as_str().into(),
        other => other.to_string().into(),
    }
}

/// How it goes where nothing stands in the way: stage by stage, who has it, and by when.
fn way(guest: &Guest, law: &Law, item: &Item<'_>, district: &DistrictCode) -> Html {
    let words = guest.words();
    let told = Told::new(item.pack, item.rules, guest.lang());
    let names = Names::new(law, guest.lang());
    let step = |stage: &Stage| {
        let about = who(&told, &names, item, stage, district).map(|who| el("span").class("bh-muted").put(who));
        el("li")
            .put(el("strong").put(told.stage(&stage.name)))
            .put(" ")
            .put(about.map(|it| it.html()).unwrap_or_default())
    };
    let list = el("ol").class("govuk-list govuk-list--number").put_all(steps(item).into_iter().map(step));
    section(t!(words, "services-way")).then(list)
}

/// The stages of the way on which every act is the first that a stage offers.
fn steps<'l>(item: &Item<'l>) -> Vec<&'l Stage> {
    let mut way: Vec<&Stage> = Vec::new();
    let mut here = item.rules.stage(&item.rules.start);
    while let Some(stage) = here.filter(|stage| way.len() < MOST_STEPS && !way.iter().any(|it| it.name == stage.name)) {
        way.push(stage);
        let next = match &stage.split {
            Some(split) => to_stage(&split.join.then),
            None if matches!(stage.task, TaskRule::Reporter) => None,
            None => stage.actions.iter().find_map(leads),
        };
        here = next.and_then(|name| item.rules.stage(name));
    }
    way
}

/// Where an act leads where nothing special was said.
fn leads(action: &Action) -> Option<&str> {
    match &action.does {
        Does::Go(choices) => choices.last().and_then(|choice| to_stage(&choice.go)),
        _ => None,
    }
}

fn to_stage(to: &Destination) -> Option<&str> {
    match to {
        Destination::Stage(stage) => Some(stage),
        Destination::Close(_) | Destination::End(_) => None,
    }
}

/// Who has a stage and for how long, in a few words.
fn who(told: &Told<'_>, names: &Names<'_>, item: &Item<'_>, stage: &Stage, district: &DistrictCode) -> Option<String> {
    let TaskRule::Officer { post, unit, within, .. } = &stage.task else { return Some(t!(told.words, "services-you")) };
    let suffix = match unit {
        UnitRule::Route(name) => match item.rules.routes.get(name) {
            Some(Route::Unit(suffix)) => Some(suffix.as_str()),
            Some(Route::Term { attribute, .. }) => item.attribute(attribute),
            _ => None,
        },
        _ => None,
    };
    let place = suffix.and_then(|suffix| format!("{district}-{suffix}").parse().ok()).map(|unit| names.unit(&unit));
    let by = match within {
        Within::Length(found) => length(told.words, *found),
        Within::Remaining => t!(told.words, "services-in-all"),
    };
    let parts = [place, Some(told.post(post)), Some(by)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}
