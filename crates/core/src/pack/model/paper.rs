//! Papers (申请材料): what an applicant brings, which of it may follow later (容缺受理) or be promised instead (告知承诺), and
//! what happens when it does not come or a promise proves false.

use super::{Destination, Field, FieldType, Span, WarningRule};
use crate::calendar::Length;
use crate::pack::guard::Guard;
use crate::value::{FieldName, Value, Values};

/// One paper of a kind of matter.
#[derive(Clone, Debug)]
pub struct Paper {
    /// Its name: the field of the form that holds its file, too.
    pub name: FieldName,
    /// Chinese title.
    pub title: String,
    /// A sentence that helps.
    pub help: Option<String>,
    /// Whether it is needed in some cases only.
    pub conditional: bool,
    /// When it is needed; always, where nothing is said.
    pub when: Option<Guard>,
    /// Whether the original has to be shown, or a copy does.
    pub original: bool,
    /// Who issues it, in words.
    pub issuer: Option<String>,
    /// Why it may be asked for.
    pub basis: String,
    /// The actions that wait until it is in order.
    pub before: Vec<String>,
    /// Where the office gets it itself: then nobody is asked for it.
    pub shared: Option<SharedPaper>,
    /// By when an officer looks at what was handed in.
    pub check: Option<PaperTerm>,
    /// By when what was returned has to be mended.
    pub mend: Option<PaperTerm>,
    /// That it may follow later.
    pub waive: Option<PaperTerm>,
    /// That it may be promised; the term is that of the check.
    pub promise: Option<PaperTerm>,
    /// Where it is declared.
    pub span: Span,
}

/// That the office gets a paper by sharing of data (数据共享), so that the applicant is spared it.
#[derive(Clone, Debug)]
pub struct SharedPaper {
    /// From where, in words.
    pub from: String,
    /// Why that may be done.
    pub basis: String,
}

/// A span in which something has to happen to a paper, and what follows if it does not.
#[derive(Clone, Debug)]
pub struct PaperTerm {
    /// The words to which the applicant sets a mark: what may come later, or what is promised with its consequence.
    pub words: String,
    /// How long.
    pub within: Length,
    /// Why so long.
    pub basis: String,
    /// Where the case goes when it does not come, or a promise is false; a check has none.
    pub then: Option<Destination>,
    /// Who is warned, and when.
    pub warnings: Vec<WarningRule>,
    /// Where it is declared.
    pub span: Span,
}

impl Paper {
    /// The field in which an officer says once, and whole, what is missing.
    pub const MISSING: &'static str = "missing";

    /// A paper of which no more is known yet than its name.
    pub fn named(name: &str, span: Span) -> Self {
        Self {
            name: name.to_owned(),
            title: String::new(),
            help: None,
            conditional: false,
            when: None,
            original: false,
            issuer: None,
            basis: String::new(),
            before: Vec::new(),
            shared: None,
            check: None,
            mend: None,
            waive: None,
            promise: None,
            span,
        }
    }

    /// Whether the applicant is asked for it at all.
    pub fn is_asked(&self) -> bool {
        self.shared.is_none()
    }

    /// The field by which the applicant says that it comes later.
    pub fn later_field(&self) -> FieldName {
        format!("{}_later", self.name)
    }

    /// The field by which the applicant promises.
    pub fn promise_field(&self) -> FieldName {
        format!("{}_promised", self.name)
    }

    /// Its fields in the form: the file, and a mark for each way in which it may be missing.
    pub fn fields(&self) -> Vec<Field> {
        if !self.is_asked() {
            return Vec::new();
        }
        let always = !self.conditional && self.waive.is_none() && self.promise.is_none();
        let file = Field {
            required: always,
            help: self.help.clone(),
            many: true,
            max: Some(9),
            span: self.span,
            ..Field::plain(&self.name, FieldType::File, &self.title)
        };
        let mark = |name: FieldName, term: &PaperTerm| Field {
            span: term.span,
            ..Field::plain(&name, FieldType::Boolean, &term.words)
        };
        let later = self.waive.as_ref().map(|term| mark(self.later_field(), term));
        let promised = self.promise.as_ref().map(|term| mark(self.promise_field(), term));
        std::iter::once(file).chain(later).chain(promised).collect()
    }

    /// Whether a form holds the paper itself.
    pub fn is_given(&self, values: &Values) -> bool {
        values.contains_key(&self.name)
    }

    /// Whether a form says that it comes later.
    pub fn is_put_off(&self, values: &Values) -> bool {
        self.waive.is_some() && values.get(&self.later_field()) == Some(&Value::Boolean(true))
    }

    /// Whether a form promises it.
    pub fn is_promised(&self, values: &Values) -> bool {
        self.promise.is_some() && values.get(&self.promise_field()) == Some(&Value::Boolean(true))
    }

    /// The terms that lead somewhere, with what is said of them in a sentence.
    pub fn consequences(&self) -> impl Iterator<Item = (&'static str, &Destination, Span)> {
        let all = [("没有补正", &self.mend), ("没有补交", &self.waive), ("承诺不实", &self.promise)];
        all.into_iter().filter_map(|(words, term)| {
            let term = term.as_ref()?;
            Some((words, term.then.as_ref()?, term.span))
        })
    }
}
