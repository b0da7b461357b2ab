//! Every title of a pack with the keys under which its English text may stand.

use super::model::{Action, CaseType, Field, Pack, Span, Stage};

/// A Chinese title that needs an English text.
#[derive(Clone, Debug)]
pub struct Title {
    /// The keys, the most particular first.
    pub keys: Vec<String>,
    /// The Chinese words.
    pub words: String,
    /// Where it is declared.
    pub span: Span,
}

impl Title {
    /// The key that one writes unless there is a reason for a longer one.
    pub fn short_key(&self) -> &str {
        self.keys.last().map(String::as_str).unwrap_or_default()
    }
}

impl Pack {
    /// The English text of something: `english("stage", &["request", "accept"])` looks for
    /// `stage-request-accept`, then for `stage-accept`.
    pub fn english(&self, kind: &str, path: &[&str]) -> Option<&str> {
        keys(kind, path).iter().find_map(|key| self.english.get(key)).map(String::as_str)
    }

    /// The note of a basis, in English where it is asked for and there.
    pub fn basis_note(&self, name: &str, english: bool) -> Option<&str> {
        let note = self.bases.get(name)?.note.as_deref()?;
        Some(self.english("basis", &[name]).filter(|_| english).unwrap_or(note))
    }

    /// Every title that a person may read, with its keys. Terms carry their English themselves.
    pub fn titles(&self) -> Vec<Title> {
        let mut all = Titles::default();
        let top = self.span;
        all.put("pack", &["title"], &self.title, top);
        all.put("pack", &["summary"], &self.summary, top);
        for (post, title) in &self.posts {
            all.put("post", &[post.as_str()], title, top);
        }
        for (name, basis) in &self.bases {
            let at = self.places.get(&format!("bases.{name}")).copied().unwrap_or(top);
            all.put("basis", &[name], basis.note.as_deref().unwrap_or_default(), at);
        }
        for vocabulary in self.vocabularies.values() {
            all.put("vocabulary", &[&vocabulary.name], &vocabulary.title, vocabulary.span);
        }
        for register in self.registers.values() {
            all.put("register", &[&register.name], &register.title, register.span);
            register.fields.iter().for_each(|field| all.field(&register.name, field));
        }
        for score in self.scores.values() {
            all.put("score", &[&score.name], &score.title, score.span);
        }
        for alert in self.alerts.values() {
            all.put("alert", &[&alert.name], &alert.title, alert.span);
        }
        for view in self.views.values() {
            all.put("view", &[&view.name], &view.title, view.span);
        }
        for view in self.entry_views.values() {
            all.put("view", &[&view.name], &view.title, view.span);
        }
        for brief in self.briefs.values() {
            all.put("brief", &[&brief.name], &brief.title, brief.span);
        }
        for (name, catalogue) in &self.catalogues {
            all.put("catalogue", &[name], &catalogue.title, catalogue.span);
        }
        for schedule in self.schedules.values() {
            all.put("schedule", &[&schedule.name], &schedule.title, schedule.span);
        }
        for (name, case) in &self.cases {
            all.case(name, case);
        }
        for (name, figure) in &self.figures {
            all.put("figure", &[name], &figure.title, figure.span);
        }
        all.found
    }
}

/// From the particular to the general: with the path's every prefix dropped in turn.
fn keys(kind: &str, path: &[&str]) -> Vec<String> {
    (0..path.len()).filter_map(|from| path.get(from..)).map(|rest| format!("{kind}-{}", rest.join("-"))).collect()
}

#[derive(Default)]
struct Titles {
    found: Vec<Title>,
}

impl Titles {
    fn put(&mut self, kind: &str, path: &[&str], words: &str, span: Span) {
        self.found.push(Title { keys: keys(kind, path), words: words.to_owned(), span });
    }

    fn case(&mut self, name: &str, case: &CaseType) {
        self.put("case", &[name], &case.title, case.span);
        // What the program asks in every case it words itself.
        let own = case.form.iter().chain(&case.facts).filter(|field| field.span != Span::default());
        own.for_each(|field| self.field(name, field));
        case.letters.iter().for_each(|it| self.put("letter", &[name, &it.name], &it.title, it.span));
        for paper in &case.papers {
            if !paper.is_asked() {
                self.put("field", &[name, &paper.name], &paper.title, paper.span);
            }
            paper.issuer.iter().for_each(|words| self.put("issuer", &[name, &paper.name], words, paper.span));
            let from = paper.shared.iter().map(|shared| &shared.from);
            from.for_each(|words| self.put("shared", &[name, &paper.name], words, paper.span));
        }
        case.quantities
            .iter()
            .for_each(|quantity| self.put("quantity", &[name, &quantity.name], &quantity.title, case.span));
        case.outcomes.iter().for_each(|(outcome, title)| self.put("outcome", &[name, outcome], title, case.span));
        case.deadlines.iter().for_each(|d| self.put("deadline", &[name, &d.name], &d.title, d.span));
        case.notices.iter().for_each(|notice| self.put("notice", &[name, &notice.name], &notice.text, notice.span));
        case.subcases.values().for_each(|it| self.put("subcase", &[name, &it.name], &it.title, it.span));
        case.stages.iter().for_each(|stage| self.stage(name, stage));
        case.actions.iter().for_each(|action| self.action(&[name], action));
    }

    fn stage(&mut self, case: &str, stage: &Stage) {
        self.put("stage", &[case, &stage.name], &stage.title, stage.span);
        if let Some(split) = &stage.split {
            split.branches.iter().for_each(|it| self.put("branch", &[case, &it.name], &it.title, it.span));
            for (outcome, title) in &split.outcomes {
                self.put("branch-outcome", &[case, &stage.name, outcome], title, stage.span);
            }
        }
        let support = stage.support.iter().flat_map(|support| &support.actions);
        stage.actions.iter().chain(support).for_each(|action| self.action(&[case, &stage.name], action));
    }

    fn action(&mut self, above: &[&str], action: &Action) {
        let path: Vec<&str> = above.iter().copied().chain([action.name.as_str()]).collect();
        self.put("action", &path, &action.title, action.span);
        if let Some((_, why_not)) = &action.when {
            self.put("why-not", &path, &why_not.zh, action.span);
        }
        // The fields that a deed always asks stand where the action stands; the program words them.
        for field in action.ask.iter().filter(|field| !field.keeps && field.span != action.span) {
            let path: Vec<&str> = path.iter().copied().chain([field.name.as_str()]).collect();
            self.put("field", &path, &field.title, field.span);
            field.help.iter().for_each(|help| self.put("help", &path, help, field.span));
        }
    }

    fn field(&mut self, owner: &str, field: &Field) {
        self.put("field", &[owner, &field.name], &field.title, field.span);
        field.help.iter().for_each(|help| self.put("help", &[owner, &field.name], help, field.span));
    }
}
