//! The shelf: one file a component, one typed function each, with the markup of its makers (`govuk-frontend`,
//! `@ministryofjustice/frontend`), which people with assistive technology have tested. `tests/components.rs` holds
//! ours to the makers' own examples. Nothing here knows HTTP, cases or languages: words come in as options.
//!
//! `Button { content: "提交".into(), ..Default::default() }` is the whole of it: fill in what you need, then hand it
//! to [`crate::html::Element::put`], which takes a component as it stands, or turn it into [`Html`] with `.into()`.

use crate::html::Html;

/// Writes an options struct that its makers' examples can be read into, with the two options that every component
/// has, and lets the struct stand wherever [`Html`] is wanted.
macro_rules! options {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty,)* } $($render:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// Further classes, separated by spaces.
            pub classes: String,
            /// Further attributes of the outermost element.
            pub attributes: crate::html::Attrs,
        }
        $(
            impl From<$name> for crate::html::Html {
                fn from(options: $name) -> Self {
                    $render(&options)
                }
            }
            impl From<&$name> for crate::html::Html {
                fn from(options: &$name) -> Self {
                    $render(options)
                }
            }
        )?
    };
}

/// Lets a struct whose only needed option is its content be written as plain text: `label: "姓名".into()`.
macro_rules! from_text {
    ($name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self { content: text.into(), ..Self::default() }
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl From<crate::html::Html> for $name {
            fn from(content: crate::html::Html) -> Self {
                Self { content, ..Self::default() }
            }
        }
    };
}

mod alert;
mod back_link;
mod badge;
mod breadcrumbs;
mod button;
mod checkboxes;
mod clock;
mod date_input;
mod details;
mod error_message;
mod error_summary;
mod field;
mod fieldset;
mod file_upload;
mod filter;
mod hint;
mod identity_bar;
mod input;
mod inset_text;
mod label;
mod language_navigation;
mod messages;
mod notification_banner;
mod pagination;
mod panel;
mod phase_banner;
mod primary_navigation;
mod radios;
mod select;
mod service_navigation;
mod side_navigation;
mod skip_link;
mod sortable_table;
mod sub_navigation;
mod summary_list;
mod table;
mod tag;
mod task_list;
mod textarea;
mod timeline;
mod warning_text;

pub use alert::*;
pub use back_link::*;
pub use badge::*;
pub use breadcrumbs::*;
pub use button::*;
pub use checkboxes::*;
pub use clock::*;
pub use date_input::*;
pub use details::*;
pub use error_message::*;
pub use error_summary::*;
pub use field::FormGroup;
pub use fieldset::*;
pub use file_upload::*;
pub use filter::*;
pub use hint::*;
pub use identity_bar::*;
pub use input::*;
pub use inset_text::*;
pub use label::*;
pub use language_navigation::*;
pub use messages::*;
pub use notification_banner::*;
pub use pagination::*;
pub use panel::*;
pub use phase_banner::*;
pub use primary_navigation::*;
pub use radios::*;
pub use select::*;
pub use service_navigation::*;
pub use side_navigation::*;
pub use skip_link::*;
pub use sortable_table::*;
pub use sub_navigation::*;
pub use summary_list::*;
pub use table::*;
pub use tag::*;
pub use task_list::*;
pub use textarea::*;
pub use timeline::*;
pub use warning_text::*;

/// The text, or the makers' default where nobody gave one.
fn or<'t>(text: &'t str, default: &'t str) -> &'t str {
    if text.is_empty() { default } else { text }
}

/// The content, or the makers' default where nobody gave one.
fn or_html(content: &Html, default: &str) -> Html {
    if content.is_empty() { default.into() } else { content.clone() }
}
