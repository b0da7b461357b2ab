//! The time of cases, deadlines and timers: the machine's, or a demonstration's that runs ahead of it.
//!
//! Tokens, sessions, idempotency keys, lock-outs and limits follow the machine's clock and never ask here.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock that may be ahead of the machine's by a fixed span, and only ever moves forward.
#[derive(Debug, Default)]
pub struct OfficeClock {
    /// How far it is ahead, in microseconds; negative for one that was started in the past.
    ahead: AtomicI64,
    /// The latest instant that it has shown, in microseconds: a machine's clock that is set back does not take it back.
    shown: AtomicI64,
}

impl OfficeClock {
    /// A clock that shows `start` now and runs on from there.
    pub fn starting_at(start: Timestamp) -> OfficeClock {
        let clock = OfficeClock::default();
        clock.ahead.store(start.as_microsecond() - machine(), Ordering::Relaxed);
        clock
    }

    /// A clock that is ahead of the machine's by what an earlier run left.
    pub fn ahead_by(microseconds: i64) -> OfficeClock {
        OfficeClock { ahead: AtomicI64::new(microseconds), shown: AtomicI64::new(0) }
    }

    /// How far it is ahead, in microseconds; kept so that a restart goes on from there.
    pub fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// The instant of cases.
    pub fn now(&self) -> Timestamp {
        let now = machine().saturating_add(self.ahead());
        let shown = self.shown.fetch_max(now, Ordering::Relaxed).max(now);
        Timestamp::from_microsecond(shown).unwrap_or(Timestamp::MAX)
    }

    /// Moves forward to `to`; false, and nothing moves, if it is already past that.
    pub fn advance_to(&self, to: Timestamp) -> bool {
        let by = to.duration_since(self.now());
        if by < SignedDuration::ZERO {
            return false;
        }
        self.ahead.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::Relaxed);
        true
    }
}

fn machine() -> i64 {
    Timestamp::now().as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_on_from_its_start_and_never_goes_back() -> Result<(), jiff::Error> {
        let start: Timestamp = "2025-09-25T09:00:00+08:00".parse()?;
        let clock = OfficeClock::starting_at(start);
        let first = clock.now();
        assert!(first >= start && first.duration_since(start) < SignedDuration::from_secs(5));
        assert!(!clock.advance_to(start - SignedDuration::from_secs(1)), "a demonstration's clock moves forward only");
        assert!(clock.advance_to(start + SignedDuration::from_hours(24)));
        assert!(clock.now() >= start + SignedDuration::from_hours(24));
        Ok(())
    }
}
