//! A matter reported, one question a page. What was answered travels in the form itself, never in an address; nothing is
//! part of the record before the last button. What is typed meanwhile stands sealed in the store under the browser's own
//! key (`saved`), so that going back, a lost connection or a closed window cost nothing. A form sent twice files once.

mod alike;
mod done;
mod help;
mod pages;
mod saved;
mod steps;

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::{Refusal, TypeId, Who, World};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_office::{Demand, Failure, Filing, IdempotencyKey, Law, Like, Named, Office, Settled, new_token};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub use self::done::proof;
pub use self::help::help;
pub use self::saved::keep;
use self::steps::{Step, steps};
use super::guest::Guest;
use super::services::is_offered;
use super::tally::open_kinds;
use crate::api::districts::{beside, kept, wrong_in};
use crate::fields::{FIND, Fields, Sent};
use crate::identity::Address;
use crate::phrases::FieldError;

/// How the matter came in.
pub(super) const CHANNEL: &str = "portal";

/// A report under way: its kind, its pages, and what was answered so far.
struct Draft {
    law: Arc<Law>,
    rules: Arc<CaseType>,
    district: DistrictCode,
    steps: Vec<Step>,
    sent: Sent,
    /// Open matters like this one, to be shown.
    nearby: alike::Nearby,
}

/// `GET /report`: the first question; or a question on the way, with what was kept.
pub async fn begin(guest: Guest, Query(asked): Query<Vec<(String, String)>>) -> Response {
    let value = |name: &str| asked.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let kept = match saved::read(&guest).await {
        Ok(kept) => kept,
        Err(sorry) => return sorry,
    };
    match (value("at"), kept) {
        (Some(at), Some(sent)) => saved::go_on_with(&guest, sent, Step::of(&at)).await,
        (Some(_), None) => Redirect::to("/report").into_response(),
        (None, Some(_)) => saved::ask(&guest, &chosen(&guest, &asked)),
        (None, None) => saved::with_pocket(&guest, first(&guest, chosen(&guest, &asked))),
    }
}

/// What an address chooses of a new form: the kind of matter, and terms of its form, as a guide's button names them.
fn chosen(guest: &Guest, asked: &[(String, String)]) -> Vec<(String, String)> {
    let law = guest.app.office.law();
    let kind = asked.iter().find(|(name, _)| name == "type");
    let rules = kind.and_then(|(_, kind)| law.current(&TypeId(kind.clone())));
    let is_term = |name: &str, code: &str| {
        let list = rules.and_then(|rules| rules.vocabulary_of(name));
        list.is_some_and(|list| list.terms.iter().any(|term| term.code == code))
    };
    let terms = asked.iter().filter(|(name, code)| is_term(name, code));
    kind.into_iter().chain(terms).cloned().collect()
}

/// The first question of an empty form.
fn first(guest: &Guest, chosen: Vec<(String, String)>) -> Response {
    let once = new_token().unwrap_or_default();
    let pairs = chosen.into_iter().chain([("once".to_owned(), once)]).collect();
    match Draft::of(guest, Sent { pairs, ..Sent::default() }) {
        Some(draft) => draft.show(guest, draft.first(), &[]),
        None => guest.sorry(&Failure::NotFound),
    }
}

/// `POST /report`: an answer, and the next question; from the last page, the matter itself.
pub async fn go_on(guest: Guest, address: Address, mut sent: Sent) -> Response {
    if let Some(elsewhere) = guest.elsewhere() {
        return elsewhere;
    }
    match sent.value("go") {
        saved::CLEAR => return saved::clear(&guest, &chosen(&guest, &sent.pairs)).await,
        saved::RESUME => return Redirect::to("/report?at=kept").into_response(),
        _ => {}
    }
    let lang = guest.lang();
    let kept = guest
        .ask(move |office| {
            let errors = sent.keep_papers(office, lang)?;
            Ok((sent, errors))
        })
        .await;
    let (sent, errors) = match kept {
        Ok(kept) => kept,
        Err(sorry) => return sorry,
    };
    let Some(mut draft) = Draft::of(&guest, sent) else { return guest.sorry(&Failure::NotFound) };
    match draft.turn(&guest, errors) {
        Turn::Send => draft.send(&guest).await,
        Turn::Show(step, errors) => saved::shown(&guest, address, draft, step, errors).await,
    }
}

/// The kinds that whoever has chosen none is asked about: what takes any request where there is such a kind, else all that
/// no catalogue offers. The others are chosen on the page of services.
pub fn kinds_to_ask(law: &Law) -> Vec<&Arc<CaseType>> {
    let open = open_kinds(law);
    let any: Vec<_> = open.iter().filter(|rules| rules.open311).copied().collect();
    if any.is_empty() { open.into_iter().filter(|rules| !is_offered(law, &rules.id)).collect() } else { any }
}

/// What comes of an answer.
enum Turn {
    /// All of it is to be sent.
    Send,
    /// A page, with what is wrong on it.
    Show(Step, Vec<FieldError>),
}

impl Draft {
    fn of(guest: &Guest, sent: Sent) -> Option<Draft> {
        let law = guest.app.office.law();
        let open = open_kinds(&law);
        let asked = kinds_to_ask(&law);
        let wanted = open.iter().find(|rules| rules.id.0 == sent.value("type"));
        let rules = Arc::clone(wanted.or_else(|| asked.first()).or_else(|| open.first())?);
        let several = asked.len() > 1 && asked.iter().any(|kind| kind.id == rules.id);
        let district = sent.value("district").parse().ok().filter(|code| law.directory.district(code).is_some());
        let district = district.or_else(|| guest.district(&law))?;
        let steps = steps(&rules, several);
        Some(Draft { law, rules, district, steps, sent, nearby: alike::Nearby::default() })
    }

    fn first(&self) -> Step {
        self.steps.first().copied().unwrap_or(Step::Check)
    }

    fn fields(&self, guest: &Guest) -> Fields<'_> {
        Fields { picker: true, ..Fields::of_type(&self.law, guest.lang(), &self.rules, &self.district) }
    }

    /// What the button asked for: a page to go to, the next one if this one is in order, or to send all of it.
    fn turn(&mut self, guest: &Guest, errors: Vec<FieldError>) -> Turn {
        let here = Step::of(self.sent.value("step")).unwrap_or_else(|| self.first());
        let mut sent = std::mem::take(&mut self.sent);
        let pressed = self.fields(guest).press(&mut sent);
        let used = help::used(self, &mut sent);
        self.sent = sent;
        if let Some(errors) = pressed {
            return Turn::Show(here, errors);
        }
        let go = self.sent.value("go").to_owned();
        if let Some(step) = go.strip_prefix("at-").and_then(Step::of) {
            return Turn::Show(step, Vec::new());
        }
        if used || go == FIND || go == saved::MINE {
            return Turn::Show(here, Vec::new());
        }
        if go == "back" {
            return Turn::Show(self.beside(here, -1), Vec::new());
        }
        if here == Step::Check {
            return Turn::Send;
        }
        let mut errors = errors;
        errors.extend(self.wrong(guest, here));
        if !errors.is_empty() {
            return Turn::Show(here, errors);
        }
        let checked = !self.sent.value("checked").is_empty();
        let next = if checked && here != Step::Kind { Step::Check } else { self.beside(here, 1) };
        Turn::Show(next, Vec::new())
    }

    /// The page before or after.
    fn beside(&self, here: Step, by: isize) -> Step {
        let at = self.steps.iter().position(|step| *step == here).unwrap_or_default();
        at.checked_add_signed(by).and_then(|at| self.steps.get(at)).copied().unwrap_or(here)
    }

    /// What is wrong on one page; the others are asked when they come.
    fn wrong(&self, guest: &Guest, here: Step) -> Vec<FieldError> {
        let fields = self.fields(guest);
        let at = guest.app.office.clock().now();
        let form = fields.read(&self.sent);
        let kept = kept(guest.app.office.ledger(), &self.district);
        let world = World { entry: &kept, ..beside(&self.law, &self.rules, self.district.as_str()) };
        let mut faults = wrong_in(&world, &self.district, &form, CHANNEL, at);
        faults.retain(|fault| self.step_of(&fault.field) == Some(here));
        if faults.is_empty() { Vec::new() } else { fields.errors(&Refusal::invalid(faults), "/form", "form") }
    }

    /// The page that asks the field of a pointer as `/form/place/unit`.
    fn step_of(&self, pointer: &str) -> Option<Step> {
        let name = pointer.trim_start_matches("/form").trim_start_matches('/').split('/').next()?;
        let field = self.rules.field(name)?;
        self.steps.iter().copied().find(|step| step.asks(field))
    }

    /// Files the matter; a wrong answer leads back to its question.
    async fn send(self, guest: &Guest) -> Response {
        let form = self.fields(guest).read(&self.sent);
        let said = (self.sent.value(alike::FIELD).to_owned(), self.sent.value("once").to_owned());
        let demand = Demand {
            who: Who::Public,
            wish: Filing {
                case_type: self.rules.id.clone(),
                district: self.district.clone(),
                form,
                channel: CHANNEL.to_owned(),
            },
            key: self.once(),
        };
        let taken_in = move |office: &Office| {
            let (reference, form) = (said.0.as_str(), said.1.as_str());
            let like = (!reference.is_empty()).then_some(Like::Shown(Named { reference, form }));
            filed(office, &demand, like)
        };
        match guest.app.run(taken_in).await {
            Ok(Ok(filed)) => saved::emptied(guest, done::page(guest, &self.law, &filed)).await,
            Ok(Err(Failure::Refused(refusal))) => {
                let about_others = alike::errors(guest, &refusal).zip(alike::step(&self));
                let (errors, wrong) = about_others.unwrap_or_else(|| {
                    let wrong = refusal.faults.first().and_then(|fault| self.step_of(&fault.field));
                    (self.fields(guest).errors(&refusal, "/form", "form"), wrong.unwrap_or(Step::Check))
                });
                let seen = alike::seen(guest, self, wrong).await;
                seen.map_or_else(|sorry| sorry, |draft| draft.show(guest, wrong, &errors))
            }
            Ok(Err(failure)) => guest.sorry(&failure),
            Err(broken) => {
                tracing::error!(error = broken.0, "a report broke");
                guest.sorry(&Failure::NotFound)
            }
        }
    }

    /// The key by which the same report, sent twice, is known.
    fn once(&self) -> Option<IdempotencyKey> {
        let key = self.sent.value("once");
        if !(22..=200).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let mut digest = Sha256::new();
        for part in self.sent.pairs.iter().flat_map(|(name, value)| [name, value]) {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        Some(IdempotencyKey {
            district: self.district.to_string(),
            caller: "anonymous".to_owned(),
            path: "POST /report".to_owned(),
            key: key.to_owned(),
            body_hash: digest.finalize().into(),
        })
    }

    fn show(&self, guest: &Guest, step: Step, errors: &[FieldError]) -> Response {
        pages::page(guest, self, step, errors).into_response()
    }
}

/// The page that ends it: number, code, and what comes next.
pub(super) fn done(guest: &Guest, law: &Law, filed: &Filed) -> Response {
    done::page(guest, law, filed)
}

/// A matter that was taken in, with its receipt.
pub(super) struct Filed {
    settled: Settled,
    receipt: bihuan_office::Receipt,
}

pub(super) fn filed(office: &Office, demand: &Demand<Filing>, like: Option<Like<'_>>) -> Result<Filed, Failure> {
    let settled = office.file_like(demand, like)?;
    let case = &settled.case;
    let receipt = office.receipt(case.district.as_str(), &case.id, &case.number, settled.seq, settled.hash);
    Ok(Filed { settled, receipt })
}
