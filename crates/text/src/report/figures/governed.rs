//! What the words before a number say about it: its bound, its change, its level, its promise.

use super::units::Sort;
use super::words::Governor;
use crate::report::model::{Comparator, Strength};

/// What the words before a number say about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Governed {
    pub(super) bound: Option<Comparator>,
    pub(super) change: Option<i8>,
    pub(super) rate: Option<i8>,
    pub(super) to: bool,
    pub(super) from: bool,
    pub(super) each: bool,
    pub(super) average: bool,
    pub(super) sum: bool,
    pub(super) forecast: bool,
    pub(super) strength: Option<Strength>,
    /// Where the words begin.
    pub(super) start: usize,
}

impl Governed {
    /// Whether the number is a growth in percent.
    pub(super) fn growth(&self, sort: Sort) -> Option<i8> {
        if sort != Sort::Percent {
            return None;
        }
        self.rate.or(self.change.filter(|_| !self.to || self.rate.is_some()))
    }

    pub(super) fn take(&mut self, governor: Governor) {
        match governor {
            Governor::Binds(bound) => {
                self.bound.get_or_insert(bound);
            }
            Governor::Up => {
                self.change.get_or_insert(1);
            }
            Governor::Down => {
                self.change.get_or_insert(-1);
            }
            Governor::RateUp => self.rate = Some(1),
            Governor::RateDown => self.rate = Some(-1),
            Governor::To => self.to |= self.change.is_none(),
            Governor::ChangeTo => self.to = true,
            Governor::From => self.from = true,
            Governor::Each => self.each = true,
            Governor::Average => self.average = true,
            Governor::Sum => self.sum = true,
            Governor::Forecast => self.forecast = true,
            Governor::Promise(strength) => self.strength = Some(strength),
            Governor::Beside | Governor::Stop => {}
        }
    }
}
