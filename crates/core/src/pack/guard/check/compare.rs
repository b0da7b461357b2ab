//! What may be compared with what: codes with terms, amounts with numbers, dates with their texts; and lists.

use std::collections::BTreeSet;

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue, SelectExpr};
use cel::common::types::{CelInt, CelString};
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::eval::{self, SCALE, sortable};
use super::Checker;
use super::field::codes;
use super::kind::{Kind, Typed};
use crate::pack::diagnostic::nearest;

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        node: &IdedExpr,
        left: &mut IdedExpr,
        right: &mut IdedExpr,
        there: &BTreeSet<String>,
        ordered: bool,
    ) -> Typed {
        let (first, second) = (self.check(left, there), self.check(right, there));
        let fits = self.fit(left, &first, &second) && self.fit(right, &second, &first);
        let sorted =
            !ordered || (first.kind.is_ordered() && second.kind.is_ordered()) || self.literal_order(&first, &second);
        if !fits || !sorted {
            let message = format!("{}和{}不能这样比较", first.kind.words(), second.kind.words());
            self.fault(node, "guard-type", message, "两边用同一种类型；大小只比数、数额、日期和时间");
        }
        Typed::of(Kind::Boolean)
    }

    /// A date or time beside its literal text sorts too.
    fn literal_order(&self, first: &Typed, second: &Typed) -> bool {
        let day = |kind: &Kind| matches!(kind, Kind::Date | Kind::Time);
        (day(&first.kind) && second.literal) || (day(&second.kind) && first.literal)
    }

    /// Whether `one` can be compared with `other`; makes `one` comparable (a term's code, a scaled amount).
    fn fit(&mut self, one: &mut IdedExpr, typed: &Typed, with: &Typed) -> bool {
        match (&typed.kind, &with.kind) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => true,
            (Kind::Boolean, Kind::Boolean) | (Kind::Integer, Kind::Integer) => true,
            (Kind::Amount, Kind::Amount) => self.scale(one, typed),
            (Kind::Amount, Kind::Integer) => with.literal && self.scale(one, typed),
            (Kind::Integer, Kind::Amount) => typed.literal && self.scale(one, typed),
            (Kind::Date, Kind::Date) | (Kind::Time, Kind::Time) => true,
            (Kind::Words(_), Kind::Date) if typed.literal => self.date(one),
            (Kind::Words(_), Kind::Time) if typed.literal => self.time(one),
            (Kind::Date | Kind::Time, Kind::Words(_)) => with.literal,
            (Kind::Term(_), Kind::Term(_) | Kind::Words(_)) => {
                select_code(one);
                true
            }
            (Kind::Words(_), Kind::Term(vocabulary)) => self.word(one, typed, &codes(vocabulary), "词条"),
            (Kind::Words(_), Kind::Words(Some(words))) if typed.literal => self.word(one, typed, &words.clone(), "词"),
            (Kind::Words(_), Kind::Words(_)) => true,
            (Kind::Words(_), Kind::Code(_)) => typed.literal,
            (Kind::Code(_), Kind::Words(_)) => with.literal,
            (Kind::Code(a), Kind::Code(b)) => a == b,
            _ => false,
        }
    }

    fn word(&mut self, one: &IdedExpr, typed: &Typed, words: &[String], what: &str) -> bool {
        let Expr::Literal(LiteralValue::String(text)) = &one.expr else { return !typed.literal };
        let text = text.inner().to_owned();
        if !words.contains(&text) {
            let known: Vec<&str> = words.iter().map(String::as_str).collect();
            let help = match nearest(&text, &known) {
                Some(near) => format!("是否想写 `{near}`？"),
                None => format!("可用的有：`{}`", known.iter().take(12).copied().collect::<Vec<_>>().join("` `")),
            };
            self.fault(one, "guard-unknown-word", format!("没有名为 `{text}` 的{what}"), &help);
        }
        true
    }

    fn date(&mut self, one: &IdedExpr) -> bool {
        let fits = literal_text(one).is_some_and(|text| text.parse::<Date>().is_ok());
        if !fits {
            self.fault(one, "guard-type", "这不是日期".into(), "写成 `\"2026-11-21\"`");
        }
        true
    }

    fn time(&mut self, one: &mut IdedExpr) -> bool {
        match literal_text(one).and_then(|text| text.parse::<Timestamp>().ok()) {
            Some(at) => one.expr = Expr::Literal(LiteralValue::String(CelString::from(sortable(at)))),
            None => self.fault(one, "guard-type", "这不是时间".into(), "写成 `\"2026-11-21T09:00:00+08:00\"`"),
        }
        true
    }

    /// Literal amounts become millionths, as the amounts of the record are when they are compared.
    fn scale(&mut self, one: &mut IdedExpr, typed: &Typed) -> bool {
        if !typed.literal {
            return true;
        }
        let scaled = match &one.expr {
            Expr::Literal(LiteralValue::Int(number)) => number.inner().checked_mul(SCALE),
            Expr::Literal(LiteralValue::Double(number)) => millionths(*number.inner()),
            _ => None,
        };
        match scaled {
            Some(scaled) => one.expr = Expr::Literal(LiteralValue::Int(CelInt::from(scaled))),
            None => self.fault(one, "guard-type", "这个数太大，或小数超过六位".into(), "改小，或少写几位"),
        }
        true
    }

    pub(super) fn sum(
        &mut self,
        node: &IdedExpr,
        left: &mut IdedExpr,
        right: &mut IdedExpr,
        there: &BTreeSet<String>,
        times: bool,
    ) -> Typed {
        let (first, second) = (self.check(left, there), self.check(right, there));
        match (&first.kind, &second.kind) {
            (Kind::Integer, Kind::Integer) => Typed::of(Kind::Integer),
            (Kind::Amount, Kind::Amount) if !times => {
                self.scale(left, &first);
                self.scale(right, &second);
                Typed::of(Kind::Amount)
            }
            (Kind::Unknown, _) | (_, Kind::Unknown) => Typed::of(Kind::Unknown),
            _ => {
                let message = format!("{}和{}不能这样计算", first.kind.words(), second.kind.words());
                self.fault(node, "guard-type", message, "整数与整数可以加减乘，数额与数额可以加减");
                Typed::of(Kind::Unknown)
            }
        }
    }

    pub(super) fn within(
        &mut self,
        node: &IdedExpr,
        one: &mut IdedExpr,
        many: &mut IdedExpr,
        there: &BTreeSet<String>,
    ) -> Typed {
        let (first, second) = (self.check(one, there), self.check(many, there));
        let fits = match (&second.kind, &mut many.expr) {
            (Kind::List(element), _) => {
                // A list of terms is a list of codes.
                let element = Typed::of(match element.as_ref() {
                    Kind::Term(vocabulary) => Kind::Words(Some(codes(vocabulary))),
                    kind => kind.clone(),
                });
                self.fit(one, &first, &element)
            }
            (Kind::Literals, Expr::List(list)) => {
                let mut all = true;
                for element in &mut list.elements {
                    let typed = self.check(element, there);
                    all &= typed.literal && self.fit(element, &typed, &first);
                }
                if matches!(first.kind, Kind::Term(_)) {
                    select_code(one);
                }
                all
            }
            (Kind::Unknown, _) => true,
            _ => false,
        };
        if !fits {
            let message = format!("{}不能在{}里找", first.kind.words(), second.kind.words());
            self.fault(node, "guard-type", message, "如 `form.kind in ['urgent', 'help']`");
        }
        Typed::of(Kind::Boolean)
    }

    pub(super) fn size(&mut self, node: &IdedExpr, list: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
        let typed = self.check(list, there);
        if !matches!(typed.kind, Kind::List(_) | Kind::Unknown) {
            self.fault(
                node,
                "guard-type",
                format!("`size()` 只数列表，这里是{}", typed.kind.words()),
                "用于 `many: true` 的字段",
            );
        }
        Typed::of(Kind::Integer)
    }
}

fn literal_text(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

/// `form.kind` where its code is meant becomes `form.kind.code`.
fn select_code(node: &mut IdedExpr) {
    let operand = Box::new(std::mem::take(node));
    node.id = operand.id;
    node.expr = Expr::Select(SelectExpr { operand, field: "code".to_owned(), test: false });
}

/// A literal with a decimal point in millionths, if it has at most six places.
fn millionths(number: f64) -> Option<i64> {
    let decimal = rust_decimal::Decimal::try_from(number).ok()?;
    if decimal.normalize().scale() > 6 {
        return None;
    }
    eval::millionths(&decimal)
}
