//! What goes on by itself while an instance serves: timers, due dates under another calendar, news between cases, alerts,
//! notices, what lists show of reports,
//! figures whose definitions changed, sweeping up. Each on a thread of its own.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bihuan_office::{Failure, Office};
use jiff::Timestamp;

/// The longest that a timer may be late, and the shortest time between two looks.
const TICK: Duration = Duration::from_millis(500);

/// How often what alerts watch is looked at; a push is heard at once.
const WATCH: Duration = Duration::from_secs(5);

/// How often what has outlived its time is dropped.
const SWEEP: Duration = Duration::from_secs(600);

/// The threads of an instance; dropping it ends and joins them.
pub struct Rounds {
    bell: Arc<Bell>,
    threads: Vec<JoinHandle<()>>,
}

/// Ends waits early when the instance stops.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    changed: Condvar,
}

impl Bell {
    fn held(&self) -> MutexGuard<'_, bool> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        *self.held() = true;
        self.changed.notify_all();
    }

    /// Waits; false if the instance stops meanwhile.
    fn wait(&self, patience: Duration) -> bool {
        let waited = self.changed.wait_timeout_while(self.held(), patience, |rung| !*rung);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Starts the rounds.
pub fn start(office: &Arc<Office>) -> std::io::Result<Rounds> {
    let mut rounds = Rounds { bell: Arc::default(), threads: Vec::new() };
    rounds.begin("timers", TICK, office, |office| office.wake_due().map(drop))?;
    rounds.begin("calendar", TICK, office, |office| office.recount_running().map(drop))?;
    rounds.begin("news", TICK, office, |office| office.deliver_news().map(drop))?;
    rounds.begin("reports", SWEEP, office, |office| office.catch_up_reports().map(drop))?;
    rounds.begin("schedules", WATCH, office, |office| office.open_scheduled().map(drop))?;
    rounds.begin("callers", TICK, office, |office| office.index_callers().map(drop))?;
    rounds.begin("alike", TICK, office, |office| office.index_alike().map(drop))?;
    rounds.begin("views", TICK, office, |office| office.index_views().map(drop))?;
    rounds.begin("alerts", WATCH, office, |office| office.hear_alerts().map(drop))?;
    rounds.begin("notices", TICK, office, |office| office.send_notices().map(drop))?;
    // Where figures were kept by other definitions than those in force, they are reckoned again while we serve.
    rounds.begin("migration", WATCH, office, |office| office.migrate_running().map(drop))?;
    rounds.begin("figures", SWEEP, office, |office| office.settle_figures().map(drop))?;
    rounds.begin("sweep", SWEEP, office, |office| Ok(office.ledger().sweep(Timestamp::now())?))?;
    Ok(rounds)
}

impl Rounds {
    fn begin(
        &mut self,
        name: &'static str,
        every: Duration,
        office: &Arc<Office>,
        work: fn(&Office) -> Result<(), Failure>,
    ) -> std::io::Result<()> {
        let (bell, office) = (Arc::clone(&self.bell), Arc::clone(office));
        let round = move || {
            loop {
                if let Err(error) = work(&office) {
                    tracing::error!(round = name, ?error, "a round failed and will be tried again");
                }
                if !bell.wait(every) {
                    return;
                }
            }
        };
        self.threads.push(std::thread::Builder::new().name(name.into()).spawn(round)?);
        Ok(())
    }
}

impl Drop for Rounds {
    fn drop(&mut self) {
        self.bell.ring();
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }
}
