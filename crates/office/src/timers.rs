//! What time brings: warnings, silence, requests that lapse, stops that end.
//!
//! The store knows for each case the one instant when it must be looked at again. What is due is woken in the order
//! in which it is due, by an ordinary command; a crash between two of them loses nothing, and a case that was woken
//! twice has nothing to say the second time.

use bihuan_core::casework::{Command, Who};
use jiff::Timestamp;

use crate::Office;
use crate::failure::Failure;

/// How many cases are taken from the store at a time, so that a Monday morning does not starve people.
const BATCH: usize = 256;

impl Office {
    /// Wakes every case that is due by now; answers how many had something to say.
    ///
    /// # Errors
    /// [`Failure`] of the store. What was woken before stays woken.
    pub fn wake_due(&self) -> Result<usize, Failure> {
        let mut woken = 0;
        loop {
            let due = self.ledger().due_wakes(self.clock().now(), BATCH)?;
            if due.is_empty() {
                return Ok(woken);
            }
            let mut moved = 0;
            for wake in &due {
                match self.move_on(&wake.case, &Who::Kernel, &Command::Wake, None, |_, _| Ok(())) {
                    Ok(settled) => moved += usize::from(!settled.events.is_empty()),
                    // A pack or a directory that cannot tell what comes next is this case's trouble, not the others'.
                    Err(Failure::Refused(refusal)) => {
                        tracing::error!(case = %wake.case, code = ?refusal.code, "a case could not be woken");
                    }
                    Err(other) => return Err(other),
                }
            }
            woken += moved;
            if moved == 0 {
                tracing::error!(cases = due.len(), "cases want to be woken but have nothing to say");
                return Ok(woken);
            }
        }
    }

    /// When the next case wants to be woken.
    ///
    /// # Errors
    /// The store's.
    pub fn next_wake(&self) -> Result<Option<Timestamp>, Failure> {
        Ok(self.ledger().next_wake()?)
    }

    /// Moves a demonstration's clock forward and does everything that is due by then, in order of time.
    ///
    /// # Errors
    /// [`Failure`] of the store.
    pub fn advance_to(&self, to: Timestamp) -> Result<bool, Failure> {
        // Asked once: while it works the clock runs on, and may pass `to` by itself.
        if to < self.clock().now() {
            return Ok(false);
        }
        while let Some(at) = self.next_wake()?.filter(|at| *at <= to) {
            self.clock().advance_to(at);
            if self.wake_due()? + self.deliver_news()? == 0 {
                break;
            }
        }
        self.clock().advance_to(to);
        self.wake_due()?;
        self.deliver_news()?;
        self.keep_clock()?;
        Ok(true)
    }

    /// Keeps how far the demonstration's clock is ahead, so that a restart goes on from there.
    fn keep_clock(&self) -> Result<(), Failure> {
        Ok(self.ledger().set_meta(CLOCK_KEY, Some(&self.clock().ahead().to_string()))?)
    }
}

/// Where the store keeps how far the clock is ahead.
pub const CLOCK_KEY: &str = "clock-ahead-us";
