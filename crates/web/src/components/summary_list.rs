//! Summary list: what is known, name and value, with a way to change each (GOV.UK).

use crate::html::{Html, el, heading};

options! {
    /// Names and values.
    SummaryList {
        /// One name and value each.
        rows: Vec<SummaryRow>,
        /// A card around the list, with a title and actions.
        card: Option<SummaryCard>,
    }
    summary_list
}

options! {
    /// A name and its value.
    SummaryRow {
        /// The name.
        key: SummaryText,
        /// The value.
        value: SummaryText,
        /// What can be done about it.
        actions: SummaryActions,
    }
}

options! {
    /// A name or a value.
    SummaryText {
        /// What it says.
        content: Html,
    }
}
from_text!(SummaryText);

options! {
    /// What can be done about a row or a card.
    SummaryActions {
        /// One link each.
        items: Vec<SummaryAction>,
    }
}

options! {
    /// A link beside a value.
    SummaryAction {
        /// What it says.
        content: Html,
        /// Where it leads.
        href: String,
        /// What it is about, for who hears only the links.
        visually_hidden_text: String,
    }
}

options! {
    /// A card around the list.
    SummaryCard {
        /// Its title.
        title: Option<SummaryTitle>,
        /// What can be done about all of it.
        actions: SummaryActions,
    }
}

options! {
    /// The title of a card.
    SummaryTitle {
        /// What it says.
        content: Html,
        /// Level of the heading; 2 unless said otherwise.
        heading_level: Option<u8>,
    }
}
from_text!(SummaryTitle);

impl SummaryRow {
    /// A name and its value, with nothing to do about it.
    pub fn new(key: impl Into<SummaryText>, value: impl Into<Html>) -> Self {
        Self {
            key: key.into(),
            value: SummaryText { content: value.into(), ..SummaryText::default() },
            ..Self::default()
        }
    }

    /// Adds a link, as "change" with what it changes for who hears only links.
    pub fn action(mut self, href: impl Into<String>, text: impl Into<Html>, about: impl Into<String>) -> Self {
        self.actions.items.push(SummaryAction {
            content: text.into(),
            href: href.into(),
            visually_hidden_text: about.into(),
            ..SummaryAction::default()
        });
        self
    }
}

/// Writes a summary list.
pub fn summary_list(o: &SummaryList) -> Html {
    let any_actions = o.rows.iter().any(|row| !row.actions.items.is_empty());
    let title = o.card.as_ref().and_then(|card| card.title.as_ref());
    let list = el("dl")
        .class("govuk-summary-list")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put_all(o.rows.iter().map(|r| row(r, any_actions, title)));
    match &o.card {
        Some(c) => card(c, list.html()),
        None => list.html(),
    }
}

fn row(o: &SummaryRow, any_actions: bool, title: Option<&SummaryTitle>) -> Html {
    el("div")
        .class("govuk-summary-list__row")
        .class_if(any_actions && o.actions.items.is_empty(), "govuk-summary-list__row--no-actions")
        .class(&o.classes)
        .put(el("dt").class("govuk-summary-list__key").class(&o.key.classes).put(&o.key.content))
        .put(el("dd").class("govuk-summary-list__value").class(&o.value.classes).put(&o.value.content))
        .put(row_actions(&o.actions, title))
        .html()
}

fn row_actions(o: &SummaryActions, title: Option<&SummaryTitle>) -> Html {
    let links = match o.items.as_slice() {
        [] => return Html::empty(),
        [only] => action(only, title),
        many => {
            let item = |a| el("li").class("govuk-summary-list__actions-list-item").put(action(a, title));
            el("ul").class("govuk-summary-list__actions-list").put_all(many.iter().map(item)).html()
        }
    };
    el("dd").class("govuk-summary-list__actions").class(&o.classes).put(links).html()
}

fn card(o: &SummaryCard, list: Html) -> Html {
    let title = o.title.as_ref();
    let shown = title.map(|t| {
        heading(t.heading_level.unwrap_or(2)).class("govuk-summary-card__title").class(&t.classes).put(&t.content)
    });
    let actions = match o.actions.items.as_slice() {
        [] => Html::empty(),
        [only] => {
            el("div").class("govuk-summary-card__actions").class(&o.actions.classes).put(action(only, title)).html()
        }
        many => {
            let item = |a| el("li").class("govuk-summary-card__action").put(action(a, title));
            el("ul")
                .class("govuk-summary-card__actions")
                .class(&o.actions.classes)
                .put_all(many.iter().map(item))
                .html()
        }
    };
    el("div")
        .class("govuk-summary-card")
        .class(&o.classes)
        .attrs(&o.attributes)
        .put(el("div").class("govuk-summary-card__title-wrapper").put(shown).put(actions))
        .put(el("div").class("govuk-summary-card__content").put(list))
        .html()
}

fn action(o: &SummaryAction, title: Option<&SummaryTitle>) -> Html {
    let about = (!o.visually_hidden_text.is_empty()).then(|| Html::from(format!(" {}", o.visually_hidden_text)));
    let card = title.map(|t| Html::raw(" (").then(&t.content).then(")"));
    let told = Html::from(about).then(card);
    el("a")
        .class("govuk-link")
        .class(&o.classes)
        .attr("href", &o.href)
        .attrs(&o.attributes)
        .put(&o.content)
        .put_if(!told.is_empty(), || el("span").class("govuk-visually-hidden").put(told))
        .html()
}
