//! A pack told in plain words: how a matter goes, by when and why by then, who may do what. Made from the compiled pack, so
//! that it says what the program does; two versions are compared by these same sentences.

use bihuan_core::calendar::Length;
use bihuan_core::pack::guard::Guard;
use bihuan_core::pack::model::{
    Action, Awaits, Basis, BasisKind, BranchRule, By, Deadline, DeadlineTerm, Destination, Does, Needs, Scope, Split,
    Stage, Starts, TaskRule, UnitRule, Within,
};
use bihuan_core::pack::{CaseType, Pack};

use crate::html::{Html, el};
use crate::t;
use crate::words::{Lang, Words};

/// One sentence, with its condition in the pack's own notation where it has one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    text: String,
    when: Option<String>,
}

impl Line {
    fn plain(text: String) -> Self {
        Self { text, when: None }
    }

    /// The sentence with its condition as text.
    pub fn as_text(&self) -> String {
        match &self.when {
            Some(when) => format!("{} [{when}]", self.text),
            None => self.text.clone(),
        }
    }
}

impl From<Line> for Html {
    fn from(line: Line) -> Html {
        let when = line.when.map(|when| Html::from(" ").then(el("code").put(when)));
        Html::from(line.text).then(when)
    }
}

/// What is told: one kind of matter of a pack, in a language.
pub struct Told<'p> {
    /// The pack.
    pub pack: &'p Pack,
    /// The kind of matter.
    pub rules: &'p CaseType,
    lang: Lang,
    /// The sentences.
    pub words: &'static Words,
}

impl<'p> Told<'p> {
    /// A kind of matter in a language.
    pub fn new(pack: &'p Pack, rules: &'p CaseType, lang: Lang) -> Self {
        Self { pack, rules, lang, words: Words::of(lang) }
    }

    fn case(&self) -> &'p str {
        self.rules.id.0.split_once('.').map_or(self.rules.id.0.as_str(), |(_, case)| case)
    }

    fn title(&self, kind: &str, path: &[&str], title: &str) -> String {
        let path: Vec<&str> = std::iter::once(self.case()).chain(path.iter().copied()).collect();
        let english = self.pack.english(kind, &path).filter(|_| self.lang == Lang::En);
        english.unwrap_or(title).to_owned()
    }

    /// A stage's title.
    pub fn stage(&self, name: &str) -> String {
        self.rules.stage(name).map_or_else(|| name.to_owned(), |stage| self.title("stage", &[name], &stage.title))
    }

    /// An action's title.
    pub fn action(&self, stage: Option<&Stage>, action: &Action) -> String {
        match stage {
            Some(stage) => self.title("action", &[&stage.name, &action.name], &action.title),
            None => self.title("action", &[&action.name], &action.title),
        }
    }

    /// Where a case goes, in words.
    pub fn destination(&self, to: &Destination) -> String {
        match to {
            Destination::Stage(stage) => self.stage(stage),
            Destination::End(outcome) => {
                let splits = self.rules.stages.iter().filter_map(|stage| Some((stage, stage.split.as_ref()?)));
                let mut known = splits.filter_map(|(stage, split)| Some((stage, split.outcomes.get(outcome)?)));
                let title = known.next().map(|(stage, title)| self.branch_outcome(&stage.name, outcome, title));
                t!(self.words, "ends-branch-as", outcome = title.unwrap_or_else(|| outcome.clone()))
            }
            Destination::Close(outcome) => {
                let title = self.rules.outcomes.get(outcome).map_or(outcome.as_str(), String::as_str);
                t!(self.words, "ends-as", outcome = self.title("outcome", &[outcome], title))
            }
        }
    }

    /// The title of an outcome of a branch.
    fn branch_outcome(&self, stage: &str, outcome: &str, title: &str) -> String {
        self.title("branch-outcome", &[stage, outcome], title)
    }

    /// A branch's title.
    pub fn branch(&self, name: &str) -> String {
        let rule = self.rules.split_of(name).and_then(|(_, split)| split.branch(name));
        rule.map_or_else(|| name.to_owned(), |rule| self.title("branch", &[name], &rule.title))
    }

    /// The title of sub-cases of a name.
    fn subcase(&self, name: &str) -> String {
        let rule = self.rules.subcases.get(name);
        rule.map_or_else(|| name.to_owned(), |rule| self.title("subcase", &[name], &rule.title))
    }

    /// The title of an outcome of sub-cases; of another pack's kind its name.
    fn outcome_below(&self, name: &str, outcome: &str) -> String {
        let opens = self.rules.subcases.get(name).map(|rule| &rule.opens);
        let kind = self.pack.cases.values().find(|kind| Some(&kind.id) == opens);
        let Some(kind) = kind else { return outcome.to_owned() };
        let title = kind.outcomes.get(outcome).map_or(outcome, String::as_str);
        Told { rules: kind, ..*self }.title("outcome", &[outcome], title)
    }

    /// A post's title.
    pub fn post(&self, post: &bihuan_core::directory::PostName) -> String {
        let title = self.pack.posts.get(post).map_or_else(|| post.to_string(), Clone::clone);
        let english = self.pack.english("post", &[post.as_str()]).filter(|_| self.lang == Lang::En);
        english.map_or(title, str::to_owned)
    }

    fn field(&self, name: &str) -> String {
        self.rules.field(name).map_or_else(|| name.to_owned(), |field| self.title("field", &[name], &field.title))
    }

    /// A length, in words.
    pub fn length(&self, length: Length) -> String {
        let unit = self.words.get(&format!("length-{}", length.unit.spelling()), &[]);
        let gap = if self.lang == Lang::En { " " } else { "" };
        format!("{}{gap}{unit}", length.amount)
    }

    /// A deadline's title.
    pub fn deadline(&self, name: &str) -> String {
        deadline_title(self, name)
    }

    fn within(&self, within: Within) -> String {
        match within {
            Within::Length(length) => self.length(length),
            Within::Remaining => t!(self.words, "within-remaining"),
        }
    }

    /// Who may, in words.
    pub fn who(&self, by: &[By]) -> String {
        let one = |by: &By| match by {
            By::Task => t!(self.words, "who-task"),
            By::Reporter => t!(self.words, "who-reporter"),
            By::Filer => t!(self.words, "who-filer"),
            By::Public => t!(self.words, "who-public"),
            By::Outer => t!(self.words, "who-outer"),
            By::Post(post) => self.post(post),
            By::PostAtTask(post) => t!(self.words, "who-post-at-task", post = self.post(post)),
            By::PostAtAccountable(post) => t!(self.words, "who-post-at-accountable", post = self.post(post)),
            By::PostAtField(post, field) => {
                t!(self.words, "who-post-at-field", post = self.post(post), field = self.field(field))
            }
        };
        let all: Vec<String> = by.iter().map(one).collect();
        all.join(if self.lang == Lang::En { ", " } else { "、" })
    }

    fn because(&self, basis: Option<&String>) -> String {
        let Some(name) = basis else { return String::new() };
        let told = self.pack.bases.get(name).map_or_else(|| name.clone(), |basis| self.basis(name, basis));
        t!(self.words, "because", basis = told)
    }

    /// Why a number is what it is: the sort, the source, the article, the note.
    pub fn basis(&self, name: &str, basis: &Basis) -> String {
        let kind = match basis.kind {
            BasisKind::Law => t!(self.words, "basis-law"),
            BasisKind::Policy => t!(self.words, "basis-policy"),
            BasisKind::LocalRule => t!(self.words, "basis-local-rule"),
            BasisKind::Document => t!(self.words, "basis-document"),
            BasisKind::Ours => t!(self.words, "basis-ours"),
            BasisKind::Unverified => t!(self.words, "basis-unverified"),
        };
        let note = self.pack.basis_note(name, self.lang == Lang::En).map(str::to_owned);
        let parts = [Some(kind), basis.source.clone(), basis.article.clone(), note];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

fn when(guard: Option<&Guard>) -> Option<String> {
    guard.map(|guard| guard.source.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The whole of it: headings, each with its sentences.
pub fn told(told: &Told<'_>) -> Vec<(String, Vec<Line>)> {
    let words = told.words;
    let mut parts = vec![(t!(words, "words-beginning"), beginning(told))];
    for stage in &told.rules.stages {
        parts.push((t!(words, "words-stage", stage = told.stage(&stage.name)), of_stage(told, stage)));
    }
    let beside: Vec<Line> = told.rules.actions.iter().flat_map(|action| of_action(told, None, action)).collect();
    parts.push((t!(words, "words-beside"), beside));
    parts.push((
        t!(words, "words-deadlines"),
        told.rules.deadlines.iter().flat_map(|deadline| of_deadline(told, deadline)).collect(),
    ));
    parts.push((t!(words, "words-access"), of_access(told)));
    parts.retain(|(_, lines)| !lines.is_empty());
    parts
}

fn beginning(told: &Told<'_>) -> Vec<Line> {
    let words = told.words;
    let who = if told.rules.public { t!(words, "words-anyone-files") } else { t!(words, "words-officers-file") };
    let needed: Vec<String> =
        told.rules.form.iter().filter(|field| field.required).map(|field| told.field(&field.name)).collect();
    let outcomes: Vec<String> =
        told.rules.outcomes.keys().map(|name| told.destination(&Destination::Close(name.clone()))).collect();
    let comma = if told.lang == Lang::En { ", " } else { "、" };
    let mut lines = vec![who, t!(words, "words-starts", stage = told.stage(&told.rules.start))];
    if !needed.is_empty() {
        lines.push(t!(words, "words-needed", fields = needed.join(comma)));
    }
    lines.push(t!(words, "words-outcomes", outcomes = outcomes.join(comma)));
    lines.push(t!(words, "words-rounds", n = told.rules.rounds_max));
    lines.into_iter().map(Line::plain).collect()
}

fn of_stage(told: &Told<'_>, stage: &Stage) -> Vec<Line> {
    let words = told.words;
    let mut lines = match &stage.task {
        TaskRule::Reporter => vec![Line::plain(t!(words, "words-reporter-works"))],
        TaskRule::Officer { post, unit, .. } => worked(told, stage, &told.post(post), &unit_of(told, unit)),
    };
    if let Some(support) = &stage.support {
        let because = told.because(support.basis.as_ref());
        let (post, length) = (told.post(&support.post), told.within(support.within));
        lines.push(Line::plain(t!(words, "words-support", post = post, length = length, because = because)));
    }
    lines.extend(stage.split.iter().flat_map(|split| of_split(told, split)));
    lines.extend(stage.waits.iter().flat_map(|wait| of_wait(told, wait)));
    let support = stage.support.iter().flat_map(|support| &support.actions);
    lines.extend(stage.actions.iter().chain(support).flat_map(|action| of_action(told, Some(stage), action)));
    if let Some(silence) = &stage.silence {
        let because = told.because(Some(&silence.basis));
        let (length, to) = (told.length(silence.after), told.destination(&silence.then));
        lines.push(Line::plain(t!(words, "words-silence", length = length, to = to, because = because)));
    }
    lines
}

/// What sub-cases a stage waits for, and where it goes.
fn of_wait(told: &Told<'_>, wait: &Awaits) -> Vec<Line> {
    let (words, of) = (told.words, !wait.outcomes.is_empty());
    let key = match (wait.need, of) {
        (Needs::All, false) => "words-awaits-all",
        (Needs::All, true) => "words-awaits-all-of",
        (Needs::Any, false) => "words-awaits-any",
        (Needs::Any, true) => "words-awaits-any-of",
        (Needs::None, _) => "words-awaits-none-of",
    };
    let comma = if told.lang == Lang::En { ", " } else { "、" };
    let outcomes: Vec<String> = wait.outcomes.iter().map(|outcome| told.outcome_below(&wait.of, outcome)).collect();
    let said = [
        ("name", told.subcase(&wait.of).into()),
        ("to", told.destination(&wait.then).into()),
        ("outcomes", outcomes.join(comma).into()),
    ];
    let otherwise = wait.otherwise.iter().map(|to| t!(words, "words-awaits-else", to = told.destination(to)));
    std::iter::once(words.get(key, &said)).chain(otherwise).map(Line::plain).collect()
}

/// What branches a stage has, what each waits for, and how they join.
fn of_split(told: &Told<'_>, split: &Split) -> Vec<Line> {
    let words = told.words;
    let comma = if told.lang == Lang::En { ", " } else { "、" };
    let branch = |branch: &BranchRule| {
        let after: Vec<String> = branch.after.keys().map(|name| told.branch(name)).collect();
        let (name, stage) = (told.branch(&branch.name), told.stage(&branch.start));
        match after.is_empty() {
            true => t!(words, "words-branch", branch = name, stage = stage),
            false => t!(words, "words-branch-after", branch = name, stage = stage, after = after.join(comma)),
        }
    };
    let branch = |rule: &BranchRule| Line { text: branch(rule), when: when(rule.when.as_ref()) };
    let mut lines: Vec<Line> = split.branches.iter().map(branch).collect();
    let to = told.destination(&split.join.then);
    lines.push(Line::plain(t!(words, "words-join", n = split.needed(), of = split.branches.len(), to = to)));
    if let Some(otherwise) = &split.join.otherwise {
        lines.push(Line::plain(t!(words, "words-join-else", to = told.destination(otherwise))));
    }
    lines
}

fn worked(told: &Told<'_>, stage: &Stage, post: &str, unit: &str) -> Vec<Line> {
    let terms = stage.task.terms().into_iter();
    terms
        .map(|(guard, within, basis)| {
            let (length, because) = (told.within(within), told.because(basis));
            let text = t!(told.words, "words-works", post = post, unit = unit, length = length, because = because);
            Line { text, when: when(guard) }
        })
        .collect()
}

fn unit_of(told: &Told<'_>, rule: &UnitRule) -> String {
    match rule {
        UnitRule::Route(name) => match told.rules.routes.get(name) {
            Some(bihuan_core::pack::model::Route::Place { .. }) => t!(told.words, "unit-by-place"),
            Some(bihuan_core::pack::model::Route::Term { field, .. }) => {
                t!(told.words, "unit-by-term", field = told.field(field))
            }
            Some(bihuan_core::pack::model::Route::LeastLoad { .. }) => t!(told.words, "unit-by-load"),
            _ => t!(told.words, "unit-fixed", unit = name.as_str()),
        },
        UnitRule::Field(field) | UnitRule::Worked(field) => t!(told.words, "unit-of-field", field = told.field(field)),
        UnitRule::Climbs(field) => t!(told.words, "unit-climbs", field = told.field(field)),
    }
}

fn of_action(told: &Told<'_>, stage: Option<&Stage>, action: &Action) -> Vec<Line> {
    let words = told.words;
    let (who, name) = (told.who(&action.by), told.action(stage, action));
    let condition = when(action.when.as_ref().map(|(guard, _)| guard));
    let does = match &action.does {
        Does::Go(choices) => {
            let line = |choice: &bihuan_core::pack::model::Choice| {
                let to = told.destination(&choice.go);
                let text = t!(words, "words-goes", who = who.as_str(), action = name.as_str(), to = to);
                Line { text, when: when(choice.when.as_ref()).or_else(|| condition.clone()) }
            };
            return choices.iter().map(line).chain(limited(told, action, &name)).collect();
        }
        Does::Stay | Does::Record { .. } => String::new(),
        Does::HandIn => t!(words, "does-hand-in"),
        Does::CheckPapers => t!(words, "does-check-papers"),
        Does::EndTask => t!(words, "does-end-task"),
        Does::Pass => t!(words, "does-pass"),
        Does::Extend { deadline, .. } => t!(words, "does-extend", deadline = deadline_title(told, deadline)),
        Does::Merge => t!(words, "does-merge"),
        Does::Reassign => t!(words, "does-reassign"),
        Does::Reopen { within, go, basis } => {
            let because = told.because(Some(basis));
            t!(words, "does-reopen", length = told.length(*within), to = told.destination(go), because = because)
        }
        Does::Suspend { scope, at_most, basis, .. } => {
            let key = match scope {
                Scope::Case => "does-suspend",
                Scope::Branch => "does-suspend-branch",
                Scope::Task => "does-suspend-task",
            };
            let (length, because) = (told.length(*at_most), told.because(Some(basis)));
            words.get(key, &[("length", length.into()), ("because", because.into())])
        }
        Does::Resume { scope } => match scope {
            Scope::Case => t!(words, "does-resume"),
            Scope::Branch => t!(words, "does-resume-branch"),
            Scope::Task => t!(words, "does-resume-task"),
        },
    };
    let text = t!(words, "words-may", who = who, action = name.as_str(), does = does);
    std::iter::once(Line { text, when: condition }).chain(limited(told, action, &name)).collect()
}

/// How often, and never by whom.
fn limited(told: &Told<'_>, action: &Action, name: &str) -> Vec<Line> {
    let words = told.words;
    let opens = |name: &String| Line::plain(t!(words, "does-opens", name = told.subcase(name)));
    let mut lines: Vec<Line> = action.opens.iter().map(opens).collect();
    if let Some(limit) = &action.limit {
        let because = told.because(Some(&limit.basis));
        let after = limit
            .otherwise
            .as_ref()
            .map_or_else(|| t!(words, "limit-refused"), |stage| t!(words, "limit-goes", stage = told.stage(stage)));
        lines.push(Line::plain(t!(
            words,
            "words-limit",
            action = name,
            n = limit.times,
            after = after,
            because = because
        )));
    }
    if !action.other_than.is_empty() {
        lines.push(Line::plain(t!(words, "words-other-person", action = name)));
    }
    lines
}

fn deadline_title(told: &Told<'_>, name: &str) -> String {
    let known = told.rules.deadlines.iter().find(|deadline| deadline.name == name);
    known.map_or_else(|| name.to_owned(), |deadline| told.title("deadline", &[name], &deadline.title))
}

fn of_deadline(told: &Told<'_>, deadline: &Deadline) -> Vec<Line> {
    let words = told.words;
    let name = deadline_title(told, &deadline.name);
    let starts = match &deadline.starts {
        Starts::Filed => t!(words, "starts-filed"),
        Starts::Stage(stage) => t!(words, "starts-stage", stage = told.stage(stage)),
        Starts::Branch(branch) => t!(words, "starts-branch", branch = told.branch(branch)),
    };
    let rule = |rule: &bihuan_core::pack::model::DeadlineRule| {
        let length = match &rule.term {
            DeadlineTerm::Within(length) => told.length(*length),
            DeadlineTerm::OfTerm { field, .. } => t!(words, "as-term-says", field = told.field(field)),
            DeadlineTerm::On(field) => t!(words, "until-field", field = told.field(field)),
            DeadlineTerm::From { field, within } if within.amount < 0 => {
                t!(words, "before-field", field = told.field(field), long = told.length(within.back()))
            }
            DeadlineTerm::From { field, within } => {
                t!(words, "after-field", field = told.field(field), long = told.length(*within))
            }
        };
        let because = told.because(Some(&rule.basis));
        let text = t!(
            words,
            "words-deadline",
            name = name.as_str(),
            starts = starts.as_str(),
            length = length,
            because = because
        );
        Line { text, when: when(rule.when.as_ref()) }
    };
    let mut lines: Vec<Line> = deadline.rules.iter().map(rule).collect();
    if let Some(extend) = &deadline.extend {
        let because = told.because(Some(&extend.basis));
        lines.push(Line::plain(t!(
            words,
            "words-extend",
            name = name.as_str(),
            n = extend.times,
            length = told.length(extend.most),
            because = because
        )));
    }
    let warnings: Vec<String> = deadline.warnings.iter().map(|warning| format!("{}%", warning.at_percent)).collect();
    if !warnings.is_empty() {
        lines.push(Line::plain(t!(words, "words-warnings", name = name.as_str(), at = warnings.join(" "))));
    }
    lines
}

fn of_access(told: &Told<'_>) -> Vec<Line> {
    let words = told.words;
    let access = &told.rules.access;
    let mut lines = vec![Line::plain(t!(words, "words-read", who = told.who(&access.read)))];
    for (field, by) in &access.fields {
        lines.push(Line::plain(t!(words, "words-personal", field = told.field(field), who = told.who(by))));
    }
    let public = access.public.as_ref();
    lines.push(match public {
        Some(view) => {
            let fields: Vec<String> = view.fields.iter().map(|field| told.field(field)).collect();
            let comma = if told.lang == Lang::En { ", " } else { "、" };
            Line { text: t!(words, "words-public", fields = fields.join(comma)), when: when(view.when.as_ref()) }
        }
        None => Line::plain(t!(words, "words-not-public")),
    });
    lines
}
