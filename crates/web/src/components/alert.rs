//! Alert: what came of a step, good or bad (MOJ).

use crate::html::{Html, el, heading};

/// How serious an alert is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum AlertKind {
    /// Something to know.
    #[default]
    Information,
    /// It worked.
    Success,
    /// It needs attention.
    Warning,
    /// It did not work.
    Error,
}

impl AlertKind {
    /// The makers' name of the variant.
    fn name(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The makers' icon.
    fn path(self) -> &'static str {
        match self {
            Self::Information => {
                r#"<path fill-rule="evenodd" clip-rule="evenodd" d="M15 2.5a12.5 12.5 0 1 0 0 25a12.5 12.5 0 0 0 0-25ZM13.66 12.95h2.7v9.46h-2.7zM15 7.59a1.63 1.63 0 1 1 0 3.26a1.63 1.63 0 0 1 0-3.26Z" fill="currentColor"/>"#
            }
            Self::Success => {
                r#"<path d="M11.2869 24.6726L2.00415 15.3899L4.62189 12.7722L11.2869 19.4186L25.3781 5.32739L27.9958 7.96369L11.2869 24.6726Z" fill="currentColor"/>"#
            }
            Self::Warning => {
                r#"<path fill-rule="evenodd" clip-rule="evenodd" d="M15 2.45L28.75 26.2H1.25L15 2.45ZM13.51 9.5h2.96l-.23 8.27h-2.5zM15 20.01a1.83 1.83 0 1 1 0 3.66a1.83 1.83 0 0 1 0-3.66Z" fill="currentColor"/>"#
            }
            Self::Error => {
                r#"<path fill-rule="evenodd" clip-rule="evenodd" d="M20.1777 2.5H9.82233L2.5 9.82233V20.1777L9.82233 27.5H20.1777L27.5 20.1777V9.82233L20.1777 2.5ZM10.9155 8.87769L15.0001 12.9623L19.0847 8.87771L21.1224 10.9154L17.0378 15L21.1224 19.0846L19.0847 21.1222L15.0001 17.0376L10.9155 21.1223L8.87782 19.0846L12.9624 15L8.87783 10.9153L10.9155 8.87769Z" fill="currentColor"/>"#
            }
        }
    }
}

/// What came of a step.
#[derive(Clone, Debug, Default)]
pub struct Alert {
    /// How serious it is.
    pub kind: AlertKind,
    /// Its name for who hears the page; also the heading, where `show_title` says so.
    pub title: String,
    /// Whether the title stands above the content.
    pub show_title: bool,
    /// What happened.
    pub content: Html,
    /// The word for the reader's language on the button that puts it away; empty: it stays.
    pub dismiss_text: String,
}

impl From<Alert> for Html {
    fn from(options: Alert) -> Self {
        alert(&options)
    }
}

/// Writes an alert.
pub fn alert(o: &Alert) -> Html {
    let icon = Html::raw(format!(
        r#"<div><svg class="moj-alert__icon" role="presentation" focusable="false" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30" height="30" width="30">{}</svg></div>"#,
        o.kind.path()
    ));
    let titled = o.show_title && !o.content.is_empty();
    let content = el("div")
        .class("moj-alert__content")
        .put_if(titled, || heading(2).class("moj-alert__heading").put(&o.title))
        .put_if(o.content.is_empty(), || o.title.as_str())
        .put(&o.content);
    let dismissible = !o.dismiss_text.is_empty();
    let button =
        || el("button").attr("type", "button").class("moj-alert__dismiss").flag("hidden", true).put(&o.dismiss_text);
    el("div")
        .attr("role", "region")
        .class(format!("moj-alert moj-alert--{}", o.kind.name()))
        .class_if(titled, "moj-alert--with-heading")
        .attr("aria-label", &o.title)
        .attr("data-module", "moj-alert")
        .maybe("data-dismissible", dismissible.then_some("true"))
        .maybe("data-dismiss-text", Some(&o.dismiss_text))
        .put(icon)
        .put(content)
        .put_if(dismissible, || el("div").class("moj-alert__action").put(button()))
        .html()
}
