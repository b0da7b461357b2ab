//! `figures.yaml`: what a pack counts, read against the kind of matter that each figure is of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::{Names, condition};
use crate::calendar::LengthUnit;
use crate::figures::book::PLAIN;
use crate::figures::{Better, Figure, Kind, Middle, Occasion, Since, State};
use crate::pack::guard::{Carried, CarriedKind, Guard, Seen};
use crate::pack::keys;
use crate::pack::model::{CaseType, Field, FieldType, Pack, SubCaseRule};
use crate::pack::source::{Entry, Node};
use crate::value::FieldName;

/// Reads the figures of a pack whose kinds of matter are read.
pub fn read_all(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> BTreeMap<String, Arc<Figure>> {
    for more in nodes.iter().skip(1) {
        desk.out.error(more.span, "duplicate-name", "一个事项包只能有一个 `figures:`").help("并成一个文件");
    }
    let Some(part) = nodes.first().and_then(|node| desk.part(node.span, node, &keys::FIGURES)) else {
        return BTreeMap::new();
    };
    let entries = desk.parts(&part, "figures");
    let known: BTreeSet<String> = entries.iter().map(|entry| entry.key.clone()).chain(plain_names(pack)).collect();
    let usual = usual(desk, &part, pack);
    let mut all = BTreeMap::new();
    for entry in entries {
        let found = figure(desk, entry, &Around { pack, names, known: &known, usual: usual.as_deref() });
        all.extend(found.map(|figure| (entry.key.clone(), figure)));
    }
    let amounts: BTreeSet<String> =
        all.values().filter(|figure| matches!(figure.kind, Kind::Sum { .. })).map(|figure| figure.id.clone()).collect();
    for figure in all.values_mut() {
        let Kind::Rate { of, over, .. } = &figure.kind else { continue };
        figure.of_amounts = of.iter().chain(over).any(|id| amounts.contains(id));
    }
    all.into_iter().map(|(name, figure)| (name, Arc::new(figure))).collect()
}

/// The shares of a pack that stand beside one another as what became of what came in. Only a share has a list below the
/// line that the others can be held against.
pub fn funnel(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack) -> Vec<String> {
    let named = nodes.first().and_then(|node| node.get("funnel")).map(|node| desk.names_of(node)).unwrap_or_default();
    let known = || pack.figures.keys().map(String::as_str);
    let mut ids = Vec::new();
    for (node, word) in named {
        let Some(name) = desk.known(node, word, ("unknown-figure", "数值"), known()) else { continue };
        let Some(figure) = pack.figures.get(&name) else { continue };
        if !matches!(figure.kind, Kind::Rate { .. }) {
            let message = format!("`{name}` 不是比率，不能放进漏斗");
            desk.out
                .error(node.span, "funnel-of-no-rate", message)
                .help("只写 `rate` 的数值；件数在各环节的一栏里已经有了");
        }
        ids.push(figure.id.clone());
    }
    ids
}

/// The kind of matter of the figures that name none: the one that the file names, or the only one.
fn usual(desk: &mut Desk<'_>, part: &Part<'_>, pack: &Pack) -> Option<String> {
    if let Some((node, word)) = desk.name(part, "of") {
        return desk.known(node, word, ("unknown-case", "事项"), pack.cases.keys().map(String::as_str));
    }
    pack.cases.keys().next().filter(|_| pack.cases.len() == 1).cloned()
}

fn plain_names(pack: &Pack) -> impl Iterator<Item = String> {
    let of_case = |case: &String| PLAIN.iter().map(|plain| format!("{case}-{}", plain.name)).collect::<Vec<_>>();
    pack.cases.keys().flat_map(of_case)
}

/// What a figure may speak of.
struct Around<'a> {
    pack: &'a Pack,
    names: &'a Names,
    known: &'a BTreeSet<String>,
    usual: Option<&'a str>,
}

/// The keys of which a figure has exactly one.
const KINDS: [&str; 9] = ["counts", "sums", "total", "latest", "stock", "mean", "median", "percentile", "rate"];

fn figure(desk: &mut Desk<'_>, entry: &Entry, around: &Around<'_>) -> Option<Figure> {
    let part = desk.part(entry.at, &entry.value, &keys::FIGURE)?;
    let title = desk.text(&part, "title");
    let basis = around.names.basis(desk, &part);
    let case = case_of(desk, &part, around)?;
    let kind = kind(desk, entry, &part, around, case);
    let less = less(desk, &part, around);
    let by = fields(desk, &part, case);
    let measure = measure(desk, &part, kind.as_ref());
    Some(Figure {
        id: format!("{}.{}", around.pack.name, entry.key),
        of: case.id.clone(),
        title_en: title.clone(),
        title,
        measure,
        better: better(desk, &part),
        by,
        public: desk.flag(&part, "public"),
        basis,
        kind: kind?,
        less,
        of_amounts: false,
        span: entry.at,
    })
}

/// The kind of matter: the one that is named, or the usual one.
fn case_of<'p>(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'p>) -> Option<&'p CaseType> {
    let cases = &around.pack.cases;
    match (desk.name(part, "of"), around.usual) {
        (Some((node, word)), _) => {
            let name = desk.known(node, word, ("unknown-case", "事项"), cases.keys().map(String::as_str))?;
            cases.get(&name).map(AsRef::as_ref)
        }
        (None, Some(usual)) => cases.get(usual).map(AsRef::as_ref),
        (None, None) => {
            let message = "没有写是哪种事项的数值";
            desk.out.error(part.at, "missing-key", message).help("在这里或文件开头写上 `of:` 和一个事项的名称");
            None
        }
    }
}

fn kind(desk: &mut Desk<'_>, entry: &Entry, part: &Part<'_>, around: &Around<'_>, case: &CaseType) -> Option<Kind> {
    let said: Vec<&str> = KINDS.into_iter().filter(|key| entry.value.get(key).is_some()).collect();
    let [one] = said.as_slice() else {
        let message = format!("数值 `{}` 要写且只写 {} 中的一个", entry.key, KINDS.join("、"));
        desk.out.error(entry.at, "unclear-figure", message).help("选一种算法");
        return None;
    };
    if part.has("where") && matches!(*one, "latest" | "rate") {
        let message = format!("`{one}` 不看条件，写了 `where` 也不会起作用");
        desk.out.error(part.at_key("where"), "misplaced-key", message).help("删去它；比率的条件写在组成它的计数里");
    }
    match *one {
        "counts" => counts(desk, part, around, case),
        "sums" | "total" => sums(desk, part, around, case),
        "latest" => latest(desk, part, case),
        "stock" => stock(desk, part, around, case),
        "rate" => rate(desk, part, around),
        _ => time(desk, part, around, case),
    }
}

fn counts(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>, case: &CaseType) -> Option<Kind> {
    let named = desk.names(part, "counts");
    let on: Vec<Occasion> = named.iter().filter_map(|(node, word)| occasion(desk, node, word, case)).collect();
    if on.is_empty() || on.len() < named.len() {
        return None;
    }
    let when = guard(desk, part, around, case, &on);
    Some(Kind::Count { on, when: when? })
}

/// An occasion of the kernel, a duty, or an action.
fn occasion(desk: &mut Desk<'_>, node: &Node, word: &str, case: &CaseType) -> Option<Occasion> {
    if let Some(own) = Occasion::of_word(word) {
        return Some(own);
    }
    let duties = case.deadlines.iter().filter(|deadline| deadline.is_duty());
    let duties = duties.map(|deadline| format!("{}{}", Occasion::DUTY, deadline.name));
    let actions = case.all_actions().map(|(_, action)| action.name.clone());
    let stages = case.stages.iter().map(|stage| format!("{}{}", Occasion::REACHED, stage.name));
    let own = Occasion::WORDS.map(|(word, _)| word.to_owned());
    let known: Vec<String> = own.into_iter().chain(duties).chain(stages).chain(actions).collect();
    let word = desk.known(node, word, ("unknown-event", "时机或动作"), known.iter().map(String::as_str))?;
    Some(match (word.strip_prefix(Occasion::DUTY), word.strip_prefix(Occasion::REACHED)) {
        (Some(duty), _) => Occasion::Duty(duty.to_owned()),
        (_, Some(stage)) => Occasion::Reached(stage.to_owned()),
        (None, None) => Occasion::Did(word),
    })
}

/// The condition, if there is one; none at all where it is wrong.
#[allow(clippy::option_option)]
fn guard(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    around: &Around<'_>,
    case: &CaseType,
    on: &[Occasion],
) -> Option<Option<Guard>> {
    let Some(node) = part.get("where") else { return Some(None) };
    let fields: Vec<Field> = case.form.iter().chain(&case.facts).cloned().collect();
    let stages: Vec<String> = case.stages.iter().map(|stage| stage.name.clone()).collect();
    let outcomes: Vec<String> = case.outcomes.keys().cloned().collect();
    let carried = carried(case, on, around);
    let seen = Seen {
        fields: &fields,
        input: &input(case, on),
        vocabularies: &case.vocabularies,
        stages: &stages,
        outcomes: &outcomes,
        carried: &carried,
    };
    condition(desk, node, &seen, &around.names.parsed).map(Some)
}

/// What a condition may read of what the action was given: of several occasions nothing.
fn input(case: &CaseType, on: &[Occasion]) -> Vec<Field> {
    let [Occasion::Did(name)] = on else { return Vec::new() };
    let of_name = case.all_actions().filter(|(_, action)| action.name == *name);
    let asked = of_name.flat_map(|(_, action)| &action.ask).filter(|field| !field.keeps);
    // Where an action stands in several stages, each may ask for less.
    asked.cloned().map(|field| Field { required: false, ..field }).collect()
}

/// How many sub-cases of a name are open, have closed, were refused, or closed with an outcome, where their kind is of this
/// pack.
fn counts_of((name, rule): (&String, &SubCaseRule), around: &Around<'_>) -> Carried {
    let kind = rule.opens.0.rsplit('.').next().unwrap_or_default();
    let outcomes = around.names.outcomes.get(kind).cloned().unwrap_or_default();
    let words = ["open", "closed", "refused"].map(str::to_owned).into_iter().chain(outcomes).collect();
    Carried { root: "subcases", name: name.clone(), kind: CarriedKind::Counts(words), optional: false }
}

/// What all of these occasions carry.
fn carried(case: &CaseType, on: &[Occasion], around: &Around<'_>) -> Vec<Carried> {
    let mut all: Vec<Carried> = case.subcases.iter().map(|rule| counts_of(rule, around)).collect();
    let words = |words: &[&str]| CarriedKind::Words(words.iter().map(|word| (*word).to_owned()).collect());
    if !on.is_empty() && on.iter().all(Occasion::has_clock) {
        let deadlines = case.deadlines.iter().map(|deadline| deadline.name.clone()).collect();
        let of_clock = [
            ("in_time", CarriedKind::Flag),
            ("verdict", words(&["met", "missed", "cancelled"])),
            ("deadline", CarriedKind::Words(deadlines)),
            ("round", CarriedKind::Number),
            ("extended", CarriedKind::Number),
        ];
        all.extend(of_clock.map(|(name, kind)| Carried { root: "clock", name: name.into(), kind, optional: false }));
    }
    if !on.is_empty() && on.iter().all(Occasion::has_rating) {
        all.push(Carried { root: "rating", name: "bad".into(), kind: CarriedKind::Flag, optional: false });
        let scores: BTreeSet<&String> = case.all_actions().flat_map(|(_, action)| action.scores.keys()).collect();
        let score =
            |name: &String| Carried { root: "rating", name: name.clone(), kind: CarriedKind::Number, optional: true };
        all.extend(scores.into_iter().map(score));
    }
    all
}

fn sums(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>, case: &CaseType) -> Option<Kind> {
    let cumulative = part.has("total");
    let (node, word) = desk.name(part, if cumulative { "total" } else { "sums" })?;
    let known = case.quantities.iter().map(|quantity| quantity.name.as_str());
    let quantity = desk.known(node, word, ("unknown-quantity", "数量"), known)?;
    let when = guard(desk, part, around, case, &[])?;
    Some(Kind::Sum { quantity, when, cumulative })
}

fn latest(desk: &mut Desk<'_>, part: &Part<'_>, case: &CaseType) -> Option<Kind> {
    let (node, word) = desk.name(part, "latest")?;
    let numbers = [FieldType::Integer, FieldType::Number, FieldType::Decimal, FieldType::Money];
    field(desk, node, word, case, &numbers).map(|field| Kind::Latest { field })
}

fn stock(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>, case: &CaseType) -> Option<Kind> {
    let state = desk.choice(part, "stock", &State::WORDS).and_then(State::of_word)?;
    let when = guard(desk, part, around, case, &[])?;
    Some(Kind::Stock { state, when })
}

fn time(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>, case: &CaseType) -> Option<Kind> {
    let key = ["mean", "median", "percentile"].into_iter().find(|key| part.has(key))?;
    let span = part.get(key).and_then(|node| desk.part(part.at_key(key), node, &keys::TIME))?;
    let from = desk.name(&span, "from").and_then(|(node, word)| {
        let stages = case.stages.iter().map(|stage| stage.name.as_str());
        let word = desk.known(node, word, ("unknown-stage", "环节"), std::iter::once("filed").chain(stages))?;
        Some(if word == "filed" { Since::Filed } else { Since::Stage(word) })
    });
    let until = desk.name(&span, "until").and_then(|(node, word)| occasion(desk, node, word, case))?;
    let share = desk.integer(&span, "share", 1..=99).and_then(|share| u8::try_from(share).ok());
    let take = match (key, share) {
        ("mean", _) => Middle::Mean,
        ("median", _) => Middle::Percentile(50),
        (_, Some(share)) => Middle::Percentile(share),
        _ => {
            desk.out.error(span.at, "missing-key", "分位数没有写 `share`").help("如 `share: 90`");
            return None;
        }
    };
    let unit = desk.choice(part, "in", &["min", "h", "wh", "d", "wd"]).unwrap_or("wh");
    let units = [LengthUnit::Min, LengthUnit::H, LengthUnit::Wh, LengthUnit::D, LengthUnit::Wd];
    let unit = units.into_iter().find(|known| known.spelling() == unit)?;
    let when = guard(desk, part, around, case, std::slice::from_ref(&until))?;
    Some(Kind::Time { from: from?, until, unit, take, when })
}

fn rate(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>) -> Option<Kind> {
    let rate = part.get("rate").and_then(|node| desk.part(part.at_key("rate"), node, &keys::RATE))?;
    let mut ids = |key: &'static str| -> Option<Vec<String>> {
        let named = desk.names(&rate, key);
        let known = || around.known.iter().map(String::as_str);
        let all = named.iter().map(|(node, word)| desk.known(node, word, ("unknown-figure", "数值"), known()));
        let all: Option<Vec<String>> = all.collect();
        Some(all?.into_iter().map(|name| format!("{}.{name}", around.pack.name)).collect())
    };
    let (of, over, beside) = (ids("of"), ids("over"), ids("beside"));
    Some(Kind::Rate { of: of?, over: over?, beside: beside? })
}

/// The counts that are taken off above the line.
fn less(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>) -> Vec<String> {
    let rate = part.get("rate").and_then(|node| node.get("less"));
    let named = rate.map(|node| desk.names_of(node)).unwrap_or_default();
    let known = || around.known.iter().map(String::as_str);
    let all = named.iter().filter_map(|(node, word)| desk.known(node, word, ("unknown-figure", "数值"), known()));
    all.map(|name| format!("{}.{name}", around.pack.name)).collect()
}

/// A field of the matter that has one of these types and is nobody's own.
fn field(desk: &mut Desk<'_>, node: &Node, word: &str, case: &CaseType, kinds: &[FieldType]) -> Option<FieldName> {
    let name = word.strip_prefix("form.").unwrap_or(word);
    let known = case.form.iter().chain(&case.facts).map(|field| field.name.as_str());
    desk.known(node, name, ("unknown-field", "字段"), known.collect::<Vec<_>>())?;
    let field = case.field(name)?;
    if field.personal || !kinds.contains(&field.kind) {
        let wanted: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.word())).collect();
        let message = format!("字段 `{name}` 的类型是 `{}`，这里要 {}", field.kind.word(), wanted.join("、"));
        desk.out.error(node.span, "wrong-field-type", message).help("换一个字段；个人信息不作统计");
        return None;
    }
    Some(field.name.clone())
}

fn fields(desk: &mut Desk<'_>, part: &Part<'_>, case: &CaseType) -> Vec<FieldName> {
    let kinds = [FieldType::Term, FieldType::Unit, FieldType::Place, FieldType::Boolean, FieldType::Entry];
    let named = desk.names(part, "by");
    named.into_iter().filter_map(|(node, word)| field(desk, node, word, case, &kinds)).collect()
}

fn better(desk: &mut Desk<'_>, part: &Part<'_>) -> Better {
    match desk.choice(part, "better", &["more", "less", "neither"]) {
        Some("more") => Better::More,
        Some("less") => Better::Less,
        _ => Better::Neither,
    }
}

/// The unit of measure: that of a rate and of a time follows from what they are.
fn measure(desk: &mut Desk<'_>, part: &Part<'_>, kind: Option<&Kind>) -> String {
    if let Some(said) = desk.text_if(part, "measure") {
        return said;
    }
    match kind {
        Some(Kind::Sum { .. } | Kind::Latest { .. }) => {
            let message = "数量没有写计量单位";
            desk.out.error(part.at, "missing-key", message).help("写上 `measure:`，如 `平方米`");
            String::new()
        }
        Some(Kind::Rate { .. }) => "%".to_owned(),
        Some(Kind::Time { unit, .. }) => match unit {
            LengthUnit::Min => "分钟",
            LengthUnit::Wh => "工作小时",
            LengthUnit::D => "天",
            LengthUnit::Wd => "工作日",
            LengthUnit::H | LengthUnit::Mo => "小时",
        }
        .to_owned(),
        _ => "件".to_owned(),
    }
}
