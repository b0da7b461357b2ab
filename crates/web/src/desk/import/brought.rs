//! A table between being sent and being taken: its rows as a file that no case has taken (gone after a day), and beside
//! it, for whoever sent it alone, what its columns are. Headings that were set once are known again the next time.

use std::collections::BTreeMap;
use std::sync::Arc;

use bihuan_core::casework::TypeId;
use bihuan_core::directory::DistrictCode;
use bihuan_ledger::KeptRow;
use bihuan_office::import::{Known, Layout, Plan, known_columns};
use bihuan_office::{Failure, Office};
use bihuan_text::table::Row;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::super::room::Room;
use crate::fields::Sent;

/// What is kept of a table, and what is kept of headings.
const KIND: &str = "import";
const MAPPING: &str = "mapping";
/// How new matters came in.
const CHANNEL: &str = "table";

/// A table that somebody sent.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The id of its rows.
    pub id: String,
    /// What is kept beside them.
    pub about: About,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// What is kept beside the rows.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct About {
    /// The name that the file had.
    pub name: String,
    /// The kind of matter.
    pub case_type: String,
    /// The district of new matters.
    pub district: String,
    /// What the columns are, where they were set by hand.
    pub targets: Option<Vec<String>>,
    /// The action for rows with a number.
    pub action: Option<String>,
    /// Names the intake where rows that were taken before are taken once more.
    #[serde(default)]
    pub again: Option<String>,
}

impl Brought {
    /// Keeps a table that was just sent.
    ///
    /// # Errors
    /// The store's; refused where it is larger than any file may be.
    pub fn new(office: &Office, room: &Room, about: About, rows: Vec<Row>) -> Result<Brought, Failure> {
        let bytes = serde_json::to_vec(&rows).unwrap_or_default();
        let kept = office.ledger().put_file("table.json", Some("text/plain"), &bytes)?;
        let brought = Brought { id: kept.id, about, rows };
        forget_old(office, room, KIND)?;
        brought.keep(office, room)?;
        Ok(brought)
    }

    /// A table that this officer sent within a day.
    ///
    /// # Errors
    /// [`Failure::NotFound`] also for another's.
    pub fn find(office: &Office, room: &Room, id: &str) -> Result<Brought, Failure> {
        let row = office.ledger().kept_one(room.staff.user.as_str(), KIND, id)?.ok_or(Failure::NotFound)?;
        let about: About = serde_json::from_value(row.body).map_err(|_| Failure::NotFound)?;
        let bytes = office.ledger().file_bytes(id)?.ok_or(Failure::NotFound)?;
        let rows = serde_json::from_slice(&bytes).map_err(|_| Failure::NotFound)?;
        Ok(Brought { id: id.to_owned(), about, rows })
    }

    /// What a form says of the columns.
    pub fn set(&mut self, sent: &Sent) {
        let targets: Vec<String> = (0..)
            .map_while(|at| sent.pairs.iter().find(|(name, _)| *name == format!("column-{at}")))
            .map(|(_, v)| v.clone())
            .collect();
        self.about.targets = (!targets.is_empty()).then_some(targets);
        self.about.action = Some(sent.value("action").to_owned()).filter(|action| !action.is_empty());
    }

    /// Takes rows that were taken before once more, if the form says so: under the name that the page gave, so that a
    /// second press is the same intake.
    pub fn once_more(&mut self, sent: &Sent) {
        let name = sent.value("again");
        let is_ours = (1..=16).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_digit());
        if is_ours && self.about.again.is_none() {
            self.about.again = Some(name.to_owned());
        }
    }

    /// Keeps what is known beside the rows, and the headings for the next time.
    ///
    /// # Errors
    /// The store's.
    pub fn keep(&self, office: &Office, room: &Room) -> Result<(), Failure> {
        let row = |kind: &str, name: &str, body| KeptRow {
            owner: room.staff.user.to_string(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            body,
            at: Timestamp::now(),
        };
        office.ledger().keep(row(KIND, &self.id, serde_json::to_value(&self.about).unwrap_or_default()))?;
        if self.about.targets.is_some() {
            let mut remembered = remembered(office, room, &self.about.case_type)?;
            remembered.extend(self.layout(office, room)?.remembered());
            let body = serde_json::to_value(remembered).unwrap_or_default();
            office.ledger().keep(row(MAPPING, &self.about.case_type, body))?;
        }
        Ok(())
    }

    /// The kind of matter.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where the instance does not have it any more.
    pub fn known(&self, office: &Office) -> Result<Vec<Known>, Failure> {
        let law = office.law();
        let rules = law.current(&TypeId(self.about.case_type.clone())).ok_or(Failure::NotFound)?;
        Ok(known_columns(&law, rules))
    }

    fn layout(&self, office: &Office, room: &Room) -> Result<Layout, Failure> {
        let known = self.known(office)?;
        let layout = Layout::recognise(&known, &self.rows, &remembered(office, room, &self.about.case_type)?);
        Ok(match &self.about.targets {
            Some(targets) => layout.with(&known, targets),
            None => layout,
        })
    }

    /// Does something with the plan of this table.
    ///
    /// # Errors
    /// The store's, and what the work gives.
    pub fn with_plan<T>(
        &self,
        office: &Office,
        room: &Room,
        work: impl FnOnce(&Plan<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let law = office.law();
        let rules = law.current(&TypeId(self.about.case_type.clone())).ok_or(Failure::NotFound)?;
        let district: DistrictCode = self.about.district.parse().map_err(|_| Failure::NotFound)?;
        work(&Plan {
            who: &room.staff.who,
            caller: format!("user:{}", room.staff.user),
            rules: Arc::clone(rules),
            district,
            channel: CHANNEL.to_owned(),
            rows: &self.rows,
            layout: self.layout(office, room)?,
            action: self.about.action.clone(),
            file: self.id.trim_start_matches("sha256-").to_owned(),
            again: self.about.again.clone(),
        })
    }
}

/// What headings stood for when this officer last sent a table of the kind.
fn remembered(office: &Office, room: &Room, case_type: &str) -> Result<BTreeMap<String, String>, Failure> {
    let kept = office.ledger().kept_one(room.staff.user.as_str(), MAPPING, case_type)?;
    Ok(kept.and_then(|row| serde_json::from_value(row.body).ok()).unwrap_or_default())
}

/// The rows of a table go after a day; what stood beside them goes with the next one that is sent.
pub(in crate::desk) fn forget_old(office: &Office, room: &Room, kind: &str) -> Result<(), Failure> {
    let day_ago = Timestamp::now().checked_sub(24.hours()).unwrap_or(Timestamp::MIN);
    for row in office.ledger().kept(room.staff.user.as_str(), kind)?.iter().filter(|row| row.at < day_ago) {
        office.ledger().let_go(&row.owner, kind, &row.name)?;
    }
    Ok(())
}
