//! The caller of the API: by bearer token, by the session of a browser (which only reads, unless it brings the session's
//! own token against forged requests), by a receipt's code, or anybody.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use bihuan_core::casework::{Officer, Who};
use bihuan_core::directory::{Directory, DistrictCode, PostName, UnitCode, UserName};
use bihuan_ledger::{LedgerError, UserRow};
use bihuan_office::Office;

use super::lockout::{self, Attempt};
use super::{Scope, csrf, sessions, tokens};
use crate::api::Tongue;
use crate::api::problem::Problem;
use crate::app::App;
use crate::words::Lang;

/// The header of a resident who holds a receipt.
const RECEIPT_CODE: &str = "receipt-code";
/// The header by which a page of ours says that it, and no other site, sends what its officer asks. A browser sends it to
/// nobody else's server, and no other site's page may set it.
const PROOF: &str = "x-csrf-token";

/// Who calls, as far as the request proves it.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who that is to the core: an officer with the posts of the day, or anybody.
    pub who: Who,
    /// What the token may be used for; in a session, to read, and with its proof to file and to act.
    pub scopes: Vec<Scope>,
    /// The proof that requests of this session bring; none without a session.
    pub proof: Option<String>,
    /// The account.
    pub user: Option<UserName>,
    /// The token's name.
    pub token_id: Option<String>,
    /// The account's district.
    pub district: Option<DistrictCode>,
    /// Where the call comes from.
    pub address: IpAddr,
    /// The language that the caller asks for.
    pub lang: Lang,
    /// The code of a receipt, unproved.
    code: Option<String>,
}

/// The address that a request comes from; loopback where there is no network in between.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

impl Address {
    /// The address of a request.
    pub fn of(parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        Self(peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let anybody = Self::anybody(parts);
        let token = bearer(&parts.headers)?;
        let proof = parts.headers.get(PROOF).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let reads = matches!(parts.method, Method::GET | Method::HEAD) && sessions::is_brought(&parts.headers);
        if token.is_none() && proof.is_none() && !reads {
            return Ok(anybody);
        }
        let headers = parts.headers.clone();
        app.run(move |office| match (token, proof) {
            (Some(text), _) => anybody.with_token(office, &text),
            (None, Some(proof)) => anybody.with_proof(office, &headers, &proof),
            (None, None) => anybody.with_session(office, &headers),
        })
        .await?
    }
}

impl Caller {
    fn anybody(parts: &Parts) -> Self {
        let (Address(address), Tongue(lang)) = (Address::of(parts), Tongue::of(&parts.uri, &parts.headers));
        let code = parts.headers.get(RECEIPT_CODE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let (scopes, proof) = (Vec::new(), None);
        Self { who: Who::Public, scopes, proof, user: None, token_id: None, district: None, address, lang, code }
    }

    fn with_token(self, office: &Office, text: &str) -> Result<Self, Problem> {
        let token = tokens::usable(office.ledger(), text)?.ok_or_else(Problem::bad_token)?;
        let row = office.ledger().user(&token.user)?.filter(|row| !row.disabled).ok_or_else(Problem::bad_token)?;
        let scopes = token.scopes.iter().filter_map(|scope| scope.parse().ok()).collect();
        let mut caller = self.known_as(office, &row).ok_or_else(Problem::bad_token)?;
        caller.scopes = scopes;
        caller.token_id = Some(token.id);
        Ok(caller)
    }

    /// The same caller, known by the token that a door of its own brought; a token of the request's header comes first.
    ///
    /// # Errors
    /// 401 for a token that is unknown or ended.
    pub fn with_key(self, office: &Office, key: Option<&str>) -> Result<Self, Problem> {
        let key = key.map(str::trim).filter(|key| !key.is_empty());
        match key.filter(|_| self.token_id.is_none()) {
            Some(text) => self.with_token(office, text),
            None => Ok(self),
        }
    }

    /// A browser reads what its officer reads; forms have a door of their own.
    fn with_session(self, office: &Office, headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(session) = sessions::of(office.ledger(), headers)? else { return Ok(self) };
        let row = office.ledger().user(&session.user)?.filter(|row| !row.disabled);
        let Some(mut caller) = row.and_then(|row| self.clone().known_as(office, &row)) else { return Ok(self) };
        caller.scopes = vec![Scope::Read];
        caller.proof = Some(csrf::token(office.ledger().keys(), &session));
        Ok(caller)
    }

    /// A page of ours files and acts for its officer. Whoever brings a proof means to be known: once the session is over,
    /// what was meant as an officer's is refused, never taken as anybody's.
    fn with_proof(self, office: &Office, headers: &HeaderMap, proof: &str) -> Result<Self, Problem> {
        let mut caller = self.with_session(office, headers)?;
        if !caller.proof.as_deref().is_some_and(|own| csrf::same(own.as_bytes(), proof.as_bytes())) {
            return Err(Problem::signed_out());
        }
        caller.scopes.extend([Scope::File, Scope::Act]);
        Ok(caller)
    }

    fn known_as(self, office: &Office, row: &UserRow) -> Option<Self> {
        let (officer, district) = officer_of(office, row)?;
        Some(Self { user: Some(officer.user.clone()), who: Who::Officer(officer), district, ..self })
    }

    /// Whether there is an account behind the call.
    pub fn is_known(&self) -> bool {
        self.user.is_some()
    }

    /// Refuses a call that needs a token with this scope.
    ///
    /// # Errors
    /// 401 without a token, 403 with one that is narrower.
    pub fn needs(&self, scope: &Scope) -> Result<(), Problem> {
        if !self.is_known() {
            return Err(Problem::no_token());
        }
        if self.scopes.contains(scope) { Ok(()) } else { Err(Problem::narrow_token(scope)) }
    }

    /// Refuses a token that is narrower than `scope`; anybody without a token passes, and is weighed as anybody.
    ///
    /// # Errors
    /// 403.
    pub fn may_use(&self, scope: &Scope) -> Result<(), Problem> {
        if self.is_known() { self.needs(scope) } else { Ok(()) }
    }

    /// Refuses a token that may not read; a token of an outer system reads what is its own.
    ///
    /// # Errors
    /// 403.
    pub fn may_use_to_read(&self) -> Result<(), Problem> {
        if self.outer_only().is_some() { Ok(()) } else { self.may_use(&Scope::Read) }
    }

    /// Refuses a token that may not act; a token of an outer system acts where the pack lets it.
    ///
    /// # Errors
    /// 403.
    pub fn may_use_to_act(&self) -> Result<(), Problem> {
        if self.outer_only().is_some() { Ok(()) } else { self.may_use(&Scope::Act) }
    }

    /// Who calls about one case: the holder of a token, else of the case's receipt, else anybody.
    ///
    /// # Errors
    /// 404 for a wrong code and for an unknown case alike; 429 after too many.
    pub fn about(&self, office: &Office, case: &str) -> Result<Who, Problem> {
        if let Some(system) = self.outer_only() {
            return Ok(Who::Outer(system));
        }
        let Some(code) = self.code.as_deref().filter(|_| !self.is_known()) else { return Ok(self.who.clone()) };
        let head = office.ledger().head(case)?;
        let subject = head.as_ref().map_or(case, |row| row.case.as_str());
        let is_right = || {
            head.as_ref().is_some_and(|row| office.is_code_of(&bihuan_core::casework::CaseId(row.case.clone()), code))
        };
        match lockout::attempt(office.ledger(), lockout::RECEIPT_CODES, subject, self.address, is_right)? {
            Attempt::Right => Ok(Who::Reporter),
            Attempt::Wrong => Err(Problem::not_found()),
            Attempt::Locked(wait) => Err(Problem::too_many_codes(wait)),
        }
    }

    /// The outer system that a token speaks for and for nothing else.
    fn outer_only(&self) -> Option<String> {
        let mut systems = self.scopes.iter().map(|scope| match scope {
            Scope::Outer(system) => Some(system.clone()),
            _ => None,
        });
        let first = systems.next()??;
        systems.all(|system| system.is_some()).then_some(first)
    }

    /// The name under which this caller's idempotency keys are kept.
    pub fn key_holder(&self, who: &Who) -> String {
        match (&self.token_id, &self.user, who) {
            (Some(token), ..) => format!("token:{token}"),
            (None, Some(user), _) => format!("user:{user}"),
            (None, None, Who::Reporter) => "reporter".to_owned(),
            (None, None, _) => "anonymous".to_owned(),
        }
    }
}

/// The officer behind an account, with the posts that the directory gives on the office's day, and the account's district.
pub(super) fn officer_of(office: &Office, row: &UserRow) -> Option<(Officer, Option<DistrictCode>)> {
    let user: UserName = row.name.parse().ok()?;
    let law = office.law();
    let posts = law.directory.posts_of(&user, bihuan_core::calendar::civil(office.clock().now()).date());
    let district = district_of(row, &law.directory, &posts);
    Some((Officer { user, posts }, district))
}

/// The district that the account was made for, else the one of its first post.
fn district_of(row: &UserRow, directory: &Directory, posts: &[(PostName, UnitCode)]) -> Option<DistrictCode> {
    let named = row.profile.get("district").and_then(|code| code.as_str()?.parse().ok());
    named.or_else(|| posts.first().map(|(_, unit)| unit.district())).filter(|code| directory.district(code).is_some())
}

/// The text behind `Authorization: Bearer`.
fn bearer(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = value.to_str().map_err(|_| Problem::bad_token())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(Problem::bad_token)?;
    let token = token.trim();
    let fits = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 200;
    if fits { Ok(Some(token.to_owned())) } else { Err(Problem::bad_token()) }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        bihuan_office::Failure::from(error).into()
    }
}
