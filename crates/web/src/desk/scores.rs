//! A score: the units of a kind by their points, each part with its value and how far it can be trusted, what a veto
//! leaves, what would raise it most; who has too few matters is listed without a place. Units only, never a person.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bihuan_core::directory::UnitCode;
use bihuan_core::figures::interval::per_cent;
use bihuan_core::figures::number::{rounded, shown};
use bihuan_core::figures::score::{Part, Raise, Score, Unranked};
use bihuan_core::pack::model::{Pack, Score as Declared};
use bihuan_office::editions::Term;
use bihuan_office::{Failure, Law, Office};
use jiff::civil::Date;

use super::editions;
use super::outside::ways;
use super::room::Room;
use super::targets::small;
use crate::app::App;
use crate::components::*;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;
use crate::words::Lang;

/// The pages of scores.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/scores", get(list))
        .route("/desk/scores/{score}", get(page))
        .route("/desk/scores/{score}/editions", post(editions::publish))
        .route("/desk/scores/{score}/editions/{period}/{number}", get(editions::page))
}

/// The scores that the packs declare, by `<pack>.<score>`.
fn declared(law: &Law) -> Vec<(String, &Arc<Pack>, &Arc<Declared>)> {
    law.packs.values().flat_map(scores_of).collect()
}

fn scores_of(pack: &Arc<Pack>) -> Vec<(String, &Arc<Pack>, &Arc<Declared>)> {
    pack.scores.values().map(|score| (format!("{}.{}", pack.name, score.name), pack, score)).collect()
}

/// The score of an id.
pub fn named(law: &Law, id: &str) -> Option<(Arc<Pack>, Arc<Declared>)> {
    let found = declared(law).into_iter().find(|(known, ..)| known == id);
    found.map(|(_, pack, score)| (Arc::clone(pack), Arc::clone(score)))
}

/// What a score is called.
pub fn title(pack: &Pack, score: &Declared, lang: Lang) -> String {
    let english = pack.english("score", &[&score.name]).filter(|_| lang == Lang::En);
    english.unwrap_or(&score.title).to_owned()
}

async fn list(room: Room) -> Response {
    let law = room.app.office.law();
    let words = room.words();
    let link = |(id, pack, score): (String, &Arc<Pack>, &Arc<Declared>)| {
        let name = title(pack, score, room.reader.lang);
        el("li").put(el("a").class("govuk-link").attr("href", format!("/desk/scores/{id}")).put(name))
    };
    let links: Vec<_> = declared(&law).into_iter().map(link).collect();
    let body = if links.is_empty() {
        el("p").class("govuk-body").put(t!(words, "scores-none")).html()
    } else {
        let list = el("ul").class("govuk-list govuk-list--bullet").put_all(links);
        el("nav").attr("aria-label", t!(words, "scores")).put(list).html()
    };
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "scores")).html();
    let about = el("p").class("govuk-body").put(t!(words, "scores-about"));
    room.page(t!(words, "scores"), "supervise")
        .with(heading.then(ways(&room, "scores")).then(about).then(body))
        .into_response()
}

async fn page(room: Room, Path(id): Path<String>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &id));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// A row of the ranking.
type Place = (Option<usize>, UnitCode, Score);

fn draw(office: &Office, room: &Room, id: &str) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let (pack, score) = named(&law, id).ok_or(Failure::NotFound)?;
    let (pack, score) = (&*pack, &*score);
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let today = office.today();
    let year = room.reader.here.parameter("year").and_then(|year| year.parse().ok()).unwrap_or(today.year());
    let (from, to) = (Date::new(year, 1, 1), Date::new(year, 12, 31));
    let (Ok(from), Ok(to)) = (from, to) else { return Err(Failure::NotFound) };
    let term = term(room, score);
    let (from, to) = term.as_ref().map_or((from, to), |term| (term.from, term.to));
    let units: Vec<UnitCode> = office.scored(&law, &district, score);
    let places = office.ranking(&district, pack, score, &units, (from, to))?;
    let view = View { room, names: Names::new(&law, room.reader.lang), pack, days: (from, to) };
    let table = view.table(&places);
    let name = title(pack, score, room.reader.lang);
    let of_year = term.is_none();
    let back = (of_year && year > 2004).then(|| format!("/desk/scores/{id}?year={}", year - 1));
    let next = (of_year && year < today.year()).then(|| format!("/desk/scores/{id}?year={}", year + 1));
    let main = el("h1")
        .class("govuk-heading-l")
        .put(match &term {
            Some(term) => t!(words, "score-of-period", name = name.as_str(), period = term.name.as_str()),
            None => t!(words, "score-of-year", name = name.as_str(), year = year.to_string()),
        })
        .html()
        .then(el("p").class("govuk-body").put(t!(words, "score-about", n = score.rule.sample)))
        .then(table.clone().stacked())
        .then(phrases::pages(words, back, next))
        .then(editions::below(office, room, (&law, &district), (pack, score), term.as_ref())?);
    let mut page = room.page(name.clone(), "supervise").with(main);
    page.before = phrases::back(words, "/desk/scores");
    room.offering(office, page, &List::of(words, name, &table))
}

/// The time that the address names, as far as the score is published for such times.
fn term(room: &Room, score: &Declared) -> Option<Term> {
    let asked = bihuan_core::calendar::Period::read(room.reader.here.parameter("period")?)?;
    let term = Term::of(score.publish.as_ref()?.period, asked.first);
    (term.name == asked.to_string()).then_some(term)
}

struct View<'v> {
    room: &'v Room,
    names: Names<'v>,
    pack: &'v Pack,
    /// The days that are scored.
    days: (Date, Date),
}

impl View<'_> {
    fn table(&self, places: &[Place]) -> Table {
        let words = self.room.words();
        let mut head = vec![
            Cell::number(t!(words, "score-place")),
            Cell::from(t!(words, "score-unit")),
            Cell::number(t!(words, "score-total")),
        ];
        let parts = places.first().map(|(_, _, score)| score.parts.as_slice()).unwrap_or_default();
        head.extend(parts.iter().map(|part| Cell::number(self.figure(&part.figure))));
        head.push(Cell::from(t!(words, "score-raise")));
        Table {
            caption: t!(words, "scores"),
            caption_classes: "govuk-visually-hidden".into(),
            head,
            rows: places.iter().map(|place| self.row(place)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        }
    }

    fn row(&self, (place, unit, score): &Place) -> Vec<Cell> {
        let words = self.room.words();
        let why = score.unranked.map(|why| match why {
            Unranked::TooFew => small(t!(words, "score-too-few")),
            Unranked::Nothing => small(t!(words, "score-nothing")),
        });
        let total = score.total.map_or_else(|| "—".into(), |total| rounded(total, 1).to_string());
        let between = score.between.map(|(low, high)| {
            small(t!(words, "score-between", low = rounded(low, 1).to_string(), high = rounded(high, 1).to_string()))
        });
        let vetoes = score
            .vetoes
            .iter()
            .map(|(figure, cap)| small(t!(words, "score-veto", figure = self.figure(figure), cap = shown(*cap))));
        let mut cells = vec![
            Cell::number(place.map_or_else(|| "—".to_owned(), |place| place.to_string())),
            Cell::from(Html::from(self.names.unit(unit)).then(why)),
            Cell::number(vetoes.fold(Html::from(total).then(between), Html::then)),
        ];
        cells.extend(score.parts.iter().map(|part| Cell::number(self.part(unit, part))));
        cells.push(Cell::from(self.raise(score)));
        cells
    }

    /// The matters behind a part, or those that were left out of it.
    fn listed(&self, unit: &UnitCode, part: &Part, told: String, more: &str) -> Html {
        let (from, to) = self.days;
        let figure = format!("{}.{}", self.pack.name, part.figure);
        let href = format!("/cockpit/figures/{figure}/cases?period={from}..{to}&unit={unit}{more}");
        small(el("a").class("govuk-link").attr("href", href).put(told).html())
    }

    fn part(&self, unit: &UnitCode, part: &Part) -> Html {
        let words = self.room.words();
        let Some(points) = part.points else { return Html::from("—").then(small(t!(words, "score-no-value"))) };
        let value = part.measured.value.map(shown).unwrap_or_default();
        let gives = t!(words, "score-points", points = shown(points), of = part.weight);
        let rests = match (part.measured.share, part.interval) {
            (Some((of, over)), Some(interval)) => {
                t!(
                    words,
                    "score-share",
                    of = of,
                    over = over,
                    low = per_cent(interval.low),
                    high = per_cent(interval.high)
                )
            }
            _ => t!(words, "score-sample", n = part.measured.sample),
        };
        let left_out = part.measured.excluded;
        let told = |n: i64| self.listed(unit, part, t!(words, "score-excluded", n = n), "&excluded=1");
        let left_out = (left_out > 0).then(|| told(left_out));
        Html::from(value).then(small(gives)).then(self.listed(unit, part, rests, "")).then(left_out)
    }

    fn raise(&self, score: &Score) -> Html {
        let words = self.room.words();
        match &score.raise {
            None => Html::from("—"),
            Some(Raise::Veto { figure, gain }) => {
                t!(words, "score-raise-veto", figure = self.figure(figure), gain = rounded(*gain, 1).to_string()).into()
            }
            Some(Raise::Part { figure, gain }) => {
                let full = score.parts.iter().find(|part| part.figure == *figure).map(|part| shown(part.full_at));
                let gain = rounded(*gain, 1).to_string();
                t!(
                    words,
                    "score-raise-part",
                    figure = self.figure(figure),
                    full = full.unwrap_or_default(),
                    gain = gain
                )
                .into()
            }
        }
    }

    /// What a figure of the pack is called.
    fn figure(&self, name: &str) -> String {
        let law = self.room.app.office.law();
        let Some(figure) = law.figure(&format!("{}.{name}", self.pack.name)) else { return name.to_owned() };
        if self.room.reader.lang == Lang::Zh { figure.title.clone() } else { figure.title_en.clone() }
    }
}
