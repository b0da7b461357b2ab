//! Components with the words that every page shares filled in, and fields that remember what was typed.

use crate::components::*;
use crate::html::{Html, el};
use crate::t;
use crate::words::Words;
use bihuan_core::number::CaseNumber;

/// What is wrong with one field, in the reader's language.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FieldError {
    /// Name of the field.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl FieldError {
    /// What is wrong with `field`.
    pub fn new(field: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

/// A form as it is shown: each field has what was typed and what is wrong with it. Its methods give the component's
/// options, so that a page can add a hint or a class before it puts them.
#[derive(Clone, Copy)]
pub struct Form<'f> {
    words: &'static Words,
    values: &'f [(String, String)],
    errors: &'f [FieldError],
}

impl<'f> Form<'f> {
    /// A form with the pairs that were sent (empty at first) and what is wrong with them.
    pub fn new(words: &'static Words, values: &'f [(String, String)], errors: &'f [FieldError]) -> Self {
        Self { words, values, errors }
    }

    /// What was typed into a field.
    pub fn value(&self, name: &str) -> &'f str {
        self.values.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field that may have several.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.values.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone()).collect()
    }

    /// All that is wrong, for the top of the page; nothing where nothing is.
    pub fn error_summary(&self) -> Html {
        if self.errors.is_empty() {
            return Html::empty();
        }
        let error_list = self.errors.iter().map(|e| ErrorItem::new(&e.field, &e.text)).collect();
        let title = t!(self.words, "error-summary").into();
        error_summary(&ErrorSummary { title, error_list, ..ErrorSummary::default() })
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<ErrorMessage> {
        let error = self.errors.iter().find(|e| e.field == name)?;
        let visually_hidden_text = Some(t!(self.words, "error"));
        Some(ErrorMessage { content: error.text.as_str().into(), visually_hidden_text, ..ErrorMessage::default() })
    }

    /// One line of text.
    pub fn input(&self, name: &str, label: impl Into<Label>) -> Input {
        Input {
            name: name.into(),
            label: label.into(),
            value: self.value(name).into(),
            error_message: self.error(name),
            ..Input::default()
        }
    }

    /// Several lines of text.
    pub fn textarea(&self, name: &str, label: impl Into<Label>) -> Textarea {
        Textarea {
            name: name.into(),
            label: label.into(),
            value: self.value(name).into(),
            error_message: self.error(name),
            ..Textarea::default()
        }
    }

    /// One of many.
    pub fn select(&self, name: &str, label: impl Into<Label>, items: Vec<SelectItem>) -> Select {
        Select {
            name: name.into(),
            label: label.into(),
            items,
            value: self.value(name).into(),
            error_message: self.error(name),
            ..Select::default()
        }
    }

    /// One of a few.
    pub fn radios(&self, name: &str, legend: impl Into<Legend>, items: Vec<Choice>) -> Radios {
        Radios {
            name: name.into(),
            fieldset: Some(under(legend)),
            items,
            value: self.value(name).into(),
            error_message: self.error(name),
            ..Radios::default()
        }
    }

    /// Any of a few.
    pub fn checkboxes(&self, name: &str, legend: impl Into<Legend>, items: Vec<Choice>) -> Checkboxes {
        Checkboxes {
            name: name.into(),
            fieldset: Some(under(legend)),
            items,
            values: self.values(name),
            error_message: self.error(name),
            ..Checkboxes::default()
        }
    }

    /// A date in the fields `name-year`, `name-month`, `name-day`. What is wrong with it is told of `name-year` (or the
    /// part at fault), so that the error summary leads to a control.
    pub fn date(&self, name: &str, legend: impl Into<Legend>) -> DateInput {
        let labels = [t!(self.words, "year"), t!(self.words, "month"), t!(self.words, "day")];
        let parts = ["year", "month", "day"].map(|part| format!("{name}-{part}"));
        let values = parts.each_ref().map(|part| self.value(part));
        let error_message = self.error(name).or_else(|| parts.iter().find_map(|part| self.error(part)));
        DateInput {
            fieldset: Some(under(legend)),
            error_message,
            ..DateInput::chinese(name, labels.each_ref().map(String::as_str), values)
        }
    }

    /// Files to send; the form must be `multipart/form-data`.
    pub fn files(&self, name: &str, label: impl Into<Label>) -> FileUpload {
        FileUpload {
            name: name.into(),
            label: label.into(),
            multiple: true,
            error_message: self.error(name),
            ..FileUpload::default()
        }
    }
}

fn under(legend: impl Into<Legend>) -> Fieldset {
    Fieldset { legend: legend.into(), ..Fieldset::default() }
}

/// A way back, for [`crate::shell::Page::before`].
pub fn back(words: &Words, href: &str) -> Html {
    back_link(&BackLink { content: t!(words, "back").into(), href: href.into(), ..BackLink::default() })
}

/// The way from the top, for [`crate::shell::Page::before`]; the last step is the page itself.
pub fn way(words: &Words, steps: Vec<Crumb>) -> Html {
    let label_text = Some(t!(words, "here"));
    breadcrumbs(&Breadcrumbs { items: steps, label_text, collapse_on_mobile: true, ..Breadcrumbs::default() })
}

/// The pages before and after; nothing where there is neither.
pub fn pages(words: &Words, previous: Option<String>, next: Option<String>) -> Html {
    if previous.is_none() && next.is_none() {
        return Html::empty();
    }
    let link = |href, content: String| PageLink { href, content: content.into(), ..PageLink::default() };
    pagination(&Pagination {
        previous: previous.map(|href| link(href, t!(words, "page-previous"))),
        next: next.map(|href| link(href, t!(words, "page-next"))),
        landmark_label: t!(words, "pages"),
        ..Pagination::default()
    })
}

/// What happens if one does, or does not.
pub fn warning(words: &Words, text: impl Into<Html>) -> Html {
    let icon_fallback_text = t!(words, "warning");
    warning_text(&WarningText { content: text.into(), icon_fallback_text, ..WarningText::default() })
}

/// What came of a step that worked.
pub fn done(words: &Words, text: impl Into<Html>) -> Html {
    notification_banner(&NotificationBanner {
        title: t!(words, "success").into(),
        content: text.into(),
        r#type: "success".into(),
        ..NotificationBanner::default()
    })
}

/// Something to know about the whole page.
pub fn important(words: &Words, text: impl Into<Html>) -> Html {
    notification_banner(&NotificationBanner {
        title: t!(words, "important").into(),
        content: text.into(),
        ..NotificationBanner::default()
    })
}

/// A part of a page behind its heading: folded, so that a telephone shows a page of headings first; a script unfolds it where
/// there is room.
pub fn part(title: impl Into<Html>, content: impl Into<Html>) -> Html {
    let heading = el("h2").class("govuk-heading-m govuk-details__summary-text").put(title);
    el("details")
        .class("govuk-details bh-fold bh-part")
        .put(el("summary").class("govuk-details__summary").put(heading))
        .put(el("div").class("govuk-details__text").put(content))
        .html()
}

/// A table whose columns sort when pressed.
pub fn sortable(words: &Words, table: &Table) -> Html {
    let sort = SortWords {
        status: t!(words, "sorted-by", heading = "%heading%", direction = "%direction%"),
        ascending: t!(words, "ascending"),
        descending: t!(words, "descending"),
    };
    sortable_table(table, &sort)
}

/// As much of a text as a picture has room for; a Chinese character takes two places.
pub fn fitting(text: &str, room: usize) -> String {
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    if text.chars().map(width).sum::<usize>() <= room {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = text.chars().take_while(|c| {
        used += width(*c);
        used <= room
    });
    format!("{}…", fits.collect::<String>())
}

/// A sentence whose case numbers are broken over no two lines: a number is read out on the telephone.
pub fn with_whole_numbers(text: &str) -> Html {
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut out = Html::empty();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_number) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_of_number(c)).unwrap_or(from.len()));
        let word = match word.parse::<CaseNumber>() {
            Ok(_) => el("span").class("bh-number").put(word).html(),
            Err(_) => word.into(),
        };
        out = out.then(before).then(word);
        rest = after;
    }
    out.then(rest)
}

/// The button that sends a form.
pub fn submit(text: impl Into<Html>) -> Button {
    Button { content: text.into(), prevent_double_click: Some(true), ..Button::default() }
}
