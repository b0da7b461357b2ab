//! "It is that one": the matter that is told is filed and joined to an open one with one press. What the pack calls alike is
//! said in the record of the filing itself; whoever may merge merges with the same press, and is told if that was refused.

use bihuan_core::pack::model::{Action, By, Does};
use bihuan_office::{Asking, Failure, Like, Office, Reading};
use serde_json::{Map, Value as Json};

use super::Desk;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::t;

/// The step of a matter's button; its number stands behind it.
pub(super) const JOIN: &str = "join";

/// What a press on the button of a matter asks for.
pub(super) struct Joining<'a> {
    number: &'a str,
    /// Whether the filing says that it is like the other.
    says: bool,
}

impl<'a> Joining<'a> {
    pub(super) fn like(&self) -> Option<Like<'a>> {
        self.says.then_some(Like::Number(self.number))
    }
}

impl Desk<'_> {
    /// The merging action, for an officer who may take it wherever the matter stands.
    fn merging(&self) -> Option<&Action> {
        let may = |by: &By| match by {
            By::Post(post) => self.room.staff.is(post.as_str()),
            By::Filer => true,
            _ => false,
        };
        let merges = |action: &&Action| matches!(action.does, Does::Merge) && action.by.iter().any(may);
        self.rules.all_actions().map(|(_, action)| action).find(merges)
    }

    /// The ids of the newest open matters that the pack calls alike, however old they are.
    pub(super) fn alike_now(&self, office: &Office, sent: &Sent, most: usize) -> Result<Vec<String>, Failure> {
        let form = self.fields().read(sent);
        let asking = Asking { rules: &self.rules, district: &self.district, form: &form };
        let found = office.newest_alike(&self.law, &asking, most)?;
        Ok(found.into_iter().map(|alike| alike.case.0).collect())
    }

    /// The button of an open matter; none where nothing could come of a press.
    pub(super) fn join_button(&self, reading: &Reading, alike: bool) -> Option<Html> {
        let merges = self.merging().is_some();
        if reading.case.case_type != self.rules.id || !(merges || alike) {
            return None;
        }
        let words = self.words();
        let title = if merges { t!(words, "intake-join") } else { t!(words, "intake-join-say") };
        let about = el("span").class("govuk-visually-hidden").put(format!(" {}", reading.case.number));
        let button = el("button")
            .attr("type", "submit")
            .class("bh-link-button")
            .attr("name", "step")
            .attr("value", format!("{JOIN}:{}", reading.case.number));
        Some(el("div").class("bh-no-print").put(button.put(title).put(about)).html())
    }

    /// What the press comes to: said alike where the pack calls it so, or where nothing else could be done; a number that the
    /// officer may not read is refused like one that is not alike.
    pub(super) fn joining<'a>(&self, office: &Office, sent: &Sent, number: &'a str) -> Result<Joining<'a>, Failure> {
        let says = match office.read(number, &self.room.staff.who) {
            Ok(reading) => {
                let alike = self.alike_now(office, sent, super::alike::MOST_ALIKE)?;
                alike.contains(&reading.case.id.0) || self.merging().is_none()
            }
            Err(Failure::NotFound) => true,
            Err(other) => return Err(other),
        };
        Ok(Joining { number, says })
    }

    /// The step that merges, with the other's number filled in.
    pub(super) fn merge_step(&self, joining: &Joining<'_>) -> Option<(&Action, Map<String, Json>)> {
        let lead = Map::from_iter([("lead".to_owned(), Json::from(joining.number))]);
        self.merging().map(|action| (action, lead))
    }
}
