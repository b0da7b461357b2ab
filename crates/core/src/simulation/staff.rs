//! Staff: how long work waits until somebody has time for it, when there are more people or fewer than there were.
//!
//! Nobody wrote down when an officer began with a piece of work, only when it came and when it was done. So that is read
//! back first: a post of a unit has as many hands as it had officers; a hand that is free takes what is waiting and was
//! done next. The time from there to the end is what the work took; what was done although every hand was full took none
//! of theirs and lasts as long as it did. With as many hands as there were, all of it comes out again as it was.
//!
//! One queue in the order of time couples all matters; what each of them brings to it has been worked out before, so
//! nothing is decided here and a year of a district passes in a second or two.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use jiff::{SignedDuration, Timestamp};

use super::play::Played;
use super::script::Script;
use crate::directory::{PostName, UnitCode};

/// A post in a unit: hands that share the work.
pub type Pool = (UnitCode, PostName);

/// A piece of work that a turn ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Worked {
    /// The pool, by its place in a list.
    pub pool: u32,
    /// The turn that ended it, by its place in the script.
    pub turn: u32,
    /// When it came, in seconds.
    pub came: i64,
    /// When it was done, in seconds.
    pub done: i64,
}

/// The pieces of work of a matter that was played as it was, in the order in which they were done. `pools` gains whom it
/// does not know yet.
#[must_use]
pub fn worked(script: &Script, played: &Played, pools: &mut BTreeMap<Pool, u32>) -> Vec<Worked> {
    let Some(case) = &played.case else { return Vec::new() };
    let mut found: Vec<Worked> = Vec::new();
    for task in &case.tasks {
        let (Some(unit), Some(post), Some((_, done))) = (&task.unit, &task.post, &task.ended) else { continue };
        // What ended because time ran out, or because another piece of work ended, was nobody's doing.
        let by = |(place, at): (usize, &Option<Timestamp>)| {
            let turn = script.turns.get(place).and_then(|turn| turn.task.as_ref())?;
            (*at == Some(*done) && turn.stage == task.stage && turn.kind == task.kind).then_some(place)
        };
        let Some(turn) = played.turns.iter().enumerate().rev().find_map(by) else { continue };
        let next = u32::try_from(pools.len()).unwrap_or(u32::MAX);
        let pool = *pools.entry((unit.clone(), post.clone())).or_insert(next);
        let turn = u32::try_from(turn).unwrap_or(u32::MAX);
        found.push(Worked { pool, turn, came: task.opened.as_second(), done: done.as_second() });
    }
    found.sort_by_key(|work| (work.done, work.turn, work.came));
    // One turn ends one piece of work: what ended beside it waited for the same hand.
    found.dedup_by_key(|work| work.turn);
    found
}

/// How many hands there were and are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Staffing {
    /// By pool: how many there were, and how many there are now. A pool that is not named had one.
    pub hands: BTreeMap<u32, (u32, u32)>,
}

/// By how much later each piece of work of each matter is done than it was, by matter and place, in seconds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Waits {
    /// For each matter, for each of its pieces of work.
    pub later: Vec<Vec<i64>>,
}

impl Waits {
    /// What a matter's script is played with.
    #[must_use]
    pub fn of(&self, matter: usize, works: &[Worked]) -> Vec<SignedDuration> {
        let later = self.later.get(matter).map(Vec::as_slice).unwrap_or_default();
        let turns = works.iter().map(|work| work.turn as usize + 1).max().unwrap_or_default();
        let (mut found, mut before) = (vec![SignedDuration::ZERO; turns], 0);
        for (work, later) in works.iter().zip(later) {
            if let Some(at) = found.get_mut(work.turn as usize) {
                *at = SignedDuration::from_secs(later - before);
                before = *later;
            }
        }
        found
    }
}

/// How a piece of work was done as it was: with a hand for so many seconds, or beside the hands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Taken {
    ByHand(i64),
    Beside,
}

impl Staffing {
    /// Lets all work wait for its hands, for these matters.
    #[must_use]
    pub fn waits(&self, matters: &[Vec<Worked>]) -> Waits {
        let taken = self.taken(matters);
        self.worked_off(matters, &taken)
    }

    fn were(&self, pool: u32) -> u32 {
        self.hands.get(&pool).map_or(1, |(were, _)| *were).max(1)
    }

    fn are(&self, pool: u32) -> u32 {
        self.hands.get(&pool).map_or_else(|| self.were(pool), |(_, are)| *are).max(1)
    }

    /// Reads back how each piece of work was done.
    fn taken(&self, matters: &[Vec<Worked>]) -> Vec<Vec<Taken>> {
        let mut taken: Vec<Vec<Taken>> = matters.iter().map(|works| vec![Taken::Beside; works.len()]).collect();
        // A hand that becomes free looks at what is there, and then at what comes in the same second. What took no time at
        // all took no hand.
        let mut times: Vec<(i64, bool, usize, usize)> = Vec::new();
        for (matter, works) in matters.iter().enumerate() {
            for (place, work) in works.iter().enumerate().filter(|(_, work)| work.came < work.done) {
                times.push((work.came, true, matter, place));
                times.push((work.done, false, matter, place));
            }
        }
        times.sort_unstable();
        let mut queues: BTreeMap<u32, Queue> = BTreeMap::new();
        for (now, comes, matter, place) in times {
            let Some(work) = matters.get(matter).and_then(|works| works.get(place)) else { continue };
            let queue = queues.entry(work.pool).or_insert_with(|| Queue::of(self.were(work.pool)));
            let key = (work.done, matter, place);
            if comes {
                queue.waiting.insert(key);
            } else if let Some(from) = queue.busy.remove(&(matter, place)) {
                set(&mut taken, matter, place, Taken::ByHand(now - from));
            } else {
                queue.waiting.remove(&key);
            }
            queue.fill(now);
        }
        taken
    }

    /// Works everything off with the hands that there are, in the order of time; ends stand before arrivals.
    fn worked_off(&self, matters: &[Vec<Worked>], taken: &[Vec<Taken>]) -> Waits {
        let mut waits = Waits { later: matters.iter().map(|works| vec![0; works.len()]).collect() };
        let mut queues: BTreeMap<u32, Queue> = BTreeMap::new();
        let mut times: BinaryHeap<Reverse<(i64, bool, usize, usize)>> = BinaryHeap::new();
        for (matter, works) in matters.iter().enumerate() {
            times.extend(next(works, None).map(|(place, came)| Reverse((came, true, matter, place))));
        }
        while let Some(Reverse((now, comes, matter, place))) = times.pop() {
            let Some(works) = matters.get(matter) else { continue };
            let Some(work) = works.get(place) else { continue };
            let queue = queues.entry(work.pool).or_insert_with(|| Queue::of(self.are(work.pool)));
            match (comes, of(taken, matter, place)) {
                (true, Taken::Beside) => times.push(Reverse((now + (work.done - work.came), false, matter, place))),
                (true, Taken::ByHand(_)) => {
                    queue.waiting.insert((work.done, matter, place));
                }
                (false, _) => {
                    queue.busy.remove(&(matter, place));
                    let later = now - work.done;
                    if let Some(at) = waits.later.get_mut(matter).and_then(|all| all.get_mut(place)) {
                        *at = later;
                    }
                    let follow = next(works, Some(place));
                    times
                        .extend(follow.map(|(place, came)| Reverse((came.saturating_add(later), true, matter, place))));
                }
            }
            for (matter, place) in queue.fill(now) {
                if let Taken::ByHand(took) = of(taken, matter, place) {
                    times.push(Reverse((now + took, false, matter, place)));
                }
            }
        }
        waits
    }
}

/// The pieces of work of a matter that came once another was done (none: that waited for none), and when they came.
fn next(works: &[Worked], after: Option<usize>) -> impl Iterator<Item = (usize, i64)> + '_ {
    let before = move |place: usize, came: i64| {
        works.iter().take(place).enumerate().rev().find(|(_, other)| other.done <= came).map(|(other, _)| other)
    };
    let all = works.iter().enumerate();
    all.filter(move |(place, work)| before(*place, work.came) == after).map(|(place, work)| (place, work.came))
}

/// A pool at work: who is busy with what since when, and what waits, in the order in which it was done.
struct Queue {
    hands: usize,
    busy: BTreeMap<(usize, usize), i64>,
    waiting: BTreeSet<(i64, usize, usize)>,
}

impl Queue {
    fn of(hands: u32) -> Queue {
        Queue { hands: hands as usize, busy: BTreeMap::new(), waiting: BTreeSet::new() }
    }

    /// Gives free hands what waits; tells what was begun.
    fn fill(&mut self, now: i64) -> Vec<(usize, usize)> {
        let mut begun = Vec::new();
        while self.busy.len() < self.hands {
            let Some((_, matter, place)) = self.waiting.pop_first() else { break };
            self.busy.insert((matter, place), now);
            begun.push((matter, place));
        }
        begun
    }
}

fn of(taken: &[Vec<Taken>], matter: usize, place: usize) -> Taken {
    taken.get(matter).and_then(|works| works.get(place)).copied().unwrap_or(Taken::Beside)
}

fn set(taken: &mut [Vec<Taken>], matter: usize, place: usize, how: Taken) {
    if let Some(at) = taken.get_mut(matter).and_then(|works| works.get_mut(place)) {
        *at = how;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Matters of one to three pieces of work each, in two pools, one after the other or side by side.
    fn matters() -> impl Strategy<Value = Vec<Vec<Worked>>> {
        let work = (0_u32..2, -200_i64..50, 0_i64..400);
        let matter = (0_i64..5_000, prop::collection::vec(work, 1..4)).prop_map(|(start, works)| {
            let mut works = chain(start, &works);
            works.sort_by_key(|work| (work.done, work.turn));
            works
        });
        prop::collection::vec(matter, 1..40)
    }

    fn chain(start: i64, works: &[(u32, i64, i64)]) -> Vec<Worked> {
        let mut now = start;
        let one = |(turn, (pool, pause, took)): (u32, &(u32, i64, i64))| {
            let came = now + pause;
            now = came + took;
            Worked { pool: *pool, turn, came, done: now }
        };
        (0_u32..).zip(works).map(one).collect()
    }

    proptest! {
        /// As many hands as there were: all of it as it was, however many that is.
        #[test]
        fn the_same_hands_give_what_was(matters in matters(), hands in 1_u32..4) {
            let staffing = Staffing { hands: [(0, (hands, hands)), (1, (hands, hands))].into() };
            let waits = staffing.waits(&matters);
            prop_assert!(waits.later.iter().flatten().all(|later| *later == 0), "{:?}", waits);
        }

        /// The same question has the same answer.
        #[test]
        fn waiting_is_no_matter_of_luck(matters in matters()) {
            let staffing = Staffing { hands: [(0, (2, 1)), (1, (1, 3))].into() };
            prop_assert_eq!(staffing.waits(&matters), staffing.waits(&matters));
        }
    }

    #[test]
    fn half_the_hands_make_work_wait() {
        // Two pieces of work come together and take a minute each, by two people.
        let matters = [chain(0, &[(0, 0, 60)]), chain(0, &[(0, 0, 60)])];
        let fewer = Staffing { hands: [(0, (2, 1))].into() }.waits(&matters);
        assert_eq!(fewer.later, [[0], [60]]);
        // The second was done a minute after the first, by the only one there was: with two it is done at once.
        let matters = [chain(0, &[(0, 0, 60)]), chain(0, &[(0, 0, 120)])];
        let more = Staffing { hands: [(0, (1, 2))].into() }.waits(&matters);
        assert_eq!(more.later, [[0], [-60]]);
    }
}
