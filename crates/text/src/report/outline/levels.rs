//! Which candidates are headings, and how deep each stands. The numeral decides, not the mark on the page: parts are
//! level 1 whatever their numeral, and what stands under them counts on from there.

use super::heading::Heading;
use super::part::Part;
use crate::report::marks::Numeral;
use crate::report::model::{Kind, Role};

/// A heading with its place in the order.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The heading.
    pub heading: Heading,
    /// 1 for a part.
    pub level: u8,
    /// What it is for; below a part, the part's.
    pub role: Role,
    /// An annex that lists tasks.
    pub binding: bool,
}

/// Places the headings among the candidates.
pub fn place(mut candidates: Vec<Heading>, text: &[char], kind: Kind) -> Vec<Placed> {
    if kind != Kind::Report {
        // News has headings, but no review and no plan.
        candidates.retain(|one| one.mark.is_some());
        candidates.iter_mut().for_each(|one| one.part = None);
    }
    let top = top(&candidates);
    let kept = keep(candidates, &top);
    let mut placed = levels(kept, &top);
    roles(&mut placed, text);
    placed
}

/// How high a kind of heading stands; a heading without numeral stands above all.
fn rank(kind: Option<Numeral>) -> u8 {
    kind.map_or(0, |kind| kind as u8 + 1)
}

/// The kinds of numeral that parts carry here: the kind that says both 回顾 and 安排; where none does, those that say
/// one; where nobody speaks, the highest kind there is.
fn top(candidates: &[Heading]) -> Vec<u8> {
    let says = |part: Part| candidates.iter().filter(move |one| one.part == Some(part)).map(|one| rank(one.kind()));
    let mut both: Vec<u8> = says(Part::Review).filter(|kind| says(Part::Plan).any(|other| other == *kind)).collect();
    both.sort_unstable();
    if let Some(kind) = both.first() {
        return vec![*kind];
    }
    let highest = |part: Part| says(part).min();
    let spoken: Vec<u8> = [highest(Part::Review), highest(Part::Plan)].into_iter().flatten().collect();
    let numbered = candidates.iter().filter(|one| one.mark.is_some()).map(|one| rank(one.kind())).min();
    if spoken.is_empty() { numbered.into_iter().collect() } else { spoken }
}

fn is_part(heading: &Heading, top: &[u8]) -> bool {
    let beside = matches!(heading.part, Some(Part::Glossary | Part::Annex | Part::Closing)) && heading.mark.is_none();
    beside || (top.contains(&rank(heading.kind())) && (heading.mark.is_some() || heading.part.is_some()))
}

/// Leaves out numerals that only count: in the notes of terms, items out of sequence, a 一是 that no 二是 follows.
fn keep(candidates: Vec<Heading>, top: &[u8]) -> Vec<Heading> {
    let mut kept: Vec<Heading> = Vec::new();
    let mut notes = false;
    for (at, one) in candidates.iter().enumerate() {
        let part = is_part(one, top);
        if part && !(notes && one.mark.is_some()) {
            notes = one.part == Some(Part::Glossary);
        }
        let counts = match one.kind() {
            Some(Numeral::Firstly) => !heads_firstly(&candidates, at),
            Some(Numeral::Arabic | Numeral::Second | Numeral::Third | Numeral::BracketedArabic) => {
                !in_sequence(&kept, one, top)
            }
            // A line that reads like a part where parts carry numerals is a caption.
            None => !part,
            _ => false,
        };
        // 为便于审议,现将部分名词解释如下: the line below the heading of the notes says it once more.
        let again = notes && one.mark.is_none() && one.part == Some(Part::Glossary);
        let again = again
            && kept.last().is_some_and(|last| last.part == Some(Part::Glossary) && last.body + 3 > one.range.start);
        if counts || again || (notes && one.mark.is_some()) {
            continue;
        }
        kept.push(one.clone());
    }
    kept
}

/// 一是 heads only with 二是 behind it: its run, up to the next heading or the next 一是, counts from one.
fn heads_firstly(candidates: &[Heading], at: usize) -> bool {
    let number = |one: &Heading| one.mark.filter(|mark| mark.kind == Numeral::Firstly).map(|mark| mark.number);
    let start = candidates.iter().take(at + 1).rposition(|one| number(one) == Some(1)).unwrap_or(at);
    let run = candidates.iter().skip(start).map_while(number).zip(1..).take_while(|(number, due)| number == due);
    let length = run.count();
    length > 1 && at < start + length
}

/// Whether a heading's number is the next among its siblings; the first under a heading may also go on with the count of
/// its part: 1 to 4 under (一), 5 to 7 under (二).
fn in_sequence(kept: &[Heading], one: &Heading, top: &[u8]) -> bool {
    let Some(mark) = one.mark else { return false };
    let higher = kept.iter().rposition(|before| rank(before.kind()) < rank(one.kind())).map_or(0, |at| at + 1);
    let siblings = kept.get(higher..).unwrap_or_default().iter().filter(|before| before.kind() == one.kind());
    match siblings.filter_map(|before| before.mark).next_back() {
        Some(last) => last.number + 1 == mark.number,
        None => mark.number == 1 || runs_through(kept, one, mark.number, top),
    }
}

/// Whether the last heading of this kind in the part has the number before.
fn runs_through(kept: &[Heading], one: &Heading, number: u32, top: &[u8]) -> bool {
    let part = kept.iter().rposition(|before| is_part(before, top)).map_or(0, |at| at + 1);
    let own = kept.get(part..).unwrap_or_default().iter().rev().find(|before| before.kind() == one.kind());
    own.and_then(|last| last.mark).is_some_and(|last| last.number + 1 == number)
}

fn levels(kept: Vec<Heading>, top: &[u8]) -> Vec<Placed> {
    let mut stack: Vec<u8> = Vec::new();
    let mut annexed = false;
    kept.into_iter()
        .map(|heading| {
            let rank = rank(heading.kind());
            // An annex counts its own matters with whatever numerals it likes.
            let inner = annexed && heading.mark.is_some() && heading.part.is_none();
            if is_part(&heading, top) && !inner {
                stack = vec![rank];
                annexed = heading.part == Some(Part::Annex);
            } else {
                while stack.len() > 1 && stack.last().is_some_and(|last| *last >= rank) {
                    stack.pop();
                }
                stack.push(rank);
            }
            let level = u8::try_from(stack.len()).unwrap_or(u8::MAX);
            Placed { heading, level, role: Role::Other, binding: false }
        })
        .collect()
}

/// A part without a word of its own goes on as the one before: 三、加强政府自身建设 belongs to the plan.
fn roles(placed: &mut [Placed], text: &[char]) {
    let said: Vec<Option<Role>> =
        placed.iter().map(|one| if one.level == 1 { role(one.heading.part) } else { None }).collect();
    let first = said.iter().flatten().next().copied();
    // 一、去年的工作, then the tasks themselves, each a part: where no heading says plan, what follows the review is it.
    let unsaid = said.contains(&Some(Role::Review)) && !said.contains(&Some(Role::Plan));
    let mut role = match first {
        Some(Role::Plan) if placed.first().is_some_and(|one| one.level == 1) => Role::Review,
        _ => Role::Other,
    };
    let mut binding = false;
    for (one, said) in placed.iter_mut().zip(said) {
        if one.level == 1 {
            role = said.unwrap_or(if unsaid && role == Role::Review { Role::Plan } else { role });
            binding = super::binding(text, &one.heading);
        }
        one.role = role;
        one.binding = binding;
    }
}

fn role(part: Option<Part>) -> Option<Role> {
    Some(match part? {
        Part::Review => Role::Review,
        Part::Plan => Role::Plan,
        Part::Glossary => Role::Glossary,
        Part::Annex | Part::Closing => Role::Other,
    })
}
