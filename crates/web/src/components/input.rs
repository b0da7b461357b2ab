//! Text input: one line of text (GOV.UK).

use super::field::{self, Notes};
use super::{ErrorMessage, FormGroup, Hint, Label, or};
use crate::html::{Html, el, void};

options! {
    /// One line of text.
    Input {
        /// Name of the field.
        name: String,
        /// `id` of the control; the name unless said otherwise.
        id: String,
        /// `text` unless said otherwise.
        r#type: String,
        /// Which keys a phone shows.
        inputmode: String,
        /// What stands in it.
        value: String,
        /// Its name for people.
        label: Label,
        /// Help.
        hint: Option<Hint>,
        /// What is wrong.
        error_message: Option<ErrorMessage>,
        /// What stands before it inside its frame, as a currency.
        prefix: Option<Affix>,
        /// What stands after it inside its frame, as a measure.
        suffix: Option<Affix>,
        /// The frame that holds prefix and suffix.
        input_wrapper: Wrapper,
        /// The group around it.
        form_group: FormGroup,
        /// `id`s of what else describes it.
        described_by: String,
        /// What a browser may fill in.
        autocomplete: String,
        /// How a phone capitalises.
        autocapitalize: String,
        /// Pattern that the browser checks.
        pattern: String,
        /// Whether the browser checks spelling.
        spellcheck: Option<bool>,
        /// Not to be used now.
        disabled: bool,
    }
    input
}

options! {
    /// Text before or after an input.
    Affix {
        /// What it says.
        content: Html,
    }
}
from_text!(Affix);

options! {
    /// The frame around an input with affixes.
    Wrapper {}
}

/// Writes a text input.
pub fn input(o: &Input) -> Html {
    let id = or(&o.id, &o.name);
    let notes = Notes::new(id, &o.described_by, o.hint.as_ref(), o.error_message.as_ref());
    let control = control(o, id, &notes.described_by);
    field::group(&o.form_group, o.error_message.is_some())
        .put(field::label_for(id, &o.label))
        .put(notes.html)
        .put(wrapped(o, control))
        .html()
}

fn control(o: &Input, id: &str, described_by: &str) -> Html {
    void("input")
        .class("govuk-input")
        .class(&o.classes)
        .class_if(o.error_message.is_some(), "govuk-input--error")
        .attr("id", id)
        .attr("name", &o.name)
        .attr("type", or(&o.r#type, "text"))
        .maybe("spellcheck", o.spellcheck.map(|so| so.to_string()))
        .maybe("value", Some(&o.value))
        .flag("disabled", o.disabled)
        .maybe("aria-describedby", Some(described_by))
        .maybe("autocomplete", Some(&o.autocomplete))
        .maybe("autocapitalize", Some(&o.autocapitalize))
        .maybe("pattern", Some(&o.pattern))
        .maybe("inputmode", Some(&o.inputmode))
        .attrs(&o.attributes)
        .html()
}

fn wrapped(o: &Input, control: Html) -> Html {
    let (prefix, suffix) = (affix(o.prefix.as_ref(), "prefix"), affix(o.suffix.as_ref(), "suffix"));
    let around = [&o.form_group.before_input, &prefix, &suffix, &o.form_group.after_input];
    if around.iter().all(|part| part.is_empty()) {
        return control;
    }
    el("div")
        .class("govuk-input__wrapper")
        .class(&o.input_wrapper.classes)
        .attrs(&o.input_wrapper.attributes)
        .put(&o.form_group.before_input)
        .put(prefix)
        .put(control)
        .put(suffix)
        .put(&o.form_group.after_input)
        .html()
}

fn affix(o: Option<&Affix>, side: &str) -> Html {
    let Some(o) = o.filter(|o| !o.content.is_empty()) else {
        return Html::empty();
    };
    el("div")
        .class(format!("govuk-input__{side}"))
        .class(&o.classes)
        .attr("aria-hidden", "true")
        .attrs(&o.attributes)
        .put(&o.content)
        .html()
}
