//! The entries that can be booked: on the map and in a list, each with its hours of a day.

use std::collections::BTreeMap;

use bihuan_core::value::EntryRef;
use bihuan_office::{Failure, Free, Office};
use jiff::civil::Date;

use super::super::guest::{Guest, body, link, section, title};
use super::pins::{self, Cell, Pin};
use super::{Entry, Kind, day_called, day_of, days, hours, point_of, value};
use crate::components::*;
use crate::fields::map::Map;
use crate::html::{Html, el};
use crate::lists;
use crate::names::Names;
use crate::phrases::{self, Form, submit};
use crate::shell::{Page, escaped, hidden};
use crate::t;

/// Entries on one page of the list.
const A_PAGE: usize = 12;
/// Entries that the map and the search look at.
const MOST: usize = 2000;

/// The page where nothing can be booked.
pub fn nothing(guest: &Guest) -> Page {
    let words = guest.words();
    let main = title(&t!(words, "reserve")).then(body(t!(words, "reserve-nothing")));
    guest.page(t!(words, "reserve"), "reserve").with(main)
}

/// What is looked for.
struct Look<'a> {
    guest: &'a Guest,
    kind: &'a Kind,
    q: &'a str,
    near: &'a str,
    day: Date,
    from: usize,
}

/// The page.
pub fn page(office: &Office, guest: &Guest, kind: &Kind, asked: &[(String, String)]) -> Result<Page, Failure> {
    let (words, day) = (guest.words(), day_of(office, value(asked, "day")));
    let from = value(asked, "from").parse().unwrap_or(0);
    let look = Look { guest, kind, q: value(asked, "q").trim(), near: value(asked, "near"), day, from };
    let (entries, cut) = entries(office, kind)?;
    let map = Map::of(&kind.law, &kind.district);
    let cell_of = |entry: &Entry| Some(pins::cell(map.as_ref()?, point_of(&kind.register, &entry.said)?));
    let drawn = look.map(&entries, &cell_of);
    let near =
        |entry: &Entry| look.near.is_empty() || cell_of(entry).is_some_and(|cell| pins::written(cell) == look.near);
    let fits: Vec<&Entry> = entries.iter().filter(|entry| look.finds(entry) && near(entry)).collect();
    let shown: Vec<&Entry> = fits.iter().skip(from).take(A_PAGE).copied().collect();
    let cards = look.cards(office, &shown)?;
    let count = body(t!(words, "reserve-found", n = fits.len()));
    let all = (!look.near.is_empty() || !look.q.is_empty())
        .then(|| body(link(&look.at("", "", 0), t!(words, "reserve-all"))));
    let cut = cut.then(|| phrases::important(words, t!(words, "reserve-cut", n = MOST)));
    let side = el("div").class("govuk-grid-column-one-third").put(drawn);
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(look.form(office))
        .put(cut)
        .put(section(day_called(guest, day)))
        .put(hours::legend(words))
        .put(count)
        .put(all)
        .put(cards)
        .put(look.pages(fits.len()));
    let heading = title(&kind.title(guest)).then(body(t!(words, "reserve-about")));
    let row = el("div").class("govuk-grid-row").put(side).put(main);
    let mut page = guest.page(kind.title(guest), "reserve").with(heading.then(look.follow()).then(row));
    page.before = phrases::back(words, "/");
    Ok(page)
}

/// The entries in use, in the order of their keys, and whether there are more than are looked at.
fn entries(office: &Office, kind: &Kind) -> Result<(Vec<Entry>, bool), Failure> {
    let rows = kind.register.rows.iter().map(|row| (row.key.clone(), row.values.clone().into_iter().collect()));
    let mut all: BTreeMap<String, _> = rows.collect();
    let (mut cursor, mut cut) = (None::<String>, false);
    loop {
        let page = office.own_entries(&kind.shelf(), cursor.as_deref())?;
        for (key, version) in page.items {
            match version.kept.retired {
                true => all.remove(&key),
                false => all.insert(key, version.values),
            };
        }
        cut |= all.len() > MOST;
        match page.next.filter(|_| !cut) {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    Ok((all.into_iter().take(MOST).map(|(key, said)| Entry { key, said }).collect(), cut))
}

impl Look<'_> {
    fn finds(&self, entry: &Entry) -> bool {
        let q = self.q.to_lowercase();
        let texts = self.kind.shown_fields().filter_map(|field| entry.said.get(&field.name)?.as_str());
        q.is_empty() || texts.chain([entry.key.as_str()]).any(|text| text.to_lowercase().contains(&q))
    }

    /// The address of the list.
    fn at(&self, q: &str, near: &str, from: usize) -> String {
        let kind = &self.kind.rules.id.0;
        format!("/reserve?type={kind}&day={}&q={}&near={near}&from={from}", self.day, escaped(q))
    }

    fn map(&self, entries: &[Entry], cell_of: &impl Fn(&Entry) -> Option<Cell>) -> Option<Html> {
        let words = self.guest.words();
        let mut cells: BTreeMap<Cell, Vec<&Entry>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| self.finds(entry)) {
            if let Some(cell) = cell_of(entry) {
                cells.entry(cell).or_default().push(entry);
            }
        }
        let pin = |(cell, of): (Cell, Vec<&Entry>)| {
            let name = of.first().map(|entry| self.kind.called(entry)).unwrap_or_default();
            let label = t!(words, "reserve-pin", name = name, n = of.len());
            let near = pins::written(cell);
            let chosen = near == self.near;
            (cell, Pin { n: of.len(), href: self.at(self.q, &near, 0), label, chosen })
        };
        let pins: BTreeMap<Cell, Pin> = cells.into_iter().map(pin).collect();
        let drawn = pins::drawing(&self.kind.law, &self.kind.district, &pins, &t!(words, "reserve-map"))?;
        let about = el("p").class("govuk-body-s bh-muted").put(t!(words, "reserve-map-about"));
        Some(drawn.then(about))
    }

    /// The way back to a booking.
    fn follow(&self) -> Html {
        let words = self.guest.words();
        body(link("/follow", t!(words, "reserve-follow")))
    }

    fn form(&self, office: &Office) -> Html {
        let words = self.guest.words();
        let typed = [("q".to_owned(), self.q.to_owned()), ("day".to_owned(), self.day.to_string())];
        let form = Form::new(words, &typed, &[]);
        let day = |day: Date| SelectItem::new(day.to_string(), day_called(self.guest, day));
        el("form")
            .attr("method", "get")
            .attr("action", "/reserve")
            .class("bh-reserve-form")
            .put(hidden("type", &self.kind.rules.id.0))
            .put(form.select("day", t!(words, "reserve-day"), days(office).into_iter().map(day).collect()))
            .put(form.input("q", t!(words, "reserve-q")))
            .put(submit(t!(words, "reserve-look")))
            .html()
    }

    /// The entries of one page with their hours: one question for all of them.
    fn cards(&self, office: &Office, shown: &[&Entry]) -> Result<Html, Failure> {
        let words = self.guest.words();
        let register = &self.kind.register.name;
        let asked: Vec<(EntryRef, _)> = shown
            .iter()
            .map(|entry| (EntryRef { register: register.clone(), key: entry.key.clone() }, &entry.said))
            .collect();
        let free = office.free_of(&self.kind.rules, self.kind.district.as_str(), &asked)?;
        let what = Names::new(&self.kind.law, self.guest.lang()).register(register);
        let card = |(entry, free): (&&Entry, Option<Free>)| {
            let strip =
                free.map(|free| hours::strip(words, &hours::of_day(&free.opening, &free.held, free.range, self.day)));
            let href = format!("{}?day={}", self.kind.path(&entry.key), self.day);
            let name = el("h3").class("govuk-heading-s").put(link(&href, self.kind.called(entry)));
            let hours = el("div").put(strip.unwrap_or_else(|| body(t!(words, "reserve-no-hours"))));
            let parts = [lists::part(name, &what), lists::part(hours, &t!(words, "reserve-hours-of-day"))];
            lists::card(el("li").class("bh-desk")).put_all(parts)
        };
        let cards = shown.iter().zip(free).map(card);
        Ok(lists::cards(el("ul").class("govuk-list bh-desk-list"), &what).put_all(cards).html())
    }

    fn pages(&self, count: usize) -> Html {
        let at = |from: usize| self.at(self.q, self.near, from);
        let before = (self.from > 0).then(|| at(self.from.saturating_sub(A_PAGE)));
        let after = (count > self.from + A_PAGE).then(|| at(self.from + A_PAGE));
        phrases::pages(self.guest.words(), before, after)
    }
}
