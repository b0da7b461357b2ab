//! Date input: a date that people know, typed as year, month and day (GOV.UK).

use super::field::{self, Notes};
use super::{ErrorMessage, Fieldset, FormGroup, Hint, Input, Label, input, or};
use crate::html::{Html, el};

options! {
    /// A date in parts.
    DateInput {
        /// `id` of the whole; start of the parts' `id`s.
        id: String,
        /// Start of the parts' names.
        name_prefix: String,
        /// The parts in order. Chinese dates go year, month, day: see [`DateInput::chinese`].
        items: Vec<DatePart>,
        /// The question around them.
        fieldset: Option<Fieldset>,
        /// Help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// The group around it.
        form_group: FormGroup,
    }
    date_input
}

options! {
    /// One part of a date.
    DatePart {
        /// `year`, `month` or `day`.
        name: String,
        /// Its name for people; the capitalised name unless said otherwise.
        label: String,
        /// What stands in it.
        value: String,
        /// `id` of the control, where it is not made from the whole's.
        id: String,
        /// Whether this part is the wrong one; `None`: every part if the date has an error and no part says so.
        error: Option<bool>,
        /// What a browser may fill in.
        autocomplete: String,
        /// Which keys a phone shows; numbers unless said otherwise.
        inputmode: String,
        /// Pattern that the browser checks.
        pattern: String,
    }
}

impl DateInput {
    /// Year, month and day in the order of the country, with labels and values given in that order.
    pub fn chinese(id: impl Into<String>, labels: [&str; 3], values: [&str; 3]) -> Self {
        let id = id.into();
        let part = |(name, (label, value)): (&str, (&str, &str))| DatePart {
            name: name.into(),
            label: label.into(),
            value: value.into(),
            ..DatePart::default()
        };
        let items = ["year", "month", "day"].into_iter().zip(labels.into_iter().zip(values)).map(part).collect();
        Self { name_prefix: id.clone(), id, items, ..Self::default() }
    }
}

/// Writes a date input.
pub fn date_input(o: &DateInput) -> Html {
    let described_by = o.fieldset.as_ref().map_or("", |f| f.described_by.as_str());
    let notes = Notes::new(&o.id, described_by, o.hint.as_ref(), o.error_message.as_ref());
    let any_wrong = o.items.iter().any(says_wrong);
    let parts = o.items.iter().map(|item| part(o, item, any_wrong));
    let controls = el("div")
        .class("govuk-date-input")
        .class(&o.classes)
        .attrs(&o.attributes)
        .maybe("id", Some(&o.id))
        .put(&o.form_group.before_inputs)
        .put_all(parts)
        .put(&o.form_group.after_inputs);
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::enclosed(o.fieldset.as_ref(), "group", notes, controls))
        .html()
}

fn says_wrong(o: &DatePart) -> bool {
    o.error == Some(true) || o.classes.contains("govuk-input--error")
}

fn part(date: &DateInput, o: &DatePart, any_wrong: bool) -> Html {
    let wrong = says_wrong(o) || (o.error != Some(false) && date.error_message.is_some() && !any_wrong);
    let mut classes = String::from("govuk-date-input__input");
    if wrong && !o.classes.contains("govuk-input--error") {
        classes.push_str(" govuk-input--error");
    }
    if !o.classes.contains("govuk-input--width-") {
        classes.push_str(if o.name == "year" { " govuk-input--width-4" } else { " govuk-input--width-2" });
    }
    let prefix = if date.name_prefix.is_empty() { String::new() } else { format!("{}-", date.name_prefix) };
    let field = input(&Input {
        label: Label {
            content: or(&o.label, &capitalized(&o.name)).into(),
            classes: "govuk-date-input__label".into(),
            ..Label::default()
        },
        id: or(&o.id, &format!("{}-{}", date.id, o.name)).to_owned(),
        classes: format!("{classes} {}", o.classes).trim_end().to_owned(),
        name: format!("{prefix}{}", o.name),
        value: o.value.clone(),
        inputmode: or(&o.inputmode, "numeric").to_owned(),
        autocomplete: o.autocomplete.clone(),
        pattern: o.pattern.clone(),
        attributes: o.attributes.clone(),
        ..Input::default()
    });
    el("div").class("govuk-date-input__item").put(field).html()
}

fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
}
