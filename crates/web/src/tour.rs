//! Seven steps on the real server, one button each: a sentence of a document, a promise, a request of a resident with its
//! due date, its dispatch, an answer that is judged badly, the count that moved, and the sentence of the next report.
//! Only in a demonstration that nobody but this machine can reach.

mod demo_steps;

use axum::Router;
use axum::extract::Path;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use bihuan_core::calendar::{Calendar, DayCount, DayKind, civil};
use bihuan_core::casework::Case;
use bihuan_core::casework::case::{Clock, Limit};
use bihuan_office::{Failure, Law, Office};
use bihuan_text::documents::Quote;
use jiff::ToSpan;

use self::demo_steps::Scene;
use crate::app::App;
use crate::components::{InsetText, SummaryList, SummaryRow};
use crate::html::{Html, el, void};
use crate::identity::demo;
use crate::names::Names;
use crate::phrases::submit;
use crate::portal::documents;
use crate::portal::guest::{Guest, body, column, link, section};
use crate::portal::pass::Pass;
use crate::portal::promises::Standing;
use crate::portal::tally::Tally;
use crate::portal::when;
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// How many steps there are.
const STEPS: u8 = 7;
/// The step that files the request.
const FILES: u8 = 3;

/// The request of this visitor's tour.
const TOUR: Pass = Pass { name: "tour", path: "/tour", seconds: 3600 };

/// The tour.
pub fn router() -> Router<App> {
    Router::new().route("/tour", get(first)).route("/tour/{step}", get(page).post(go))
}

async fn first(guest: Guest) -> Response {
    show(guest, 1).await
}

async fn page(guest: Guest, Path(step): Path<u8>) -> Response {
    show(guest, step).await
}

/// `POST /tour/{step}`: does what the step tells, then shows it; done once, however often the button is pressed.
async fn go(guest: Guest, Path(step): Path<u8>) -> Response {
    if let Some(refused) = closed(&guest, step).or_else(|| guest.elsewhere()) {
        return refused;
    }
    let to = Redirect::to(&format!("/tour/{step}"));
    let (law, case) = (guest.app.office.law(), TOUR.of(&guest));
    let Some(district) = guest.district(&law) else { return guest.sorry(&Failure::NotFound) };
    match guest.ask(move |office| demo_steps::play(office, &district, step, case.as_deref())).await {
        Ok(Some(filed)) => (AppendHeaders([(SET_COOKIE, TOUR.given(&guest, &filed))]), to).into_response(),
        Ok(None) => to.into_response(),
        Err(sorry) => sorry,
    }
}

/// The page for who cannot walk here: only in a demonstration on this machine, and only steps that there are.
fn closed(guest: &Guest, step: u8) -> Option<Response> {
    let here = demo::bar(&guest.app, guest.lang()).is_some() && (1..=STEPS).contains(&step);
    (!here).then(|| guest.sorry(&Failure::NotFound))
}

async fn show(guest: Guest, step: u8) -> Response {
    if let Some(refused) = closed(&guest, step) {
        return refused;
    }
    let case = TOUR.of(&guest);
    if step >= FILES && case.is_none() {
        return Redirect::to("/tour").into_response();
    }
    let (app, inner) = (guest.app.clone(), guest.clone());
    let told = guest
        .ask(move |office| {
            let law = office.law();
            let scene = demo_steps::scene(office, &law, case.as_deref())?;
            let quotes = &documents::of(&app)?.documents.quotes;
            let asked = quotes.iter().find(|quote| quote.id == demo_steps::quote_of(step));
            told(&inner, office, &law, step, &scene, asked)
        })
        .await;
    match told {
        Ok(main) => {
            let title = guest.words().get(&format!("tour-{step}"), &[]);
            guest.page(title, "").with(column(main)).into_response()
        }
        Err(sorry) => sorry,
    }
}

fn told(
    guest: &Guest,
    office: &Office,
    law: &Law,
    step: u8,
    scene: &Scene,
    asked: Option<&Quote>,
) -> Result<Html, Failure> {
    let words = guest.words();
    let heading = el("h1")
        .class("govuk-heading-l")
        .put(el("span").class("govuk-caption-l").put(t!(words, "tour-step", at = step, of = STEPS)))
        .put(words.get(&format!("tour-{step}"), &[]));
    let about = body(words.get(&format!("tour-{step}-about"), &[]));
    let shown = match (step, &scene.case) {
        (2, _) => scene.promise.as_ref().map(|standing| promise(guest, law, standing)),
        (3, Some(case)) => Some(filed(guest, law, case)),
        (4 | 5, Some(case)) => Some(moved(guest, law, case)),
        (6, Some(case)) => Some(counted(guest, office, law, case)?),
        (7, _) => scene.promise.as_ref().map(|standing| retold(guest, standing)),
        _ => None,
    };
    let asked = if step == 2 { None } else { asked };
    let quoted = asked.map(|quote| said(guest, &quote.quote, &quote.document, quote.line));
    Ok(heading.html().then(quoted).then(about).then(shown).then(button(guest, step)))
}

/// The words of a document and where they stand.
fn said(guest: &Guest, quote: &str, document: &str, line: usize) -> Html {
    let place = el("cite").class("bh-muted").put(t!(guest.words(), "tour-source", document = document, line = line));
    let words = el("span").attr("lang", "zh-CN").put(format!("“{quote}”"));
    el("blockquote").class("bh-quote govuk-body").put(words).put(void("br")).put(place).html()
}

fn button(guest: &Guest, step: u8) -> Html {
    let words = guest.words();
    let next = if step == STEPS { 1 } else { step + 1 };
    if step == STEPS {
        let ways =
            [("/", "home"), ("/documents", "nav-documents"), ("/promises", "nav-promises"), ("/desk", "nav-desk")];
        let ways = ways.map(|(path, name)| el("li").put(link(path, words.get(name, &[]))));
        let ways = el("ul").class("govuk-list govuk-list--bullet").put_all(ways);
        return section(t!(words, "tour-ways")).then(ways).then(body(link("/tour", t!(words, "tour-again"))));
    }
    let label = words.get(&format!("tour-go-{next}"), &[]);
    el("form").attr("method", "post").attr("action", format!("/tour/{next}")).put(submit(label)).html()
}

fn promise(guest: &Guest, law: &Law, standing: &Standing) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let promise = &standing.promise;
    let done = format!("{} {}", standing.progress.done, promise.measure);
    let rows = vec![
        SummaryRow::new(t!(words, "promises-promised"), format!("{} {}", promise.quantity, promise.measure)),
        SummaryRow::new(t!(words, "promises-done"), Html::from(done).then(" ").then(when::made_up(words))),
        SummaryRow::new(t!(words, "promises-owner"), names.unit_of(&promise.lead_code())),
        SummaryRow::new(t!(words, "promises-sentence"), standing.progress.sentence.as_str()),
    ];
    said(guest, &promise.quote, &promise.document, promise.line)
        .then(SummaryList { rows, ..SummaryList::default() })
        .then(body(link(&format!("/promises/{}", promise.id), t!(words, "promises-evidence"))))
}

/// The number, the due date, and how it was counted; where no make-up day lies in the count, one that has one beside it.
fn filed(guest: &Guest, law: &Law, case: &Case) -> Html {
    let words = guest.words();
    let mut rows = standing(guest, law, case);
    let Some(clock) = when::promised(case) else { return SummaryList { rows, ..SummaryList::default() }.into() };
    rows.push(SummaryRow::new(t!(words, "follow-due"), when::instant(clock.due())));
    let days = when::days(law.calendar_of(case.district.as_str(), clock), clock);
    let counted = section(t!(words, "when-how")).then(when::list(&days, words));
    let has_make_up = days.iter().any(|day| day.kind == DayKind::MakeUp);
    let beside = if has_make_up { Html::empty() } else { beside(guest, law.calendar(case.district.as_str()), clock) };
    Html::from(SummaryList { rows, ..SummaryList::default() }).then(counted).then(beside)
}

/// The same length counted over the last make-up workday, so that one sees what it does.
fn beside(guest: &Guest, calendar: &Calendar, clock: &Clock) -> Html {
    let words = guest.words();
    let Some((from, days)) = over_a_make_up_day(calendar, clock) else { return Html::empty() };
    let last = days.last().map(|day| day.date.to_string()).unwrap_or_default();
    let content = t!(words, "tour-beside", from = when::exact(from), due = last);
    let content = Html::from(content).then(when::list(&days, words));
    InsetText { content, ..InsetText::default() }.into()
}

fn over_a_make_up_day(calendar: &Calendar, clock: &Clock) -> Option<(jiff::Timestamp, Vec<DayCount>)> {
    let Limit::Within(length) = clock.reckoning.limit else { return None };
    (1..400_i64).find_map(|back| {
        let from = clock.start.checked_sub((24 * back).hours()).ok()?;
        let days = calendar.explain(&clock.hours, from, length, &[]).ok()?;
        let first = calendar.day(civil(from).date()).ok()?;
        let has = days.iter().skip(1).any(|day| day.kind == DayKind::MakeUp);
        (has && first.working).then_some((from, days))
    })
}

fn moved(guest: &Guest, law: &Law, case: &Case) -> Html {
    let words = guest.words();
    let mut rows = standing(guest, law, case);
    if let Some(rating) = &case.rating {
        let told = if rating.bad { t!(words, "counted-dissatisfied") } else { t!(words, "counted-satisfied") };
        rows.push(SummaryRow::new(t!(words, "tour-judged"), told));
    }
    if let Some(clock) = when::promised(case) {
        let now = guest.app.office.clock().now();
        let due = when::instant(clock.due()).then(" ").then(when::standing(
            law.calendar(case.district.as_str()),
            clock,
            now,
            words,
        ));
        rows.push(SummaryRow::new(t!(words, "follow-due"), due));
    }
    SummaryList { rows, ..SummaryList::default() }.into()
}

fn standing(guest: &Guest, law: &Law, case: &Case) -> Vec<SummaryRow> {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let number = el("span").class("bh-number").attr("id", "tour-number").put(&case.number).html();
    let stage = case.standings.first().zip(law.rules_of(case)).map(|(at, rules)| names.stage(rules, &at.stage));
    let unit = case.open_tasks().find_map(|task| task.unit.as_ref()).map(|unit| names.unit(unit));
    let mut rows = vec![SummaryRow::new(t!(words, "follow-number"), number.then(" ").then(when::made_up(words)))];
    rows.extend(stage.map(|stage| SummaryRow::new(t!(words, "follow-stage"), stage)));
    rows.extend(unit.map(|unit| SummaryRow::new(t!(words, "follow-with"), unit)));
    rows
}

/// The day's counts with this case in them, and a button to see it there as somebody of the staff.
fn counted(guest: &Guest, office: &Office, law: &Law, case: &Case) -> Result<Html, Failure> {
    let words = guest.words();
    let today = civil(office.clock().now()).date();
    let tally = Tally::of(office, law, &case.district, today, today)?;
    let figure = |what: &str| {
        let name = el("dt").put(words.get(&format!("counted-{what}"), &[]));
        let back = format!("/cockpit/cases?what={what}");
        let look = el("form")
            .attr("method", "post")
            .attr("action", demo::PATH)
            .put(hidden("user", demo_steps::LEADER))
            .put(hidden("back", &back))
            .put(
                el("button")
                    .attr("type", "submit")
                    .class("bh-link-button")
                    .attr("id", format!("tour-{what}"))
                    .put(find(words, &case.number)),
            );
        let number = el("dd").put(tally.all(what).to_string()).put(" ").put(when::made_up(words));
        el("div").class("bh-figure").put(name).put(number).put(el("dd").class("govuk-body-s").put(look))
    };
    let shown = el("dl").class("bh-figures").put_all(["filed", "answered-in-time", "dissatisfied"].map(figure));
    Ok(shown.html())
}

/// The words of the button, with the number in one piece.
fn find(words: &Words, number: &str) -> Html {
    const PLACE: &str = "#";
    let sentence = t!(words, "tour-find", number = PLACE);
    let (before, after) = sentence.split_once(PLACE).unwrap_or((&sentence, ""));
    Html::from(before).then(el("span").class("bh-number").put(number)).then(after)
}

fn retold(guest: &Guest, standing: &Standing) -> Html {
    let words = guest.words();
    let row = |key: &str, sentence: String| {
        SummaryRow::new(words.get(key, &[]), Html::from(sentence).then(" ").then(when::made_up(words)))
    };
    let rows =
        vec![row("tour-before", demo_steps::before(standing)), row("tour-after", standing.progress.sentence.clone())];
    let promise = &standing.promise;
    said(guest, &promise.quote, &promise.document, promise.line).then(SummaryList { rows, ..SummaryList::default() })
}
