//! From the files of a pack to its program: every file is read, everything wrong is told at once.
//!
//! | file | what it reads |
//! | --- | --- |
//! | `desk` | keys and plain values, with the complaint that fits |
//! | `scope` | the names that are declared, so that every use of one is checked where it stands |
//! | `head` | `pack.yaml`: posts, bases, routes, rows served |
//! | `vocabulary`, `register` | lists and registers |
//! | `case` | a kind of matter, from `form`, `papers`, `letters`, `deadline`, `stage`, `branches`, `action`, `notice`, `access` |
//! | `catalogue` | what people can ask for |
//! | `figure` | what is counted |
//! | `score` | scores of units |
//! | `demo` | invented matters |
//! | `subcase` | matters that a matter opens, and waits for them |
//! | `gather` | rounds: one table asked of many units, and what is known already |
//! | `ruling` | matters about other matters, and what their outcome means for those |
//! | `alert` | lines that open a matter |
//! | `view` | lists, boards, calendars and the like |
//! | `brief` | templates of briefs |
//! | `schedule` | matters that are opened again and again |
//! | `story` | scenarios |
//! | `carry` | how running matters of older versions go on |
//! | `language` | the English titles |

mod access;
mod action;
mod alert;
mod branches;
mod brief;
mod carry;
mod case;
mod catalogue;
mod channel;
mod deadline;
mod demo;
mod desk;
mod draw;
mod entry_view;
mod figure;
mod form;
mod gather;
mod head;
mod language;
mod letters;
mod limits;
mod notice;
mod papers;
mod register;
mod reserve;
mod ruling;
mod schedule;
mod scope;
mod score;
mod stage;
mod story;
mod subcase;
mod view;
mod vocabulary;

pub(super) use brief::held_together as briefs_held_together;
pub use brief::known as briefs_may_name;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use self::desk::Desk;
use self::scope::Names;
use super::diagnostic::{Diagnostic, Findings};
use super::model::{Pack, Register, Span, Vocabulary};
use super::scenario::Scenario;
use super::source::{self, Node};

/// What reading a pack gives.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The program, if the pack could be put together; it may run only if no finding is an error.
    pub pack: Option<Pack>,
    /// Its scenarios.
    pub scenarios: Vec<Scenario>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// Whether the pack may run.
    pub fn is_sound(&self) -> bool {
        self.pack.is_some() && self.diagnostics.iter().all(|found| found.severity != super::Severity::Error)
    }
}

/// Reads, compiles and checks the files of one pack, given by their path within it.
///
/// Pure and total: any bytes give findings, never a panic.
pub fn read(files: &[(String, Vec<u8>)]) -> Reading {
    let mut files: Vec<&(String, Vec<u8>)> = files.iter().collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let paths: Vec<String> = files.iter().map(|file| file.0.clone()).collect();
    let mut out = Findings::new(paths.clone());
    let sources = Sources::sort(&files, &mut out);
    let mut reading = compile(&sources, &mut out);
    if let Some((pack, _)) = &mut reading {
        pack.files = paths;
        pack.digest = digest(&files);
    }
    let (pack, scenarios) = reading.unzip();
    Reading { pack, scenarios: scenarios.unwrap_or_default(), diagnostics: out.into_sorted() }
}

/// Whether a file of a pack is for whoever reads its folder and says nothing to the program: its README. A word in it may
/// change without a new version. Templates of briefs stand under `briefs/`.
#[must_use]
pub fn is_for_people(path: &str) -> bool {
    path.ends_with(".md") && !path.starts_with("briefs/")
}

/// The files of a pack by what they define.
#[derive(Default)]
struct Sources<'f> {
    head: Vec<Node>,
    vocabularies: Vec<Node>,
    registers: Vec<Node>,
    entries: Vec<(String, Node)>,
    cases: Vec<Node>,
    figures: Vec<Node>,
    scores: Vec<Node>,
    demos: Vec<Node>,
    alerts: Vec<Node>,
    views: Vec<Node>,
    catalogues: Vec<Node>,
    schedules: Vec<Node>,
    stories: Vec<(String, Node)>,
    briefs: Vec<brief::Source<'f>>,
    english: Vec<(u32, &'f str)>,
    /// Whether a file could not be read at all: then what it would have defined is not looked for.
    lost: bool,
}

impl<'f> Sources<'f> {
    fn sort(files: &[&'f (String, Vec<u8>)], out: &mut Findings) -> Self {
        let mut sources = Self::default();
        for (index, (path, bytes)) in files.iter().map(|file| (&file.0, &file.1)).enumerate() {
            let file = u32::try_from(index).unwrap_or(u32::MAX);
            match path.rsplit('.').next() {
                Some("yaml" | "yml") => match source::parse(file, bytes, out) {
                    Some(node) => sources.put(path, node, out),
                    None => sources.lost = true,
                },
                // JSON is a part of YAML: entries get their places from the same reader.
                Some("json") => {
                    sources.entries.extend(source::parse(file, bytes, out).map(|node| (path.clone(), node)));
                }
                Some("ftl") => sources.english.extend(source::decode(file, bytes, out).map(|text| (file, text))),
                Some("md") if is_for_people(path) => drop(source::decode(file, bytes, out)),
                Some("md") => {
                    let text = source::decode(file, bytes, out);
                    sources.briefs.extend(text.and_then(|text| brief::split(file, text, out)));
                }
                _ => unknown_file(file, path, out),
            }
        }
        sources
    }

    /// What a file defines is told by the key that names it, wherever in the pack it stands.
    fn put(&mut self, path: &str, node: Node, out: &mut Findings) {
        let kinds = [
            "pack",
            "scenario",
            "case",
            "vocabulary",
            "register",
            "figures",
            "scores",
            "demo",
            "alerts",
            "views",
            "catalogue",
            "schedules",
        ];
        match kinds.into_iter().find(|kind| node.get(kind).is_some()) {
            Some("pack") => self.head.push(node),
            Some("scenario") => self.stories.push((path.to_owned(), node)),
            Some("case") => self.cases.push(node),
            Some("vocabulary") => self.vocabularies.push(node),
            Some("register") => self.registers.push(node),
            Some("figures") => self.figures.push(node),
            Some("scores") => self.scores.push(node),
            Some("demo") => self.demos.push(node),
            Some("alerts") => self.alerts.push(node),
            Some("views") => self.views.push(node),
            Some("catalogue") => self.catalogues.push(node),
            Some("schedules") => self.schedules.push(node),
            _ => {
                self.lost = true;
                let words = node.keys().next().unwrap_or_default().to_owned();
                out.error(node.span, "unknown-file", "看不出这个文件定义什么：没有写明种类的键").meant(&words, kinds);
            }
        }
    }
}

fn unknown_file(file: u32, path: &str, out: &mut Findings) {
    let at = Span { file, line: 1, column: 1, width: 1 };
    let message = format!("`{path}` 不是事项包里的文件");
    out.error(at, "unknown-file", message).help("事项包里只有 .yaml、.json（条目）、.ftl 和 .md 文件");
}

/// Puts the program together. Nothing comes of a pack whose head cannot be read.
fn compile(sources: &Sources<'_>, out: &mut Findings) -> Option<(Pack, Vec<Scenario>)> {
    let mut desk = Desk { out };
    let mut pack = head::read(&mut desk, &sources.head, sources.lost)?;
    let names = Names::gather(&mut desk, &pack, sources);
    pack.vocabularies = vocabularies(&mut desk, &sources.vocabularies, &names);
    pack.registers = registers(&mut desk, sources, &pack.vocabularies, &names);
    let routes = sources.head.first().and_then(|head| head.get("routes"));
    for node in &sources.cases {
        if let Some(case) = case::read(&mut desk, node, routes, &pack, &names) {
            let name = case.id.0.rsplit('.').next().unwrap_or_default().to_owned();
            pack.cases.insert(name, Arc::new(case));
        }
    }
    draw::settle(&mut pack);
    if sources.cases.is_empty() && !sources.lost {
        desk.out.error(pack.span, "no-case", "事项包里没有事项").help("写一个有 `case:` 的文件");
    }
    // What could not be read would only bring forth complaints about what is missing then.
    if sources.lost {
        return Some((pack, Vec::new()));
    }
    // So would a figure of a kind of matter that is not understood.
    if pack.cases.len() == sources.cases.len() {
        pack.figures = figure::read_all(&mut desk, &sources.figures, &pack, &names);
        pack.funnel = figure::funnel(&mut desk, &sources.figures, &pack);
        // A figure that could not be read was complained of already.
        if !desk.out.has_errors() {
            ruling::settle(&mut desk, &mut pack);
        }
        pack.scores = score::read(&mut desk, &sources.scores, &pack, &names);
        pack.demos = demo::read(&mut desk, &sources.demos, &pack, &names);
        pack.alerts = alert::read(&mut desk, &sources.alerts, &pack, &names);
        (pack.views, pack.entry_views) = view::read(&mut desk, &sources.views, &pack, &names);
        pack.catalogues = catalogue::read(&mut desk, &sources.catalogues, &pack, &names);
        pack.briefs = brief::read_all(&mut desk, &sources.briefs, &pack, &names);
        pack.schedules = schedule::read(&mut desk, &sources.schedules, &pack, &names);
    }
    let whole = !desk.out.has_errors();
    let words = story::Words::of(&pack);
    let stories: Vec<Scenario> =
        sources.stories.iter().filter_map(|(path, node)| story::read(&mut desk, path, node, &pack, &words)).collect();
    if whole {
        super::check::check(&pack, &stories, desk.out);
    }
    pack.english = language::read(&mut desk, &sources.english, &pack, whole);
    language::settle(&mut pack);
    Some((pack, stories))
}

fn vocabularies(desk: &mut Desk<'_>, nodes: &[Node], names: &Names) -> BTreeMap<String, Arc<Vocabulary>> {
    let mut all = BTreeMap::new();
    for node in nodes {
        if let Some(vocabulary) = vocabulary::read(desk, node, names) {
            all.insert(vocabulary.name.clone(), Arc::new(vocabulary));
        }
    }
    vocabulary::check_links(desk, nodes, &all);
    all
}

fn registers(
    desk: &mut Desk<'_>,
    sources: &Sources<'_>,
    vocabularies: &BTreeMap<String, Arc<Vocabulary>>,
    names: &Names,
) -> BTreeMap<String, Arc<Register>> {
    let read = |node| register::read(desk, node, &sources.entries, vocabularies, names);
    let all: BTreeMap<String, Register> =
        sources.registers.iter().filter_map(read).map(|register| (register.name.clone(), register)).collect();
    register::check_files(desk, &sources.entries, &all);
    all.into_iter().map(|(name, register)| (name, Arc::new(register))).collect()
}

/// SHA-256 over paths and contents, each with its length in front, in the order of the paths.
fn digest(files: &[&(String, Vec<u8>)]) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files.iter().map(|file| (file.0.as_bytes(), file.1.as_slice())) {
        for part in [path, bytes] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
