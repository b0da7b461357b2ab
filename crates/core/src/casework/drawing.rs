//! A draw as a matter: two people show the hashes of their secrets, the list is frozen, the secrets are told, and what they
//! make of the list stands in the record, with all that recomputes it. One that is broken off stays beside the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::case::Case;
use super::event::Event;
use crate::directory::UserName;

/// A draw, try by try: the last one holds, those before it were broken off.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Drawing {
    /// Its tries, in order; at least one.
    pub tries: Vec<Try>,
    /// Whether what was drawn was handed out as matters.
    #[serde(default)]
    pub handed_out: bool,
}

/// One try of a draw, as far as it came.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Try {
    /// The hashes that two people showed, in order.
    pub shown: Vec<Shown>,
    /// The list, once it is frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<DrawList>,
    /// The seed and what was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Outcome>,
    /// The term that says why it was broken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
}

/// What one of two people brings to a draw.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Shown {
    /// Who.
    pub officer: UserName,
    /// The hash of the secret, in lower-case hexadecimal.
    pub hash: String,
    /// The secret, once it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// A list as it was frozen.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DrawList {
    /// Its hash, as `docs/draw.md` makes it.
    pub hash: String,
    /// Its entries, by their keys in the register.
    pub entries: Vec<Listed>,
    /// How many are drawn of each stratum.
    pub take: BTreeMap<String, usize>,
    /// Entries that fit and are not in it: they were looked at as often as they may be in a year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Those of whom some look at each that is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<WithList>,
}

/// An entry that may be drawn.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Listed {
    /// Its key in the register.
    pub id: String,
    /// Its stratum.
    pub stratum: String,
    /// Its tickets.
    pub tickets: u32,
    /// What companions may be kept apart from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// The second list.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct WithList {
    /// Its hash.
    pub hash: String,
    /// How many for each entry that is drawn.
    pub each: usize,
    /// Who they are.
    pub list: Vec<Kept>,
}

/// One of the second list.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Kept {
    /// Its key in its register.
    pub id: String,
    /// What it is kept apart from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<String>,
}

/// What came of a draw.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Outcome {
    /// The seed, in lower-case hexadecimal.
    pub seed: String,
    /// What was drawn, by stratum, in order.
    pub drawn: Vec<DrawnEntry>,
}

/// One that was drawn.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DrawnEntry {
    /// Its key in the register.
    pub id: String,
    /// Its stratum.
    pub stratum: String,
    /// Its place in the stratum, from 1.
    pub place: usize,
    /// What it was ordered by.
    pub key: String,
    /// Who looks at it, by their keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
}

/// A step of a draw that was taken.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum DrawDone {
    /// Somebody showed the hash of a secret that will make the seed.
    Shown {
        /// Who.
        officer: UserName,
        /// Lower-case hexadecimal SHA-256 of the secret.
        hash: String,
    },
    /// The list was frozen, after both hashes were shown and before a secret is told.
    Frozen {
        /// The list, with its hash.
        list: DrawList,
    },
    /// Somebody told the secret whose hash was shown: it is public from now on.
    Told {
        /// Who.
        officer: UserName,
        /// The secret.
        secret: String,
    },
    /// The choice was made.
    Drawn {
        /// The seed and what was drawn.
        outcome: Outcome,
    },
    /// It was broken off; what was shown, frozen and drawn so far stands beside the next try.
    Broken {
        /// The term that says why.
        reason: String,
    },
    /// What was drawn becomes matters, each once.
    HandedOut,
}

impl Drawing {
    /// The try that holds.
    #[must_use]
    pub fn now(&self) -> Option<&Try> {
        self.tries.last()
    }

    /// The try that goes on; a new one, where the last was broken off.
    fn open(&mut self) -> Option<&mut Try> {
        if self.tries.last().is_none_or(|last| last.broken.is_some()) {
            self.tries.push(Try::default());
        }
        self.tries.last_mut()
    }
}

impl Try {
    /// What was shown by somebody.
    #[must_use]
    pub fn of(&self, officer: &UserName) -> Option<&Shown> {
        self.shown.iter().find(|shown| shown.officer == *officer)
    }

    /// Both hashes, once both were shown.
    #[must_use]
    pub fn hashes(&self) -> Option<[&str; 2]> {
        let [first, second] = self.shown.as_slice() else { return None };
        Some([&first.hash, &second.hash])
    }

    /// Both secrets, once both were told.
    #[must_use]
    pub fn secrets(&self) -> Option<[&str; 2]> {
        let [first, second] = self.shown.as_slice() else { return None };
        Some([first.secret.as_deref()?, second.secret.as_deref()?])
    }

    fn apply(&mut self, done: &DrawDone) {
        match done {
            DrawDone::Shown { officer, hash } => {
                self.shown.push(Shown { officer: officer.clone(), hash: hash.clone(), secret: None });
            }
            DrawDone::Frozen { list } => self.list = Some(list.clone()),
            DrawDone::Told { officer, secret } => {
                let own = self.shown.iter_mut().filter(|shown| shown.officer == *officer);
                own.for_each(|shown| shown.secret = Some(secret.clone()));
            }
            DrawDone::Drawn { outcome } => self.result = Some(outcome.clone()),
            DrawDone::Broken { reason } => self.broken = Some(reason.clone()),
            DrawDone::HandedOut => {}
        }
    }

    /// All that recomputes it, as `tests/draw/recompute.py` reads it; who showed what is not told.
    #[must_use]
    pub fn published(&self) -> Json {
        let list = self.list.as_ref();
        json!({
            "list": list.map(|list| &list.entries), "list_hash": list.map(|list| &list.hash),
            "take": list.map(|list| &list.take), "left_out": list.map(|list| &list.left_out),
            "with": list.and_then(|list| list.with.as_ref()),
            "shown": self.shown.iter().map(|shown| &shown.hash).collect::<Vec<_>>(),
            "secrets": self.secrets(), "broken": self.broken,
            "seed": self.result.as_ref().map(|it| &it.seed), "drawn": self.result.as_ref().map(|it| &it.drawn),
        })
    }
}

impl Case {
    /// What a draw has come to.
    pub(super) fn apply_to_draw(&mut self, event: &Event) {
        let Event::Draw { done } = event else { return };
        let drawing = self.drawing.get_or_insert_with(Default::default);
        drawing.handed_out |= matches!(done, DrawDone::HandedOut);
        if let Some(now) = drawing.open() {
            now.apply(done);
        }
    }
}
