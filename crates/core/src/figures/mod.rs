//! Figures: what a district answers for in numbers, from the record as it happens. [`figure`] is what a pack declares,
//! [`additions`] what an act adds, [`excluded`] who is left out of it by a decision, [`reading`] what the sums then say, [`words`] how a definition reads.
//!
//! All that is kept are integers that are *added*: for a series, a unit, the day that something belongs to and the day on
//! which it was recorded. So a correction subtracts, a late fact lands on its own day, "as of" a past day is a shorter
//! sum, and what a replay gives can be held against what is kept, to the last digit.
//!
//! Beside a figure stands what was set for it: [`target`], where its [`pace`] should be today, a [`forecast`] with its
//! method, a [`light`] with its reason; [`score`] weighs figures of units, [`interval`] says how sure a share is,
//! [`threshold`] and [`alert`] when a value opens a matter, [`outside`] how statistics of others come in and are revised, [`statistic`] what those are called;
//! [`topics`] says what rises this week.

pub mod additions;
pub mod alert;
pub mod book;
pub mod buckets;
pub mod edition;
pub mod excluded;
pub mod figure;
pub mod forecast;
pub mod interval;
pub mod light;
pub mod number;
mod occasion;
pub mod outside;
pub mod pace;
pub mod reading;
pub mod score;
pub(crate) mod standing;
pub mod statistic;
pub mod target;
pub mod threshold;
pub mod topics;
pub mod words;

pub use additions::{Addition, Happened, additions, contributed};
pub use book::Book;
pub use figure::{Better, Figure, Kind, Middle, Occasion, Since, State};
pub use reading::Sums;
