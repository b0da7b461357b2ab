//! A condition in words, for whoever reads a rule and not its file: what it reads is called by its title, and what it
//! compares with by the title of the term, stage or outcome.

use cel::Program;
use cel::common::ast::{Expr, IdedExpr, LiteralValue, operators};

use super::{Guard, TODAY};
use crate::calendar::Lang;
use crate::pack::Pack;
use crate::pack::model::{CaseType, Term, TermValue, Vocabulary};

/// Whose condition it is, and in which language it is told.
#[derive(Clone, Copy)]
pub struct Told<'t> {
    /// The pack.
    pub pack: &'t Pack,
    /// The kind of matter.
    pub case: &'t CaseType,
    /// The language.
    pub lang: Lang,
}

/// What a condition may read of the case and of an occasion, in Chinese and in English.
const KNOWN: [(&str, &str, &str); 14] = [
    ("case.round", "办理轮次", "the round"),
    ("case.stage", "所在环节", "the stage"),
    ("case.status", "状态", "the status"),
    ("case.outcome", "结果", "the outcome"),
    ("case.channel", "来源", "the channel"),
    ("case.outer", "由外部系统转来", "it came from another system"),
    ("case.version", "办理次数", "the number of commands"),
    ("clock.in_time", "按时", "it was in time"),
    ("clock.verdict", "时限的结果", "how the deadline ended"),
    ("clock.deadline", "时限", "the deadline"),
    ("clock.round", "时限的轮次", "the deadline’s round"),
    ("clock.extended", "延期次数", "the times it was extended"),
    ("rating.bad", "评价为差", "it was judged badly"),
    ("rating.resolved", "评价是否解决", "whether it was said to be solved"),
];

/// Terms that are named before the rest is only counted.
const NAMED: usize = 4;

impl Told<'_> {
    /// The condition in words; as the pack wrote it where it is put together in a way that has none.
    #[must_use]
    pub fn condition(&self, guard: &Guard) -> String {
        let parsed = Program::compile(&guard.source).ok();
        let told = parsed.and_then(|program| self.node(guard, program.expression()));
        told.unwrap_or_else(|| guard.source.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn say(&self, zh: String, en: String) -> String {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn node(&self, guard: &Guard, node: &IdedExpr) -> Option<String> {
        match &node.expr {
            Expr::Call(call) => match call.args.as_slice() {
                [left, right] => self.pair(guard, &call.func_name, left, right),
                [one] if call.func_name == operators::LOGICAL_NOT => self.denied(guard, one),
                _ => None,
            },
            Expr::Select(select) if select.test => {
                let what = self.name(guard, node)?;
                Some(self.say(format!("填写了“{what}”"), format!("“{what}” is given")))
            }
            Expr::Select(_) | Expr::Ident(_) => self.name(guard, node),
            _ => None,
        }
    }

    fn denied(&self, guard: &Guard, one: &IdedExpr) -> Option<String> {
        let told = self.node(guard, one)?;
        Some(self.say(format!("不是（{told}）"), format!("not ({told})")))
    }

    fn pair(&self, guard: &Guard, operator: &str, left: &IdedExpr, right: &IdedExpr) -> Option<String> {
        let joined = |zh: &str, en: &str| {
            let (left, right) = (self.node(guard, left)?, self.node(guard, right)?);
            Some(self.say(format!("{left}{zh}{right}"), format!("{left} {en} {right}")))
        };
        match operator {
            // That something is given goes without saying where it is compared.
            operators::LOGICAL_AND if is_of_what_follows(left, right) => self.node(guard, right),
            operators::LOGICAL_AND => joined("，且", "and"),
            operators::LOGICAL_OR => joined("，或", "or"),
            _ => self.compared(guard, operator, left, right),
        }
    }

    fn compared(&self, guard: &Guard, operator: &str, left: &IdedExpr, right: &IdedExpr) -> Option<String> {
        let (zh, en) = match operator {
            operators::EQUALS => ("为", "is"),
            operators::NOT_EQUALS => ("不为", "is not"),
            operators::LESS => ("小于", "is less than"),
            operators::LESS_EQUALS => ("不超过", "is at most"),
            operators::GREATER => ("大于", "is more than"),
            operators::GREATER_EQUALS => ("不少于", "is at least"),
            operators::IN => ("属于", "is one of"),
            _ => return None,
        };
        let path = path(left).unwrap_or_default();
        let (what, with) = (self.name(guard, left)?, self.value(guard, &path, right)?);
        Some(self.say(format!("{what}{zh}{with}"), format!("{what} {en} {with}")))
    }

    /// What is compared with, called as the thing that it is compared to calls it.
    fn value(&self, guard: &Guard, path: &str, node: &IdedExpr) -> Option<String> {
        match &node.expr {
            Expr::Literal(LiteralValue::String(text)) => Some(self.quoted(&self.titled(guard, path, text.inner()))),
            Expr::Literal(LiteralValue::Int(number)) => Some(number.inner().to_string()),
            Expr::Literal(LiteralValue::Double(number)) => Some(number.inner().to_string()),
            Expr::Literal(LiteralValue::Boolean(flag)) => {
                let (zh, en) = if *flag.inner() { ("是", "true") } else { ("否", "false") };
                Some(self.say(zh.into(), en.into()))
            }
            Expr::List(list) => {
                let all: Option<Vec<String>> = list.elements.iter().map(|one| self.value(guard, path, one)).collect();
                Some(all?.join(if self.lang == Lang::Zh { "、" } else { ", " }))
            }
            _ => self.name(guard, node),
        }
    }

    fn quoted(&self, text: &str) -> String {
        format!("“{text}”")
    }

    fn titled(&self, guard: &Guard, path: &str, word: &str) -> String {
        let name = self.case.id.0.rsplit('.').next().unwrap_or_default();
        let told = |sort: &str, zh: &str| {
            let en = self.pack.english(sort, &[name, word]).or_else(|| self.pack.english(sort, &[word]));
            self.say(zh.to_owned(), en.unwrap_or(zh).to_owned())
        };
        if let Some(term) = guard.terms.get(path).and_then(|list| list.terms.iter().find(|term| term.code == word)) {
            return self.say(term.title.clone(), term.en.clone().unwrap_or_else(|| term.title.clone()));
        }
        match path {
            "case.stage" => self.case.stage(word).map(|stage| told("stage", &stage.title)),
            "case.outcome" => self.case.outcomes.get(word).map(|title| told("outcome", title)),
            "clock.deadline" => {
                let known = self.case.deadlines.iter().find(|deadline| deadline.name == word);
                known.map(|deadline| told("deadline", &deadline.title))
            }
            _ => None,
        }
        .unwrap_or_else(|| word.to_owned())
    }

    /// What is read, by its title; an attribute of a term stands behind it.
    fn name(&self, guard: &Guard, node: &IdedExpr) -> Option<String> {
        if matches!(&node.expr, Expr::Ident(name) if name == TODAY) {
            return Some(self.say("办理当天".to_owned(), "the day of the act".to_owned()));
        }
        let path = path(node)?;
        if let Some((_, zh, en)) = KNOWN.iter().find(|(known, ..)| *known == path) {
            return Some(self.say((*zh).to_owned(), (*en).to_owned()));
        }
        let mut parts = path.split('.');
        let (root, field, attribute) = (parts.next()?, parts.next()?, parts.next());
        let title = match self.case.field(field).filter(|_| matches!(root, "form" | "input")) {
            Some(known) => {
                let name = self.case.id.0.rsplit('.').next().unwrap_or_default();
                let en = self.pack.english("field", &[name, field]).or_else(|| self.pack.english("field", &[field]));
                self.say(known.title.clone(), en.unwrap_or(&known.title).to_owned())
            }
            None => field.to_owned(),
        };
        let terms = guard.terms.get(&format!("{root}.{field}"));
        Some(match attribute.zip(terms) {
            Some((attribute, terms)) => self.marked(&title, attribute, terms),
            None => title,
        })
    }

    /// Terms that bear a mark have no word for it, so some of them are named.
    fn marked(&self, title: &str, attribute: &str, list: &Vocabulary) -> String {
        let is_marked = |term: &&Term| term.attributes.get(attribute) == Some(&TermValue::Boolean(true));
        let marked: Vec<&Term> = list.terms.iter().filter(is_marked).collect();
        if marked.is_empty() {
            return self.say(format!("{title}的 {attribute}"), format!("{attribute} of {title}"));
        }
        let named = |term: &&Term| {
            let zh = term.title.clone();
            self.quoted(&self.say(zh.clone(), term.en.clone().unwrap_or(zh)))
        };
        let all: Vec<String> = marked.iter().take(NAMED).map(named).collect();
        let (n, more) = (marked.len(), marked.len() > NAMED);
        let (zh, en) = (if more { format!("等 {n} 类") } else { String::new() }, if more { " and others" } else { "" });
        self.say(format!("{title}为{}{zh}", all.concat()), format!("{title} is {}{en}", all.join(" or ")))
    }
}

/// Whether the left side only says that something is given which the right side reads.
fn is_of_what_follows(left: &IdedExpr, right: &IdedExpr) -> bool {
    let Expr::Select(select) = &left.expr else { return false };
    select.test && path(left).is_some_and(|path| reads(right, &path))
}

fn reads(node: &IdedExpr, wanted: &str) -> bool {
    let own = path(node)
        .is_some_and(|path| path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
    own || matches!(&node.expr, Expr::Call(call) if call.args.iter().any(|one| reads(one, wanted)))
}

/// `form.category.urgent`.
fn path(node: &IdedExpr) -> Option<String> {
    match &node.expr {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(select) => Some(format!("{}.{}", path(&select.operand)?, select.field)),
        _ => None,
    }
}
