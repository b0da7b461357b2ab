//! The data dictionary: every column of every file, and every figure with its definition and what that rests on.

use bihuan_core::calendar::Lang;
use bihuan_core::figures::Figure;
use bihuan_core::figures::words::words;
use bihuan_core::pack::model::Pack;
use serde_json::{Value as Json, json};

use super::rows::{pack_of, public_figures};
use super::sets::DataSet;
use super::{Edition, LICENCE};
use crate::law::Law;

/// The dictionary of an edition, and how many columns and figures it explains.
pub(super) fn written(law: &Law, edition: &Edition) -> (String, usize) {
    let indicators: Vec<Json> = public_figures(law).filter_map(|figure| indicator(law, figure)).collect();
    let columns: usize = DataSet::ALL.iter().map(|set| set.columns().len()).sum();
    let explained = columns + indicators.len();
    let told = json!({
        "district": edition.district,
        "edition": edition.date,
        "licence": LICENCE,
        "synthetic": edition.synthetic,
        "datasets": DataSet::ALL.map(data_set),
        "indicators": indicators,
    });
    (told.to_string(), explained)
}

fn data_set(set: DataSet) -> Json {
    json!({
        "name": set.name(),
        "title": set.title(),
        "about": set.about(),
        "files": set.files(),
        "columns": set.columns(),
    })
}

/// What a figure is: its definition is made of what is counted, so the two cannot differ.
fn indicator(law: &Law, figure: &Figure) -> Option<Json> {
    let pack = pack_of(law, figure)?;
    let said = |lang| words(figure, pack, &law.book, lang);
    Some(json!({
        "indicator": figure.id,
        "pack": pack.name,
        "title": { "zh": figure.title, "en": figure.title_en },
        "measure": figure.measure,
        "direction": figure.better.direction(),
        "definition": { "zh": said(Lang::Zh), "en": said(Lang::En) },
        "basis": basis(figure, pack),
    }))
}

/// What a definition rests on; what names nothing is our own.
fn basis(figure: &Figure, pack: &Pack) -> Json {
    let named = figure.basis.as_ref().and_then(|name| Some((name, pack.bases.get(name)?)));
    named.map_or_else(
        || json!({ "kind": "ours" }),
        |(name, basis)| {
            json!({
                "kind": basis.kind,
                "source": basis.source,
                "article": basis.article,
                "date": basis.date,
                "quote": basis.quote,
                "note": { "zh": pack.basis_note(name, false), "en": pack.basis_note(name, true) },
            })
        },
    )
}
