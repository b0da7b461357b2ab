//! The record of a district as templates ask it. Figures are sums that are kept; lists are the lines of views; nothing
//! here looks through matters that it does not tell of.

use std::str::FromStr;

use bihuan_core::brief::{By as Split, Decided, Facts, Line, Matters, Measured, Promised, Ranked, Table, Which, spell};
use bihuan_core::calendar::{Every, Period};
use bihuan_core::casework::letters::in_words;
use bihuan_core::casework::views::{ANYONE, EVERYONE, MINUTES, ONLY, since};
use bihuan_core::casework::{Who, accountable};
use bihuan_core::directory::DistrictCode;
use bihuan_core::figures::Figure;
use bihuan_core::figures::target::{Aim, Comparator};
use bihuan_core::pack::model::{Field, View, ViewColumn, ViewKind};
use bihuan_core::value::Value;
use jiff::ToSpan;
use rust_decimal::Decimal;

use super::published::is_from_outside;
use crate::figures::ask::{Asked, By, Reading as Told};
use crate::law::Law;
use crate::period::midnight;
use crate::promised::{Standing, of_year};
use crate::targets::{Held, TargetEntry};
use crate::views::Part;
use crate::{Failure, Office, Reading};

/// Explained terms that are looked at: more no district has adopted.
const TERMS: usize = 2_000;
/// Decisions of one period.
const DECISIONS: usize = 200;

/// The record, for one district and one reader.
pub(super) struct Record<'r> {
    pub(super) office: &'r Office,
    pub(super) law: &'r Law,
    pub(super) district: &'r DistrictCode,
    /// Whether only what anyone may see is told.
    pub(super) public: bool,
    pub(super) reader: Who,
}

impl Record<'_> {
    fn asked(&self, id: &str, period: &Period) -> Asked {
        let (from, to) = (Some(period.first), Some(period.last));
        Asked { from, to, ..Asked::ever(id, &[self.district.to_string()]) }
    }

    fn own(&self, id: &str) -> Result<&Figure, Failure> {
        let figure = self.law.figure(id).filter(|figure| figure.public || !self.public);
        figure.map(AsRef::as_ref).ok_or(Failure::NotFound)
    }

    /// Where a figure is opened: staff find its definition, parts and matters, the public its month in the open record.
    fn link(&self, id: &str, period: &Period) -> String {
        match (self.public, period.every) {
            (false, _) => format!("/cockpit/figures/{id}?period={period}&d={}", self.district),
            (true, Every::Month) => format!("/record?month={period}&d={}", self.district),
            (true, _) => format!("/record?d={}", self.district),
        }
    }

    fn measured(&self, figure: &Figure, told: &Told, period: &Period) -> Measured {
        Measured {
            value: told.value.as_deref().and_then(|value| Decimal::from_str(value).ok()),
            measure: figure.measure.clone(),
            title: figure.title.clone(),
            link: self.link(&figure.id, period),
            ..Measured::default()
        }
    }

    fn view(&self, id: &str) -> Option<&View> {
        let (pack, name) = id.split_once('.')?;
        self.law.packs.get(pack)?.views.get(name).map(AsRef::as_ref)
    }

    fn scope(&self) -> &'static str {
        if self.public { ANYONE } else { EVERYONE }
    }

    fn unit_name(&self, code: &str) -> String {
        let unit = code.parse().ok().and_then(|code| self.law.directory.unit(&code));
        unit.map_or_else(|| code.to_owned(), |unit| unit.name.clone())
    }

    /// A line of a view: what its columns say in words.
    fn cells(&self, reading: &Reading, columns: &[ViewColumn]) -> Vec<String> {
        let number = reading.case.number.clone();
        std::iter::once(number).chain(columns.iter().map(|column| self.cell(reading, column))).collect()
    }

    fn cell(&self, reading: &Reading, column: &ViewColumn) -> String {
        let (case, rules) = (&reading.case, &reading.rules);
        let due = || case.ruling_clock().map(|clock| bihuan_core::calendar::civil(clock.due()).date());
        match column {
            ViewColumn::Stage => {
                let stage = |name: &str| rules.stage(name).map_or_else(|| name.to_owned(), |stage| stage.title.clone());
                match &case.closed {
                    Some(closing) => rules.outcomes.get(&closing.outcome).cloned().unwrap_or_default(),
                    None => case.standings.iter().map(|at| stage(&at.stage)).collect::<Vec<_>>().join("、"),
                }
            }
            ViewColumn::Unit => accountable(case).map(|unit| self.unit_name(unit.as_str())).unwrap_or_default(),
            ViewColumn::Due | ViewColumn::Light => due().map(spell::day).unwrap_or_default(),
            ViewColumn::Opened => spell::day(bihuan_core::calendar::civil(case.opened).date()),
            ViewColumn::Outcome => {
                let closing = case.closed.as_ref();
                closing.and_then(|it| rules.outcomes.get(&it.outcome)).cloned().unwrap_or_default()
            }
            ViewColumn::Quantity(name) if rules.is_restricted(name) => String::new(),
            ViewColumn::Quantity(name) => {
                let sum = case.quantities.get(name).copied().unwrap_or_default();
                spell::amount(sum, &reading.measure_of(name))
            }
            ViewColumn::Field(name) => {
                // What is personal, or for some alone, stands in no paper, whoever may see it on a page.
                let told = |field: &&Field| !field.personal && !rules.is_restricted(name);
                let field = rules.field(name).filter(told);
                let value = field.zip(reading.values.get(name));
                value.and_then(|(field, value)| in_words(rules, &self.law.directory, field, value)).unwrap_or_default()
            }
        }
    }

    fn column(&self, view: &View, column: &ViewColumn) -> String {
        let rules = self.law.current(&view.of);
        match column {
            ViewColumn::Field(name) => {
                rules.and_then(|rules| rules.field(name)).map_or_else(|| name.clone(), |field| field.title.clone())
            }
            ViewColumn::Quantity(name) => rules
                .and_then(|rules| rules.quantities.iter().find(|it| it.name == *name))
                .map_or_else(|| name.clone(), |quantity| quantity.title.clone()),
            ViewColumn::Stage => "环节".to_owned(),
            ViewColumn::Unit => "责任单位".to_owned(),
            ViewColumn::Due | ViewColumn::Light => "办理期限".to_owned(),
            ViewColumn::Opened => "受理日期".to_owned(),
            ViewColumn::Outcome => "办结方式".to_owned(),
        }
    }

    /// The lines of a part of a view that the reader may see.
    fn rows(&self, part: &Part<'_>, top: usize) -> Result<Vec<Reading>, Failure> {
        let mut rows = Vec::new();
        for placed in self.office.placed(part, None, top)?.items {
            match self.office.read(&placed.number, &self.reader) {
                Ok(reading) => rows.push(reading),
                Err(Failure::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(rows)
    }

    /// Where a matter is opened.
    fn page_of(&self, reading: &Reading) -> String {
        let page = if self.public { "/record/matters" } else { "/desk/cases" };
        format!("{page}/{}", reading.case.number)
    }

    fn promised(&self, standing: Standing) -> Promised {
        let (kept, begun) = (standing.is_kept(), standing.has_begun());
        let Standing { promise, progress, .. } = standing;
        let (before, after) = promise.sentence.split_once("{done}").unwrap_or((&promise.sentence, ""));
        let read = |amount: &bihuan_text::measure::Amount| Decimal::from_str(&amount.to_string()).ok();
        Promised {
            key: promise.id.clone(),
            before: before.to_owned(),
            after: after.trim_end_matches('。').to_owned(),
            done: promise.counted.then(|| read(&progress.done)).flatten(),
            quote: promise.quote.clone(),
            kept,
            begun,
            unit: self.unit_name(&promise.lead_code()),
            link: format!("/promises/{}?d={}", promise.id, self.district),
        }
    }
}

/// A number with how it was meant: 10个以上, 10个左右.
fn compared(comparator: Comparator, written: &str) -> String {
    match comparator {
        Comparator::Exact => written.to_owned(),
        Comparator::About => format!("{written}左右"),
        Comparator::AtLeast => format!("{written}以上"),
        Comparator::Over => format!("超过{written}"),
        Comparator::Within => format!("{written}以内"),
    }
}

/// What a target aims at, in an office's words: 增长5%以上、10个.
fn aimed(entry: &TargetEntry) -> String {
    let measure = entry.unit.as_deref().unwrap_or_default();
    let told = entry.target().aims.into_iter().map(|aim| match aim {
        Aim::Value(value, how) => compared(how, &spell::amount(value, measure)),
        Aim::Growth(pct, how) => compared(how, &format!("增长{}%", pct.normalize())),
        Aim::Rank(place, among) => format!("在{among}中居第{place}位以前"),
    });
    told.collect::<Vec<_>>().join("、")
}

/// Of a target that was changed: on which day, and from what; of one that was first set when the period was over, when.
fn changed(held: &Held<'_>, end: jiff::Timestamp) -> String {
    let Some(since) = held.entry.since else { return String::new() };
    let day = spell::day(bihuan_core::calendar::civil(since).date());
    match held.before {
        Some(before) => format!("（{day}由{}调整）", aimed(before)),
        None if since >= end => format!("（{day}设定）"),
        None => String::new(),
    }
}

/// The instant at which a period is over.
pub(super) fn ended(period: &Period) -> Option<jiff::Timestamp> {
    midnight(period.last.saturating_add(1.day()))
}

impl Facts for Record<'_> {
    type Error = Failure;

    fn figure(&self, id: &str, period: &Period) -> Result<Measured, Failure> {
        if is_from_outside(id) {
            return self.published(id, period);
        }
        let Ok(figure) = self.own(id) else { return Ok(Measured::default()) };
        let told = self.office.figure(&self.asked(id, period))?;
        Ok(self.measured(figure, &told, period))
    }

    fn table(&self, figures: &[String], by: &Split, period: &Period, top: usize) -> Result<Table, Failure> {
        let mut table = Table { of: split_title(by).to_owned(), ..Table::default() };
        for (place, id) in figures.iter().enumerate() {
            let Ok(figure) = self.own(id) else { continue };
            table.titles.push(format!("{}（{}）", figure.title, figure.measure));
            let (asked, how) = match by {
                Split::Month => (self.asked(id, &period.year_so_far()), By::Period(Every::Month)),
                Split::Field(field) => (self.asked(id, period), By::Field(field.clone())),
                Split::Unit | Split::Whole => (self.asked(id, period), By::Unit(None)),
            };
            for (key, told) in self.office.figure_by(&asked, &how)? {
                let measured = self.part(figure, &told, (by, &key), period);
                let at = table.lines.iter().position(|line| line.key == key).unwrap_or_else(|| {
                    let name = self.part_name(figure, by, &key);
                    table.lines.push(Line { key, name, numbers: Vec::new() });
                    table.lines.len() - 1
                });
                if let Some(line) = table.lines.get_mut(at) {
                    line.numbers.resize(place, Measured::default());
                    line.numbers.push(measured);
                }
            }
            table.lines.iter_mut().for_each(|line| line.numbers.resize(place + 1, Measured::default()));
        }
        // Categories stand by how many there are of each. Units stand in the order of their codes: a ranking is what a score
        // publishes, not what a table happens to look like.
        table.lines.sort_by(|a, b| a.key.cmp(&b.key));
        if matches!(by, Split::Field(_)) {
            let first = |line: &Line| line.numbers.first().and_then(|number| number.value);
            table.lines.sort_by_key(|line| std::cmp::Reverse(first(line)));
        }
        table.lines.truncate(top);
        Ok(table)
    }

    fn target(&self, id: &str, period: &Period) -> Result<Option<Measured>, Failure> {
        let set = self.office.target_set(self.district, id, &self.district.unit(), period.last.year())?;
        let Some((_, entry)) = set else { return Ok(None) };
        let end = ended(period).unwrap_or(jiff::Timestamp::MAX);
        let held = entry.held_until(end);
        let measure = held.entry.unit.clone().unwrap_or_default();
        let title = format!("目标{}{}", aimed(held.entry), changed(&held, end));
        let value = held.entry.target().aims.iter().find_map(|aim| match aim {
            Aim::Value(value, _) | Aim::Growth(value, _) => Some(*value),
            Aim::Rank(..) => None,
        });
        let link = if self.public { "/promises".to_owned() } else { "/desk/targets".to_owned() };
        Ok(Some(Measured { value, measure, title, link, ..Measured::default() }))
    }

    fn count(&self, view: &str) -> Result<Measured, Failure> {
        let Some(view) = self.view(view) else { return Ok(Measured::default()) };
        let part =
            Part { district: self.district.as_str(), view, scope: self.scope(), column: ONLY, from: "", until: "" };
        let count = self.office.count_placed(&part)?;
        Ok(Measured {
            value: Some(Decimal::from(count)),
            measure: "件".to_owned(),
            title: view.title.clone(),
            link: self.page_of_view(view),
            ..Measured::default()
        })
    }

    fn promises(&self, year: i16, which: Which) -> Result<Vec<Promised>, Failure> {
        let all = of_year(self.office, self.district, year)?;
        let wanted = all.into_iter().filter(|it| match which {
            Which::All | Which::Next => true,
            Which::Kept => it.is_kept(),
            Which::Open => !it.is_kept(),
        });
        Ok(wanted.map(|standing| self.promised(standing)).collect())
    }

    fn matters(&self, view: &str, top: usize) -> Result<Matters, Failure> {
        let Some(view) = self.view(view) else { return Ok(Matters::default()) };
        let columns = match view.columns.as_slice() {
            [] => vec![ViewColumn::Stage, ViewColumn::Unit, ViewColumn::Due],
            declared => declared.to_vec(),
        };
        let head = std::iter::once("编号".to_owned()).chain(columns.iter().map(|column| self.column(view, column)));
        let part =
            Part { district: self.district.as_str(), view, scope: self.scope(), column: ONLY, from: "", until: "" };
        let rows = self.rows(&part, top)?;
        let lines = rows.iter().map(|row| (self.page_of(row), self.cells(row, &columns))).collect();
        Ok(Matters { head: head.collect(), lines })
    }

    fn ranking(&self, score: &str, period: &Period) -> Result<Option<Vec<Ranked>>, Failure> {
        let found = score.split_once('.').and_then(|(pack, name)| {
            let pack = self.law.packs.get(pack)?;
            Some((pack, pack.scores.get(name)?))
        });
        let Some((pack, score)) = found else { return Ok(None) };
        let editions =
            self.office.editions(self.district, (pack.as_ref(), score.as_ref()), Some(&period.to_string()))?;
        let Some(edition) = editions.into_iter().next() else { return Ok(None) };
        let (score, period, number) = (&edition.score, &edition.period, edition.number);
        let link = format!("/record/scores/{score}?period={period}&edition={number}&d={}", self.district);
        let line = |line: &bihuan_core::figures::edition::Line| Ranked {
            place: line.place.and_then(|place| usize::try_from(place).ok()),
            unit: line.unit.clone(),
            name: self.unit_name(&line.unit),
            score: line.total,
            link: link.clone(),
        };
        Ok(Some(edition.lines.iter().map(line).collect()))
    }

    fn decisions(&self, view: &str, period: &Period) -> Result<Vec<Decided>, Failure> {
        let Some(view) = self.view(view).filter(|_| !self.public) else { return Ok(Vec::new()) };
        let ViewKind::Meeting { decisions, .. } = &view.kind else { return Ok(Vec::new()) };
        let from = midnight(period.first).map(since).unwrap_or_default();
        let until = ended(period).map(since).unwrap_or_default();
        let part = Part {
            district: self.district.as_str(),
            view,
            scope: EVERYONE,
            column: MINUTES,
            from: &from,
            until: &until,
        };
        let told = |reading: &Reading| {
            let text = |name: &str| {
                let (field, value) = reading.rules.field(name).zip(reading.values.get(name))?;
                in_words(&reading.rules, &self.law.directory, field, value)
            };
            let about = reading.case.refers.get(&decisions.matter);
            let due = reading.values.get(&decisions.due);
            Decided {
                number: reading.case.number.clone(),
                about: about.map(|it| it.0.clone()).unwrap_or_default(),
                words: text(&decisions.words).unwrap_or_default(),
                unit: text(&decisions.unit).unwrap_or_default(),
                due: if let Some(Value::Date(day)) = due { Some(*day) } else { None },
                done: reading.case.closed.is_some(),
                link: self.page_of(reading),
            }
        };
        Ok(self.rows(&part, DECISIONS)?.iter().map(told).collect())
    }

    fn terms(&self) -> Result<Vec<(String, String)>, Failure> {
        let (mut all, mut after) = (Vec::new(), String::new());
        while all.len() < TERMS {
            let page = self.office.glossary("", &after, 200)?;
            for (term, ways) in page.items {
                all.extend(ways.into_iter().next().map(|way| (term, way.definition)));
            }
            let Some(next) = page.next else { break };
            after = next;
        }
        Ok(all)
    }
}

impl Record<'_> {
    fn page_of_view(&self, view: &View) -> String {
        let page = if self.public { "/record/views" } else { "/desk/views" };
        format!("{page}/{}", view.id.replacen('.', "/", 1))
    }

    /// One part of a figure: its measure stands over the column, its link opens the part.
    fn part(&self, figure: &Figure, told: &Told, (by, key): (&Split, &str), period: &Period) -> Measured {
        let mut measured = Measured { measure: String::new(), ..self.measured(figure, told, period) };
        measured.link = match by {
            Split::Month => Period::read(key).map_or(measured.link, |month| self.link(&figure.id, &month)),
            Split::Unit if !self.public => format!("{}&unit={key}", measured.link),
            Split::Whole | Split::Unit | Split::Field(_) => measured.link,
        };
        measured
    }

    /// What a part of a figure is called.
    fn part_name(&self, figure: &Figure, by: &Split, key: &str) -> String {
        match by {
            Split::Unit | Split::Whole => self.unit_name(key),
            Split::Month => Period::read(key).map_or_else(|| key.to_owned(), |month| spell::period(&month)),
            Split::Field(field) => {
                let rules = self.law.current(&figure.of);
                let named = rules.and_then(|rules| {
                    let vocabulary = rules.vocabularies.get(rules.field(field)?.vocabulary.as_ref()?)?;
                    vocabulary.terms.iter().find(|term| term.code == key).map(|term| term.title.clone())
                });
                named.unwrap_or_else(|| self.unit_name(key))
            }
        }
    }
}

fn split_title(by: &Split) -> &'static str {
    match by {
        Split::Unit | Split::Whole => "单位",
        Split::Month => "月份",
        Split::Field(_) => "类别",
    }
}
