//! Answers that can be given at once: the entries of a register of questions, each with its owner and the day on which it
//! lapses. An entry that has lapsed is no answer.

use std::sync::Arc;

use bihuan_core::calendar::civil;
use bihuan_core::pack::model::{FieldType, Register};
use bihuan_office::{Failure, Office};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::Desk;
use crate::components::Details;
use crate::html::{Html, el};
use crate::t;

/// Answers shown at once.
const SHOWN: usize = 3;
/// Entries looked through.
const ENTRIES: usize = 200;

/// What a register of answers has.
const QUESTION: &str = "question";
const ANSWER: &str = "answer";
const OWNER: &str = "owner";
const UNTIL: &str = "valid_until";

/// An entry that holds.
struct Entry {
    question: String,
    answer: String,
    owner: String,
    until: Date,
    category: Option<String>,
}

impl Desk<'_> {
    /// The register of the kind of matter that has questions, answers and a last day.
    fn register(&self) -> Option<&Arc<Register>> {
        let fits = |register: &&Arc<Register>| {
            [QUESTION, ANSWER, OWNER, UNTIL].iter().all(|name| register.fields.iter().any(|field| field.name == *name))
        };
        self.rules.registers.values().find(fits)
    }

    /// The entries that hold today: those of the district, else those that the pack brings.
    fn entries(&self, office: &Office) -> Result<Vec<Entry>, Failure> {
        let Some(register) = self.register() else { return Ok(Vec::new()) };
        let today = civil(office.clock().now()).date();
        let kept = office.ledger().entries(self.district.as_str(), &register.name, None, ENTRIES)?.items;
        let term = register.fields.iter().find(|field| field.kind == FieldType::Term).map(|field| field.name.as_str());
        let read = |values: &Map<String, Json>| {
            let text = |name: &str| values.get(name).and_then(Json::as_str).map(str::to_owned);
            let entry = Entry {
                question: text(QUESTION)?,
                answer: text(ANSWER)?,
                owner: text(OWNER)?,
                until: text(UNTIL)?.parse().ok()?,
                category: term.and_then(text),
            };
            (entry.until >= today).then_some(entry)
        };
        if kept.is_empty() {
            let rows = register.rows.iter().map(|row| row.values.clone().into_iter().collect::<Map<String, Json>>());
            return Ok(rows.filter_map(|values| read(&values)).collect());
        }
        Ok(kept.iter().filter_map(|row| read(row.value.as_object()?)).collect())
    }

    /// The questions that are answered, each with the term that it stands under.
    pub(super) fn questions(&self, office: &Office) -> Result<Vec<(String, String)>, Failure> {
        let entries = self.entries(office)?;
        Ok(entries.into_iter().filter_map(|entry| Some((entry.category?, entry.question))).collect())
    }

    /// The answers whose question has the most of the caller's words.
    pub(super) fn answers(&self, office: &Office, said: &[String]) -> Result<Html, Failure> {
        let words = self.words();
        let mut found: Vec<(usize, Entry)> = Vec::new();
        for entry in self.entries(office)? {
            let shared = said.iter().filter(|word| entry.question.contains(word.as_str())).count();
            if shared > 0 {
                found.push((shared, entry));
            }
        }
        found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        if found.is_empty() {
            return Ok(Html::empty());
        }
        let one = |(_, entry): &(usize, Entry)| {
            let owner = self.owner(&entry.owner);
            let until = t!(words, "intake-answer-until", owner = owner, until = entry.until.to_string());
            let content = el("p").class("govuk-body").put(&entry.answer).html();
            let content = content.then(el("p").class("govuk-body-s bh-muted").put(until));
            Html::from(Details { summary: entry.question.as_str().into(), content, open: true, ..Details::default() })
        };
        let heading = el("h2").class("govuk-heading-s").put(t!(words, "intake-answers"));
        Ok(heading.html().then(found.iter().take(SHOWN).map(one).collect::<Html>()))
    }

    /// The unit that keeps an answer right: a pack names it without its district.
    fn owner(&self, code: &str) -> String {
        let here = format!("{}-{code}", self.district);
        let known = |code: &str| code.parse().ok().filter(|code| self.law.directory.unit(code).is_some());
        known(code).or_else(|| known(&here)).map_or_else(|| code.to_owned(), |code| self.names().unit(&code))
    }
}
