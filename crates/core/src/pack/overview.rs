//! What the packs of a district hold, on one page: system, rows of the documents, kinds of matter, stages, every limit with
//! its basis, figures and stories. Made from the packs themselves, so that nobody writes it by hand.

use super::difference::length;
use super::guard::Guard;
use super::model::{BasisKind, CaseType, Deadline, DeadlineTerm, Pack, Stage, TaskRule, Within};
use super::scenario::Scenario;
use crate::casework::case::ClockKind;

/// The page, in Markdown: a line for each pack, then a chapter for each. Packs stand in the order in which they are given.
#[must_use]
pub fn markdown(packs: &[(Pack, Vec<Scenario>)]) -> String {
    let mut page = vec![
        "# 事项包总目 · What the packs hold".to_owned(),
        "本页由 `UPDATE_DOCS=1 cargo test -p bihuan-core --test it overview` 从 `packs/` 生成，不手写。依据的种类：law 法律法规、policy 政策、\
         local-rule 地方规定、document 源文件、ours 本系统设定（可改）、unverified 待核实。"
            .to_owned(),
        summary(packs),
    ];
    page.extend(packs.iter().map(|(pack, stories)| chapter(pack, stories)));
    page.join("\n\n") + "\n"
}

fn summary(packs: &[(Pack, Vec<Scenario>)]) -> String {
    let head = ["事项包", "编号", "事项", "环节", "时限", "其中 ours、unverified", "指标", "情景"];
    let lines = packs.iter().map(|(pack, stories)| {
        let limits: Vec<Limit> = pack.cases.values().flat_map(|case| limits(pack, case)).collect();
        let open = limits.iter().filter(|limit| limit.is_open(pack)).count();
        let stages: usize = pack.cases.values().map(|case| case.stages.len()).sum();
        let name = format!("[{}](#{}) {}", pack.name, pack.name, pack.title);
        let counts = [pack.cases.len(), stages, limits.len(), open, pack.figures.len(), stories.len()];
        [name, rows(pack)].into_iter().chain(counts.map(|count| count.to_string())).collect()
    });
    table(&head, lines.collect())
}

fn rows(pack: &Pack) -> String {
    let named: Vec<&str> = pack.serves.keys().map(String::as_str).collect();
    if named.is_empty() { "—".to_owned() } else { named.join(" ") }
}

fn chapter(pack: &Pack, stories: &[Scenario]) -> String {
    let english = pack.english("pack", &["title"]).unwrap_or_default();
    let mut parts = vec![
        format!("<a id=\"{}\"></a>\n## {} · {english}", pack.name, pack.title),
        format!("`packs/{}`，第 {} 版。{}", pack.name, pack.version, pack.summary),
    ];
    parts.extend(pack.cases.iter().map(|(name, case)| kind(pack, name, case)));
    parts.extend(figures(pack));
    let stories: Vec<String> = stories.iter().map(|story| format!("* `{}` {}", story.id, story.title)).collect();
    parts.push(format!("**情景 {}**\n\n{}", stories.len(), stories.join("\n")));
    parts.join("\n\n")
}

fn kind(pack: &Pack, name: &str, case: &CaseType) -> String {
    let english = pack.english("case", &[name]).unwrap_or_default();
    let stages: Vec<&str> = case.stages.iter().map(|stage| stage.title.as_str()).collect();
    let lines = limits(pack, case).into_iter().map(|limit| limit.line(pack)).collect();
    let limits = table(&["时限", "何时", "多长", "依据"], lines);
    format!("### {} · {english}\n\n环节：{}\n\n{limits}", case.title, stages.join("、"))
}

/// One limit: whose, when, how long, why.
struct Limit {
    of: String,
    when: String,
    long: String,
    basis: Option<String>,
}

impl Limit {
    /// Whether it rests on nothing but this project's own choice or belief.
    fn is_open(&self, pack: &Pack) -> bool {
        let basis = self.basis.as_ref().and_then(|name| pack.bases.get(name));
        basis.is_none_or(|basis| matches!(basis.kind, BasisKind::Ours | BasisKind::Unverified))
    }

    fn line(self, pack: &Pack) -> Vec<String> {
        let basis = self.basis.map_or_else(|| "—".to_owned(), |name| why(pack, &name));
        vec![self.of, self.when, self.long, basis]
    }
}

/// The basis of something: its sort, its source with article and date.
fn why(pack: &Pack, name: &str) -> String {
    let Some(basis) = pack.bases.get(name) else { return name.to_owned() };
    let sort = serde_json::to_value(basis.kind).ok();
    let sort = sort.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    let source = [&basis.source, &basis.article, &basis.date].into_iter().flatten();
    source.fold(sort.to_owned(), |all, part| format!("{all} {part}"))
}

/// Every limit of a kind of matter: its deadlines, then what each stage's own task may take.
fn limits(pack: &Pack, case: &CaseType) -> Vec<Limit> {
    let deadlines = case.deadlines.iter().flat_map(|deadline| of_deadline(pack, case, deadline));
    deadlines.chain(case.stages.iter().flat_map(of_stage)).collect()
}

fn of_deadline(pack: &Pack, case: &CaseType, deadline: &Deadline) -> Vec<Limit> {
    let sort = match deadline.kind {
        ClockKind::Statutory => "法定",
        ClockKind::Pledged => "承诺",
        ClockKind::Outer => "外部",
        ClockKind::Task => "应做",
    };
    let one = |rule: &super::model::DeadlineRule| Limit {
        of: format!("{}（{sort}）", deadline.title),
        when: condition(rule.when.as_ref()),
        long: term(case, &rule.term),
        basis: Some(rule.basis.clone()).filter(|name| pack.bases.contains_key(name)),
    };
    deadline.rules.iter().map(one).collect()
}

fn term(case: &CaseType, term: &DeadlineTerm) -> String {
    let title = |name: &str| case.field(name).map_or_else(|| name.to_owned(), |field| field.title.clone());
    match term {
        DeadlineTerm::Within(within) => length(*within).zh,
        DeadlineTerm::OfTerm { field, .. } => format!("按“{}”所选", title(field)),
        DeadlineTerm::On(field) => format!("到“{}”当日", title(field)),
        DeadlineTerm::From { field, within } => {
            let (side, long) = if within.amount < 0 { ("前", within.back()) } else { ("后", *within) };
            format!("“{}”{side} {}", title(field), length(long).zh)
        }
    }
}

/// What a stage's task may take, where it has a clock of its own.
fn of_stage(stage: &Stage) -> Vec<Limit> {
    let own = |within: Within| match within {
        Within::Length(within) => Some(length(within).zh),
        Within::Remaining => None,
    };
    let one = |(when, within, basis): (Option<&Guard>, Within, Option<&String>)| {
        Some(Limit { of: stage.title.clone(), when: condition(when), long: own(within)?, basis: basis.cloned() })
    };
    let rule: &TaskRule = &stage.task;
    rule.terms().into_iter().filter_map(one).collect()
}

fn condition(when: Option<&Guard>) -> String {
    when.map_or_else(String::new, |guard| format!("`{}`", guard.source.replace('|', "\\|").replace('\n', " ")))
}

fn figures(pack: &Pack) -> Option<String> {
    let named: Vec<String> =
        pack.figures.values().map(|figure| format!("{}（{}）", figure.title, figure.measure)).collect();
    (!named.is_empty()).then(|| format!("**指标 {}**：{}", named.len(), named.join("、")))
}

fn table(head: &[&str], lines: Vec<Vec<String>>) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let rule = vec!["---".to_owned(); head.len()];
    let top = [row(head.iter().map(|&word| word.to_owned()).collect()), row(rule)];
    top.into_iter().chain(lines.into_iter().map(row)).collect::<Vec<_>>().join("\n")
}
