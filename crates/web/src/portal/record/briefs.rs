//! Briefs that a district issues for everybody: each edition as it went out, with what is known otherwise since.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::Period;
use bihuan_core::pack::model::BriefRule;
use bihuan_office::Failure;
use bihuan_office::briefs::Edition;
use bihuan_text::brief::Standing;
use std::sync::Arc;

use super::{Given, value};
use crate::briefs::{self, corrections, drawn, files};
use crate::components::Crumb;
use crate::html::{Html, el};
use crate::phrases::way;
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::reports::hints;
use crate::portal::when;
use crate::t;

/// Editions that the list shows of each.
const SHOWN: usize = 24;

/// `GET /record/briefs`: what was issued, the latest period first.
pub async fn list(guest: Guest) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let public: Vec<Arc<BriefRule>> = law.briefs().filter(|rule| rule.public).cloned().collect();
    let asked = public.clone();
    let read = guest.ask(move |office| {
        asked.iter().map(|rule| office.brief_editions_ever(&district, rule, SHOWN)).collect::<Result<Vec<_>, _>>()
    });
    let editions = match read.await {
        Ok(editions) => editions,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let line = |edition: &Edition| {
        let (id, period, n) = (&edition.brief.template, &edition.brief.period, edition.number);
        let told = t!(words, "record-brief", period = period.as_str(), n = n, at = when::exact(edition.at));
        el("li").put(link(&format!("/record/briefs/{id}?period={period}&edition={n}"), told)).html()
    };
    let part = |(rule, editions): (&Arc<BriefRule>, &Vec<Edition>)| {
        let list = if editions.is_empty() {
            body(t!(words, "record-briefs-none"))
        } else {
            el("ul").class("govuk-list").put_all(editions.iter().map(line)).html()
        };
        section(briefs::title(&law, rule, guest.lang())).then(list)
    };
    let parts: Html = public.iter().zip(&editions).map(part).collect();
    let main = title(&t!(words, "record-briefs")).then(body(t!(words, "record-briefs-whole"))).then(parts);
    let mut page = guest.page(t!(words, "record-briefs"), "record").with(main);
    let crumbs = vec![Crumb::new("/record", t!(words, "nav-record")), Crumb::new("", t!(words, "record-briefs"))];
    page.before = way(words, crumbs);
    page.into_response()
}

/// `GET /record/briefs/{id}?period=&edition=&format=`: one edition, as a page or a file.
pub async fn one(guest: Guest, Path(id): Path<String>, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let rule = law.brief(&id).filter(|rule| rule.public).cloned();
    let (Some(district), Some(rule), Some(period)) =
        (guest.district(&law), rule, Period::read(value(&given, "period")))
    else {
        return guest.sorry(&Failure::NotFound);
    };
    let asked = (rule.clone(), period.clone(), value(&given, "edition").parse::<u32>().ok());
    let read = guest.ask(move |office| {
        let base = office.ways_out().address.clone();
        let editions = office.brief_editions_now(&district, &asked.0, &asked.1)?;
        let wanted = |edition: &&Edition| asked.2.is_none_or(|number| edition.number == number);
        let text = editions.all.iter().find(wanted).map(|edition| briefs::words_of(&edition.brief));
        let terms = office.terms_in(&text.unwrap_or_default())?;
        Ok((editions, base, terms))
    });
    let (editions, base, terms) = match read.await {
        Ok(read) => read,
        Err(sorry) => return sorry,
    };
    let newest = editions.all.first().map_or(0, |edition| edition.number);
    let number = value(&given, "edition").parse().unwrap_or(newest);
    let Some(edition) = editions.all.into_iter().find(|edition| edition.number == number) else {
        return guest.sorry(&Failure::NotFound);
    };
    let changed = if number == newest { editions.corrections } else { Vec::new() };
    let format = value(&given, "format");
    if !format.is_empty() {
        let standing = Standing { edition: number, checkpoint: edition.checkpoint.clone(), corrections: changed };
        return match briefs::file(&edition.brief, &standing, &base, format) {
            Ok(sheet) => sheet.into_response(),
            Err(failure) => guest.sorry(&failure),
        };
    }
    let words = guest.words();
    let name = format!("{} {period}", briefs::title(&law, &rule, guest.lang()));
    let about = t!(words, "brief-edition", n = number, at = when::exact(edition.at));
    let mark = edition.brief.synthetic.then(|| when::made_up(words));
    let about = el("p").class("govuk-body").put(Html::from(about).then(" ").then(mark)).html();
    let main = title(&name)
        .then(about)
        .then(corrections(words, &changed))
        .then(files(words, &format!("/record/briefs/{id}?period={period}&edition={number}")))
        .then(hints(words, &terms))
        .then(drawn(&edition.brief, &name));
    let mut page = guest.page(name.clone(), "record").with(main);
    let steps = [("/record", t!(words, "nav-record")), ("/record/briefs", t!(words, "record-briefs")), ("", name)];
    page.before = way(words, steps.map(|(href, text)| Crumb::new(href, text)).to_vec());
    page.into_response()
}
