//! The first administrator of an empty instance: by a link that the program printed, once, and never again.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::calendar::civil;
use bihuan_core::directory::{
    DirectoryBuilder, DirectoryError, Holding, Officer, Unit, UnitKind, UserName, shipped_districts,
};
use bihuan_ledger::{LedgerError, UserRow};
use bihuan_office::people::{self, By, PeopleError};
use bihuan_office::{Failure, Office, hash_token};
use jiff::Timestamp;
use serde_json::json;

use crate::app::App;
use crate::components::SelectItem;
use crate::desk::ADMIN;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::identity::passwords::SHORTEST;
use crate::identity::{csrf, passwords};
use crate::phrases::{FieldError, Form, submit};
use crate::shell::{Page, Reader, hidden, not_found, went_wrong};
use crate::t;
use crate::words::Words;

/// Where the store keeps the hash of the link's token.
const SETUP_KEY: &str = "setup-token";

/// The form, for who has the link.
pub async fn page(State(app): State<App>, reader: Reader) -> Response {
    let token = reader.here.parameter("token").unwrap_or_default().to_owned();
    let inner = reader.clone();
    let shown = app.run(move |office| {
        let open = is_open(office, &token)?;
        Ok::<_, Failure>(open.then(|| form(office, &inner, &token, &[], &[])))
    });
    match shown.await {
        Ok(Ok(Some(page))) => page.into_response(),
        Ok(Ok(None)) => (StatusCode::NOT_FOUND, Page::notice(&reader, not_found(reader.words()))).into_response(),
        _ => broke(&reader),
    }
}

/// Makes the administrator, and ends the link.
pub async fn make(State(app): State<App>, reader: Reader, headers: axum::http::HeaderMap, sent: Sent) -> Response {
    if !csrf::is_from_here(&headers) {
        return (StatusCode::FORBIDDEN, Page::notice(&reader, not_found(reader.words()))).into_response();
    }
    let inner = reader.clone();
    let made = app.run(move |office| {
        let token = sent.value("token").to_owned();
        if !is_open(office, &token)? {
            return Ok::<_, Failure>(None);
        }
        let errors = match asked(&sent, inner.words()) {
            Ok(wish) => match found(office, &wish) {
                Ok(()) => return Ok(Some(Ok(()))),
                Err(Unfounded::Directory(error)) => {
                    tracing::error!(%error, "the first administrator does not fit the directory");
                    vec![FieldError::new("district", t!(inner.words(), "setup-unfit"))]
                }
                Err(Unfounded::Store(error)) => return Err(error.into()),
            },
            Err(errors) => errors,
        };
        Ok(Some(Err(Box::new(form(office, &inner, &token, &sent.pairs, &errors)))))
    });
    match made.await {
        Ok(Ok(Some(Ok(())))) => Redirect::to("/sign-in?to=/admin").into_response(),
        Ok(Ok(Some(Err(page)))) => (StatusCode::UNPROCESSABLE_ENTITY, *page).into_response(),
        Ok(Ok(None)) => (StatusCode::NOT_FOUND, Page::notice(&reader, not_found(reader.words()))).into_response(),
        _ => broke(&reader),
    }
}

fn broke(reader: &Reader) -> Response {
    tracing::error!("the first administrator could not be made");
    (StatusCode::INTERNAL_SERVER_ERROR, Page::notice(reader, went_wrong(reader.words(), "setup"))).into_response()
}

/// Whether the link is the one that was printed, and nobody has used it: there is no account yet.
fn is_open(office: &Office, token: &str) -> Result<bool, LedgerError> {
    let kept = office.ledger().meta(SETUP_KEY)?;
    let fits = kept.is_some_and(|kept| kept == csrf::hex(&hash_token(token)));
    Ok(fits && office.ledger().users()?.is_empty())
}

/// Who is to be the first administrator.
struct Wish {
    user: UserName,
    name: String,
    district: String,
    password: String,
}

fn asked(sent: &Sent, words: &Words) -> Result<Wish, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut need = |field: &str, so: bool, key: &str| {
        if !so {
            errors.push(FieldError::new(field, words.get(key, &[("n", SHORTEST.into())])));
        }
    };
    let user: Option<UserName> = sent.value("user").trim().parse().ok();
    let name = sent.value("name").trim().to_owned();
    let password = sent.value("password").to_owned();
    need("user", user.is_some(), "setup-user-wrong");
    need("name", !name.is_empty() && name.chars().count() <= 50, "setup-name-wrong");
    need("district", !sent.value("district").is_empty(), "setup-district-wrong");
    need(
        "password",
        password.chars().count() >= SHORTEST && password.len() <= passwords::LONGEST,
        "setup-password-wrong",
    );
    need("again", password == sent.value("again"), "setup-again-wrong");
    match user {
        Some(user) if errors.is_empty() => {
            Ok(Wish { user, name, district: sent.value("district").to_owned(), password })
        }
        _ => Err(errors),
    }
}

/// Why the administrator could not be made.
enum Unfounded {
    Directory(String),
    Store(LedgerError),
}

fn unkept(error: PeopleError) -> Unfounded {
    match error {
        PeopleError::Ledger(error) => Unfounded::Store(error),
        refused => Unfounded::Directory(refused.to_string()),
    }
}

impl From<LedgerError> for Unfounded {
    fn from(error: LedgerError) -> Self {
        Self::Store(error)
    }
}

/// The officer into the directory, with the district if it is not there yet; then the account; then the link is no more.
fn found(office: &Office, wish: &Wish) -> Result<(), Unfounded> {
    let unfit =
        |errors: Vec<DirectoryError>| Unfounded::Directory(errors.first().map(ToString::to_string).unwrap_or_default());
    let password = passwords::hash(&wish.password).map_err(|error| Unfounded::Directory(error.to_string()))?;
    let law = office.law();
    let known: Vec<Unit> = law.directory.units(None, None).cloned().collect();
    let root = districts(office).into_iter().find(|unit| unit.code.as_str() == wish.district);
    let root = root.ok_or_else(|| Unfounded::Directory(wish.district.clone()))?;
    let officer = Officer {
        user: wish.user.clone(),
        name: wish.name.clone(),
        synthetic: false,
        holdings: vec![Holding {
            post: ADMIN.parse().map_err(|_| Unfounded::Directory(ADMIN.into()))?,
            unit: root.code.clone(),
            everywhere: false,
            from: civil(office.clock().now()).date(),
            until: None,
        }],
        absences: Vec::new(),
    };
    let new = known.iter().all(|unit| unit.code != root.code);
    let units = known.into_iter().chain(new.then(|| root.clone()));
    let officers = law.directory.officers().cloned().chain([officer.clone()]);
    let directory = DirectoryBuilder::new().units(units).officers(officers).build().map_err(unfit)?;
    let roots: Vec<Unit> = new.then(|| root.clone()).into_iter().collect();
    people::keep_all(office.ledger(), (&By::Console, office.clock().now()), &roots, std::slice::from_ref(&officer))
        .map_err(unkept)?;
    let profile = json!({ "name": wish.name, "district": wish.district, "synthetic": false });
    let user = wish.user.to_string();
    office.ledger().put_user(UserRow { name: user, password, profile, disabled: false, created: Timestamp::now() })?;
    office.ledger().set_meta(SETUP_KEY, None)?;
    office.enact(law.with_directory(directory));
    Ok(())
}

/// The districts of the directory, else those that ship with the program.
fn districts(office: &Office) -> Vec<Unit> {
    let law = office.law();
    let known: Vec<Unit> = law.directory.districts().cloned().collect();
    if !known.is_empty() {
        return known;
    }
    let shipped = shipped_districts().unwrap_or_default();
    shipped.into_iter().filter(|unit| unit.kind == UnitKind::District).collect()
}

fn form(office: &Office, reader: &Reader, token: &str, typed: &[(String, String)], errors: &[FieldError]) -> Page {
    let words = reader.words();
    let fields = Form::new(words, typed, errors);
    let plain = |name: &str, key: &str, kind: &str, autocomplete: &str| {
        let mut input = fields.input(name, words.get(key, &[]));
        input.r#type = kind.into();
        input.autocomplete = autocomplete.into();
        if kind == "password" {
            input.value = String::new();
        }
        input
    };
    let mut user = plain("user", "sign-in-user", "text", "username");
    user.hint = Some(t!(words, "setup-user-hint").into());
    let mut password = plain("password", "sign-in-password", "password", "new-password");
    password.hint = Some(t!(words, "setup-password-hint", n = SHORTEST).into());
    let items = districts(office).into_iter().map(|unit| SelectItem::new(unit.code.as_str(), unit.name.as_str()));
    let district = fields.select("district", t!(words, "district"), items.collect());
    let body: Html = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(fields.error_summary())
        .put(el("h1").class("govuk-heading-l").put(t!(words, "setup")))
        .put(el("p").class("govuk-body").put(t!(words, "setup-about")))
        .put(
            el("form")
                .attr("method", "post")
                .attr("action", "/setup")
                .attr("novalidate", "")
                .put(hidden("token", token))
                .put(district)
                .put(user)
                .put(plain("name", "setup-name", "text", "name"))
                .put(password)
                .put(plain("again", "setup-again", "password", "new-password"))
                .put(submit(t!(words, "setup-make"))),
        )
        .html();
    let mut page = Page::new(reader, t!(words, "setup")).with(el("div").class("govuk-grid-row").put(body));
    page.wrong = !errors.is_empty();
    page
}
