//! What a pack must be beside well written: sound. Each file proves one thing and shows the shortest
//! way to the trouble.
//!
//! | file | what it proves |
//! | --- | --- |
//! | `cells` | which of several conditions can be the first to hold, by trying every case that they tell apart |
//! | `choices` | rules and choices cover everything, and none is there in vain |
//! | `flow` | the situations that a case can come to, and the shortest way to each |
//! | `sound` | every situation can close, nothing is dead, no loop runs by itself, a clock always runs |
//! | `values` | a field has its value before a task needs it |
//! | `applies` | under which rule of a deadline a case can come to a situation |
//! | `fit` | a task's time, and the fastest way's, fit into the case's |
//! | `directory` | the units and posts that it names are in a directory that is given |
//! | `figures` | nothing is counted twice unawares, a rate has one measure, late is seen when it comes |
//! | `notices` | somebody is there to be told, and each can be reached by the channel |
//! | `alerts` | what an alert opens is filled with what fits |
//! | `alike` | what is said to be alike can be merged, and what is confidential is not told of |
//! | `lists` | routes end, vocabularies do not overlap, posts are used, stories exist |

mod alerts;
mod alike;
mod applies;
mod cells;
mod choices;
mod directory;
mod figures;
mod fit;
mod flow;
pub(super) mod lists;
mod notices;
mod sound;
mod values;

pub use directory::held_against;

use super::diagnostic::Findings;
use super::model::Pack;
use super::scenario::Scenario;

/// Checks a pack that could be put together.
pub fn check(pack: &Pack, stories: &[Scenario], out: &mut Findings) {
    lists::check(pack, stories, out);
    for case in pack.cases.values() {
        choices::check(case, out);
        let flow = flow::Flow::of(case);
        sound::check(case, &flow, out);
        values::check(case, out);
        fit::check(pack, case, &flow, out);
        notices::check(case, out);
        alike::check(case, out);
    }
    figures::check(pack, out);
    alerts::check(pack, out);
}
