//! Figures can be worked out: a rate divides like by like, nothing is counted twice unawares, amounts have one measure,
//! and late is seen when it comes.

use super::cells::{Ground, together};
use crate::casework::case::WarningLevel;
use crate::figures::book::Book;
use crate::figures::{Figure, Kind, Occasion, State};
use crate::pack::diagnostic::Findings;
use crate::pack::guard::Guard;
use crate::pack::model::{CaseType, Measure, Pack};

/// Checks the figures of a pack.
pub fn check(pack: &Pack, out: &mut Findings) {
    let book = Book::of([pack]);
    for figure in pack.figures.values() {
        let Some((_, name)) = figure.of.0.split_once('.') else { continue };
        let Some(case) = pack.cases.get(name) else { continue };
        match &figure.kind {
            Kind::Rate { of, over, beside } => {
                divisible(figure, &book, of.iter().chain(over).chain(beside).chain(&figure.less), out);
                one_measure(figure, &book, of, over, out);
                [of, over].into_iter().for_each(|ids| apart(figure, &book, case, ids, out));
            }
            Kind::Sum { quantity, .. } => same_measure(figure, case, quantity, out),
            Kind::Count { on, .. } if on.contains(&Occasion::Overdue) => seen_when_late(figure, case, out),
            Kind::Stock { state: State::Late, .. } => seen_when_late(figure, case, out),
            _ => {}
        }
        repeated(figure, out);
    }
}

/// Only what is counted, or what was recorded in a time, can be divided, like by like: a level or a middle of times has no
/// list of its own below the line.
fn divisible<'i>(figure: &Figure, book: &Book, ids: impl Iterator<Item = &'i String>, out: &mut Findings) {
    let fits = |found: &Figure| match &found.kind {
        Kind::Count { .. } => !figure.of_amounts,
        Kind::Sum { cumulative, .. } => !cumulative,
        _ => false,
    };
    for found in ids.filter_map(|id| book.figure(id)).filter(|found| !fits(found)) {
        let message = if figure.of_amounts {
            format!("`{}` 不是求和的数值，不能与数量放进同一个比率", found.id)
        } else {
            format!("`{}` 不是计次的数值，不能放进比率", found.id)
        };
        out.error(figure.span, "rate-of-no-count", message)
            .help("分子、分母都用 `counts` 的数值，或都用 `sums` 的数值");
    }
}

fn one_measure(figure: &Figure, book: &Book, of: &[String], over: &[String], out: &mut Findings) {
    let mut measures: Vec<&str> =
        of.iter().chain(over).filter_map(|id| book.figure(id)).map(|found| found.measure.as_str()).collect();
    measures.sort_unstable();
    measures.dedup();
    if measures.len() > 1 {
        let message = format!("分子与分母的计量单位不同：{}", measures.join("、"));
        out.error(figure.span, "rate-of-two-measures", message).help("人次不能除以件数：换成同一单位的数值");
    }
    if figure.measure != "%" {
        let message = format!("比率的计量单位是 `%`，不是 `{}`", figure.measure);
        out.error(figure.span, "wrong-measure", message).help("删去 `measure`，或写 `\"%\"`");
    }
}

/// Two counts that are added must not count one and the same happening.
fn apart(figure: &Figure, book: &Book, case: &CaseType, ids: &[String], out: &mut Findings) {
    let found: Vec<_> = ids.iter().filter_map(|id| book.figure(id)).collect();
    let pairs = found.iter().enumerate().flat_map(|(at, one)| found.iter().skip(at + 1).map(move |other| (one, other)));
    for (one, other) in pairs.filter(|(one, other)| overlap(case, one, other)) {
        let message = format!("`{}` 与 `{}` 会把同一件事各计一次，相加就重复了", one.id, other.id);
        out.warning(figure.span, "counted-twice", message).help("让两者的 `where` 互不相容，或只用其中一个");
    }
}

fn overlap(case: &CaseType, one: &Figure, other: &Figure) -> bool {
    let (Kind::Count { on: a, when: first }, Kind::Count { on: b, when: second }) = (&one.kind, &other.kind) else {
        return false;
    };
    let same = one.of == other.of && a.iter().any(|left| b.iter().any(|right| left.meets(right)));
    same && both_can_hold(case, first.as_ref(), second.as_ref())
}

/// Whether two conditions can hold at once; where that cannot be tried, they can unless one is the other's denial.
fn both_can_hold(case: &CaseType, one: Option<&Guard>, other: Option<&Guard>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let denies = |a: &Guard, b: &Guard| a.source == format!("!{}", b.source) || a.source == format!("!({})", b.source);
    if denies(one, other) || denies(other, one) {
        return false;
    }
    let ground = Ground { case, input: &[], rounds: 1..=i64::from(case.rounds_max.max(1)) };
    together(&ground, &[Some(one)], &[Some(other)]).is_none_or(|cells| !cells.is_empty())
}

/// Metres and people do not add up.
fn same_measure(figure: &Figure, case: &CaseType, quantity: &str, out: &mut Findings) {
    let Some(known) = case.quantities.iter().find(|known| known.name == quantity) else { return };
    match &known.measure {
        Measure::Field(field) => {
            let message = format!("数量 `{quantity}` 的计量单位由每件的 `{field}` 决定，各件不能相加");
            out.error(figure.span, "mixed-measures", message).help("给数量写一个固定的计量单位，或按登记簿条目看累计");
        }
        Measure::Words(words) if *words != figure.measure => {
            let message = format!("数量 `{quantity}` 以{words}计，这里却写 `{}`", figure.measure);
            out.error(figure.span, "wrong-measure", message).help(format!("写 `measure: {words}`"));
        }
        Measure::Words(_) => {}
    }
}

/// Late comes by time alone: only a red warning at the due instant wakes the kernel to see it.
fn seen_when_late(figure: &Figure, case: &CaseType, out: &mut Findings) {
    let blind = case.deadlines.iter().filter(|deadline| {
        let due =
            |warning: &crate::pack::model::WarningRule| warning.level == WarningLevel::Red && warning.at_percent >= 100;
        !deadline.is_duty() && !deadline.warnings.iter().any(due)
    });
    for deadline in blind {
        let message = format!("时限 `{}` 到期时没有红色预警，超期要到下一次有人办理才看得见", deadline.name);
        out.error(figure.span, "late-unseen", message)
            .help(format!("在 `{}` 写 `warn: {{ level: red, at: 100, … }}`", deadline.name));
    }
}

/// A matter that comes on one occasion twice in a list would count twice.
fn repeated(figure: &Figure, out: &mut Findings) {
    let Kind::Count { on, .. } = &figure.kind else { return };
    let pairs = on.iter().enumerate().flat_map(|(at, one)| on.iter().skip(at + 1).map(move |other| (one, other)));
    for (one, other) in pairs.filter(|(one, other)| one.meets(other)) {
        let message = format!("`{one}` 与 `{other}` 会是同一件事，会计两次");
        out.warning(figure.span, "counted-twice", message).help("只写其中一个");
    }
}
