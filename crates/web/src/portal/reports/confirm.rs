//! `/reports/{number}`: the text with its marks on the left, the items on the right. Everybody may read it; who has the
//! task decides. What the list shows stands in the address.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::Who;
use bihuan_office::reports::{Explained, Sheet};
use bihuan_office::{Failure, Office};
use bihuan_text::report::decided::{DecidedItem, State};
use bihuan_text::report::model::Section;

use super::{hints, items, short, text, who, writing};
use crate::components::{Crumb, SelectItem, SummaryList, SummaryRow};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{FieldError, Form, submit, way};
use crate::portal::guest::{Guest, body, link};
use crate::portal::when;
use crate::t;
use crate::words::Words;

/// What the address asks for, and what the reader may do.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// `indicator`, `commitment`, `term`, or all.
    pub kind: String,
    /// A state, `settled`, or all.
    pub state: String,
    /// Only what is in doubt.
    pub doubt: bool,
    /// Only the section of this number, from 1.
    pub section: Option<usize>,
    /// `correct` or `append`: a form to write in.
    pub write: String,
    /// The short name of the item that is written about.
    pub item: String,
    can: BTreeSet<String>,
}

impl View {
    /// Reads the address.
    pub fn of(given: &[(String, String)], can: BTreeSet<String>) -> Self {
        let value =
            |name: &str| given.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default();
        Self {
            kind: value("kind"),
            state: value("state"),
            doubt: !value("doubt").is_empty(),
            section: value("section").parse().ok(),
            write: value("write"),
            item: value("item"),
            can,
        }
    }

    /// Whether the reader may take an action now.
    pub fn can(&self, action: &str) -> bool {
        self.can.contains(action)
    }

    /// The address with some of it changed; what is written about is left out unless it is named.
    pub fn query(&self, with: &[(&str, &str)]) -> String {
        let section = self.section.map(|section| section.to_string()).unwrap_or_default();
        let doubt = if self.doubt { "1" } else { "" };
        let own = [("kind", self.kind.as_str()), ("state", &self.state), ("doubt", doubt), ("section", &section)];
        let kept = own.into_iter().filter(|(name, _)| with.iter().all(|(other, _)| other != name));
        let pairs: Vec<String> = kept
            .chain(with.iter().copied())
            .filter(|(_, value)| !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    fn shows(&self, item: &DecidedItem, section: Option<&Section>) -> bool {
        let state = match self.state.as_str() {
            "" => true,
            "open" => item.state.is_open(),
            "settled" => !item.state.is_open(),
            word => item.state.word() == word,
        };
        let kind = self.kind.is_empty() || item.anchor.kind.word() == self.kind;
        state
            && kind
            && (!self.doubt || !item.doubts().is_empty())
            && section.is_none_or(|at| at.span.holds(item.item.span()))
    }
}

/// What a page of a report needs.
pub struct Opened {
    /// The report.
    pub sheet: Arc<Sheet>,
    /// What the reader may do.
    pub can: BTreeSet<String>,
    /// Others of the same region and year.
    pub versions: Vec<(String, String)>,
    /// Explained terms that stand in it, with every report's own words for them.
    pub terms: Vec<(String, Vec<Explained>)>,
}

/// Opens a report for a reader.
pub fn open(office: &Office, number: &str, who: &Who) -> Result<Opened, Failure> {
    let sheet = office.sheet(number, who)?;
    let reading = office.read(number, who).or_else(|_| office.read(number, &Who::Public))?;
    let can = reading.actions.iter().map(|open| open.action.clone()).collect();
    let versions = office.versions_of(&sheet)?;
    let said: String = text::passages(&sheet).into_iter().map(|(_, words)| words).collect();
    let terms = office.terms_in(&said)?;
    Ok(Opened { sheet, can, versions, terms })
}

/// `GET /reports/{number}`
pub async fn page(guest: Guest, Path(number): Path<String>, Query(given): Query<Vec<(String, String)>>) -> Response {
    let who = who(&guest);
    match guest.ask(move |office| open(office, &number, &who)).await {
        Ok(opened) => {
            let view = View::of(&given, opened.can.clone());
            show(&guest, &opened, &view, &[], &[])
        }
        Err(sorry) => sorry,
    }
}

/// The page; with a form that was filled in wrongly, what is wrong with it.
pub fn show(
    guest: &Guest,
    opened: &Opened,
    view: &View,
    values: &[(String, String)],
    errors: &[FieldError],
) -> Response {
    let (words, sheet) = (guest.words(), opened.sheet.as_ref());
    let law = guest.app.office.law();
    let names = Names::new(&law, guest.lang());
    let sections = sheet.report().map(|report| report.sections.as_slice()).unwrap_or_default();
    let section = view.section.and_then(|number| sections.get(number.checked_sub(1)?));
    let shown: Vec<&DecidedItem> = sheet.decided.items.iter().filter(|item| view.shows(item, section)).collect();
    let mark = if sheet.case.synthetic { when::made_up(words) } else { Html::empty() };
    let head = el("h1")
        .class("govuk-heading-l")
        .put(el("span").attr("lang", "zh-CN").put(&sheet.text.title))
        .put(" ")
        .put(mark);
    let errors_first = Form::new(words, values, errors).error_summary();
    let left = el("section")
        .class("bh-confirm__text")
        .attr("id", "text")
        .attr("aria-label", t!(words, "reading-text"))
        .attr("tabindex", "-1")
        .put(text::text(sheet));
    let right = el("section")
        .class("bh-confirm__list")
        .attr("id", "list")
        .attr("aria-label", t!(words, "reading-items"))
        .attr("tabindex", "-1")
        .put(items::kinds(words, sheet, view))
        .put(filter(words, sheet, view, sections))
        .put(writing::form(guest, sheet, view, values, errors))
        .put(body(t!(words, "reading-shown", n = shown.len())))
        .put(items::list(guest, &names, sheet, view, &shown))
        .put(items::lost(words, &names, &sheet.decided.lost));
    let main = errors_first
        .then(head)
        .then(summary(guest, &names, opened))
        .then(next(words, sheet, view))
        .then(switch(words))
        .then(keys(words, view))
        .then(others(guest, &names, sheet, view))
        .then(hints(words, &opened.terms))
        .then(el("div").class("bh-confirm").put(left).put(right));
    let mut page = guest.page(sheet.text.title.clone(), "reports").with(main);
    page.wrong = !errors.is_empty();
    page.before =
        way(words, vec![Crumb::new("/reports", t!(words, "nav-reports")), Crumb::new("", sheet.case.number.as_str())]);
    page.into_response()
}

fn summary(guest: &Guest, names: &Names<'_>, opened: &Opened) -> Html {
    let (words, sheet) = (guest.words(), opened.sheet.as_ref());
    let report = sheet.report();
    let year = |year: Option<i16>| {
        year.map_or_else(|| t!(words, "reading-not-said"), |year| t!(words, "reading-year", year = year.to_string()))
    };
    let years = t!(
        words,
        "reading-years",
        reviewed = year(report.and_then(|report| report.year_reviewed)),
        planned = year(report.and_then(|report| report.year_planned)),
    );
    let region = sheet.region().map(str::to_owned);
    let (settled, all) = (sheet.decided.settled(), sheet.decided.items.len());
    let stands = match &sheet.case.closed {
        Some(closing) => names.outcome(&sheet.rules, &closing.outcome),
        None => t!(words, "reports-so-far", settled = settled, all = all),
    };
    let mut rows = vec![
        SummaryRow::new(t!(words, "reports-region"), region.unwrap_or_else(|| t!(words, "reading-not-said"))),
        SummaryRow::new(t!(words, "reports-year"), years),
        SummaryRow::new(t!(words, "reading-file"), sheet.text.name.clone()),
        SummaryRow::new(t!(words, "reports-confirmed"), stands),
    ];
    if !opened.versions.is_empty() {
        let links: Html = opened
            .versions
            .iter()
            .map(|(number, name)| el("li").put(link(&format!("/reports/{}/against/{number}", sheet.case.number), name)))
            .map(Html::from)
            .collect();
        rows.push(SummaryRow::new(t!(words, "reading-versions"), el("ul").class("govuk-list").put(links).html()));
    }
    if guest.staff.is_some() {
        let record = link(&format!("/desk/cases/{}", sheet.case.number), t!(words, "reading-record"));
        rows.push(SummaryRow::new(t!(words, "reading-matter"), record));
    }
    SummaryList { rows, classes: "govuk-summary-list--no-border bh-facts".into(), ..SummaryList::default() }.into()
}

/// The way to the adoption, for who may.
fn next(words: &'static Words, sheet: &Sheet, view: &View) -> Html {
    if !view.can("adopt") {
        return Html::empty();
    }
    let adopt = el("a")
        .class("govuk-button")
        .attr("href", format!("/reports/{}/adopt", sheet.case.number))
        .attr("role", "button")
        .attr("draggable", "false")
        .put(t!(words, "reading-to-adopt"));
    el("p").put(adopt).html()
}

/// On a narrow screen one of the two columns is shown.
fn switch(words: &Words) -> Html {
    let way = |href: &str, key: &str| el("a").class("govuk-link").attr("href", href).put(words.get(key, &[]));
    el("nav")
        .class("bh-confirm__switch")
        .attr("aria-label", t!(words, "reading-switch"))
        .put(way("#list", "reading-items"))
        .put(way("#text", "reading-text"))
        .html()
}

fn keys(words: &Words, view: &View) -> Html {
    if !view.can("accept") {
        return Html::empty();
    }
    el("p").class("bh-keys").put(t!(words, "reading-keys")).html()
}

/// Whose task it is, for an officer who may only read.
fn others(guest: &Guest, names: &Names<'_>, sheet: &Sheet, view: &View) -> Html {
    let task = sheet.case.open_tasks().next().filter(|_| guest.staff.is_some() && !view.can("accept"));
    let Some(task) = task else { return Html::empty() };
    let by = names.post_at(task.post.as_ref().map(|post| post.as_str()), task.unit.as_ref().map(|unit| unit.as_str()));
    el("p").class("govuk-body bh-muted").put(t!(guest.words(), "reading-others", by = by)).html()
}

fn filter(words: &'static Words, sheet: &Sheet, view: &View, sections: &[Section]) -> Html {
    let all = || SelectItem::new("", t!(words, "reading-all"));
    let settled = [SelectItem::new("settled", t!(words, "reading-state-settled"))];
    let state =
        |state: State| SelectItem::new(state.word(), words.get(&format!("reading-state-{}", state.word()), &[]));
    let states = [all()].into_iter().chain(State::ALL.map(state)).chain(settled).collect();
    let section = |(index, section): (usize, &Section)| {
        let indent = "　".repeat(usize::from(section.level.saturating_sub(1)));
        let heading: String = section.heading.chars().take(24).collect();
        SelectItem::new((index + 1).to_string(), format!("{indent}{heading}"))
    };
    let places = [all()].into_iter().chain(sections.iter().enumerate().map(section)).collect();
    let doubts = vec![all(), SelectItem::new("1", t!(words, "reading-in-doubt"))];
    let chosen = [
        ("state".to_owned(), view.state.clone()),
        ("section".to_owned(), view.section.map(|number| number.to_string()).unwrap_or_default()),
        ("doubt".to_owned(), if view.doubt { "1".into() } else { String::new() }),
    ];
    let form = Form::new(words, &chosen, &[]);
    el("form")
        .class("bh-filter")
        .attr("method", "get")
        .attr("action", format!("/reports/{}#list", sheet.case.number))
        .put(crate::shell::hidden("kind", &view.kind))
        .put(form.select("state", t!(words, "reading-state"), states))
        .put(form.select("section", t!(words, "reading-section"), places))
        .put(form.select("doubt", t!(words, "reading-certainty"), doubts))
        .put(submit(t!(words, "documents-show")))
        .html()
}

/// The item of a short name.
pub fn named<'s>(sheet: &'s Sheet, name: &str) -> Option<&'s DecidedItem> {
    sheet.decided.items.iter().find(|item| short(&item.anchor.to_string()) == name)
}
