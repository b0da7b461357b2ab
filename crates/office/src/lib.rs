//! The office: where somebody's wish meets the law and becomes part of the record.
//!
//! One wish goes like this. A caller (a page, the API, the command line, a clock) says who asks for
//! what. The office loads the case, lets `core::casework::decide` judge it under the law that the case
//! was opened under, seals what people typed, and hands all of it to the ledger as one write. If
//! somebody else was faster, it loads and asks again. What the decision wants done outside goes with
//! the same write into the outbox, and is carried out after it is durable.
//!
//! The office knows neither HTTP nor SQL, and decides nothing itself.

mod account;
pub mod alerts;
mod alike;
mod arising;
mod audit;
mod backups;
pub mod briefs;
pub mod calendar;
mod caller;
mod clock;
mod commands;
mod counted;
mod demand;
pub mod editions;
pub mod entries;
mod evidence;
mod failure;
pub mod figures;
mod hand_over;
pub mod import;
mod indicators;
mod keeping;
mod law;
mod law_told;
pub mod letters;
pub mod migration;
mod news;
pub mod notices;
pub mod open_data;
pub mod outside;
mod past;
pub mod people;
pub mod period;
pub mod promised;
pub mod publication;
mod readings;
mod receipt;
pub mod registers;
mod repeats;
pub mod reports;
pub mod rounds;
pub mod rows;
mod schedules;
mod scores;
mod shelf;
mod slots;
pub mod staff;
mod stale;
mod subcases;
pub mod targets;
mod timers;
mod topics;
mod turns;
mod view;
pub mod views;
pub mod whatif;

pub use account::{hash_token, new_token};
pub use alike::{Alike, Asking, Like, Named};
pub use arising::Arisen;
pub use audit::checks;
pub use backups::{Backup, back_up};
pub use clock::OfficeClock;
pub use counted::CountedAt;
pub use demand::{Act, Demand, Filing, IdempotencyKey, Mirror, Settled};
pub use evidence::evidence;
pub use failure::Failure;
pub use figures::measured_indicator;
pub use hand_over::{HandOver, Handed};
pub use indicators::{INDICATORS, Indicator, Span, Sums};
pub use keeping::Hand;
pub use law::{Law, LawError, PackSource};
pub use past::{Actor, Past, actor};
pub use readings::YearFigure;
pub use receipt::Receipt;
pub use schedules::{Due, Scheduled};
pub use slots::Free;
pub use topics::{Place, Topics};
pub use view::Reading;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use bihuan_ledger::Ledger;
use jiff::Timestamp;

/// One instance at work: its record, its law and its clock.
pub struct Office {
    ledger: Arc<dyn Ledger>,
    law: RwLock<Arc<Law>>,
    /// The last change of the law that this node knows of.
    law_told: Mutex<Option<String>>,
    clock: OfficeClock,
    /// Idempotency keys whose first request is still under way.
    in_flight: Mutex<BTreeSet<String>>,
    /// One change of the directory at a time.
    changing: Mutex<()>,
    /// Whether each district's log is in the order of time.
    order: Mutex<counted::Orders>,
    /// One hearing of alerts at a time, and when each district was looked at.
    watching: Mutex<alerts::Looked>,
    /// One taking in of what cases ask for at a time.
    opening: Mutex<()>,
    /// One matter at a time of those that others give rise to: each is there once.
    arising: Mutex<()>,
    /// One matter at a time of those that may be there so often in a year.
    capping: Mutex<()>,
    /// One opening of what schedules bring at a time.
    scheduling: Mutex<()>,
    /// One repeat of a matter at a time.
    repeating: Mutex<()>,
    /// One booking of a person at a time.
    booking: slots::Bookings,
    /// By which calendar each district's running matters have been counted through.
    rounded: calendar::Rounded,
    /// One edition of open data at a time.
    publishing: Mutex<()>,
    /// One rebuilding of figures at a time.
    rebuilding: Mutex<()>,
    /// Whether what is filed is marked as invented.
    demo: bool,
    /// Reports as they were read a moment ago.
    sheets: reports::Sheets,
    /// How messages leave the house.
    ways_out: notices::WaysOut,
}

impl Office {
    /// Opens the office over a store, under a law.
    pub fn new(ledger: Arc<dyn Ledger>, law: Law, clock: OfficeClock, demo: bool) -> Office {
        // A clock that was set back while nobody was awake does not take back what matters were opened under.
        let now = period::last_record(ledger.as_ref(), None).unwrap_or(Timestamp::MIN).max(clock.now());
        let law = law.as_of(now);
        Office {
            ledger,
            law: RwLock::new(Arc::new(law)),
            law_told: Mutex::default(),
            clock,
            in_flight: Mutex::default(),
            changing: Mutex::default(),
            order: Mutex::default(),
            watching: Mutex::default(),
            opening: Mutex::default(),
            arising: Mutex::default(),
            capping: Mutex::default(),
            scheduling: Mutex::default(),
            repeating: Mutex::default(),
            booking: slots::Bookings::default(),
            rounded: Mutex::default(),
            publishing: Mutex::default(),
            rebuilding: Mutex::default(),
            demo,
            sheets: reports::Sheets::default(),
            ways_out: notices::WaysOut::default(),
        }
    }

    /// The office with ways out for its notices.
    pub fn sending_by(self, ways_out: notices::WaysOut) -> Office {
        Office { ways_out, ..self }
    }

    /// How messages leave the house.
    pub fn ways_out(&self) -> &notices::WaysOut {
        &self.ways_out
    }

    /// The law as it is at this moment; whoever holds it keeps it whole while it changes for others.
    pub fn law(&self) -> Arc<Law> {
        let law = Arc::clone(&self.law.read().unwrap_or_else(PoisonError::into_inner));
        if law.is_over(self.clock.now()) { self.turn() } else { law }
    }

    /// The law with the instant for which it is in force: what is filed then is opened under it.
    pub(crate) fn law_of_now(&self) -> (Arc<Law>, Timestamp) {
        loop {
            let law = self.law();
            let now = self.clock.now();
            if !law.is_over(now) {
                return (law, now);
            }
        }
    }

    /// A published version has begun: the law of this instant takes the place of the one before.
    fn turn(&self) -> Arc<Law> {
        let mut law = self.law.write().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        if law.is_over(now) {
            *law = Arc::new(law.as_of(now));
        }
        Arc::clone(&law)
    }

    /// Puts another law in force: a pack was published, the directory changed.
    pub fn enact(&self, law: Law) {
        *self.law.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(law);
        self.tell_of_law();
    }

    /// The record, for lists and for what is beside the cases.
    pub fn ledger(&self) -> &dyn Ledger {
        self.ledger.as_ref()
    }

    /// The clock of cases.
    pub fn clock(&self) -> &OfficeClock {
        &self.clock
    }

    /// Whether this instance shows invented matters only.
    pub fn is_demo(&self) -> bool {
        self.demo
    }
}
