//! What was answered so far, kept for who comes back: sealed under the key in the browser's cookie, erased when the matter
//! is filed or somebody says so. The page says it plainly, and thinks of a machine that others use after.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::steps::Step;
use super::{Draft, alike};
use crate::components::Button;
use crate::drafts::{Key, REPORT, Typed, place};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::identity::Address;
use crate::phrases::FieldError;
use crate::portal::guest::{Guest, body, column, title};
use crate::shell::{escaped, hidden};
use crate::t;
use crate::words::Words;

/// The button that erases the draft.
pub const CLEAR: &str = "clear";
/// The button that goes on with it.
pub const RESUME: &str = "resume";
/// The button that says that the machine is one's own.
pub const MINE: &str = "mine";

/// Names that are not kept: they belong to one press of a button.
const PASSING: [&str; 2] = ["go", "step"];

/// What a browser left here: nothing where it is empty, too old or erased. A file that was dropped meanwhile is left out.
pub async fn read(guest: &Guest) -> Result<Option<Sent>, Response> {
    let Some(key) = REPORT.brought(&guest.headers) else { return Ok(None) };
    guest
        .ask(move |office| {
            let Some((mut typed, _)) = key.open(office.ledger())? else { return Ok(None) };
            let mut gone = Vec::new();
            for (_, value) in typed.pairs.iter().filter(|(_, value)| value.starts_with("sha256-")) {
                if office.ledger().file_bytes(value)?.is_none() {
                    gone.push(value.clone());
                }
            }
            typed.pairs.retain(|(_, value)| !gone.contains(value));
            Ok(Some(Sent { pairs: typed.pairs, ..Sent::default() }))
        })
        .await
}

/// The page of a step, with what was kept.
pub async fn go_on_with(guest: &Guest, sent: Sent, step: Option<Step>) -> Response {
    let left = Step::of(sent.value("step"));
    let Some(draft) = Draft::of(guest, sent) else { return Redirect::to("/report").into_response() };
    let step = step.or(left).filter(|step| draft.steps.contains(step)).unwrap_or_else(|| draft.first());
    alike::seen(guest, draft, step).await.map_or_else(|sorry| sorry, |draft| draft.show(guest, step, &[]))
}

/// Asks whether to go on with what was left here, without showing any of it: the next person at this machine may be
/// another.
pub fn ask(guest: &Guest, chosen: &[(String, String)]) -> Response {
    let words = guest.words();
    let button = |value: &str, text: String, classes: &str| Button {
        content: text.into(),
        name: "go".into(),
        value: value.into(),
        classes: classes.into(),
        ..Button::default()
    };
    let buttons = el("div").class("govuk-button-group").put(button(RESUME, t!(words, "draft-resume"), "")).put(button(
        CLEAR,
        t!(words, "draft-clear-begin"),
        "govuk-button--secondary",
    ));
    let form = el("form").attr("method", "post").attr("action", "/report").put_all(wished(chosen)).put(buttons);
    let main = title(&t!(words, "draft-left")).then(body(t!(words, "draft-left-about"))).then(form);
    guest.page(t!(words, "draft-left"), "report").with(column(main)).into_response()
}

/// An empty form comes with a key, so that the very first answer can be kept.
pub fn with_pocket(guest: &Guest, mut page: Response) -> Response {
    if REPORT.brought(&guest.headers).is_none()
        && let Ok(key) = Key::new()
    {
        page.headers_mut().append(SET_COOKIE, REPORT.put(&guest.headers, &key, false));
    }
    page
}

/// Keeps what was answered, then shows a page: by a redirect where the browser keeps cookies, so that its back button
/// walks through the questions; else at once.
pub async fn shown(guest: &Guest, address: Address, draft: Draft, step: Step, errors: Vec<FieldError>) -> Response {
    let brought = REPORT.brought(&guest.headers);
    let (draft, kept) = match put(guest, address, draft, step, brought).await {
        Ok(kept) => kept,
        Err(sorry) => return sorry,
    };
    let mine = draft.sent.value("go") == MINE;
    let answer = if errors.is_empty() && brought.is_some() && kept.is_some() {
        Redirect::to(&format!("/report?at={}", step.name())).into_response()
    } else {
        match alike::seen(guest, draft, step).await {
            Ok(draft) => draft.show(guest, step, &errors),
            Err(sorry) => return sorry,
        }
    };
    with_key(guest, answer, kept, brought.is_none(), mine)
}

fn with_key(guest: &Guest, mut answer: Response, kept: Option<Key>, new: bool, mine: bool) -> Response {
    if let Some(key) = kept.filter(|_| new || mine) {
        answer.headers_mut().append(SET_COOKIE, REPORT.put(&guest.headers, &key, mine));
    }
    answer
}

/// Keeps the draft under the key that was brought, or a new one; no key where it is too long.
async fn put(
    guest: &Guest,
    Address(address): Address,
    mut draft: Draft,
    step: Step,
    brought: Option<Key>,
) -> Result<(Draft, Option<Key>), Response> {
    if draft.sent.value("go") == MINE && draft.sent.value("mine").is_empty() {
        draft.sent.pairs.push(("mine".to_owned(), "1".to_owned()));
    }
    let pairs = draft.sent.pairs.iter().filter(|(name, _)| !PASSING.contains(&name.as_str())).cloned();
    let pairs = pairs.chain([("step".to_owned(), step.name().to_owned())]).collect();
    let typed = Typed { form: REPORT.path.to_owned(), pairs, by: None };
    let kept = guest
        .ask(move |office| {
            let key = brought.map_or_else(Key::new, Ok)?;
            let kept = key.keep(office.ledger(), place(office.ledger(), address), &typed)?;
            Ok(kept.then_some(key))
        })
        .await?;
    Ok((draft, kept))
}

/// `POST /report/draft`: a script keeps what is typed between two questions.
pub async fn keep(guest: Guest, address: Address, sent: Sent) -> Response {
    if guest.elsewhere().is_some() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let step = Step::of(sent.value("step"));
    let Some(draft) = Draft::of(&guest, sent) else { return StatusCode::NOT_FOUND.into_response() };
    let step = step.unwrap_or_else(|| draft.first());
    let brought = REPORT.brought(&guest.headers);
    match put(&guest, address, draft, step, brought).await {
        Ok((_, kept)) => with_key(&guest, StatusCode::NO_CONTENT.into_response(), kept, brought.is_none(), false),
        Err(sorry) => sorry,
    }
}

/// What was chosen before the question came up, for who begins anew.
fn wished(chosen: &[(String, String)]) -> Vec<Html> {
    chosen.iter().map(|(name, value)| hidden(name, value)).collect()
}

/// Erases the draft and takes its key out of the browser; what was chosen at a guide is begun.
pub async fn clear(guest: &Guest, chosen: &[(String, String)]) -> Response {
    let asked: Vec<String> =
        chosen.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    let address = if asked.is_empty() { "/report".to_owned() } else { format!("/report?{}", asked.join("&")) };
    emptied(guest, Redirect::to(&address).into_response()).await
}

/// An answer after which nothing is kept any more.
pub async fn emptied(guest: &Guest, mut answer: Response) -> Response {
    let Some(key) = REPORT.brought(&guest.headers) else { return answer };
    // What cannot be erased now ends by itself; the matter is filed all the same.
    if guest.ask(move |office| Ok(key.erase(office.ledger())?)).await.is_err() {
        tracing::error!("a draft could not be erased");
    }
    let taken: HeaderValue = REPORT.taken(&guest.headers);
    answer.headers_mut().append(SET_COOKIE, taken);
    answer
}

/// What is kept, for how long, and the two buttons about it; under every question.
pub fn told(words: &Words, draft: &Draft) -> Html {
    let mine = !draft.sent.value("mine").is_empty();
    let button = |value: &str, key: &str| {
        el("button")
            .attr("type", "submit")
            .attr("name", "go")
            .attr("value", value)
            .class("bh-link-button")
            .put(words.get(key, &[]))
    };
    el("div")
        .class("bh-draft")
        .attr("data-draft", "/report/draft")
        .put(el("p").put(if mine { t!(words, "draft-kept-mine") } else { t!(words, "draft-kept") }))
        .put(button(CLEAR, "draft-clear"))
        .put_if(!mine, || button(MINE, "draft-mine"))
        .html()
}
