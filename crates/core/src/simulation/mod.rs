//! What-if: matters as they were recorded, played again under other rules or with other staff, by the same `decide` and
//! `evolve` that run a district. Who would have been late, who would have had the work, and what is different from what
//! was. Pure and exact: the same record, rules and seed give the same answer to the last byte, and rules that say the same
//! give what was.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `script` | what people did with a matter, read back from its record |
//! | `stand_in` | words for what the record keeps sealed: nobody's text is opened for a trial |
//! | `play` | the script under some rules, each step as long after the one before as it was |
//! | `course` | what a matter's time came to: its limits, the work in it, its end |
//! | `staff` | how long work waits for somebody, when there are more or fewer |
//! | `tally`, `band` | all matters together: late, load by unit and week, the difference, and how sure it is |
//! | `limits` | one limit of the rules, changed |
//! | `invented` | matters that nobody reported, after a pack's `demo.yaml` |
//! | `chance` | chances that come from a seed |

mod band;
mod chance;
mod course;
pub mod invented;
mod limits;
mod play;
mod script;
mod staff;
mod stand_in;
mod tally;

pub use band::{Band, band};
pub use chance::Chance;
pub use course::{Course, LimitRun, Work};
pub use limits::{SetLimit, condition, limits, with_limit};
pub use play::{Ground, Played, play, settled};
pub use script::{Deed, Heard, InTask, Script, Turn};
pub use staff::{Pool, Staffing, Waits, Worked, worked};
pub use tally::{Day, Moved, Tally, UnitSums, WeekSums};
