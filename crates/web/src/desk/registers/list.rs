//! The registers of the packs in force, and the entries of one: searched, narrowed, ordered, on a map, and as a file.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_office::import::{KEY, Known, register_columns};
use bihuan_office::registers::{Asking, Listed};
use bihuan_office::{Failure, Office};
use serde_json::Value as Json;

use super::{Here, value};
use crate::components::*;
use crate::desk::room::Room;
use crate::fields::map::Map;
use crate::html::{Html, el};
use crate::lists::{Format, List};
use crate::names::Names;
use crate::phrases::{self, Form, submit};
use crate::portal::reserve::pins::{self, Cell as Spot, Pin};
use crate::shell::escaped;
use crate::t;

/// Entries on one page, and in one step of a file.
const A_PAGE: usize = 50;
const A_STEP: usize = 200;
/// Columns of the list.
const COLUMNS: usize = 5;
/// Entries that the map looks at.
const ON_MAP: usize = 1000;

/// `GET /desk/registers`
pub async fn all(room: Room) -> Response {
    let law = room.app.office.law();
    let words = room.words();
    let names = Names::new(&law, room.reader.lang);
    let rows = law.packs.iter().flat_map(|(name, pack)| {
        let title = pack.english("pack", &["title"]).filter(|_| room.reader.lang == crate::words::Lang::En);
        let title = title.map_or_else(|| pack.title.clone(), str::to_owned);
        let names = &names;
        pack.registers.values().map(move |register| {
            let href = format!("/desk/registers/{name}/{}", register.name);
            let link = el("a").class("govuk-link").attr("href", href).put(names.register(&register.name));
            let keepers: Vec<String> = register.kept_by.iter().map(|post| names.post(post.as_str())).collect();
            let kept = if keepers.is_empty() { t!(words, "registers-by-acts") } else { keepers.join("、") };
            vec![Cell::from(link.html()), Cell::from(title.clone()), Cell::from(kept)]
        })
    });
    let head = ["registers-register", "registers-pack", "registers-kept-by"];
    let table = Table {
        caption: t!(words, "registers"),
        caption_classes: "govuk-visually-hidden".into(),
        head: head.into_iter().map(|key| words.get(key, &[]).into()).collect(),
        rows: rows.collect(),
        ..Table::default()
    };
    let main = el("h1")
        .class("govuk-heading-l")
        .put(t!(words, "registers"))
        .html()
        .then(el("p").class("govuk-body").put(t!(words, "registers-about")))
        .then(Html::from(table.stacked()));
    room.page(t!(words, "registers"), "intake").with(main).into_response()
}

/// `GET /desk/registers/{pack}/{register}`
pub async fn page(
    room: Room,
    Path((pack, register)): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::at(office, &inner, &pack, &register)?;
        let look = Look { columns: columns(&here, office), here: &here, office, asked: &asked };
        match Format::asked(&inner.reader) {
            Some(_) => look.file(),
            None => look.page(),
        }
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// The fields that a list shows: the first ones that fit into a line.
fn columns(here: &Here<'_>, office: &Office) -> Vec<Field> {
    let fits = |field: &&&Field| !matches!(field.kind, FieldType::File) && field.max.unwrap_or(0) <= 200;
    here.seen(office).iter().filter(fits).take(COLUMNS).map(|field| (*field).clone()).collect()
}

struct Look<'l> {
    here: &'l Here<'l>,
    office: &'l Office,
    asked: &'l [(String, String)],
    columns: Vec<Field>,
}

impl Look<'_> {
    /// What the address asks for; unknown fields are left out.
    fn asking(&self, limit: usize) -> Asking {
        let known = |name: &str| self.here.register.fields.iter().any(|field| field.name == name && !field.personal);
        let only = self.filters().into_iter().filter_map(|field| {
            let said = value(self.asked, &format!("f-{}", field.name));
            (!said.is_empty()).then(|| (field.name.clone(), said.to_owned()))
        });
        let sort = Some(value(self.asked, "sort")).filter(|sort| known(sort)).map(str::to_owned);
        let after = Some(value(self.asked, "after")).filter(|after| !after.is_empty()).map(str::to_owned);
        Asking { q: value(self.asked, "q").trim().to_owned(), only: only.collect(), sort, after, limit }
    }

    /// The fields by which the list can be narrowed: those with few values.
    fn filters(&self) -> Vec<&Field> {
        let few = |field: &&Field| matches!(field.kind, FieldType::Term | FieldType::Boolean) && !field.personal;
        self.here.register.fields.iter().filter(few).collect()
    }

    /// The fields by which it can be ordered.
    fn orders(&self) -> Vec<&Field> {
        let ordered = |field: &&Field| {
            let kind = matches!(field.kind, FieldType::Text | FieldType::Term | FieldType::Date | FieldType::Unit);
            kind && !field.personal && !field.many
        };
        self.here.register.fields.iter().filter(ordered).collect()
    }

    fn page(&self) -> Result<Response, Failure> {
        let words = self.here.room.words();
        let title = self.here.title();
        let found = self.office.entries_listed(&self.here.shelf(), &self.asking(A_PAGE))?;
        let next = found.next.as_ref().map(|next| self.at(Some(next)));
        let first = (!value(self.asked, "after").is_empty()).then(|| self.at(None));
        let main = el("h1")
            .class("govuk-heading-l")
            .put(&title)
            .html()
            .then(self.actions())
            .then(self.form())
            .then(self.table(&found.items))
            .then(phrases::pages(words, first, next))
            .then(self.map()?);
        let mut page = self.here.room.page(title.clone(), "intake").with(main);
        page.before = phrases::back(words, "/desk/registers");
        let list = List::of(words, title, &self.rows(&found.items));
        Ok(self.here.room.offering(self.office, page, &list)?.into_response())
    }

    /// The whole list as a file, as far as a file holds it.
    fn file(&self) -> Result<Response, Failure> {
        let words = self.here.room.words();
        let title = self.here.title();
        let mut list = List::new(words, title.clone());
        let mut asking = self.asking(A_STEP);
        while !list.is_full() {
            let found = self.office.entries_listed(&self.here.shelf(), &asking)?;
            self.push(&mut list, &found.items);
            match found.next {
                Some(next) => asking.after = Some(next),
                None => break,
            }
        }
        let page = self.here.room.page(title, "intake");
        Ok(self.here.room.offering(self.office, page, &list)?.into_response())
    }

    /// Every field of each entry, under the heads by which a table brings it back in: a place in its parts.
    fn push(&self, list: &mut List, items: &[Listed]) {
        let seen: Vec<&str> = self.here.seen(self.office).iter().map(|field| field.name.as_str()).collect();
        let whole_place = |known: &Known| {
            let is_place = |field: &Field| known.field.as_ref() == Some(&field.name) && field.kind == FieldType::Place;
            !known.target.contains('/') && self.here.register.fields.iter().any(is_place)
        };
        let columns: Vec<Known> = register_columns(&self.here.law, &self.here.shelf())
            .into_iter()
            .filter(|known| {
                known.field.as_ref().is_none_or(|name| seen.contains(&name.as_str())) && !whole_place(known)
            })
            .collect();
        let zh = self.here.room.reader.lang == crate::words::Lang::Zh;
        let heads: Vec<String> =
            columns.iter().map(|known| if zh { known.zh.clone() } else { known.en.clone() }).collect();
        for item in items {
            let cell = |known: &Known| bihuan_text::table::Cell::from(said(item, &known.target));
            list.push(&heads, columns.iter().map(cell).collect(), item.version.values.contains_key("synthetic"));
        }
    }

    /// The address of this list behind a place.
    fn at(&self, after: Option<&str>) -> String {
        let kept = self.asked.iter().filter(|(name, value)| name != "after" && name != "as" && !value.is_empty());
        let mut parts: Vec<String> = kept.map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        parts.extend(after.map(|after| format!("after={}", escaped(after))));
        format!("{}?{}", self.here.path(), parts.join("&"))
    }

    fn actions(&self) -> Option<Html> {
        let words = self.here.room.words();
        let button = |at: &str, key: &str| {
            let link = el("a").class("govuk-button govuk-button--secondary bh-no-print").attr("role", "button");
            link.attr("draggable", "false").attr("href", format!("{}/{at}", self.here.path())).put(words.get(key, &[]))
        };
        let keeps = self.here.keeps(self.office);
        let both = el("div").class("govuk-button-group");
        keeps.then(|| both.put(button("new", "registers-new")).put(button("import", "registers-import")).html())
    }

    fn form(&self) -> Html {
        let words = self.here.room.words();
        let form = Form::new(words, self.asked, &[]);
        let any = || SelectItem::new("", t!(words, "registers-any"));
        let filters = self.filters().into_iter().map(|field| {
            let mut items = vec![any()];
            match field.kind {
                FieldType::Boolean => items.extend(
                    [("true", "yes"), ("false", "no")].map(|(value, key)| SelectItem::new(value, words.get(key, &[]))),
                ),
                _ => {
                    let name = field.vocabulary.as_deref().unwrap_or_default();
                    let terms = self.here.rules.vocabularies.get(name).map(|list| list.terms.as_slice());
                    items.extend(terms.unwrap_or_default().iter().map(|term| {
                        SelectItem::new(term.code.as_str(), self.here.names().term(&self.here.rules, name, &term.code))
                    }));
                }
            }
            Html::from(form.select(&format!("f-{}", field.name), self.here.called(field), items))
        });
        let mut orders = vec![SelectItem::new("", t!(words, "registers-key"))];
        orders.extend(
            self.orders().into_iter().map(|field| SelectItem::new(field.name.as_str(), self.here.called(field))),
        );
        el("form")
            .attr("method", "get")
            .attr("action", self.here.path())
            .class("bh-reserve-form bh-no-print")
            .put(form.input("q", t!(words, "registers-q")))
            .put_all(filters)
            .put(form.select("sort", t!(words, "registers-sort"), orders))
            .put(submit(t!(words, "registers-look")))
            .html()
    }

    fn rows(&self, items: &[Listed]) -> Table {
        let words = self.here.room.words();
        let row = |item: &Listed| {
            let href = self.here.path_of(&item.key);
            let mut key = el("a").class("govuk-link").attr("href", href).put(&item.key).html();
            if item.version.kept.retired {
                key = key.then(" ").then(Html::from(Tag::coloured("grey", t!(words, "registers-retired"))));
            }
            let cell = |field: &Field| {
                let said = item.version.values.get(&field.name);
                Cell::from(said.map(|said| self.here.told(field, said)).unwrap_or_default())
            };
            std::iter::once(Cell::from(key)).chain(self.columns.iter().map(cell)).collect()
        };
        let heads = self.columns.iter().map(|field| self.here.called(field).into());
        Table {
            caption: self.here.title(),
            caption_classes: "govuk-visually-hidden".into(),
            head: std::iter::once(t!(words, "registers-key").into()).chain(heads).collect(),
            rows: items.iter().map(row).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        }
    }

    fn table(&self, items: &[Listed]) -> Html {
        if items.is_empty() {
            return InsetText::from(t!(self.here.room.words(), "registers-none")).into();
        }
        self.rows(items).stacked().into()
    }

    /// The entries that are asked for on the district's map, where they have places.
    fn map(&self) -> Result<Option<Html>, Failure> {
        let (here, words) = (self.here, self.here.room.words());
        let places = here.register.fields.iter().any(|field| field.kind == FieldType::Place && !field.personal);
        let Some(map) = Map::of(&here.law, &here.district).filter(|_| places) else { return Ok(None) };
        let (mut cells, mut looked): (BTreeMap<Spot, Vec<Listed>>, usize) = (BTreeMap::new(), 0);
        let mut asking = Asking { after: None, limit: A_STEP, ..self.asking(A_STEP) };
        while looked < ON_MAP {
            let found = self.office.entries_listed(&here.shelf(), &asking)?;
            looked += found.items.len();
            for item in found.items {
                let Some(point) = crate::portal::reserve::point_of(&here.register, &item.version.values) else {
                    continue;
                };
                cells.entry(pins::cell(&map, point)).or_default().push(item);
            }
            match found.next {
                Some(next) => asking.after = Some(next),
                None => break,
            }
        }
        let pin = |(cell, items): (Spot, Vec<Listed>)| {
            let first = items.first()?;
            let name = here.named(&first.key, &first.version.values);
            let label = t!(words, "reserve-pin", name = name, n = items.len());
            Some((cell, Pin { n: items.len(), href: here.path_of(&first.key), label, chosen: false }))
        };
        let pins: BTreeMap<Spot, Pin> = cells.into_iter().filter_map(pin).collect();
        let drawn = pins::drawing(&here.law, &here.district, &pins, &t!(words, "registers-map", n = ON_MAP));
        let heading = el("h2").class("govuk-heading-m").put(t!(words, "registers-map-title"));
        let about = el("p").class("govuk-body-s bh-muted").put(t!(words, "registers-map", n = ON_MAP));
        Ok(drawn.filter(|_| !pins.is_empty()).map(|drawn| heading.html().then(drawn).then(about)))
    }
}

/// What an entry says in a column, as a table brings it back in.
fn said(item: &Listed, target: &str) -> String {
    if target == KEY {
        return item.key.clone();
    }
    let (name, part) = target.split_once('/').map_or((target, None), |(name, part)| (name, Some(part)));
    let value = item.version.values.get(name);
    plain(part.map_or(value, |part| value.and_then(|place| place.get(part))))
}

fn plain(said: Option<&Json>) -> String {
    match said {
        None | Some(Json::Null) => String::new(),
        Some(Json::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(items)) => items.iter().map(|item| plain(Some(item))).collect::<Vec<_>>().join("；"),
        Some(other) => other.to_string(),
    }
}
