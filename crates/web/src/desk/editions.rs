//! A score is published: for a time that is over, by whoever keeps its register. What moved since is told before the next
//! edition goes out, and every edition stays where it was.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::edition::{Edition, changes};
use bihuan_core::pack::model::{Pack, Score};
use bihuan_office::editions::{Published, Term};
use bihuan_office::{Failure, Law, Office};

use super::room::Room;
use super::scores::{named, title};
use crate::components::InsetText;
use crate::editions::Told;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases::{self, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// Times that are offered for publishing.
const TERMS: usize = 12;

/// `GET /desk/scores/{score}/editions/{period}/{number}`: one edition as it was published.
pub async fn page(room: Room, Path((id, period, number)): Path<(String, String, u32)>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &id, &period, number));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room, id: &str, period: &str, number: u32) -> Result<Page, Failure> {
    let law = office.law();
    let (pack, score) = named(&law, id).ok_or(Failure::NotFound)?;
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let all = office.editions(&district, (&pack, &score), Some(period))?;
    let edition = all.iter().find(|edition| edition.number == number).ok_or(Failure::NotFound)?;
    let told = told(room, &law, &pack);
    let words = room.words();
    let name = t!(words, "edition-title", name = title(&pack, &score, room.reader.lang), period = period, n = number);
    let table = told.table(&edition.lines);
    let before = all.iter().find(|other| other.number + 1 == number);
    let changed = before.map(|before| told_changes(&told, words, before, edition));
    let newest = all.first().filter(|newest| newest.number != number).map(|newest| replaced(room, id, newest));
    let main = el("h1")
        .class("govuk-heading-l")
        .put(&name)
        .html()
        .then(newest)
        .then(told.about(edition))
        .then(changed)
        .then(table.clone().stacked());
    let mut page = room.page(name.clone(), "supervise").with(main);
    page.before = phrases::back(words, &format!("/desk/scores/{id}?period={period}"));
    room.offering(office, page, &List::of(words, name, &table))
}

fn replaced(room: &Room, id: &str, newest: &Edition) -> Html {
    let words = room.words();
    let href = format!("/desk/scores/{id}/editions/{}/{}", newest.period, newest.number);
    let link = el("a").class("govuk-link").attr("href", href).put(t!(words, "edition-see", n = newest.number));
    InsetText { content: Html::from(t!(words, "edition-is-replaced")).then(" ").then(link), ..InsetText::default() }
        .into()
}

fn told_changes(told: &Told<'_>, words: &crate::words::Words, before: &Edition, now: &Edition) -> Html {
    let heading = t!(words, "edition-changed", n = before.number);
    let changed = changes(&before.lines, &now.lines);
    el("h2").class("govuk-heading-m").put(heading).html().then(told.changes(&changed))
}

fn told<'t>(room: &Room, law: &'t Law, pack: &'t Pack) -> Told<'t> {
    Told { law, names: Names::new(law, room.reader.lang), pack: &pack.name }
}

/// What stands below a score: its editions, and for a time that is over the way to publish it.
pub fn below(
    office: &Office,
    room: &Room,
    (law, district): (&Law, &DistrictCode),
    (pack, score): (&Pack, &Score),
    term: Option<&Term>,
) -> Result<Html, Failure> {
    let Some(publish) = &score.publish else { return Ok(Html::empty()) };
    let id = format!("{}.{}", pack.name, score.name);
    let told = told(room, law, pack);
    let all = office.editions(district, (pack, score), None)?;
    let at = |edition: &Edition| format!("/desk/scores/{id}/editions/{}/{}", edition.period, edition.number);
    let list = told.list(&all, at);
    let over = Term::over(publish.period, office.today(), TERMS);
    let links = over.iter().map(|term| {
        let href = format!("/desk/scores/{id}?period={}", term.name);
        el("li").put(el("a").class("govuk-link").attr("href", href).put(&term.name))
    });
    let words = room.words();
    let choose = el("p").class("govuk-body").put(t!(words, "editions-choose")).html();
    let choose = choose.then(el("ul").class("govuk-list bh-ways").put_all(links));
    let here = match term.filter(|term| office.today() > term.to) {
        Some(term) => standing(office, room, (&told, district), (pack, score), term, &all)?,
        None => Html::empty(),
    };
    Ok(here.then(list).then(choose))
}

/// How a time stands: never published, the same as published, or what moved since; with the button for who may.
fn standing(
    office: &Office,
    room: &Room,
    (told, district): (&Told<'_>, &DistrictCode),
    (pack, score): (&Pack, &Score),
    term: &Term,
    all: &[Edition],
) -> Result<Html, Failure> {
    let words = room.words();
    let Some(publish) = &score.publish else { return Ok(Html::empty()) };
    let last = all.iter().filter(|edition| edition.period == term.name).max_by_key(|edition| edition.number);
    let lines = office.lines(district, pack, score, term)?;
    let moved = last.map(|last| changes(&last.lines, &lines)).unwrap_or_default();
    let open = office.still_open(district, (pack, score), term);
    let settled = last.is_some_and(|last| last.provisional.is_some()) && open.is_none();
    let said = match last {
        None => t!(words, "edition-not-yet", period = term.name.as_str()),
        Some(last) if settled && moved.is_empty() => t!(words, "edition-to-settle", n = last.number),
        Some(last) if moved.is_empty() => t!(words, "edition-same", n = last.number),
        Some(last) => t!(words, "edition-moved", n = last.number, changes = moved.len()),
    };
    let text = el("p").class("govuk-body").put(said).html();
    let moved_told = (!moved.is_empty()).then(|| told.changes(&moved));
    let mine = office.hand(&room.staff.who, district, &publish.register).is_ok();
    let next = last.map_or(0, |last| last.number);
    let still = open
        .map(|day| el("p").class("govuk-body").put(t!(words, "edition-would-be-provisional", day = day.to_string())));
    let button = (mine && (last.is_none() || settled || !moved.is_empty())).then(|| {
        el("form")
            .class("bh-no-print")
            .attr("method", "post")
            .attr("action", format!("/desk/scores/{}.{}/editions", pack.name, score.name))
            .put(hidden("csrf", &room.staff.csrf))
            .put(hidden("period", &term.name))
            .put(hidden("after", &next.to_string()))
            .put(submit(t!(words, "edition-publish", period = term.name.as_str(), n = next + 1)))
    });
    Ok(InsetText { content: text.then(moved_told).then(still).then(button), ..InsetText::default() }.into())
}

/// `POST /desk/scores/{score}/editions`
pub async fn publish(room: Room, Path(id): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let done = room.ask(move |office| take(office, &inner, &id, &sent));
    done.await.unwrap_or_else(|sorry| sorry)
}

fn take(office: &Office, room: &Room, id: &str, sent: &Sent) -> Result<Response, Failure> {
    let law = office.law();
    let (pack, score) = named(&law, id).ok_or(Failure::NotFound)?;
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let period = score.publish.as_ref().map(|publish| publish.period).ok_or(Failure::NotFound)?;
    let term = bihuan_core::calendar::Period::read(sent.value("period"))
        .map(|asked| Term::of(period, asked.first))
        .filter(|term| term.name == sent.value("period"))
        .ok_or(Failure::NotFound)?;
    let after = sent.value("after").parse().unwrap_or(0);
    match office.publish(&room.staff.who, &district, (&pack, &score), &term, after) {
        Ok(Published::New(edition) | Published::Same(edition)) => {
            let to = format!("/desk/scores/{id}/editions/{}/{}", edition.period, edition.number);
            Ok(Redirect::to(&to).into_response())
        }
        Err(Failure::Refused(refusal)) if refusal.code == bihuan_core::casework::RefusalCode::NotOpen => {
            let text = crate::portal::guest::sentence(&refusal.sentence, room.reader.lang);
            let mut page =
                room.page(t!(room.words(), "not-done"), "supervise").with(phrases::important(room.words(), text));
            page.before = phrases::back(room.words(), &format!("/desk/scores/{id}?period={}", term.name));
            Ok(super::room::with_status(StatusCode::CONFLICT, page))
        }
        Err(other) => Err(other),
    }
}
