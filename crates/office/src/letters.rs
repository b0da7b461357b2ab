//! Letters and certificates: issued with the act that asks for them, read again by who may, and asked for by their code.

use bihuan_core::casework::letters::Press;
use bihuan_core::casework::may::{Right, may};
use bihuan_core::casework::seal::{Opened, unseal};
use bihuan_core::casework::{Case, Event, IssuedLetter, LetterNote, Who, advance};
use bihuan_core::pack::CaseType;
use bihuan_core::value::Value;
use bihuan_ledger::{Hash, LedgerError, LetterRow, VaultContent};
use jiff::Timestamp;
use std::collections::BTreeMap;

use crate::Office;
use crate::commands::Loaded;
use crate::failure::Failure;
use crate::law::Law;
use crate::view::Reading;

/// The letters of a code: long enough that nobody finds one by trying, and none that is easily misread.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many of them a code has: 80 bits.
const CODE_LENGTH: usize = 16;

/// A letter as anybody may ask for it, with where its record stands.
pub struct Verified {
    /// What the books say.
    pub row: LetterRow,
    /// As the case's record has it.
    pub issued: IssuedLetter,
    /// The kind of matter.
    pub rules: std::sync::Arc<CaseType>,
    /// Whether the matter is invented.
    pub synthetic: bool,
    /// The place of the record that issued it in the district's log, from 1, and its hash.
    pub place: (u64, Hash),
}

impl Office {
    /// What is told of the letters that an act issues, revokes or declares void: after what it does itself.
    pub(crate) fn letters_of(
        &self,
        law: &Law,
        rules: &CaseType,
        loaded: &Loaded,
        action: &str,
        (at, events): (Timestamp, &[Event]),
    ) -> Result<Vec<Event>, Failure> {
        let mut declared = rules.all_actions().map(|(_, known)| known).filter(|known| known.name == action);
        if !declared.any(|known| known.prints()) {
            return Ok(Vec::new());
        }
        let before = &loaded.case;
        let after = advance(Some(before.clone()), at, events).ok_or(Failure::NotFound)?;
        let values = self.opened(&after)?;
        let mut given: BTreeMap<(String, i16), u32> = BTreeMap::new();
        let mut trouble: Option<LedgerError> = None;
        let mut number = |series: &str, year: i16| {
            let next = given.get(&(series.to_owned(), year)).map(|last| last + 1);
            let next = next.unwrap_or_else(|| {
                self.ledger().next_letter(&loaded.row.district, series, year).unwrap_or_else(|error| {
                    trouble = Some(error);
                    1
                })
            });
            given.insert((series.to_owned(), year), next);
            next
        };
        let mut codes = Codes::draw()?;
        let mut code = || codes.next();
        let mut press = Press {
            case_type: rules,
            directory: &law.directory,
            case: (before, &after),
            values: &values,
            at,
            number: &mut number,
            code: &mut code,
        };
        let issued = press.issue(action)?;
        match trouble {
            Some(error) => Err(error.into()),
            None => Ok(issued),
        }
    }

    /// The text of a letter: for its reporter, and for whoever may see every field that stands in it. First line: to whom.
    ///
    /// # Errors
    /// [`Failure::NotFound`] also where the reader has no right to it.
    pub fn letter_text(
        &self,
        reading: &Reading,
        code: &str,
        who: &Who,
    ) -> Result<(IssuedLetter, Option<String>), Failure> {
        let issued = reading.case.letter(code).ok_or(Failure::NotFound)?;
        let declared = reading.rules.letters.iter().find(|letter| letter.name == issued.note.letter);
        let fields: Vec<&str> = declared.iter().flat_map(|letter| letter.fields()).collect();
        let (law, at) = (self.law(), self.clock().now());
        let readable = *who == Who::Reporter
            || self
                .with_world(&law, &reading.rules, reading.case.district.as_str(), |world| {
                    let all =
                        fields.iter().try_for_each(|field| may(world, &reading.case, who, at, Right::Field(field)));
                    Ok(all.is_ok())
                })
                .unwrap_or(false);
        if !readable {
            return Err(Failure::NotFound);
        }
        let vault = self.ledger().vault(reading.case.district.as_str(), &reading.case.id.0)?;
        let open = |item: &str| match vault.get(item)? {
            VaultContent::Kept(content) => Opened::of_content(item, content).map(|opened| opened.value),
            VaultContent::Erased => None,
        };
        let text = match unseal(&issued.note.text, &open).remove(LetterNote::TEXT) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        Ok((issued.clone(), text))
    }

    /// What anybody may know of a letter: that it was issued, by whom and when, and whether it holds.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the store's.
    pub fn verified(&self, code: &str) -> Result<Verified, Failure> {
        let row = self.ledger().letter(code)?.ok_or(Failure::NotFound)?;
        let case = self.standing(&row.case)?;
        let law = self.law();
        let rules = law.rules_of(&case).ok_or(Failure::NotFound)?.clone();
        let issued = case.letter(code).ok_or(Failure::NotFound)?.clone();
        let records = self.ledger().records(&row.district, &row.case)?;
        let holds = |record: &bihuan_ledger::RecordRow| {
            let events = record.value().ok().and_then(|value| value.get("events").cloned()).unwrap_or_default();
            let events: Vec<Event> = serde_json::from_value(events).unwrap_or_default();
            events.iter().any(|event| matches!(event, Event::LetterIssued { note } if note.code == code))
        };
        let place = records.iter().find(|record| holds(record)).map(|record| (record.seq, record.hash));
        Ok(Verified { row, issued, rules, synthetic: case.synthetic, place: place.ok_or(Failure::NotFound)? })
    }
}

/// The rows of the letters that a command issued or whose standing it changed.
pub(crate) fn rows(before: Option<&Case>, after: &Case) -> Vec<LetterRow> {
    let known = |issued: &IssuedLetter| {
        before.and_then(|before| before.letter(&issued.note.code)).is_some_and(|before| before == issued)
    };
    after.letters.iter().filter(|issued| !known(issued)).map(|issued| row(after, issued)).collect()
}

fn row(case: &Case, issued: &IssuedLetter) -> LetterRow {
    let note = &issued.note;
    LetterRow {
        district: case.district.to_string(),
        case: case.id.0.clone(),
        of: case.number.clone(),
        series: note.series.clone(),
        year: note.year,
        n: note.n,
        number: note.number.clone(),
        code: note.code.clone(),
        type_id: case.case_type.0.clone(),
        letter: note.letter.clone(),
        unit: note.unit.to_string(),
        day: note.day,
        standing: issued.standing.name().to_owned(),
        since: issued.since,
    }
}

/// Codes from the system's chance.
struct Codes {
    drawn: [u8; 256],
    at: usize,
}

impl Codes {
    fn draw() -> Result<Self, LedgerError> {
        let mut drawn = [0; 256];
        getrandom::fill(&mut drawn).map_err(|error| LedgerError::Io(error.to_string()))?;
        Ok(Self { drawn, at: 0 })
    }

    fn next(&mut self) -> String {
        let bytes = self.drawn.iter().cycle().skip(self.at).take(CODE_LENGTH);
        self.at += CODE_LENGTH;
        let letter = |byte: &u8| CODE_LETTERS.get(usize::from(*byte) % CODE_LETTERS.len()).copied().map(char::from);
        bytes.filter_map(letter).collect()
    }
}
