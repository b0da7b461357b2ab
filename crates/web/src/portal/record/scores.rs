//! Published scores, open to everybody: the current edition and every older one, with what changed in it.

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::edition::{Edition, changes};
use bihuan_core::pack::model::{Pack, Score};
use bihuan_office::{Failure, Law, Office};
use std::sync::Arc;

use super::{Given, value};
use crate::components::Crumb;
use crate::editions::Told;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases::way;
use crate::portal::guest::{Guest, body, section, title};
use crate::t;
use crate::words::Lang;

/// The scores that are published.
fn published(law: &Law) -> Vec<(Arc<Pack>, Arc<Score>)> {
    let of = |pack: &Arc<Pack>| {
        let open = pack.scores.values().filter(|score| score.publish.is_some());
        open.map(|score| (Arc::clone(pack), Arc::clone(score))).collect::<Vec<_>>()
    };
    law.packs.values().flat_map(of).collect()
}

fn name_of(pack: &Pack, score: &Score, lang: Lang) -> String {
    let english = pack.english("score", &[&score.name]).filter(|_| lang == Lang::En);
    english.unwrap_or(&score.title).to_owned()
}

fn told<'t>(guest: &Guest, law: &'t Law, pack: &'t Pack) -> Told<'t> {
    Told { law, names: Names::new(law, guest.lang()), pack: &pack.name }
}

/// `GET /record/scores`: every published score with its editions.
pub async fn list(guest: Guest) -> Response {
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    let scores = published(&law);
    let (asked, of) = (scores.clone(), district.clone());
    let read = move |office: &Office| {
        asked.iter().map(|(pack, score)| office.editions(&of, (pack, score), None)).collect::<Result<Vec<_>, _>>()
    };
    let editions: Vec<Vec<Edition>> = match guest.ask(read).await {
        Ok(editions) => editions,
        Err(sorry) => return sorry,
    };
    let words = guest.words();
    let part = |((pack, score), editions): (&(Arc<Pack>, Arc<Score>), &Vec<Edition>)| {
        let id = format!("{}.{}", pack.name, score.name);
        let at =
            |edition: &Edition| format!("/record/scores/{id}?period={}&edition={}", edition.period, edition.number);
        section(name_of(pack, score, guest.lang())).then(told(&guest, &law, pack).list(editions, at))
    };
    let parts: Html = scores.iter().zip(&editions).map(part).collect();
    let main = title(&t!(words, "record-scores")).then(body(t!(words, "record-scores-whole"))).then(parts);
    let mut page = guest.page(t!(words, "record-scores"), "record").with(main);
    let crumbs = vec![Crumb::new("/record", t!(words, "nav-record")), Crumb::new("", t!(words, "record-scores"))];
    page.before = way(words, crumbs);
    page.into_response()
}

/// `GET /record/scores/{score}?period=&edition=`: one edition.
pub async fn one(guest: Guest, Path(id): Path<String>, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let found = published(&law).into_iter().find(|(pack, score)| format!("{}.{}", pack.name, score.name) == id);
    let (Some(district), Some((pack, score))) = (guest.district(&law), found) else {
        return guest.sorry(&Failure::NotFound);
    };
    let period = value(&given, "period").to_owned();
    let editions = match read(&guest, &district, (&pack, &score), &period).await {
        Ok(editions) => editions,
        Err(sorry) => return sorry,
    };
    let number: Option<u32> = value(&given, "edition").parse().ok();
    let wanted = editions.iter().find(|edition| number.is_none_or(|number| edition.number == number));
    let Some(edition) = wanted else { return guest.sorry(&Failure::NotFound) };
    let (words, told) = (guest.words(), told(&guest, &law, &pack));
    let name = t!(
        words,
        "edition-title",
        name = name_of(&pack, &score, guest.lang()),
        period = period.as_str(),
        n = edition.number
    );
    let before = editions.iter().find(|other| other.number + 1 == edition.number);
    let changed = before.map(|before| {
        let heading = section(t!(words, "edition-changed", n = before.number));
        heading.then(told.changes(&changes(&before.lines, &edition.lines)))
    });
    let old = editions.first().filter(|newest| newest.number != edition.number);
    let old = old.map(|newest| {
        let href = format!("/record/scores/{id}?period={period}&edition={}", newest.number);
        let link = el("a").class("govuk-link").attr("href", href).put(t!(words, "edition-see", n = newest.number));
        body(Html::from(t!(words, "edition-is-replaced")).then(" ").then(link))
    });
    let table = told.table(&edition.lines);
    let main = title(&name).then(old).then(told.about(edition)).then(changed).then(table.clone().stacked());
    let list = List::of(words, name.clone(), &table);
    let mut page = guest.page(name.clone(), "record").with(main);
    let crumbs = vec![
        Crumb::new("/record", t!(words, "nav-record")),
        Crumb::new("/record/scores", t!(words, "record-scores")),
        Crumb::new("", name),
    ];
    page.before = way(words, crumbs);
    guest.offering(page, list).await
}

async fn read(
    guest: &Guest,
    district: &DistrictCode,
    (pack, score): (&Arc<Pack>, &Arc<Score>),
    period: &str,
) -> Result<Vec<Edition>, Response> {
    let (of, pack, score, period) = (district.clone(), Arc::clone(pack), Arc::clone(score), period.to_owned());
    guest.ask(move |office| office.editions(&of, (&pack, &score), Some(&period))).await
}
