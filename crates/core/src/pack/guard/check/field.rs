//! What a condition may read: fields of the case and of the input, attributes of terms, the case itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use cel::IdedExpr;

use super::kind::{Kind, Typed};
use super::{CarriedKind, Checker, TODAY};
use crate::pack::diagnostic::nearest;
use crate::pack::model::{Field, FieldType, Vocabulary};

const CASE_FIELDS: [&str; 7] = ["round", "stage", "status", "outcome", "channel", "outer", "version"];

impl Checker<'_> {
    pub(super) fn field(
        &mut self,
        node: &IdedExpr,
        root: &'static str,
        name: &str,
        test: bool,
        there: &BTreeSet<String>,
    ) -> Typed {
        let path = format!("{root}.{name}");
        let (kind, optional) = match root {
            "case" => match self.case_field(name) {
                Some(found) => found,
                None => return self.unknown(node, &path, &CASE_FIELDS),
            },
            "clock" | "rating" | "subcases" => match self.carried(root, name) {
                Some(found) => found,
                None => {
                    let known = self.seen.carried.iter().filter(|carried| carried.root == root);
                    let known: Vec<&str> = known.map(|carried| carried.name.as_str()).collect();
                    return self.unknown(node, &path, &known);
                }
            },
            _ => {
                let fields = if root == "form" { self.seen.fields } else { self.seen.input };
                let Some(field) = fields.iter().find(|field| field.name == name) else {
                    let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                    return self.unknown(node, &path, &known);
                };
                if !test && let Some(why) = private(field) {
                    let help = "条件只读是非、数、日期、词条、单位这样的字段，这样多年之后仍能重放";
                    self.fault(node, "guard-private", format!("条件不能读 `{path}`：{why}"), help);
                    return Typed::of(Kind::Unknown);
                }
                (self.kind_of(field), !field.required)
            }
        };
        self.reads.insert(path.clone());
        if test {
            return Typed { if_true: BTreeSet::from([path]), ..Typed::of(Kind::Boolean) };
        }
        if optional && !there.contains(&path) {
            let message = format!("`{path}` 可能没有值");
            self.fault(node, "guard-optional", message, &format!("先写 `has({path}) &&`"));
        }
        if let Kind::Term(vocabulary) = &kind {
            self.terms.insert(path.clone(), Arc::clone(vocabulary));
        }
        Typed::of(kind)
    }

    fn unknown(&mut self, node: &IdedExpr, path: &str, known: &[&str]) -> Typed {
        let name = path.split('.').next_back().unwrap_or_default();
        let near = nearest(name, known);
        let root = path.split('.').next().unwrap_or_default();
        let help = match near {
            Some(near) => format!("是否想写 `{root}.{near}`？"),
            None if known.is_empty() => "这里没有可读的填写项".to_owned(),
            None => format!("可用的有：`{}`", known.join("` `")),
        };
        self.fault(node, "guard-unknown", format!("没有 `{path}`"), &help);
        Typed::of(Kind::Unknown)
    }

    /// What an occasion brings with it.
    fn carried(&self, root: &str, name: &str) -> Option<(Kind, bool)> {
        let found = self.seen.carried.iter().find(|carried| carried.root == root && carried.name == name)?;
        let kind = match &found.kind {
            CarriedKind::Flag => Kind::Boolean,
            CarriedKind::Number => Kind::Integer,
            CarriedKind::Words(words) => Kind::Words(Some(words.clone())),
            CarriedKind::Counts(names) => Kind::Counts(name.to_owned(), names.clone()),
        };
        Some((kind, found.optional))
    }

    fn case_field(&self, name: &str) -> Option<(Kind, bool)> {
        let closed = |words: &[String]| Kind::Words(Some(words.to_vec()));
        let statuses = ["open", "suspended", "closed"].map(str::to_owned);
        Some(match name {
            "round" | "version" => (Kind::Integer, false),
            "stage" => (closed(self.seen.stages), true),
            "status" => (closed(&statuses), false),
            "outcome" => (closed(self.seen.outcomes), true),
            "channel" => (Kind::Words(None), false),
            "outer" => (Kind::Boolean, false),
            TODAY if self.carries(TODAY) => (Kind::Date, false),
            _ => return None,
        })
    }

    fn kind_of(&self, field: &Field) -> Kind {
        let one = match field.kind {
            FieldType::Boolean => Kind::Boolean,
            FieldType::Integer => Kind::Integer,
            FieldType::Number | FieldType::Decimal | FieldType::Money => Kind::Amount,
            FieldType::Date => Kind::Date,
            FieldType::Time => Kind::Time,
            FieldType::Unit => Kind::Code("单位"),
            FieldType::Officer => Kind::Code("人员"),
            FieldType::Entry => Kind::Code("条目"),
            FieldType::Term => match field.vocabulary.as_ref().and_then(|name| self.seen.vocabularies.get(name)) {
                Some(vocabulary) => Kind::Term(Arc::clone(vocabulary)),
                None => Kind::Unknown,
            },
            _ => Kind::Unknown,
        };
        if field.many { Kind::List(Box::new(one)) } else { one }
    }

    /// One of several counts by its name.
    pub(super) fn count(&mut self, node: &IdedExpr, (of, names): (&str, &[String]), name: &str) -> Typed {
        if names.iter().any(|known| known == name) {
            self.counts.entry(of.to_owned()).or_default().insert(name.to_owned());
            return Typed::of(Kind::Integer);
        }
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let help = match nearest(name, &known) {
            Some(near) => format!("是否想写 `{near}`？"),
            None => format!("可用的有：`{}`", known.join("` `")),
        };
        self.fault(node, "guard-unknown", format!("子事项没有 `{name}` 这个件数"), &help);
        Typed::of(Kind::Unknown)
    }

    pub(super) fn attribute(&mut self, node: &IdedExpr, vocabulary: &Vocabulary, name: &str) -> Typed {
        if name == "code" {
            return Typed::of(Kind::Words(Some(codes(vocabulary))));
        }
        match vocabulary.attributes.get(name) {
            Some(FieldType::Boolean) => Typed::of(Kind::Boolean),
            Some(FieldType::Integer) => Typed::of(Kind::Integer),
            Some(FieldType::Unit) => Typed::of(Kind::Code("单位")),
            Some(FieldType::Length) => {
                let message = format!("条件不能读词条的时间 `{name}`");
                self.fault(node, "guard-private", message, "时间长短不能直接比较；另写一个属性来区分");
                Typed::of(Kind::Unknown)
            }
            Some(_) => Typed::of(Kind::Words(None)),
            None => {
                let known: Vec<&str> = vocabulary.attributes.keys().map(String::as_str).collect();
                let near = nearest(name, &known);
                let help = match near {
                    Some(near) => format!("是否想写 `{near}`？"),
                    None => format!("可用的有：`{}`", known.join("` `")),
                };
                self.fault(node, "guard-unknown", format!("词表 `{}` 的词条没有属性 `{name}`", vocabulary.name), &help);
                Typed::of(Kind::Unknown)
            }
        }
    }
}

/// Why a condition must not read a field.
fn private(field: &Field) -> Option<&'static str> {
    match field.kind {
        _ if field.personal => Some("它是个人信息"),
        FieldType::Text => Some("它是自由文字"),
        FieldType::Phone | FieldType::IdentityNumber | FieldType::CreditCode => Some("它是号码"),
        FieldType::File => Some("它是附件"),
        FieldType::Place => Some("它含有地址"),
        FieldType::Length => Some("时间长短不能直接比较"),
        _ => None,
    }
}

pub(super) fn codes(vocabulary: &Vocabulary) -> Vec<String> {
    vocabulary.terms.iter().map(|term| term.code.clone()).collect()
}
