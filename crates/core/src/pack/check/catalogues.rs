//! What a catalogue offers, somebody can read about: every term has its guide, and no guide is of a term that is not there.

use std::collections::BTreeMap;

use crate::pack::diagnostic::Findings;
use crate::pack::model::{Catalogue, Pack, Span, Term};

/// Checks every catalogue of a pack.
pub fn check(pack: &Pack, out: &mut Findings) {
    for catalogue in pack.catalogues.values() {
        let items = items(pack, catalogue, out);
        guides(pack, catalogue, &items, out);
    }
}

/// The terms that are offered; a code stands once in a catalogue, for it is the item's name.
fn items<'p>(pack: &'p Pack, catalogue: &Catalogue, out: &mut Findings) -> BTreeMap<&'p str, &'p Term> {
    let mut all: BTreeMap<&str, &Term> = BTreeMap::new();
    for offer in &catalogue.offers {
        let list = pack.cases.get(&offer.case).and_then(|rules| rules.vocabulary_of(&offer.field));
        for term in list.map(|list| list.terms.as_slice()).unwrap_or_default() {
            if let Some(known) = all.insert(&term.code, term) {
                let message =
                    format!("目录“{}”里有两条 `{}`：“{}”和“{}”", catalogue.title, term.code, known.title, term.title);
                out.error(term.span, "duplicate-name", message).help("改其中一个词条的代码");
            }
        }
    }
    all
}

fn guides(pack: &Pack, catalogue: &Catalogue, items: &BTreeMap<&str, &Term>, out: &mut Findings) {
    let Some(register) = pack.registers.get(&catalogue.guides) else { return };
    for (code, term) in items.iter().filter(|(code, _)| !register.rows.iter().any(|row| row.key == **code)) {
        let message = format!("目录里的“{}”没有办事指南：登记簿“{}”里没有 `{code}`", term.title, register.title);
        out.warning(term.span, "item-without-guide", message).help("在登记簿的 `entries` 里写上它");
    }
    for row in register.rows.iter().filter(|row| !items.contains_key(row.key.as_str())) {
        let at: Span = row.places.values().next().copied().unwrap_or(register.span);
        let message = format!("办事指南 `{}` 没有对应的词条，谁也看不到它", row.key);
        out.error(at, "guide-of-nothing", message).meant(&row.key, items.keys().copied());
    }
}
