//! Task list: what is to be filled in, and what is done already (GOV.UK).

use super::{Tag, or, tag};
use crate::html::{Html, el};

options! {
    /// Tasks with their states.
    TaskList {
        /// The tasks.
        items: Vec<TaskItem>,
        /// Start of the `id`s; `task-list` unless said otherwise.
        id_prefix: String,
    }
    task_list
}

options! {
    /// One task.
    TaskItem {
        /// Its name.
        title: TaskText,
        /// Help.
        hint: Option<TaskText>,
        /// Its state.
        status: TaskStatus,
        /// Where it is done; none while it cannot be started.
        href: String,
    }
}

options! {
    /// Name of a task, or help about it.
    TaskText {
        /// What it says.
        content: Html,
    }
}
from_text!(TaskText);

options! {
    /// State of a task: words, or a tag.
    TaskStatus {
        /// Words.
        content: Html,
        /// A tag instead.
        tag: Option<Tag>,
    }
}
from_text!(TaskStatus);

/// Writes a task list.
pub fn task_list(o: &TaskList) -> Html {
    let prefix = or(&o.id_prefix, "task-list");
    let items = o.items.iter().zip(1..).map(|(task, number)| item(task, &format!("{prefix}-{number}")));
    el("ul").class("govuk-task-list").class(&o.classes).attrs(&o.attributes).put_all(items).html()
}

fn item(o: &TaskItem, id: &str) -> Html {
    let (hint_id, status_id) = (format!("{id}-hint"), format!("{id}-status"));
    let described_by = if o.hint.is_some() { format!("{hint_id} {status_id}") } else { status_id.clone() };
    let title = match o.href.is_empty() {
        true => el("div").class(&o.title.classes),
        false => el("a")
            .class("govuk-link govuk-task-list__link")
            .class(&o.title.classes)
            .attr("href", &o.href)
            .attr("aria-describedby", described_by),
    };
    let hint = o.hint.as_ref().map(|h| el("div").attr("id", &hint_id).class("govuk-task-list__hint").put(&h.content));
    let status = o.status.tag.as_ref().map_or_else(|| o.status.content.clone(), tag);
    el("li")
        .class("govuk-task-list__item")
        .class_if(!o.href.is_empty(), "govuk-task-list__item--with-link")
        .class(&o.classes)
        .put(el("div").class("govuk-task-list__name-and-hint").put(title.put(&o.title.content)).put(hint))
        .put(el("div").class("govuk-task-list__status").class(&o.status.classes).attr("id", status_id).put(status))
        .html()
}
