//! Which of several conditions can be the first to hold: everything that they tell apart is tried.
//!
//! What a condition reads is cut where the conditions look: flags into yes and no, numbers at each
//! threshold, terms by the attributes that are read, texts by the words that are compared; a field
//! that may be empty is tried empty too. Each combination is one cell.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use cel::common::ast::{Expr, LiteralValue, SelectExpr};
use cel::{Context, IdedExpr, Value as Cel};

use crate::pack::guard::{Ask, Guard, Plain, environment, term, to_map};
use crate::pack::model::{CaseType, Field, FieldType, TermValue, Vocabulary};

/// More cells than this are not tried.
const MOST_CELLS: usize = 20_000;

/// What was found by trying.
#[derive(Clone, Debug, Default)]
pub struct Cover {
    /// For each condition, whether it can be the first to hold.
    pub first: Vec<bool>,
    /// A situation in which none holds, in words.
    pub hole: Option<String>,
}

/// What may stand in the fields that the conditions read.
pub struct Ground<'c> {
    /// The case type.
    pub case: &'c CaseType,
    /// The fields that the action asks.
    pub input: &'c [Field],
    /// The rounds that can be.
    pub rounds: std::ops::RangeInclusive<i64>,
}

/// Tries all cells; `None` where that cannot be done (too many, or two fields compared with each other).
pub fn cover(ground: &Ground<'_>, conditions: &[Option<&Guard>]) -> Option<Cover> {
    let axes = axes(ground, conditions.iter().flatten().copied())?;
    let mut trials = trials(&axes, conditions);
    let mut found = Cover { first: vec![false; conditions.len()], hole: None };
    for cell in 0..cells(&axes)? {
        let places = places(&axes, cell);
        match first(&mut trials, &places)? {
            Some(index) => found.first.iter_mut().skip(index).take(1).for_each(|first| *first = true),
            None if found.hole.is_none() => found.hole = Some(words(&pick(&axes, &places))),
            None => {}
        }
    }
    Some(found)
}

/// For each condition, whether it can be the first to hold where a field has this term; `None` where that cannot be tried.
pub fn cover_of_term(
    ground: &Ground<'_>,
    conditions: &[Option<&Guard>],
    (field, code): (&str, &str),
) -> Option<Vec<bool>> {
    let vocabulary = ground.case.vocabulary_of(field)?;
    let code = vocabulary.terms.iter().map(|term| term.code.as_str()).find(|known| *known == code)?;
    let path = format!("form.{field}");
    let mut axes = axes(ground, conditions.iter().flatten().copied())?;
    for axis in axes.iter_mut().filter(|axis| axis.path == path) {
        axis.points = vec![Some(Point { holds: Held::Term(code, vocabulary), words: code.to_owned() })];
    }
    let mut trials = trials(&axes, conditions);
    let mut can_be = vec![false; conditions.len()];
    for cell in 0..cells(&axes)? {
        if let Some(index) = first(&mut trials, &places(&axes, cell))? {
            can_be.iter_mut().skip(index).take(1).for_each(|first| *first = true);
        }
    }
    Some(can_be)
}

/// Which conditions of two lists can be the first of theirs to hold in one and the same cell; `None` where that cannot
/// be tried.
pub fn together(
    ground: &Ground<'_>,
    one: &[Option<&Guard>],
    other: &[Option<&Guard>],
) -> Option<BTreeSet<(usize, usize)>> {
    let axes = axes(ground, one.iter().chain(other).flatten().copied())?;
    let (mut one, mut other) = (trials(&axes, one), trials(&axes, other));
    let mut found = BTreeSet::new();
    for cell in 0..cells(&axes)? {
        let places = places(&axes, cell);
        if let (Some(one), Some(other)) = (first(&mut one, &places)?, first(&mut other, &places)?) {
            found.insert((one, other));
        }
    }
    Some(found)
}

/// What the conditions read, each with all that it may hold; `None` where they compare fields with each other.
fn axes<'c, 'g>(ground: &Ground<'c>, guards: impl Iterator<Item = &'g Guard>) -> Option<Vec<Axis<'c>>> {
    let (mut cuts, mut paths) = (Cuts::default(), BTreeSet::new());
    for guard in guards {
        cuts.look(&guard.expression);
        paths.extend(&guard.reads);
    }
    if cuts.opaque {
        return None;
    }
    paths.into_iter().map(|path| axis(ground, &cuts, path)).collect()
}

fn cells(axes: &[Axis<'_>]) -> Option<usize> {
    let cells = axes.iter().try_fold(1_usize, |all, axis| all.checked_mul(axis.points.len()))?;
    (cells <= MOST_CELLS).then_some(cells)
}

/// One field and all that it may hold, as far as the conditions tell it apart.
struct Axis<'c> {
    path: String,
    points: Points<'c>,
}

impl<'c> Axis<'c> {
    fn point(&self, place: usize) -> (&str, Option<&Point<'c>>) {
        (self.path.as_str(), self.points.get(place).and_then(Option::as_ref))
    }
}

/// What a field may hold, each way once; one of them may be nothing.
type Points<'c> = Vec<Option<Point<'c>>>;

/// A value with its name in words.
#[derive(Clone)]
struct Point<'c> {
    holds: Held<'c>,
    words: String,
}

/// A value that a field may hold.
#[derive(Clone)]
enum Held<'c> {
    Flag(bool),
    Number(i64),
    Word(String),
    Term(&'c str, &'c Vocabulary),
    Counts(BTreeMap<String, i64>),
}

impl Held<'_> {
    /// As CEL reads it.
    fn value(&self) -> Cel {
        match self {
            Self::Flag(flag) => Cel::Bool(*flag),
            Self::Number(number) => Cel::Int(*number),
            Self::Word(word) => Cel::from(word.as_str()),
            Self::Term(code, vocabulary) => term(code, vocabulary),
            Self::Counts(counts) => to_map(counts.iter().map(|(name, n)| (name.clone(), Cel::Int(*n))).collect()),
        }
    }
}

/// What stands in the fields of a cell.
struct Cell<'t, 'c>(Vec<(&'t str, Option<&'t Point<'c>>)>);

impl<'t, 'c> Cell<'t, 'c> {
    fn at(&self, root: &str, field: &str) -> Option<Option<&'t Held<'c>>> {
        let is_it = |path: &str| path.strip_prefix(root).and_then(|rest| rest.strip_prefix('.')) == Some(field);
        self.0.iter().find(|(path, _)| is_it(path)).map(|(_, point)| point.map(|point| &point.holds))
    }
}

impl<'t> Ask<'t> for Cell<'t, '_> {
    fn is_there(&self, root: &str, field: &str) -> Option<bool> {
        self.at(root, field).map(|held| held.is_some())
    }

    fn value(&self, root: &str, field: &str) -> Option<Plain<'t>> {
        Some(match self.at(root, field)?? {
            Held::Flag(flag) => Plain::Flag(*flag),
            Held::Number(number) => Plain::Number(*number),
            Held::Word(word) => Plain::Word(Cow::Borrowed(word)),
            Held::Term(code, vocabulary) => Plain::Term(code, vocabulary),
            Held::Counts(_) => return None,
        })
    }
}

/// The cell of a number: for each axis the place of its point.
fn places(axes: &[Axis<'_>], mut cell: usize) -> Vec<usize> {
    let mut places = Vec::with_capacity(axes.len());
    for axis in axes {
        let many = axis.points.len().max(1);
        places.push(cell % many);
        cell /= many;
    }
    places
}

/// What stands at the places of a cell.
fn pick<'a, 'c>(axes: &'a [Axis<'c>], places: &[usize]) -> Vec<(&'a str, Option<&'a Point<'c>>)> {
    axes.iter().zip(places).map(|(axis, place)| axis.point(*place)).collect()
}

/// A condition and what came of it so far. It is weighed once for each mixture of what it reads itself, not for each cell:
/// of forty rules over ten fields each reads two or three.
struct Trial<'t, 'c> {
    condition: Option<&'t Guard>,
    /// The axes that it reads: each with its place among all, and how far apart its points stand in `known`.
    reads: Vec<(&'t Axis<'c>, usize, usize)>,
    /// Whether it holds in each mixture, once weighed; the inner `None` where it cannot be weighed.
    known: Vec<Option<Option<bool>>>,
}

fn trials<'t, 'c>(axes: &'t [Axis<'c>], conditions: &[Option<&'t Guard>]) -> Vec<Trial<'t, 'c>> {
    conditions.iter().map(|condition| Trial::of(axes, *condition)).collect()
}

impl<'t, 'c> Trial<'t, 'c> {
    fn of(axes: &'t [Axis<'c>], condition: Option<&'t Guard>) -> Self {
        let (mut reads, mut mixtures) = (Vec::new(), 1);
        for (place, axis) in axes.iter().enumerate() {
            if condition.is_some_and(|guard| guard.reads.contains(&axis.path)) {
                reads.push((axis, place, mixtures));
                mixtures = axis.points.len().max(1).saturating_mul(mixtures).min(MOST_CELLS);
            }
        }
        Self { condition, reads, known: vec![None; mixtures] }
    }

    /// Whether the condition holds in a cell; `None` if it cannot be weighed.
    fn holds(&mut self, places: &[usize]) -> Option<bool> {
        let guard = match self.condition {
            Some(guard) => guard,
            None => return Some(true),
        };
        let at = |place: usize| places.get(place).copied().unwrap_or_default();
        let mixture = self.reads.iter().map(|(_, place, apart)| at(*place) * apart).sum::<usize>();
        if let Some(Some(known)) = self.known.get(mixture) {
            return *known;
        }
        let point = |(axis, place, _): &(&'t Axis<'c>, usize, usize)| axis.point(at(*place));
        let cell = Cell(self.reads.iter().map(point).collect());
        let holds = guard.quickly(&cell).or_else(|| guard.weigh(&context(&cell)).ok());
        self.known.iter_mut().skip(mixture).take(1).for_each(|known| *known = Some(holds));
        holds
    }
}

/// A cell as conditions see it.
fn context(cell: &Cell<'_, '_>) -> Context<'static, 'static> {
    let mut roots: BTreeMap<&str, BTreeMap<String, Cel>> =
        ["form", "input", "case", "subcases"].into_iter().map(|root| (root, BTreeMap::new())).collect();
    for (path, value) in &cell.0 {
        if let (Some((root, name)), Some(value)) = (path.split_once('.'), value)
            && let Some(map) = roots.get_mut(root)
        {
            map.insert(name.to_owned(), value.holds.value());
        }
    }
    let mut context = Context::with_env(environment());
    for (root, map) in roots {
        context.add_variable_from_value(root, to_map(map));
    }
    context
}

/// The first condition that holds in a cell; the outer `None` if one cannot be weighed.
#[allow(clippy::option_option)]
fn first(trials: &mut [Trial<'_, '_>], places: &[usize]) -> Option<Option<usize>> {
    for (index, trial) in trials.iter_mut().enumerate() {
        if trial.holds(places)? {
            return Some(Some(index));
        }
    }
    Some(None)
}

fn words(point: &[(&str, Option<&Point<'_>>)]) -> String {
    let said = point.iter().map(|(path, value)| match value {
        Some(value) => format!("{path} = {}", value.words),
        None => format!("{path} 没有值"),
    });
    said.collect::<Vec<_>>().join("，")
}

fn axis<'c>(ground: &Ground<'c>, cuts: &Cuts, path: &str) -> Option<Axis<'c>> {
    let (root, name) = path.split_once('.')?;
    let (mut points, optional) = match root {
        "case" => case_points(ground, cuts, name, path)?,
        "subcases" => (counts(cuts, path), false),
        _ => {
            let field = if root == "form" {
                ground.case.field(name)
            } else {
                ground.input.iter().find(|field| field.name == name)
            }?;
            (field_points(ground.case, cuts, field, path)?, !field.required)
        }
    };
    if optional {
        points.push(None);
    }
    Some(Axis { path: path.to_owned(), points })
}

fn case_points<'c>(ground: &Ground<'c>, cuts: &Cuts, name: &str, path: &str) -> Option<(Points<'c>, bool)> {
    let names = |names: &mut dyn Iterator<Item = &String>| -> Points<'c> { names.map(|name| text(name)).collect() };
    Some(match name {
        "round" => (ground.rounds.clone().map(number).collect(), false),
        "version" => (cuts.numbers(path, Some(0), None), false),
        "stage" => (names(&mut ground.case.stages.iter().map(|stage| &stage.name)), true),
        "status" => (["open", "suspended", "closed"].map(text).to_vec(), false),
        "outcome" => (names(&mut ground.case.outcomes.keys()), true),
        "outer" => (flags(), false),
        _ => (cuts.texts(path), false),
    })
}

/// Every mixture of the counts that are read of some sub-cases.
fn counts<'c>(cuts: &Cuts, path: &str) -> Points<'c> {
    let each = cuts.bounds(&format!("{path}#"), Some(0), None);
    let mut all: Vec<BTreeMap<String, i64>> = vec![BTreeMap::new()];
    for name in cuts.attributes(path) {
        let with = |so_far: &BTreeMap<String, i64>, count: i64| {
            let mut more = so_far.clone();
            more.insert(name.to_owned(), count);
            more
        };
        let more =
            |so_far: BTreeMap<String, i64>| each.iter().map(move |count| with(&so_far, *count)).collect::<Vec<_>>();
        all = all.into_iter().flat_map(more).take(MOST_CELLS + 1).collect();
    }
    let words = |counts: &BTreeMap<String, i64>| {
        counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(" ")
    };
    all.into_iter().map(|counts| Some(Point { words: words(&counts), holds: Held::Counts(counts) })).collect()
}

fn field_points<'c>(case: &'c CaseType, cuts: &Cuts, field: &Field, path: &str) -> Option<Points<'c>> {
    if field.many {
        // Only whether it is there can be told apart without looking into lists.
        return cuts.only_asked(path).then(|| vec![text("…")]);
    }
    Some(match field.kind {
        FieldType::Boolean => flags(),
        FieldType::Integer => cuts.numbers(path, field.min, field.max),
        FieldType::Number | FieldType::Decimal | FieldType::Money => {
            let scale = |bound: Option<i64>| bound.and_then(|bound| bound.checked_mul(crate::pack::guard::SCALE));
            cuts.numbers(path, scale(field.min), scale(field.max))
        }
        FieldType::Term => terms(case, cuts, field, path)?,
        _ => cuts.texts(path),
    })
}

fn flags<'c>() -> Points<'c> {
    [(true, "是"), (false, "否")]
        .map(|(flag, words)| Some(Point { holds: Held::Flag(flag), words: words.into() }))
        .to_vec()
}

fn number<'c>(number: i64) -> Option<Point<'c>> {
    Some(Point { holds: Held::Number(number), words: number.to_string() })
}

fn text<'c>(word: &str) -> Option<Point<'c>> {
    Some(Point { holds: Held::Word(word.to_owned()), words: word.to_owned() })
}

/// One term for each way in which the attributes read and the codes compared differ.
fn terms<'c>(case: &'c CaseType, cuts: &Cuts, field: &Field, path: &str) -> Option<Points<'c>> {
    let vocabulary = case.vocabularies.get(field.vocabulary.as_ref()?)?;
    let (attributes, words): (Vec<&str>, BTreeSet<&str>) =
        (cuts.attributes(path).collect(), cuts.words(path).collect());
    let mut seen: Vec<(Vec<Option<&TermValue>>, Option<&str>)> = Vec::new();
    let mut points = Vec::new();
    for one in &vocabulary.terms {
        let told =
            (attributes.iter().map(|name| one.attributes.get(*name)).collect(), words.get(one.code.as_str()).copied());
        if !seen.contains(&told) {
            seen.push(told);
            points.push(Some(Point { holds: Held::Term(&one.code, vocabulary), words: one.title.clone() }));
        }
    }
    Some(points)
}

/// Where the conditions look.
#[derive(Default)]
struct Cuts {
    literals: BTreeMap<String, Vec<LiteralValue>>,
    attributes: BTreeSet<(String, String)>,
    /// Paths of which more is asked than whether they are there.
    weighed: BTreeSet<String>,
    /// Two fields are compared with each other, or counted with: no cut tells them apart.
    opaque: bool,
}

impl Cuts {
    fn look(&mut self, node: &IdedExpr) {
        match &node.expr {
            Expr::Select(select) if select.test => {}
            Expr::Select(select) => self.weigh(node, select),
            Expr::Call(call) => self.call(&call.func_name, call.target.as_deref(), &call.args),
            Expr::List(list) => list.elements.iter().for_each(|element| self.look(element)),
            _ => {}
        }
    }

    fn weigh(&mut self, node: &IdedExpr, select: &SelectExpr) {
        if let Some(path) = path(node) {
            self.weighed.insert(path);
        } else if let Some(path) = path(&select.operand) {
            self.weighed.insert(path.clone());
            self.attributes.insert((path, select.field.clone()));
        }
    }

    fn call(&mut self, name: &str, target: Option<&IdedExpr>, args: &[IdedExpr]) {
        use cel::common::ast::operators as op;
        let compares = [op::EQUALS, op::NOT_EQUALS, op::LESS, op::LESS_EQUALS, op::GREATER, op::GREATER_EQUALS, op::IN];
        let counts = [op::ADD, op::SUBSTRACT, op::MULTIPLY, op::NEGATE, "size", "startsWith", "endsWith", "contains"];
        if let ([left, right], true) = (args, compares.contains(&name)) {
            self.compare(left, right);
        }
        self.opaque |= counts.contains(&name) && !args.iter().all(|arg| matches!(arg.expr, Expr::Literal(_)));
        self.opaque |= counts.contains(&name) && target.is_some();
        target.into_iter().chain(args).for_each(|part| self.look(part));
    }

    fn compare(&mut self, left: &IdedExpr, right: &IdedExpr) {
        match (base(left), literals(right), base(right), literals(left)) {
            (Some(path), Some(found), ..) | (_, _, Some(path), Some(found)) => {
                self.literals.entry(path).or_default().extend(found);
            }
            _ => self.opaque = true,
        }
    }

    fn of(&self, path: &str) -> impl Iterator<Item = &LiteralValue> {
        self.literals.get(path).into_iter().flatten()
    }

    fn words(&self, path: &str) -> impl Iterator<Item = &str> {
        self.of(path).filter_map(|literal| match literal {
            LiteralValue::String(text) => Some(text.inner()),
            _ => None,
        })
    }

    fn attributes<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'s str> {
        self.attributes.iter().filter(move |(of, _)| of == path).map(|(_, name)| name.as_str())
    }

    fn only_asked(&self, path: &str) -> bool {
        !self.weighed.contains(path) && !self.literals.contains_key(path)
    }

    fn numbers<'c>(&self, path: &str, min: Option<i64>, max: Option<i64>) -> Points<'c> {
        self.bounds(path, min, max).into_iter().map(number).collect()
    }

    /// Each threshold with its neighbours, within the bounds.
    fn bounds(&self, path: &str, min: Option<i64>, max: Option<i64>) -> BTreeSet<i64> {
        let thresholds = self.of(path).filter_map(|literal| match literal {
            LiteralValue::Int(number) => Some(*number.inner()),
            _ => None,
        });
        let near = thresholds.flat_map(|at| [at.saturating_sub(1), at, at.saturating_add(1)]);
        let bounded = |at: &i64| min.is_none_or(|min| *at >= min) && max.is_none_or(|max| *at <= max);
        near.chain(min).chain(max).chain([0]).filter(bounded).collect()
    }

    /// Each word, something behind it, and something before all.
    fn texts<'c>(&self, path: &str) -> Points<'c> {
        let mut all: BTreeSet<String> = BTreeSet::from([" ".to_owned()]);
        for word in self.words(path) {
            all.extend([word.to_owned(), format!("{word}!")]);
        }
        let plain = |word: &String| match word.strip_suffix('!') {
            Some(word) => format!("{word} 之外"),
            None if word == " " => "别的".to_owned(),
            None => word.clone(),
        };
        all.iter().map(|word| Some(Point { words: plain(word), holds: Held::Word(word.clone()) })).collect()
    }
}

/// `form.x` as a path.
fn path(node: &IdedExpr) -> Option<String> {
    match &node.expr {
        Expr::Select(SelectExpr { operand, field, .. }) => match &operand.expr {
            Expr::Ident(root) => Some(format!("{root}.{field}")),
            _ => None,
        },
        _ => None,
    }
}

/// The path of a field, or of the term whose code is compared.
fn base(node: &IdedExpr) -> Option<String> {
    path(node).or_else(|| match &node.expr {
        Expr::Select(SelectExpr { operand, field, .. }) if field == "code" => path(operand),
        // An attribute is told apart by its own values.
        Expr::Select(SelectExpr { operand, .. }) => path(operand).map(|path| format!("{path}#")),
        _ => None,
    })
}

fn literals(node: &IdedExpr) -> Option<Vec<LiteralValue>> {
    match &node.expr {
        Expr::Literal(literal) => Some(vec![literal.clone()]),
        Expr::List(list) => list.elements.iter().map(literals).collect::<Option<Vec<_>>>().map(|all| all.concat()),
        _ => None,
    }
}
