//! What limits, formulas, lists and thresholds rest on, of every pack in force: the law with its article, the policy, the
//! document, or that it is our own choice. Search leads here, each entry has its name.

use axum::response::{IntoResponse, Response};
use bihuan_core::pack::model::{Basis, BasisKind, Pack};
use bihuan_office::Law;

use crate::components::Crumb;
use crate::html::{Html, el};
use crate::phrases::way;
use crate::portal::guest::{Guest, body, section, title};
use crate::t;
use crate::words::Lang;

/// An entry as the page and the search tell it.
pub struct Told {
    /// Its name on the page.
    pub anchor: String,
    /// What the pack is called.
    pub pack: String,
    /// Of what sort it is.
    kind: BasisKind,
    /// The law, the policy or the document, with its article; the pack's name, where it is our own.
    pub name: String,
    /// The words quoted, and what it means.
    pub text: String,
    /// Of which year it is.
    pub year: Option<i16>,
}

/// Everything that the packs in force rest on, by pack and name.
pub fn all(law: &Law, lang: Lang) -> Vec<Told> {
    let of = |pack: &Pack| pack.bases.iter().map(|(name, basis)| told(pack, (name, basis), lang)).collect::<Vec<_>>();
    law.packs.values().flat_map(|pack| of(pack)).collect()
}

fn told(pack: &Pack, (name, basis): (&str, &Basis), lang: Lang) -> Told {
    let english = pack.english("pack", &["title"]).filter(|_| lang == Lang::En);
    let title = english.unwrap_or(&pack.title).to_owned();
    let named: Vec<&str> = [&basis.source, &basis.article].into_iter().flatten().map(String::as_str).collect();
    let note = pack.basis_note(name, lang == Lang::En);
    let date = basis.date.as_deref();
    Told {
        anchor: format!("b-{}-{name}", pack.name),
        kind: basis.kind,
        name: if named.is_empty() { title.clone() } else { named.join(" ") },
        text: [basis.quote.as_deref(), note].into_iter().flatten().collect::<Vec<_>>().join("\n"),
        year: date.and_then(|date| date.get(..4)?.parse().ok()),
        pack: title,
    }
}

/// `GET /record/bases`
pub async fn page(guest: Guest) -> Response {
    let law = guest.app.office.law();
    let words = guest.words();
    let entry = |it: &Told| {
        let sort = words.get(&format!("basis-{}", word(it.kind)), &[]);
        let lines = it.text.lines().map(|line| el("dd").maybe("lang", tongue(line)).put(line).html());
        let name = el("span").maybe("lang", tongue(&it.name)).put(&it.name);
        let name = el("dt").class("govuk-!-font-weight-bold").put(name).put(" ");
        let name = name.put(el("span").class("bh-muted govuk-!-font-weight-regular").put(sort));
        el("div").attr("id", &it.anchor).put(name).put_all(lines).html()
    };
    let found = all(&law, guest.lang());
    let parts = found.chunk_by(|one, other| one.pack == other.pack).map(|of_pack| {
        let name = of_pack.first().map(|it| it.pack.clone()).unwrap_or_default();
        section(name).then(el("dl").class("bh-terms govuk-body").put_all(of_pack.iter().map(entry)))
    });
    let main =
        title(&t!(words, "record-bases")).then(body(t!(words, "record-bases-whole"))).then(parts.collect::<Html>());
    let mut page = guest.page(t!(words, "record-bases"), "record").with(main);
    page.before =
        way(words, vec![Crumb::new("/record", t!(words, "nav-record")), Crumb::new("", t!(words, "record-bases"))]);
    page.into_response()
}

/// Sources and quotes are Chinese in every language of the page.
fn tongue(text: &str) -> Option<&'static str> {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter)).then_some("zh-CN")
}

fn word(kind: BasisKind) -> &'static str {
    match kind {
        BasisKind::Law => "law",
        BasisKind::Policy => "policy",
        BasisKind::LocalRule => "local-rule",
        BasisKind::Document => "document",
        BasisKind::Ours => "ours",
        BasisKind::Unverified => "unverified",
    }
}
