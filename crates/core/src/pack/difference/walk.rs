//! The walk through both versions at once, key by key.

use super::group::Group;
use super::labels::{label, section_title};
use super::said::Said;
use super::side::{File, Side};
use super::values::{Read, clipped, from_to, same, words_of, written};
use super::{Change, Line};
use crate::pack::keys::{Key, Section, Shape};
use crate::pack::source::{Entry, Node, Tree};

/// One step of the way to a place: the key, and the name behind it where there is one.
struct Step {
    key: &'static str,
    kind: &'static str,
    name: String,
    said: Said,
}

/// A walk: where it is, and what it found.
pub struct Walk<'w> {
    pub(super) old: &'w Side<'w>,
    pub(super) new: &'w Side<'w>,
    trail: Vec<Step>,
    basis: Option<String>,
    files: (String, String),
    pub(super) lines: Vec<Line>,
}

/// A value that may be missing on either side.
pub(super) type Pair<'n> = (Option<&'n Node>, Option<&'n Node>);

impl<'w> Walk<'w> {
    /// At the beginning.
    pub fn new(old: &'w Side<'w>, new: &'w Side<'w>) -> Self {
        Self { old, new, trail: Vec::new(), basis: None, files: Default::default(), lines: Vec::new() }
    }

    /// Everything.
    pub fn all(mut self) -> Vec<Line> {
        let (old, new) = (self.old, self.new);
        let like = |a: &File, b: &File| a.kind == b.kind && a.name == b.name;
        for file in &new.files {
            let before = old.files.iter().find(|before| like(before, file));
            self.files = (before.map(|file| file.path.clone()).unwrap_or_default(), file.path.clone());
            self.file(before, Some(file));
        }
        for file in old.files.iter().filter(|file| !new.files.iter().any(|other| like(other, file))) {
            self.files = (file.path.clone(), String::new());
            self.file(Some(file), None);
        }
        self.texts();
        self.lines
    }

    fn file(&mut self, old: Option<&File>, new: Option<&File>) {
        let Some(any) = new.or(old) else { return };
        let said = self.file_title(any);
        self.trail.push(Step { key: any.kind, kind: any.kind, name: any.name.clone(), said });
        match (old, new) {
            // A story is one thing: what it tells step by step is read in the story.
            (Some(old), Some(new)) if ["scenario", "demo"].contains(&any.kind) => {
                if !same(&old.root, &new.root) {
                    self.emit(Change::Changed, (any.kind, Shape::Free), told_anew(), &new.root);
                }
            }
            (Some(old), Some(new)) => self.section(any.section, &old.root, &new.root),
            (None, Some(new)) => {
                self.emit(Change::Added, (any.kind, Shape::Free), Said::new("新增", "added"), &new.root)
            }
            (Some(old), None) => self.emit(Change::Gone, (any.kind, Shape::Free), Said::new("取消", "gone"), &old.root),
            (None, None) => {}
        }
        self.trail.pop();
    }

    /// What a file is called where its lines stand.
    fn file_title(&self, file: &File) -> Said {
        let title = |side: &Side<'_>| side.title(&[file.kind], None, &file.name).cloned();
        let own = title(self.new)
            .or_else(|| title(self.old))
            .map(|title| Said::new(format!("“{}”", title.zh), format!("“{}”", title.en)));
        match (file.kind, own) {
            ("pack", _) => Said::new("事项包", "the pack"),
            ("case", Some(title)) => title,
            ("scenario", _) => {
                let text = file.root.get("scenario").and_then(Node::as_text).unwrap_or(&file.name);
                Said::new(format!("情景“{}”", clipped(text)), format!("story “{}”", clipped(text)))
            }
            (_, title) => {
                let (kind, title) = (section_title(file.section), title.unwrap_or_else(|| Said::code(&file.name)));
                Said::new(format!("{}{}", kind.zh, title.zh), format!("{} {}", kind.en, title.en))
            }
        }
    }

    /// A group of keys on both sides.
    pub(super) fn section(&mut self, section: &'static Section, old: &Node, new: &Node) {
        let above = self.basis.clone();
        self.basis = basis_of(new).or_else(|| basis_of(old)).or(above.clone());
        for key in section.keys.iter().filter(|key| !(section.name == "pack" && key.name == "version")) {
            self.key(section, key, (old.get(key.name), new.get(key.name)));
        }
        let known = |name: &str| section.keys.iter().any(|key| key.name == name);
        for name in both_keys(old, new).into_iter().filter(|name| !known(name)) {
            self.attribute(section, name, (old.get(name), new.get(name)));
        }
        self.basis = above;
    }

    fn key(&mut self, section: &'static Section, key: &'static Key, pair: Pair<'_>) {
        if let (Some(old), Some(new)) = pair
            && same(old, new)
        {
            return;
        }
        match (key.shape, pair) {
            (_, (None, None)) => {}
            (Shape::Part(part), (Some(old), Some(new))) if old.as_map().is_some() && new.as_map().is_some() => {
                self.within(key.name, part.name, "", section_title(part), |walk| walk.section(part, old, new));
            }
            (Shape::Parts(part), _) if maps(pair) => self.named(section, key, part, pair),
            (Shape::List(part) | Shape::OneOrList(part), _) => {
                self.within(key.name, "", "", label(section.name, key), |walk| walk.listed(part, key, pair));
            }
            (Shape::PartLists(part), _) if maps(pair) => self.lists_of(section, key, part, pair),
            (Shape::Names, (Some(old), Some(new))) => self.names(section, key, old, new),
            (Shape::Words | Shape::Lists | Shape::Free, _) => {
                self.within(key.name, "", "", label(section.name, key), |walk| walk.free(key.name, key.shape, pair));
            }
            _ => self.plain(&label(section.name, key), (key.name, key.shape), pair),
        }
    }

    /// Parts by name.
    fn named(&mut self, section: &'static Section, key: &'static Key, part: &'static Section, pair: Pair<'_>) {
        let (old, new) = (entries(pair.0), entries(pair.1));
        for entry in new {
            let before = old.iter().find(|before| before.key == entry.key);
            self.one(key, part, (before, Some(entry)));
        }
        for entry in old.iter().filter(|entry| !new.iter().any(|other| other.key == entry.key)) {
            self.one(key, part, (Some(entry), None));
        }
        if !in_order(old, new) {
            let told = label(section.name, key);
            let node = pair.1.or(pair.0);
            node.iter().for_each(|node| self.emit(Change::Changed, (key.name, key.shape), reordered(&told), node));
        }
    }

    fn one(&mut self, key: &'static Key, part: &'static Section, pair: (Option<&Entry>, Option<&Entry>)) {
        let Some(any) = pair.1.or(pair.0) else { return };
        if let (Some(old), Some(new)) = pair {
            if !same(&old.value, &new.value) {
                let said = self.part_title(key, part, any);
                self.within(key.name, part.name, &any.key, said, |walk| {
                    match old.value.as_map().zip(new.value.as_map()) {
                        Some(_) => walk.section(part, &old.value, &new.value),
                        None => walk.free(key.name, Shape::Free, (Some(&old.value), Some(&new.value))),
                    }
                });
            }
            return;
        }
        let said = self.part_title(key, part, any);
        let change = if pair.1.is_some() { Change::Added } else { Change::Gone };
        let what = self.come_or_gone(change, &said, part, &any.value);
        let above = self.basis.clone();
        self.basis = basis_of(&any.value).or(above.clone());
        self.emit(change, (key.name, key.shape), what, &any.value);
        self.basis = above;
    }

    /// A part by its sort and its title: 环节“审核”.
    fn part_title(&self, key: &'static Key, part: &'static Section, entry: &Entry) -> Said {
        let path: Vec<&str> = self.names_above().chain([entry.key.as_str()]).collect();
        let kind = if part.name == "outcome" && path.len() > 2 { "branch-outcome" } else { part.name };
        let english = self.new.title_of(kind, &path).or_else(|| self.old.title_of(kind, &path));
        let own = entry.value.get("title").and_then(Node::as_text);
        let en = entry.value.get("en").and_then(Node::as_text).or(english.map(|it| it.en.as_str()));
        let sort = if part.name == "row" { label("pack", key) } else { section_title(part) };
        let named = match own {
            Some(zh) => Said::new(format!("“{}”", clipped(zh)), format!("“{}”", clipped(en.unwrap_or(zh)))),
            None => english
                .map_or_else(|| Said::code(&entry.key), |it| Said::new(format!("“{}”", it.zh), format!("“{}”", it.en))),
        };
        Said::new(format!("{}{}", sort.zh, named.zh), format!("{} {}", sort.en, named.en))
    }

    fn lists_of(&mut self, section: &'static Section, key: &'static Key, part: &'static Section, pair: Pair<'_>) {
        let (old, new) = (pair.0, pair.1);
        for name in keys_of_both(old, new) {
            let get = |node: Option<&'_ Node>| node.and_then(|node| node.get(name)).cloned();
            let (a, b) = (get(old), get(new));
            let said = Said::joined(&[label(section.name, key), Said::code(name)], " ", " ");
            self.within(key.name, part.name, name, said, |walk| walk.listed(part, key, (a.as_ref(), b.as_ref())));
        }
    }

    /// What names came and went.
    fn names(&mut self, section: &'static Section, key: &'static Key, old: &Node, new: &Node) {
        let (was, is) = (words_of(old), words_of(new));
        let side = |side: &'w Side<'w>, of: &[String], other: &[String], node: &Node| -> Vec<Said> {
            let read = Read { side, case: self.case(), key: key.name, shape: key.shape, node };
            of.iter().filter(|name| !other.contains(name)).map(|name| read.name(name)).collect()
        };
        let (come, gone) = (side(self.new, &is, &was, new), side(self.old, &was, &is, old));
        let label = label(section.name, key);
        let mut parts = Vec::new();
        if !come.is_empty() {
            let all = Said::list(&come);
            parts.push(Said::new(format!("增加 {}", all.zh), format!("with {}", all.en)));
        }
        if !gone.is_empty() {
            let all = Said::list(&gone);
            parts.push(Said::new(format!("去掉 {}", all.zh), format!("without {}", all.en)));
        }
        let what = match parts.is_empty() {
            // `a` and `[a]` say the same.
            true if was == is => return,
            true => reordered(&label),
            false => colon(&label, &Said::joined(&parts, "；", "; ")),
        };
        self.emit(Change::Changed, (key.name, key.shape), what, new);
    }

    /// A value, or none.
    pub(super) fn plain(&mut self, label: &Said, key: (&'static str, Shape), pair: Pair<'_>) {
        let case = self.case().map(str::to_owned);
        let read = |side, node| Read { side, case: case.as_deref(), key: key.0, shape: key.1, node };
        let (change, what, node) = match pair {
            (Some(old), Some(new)) => {
                (Change::Changed, colon(label, &from_to(&read(self.old, old), &read(self.new, new))), new)
            }
            (None, Some(new)) => {
                let value = read(self.new, new).said();
                let what = Said::new(
                    format!("新写明{}：{}", label.zh, value.zh),
                    format!("{} is new: {}", label.en, value.en),
                );
                (Change::Added, what, new)
            }
            (Some(old), None) => {
                let value = read(self.old, old).said();
                let what = Said::new(
                    format!("不再写明{}（原为 {}）", label.zh, value.zh),
                    format!("{} is no longer said (was {})", label.en, value.en),
                );
                (Change::Gone, what, old)
            }
            (None, None) => return,
        };
        self.emit(change, key, what, node);
    }

    /// What has no table of keys: maps by key, lists by what stands in them, all else as it is written.
    pub(super) fn free(&mut self, key: &'static str, shape: Shape, pair: Pair<'_>) {
        if let (Some(old), Some(new)) = pair
            && same(old, new)
        {
            return;
        }
        let label = self.trail.last().map(|step| step.said.clone()).unwrap_or_default();
        match (pair.0.map(|node| &node.tree), pair.1.map(|node| &node.tree)) {
            (Some(Tree::Map(_)), Some(Tree::Map(_))) => self.map(key, shape, pair),
            (Some(Tree::List(_)), Some(Tree::List(_))) => {
                if let (Some(old), Some(new)) = pair {
                    let (was, is) = (words_of(old), words_of(new));
                    self.items_of(key, &label, (&was, &is), new);
                }
            }
            _ => {
                // The place says already what it is called.
                let step = self.trail.pop();
                self.plain(&label, (key, shape), pair);
                self.trail.extend(step);
            }
        }
    }

    fn map(&mut self, key: &'static str, shape: Shape, pair: Pair<'_>) {
        for name in keys_of_both(pair.0, pair.1) {
            let get = |node: Option<&'_ Node>| node.and_then(|node| node.get(name)).cloned();
            let (a, b) = (get(pair.0), get(pair.1));
            let titled = b.as_ref().or(a.as_ref()).and_then(|node| node.get("title")).and_then(Node::as_text);
            let field =
                self.new.title(&["field"], self.case(), name).or_else(|| self.old.title(&["field"], self.case(), name));
            let said = match (titled, field) {
                (_, Some(field)) => Said::new(format!("“{}”", field.zh), format!("“{}”", field.en)),
                (Some(title), None) => Said::both(format!("“{title}”")),
                (None, None) => Said::code(name),
            };
            self.within(key, "", name, said, |walk| walk.free(key, shape, (a.as_ref(), b.as_ref())));
        }
        if let (Some(old), Some(new)) = pair
            && matches!(shape, Shape::Free)
            && !in_order(entries(Some(old)), entries(Some(new)))
        {
            let label = self.trail.last().map(|step| step.said.clone()).unwrap_or_default();
            self.emit(Change::Changed, (key, shape), reordered(&label), new);
        }
    }

    fn items_of(&mut self, key: &'static str, label: &Said, (was, is): (&[String], &[String]), node: &Node) {
        let case = self.case().map(str::to_owned);
        let named = |side: &'w Side<'w>, of: &[String], other: &[String]| -> Vec<Said> {
            let read = Read { side, case: case.as_deref(), key, shape: Shape::Names, node };
            of.iter().filter(|one| !other.contains(one)).map(|one| read.name(one)).collect()
        };
        let (come, gone) = (named(self.new, is, was), named(self.old, was, is));
        let parts: Vec<Said> = [("增加 ", "with ", come), ("去掉 ", "without ", gone)]
            .into_iter()
            .filter(|(_, _, all)| !all.is_empty())
            .map(|(zh, en, all)| {
                let all = Said::list(&all);
                Said::new(format!("{zh}{}", all.zh), format!("{en}{}", all.en))
            })
            .collect();
        let what = if parts.is_empty() { reordered(label) } else { Said::joined(&parts, "；", "; ") };
        self.emit(Change::Changed, (key, Shape::Names), what, node);
    }

    /// An attribute that a vocabulary declares for its terms, or any key that the table does not have.
    fn attribute(&mut self, section: &'static Section, name: &str, pair: Pair<'_>) {
        if let (Some(old), Some(new)) = pair
            && same(old, new)
        {
            return;
        }
        let label = self.attribute_title(name).unwrap_or_else(|| Said::code(name));
        let shape = section.keys.first().map_or(Shape::Free, |_| Shape::Free);
        self.within("attribute", "", name, label, |walk| walk.free("attribute", shape, pair));
    }

    fn attribute_title(&self, name: &str) -> Option<Said> {
        let vocabulary = self.trail.iter().find(|step| step.kind == "vocabulary")?;
        let file = self.new.files.iter().find(|file| file.kind == "vocabulary" && file.name == vocabulary.name)?;
        file.root.get("attributes")?.get(name)?.get("title")?.as_text().map(Said::both)
    }

    /// Goes a step down, looks, and comes back.
    pub(super) fn within(
        &mut self,
        key: &'static str,
        kind: &'static str,
        name: &str,
        said: Said,
        look: impl FnOnce(&mut Self),
    ) {
        self.trail.push(Step { key, kind, name: name.to_owned(), said });
        look(self);
        self.trail.pop();
    }

    fn names_above(&self) -> impl Iterator<Item = &str> {
        self.trail.iter().filter(|step| !step.name.is_empty() && step.key != "pack").map(|step| step.name.as_str())
    }

    /// The kind of matter in which the walk is.
    pub(super) fn case(&self) -> Option<&str> {
        self.trail.first().filter(|step| step.key == "case").map(|step| step.name.as_str())
    }

    /// A part that came or went, with the plain values in it.
    pub(super) fn come_or_gone(&self, change: Change, said: &Said, part: &'static Section, node: &Node) -> Said {
        let side = if change == Change::Gone { self.old } else { self.new };
        let mut inner = Vec::new();
        for key in part.keys.iter().filter(|key| !["title", "basis", "en"].contains(&key.name)) {
            let plain = node.get(key.name).filter(|node| !matches!(node.tree, Tree::Map(_)));
            let wanted = !matches!(key.shape, Shape::List(_) | Shape::OneOrList(_) | Shape::Free);
            if let Some(value) = plain.filter(|_| wanted && inner.len() < 5) {
                let read = Read { side, case: self.case(), key: key.name, shape: key.shape, node: value };
                inner.push(colon(&label(part.name, key), &read.said()));
            }
        }
        let (zh, en) = if change == Change::Gone { ("取消", "gone") } else { ("新增", "new") };
        let all = Said::joined(&inner, "；", "; ");
        match inner.is_empty() {
            true => Said::new(format!("{zh}{}", said.zh), format!("{en}: {}", said.en)),
            false => Said::new(format!("{zh}{}（{}）", said.zh, all.zh), format!("{en}: {} ({})", said.en, all.en)),
        }
    }

    /// Writes a line down.
    pub(super) fn emit(&mut self, change: Change, (key, shape): (&'static str, Shape), what: Said, at: &Node) {
        let above: Vec<&str> = self.trail.iter().map(|step| step.key).collect();
        let section = self.trail.last().map_or("", |step| step.kind);
        let side = if change == Change::Gone { self.old } else { self.new };
        let file = if change == Change::Gone { &self.files.0 } else { &self.files.1 };
        let places: Vec<Said> =
            self.trail.iter().filter(|step| !step.said.zh.is_empty()).map(|step| step.said.clone()).collect();
        self.lines.push(Line {
            group: Group::of(&above, section, key, shape),
            change,
            place: Said::joined(&places, " · ", " · "),
            what,
            basis: self.basis.as_deref().and_then(|name| side.basis(name)),
            file: file.clone(),
            line: at.span.line,
        });
    }
}

fn told_anew() -> Said {
    Said::new("内容有改动", "is told in another way")
}

pub(super) fn reordered(label: &Said) -> Said {
    Said::new(format!("{}的先后顺序变了", label.zh), format!("the order of {} is another", label.en))
}

pub(super) fn colon(label: &Said, value: &Said) -> Said {
    Said::new(format!("{}：{}", label.zh, value.zh), format!("{}: {}", label.en, value.en))
}

fn basis_of(node: &Node) -> Option<String> {
    node.get("basis")?.as_text().map(str::to_owned)
}

fn maps((old, new): Pair<'_>) -> bool {
    [old, new].into_iter().flatten().all(|node| node.as_map().is_some())
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.and_then(Node::as_map).unwrap_or_default()
}

fn both_keys<'n>(old: &'n Node, new: &'n Node) -> Vec<&'n str> {
    keys_of_both(Some(old), Some(new))
}

/// The keys of the new side in order, then those that only the old one has.
fn keys_of_both<'n>(old: Option<&'n Node>, new: Option<&'n Node>) -> Vec<&'n str> {
    let mut all: Vec<&str> = entries(new).iter().map(|entry| entry.key.as_str()).collect();
    let gone =
        entries(old).iter().map(|entry| entry.key.as_str()).filter(|key| !entries(new).iter().any(|it| it.key == *key));
    all.extend(gone);
    all
}

/// Whether what both have stands in the same order.
fn in_order(old: &[Entry], new: &[Entry]) -> bool {
    let of = |one: &[Entry], other: &[Entry]| -> Vec<String> {
        one.iter().filter(|entry| other.iter().any(|it| it.key == entry.key)).map(|entry| entry.key.clone()).collect()
    };
    of(old, new) == of(new, old)
}

/// A value as it is written, for whoever has no better words.
pub(super) fn as_written(node: &Node) -> Said {
    Said::code(&clipped(&written(node)))
}
