//! The form in which a person writes what an item is: to correct one that was read, or to add one that was overlooked.

use bihuan_office::reports::Sheet;
use bihuan_text::report::anchor::{Item, ItemKind};

use super::confirm::{View, named};
use super::kind_words;
use crate::components::SelectItem;
use crate::html::{Html, el};
use crate::phrases::{FieldError, Form, submit};
use crate::portal::guest::{Guest, body, section};
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// The fields of each kind, in the order of the form.
pub fn fields(kind: ItemKind) -> &'static [&'static str] {
    match kind {
        ItemKind::Indicator => &["name", "canonical", "kind", "year", "value", "unit", "growth_pct", "comparator"],
        ItemKind::Commitment => &["text", "verb", "object", "quantity", "unit", "comparator"],
        ItemKind::Term => &["term", "definition"],
    }
}

/// The form, where the address asks for one; else the way to it.
pub fn form(guest: &Guest, sheet: &Sheet, view: &View, values: &[(String, String)], errors: &[FieldError]) -> Html {
    let words = guest.words();
    let Some(staff) = guest.staff.as_ref().filter(|_| view.can("append")) else { return Html::empty() };
    let action = format!("/reports/{}/decide", sheet.case.number);
    let open = el("form").class("bh-write").attr("id", "write").attr("method", "post").attr("action", action);
    let open = open.put(hidden("csrf", &staff.csrf)).put(hidden("back", &view.query(&[])));
    match (view.write.as_str(), named(sheet, &view.item)) {
        ("correct", Some(item)) => {
            let read = of_item(&item.item);
            let filled = if values.is_empty() { &read } else { values };
            let fields = fields(item.anchor.kind);
            open.put(section(t!(words, "reading-correct")))
                .put(body(el("q").attr("lang", "zh-CN").put(item.item.words()).html()))
                .put(hidden("seen", &item.seen().to_string()))
                .put(hidden("kind", item.anchor.kind.word()))
                .put_all(controls(words, fields, filled, errors))
                .put(send(words, "correct", "reading-correct-save"))
                .html()
        }
        ("append", _) => {
            let kind = ItemKind::ALL.into_iter().find(|kind| kind.word() == view.kind).unwrap_or(ItemKind::Commitment);
            let input = Form::new(words, values, errors);
            let hint = t!(words, "reading-quote-hint");
            let quote = input.textarea("quote", t!(words, "reading-quote"));
            open.put(section(t!(words, "reading-append-kind", kind = kind_words(words, kind))))
                .put(body(hint))
                .put(hidden("kind", kind.word()))
                .put(crate::components::Textarea { rows: Some(2), ..quote })
                .put_all(controls(words, fields(kind), values, errors))
                .put(send(words, "append", "reading-append"))
                .html()
        }
        _ => {
            let ways = ItemKind::ALL.map(|kind| {
                let href = view.query(&[("write", "append"), ("kind", kind.word())]);
                let href = format!("/reports/{}{href}#write", sheet.case.number);
                let text = t!(words, "reading-append-kind", kind = kind_words(words, kind));
                el("li").put(el("a").class("govuk-link").attr("href", href).put(text))
            });
            el("ul").class("govuk-list bh-ways").put_all(ways).html()
        }
    }
}

fn send(words: &Words, action: &str, key: &str) -> Html {
    let button = submit(words.get(key, &[]));
    let button = crate::components::Button { name: action.into(), value: "write".into(), ..button };
    Html::from(button)
}

fn controls(
    words: &'static Words,
    fields: &'static [&'static str],
    values: &[(String, String)],
    errors: &[FieldError],
) -> Vec<Html> {
    let form = Form::new(words, values, errors);
    let label = |name: &str| words.get(&format!("reading-field-{}", name.replace('_', "-")), &[]);
    let options = |of: &str, all: &[&str]| {
        let item =
            |code: &&str| SelectItem::new(*code, words.get(&format!("reading-{of}-{}", code.replace('_', "-")), &[]));
        all.iter().map(item).collect::<Vec<_>>()
    };
    let control = |name: &&'static str| match *name {
        "kind" => form.select("tense", label("kind"), options("tense", &["actual", "target"])).into(),
        "comparator" => {
            let all = ["exact", "about", "at_least", "over", "within", "range"];
            form.select(name, label(name), options("comparator", &all)).into()
        }
        "text" | "definition" => Html::from(form.textarea(name, label(name))),
        _ => Html::from(form.input(name, label(name))),
    };
    fields.iter().map(control).collect()
}

/// What was read, as the form's fields.
pub fn of_item(item: &Item) -> Vec<(String, String)> {
    let text = |name: &str, value: Option<String>| (name.to_owned(), value.unwrap_or_default());
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    match item {
        Item::Indicator(it) => vec![
            text("name", Some(it.name.clone())),
            text("canonical", it.canonical.clone()),
            text("tense", Some(word(&it.kind))),
            text("year", it.year.map(|year| year.to_string())),
            text("value", number(it.value)),
            text("unit", it.unit.clone()),
            text("growth_pct", number(it.growth_pct)),
            text("comparator", Some(word(&it.comparator))),
        ],
        Item::Commitment(it) => vec![
            text("text", Some(it.text.clone())),
            text("verb", it.verb.clone()),
            text("object", it.object.clone()),
            text("quantity", number(it.quantity)),
            text("unit", it.unit.clone()),
            text("comparator", Some(word(&it.comparator))),
        ],
        Item::Term(it) => {
            vec![text("term", Some(it.term.clone())), text("definition", Some(it.definition.clone()))]
        }
    }
}

/// The word that the structured report writes for a fixed choice.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
