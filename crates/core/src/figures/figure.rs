//! A figure as a pack declares it: what it counts, of which kind of matter, how it is told, and why so.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::LengthUnit;
use crate::casework::TypeId;
use crate::pack::guard::Guard;
use crate::pack::model::Span;
use crate::value::FieldName;

/// One figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// `<pack>.<name>`; of the ones that every kind of matter has, `<pack>.<case>-<name>`.
    pub id: String,
    /// The kind of matter that it is about.
    pub of: TypeId,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Its unit of measure: `件`, `%`, `小时`, `平方米` …
    pub measure: String,
    /// Which way is better.
    pub better: Better,
    /// Fields of the matter by whose values it is also kept, for whole districts.
    pub by: Vec<FieldName>,
    /// Whether anyone may see it.
    pub public: bool,
    /// The basis of its formula: a name in the pack; none of the ones that every kind of matter has.
    pub basis: Option<String>,
    /// What it is made of.
    pub kind: Kind,
    /// Of a rate, ids of the counts that are taken off above the line.
    pub less: Vec<String>,
    /// Of a rate, whether it divides amounts (persons that were recorded by persons) and not what was counted.
    pub of_amounts: bool,
    /// Where it is declared.
    pub span: Span,
}

/// Which way a figure should go.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Up.
    #[default]
    More,
    /// Down.
    Less,
    /// Neither: it describes, or the number itself is wanted.
    Neither,
}

impl Better {
    /// The word of the contract.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::More => "up",
            Self::Less => "down",
            Self::Neither => "none",
        }
    }
}

/// What a figure is made of.
#[derive(Clone, Debug)]
pub enum Kind {
    /// How often one of these occasions came.
    Count {
        /// The occasions.
        on: Vec<Occasion>,
        /// Only where this holds.
        when: Option<Guard>,
    },
    /// What was recorded of a quantity, on the day that it belongs to.
    Sum {
        /// The quantity's name in the pack.
        quantity: String,
        /// Only where this holds.
        when: Option<Guard>,
        /// Whether all that came before the period counts too: a cumulative quantity.
        cumulative: bool,
    },
    /// The latest value of a number of each matter, added up over the matters.
    Latest {
        /// The field.
        field: FieldName,
    },
    /// How many matters are in a state.
    Stock {
        /// The state.
        state: State,
        /// Only those for which this holds.
        when: Option<Guard>,
    },
    /// How long something took.
    Time {
        /// From here.
        from: Since,
        /// Until this occasion.
        until: Occasion,
        /// In which unit of time.
        unit: LengthUnit,
        /// Which middle of all of them.
        take: Middle,
        /// Only where this holds.
        when: Option<Guard>,
    },
    /// A share of one count in another, or of one amount in another of the same measure.
    Rate {
        /// Ids of the counts or amounts above the line.
        of: Vec<String>,
        /// Ids of the counts below it.
        over: Vec<String>,
        /// Ids of the counts that are left out of both, shown beside them.
        beside: Vec<String>,
    },
}

/// When something is counted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Occasion {
    /// A matter was taken in.
    Filed,
    /// It was closed.
    Closed,
    /// The clock of the pledge ended with the answer, in time or not.
    Answered,
    /// …in time.
    InTime,
    /// …late.
    TooLate,
    /// A clock of the case passed its due instant.
    Overdue,
    /// The reporter judged.
    Rated,
    /// …well.
    Satisfied,
    /// …badly.
    Dissatisfied,
    /// The reporter said nothing in time.
    Silent,
    /// A unit handed it back.
    Returned,
    /// It was opened again after it had been closed.
    Reopened,
    /// A redo began after a bad judgement.
    Redone,
    /// It was linked to another as its duplicate.
    Merged,
    /// It came after a like one was closed a short while ago: on the day when it came.
    Repeated,
    /// A judgement was put into question by a repeat: on the day when it was given.
    Relapsed,
    /// More time was granted.
    Extended,
    /// It came to a stage for the first time: on the day when it was taken in, so that those that began together are
    /// counted together, however far each has come.
    Reached(String),
    /// A duty ended: done in time, done late, or not done although the work was.
    Duty(String),
    /// An action was taken.
    Did(String),
}

impl Occasion {
    /// The kernel's own, by their words in packs.
    pub const WORDS: [(&'static str, Occasion); 17] = [
        ("filed", Occasion::Filed),
        ("closed", Occasion::Closed),
        ("answered", Occasion::Answered),
        ("answered-in-time", Occasion::InTime),
        ("answered-late", Occasion::TooLate),
        ("overdue", Occasion::Overdue),
        ("rated", Occasion::Rated),
        ("satisfied", Occasion::Satisfied),
        ("dissatisfied", Occasion::Dissatisfied),
        ("silent", Occasion::Silent),
        ("returned", Occasion::Returned),
        ("reopened", Occasion::Reopened),
        ("redone", Occasion::Redone),
        ("merged", Occasion::Merged),
        ("repeated", Occasion::Repeated),
        ("relapsed", Occasion::Relapsed),
        ("extended", Occasion::Extended),
    ];

    /// What stands before the name of a duty.
    pub const DUTY: &'static str = "duty.";
    /// What stands before the name of a stage that is reached.
    pub const REACHED: &'static str = "reached.";

    /// The kernel's occasion of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Occasion> {
        Self::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, occasion)| occasion)
    }

    /// Whether a clock comes with it.
    #[must_use]
    pub fn has_clock(&self) -> bool {
        matches!(self, Self::Answered | Self::InTime | Self::TooLate | Self::Overdue | Self::Duty(_))
    }

    /// Whether a judgement comes with it.
    #[must_use]
    pub fn has_rating(&self) -> bool {
        matches!(self, Self::Rated | Self::Satisfied | Self::Dissatisfied | Self::Relapsed)
    }

    /// The tags of the events that it can be, as records write them.
    #[must_use]
    pub fn tags(&self) -> &'static [&'static str] {
        match self {
            Self::Filed => &["filed"],
            Self::Closed => &["closed"],
            Self::Answered | Self::InTime | Self::TooLate | Self::Duty(_) => &["clock-ended"],
            Self::Overdue => &["clock-ended", "warned"],
            Self::Rated | Self::Satisfied | Self::Dissatisfied | Self::Silent => &["rated"],
            Self::Returned => &["handed-back"],
            Self::Reopened => &["reopened"],
            Self::Redone => &["round-started"],
            Self::Merged => &["merged"],
            Self::Repeated | Self::Relapsed => &["repeated"],
            Self::Extended => &["extension-granted"],
            Self::Reached(_) => &["stage-entered"],
            Self::Did(_) => &["acted"],
        }
    }

    /// Whether one and the same event can be both.
    #[must_use]
    pub fn meets(&self, other: &Occasion) -> bool {
        let within = |one: &Occasion, other: &Occasion| {
            matches!(
                (one, other),
                (Self::Answered, Self::InTime | Self::TooLate) | (Self::Rated, Self::Satisfied | Self::Dissatisfied)
            )
        };
        self == other || within(self, other) || within(other, self)
    }
}

impl fmt::Display for Occasion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duty(name) => write!(f, "{}{name}", Self::DUTY),
            Self::Reached(stage) => write!(f, "{}{stage}", Self::REACHED),
            Self::Did(action) => f.write_str(action),
            own => f.write_str(Self::WORDS.iter().find(|(_, known)| known == own).map_or("", |(word, _)| word)),
        }
    }
}

/// A state that a matter can be in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Not closed.
    Open,
    /// Open, and a clock of the case is past due.
    Late,
    /// Open, and its clocks stand still on a recorded ground.
    Suspended,
}

impl State {
    /// The words of packs.
    pub const WORDS: [&'static str; 3] = ["open", "late", "suspended"];

    /// The word of packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Late => "late",
            Self::Suspended => "suspended",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<State> {
        [Self::Open, Self::Late, Self::Suspended].into_iter().find(|state| state.word() == word)
    }
}

/// Where a time begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Since {
    /// When the matter was taken in.
    Filed,
    /// When it came to this stage last.
    Stage(String),
}

/// Which middle of many times.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Middle {
    /// The mean.
    Mean,
    /// The value that this share in per cent does not exceed; 50 is the median.
    Percentile(u8),
}

impl Figure {
    /// Whether anything is kept for it; a rate is worked out of other figures.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        !matches!(self.kind, Kind::Rate { .. })
    }

    /// Whether it is a share of what was counted one by one: only of that can be told how sure it is.
    #[must_use]
    pub fn is_counted_share(&self) -> bool {
        matches!(self.kind, Kind::Rate { .. }) && !self.of_amounts
    }

    /// Whether it is a step of a funnel: how many came to a stage, of those that were taken in on a day.
    #[must_use]
    pub fn is_step(&self) -> bool {
        matches!(&self.kind, Kind::Count { on, .. } if on.iter().all(|occasion| matches!(occasion, Occasion::Reached(_))))
    }

    /// Whether it tells how things stand at the end of a period, rather than what happened in it.
    #[must_use]
    pub fn is_level(&self) -> bool {
        matches!(self.kind, Kind::Latest { .. } | Kind::Stock { .. } | Kind::Sum { cumulative: true, .. })
    }

    /// The tags of the events by which it is added to; none where any act can change it.
    #[must_use]
    pub fn tags(&self) -> Vec<&'static str> {
        match &self.kind {
            Kind::Count { on, .. } => on.iter().flat_map(|occasion| occasion.tags().iter().copied()).collect(),
            Kind::Time { until, .. } => until.tags().to_vec(),
            Kind::Sum { .. } => vec!["quantity-recorded"],
            Kind::Latest { .. } | Kind::Stock { .. } | Kind::Rate { .. } => Vec::new(),
        }
    }

    /// Its definition in one line of machine text: what is kept follows from this and nothing else.
    #[must_use]
    pub fn definition(&self) -> String {
        let when =
            |when: &Option<Guard>| when.as_ref().map(|guard| format!(" where {}", guard.source)).unwrap_or_default();
        let list = |on: &[Occasion]| on.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let made = match &self.kind {
            Kind::Count { on, when: only } => format!("count {}{}", list(on), when(only)),
            Kind::Sum { quantity, when: only, .. } => format!("sum {quantity}{}", when(only)),
            Kind::Latest { field } => format!("latest {field}"),
            Kind::Stock { state, when: only } => format!("stock {}{}", state.word(), when(only)),
            Kind::Time { from, until, unit, take, when: only } => {
                let kept = if *take == Middle::Mean { "mean" } else { "buckets" };
                format!("{kept} {} {from:?} {until}{}", unit.spelling(), when(only))
            }
            Kind::Rate { .. } => "rate".to_owned(),
        };
        format!("{} of {} = {made} by {}", self.id, self.of.0, self.by.join(","))
    }
}

/// The name under which something is kept: a figure, a facet of it (`n`, `s`, `b07`), and a value of a field.
#[must_use]
pub fn series(id: &str, facet: Option<&str>, part: Option<(&str, &str)>) -> String {
    let facet = facet.map(|facet| format!("#{facet}")).unwrap_or_default();
    let part = part.map(|(field, value)| format!("/{field}={value}")).unwrap_or_default();
    format!("{id}{facet}{part}")
}
