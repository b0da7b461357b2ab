//! Services: the terms of every kind of matter that its pack offers, and what each asks beside the description.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::Term;
use bihuan_office::Law;

use super::attributes::{self, Offer};
use super::told::{Format, Node, Told};
use crate::api::problem::Problem;
use crate::api::{In, Params, Tongue, districts};
use crate::app::App;
use crate::names::Names;

/// A service.
#[derive(Clone, Debug)]
pub struct Service<'l> {
    /// By which it is asked for.
    pub code: String,
    /// The kind of matter.
    pub offer: Offer<'l>,
    /// The term.
    pub term: &'l Term,
}

/// Every service. A term is known by its code; where a kind before has the same, its own kind stands in front.
pub fn all(law: &Law) -> Vec<Service<'_>> {
    let mut taken = BTreeSet::new();
    let offers = law.types().filter_map(|(_, rules)| Offer::of(rules));
    let terms = offers.flat_map(|offer| offer.terms().iter().map(move |term| (offer, term)));
    terms
        .map(|(offer, term)| {
            let code = if taken.insert(term.code.as_str()) { term.code.clone() } else { long(&offer, &term.code) };
            Service { code, offer, term }
        })
        .collect()
}

/// The service of a code; the long form is always understood.
pub fn named<'l>(law: &'l Law, code: &str) -> Option<Service<'l>> {
    all(law).into_iter().find(|service| service.code == code || long(&service.offer, &service.term.code) == code)
}

/// The code under which matters of a kind with a term are told.
pub fn code_of(services: &[Service<'_>], kind: &str, term: Option<&str>) -> String {
    let known = services.iter().find(|known| known.offer.id().0 == kind && Some(known.term.code.as_str()) == term);
    known.map_or_else(|| kind.to_owned(), |known| known.code.clone())
}

/// The code under which matters stand that are asked for by a code: a service's, or a kind's for those without a term.
pub fn listed_as(law: &Law, code: &str) -> Option<String> {
    let is_kind = || law.types().filter_map(|(_, rules)| Offer::of(rules)).any(|offer| offer.id().0 == code);
    named(law, code).map(|service| service.code).or_else(|| is_kind().then(|| code.to_owned()))
}

fn long(offer: &Offer<'_>, term: &str) -> String {
    format!("{}.{term}", offer.id().0)
}

/// 404 for a service that is not there.
pub fn no_service() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-service",
        "没有这个 service_code，可用的见 services",
        "There is no such service_code; `services` lists them.",
    )
}

/// The district that a call names.
///
/// # Errors
/// 404 for one that is not here; 400 if it is named twice.
pub fn jurisdiction(law: &Law, params: &Params) -> Result<Option<DistrictCode>, Problem> {
    let named = params.one("jurisdiction_id")?.filter(|code| !code.is_empty());
    named.map(|code| districts::known(law, code).ok_or_else(no_jurisdiction)).transpose()
}

/// 404 for a district that is not here.
pub fn no_jurisdiction() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "unknown-jurisdiction",
        "没有这个 jurisdiction_id：应为本系统中的六位区划代码",
        "There is no such jurisdiction_id: it is the six digits of a district that is here.",
    )
}

/// `GET /services.{format}`
pub async fn list(State(app): State<App>, Tongue(lang): Tongue, uri: Uri, params: Params) -> Result<Told, Problem> {
    let law = app.office.law();
    jurisdiction(&law, &params)?;
    let names = Names::new(&law, lang);
    let services = all(&law).iter().map(|service| listed(&names, service)).collect();
    Ok(Told { root: "services", node: Node::List("service", services), format: Format::of(&uri) })
}

fn listed(names: &Names<'_>, service: &Service<'_>) -> Node {
    let Service { code, offer, term } = service;
    let kind = names.case_type(offer.id());
    let title = title(names, offer, term);
    let keywords: Vec<&str> = std::iter::once(term.title.as_str()).chain(term.en.as_deref()).collect();
    Node::Fields(vec![
        ("service_code", code.as_str().into()),
        ("service_name", title.as_str().into()),
        ("description", format!("{kind} · {title}").into()),
        ("metadata", Node::Flag(offer.attributes().next().is_some())),
        ("type", "realtime".into()),
        ("keywords", keywords.join(", ").into()),
        ("group", kind.into()),
    ])
}

fn title(names: &Names<'_>, offer: &Offer<'_>, term: &Term) -> String {
    names.term(offer.rules, offer.service.vocabulary.as_deref().unwrap_or_default(), &term.code)
}

/// `GET /services/{code}.{format}`
pub async fn definition(
    State(app): State<App>,
    Tongue(lang): Tongue,
    In(name): In<String>,
    params: Params,
) -> Result<Told, Problem> {
    let (code, format) = Format::split(&name).ok_or_else(Problem::not_found)?;
    let law = app.office.law();
    let district = jurisdiction(&law, &params)?.or_else(|| districts::only(&law));
    let service = named(&law, code).ok_or_else(no_service)?;
    let names = Names::new(&law, lang);
    let described =
        |(order, field)| attributes::described(&names, service.offer.rules, field, order, district.as_ref());
    let attributes = (1..).zip(service.offer.attributes()).map(described).collect();
    let node = Node::Fields(vec![
        ("service_code", service.code.as_str().into()),
        ("attributes", Node::List("attribute", attributes)),
    ]);
    Ok(Told { root: "service_definition", node, format })
}
