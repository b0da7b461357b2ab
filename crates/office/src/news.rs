//! What linked cases tell each other, carried after the commit from the outbox: a command of its own for the case that
//! hears it, so neither waits for the other and a crash in between only delays it.

use bihuan_core::casework::command::News;
use bihuan_core::casework::{CaseId, Command, Who};
use bihuan_ledger::{OutboxRow, Retry};
use serde::Deserialize;

use crate::Office;
use crate::failure::Failure;

/// The outbox's kind for news between cases.
pub(crate) const KIND: &str = "news";

/// How many are taken at a time.
const BATCH: usize = 64;

#[derive(Deserialize)]
struct Letter {
    to: CaseId,
    from: CaseId,
    news: News,
}

impl Office {
    /// Delivers what waits; answers how many letters arrived.
    ///
    /// # Errors
    /// The store's. A letter that cannot be delivered is tried again later and does not hold up the others.
    pub fn deliver_news(&self) -> Result<usize, Failure> {
        let mut delivered = 0;
        loop {
            delivered += self.open_subcases()?;
            let letters = self.ledger().outbox_take(KIND, BATCH, jiff::Timestamp::now())?;
            if letters.is_empty() {
                return Ok(delivered);
            }
            for letter in &letters {
                delivered += usize::from(self.deliver(letter)?);
            }
        }
    }

    /// Delivers at once what a person's act has to say, so that whoever looks next finds it said. It is durable already:
    /// what fails now is delivered later.
    pub(crate) fn deliver_now(&self) {
        if let Err(failure) = self.deliver_news() {
            tracing::warn!(?failure, "news between cases waits");
        }
    }

    fn deliver(&self, row: &OutboxRow) -> Result<bool, Failure> {
        match self.hand_over(row) {
            Ok(()) | Err(Failure::NotFound) => self.ledger().outbox_ack(row.id)?,
            Err(Failure::Storage(error)) => return Err(Failure::Storage(error)),
            Err(other) => {
                self.ledger().outbox_fail(row.id, &format!("{other:?}"), jiff::Timestamp::now(), Retry::default())?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn hand_over(&self, row: &OutboxRow) -> Result<(), Failure> {
        let Ok(Letter { to, from, news }) = serde_json::from_value(row.payload.clone()) else {
            return Err(Failure::NotFound);
        };
        let news = self.with_answer(&from, news)?;
        self.move_on(&to.0, &Who::Kernel, &Command::Hear { from, news }, None, |_, _| Ok(())).map(drop)
    }

    /// An answer travels in plain words, opened from the lead's vault only now and sealed again for the case that hears it.
    fn with_answer(&self, lead: &CaseId, news: News) -> Result<News, Failure> {
        match news {
            News::Answered { stage, outcome, .. } => {
                Ok(News::Answered { stage, outcome, answer: self.answer_of(lead)? })
            }
            other => Ok(other),
        }
    }
}
