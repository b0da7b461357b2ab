//! `pack.yaml`: what the pack is called, its posts, bases, and the rows of the documents that it serves.

use std::collections::BTreeMap;

use super::desk::{Desk, Part};
use crate::pack::keys;
use crate::pack::model::{Basis, BasisKind, Pack, RowClaim, Span};
use crate::pack::source::{Entry, Node};

/// Reads the head; what stands in other files is put in later.
pub fn read(desk: &mut Desk<'_>, heads: &[Node], lost: bool) -> Option<Pack> {
    let Some(node) = heads.first() else {
        if lost {
            return None;
        }
        let words = "没有 pack.yaml：没有哪个文件写了 `pack:`";
        desk.out
            .error(Span::default(), "no-head", words)
            .help("写一个 pack.yaml，写明 pack、version、title、summary、posts、bases");
        return None;
    };
    for more in heads.iter().skip(1) {
        desk.out.error(more.span, "duplicate-name", "一个事项包只能有一个 `pack:`").help("删去多余的文件");
    }
    let part = desk.part(node.span, node, &keys::PACK)?;
    let mut pack = Pack {
        name: desk.declared(&part, "pack").unwrap_or_default(),
        version: desk.integer(&part, "version", 1..=1_000_000).and_then(|v| u32::try_from(v).ok()).unwrap_or(1),
        title: desk.text(&part, "title"),
        summary: desk.text(&part, "summary"),
        digest: String::new(),
        files: Vec::new(),
        posts: BTreeMap::new(),
        bases: BTreeMap::new(),
        vocabularies: BTreeMap::new(),
        registers: BTreeMap::new(),
        cases: BTreeMap::new(),
        figures: BTreeMap::new(),
        funnel: Vec::new(),
        scores: BTreeMap::new(),
        demos: BTreeMap::new(),
        alerts: BTreeMap::new(),
        views: BTreeMap::new(),
        entry_views: BTreeMap::new(),
        catalogues: BTreeMap::new(),
        schedules: BTreeMap::new(),
        briefs: BTreeMap::new(),
        serves: BTreeMap::new(),
        english: BTreeMap::new(),
        span: node.span,
        places: BTreeMap::new(),
    };
    note_places(node, "", &mut pack.places);
    posts(desk, &part, &mut pack);
    for entry in desk.parts(&part, "bases") {
        pack.bases.extend(basis(desk, entry).map(|basis| (entry.key.clone(), basis)));
    }
    if let Some(node) = part.get("serves") {
        for entry in node.as_map().unwrap_or_default() {
            pack.serves.extend(row(desk, entry).map(|claim| (entry.key.clone(), claim)));
        }
    }
    Some(pack)
}

/// Where everything in the head stands: the value, or the key of what has parts of its own.
fn note_places(node: &Node, path: &str, places: &mut BTreeMap<String, Span>) {
    for entry in node.as_map().unwrap_or_default() {
        let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let parts = entry.value.as_map().is_some();
        places.insert(path.clone(), if parts { entry.at } else { entry.value.span });
        note_places(&entry.value, &path, places);
    }
}

fn posts(desk: &mut Desk<'_>, part: &Part<'_>, pack: &mut Pack) {
    for entry in desk.parts(part, "posts") {
        let Some(post) = desk.part(entry.at, &entry.value, &keys::POST) else { continue };
        let title = desk.text(&post, "title");
        match entry.key.parse() {
            Ok(name) => drop(pack.posts.insert(name, title)),
            Err(_) => desk
                .out
                .error(entry.at, "bad-name", format!("`{}` 不能作岗位名", entry.key))
                .help("用小写英文字母和 `-`"),
        }
    }
}

/// Reads a basis and holds it to its kind: a law has its article, what is ours says so.
fn basis(desk: &mut Desk<'_>, entry: &Entry) -> Option<Basis> {
    let part = desk.part(entry.at, &entry.value, &keys::BASIS)?;
    let word = desk.choice(&part, "kind", keys::BASIS_KINDS)?;
    let kind = match word {
        "law" => BasisKind::Law,
        "policy" => BasisKind::Policy,
        "local-rule" => BasisKind::LocalRule,
        "document" => BasisKind::Document,
        "ours" => BasisKind::Ours,
        _ => BasisKind::Unverified,
    };
    let law = desk.text_if(&part, "law");
    let source = desk.text_if(&part, "source").or(law);
    let basis = Basis {
        kind,
        source,
        article: desk.text_if(&part, "article"),
        date: desk.day(&part, "date"),
        quote: desk.text_if(&part, "quote"),
        note: desk.text_if(&part, "note"),
    };
    complete(desk, entry, &part, &basis);
    Some(basis)
}

fn complete(desk: &mut Desk<'_>, entry: &Entry, part: &Part<'_>, basis: &Basis) {
    let name = &entry.key;
    let mut missing = |absent: bool, code: &'static str, what: &str| {
        if absent {
            let message = format!("依据 `{name}` 缺少{what}");
            desk.out.error(part.at, code, message).help("补上；没有出处的写 `kind: ours` 或 `kind: unverified` 并说明");
        }
    };
    match basis.kind {
        BasisKind::Law => {
            missing(basis.source.is_none(), "law-without-name", "法律法规名称（`law`）");
            missing(basis.article.is_none(), "law-without-article", "条款（`article`）");
            missing(basis.date.is_none() && !part.has("date"), "law-without-date", "日期（`date`）");
        }
        BasisKind::Policy | BasisKind::LocalRule => {
            missing(basis.source.is_none(), "basis-without-source", "出处（`source`）")
        }
        BasisKind::Document => {
            missing(basis.source.is_none(), "basis-without-source", "文件的行（`source`）");
            missing(basis.quote.is_none(), "basis-without-quote", "原文（`quote`）");
        }
        BasisKind::Ours | BasisKind::Unverified => {
            missing(basis.note.is_none(), "basis-without-note", "说明（`note`）")
        }
    }
}

fn row(desk: &mut Desk<'_>, entry: &Entry) -> Option<RowClaim> {
    let part = desk.part(entry.at, &entry.value, &keys::ROW)?;
    Some(RowClaim {
        page: desk.text_if(&part, "page"),
        verbs: words(desk, &part, "verbs"),
        numbers: words(desk, &part, "numbers"),
        users: words(desk, &part, "users"),
        walk: desk.text_if(&part, "walk"),
    })
}

/// Names, which may be Chinese words of a document, each with words.
fn words(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> BTreeMap<String, String> {
    let Some(node) = part.get(key) else { return BTreeMap::new() };
    let Some(entries) = node.as_map() else {
        desk.wrong(node, "名称及其内容");
        return BTreeMap::new();
    };
    entries.iter().filter_map(|entry| desk.words(&entry.value).map(|text| (entry.key.clone(), text))).collect()
}
