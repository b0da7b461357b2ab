//! Weighing most conditions without an interpreter: a condition is weighed some hundred times in the life of a matter, and
//! nearly all of them ask whether a field is there, compare it with a literal, or join such questions. What is asked in
//! another way, and whatever is not there, is left to CEL: it alone says what an error is.

use std::borrow::Cow;
use std::cmp::Ordering;

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, operators};

use super::Guard;
use super::eval::{CaseFacts, Fact, Facts, Moment, millionths, sortable, suffix};
use crate::pack::model::{TermValue, Vocabulary};
use crate::value::{Value, Values};

/// A value as a condition compares it.
#[derive(Clone, Debug)]
pub(crate) enum Plain<'p> {
    Flag(bool),
    Number(i64),
    Word(Cow<'p, str>),
    Term(&'p str, &'p Vocabulary),
}

/// What a condition is weighed against, by its root (`form`, `input`, `case` …) and field; none where only CEL can say.
pub(crate) trait Ask<'q> {
    /// Whether there is anything.
    fn is_there(&self, root: &str, field: &str) -> Option<bool>;
    /// What it is.
    fn value(&self, root: &str, field: &str) -> Option<Plain<'q>>;
}

/// One weighing.
pub(super) struct Quick<'q, A> {
    pub guard: &'q Guard,
    pub asked: &'q A,
}

impl<'q, A: Ask<'q>> Quick<'q, A> {
    /// Whether the condition holds; none where only CEL can say.
    pub fn holds(&self) -> Option<bool> {
        self.truth(&self.guard.expression)
    }

    fn truth(&self, node: &'q IdedExpr) -> Option<bool> {
        match &node.expr {
            Expr::Call(call) => self.call(call),
            Expr::Select(select) if select.test => self.is_there(&select.operand, &select.field),
            _ => match self.value(node)? {
                Plain::Flag(flag) => Some(flag),
                _ => None,
            },
        }
    }

    fn call(&self, call: &'q CallExpr) -> Option<bool> {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_AND, [left, right]) => Some(self.truth(left)? && self.truth(right)?),
            (operators::LOGICAL_OR, [left, right]) => Some(self.truth(left)? || self.truth(right)?),
            (operators::LOGICAL_NOT, [one]) => Some(!self.truth(one)?),
            (operators::CONDITIONAL, [when, then, otherwise]) => {
                self.truth(if self.truth(when)? { then } else { otherwise })
            }
            (operators::EQUALS, [left, right]) => Some(self.order(left, right)? == Ordering::Equal),
            (operators::NOT_EQUALS, [left, right]) => Some(self.order(left, right)? != Ordering::Equal),
            (operators::LESS, [left, right]) => Some(self.order(left, right)?.is_lt()),
            (operators::LESS_EQUALS, [left, right]) => Some(self.order(left, right)?.is_le()),
            (operators::GREATER, [left, right]) => Some(self.order(left, right)?.is_gt()),
            (operators::GREATER_EQUALS, [left, right]) => Some(self.order(left, right)?.is_ge()),
            (operators::IN, [one, many]) => self.is_among(one, many),
            _ => None,
        }
    }

    fn order(&self, left: &'q IdedExpr, right: &'q IdedExpr) -> Option<Ordering> {
        compared(&self.value(left)?, &self.value(right)?)
    }

    fn is_among(&self, one: &'q IdedExpr, many: &'q IdedExpr) -> Option<bool> {
        let Expr::List(list) = &many.expr else { return None };
        let one = self.value(one)?;
        for other in &list.elements {
            if compared(&one, &self.value(other)?)?.is_eq() {
                return Some(true);
            }
        }
        Some(false)
    }

    fn value(&self, node: &'q IdedExpr) -> Option<Plain<'q>> {
        match &node.expr {
            Expr::Literal(LiteralValue::String(text)) => Some(Plain::Word(Cow::Borrowed(text.inner()))),
            Expr::Literal(LiteralValue::Int(number)) => Some(Plain::Number(*number.inner())),
            Expr::Literal(LiteralValue::Boolean(flag)) => Some(Plain::Flag(*flag.inner())),
            Expr::Select(select) if select.test => self.truth(node).map(Plain::Flag),
            Expr::Select(select) => match &select.operand.expr {
                Expr::Ident(root) => self.asked.value(root, &select.field),
                _ => attribute(&self.value(&select.operand)?, &select.field),
            },
            _ => None,
        }
    }

    fn is_there(&self, operand: &'q IdedExpr, field: &str) -> Option<bool> {
        let Expr::Ident(root) = &operand.expr else { return None };
        self.asked.is_there(root, field)
    }
}

/// A case, what an action was given, and what an occasion carries.
pub(super) struct Given<'q> {
    pub guard: &'q Guard,
    pub facts: &'q Facts<'q>,
    pub moment: &'q Moment,
}

impl<'q> Ask<'q> for Given<'q> {
    fn is_there(&self, root: &str, field: &str) -> Option<bool> {
        match root {
            "form" => self.is_given(self.facts.form, root, field),
            "input" => self.is_given(self.facts.input, root, field),
            "case" => Some(self.of_case(field).is_some()),
            _ => None,
        }
    }

    fn value(&self, root: &str, field: &str) -> Option<Plain<'q>> {
        match root {
            "form" => self.given(self.facts.form, root, field),
            "input" => self.given(self.facts.input, root, field),
            "case" => self.of_case(field),
            _ => Some(match self.moment.get(root)?.get(field)? {
                Fact::Flag(flag) => Plain::Flag(*flag),
                Fact::Number(number) => Plain::Number(*number),
                Fact::Word(word) => Plain::Word(Cow::Borrowed(word)),
                Fact::Counts(_) => return None,
            }),
        }
    }
}

impl<'q> Given<'q> {
    fn is_given(&self, values: &'q Values, root: &str, field: &str) -> Option<bool> {
        if values.contains_key(field) { self.value(root, field).map(|_| true) } else { Some(false) }
    }

    fn given(&self, values: &'q Values, root: &str, field: &str) -> Option<Plain<'q>> {
        let word = |text: &'q str| Some(Plain::Word(Cow::Borrowed(text)));
        match values.get(field)? {
            Value::Integer(number) => Some(Plain::Number(*number)),
            Value::Decimal(amount) => Some(Plain::Number(millionths(amount)?)),
            Value::Boolean(flag) => Some(Plain::Flag(*flag)),
            Value::Date(date) => Some(Plain::Word(Cow::Owned(date.to_string()))),
            Value::Time(at) => Some(Plain::Word(Cow::Owned(sortable(*at)))),
            Value::Unit(unit) => word(suffix(unit.as_str())),
            Value::Officer(user) => word(user.as_str()),
            Value::Term(code) => match self.terms(root, field) {
                Some(terms) => Some(Plain::Term(code, terms)),
                None => word(code),
            },
            _ => None,
        }
    }

    fn terms(&self, root: &str, field: &str) -> Option<&'q Vocabulary> {
        let is_it = |path: &str| path.strip_prefix(root).and_then(|rest| rest.strip_prefix('.')) == Some(field);
        self.guard.terms.iter().find(|(path, _)| is_it(path)).map(|(_, terms)| terms.as_ref())
    }

    fn of_case(&self, field: &str) -> Option<Plain<'q>> {
        let CaseFacts { round, stage, status, outcome, channel, outer, version, today } = self.facts.case;
        let word = |text: &'q str| Plain::Word(Cow::Borrowed(text));
        match field {
            "round" => Some(Plain::Number(i64::from(round))),
            "status" => Some(word(status)),
            "channel" => Some(word(channel)),
            "outer" => Some(Plain::Flag(outer)),
            "version" => Some(Plain::Number(i64::try_from(version).unwrap_or(i64::MAX))),
            "stage" => stage.map(word),
            "outcome" => outcome.map(word),
            "today" => today.map(|day| Plain::Word(Cow::Owned(day.to_string()))),
            _ => None,
        }
    }
}

/// What stands behind a term.
fn attribute<'p>(term: &Plain<'p>, name: &str) -> Option<Plain<'p>> {
    let Plain::Term(code, terms) = term else { return None };
    if name == "code" {
        return Some(Plain::Word(Cow::Borrowed(code)));
    }
    let known = terms.terms.iter().find(|term| term.code == *code)?;
    Some(match known.attributes.get(name)? {
        TermValue::Text(text) => Plain::Word(Cow::Borrowed(text)),
        TermValue::Integer(number) => Plain::Number(*number),
        TermValue::Boolean(flag) => Plain::Flag(*flag),
        TermValue::Length(_) => return None,
    })
}

/// How two values of one sort stand to each other; none for two that are not.
fn compared(left: &Plain<'_>, right: &Plain<'_>) -> Option<Ordering> {
    match (left, right) {
        (Plain::Flag(left), Plain::Flag(right)) => Some(left.cmp(right)),
        (Plain::Number(left), Plain::Number(right)) => Some(left.cmp(right)),
        (Plain::Word(left), Plain::Word(right)) => Some(left.cmp(right)),
        _ => None,
    }
}
