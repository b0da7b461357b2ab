//! A visitor at a page that needs no account: how they read, which district they look at, and how a page answers when
//! the office could not do what was asked.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::Refusal;
use bihuan_core::casework::refusal::Sentence;
use bihuan_core::directory::DistrictCode;
use bihuan_office::{Failure, Law, Office};

use crate::app::App;
use crate::html::{Html, el};
use crate::identity::{Staff, csrf, demo};
use crate::lists::{self, List};
use crate::names::Names;
use crate::shell::{Notice, Page, Reader, not_found, store_failed};
use crate::t;
use crate::words::{Lang, Words};

/// Somebody at a page of the portal; staff who come along stay signed in.
#[derive(Clone)]
pub struct Guest {
    /// The instance.
    pub app: App,
    /// How they read.
    pub reader: Reader,
    /// The officer, where it is one.
    pub staff: Option<Staff>,
    /// The request's headers, for cookies and for where a form comes from.
    pub headers: HeaderMap,
}

impl FromRequestParts<App> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(reader) = Reader::from_request_parts(parts, app).await;
        let headers = parts.headers.clone();
        let brought = headers.clone();
        let mut guest = Self { app: app.clone(), reader, staff: None, headers };
        guest.staff = guest.ask(move |office| Ok(Staff::of(office, &brought)?)).await?;
        Ok(guest)
    }
}

impl Guest {
    /// The sentences in the reader's language.
    pub fn words(&self) -> &'static Words {
        self.reader.words()
    }

    /// The reader's language.
    pub fn lang(&self) -> Lang {
        self.reader.lang
    }

    /// A page of the portal.
    pub fn page(&self, title: impl Into<String>, nav: &'static str) -> Page {
        let law = self.app.office.law();
        let names = Names::new(&law, self.lang());
        let districts = law.directory.districts().map(|unit| (unit.code.to_string(), names.unit(&unit.code)));
        Page {
            nav,
            district: self.district(&law).map(|district| district.to_string()),
            districts: districts.collect(),
            user: self.staff.as_ref().map(|staff| staff.signed_in(&self.app.office.law(), self.lang())),
            demo: demo::bar(&self.app, self.lang()),
            now: rfc3339(self.app.office.clock().now()),
            ..Page::new(&self.reader, title)
        }
    }

    /// The page with its list to take along; the file alone, where the address asks for it.
    pub async fn offering(&self, page: Page, list: List) -> Response {
        let (reader, staff) = (self.reader.clone(), self.staff.clone());
        let offered = self.ask(move |office| lists::offer(office, &reader, staff.as_ref(), page, &list)).await;
        offered.map_or_else(|sorry| sorry, IntoResponse::into_response)
    }

    /// The district that is looked at: the chosen one if there is one of that code, else the first.
    pub fn district(&self, law: &Law) -> Option<DistrictCode> {
        let chosen = self.reader.district.as_ref().and_then(|code| code.parse().ok());
        let known = |code: &DistrictCode| law.directory.district(code).is_some();
        chosen.filter(known).or_else(|| law.directory.districts().next().map(|unit| unit.code.district()))
    }

    /// The page for a form that did not come from a page of ours; without a session there is no other token.
    pub fn elsewhere(&self) -> Option<Response> {
        if csrf::is_from_here(&self.headers) {
            return None;
        }
        let words = self.words();
        Some(self.told(StatusCode::FORBIDDEN, &t!(words, "portal-elsewhere"), &t!(words, "portal-elsewhere-about")))
    }

    /// Asks the office, away from the threads that answer the network; a failure becomes the page that tells of it.
    ///
    /// # Errors
    /// That page.
    pub async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Response> {
        self.app.ask(work).await.map_err(|failure| self.sorry(&failure))
    }

    /// The page that tells why not.
    pub fn sorry(&self, failure: &Failure) -> Response {
        let words = self.words();
        let told =
            |status, key: &str| self.told(status, &words.get(key, &[]), &words.get(&format!("{key}-about"), &[]));
        match failure {
            Failure::NotFound => self.notice(StatusCode::NOT_FOUND, not_found(words)),
            Failure::Refused(refusal) => {
                self.told(StatusCode::UNPROCESSABLE_ENTITY, &t!(words, "portal-refused"), &say(refusal, self.lang()))
            }
            Failure::Busy(_) | Failure::InFlight => told(StatusCode::SERVICE_UNAVAILABLE, "portal-busy"),
            Failure::KeyReused => told(StatusCode::CONFLICT, "portal-twice"),
            Failure::Stale { .. } => told(StatusCode::CONFLICT, "portal-moved-on"),
            Failure::Storage(error) => self.notice(StatusCode::INTERNAL_SERVER_ERROR, store_failed(words, error)),
        }
    }

    /// A page that only says something.
    pub fn told(&self, status: StatusCode, title: &str, about: &str) -> Response {
        let heading = el("h1").class("govuk-heading-l").put(title);
        let about = el("p").class("govuk-body").put(about);
        let home = el("p")
            .class("govuk-body")
            .put(el("a").class("govuk-link").attr("href", "/").put(t!(self.words(), "home")));
        (status, self.page(title, "").with(heading.html().then(about).then(home))).into_response()
    }

    fn notice(&self, status: StatusCode, notice: Notice) -> Response {
        (status, self.page(notice.title, "").with(notice.body)).into_response()
    }
}

/// The sentence of a refusal in a language.
pub fn say(refusal: &Refusal, lang: Lang) -> String {
    sentence(&refusal.sentence, lang)
}

/// A sentence in a language.
pub fn sentence(Sentence { zh, en }: &Sentence, lang: Lang) -> String {
    if lang == Lang::Zh { zh.clone() } else { en.clone() }
}

/// The main heading of a page.
pub fn title(text: &str) -> Html {
    el("h1").class("govuk-heading-l").put(text).html()
}

/// A heading under it.
pub fn section(text: impl Into<Html>) -> Html {
    el("h2").class("govuk-heading-m").put(text).html()
}

/// A paragraph.
pub fn body(text: impl Into<Html>) -> Html {
    el("p").class("govuk-body").put(text).html()
}

/// A link.
pub fn link(href: &str, text: impl Into<Html>) -> Html {
    el("a").class("govuk-link").attr("href", href).put(text).html()
}

/// Two thirds of the width, for what is read.
pub fn column(parts: impl Into<Html>) -> Html {
    el("div").class("govuk-grid-row").put(el("div").class("govuk-grid-column-two-thirds").put(parts)).html()
}
