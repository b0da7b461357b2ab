//! Messages: what two sides wrote to each other (MOJ).

use crate::html::{Html, el};

/// Messages between two sides, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Messages {
    /// Name of the whole, for who hears the page.
    pub label: String,
    /// The messages.
    pub items: Vec<Message>,
}

/// One message.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// What was written.
    pub content: Html,
    /// Whether the reader's side wrote it.
    pub sent: bool,
    /// Who wrote it.
    pub sender: String,
    /// The day, as "2026-11-21"; a new day stands above its messages.
    pub day: String,
    /// When: see [`super::time`].
    pub time: Html,
}

impl From<Messages> for Html {
    fn from(options: Messages) -> Self {
        messages(&options)
    }
}

/// Writes messages.
pub fn messages(o: &Messages) -> Html {
    let mut list = el("div").class("moj-message-list");
    let mut day = "";
    for item in &o.items {
        if item.day != day {
            day = &item.day;
            list = list.put(el("time").class("moj-message-list__date").attr("datetime", day).put(day));
        }
        list = list.put(message(item));
    }
    el("div").class("moj-messages-container").attr("role", "group").maybe("aria-label", Some(&o.label)).put(list).html()
}

fn message(o: &Message) -> Html {
    let side = if o.sent { "sent" } else { "received" };
    let text = el("div").class(format!("moj-message-item__text moj-message-item__text--{side}")).put(&o.content);
    let sender = el("span").class("moj-message-item__meta--sender").put(&o.sender);
    el("div")
        .class(format!("moj-message-item moj-message-item--{side}"))
        .put(text)
        .put(el("div").class("moj-message-item__meta").put(sender).put(" ").put(&o.time))
        .html()
}
