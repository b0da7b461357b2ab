//! What the address of my work asks for: filters, order, columns. The same wish has one address, so that a view can be
//! kept, sent to a colleague and come back to.

use bihuan_ledger::TaskOrder;

use crate::components::Lateness;
use crate::shell::escaped;

/// A column that may stand beside the number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Column {
    /// What the case is about.
    Matter,
    /// Whose work it is.
    Unit,
    /// Where it stands.
    Stage,
    /// Where it happened: the street.
    Place,
    /// When it came in.
    Opened,
    /// What is left of its time.
    Due,
}

impl Column {
    /// All of them, as a table shows them.
    pub const ALL: [Column; 6] =
        [Column::Matter, Column::Unit, Column::Stage, Column::Place, Column::Opened, Column::Due];
    /// Those of a list that nobody chose columns for.
    pub const USUAL: [Column; 4] = [Column::Matter, Column::Unit, Column::Stage, Column::Due];

    /// Its word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Column::Matter => "matter",
            Column::Unit => "unit",
            Column::Stage => "stage",
            Column::Place => "place",
            Column::Opened => "opened",
            Column::Due => "due",
        }
    }

    /// The key of the words in its head.
    pub fn title(self) -> &'static str {
        match self {
            Column::Matter => "work-matter",
            Column::Unit => "work-unit",
            Column::Stage => "work-stage",
            Column::Place => "work-place",
            Column::Opened => "opened",
            Column::Due => "work-due",
        }
    }
}

/// The names of the filters of codes, in the order of an address.
const CODES: [&str; 5] = ["type", "stage", "unit", "late", "category"];
/// Characters of a search; what is longer is cut off.
const MOST_TYPED: usize = 100;

/// The wish.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Asked {
    /// Filters by code: name and value.
    pub codes: Vec<(&'static str, String)>,
    /// Words to find.
    pub q: String,
    /// In which order.
    pub order: TaskOrder,
    /// The columns that were chosen; none: the usual ones.
    pub columns: Vec<Column>,
    /// Where the last page ended.
    pub after: Option<String>,
    /// The reader comes from an act that took a case out of sight.
    pub done: bool,
}

impl Asked {
    /// What these pairs of an address ask for; what is no filter of ours asks for nothing.
    pub fn of(pairs: &[(String, String)]) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in pairs.iter().filter(|(_, value)| !value.trim().is_empty()) {
            match name.as_str() {
                "q" => asked.q = value.trim().chars().take(MOST_TYPED).collect::<String>().trim_end().to_owned(),
                "order" => asked.order = order_of(value),
                "col" => asked.columns.extend(Column::ALL.into_iter().find(|column| column.word() == value)),
                "after" => asked.after = Some(value.clone()),
                "done" => asked.done = true,
                _ => asked.codes.extend(
                    CODES
                        .into_iter()
                        .find(|code| code == name)
                        .filter(|_| is_code(value))
                        .map(|code| (code, value.clone())),
                ),
            }
        }
        asked.codes.sort();
        asked.codes.dedup();
        asked.columns = Column::ALL.into_iter().filter(|column| asked.columns.contains(column)).collect();
        if asked.columns == Column::USUAL {
            asked.columns.clear();
        }
        asked
    }

    /// The values of a filter.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.codes.iter().filter(|(n, _)| *n == name).map(|(_, value)| value.clone()).collect()
    }

    /// Whether a value fits a filter: nothing was chosen, or this was.
    pub fn fits(&self, name: &str, value: &str) -> bool {
        let mut chosen = self.codes.iter().filter(|(n, _)| *n == name).peekable();
        chosen.peek().is_none() || chosen.any(|(_, one)| one == value)
    }

    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        !self.codes.is_empty() || !self.q.is_empty()
    }

    /// Whether something is filtered by that the store does not know: how a deadline stands, and the term.
    pub fn needs_a_look(&self) -> bool {
        self.codes.iter().any(|(name, _)| matches!(*name, "late" | "category"))
    }

    /// The columns of the list.
    pub fn shown(&self) -> &[Column] {
        if self.columns.is_empty() { &Column::USUAL } else { &self.columns }
    }

    /// The pairs of its address, without the place in the list.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let codes = self.codes.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let text = (!self.q.is_empty()).then(|| ("q".to_owned(), self.q.clone()));
        let order = (self.order != TaskOrder::Due).then(|| ("order".to_owned(), order_word(self.order).to_owned()));
        let columns = self.columns.iter().map(|column| ("col".to_owned(), column.word().to_owned()));
        codes.chain(text).chain(order).chain(columns).collect()
    }

    /// Its address.
    pub fn address(&self) -> String {
        address(&self.pairs())
    }

    /// The address of the page that begins behind a cursor.
    pub fn address_after(&self, cursor: &str) -> String {
        address(&[self.pairs(), vec![("after".to_owned(), cursor.to_owned())]].concat())
    }

    /// The address without one value of a filter.
    pub fn address_without(&self, name: &str, value: &str) -> String {
        let pairs: Vec<_> = self.pairs().into_iter().filter(|(n, v)| !(n == name && v == value)).collect();
        address(&pairs)
    }
}

/// The list at these pairs.
fn address(pairs: &[(String, String)]) -> String {
    let all: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    if all.is_empty() { "/desk".into() } else { format!("/desk?{}", all.join("&")) }
}

fn order_of(word: &str) -> TaskOrder {
    [TaskOrder::Oldest, TaskOrder::Newest].into_iter().find(|order| order_word(*order) == word).unwrap_or_default()
}

/// An order's word in an address.
pub fn order_word(order: TaskOrder) -> &'static str {
    match order {
        TaskOrder::Due => "due",
        TaskOrder::Oldest => "oldest",
        TaskOrder::Newest => "newest",
    }
}

/// How a deadline stands, in the words of an address.
pub fn state_word(state: Lateness) -> &'static str {
    match state {
        Lateness::Late => "late",
        Lateness::Soon => "soon",
        _ => "",
    }
}

fn is_code(text: &str) -> bool {
    text.len() <= 80 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(address: &str) -> Vec<(String, String)> {
        let uri: axum::http::Uri = address.parse().unwrap();
        axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).unwrap().0
    }

    proptest! {
        /// Whatever somebody asks for, its address asks for the same again: a kept view shows what was kept.
        #[test]
        fn an_address_asks_for_what_it_was_made_of(
            pairs in proptest::collection::vec(
                (prop_oneof![
                    Just("type"), Just("stage"), Just("unit"), Just("late"), Just("category"), Just("q"), Just("order"),
                    Just("col"), Just("after"), Just("other"),
                ], prop_oneof![
                    Just("oldest".to_owned()), Just("due".to_owned()), Just("place".to_owned()), "[a-z0-9._-]{1,12}",
                    "\\PC{0,40}",
                ]),
                0..12,
            ),
        ) {
            let pairs: Vec<(String, String)> = pairs.into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
            let asked = Asked::of(&pairs);
            let again = Asked::of(&read(&asked.address()));
            prop_assert_eq!(&again, &Asked { after: None, ..asked.clone() });
            prop_assert_eq!(again.address(), asked.address());
            if let Some(after) = &asked.after {
                prop_assert_eq!(&Asked::of(&read(&asked.address_after(after))), &asked);
            }
        }
    }

    #[test]
    fn what_is_taken_away_is_gone_and_nothing_else() {
        let asked = Asked::of(&read("/desk?stage=sign&stage=handle&late=late&q=%E8%B7%AF%E7%81%AF&col=matter&x=1"));
        assert_eq!(
            asked.address_without("stage", "sign"),
            "/desk?late=late&stage=handle&q=%E8%B7%AF%E7%81%AF&col=matter"
        );
        assert!(asked.fits("stage", "sign") && !asked.fits("stage", "accept") && asked.fits("type", "any"));
        assert_eq!(Asked::of(&read("/desk?stage=%3Cscript%3E&done=take")).codes, []);
    }
}
