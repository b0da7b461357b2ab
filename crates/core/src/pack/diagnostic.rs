//! What the checker says about a pack: where, what, how bad, and what helps.

use serde::Serialize;

use super::model::Span;

/// One finding, as `bihuan check --json` prints it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Diagnostic {
    /// The file, relative to the pack (the program puts the pack's folder in front).
    pub file: String,
    /// From 1, in characters.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// How many characters the caret underlines; not part of the contract's JSON.
    #[serde(skip)]
    pub width: u32,
    /// What kind of finding it is, in kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence for the pack's author.
    pub message: String,
    /// What helps.
    pub help: Option<String>,
    /// The way to the trouble, for whoever wants to walk it; not part of the contract's JSON.
    #[serde(skip)]
    pub trace: Option<Trace>,
}

/// The shortest way to a trouble of a lifecycle.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Trace {
    /// The case type's name in its pack.
    pub case: String,
    /// What happens after filing, in order.
    pub steps: Vec<TraceStep>,
}

/// One step of a trace.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TraceStep {
    /// The action's name; empty where nobody acts and time passes.
    pub action: String,
    /// The branch in which it is done; none outside branches.
    pub branch: Option<String>,
    /// The stage that it leads to; none where the case closes, or the branch ends.
    pub stage: Option<String>,
    /// The outcome with which it ends the branch.
    pub ended: Option<String>,
    /// The round after it.
    pub round: u32,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The pack cannot run.
    Error,
    /// The pack can run; somebody should look.
    Warning,
}

/// Gathers findings while the files of one pack are read and checked.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    files: Vec<String>,
    found: Vec<Diagnostic>,
}

/// A pack with more findings than this is not read further by its author anyway.
const MOST: usize = 500;

impl Findings {
    /// No findings yet; `files` are the paths that [`Span::file`] counts.
    pub fn new(files: Vec<String>) -> Self {
        Self { files, found: Vec::new() }
    }

    /// Notes an error.
    pub fn error(&mut self, at: Span, code: &'static str, message: impl Into<String>) -> Help<'_> {
        self.note(at, code, Severity::Error, message.into())
    }

    /// Notes a warning.
    pub fn warning(&mut self, at: Span, code: &'static str, message: impl Into<String>) -> Help<'_> {
        self.note(at, code, Severity::Warning, message.into())
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// A place in words, for findings that speak of a second place.
    pub fn place(&self, at: Span) -> String {
        format!("{}:{}:{}", self.file(at), at.line, at.column)
    }

    /// The findings in the order of the files, each once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.code, &a.message).cmp(&(&b.file, b.line, b.column, b.code, &b.message))
        });
        self.found.dedup();
        self.found
    }

    fn file(&self, at: Span) -> String {
        self.files.get(at.file as usize).cloned().unwrap_or_default()
    }

    fn note(&mut self, at: Span, code: &'static str, severity: Severity, message: String) -> Help<'_> {
        if self.found.len() >= MOST {
            return Help { finding: None };
        }
        let (line, column, width) = (at.line.max(1), at.column.max(1), at.width.max(1));
        let finding =
            Diagnostic { file: self.file(at), line, column, width, code, severity, message, help: None, trace: None };
        self.found.push(finding);
        Help { finding: self.found.last_mut() }
    }
}

/// A finding that was just noted and may still be given its remedy.
pub struct Help<'f> {
    finding: Option<&'f mut Diagnostic>,
}

impl Help<'_> {
    /// Says how one comes to the trouble.
    #[must_use]
    pub fn traced(mut self, trace: Trace) -> Self {
        if let Some(finding) = &mut self.finding {
            finding.trace = Some(trace);
        }
        self
    }

    /// Says what helps.
    pub fn help(self, words: impl Into<String>) {
        if let Some(finding) = self.finding {
            finding.help = Some(words.into());
        }
    }

    /// Says which known name was probably meant, else lists them.
    pub fn meant<'n>(self, word: &str, known: impl IntoIterator<Item = &'n str>) {
        let known: Vec<&str> = known.into_iter().collect();
        match nearest(word, &known) {
            Some(near) => self.help(format!("是否想写 `{near}`？")),
            None if known.is_empty() => self.help("还没有定义任何一个，先定义它"),
            None => self.help(format!("可用的有：{}", listed(&known))),
        }
    }
}

/// Up to a dozen names, so that a help stays one line.
fn listed(known: &[&str]) -> String {
    let shown: Vec<String> = known.iter().take(12).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > 12 { " …" } else { "" };
    format!("{}{more}", shown.join(" "))
}

/// The known name that is closest to the word, if it is close enough to be a slip.
pub(crate) fn nearest<'n>(word: &str, known: &[&'n str]) -> Option<&'n str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let scored = known.iter().map(|name| (distance(word, name), *name));
    scored.filter(|(far, _)| *far <= allowed).min().map(|(_, name)| name)
}

/// Edit distance in characters (Levenshtein, with a swap of neighbours as one edit).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word() {
        assert_eq!(distance("stage", "stgae"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("titel", &["title", "task"]), Some("title"));
        assert_eq!(nearest("banana", &["title", "task"]), None);
    }
}
