//! What every page of the administration has: who may open it, the navigation beside it, lists that are narrowed and paged
//! by the address, and tables.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::refusal::Refusal;
use bihuan_core::directory::{DistrictCode, Officer};
use bihuan_office::{Failure, Law, Office, people};

use crate::components::*;
use crate::desk::{ADMIN, AUDITOR, Room};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form};
use crate::shell::{Page, escaped, hidden};
use crate::t;
use crate::words::{Lang, Words};

/// Lines on a page.
pub const A_PAGE: usize = 50;

/// Rows of a page of a list that is shown whole where somebody asks for it, to be printed.
const A_LIST: usize = 30;
/// The page that holds every row.
const WHOLE: &str = "all";

/// A section of the navigation, and its pages: name, address, and whether an auditor reads them too.
type Section = (&'static str, &'static [(&'static str, &'static str, bool)]);

/// The pages, by section.
const PAGES: [Section; 4] = [
    (
        "admin-people",
        &[("units", "/admin/units", false), ("posts", "/admin/posts", false), ("officers", "/admin/officers", false)],
    ),
    (
        "admin-rules",
        &[
            ("packs", "/admin/packs", true),
            ("calendar", "/admin/calendar", true),
            ("what-if", "/admin/what-if", true),
            ("flow", "/admin/flow", true),
        ],
    ),
    (
        "admin-machine",
        &[("health", "/admin", true), ("jobs", "/admin/jobs", false), ("tokens", "/admin/tokens", false)],
    ),
    ("admin-watch", &[("looks", "/admin/looks", true), ("nav-admin-notices", "/admin/notices", false)]),
];

/// What the address asks for.
pub type Query1 = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// The parameters of an address.
#[derive(Clone, Debug, Default)]
pub struct Asked(pub Vec<(String, String)>);

impl Asked {
    /// The parameters; an address that cannot be read has none.
    pub fn of(query: Query1) -> Self {
        Self(query.map(|Query(pairs)| pairs).unwrap_or_default())
    }

    /// The first value of a parameter, trimmed; empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.trim())
    }

    /// Which page of a list, from 1.
    pub fn page(&self) -> usize {
        self.value("page").parse().unwrap_or(1).max(1)
    }

    /// The same address with one parameter set.
    pub fn with(&self, path: &str, name: &str, value: &str) -> String {
        let others = self.0.iter().filter(|(n, v)| n != name && n != "d" && n != "lang" && !v.is_empty());
        let pair = |(n, v): (&str, &str)| format!("{n}={}", escaped(v));
        let all: Vec<String> = others.map(|(n, v)| pair((n, v))).chain([pair((name, value))]).collect();
        format!("{path}?{}", all.join("&"))
    }
}

/// Who may open a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum For {
    /// Who keeps the instance.
    Keepers,
    /// An auditor too.
    Auditors,
}

impl For {
    fn lets_in(self, room: &Room) -> bool {
        room.staff.is(ADMIN) || (self == For::Auditors && room.staff.is(AUDITOR))
    }
}

/// Shows a page to who may open it.
pub async fn show(
    room: Room,
    whose: For,
    draw: impl FnOnce(&Office, &View<'_>) -> Result<Page, Failure> + Send + 'static,
) -> Response {
    if !whose.lets_in(&room) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let law = office.law();
        draw(office, &View::new(&inner, &law))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// What a page is drawn from.
pub struct View<'v> {
    /// Who is here.
    pub room: &'v Room,
    /// The law as it is.
    pub law: &'v Law,
    /// What things are called.
    pub names: Names<'v>,
    /// The sentences.
    pub words: &'static Words,
}

impl<'v> View<'v> {
    /// What a page for somebody is drawn from.
    pub fn new(room: &'v Room, law: &'v Law) -> Self {
        Self { room, law, names: Names::new(law, room.reader.lang), words: room.words() }
    }

    /// A sentence by a key that is made from data.
    pub fn say(&self, key: &str) -> String {
        self.words.get(key, &[])
    }

    /// The district that the page is about.
    pub fn district(&self) -> Option<DistrictCode> {
        self.room.district(self.law)
    }

    /// The officers of that district, by account.
    pub fn officers(&self) -> Vec<&'v Officer> {
        let here = self.district();
        self.law.directory.officers().filter(|officer| people::home(officer) == here).collect()
    }

    /// A whole page: the navigation, and beside it a heading and the content.
    pub fn page(&self, here: &str, title: impl Into<String>, content: impl Into<Html>) -> Page {
        let title = title.into();
        let heading = el("h1").class("govuk-heading-l").put(&title).html();
        let main = el("div").class("bh-admin__main").put(heading).put(content.into());
        let body = el("div").class("bh-admin").put(self.navigation(here)).put(main);
        self.room.page(title, "admin").with(body)
    }

    fn navigation(&self, here: &str) -> Html {
        let keeper = self.room.staff.is(ADMIN);
        let section = |(heading, pages): &Section| {
            let shown = pages.iter().filter(|(_, _, audited)| keeper || *audited);
            let item = |(key, href, _): &(&str, &str, bool)| {
                NavigationItem::new(*href, self.say(key)).current_if(*key == here)
            };
            let items: Vec<NavigationItem> = shown.map(item).collect();
            (!items.is_empty()).then(|| SideSection {
                heading: self.say(heading).into(),
                heading_level: Some(2),
                items,
                ..SideSection::default()
            })
        };
        side_navigation(&SideNavigation {
            label: t!(self.words, "nav-admin"),
            sections: PAGES.iter().filter_map(section).collect(),
            classes: "bh-no-print".into(),
            ..SideNavigation::default()
        })
    }

    /// A part of a page under a heading.
    pub fn section(&self, key: &str, content: impl Into<Html>) -> Html {
        let heading = el("h2").class("govuk-heading-m").put(self.say(key));
        el("section").class("govuk-!-margin-bottom-6").put(heading).put(content.into()).html()
    }

    /// A part of a page that a telephone folds under its heading.
    pub fn part(&self, key: &str, content: impl Into<Html>) -> Html {
        phrases::part(self.say(key), content)
    }

    /// A paragraph.
    pub fn line(&self, text: impl Into<Html>) -> Html {
        el("p").class("govuk-body").put(text.into()).html()
    }

    /// A table that becomes cards on a phone; a sentence where there is nothing in it.
    pub fn table(&self, head: &[&str], rows: Vec<Vec<Cell>>) -> Html {
        if rows.is_empty() {
            return self.line(t!(self.words, "admin-nothing"));
        }
        let may = || Html::from(el("span").class("govuk-visually-hidden").put(t!(self.words, "may-now")));
        let head = head.iter().map(|key| if key.is_empty() { may().into() } else { self.say(key).into() }).collect();
        Table { head, rows, classes: "bh-dense".into(), ..Table::default() }.stacked().into()
    }

    /// The same with the cards drawn close together: for many rows of few words.
    pub fn tight(&self, head: &[&str], rows: Vec<Vec<Cell>>) -> Html {
        el("div").class("bh-tight").put(self.table(head, rows)).html()
    }

    /// One page of a long list: how many there are, the table, and the ways on.
    pub fn listed<T>(
        &self,
        (path, asked): (&str, &Asked),
        head: &[&str],
        all: &[T],
        row: impl Fn(&T) -> Vec<Cell>,
    ) -> Html {
        let most = if asked.value("page") == WHOLE { all.len().max(1) } else { A_LIST };
        let pages = all.len().div_ceil(most).max(1);
        let page = asked.page().min(pages);
        let shown = all.iter().skip((page - 1) * most).take(most).map(row).collect();
        let count = self.line(t!(self.words, "admin-count", n = all.len(), page = page, pages = pages));
        let previous = (page > 1).then(|| asked.with(path, "page", &(page - 1).to_string()));
        let next = (page < pages).then(|| asked.with(path, "page", &(page + 1).to_string()));
        let whole = (pages > 1).then(|| {
            let all = link(asked.with(path, "page", WHOLE), t!(self.words, "list-whole"));
            el("div").class("bh-no-print").put(self.line(all)).html()
        });
        count.then(self.tight(head, shown)).then(phrases::pages(self.words, previous, next)).then(whole)
    }

    /// A form above a list that narrows it; a narrowed list has an address.
    pub fn narrow(&self, path: &str, asked: &Asked, fields: impl FnOnce(&Form<'_>) -> Html) -> Html {
        let form = Form::new(self.words, &asked.0, &[]);
        let button = Button {
            content: t!(self.words, "filter-apply").into(),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        };
        el("form")
            .class("bh-admin-filter bh-no-print")
            .attr("method", "get")
            .attr("action", path)
            .put(fields(&form))
            .put(button)
            .html()
    }

    /// A form that changes something.
    pub fn form(&self, action: &str, content: impl Into<Html>) -> Html {
        el("form")
            .attr("method", "post")
            .attr("action", action)
            .attr("novalidate", "")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(content.into())
            .html()
    }

    /// A form behind a line that unfolds it; open where something is wrong in it.
    pub fn fold(&self, summary: String, open: bool, content: Html) -> Html {
        let attributes = if open { crate::html::Attrs::new().flag("open") } else { crate::html::Attrs::new() };
        Details { summary: summary.into(), content, attributes, ..Details::default() }.into()
    }

    /// The units of the district to choose from, by kind.
    pub fn units_to_choose(&self, empty: Option<String>) -> Vec<SelectItem> {
        let here = self.district();
        let kinds = bihuan_core::directory::UnitKind::ALL;
        let of_kind =
            |kind| self.law.directory.units(None, Some(kind)).filter(|unit| Some(unit.code.district()) == here);
        let item = |unit: &bihuan_core::directory::Unit| SelectItem {
            group: self.names.unit_kind(unit.kind),
            ..SelectItem::new(unit.code.as_str(), self.names.unit(&unit.code))
        };
        let first = empty.map(|text| SelectItem::new("", text));
        first
            .into_iter()
            .chain(kinds.into_iter().flat_map(|kind| of_kind(kind).map(item).collect::<Vec<_>>()))
            .collect()
    }

    /// The posts that packs speak of or somebody holds, to choose from.
    pub fn posts_to_choose(&self, empty: Option<String>) -> Vec<SelectItem> {
        let named = super::posts::known(self.law);
        let item = |post: &String| SelectItem::new(post.as_str(), format!("{}（{post}）", self.names.post(post)));
        let first = empty.map(|text| SelectItem::new("", text));
        first.into_iter().chain(named.iter().map(item)).collect()
    }

    /// A sentence of the law in the reader's language.
    pub fn refused(&self, refusal: &Refusal, fields: &[&str]) -> Vec<FieldError> {
        let sentence = |sentence: &bihuan_core::casework::refusal::Sentence| match self.room.reader.lang {
            Lang::Zh => sentence.zh.clone(),
            Lang::En => sentence.en.clone(),
        };
        let field = refusal.faults.first().map(|fault| fault.field.trim_start_matches('/').to_owned());
        let field = field.filter(|name| fields.contains(&name.as_str()));
        let field = field.or_else(|| fields.first().map(|name| (*name).to_owned())).unwrap_or_default();
        vec![FieldError::new(field, sentence(&refusal.sentence))]
    }
}

/// A link in a list.
pub fn link(href: impl AsRef<str>, text: impl Into<Html>) -> Html {
    el("a").class("govuk-link").attr("href", href.as_ref()).put(text.into()).html()
}

/// An instant as pages of the administration write it.
pub fn instant(at: jiff::Timestamp) -> String {
    bihuan_core::calendar::civil(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    const STEPS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    let step = STEPS.into_iter().find(|(unit, _)| bytes >= *unit);
    step.map_or_else(
        || format!("{bytes} B"),
        |(unit, name)| {
            let tenths = bytes.saturating_mul(10) / unit;
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        },
    )
}
