//! An instance put together: the store opened, the packs published, the clock set.

use std::sync::Arc;

use bihuan_ledger::Ledger;
use bihuan_office::notices::WaysOut;
use bihuan_office::{Law, LawError, Office, OfficeClock, PackSource, people};
use jiff::Timestamp;

use crate::failure::Failure;
use crate::sources;

/// Where the store keeps how far a demonstration's clock is ahead of the machine's.
const CLOCK_KEY: &str = "clock-ahead-us";

/// The law of an instance: these packs beside every version that the store keeps, and its directory.
pub fn law(ledger: &dyn Ledger, packs: &[PackSource]) -> Result<Law, Failure> {
    people::adopt(ledger, Timestamp::now())?;
    Law::publish(ledger, packs, people::directory(ledger)?, Timestamp::now()).map_err(|error| match error {
        LawError::Unchecked { .. } | LawError::Ledger(_) => Failure::Work(error.to_string()),
    })
}

/// The clock of cases: where `--clock` puts it, else the machine's. A demonstration's goes on from where it was left if
/// that is later, for it never moves back.
pub fn clock(ledger: &dyn Ledger, asked: Option<Timestamp>, demo: bool) -> Result<OfficeClock, Failure> {
    let kept = if demo { ledger.meta(CLOCK_KEY)? } else { None };
    let left = kept.and_then(|text| text.parse().ok()).map(OfficeClock::ahead_by);
    Ok(match (asked, left) {
        (Some(start), Some(left)) if left.now() >= start => left,
        (Some(start), _) => OfficeClock::starting_at(start),
        (None, left) => left.unwrap_or_default(),
    })
}

/// Puts an instance together.
pub fn office(ledger: Arc<dyn Ledger>, law: Law, clock: OfficeClock, demo: bool) -> Arc<Office> {
    Arc::new(Office::new(ledger, law, clock, demo))
}

/// Puts an instance together that sends its notices.
pub fn sending(ledger: Arc<dyn Ledger>, law: Law, clock: OfficeClock, demo: bool, ways_out: WaysOut) -> Arc<Office> {
    Arc::new(Office::new(ledger, law, clock, demo).sending_by(ways_out))
}

/// The instance of a store that nobody serves at this moment, for one order.
pub fn at_rest(ledger: &Arc<dyn Ledger>) -> Result<Arc<Office>, Failure> {
    let demo = ledger.meta("demo")?.is_some();
    let law = law(ledger.as_ref(), &sources::find(None)?)?;
    let clock = clock(ledger.as_ref(), None, demo)?;
    Ok(office(Arc::clone(ledger), law, clock, demo))
}

impl From<people::PeopleError> for Failure {
    fn from(error: people::PeopleError) -> Failure {
        Failure::Work(error.to_string())
    }
}

impl From<bihuan_office::Failure> for Failure {
    fn from(error: bihuan_office::Failure) -> Failure {
        use bihuan_office::Failure as Why;
        let sentence = match error {
            Why::Storage(error) => error.to_string(),
            Why::Refused(refusal) => format!("{} · {}", refusal.sentence.zh, refusal.sentence.en),
            other => format!("{other:?}"),
        };
        Failure::Work(sentence)
    }
}
