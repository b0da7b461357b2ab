//! A total and its parts in one sentence or two: do the parts give the total?

use super::finding::{Class, Finding, number};
use super::statement::{Statement, Statements};

/// Parts stand within so many characters behind the total.
const NEAR: usize = 320;

/// What has become of a thing: each part must say another one.
const STATES: &[&[&str]] = &[
    &["储备", "谋划", "策划"],
    &["签约"],
    &["开工", "启动", "新开"],
    &["续建", "在建", "推进", "进展", "加快建设"],
    &["完工", "竣工", "建成", "投用", "投产", "完成", "交付"],
    &["落地"],
];

/// Every total with at least three parts of it behind.
pub fn find(statements: &Statements<'_>) -> Vec<Finding> {
    let all = &statements.all;
    all.iter().enumerate().filter_map(|(at, total)| unfit(total, all.get(at + 1..)?)).collect()
}

fn unfit(total: &Statement<'_>, rest: &[Statement<'_>]) -> Option<Finding> {
    let (whole, measure) = total.size?;
    let noun = noun(total)?;
    if !total.actual() || !total.exact() || total.indicator.quote.contains("其中") {
        return None;
    }
    let near = rest
        .iter()
        .take_while(|part| part.beside(total) && part.indicator.span.start < total.indicator.span.end + NEAR);
    let mut parts: Vec<(&Statement<'_>, usize)> = Vec::new();
    let mut behind = total.indicator.span.end;
    for part in near {
        // A new sentence begins with new things, unless it goes on with the parts: at most one stop lies before the first.
        let stops = stops(total, behind, part.indicator.span.start);
        if stops > usize::from(parts.is_empty()) {
            break;
        }
        behind = behind.max(part.indicator.span.end);
        let (size, same) = part.size?;
        let counts = same == measure && part.exact() && part.indicator.quote.contains(noun.as_str()) && size < whole;
        // Another total begins: its parts are its own.
        if same == measure && part.indicator.quote.contains(noun.as_str()) && size >= whole {
            break;
        }
        match state(part).filter(|_| counts) {
            Some(state) if parts.iter().any(|(_, known)| *known == state) => break,
            Some(state) => parts.push((part, state)),
            None if counts => break,
            None => {}
        }
    }
    let sum: f64 = parts.iter().filter_map(|(part, _)| part.size).map(|(size, _)| size).sum();
    if parts.len() < 3 || (sum - whole).abs() < 0.5 {
        return None;
    }
    Some(told(total, &parts, whole, sum))
}

/// How many sentences end between two places.
fn stops(total: &Statement<'_>, from: usize, to: usize) -> usize {
    let between = total.given.chars().get(from..to).unwrap_or_default();
    between.iter().filter(|letter| matches!(letter, '。' | '!' | '！')).count()
}

fn told(total: &Statement<'_>, parts: &[(&Statement<'_>, usize)], whole: f64, sum: f64) -> Finding {
    let numbers: Vec<String> = parts.iter().filter_map(|(part, _)| part.size).map(|(size, _)| number(size)).collect();
    let sides: Vec<&Statement<'_>> = std::iter::once(total).chain(parts.iter().map(|(part, _)| *part)).collect();
    let rest = number((whole - sum).abs());
    let arithmetic = format!("{} = {} ≠ {}", numbers.join(" + "), number(sum), number(whole));
    let (zh, en) = if sum > whole {
        (
            format!("各部分合计比总数多{rest}：集合有重叠，或总数另有所指"),
            format!("The parts are {rest} more than the total: they overlap, or the total counts something else"),
        )
    } else {
        (format!("总数中有{rest}没有交代状态"), format!("{rest} of the total have no state"))
    };
    let mut finding = Finding::about(Class::DoesNotAddUp, "parts-and-total", &sides);
    total.indicator.name.clone_into(&mut finding.subject);
    finding.saying(arithmetic, zh, en)
}

/// The thing counted: the last two characters of the total's name.
fn noun(total: &Statement<'_>) -> Option<String> {
    let letters: Vec<char> = total.indicator.name.chars().collect();
    let noun: String = letters.get(letters.len().checked_sub(2)?..)?.iter().collect();
    (letters.len() > 3 && total.indicator.quote.contains(noun.as_str())).then_some(noun)
}

/// What the clause says has become of a part.
fn state(part: &Statement<'_>) -> Option<usize> {
    let from = part.indicator.span.start;
    let text = part.given.chars().get(from..)?;
    let clause: String =
        text.iter().take(24).take_while(|letter| !matches!(letter, ',' | '，' | '。' | ';' | '；')).collect();
    STATES.iter().position(|words| words.iter().any(|word| clause.contains(word)))
}
