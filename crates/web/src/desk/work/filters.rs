//! The form beside my work: what the list is narrowed by, its order and its columns. It is a `GET` form, so that what it
//! asks for stands in the address.

use std::collections::BTreeSet;

use bihuan_core::directory::{PostName, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Route, Stage, TaskRule, UnitRule};
use bihuan_ledger::TaskOrder;

use super::asked::{Asked, Column, order_word};
use super::found::{Line, term_field};
use crate::components::*;
use crate::desk::room::Room;
use crate::html::Html;
use crate::names::Names;
use crate::phrases::Form;
use crate::t;

/// A filter: its name, its words, and what may be chosen.
struct Group {
    name: &'static str,
    legend: String,
    choices: Vec<(String, String)>,
}

/// The form.
pub fn filters(names: &Names<'_>, asked: &Asked, lines: &[Line], room: &Room) -> Html {
    let words = names.words();
    let typed = asked.pairs();
    let form = Form::new(words, &typed, &[]);
    let groups = groups(names, asked, lines, room);
    let mut text = form.input("q", t!(words, "work-words"));
    text.id = "filter-q".into();
    let boxes = groups.iter().filter(|group| group.choices.len() > 1).map(|group| match group.name {
        "unit" | "category" => choice(&form, group, t!(words, "work-any")),
        _ => ticks(&form, group),
    });
    let boxes: Html = boxes.collect();
    let chosen = asked.codes.len() + usize::from(!asked.q.is_empty());
    let filter = Filter {
        heading: t!(words, "filter"),
        action: "/desk".into(),
        selected: selected(asked, &groups, names),
        submit: t!(words, "filter-apply"),
        options: Html::from(text).then(boxes).then(layout(&form, asked, names)),
    };
    // Folded on a phone, where the work itself comes first.
    Details {
        summary: t!(words, "work-narrow", n = chosen).into(),
        content: filter.into(),
        classes: "bh-fold".into(),
        ..Details::default()
    }
    .into()
}

fn ticks(form: &Form<'_>, group: &Group) -> Html {
    let items = group.choices.iter().map(|(value, text)| Choice::new(value.as_str(), text.as_str())).collect();
    let mut boxes = form.checkboxes(group.name, group.legend.as_str(), items);
    boxes.id_prefix = format!("filter-{}", group.name);
    boxes.classes = "govuk-checkboxes--small".into();
    boxes.into()
}

fn choice(form: &Form<'_>, group: &Group, any: String) -> Html {
    let items = group.choices.iter().map(|(value, text)| SelectItem::new(value.as_str(), text.as_str()));
    let items = std::iter::once(SelectItem::new("", any)).chain(items).collect();
    let mut select = form.select(group.name, group.legend.as_str(), items);
    select.id = format!("filter-{}", group.name);
    select.into()
}

/// Order and columns, folded: they are chosen once and kept in a view.
fn layout(form: &Form<'_>, asked: &Asked, names: &Names<'_>) -> Html {
    let words = names.words();
    let orders = [TaskOrder::Due, TaskOrder::Oldest, TaskOrder::Newest].map(|order| {
        let word = order_word(order);
        Choice::new(if order == TaskOrder::Due { "" } else { word }, words.get(&format!("order-{word}"), &[]))
    });
    let mut order = form.radios("order", t!(words, "work-order"), orders.to_vec());
    order.id_prefix = "filter-order".into();
    order.classes = "govuk-radios--small".into();
    for item in &mut order.items {
        item.checked = Some(item.value == form.value("order"));
    }
    let columns = Column::ALL.map(|column| Choice::new(column.word(), words.get(column.title(), &[])));
    let mut shown = form.checkboxes("col", t!(words, "work-columns"), columns.to_vec());
    shown.id_prefix = "filter-col".into();
    shown.classes = "govuk-checkboxes--small".into();
    shown.values = asked.shown().iter().map(|column| column.word().to_owned()).collect();
    Details {
        summary: t!(words, "work-layout").into(),
        content: Html::from(order).then(shown),
        open: asked.order != TaskOrder::Due || !asked.columns.is_empty(),
        ..Details::default()
    }
    .into()
}

fn groups(names: &Names<'_>, asked: &Asked, lines: &[Line], room: &Room) -> Vec<Group> {
    let words = names.words();
    let kinds = kinds(names, asked, lines, room);
    let types = kinds.iter().map(|rules| (rules.id.0.clone(), names.case_type(&rules.id)));
    let shown = in_question(&kinds, asked, lines);
    let stages = shown.iter().flat_map(|rules| {
        let mine = rules.stages.iter().filter(|stage| is_theirs(stage, room));
        mine.map(|stage| (stage.name.clone(), names.stage(rules, &stage.name)))
    });
    let units = lines.iter().map(|line| line.task.task.unit.clone()).chain(asked.values("unit"));
    let units = units.map(|unit| (unit.clone(), names.unit_of(&unit)));
    let terms = shown.iter().flat_map(|rules| terms(names, rules));
    let states = vec![("late".to_owned(), t!(words, "late")), ("soon".to_owned(), t!(words, "soon-late"))];
    let group = |name, legend, choices| Group { name, legend, choices };
    vec![
        group("late", t!(words, "work-due"), states),
        group("stage", t!(words, "work-stage"), each_once(stages)),
        group("type", t!(words, "work-kind"), each_once(types)),
        group("category", t!(words, "work-category"), each_once(terms)),
        group("unit", t!(words, "work-unit"), each_once(units)),
    ]
}

/// The kinds of matter in which the officer's posts, in their units, have tasks: those whose ways lead there, and those that
/// stand in the list because somebody passed them on.
fn kinds<'l>(names: &Names<'l>, asked: &Asked, lines: &[Line], room: &Room) -> Vec<&'l CaseType> {
    let chosen = asked.values("type");
    let stands = |id: &str| chosen.iter().any(|known| known == id) || lines.iter().any(|line| line.task.type_id == id);
    let comes = |rules: &CaseType| rules.stages.iter().any(|stage| comes_to(names, rules, stage, room));
    names.types().filter(|rules| stands(&rules.id.0) || comes(rules)).collect()
}

/// Whether a stage's work can come to a post that the officer holds, in the unit in which it is held.
fn comes_to(names: &Names<'_>, rules: &CaseType, stage: &Stage, room: &Room) -> bool {
    let support = stage.support.as_ref().is_some_and(|support| room.staff.is(support.post.as_str()));
    let TaskRule::Officer { post, unit: rule, .. } = &stage.task else { return support };
    let mut units = room.staff.posts.iter().filter(|(held, _)| held == post).map(|(_, unit)| unit);
    support || units.any(|unit| can_be(names, rules, rule, unit))
}

/// Whether a way may lead to a unit: a fixed one leads to its own alone, a field names units of its kinds.
fn can_be(names: &Names<'_>, rules: &CaseType, rule: &UnitRule, unit: &UnitCode) -> bool {
    let suffix = unit.as_str().split_once('-').map_or(unit.as_str(), |(_, suffix)| suffix);
    match rule {
        UnitRule::Route(name) => match rules.routes.get(name) {
            Some(Route::Unit(fixed)) => fixed == suffix,
            Some(Route::LeastLoad { units }) => units.iter().any(|fixed| fixed == suffix),
            _ => true,
        },
        UnitRule::Field(field) | UnitRule::Climbs(field) | UnitRule::Worked(field) => {
            let kinds = rules.field(field).map(|field| field.unit_kinds.as_slice()).unwrap_or_default();
            let kind = names.directory().unit(unit).map(|unit| unit.kind);
            kinds.is_empty() || kind.is_none_or(|kind| kinds.contains(&kind))
        }
    }
}

/// The kinds whose stages and categories are worth choosing among: those that are chosen, else those of the lines, else all.
/// An officer of ten systems would else look for one stage among fifty.
fn in_question<'k, 'l>(kinds: &'k [&'l CaseType], asked: &Asked, lines: &[Line]) -> Vec<&'k &'l CaseType> {
    let chosen = asked.values("type");
    let are = |wanted: &dyn Fn(&str) -> bool| kinds.iter().filter(|rules| wanted(&rules.id.0)).collect::<Vec<_>>();
    let found = if chosen.is_empty() {
        are(&|id| lines.iter().any(|line| line.task.type_id == id))
    } else {
        are(&|id| chosen.iter().any(|known| known == id))
    };
    if found.is_empty() { kinds.iter().collect() } else { found }
}

fn is_theirs(stage: &Stage, room: &Room) -> bool {
    let held = |post: &PostName| room.staff.is(post.as_str());
    let lead = matches!(&stage.task, TaskRule::Officer { post, .. } if held(post));
    lead || stage.support.as_ref().is_some_and(|support| held(&support.post))
}

fn terms(names: &Names<'_>, rules: &CaseType) -> Vec<(String, String)> {
    let vocabulary = term_field(rules).and_then(|field| field.vocabulary.as_deref());
    let Some((name, known)) = vocabulary.and_then(|name| Some((name, rules.vocabularies.get(name)?))) else {
        return Vec::new();
    };
    known.terms.iter().map(|term| (term.code.clone(), names.term(rules, name, &term.code))).collect()
}

fn selected(asked: &Asked, groups: &[Group], names: &Names<'_>) -> Option<SelectedFilters> {
    let words = names.words();
    let of_group = |group: &Group| {
        let chosen = asked.values(group.name).into_iter().map(|value| {
            let known = group.choices.iter().find(|(code, _)| *code == value).map(|(_, text)| text.clone());
            (known.unwrap_or_else(|| value.clone()), asked.address_without(group.name, &value))
        });
        (group.legend.clone(), chosen.collect::<Vec<_>>())
    };
    let text = (!asked.q.is_empty())
        .then(|| (t!(words, "work-words"), vec![(asked.q.clone(), asked.address_without("q", &asked.q))]));
    let categories: Vec<_> = groups.iter().map(of_group).chain(text).filter(|(_, tags)| !tags.is_empty()).collect();
    (!categories.is_empty()).then(|| SelectedFilters {
        heading: t!(words, "filter-chosen"),
        clear_text: t!(words, "filter-clear"),
        clear_href: "/desk".into(),
        remove_text: t!(words, "filter-remove"),
        categories,
    })
}

fn each_once(choices: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    choices.into_iter().filter(|(value, _)| seen.insert(value.clone())).collect()
}
