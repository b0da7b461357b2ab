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
    rounds.begin("law", TICK, office, |office| Ok(office.follow_law().map(drop)?))?;
    rounds.begin_for_all("timers", TICK, office, |office| office.wake_due().map(drop))?;
    rounds.begin_for_all("calendar", TICK, office, |office| office.recount_running().map(drop))?;
    rounds.begin_for_all("news", TICK, office, |office| office.deliver_news().map(drop))?;
    rounds.begin_for_all("reports", SWEEP, office, |office| office.catch_up_reports().map(drop))?;
    rounds.begin_for_all("schedules", WATCH, office, |office| office.open_scheduled().map(drop))?;
    rounds.begin_for_all("callers", TICK, office, |office| office.index_callers().map(drop))?;
    rounds.begin_for_all("alike", TICK, office, |office| office.index_alike().map(drop))?;
    rounds.begin_for_all("views", TICK, office, |office| office.index_views().map(drop))?;
    rounds.begin_for_all("alerts", WATCH, office, |office| office.hear_alerts().map(drop))?;
    rounds.begin_for_all("notices", TICK, office, |office| office.send_notices().map(drop))?;
    // Where figures were kept by other definitions than those in force, they are reckoned again while we serve.
    rounds.begin_for_all("migration", WATCH, office, |office| office.migrate_running().map(drop))?;
    rounds.begin_for_all("figures", SWEEP, office, |office| office.settle_figures().map(drop))?;
    rounds.begin_for_all("sweep", SWEEP, office, |office| Ok(office.ledger().sweep(Timestamp::now())?))?;
    Ok(rounds)
}

impl Rounds {
    /// Work that one node does for all of them.
    fn begin_for_all(
        &mut self,
        name: &'static str,
        every: Duration,
        office: &Arc<Office>,
        work: fn(&Office) -> Result<(), Failure>,
    ) -> std::io::Result<()> {
        self.begin(name, every, office, move |office| if office.ledger().on_duty()? { work(office) } else { Ok(()) })
    }

    fn begin(
        &mut self,
        name: &'static str,
        every: Duration,
        office: &Arc<Office>,
        work: impl Fn(&Office) -> Result<(), Failure> + Send + 'static,
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
