//! The static type checker of guards: what is read exists, may be read, has a value when it is read,
//! and is compared with what it can equal. The whole must be true or false.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, SourceInfo, operators};
use cel::common::types::CelInt;
use cel::common::types::CelString;
use cel::{IdedExpr, Program};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Guard;
use super::eval::{SCALE, sortable};
use crate::pack::model::{Field, FieldType, Vocabulary};

/// Longer conditions belong into several rules.
const MOST_CHARACTERS: usize = 600;
/// More parts than this are a slip or an attack.
const MOST_PARTS: u64 = 300;

/// What a condition may see where it stands.
pub struct Seen<'p> {
    /// Form fields and facts.
    pub fields: &'p [Field],
    /// The fields that the action asks.
    pub input: &'p [Field],
    /// The pack's vocabularies.
    pub vocabularies: &'p BTreeMap<String, Arc<Vocabulary>>,
    /// The case type's stages.
    pub stages: &'p [String],
    /// The case type's outcomes.
    pub outcomes: &'p [String],
}

/// What is wrong with a condition, and where in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// Characters before it.
    pub offset: u32,
    /// How many characters it has.
    pub width: u32,
    /// What kind of fault it is.
    pub code: &'static str,
    /// The sentence.
    pub message: String,
    /// What helps.
    pub help: Option<String>,
}

/// Parses and checks a condition.
pub fn compile(source: &str, seen: &Seen<'_>) -> Result<Guard, Vec<Fault>> {
    let length = source.chars().count();
    if length > MOST_CHARACTERS {
        let message = format!("条件有 {length} 个字符，超过 {MOST_CHARACTERS} 个");
        return Err(vec![Fault {
            offset: 0,
            width: 1,
            code: "guard-too-long",
            message,
            help: Some("拆成几条规则".into()),
        }]);
    }
    let program = Program::compile(source).map_err(|errors| syntax(source, &errors))?;
    let mut expression = program.expression().clone();
    let mut checker = Checker {
        seen,
        places: program.source_info(),
        faults: Vec::new(),
        reads: BTreeSet::new(),
        terms: BTreeMap::new(),
        parts: 0,
    };
    let typed = checker.check(&mut expression, &BTreeSet::new());
    if !matches!(typed.kind, Kind::Boolean | Kind::Unknown) {
        let help = "写一个比较，如 `case.round > 1`";
        checker.fault(&expression, "guard-type", format!("条件应是真或假，却是{}", typed.kind.words()), help);
    }
    if !checker.faults.is_empty() {
        checker.faults.sort_by_key(|fault| (fault.offset, fault.code));
        checker.faults.dedup();
        return Err(checker.faults);
    }
    let Checker { reads, terms, .. } = checker;
    let (implies, denies) = (typed.if_true, typed.if_false);
    Ok(Guard { implies, denies, source: source.to_owned(), reads, terms, expression: Arc::new(expression) })
}

fn syntax(source: &str, errors: &cel::ParseErrors) -> Vec<Fault> {
    // One slip makes several complaints; the first is the one that helps.
    let first = errors.errors.iter().min_by_key(|error| error.pos);
    let (line, column) = first.map_or((1, 1), |error| error.pos);
    let before: usize =
        source.lines().take(usize::try_from(line - 1).unwrap_or(0)).map(|text| text.chars().count() + 1).sum();
    let offset = before + usize::try_from(column - 1).unwrap_or(0);
    let offset = u32::try_from(offset.min(source.chars().count().saturating_sub(1))).unwrap_or(0);
    let detail = first.map(|error| error.msg.lines().next().unwrap_or_default().to_owned()).unwrap_or_default();
    let help = "条件用 CEL 写，如 `has(form.kind) && form.kind == 'urgent'`".to_owned();
    vec![Fault {
        offset, width: 1, code: "guard-syntax", message: format!("条件读不懂：{detail}"), help: Some(help)
    }]
}

/// The types of parts of a condition.
#[derive(Clone, Debug)]
enum Kind {
    Boolean,
    Integer,
    /// An amount: compared as millionths.
    Amount,
    Date,
    Time,
    /// Words of the pack, or of a closed set.
    Words(Option<Vec<String>>),
    Term(Arc<Vocabulary>),
    /// A unit, an officer, an entry: compared by its text.
    Code(&'static str),
    List(Box<Kind>),
    /// A literal list: its elements were checked with what they are compared with.
    Literals,
    Map(&'static str),
    Null,
    /// Something wrong was told already.
    Unknown,
}

impl Kind {
    fn words(&self) -> &'static str {
        match self {
            Self::Boolean => "真或假",
            Self::Integer => "整数",
            Self::Amount => "数额",
            Self::Date => "日期",
            Self::Time => "时间",
            Self::Words(_) => "文字",
            Self::Term(_) => "词条",
            Self::Code(_) => "代码",
            Self::List(_) | Self::Literals => "列表",
            Self::Map(_) => "一组字段",
            Self::Null | Self::Unknown => "空值",
        }
    }

    fn is_ordered(&self) -> bool {
        matches!(self, Self::Integer | Self::Amount | Self::Date | Self::Time | Self::Unknown)
    }
}

/// A checked part: its type, and which optional fields are known to be there if it is true or false.
struct Typed {
    kind: Kind,
    literal: bool,
    if_true: BTreeSet<String>,
    if_false: BTreeSet<String>,
}

impl Typed {
    fn of(kind: Kind) -> Self {
        Self { kind, literal: false, if_true: BTreeSet::new(), if_false: BTreeSet::new() }
    }

    fn literal(kind: Kind) -> Self {
        Self { literal: true, ..Self::of(kind) }
    }
}

struct Checker<'s> {
    seen: &'s Seen<'s>,
    places: &'s SourceInfo,
    faults: Vec<Fault>,
    reads: BTreeSet<String>,
    terms: BTreeMap<String, Arc<Vocabulary>>,
    parts: u64,
}

impl Checker<'_> {
    /// Checks a part under the fields that are known to be there.
    fn check(&mut self, node: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            if self.parts == MOST_PARTS + 1 {
                self.fault(node, "guard-too-long", "条件太复杂".into(), "拆成几条规则");
            }
            return Typed::of(Kind::Unknown);
        }
        let mut expression = std::mem::take(&mut node.expr);
        let typed = match &mut expression {
            Expr::Literal(literal) => literal_kind(literal),
            Expr::Ident(name) => self.root(node, name),
            Expr::Select(select) => self.select(node, select, there),
            Expr::Call(call) => self.call(node, call, there),
            Expr::List(_) => Typed::literal(Kind::Literals),
            _ => {
                self.fault(
                    node,
                    "guard-dialect",
                    "条件里不能用这种写法".into(),
                    "只用比较、`&&`、`||`、`!`、`in`、`has()`、`size()` 和 `?:`",
                );
                Typed::of(Kind::Unknown)
            }
        };
        node.expr = expression;
        typed
    }

    fn root(&mut self, node: &IdedExpr, name: &str) -> Typed {
        match name {
            "form" => Typed::of(Kind::Map("form")),
            "input" => Typed::of(Kind::Map("input")),
            "case" => Typed::of(Kind::Map("case")),
            _ => {
                let known = ["form", "input", "case"];
                let message = format!("条件里没有 `{name}`");
                let help = if self.seen.fields.iter().any(|field| field.name == name) {
                    format!("件上的字段写作 `form.{name}`")
                } else if self.seen.input.iter().any(|field| field.name == name) {
                    format!("填写项写作 `input.{name}`")
                } else {
                    format!("可用的有：`{}`", known.join("` `"))
                };
                self.fault(node, "guard-unknown", message, &help);
                Typed::of(Kind::Unknown)
            }
        }
    }

    fn select(&mut self, node: &IdedExpr, select: &mut SelectExpr, there: &BTreeSet<String>) -> Typed {
        let test = select.test;
        let under = self.check(&mut select.operand, there);
        match &under.kind {
            Kind::Map(root) => self.field(node, root, &select.field, test, there),
            Kind::Term(vocabulary) if !test => self.attribute(node, vocabulary, &select.field),
            Kind::Unknown => Typed::of(Kind::Unknown),
            _ if test => {
                self.fault(node, "guard-type", "`has()` 只用于字段".into(), "如 `has(form.category)`");
                Typed::of(Kind::Unknown)
            }
            kind => {
                let message = format!("{}没有 `{}`", kind.words(), select.field);
                self.fault(node, "guard-unknown", message, "只有词条有属性");
                Typed::of(Kind::Unknown)
            }
        }
    }

    fn field(
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
        let near = super::super::diagnostic::nearest(name, known);
        let root = path.split('.').next().unwrap_or_default();
        let help = match near {
            Some(near) => format!("是否想写 `{root}.{near}`？"),
            None if known.is_empty() => "这里没有可读的填写项".to_owned(),
            None => format!("可用的有：`{}`", known.join("` `")),
        };
        self.fault(node, "guard-unknown", format!("没有 `{path}`"), &help);
        Typed::of(Kind::Unknown)
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

    fn attribute(&mut self, node: &IdedExpr, vocabulary: &Vocabulary, name: &str) -> Typed {
        if name == "code" {
            return Typed::of(Kind::Words(Some(codes(vocabulary))));
        }
        match vocabulary.attributes.get(name) {
            Some(FieldType::Boolean) => Typed::of(Kind::Boolean),
            Some(FieldType::Integer) => Typed::of(Kind::Integer),
            Some(FieldType::Unit) => Typed::of(Kind::Code("单位")),
            Some(_) => Typed::of(Kind::Words(None)),
            None => {
                let known: Vec<&str> = vocabulary.attributes.keys().map(String::as_str).collect();
                let near = super::super::diagnostic::nearest(name, &known);
                let help = match near {
                    Some(near) => format!("是否想写 `{near}`？"),
                    None => format!("可用的有：`{}`", known.join("` `")),
                };
                self.fault(node, "guard-unknown", format!("词表 `{}` 的词条没有属性 `{name}`", vocabulary.name), &help);
                Typed::of(Kind::Unknown)
            }
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &mut CallExpr, there: &BTreeSet<String>) -> Typed {
        let CallExpr { func_name, target, args } = call;
        match (func_name.as_str(), target.as_deref_mut(), args.as_mut_slice()) {
            (operators::LOGICAL_AND, None, [left, right]) => self.both(left, right, there),
            (operators::LOGICAL_OR, None, [left, right]) => self.either(left, right, there),
            (operators::LOGICAL_NOT, None, [one]) => {
                let typed = self.truth(one, there);
                Typed { if_true: typed.if_false, if_false: typed.if_true, ..Typed::of(Kind::Boolean) }
            }
            (operators::CONDITIONAL, None, [when, then, otherwise]) => self.fork(node, (when, then, otherwise), there),
            (operators::EQUALS | operators::NOT_EQUALS, None, [left, right]) => {
                self.compare(node, left, right, there, false)
            }
            (
                operators::LESS | operators::LESS_EQUALS | operators::GREATER | operators::GREATER_EQUALS,
                None,
                [left, right],
            ) => self.compare(node, left, right, there, true),
            (operators::ADD | operators::SUBSTRACT | operators::MULTIPLY, None, [left, right]) => {
                let times = func_name == operators::MULTIPLY;
                self.sum(node, left, right, there, times)
            }
            (operators::NEGATE, None, [one]) => self.check(one, there),
            (operators::IN, None, [one, many]) => self.within(node, one, many, there),
            ("size", None, [list]) | ("size", Some(list), []) => self.size(node, list, there),
            ("startsWith" | "endsWith" | "contains", Some(text), [part]) => {
                for side in [text, part] {
                    let typed = self.check(side, there);
                    if !matches!(typed.kind, Kind::Words(_) | Kind::Code(_) | Kind::Unknown) {
                        self.fault(side, "guard-type", format!("这里要文字，却是{}", typed.kind.words()), "换成文字");
                    }
                }
                Typed::of(Kind::Boolean)
            }
            (name, ..) => {
                let shown = name.trim_matches('_');
                let message = format!("条件里没有 `{shown}`");
                self.fault(
                    node,
                    "guard-dialect",
                    message,
                    "可用的有：`has` `size` `startsWith` `endsWith` `contains`、比较和 `&& || ! in ?:`",
                );
                Typed::of(Kind::Unknown)
            }
        }
    }

    fn truth(&mut self, node: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
        let typed = self.check(node, there);
        if !matches!(typed.kind, Kind::Boolean | Kind::Unknown) {
            self.fault(node, "guard-type", format!("这里要真或假，却是{}", typed.kind.words()), "写一个比较");
        }
        typed
    }

    fn both(&mut self, left: &mut IdedExpr, right: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
        let first = self.truth(left, there);
        let second = self.truth(right, &(there | &first.if_true));
        let if_true = &first.if_true | &second.if_true;
        Typed { if_true, if_false: &first.if_false & &second.if_false, ..Typed::of(Kind::Boolean) }
    }

    fn either(&mut self, left: &mut IdedExpr, right: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
        let first = self.truth(left, there);
        let second = self.truth(right, &(there | &first.if_false));
        let if_false = &first.if_false | &second.if_false;
        Typed { if_true: &first.if_true & &second.if_true, if_false, ..Typed::of(Kind::Boolean) }
    }

    fn fork(
        &mut self,
        node: &IdedExpr,
        (when, then, otherwise): (&mut IdedExpr, &mut IdedExpr, &mut IdedExpr),
        there: &BTreeSet<String>,
    ) -> Typed {
        let test = self.truth(when, there);
        let yes = self.check(then, &(there | &test.if_true));
        let no = self.check(otherwise, &(there | &test.if_false));
        let same = std::mem::discriminant(&yes.kind) == std::mem::discriminant(&no.kind);
        if !same && !matches!(yes.kind, Kind::Unknown) && !matches!(no.kind, Kind::Unknown) {
            let message = format!("`?:` 的两边一个是{}，一个是{}", yes.kind.words(), no.kind.words());
            self.fault(node, "guard-type", message, "两边用同一种类型");
        }
        let (if_true, if_false) = (&yes.if_true & &no.if_true, &yes.if_false & &no.if_false);
        Typed { if_true, if_false, ..Typed::of(yes.kind) }
    }

    fn compare(
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
            let help = match super::super::diagnostic::nearest(&text, &known) {
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

    fn sum(
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

    fn within(&mut self, node: &IdedExpr, one: &mut IdedExpr, many: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
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

    fn size(&mut self, node: &IdedExpr, list: &mut IdedExpr, there: &BTreeSet<String>) -> Typed {
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

    fn fault(&mut self, node: &IdedExpr, code: &'static str, message: String, help: &str) {
        let (offset, width) = self.place(node);
        self.faults.push(Fault { offset, width, code, message, help: Some(help.to_owned()) });
    }

    /// A selection is placed from its root to its field: the parser only remembers the dot.
    fn place(&self, node: &IdedExpr) -> (u32, u32) {
        let (start, stop) = self.places.offset_for(node.id).unwrap_or((0, 0));
        let source: Vec<char> = self.places.source.chars().collect();
        let at = |index: u32| source.get(index as usize).copied().unwrap_or(' ');
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let (mut first, mut last) = (start, stop.max(start));
        if at(start) == '.' {
            while first > 0 && (word(at(first - 1)) || at(first - 1) == '.') {
                first -= 1;
            }
            while word(at(last + 1)) {
                last += 1;
            }
        }
        (first, last - first + 1)
    }
}

const CASE_FIELDS: [&str; 7] = ["round", "stage", "status", "outcome", "channel", "outer", "version"];

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

fn literal_kind(literal: &LiteralValue) -> Typed {
    Typed::literal(match literal {
        LiteralValue::Boolean(_) => Kind::Boolean,
        LiteralValue::Int(_) | LiteralValue::UInt(_) => Kind::Integer,
        LiteralValue::Double(_) => Kind::Amount,
        LiteralValue::String(_) => Kind::Words(None),
        LiteralValue::Bytes(_) | LiteralValue::Null => Kind::Null,
    })
}

fn literal_text(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

fn codes(vocabulary: &Vocabulary) -> Vec<String> {
    vocabulary.terms.iter().map(|term| term.code.clone()).collect()
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
    super::eval::millionths(&decimal)
}
