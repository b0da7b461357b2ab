//! A caller's open matters by the number that they ring from. What is kept is no number but a digest of it under a key of
//! this server and the district, beside the case's head; it goes when the case's personal data goes.

use bihuan_core::casework::Who;
use bihuan_core::casework::seal::Opened;
use bihuan_core::directory::UserName;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_core::value::Value;
use bihuan_ledger::{CaseQuery, CaseRow, Keys, LookRow, Status};
use jiff::Timestamp;

use crate::Office;
use crate::failure::Failure;
use crate::view::Reading;

/// What looks of this kind are for, in the record of looks.
const PURPOSE: &str = "caller";
/// A number of fewer digits is none that somebody rings from.
const FEWEST_DIGITS: usize = 7;
/// Where the store keeps how far matters of then have been given their index, and what stands there in the end.
const ROUND: &str = "caller-index";
const OVER: &str = "over";
/// Matters of one stretch of that.
const STRETCH: usize = 200;
/// Open matters of one caller that are shown.
const MOST: usize = 20;

impl Office {
    /// The open matters of whoever rings from this number, newest first, as far as the asker may read them; none if it is
    /// no number. That somebody looked is written down, whatever was found.
    ///
    /// # Errors
    /// The store's.
    pub fn matters_of_caller(
        &self,
        district: &str,
        number: &str,
        who: &Who,
        user: &UserName,
    ) -> Result<Option<Vec<Reading>>, Failure> {
        let Some(index) = index(self.ledger().keys(), district, number) else { return Ok(None) };
        let query = CaseQuery {
            districts: vec![district.to_owned()],
            statuses: vec![Status::Open, Status::Suspended],
            reporter_index: Some(index),
            limit: MOST,
            ..CaseQuery::default()
        };
        let rows = self.ledger().cases(&query)?.items;
        let found: Vec<Reading> = rows.iter().filter_map(|row| self.read(&row.case, who).ok()).collect();
        let looked_at = found.iter().map(|reading| reading.case.id.0.as_str());
        for case in std::iter::once("").chain(looked_at) {
            let look = LookRow::new(district, case, &[PURPOSE], user.as_str(), PURPOSE, Timestamp::now());
            self.ledger().look(look)?;
        }
        Ok(Some(found))
    }

    /// Gives matters that were filed before there was an index the digest by which their reporter finds them again: a
    /// stretch at a time, on from where the last one ended. Once a whole round gave none it is over for good; an act
    /// that was under way meanwhile may have lost what it was given, so one round without is asked for. Answers whether
    /// there is more to do.
    ///
    /// # Errors
    /// The store's. What was given before stays given.
    pub fn index_callers(&self) -> Result<bool, Failure> {
        let Some(mut round) = Round::of(self.ledger().meta(ROUND)?) else { return Ok(false) };
        let districts = self.ledger().districts()?;
        let Some(district) = districts.iter().find(|district| **district >= round.district).cloned() else {
            let next = (round.given > 0).then(Round::default);
            self.ledger().set_meta(ROUND, Some(&next.as_ref().map_or_else(|| OVER.to_owned(), Round::text)))?;
            return Ok(next.is_some());
        };
        if district != round.district {
            round = Round { district: district.clone(), case: String::new(), ..round };
        }
        let heads = self.ledger().heads_without_index(&district, &round.case, STRETCH)?;
        for row in &heads {
            round.given += u64::from(self.index_caller(row)?);
        }
        round = match heads.last() {
            Some(last) if heads.len() == STRETCH => Round { case: last.case.clone(), ..round },
            // The next district's code is greater than this one with anything behind it.
            _ => Round { district: format!("{district}~"), case: String::new(), ..round },
        };
        self.ledger().set_meta(ROUND, Some(&round.text()))?;
        Ok(true)
    }

    /// The digest by which the matters of whoever has this number are found; none if it is no number.
    pub(crate) fn index_of(&self, district: &str, number: &str) -> Option<String> {
        index(self.ledger().keys(), district, number)
    }

    fn index_caller(&self, row: &CaseRow) -> Result<bool, Failure> {
        let (law, case) = (self.law(), crate::rows::case_of(&row.head.state)?);
        let Some(rules) = law.rules_of(&case) else { return Ok(false) };
        let Some(field) = number_field(rules).filter(|field| case.values.contains_key(&field.name)) else {
            return Ok(false);
        };
        let values = self.opened(&case)?;
        let Some(Value::Text(number)) = values.get(&field.name) else { return Ok(false) };
        let Some(digest) = index(self.ledger().keys(), &row.district, number) else { return Ok(false) };
        Ok(self.ledger().put_reporter_index(&row.district, &row.case, row.version, &digest)?)
    }

    /// The digest by which a case is found again, where this command learnt the reporter's number; else the one it has.
    pub(crate) fn reporter_index(
        &self,
        rules: &CaseType,
        district: &str,
        opened: &[Opened],
        before: Option<String>,
    ) -> Option<String> {
        let field = number_field(rules)?;
        let own = |item: &str| {
            item.split_once('.').is_some_and(|(version, name)| version.parse::<u64>().is_ok() && name == field.name)
        };
        let typed = opened.iter().rev().find(|opened| own(&opened.item));
        match typed.map(|opened| &opened.value) {
            Some(Value::Text(number)) => index(self.ledger().keys(), district, number),
            Some(_) => None,
            None => before,
        }
    }
}

/// How far the round over matters without an index has come.
#[derive(Default)]
struct Round {
    given: u64,
    district: String,
    case: String,
}

impl Round {
    /// As it was kept; a new one where nothing was; none once it is over.
    fn of(kept: Option<String>) -> Option<Round> {
        let Some(kept) = kept else { return Some(Round::default()) };
        let mut parts = kept.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        (kept != OVER).then(|| Round { given: next().parse().unwrap_or(0), district: next(), case: next() })
    }

    fn text(&self) -> String {
        format!("{} {} {}", self.given, self.district, self.case)
    }
}

/// The field that holds the number that a reporter rings from.
fn number_field(rules: &CaseType) -> Option<&Field> {
    rules.form.iter().find(|field| field.kind == FieldType::Phone && field.personal)
}

/// The digest of a number, however it is written; none for too few digits.
fn index(keys: &Keys, district: &str, number: &str) -> Option<String> {
    let digits = digits(number);
    if digits.len() < FEWEST_DIGITS {
        return None;
    }
    let digest = keys.derive("reporter", format!("{district}\n{digits}").as_bytes());
    Some(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// The digits of a number, full-width ones too, without the country's code.
fn digits(number: &str) -> String {
    let plain = |c: char| match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    };
    let digits: String = number.chars().filter_map(plain).collect();
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() == 11));
    national.unwrap_or(&digits).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_number_however_it_is_written() {
        for written in
            ["13900001234", "+86 139 0000 1234", "0086-13900001234", "139-0000-1234", "１３９００００１２３４"]
        {
            assert_eq!(digits(written), "13900001234", "{written}");
        }
        assert_eq!(digits("027-8501 0000"), "02785010000");
        assert_eq!(digits("8612345"), "8612345", "a short number may begin so");
    }
}
