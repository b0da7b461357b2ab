//! One officer: posts from and until when, absences with their deputies, the account; and what may be changed of it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::{Absence, Holding, Officer, PostName, UnitCode, UserName};
use bihuan_office::people::Note;
use bihuan_office::{Failure, Office};
use jiff::civil::Date;

use super::frame::{Asked, For, Query1, View, instant, link, show};
use super::officers::{first_password, in_words, named, shown_once};
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::Html;
use crate::identity::{factor, lockout, passwords};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// The page.
pub async fn page(room: Room, Path(user): Path<String>, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Keepers, move |office, view| {
        let officer = found(view, &user)?;
        draw(office, view, officer, &Told { done: asked.value("done").to_owned(), ..Told::default() })
    })
    .await
}

/// A change is sent by `POST`; whoever comes back to its address sees the officer.
pub async fn page_again(Path((user, _)): Path<(String, String)>) -> Redirect {
    Redirect::to(&format!("/admin/officers/{}", crate::shell::escaped(&user)))
}

/// The officer, if the reader keeps the district.
pub fn found<'v>(view: &View<'v>, user: &str) -> Result<&'v Officer, Failure> {
    let user: UserName = user.parse().map_err(|_| Failure::NotFound)?;
    view.officers().into_iter().find(|officer| officer.user == user).ok_or(Failure::NotFound)
}

/// What the page says beside what is known.
#[derive(Default)]
struct Told {
    done: String,
    form: String,
    typed: Vec<(String, String)>,
    errors: Vec<FieldError>,
    secret: Option<String>,
}

fn draw(office: &Office, view: &View<'_>, officer: &Officer, told: &Told) -> Result<Page, Failure> {
    let words = view.words;
    let done = ["post", "ended", "away", "closed", "opened", "unlocked", "password", "handed", "factor"]
        .contains(&told.done.as_str());
    let banner = done.then(|| phrases::done(words, view.say(&format!("officer-done-{}", told.done))));
    let secret = told.secret.as_deref().map(|secret| shown_once(view, secret));
    let summary = Form::new(words, &[], &told.errors).error_summary();
    let content = summary
        .then(banner)
        .then(secret)
        .then(about(office, view, officer)?)
        .then(view.section("posts", held(office, view, officer, told)))
        .then(view.section("absences", absences(view, officer, told)))
        .then(view.section("account", account(office, view, officer)?));
    let mut page = view.page("officers", officer.name.as_str(), content);
    page.before = phrases::back(words, "/admin/officers");
    page.wrong = !told.errors.is_empty();
    Ok(page)
}

fn about(office: &Office, view: &View<'_>, officer: &Officer) -> Result<Html, Failure> {
    let words = view.words;
    let tasks = named(office, view)?.get(officer.user.as_str()).copied().unwrap_or(0);
    let hand_over = Button {
        href: format!("/admin/hand-over/{}", officer.user),
        content: t!(words, "hand-over").into(),
        classes: "govuk-button--secondary".into(),
        ..Button::default()
    };
    let mark = officer.synthetic.then(|| synthetic(&t!(words, "synthetic")));
    let rows = vec![
        SummaryRow::new(t!(words, "account"), Html::from(officer.user.as_str()).then(" ").then(mark)),
        SummaryRow::new(t!(words, "tasks-named"), tasks.to_string()),
    ];
    Ok(Html::from(SummaryList { rows, ..SummaryList::default() }).then(hand_over))
}

fn held(office: &Office, view: &View<'_>, officer: &Officer, told: &Told) -> Html {
    let today = office.today();
    let rows = officer.holdings.iter().map(|holding| {
        let until = holding.until.map_or_else(|| t!(view.words, "until-further"), |last| last.to_string());
        let end = holding.until.is_none_or(|last| last > today).then(|| end_of(view, officer, holding));
        vec![
            Cell::from(in_words(view, holding)),
            Cell::from(holding.from.to_string()),
            Cell::from(until),
            Cell::from(end.unwrap_or_default()),
        ]
    });
    let table = view.table(&["post", "since", "until", ""], rows.collect());
    let wrong = told.form == "post";
    let (typed, errors) = told.of("post");
    let form = Form::new(view.words, typed, errors);
    let fields = Html::from(form.select(
        "unit",
        t!(view.words, "work-unit"),
        view.units_to_choose(Some(t!(view.words, "choose"))),
    ))
    .then(form.select("post", t!(view.words, "post"), view.posts_to_choose(Some(t!(view.words, "choose")))))
    .then(submit(t!(view.words, "post-give")));
    let give = view.form(&format!("/admin/officers/{}/post", officer.user), fields);
    table.then(view.fold(t!(view.words, "post-new"), wrong, give))
}

/// One press ends a post today.
fn end_of(view: &View<'_>, officer: &Officer, holding: &Holding) -> Html {
    let about = crate::html::el("span").class("govuk-visually-hidden").put(format!(" {}", in_words(view, holding)));
    let button = crate::html::el("button")
        .attr("type", "submit")
        .class("bh-link-button")
        .put(t!(view.words, "post-end"))
        .put(about);
    let fields = hidden("post", holding.post.as_str()).then(hidden("unit", holding.unit.as_str())).then(button);
    view.form(&format!("/admin/officers/{}/end", officer.user), fields)
}

impl Told {
    /// What was typed into a form and what is wrong with it, if it is this one.
    fn of(&self, form: &str) -> (&[(String, String)], &[FieldError]) {
        if self.form == form { (&self.typed, &self.errors) } else { (&[], &[]) }
    }
}

fn absences(view: &View<'_>, officer: &Officer, told: &Told) -> Html {
    let words = view.words;
    let rows = officer.absences.iter().rev().map(|away| {
        vec![
            Cell::from(away.from.to_string()),
            Cell::from(away.until.to_string()),
            Cell::from(
                view.law
                    .directory
                    .officer(&away.deputy)
                    .map_or_else(|| away.deputy.to_string(), |known| known.name.clone()),
            ),
        ]
    });
    let table = view.table(&["since", "until", "deputy"], rows.collect());
    let (typed, errors) = told.of("away");
    let form = Form::new(words, typed, errors);
    let others = view.officers().into_iter().filter(|other| other.user != officer.user);
    let items = others.map(|other| SelectItem::new(other.user.as_str(), format!("{}（{}）", other.name, other.user)));
    let items = std::iter::once(SelectItem::new("", t!(words, "choose"))).chain(items).collect();
    let fields = Html::from(form.date("from", t!(words, "since")))
        .then(form.date("until", t!(words, "until")))
        .then(form.select("deputy", t!(words, "deputy"), items))
        .then(submit(t!(words, "absence-keep")));
    let add = view.form(&format!("/admin/officers/{}/away", officer.user), fields);
    table.then(view.fold(t!(words, "absence-new"), told.form == "away", add))
}

fn account(office: &Office, view: &View<'_>, officer: &Officer) -> Result<Html, Failure> {
    let words = view.words;
    let Some(row) = office.ledger().user(officer.user.as_str())? else {
        return Ok(view.line(t!(words, "account-none")));
    };
    let locked_by = |limit| lockout::is_locked(office.ledger(), limit, officer.user.as_str());
    let locked = locked_by(lockout::PASSWORDS)? || locked_by(lockout::SECOND_FACTORS)?;
    let factor = factor::known(office.ledger(), officer.user.as_str())?;
    let state = match (row.disabled, locked) {
        (true, _) => clock(Lateness::Late, t!(words, "account-closed")),
        (false, true) => clock(Lateness::Soon, t!(words, "account-locked")),
        (false, false) => clock(Lateness::Done, t!(words, "account-open")),
    };
    let enrolled = factor.map(|known| t!(words, "account-factor-since", since = day_of(known.since)));
    let rows = vec![
        SummaryRow::new(t!(words, "state"), state),
        SummaryRow::new(t!(words, "since"), instant(row.created)),
        SummaryRow::new(t!(words, "account-factor"), enrolled.unwrap_or_else(|| t!(words, "account-factor-none"))),
    ];
    let button = |change: &str, text: String| {
        let button = Button { classes: "govuk-button--secondary".into(), ..submit(text) };
        view.form(&format!("/admin/officers/{}/{change}", officer.user), button)
    };
    let turn = if row.disabled {
        button("open", t!(words, "account-do-open"))
    } else {
        button("close", t!(words, "account-do-close"))
    };
    let unlock = locked.then(|| button("unlock", t!(words, "account-do-unlock")));
    // One's own is laid down with a code of it, on one's own page.
    let own = view.room.staff.user == officer.user;
    let take = (factor.is_some() && !own).then(|| button("factor", t!(words, "account-do-factor")));
    let buttons = crate::html::el("div")
        .class("govuk-button-group")
        .put(turn)
        .put(unlock)
        .put(take)
        .put(button("password", t!(words, "password-new")));
    let log = view.line(link(format!("/admin/looks?officer={}", officer.user), t!(words, "looks-of")));
    Ok(Html::from(SummaryList { rows, ..SummaryList::default() }).then(buttons).then(log))
}

/// Changes something of an officer.
pub async fn change(room: Room, Path((user, change)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let changed = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        let officer = found(&view, &user)?;
        let told = Told { form: change.clone(), typed: sent.pairs.clone(), ..Told::default() };
        match make(office, &view, officer, &change, &sent) {
            Ok(Made::Done(done)) => Ok(Ok(format!("/admin/officers/{}?done={done}", officer.user))),
            Ok(Made::Secret(secret)) => {
                let told = Told { secret: Some(secret), done: "password".into(), ..told };
                Ok(Err((StatusCode::OK, Box::new(draw(office, &view, officer, &told)?))))
            }
            Err(Unmade::Wrong(errors)) => {
                let told = Told { errors, ..told };
                Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, Box::new(draw(office, &view, officer, &told)?))))
            }
            Err(Unmade::Failed(failure)) => Err(failure),
        }
    });
    match changed.await {
        Ok(Ok(to)) => Redirect::to(&to).into_response(),
        Ok(Err((status, page))) => (status, *page).into_response(),
        Err(sorry) => sorry,
    }
}

/// What came of a change.
enum Made {
    Done(&'static str),
    Secret(String),
}

/// Why there was none.
enum Unmade {
    Wrong(Vec<FieldError>),
    Failed(Failure),
}

fn make(office: &Office, view: &View<'_>, officer: &Officer, change: &str, sent: &Sent) -> Result<Made, Unmade> {
    let (who, user) = (&view.room.staff.who, &officer.user);
    let told = |kept: Result<(), Failure>, fields: &[&str], done| match kept {
        Ok(()) => Ok(Made::Done(done)),
        Err(Failure::Refused(refusal)) => Err(Unmade::Wrong(view.refused(&refusal, fields))),
        Err(other) => Err(Unmade::Failed(other)),
    };
    match change {
        "post" => {
            let (post, unit) = post_of(view, sent)?;
            let holding = Holding { post, unit, everywhere: false, from: office.today(), until: None };
            told(office.give_post(who, user, holding), &["post", "unit"], "post")
        }
        "end" => {
            let (post, unit) = post_of(view, sent)?;
            let last = office.today();
            told(office.end_post(who, user, (&post, &unit), last), &["post"], "ended")
        }
        "away" => {
            told(office.keep_absence(who, user, absence(view, sent)?), &["deputy", "until-year", "from-year"], "away")
        }
        "close" => told(office.set_closed(who, user, true), &["account"], "closed"),
        "open" => told(office.set_closed(who, user, false), &["account"], "opened"),
        "factor" => told(take_factor(office, view, user), &["account"], "factor"),
        "unlock" => told(unlock(office, view, user), &["account"], "unlocked"),
        "password" => give_password(office, view, user),
        _ => Err(Unmade::Failed(Failure::NotFound)),
    }
}

fn unlock(office: &Office, view: &View<'_>, user: &UserName) -> Result<(), Failure> {
    office.note_of(&view.room.staff.who, user, Note::AccountUnlocked { user: user.to_string() })?;
    lockout::unlock(office.ledger(), lockout::PASSWORDS, user.as_str())?;
    Ok(lockout::unlock(office.ledger(), lockout::SECOND_FACTORS, user.as_str())?)
}

/// Written down first, and whoever is signed in by the account is signed out.
fn take_factor(office: &Office, view: &View<'_>, user: &UserName) -> Result<(), Failure> {
    if view.room.staff.user == *user {
        return Err(Failure::NotFound);
    }
    office.note_of(&view.room.staff.who, user, Note::SecondFactorTaken { user: user.to_string() })?;
    factor::remove(office.ledger(), user.as_str())?;
    Ok(office.ledger().drop_sessions_of(user.as_str())?)
}

fn day_of(at: jiff::Timestamp) -> String {
    bihuan_core::calendar::civil(at).date().to_string()
}

fn give_password(office: &Office, view: &View<'_>, user: &UserName) -> Result<Made, Unmade> {
    let password = first_password().map_err(Unmade::Failed)?;
    let failed = |error: String| Unmade::Failed(bihuan_ledger::LedgerError::Io(error).into());
    let hash = passwords::hash(&password).map_err(|error| failed(error.to_string()))?;
    office.give_password(&view.room.staff.who, user, &hash).map_err(Unmade::Failed)?;
    Ok(Made::Secret(password))
}

fn post_of(view: &View<'_>, sent: &Sent) -> Result<(PostName, UnitCode), Unmade> {
    let unit = sent.value("unit").parse().ok().filter(|unit| view.law.directory.unit(unit).is_some());
    let post = sent.value("post").parse().ok();
    let mut errors = Vec::new();
    if unit.is_none() {
        errors.push(FieldError::new("unit", t!(view.words, "unit-wrong")));
    }
    if post.is_none() {
        errors.push(FieldError::new("post", t!(view.words, "post-wrong")));
    }
    post.zip(unit).ok_or(Unmade::Wrong(errors))
}

fn absence(view: &View<'_>, sent: &Sent) -> Result<Absence, Unmade> {
    let from = date(sent, "from");
    let until = date(sent, "until");
    let deputy: Option<UserName> = sent.value("deputy").parse().ok();
    let mut errors = Vec::new();
    for (field, there, key) in [
        ("from-year", from.is_some(), "day-wrong"),
        ("until-year", until.is_some(), "day-wrong"),
        ("deputy", deputy.is_some(), "deputy-wrong"),
    ] {
        if !there {
            errors.push(FieldError::new(field, view.say(key)));
        }
    }
    match (from, until, deputy) {
        (Some(from), Some(until), Some(deputy)) => Ok(Absence { from, until, deputy }),
        _ => Err(Unmade::Wrong(errors)),
    }
}

/// A day from the fields of its year, month and day.
fn date(sent: &Sent, name: &str) -> Option<Date> {
    let part = |part: &str| sent.value(&format!("{name}-{part}")).trim().to_owned();
    Date::new(part("year").parse().ok()?, part("month").parse().ok()?, part("day").parse().ok()?).ok()
}
