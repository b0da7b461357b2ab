//! All figures in force: the ones that packs declare, and those that every kind of matter has without declaring them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::additions::{Addition, Happened, additions, contributed};
use super::figure::{Better, Figure, Kind, Occasion};
use super::reading::Sums;
use crate::calendar::Calendar;
use crate::casework::{Event, TypeId, advance};
use crate::pack::model::Stage;
use crate::pack::{CaseType, Pack};

/// Changes with every change of what an event adds under one and the same definition.
const RULES: &[u8] = b"additions 2 ";

/// One of the figures that every kind of matter has.
#[derive(Debug)]
pub struct Plain {
    /// What stands behind `<pack>.<case>-`.
    pub name: &'static str,
    /// In Chinese, after the name of the kind of matter.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    /// Which way is better.
    pub better: Better,
    /// The occasions that are counted; none for a rate.
    pub on: &'static [Occasion],
    /// For a rate: the names above the line, and below it.
    pub rate: Option<(&'static [&'static str], &'static [&'static str])>,
}

/// The figures of every kind of matter.
pub static PLAIN: [Plain; 9] = [
    count("filed", "受理件数", "taken in", Better::Neither, &[Occasion::Filed]),
    count("closed", "办结件数", "closed", Better::Neither, &[Occasion::Closed]),
    count("answered-in-time", "按时答复件数", "answered in time", Better::More, &[Occasion::InTime]),
    count("answered-late", "超期答复件数", "answered late", Better::Less, &[Occasion::TooLate]),
    count("satisfied", "评价满意件数", "rated well", Better::More, &[Occasion::Satisfied]),
    count("dissatisfied", "评价不满意件数", "rated badly", Better::Less, &[Occasion::Dissatisfied]),
    rate("closed-rate", "办结率", "closed to taken in", &["closed"], &["filed"]),
    rate(
        "in-time-rate",
        "按时办结率",
        "share done within the pledged time",
        &["answered-in-time"],
        &["answered-in-time", "answered-late"],
    ),
    rate("satisfied-rate", "满意率", "share rated well", &["satisfied"], &["satisfied", "dissatisfied"]),
];

const fn count(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    better: Better,
    on: &'static [Occasion],
) -> Plain {
    Plain { name, zh, en, better, on, rate: None }
}

const fn rate(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    of: &'static [&'static str],
    over: &'static [&'static str],
) -> Plain {
    Plain { name, zh, en, better: Better::More, on: &[], rate: Some((of, over)) }
}

impl Plain {
    /// The figure for a kind of matter.
    #[must_use]
    pub fn of(&self, case: &CaseType, title_en: &str) -> Figure {
        let id = |name: &str| format!("{}-{name}", case.id.0);
        let ids = |names: &[&str]| names.iter().map(|name| id(name)).collect();
        let kind = match self.rate {
            Some((of, over)) => Kind::Rate { of: ids(of), over: ids(over), beside: Vec::new() },
            None => Kind::Count { on: self.on.to_vec(), when: None },
        };
        Figure {
            id: id(self.name),
            of: case.id.clone(),
            title: format!("{}{}", case.title, self.zh),
            title_en: format!("{title_en}: {}", self.en),
            measure: if self.rate.is_some() { "%" } else { "件" }.to_owned(),
            better: self.better,
            by: Vec::new(),
            public: case.public,
            basis: None,
            kind,
            less: Vec::new(),
            of_amounts: false,
            span: case.span,
        }
    }
}

/// The step of a funnel that a stage is: how many came there, of those that were taken in on a day.
fn step(case: &CaseType, stage: &Stage, titles: (&str, &str)) -> Figure {
    let (of_case, of_stage) = titles;
    Figure {
        id: step_of(case, &stage.name),
        of: case.id.clone(),
        title: format!("{}到“{}”的件数", case.title, stage.title),
        title_en: format!("{of_case}: came to “{of_stage}”"),
        measure: "件".to_owned(),
        better: Better::Neither,
        by: Vec::new(),
        public: case.public,
        basis: None,
        kind: Kind::Count { on: vec![Occasion::Reached(stage.name.clone())], when: None },
        less: Vec::new(),
        of_amounts: false,
        span: case.span,
    }
}

/// The id of the step of a stage.
#[must_use]
pub fn step_of(case: &CaseType, stage: &str) -> String {
    format!("{}-{}{stage}", case.id.0, Occasion::REACHED)
}

/// The figures of some packs.
#[derive(Clone, Debug, Default)]
pub struct Book {
    figures: BTreeMap<String, Arc<Figure>>,
    kept: BTreeMap<TypeId, Vec<Arc<Figure>>>,
}

impl Book {
    /// The figures of these packs: one definition rules all history, that of the version given here.
    pub fn of<'p>(packs: impl IntoIterator<Item = &'p Pack>) -> Book {
        let mut book = Book::default();
        for pack in packs {
            for (name, case) in &pack.cases {
                let title = pack.english("case", &[name]).unwrap_or(&case.title);
                PLAIN.iter().for_each(|plain| book.put(plain.of(case, title)));
                for stage in &case.stages {
                    let of_stage = pack.english("stage", &[name, &stage.name]).unwrap_or(&stage.title);
                    book.put(step(case, stage, (title, of_stage)));
                }
            }
            for (name, figure) in &pack.figures {
                let title_en = pack.english("figure", &[name]).unwrap_or(&figure.title).to_owned();
                book.put(Figure { title_en, ..figure.as_ref().clone() });
            }
        }
        book
    }

    fn put(&mut self, figure: Figure) {
        let figure = Arc::new(figure);
        if figure.is_kept() {
            self.kept.entry(figure.of.clone()).or_default().push(Arc::clone(&figure));
        }
        self.figures.insert(figure.id.clone(), figure);
    }

    /// The figure of an id.
    #[must_use]
    pub fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        self.figures.get(id)
    }

    /// All of them, by id, but for the steps that every kind of matter has by its stages: those are [`Book::steps`].
    pub fn all(&self) -> impl Iterator<Item = &Arc<Figure>> {
        self.figures.values().filter(|figure| figure.basis.is_some() || !figure.is_step())
    }

    /// The steps of a kind of matter, stage by stage in the order of its pack.
    pub fn steps<'b>(&'b self, case: &'b CaseType) -> impl Iterator<Item = (&'b Stage, &'b Arc<Figure>)> {
        case.stages.iter().filter_map(|stage| Some((stage, self.figures.get(&step_of(case, &stage.name))?)))
    }

    /// Those of a kind of matter for which something is kept.
    #[must_use]
    pub fn kept_of(&self, case_type: &TypeId) -> &[Arc<Figure>] {
        self.kept.get(case_type).map(Vec::as_slice).unwrap_or_default()
    }

    /// The sums of whole districts that these cases' records make, by series: what happened in all, whenever.
    #[must_use]
    pub fn sums_of<'r>(
        &self,
        calendar: &Calendar,
        cases: impl IntoIterator<Item = &'r [(Timestamp, Vec<Event>)]>,
    ) -> BTreeMap<String, i64> {
        let mut sums = BTreeMap::new();
        for added in cases.into_iter().flat_map(|records| self.replay(calendar, records)) {
            if added.1.unit.is_empty() {
                *sums.entry(added.1.series).or_default() += added.1.n;
            }
        }
        sums
    }

    /// All that the records of one case add, each with the instant of its record.
    #[must_use]
    pub fn replay(&self, calendar: &Calendar, records: &[(Timestamp, Vec<Event>)]) -> Vec<(Timestamp, Addition)> {
        let mut all = Vec::new();
        self.walk(records.iter().map(|(at, events)| (*at, events.as_slice())), |n, happened| {
            let past =
                || self.contributed(calendar, records.iter().take(n).map(|(at, events)| (*at, events.as_slice())));
            let added = additions(self.kept_of(&happened.after.case_type), calendar, happened, past);
            all.extend(added.into_iter().map(|added| (happened.at, added)));
        });
        all
    }

    /// All that the records of one case add by themselves, whoever is left out of what; each with the time of the case's
    /// life that it belongs to, from 0, one more each time that it is opened again.
    #[must_use]
    pub fn contributed<'r>(
        &self,
        calendar: &Calendar,
        records: impl IntoIterator<Item = (Timestamp, &'r [Event])>,
    ) -> Vec<(usize, Addition)> {
        let mut all = Vec::new();
        self.walk(records, |_, happened| {
            let added = contributed(self.kept_of(&happened.after.case_type), calendar, happened);
            all.extend(added.into_iter().map(|added| (happened.after.life(), added)));
        });
        all
    }

    /// Goes through the records of one case, each by its place among them.
    fn walk<'r>(
        &self,
        records: impl IntoIterator<Item = (Timestamp, &'r [Event])>,
        mut look: impl FnMut(usize, &Happened<'_>),
    ) {
        let mut case = None;
        for (n, (at, events)) in records.into_iter().enumerate() {
            let Some(after) = advance(case.clone(), at, events) else { continue };
            look(n, &Happened { before: case.as_ref(), after: &after, at, events });
            case = Some(after);
        }
    }

    /// The value of a figure by such sums.
    #[must_use]
    pub fn value(&self, figure: &Figure, sums: &BTreeMap<String, i64>) -> Option<String> {
        figure.value(&self.sums_for(figure, sums))
    }

    /// What such sums are for a figure.
    #[must_use]
    pub fn sums_for(&self, figure: &Figure, sums: &BTreeMap<String, i64>) -> Sums {
        let mut own = Sums::default();
        for name in figure.summed() {
            figure.add(&name, sums.get(&name).copied().unwrap_or_default(), &mut own);
        }
        own
    }

    /// SHA-256 of all that decides what is kept, in lower-case hexadecimal: where it changes, what is kept must be
    /// reckoned again. `calendar` is the version of the calendar, which working time is counted by.
    #[must_use]
    pub fn digest(&self, calendar: &str) -> String {
        let mut hash = Sha256::new();
        for line in self.figures.values().filter(|figure| figure.is_kept()).map(|figure| figure.definition()) {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
        hash.update(RULES);
        hash.update(calendar.as_bytes());
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
