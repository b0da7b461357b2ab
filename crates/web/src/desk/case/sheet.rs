//! All that the page of a case shows, brought together for one reader: the case, its records opened as far as the reader
//! may see, its duplicates, its place in the log.

use std::collections::BTreeSet;
use std::sync::Arc;

use bihuan_core::casework::seal::items;
use bihuan_core::value::Values;
use bihuan_ledger::{CaseQuery, CaseRow, Checkpoint, FileRow, LookRow};
use bihuan_office::{Failure, Law, Office, Past, Reading};
use jiff::Timestamp;

use super::super::room::Room;
use super::alike::Said;
use super::standing::Standing;
use super::story;
use super::subcases::Family;
use crate::fields::Shown;
use crate::names::Names;
use crate::words::{Lang, Words};

/// Duplicates shown on one page.
const DUPLICATES: usize = 50;

/// What one reader sees of a case.
pub struct Sheet {
    /// The law.
    pub law: Arc<Law>,
    /// The reader's language.
    pub lang: Lang,
    /// The office's time.
    pub now: Timestamp,
    /// The case, with what the reader may see and do.
    pub reading: Reading,
    /// The case's row: its place in the log.
    pub row: CaseRow,
    /// What happened, oldest first.
    pub past: Vec<Past>,
    /// The number of the case that this one follows, and whether the reader may open it.
    pub lead: Option<(String, bool)>,
    /// The numbers of its duplicates.
    pub followers: Vec<String>,
    /// What its reporter says that it is the same as.
    pub said_alike: Option<Said>,
    /// What stands above and below it.
    pub family: Family,
    /// How it is counted, where a decision changed that.
    pub standing: Standing,
    /// Its attachments.
    pub files: Vec<FileRow>,
    /// Whether a notice on paper waits to be handed over.
    pub slip: bool,
    /// The signed head that covers its last record.
    pub checkpoint: Option<Checkpoint>,
}

impl Sheet {
    /// Reads all of it. That personal fields were shown is written down: who looked, at what.
    pub fn load(office: &Office, room: &Room, number: &str) -> Result<Sheet, Failure> {
        let reading = office.read(number, &room.staff.who)?;
        let ledger = office.ledger();
        let (district, id) = (reading.case.district.as_str(), reading.case.id.0.as_str());
        let row = ledger.head(id)?.ok_or(Failure::NotFound)?;
        note_look(office, room, &reading)?;
        let past = office.past(&reading, &room.staff.who)?;
        let followers =
            ledger.cases(&CaseQuery { lead: Some(id.to_owned()), limit: DUPLICATES, ..CaseQuery::default() })?;
        let lead = reading.case.lead.as_ref().or(reading.case.answered_with.as_ref());
        let lead = lead.map(|lead| ledger.head(&lead.0)).transpose()?.flatten().map(|row| row.head.number);
        let lead = lead.map(|number| {
            let readable = office.read(&number, &room.staff.who).is_ok();
            (number, readable)
        });
        let checkpoint = ledger.checkpoint_covering(district, row.seq.saturating_sub(1))?;
        let files = office.files_seen(&reading, &room.staff.who)?;
        Ok(Sheet {
            law: office.law(),
            lang: room.reader.lang,
            now: office.clock().now(),
            followers: followers.items.into_iter().map(|row| row.head.number).collect(),
            slip: super::super::slip::slips(office, &reading)?.iter().any(|slip| slip.state == "waiting"),
            said_alike: Said::load(office, room, &reading)?,
            family: Family::load(office, room, &reading.case)?,
            standing: Standing::load(office, room, &reading, &past)?,
            reading,
            row,
            past,
            lead,
            files,
            checkpoint,
        })
    }

    /// What things are called.
    pub fn names(&self) -> Names<'_> {
        Names::new(&self.law, self.lang)
    }

    /// The sentences.
    pub fn words(&self) -> &'static Words {
        Words::of(self.lang)
    }

    /// How values are shown.
    pub fn shown(&self) -> Shown<'_> {
        let files = Some(format!("/desk/cases/{}/files/", self.reading.case.number));
        Shown {
            law: &self.law,
            lang: self.lang,
            rules: &self.reading.rules,
            files,
            entries: Some(&self.reading.entries),
            covered: false,
        }
    }

    /// The title of an action that was just taken, wherever it belongs.
    pub fn action_done(&self, action: &str) -> String {
        let stage = self.past.iter().rev().find_map(|past| story::stage_of(&self.reading, past, action));
        self.names().action(&self.reading.rules, &stage.unwrap_or_default(), action)
    }
}

/// Whoever shows what is personal writes down who saw it.
fn note_look(office: &Office, room: &Room, reading: &Reading) -> Result<(), Failure> {
    let fields = reading.rules.form.iter().chain(&reading.rules.facts);
    let personal: BTreeSet<&str> = fields.filter(|field| field.personal).map(|field| field.name.as_str()).collect();
    let shown = |name: &String| personal.contains(name.as_str()) && reading.values.contains_key(name);
    let sealed: Values =
        reading.case.values.iter().filter(|(name, _)| shown(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
    let items: Vec<&str> = items(&sealed).into_iter().map(|sealed| sealed.item.as_str()).collect();
    if items.is_empty() {
        return Ok(());
    }
    let case = &reading.case;
    let look = LookRow::new(
        case.district.as_str(),
        &case.id.0,
        &items,
        room.staff.user.as_str(),
        "case-page",
        Timestamp::now(),
    );
    office.ledger().look(look)?;
    Ok(())
}
