//! Targets: what was set for a figure, a unit and a year, adopted from a report with its words or set by hand, and how each
//! stands today. A target without a year cannot be set: nothing could ever be held against it.

use bihuan_core::casework::Refusal;
use bihuan_core::casework::refusal::Fault;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::figures::light::{Known, Standing, look};
use bihuan_core::figures::number::amount;
use bihuan_core::figures::pace::{Path, fault_of};
use bihuan_core::figures::target::{Aim, Better, Comparator, Strength, Target, Tolerance};
use bihuan_core::figures::{Figure, Kind};
use bihuan_ledger::EntryRow;
use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Office;
use crate::failure::Failure;
use crate::keeping::Hand;
use crate::outside::{Page, figure_of};
use crate::readings::{YearFigure, is_added};
pub use crate::reports::TARGETS;

/// With what the keys of adopted targets begin.
const ADOPTED: &str = "r-";
/// Points of a planned path.
const MOST_POINTS: usize = 60;
/// How often a target may be changed before somebody has to look at why.
const MOST_CHANGES: usize = 100;
/// The longest name of whom a place is among.
const LONGEST: usize = 40;

/// A target as the register keeps it. What is adopted from a report has a quote and its report; what is set by hand names
/// the figure, the unit and the way through the year.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct TargetEntry {
    /// What the figure is called.
    pub name: String,
    /// The canonical name, where the vocabulary has one.
    pub canonical: Option<String>,
    /// The figure: of this office's own counts by its id, else by its canonical name.
    pub indicator: Option<String>,
    /// The unit that it is set for; none for the district.
    pub of: Option<String>,
    /// The year.
    pub year: Option<i16>,
    /// The value.
    pub value: Option<String>,
    /// Its unit of measure.
    pub unit: Option<String>,
    /// The growth, in per cent.
    pub growth_pct: Option<String>,
    /// How the number is meant.
    pub comparator: Option<String>,
    /// `strive` for 力争.
    pub strength: Option<Strength>,
    /// Which way the figure is better.
    pub better: Option<Better>,
    /// The place among others.
    pub rank: Option<u32>,
    /// Among whom.
    pub among: Option<String>,
    /// `even`, `seasonal` or `planned`.
    pub path: Option<String>,
    /// The planned path.
    pub planned: Vec<(Date, Decimal)>,
    /// The words of the report.
    pub quote: Option<String>,
    /// The report's number.
    pub report: Option<String>,
    /// Whether it is invented.
    pub synthetic: bool,
    /// Since when it stands; none for one that was adopted, or kept before that was written down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What was set before, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<Replaced>,
}

/// What was set before, and until when it stood.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Replaced {
    /// What was set.
    pub entry: TargetEntry,
    /// When something else took its place.
    pub until: Timestamp,
}

/// What stood as a target at an instant, and what it had taken the place of.
#[derive(Clone, Copy, Debug)]
pub struct Held<'t> {
    /// What stood; where nothing was set yet, the first that was.
    pub entry: &'t TargetEntry,
    /// What stood before it.
    pub before: Option<&'t TargetEntry>,
}

/// A target with how it stands.
#[derive(Clone, Debug)]
pub struct Stood {
    /// Its key in the register.
    pub key: String,
    /// What was set.
    pub entry: TargetEntry,
    /// The figure beside it; none where nobody counts it.
    pub figure: Option<YearFigure>,
    /// How it stands; none without a year or a figure.
    pub standing: Option<Standing>,
}

/// A target on its way in, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct NewTarget {
    /// The figure: an id, a canonical name, or a name of the statistics.
    pub indicator: String,
    /// The unit's code; empty for the district.
    pub of: String,
    /// The year.
    pub year: String,
    /// The value.
    pub value: String,
    /// Its unit of measure.
    pub measure: String,
    /// The growth, in per cent.
    pub growth: String,
    /// How the numbers are meant.
    pub comparator: String,
    /// `strive` or nothing.
    pub strength: String,
    /// The place among others.
    pub rank: String,
    /// Among whom.
    pub among: String,
    /// Which way the figure is better.
    pub better: String,
    /// `even`, `seasonal` or `planned`.
    pub path: String,
    /// Lines of a day and a number.
    pub planned: String,
}

impl TargetEntry {
    /// The figure that it is set for.
    pub fn figure(&self) -> Option<&str> {
        self.indicator.as_deref().or(self.canonical.as_deref()).filter(|name| !name.is_empty())
    }

    /// What stood until an instant.
    pub fn held_until(&self, end: Timestamp) -> Held<'_> {
        let at = self.replaced.iter().position(|old| end <= old.until).unwrap_or(self.replaced.len());
        let old = |at: usize| self.replaced.get(at).map(|old| &old.entry);
        Held { entry: old(at).unwrap_or(self), before: at.checked_sub(1).and_then(old) }
    }

    /// What was set, without when and after what.
    fn alone(&self) -> TargetEntry {
        TargetEntry { since: None, replaced: Vec::new(), ..self.clone() }
    }

    /// Takes the place of what was set before, which is kept; none where it says the same.
    ///
    /// # Errors
    /// One that was changed more often than anybody changes a target.
    fn after(self, old: Option<TargetEntry>, at: Timestamp) -> Result<Option<TargetEntry>, Refusal> {
        let Some(mut old) = old else { return Ok(Some(TargetEntry { since: Some(at), ..self })) };
        if old.alone() == self {
            return Ok(None);
        }
        let mut replaced = std::mem::take(&mut old.replaced);
        if replaced.len() >= MOST_CHANGES {
            return Err(too_often());
        }
        // A clock that stepped back must not make a target end before it began.
        let at = old.since.map_or(at, |since| at.max(since));
        replaced.push(Replaced { entry: old, until: at });
        Ok(Some(TargetEntry { since: Some(at), replaced, ..self }))
    }

    /// What is aimed at.
    pub fn target(&self) -> Target {
        let comparator = self.comparator.as_deref().and_then(Comparator::of_code).unwrap_or_default();
        let read = |text: &Option<String>| text.as_deref().and_then(amount);
        let value = read(&self.value).map(|value| Aim::Value(value, comparator));
        let growth = read(&self.growth_pct).map(|pct| Aim::Growth(pct, comparator));
        let among = self.among.clone().unwrap_or_default();
        let rank = self.rank.map(|place| Aim::Rank(place, among));
        Target {
            aims: [growth, value, rank].into_iter().flatten().collect(),
            strength: self.strength.unwrap_or_default(),
            better: self.better.unwrap_or_default(),
        }
    }

    /// How the year is expected to go, with last year's months where they are wanted.
    pub fn path(&self, months: Option<&Vec<Decimal>>) -> Path {
        match self.path.as_deref() {
            Some("planned") => Path::Planned(self.planned.clone()),
            Some("seasonal") => Path::Seasonal(months.cloned().unwrap_or_default()),
            _ => Path::Even,
        }
    }
}

impl Office {
    /// The targets of a district a page at a time, each with how it stands today.
    ///
    /// # Errors
    /// The store's.
    pub fn targets(&self, district: &DistrictCode, cursor: Option<&str>, limit: usize) -> Result<Page<Stood>, Failure> {
        let page = self.ledger().entries(district.as_str(), TARGETS, cursor, limit)?;
        let read = |row: EntryRow| Some((row.key, serde_json::from_value::<TargetEntry>(row.value).ok()?));
        let found: Vec<(String, TargetEntry)> = page.items.into_iter().filter_map(read).collect();
        let items = found.into_iter().map(|(key, entry)| self.stood(district, key, entry)).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    /// One target by its key.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; the store's.
    pub fn target(&self, district: &DistrictCode, key: &str) -> Result<Stood, Failure> {
        let stored = self.ledger().entry(district.as_str(), TARGETS, key)?.ok_or(Failure::NotFound)?;
        let entry = serde_json::from_value(stored).map_err(|_| Failure::NotFound)?;
        self.stood(district, key.to_owned(), entry)
    }

    /// The target of a figure, a unit and a year with how it stands, if one was set.
    ///
    /// # Errors
    /// The store's.
    pub fn target_of(
        &self,
        district: &DistrictCode,
        figure: &str,
        of: &UnitCode,
        year: i16,
    ) -> Result<Option<Stood>, Failure> {
        let found = self.target_set(district, figure, of, year)?;
        found.map(|(key, entry)| self.stood(district, key, entry)).transpose()
    }

    /// What was set by hand for a figure, a unit and a year; else what was adopted for the district from a report. With its
    /// key.
    ///
    /// # Errors
    /// The store's.
    pub fn target_set(
        &self,
        district: &DistrictCode,
        figure: &str,
        of: &UnitCode,
        year: i16,
    ) -> Result<Option<(String, TargetEntry)>, Failure> {
        let key = key(figure, of.as_str(), year);
        if let Some(value) = self.ledger().entry(district.as_str(), TARGETS, &key)? {
            return Ok(serde_json::from_value(value).ok().map(|entry| (key, entry)));
        }
        if !of.is_district() {
            return Ok(None);
        }
        let adopted = self.ledger().entries_all(district.as_str(), TARGETS, ADOPTED)?.into_iter();
        let read = adopted.filter_map(|row| Some((row.key, serde_json::from_value::<TargetEntry>(row.value).ok()?)));
        let is_it = |it: &TargetEntry| it.of.is_none() && it.year == Some(year) && it.figure() == Some(figure);
        Ok(read.into_iter().find(|(_, entry)| is_it(entry)))
    }

    fn stood(&self, district: &DistrictCode, key: String, entry: TargetEntry) -> Result<Stood, Failure> {
        let of = entry.of.as_deref().and_then(|code| code.parse().ok()).unwrap_or_else(|| district.unit());
        let today = self.today();
        let figure = match (entry.figure(), entry.year) {
            (Some(figure), Some(year)) => self.year_figure(district, (figure, &of), year, today)?,
            _ => None,
        };
        let standing = entry.year.map(|year| {
            let known = figure.as_ref().map_or_else(Known::default, |figure| known(&entry, figure));
            look(&entry.target(), &known, year, today, Tolerance::default())
        });
        Ok(Stood { key, entry, figure, standing })
    }

    /// Sets a target by hand; one that was set for the same figure, unit and year is replaced, and kept beside it with the
    /// day on which it was.
    ///
    /// # Errors
    /// Every wrong field; nothing is written then.
    pub fn set_target(&self, hand: &Hand, district: &DistrictCode, new: &NewTarget) -> Result<String, Failure> {
        let entry = self.read_target(district, new)?;
        let of = entry.of.clone().unwrap_or_else(|| district.unit().to_string());
        let key = key(entry.figure().unwrap_or_default(), &of, entry.year.unwrap_or_default());
        let _one = self.changing()?;
        let old = self.ledger().entry(district.as_str(), TARGETS, &key)?;
        let old = old.and_then(|old| serde_json::from_value(old).ok());
        if let Some(entry) = entry.after(old, self.clock().now())? {
            let row = EntryRow { register: TARGETS.into(), key: key.clone(), value: json!(entry) };
            self.enter(hand, district, vec![row])?;
        }
        Ok(key)
    }

    fn read_target(&self, district: &DistrictCode, new: &NewTarget) -> Result<TargetEntry, Refusal> {
        let mut faults = Vec::new();
        let law = self.law();
        let figure = self.named_figure(&new.indicator);
        if figure.is_none() {
            wrong(&mut faults, "/indicator", "unknown-figure", "请选择一个指标", "Choose a figure.");
        }
        let of: Option<UnitCode> =
            Some(new.of.trim()).filter(|code| !code.is_empty()).and_then(|code| code.parse().ok());
        let is_here = |of: &UnitCode| of.district() == *district && law.directory.unit(of).is_some();
        if !new.of.trim().is_empty() && !of.as_ref().is_some_and(is_here) {
            wrong(&mut faults, "/of", "unknown-unit", "本区没有这个单位", "The district has no such unit.");
        }
        let year = year(&new.year, &mut faults);
        let value = number("/value", &new.value, &mut faults);
        let growth = number("/growth", &new.growth, &mut faults);
        let rank = rank(&new.rank, &mut faults);
        if value.is_none() && growth.is_none() && rank.is_none() && faults.is_empty() {
            let zh = "请至少填写数值、增速、位次中的一项";
            wrong(&mut faults, "/value", "required", zh, "Give a value, a growth or a place.");
        }
        if rank.is_some() && (new.among.trim().is_empty() || new.among.chars().count() > LONGEST) {
            let zh = "请写明在哪个范围里排名，例如“中心城区”（40 字以内）";
            wrong(&mut faults, "/among", "required", zh, "Say among whom the place is, in at most 40 letters.");
        }
        if let Some(own) = law.figure(&new.indicator) {
            faults.extend(misfits(own, value, growth));
        }
        let better = match new.better.as_str() {
            "less" => Better::Less,
            "neither" => Better::Neither,
            _ => Better::More,
        };
        let planned = planned(new, year, better, &mut faults);
        if !faults.is_empty() {
            return Err(Refusal::invalid(faults));
        }
        let (indicator, name, measure) = figure.unwrap_or_default();
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(TargetEntry {
            canonical: figure_of(&indicator).map(|(canonical, _)| canonical),
            indicator: Some(indicator),
            name,
            of: of.map(|of| of.to_string()),
            year,
            value: value.map(|it| it.to_string()),
            unit: measure.or_else(|| said(&new.measure)),
            growth_pct: growth.map(|it| it.to_string()),
            comparator: Some(Comparator::of_code(&new.comparator).unwrap_or_default().code().to_owned()),
            strength: (new.strength == "strive").then_some(Strength::Strive),
            better: Some(better),
            among: rank.and_then(|_| said(&new.among)),
            rank,
            path: Some(new.path.clone()).filter(|path| matches!(path.as_str(), "seasonal" | "planned")),
            planned,
            quote: None,
            report: None,
            synthetic: self.is_demo(),
            ..TargetEntry::default()
        })
    }

    /// A figure by its id or name: id, what it is called, and its measure where that is given.
    fn named_figure(&self, words: &str) -> Option<(String, String, Option<String>)> {
        let law = self.law();
        if let Some(figure) = law.figure(words).filter(|figure| figure.basis.is_some() || !figure.is_step()) {
            return Some((words.to_owned(), figure.title.clone(), Some(figure.measure.clone())));
        }
        figure_of(words).map(|(canonical, name)| (canonical, name, None))
    }
}

/// Why such a target cannot be set for a figure of this office's own, and what could be.
fn misfits(figure: &Figure, value: Option<Decimal>, growth: Option<Decimal>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if growth.is_some() && !is_added(figure) {
        let zh = "比率、用时和存量不按增速计，请改填数值";
        let en = "A share, a time and a level have no growth. Give a value instead.";
        wrong(&mut faults, "/growth", "no-growth", zh, en);
    }
    let whole = Decimal::ZERO..=Decimal::ONE_HUNDRED;
    if matches!(figure.kind, Kind::Rate { .. }) && value.is_some_and(|value| !whole.contains(&value)) {
        let zh = "比率写 0 到 100 之间的百分数";
        wrong(&mut faults, "/value", "out-of-range", zh, "A share is a number of per cent from 0 to 100.");
    }
    faults
}

fn too_often() -> Refusal {
    let zh = format!("这个目标已改过 {MOST_CHANGES} 次，请先查明为什么一再调整");
    let en = format!("This target was changed {MOST_CHANGES} times. Find out why first.");
    Refusal::invalid(vec![Fault::new("/value", "too-many-changes", zh, en)])
}

/// The key of a target that is set by hand.
fn key(figure: &str, of: &str, year: i16) -> String {
    format!("t-{figure}.{of}.{year}")
}

fn known(entry: &TargetEntry, figure: &YearFigure) -> Known {
    let in_measure = entry.unit.as_deref().is_none_or(|unit| unit == figure.measure || entry.value.is_none());
    // A value in another measure cannot be held against the target; a growth can.
    let value =
        figure.value.and_then(|value| if in_measure { Some(value) } else { entry_measure(entry, figure, value) });
    let last_year =
        figure.last_year.and_then(|value| if in_measure { Some(value) } else { entry_measure(entry, figure, value) });
    Known {
        value,
        growth: figure.growth,
        rank: None,
        last_year,
        counting: figure.counting,
        path: entry.path(figure.months.as_ref()),
    }
}

/// A value of a figure in the target's measure, where both are known and of one base.
fn entry_measure(entry: &TargetEntry, figure: &YearFigure, value: Decimal) -> Option<Decimal> {
    let to = bihuan_text::measure::Measure::parse(entry.unit.as_deref()?)?;
    let from = bihuan_text::measure::Measure::parse(&figure.measure).filter(|from| from.same_base(&to))?;
    let factor = |factor: i128| i64::try_from(factor).ok().map(Decimal::from);
    bihuan_core::figures::number::portion(value, factor(from.factor)?, factor(to.factor)?)
}

fn wrong(faults: &mut Vec<Fault>, field: &str, code: &str, zh: &str, en: &str) {
    faults.push(Fault::new(field, code, zh, en));
}

fn year(text: &str, faults: &mut Vec<Fault>) -> Option<i16> {
    let text = text.trim();
    let year = text.parse().ok().filter(|year| (2004..=2100).contains(year));
    match (year, text.is_empty()) {
        (None, true) => wrong(
            faults,
            "/year",
            "required",
            "请填写年度：没有年度的目标没有什么可以对照",
            "Give the year: nothing can be held against a target without one.",
        ),
        (None, false) => {
            wrong(faults, "/year", "invalid", "年度写四位数字，2004 至 2100", "A year has four digits, 2004 to 2100.")
        }
        _ => {}
    }
    year
}

fn number(field: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Decimal> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let read = amount(text.trim_end_matches('%'));
    if read.is_none() {
        wrong(faults, field, "not-a-number", "请填写数字，最多四位小数", "A number with at most four places.");
    }
    read
}

fn rank(text: &str, faults: &mut Vec<Fault>) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let place = text.parse().ok().filter(|place| (1..=1000).contains(place));
    if place.is_none() {
        wrong(faults, "/rank", "invalid", "位次写 1 到 1000 的整数", "A place is a whole number from 1 to 1000.");
    }
    place
}

/// The planned path: a day and a number on each line.
fn planned(new: &NewTarget, year: Option<i16>, better: Better, faults: &mut Vec<Fault>) -> Vec<(Date, Decimal)> {
    if new.path != "planned" {
        return Vec::new();
    }
    let lines: Vec<&str> = new.planned.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let point = |line: &&str| {
        let (day, number) = line.split_once(|c: char| c.is_whitespace() || c == ',' || c == '，')?;
        Some((day.parse().ok()?, amount(number)?))
    };
    let points: Vec<(Date, Decimal)> = lines.iter().filter_map(point).collect();
    if lines.is_empty() || points.len() != lines.len() || points.len() > MOST_POINTS {
        let zh = "计划进度每行写一个日期和到那天应完成的累计数，例如 2026-06-30 50，最多 60 行";
        wrong(
            faults,
            "/planned",
            "invalid",
            zh,
            "Write a day and a number on each line, such as 2026-06-30 50, at most 60 lines.",
        );
        return points;
    }
    if let Some(sentence) = year.and_then(|year| fault_of(&points, year, better == Better::Less)) {
        faults.push(Fault { field: "/planned".into(), code: "not-a-path".into(), sentence });
    }
    points
}
