//! `/desk/briefs`: what is written out of the record each week, month and year. An author changes the words around the
//! references, sees every fault with its line, and a second person issues it; an edition stays as it was.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bihuan_core::brief::MOST_CHARACTERS;
use bihuan_core::calendar::Period;
use bihuan_core::directory::{DistrictCode, PostName};
use bihuan_core::pack::model::BriefRule;
use bihuan_office::briefs::{Awaited, Draft, Edition, Issued};
use bihuan_office::{Failure, Law, Office};
use bihuan_text::brief::Standing;
use jiff::Timestamp;

use super::outside::ways;
use super::room::{Room, with_status};
use crate::app::App;
use crate::briefs::{self, corrections, drawn, files, periods};
use crate::components::{Details, InsetText};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases::{self, FieldError, Form, submit};
use crate::portal::guest::sentence;
use crate::portal::reports::hints;
use crate::portal::when;
use crate::shell::{Page, hidden};
use crate::t;

/// Periods that are offered of each template.
const PERIODS: usize = 6;
/// A text of the longest, in a form.
const BODY_LIMIT: usize = MOST_CHARACTERS * 12;

/// The pages of briefs.
pub fn router() -> Router<App> {
    Router::new()
        .route("/desk/briefs", get(list))
        .route("/desk/briefs/{id}", get(page).post(change))
        .route("/desk/briefs/{id}/file", get(file))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Whether an officer holds one of these posts in the district.
fn holds(room: &Room, posts: &[PostName], district: &DistrictCode) -> bool {
    room.staff.posts.iter().any(|(post, unit)| unit.district() == *district && posts.contains(post))
}

/// Whether an officer writes or issues a brief there.
fn is_for(room: &Room, rule: &BriefRule, district: &DistrictCode) -> bool {
    holds(room, &rule.authors, district) || holds(room, &rule.issuers, district)
}

/// What an officer is waited for, with the way to its draft; nothing where nobody waits.
///
/// # Errors
/// The store's.
pub fn awaited(office: &Office, room: &Room) -> Result<Option<Html>, Failure> {
    let law = office.law();
    let Some(district) = room.district(&law) else { return Ok(None) };
    let all = office.briefs_awaited(&room.staff.who, &district)?;
    let now = office.clock().now();
    let items = all.iter().map(|it| el("li").put(one_awaited(room, &law, it, now)).html());
    let content = el("ul").class("govuk-list").put_all(items).html();
    Ok((!all.is_empty()).then(|| InsetText { content, ..InsetText::default() }.into()))
}

fn one_awaited(room: &Room, law: &Law, it: &Awaited, now: Timestamp) -> Html {
    let words = room.words();
    let name = format!("{} {}", briefs::title(law, &it.rule, room.reader.lang), it.period);
    let href = format!("/desk/briefs/{}?period={}", it.rule.id, it.period);
    let standing = match (it.to_issue, it.written) {
        (true, _) => t!(words, "brief-awaits-issue"),
        (false, true) => t!(words, "brief-awaits-end"),
        (false, false) => t!(words, "brief-awaits-author"),
    };
    let by = match now > it.due {
        true => t!(words, "brief-awaited-late", due = when::exact(it.due)),
        false => t!(words, "brief-awaited-by", due = when::exact(it.due)),
    };
    el("a").class("govuk-link").attr("href", href).put(name).html().then(format!(" {standing} {by}"))
}

async fn list(room: Room) -> Response {
    let words = room.words();
    let law = room.app.office.law();
    let today = room.app.office.today();
    let Some(district) = room.district(&law) else { return room.sorry(&Failure::NotFound) };
    let inner = room.clone();
    let awaited = match room.ask(move |office| awaited(office, &inner)).await {
        Ok(awaited) => awaited,
        Err(sorry) => return sorry,
    };
    let of = |rule: &BriefRule| {
        let link = |period: &Period| {
            let href = format!("/desk/briefs/{}?period={period}", rule.id);
            el("li").put(el("a").class("govuk-link").attr("href", href).put(period.to_string())).html()
        };
        let offered = periods(rule.every, today, PERIODS);
        el("section")
            .put(el("h2").class("govuk-heading-m").put(briefs::title(&law, rule, room.reader.lang)))
            .put(el("ul").class("govuk-list bh-ways").put_all(offered.iter().map(link)))
            .html()
    };
    let mine: Vec<Html> = law.briefs().filter(|rule| is_for(&room, rule, &district)).map(|rule| of(rule)).collect();
    let none = mine.is_empty().then(|| el("p").class("govuk-body").put(t!(words, "briefs-none")));
    let main = el("h1")
        .class("govuk-heading-l")
        .put(t!(words, "briefs"))
        .html()
        .then(ways(&room, "briefs"))
        .then(el("p").class("govuk-body").put(t!(words, "briefs-about")))
        .then(awaited)
        .then(none)
        .then(mine.into_iter().collect::<Html>());
    room.page(t!(words, "briefs"), "supervise").with(main).into_response()
}

/// A brief of a period, as the address names it.
struct Asked {
    rule: std::sync::Arc<BriefRule>,
    period: Period,
    district: DistrictCode,
}

impl Asked {
    fn of(
        room: &Room,
        law: &Law,
        today: jiff::civil::Date,
        (id, period): (&str, Option<&str>),
    ) -> Result<Asked, Failure> {
        let district = room.district(law).ok_or(Failure::NotFound)?;
        let rule = law.brief(id).filter(|rule| is_for(room, rule, &district)).ok_or(Failure::NotFound)?;
        let period = match period {
            Some(text) => Period::read(text).filter(|period| period.every == rule.every).ok_or(Failure::NotFound)?,
            None => Period::of(rule.every, today).before(),
        };
        Ok(Asked { rule: rule.clone(), period, district })
    }

    fn address(&self) -> String {
        format!("/desk/briefs/{}?period={}", self.rule.id, self.period)
    }
}

/// What an author typed that was not kept.
#[derive(Default)]
struct Typed {
    text: Option<String>,
    errors: Vec<FieldError>,
    /// Whether somebody else kept another text meanwhile: it is shown beside.
    overtaken: bool,
}

async fn page(room: Room, Path(id): Path<String>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &id, Typed::default()));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

fn draw(office: &Office, room: &Room, id: &str, typed: Typed) -> Result<Page, Failure> {
    let (law, words) = (office.law(), room.words());
    let asked = Asked::of(room, &law, office.today(), (id, room.reader.here.parameter("period")))?;
    let Asked { rule, period, district } = &asked;
    let draft = office.brief_draft(district, rule, period)?;
    let editions = office.brief_editions_now(district, rule, period)?;
    let text = draft.as_ref().map_or(rule.source.as_str(), |draft| draft.text.as_str());
    let (brief, _) = office.compiled_from(district, rule, text, period)?;
    let terms = office.terms_in(&briefs::words_of(&brief))?;
    let title = briefs::title(&law, rule, room.reader.lang);
    let name = format!("{title} {period}");
    let main = el("h1")
        .class("govuk-heading-l")
        .put(&name)
        .html()
        .then(standing(room, &asked, draft.as_ref(), &editions.all))
        .then(corrections(words, &editions.corrections))
        .then(files(words, &format!("/desk/briefs/{id}/file?period={period}")))
        .then(hints(words, &terms))
        .then(drawn(&brief, &title))
        .then(editor(room, &asked, draft.as_ref(), text, &typed))
        .then(issue(room, &asked, brief.gaps(), editions.all.first()));
    let mut page = room.page(name, "supervise").with(main);
    page.before = phrases::back(words, "/desk/briefs");
    Ok(page)
}

/// How it stands: the template's words, an author's, and what was issued.
fn standing(room: &Room, asked: &Asked, draft: Option<&Draft>, all: &[Edition]) -> Html {
    let words = room.words();
    let told = match draft {
        Some(draft) => t!(words, "brief-draft", n = draft.version, at = when::exact(draft.at)),
        None => t!(words, "brief-template"),
    };
    let edition = |edition: &Edition| {
        let at = when::exact(edition.at);
        let told = t!(words, "brief-edition", n = edition.number, at = at);
        let href = format!(
            "/desk/briefs/{}/file?period={}&edition={}&format=html",
            asked.rule.id, asked.period, edition.number
        );
        el("li").put(el("a").class("govuk-link").attr("href", href).put(told)).html()
    };
    let list = (!all.is_empty()).then(|| el("ul").class("govuk-list").put_all(all.iter().map(edition)));
    let content = el("p").class("govuk-body").put(told).html().then(list);
    InsetText { content, ..InsetText::default() }.into()
}

/// The author's words, folded away until they are wanted.
fn editor(room: &Room, asked: &Asked, draft: Option<&Draft>, text: &str, typed: &Typed) -> Html {
    let words = room.words();
    if !holds(room, &asked.rule.authors, &asked.district) {
        return Html::empty();
    }
    let values = [("text".to_owned(), typed.text.clone().unwrap_or_else(|| text.to_owned()))];
    let form = Form::new(words, &values, &typed.errors);
    let mut area = form.textarea("text", t!(words, "brief-text"));
    area.rows = Some(24);
    area.hint = Some(t!(words, "brief-text-hint").into());
    let others = typed.overtaken.then(|| theirs(room, text));
    let form = el("form")
        .attr("method", "post")
        .attr("action", asked.address())
        .attr("novalidate", "")
        .put(form.error_summary())
        .put(hidden("csrf", &room.staff.csrf))
        .put(hidden("what", "keep"))
        .put(hidden("seen", &draft.map_or(0, |draft| draft.version).to_string()))
        .put(Html::from(others))
        .put(area)
        .put(submit(t!(words, "brief-keep")))
        .html();
    let open = !typed.errors.is_empty();
    el("div")
        .class("bh-no-print")
        .put(Details { summary: t!(words, "brief-edit").into(), content: form, open, ..Details::default() })
        .html()
}

/// What somebody else kept meanwhile, to be read beside one's own words, which are still in the form.
fn theirs(room: &Room, text: &str) -> Html {
    let words = room.words();
    let label = el("label").class("govuk-label").attr("for", "theirs").put(t!(words, "brief-theirs"));
    let area = el("textarea")
        .class("govuk-textarea")
        .attr("id", "theirs")
        .attr("rows", "12")
        .attr("lang", "zh-CN")
        .attr("readonly", "")
        .put(text);
    el("div").class("govuk-form-group").put(label).put(area).html()
}

/// The button for who issues it.
fn issue(room: &Room, asked: &Asked, gaps: usize, last: Option<&Edition>) -> Html {
    let words = room.words();
    if !holds(room, &asked.rule.issuers, &asked.district) {
        return Html::empty();
    }
    if gaps > 0 {
        return el("p").class("govuk-body bh-no-print").put(t!(words, "brief-gaps", n = gaps)).html();
    }
    el("form")
        .class("bh-no-print")
        .attr("method", "post")
        .attr("action", asked.address())
        .put(hidden("csrf", &room.staff.csrf))
        .put(hidden("what", "issue"))
        .put(hidden("after", &last.map_or(0, |last| last.number).to_string()))
        .put(submit(t!(words, "brief-issue", n = last.map_or(1, |last| last.number + 1))))
        .html()
}

async fn change(room: Room, Path(id): Path<String>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let done = room.ask(move |office| take(office, &inner, &id, &sent));
    done.await.unwrap_or_else(|sorry| sorry)
}

fn take(office: &Office, room: &Room, id: &str, sent: &Sent) -> Result<Response, Failure> {
    let law = office.law();
    let asked = Asked::of(room, &law, office.today(), (id, room.reader.here.parameter("period")))?;
    let words = room.words();
    let (of, who) = ((asked.rule.as_ref(), &asked.period), &room.staff.who);
    let done = if sent.value("what") == "issue" {
        let after = sent.value("after").parse().unwrap_or(0);
        match office.issue_brief(who, &asked.district, of, after) {
            Ok(Issued::Same(last)) => return Ok(told_not_done(room, &asked, t!(words, "brief-same", n = last.number))),
            other => other.map(drop::<Issued>),
        }
    } else {
        let (seen, text) = (sent.value("seen").parse().unwrap_or(0), sent.value("text").replace("\r\n", "\n"));
        office.keep_brief_draft(who, &asked.district, of, seen, &text).map(drop)
    };
    let Err(Failure::Refused(refusal)) = done else {
        done?;
        return Ok(Redirect::to(&asked.address()).into_response());
    };
    let lang = room.reader.lang;
    let said = match refusal.faults.as_slice() {
        [] => vec![sentence(&refusal.sentence, lang)],
        faults => faults.iter().map(|fault| sentence(&fault.sentence, lang)).collect(),
    };
    if sent.value("what") == "issue" {
        return Ok(told_not_done(room, &asked, said.join(" ")));
    }
    let overtaken = refusal.faults.iter().any(|fault| fault.code == "stale");
    let errors = said.into_iter().map(|text| FieldError::new("text", text)).collect();
    let typed = Typed { text: Some(sent.value("text").to_owned()), errors, overtaken };
    let status = if overtaken { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(with_status(status, draw(office, room, id, typed)?))
}

/// Why nothing was issued, with the way back to the brief.
fn told_not_done(room: &Room, asked: &Asked, text: String) -> Response {
    let words = room.words();
    let mut page = room.page(t!(words, "not-done"), "supervise").with(phrases::important(words, text));
    page.before = phrases::back(words, &asked.address());
    with_status(StatusCode::CONFLICT, page)
}

async fn file(room: Room, Path(id): Path<String>) -> Response {
    let inner = room.clone();
    let made = room.ask(move |office| {
        let law = office.law();
        let here = &inner.reader.here;
        let asked = Asked::of(&inner, &law, office.today(), (&id, here.parameter("period")))?;
        let format = here.parameter("format").unwrap_or("docx");
        let base = office.ways_out().address.clone();
        let of = (&asked.district, asked.rule.as_ref(), &asked.period);
        if let Some(number) = here.parameter("edition").and_then(|number| number.parse::<u32>().ok()) {
            return edition(office, of, number, &base, format);
        }
        let draft = office.brief_draft(of.0, of.1, of.2)?;
        let text = draft.map_or_else(|| asked.rule.source.clone(), |draft| draft.text);
        let (brief, _) = office.compiled_from(of.0, of.1, &text, of.2)?;
        briefs::file(&brief, &Standing::default(), &base, format)
    });
    made.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// An edition as it was issued, with what is known otherwise since, where it is the newest.
fn edition(
    office: &Office,
    (district, rule, period): (&DistrictCode, &BriefRule, &Period),
    number: u32,
    base: &str,
    format: &str,
) -> Result<crate::lists::Sheet, Failure> {
    let editions = office.brief_editions_now(district, rule, period)?;
    let newest = editions.all.first().is_some_and(|newest| newest.number == number);
    let found = editions.all.into_iter().find(|edition| edition.number == number).ok_or(Failure::NotFound)?;
    let corrections = if newest { editions.corrections } else { Vec::new() };
    let standing = Standing { edition: number, checkpoint: found.checkpoint.clone(), corrections };
    briefs::file(&found.brief, &standing, base, format)
}
