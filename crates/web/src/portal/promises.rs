//! The promises of the reports, each with its words: promised, done, pace, late, owner, and the sentence for the next
//! report. What is done adds up from the tasks that were opened from a promise; behind each number stand those tasks.

mod tasks;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_office::Failure;
use bihuan_text::promises::{Comparator, Promise};

use super::guest::{Guest, body, link, section, title};
use super::reports::hints;
use super::when;
use crate::components::Crumb;
use crate::components::{Cell, Details, InsetText, Lateness, SelectItem, SummaryList, SummaryRow, Table, clock};
use crate::html::{Html, el, void};
use crate::names::Names;
use crate::phrases::{Form, submit, way};
use crate::t;
use crate::words::Words;
pub use bihuan_office::promised::{Standing, entry, kinds, named, standings};

/// `GET /promises`
pub async fn page(guest: Guest, Query(given): Query<Vec<(String, String)>>) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let asked = given.iter().find(|(name, _)| name == "year").and_then(|(_, year)| year.parse::<i16>().ok());
    let of = district.clone();
    let found = guest.ask(move |office| {
        let years = office.promise_years(of.as_str())?;
        let year = asked.filter(|year| years.contains(year)).or_else(|| years.last().copied());
        let found = year.map_or_else(|| Ok(Vec::new()), |year| bihuan_office::promised::of_year(office, &of, year))?;
        Ok((years, year, found))
    });
    let (years, year, found) = match found.await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let head = title(&t!(words, "promises-title", district = names.unit(&district.unit())));
    let Some(year) = year else {
        let none = body(t!(words, "promises-none"));
        return guest.page(t!(words, "nav-promises"), "promises").with(head.then(none)).into_response();
    };
    let shown: Vec<&Standing> = found.iter().collect();
    let main = head
        .then(body(t!(words, "promises-about")))
        .then(choose(words, &years, year))
        .then(totals(words, &shown))
        .then(folded(&guest, &names, &shown));
    guest.page(t!(words, "nav-promises"), "promises").with(main).into_response()
}

/// `GET /promises/{id}`
pub async fn one(guest: Guest, Path(id): Path<String>) -> Response {
    let who = guest.staff.as_ref().map_or(bihuan_core::casework::Who::Public, |staff| staff.who.clone());
    let law = guest.app.office.law();
    let found = guest.ask(move |office| {
        let (standing, tasks) = tasks::of(office, &id, &who)?;
        let terms = office.terms_in(&standing.promise.quote)?;
        Ok((standing, tasks, terms))
    });
    let (standing, tasks, terms) = match found.await {
        Ok(found) => found,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let names = Names::new(&law, guest.lang());
    let promise = &standing.promise;
    let main = el("h1").class("govuk-heading-l").attr("lang", "zh-CN").put(format!("“{}”", promise.quote)).html();
    let mut rows = vec![
        SummaryRow::new(t!(words, "promises-where"), source(words, promise)),
        SummaryRow::new(t!(words, "promises-promised"), promised(words, promise)),
        SummaryRow::new(t!(words, "promises-done"), done(&guest, &standing)),
        SummaryRow::new(t!(words, "promises-stands"), stand(words, &standing)),
        SummaryRow::new(t!(words, "promises-owner"), owner(words, &names, promise)),
    ];
    if !promise.support.is_empty() {
        let support: Vec<String> = promise.support.iter().map(|code| names.unit_of(code)).collect();
        rows.push(SummaryRow::new(t!(words, "adopt-support"), support.join(words.comma())));
    }
    if let Some(due) = promise.due {
        rows.push(SummaryRow::new(t!(words, "adopt-due"), due.to_string()));
    }
    let sentence =
        section(t!(words, "promises-sentence")).then(el("p").class("govuk-body").put(told(&guest, &standing)));
    let main = main
        .then(hints(words, &terms))
        .then(SummaryList { rows, ..SummaryList::default() })
        .then(sentence)
        .then(section(t!(words, "promises-evidence")))
        .then(tasks::list(&guest, &names, promise, &tasks));
    let mut page = guest.page(promise.quote.clone(), "promises").with(main);
    page.before =
        way(words, vec![Crumb::new("/promises", t!(words, "nav-promises")), Crumb::new("", promise.id.as_str())]);
    page.into_response()
}

fn choose(words: &'static Words, years: &[i16], year: i16) -> Html {
    if years.len() < 2 {
        return Html::empty();
    }
    let chosen = [("year".to_owned(), year.to_string())];
    let items = years.iter().map(|year| SelectItem::new(year.to_string(), year.to_string())).collect();
    let select = Form::new(words, &chosen, &[]).select("year", t!(words, "promises-year"), items);
    el("form")
        .attr("method", "get")
        .attr("action", "/promises")
        .put(select)
        .put(submit(t!(words, "documents-show")))
        .html()
}

fn totals(words: &Words, shown: &[&Standing]) -> Html {
    let count = |fits: &dyn Fn(&Standing) -> bool| shown.iter().filter(|standing| fits(standing)).count();
    let figure = |key: &str, n: usize| {
        el("div").class("bh-figure").put(el("dt").put(words.get(key, &[]))).put(el("dd").put(n.to_string()))
    };
    el("dl")
        .class("bh-figures")
        .put(figure("promises-all", shown.len()))
        .put(figure("promises-kept", count(&|standing| standing.is_kept())))
        .put(figure("promises-under-way", count(&|standing| standing.is_under_way())))
        .put(figure("promises-late", count(&|standing| standing.is_late())))
        .put(figure("promises-unbegun", count(&|standing| !standing.has_begun())))
        .html()
}

/// The promises of each unit that leads, folded under its name with how they stand: a phone shows a page of units
/// first. A wide screen unfolds them all by script.
fn folded(guest: &Guest, names: &Names<'_>, shown: &[&Standing]) -> Html {
    let words = guest.words();
    let mut leads: Vec<String> = Vec::new();
    for standing in shown {
        let lead = standing.promise.lead_code();
        if !leads.contains(&lead) {
            leads.push(lead);
        }
    }
    let fold = |lead: &String| {
        let own: Vec<&Standing> =
            shown.iter().copied().filter(|standing| standing.promise.lead_code() == *lead).collect();
        let (kept, late) = (own.iter().filter(|it| it.is_kept()).count(), own.iter().filter(|it| it.is_late()).count());
        let unit = names.unit_of(lead);
        let summary = t!(words, "promises-of-unit", unit = unit.as_str(), n = own.len(), kept = kept, late = late);
        let content = table(guest, names, &unit, &own);
        Html::from(Details { summary: summary.into(), content, classes: "bh-fold".into(), ..Details::default() })
    };
    leads.iter().map(fold).collect()
}

fn table(guest: &Guest, names: &Names<'_>, unit: &str, shown: &[&Standing]) -> Html {
    let words = guest.words();
    let row = |standing: &&Standing| {
        let promise = &standing.promise;
        let quote = el("a").class("govuk-link").attr("href", format!("/promises/{}", promise.id)).attr("lang", "zh-CN");
        vec![
            Cell::from(quote.put(&promise.quote).html().then(void("br")).then(source(words, promise))),
            Cell::from(promised(words, promise)),
            Cell::from(done(guest, standing)),
            Cell::from(stand(words, standing)),
            Cell::from(owner(words, names, promise)),
            Cell::from(told(guest, standing)),
        ]
    };
    let head = [
        "promises-quote",
        "promises-promised",
        "promises-done",
        "promises-stands",
        "promises-owner",
        "promises-sentence",
    ];
    let table = Table {
        caption: unit.into(),
        caption_classes: "govuk-visually-hidden".into(),
        classes: "bh-dense bh-even".into(),
        head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
        rows: shown.iter().map(row).collect(),
        ..Table::default()
    };
    table.stacked().into()
}

/// Where the words stand; of an adopted promise its report, which opens there.
fn source(words: &Words, promise: &Promise) -> Html {
    let place = format!("{}:{}", promise.document, promise.line);
    let mark = if promise.synthetic { when::made_up(words) } else { Html::empty() };
    match &promise.report {
        Some(number) => link(&format!("/reports/{number}"), place).then(" ").then(mark),
        None => el("span").class("bh-muted").put(place).html(),
    }
}

/// "不少于 ", before the number: how a promise binds itself to it.
pub fn compared(words: &Words, comparator: Comparator) -> String {
    match comparator {
        Comparator::Exact => String::new(),
        Comparator::About => t!(words, "compared-about"),
        Comparator::AtLeast => t!(words, "compared-at-least"),
        Comparator::Over => t!(words, "compared-over"),
        Comparator::Within => t!(words, "compared-within"),
    }
}

fn promised(words: &Words, promise: &Promise) -> Html {
    if !promise.counted {
        return el("span").class("bh-muted").put(t!(words, "promises-uncounted")).html();
    }
    let how = compared(words, promise.comparator);
    let amount = el("span").class("bh-number").put(format!("{} {}", promise.quantity, promise.measure));
    Html::from(how).then(amount)
}

fn done(guest: &Guest, standing: &Standing) -> Html {
    let promise = &standing.promise;
    let number = format!("{} {}", standing.progress.done, promise.measure);
    let number = link(&format!("/promises/{}", promise.id), number);
    let mark = guest.app.office.is_demo().then(|| when::made_up(guest.words()));
    number.then(" ").then(mark)
}

/// Kept, late, or how the work stands beside the year, in words and a shape.
fn stand(words: &Words, standing: &Standing) -> Html {
    let progress = &standing.progress;
    let percent = |thousandths: i64| format!("{}.{}%", thousandths / 10, thousandths % 10);
    let pace = t!(words, "promises-pace", done = percent(progress.pace.done), gone = percent(progress.pace.gone));
    let (state, key) = match () {
        () if !standing.has_begun() => (Lateness::Suspended, "promises-unbegun"),
        () if standing.is_kept() => (Lateness::Done, "promises-kept"),
        () if standing.is_late() => (Lateness::Late, "promises-late"),
        () if progress.pace.behind() => (Lateness::Soon, "promises-behind"),
        () => (Lateness::OnTime, "promises-on-pace"),
    };
    let muted = el("span").class("bh-muted").put(pace).html();
    clock(state, words.get(key, &[])).then(void("br")).then(muted)
}

fn owner(words: &Words, names: &Names<'_>, promise: &Promise) -> Html {
    let basis =
        (promise.lead.basis == "ours").then(|| el("span").class("bh-muted").put(t!(words, "promises-ours")).html());
    Html::from(names.unit_of(&promise.lead_code())).then(basis)
}

/// The sentence of the next report, marked where its number is made up.
fn told(guest: &Guest, standing: &Standing) -> Html {
    let mark = guest.app.office.is_demo().then(|| when::made_up(guest.words()));
    if !standing.has_begun() {
        return el("span").class("bh-muted").put(t!(guest.words(), "promises-unbegun")).html();
    }
    let text = el("span").attr("lang", "zh-CN").put(&standing.progress.sentence).html();
    text.then(" ").then(mark)
}

/// Where an empty list leads.
pub(super) fn nothing(words: &Words) -> Html {
    InsetText::from(t!(words, "promises-no-evidence")).into()
}
