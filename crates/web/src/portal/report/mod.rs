//! A matter reported, one question a page. What was answered travels in the form itself, never in an address; nothing is
//! kept before the last button but pictures, which are dropped if no matter takes them. A form sent twice files once.

mod done;
mod pages;
mod steps;

use axum::response::{IntoResponse, Response};
use bihuan_core::casework::{Refusal, TypeId, Who};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_office::{Demand, Failure, Filing, IdempotencyKey, Law, Office, Settled, new_token};
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub use self::done::proof;
use self::steps::{Step, steps};
use super::guest::Guest;
use super::tally::public_types;
use crate::api::districts::wrong_fields;
use crate::fields::{Fields, Sent};
use crate::phrases::FieldError;

/// How the matter came in.
const CHANNEL: &str = "portal";

/// A report under way: its kind, its pages, and what was answered so far.
struct Draft {
    law: Arc<Law>,
    rules: Arc<CaseType>,
    district: DistrictCode,
    steps: Vec<Step>,
    sent: Sent,
}

/// `GET /report`: the first question.
pub async fn begin(guest: Guest) -> Response {
    let once = new_token().unwrap_or_default();
    let sent = Sent { pairs: vec![("once".to_owned(), once)], ..Sent::default() };
    match Draft::of(&guest, sent) {
        Some(draft) => draft.show(&guest, draft.first(), &[]),
        None => guest.sorry(&Failure::NotFound),
    }
}

/// `POST /report`: an answer, and the next question; from the last page, the matter itself.
pub async fn go_on(guest: Guest, mut sent: Sent) -> Response {
    if let Some(elsewhere) = guest.elsewhere() {
        return elsewhere;
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
    let Some(draft) = Draft::of(&guest, sent) else { return guest.sorry(&Failure::NotFound) };
    draft.answer(&guest, errors).await
}

impl Draft {
    fn of(guest: &Guest, sent: Sent) -> Option<Draft> {
        let law = guest.app.office.law();
        let kinds: Vec<String> = public_types(&law).collect();
        let wanted = kinds.iter().find(|id| id.as_str() == sent.value("type")).or_else(|| kinds.first())?;
        let rules = Arc::clone(law.current(&TypeId(wanted.clone()))?);
        let district = sent.value("district").parse().ok().filter(|code| law.directory.district(code).is_some());
        let district = district.or_else(|| guest.district(&law))?;
        let steps = steps(&rules, kinds.len() > 1);
        Some(Draft { law, rules, district, steps, sent })
    }

    fn first(&self) -> Step {
        self.steps.first().copied().unwrap_or(Step::Check)
    }

    fn fields(&self, guest: &Guest) -> Fields<'_> {
        Fields::of_type(&self.law, guest.lang(), &self.rules, &self.district)
    }

    /// What the button asked for: a page to go to, the next one if this one is in order, or to send all of it.
    async fn answer(self, guest: &Guest, errors: Vec<FieldError>) -> Response {
        let here = Step::of(self.sent.value("step")).unwrap_or_else(|| self.first());
        let go = self.sent.value("go").to_owned();
        if let Some(step) = go.strip_prefix("at-").and_then(Step::of) {
            return self.show(guest, step, &[]);
        }
        if go == "back" {
            return self.show(guest, self.beside(here, -1), &[]);
        }
        if here == Step::Check {
            return self.send(guest).await;
        }
        let mut errors = errors;
        errors.extend(self.wrong(guest, here));
        if !errors.is_empty() {
            return self.show(guest, here, &errors);
        }
        let checked = !self.sent.value("checked").is_empty();
        let next = if checked && here != Step::Kind { Step::Check } else { self.beside(here, 1) };
        self.show(guest, next, &[])
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
        let mut faults = wrong_fields(&self.law, &self.rules, &self.district, &form, CHANNEL, at);
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
        match guest.app.run(move |office| filed(office, &demand)).await {
            Ok(Ok(filed)) => done::page(guest, &self.law, &filed),
            Ok(Err(Failure::Refused(refusal))) => {
                let errors = self.fields(guest).errors(&refusal, "/form", "form");
                let wrong = refusal.faults.first().and_then(|fault| self.step_of(&fault.field));
                self.show(guest, wrong.unwrap_or(Step::Check), &errors)
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

/// A matter that was taken in, with its receipt.
struct Filed {
    settled: Settled,
    receipt: bihuan_office::Receipt,
}

fn filed(office: &Office, demand: &Demand<Filing>) -> Result<Filed, Failure> {
    let settled = office.file(demand)?;
    let case = &settled.case;
    let receipt = office.receipt(case.district.as_str(), &case.id, &case.number, settled.seq, settled.hash);
    Ok(Filed { settled, receipt })
}
