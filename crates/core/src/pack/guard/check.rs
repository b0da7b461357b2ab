//! The static type checker of guards: what is read exists, may be read, has a value when it is read,
//! and is compared with what it can equal. The whole must be true or false.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use cel::common::ast::{CallExpr, Expr, SelectExpr, SourceInfo, operators};
use cel::{IdedExpr, Program};

mod compare;
mod field;
mod kind;

use self::kind::{Kind, Typed, literal_kind};
use super::Guard;
use crate::pack::model::{Field, Vocabulary};

/// Longer conditions belong into several rules.
const MOST_CHARACTERS: usize = 600;
/// How a condition calls the day of the act that it stands before.
pub const TODAY: &str = "today";
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
    /// What an occasion carries beside the case; nothing but where something is counted.
    pub carried: &'p [Carried],
}

/// Something that an occasion carries, such as `clock.in_time`.
#[derive(Clone, Debug)]
pub struct Carried {
    /// `clock`, `rating`, `subcases` or `today`.
    pub root: &'static str,
    /// Its name behind that.
    pub name: String,
    /// What it is.
    pub kind: CarriedKind,
    /// Whether it may be missing.
    pub optional: bool,
}

/// What an occasion can carry.
#[derive(Clone, Debug)]
pub enum CarriedKind {
    /// Yes or no.
    Flag,
    /// A whole number.
    Number,
    /// One of these words.
    Words(Vec<String>),
    /// Whole numbers by these names.
    Counts(Vec<String>),
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

/// Conditions that were parsed already: packs say the same thing in many places, and parsing is what takes its time.
#[derive(Debug, Default)]
pub struct Parsed(RefCell<BTreeMap<String, Rc<Program>>>);

impl Parsed {
    fn program(&self, source: &str) -> Result<Rc<Program>, Vec<Fault>> {
        if let Some(known) = self.0.borrow().get(source) {
            return Ok(Rc::clone(known));
        }
        let program = Rc::new(Program::compile(source).map_err(|errors| syntax(source, &errors))?);
        self.0.borrow_mut().insert(source.to_owned(), Rc::clone(&program));
        Ok(program)
    }
}

/// Parses and checks a condition.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn compile(source: &str, seen: &Seen<'_>) -> Result<Guard, Vec<Fault>> {
    compile_known(source, seen, &Parsed::default())
}

/// The same, for one of many conditions of a pack.
///
/// # Errors
/// As [`compile`].
pub fn compile_known(source: &str, seen: &Seen<'_>, parsed: &Parsed) -> Result<Guard, Vec<Fault>> {
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
    let program = parsed.program(source)?;
    let mut expression = program.expression().clone();
    let mut checker = Checker {
        seen,
        places: program.source_info(),
        faults: Vec::new(),
        reads: BTreeSet::new(),
        terms: BTreeMap::new(),
        counts: BTreeMap::new(),
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
    let Checker { reads, terms, counts, .. } = checker;
    let (implies, denies) = (typed.if_true, typed.if_false);
    Ok(Guard { counts, implies, denies, source: source.to_owned(), reads, terms, expression: Arc::new(expression) })
}

/// The day of the act stands with the case, and is read as `today`.
fn day_of_act(id: u64) -> Expr {
    let operand = Box::new(IdedExpr { id, expr: Expr::Ident("case".to_owned()) });
    Expr::Select(SelectExpr { operand, field: TODAY.to_owned(), test: false })
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

struct Checker<'s> {
    seen: &'s Seen<'s>,
    places: &'s SourceInfo,
    faults: Vec<Fault>,
    reads: BTreeSet<String>,
    terms: BTreeMap<String, Arc<Vocabulary>>,
    counts: BTreeMap<String, BTreeSet<String>>,
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
        if matches!(&expression, Expr::Ident(name) if name == TODAY) && self.carries(TODAY) {
            expression = day_of_act(node.id);
        }
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
            "clock" if self.carries("clock") => Typed::of(Kind::Map("clock")),
            "rating" if self.carries("rating") => Typed::of(Kind::Map("rating")),
            "subcases" if self.carries("subcases") => Typed::of(Kind::Map("subcases")),
            TODAY => {
                let help = "要按日子分的，写在动作的 `when` 或 `choose` 里";
                let message = "`today` 只在动作的 `when` 和 `choose` 里：别处的条件不随日子变";
                self.fault(node, "guard-today", message.to_owned(), help);
                Typed::of(Kind::Unknown)
            }
            _ => {
                let known: Vec<&str> = ["form", "input", "case", "clock", "rating", "subcases"]
                    .into_iter()
                    .filter(|root| !matches!(*root, "clock" | "rating" | "subcases") || self.carries(root))
                    .collect();
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

    /// Whether the occasion brings something under this name.
    fn carries(&self, root: &str) -> bool {
        self.seen.carried.iter().any(|carried| carried.root == root)
    }

    fn select(&mut self, node: &IdedExpr, select: &mut SelectExpr, there: &BTreeSet<String>) -> Typed {
        let test = select.test;
        let under = self.check(&mut select.operand, there);
        match &under.kind {
            Kind::Map(root) => self.field(node, root, &select.field, test, there),
            Kind::Counts(of, names) if !test => self.count(node, (of, names), &select.field),
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
