//! How much a thread has asked of a store: what tests and benches hold a page's cost to, without a clock.

use std::cell::Cell;

/// Questions and the rows that answered them, since the thread began.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Times that a connection was taken to read.
    pub questions: u64,
    /// Rows that came back from questions that may have many.
    pub rows: u64,
}

thread_local! {
    static TALLY: Cell<Tally> = const { Cell::new(Tally { questions: 0, rows: 0 }) };
}

/// What this thread has read so far.
pub fn tally() -> Tally {
    TALLY.get()
}

pub(crate) fn question() {
    TALLY.set(Tally { questions: TALLY.get().questions + 1, ..TALLY.get() });
}

pub(crate) fn rows(count: usize) {
    TALLY.set(Tally { rows: TALLY.get().rows + count as u64, ..TALLY.get() });
}
