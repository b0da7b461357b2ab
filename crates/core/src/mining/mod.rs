//! What the record of a case says to those who study how work goes: a log of steps, for files that other tools read and
//! for the page that shows the way that a kind of matter really takes. Nothing that somebody typed is in it, and nobody
//! is in it but units and the account that acted, which whoever writes a file puts a pseudonym for.

mod flow;
mod steps;

pub use flow::{End, Flow, Visits, median};
pub use steps::{Kind, Said, Step, Story, attributes_of, is_action, story};
