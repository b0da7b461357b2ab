//! `catalogue.yaml`: what people can ask for, by what they look for it, and where the guides stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::Names;
use crate::pack::keys;
use crate::pack::model::{CaseType, Catalogue, Field, FieldType, Offer, Pack};
use crate::pack::source::Node;

/// Reads the catalogues of a pack, whose kinds of matter are known.
pub fn read(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> BTreeMap<String, Arc<Catalogue>> {
    let all = nodes.iter().filter_map(|node| catalogue(desk, node, pack, names));
    all.map(|catalogue| (catalogue.name.clone(), Arc::new(catalogue))).collect()
}

fn catalogue(desk: &mut Desk<'_>, node: &Node, pack: &Pack, names: &Names) -> Option<Catalogue> {
    let part = desk.part(node.span, node, &keys::CATALOGUE)?;
    let name = desk.declared(&part, "catalogue")?;
    let title = desk.text(&part, "title");
    let items = part.get("offers").map(|node| desk.items(node)).unwrap_or_default();
    let offers: Vec<Offer> = items.iter().filter_map(|node| offer(desk, node, pack)).collect();
    let facets = facets(desk, &part, (pack, &offers));
    let (at, word) = desk.name(&part, "guides")?;
    let known = names.registers.iter().map(String::as_str);
    let guides = desk.known(at, word, ("unknown-register", "登记簿"), known)?;
    Some(Catalogue { name, title, offers, guides, facets, span: node.span })
}

fn offer(desk: &mut Desk<'_>, node: &Node, pack: &Pack) -> Option<Offer> {
    let part = desk.part(node.span, node, &keys::OFFER)?;
    let (at, word) = desk.name(&part, "case")?;
    let case = desk.known(at, word, ("unknown-case", "事项"), pack.cases.keys().map(String::as_str))?;
    let rules = pack.cases.get(&case)?;
    if !rules.public {
        let message = format!("“{}”不是任何人都可以提交的，列在目录里没有人办得了", rules.title);
        desk.out.error(at.span, "offer-not-public", message).help("在事项里写 `public: true`，或不列它");
    }
    let (at, word) = desk.name(&part, "field")?;
    let terms: Vec<&str> = terms_of(rules).map(|field| field.name.as_str()).collect();
    let field = desk.known(at, word, ("unknown-field", "词条字段"), terms)?;
    Some(Offer { case, field, span: node.span })
}

/// The fields of a form that hold one term.
fn terms_of(rules: &CaseType) -> impl Iterator<Item = &Field> {
    rules.form.iter().filter(|field| field.kind == FieldType::Term && !field.many)
}

/// Each facet is an attribute that every term offered has, with values of its vocabulary.
fn facets(desk: &mut Desk<'_>, part: &Part<'_>, (pack, offers): (&Pack, &[Offer])) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in part.get("facets").and_then(Node::as_map).unwrap_or_default() {
        let Some(word) = desk.word(&entry.value) else { continue };
        let known = pack.vocabularies.keys().map(String::as_str);
        let Some(values) = desk.known(&entry.value, word, ("unknown-vocabulary", "词表"), known) else { continue };
        for offer in offers {
            let list = pack.cases.get(&offer.case).and_then(|rules| rules.vocabulary_of(&offer.field));
            let kind = list.and_then(|list| list.attributes.get(&entry.key));
            if kind != Some(&FieldType::Term) {
                let title = list.map_or(offer.field.as_str(), |list| list.title.as_str());
                let message = format!("词表“{title}”的词条没有属性 `{}`（类型 `term`）", entry.key);
                desk.out.error(entry.at, "unknown-attribute", message).help("在词表的 `attributes` 里写上它");
            }
        }
        all.push((entry.key.clone(), values));
    }
    all
}
