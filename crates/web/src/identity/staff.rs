//! An officer at a page: signed in, with the posts of the day. Whoever is not signed in sees the form to do so.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::{Officer, Who};
use bihuan_core::directory::{DistrictCode, PostName, UnitCode, UserName};
use bihuan_ledger::LedgerError;
use bihuan_office::notices::receiver;
use bihuan_office::{Law, Office};

use super::sessions::{self, Session};
use super::{csrf, demo, sign_in, who};
use crate::app::App;
use crate::names::Names;
use crate::shell::{Page, Reader, SignedIn, went_wrong};
use crate::words::Lang;

/// Somebody who is signed in. As an extractor it answers with the sign-in form for whoever is not:
/// `async fn desk(staff: Staff, reader: Reader) -> Page`.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who that is to the core.
    pub who: Who,
    /// The account.
    pub user: UserName,
    /// The name that others see.
    pub name: String,
    /// The posts of the day, deputies' among them.
    pub posts: Vec<(PostName, UnitCode)>,
    /// The account's district.
    pub district: Option<DistrictCode>,
    /// The first post and its unit, in words.
    pub post: String,
    /// The token that every form of this session sends as `csrf`.
    pub csrf: String,
    /// How many notices the officer has not seen: one count in an index for each page.
    pub unseen: u64,
}

impl Staff {
    /// Who is signed in, if anybody is; for pages that anybody may see.
    ///
    /// # Errors
    /// The store's.
    pub fn of(office: &Office, headers: &HeaderMap) -> Result<Option<Self>, LedgerError> {
        let Some(session) = sessions::of(office.ledger(), headers)? else { return Ok(None) };
        let row = office.ledger().user(&session.user)?.filter(|row| !row.disabled);
        let Some((officer, district)) = row.and_then(|row| who::officer_of(office, &row)) else { return Ok(None) };
        let unseen = office.ledger().notices_unseen(&receiver(officer.user.as_str()))?;
        Ok(Some(Self { unseen, ..Self::new(office, &session, officer, district) }))
    }

    fn new(office: &Office, session: &Session, officer: Officer, district: Option<DistrictCode>) -> Self {
        let law = office.law();
        let known = law.directory.officer(&officer.user);
        Self {
            name: known.map_or_else(|| officer.user.to_string(), |known| known.name.clone()),
            post: officer.posts.first().map(|post| post_in_words(&law, post)).unwrap_or_default(),
            csrf: csrf::token(office.ledger().keys(), session),
            unseen: 0,
            user: officer.user.clone(),
            posts: officer.posts.clone(),
            district,
            who: Who::Officer(officer),
        }
    }

    /// Whether a form of this session was forged: it does not bring the session's token.
    pub fn is_forged(&self, given: &str) -> bool {
        !csrf::same(self.csrf.as_bytes(), given.as_bytes())
    }

    /// Whether the officer holds this post anywhere.
    pub fn is(&self, post: &str) -> bool {
        self.posts.iter().any(|(held, _)| held.as_str() == post)
    }

    /// As the header of a page shows it, in the reader's language.
    pub fn signed_in(&self, law: &Law, lang: Lang) -> SignedIn {
        let names = Names::new(law, lang);
        let first = self.posts.first();
        let post = first.map(|(post, unit)| names.post_at(Some(post.as_str()), Some(unit.as_str())));
        let known = law.directory.officer(&self.user);
        let user = self.user.to_string();
        SignedIn {
            name: known.map_or_else(|| self.name.clone(), |officer| demo::name_of(officer, lang)),
            post: post.unwrap_or_else(|| self.post.clone()),
            csrf: self.csrf.clone(),
            unseen: self.unseen,
            user,
        }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(reader) = Reader::from_request_parts(parts, app).await;
        let headers = parts.headers.clone();
        let found = app.run(move |office| Self::of(office, &headers)).await;
        match found {
            Ok(Ok(Some(staff))) => Ok(staff),
            Ok(Ok(None)) if parts.method == Method::GET => {
                Err(sign_in::form(app, &reader, reader.here.as_str(), None).into_response())
            }
            Ok(Ok(None)) => Err(Redirect::to("/sign-in").into_response()),
            Ok(Err(_)) | Err(_) => {
                tracing::error!("a session could not be read");
                let page = Page::notice(&reader, went_wrong(reader.words(), "session"));
                Err((axum::http::StatusCode::SERVICE_UNAVAILABLE, page).into_response())
            }
        }
    }
}

/// "经办人 · 区城市管理局": the pack's word for the post, and the unit.
fn post_in_words(law: &Law, (post, unit): &(PostName, UnitCode)) -> String {
    let title = law.packs.values().find_map(|pack| pack.posts.get(post).cloned());
    let unit = law.directory.unit(unit).map(bihuan_core::directory::Unit::label);
    let words = [title.unwrap_or_else(|| post.to_string()), unit.unwrap_or_default()];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}
