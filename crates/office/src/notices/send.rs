//! What is due goes out. A message has one id at every attempt: a crash between the sending and the note of it sends the
//! same message again under the same id, and never loses one.

use bihuan_core::casework::Case;
use bihuan_core::casework::seal::items;
use bihuan_core::pack::model::Means;
use bihuan_core::value::{Value, Values};
use bihuan_ledger::{LookRow, NoticeRow, Retry};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::keep::phone_field;
use super::words::{link, subject};
use super::{Message, REPORTER, Tongue, Undelivered};
use crate::Office;
use crate::failure::Failure;

/// How many rows are taken at a time.
const BATCH: usize = 256;

/// Where a message goes, and in which language.
struct Destination {
    to: String,
    name: String,
    lang: Tongue,
}

impl Office {
    /// Sends what is due; answers how many messages came to an end. A demonstration sends nothing and says so of each.
    ///
    /// # Errors
    /// The store's. A message that does not go out is tried again later and holds up no other.
    pub fn send_notices(&self) -> Result<usize, Failure> {
        let mut ended = 0;
        loop {
            let rows = self.ledger().notices_take(BATCH, self.clock().now())?;
            if rows.is_empty() {
                return Ok(ended);
            }
            if self.is_demo() {
                let ids: Vec<u64> = rows.iter().map(|row| row.id).collect();
                self.ledger().notices_end(&ids, "would", None, self.clock().now())?;
                ended += ids.len();
                continue;
            }
            for message in messages(rows) {
                ended += usize::from(self.send(&message)?);
            }
        }
    }

    fn send(&self, rows: &[NoticeRow]) -> Result<bool, Failure> {
        let Some(first) = rows.first() else { return Ok(false) };
        let ids: Vec<u64> = rows.iter().map(|row| row.id).collect();
        let now = self.clock().now();
        let end = |state: &str, error: Option<&str>| {
            self.ledger().notices_end(&ids, state, error, now).map(|()| true).map_err(Failure::from)
        };
        let carrier = Means::of(&first.told.channel).and_then(|channel| self.ways_out().carriers.get(&channel));
        let Some(carrier) = carrier else { return end("none", Some("not-configured")) };
        let Some(to) = self.destination(first)? else { return end("none", Some("no-address")) };
        match carrier.carry(&self.message(rows, to)) {
            Ok(()) => end("sent", None),
            Err(Undelivered::Never(code)) => end("dead", Some(&code)),
            Err(Undelivered::Later(code)) => {
                self.ledger().notices_fail(&ids, &code, now, Retry::default())?;
                Ok(false)
            }
        }
    }

    fn message(&self, rows: &[NoticeRow], Destination { to, name, lang }: Destination) -> Message {
        let law = self.law();
        let address = &self.ways_out().address;
        let told: Vec<_> = rows.iter().map(|row| &row.told).collect();
        let line = |row: &NoticeRow| {
            let text = law.notice_text(&row.told, lang).unwrap_or_else(|| row.told.number.clone());
            format!("{text}\n{}", link(address, &row.told))
        };
        let first = rows.first();
        let batch = first.and_then(|row| row.batch.clone()).unwrap_or_default();
        Message {
            id: Sha256::digest(batch.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect(),
            to,
            name,
            subject: subject(&told, lang),
            text: rows.iter().map(line).collect::<Vec<_>>().join("\n\n"),
            numbers: told.iter().map(|told| told.number.clone()).collect(),
            link: match rows {
                [one] => link(address, &one.told),
                _ => format!("{address}/desk/notices"),
            },
            notice: first.map(|row| row.told.name.clone()).unwrap_or_default(),
            lang,
        }
    }

    /// Where a receiver is reached at this moment.
    fn destination(&self, row: &NoticeRow) -> Result<Option<Destination>, Failure> {
        if row.told.receiver == REPORTER {
            let phone = self.reporter_phone(&row.case)?;
            return Ok(phone.map(|to| Destination { to, name: String::new(), lang: Tongue::Zh }));
        }
        let Some(user) = row.told.receiver.strip_prefix("user:") else { return Ok(None) };
        // Whoever may no longer sign in is not written to either.
        if self.ledger().user(user)?.is_none_or(|account| account.disabled) {
            return Ok(None);
        }
        let contact = self.ledger().contact(user)?.unwrap_or_default();
        let to = match Means::of(&row.told.channel) {
            Some(Means::Mail) => contact.mail,
            Some(Means::Sms) => contact.phone,
            _ => user.to_owned(),
        };
        let law = self.law();
        let known = user.parse().ok().and_then(|user| law.directory.officer(&user));
        let name = known.map(|officer| officer.name.clone()).unwrap_or_default();
        Ok((!to.is_empty()).then(|| Destination { to, name, lang: Tongue::of(&contact.lang) }))
    }

    /// The telephone that the reporter left, unless it is erased. That it was read is written down.
    fn reporter_phone(&self, case: &str) -> Result<Option<String>, Failure> {
        let case = match self.load(case) {
            Ok(loaded) => loaded.case,
            Err(Failure::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let law = self.law();
        let Some(field) = law.rules_of(&case).and_then(|rules| phone_field(rules)).map(str::to_owned) else {
            return Ok(None);
        };
        let Some(Value::Text(phone)) = self.opened(&case)?.remove(&field) else { return Ok(None) };
        self.note_reading(&case, &field)?;
        Ok(Some(phone))
    }

    fn note_reading(&self, case: &Case, field: &str) -> Result<(), Failure> {
        let sealed: Values =
            case.values.get_key_value(field).map(|(n, v)| (n.clone(), v.clone())).into_iter().collect();
        let items: Vec<&str> = items(&sealed).into_iter().map(|sealed| sealed.item.as_str()).collect();
        let look = LookRow::new(case.district.as_str(), &case.id.0, &items, "kernel", "notice", Timestamp::now());
        Ok(self.ledger().look(look).map(drop)?)
    }
}

/// Rows by the message that they are part of, in the order in which they were taken.
fn messages(rows: Vec<NoticeRow>) -> Vec<Vec<NoticeRow>> {
    let mut all: Vec<Vec<NoticeRow>> = Vec::new();
    for row in rows {
        match all.iter_mut().find(|message| message.first().is_some_and(|first| first.batch == row.batch)) {
            Some(message) => message.push(row),
            None => all.push(vec![row]),
        }
    }
    all
}
