//! What can be asked for here, from the catalogues of the packs in force: each term that a kind of matter is offered under
//! is one item. All of it is in memory already; nothing here asks the store.

use std::sync::Arc;

use bihuan_core::casework::TypeId;
use bihuan_core::pack::foresee::Asked;
use bihuan_core::pack::model::{Catalogue, Offer, Term, TermValue};
use bihuan_core::pack::{CaseType, Pack};
use bihuan_office::Law;

use crate::words::Lang;

/// One thing to ask for.
#[derive(Clone, Copy)]
pub struct Item<'l> {
    /// The pack.
    pub pack: &'l Pack,
    /// The catalogue that offers it.
    pub catalogue: &'l Catalogue,
    /// The kind of matter that it is filed as.
    pub rules: &'l CaseType,
    /// How it is offered.
    pub offer: &'l Offer,
    /// The term that it is filed under.
    pub term: &'l Term,
}

impl<'l> Item<'l> {
    /// Its title in a language.
    pub fn title(&self, lang: Lang) -> &'l str {
        title_of(self.term, lang)
    }

    /// Where its guide stands.
    pub fn address(&self) -> String {
        format!("/services/{}/{}", self.rules.id.0, self.term.code)
    }

    /// Where it is applied for: the form, with this item chosen.
    pub fn form(&self) -> String {
        format!("/report?type={}&{}={}", self.rules.id.0, self.offer.field, self.term.code)
    }

    /// What can be told of it before it is filed.
    pub fn asked(&self) -> Asked<'l> {
        Asked { rules: self.rules, field: &self.offer.field, code: &self.term.code }
    }

    /// The code in one of its attributes.
    pub fn attribute(&self, name: &str) -> Option<&'l str> {
        match self.term.attributes.get(name)? {
            TermValue::Text(code) => Some(code),
            _ => None,
        }
    }

    /// What it says in a facet, in a language.
    pub fn facet(&self, (attribute, vocabulary): &(String, String), lang: Lang) -> Option<&'l str> {
        let code = self.attribute(attribute)?;
        let terms = &self.pack.vocabularies.get(vocabulary)?.terms;
        terms.iter().find(|term| term.code == code).map(|term| title_of(term, lang))
    }
}

fn title_of(term: &Term, lang: Lang) -> &str {
    term.en.as_deref().filter(|_| lang == Lang::En).unwrap_or(&term.title)
}

/// Every item of every catalogue, in the order of the files.
pub fn items(law: &Law) -> impl Iterator<Item = Item<'_>> {
    let catalogues = law.packs.values().flat_map(|pack| pack.catalogues.values().map(move |it| (pack, it)));
    catalogues.flat_map(|(pack, catalogue)| catalogue.offers.iter().flat_map(move |offer| of(pack, catalogue, offer)))
}

fn of<'l>(pack: &'l Arc<Pack>, catalogue: &'l Catalogue, offer: &'l Offer) -> impl Iterator<Item = Item<'l>> {
    let rules = pack.cases.get(&offer.case);
    let terms = rules.and_then(|rules| Some((rules, rules.vocabulary_of(&offer.field)?)));
    let item = move |rules: &'l CaseType, term| Item { pack, catalogue, rules, offer, term };
    terms.into_iter().flat_map(move |(rules, list)| list.terms.iter().map(move |term| item(rules, term)))
}

/// Whether a kind of matter is asked for by a catalogue, and so not among what people report.
pub fn is_offered(law: &Law, id: &TypeId) -> bool {
    let of_pack = |pack: &Arc<Pack>| {
        let offers = pack.catalogues.values().flat_map(|catalogue| &catalogue.offers);
        let ids = offers.filter_map(|offer| pack.cases.get(&offer.case)).map(|rules| &rules.id);
        ids.into_iter().any(|known| known == id)
    };
    law.packs.values().any(of_pack)
}
