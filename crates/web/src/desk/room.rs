//! An officer at a page: who it is, how they read, and how a page answers when the office could not do what was asked.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::rfc3339;
use bihuan_core::casework::refusal::Sentence;
use bihuan_core::directory::{DistrictCode, PostName, UnitCode};
use bihuan_office::{Failure, IdempotencyKey, Law, Office};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::identity::{Staff, demo};
use crate::lists::{self, List};
use crate::shell::{Area, Notice, Page, Reader, not_allowed, not_found, store_failed};
use crate::t;
use crate::words::{Lang, Words};

/// The post that keeps the instance.
pub const ADMIN: &str = "admin";

/// The post that reads what was done, and changes nothing.
pub const AUDITOR: &str = "auditor";

/// Somebody of the staff at a page. As an extractor it answers with the sign-in form for whoever is not.
#[derive(Clone)]
pub struct Room {
    /// The instance.
    pub app: App,
    /// Who is here.
    pub staff: Staff,
    /// How they read.
    pub reader: Reader,
    /// Whether the request came through somebody else's machine.
    forwarded: bool,
}

impl FromRequestParts<App> for Room {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let Ok(reader) = Reader::from_request_parts(parts, app).await;
        Ok(Self { app: app.clone(), staff, reader, forwarded: demo::is_forwarded(&parts.headers) })
    }
}

impl Room {
    /// Somebody who is known already, at no page of their own.
    pub fn of(app: &App, staff: Staff, reader: Reader) -> Self {
        Self { app: app.clone(), staff, reader, forwarded: true }
    }

    /// The sentences in the reader's language.
    pub fn words(&self) -> &'static Words {
        self.reader.words()
    }

    /// A page of the desk.
    pub fn page(&self, title: impl Into<String>, nav: &'static str) -> Page {
        Page {
            area: if self.staff.is(ADMIN) || self.staff.is(AUDITOR) { Area::Admin } else { Area::Desk },
            nav,
            user: Some(self.staff.signed_in(&self.app.office.law(), self.reader.lang)),
            demo: demo::bar(&self.app, self.reader.lang).filter(|_| !self.forwarded),
            now: rfc3339(self.app.office.clock().now()),
            ..Page::new(&self.reader, title)
        }
    }

    /// The page with its list to take along; the file alone, where the address asks for it.
    ///
    /// # Errors
    /// The store's.
    pub fn offering(&self, office: &Office, page: Page, list: &List) -> Result<Page, Failure> {
        lists::offer(office, &self.reader, Some(&self.staff), page, list)
    }

    /// A page that only says something, in the frame of the desk.
    pub fn notice(&self, notice: Notice, nav: &'static str) -> Page {
        self.page(notice.title, nav).with(notice.body)
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
        let (status, notice) = match failure {
            Failure::NotFound => (StatusCode::NOT_FOUND, not_found(words)),
            Failure::Refused(refusal) => (StatusCode::FORBIDDEN, told(words, &refusal.sentence, self.reader.lang)),
            Failure::Busy(_) | Failure::InFlight => {
                let about = t!(words, "busy-about").into();
                (StatusCode::SERVICE_UNAVAILABLE, Notice::new(t!(words, "busy"), [about]))
            }
            Failure::KeyReused => {
                let about = t!(words, "sent-twice-about").into();
                (StatusCode::CONFLICT, Notice::new(t!(words, "sent-twice"), [about]))
            }
            Failure::Stale { .. } => (StatusCode::CONFLICT, not_found(words)),
            Failure::Storage(error) => (StatusCode::INTERNAL_SERVER_ERROR, store_failed(words, error)),
        };
        with_status(status, self.notice(notice, ""))
    }

    /// The page that tells how to go on with a form that this session did not get from us; none for our own.
    pub fn forged(&self, sent: &Sent) -> Option<Response> {
        if !self.staff.is_forged(sent.value("csrf")) {
            return None;
        }
        let words = self.words();
        let notice = Notice::new(t!(words, "forged"), [t!(words, "forged-about").into()]);
        Some(with_status(StatusCode::FORBIDDEN, self.notice(notice, "")))
    }

    /// The page for who has no business here.
    pub fn not_for_you(&self) -> Response {
        with_status(StatusCode::FORBIDDEN, self.notice(not_allowed(self.words()), ""))
    }

    /// The district that the page is about: the chosen one where there is one, else the officer's own, else the first.
    pub fn district(&self, law: &Law) -> Option<DistrictCode> {
        let chosen = self.reader.district.as_ref().and_then(|code| code.parse().ok());
        let known = |code: &DistrictCode| law.directory.district(code).is_some();
        let own = || self.staff.district.clone();
        let first = || law.directory.districts().next().map(|unit| unit.code.district());
        self.staff.district.clone().or(chosen).filter(known).or_else(own).or_else(first)
    }

    /// The posts and units whose tasks are this officer's, with every unit of a post that is held everywhere.
    pub fn holders(&self, law: &Law, today: jiff::civil::Date) -> Vec<(String, String)> {
        let held: Vec<&PostName> = self.staff.posts.iter().map(|(post, _)| post).collect();
        let districts: Vec<DistrictCode> = self.staff.posts.iter().map(|(_, unit)| unit.district()).collect();
        let here = |code: &UnitCode| districts.contains(&code.district());
        let units = law.directory.units(None, None).filter(|unit| here(&unit.code));
        let of_unit = |unit: &bihuan_core::directory::Unit| {
            let holds = |post: &&&PostName| law.directory.holds(&self.staff.user, post, &unit.code, today);
            let pair = |post: &&PostName| (post.to_string(), unit.code.to_string());
            let mut pairs: Vec<_> = held.iter().filter(holds).map(pair).collect();
            pairs.dedup();
            pairs
        };
        units.flat_map(of_unit).collect()
    }
}

/// A page with a status other than 200.
pub fn with_status(status: StatusCode, page: Page) -> Response {
    (status, page).into_response()
}

/// The key by which a form that is sent twice is known: the page gave it the text `once`.
pub fn once_key(staff: &Staff, district: &DistrictCode, path: &str, sent: &Sent) -> Option<IdempotencyKey> {
    let key = sent.value("once");
    if !(22..=200).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let mut digest = Sha256::new();
    for (name, value) in &sent.pairs {
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(value.as_bytes());
        digest.update([0]);
    }
    Some(IdempotencyKey {
        district: district.to_string(),
        caller: format!("user:{}", staff.user),
        path: format!("POST {path}"),
        key: key.to_owned(),
        body_hash: digest.finalize().into(),
    })
}

fn told(words: &Words, sentence: &Sentence, lang: Lang) -> Notice {
    let sentence = match lang {
        Lang::Zh => &sentence.zh,
        Lang::En => &sentence.en,
    };
    let back: Html = el("a").class("govuk-link").attr("href", "/desk").put(t!(words, "nav-work")).html();
    Notice::new(t!(words, "not-done"), [sentence.into(), back])
}
