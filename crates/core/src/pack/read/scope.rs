//! The names that a pack declares, known before anything that uses them is read.

use std::collections::{BTreeMap, BTreeSet};

use super::Sources;
use super::desk::{Desk, Part};
use crate::directory::PostName;
use crate::pack::guard::{self, Guard};
use crate::pack::model::{Field, FieldType, Pack, Vocabulary};
use crate::pack::source::{Entry, Node};
use std::sync::Arc;

/// Names that hold in the whole pack.
#[derive(Debug, Default)]
pub struct Names {
    /// Posts.
    pub posts: BTreeSet<String>,
    /// Bases.
    pub bases: BTreeSet<String>,
    /// Kinds of matter.
    pub cases: BTreeSet<String>,
    /// The outcomes of each kind of matter.
    pub outcomes: BTreeMap<String, Vec<String>>,
    /// Whether a file could not be read: then a name may be declared there.
    pub lost: bool,
    /// Vocabularies.
    pub vocabularies: BTreeSet<String>,
    /// Registers.
    pub registers: BTreeSet<String>,
    /// The conditions that were parsed so far.
    pub parsed: guard::Parsed,
}

impl Names {
    /// Gathers them, and tells what is declared twice.
    pub fn gather(desk: &mut Desk<'_>, pack: &Pack, sources: &Sources<'_>) -> Self {
        Self {
            cases: once(desk, &sources.cases, "case"),
            outcomes: outcomes_of(&sources.cases),
            lost: sources.lost,
            posts: pack.posts.keys().map(|post| post.as_str().to_owned()).collect(),
            bases: pack.bases.keys().cloned().collect(),
            vocabularies: once(desk, &sources.vocabularies, "vocabulary"),
            registers: once(desk, &sources.registers, "register"),
            parsed: guard::Parsed::default(),
        }
    }

    /// The basis that a group names.
    pub fn basis(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> Option<String> {
        let (node, word) = desk.name(part, "basis")?;
        desk.known(node, word, ("unknown-basis", "依据"), self.bases.iter().map(String::as_str))
    }

    /// A post.
    pub fn post(&self, desk: &mut Desk<'_>, node: &Node, word: &str) -> Option<PostName> {
        let known = self.posts.iter().map(String::as_str);
        desk.known(node, word, ("unknown-post", "岗位"), known)?.parse().ok()
    }
}

/// The outcomes of each kind of matter, before any is read.
fn outcomes_of(cases: &[Node]) -> BTreeMap<String, Vec<String>> {
    let named = |node: &Node| Some((node.get("case")?.as_text()?.to_owned(), keys_of(node, "outcomes")));
    cases.iter().filter_map(named).collect()
}

fn once(desk: &mut Desk<'_>, nodes: &[Node], key: &'static str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for name in nodes.iter().filter_map(|node| node.get(key)) {
        let text = name.as_text().unwrap_or_default();
        if !names.insert(text.to_owned()) {
            let message = format!("`{text}` 在另一个文件里已经定义过");
            desk.out.error(name.span, "duplicate-name", message).help("改名，或并成一个");
        }
    }
    names
}

/// Names that hold in one case type, and what its conditions can read.
#[derive(Clone)]
pub struct Scope<'p> {
    /// The pack's names.
    pub names: &'p Names,
    /// The pack's vocabularies.
    pub vocabularies: &'p BTreeMap<String, Arc<Vocabulary>>,
    /// Form and facts together, the form's first.
    pub fields: Vec<Field>,
    /// How many of them are the form's.
    pub form: usize,
    /// Names of routes.
    pub routes: BTreeSet<String>,
    /// Names of stages, each with the branch that it belongs to.
    pub stages: Vec<(String, Option<String>)>,
    /// Names of branches, each with the outcomes that it may end with.
    pub branches: BTreeMap<String, Vec<String>>,
    /// The branch that is being read; none outside branches.
    pub branch: Option<String>,
    /// Names of outcomes.
    pub outcomes: Vec<String>,
    /// Names of deadlines.
    pub deadlines: Vec<String>,
    /// Names of all actions.
    pub actions: BTreeSet<String>,
    /// Names of quantities.
    pub quantities: Vec<String>,
    /// Names of letters.
    pub letters: Vec<String>,
    /// Names of papers, each with whether nobody is asked for it.
    pub papers: Vec<(String, bool)>,
    /// Names of sub-cases, each with the outcomes that they may have, where their kind is of this pack.
    pub subcases: BTreeMap<String, Vec<String>>,
}

impl Scope<'_> {
    /// The fields of the form.
    pub fn form(&self) -> &[Field] {
        self.fields.get(..self.form).unwrap_or_default()
    }

    /// A field of the case that is known to be there.
    pub fn own_field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A field of the case by its name, with or without `form.` before it.
    pub fn field(&self, desk: &mut Desk<'_>, node: &Node, word: &str, kind: Option<FieldType>) -> Option<&Field> {
        let name = word.strip_prefix("form.").unwrap_or(word);
        let known = self.fields.iter().map(|field| field.name.as_str());
        desk.known(node, name, ("unknown-field", "字段"), known)?;
        let field = self.fields.iter().find(|field| field.name == name)?;
        if let Some(kind) = kind.filter(|kind| *kind != field.kind) {
            let message = format!("字段 `{name}` 的类型是 `{}`，这里要 `{}`", field.kind.word(), kind.word());
            desk.out.error(node.span, "wrong-field-type", message).help("换一个字段，或改它的类型");
            return None;
        }
        Some(field)
    }

    /// The same within a branch.
    pub fn in_branch(&self, branch: &str) -> Self {
        Self { branch: Some(branch.to_owned()), ..self.clone() }
    }

    /// A stage.
    pub fn stage(&self, desk: &mut Desk<'_>, node: &Node, word: &str) -> Option<String> {
        desk.known(node, word, ("unknown-stage", "环节"), self.stages.iter().map(|(name, _)| name.as_str()))
    }

    /// An outcome with which the branch may end that is being read.
    pub fn end(&self, desk: &mut Desk<'_>, node: &Node, word: &str) -> Option<String> {
        let Some(outcomes) = self.branch.as_ref().and_then(|branch| self.branches.get(branch)) else {
            let message = "`end` 只用于分支里的环节：它结束一个分支";
            desk.out.error(node.span, "misplaced-key", message).help("办结整件用 `close`");
            return None;
        };
        desk.known(node, word, ("unknown-outcome", "分支结果"), outcomes.iter().map(String::as_str))
    }

    /// An outcome.
    pub fn outcome(&self, desk: &mut Desk<'_>, node: &Node, word: &str) -> Option<String> {
        desk.known(node, word, ("unknown-outcome", "办结方式"), self.outcomes.iter().map(String::as_str))
    }

    /// A route.
    pub fn route(&self, desk: &mut Desk<'_>, node: &Node, word: &str) -> Option<String> {
        desk.known(node, word, ("unknown-route", "去向"), self.routes.iter().map(String::as_str))
    }

    /// What conditions read of sub-cases: how many of each name are open, have closed, were refused, and how many closed
    /// with each outcome.
    fn carried(&self) -> Vec<guard::Carried> {
        let counts = |(name, outcomes): (&String, &Vec<String>)| guard::Carried {
            root: "subcases",
            name: name.clone(),
            kind: guard::CarriedKind::Counts(
                ["open", "closed", "refused"].map(str::to_owned).into_iter().chain(outcomes.iter().cloned()).collect(),
            ),
            optional: false,
        };
        self.subcases.iter().map(counts).collect()
    }

    /// A condition behind a key.
    pub fn guard(&self, desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, input: &[Field]) -> Option<Guard> {
        self.guard_with(desk, part.get(key)?, input, &self.carried())
    }

    /// A condition behind `when` that is weighed in an act, which is done on a day: it may read `today`.
    pub fn guard_of_act(&self, desk: &mut Desk<'_>, part: &Part<'_>, input: &[Field]) -> Option<Guard> {
        let today =
            guard::Carried { root: guard::TODAY, name: String::new(), kind: guard::CarriedKind::Flag, optional: false };
        let carried: Vec<guard::Carried> = self.carried().into_iter().chain([today]).collect();
        self.guard_with(desk, part.get("when")?, input, &carried)
    }

    fn guard_with(
        &self,
        desk: &mut Desk<'_>,
        node: &Node,
        input: &[Field],
        carried: &[guard::Carried],
    ) -> Option<Guard> {
        // What a condition sees of where a case stands is its stage outside branches.
        let outside = self.stages.iter().filter(|(_, branch)| branch.is_none());
        let stages: Vec<String> = outside.map(|(name, _)| name.clone()).collect();
        let seen = guard::Seen {
            fields: &self.fields,
            input,
            vocabularies: self.vocabularies,
            stages: &stages,
            outcomes: &self.outcomes,
            carried,
        };
        condition(desk, node, &seen, &self.names.parsed)
    }
}

/// A condition, weighed in what it may see; what is wrong with it is told where it stands.
pub fn condition(desk: &mut Desk<'_>, node: &Node, seen: &guard::Seen<'_>, parsed: &guard::Parsed) -> Option<Guard> {
    let source = desk.words(node)?;
    match guard::compile_known(&source, seen, parsed) {
        Ok(guard) => Some(guard),
        Err(faults) => {
            for fault in faults {
                let at = node.part(fault.offset, fault.width);
                let noted = desk.out.error(at, fault.code, fault.message);
                if let Some(help) = fault.help {
                    noted.help(help);
                }
            }
            None
        }
    }
}

/// The names behind a key of a file, before its contents are read.
pub fn keys_of(node: &Node, key: &str) -> Vec<String> {
    node.get(key).map(|names| names.keys().map(str::to_owned).collect()).unwrap_or_default()
}

/// The names of all actions of a case type: of its stages, of their support, and its own.
pub fn action_names(node: &Node) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = keys_of(node, "actions").into_iter().collect();
    let stages: &[Entry] = node.get("stages").and_then(Node::as_map).unwrap_or_default();
    for stage in stages {
        names.extend(keys_of(&stage.value, "actions"));
        names.extend(stage.value.get("support").map(|support| keys_of(support, "actions")).unwrap_or_default());
        let branches = stage.value.get("branches").and_then(Node::as_map).unwrap_or_default();
        names.extend(branches.iter().flat_map(|branch| action_names(&branch.value)));
    }
    names
}
