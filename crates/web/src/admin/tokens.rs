//! Tokens: what programs may do in an officer's name. A text is shown once, when it is made.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::UserName;
use bihuan_ledger::TokenRow;
use bihuan_office::people::Note;
use bihuan_office::{Failure, Office};
use jiff::Timestamp;
use std::collections::BTreeSet;

use super::frame::{Asked, For, Query1, View, link, show};
use super::officers::shown_once;
use crate::components::*;
use crate::desk::{ADMIN, Room};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::identity::tokens::{self, Scope};
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

const HERE: &str = "/admin/tokens";

/// The scopes that a form offers; those for outer systems carry the system's name.
const SCOPES: [&str; 5] = ["read", "act", "file", "export", "admin"];

/// The longest that a token lasts, in days.
const MOST_DAYS: u32 = 3660;

/// The list and the form.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Keepers, move |office, view| draw(office, view, &asked, &[], &[])).await
}

fn draw(
    office: &Office,
    view: &View<'_>,
    asked: &Asked,
    typed: &[(String, String)],
    errors: &[FieldError],
) -> Result<Page, Failure> {
    let words = view.words;
    let here: BTreeSet<&str> = view.officers().into_iter().map(|officer| officer.user.as_str()).collect();
    let state = asked.value("state");
    let wanted = |token: &TokenRow| {
        let user = asked.value("officer");
        here.contains(token.user.as_str())
            && (user.is_empty() || token.user == user)
            && (state.is_empty() || state_of(token) == state)
    };
    let found: Vec<TokenRow> = office.ledger().tokens()?.into_iter().filter(wanted).collect();
    let filter = view.narrow(HERE, asked, |form| {
        let states =
            ["good", "ended", "revoked"].map(|state| SelectItem::new(state, view.say(&format!("token-{state}"))));
        let every = SelectItem::new("", t!(words, "every-state"));
        Html::from(form.select("officer", t!(words, "account"), accounts(view, t!(words, "every-account"))))
            .then(form.select("state", t!(words, "state"), std::iter::once(every).chain(states).collect()))
    });
    let head = ["token", "account", "scopes", "expires", "state", ""];
    let list = view.listed((HERE, asked), &head, &found, |token| row(view, token));
    let revoked = (asked.value("done") == "revoked").then(|| phrases::done(words, t!(words, "token-was-revoked")));
    let summary = Form::new(words, typed, errors).error_summary();
    let content = summary.then(revoked).then(filter).then(list).then(form(view, typed, errors));
    let mut page = view.page("tokens", t!(words, "tokens"), content);
    page.wrong = !errors.is_empty();
    Ok(page)
}

fn accounts(view: &View<'_>, first: String) -> Vec<SelectItem> {
    let item = |officer: &bihuan_core::directory::Officer| {
        SelectItem::new(officer.user.as_str(), format!("{}（{}）", officer.name, officer.user))
    };
    std::iter::once(SelectItem::new("", first)).chain(view.officers().into_iter().map(item)).collect()
}

fn state_of(token: &TokenRow) -> &'static str {
    match (token.revoked, token.expires < Timestamp::now()) {
        (Some(_), _) => "revoked",
        (None, true) => "ended",
        (None, false) => "good",
    }
}

fn row(view: &View<'_>, token: &TokenRow) -> Vec<Cell> {
    let state = state_of(token);
    let colour = if state == "good" { "green" } else { "grey" };
    let expires = bihuan_core::calendar::civil(token.expires).strftime("%Y-%m-%d").to_string();
    let revoke = (state == "good").then(|| {
        let about = el("span").class("govuk-visually-hidden").put(format!(" {}", token.id));
        let button =
            el("button").attr("type", "submit").class("bh-link-button").put(t!(view.words, "token-revoke")).put(about);
        view.form("/admin/tokens/revoke", hidden("id", &token.id).then(button))
    });
    vec![
        Cell::from(token.id.as_str()),
        Cell::from(link(format!("/admin/officers/{}", token.user), token.user.as_str())),
        Cell::from(token.scopes.join(" ")),
        Cell::from(expires),
        Cell::from(Html::from(Tag::coloured(colour, view.say(&format!("token-{state}"))))),
        Cell::from(revoke.unwrap_or_default()),
    ]
}

fn form(view: &View<'_>, typed: &[(String, String)], errors: &[FieldError]) -> Html {
    let words = view.words;
    let form = Form::new(words, typed, errors);
    let scopes = SCOPES.map(|scope| Choice::new(scope, view.say(&format!("scope-{scope}")))).to_vec();
    let mut outer = form.input("outer", t!(words, "scope-outer"));
    outer.hint = Some(t!(words, "scope-outer-hint").into());
    let mut days = form.input("days", t!(words, "token-days"));
    days.inputmode = "numeric".into();
    days.classes = "govuk-input--width-5".into();
    if days.value.is_empty() {
        days.value = tokens::DAYS.to_string();
    }
    let fields = Html::from(form.select("user", t!(words, "account"), accounts(view, t!(words, "choose"))))
        .then(form.checkboxes("scope", t!(words, "scopes"), scopes))
        .then(outer)
        .then(days)
        .then(submit(t!(words, "token-make")));
    view.fold(t!(words, "token-new"), !errors.is_empty(), view.form("/admin/tokens/new", fields))
}

/// What a new token is to be.
struct Wish {
    user: UserName,
    scopes: Vec<Scope>,
    days: u32,
}

fn wished(view: &View<'_>, sent: &Sent) -> Result<Wish, Vec<FieldError>> {
    let words = view.words;
    let mut errors = Vec::new();
    let known = view.officers().into_iter().find(|officer| officer.user.as_str() == sent.value("user"));
    let mut scopes: Vec<Scope> = sent.values("scope").filter_map(|scope| scope.parse().ok()).collect();
    let outer = sent.value("outer").trim();
    if !outer.is_empty() {
        match format!("outer:{outer}").parse() {
            Ok(scope) => scopes.push(scope),
            Err(_) => errors.push(FieldError::new("outer", t!(words, "scope-outer-wrong"))),
        }
    }
    let days: Option<u32> = sent.value("days").trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    if known.is_none() {
        errors.push(FieldError::new("user", t!(words, "account-wrong")));
    }
    if scopes.is_empty() && errors.iter().all(|error| error.field != "outer") {
        errors.push(FieldError::new("scope", t!(words, "scopes-wrong")));
    }
    if days.is_none() {
        errors.push(FieldError::new("days", t!(words, "days-wrong", n = MOST_DAYS)));
    }
    match (known, days, errors.is_empty()) {
        (Some(officer), Some(days), true) => Ok(Wish { user: officer.user.clone(), scopes, days }),
        _ => Err(errors),
    }
}

/// Makes one, and shows it.
pub async fn make(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let made = room.ask(move |office| {
        let law = office.law();
        let view = View::new(&inner, &law);
        match wished(&view, &sent) {
            Ok(wish) => Ok((StatusCode::OK, Box::new(shown(office, &view, &wish)?))),
            Err(errors) => {
                let page = draw(office, &view, &Asked::default(), &sent.pairs, &errors)?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, Box::new(page)))
            }
        }
    });
    match made.await {
        Ok((status, page)) => (status, *page).into_response(),
        Err(sorry) => sorry,
    }
}

fn shown(office: &Office, view: &View<'_>, wish: &Wish) -> Result<Page, Failure> {
    office.keeper_of(&view.room.staff.who, &wish.user)?;
    let made = tokens::issue(office.ledger(), wish.user.as_str(), &wish.scopes, wish.days)?;
    let expires = made.expires.parse().unwrap_or_else(|_| Timestamp::now());
    let note = Note::TokenMade { id: made.id.clone(), user: made.user.clone(), scopes: made.scopes.clone(), expires };
    office.note_of(&view.room.staff.who, &wish.user, note)?;
    let banner =
        phrases::done(view.words, t!(view.words, "token-made", user = made.user.as_str(), id = made.id.as_str()));
    let back = view.line(link(HERE, t!(view.words, "tokens")));
    Ok(view.page("tokens", t!(view.words, "token-new"), banner.then(shown_once(view, &made.token)).then(back)))
}

/// Revokes one.
pub async fn revoke(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let who = room.staff.who.clone();
    let revoked = room.ask(move |office| {
        let id = sent.value("id").to_owned();
        let token = office.ledger().tokens()?.into_iter().find(|token| token.id == id).ok_or(Failure::NotFound)?;
        let user: UserName = token.user.parse().map_err(|_| Failure::NotFound)?;
        office.keeper_of(&who, &user)?;
        if token.revoked.is_none() {
            office.ledger().revoke_token(&id, Timestamp::now())?;
            office.note_of(&who, &user, Note::TokenRevoked { id, user: token.user })?;
        }
        Ok(())
    });
    match revoked.await {
        Ok(()) => Redirect::to("/admin/tokens?done=revoked").into_response(),
        Err(sorry) => sorry,
    }
}
