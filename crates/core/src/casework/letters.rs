//! Letters and certificates of a case: issued with an act, fixed from then on, and later perhaps revoked, replaced or void.
//!
//! The number comes from outside, where a store sees to it that none is given twice. The text goes to the vault like all that
//! people typed; the record keeps a salted commitment to it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::event::Event;
use super::refusal::{Fault, Refusal};
use super::watch::responsible;
use crate::calendar::civil;
use crate::directory::{Directory, UnitCode};
use crate::pack::CaseType;
use crate::pack::model::{Action, Field, Letter, LetterKnown, LetterPiece};
use crate::value::{Value, Values, Words};

/// What the record tells of a letter that was issued.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LetterNote {
    /// Its name in the pack.
    pub letter: String,
    /// Its title.
    pub title: String,
    /// Whether it is a certificate.
    pub certificate: bool,
    /// Its number, as it is written.
    pub number: String,
    /// By which anybody asks whether it holds; it says nothing.
    pub code: String,
    /// `<pack>.<series>`.
    pub series: String,
    /// The year of its number.
    pub year: i16,
    /// Its running number.
    pub n: u32,
    /// The unit that issued it.
    pub unit: UnitCode,
    /// The day of issue, at +08:00.
    pub day: Date,
    /// Its text under `text`; sealed in the record.
    pub text: Values,
}

/// Whether a letter holds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterStanding {
    /// It holds.
    Valid,
    /// It was revoked.
    Revoked,
    /// Another one took its place.
    Replaced,
    /// It was never right: its number stays used.
    Void,
}

/// A letter of a case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct IssuedLetter {
    /// What it is.
    pub note: LetterNote,
    /// Whether it holds.
    pub standing: LetterStanding,
    /// Since when that is so.
    pub since: Timestamp,
}

impl LetterStanding {
    /// Its name, as in records and pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::Void => "void",
        }
    }
}

impl LetterNote {
    /// The key of its text among its values.
    pub const TEXT: &'static str = "text";
}

/// What is at hand where letters are issued.
pub struct Press<'p> {
    /// The rules.
    pub case_type: &'p CaseType,
    /// Who units are.
    pub directory: &'p Directory,
    /// The case before the act, and after it.
    pub case: (&'p Case, &'p Case),
    /// The values after the act, opened.
    pub values: &'p Values,
    /// The hour.
    pub at: Timestamp,
    /// The next running number of a series in a year.
    pub number: &'p mut dyn FnMut(&str, i16) -> u32,
    /// A code that nobody can guess.
    pub code: &'p mut dyn FnMut() -> String,
}

impl Press<'_> {
    /// What is told of the letters that an action issues, revokes or declares void.
    ///
    /// # Errors
    /// Something that stands in a letter has no value: nothing is issued then, and nothing done.
    pub fn issue(&mut self, action: &str) -> Result<Vec<Event>, Refusal> {
        let Some(action) = self.taken(action) else { return Ok(Vec::new()) };
        let mut events = self.ended(&action.revokes, LetterStanding::Revoked);
        events.extend(self.ended(&action.voids, LetterStanding::Void));
        for name in &action.issues {
            let Some(letter) = self.case_type.letters.iter().find(|letter| letter.name == *name) else { continue };
            events.extend(self.ended(std::slice::from_ref(name), LetterStanding::Replaced));
            events.push(Event::LetterIssued { note: self.one(letter)? });
        }
        Ok(events)
    }

    /// The action as it stands where the case stood, or beside the stages.
    fn taken<'p>(&self, name: &str) -> Option<&'p Action>
    where
        Self: 'p,
    {
        let (before, _) = self.case;
        let case_type: &'p CaseType = self.case_type;
        let here = |stage: &str| before.standings.iter().any(|standing| standing.stage == stage);
        let fits = case_type.all_actions().filter(|(_, action)| action.name == name);
        let mut fits = fits.filter(|(stage, _)| stage.is_none_or(|stage| here(&stage.name)));
        fits.next().map(|(_, action)| action)
    }

    fn ended(&self, names: &[String], standing: LetterStanding) -> Vec<Event> {
        let (before, _) = self.case;
        let holds =
            |issued: &&IssuedLetter| issued.standing == LetterStanding::Valid && names.contains(&issued.note.letter);
        let code = |issued: &IssuedLetter| issued.note.code.clone();
        let ended = before.letters.iter().filter(holds).map(code);
        ended.map(|code| Event::LetterEnded { code, standing }).collect()
    }

    fn one(&mut self, letter: &Letter) -> Result<LetterNote, Refusal> {
        let day = civil(self.at).date();
        let (before, after) = self.case;
        let (pack, _) = self.case_type.id.0.split_once('.').unwrap_or_default();
        let series = format!("{pack}.{}", letter.series);
        let unit = responsible(before).or_else(|| responsible(after)).cloned();
        let unit = unit.unwrap_or_else(|| before.district.unit());
        let n = (self.number)(&series, day.year());
        let number = letter.number_of(day.year(), n);
        let telling = Telling { press: self, number: &number, day, unit: &unit, letter };
        let mut text = telling.said(&letter.to)?;
        text.push('\n');
        text.push_str(telling.said(&letter.body)?.trim_end());
        let text = Values::from([(LetterNote::TEXT.to_owned(), Value::Text(text))]);
        Ok(LetterNote {
            letter: letter.name.clone(),
            title: letter.title.clone(),
            certificate: letter.certificate,
            number,
            code: (self.code)(),
            series,
            year: day.year(),
            n,
            unit,
            day,
            text,
        })
    }
}

/// A letter in the writing.
struct Telling<'t, 'p> {
    press: &'t Press<'p>,
    letter: &'t Letter,
    number: &'t str,
    day: Date,
    unit: &'t UnitCode,
}

impl Telling<'_, '_> {
    fn said(&self, pieces: &[LetterPiece]) -> Result<String, Refusal> {
        pieces.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(&self, piece: &LetterPiece) -> Result<String, Refusal> {
        let (before, after) = self.press.case;
        match piece {
            LetterPiece::Words(words) => Ok(words.clone()),
            LetterPiece::Field(name) => self.field(name),
            LetterPiece::Known(LetterKnown::Case) => Ok(before.number.clone()),
            LetterPiece::Known(LetterKnown::Filed) => Ok(day_in_words(civil(before.opened).date())),
            LetterPiece::Known(LetterKnown::Number) => Ok(self.number.to_owned()),
            LetterPiece::Known(LetterKnown::Day) => Ok(day_in_words(self.day)),
            LetterPiece::Known(LetterKnown::Unit) => Ok(self.unit_name(self.unit)),
            LetterPiece::Due(deadline) => {
                let clocks = after.clocks.iter().rev();
                let clock = clocks.clone().find(|clock| clock.deadline.as_deref() == Some(deadline));
                let clock = clock.ok_or_else(|| absent(deadline, deadline))?;
                let norm = clock.reckoning.basis.as_ref().and_then(|basis| self.letter.norms.get(basis));
                let norm = norm.map(|norm| format!("（{norm}）")).unwrap_or_default();
                Ok(format!("{}{norm}", day_in_words(civil(clock.due()).date())))
            }
        }
    }

    fn field(&self, name: &str) -> Result<String, Refusal> {
        let field = self.press.case_type.field(name).ok_or_else(|| absent(name, name))?;
        let value = self.press.values.get(name).ok_or_else(|| absent(name, &field.title))?;
        in_words(self.press.case_type, self.press.directory, field, value).ok_or_else(|| absent(name, &field.title))
    }

    fn unit_name(&self, unit: &UnitCode) -> String {
        unit_name(self.press.directory, unit)
    }
}

/// A value in words as letters and briefs write it; none for what was erased, or has no place on paper.
#[must_use]
pub fn in_words(rules: &CaseType, directory: &Directory, field: &Field, value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.normalize().to_string(),
        Value::Date(date) => day_in_words(*date),
        Value::Time(at) => civil(*at).strftime("%Y年%-m月%-d日%H时%M分").to_string(),
        Value::Boolean(true) => "是".to_owned(),
        Value::Boolean(false) => "否".to_owned(),
        Value::Length(length) => length.to_string(),
        Value::Term(code) => {
            let vocabulary = rules.vocabularies.get(field.vocabulary.as_ref()?)?;
            vocabulary.terms.iter().find(|term| term.code == *code)?.title.clone()
        }
        Value::Unit(unit) => unit_name(directory, unit),
        Value::Place(place) => match (&place.address, &place.unit) {
            (Some(Words::Typed(address)), _) => address.clone(),
            (_, Some(unit)) => unit_name(directory, unit),
            _ => return None,
        },
        Value::Many(values) => {
            let all: Option<Vec<String>> =
                values.iter().map(|value| in_words(rules, directory, field, value)).collect();
            all?.join("、")
        }
        Value::Officer(_) | Value::Entry(_) | Value::Files(_) | Value::Sealed(_) => return None,
    })
}

fn unit_name(directory: &Directory, unit: &UnitCode) -> String {
    directory.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
}

/// A day as offices write it.
#[must_use]
pub fn day_in_words(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn absent(name: &str, title: &str) -> Refusal {
    let (zh, en) =
        (format!("文书里要写的“{title}”没有值，请先填写"), format!("The letter needs `{name}`, which has no value."));
    Refusal::invalid(vec![Fault::new(format!("/{name}"), "required", zh, en)])
}

impl Case {
    /// A letter of it by its code.
    pub fn letter(&self, code: &str) -> Option<&IssuedLetter> {
        self.letters.iter().find(|issued| issued.note.code == code)
    }

    /// A letter was issued, or holds no more.
    pub(super) fn apply_to_letters(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::LetterIssued { note } => {
                let issued = IssuedLetter { note: note.clone(), standing: LetterStanding::Valid, since: at };
                self.letters.push(issued);
            }
            Event::LetterEnded { code, standing } => {
                if let Some(issued) = self.letters.iter_mut().find(|issued| issued.note.code == *code) {
                    (issued.standing, issued.since) = (*standing, at);
                }
            }
            _ => {}
        }
    }
}
