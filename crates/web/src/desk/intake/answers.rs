//! Answers that can be given at once: the entries of a register of questions, each with its owner and the day on which it
//! lapses. The district's own entries stand before those that the pack brings under the same key; one that has lapsed is
//! no answer. Whoever uses one may say whether it helped: one voice for each officer, counted for the entry.

use std::sync::Arc;

use bihuan_core::calendar::civil;
use bihuan_core::pack::model::{Action, FieldType, Register};
use bihuan_ledger::KeptRow;
use bihuan_office::entries::unit_named;
use bihuan_office::{Failure, Office};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::Desk;
use crate::components::Details;
use crate::desk::answers::known::{self, Entry, VOICE};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::t;

/// Answers shown at once.
const SHOWN: usize = 3;
/// The steps of an answer's buttons; its key stands behind them.
pub(super) const GIVE: &str = "give";
pub(super) const HELPS: &str = "helps";
pub(super) const AMEND: &str = "amend";

impl Desk<'_> {
    /// The register of the kind of matter that has questions, answers and a last day.
    fn register(&self) -> Option<&Arc<Register>> {
        known::register(&self.rules)
    }

    /// The entries that hold today.
    fn entries(&self, office: &Office) -> Result<Vec<Entry>, Failure> {
        let Some(register) = self.register() else { return Ok(Vec::new()) };
        let today = civil(office.clock().now()).date();
        let all = known::entries(office, &self.district, register)?;
        Ok(all.into_iter().filter(|entry| entry.holds(today)).collect())
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
        let shown = found.iter().take(SHOWN).map(|(_, entry)| self.answer(office, entry));
        let shown: Html = shown.collect::<Result<Html, Failure>>()?;
        let heading = el("h2").class("govuk-heading-s").put(t!(words, "intake-answers"));
        Ok(heading.html().then(shown))
    }

    /// One answer: its words, who keeps it right and until when, how it was judged, and what may be done with it.
    fn answer(&self, office: &Office, entry: &Entry) -> Result<Html, Failure> {
        let words = self.words();
        let owner = unit_named(&self.law, &self.district, &entry.owner);
        let owner = owner.map_or_else(|| entry.owner.clone(), |unit| self.names().unit(&unit));
        let until = t!(words, "intake-answer-until", owner = owner, until = entry.until.to_string());
        let (helps, amend) = self.voices(office, &entry.key)?;
        let button = |step: &str, title: String, n: Option<usize>| {
            let told = n.map_or_else(|| title.clone(), |n| format!("{title} {n}"));
            let about = el("span").class("govuk-visually-hidden").put(format!(" {}", entry.asked(words.lang())));
            let button = el("button").attr("type", "submit").class("bh-link-button").attr("name", "step");
            button.attr("value", format!("{step}:{}", entry.key)).put(told).put(about).html()
        };
        let give = self.answering().map(|_| button(GIVE, t!(words, "intake-give"), None));
        let line = el("p").class("bh-rated").put(give);
        let line = line.put(button(HELPS, t!(words, "intake-helps"), Some(helps)));
        let line = line.put(button(AMEND, t!(words, "intake-amend"), Some(amend)));
        let content = el("p").class("govuk-body").put(&entry.answer).html();
        let content = content.then(el("p").class("govuk-body-s bh-muted").put(until)).then(line);
        Ok(Details { summary: entry.asked(words.lang()).into(), content, open: true, ..Details::default() }.into())
    }

    /// How many officers said that an answer helps, and how many that it wants mending.
    fn voices(&self, office: &Office, key: &str) -> Result<(usize, usize), Failure> {
        let voices = office.ledger().kept_by_all(VOICE, &self.voice_of(key))?;
        let helps = voices.iter().filter(|voice| voice.body.get("helps") == Some(&Json::Bool(true))).count();
        Ok((helps, voices.len() - helps))
    }

    fn voice_of(&self, key: &str) -> String {
        let register = self.register().map_or("", |register| register.name.as_str());
        format!("{}{key}", known::voices_of(&self.district, register))
    }

    /// Takes down whether an answer helped; the officer's last word counts.
    pub(super) fn say(&self, office: &Office, key: &str, helps: bool) -> Result<(), Failure> {
        if self.entries(office)?.iter().any(|entry| entry.key == key) {
            let owner = self.room.staff.user.to_string();
            let (name, body) = (self.voice_of(key), json!({ "helps": helps }));
            office.ledger().keep(KeptRow { owner, kind: VOICE.into(), name, body, at: Timestamp::now() })?;
        }
        Ok(())
    }

    /// The first step that answers with an entry of the register: the action, its text and its entry.
    fn answering(&self) -> Option<(&Action, &str, &str)> {
        let register = self.register()?;
        self.first_steps().into_iter().find_map(|action| {
            let of = |kind: FieldType| action.ask.iter().filter(move |field| field.kind == kind);
            let entry = of(FieldType::Entry).find(|field| field.register.as_ref() == Some(&register.name))?;
            let text = of(FieldType::Text).find(|field| field.required)?;
            Some((action, text.name.as_str(), entry.name.as_str()))
        })
    }

    /// Takes an answer over into the form of the step that gives it; the clerk pressed its button and may still change it.
    pub(super) fn give(&self, office: &Office, sent: &mut Sent, key: &str) -> Result<(), Failure> {
        let (Some((action, text, entry)), Some(register)) = (self.answering(), self.register()) else { return Ok(()) };
        let Some(found) = self.entries(office)?.into_iter().find(|known| known.key == key) else { return Ok(()) };
        let prefix = self.step_fields(action).prefix;
        let new = [
            ("then".to_owned(), action.name.clone()),
            (format!("{prefix}{text}"), found.answer),
            (format!("{prefix}{entry}"), format!("{}/{key}", register.name)),
        ];
        sent.pairs.retain(|(name, _)| new.iter().all(|(fresh, _)| fresh != name));
        sent.pairs.extend(new);
        Ok(())
    }
}
