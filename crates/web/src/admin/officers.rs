//! Officers of a district: the list, and a new one with account and first password.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::directory::{Holding, Officer, PostName, UnitCode, UserName};
use bihuan_office::people::By;
use bihuan_office::{Failure, Office};
use std::collections::{BTreeMap, BTreeSet};

use super::frame::{Asked, For, Query1, View, link, show};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::identity::{demo, passwords};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::Page;
use crate::t;

const HERE: &str = "/admin/officers";
const NEW: &str = "/admin/new-officer";

/// The list.
pub async fn list(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Keepers, move |office, view| draw(office, view, &asked)).await
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked) -> Result<Page, Failure> {
    let load = named(office, view)?;
    let closed: BTreeSet<String> =
        office.ledger().users()?.into_iter().filter(|row| row.disabled).map(|row| row.name).collect();
    let found: Vec<&Officer> = view.officers().into_iter().filter(|officer| fits(office, officer, asked)).collect();
    let filter = view.narrow(HERE, asked, |form| {
        let every = Some(t!(view.words, "every-unit"));
        let posts = Some(t!(view.words, "every-post"));
        Html::from(form.input("q", t!(view.words, "officer-search")))
            .then(form.select("unit", t!(view.words, "work-unit"), view.units_to_choose(every)))
            .then(form.select("post", t!(view.words, "post"), view.posts_to_choose(posts)))
    });
    let head = ["name", "account", "posts", "away", "open-tasks", "state"];
    let rows = view.listed((HERE, asked), &head, &found, |officer| row(office, view, officer, &load, &closed));
    let add = Button { href: NEW.into(), content: t!(view.words, "officer-new").into(), ..Button::default() };
    Ok(view.page("officers", t!(view.words, "officers"), Html::from(add).then(filter).then(rows)))
}

/// Open tasks by the officer whose name they bear.
pub fn named(office: &Office, view: &View<'_>) -> Result<BTreeMap<String, u64>, Failure> {
    let Some(district) = view.district() else { return Ok(BTreeMap::new()) };
    let mut load: BTreeMap<String, u64> = BTreeMap::new();
    for row in office.ledger().load(district.as_str())? {
        *load.entry(row.officer.unwrap_or_default()).or_default() += row.tasks;
    }
    Ok(load)
}

fn fits(office: &Office, officer: &Officer, asked: &Asked) -> bool {
    let (text, unit, post) = (asked.value("q").to_lowercase(), asked.value("unit"), asked.value("post"));
    let today = office.today();
    let here = |held: &Holding| {
        (unit.is_empty() || held.unit.as_str() == unit)
            && (post.is_empty() || held.post.as_str() == post)
            && held.holds_on(today)
    };
    let said = officer.user.as_str().contains(&text) || officer.name.to_lowercase().contains(&text);
    (text.is_empty() || said) && ((unit.is_empty() && post.is_empty()) || officer.holdings.iter().any(here))
}

fn row(
    office: &Office,
    view: &View<'_>,
    officer: &Officer,
    load: &BTreeMap<String, u64>,
    closed: &BTreeSet<String>,
) -> Vec<Cell> {
    let today = office.today();
    let user = officer.user.as_str();
    let deputy = officer.deputy_on(today).map(|deputy| t!(view.words, "away-with", deputy = deputy.to_string()));
    let state = match (closed.contains(user), posts(view, officer, today).is_empty()) {
        (true, _) => Tag::coloured("red", t!(view.words, "account-closed")).into(),
        (false, true) => Tag::coloured("grey", t!(view.words, "officer-left")).into(),
        (false, false) => Html::empty(),
    };
    vec![
        Cell::from(link(format!("{HERE}/{user}"), demo::name_of(officer, view.words.lang()))),
        Cell::from(user),
        Cell::from(posts(view, officer, today).join(view.words.semicolon())),
        Cell::from(deputy.unwrap_or_default()),
        Cell::number(load.get(user).copied().unwrap_or(0).to_string()),
        Cell::from(state),
    ]
}

/// The posts that an officer holds on a day, in words.
pub fn posts(view: &View<'_>, officer: &Officer, today: jiff::civil::Date) -> Vec<String> {
    let held = officer.holdings.iter().filter(|holding| holding.holds_on(today));
    held.map(|holding| in_words(view, holding)).collect()
}

/// A post in a unit, in words.
pub fn in_words(view: &View<'_>, holding: &Holding) -> String {
    let held = view.names.post_at(Some(holding.post.as_str()), Some(holding.unit.as_str()));
    if holding.everywhere { t!(view.words, "held-everywhere", post = held) } else { held }
}

/// The form for a new one.
pub async fn new(room: Room) -> Response {
    show(room, For::Keepers, |_, view| Ok(form(view, &[], &[]))).await
}

fn form(view: &View<'_>, typed: &[(String, String)], errors: &[FieldError]) -> Page {
    let words = view.words;
    let form = Form::new(words, typed, errors);
    let mut user = form.input("user", t!(words, "account"));
    user.hint = Some(t!(words, "setup-user-hint").into());
    user.autocomplete = "off".into();
    let mut password = form.input("password", t!(words, "first-password"));
    password.hint = Some(t!(words, "first-password-hint", n = passwords::SHORTEST).into());
    password.r#type = "password".into();
    password.value = String::new();
    password.autocomplete = "new-password".into();
    let fields = form
        .error_summary()
        .then(user)
        .then(form.input("name", t!(words, "setup-name")))
        .then(form.select("unit", t!(words, "work-unit"), view.units_to_choose(Some(t!(words, "choose")))))
        .then(form.select("post", t!(words, "post"), view.posts_to_choose(Some(t!(words, "choose")))))
        .then(password)
        .then(submit(t!(words, "officer-add")));
    let mut page = view.page("officers", t!(words, "officer-new"), view.form(NEW, fields));
    page.before = phrases::back(words, HERE);
    page.wrong = !errors.is_empty();
    page
}

/// Adds one. A password that was made here is shown this once, on the page that answers.
pub async fn add(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let added = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        match wished(office, &view, &sent).and_then(|wish| keep(office, &view, wish)) {
            Ok((officer, made)) => Ok(Ok(Box::new(told(&view, &officer, made.as_deref())))),
            Err(Unkept::Wrong(errors)) => Ok(Err(Box::new(form(&view, &sent.pairs, &errors)))),
            Err(Unkept::Failed(failure)) => Err(failure),
        }
    });
    match added.await {
        Ok(Ok(page)) => page.into_response(),
        Ok(Err(page)) => (StatusCode::UNPROCESSABLE_ENTITY, *page).into_response(),
        Err(sorry) => sorry,
    }
}

/// Why nobody was added.
enum Unkept {
    Wrong(Vec<FieldError>),
    Failed(Failure),
}

/// An officer who is wanted, with the password; true where it was made here.
struct Wish {
    officer: Officer,
    password: String,
    made: bool,
}

fn wished(office: &Office, view: &View<'_>, sent: &Sent) -> Result<Wish, Unkept> {
    let words = view.words;
    let mut errors = Vec::new();
    let mut need = |field: &str, so: bool, text: String| {
        if !so {
            errors.push(FieldError::new(field, text));
        }
    };
    let user: Option<UserName> = sent.value("user").trim().parse().ok();
    let unit: Option<UnitCode> = sent.value("unit").parse().ok().filter(|unit| view.law.directory.unit(unit).is_some());
    let post: Option<PostName> = sent.value("post").parse().ok();
    let (name, typed) = (sent.value("name").trim().to_owned(), sent.value("password").to_owned());
    need("user", user.is_some(), t!(words, "setup-user-wrong"));
    need("name", !name.is_empty() && name.chars().count() <= 50, t!(words, "setup-name-wrong"));
    need("unit", unit.is_some(), t!(words, "unit-wrong"));
    need("post", post.is_some(), t!(words, "post-wrong"));
    let long = typed.is_empty() || (typed.chars().count() >= passwords::SHORTEST && typed.len() <= passwords::LONGEST);
    need("password", long, t!(words, "setup-password-wrong", n = passwords::SHORTEST));
    let (Some(user), Some(unit), Some(post), true) = (user, unit, post, errors.is_empty()) else {
        return Err(Unkept::Wrong(errors));
    };
    let holding = Holding { post, unit, everywhere: false, from: office.today(), until: None };
    let officer = Officer { user, name, synthetic: office.is_demo(), holdings: vec![holding], absences: Vec::new() };
    let made = typed.is_empty();
    let password = if made { first_password().map_err(Unkept::Failed)? } else { typed };
    Ok(Wish { officer, password, made })
}

/// A first password that nobody has to think of: sixteen characters that are not mistaken for each other.
pub fn first_password() -> Result<String, Failure> {
    let text = bihuan_office::new_token().map_err(|error| bihuan_ledger::LedgerError::Io(error.to_string()))?;
    Ok(text.chars().skip(3).take(16).collect())
}

fn keep(office: &Office, view: &View<'_>, wish: Wish) -> Result<(Officer, Option<String>), Unkept> {
    let failed = |error: String| Unkept::Failed(bihuan_ledger::LedgerError::Io(error).into());
    let hash = passwords::hash(&wish.password).map_err(|error| failed(error.to_string()))?;
    let Some(district) = bihuan_office::people::home(&wish.officer) else { return Err(Unkept::Wrong(Vec::new())) };
    let kept = By::keeper(&view.room.staff.who, &district)
        .map_err(Failure::from)
        .and_then(|by| office.add_officer(&by, &wish.officer, &hash));
    match kept {
        Ok(()) => Ok((wish.officer, wish.made.then_some(wish.password))),
        Err(Failure::Refused(refusal)) => Err(Unkept::Wrong(view.refused(&refusal, &["user", "unit", "post", "name"]))),
        Err(other) => Err(Unkept::Failed(other)),
    }
}

fn told(view: &View<'_>, officer: &Officer, made: Option<&str>) -> Page {
    let words = view.words;
    let banner = phrases::done(words, t!(words, "officer-added", name = officer.name.as_str()));
    let password = made.map(|made| shown_once(view, made));
    let on = link(format!("{HERE}/{}", officer.user), t!(words, "officer-see"));
    let more = link(NEW, t!(words, "officer-another"));
    view.page("officers", t!(words, "officer-new"), banner.then(password).then(view.line(on)).then(view.line(more)))
}

/// A secret that is shown this once.
pub fn shown_once(view: &View<'_>, secret: &str) -> Html {
    let code = el("p").class("govuk-body-l bh-code").put(secret).html();
    phrases::warning(view.words, t!(view.words, "shown-once")).then(code)
}
