//! What the demonstration's people were told: the last day's notices wait to be seen, those before were, and everybody has
//! an invented address, so that the record shows to whom letters and text messages would go.

use bihuan_ledger::Contact;
use bihuan_office::Office;
use bihuan_office::notices::receiver;
use jiff::{SignedDuration, Timestamp};

use crate::failure::Failure;

/// How many are looked at at a time.
const A_PAGE: usize = 200;

/// Leaves everybody's notices as they would be on that morning.
pub fn told(office: &Office, until: Timestamp) -> Result<(), Failure> {
    let yesterday = until - SignedDuration::from_hours(24);
    let law = office.law();
    for officer in law.directory.officers() {
        let user = officer.user.as_str();
        office.ledger().put_contact(Contact {
            user: user.into(),
            mail: format!("{user}@office.example"),
            phone: "13900000000".into(),
            lang: "zh".into(),
        })?;
        see_those_before(office, &receiver(user), yesterday)?;
    }
    office.send_notices()?;
    Ok(())
}

fn see_those_before(office: &Office, receiver: &str, yesterday: Timestamp) -> Result<(), Failure> {
    let mut before = None;
    loop {
        let page = office.ledger().notices_of(receiver, false, before, A_PAGE)?;
        if let Some(row) = page.items.iter().find(|row| row.told.at < yesterday) {
            office.ledger().notices_seen(receiver, None, row.id, yesterday)?;
            return Ok(());
        }
        before = page.items.last().map(|row| row.id).filter(|_| page.next.is_some());
        if before.is_none() {
            return Ok(());
        }
    }
}
