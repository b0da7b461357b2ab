//! Branches that fit together: none waits in a circle, each can begin, and how they join is decided in every case. Each
//! branch brings the outcomes with which it can end; which of them can come together is found by trying those that
//! another branch asks for, and no others, so that twelve branches side by side are no more than twelve.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Flow, Joins};
use crate::pack::diagnostic::{Findings, TraceStep};
use crate::pack::model::{Accepts, BranchRule, Split, Stage};

/// More mixtures of outcomes than this are not looked at.
const MOST: usize = 1 << 14;

/// What the branches of a stage can come to.
pub struct Plan {
    /// How they can join.
    pub joins: Joins,
    /// The way to the beginning of each branch, through those that it waits for.
    pub begins: BTreeMap<String, Vec<TraceStep>>,
    /// How many mixtures were looked at.
    pub looked_at: usize,
}

/// Checks the branches of a stage against each other; `None` where nothing can be said of what they come to.
pub fn check<'s>((stage, split): (&'s Stage, &'s Split), flows: &'s [Flow], out: &mut Findings) -> Option<Plan> {
    dead_outcomes((stage, split), flows, out);
    let Some(order) = in_order(split) else {
        circle(split, out);
        return None;
    };
    let ends = |branch: &'s BranchRule| {
        let flow = flows.iter().find(|flow| flow.branch.as_ref() == Some(&branch.name));
        let mut ends = flow.map(Flow::outcomes).unwrap_or_default();
        // One that is gone on a condition may also end as it does where it is not gone.
        ends.extend(branch.when.iter().flat_map(|_| branch.otherwise.as_deref()));
        ends
    };
    let ends = split.branches.iter().map(|branch| (branch.name.as_str(), ends(branch))).collect();
    let mut mixer = Mixer { split, order, ends, found: Vec::new(), cut_short: false };
    mixer.mix(0, &mut Vec::new());
    if mixer.cut_short {
        let message = format!("“{}”各分支的结果有太多种组合，不能证明总能汇合", stage.title);
        out.error(split.join.span, "not-proven", message).help("让分支少看别的分支的结果，或拆成两个环节");
        return None;
    }
    unread(&mixer, stage, out);
    let comes = mixer.best().is_some_and(|(most, _)| most >= split.needed());
    dead_branches(&mixer, comes, out);
    let joins = joins(&mixer, stage, flows, out);
    let begins = split.branches.iter().map(|branch| (branch.name.clone(), mixer.steps_before(branch, flows))).collect();
    Some(Plan { joins, begins, looked_at: mixer.found.len() })
}

/// How a branch goes in a mixture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Goes<'s> {
    /// It ends with this outcome.
    Ends(&'s str),
    /// It is not gone: what it waits for ended in another way.
    Skipped(&'s str),
    /// Nobody asks with which outcome it ends: with one that counts, or with one that does not.
    Either(Option<&'s str>, Option<&'s str>),
}

/// How all branches go, each behind those that it waits for.
type Mixture<'s> = Vec<(&'s BranchRule, Goes<'s>)>;

/// Tries how the branches can end together.
struct Mixer<'s> {
    split: &'s Split,
    /// The branches, each behind those that it waits for.
    order: Vec<&'s BranchRule>,
    /// The outcomes with which each can end.
    ends: BTreeMap<&'s str, BTreeSet<&'s str>>,
    found: Vec<Vec<(usize, Taken)>>,
    cut_short: bool,
}

/// How a branch goes, by the places of its outcomes among those of the stage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Taken {
    Ends(usize),
    Skipped(usize),
    Either,
}

impl<'s> Mixer<'s> {
    /// Fixes the branch at a place of the order in every way that matters, then those behind it.
    fn mix(&mut self, at: usize, so_far: &mut Vec<(usize, Taken)>) {
        if self.found.len() >= MOST {
            self.cut_short = true;
            return;
        }
        if at == self.order.len() {
            self.found.push(so_far.clone());
            return;
        }
        for taken in self.ways(at, so_far) {
            so_far.push((at, taken));
            self.mix(at + 1, so_far);
            so_far.pop();
        }
    }

    fn ways(&self, at: usize, so_far: &[(usize, Taken)]) -> Vec<Taken> {
        let Some(branch) = self.order.get(at) else { return Vec::new() };
        if !self.fits(branch, so_far) {
            let otherwise = branch.otherwise.as_deref().and_then(|outcome| self.place(outcome));
            return otherwise.map(Taken::Skipped).into_iter().collect();
        }
        if !self.is_read(branch) {
            return vec![Taken::Either];
        }
        let mut told = BTreeSet::new();
        let own = self.ends.get(branch.name.as_str()).into_iter().flatten();
        let other = own.filter(|outcome| told.insert(self.meaning(branch, outcome)));
        other.filter_map(|outcome| self.place(outcome)).map(Taken::Ends).collect()
    }

    /// What an outcome of a branch means to others: whether it counts, and who begins after it.
    fn meaning(&self, branch: &BranchRule, outcome: &str) -> (bool, Vec<bool>) {
        let after = self.order.iter().filter_map(|other| other.after.get(&branch.name));
        (self.split.counts(outcome), after.map(|accepts| accepts.fits(Some(outcome))).collect())
    }

    /// Whether another branch asks with which outcome this one ends.
    fn is_read(&self, branch: &BranchRule) -> bool {
        self.order.iter().any(|other| matches!(other.after.get(&branch.name), Some(Accepts::Only(_))))
    }

    fn fits(&self, branch: &BranchRule, so_far: &[(usize, Taken)]) -> bool {
        let of = |name: &str| so_far.iter().find(|(at, _)| self.order.get(*at).is_some_and(|it| it.name == name));
        branch.after.iter().all(|(name, accepts)| match (accepts, of(name)) {
            (Accepts::Any, _) => true,
            (accepts, Some((_, Taken::Ends(place) | Taken::Skipped(place)))) => accepts.fits(self.outcome(*place)),
            (Accepts::Only(_), _) => false,
        })
    }

    fn place(&self, outcome: &str) -> Option<usize> {
        self.split.outcomes.keys().position(|known| known == outcome)
    }

    fn outcome(&self, place: usize) -> Option<&'s str> {
        self.split.outcomes.keys().nth(place).map(String::as_str)
    }

    /// The mixtures, in words.
    fn mixtures(&self) -> impl Iterator<Item = Mixture<'s>> {
        self.found.iter().map(|found| found.iter().filter_map(|(at, taken)| self.told(*at, *taken)).collect())
    }

    fn told(&self, at: usize, taken: Taken) -> Option<(&'s BranchRule, Goes<'s>)> {
        let branch = *self.order.get(at)?;
        let goes = match taken {
            Taken::Ends(place) => Goes::Ends(self.outcome(place)?),
            Taken::Skipped(place) => Goes::Skipped(self.outcome(place)?),
            Taken::Either => {
                let own = || self.ends.get(branch.name.as_str()).into_iter().flatten().copied();
                let (well, ill) = (own().find(|it| self.split.counts(it)), own().find(|it| !self.split.counts(it)));
                Goes::Either(well, ill)
            }
        };
        Some((branch, goes))
    }

    /// The fewest and the most branches of a mixture that end well, of those that are asked about.
    fn count(&self, mixture: &Mixture<'s>, of: impl Fn(&BranchRule) -> bool) -> (usize, usize) {
        let one = |goes: Goes<'_>| match goes {
            Goes::Ends(outcome) | Goes::Skipped(outcome) => {
                let well = usize::from(self.split.counts(outcome));
                (well, well)
            }
            Goes::Either(well, ill) => (usize::from(ill.is_none() && well.is_some()), usize::from(well.is_some())),
        };
        let all = mixture.iter().filter(|(branch, _)| of(branch)).map(|(_, goes)| one(*goes));
        all.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// All that must have ended before a branch begins.
    fn before(&self, branch: &BranchRule) -> BTreeSet<&'s str> {
        let mut all = BTreeSet::new();
        let mut open: Vec<String> = branch.after.keys().cloned().collect();
        while let Some(name) = open.pop() {
            if let Some(known) = self.split.branch(&name)
                && all.insert(known.name.as_str())
            {
                open.extend(known.after.keys().cloned());
            }
        }
        all
    }

    /// What is known when a branch may begin: all that ended before it, and what is skipped because one of these did not
    /// end as it asks, whatever else it waits for.
    fn decided(&self, branch: &BranchRule, mixture: &Mixture<'s>) -> BTreeSet<&'s str> {
        let mut known = self.before(branch);
        for (it, _) in mixture.iter().filter(|(it, goes)| it.name != branch.name && matches!(goes, Goes::Skipped(_))) {
            let fails = |(name, accepts): (&String, &Accepts)| {
                known.contains(name.as_str()) && !accepts.fits(ended(mixture, name))
            };
            if it.after.iter().any(fails) {
                known.insert(it.name.as_str());
            }
        }
        known
    }

    /// Whether a branch begins in a mixture: it is not skipped, and the join is not decided before.
    fn begins(&self, branch: &BranchRule, mixture: &Mixture<'s>) -> bool {
        let gone = mixture.iter().any(|(it, goes)| it.name == branch.name && !matches!(goes, Goes::Skipped(_)));
        let decided = self.decided(branch, mixture);
        let (least, most) = self.count(mixture, |it| decided.contains(it.name.as_str()));
        let hopeful = |it: &&BranchRule| self.ends.get(it.name.as_str()).is_some_and(|all| self.may_count(it, all));
        let others =
            self.order.iter().copied().filter(|it| !decided.contains(it.name.as_str())).filter(hopeful).count();
        let needed = self.split.needed();
        gone && least < needed && most.min(needed.saturating_sub(1)) + others >= needed
    }

    fn may_count(&self, branch: &BranchRule, ends: &BTreeSet<&str>) -> bool {
        ends.iter().copied().chain(branch.otherwise.as_deref()).any(|outcome| self.split.counts(outcome))
    }

    /// The mixture in which as few as possible end badly and yet enough of them do, by branches and outcomes.
    fn shortest_failure(&self) -> Option<Vec<(&'s BranchRule, String)>> {
        let needed = self.split.needed();
        let mut best: Option<(usize, Vec<(&'s BranchRule, String)>)> = None;
        for mixture in self.mixtures() {
            let (least, most) = self.count(&mixture, |_| true);
            if least >= needed {
                continue;
            }
            let mut to_fail = (most + 1).saturating_sub(needed);
            let mut ends = Vec::new();
            for (branch, goes) in mixture {
                let outcome = match goes {
                    Goes::Ends(outcome) | Goes::Skipped(outcome) => Some(outcome),
                    Goes::Either(Some(_), Some(ill)) if to_fail > 0 => {
                        to_fail -= 1;
                        Some(ill)
                    }
                    Goes::Either(well, ill) => well.or(ill),
                };
                ends.extend(outcome.map(|outcome| (branch, outcome.to_owned())));
            }
            let bad = ends.iter().filter(|(_, outcome)| !self.split.counts(outcome)).count();
            if best.as_ref().is_none_or(|(fewest, _)| bad < *fewest) {
                best = Some((bad, ends));
            }
        }
        best.map(|(_, ends)| ends)
    }

    /// The mixture in which the most end well.
    fn best(&self) -> Option<(usize, Vec<(&'s BranchRule, String)>)> {
        let scored = self.mixtures().map(|mixture| (self.count(&mixture, |_| true).1, mixture));
        let (most, mixture) = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        let outcome = |goes| match goes {
            Goes::Ends(outcome) | Goes::Skipped(outcome) => Some(outcome),
            Goes::Either(well, ill) => well.or(ill),
        };
        let ends = mixture.iter().filter_map(|(branch, goes)| Some((*branch, outcome(*goes)?.to_owned()))).collect();
        Some((most, ends))
    }

    /// The way on which so many branches end well (or badly), each behind those that it waits for.
    fn steps_to(
        &self,
        ends: &[(&'s BranchRule, String)],
        (well, count): (bool, usize),
        flows: &[Flow],
    ) -> Vec<TraceStep> {
        let wanted = ends.iter().filter(|(_, outcome)| self.split.counts(outcome) == well).take(count);
        let mut needed: BTreeSet<&str> = BTreeSet::new();
        for (branch, _) in wanted {
            needed.extend(self.before(branch));
            needed.insert(branch.name.as_str());
        }
        let gone = ends.iter().filter(|(branch, _)| needed.contains(branch.name.as_str()));
        gone.flat_map(|(branch, outcome)| steps(branch, outcome, flows)).collect()
    }

    /// The way to the beginning of a branch.
    fn steps_before(&self, branch: &BranchRule, flows: &[Flow]) -> Vec<TraceStep> {
        let before = self.before(branch);
        let mixture = self.mixtures().find(|mixture| self.begins(branch, mixture)).unwrap_or_default();
        let first = mixture.iter().filter(|(it, _)| before.contains(it.name.as_str()));
        let outcome = |goes| match goes {
            Goes::Ends(outcome) => Some(outcome),
            Goes::Skipped(_) => None,
            Goes::Either(well, ill) => ill.or(well),
        };
        let ends = first.filter_map(|(branch, goes)| Some((*branch, outcome(*goes)?.to_owned())));
        ends.flat_map(|(branch, outcome)| steps(branch, &outcome, flows)).collect()
    }
}

/// The outcome of a branch in a mixture, where somebody asks about it.
fn ended<'s>(mixture: &Mixture<'s>, name: &str) -> Option<&'s str> {
    match mixture.iter().find(|(it, _)| it.name == name) {
        Some((_, Goes::Ends(outcome) | Goes::Skipped(outcome))) => Some(outcome),
        _ => None,
    }
}

/// The shortest way of a branch to an outcome; none where it is skipped with it.
fn steps(branch: &BranchRule, outcome: &str, flows: &[Flow]) -> Vec<TraceStep> {
    let flow = flows.iter().find(|flow| flow.branch.as_ref() == Some(&branch.name));
    flow.map(|flow| flow.to_outcome(outcome, 1)).unwrap_or_default()
}

/// The branches, each behind those that it waits for; none if some wait for each other.
fn in_order(split: &Split) -> Option<Vec<&BranchRule>> {
    let mut order: Vec<&BranchRule> = Vec::new();
    while order.len() < split.branches.len() {
        let placed = |name: &String| order.iter().any(|it| it.name == *name);
        let next = split.branches.iter().find(|it| !placed(&it.name) && it.after.keys().all(placed))?;
        order.push(next);
    }
    Some(order)
}

/// Tells of branches that wait for each other: the shortest circle.
fn circle(split: &Split, out: &mut Findings) {
    let circles = split.branches.iter().filter_map(|branch| round(split, branch));
    let Some(circle) = circles.min_by_key(Vec::len) else { return };
    let titles: Vec<String> = circle.iter().map(|branch| format!("“{}”", branch.title)).collect();
    let Some(first) = circle.first() else { return };
    let message =
        format!("分支 {} 等 {}，互相等待，谁也不能开始", titles.join(" 等 "), format_args!("“{}”", first.title));
    out.error(first.span, "branches-in-circle", message).help("去掉其中一个 `after`");
}

/// The shortest way from a branch by what it waits for back to itself.
fn round<'s>(split: &'s Split, start: &'s BranchRule) -> Option<Vec<&'s BranchRule>> {
    let mut ways: Vec<Vec<&BranchRule>> = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut next = Vec::new();
        for way in ways {
            for name in way.last().into_iter().flat_map(|last| last.after.keys()) {
                if *name == start.name {
                    return Some(way);
                }
                if let Some(branch) = split.branch(name).filter(|_| seen.insert(name.as_str())) {
                    next.push(way.iter().copied().chain([branch]).collect());
                }
            }
        }
        ways = next;
    }
    None
}

/// An outcome that no branch ends with is there in vain.
fn dead_outcomes((stage, split): (&Stage, &Split), flows: &[Flow], out: &mut Findings) {
    let otherwise = split.branches.iter().filter_map(|branch| branch.otherwise.as_deref());
    let of_split = |flow: &&Flow| flow.branch.as_deref().is_some_and(|name| split.branch(name).is_some());
    let ends: BTreeSet<&str> = flows.iter().filter(of_split).flat_map(Flow::outcomes).chain(otherwise).collect();
    for (outcome, title) in split.outcomes.iter().filter(|(outcome, _)| !ends.contains(outcome.as_str())) {
        let message = format!("环节“{}”的分支结果“{title}”（`{outcome}`）没有一个分支会用到", stage.title);
        out.error(stage.span, "dead-outcome", message).help("让某个分支 `end:` 于它，或删去它");
    }
}

/// Outcomes that mean the same to the join and to every branch: nobody reads which of them it was.
fn unread(mixer: &Mixer<'_>, stage: &Stage, out: &mut Findings) {
    let mut told: BTreeMap<(bool, Vec<bool>), Vec<&String>> = BTreeMap::new();
    let asks = || mixer.order.iter().flat_map(|branch| branch.after.values());
    // That a branch was not gone is a thing of its own to say.
    let skips = |outcome: &&String| mixer.order.iter().any(|branch| branch.otherwise.as_ref() == Some(*outcome));
    for outcome in mixer.split.outcomes.keys().filter(|outcome| !skips(outcome)) {
        let meaning = (mixer.split.counts(outcome), asks().map(|accepts| accepts.fits(Some(outcome))).collect());
        told.entry(meaning).or_default().push(outcome);
    }
    let title = |outcome: &&String| format!("“{}”", mixer.split.outcomes.get(*outcome).map_or("", String::as_str));
    for same in told.values().filter(|same| same.len() > 1) {
        let titles: Vec<String> = same.iter().map(title).collect();
        let message =
            format!("环节“{}”的分支结果 {} 没有区别：汇合和 `after` 都不看是哪一个", stage.title, titles.join(""));
        out.warning(stage.span, "unread-outcome", message).help("如果只为记录而分，可以保留；否则并成一个");
    }
}

/// A branch that never begins, and an `else` that nobody needs. Where the join never comes, that alone is told.
fn dead_branches(mixer: &Mixer<'_>, comes: bool, out: &mut Findings) {
    let mixtures: Vec<Mixture<'_>> = mixer.mixtures().collect();
    for branch in &mixer.split.branches {
        let begins = mixtures.iter().any(|mixture| mixer.begins(branch, mixture));
        let skipped = |mixture: &Mixture<'_>| {
            mixture.iter().any(|(it, goes)| it.name == branch.name && matches!(goes, Goes::Skipped(_)))
        };
        let always_skipped = mixtures.iter().all(skipped);
        if !begins && (comes || always_skipped) {
            let message = format!("分支“{}”永远不会开始：{}", branch.title, why_never(mixer, branch, &mixtures));
            out.error(branch.span, "dead-branch", message).help("改 `after`，或删去这个分支");
        } else if begins && branch.otherwise.is_some() && branch.when.is_none() && !mixtures.iter().any(skipped) {
            let message = format!("分支“{}”所等的结果总会有，`else` 永远用不上", branch.title);
            out.error(branch.span, "dead-rule", message).help("只写分支的名称：`after: 分支`，并删去 `else`");
        }
    }
}

fn why_never(mixer: &Mixer<'_>, branch: &BranchRule, mixtures: &[Mixture<'_>]) -> String {
    let gone = mixtures
        .iter()
        .any(|mixture| mixture.iter().any(|(it, goes)| it.name == branch.name && !matches!(goes, Goes::Skipped(_))));
    if gone {
        return "轮到它之前，各分支已经汇合".to_owned();
    }
    let waits: Vec<String> = branch
        .after
        .iter()
        .filter_map(|(name, accepts)| match accepts {
            Accepts::Any => None,
            Accepts::Only(outcomes) => {
                let titles: Vec<&str> =
                    outcomes.iter().filter_map(|it| mixer.split.outcomes.get(it)).map(String::as_str).collect();
                let other = mixer.split.branch(name).map_or(name.as_str(), |other| other.title.as_str());
                Some(format!("“{other}”为“{}”", titles.join("”或“")))
            }
        })
        .collect();
    format!("它要等{}，而这不会同时发生", waits.join("、"))
}

/// How they can join; tells where that never comes, or nothing is said of when it does not.
fn joins(mixer: &Mixer<'_>, stage: &Stage, flows: &[Flow], out: &mut Findings) -> Joins {
    let split = mixer.split;
    let (needed, at) = (split.needed(), split.join.span);
    let (most, best) = mixer.best().unwrap_or_default();
    let failure = mixer.shortest_failure();
    if most < needed {
        let names: Vec<String> = best
            .iter()
            .filter(|(_, outcome)| !split.counts(outcome))
            .map(|(branch, outcome)| told(split, branch, outcome))
            .collect();
        let message = format!(
            "“{}”永远汇合不了：要 {needed} 个分支办成，最多只能有 {most} 个（{}）",
            stage.title,
            names.join("，")
        );
        out.error(at, "join-never", message).help("减少 `need`，把这些结果写进 `of`，或改这些分支");
    }
    match (&failure, &split.join.otherwise) {
        (Some(ends), None) => {
            let bad = ends.iter().filter(|(_, outcome)| !split.counts(outcome));
            let story: Vec<String> = bad.map(|(branch, outcome)| told(split, branch, outcome)).collect();
            let message = format!("“{}”可能汇合不成，却没有写那时去哪里：如{}", stage.title, story.join("，"));
            out.error(at, "join-without-else", message)
                .help("写上 `else: { then: 环节 }` 或 `else: { close: 办结方式 }`");
        }
        (None, Some(_)) => {
            let message = format!("“{}”总能汇合，`else` 永远用不上", stage.title);
            out.error(at, "dead-rule", message).help("删去 `else`");
        }
        _ => {}
    }
    // What comes behind a join that never comes is not complained of for that.
    let reached = Some(mixer.steps_to(&best, (true, needed), flows));
    Joins { reached, failed: failure.map(|ends| mixer.steps_to(&ends, (false, usize::MAX), flows)) }
}

fn told(split: &Split, branch: &BranchRule, outcome: &str) -> String {
    let title = split.outcomes.get(outcome).map_or(outcome, String::as_str);
    format!("“{}”以“{title}”结束", branch.title)
}
