//! What is known about what has been typed so far: answers, a term and a unit that fit, and open matters that are alike.

use bihuan_core::pack::model::{Field, FieldType, Term};
use bihuan_office::{Failure, Office};

use super::{Desk, USE};
use crate::components::{Button, InsetText};
use crate::fields::Sent;
use crate::html::{Attrs, Html, el};
use crate::t;

/// A term that fits, with the words that led to it.
struct Guess<'t> {
    field: &'t Field,
    term: &'t Term,
    words: Vec<String>,
}

impl Desk<'_> {
    /// All that is known.
    pub(super) fn help(&self, office: &Office, sent: &Sent) -> Result<Html, Failure> {
        let said = self.said(sent);
        let answers = self.answers(office, &said)?;
        Ok(answers.then(self.guessed(office, sent, &said)?).then(self.similar(office, sent, &said)?))
    }

    /// The words of what the caller says: what was typed into the matter's own texts.
    fn said(&self, sent: &Sent) -> Vec<String> {
        let texts = self.rules.form.iter().filter(|field| field.kind == FieldType::Text && !field.personal);
        let typed: Vec<&str> = texts.map(|field| sent.value(&field.name)).collect();
        crate::guess::said(&typed.join(" "))
    }

    /// Takes a suggested term over into the form; the clerk pressed its button.
    pub(super) fn use_term(&self, sent: &mut Sent, code: &str) {
        let Some(field) = self.term_field() else { return };
        let known = self.terms(field).iter().any(|term| term.code == code);
        if known {
            sent.pairs.retain(|(name, _)| *name != field.name);
            sent.pairs.push((field.name.clone(), code.to_owned()));
        }
    }

    /// The field whose term says what a matter is about: the first one of the form.
    pub(super) fn term_field(&self) -> Option<&Field> {
        self.rules.form.iter().find(|field| field.kind == FieldType::Term)
    }

    fn terms(&self, field: &Field) -> &[Term] {
        let vocabulary = field.vocabulary.as_ref().and_then(|name| self.rules.vocabularies.get(name));
        vocabulary.map(|vocabulary| vocabulary.terms.as_slice()).unwrap_or_default()
    }

    /// The term with the most of the caller's words in its own name and in the questions that are answered under it;
    /// none where two fit equally well.
    fn guess(&self, office: &Office, said: &[String]) -> Result<Option<Guess<'_>>, Failure> {
        let Some(field) = self.term_field() else { return Ok(None) };
        let fitting = crate::guess::fitting(self.terms(field), &self.questions(office)?, said);
        Ok(fitting.map(|fitting| Guess { field, term: fitting.term, words: fitting.words }))
    }

    /// The suggestion, with the words that led to it and a button that takes it over; nothing once a term was chosen.
    fn guessed(&self, office: &Office, sent: &Sent, said: &[String]) -> Result<Html, Failure> {
        let Some(guess) = self.guess(office, said)? else { return Ok(Html::empty()) };
        if !sent.value(&guess.field.name).is_empty() {
            return Ok(Html::empty());
        }
        let (words, names) = (self.words(), self.names());
        let vocabulary = guess.field.vocabulary.as_deref().unwrap_or_default();
        let name = names.term(&self.rules, vocabulary, &guess.term.code);
        let because = guess.words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(" ");
        let told = t!(words, "intake-guess", term = name.as_str(), words = because);
        let unit = self.first_steps().into_iter().find_map(|action| {
            let of = |field: &str| (field == guess.field.name).then(|| guess.term.code.clone());
            self.step_fields(action).suggested(|_| false, of).map(|suggested| suggested.why)
        });
        let take = Button {
            content: t!(words, "intake-use", term = name.as_str()).into(),
            name: "step".into(),
            value: format!("{USE}:{}", guess.term.code),
            attributes: Attrs::new().with("aria-keyshortcuts", "Alt+1"),
            classes: "govuk-button--secondary".into(),
            ..Button::default()
        };
        let lines = el("p").class("govuk-body").put(told).html();
        let lines = lines.then(unit.map(|unit| el("p").class("govuk-body").put(unit)));
        Ok(InsetText::from(lines.then(take)).into())
    }
}
